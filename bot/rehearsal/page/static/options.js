// A listbox above an input: the arrow keys choose, Enter or Tab takes, Escape closes.

import { el, fresh } from "./dom.js";

export class Options {
  /** `take` gets the chosen item; items are {label, note, hint, value}. */
  constructor(input, label, take) {
    this.input = input;
    this.take = take;
    this.items = [];
    this.at = -1;
    this.box = el("div", { id: fresh("options"), class: "options", role: "listbox", "aria-label": label, hidden: true });
    // a text of several lines can be no combobox: there the list is only announced
    this.combobox = input.tagName === "INPUT";
    if (this.combobox) input.setAttribute("role", "combobox");
    if (this.combobox) input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.box.id);
    input.addEventListener("blur", () => setTimeout(() => this.show([]), 150));
  }

  get open() {
    return this.items.length > 0;
  }

  show(items, first = 0) {
    this.items = items;
    this.box.hidden = !items.length;
    if (this.combobox) this.input.setAttribute("aria-expanded", String(Boolean(items.length)));
    this.box.replaceChildren(...items.map((item, at) =>
      el("div", {
        id: `${this.box.id}-${at}`, class: "option", role: "option",
        on: {
          // before the input loses the keyboard
          pointerdown: (event) => { event.preventDefault(); this.choose(at); },
        },
      }, el("span", { class: "option-label" }, item.label), item.hint ? el("span", { class: "option-hint" }, item.hint) : null,
      item.note ? el("span", { class: "option-note" }, item.note) : null)));
    this.move(items.length ? first : -1);
  }

  move(at) {
    this.at = at;
    [...this.box.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === at)));
    if (at < 0) this.input.removeAttribute("aria-activedescendant");
    else {
      this.input.setAttribute("aria-activedescendant", `${this.box.id}-${at}`);
      this.box.children[at].scrollIntoView({ block: "nearest" });
    }
  }

  choose(at) {
    const item = this.items[at];
    this.show([]);
    if (item) this.take(item);
  }

  /** Whether the key was for the list. */
  key(event) {
    if (!this.open) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.move((this.at + step + this.items.length) % this.items.length);
    else if (event.key === "Escape") this.show([]);
    else if ((event.key === "Enter" || event.key === "Tab") && this.at >= 0 && !event.shiftKey) this.choose(this.at);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}
