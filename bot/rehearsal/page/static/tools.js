// Theme, crowd, the pane under the hood, the bot itself, starting over.

import { el, icon } from "./dom.js";
import { dialog } from "./form.js";
import { act, emit, on, remember, state } from "./state.js";
import { toast } from "./toast.js";

const SHADES = ["system", "dark", "light"];
const system = matchMedia("(prefers-color-scheme: light)");

export function shade(wanted = remember("shade") ?? "system") {
  const shown = wanted === "system" ? (system.matches ? "light" : "dark") : wanted;
  document.documentElement.dataset.shade = shown;
  remember("shade", wanted);
  return wanted;
}

export function toolBar(box) {
  let wanted = shade();
  system.addEventListener("change", () => { shade(wanted); emit("shade"); });

  const light = el("span", { class: "lamp", "aria-hidden": "true" });
  const word = el("span", { class: "lamp-word" });
  const bot = el("span", { class: "bot-state", role: "status" }, light, word);
  const item = (label, click) => el("button", { type: "button", role: "menuitem", class: "menu-item", on: { click: () => { menu.hidePopover(); click(); } } }, label);

  const theme = item("", () => { wanted = SHADES[(SHADES.indexOf(wanted) + 1) % SHADES.length]; shade(wanted); emit("shade"); name(); });
  const crowd = item("", () => act("crowd", { on: !state.house.crowd }));
  const over = item("Start over…", startOver);
  const menu = el("div", { id: "menu", class: "menu-box", popover: "auto", role: "menu", "aria-label": "Rehearsal" },
    item("Guided tour", () => emit("tour")), crowd, item("Under the hood", () => emit("hood")), theme,
    el("hr"), item("Restart the bot", () => act("restart").then((said) => said && toast("The bot is back."))), over);
  const opener = el("button", { type: "button", class: "plain icon-only", title: "More", "aria-label": "More", "aria-haspopup": "menu", popoverTargetElement: menu }, icon("menu"));
  const hood = el("button", { type: "button", class: "plain tool", "aria-label": "Under the hood", "aria-controls": "hood", on: { click: () => emit("hood") } }, icon("gears"), el("span", {}, "Under the hood"));
  const fifty = el("button", { type: "button", class: "plain tool", "aria-label": "Crowd of 50", on: { click: () => act("crowd", { on: !state.house.crowd }) } }, icon("chat"), el("span", {}, "Crowd of 50"));
  box.append(bot, fifty, hood, opener, menu);

  menu.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...menu.querySelectorAll("[role=menuitem]:not([hidden])")];
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
  });
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "open") return;
    const at = opener.getBoundingClientRect();
    menu.style.top = `${at.bottom + 6}px`;
    menu.style.right = `${Math.max(8, innerWidth - at.right)}px`;
    menu.querySelector("[role=menuitem]").focus();
  });

  function name() {
    theme.textContent = `Colours: ${wanted === "system" ? "as the system" : wanted}`;
  }

  function startOver() {
    dialog("Start over?", [el("p", {}, "Everything that was said and logged in this rehearsal is forgotten, and the clock returns to the present. This cannot be taken back.")], {
      sendText: "Start over",
      kind: "grave",
      send: async () => Boolean(await act("start-over")),
    });
  }

  on("snapshot house", () => {
    const words = { up: "Bot is up", restarting: "Bot restarts…", away: "Bot is away" };
    light.dataset.bot = state.house.bot;
    word.textContent = words[state.house.bot];
    crowd.textContent = state.house.crowd ? "Send the crowd home" : "Let 50 viewers in for a minute";
    fifty.title = crowd.textContent;
    fifty.setAttribute("aria-pressed", String(Boolean(state.house.crowd)));
    over.hidden = !state.house.start_over;
  });
  name();
}
