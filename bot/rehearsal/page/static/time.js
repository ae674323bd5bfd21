// The rehearsal's time: the server says what it is, the page counts on from there.

import { $$, el } from "./dom.js";

let ahead = 0;
let zone = "UTC";
const formats = new Map();

export function setClock({ now, zone: named }) {
  ahead = Date.parse(now) - Date.now();
  zone = named;
  formats.clear();
  tick();
}

export const now = () => new Date(Date.now() + ahead);
export const zoneName = () => zone;

const STYLES = {
  t: { hour: "2-digit", minute: "2-digit" },
  T: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
  d: { day: "2-digit", month: "2-digit", year: "numeric" },
  D: { day: "numeric", month: "long", year: "numeric" },
  f: { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" },
  F: { weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" },
  day: { weekday: "short", day: "numeric", month: "short" },
  key: { year: "numeric", month: "2-digit", day: "2-digit" },
};

function format(style) {
  if (!formats.has(style)) {
    formats.set(style, new Intl.DateTimeFormat("en-GB", { ...STYLES[style], hourCycle: "h23", timeZone: zone }));
  }
  return formats.get(style);
}

export const shown = (date, style) => format(style).format(date);
export const dayKey = (date) => shown(date, "key");

const UNITS = [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "always" });

function relation(date) {
  const seconds = (date - now()) / 1000;
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length || unit === "second") {
      return relative.format(Math.trunc(seconds / length), unit);
    }
  }
  return "";
}

/** "today 07:00", "yesterday 19:05", "14/06/2026 08:00": as chat programs write it. */
export function stamp(date) {
  const today = dayKey(now());
  const yesterday = dayKey(new Date(now() - 86400000));
  const key = dayKey(date);
  if (key === today) return shown(date, "t");
  return `${key === yesterday ? "yesterday" : shown(date, "d")} ${shown(date, "t")}`;
}

export function timestamp(seconds, style = "f") {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return el("span", {}, "Invalid Date");
  const made = el("time", { class: "stamp", dateTime: date.toISOString(), title: shown(date, "F") });
  if (style === "R") {
    made.dataset.relative = date.getTime();
    made.textContent = relation(date);
  } else {
    made.textContent = shown(date, style);
  }
  return made;
}

const ticking = [];
export const everySecond = (act) => ticking.push(act);

function tick() {
  for (const element of $$("[data-relative]")) {
    const text = relation(new Date(Number(element.dataset.relative)));
    if (element.textContent !== text) element.textContent = text;
  }
  for (const act of ticking) act();
}

setInterval(tick, 1000);
