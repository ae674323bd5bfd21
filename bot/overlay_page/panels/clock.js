// The clock. The state is {phase: idle|running|paused|finished, label, length, parts: [{name, length}],
// endsAt|left, until}; lengths are milliseconds, instants are ISO.

import { digits } from "../time.js";

export const side = "left";

const NOTES = { running: "of", paused: "paused · of", finished: "time is up ·" };
const LAST = 60000;
const SVG = "http://www.w3.org/2000/svg";
const RADIUS = 54;
const GAP = 1.6; // between parts, in hundredths of the ring

// 25 min, 1 h 30 min; where the line has to break, it does so before them
function minutes(milliseconds) {
  const all = Math.round(milliseconds / 60000);
  const [hours, rest] = [Math.floor(all / 60), all % 60];
  const parts = hours ? [hours, "h", ...(rest ? [rest, "min"] : [])] : [rest, "min"];
  return parts.join("\u00a0");
}

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
  element.hidden = !text;
}

function make(parent, name) {
  const element = document.createElement("div");
  element.className = name;
  parent.append(element);
  return element;
}

// one arc for each part: what is left of it, on a rail; and a hand where there is only one
function ring(dial) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "-62 -62 124 124");
  svg.setAttribute("aria-hidden", "true");
  dial.append(svg);
  let made = "";
  let arcs = [];
  let hand = null;

  function circle(name) {
    const arc = document.createElementNS(SVG, "circle");
    arc.setAttribute("class", name);
    arc.setAttribute("r", RADIUS);
    arc.setAttribute("pathLength", "100");
    svg.append(arc);
    return arc;
  }

  function line() {
    const drawn = document.createElementNS(SVG, "line");
    drawn.setAttribute("class", "hand");
    drawn.setAttribute("y2", -RADIUS * 0.6);
    svg.append(drawn);
    return drawn;
  }

  function stretch(arc, begin, end) {
    const length = Math.max(0, end - begin);
    arc.setAttribute("stroke-dasharray", `${length.toFixed(3)} 200`);
    arc.setAttribute("stroke-dashoffset", (-begin).toFixed(3));
    arc.setAttribute("visibility", length > 0.01 ? "visible" : "hidden");
  }

  return (parts, length, elapsed) => {
    const key = JSON.stringify([parts, length]);
    if (key !== made) {
      made = key;
      let at = 0;
      arcs = (parts.length ? parts : [{ length }]).map((part) => {
        const [begin, end] = [at, at + part.length];
        at = end;
        const gap = parts.length > 1 ? GAP / 2 : 0;
        return { begin: (begin / length) * 100 + gap, end: (end / length) * 100 - gap };
      });
      svg.replaceChildren();
      hand = null;
      for (const name of ["edge", "rail", "fill"]) {
        for (const arc of arcs) {
          arc[name] = circle(name);
          stretch(arc[name], arc.begin, arc.end);
        }
      }
      if (!parts.length) hand = line();
    }
    const gone = (elapsed / length) * 100;
    hand?.setAttribute("transform", `rotate(${((gone / 100) * 360).toFixed(2)})`);
    for (const arc of arcs) stretch(arc.fill, Math.max(arc.begin, Math.min(gone, arc.end)), arc.end);
  };
}

// which part is on, and how much of it is left
function present(parts, elapsed) {
  let end = 0;
  for (const [place, part] of parts.entries()) {
    end += part.length;
    if (elapsed < end) return { part, place, left: end - elapsed, next: parts[place + 1] };
  }
  return {};
}

export function mount(section) {
  const dial = make(section, "dial");
  const turn = ring(dial);
  const place = make(dial, "place");
  const about = make(section, "about");
  const [label, time, part, foot] = ["label", "time", "part words", "foot"].map((name) => make(about, name));
  const [note, next] = ["note", "next words"].map((name) => make(foot, name));
  section.setAttribute("role", "timer");

  return {
    // whether there is anything to see
    draw(state, now) {
      if (state.phase === "idle") return false;
      let { phase, parts = [] } = state;
      let left = 0;
      if (phase === "running") left = Math.max(0, Date.parse(state.endsAt) - now);
      if (phase === "paused") left = state.left;
      // the end needs no word from the bot
      if (phase === "running" && left === 0) phase = "finished";
      if (phase === "finished" && now >= Date.parse(state.until)) return false;
      section.dataset.phase = phase;
      section.dataset.last = phase === "running" && left <= LAST ? "yes" : "no";
      const elapsed = state.length - Math.min(left, state.length);
      const on = phase === "finished" ? {} : present(parts, elapsed);
      put(label, state.label);
      put(time, digits(left));
      put(note, `${NOTES[phase]} ${minutes(state.length)}`);
      put(part, on.part ? `${digits(on.left)} ${on.part.name}` : "");
      put(next, on.next ? `· then ${on.next.name}` : "");
      put(place, on.part ? `${on.place + 1}/${parts.length}` : "");
      time.style.setProperty("--cells", digits(state.length).length);
      turn(parts, state.length, elapsed);
      return true;
    },
  };
}
