// On narrow pages one pane is shown at a time; these buttons choose it.

import { $, el, icon } from "./dom.js";
import { on } from "./state.js";

const PANES = [["discord", "Discord", "hash"], ["twitch", "Twitch", "chat"], ["overlay", "Overlay", "screen"]];

export function tabBar(bar, stage) {
  const buttons = PANES.map(([name, label, sign]) =>
    el("button", { type: "button", class: "tab", data: { pane: name }, "aria-pressed": "false", on: { click: () => show(name) } }, icon(sign), el("span", {}, label), el("i", { class: "dot" })));
  bar.append(...buttons);

  function show(name) {
    stage.dataset.shown = name;
    for (const button of buttons) {
      const own = button.dataset.pane === name;
      button.setAttribute("aria-pressed", String(own));
      if (own) button.classList.remove("news");
    }
    for (const log of stage.querySelectorAll(`#${name} .log`)) if (log.dataset.end !== "no") log.scrollTop = log.scrollHeight;
  }
  const news = (name) => { if (stage.dataset.shown !== name) $(`[data-pane=${name}]`, bar).classList.add("news"); };
  show("discord");
  on("message", ({ new: fresh }) => fresh && news("discord"));
  on("line", () => news("twitch"));
  on("show", show);
}
