// The guided tour: two minutes, one step at a time, each done by hand or by its button.

import { follow } from "./components.js";
import { $, el } from "./dom.js";
import { act, channel, emit, me, on, remember, state } from "./state.js";

const knows = (...names) => state.commands.some((one) => names.includes(one.name));

/** What there is to do, in order. A step without its feature is not part of the tour. */
const STEPS = [
  {
    name: "today",
    there: () => knows("today"),
    target: "#discord",
    pane: "discord",
    as: "candidate",
    room: "assignments",
    title: "Today, in Discord",
    words: "Every morning the bot posts what is due. You are Sam, the candidate. Ask for today once more.",
    button: "Write !today",
    run: () => act("send", { channel: state.rooms.assignments, text: "!today" }),
    done: ({ message }) => message?.author.bot && message.channel_id === state.rooms.assignments && message.embeds.length > 0,
  },
  {
    name: "timer",
    there: () => knows("timer"),
    target: "#twitch",
    pane: "twitch",
    as: "candidate",
    title: "A clock, from Twitch chat",
    words: "While you stream, you start the clock in chat. It is the same clock everywhere: look at the overlay, and at #live in Discord.",
    button: "Say !timer 25",
    run: () => act("say", { text: "!timer 25" }),
    done: ({ line }) => line?.sender.bot,
  },
  {
    name: "overlay",
    there: () => knows("timer"),
    target: "#overlay",
    pane: "overlay",
    title: "What viewers see",
    words: "The overlay counts down by itself. Let a minute pass: the bot's alarms follow the clock of this rehearsal.",
    button: "+1 minute",
    run: () => act("clock", { to: "minute" }),
    done: ({ clock }) => Boolean(clock),
  },
  {
    name: "solve",
    there: () => knows("solved"),
    target: "#discord",
    pane: "discord",
    as: "candidate",
    room: "assignments",
    title: "Solved, and logged",
    words: "One line logs it: the problem as people type it, the minutes, and what you will want to remember.",
    button: "Write !solved two-sum 18",
    run: () => act("send", { channel: state.rooms.assignments, text: "!solved two-sum 18 hash the complement" }),
    done: ({ message }) => message?.author.bot && message.channel_id === state.rooms.assignments,
  },
  {
    name: "live",
    there: () => knows("problem") && !state.channel.live_since,
    target: "#discord",
    pane: "discord",
    as: "candidate",
    room: "live",
    title: "Go live",
    words: "The bot notices the stream and says so once in #live, with today's plan. At the end it edits that post: what was solved, how chat guessed, the recording.",
    button: "Go live",
    run: () => act("live", { title: "Interview practice: thinking out loud" }),
    done: ({ message }) => message?.author.bot && message.channel_id === state.rooms.live && message.embeds.length > 0,
  },
  {
    name: "problem",
    there: () => knows("problem"),
    target: "#twitch",
    pane: "twitch",
    as: "candidate",
    title: "A problem on the stage",
    words: "You say which problem you are on. Chat and the overlay see its name, its link and how hard it is, and are asked which pattern solves it.",
    button: "Say !problem 3sum",
    run: () => act("say", { text: "!problem 3sum" }),
    done: ({ line }) => line?.sender.bot,
  },
  {
    name: "guess",
    there: () => knows("pattern", "drill"),
    target: "#twitch",
    pane: "twitch",
    as: "viewer1",
    title: "Chat plays along",
    words: "Now you are a viewer. Which pattern does the problem use? Guess; the last guess before the lock counts.",
    button: "Say !pattern two pointers",
    run: () => act("say", { text: "!pattern two pointers" }),
    done: ({ line }) => line?.sender.login === "pixelpete",
  },
  {
    name: "submit",
    there: () => knows("submit"),
    target: "#discord",
    pane: "discord",
    as: "candidate",
    room: "assignments",
    title: "Hand in a recording",
    words: "/submit with a link opens a form: say what friends should look at, and press Submit. A post comes up in #reviews.",
    button: "Use /submit",
    run: async () => follow(await act("slash", { channel: state.rooms.assignments, command: "submit", options: { link: "https://youtu.be/dQw4w9WgXcQ", problem: "two-sum", stage: 2 }, files: {} })),
    done: ({ message }) => message?.author.bot && channel(message.channel_id)?.parent_id === state.rooms.reviews,
  },
  {
    name: "react",
    there: () => knows("submit"),
    target: "#discord",
    pane: "discord",
    as: "ana",
    title: "Two clicks for a friend",
    words: "You are Ana now. Open the post in #reviews and react with what you saw: 💡 for the approach, ✅ for moving forward.",
    button: "Open the post",
    run() {
      const posts = state.channels.filter((one) => one.thread && one.parent_id === state.rooms.reviews);
      const last = posts.sort((a, b) => Date.parse(b.thread.active_at) - Date.parse(a.thread.active_at))[0];
      if (last) emit("open", last.id);
    },
    done: ({ message }) => Boolean(message && Object.values(message.reacted).some((users) => users.includes(me()?.discord_id))),
  },
];

