// The overlay pane: the page for OBS at 1280 x 720, scaled, over what a stream may look like.

import { el, icon } from "./dom.js";
import { on, remember, state } from "./state.js";

const WIDTH = 1280;
const GROUNDS = [["dark", "Dark"], ["light", "Light"], ["picture", "Picture"]];

export function overlayPane(section) {
  const frame = el("iframe", { title: "Overlay", tabIndex: -1, sandbox: "allow-scripts allow-same-origin", loading: "eager" });
  const note = el("p", { class: "overlay-note", hidden: true });
  const screen = el("div", { class: "screen" }, frame, note);
  const grounds = el("div", { class: "segments", role: "radiogroup", "aria-label": "Behind the overlay" }, GROUNDS.map(([value, label]) =>
    el("label", {}, el("input", { type: "radio", name: "ground", value, class: "hush" }), el("span", {}, label))));
  const larger = el("button", { type: "button", class: "plain icon-only", title: "Larger", "aria-label": "Larger", "aria-pressed": "false", on: { click: () => grow(!section.classList.contains("grown")) } }, icon("larger"));
  section.append(el("header", { class: "overlay-head" }, el("h2", {}, "Overlay"), el("span", { class: "topic" }, "as OBS shows it"), grounds, larger), el("div", { class: "screen-frame" }, screen));

  function behind(value) {
    screen.dataset.ground = value;
    remember("ground", value);
    grounds.querySelector(`[value="${value}"]`).checked = true;
  }
  grounds.addEventListener("change", (event) => behind(event.target.value));
  behind(GROUNDS.some(([value]) => value === remember("ground")) ? remember("ground") : "picture");

  function grow(wide) {
    section.classList.toggle("grown", wide);
    larger.setAttribute("aria-pressed", String(wide));
  }
  section.addEventListener("keydown", (event) => {
    if (event.key === "Escape") grow(false);
  });

  new ResizeObserver(([entry]) => screen.style.setProperty("--scale", entry.contentRect.width / WIDTH)).observe(screen);

  let shown = "";
  function draw() {
    const away = state.house.bot !== "up";
    note.hidden = !away;
    note.textContent = state.house.bot === "restarting" ? "The bot restarts; its overlay comes back with it." : "The bot is away, and the overlay with it.";
    frame.hidden = away;
    // loaded anew after each start: what was there meanwhile is the browser's own page of despair
    const wanted = away ? "" : `${state.overlay}#${state.house.starts}`;
    if (wanted && wanted !== shown) {
      if (shown) frame.contentWindow.location.replace("about:blank");
      frame.src = wanted;
    }
    shown = wanted;
  }
  on("snapshot house", draw);
}
