// Where panels stand: along both edges of a wide picture, or one below the other.

const WIDE = matchMedia("(min-width: 1100px)");
const STILL = matchMedia("(prefers-reduced-motion: reduce)");
const GLIDE = 200;
const LAYOUTS = ["edges", "column"];

const root = document.documentElement;
const sides = { left: document.getElementById("left"), right: document.getElementById("right") };
let wanted = null;

// what the address asks for; anything else is chosen by the width and by what there is to show
export function choose(layout) {
  wanted = LAYOUTS.includes(layout) ? layout : null;
  arrange();
}

function arrange() {
  const both = sides.left.hasChildNodes() && sides.right.hasChildNodes();
  root.dataset.layout = wanted ?? (WIDE.matches && both ? "edges" : "column");
}

export function put(section, side) {
  (sides[side] ?? sides.left).append(section);
  arrange();
}

// Along the edges a panel keeps its place while it is not shown, so nothing moves. In a column there is no room
// for that: those below glide up or down.
export function show(section, shown) {
  if (section.classList.contains("shown") === shown) return;
  const others = root.dataset.layout === "column" && !STILL.matches ? [...document.querySelectorAll(".shown")] : [];
  const before = others.map((one) => one.getBoundingClientRect().top);
  section.classList.toggle("shown", shown);
  others.forEach((one, place) => {
    const moved = before[place] - one.getBoundingClientRect().top;
    if (moved && one !== section) {
      one.animate([{ transform: `translateY(${moved}px)` }, { transform: "none" }], { duration: GLIDE, easing: "ease-out" });
    }
  });
}

WIDE.addEventListener("change", arrange);
