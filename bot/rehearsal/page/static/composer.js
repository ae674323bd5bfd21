// Where one writes in Discord: text, files, replies, and the way into slash commands.

import { el, icon } from "./dom.js";
import { pick } from "./emoji.js";
import { base64 } from "./link.js";
import { Options } from "./options.js";
import { commandForm, matching } from "./slash.js";
import { act, person } from "./state.js";

const ROWS = 8;

export class Composer {
  constructor() {
    this.place = null;
    this.reply = null;
    this.files = [];
    this.sent = Promise.resolve();
    this.element = el("div", { class: "composer" });
    this.text = el("textarea", {
      id: "composer", rows: 1, maxLength: 2000, spellcheck: true,
      on: { input: () => this.typed(), keydown: (event) => this.key(event), paste: (event) => this.add(event.clipboardData.files) },
    });
    this.list = new Options(this.text, "Commands", (item) => this.command(item.value));
    this.above = el("div", { class: "above" });
    this.chosen = el("input", { type: "file", multiple: true, class: "hush", tabIndex: -1, "aria-hidden": "true", on: { change: () => { this.add(this.chosen.files); this.chosen.value = ""; } } });
    const attach = el("button", { type: "button", class: "plain icon-only", title: "Attach a file", "aria-label": "Attach a file", on: { click: () => this.chosen.click() } }, icon("clip"));
    const smile = el("button", { type: "button", class: "plain icon-only", title: "Emoji", "aria-label": "Emoji", on: { click: () => pick(smile, (sign) => this.insert(sign)) } }, icon("smile"));
    const send = el("button", { type: "submit", class: "plain icon-only send", title: "Send", "aria-label": "Send" }, icon("send"));
    this.plain = el("form", { class: "writing", on: { submit: (event) => { event.preventDefault(); this.send(); } } }, this.chosen, attach, this.text, smile, send);
    this.element.append(this.list.box, this.above, this.plain);
  }

  /** Write in `place` from now on; null where one cannot. */
  at(place, words) {
    const same = place && this.place?.id === place.id;
    this.place = place;
    this.text.disabled = !place?.may.send;
    this.text.placeholder = words;
    this.text.setAttribute("aria-label", words);
    for (const button of this.plain.querySelectorAll("button")) button.disabled = !place?.may.send;
    if (same) return;
    this.back(false);
    this.holds("", null, []);
  }

  write(text) {
    this.back(false);
    this.text.value = text;
    this.text.focus();
    this.typed();
  }

  replyTo(message) {
    this.reply = message;
    this.drawAbove();
    this.text.focus();
  }

  command(command) {
    this.text.value = "";
    this.plain.hidden = true;
    this.form = commandForm(command, this.place.id, (focus) => this.back(focus));
    this.element.append(this.form);
  }

  back(focus) {
    this.form?.remove();
    this.form = null;
    this.plain.hidden = false;
    this.typed();
    if (focus) this.text.focus();
  }

  insert(sign) {
    this.text.setRangeText(sign, this.text.selectionStart, this.text.selectionEnd, "end");
    this.text.focus();
  }

  add(files) {
    this.files.push(...files);
    this.drawAbove();
  }

  drawAbove() {
    const close = (label, click) => el("button", { type: "button", class: "plain icon-only", "aria-label": label, on: { click } }, icon("close"));
    const parts = [];
    if (this.reply) parts.push(el("div", { class: "chip wide" }, "Replying to ", el("strong", {}, person(this.reply.author).name), close("Do not reply", () => { this.reply = null; this.drawAbove(); this.text.focus(); })));
    this.files.forEach((file, at) => parts.push(el("div", { class: "chip" }, icon("file"), file.name, close(`Leave out ${file.name}`, () => { this.files.splice(at, 1); this.drawAbove(); }))));
    this.above.replaceChildren(...parts);
  }

  typed() {
    this.text.style.height = "auto";
    const line = parseFloat(getComputedStyle(this.text).lineHeight) || 22;
    this.text.style.height = `${Math.min(this.text.scrollHeight, line * ROWS + 20)}px`;
    const typed = this.text.value;
    this.list.show(/^\/[\w -]*$/.test(typed) && this.place?.may.commands ? matching(typed) : []);
  }

  key(event) {
    if (event.isComposing || this.list.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape" && this.reply) {
      this.reply = null;
      this.drawAbove();
    } else if (event.key === "ArrowUp" && !this.text.value) {
      this.onUp?.();
      event.preventDefault();
    }
  }

  /** The field is free at once, as in any chat; what was refused comes back into it. */
  send() {
    const text = this.text.value.trim();
    const { reply, files, place } = this;
    if (!text && !files.length) return;
    this.holds("", null, []);
    this.sent = this.sent.then(async () => {
      const said = await act("send", { channel: place.id, text, reply_to: reply?.id ?? null, files: await Promise.all(files.map(base64)) });
      if (!said && this.place?.id === place.id && !this.text.value) this.holds(text, reply, files);
    });
  }

  holds(text, reply, files) {
    this.text.value = text;
    this.reply = reply;
    this.files = files;
    this.typed();
    this.drawAbove();
  }
}
