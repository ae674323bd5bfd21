// Who you are: one of seven people.

import { $, el } from "./dom.js";
import { hex, initials, ink } from "./colour.js";
import { emit, me, on, remember, state } from "./state.js";

const PARTS = { candidate: "the candidate, who streams", friend: "a friend", moderator: "the moderator", viewer: "a viewer, on Twitch only" };

export function castBar(box) {
  function draw() {
    const held = box.contains(document.activeElement);
    box.replaceChildren(...state.cast.map((role) => {
      const own = role.key === state.you;
      const colour = hex(role.colour);
      return el("button", {
        type: "button", role: "radio", class: "role", "aria-checked": String(own), tabIndex: own ? 0 : -1, data: { key: role.key },
        title: `${role.name}: ${PARTS[role.part]}`, "aria-label": `${role.name}, ${PARTS[role.part]}`, on: { click: () => become(role.key) },
      }, el("span", { class: "avatar small", "aria-hidden": "true", vars: { own: colour, ink: ink(colour) } }, initials(role.name)), el("span", { class: "role-name" }, role.name));
    }));
    if (held) $(`[data-key="${state.you}"]`, box)?.focus();
  }
  box.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = state.cast.findIndex((role) => role.key === state.you);
    become(state.cast[(at + step + state.cast.length) % state.cast.length].key);
  });
  on("snapshot", draw);
  on("become", become);
}

export function become(key) {
  if (key === me()?.key) return;
  state.you = key;
  remember("you", key);
  emit("tell", { see: key });
}
