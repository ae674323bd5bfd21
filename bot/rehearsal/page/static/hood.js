// Under the hood: what the bot asked, what it was told, and what it printed.

import { $, el, icon } from "./dom.js";
import { emit, on } from "./state.js";
import { shown } from "./time.js";

const KEPT = 300;

export function hoodPane(aside) {
  const list = el("div", { class: "exchanges", role: "log", "aria-live": "off", tabIndex: 0, "aria-label": "Requests and events" });
  const printed = el("pre", { class: "printed", tabIndex: 0, "aria-label": "What the bot printed", hidden: true });
  const filter = (value, label, checked = true) => el("label", {}, el("input", { type: "checkbox", value, checked }), label);
  const filters = el("div", { class: "filters", role: "group", "aria-label": "Shown" }, filter("discord", "Discord"), filter("twitch", "Twitch"), filter("request", "Requests"), filter("event", "Events"));
  const tabs = el("div", { class: "segments", role: "radiogroup", "aria-label": "Show" }, [["wire", "On the wire"], ["log", "The bot's log"]].map(([value, label], at) =>
    el("label", {}, el("input", { type: "radio", name: "hood", value, class: "hush", checked: at === 0 }), el("span", {}, label))));
  const close = el("button", { type: "button", class: "plain icon-only", "aria-label": "Close", on: { click: () => emit("hood") } }, icon("close"));
  aside.append(el("header", { class: "overlay-head" }, el("h2", {}, "Under the hood"), tabs, close), filters, list, printed);

  tabs.addEventListener("change", (event) => {
    const log = event.target.value === "log";
    list.hidden = filters.hidden = log;
    printed.hidden = !log;
    printed.scrollTop = printed.scrollHeight;
  });
  filters.addEventListener("change", () => {
    for (const box of filters.querySelectorAll("input")) list.classList.toggle(`no-${box.value}`, !box.checked);
  });

  function entry(held) {
    const wrong = held.status >= 400 || (held.kind === "request" && held.status === null);
    const made = el("details", { class: `exchange ${held.server} ${held.kind} ${wrong ? "wrong" : ""}`, data: { number: held.number } },
      el("summary", {},
        el("time", { dateTime: held.at }, shown(new Date(held.at), "T")),
        el("span", { class: "server" }, held.server === "discord" ? "Discord" : "Twitch"),
        el("span", { class: "way", title: held.kind }, held.kind === "request" ? "→" : held.kind === "event" ? "←" : "•"),
        el("strong", {}, held.method),
        el("span", { class: "path" }, held.kind === "request" ? held.path : held.note),
        held.status === null ? null : el("span", { class: "status" }, held.status)));
    made.addEventListener("toggle", () => {
      if (made.open && !made.dataset.asked) {
        made.dataset.asked = "yes";
        emit("tell", { exchange: held.number });
      }
    });
    return made;
  }

  function add(held) {
    const stay = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
    list.append(entry(held));
    if (list.children.length > KEPT) list.firstChild.remove();
    if (stay) list.scrollTop = list.scrollHeight;
  }

  on("hood", (held) => {
    if (held) {
      list.replaceChildren(...held.exchanges.map(entry));
      printed.textContent = `${held.lines.join("\n")}\n`;
      list.scrollTop = list.scrollHeight;
      return;
    }
    aside.hidden = !aside.hidden;
    document.documentElement.classList.toggle("hooded", !aside.hidden);
    emit("tell", { hood: !aside.hidden });
    if (!aside.hidden) close.focus();
  });
  on("here", () => { if (!aside.hidden) emit("tell", { hood: true }); });
  on("passed", ({ exchange }) => add(exchange));
  on("printed", ({ text }) => {
    const stay = printed.scrollHeight - printed.scrollTop - printed.clientHeight < 40;
    printed.append(`${text}\n`);
    if (stay) printed.scrollTop = printed.scrollHeight;
  });
  on("exchange", ({ number, exchange }) => {
    const box = $(`[data-number="${number}"]`, list);
    if (!box) return;
    const part = (name, text) => (text ? [el("h4", {}, name), el("pre", { tabIndex: 0 }, text)] : []);
    const query = exchange && Object.keys(exchange.query).length ? new URLSearchParams(exchange.query).toString() : "";
    box.append(el("div", { class: "bodies" }, exchange ? [part("Query", query), part("Sent", exchange.request), part(exchange.kind === "request" ? "Answer" : "Payload", exchange.response)] : "Forgotten by now."));
    box.scrollIntoView({ block: "nearest" });
  });
  aside.addEventListener("keydown", (event) => { if (event.key === "Escape") emit("hood"); });
}
