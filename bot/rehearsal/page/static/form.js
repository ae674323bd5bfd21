// Forms: the ones that the bot opens (modals), and the page's own small ones.

import { $, el, fresh } from "./dom.js";
import { chooser, follow } from "./components.js";
import { base64 } from "./link.js";
import { markdown } from "./markdown.js";
import { act, state } from "./state.js";

/** A dialog with a title and fields; `send` gets the values and says whether it may close. */
export function dialog(title, fields, { send, sendText = "Submit", kind = "" } = {}) {
  const name = fresh("title");
  const problem = el("p", { class: "problem", role: "alert", hidden: true });
  const form = el("form", { class: "fields", novalidate: true }, fields, problem,
    el("div", { class: "ends" },
      el("button", { type: "button", class: "button secondary", on: { click: () => box.close() } }, send ? "Cancel" : "Close"),
      send ? el("button", { type: "submit", class: "button primary" }, sendText) : null));
  const box = el("dialog", { class: `sheet ${kind}`, "aria-labelledby": name }, el("h2", { id: name }, title), form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = [...form.elements].find((field) => !field.checkValidity());
    if (wrong) {
      problem.hidden = false;
      problem.textContent = `${wrong.dataset.label ?? "A field"}: ${wrong.validationMessage}`;
      wrong.focus();
      return;
    }
    const button = $("button[type=submit]", form);
    if (button.disabled) return;
    button.disabled = true;
    const done = await send();
    button.disabled = false;
    if (done) box.close();
  });
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
  return box;
}

export function field(label, control, description, required) {
  const id = (control.id ||= fresh("field"));
  control.dataset.label = label;
  const note = description ? el("small", { id: `${id}-note` }, description) : null;
  if (note) control.setAttribute("aria-describedby", note.id);
  return el("div", { class: "field-row" }, el("label", { htmlFor: id }, label, required ? el("span", { class: "must", "aria-hidden": "true" }, " *") : null), note, control);
}

export function openForm(interaction, opened) {
  const values = {};
  const files = {};
  const asker = state.you;
  const fields = opened.components.map((outer) => {
    if (outer.type === 10) return el("div", { class: "display" }, markdown(outer.content));
    const inner = outer.component ?? outer.components[0];
    const label = outer.label ?? inner.label;
    const required = inner.required ?? true;
    return field(label, control(inner, label, required, values, files), outer.description, required);
  });
  dialog(opened.title, fields, {
    async send() {
      const attached = {};
      for (const [name, held] of Object.entries(files)) attached[name] = await Promise.all([...held].map(base64));
      return follow(await act("submit", { as: asker, interaction, values, files: attached }));
    },
  });
}

function control(held, label, required, values, files) {
  const id = held.custom_id;
  if (held.type === 4) {
    const many = held.style === 2;
    const made = el(many ? "textarea" : "input", {
      value: held.value ?? "",
      placeholder: held.placeholder ?? "",
      required,
      minLength: held.min_length ?? undefined,
      maxLength: held.max_length ?? 4000,
      rows: many ? 4 : undefined,
    });
    values[id] = made.value;
    made.addEventListener("input", () => { values[id] = made.value; });
    return made;
  }
  if (held.type === 19) {
    const made = el("input", { type: "file", required, multiple: (held.max_values ?? 1) > 1 });
    made.addEventListener("change", () => { files[id] = made.files; });
    return made;
  }
  if (held.type === 23) {
    const made = el("input", { type: "checkbox", checked: held.default ?? false });
    values[id] = made.checked;
    made.addEventListener("change", () => { values[id] = made.checked; });
    return made;
  }
  if (held.type === 21) {
    const made = chooser({ ...held, max_values: 1, min_values: required ? 1 : 0 }, { name: held.placeholder ?? label, required, key: `field:${id}`, changed: ([value]) => { values[id] = value; } });
    return made;
  }
  return chooser(held, { name: held.placeholder ?? "Make a selection", required, key: `field:${id}`, changed: (chosen) => { values[id] = chosen; } });
}
