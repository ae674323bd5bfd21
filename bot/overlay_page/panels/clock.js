// The clock. The state is {phase: idle|running|paused|finished, label, length, endsAt|left, until};
// lengths are milliseconds, instants are ISO.

import { digits } from "../time.js";

const NOTES = { running: "of", paused: "paused · of", finished: "time is up ·" };

// 25 min, 1 h 30 min
function minutes(milliseconds) {
  const all = Math.round(milliseconds / 60000);
  const [hours, rest] = [Math.floor(all / 60), all % 60];
  if (!hours) return `${rest} min`;
  return rest ? `${hours} h ${rest} min` : `${hours} h`;
}

export function mount(section) {
  const make = (name) => {
    const element = document.createElement("div");
    element.className = name;
    section.append(element);
    return element;
  };
  const label = make("label");
  const time = make("time");
  const bar = make("bar");
  const note = make("note");
  const fill = document.createElement("div");
  bar.append(fill);
  section.setAttribute("role", "timer");

  const put = (element, text) => {
    if (element.textContent !== text) element.textContent = text;
  };

  return {
    // whether there is anything to see
    draw(state, now) {
      if (state.phase === "idle") return false;
      let { phase } = state;
      let left = 0;
      if (phase === "running") left = Math.max(0, Date.parse(state.endsAt) - now);
      if (phase === "paused") left = state.left;
      // the end needs no word from the bot
      if (phase === "running" && left === 0) phase = "finished";
      if (phase === "finished" && now >= Date.parse(state.until)) return false;
      section.dataset.phase = phase;
      put(label, state.label);
      label.hidden = !state.label;
      put(time, digits(left));
      put(note, `${NOTES[phase]} ${minutes(state.length)}`);
      // as wide as the longest it will show, so that nothing moves when a digit goes
      time.style.setProperty("--cells", digits(state.length).length);
      fill.style.transform = `scaleX(${Math.min(1, left / state.length)})`;
      return true;
    },
  };
}
