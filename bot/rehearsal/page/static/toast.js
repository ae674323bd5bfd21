// Short words at the edge of the page, read out by screen readers too.

import { $, el } from "./dom.js";

const STAYS = 6000;

export function toast(text, kind = "") {
  const box = $("#toasts");
  const made = el("p", { class: `toast ${kind}` }, text);
  box.append(made);
  while (box.children.length > 3) box.firstChild.remove();
  setTimeout(() => made.remove(), STAYS);
}