export function tour() {
  let at = -1;
  let steps = [];
  let finished = false;
  let waiting = false;
  const card = el("section", { id: "tour", role: "dialog", "aria-label": "Guided tour", hidden: true });
  document.body.append(card);

  function begin() {
    // which commands there are is seen through somebody's eyes, and the candidate sees them all
    waiting = me()?.part !== "candidate";
    if (waiting) {
      emit("become", "candidate");
      return;
    }
    steps = STEPS.filter((step) => step.there());
    if (!steps.length) {
      show("The tour waits for the bot", "Its commands are not there yet. Give it a few seconds, then open the tour again from the menu.", [["Close", end]]);
      return;
    }
    at = 0;
    enter();
  }

  function enter() {
    const step = steps[at];
    finished = false;
    if (step.as) emit("become", step.as);
    emit("show", step.pane);
    if (step.room && state.rooms[step.room] && state.open !== state.rooms[step.room] && me()?.discord_id) emit("open", state.rooms[step.room]);
    light(step.target);
    // beside what it speaks of, not on top of it
    card.dataset.side = step.target === "#discord" ? "right" : "left";
    draw();
  }

  function draw() {
    const step = steps[at];
    const last = at === steps.length - 1;
    show(step.title, step.words, [
      ["Leave the tour", end, "plain"],
      finished ? [last ? "Done" : "Next", last ? () => end() : next, "primary"] : [step.button, () => step.run(), "primary"],
      finished ? null : ["Skip", last ? () => end() : next, "secondary"],
    ], `${at + 1} of ${steps.length}`);
  }

  function next() {
    at += 1;
    enter();
  }

  function end() {
    at = -1;
    card.hidden = true;
    remember("toured", "yes");
    light(null);
  }

  function show(title, words, buttons, count = "") {
    const held = card.contains(document.activeElement);
    card.hidden = false;
    card.classList.toggle("finished", finished);
    card.replaceChildren(
      el("h2", {}, finished ? el("span", { class: "tick", "aria-hidden": "true" }, "✓ ") : null, title), el("p", { "aria-live": "polite" }, words),
      el("div", { class: "ends" }, count ? el("span", { class: "count" }, count) : null, buttons.filter(Boolean).map(([label, click, kind = "secondary"]) =>
        el("button", { type: "button", class: kind === "plain" ? "plain" : `button small ${kind}`, on: { click } }, label))));
    if (held || at >= 0) $(".primary", card)?.focus({ preventScroll: true });
  }

  function light(target) {
    for (const one of document.querySelectorAll(".lit")) one.classList.remove("lit");
    if (target) $(target).classList.add("lit");
  }

  function happened(what) {
    if (at < 0 || finished || !steps[at].done(what)) return;
    finished = true;
    draw();
  }

  let asked = remember("toured") === "yes";
  on("snapshot", () => {
    if (waiting) begin();
    // whoever one has become, the step's channel is the one to look at
    if (at >= 0) {
      const step = steps[at];
      if (step.room && state.open !== state.rooms[step.room] && channel(state.rooms[step.room])) queueMicrotask(() => emit("open", state.rooms[step.room]));
    }
    if (asked) return;
    asked = true;
    card.dataset.side = "right";
    show("New here?", "A tour of two minutes shows what the bot does: today's assignment, a clock from chat, a problem logged.", [["Not now", end], ["Start the tour", begin, "primary"]]);
  });
  on("tour", begin);
  on("message", ({ message, new: fresh }) => happened({ message: fresh || Object.keys(message.reacted).length ? message : null }));
  on("line", ({ line }) => happened({ line }));
  on("clock", (clock) => happened({ clock }));
  on("channel", ({ channel: held }) => happened({ channel: held }));
}
