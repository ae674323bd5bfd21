// Buttons, menus and layouts below or inside a message.

import { el, fresh } from "./dom.js";
import { hex } from "./colour.js";
import { picture } from "./embed.js";
import { openForm } from "./form.js";
import { markdown } from "./markdown.js";
import { act, state } from "./state.js";
import { toast } from "./toast.js";

const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link" };
const LISTS = { 5: "user", 6: "role", 7: "mentionable", 8: "channel" };

/** What follows a click, a choice, a command or a form: the bot's form, or word that there was no answer. */
export function follow(said) {
  if (!said) return false;
  if (said.answer === "form") openForm(said.interaction, said.form);
  if (said.answer === "failed") toast("The application did not respond", "wrong");
  return said.answer !== "failed";
}

export const emoji = (held) => (held ? el("span", { class: "emoji", "aria-hidden": "true" }, held.id ? `:${held.name}:` : held.name) : null);

export function components(held, message) {
  return held.map((one) => component(one, message)).filter(Boolean);
}

function component(held, message) {
  switch (held.type) {
    case 1:
      return el("div", { class: "row" }, components(held.components, message));
    case 2:
      return button(held, message);
    case 3: case 5: case 6: case 7: case 8:
      return menu(held, message);
    case 9:
      return el("div", { class: "section" }, el("div", {}, components(held.components, message)), component(held.accessory, message));
    case 10:
      return el("div", { class: "display" }, markdown(held.content));
    case 11:
      return picture(held.media, held.description ?? "", 80);
    case 12:
      return el("div", { class: "gallery" }, held.items.map((item) => picture(item.media, item.description ?? "", 260)));
    case 13:
      return el("a", { class: "attachment", href: held.file.url, target: "_blank", rel: "noopener noreferrer" }, held.name);
    case 14:
      return el("hr", { class: held.divider ? "" : "blank" });
    case 17:
      return el("div", { class: "embed layout", vars: held.accent_color === null ? {} : { bar: hex(held.accent_color) } }, el("div", { class: "embed-body" }, components(held.components, message)));
    default:
      return null;
  }
}

function button(held, message) {
  const inside = [emoji(held.emoji), held.label ? el("span", {}, held.label) : null];
  const name = held.label ? undefined : held.emoji?.name;
  if (held.style === 5) {
    return el("a", { class: "button link", href: /^https?:/.test(held.url) ? held.url : undefined, target: "_blank", rel: "noopener noreferrer", "aria-label": name }, inside, " ↗");
  }
  const made = el("button", {
    type: "button",
    class: `button ${STYLES[held.style] ?? "secondary"}`,
    disabled: held.disabled,
    "aria-label": name,
    data: { key: `button:${held.custom_id}` },
    on: {
      async click() {
        if (made.getAttribute("aria-busy")) return;
        made.setAttribute("aria-busy", "true");
        follow(await act("click", { message: message.id, custom_id: held.custom_id }));
        made.removeAttribute("aria-busy");
      },
    },
  }, inside);
  return made;
}

/** The options of a menu, of whatever kind, as value and label. */
export function choices(held) {
  if (held.options) return held.options;
  const kind = LISTS[held.type];
  const people = Object.entries(state.people).filter(([, one]) => one.member).map(([value, one]) => ({ value, label: one.name }));
  const roles = Object.entries(state.roles).map(([value, one]) => ({ value, label: `@${one.name.replace(/^@/, "")}` }));
  if (kind === "user") return people;
  if (kind === "role") return roles;
  if (kind === "mentionable") return [...people, ...roles];
  const kinds = held.channel_types;
  return state.channels
    .filter((one) => one.type !== 1 && (!kinds?.length || kinds.includes(one.type)))
    .map((one) => ({ value: one.id, label: `#${one.name}` }));
}

function menu(held, message) {
  const send = async (values) => {
    follow(await act("choose", { message: message.id, custom_id: held.custom_id, values }));
  };
  return el("div", { class: "menu" }, chooser(held, { disabled: held.disabled, name: held.placeholder ?? "Make a selection", changed: send, key: `menu:${held.custom_id}` }));
}

/** A native select for one value; check boxes under a summary where several may be chosen. */
export function chooser(held, { disabled = false, name, changed, key, required = false }) {
  const options = choices(held);
  const most = held.max_values ?? 1;
  const least = held.min_values ?? 1;
  const chosen = new Set([...options.filter((one) => one.default).map((one) => one.value), ...(held.default_values ?? []).map((one) => one.id)]);
  const label = (one) => [one.emoji?.name, one.label].filter(Boolean).join(" ") + (one.description ? ` – ${one.description}` : "");
  if (most === 1) {
    const select = el("select", { disabled, required, "aria-label": name, data: { key } },
      el("option", { value: "", disabled: least > 0, selected: chosen.size === 0, hidden: least > 0 }, name),
      options.map((one) => el("option", { value: one.value, selected: chosen.has(one.value) }, label(one))));
    select.addEventListener("change", () => changed(select.value ? [select.value] : []));
    return select;
  }
  const group = fresh("chosen");
  const summary = el("summary", { data: { key } }, name);
  const box = el("details", { class: "several" }, summary,
    el("fieldset", { disabled }, el("legend", { class: "hush" }, name),
      options.map((one) => el("label", {}, el("input", { type: "checkbox", name: group, value: one.value, checked: chosen.has(one.value) }), label(one)))));
  const read = () => [...box.querySelectorAll("input:checked")].map((input) => input.value);
  const tell = () => {
    const values = read();
    summary.textContent = values.length ? options.filter((one) => values.includes(one.value)).map((one) => one.label).join(", ") : name;
    for (const input of box.querySelectorAll("input")) input.disabled = !input.checked && values.length >= most;
  };
  tell();
  box.addEventListener("change", tell);
  // a message's menu is sent when it closes, a form's when the form is
  if (key.startsWith("menu:")) box.addEventListener("toggle", () => !box.open && read().length >= least && changed(read()));
  else box.addEventListener("change", () => changed(read()));
  return box;
}
