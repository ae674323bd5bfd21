// A pattern's hill answers to pointer, finger and keys: it is drawn as it was after each of the tries behind it.
"use strict";

const WIDE = 240;
const TALL = 44;
const STEPS = 60;

/** The outline of Beta's density, as high as the drawing; the same as `hill_path` in drawn.py. */
function outline(alpha, beta) {
  const logs = [];
  for (let step = 0; step <= STEPS; step += 1) {
    const x = step / STEPS;
    const left = alpha === 1 ? 0 : (alpha - 1) * Math.log(x);
    const right = beta === 1 ? 0 : (beta - 1) * Math.log(1 - x);
    logs.push(left + right);
  }
  const highest = Math.max(...logs);
  const points = logs.map((log, step) => {
    const y = TALL - 1 - (TALL - 6) * Math.exp(log - highest);
    return `${((step / STEPS) * WIDE).toFixed(1)} ${y.toFixed(1)}`;
  });
  return `M0 ${TALL - 1}L${points.join("L")}L${WIDE} ${TALL - 1}Z`;
}

for (const pattern of document.querySelectorAll(".pattern")) {
  const tries = [...pattern.querySelectorAll("ol > li")];
  const slider = pattern.querySelector("input");
  const output = pattern.querySelector("output");
  const hill = pattern.querySelector(".hill");
  const area = hill.querySelector(".area");
  const mean = hill.querySelector(".mean");

  const show = (count) => {
    const solved = tries.slice(0, count).filter((each) => each.dataset.good === "1").length;
    const alpha = 1 + solved;
    const beta = 1 + count - solved;
    const chance = alpha / (alpha + beta);
    area.setAttribute("d", outline(alpha, beta));
    mean.setAttribute("d", `M${(chance * WIDE).toFixed(1)} 4V${TALL - 1}`);
    const number = document.createElement("strong");
    number.textContent = `${Math.round(chance * 100)}%`;
    const last = count ? tries[count - 1] : null;
    const words = last
      ? ` ${solved} of ${count}. Try ${count}: ${[...last.children]
          .filter((each) => !each.classList.contains("note"))
          .map((each) => each.textContent)
          .join(" ")
          .replaceAll(" ,", ",")}`
      : " before the first try, when anything could be";
    output.replaceChildren(number, words);
    slider.value = String(count);
    slider.setAttribute("aria-valuetext", `after ${count} of ${tries.length} tries`);
  };

  const follow = (event) => {
    const box = hill.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    show(Math.round(share * tries.length));
  };

  slider.hidden = false;
  show(tries.length);
  slider.addEventListener("input", () => show(Number(slider.value)));
  hill.addEventListener("pointermove", follow);
  hill.addEventListener("pointerdown", follow);
  hill.addEventListener("pointerleave", (event) => {
    // a finger that lifts leaves what it found; a mouse that goes on brings back how it stands
    if (event.pointerType === "mouse") show(tries.length);
  });
}
