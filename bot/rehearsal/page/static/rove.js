// Keyboard in a log: one entry is in the tab order, the arrow keys move between them.

import { $$ } from "./dom.js";

export function rover(log, selector) {
  function rove(target) {
    const all = $$(selector, log);
    const next = target ?? all.find((one) => one.tabIndex === 0) ?? all.at(-1);
    for (const one of all) one.tabIndex = one === next ? 0 : -1;
  }
  log.addEventListener("keydown", (event) => {
    const all = $$(selector, log);
    const at = all.indexOf(event.target);
    const next = at < 0 ? undefined : { ArrowDown: all[at + 1], ArrowUp: all[at - 1], Home: all[0], End: all.at(-1) }[event.key];
    if (!next) return;
    event.preventDefault();
    rove(next);
    next.focus();
  });
  log.addEventListener("focusin", (event) => rove(event.target.closest(selector) ?? undefined));
  return rove;
}
