// What the page knows, and who wants to hear when a part of it changes.

import { order } from "./link.js";
import { toast } from "./toast.js";

const listeners = new Map();

export const state = {
  ready: false,
  you: null,
  cast: [],
  guild: {},
  rooms: {},
  channels: [],
  people: {},
  roles: {},
  commands: [],
  messages: new Map(), // channel id -> Map(message id -> message); absent: never opened
  open: null, // the channel that is looked at
  unread: new Set(),
  chat: [],
  channel: {},
  house: {},
  overlay: "",
  files: "",
};

export function on(kinds, act) {
  for (const kind of kinds.split(" ")) {
    if (!listeners.has(kind)) listeners.set(kind, []);
    listeners.get(kind).push(act);
  }
}

export function emit(kind, detail) {
  for (const act of listeners.get(kind) ?? []) act(detail);
}

export const me = () => state.cast.find((role) => role.key === state.you);
export const channel = (id) => state.channels.find((one) => one.id === id);
export const person = (user) =>
  state.people[user.id] ?? { name: user.global_name ?? user.username, colour: user.accent_color ?? 0x5865f2, bot: user.bot };

/** Do something as the person one is; what is refused is said, and undefined comes back. */
export async function act(verb, body = {}) {
  try {
    return await order(verb, { as: state.you, ...body });
  } catch (error) {
    toast(error.message, "wrong");
    return undefined;
  }
}

export function remember(key, value) {
  try {
    if (value === undefined) return localStorage.getItem(`greenroom.${key}`);
    localStorage.setItem(`greenroom.${key}`, value);
  } catch {
    // a browser that keeps nothing still rehearses
  }
  return null;
}
