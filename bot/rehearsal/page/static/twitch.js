// The Twitch pane: title, live switch, chat.

import { $, el, icon } from "./dom.js";
import { ground, readable } from "./colour.js";
import { dialog, field } from "./form.js";
import { rover } from "./rove.js";
import { act, me, on, state } from "./state.js";
import { everySecond, now, shown } from "./time.js";

const KEPT = 300;
const NEAR = 60;
const BADGES = { broadcaster: ["host", "Streamer"], moderator: ["mod", "Moderator"], vip: ["vip", "VIP"], subscriber: ["sub", "Subscriber"] };

export function twitchPane(section) {
  const title = el("div", { class: "channel-words" });
  const live = el("span", { class: "live" });
  const toggle = el("button", { type: "button", class: "button small", on: { click: () => (state.channel.live_since ? act("offline") : goLive()) } });
  const head = el("header", { class: "channel-head" }, title, live, toggle);
  const log = el("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": "Twitch chat" });
  const newer = el("button", { type: "button", class: "newer", hidden: true, on: { click: () => toEnd() } }, "Newer lines ↓");
  const above = el("div", { class: "above" });
  const text = el("input", { id: "say", maxLength: 500, autocomplete: "off", spellcheck: true });
  const form = el("form", { class: "writing", on: { submit: send } }, text, el("button", { type: "submit", class: "button chat small" }, "Chat"));
  section.append(head, el("div", { class: "log-frame" }, log, newer), el("div", { class: "composer" }, above, form));
  const rove = rover(log, ".line");
  let reply = null;

  function drawHead() {
    const { name, title: words, live_since: since, category } = state.channel;
    title.replaceChildren(el("h2", {}, name ?? ""), el("span", { class: "stream-title", title: words }, words || "no title yet", category ? ` · ${category}` : ""));
    live.classList.toggle("on", Boolean(since));
    live.textContent = since ? `Live ${running(since)}` : "Offline";
    const mine = me()?.twitch_login === state.channel.login;
    toggle.hidden = !mine;
    toggle.textContent = since ? "End stream" : "Go live";
    toggle.className = `button small ${since ? "secondary" : "chat"}`;
  }

  function running(since) {
    const seconds = Math.max(0, Math.floor((now() - Date.parse(since)) / 1000));
    const two = (value) => String(value).padStart(2, "0");
    return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  }
  everySecond(() => {
    if (state.channel.live_since) live.textContent = `Live ${running(state.channel.live_since)}`;
  });

  function goLive() {
    const words = el("input", { maxLength: 140, value: state.channel.title || "Interview practice: thinking out loud", required: true });
    dialog("Go live", [field("Title of the stream", words, "Viewers and the bot are told at once.", true)], {
      sendText: "Go live",
      send: async () => Boolean(await act("live", { title: words.value })),
    });
  }

  function drawWriting() {
    const role = me();
    const may = Boolean(role?.twitch_login);
    text.disabled = !may;
    text.placeholder = may ? `Chat as ${role.name}` : `${role?.name ?? ""} is on Discord only`;
    text.setAttribute("aria-label", text.placeholder);
    $("button", form).disabled = !may;
  }

  function lineView(line) {
    const colour = readable(line.sender.colour || "#8a8f98", ground(section));
    const badges = [...line.badges.filter((id) => BADGES[id]), ...(line.sender.bot ? ["bot"] : [])];
    const own = me()?.twitch_login;
    const words = line.reply && line.text.startsWith(`@${line.reply.name} `) ? line.text.slice(line.reply.name.length + 2) : line.text;
    const made = el("div", { class: `line ${line.kind === "announcement" ? "announcement" : ""}`, data: { id: line.id }, tabIndex: -1 },
      line.reply ? el("div", { class: "replied" }, icon("reply"), `Replying to @${line.reply.name}: ${line.reply.text}`) : null,
      el("time", { dateTime: line.at }, shown(new Date(line.at), "t")), " ",
      badges.map((id) => el("span", { class: `badge ${id}`, title: id === "bot" ? "Bot" : BADGES[id][1] }, id === "bot" ? "bot" : BADGES[id][0])),
      el("strong", { class: "sender", vars: { named: colour } }, line.sender.name), el("span", { "aria-hidden": "true" }, ": "),
      el("span", { class: "words" }, called(words, own)));
    if (own) made.append(el("button", { type: "button", class: "plain icon-only answer", title: `Reply to ${line.sender.name}`, "aria-label": `Reply to ${line.sender.name}`, on: { click: () => answer(line) } }, icon("reply")));
    return made;
  }

  const called = (words, own) =>
    words.split(/(@\w{1,25})/).map((part, at) => (at % 2 ? el("span", { class: part.slice(1).toLowerCase() === own ? "addressed mine" : "addressed" }, part) : part));

  function answer(line) {
    reply = line;
    above.replaceChildren(el("div", { class: "chip wide" }, "Replying to ", el("strong", {}, line.sender.name),
      el("button", { type: "button", class: "plain icon-only", "aria-label": "Do not reply", on: { click: () => { stopReply(); text.focus(); } } }, icon("close"))));
    text.focus();
  }
  function stopReply() {
    reply = null;
    above.replaceChildren();
  }

  async function send(event) {
    event.preventDefault();
    const words = text.value.trim();
    if (!words) return;
    text.value = "";
    const said = await act("say", { text: words, reply_to: reply?.id ?? null });
    if (said) stopReply();
    else if (!text.value) text.value = words;
  }

  const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
  function toEnd() {
    log.scrollTop = log.scrollHeight;
    newer.hidden = true;
  }
  log.addEventListener("scroll", () => { log.dataset.end = atEnd() ? "yes" : "no"; if (atEnd()) newer.hidden = true; }, { passive: true });
  new ResizeObserver(() => { if (log.dataset.end !== "no") toEnd(); }).observe(log);

  function draw() {
    log.replaceChildren(...(state.chat.length ? state.chat.map(lineView) : [el("p", { class: "empty" }, "Nobody has said anything yet. Try !timer 25, or !commands.")]));
    rove();
    toEnd();
  }

  function add(line) {
    const stay = atEnd();
    if (state.chat.length === 0) log.replaceChildren();
    state.chat.push(line);
    log.append(lineView(line));
    if (state.chat.length > KEPT) {
      state.chat.shift();
      log.firstChild.remove();
    }
    rove();
    if (stay) toEnd();
    else newer.hidden = false;
  }

  on("snapshot", () => { drawHead(); drawWriting(); stopReply(); draw(); });
  on("channel", drawHead);
  on("line", ({ line }) => add(line));
  on("shade", draw);
  on("write", ({ pane, text: words }) => {
    if (pane !== "twitch") return;
    text.value = words;
    text.focus();
  });
}

