// Slash commands: the list that comes with "/", then a field for each option, with the bot's own suggestions.

import { $, el, icon } from "./dom.js";
import { choices, follow } from "./components.js";
import { base64 } from "./link.js";
import { Options } from "./options.js";
import { act, state } from "./state.js";

const PAUSE = 150;

/** Every command one can use, subcommands spelled out. */
export function commands() {
  const found = [];
  const walk = (held, path) => {
    const inner = (held.options ?? []).filter((option) => option.type <= 2);
    if (inner.length) for (const option of inner) walk(option, [...path, option.name]);
    else found.push({ name: path.join(" "), description: held.description, options: held.options ?? [] });
  };
  for (const command of state.commands) walk(command, [command.name]);
  return found;
}

export function matching(typed) {
  const wanted = typed.slice(1).toLowerCase();
  const all = commands();
  const starts = all.filter((one) => one.name.startsWith(wanted));
  const holds = all.filter((one) => !one.name.startsWith(wanted) && one.name.includes(wanted));
  return [...starts, ...holds].slice(0, 25).map((one) => ({
    label: `/${one.name}`,
    hint: one.options.map((option) => option.name).join("  "),
    note: one.description,
    value: one,
  }));
}

/** The composer's other face: one command with its options. `done` brings the plain one back. */
export function commandForm(command, channelId, done) {
  const values = {};
  const files = {};
  const problem = el("p", { class: "problem", role: "alert", hidden: true });
  const run = el("button", { type: "submit", class: "button primary small" }, "Run");
  const required = command.options.filter((option) => option.required);
  const others = command.options.filter((option) => !option.required);
  const fields = [...required, ...others].map((option) => fieldOf(option, { command, channelId, values, files }));
  const form = el("form", { class: "command", "aria-label": `Command ${command.name}`, novalidate: true },
    el("div", { class: "command-head" }, el("strong", {}, `/${command.name}`), el("span", {}, command.description),
      el("button", { type: "button", class: "plain icon-only", "aria-label": "Leave this command", on: { click: () => done(true) } }, icon("close"))),
    el("div", { class: "command-fields" }, fields, run), problem);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) {
      event.preventDefault();
      done(true);
    }
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const missing = required.find((option) => values[option.name] === undefined && !files[option.name]);
    if (missing) {
      problem.hidden = false;
      problem.textContent = `${missing.name} is needed: ${missing.description}`;
      $(`[data-option="${CSS.escape(missing.name)}"]`, form)?.focus();
      return;
    }
    run.disabled = true;
    const attached = {};
    for (const [name, file] of Object.entries(files)) attached[name] = await base64(file);
    const said = await act("slash", { channel: channelId, command: command.name, options: values, files: attached });
    run.disabled = false;
    if (follow(said)) done(true);
  });
  queueMicrotask(() => (fields[0] ? $("input, select", fields[0]) : run).focus());
  return form;
}

function fieldOf(option, held) {
  const { values, files } = held;
  const set = (value) => {
    if (value === "" || value === undefined) delete values[option.name];
    else values[option.name] = value;
  };
  const label = el("span", { class: "option-name" }, option.name, option.required ? el("span", { class: "must", "aria-hidden": "true" }, "*") : null);
  const data = { option: option.name };
  const listed = (items, read = (value) => value) => {
    const select = el("select", { data, title: option.description }, el("option", { value: "" }, "–"), items.map((one) => el("option", { value: String(one.value) }, one.label ?? one.name)));
    select.addEventListener("change", () => set(select.value === "" ? "" : read(select.value)));
    return el("label", { class: "command-field" }, label, select);
  };
  if (option.choices) return listed(option.choices, option.type === 3 ? undefined : Number);
  if (option.type === 5) return listed([{ value: "true", label: "True" }, { value: "false", label: "False" }], (value) => value === "true");
  if (option.type >= 6 && option.type <= 9) {
    const kind = { 6: 5, 7: 8, 8: 6, 9: 7 }[option.type];
    return listed(choices({ type: kind, channel_types: option.channel_types }));
  }
  if (option.type === 11) {
    const input = el("input", { type: "file", data });
    input.addEventListener("change", () => { if (input.files[0]) files[option.name] = input.files[0]; });
    return el("label", { class: "command-field" }, label, input);
  }
  const numeric = option.type === 4 || option.type === 10;
  const input = el("input", {
    data, placeholder: option.description, title: option.description, autocomplete: "off",
    inputMode: numeric ? (option.type === 4 ? "numeric" : "decimal") : "text",
    "aria-label": `${option.name}: ${option.description}`, maxLength: option.max_length ?? 6000,
  });
  const read = () => (numeric && input.value !== "" && Number.isFinite(Number(input.value)) ? Number(input.value) : input.value);
  input.addEventListener("input", () => set(read()));
  const made = el("div", { class: "command-field" }, label, input);
  if (option.autocomplete) suggest(option, input, made, set, held);
  return made;
}

function suggest(option, input, made, set, { command, channelId, values }) {
  const list = new Options(input, `Suggestions for ${option.name}`, (item) => {
    input.value = item.label;
    set(item.value);
  });
  made.append(list.box);
  let waiting;
  const ask = async () => {
    const typed = input.value;
    const rest = { ...values };
    delete rest[option.name];
    const said = await act("complete", { channel: channelId, command: command.name, option: option.name, typed, options: rest });
    if (said && input.value === typed && document.activeElement === input) {
      list.show(said.choices.map((one) => ({ label: one.name, value: one.value })));
    }
  };
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  };
  input.addEventListener("input", soon);
  input.addEventListener("focus", soon);
  input.addEventListener("keydown", (event) => list.key(event));
}
