// Builds elements. Text only ever enters as text nodes: nothing here, nor anywhere else, parses markup.

export function el(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") element.className = value;
    else if (name === "on") for (const [event, act] of Object.entries(value)) element.addEventListener(event, act);
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name === "vars") for (const [key, held] of Object.entries(value)) element.style.setProperty(`--${key}`, held);
    else if (name in element && !name.startsWith("aria") && name !== "list" && name !== "form") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

/** Put `made` where `old` stands, and the keyboard back on the part of it where it was. */
export function replace(old, made) {
  const held = old.contains(document.activeElement) ? document.activeElement : null;
  const key = held === old ? "" : held?.dataset.key;
  old.replaceWith(made);
  if (!held) return;
  const next = key ? made.querySelector(`[data-key="${CSS.escape(key)}"]`) : made;
  (next && !next.disabled ? next : made).focus({ preventScroll: true });
}

let numbers = 0;
export const fresh = (prefix) => `${prefix}-${++numbers}`;

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  for (const d of ICONS[name]) {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

const ICONS = {
  hash: ["M9 4 7 20", "M17 4l-2 16", "M4.5 9h16", "M3.5 15h16"],
  lock: ["M7 11V8a5 5 0 0 1 10 0v3", "M5 11h14v9H5z"],
  forum: ["M4 5h16v11H10l-4 4v-4H4z", "M8 9h8", "M8 12h5"],
  thread: ["M5 5v8a3 3 0 0 0 3 3h11", "M15 12l4 4-4 4"],
  at: ["M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z", "M16 12v1.5a2.5 2.5 0 0 0 5 0V12a9 9 0 1 0-3.5 7.1"],
  smile: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "M8.5 14.5a4 4 0 0 0 7 0", "M9 9.5v.5", "M15 9.5v.5"],
  reply: ["M10 6 4 12l6 6", "M4 12h9a7 7 0 0 1 7 7"],
  pen: ["M4 20l1-5L16 4l4 4L9 19z"],
  bin: ["M5 7h14", "M9 7V4h6v3", "M7 7l1 13h8l1-13"],
  clip: ["M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.7 4.7L9.5 17a1.7 1.7 0 0 1-2.4-2.4L14 7.5"],
  send: ["M4 12 20 4l-5 16-3.5-6.5z"],
  close: ["M6 6l12 12", "M18 6 6 18"],
  back: ["M14 6l-6 6 6 6"],
  menu: ["M4 7h16", "M4 12h16", "M4 17h16"],
  plus: ["M12 5v14", "M5 12h14"],
  clock: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "M12 7v5l3.5 2"],
  chevron: ["M6 9l6 6 6-6"],
  screen: ["M3 5h18v12H3z", "M9 21h6"],
  chat: ["M4 5h16v11H9l-5 4z"],
  gears: ["M4 6h10", "M18 6h2", "M4 12h2", "M10 12h10", "M4 18h8", "M16 18h4", "M14 4v4", "M8 10v4", "M12 16v4"],
  eye: ["M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z", "M12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z"],
  file: ["M6 3h8l4 4v14H6z", "M14 3v4h4"],
  larger: ["M14 4h6v6", "M20 4l-7 7", "M10 20H4v-6", "M4 20l7-7"],
  spark: ["M12 3v5", "M12 16v5", "M3 12h5", "M16 12h5"],
};
