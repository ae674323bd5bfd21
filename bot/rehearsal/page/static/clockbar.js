// The bot's clock, and the ways to move it forward.

import { el, icon } from "./dom.js";
import { act, on, state } from "./state.js";
import { everySecond, now, shown, zoneName } from "./time.js";
import { toast } from "./toast.js";

const MOVES = [["minute", "+1 minute"], ["timer", "End of this timer"], ["tomorrow", "Tomorrow 07:00"], ["sunday", "Sunday evening"]];

export function clockBar(box) {
  const day = el("span", { class: "clock-day" });
  const time = el("span", { class: "clock-time" });
  const face = el("button", { type: "button", class: "face", popoverTargetElement: null, "aria-label": "The bot's clock: move it" }, icon("clock"), el("span", { class: "clock-words" }, time, day));
  const moves = el("div", { id: "moves", class: "moves", role: "group", "aria-label": "Move the bot's clock" }, MOVES.map(([to, label]) =>
    el("button", { type: "button", class: "button secondary small", data: { to }, on: { click: () => move(to) } }, label)));
  box.append(face, moves);
  face.setAttribute("aria-expanded", "false");
  face.setAttribute("aria-controls", "moves");
  face.addEventListener("click", () => open(!box.classList.contains("open")));
  document.addEventListener("pointerdown", (event) => { if (!box.contains(event.target)) open(false); });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      open(false);
      face.focus();
    }
  });

  const room = matchMedia("(width >= 1500px)"); // where the moves stand beside it, the face opens nothing
  const fit = () => { face.disabled = room.matches; };
  room.addEventListener("change", fit);
  fit();

  function open(wide) {
    box.classList.toggle("open", wide);
    face.setAttribute("aria-expanded", String(wide));
  }

  async function move(to) {
    for (const button of moves.children) button.disabled = true;
    const said = await act("clock", { to });
    for (const button of moves.children) button.disabled = false;
    open(false);
    if (said) toast(`It is ${shown(now(), "day")}, ${shown(now(), "t")}.`);
  }

  const tick = () => {
    if (!state.ready) return;
    const instant = now();
    time.textContent = shown(instant, "T");
    day.textContent = `${shown(instant, "day")} · ${zoneName()}`;
  };
  everySecond(tick);
  on("snapshot clock", tick);
}
