// The page: reads its address, holds the line, and hands each panel its state and the time.

import { hold } from "./line.js";
import { choose, put, show } from "./stand.js";
import { hear, now } from "./time.js";

const TICK = 200;
const QUIET = 3000; // how long the line may be away before the page says so
const THEMES = ["dark", "light", "minimal"];
const VARIABLES = ["accent", "text", "muted", "plate", "scale", "font"];

const query = new URLSearchParams(location.search);
const root = document.documentElement;
const notice = document.getElementById("notice");
const panels = new Map();
// only where the browser trusts the address: this machine, or https
const worker = navigator.serviceWorker;
let quiet = null;

root.dataset.theme = THEMES.includes(query.get("theme")) ? query.get("theme") : "dark";
for (const name of VARIABLES) {
  if (query.has(name)) root.style.setProperty(`--${name}`, query.get(name));
}

function say(text) {
  notice.textContent = text;
  notice.hidden = !text;
}

function here(frame) {
  clearTimeout(quiet);
  quiet = null;
  root.classList.remove("away");
  if (!frame.panels) return;
  say(frame.unknown.length ? `no panel ${frame.unknown.join(", ")}; there are ${frame.known.join(", ")}` : "");
  frame.panels.forEach((name, place) => {
    panel(name).section.style.order = place;
  });
  shelve();
}

// Copies for the worker: what was loaded before it was there it has not seen.
async function shelve() {
  if (!worker) return;
  await Promise.all([...panels.values()].map((held) => held.loaded));
  const shelf = await caches.open("greenroom-overlay");
  const files = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
  for (const file of [new URL(location.href), ...files.filter((url) => url.pathname.startsWith("/overlay/"))]) {
    const answer = await fetch(file);
    if (answer.ok) await shelf.put(file.pathname, answer);
  }
  root.dataset.shelved = "yes";
}

function away() {
  quiet ??= setTimeout(() => {
    root.classList.add("away");
    say("reconnecting…");
  }, QUIET);
}

function panel(name) {
  if (!panels.has(name)) {
    const section = document.createElement("section");
    section.className = `panel plate ${name}`;
    const held = { section, state: null, face: null };
    panels.set(name, held);
    held.loaded = Promise.all([import(`./panels/${name}.js`), dress(name)]).then(([module]) => {
      held.face = module.mount(section);
      put(section, module.side);
      draw(held);
    });
  }
  return panels.get(name);
}

// the panel's own sheet; without it the panel is still better than nothing
function dress(name) {
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = `/overlay/panels/${name}.css`;
  const there = new Promise((done) => {
    sheet.onload = sheet.onerror = done;
  });
  // the streamer's own sheet keeps the last word
  document.getElementById("own").before(sheet);
  return there;
}

function draw(held) {
  if (!held.face || held.state === null) return;
  show(held.section, Boolean(held.face.draw(held.state, now())));
}

choose(query.get("layout"));
hold(
  (() => {
    const address = new URL("/ws", location.href);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    for (const name of ["panels", "key"]) {
      if (query.has(name)) address.searchParams.set(name, query.get(name));
    }
    return address.href;
  })(),
  {
    frame(frame) {
      hear(frame.now);
      here(frame);
      if (frame.panel) {
        const held = panel(frame.panel);
        held.state = frame.state;
        draw(held);
      }
    },
    away,
  },
);

setInterval(() => panels.forEach(draw), TICK);

worker?.register("/overlay/worker.js", { scope: "/overlay", updateViaCache: "none" });
