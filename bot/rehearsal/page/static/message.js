// One message of Discord as an article.

import { el, icon } from "./dom.js";
import { hex, initials, ink, readable } from "./colour.js";
import { components } from "./components.js";
import { attachment, embed } from "./embed.js";
import { emojiName, pick } from "./emoji.js";
import { markdown } from "./markdown.js";
import { act, channel, emit, me, person, state } from "./state.js";
import { dayKey, shown, stamp } from "./time.js";

const EPHEMERAL = 1 << 6;
const LOADING = 1 << 7;
const TOGETHER = 7 * 60 * 1000;

export const mine = (message) => message.author.id === me()?.discord_id;

/** Whether a message goes on under the one before it, without a head of its own. */
function goesOn(message, before) {
  return (
    before !== undefined && before.author.id === message.author.id && !message.referenced_message && !used(message) &&
    !(message.flags & EPHEMERAL) && !(before.flags & EPHEMERAL) && plain(message) && plain(before) &&
    Date.parse(message.timestamp) - Date.parse(before.timestamp) < TOGETHER &&
    dayKey(new Date(message.timestamp)) === dayKey(new Date(before.timestamp))
  );
}

const plain = (message) => [0, 19, 20].includes(message.type);
const used = (message) => (message.type === 20 ? message.interaction_metadata?.name ?? message.interaction?.name : undefined);

export function avatar(user, extra = "") {
  const held = person(user);
  const colour = hex(held.colour);
  return el("span", { class: `avatar ${held.bot ? "bot" : ""} ${extra}`, "aria-hidden": "true", vars: { own: colour, ink: ink(colour) } }, held.bot ? "G" : initials(held.name));
}

export function nameOf(user, tag = "strong") {
  const held = person(user);
  const made = el(tag, { class: "author" }, held.name);
  if (held.name_colour) made.style.setProperty("--named", readable(hex(held.name_colour), document.documentElement.dataset.shade === "light" ? "#ffffff" : "#262a32"));
  return made;
}

