// The Discord pane: channels on the left, the one that is open beside them.

import { $, $$, el, icon, replace } from "./dom.js";
import { Composer } from "./composer.js";
import { dialog, field } from "./form.js";
import { markdown } from "./markdown.js";
import { avatar, messageView, mine, nameOf } from "./message.js";
import { rover } from "./rove.js";
import { act, channel, emit, me, on, person, remember, state } from "./state.js";
import { dayKey, shown, stamp } from "./time.js";

const FORUM = 15;
const CATEGORY = 4;
const DIRECT = 1;
const NEAR = 80;
const narrow = matchMedia("(width < 800px)");

const ask = (id) => emit("tell", { open: id });

export function discordPane(section) {
  const rooms = el("nav", { id: "rooms", "aria-label": "Channels" });
  const head = el("header", { class: "room-head" });
  const log = el("div", { class: "log", role: "log", "aria-live": "polite", tabIndex: -1 });
  const newer = el("button", { type: "button", class: "newer", hidden: true, on: { click: () => toEnd() } }, "Newer messages ↓");
  const composer = new Composer();
  const room = el("div", { id: "room" }, head, el("div", { class: "log-frame" }, log, newer), composer.element);
  section.append(rooms, room);
  // which of the two a narrow page shows
  section.dataset.side = "room";

  // the list of channels

  function drawRooms() {
    const role = me();
    if (!role?.discord_id) {
      rooms.replaceChildren(el("div", { class: "guild" }, state.guild.name ?? ""));
      return;
    }
    const held = document.activeElement?.closest?.("#rooms [data-id]")?.dataset.id;
    const direct = state.channels.find((one) => one.type === DIRECT);
    const made = [el("div", { class: "guild" }, state.guild.name)];
    const loose = state.channels.filter((one) => !one.thread && one.type !== DIRECT && one.type !== CATEGORY && !one.parent_id);
    made.push(el("h2", { class: "rooms-title" }, "Channels"), listed(loose));
    for (const category of state.channels.filter((one) => one.type === CATEGORY)) {
      made.push(el("h2", { class: "rooms-title" }, category.name), listed(state.channels.filter((one) => !one.thread && one.parent_id === category.id)));
    }
    made.push(el("h2", { class: "rooms-title" }, "Direct messages"));
    made.push(el("ul", {}, el("li", {}, direct ? roomButton(direct) : el("button", {
      type: "button", class: "room-link", on: { click: async () => { const said = await act("direct"); if (said) openWhenThere(said.channel); } },
    }, avatar({ id: state.guild.bot_id }, "tiny"), el("span", { class: "room-name" }, person({ id: state.guild.bot_id }).name)))));
    rooms.replaceChildren(...made);
    if (held) $(`[data-id="${held}"]`, rooms)?.focus({ preventScroll: true });
  }

  function listed(channels) {
    return el("ul", {}, channels.map((one) => {
      const inside = state.channels.filter((thread) => thread.thread && !thread.thread.archived && thread.parent_id === one.id);
      return el("li", {}, roomButton(one), inside.length ? el("ul", { class: "threads" }, inside.map((thread) => el("li", {}, roomButton(thread)))) : null);
    }));
  }

  function roomButton(one) {
    const sign = one.type === DIRECT ? avatar({ id: state.guild.bot_id }, "tiny") : icon(one.thread ? "thread" : one.type === FORUM ? "forum" : one.private ? "lock" : "hash");
    const fresh = state.unread.has(one.id);
    return el("button", {
      type: "button", class: "room-link", data: { id: one.id, unread: fresh ? "yes" : "no" },
      "aria-current": one.id === state.open ? "page" : null, on: { click: () => open(one.id) },
    }, sign, el("span", { class: "room-name" }, one.name), fresh ? el("span", { class: "hush" }, " (unread)") : null);
  }

  // the open channel

  function open(id, { keep = false } = {}) {
    state.open = id;
    state.unread.delete(id);
    remember("channel", id);
    if (!keep) section.dataset.side = "room";
    ask(id);
    drawRooms();
    drawRoom();
  }

  let wanted = null;
  function openWhenThere(id) {
    wanted = id;
    if (channel(id)) {
      wanted = null;
      open(id);
    }
  }

  function drawRoom() {
    const role = me();
    const place = channel(state.open);
    if (!role?.discord_id) {
      drawHead(null, state.guild.name);
      log.replaceChildren(el("div", { class: "empty" }, el("h3", {}, `${role?.name ?? ""} is on Twitch only`), el("p", {}, "Viewers do not see the Discord server. Choose the candidate, a friend or the moderator to look inside.")));
      composer.at(null, `${role?.name ?? ""} cannot write here`);
      return;
    }
    if (!place) {
      drawHead(null, "");
      log.replaceChildren();
      composer.at(null, "Choose a channel");
      return;
    }
    drawHead(place, place.name);
    composer.element.hidden = place.type === FORUM;
    if (place.type === FORUM) {
      log.replaceChildren(forum(place));
      return;
    }
    const sign = place.type === DIRECT ? "@" : place.thread ? "" : "#";
    const hint = narrow.matches ? "" : ", or / for commands";
    composer.at(place, place.may.send ? `Message ${sign}${place.name}${hint}` : "You may only read here");
    drawLog();
  }

  function drawHead(place, name) {
    const parent = place?.thread ? channel(place.parent_id) : null;
    const sign = !place ? "lock" : place.type === DIRECT ? "at" : place.thread ? "thread" : place.type === FORUM ? "forum" : place.private ? "lock" : "hash";
    head.replaceChildren(
      el("button", { type: "button", class: "plain icon-only to-rooms", "aria-label": "Channels", on: { click: () => { section.dataset.side = "rooms"; $(".room-link", rooms)?.focus(); } } }, icon("menu")),
      ...(parent ? [el("button", { type: "button", class: "plain crumb", on: { click: () => open(parent.id) } }, icon(parent.type === FORUM ? "forum" : "hash"), parent.name), el("span", { class: "slash", "aria-hidden": "true" }, "›")] : []),
      icon(sign), el("h2", {}, name),
      place?.topic ? el("span", { class: "topic", title: place.topic }, place.topic) : "",
      place?.type === FORUM && place.may.send ? el("button", { type: "button", class: "button primary small", on: { click: () => newPost(place) } }, "New post") : "",
      place && place.type === 0 && place.may.thread ? el("button", { type: "button", class: "plain icon-only last", title: "New thread", "aria-label": "New thread", on: { click: () => newThread(place.id) } }, icon("thread")) : "",
    );
  }

  const messages = () => [...(state.messages.get(state.open)?.values() ?? [])];

  function drawLog() {
    const all = messages();
    const place = channel(state.open);
    log.setAttribute("aria-label", `Messages in ${place.name}`);
    log.setAttribute("aria-busy", String(!state.messages.has(place.id)));
    const made = [];
    if (state.messages.has(place.id) && all.length < 100) made.push(beginning(place));
    all.forEach((message, at) => made.push(...withDay(message, all[at - 1])));
    log.replaceChildren(...made);
    rove();
    toEnd();
  }

  function beginning(place) {
    const title = place.type === DIRECT ? place.name : place.thread ? place.name : `Welcome to #${place.name}`;
    return el("div", { class: "beginning" }, el("span", { class: "beginning-sign" }, icon(place.thread ? "thread" : place.type === DIRECT ? "at" : "hash")), el("h3", {}, title), el("p", {}, place.topic || (place.thread ? "" : "This is where it begins.")));
  }

  function withDay(message, before) {
    const at = new Date(message.timestamp);
    const view = messageView(message, before);
    if (before && dayKey(at) === dayKey(new Date(before.timestamp))) return [view];
    return [el("div", { class: "day", role: "separator" }, el("span", {}, shown(at, "D"))), view];
  }

  const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
  function toEnd() {
    log.scrollTop = log.scrollHeight;
    newer.hidden = true;
  }
  log.addEventListener("scroll", () => { if (atEnd()) newer.hidden = true; }, { passive: true });
  new ResizeObserver(() => { if (log.dataset.end === "yes") toEnd(); }).observe(log);
  log.addEventListener("scroll", () => { log.dataset.end = atEnd() ? "yes" : "no"; }, { passive: true });

  const rove = rover(log, ".message");

  function arrived({ message, new: fresh }) {
    const id = message.channel_id;
    if (fresh && id !== state.open && !mine(message)) {
      state.unread.add(id);
      const parent = channel(id)?.thread && channel(channel(id).parent_id);
      if (parent?.type === FORUM && parent.id !== state.open) state.unread.add(parent.id);
      drawRooms();
    }
    const held = state.messages.get(id);
    if (!held) return;
    const known = held.has(message.id);
    held.set(message.id, message);
    if (id !== state.open) return;
    const stay = atEnd();
    const all = messages();
    const at = all.findIndex((one) => one.id === message.id);
    const old = $(`.message[data-id="${message.id}"]`, log);
    if (old) {
      const view = messageView(message, all[at - 1]);
      view.tabIndex = old.tabIndex;
      if (old.classList.contains("editing")) return;
      replace(old, view);
    } else if (!known && at === all.length - 1) {
      log.append(...withDay(message, all[at - 1]));
      rove();
    } else drawLog();
    if (stay || mine(message)) toEnd();
    else if (fresh) newer.hidden = false;
  }

  function gone({ channel: id, id: number }) {
    const held = state.messages.get(id);
    if (!held?.delete(number) || id !== state.open) return;
    const old = $(`.message[data-id="${number}"]`, log);
    if (!old) return;
    const next = old.nextElementSibling;
    const followed = next?.classList.contains("on");
    if (old.contains(document.activeElement)) composer.text.focus({ preventScroll: true });
    const day = old.previousElementSibling;
    old.remove();
    if (day?.classList.contains("day") && !next?.classList.contains("message")) day.remove();
    if (followed) {
      const all = messages();
      const at = all.findIndex((one) => one.id === next.dataset.id);
      replace(next, messageView(all[at], all[at - 1]));
    }
    rove();
  }

  function jump(id) {
    const target = $(`.message[data-id="${id}"]`, log);
    if (!target) return;
    target.scrollIntoView({ block: "center" });
    rove(target);
    target.focus({ preventScroll: true });
    target.classList.remove("flash");
    requestAnimationFrame(() => target.classList.add("flash"));
  }

  function editing(message) {
    const article = $(`.message[data-id="${message.id}"]`, log);
    if (!article || article.classList.contains("editing")) return;
    const text = el("textarea", { value: message.content, rows: Math.min(8, message.content.split("\n").length), "aria-label": "Edit message", maxLength: 2000 });
    const back = () => {
      const all = messages();
      const at = all.findIndex((one) => one.id === message.id);
      article.classList.remove("editing");
      if (at >= 0) replace(article, messageView(all[at], all[at - 1]));
      composer.text.focus({ preventScroll: true });
    };
    text.addEventListener("keydown", async (event) => {
      if (event.key === "Escape") back();
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        if (text.value.trim() && text.value !== message.content && !(await act("edit", { message: message.id, text: text.value }))) return;
        back();
      }
    });
    article.classList.add("editing");
    const words = $(".content", article);
    words.replaceChildren(text, el("small", {}, "Enter saves, Escape leaves it as it was"));
    text.focus();
    text.setSelectionRange(text.value.length, text.value.length);
  }

  function newThread(place, message) {
    const name = el("input", { required: true, maxLength: 100, value: message ? message.content.slice(0, 40) : "" });
    dialog("New thread", [field("Thread name", name, null, true)], {
      sendText: "Open thread",
      async send() {
        const said = await act("thread", { place, name: name.value });
        if (said) openWhenThere(said.channel);
        return Boolean(said);
      },
    });
  }

  function newPost(place) {
    const title = el("input", { required: true, maxLength: 100 });
    const text = el("textarea", { required: true, maxLength: 2000, rows: 5 });
    const tags = el("div", { class: "tag-choice", role: "group", "aria-label": "Tags" }, place.tags.map((tag) => el("label", {}, el("input", { type: "checkbox", value: tag.name }), [tag.emoji, tag.name].filter(Boolean).join(" "))));
    dialog(`New post in ${place.name}`, [field("Title", title, null, true), field("Message", text, null, true), place.tags.length ? tags : ""], {
      sendText: "Post",
      async send() {
        const chosen = $$("input:checked", tags).map((input) => input.value);
        const said = await act("thread", { place: place.id, name: title.value, text: text.value, tags: chosen });
        if (said) openWhenThere(said.channel);
        return Boolean(said);
      },
    });
  }

  function forum(place) {
    const posts = state.channels.filter((one) => one.thread && one.parent_id === place.id)
      .sort((a, b) => Date.parse(b.thread.active_at) - Date.parse(a.thread.active_at));
    if (!posts.length) return el("div", { class: "empty" }, el("h3", {}, "No posts yet"), el("p", {}, place.topic || "Posts show up here, the latest first."));
    return el("ul", { class: "posts" }, posts.map((post) => {
      const tags = post.thread.tags.map((id) => place.tags.find((tag) => tag.id === id)?.name).filter(Boolean);
      return el("li", {}, el("button", { type: "button", class: "post", data: { id: post.id, unread: state.unread.has(post.id) ? "yes" : "no" }, on: { click: () => open(post.id) } },
        tags.length ? el("span", { class: "tags" }, tags.map((tag) => el("span", { class: "tag" }, tag))) : null,
        el("strong", {}, post.name),
        el("span", { class: "post-text" }, nameOf({ id: post.thread.owner_id }, "span"), ": ", post.thread.excerpt ? markdown(post.thread.excerpt, { line: true }) : "…"),
        el("span", { class: "post-foot" }, icon("chat"), post.thread.replies, " · ", stamp(new Date(post.thread.active_at)), post.thread.archived ? " · closed" : "")));
    }));
  }

  composer.onUp = () => {
    const own = messages().filter((one) => mine(one) && one.content).at(-1);
    if (own) editing(own);
  };

  on("snapshot", () => {
    state.messages.clear();
    const last = state.open ?? remember("channel");
    const first = state.rooms.assignments;
    const id = channel(last) ? last : channel(first) ? first : state.channels.find((one) => one.type === 0)?.id;
    drawRooms();
    if (id) open(id, { keep: true });
    else drawRoom();
  });
  on("places", () => {
    drawRooms();
    if (wanted && channel(wanted)) openWhenThere(wanted);
    const place = channel(state.open);
    if (me()?.discord_id && !place && state.ready) open(state.rooms.assignments);
    else if (place?.type === FORUM) drawRoom();
    else if (place) drawHead(place, place.name);
  });
  on("history", ({ channel: id, messages: held }) => {
    if (held) state.messages.set(id, new Map(held.map((message) => [message.id, message])));
    if (id === state.open) drawRoom();
  });
  on("message", arrived);
  on("gone", gone);
  on("jump", jump);
  on("open", open);
  on("reply", (message) => composer.replyTo(message));
  on("edit", editing);
  on("thread", (message) => newThread(message.id, message));
  on("write", ({ pane, text, room }) => {
    if (pane !== "discord") return;
    if (room && state.rooms[room] && state.open !== state.rooms[room]) open(state.rooms[room]);
    composer.write(text);
  });
  on("shade", () => { if (state.ready) drawRoom(); });
}