export function messageView(message, before) {
  if (!plain(message)) return systemView(message);
  const on = goesOn(message, before);
  const at = new Date(message.timestamp);
  const name = person(message.author).name;
  const hidden = Boolean(message.flags & EPHEMERAL);
  const made = el("article", {
    class: ["message", on ? "on" : "", hidden ? "ephemeral" : "", mentions(message) ? "called" : ""].join(" "),
    tabIndex: -1,
    "aria-label": `${name}, ${stamp(at)}${hidden ? ", only you can see this" : ""}`,
    data: { id: message.id },
  });
  const reference = referenceView(message);
  if (reference) made.append(reference);
  if (on) made.append(el("time", { class: "aside-time", dateTime: message.timestamp, "aria-hidden": "true" }, shown(at, "t")));
  else made.append(avatar(message.author));
  const body = el("div", { class: "body" });
  if (!on) {
    body.append(el("div", { class: "head" }, nameOf(message.author), message.author.bot ? el("span", { class: "app" }, "App") : null,
      el("time", { dateTime: message.timestamp, title: shown(at, "F") }, stamp(at)), message.content ? null : edited(message)));
  }
  if (message.flags & LOADING) {
    body.append(el("div", { class: "thinking" }, el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")), `${name} is thinking…`));
  }
  const words = el("div", { class: "content" });
  if (message.content) {
    words.append(...markdown(message.content));
    if (/^(\p{Extended_Pictographic}|\p{Emoji_Component}|\s){1,12}$/u.test(message.content) && /\p{Extended_Pictographic}/u.test(message.content)) words.classList.add("big");
  }
  if (message.content && message.edited_timestamp) words.append(" ", edited(message));
  if (words.childNodes.length) body.append(words);
  body.append(...message.attachments.map(attachment).filter(Boolean), ...message.embeds.map(embed));
  if (message.components.length) body.append(el("div", { class: "components" }, components(message.components, message)));
  const given = reactionsView(message);
  if (given) body.append(given);
  if (message.thread) body.append(threadLink(message.thread.id, message.thread.name));
  if (hidden) {
    body.append(el("div", { class: "only-you" }, icon("eye"), "Only you can see this · ",
      el("button", { type: "button", class: "plain", data: { key: "dismiss" }, on: { click: () => act("delete", { message: message.id }) } }, "Dismiss message")));
  }
  made.append(body, toolbar(message, hidden));
  return made;
}

const edited = (message) =>
  message.edited_timestamp ? el("span", { class: "edited", title: shown(new Date(message.edited_timestamp), "F") }, "(edited)") : null;

const mentions = (message) => message.mention_everyone || message.mentions.some((user) => user.id === me()?.discord_id);

function referenceView(message) {
  const command = used(message);
  if (command) {
    const user = message.interaction_metadata?.user ?? message.interaction.user;
    return el("div", { class: "reference" }, avatar(user, "small"), nameOf(user, "span"), " used ", el("span", { class: "mention" }, `/${command}`));
  }
  if (message.referenced_message === undefined) return null;
  const held = message.referenced_message;
  if (!held) return el("div", { class: "reference" }, el("em", {}, "Original message was deleted"));
  const excerpt = held.content ? markdown(held.content, { line: true }) : el("em", {}, held.embeds[0]?.title ?? "Click to see attachment");
  return el("button", { type: "button", class: "reference", "aria-label": `In reply to ${person(held.author).name}`, data: { key: "reference" }, on: { click: () => emit("jump", held.id) } },
    avatar(held.author, "small"), nameOf(held.author, "span"), el("span", { class: "excerpt" }, excerpt));
}

function threadLink(id, name) {
  const replies = channel(id)?.thread?.replies ?? 0;
  return el("button", { type: "button", class: "thread-link", data: { key: "thread" }, on: { click: () => emit("open", id) } },
    icon("thread"), el("strong", {}, name), el("span", {}, replies === 1 ? "1 message" : `${replies} messages`));
}

function reactionsView(message) {
  const given = Object.entries(message.reacted);
  if (!given.length) return null;
  const id = me()?.discord_id;
  const may = channel(message.channel_id)?.may.react;
  return el("div", { class: "reactions" },
    given.map(([sign, users]) => {
      const own = users.includes(id);
      const who = users.map((user) => state.people[user]?.name ?? "somebody").join(", ");
      return el("button", {
        type: "button", class: "reaction", "aria-pressed": String(own), title: `${who} · ${emojiName(sign)}`,
        "aria-label": `${emojiName(sign)}, ${users.length}: ${who}`, data: { key: `reaction:${sign}` },
        on: { click: () => act("react", { message: message.id, emoji: sign, on: !own }) },
      }, el("span", { class: "emoji" }, sign), el("span", { class: "count" }, users.length));
    }),
    may ? addReaction(message, "reaction more", "add") : null);
}

function addReaction(message, kind, key) {
  const made = el("button", { type: "button", class: kind, title: "Add reaction", "aria-label": "Add reaction", data: { key },
    on: { click: () => pick(made, (sign) => act("react", { message: message.id, emoji: sign })) } }, icon("smile"));
  return made;
}

function toolbar(message, hidden) {
  const place = channel(message.channel_id);
  const bar = el("div", { class: "toolbar", role: "toolbar", "aria-label": "Message" });
  if (hidden || !place || message.flags & LOADING) return bar;
  const tool = (name, label, click) => bar.append(el("button", { type: "button", title: label, "aria-label": label, data: { key: `tool:${name}` }, on: { click } }, icon(name)));
  if (place.may.react) bar.append(addReaction(message, "", "tool:smile"));
  if (place.may.send) tool("reply", "Reply", () => emit("reply", message));
  if (mine(message)) tool("pen", "Edit", () => emit("edit", message));
  if (place.may.thread && !place.thread && place.type !== 1 && !message.thread) tool("thread", "Open a thread", () => emit("thread", message));
  if (mine(message) || place.may.moderate) tool("bin", "Delete", () => act("delete", { message: message.id }));
  return bar;
}

const SYSTEM = {
  6: "pinned a message.",
  7: "joined the server.",
  18: "started a thread.",
};

function systemView(message) {
  return el("article", { class: "message system", tabIndex: -1, data: { id: message.id } },
    el("span", { class: "mark", "aria-hidden": "true" }, "→"),
    el("div", { class: "body" }, nameOf(message.author), " ", SYSTEM[message.type] ?? "did something.", " ", el("time", { dateTime: message.timestamp }, stamp(new Date(message.timestamp)))));
}

