// A small picker of Unicode emoji, by name; the eight that reviews are made of come first.

import { el } from "./dom.js";

const EMOJI = `✅ move forward yes tick|🔇 silent|😰 froze rushed|🌀 rambled|💡 approach idea|💬 clear speech|💻 code laptop|🧪 tested test tube
👍 thumbs up|👎 thumbs down|👏 clap|🙌 hands praise|🙏 thanks please|💪 strong|👀 eyes looking|🤝 handshake|✋ hand stop|🫡 salute
😀 grin|😄 smile|😂 laugh tears|🙂 slight smile|😉 wink|😊 blush|😍 love eyes|🤔 thinking|😮 wow surprised|😅 sweat smile|😬 grimace|😴 sleep|😭 cry|😎 cool|🤯 mind blown|🥳 party face|😇 angel|🙃 upside down|😤 huff|🤓 nerd
❤️ heart|🧡 orange heart|💚 green heart|💙 blue heart|💜 purple heart|💯 hundred|🔥 fire|✨ sparkles|⭐ star|🎉 party tada|🏆 trophy|🎯 target|🚀 rocket|☕ coffee|🍕 pizza|🎧 headphones|🎥 camera|🎤 microphone|🟢 green circle|🟡 yellow circle|🔴 red circle|❌ cross no|❓ question|❗ exclamation|⏱️ stopwatch|⏰ alarm|📌 pin|📝 memo note|📚 books|📈 chart|🧠 brain|🐛 bug|🔁 repeat|⬆️ up|⬇️ down|1️⃣ one|2️⃣ two|3️⃣ three|4️⃣ four`;

const ALL = EMOJI.split(/[|\n]/).map((entry) => {
  const [sign, ...words] = entry.split(" ");
  return { sign, name: words.join(" ") };
});

export const emojiName = (sign) => ALL.find((one) => one.sign === sign)?.name ?? sign;

let open = null;

/** Show the picker beside `anchor`; `chosen` gets the emoji. */
export function pick(anchor, chosen) {
  open?.hidePopover();
  const find = el("input", { type: "search", placeholder: "Find an emoji", "aria-label": "Find an emoji" });
  const grid = el("div", { class: "emoji-grid", role: "group", "aria-label": "Emoji" });
  const box = el("div", { class: "emoji-box", popover: "auto", role: "dialog", "aria-label": "Choose an emoji" }, find, grid);
  const draw = () => {
    const wanted = find.value.trim().toLowerCase();
    grid.replaceChildren(...ALL.filter((one) => one.name.includes(wanted)).map((one) =>
      el("button", { type: "button", title: one.name, "aria-label": one.name, on: { click: () => { box.hidePopover(); chosen(one.sign); } } }, one.sign)));
  };
  find.addEventListener("input", draw);
  find.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); grid.firstChild?.click(); }
    if (event.key === "ArrowDown") { event.preventDefault(); grid.firstChild?.focus(); }
  });
  grid.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 8, ArrowUp: -8 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...grid.children];
    const next = all.indexOf(document.activeElement) + step;
    if (next < 0) find.focus();
    else all[Math.min(next, all.length - 1)]?.focus();
  });
  draw();
  box.addEventListener("toggle", (event) => {
    if (event.newState === "closed") {
      if (box.contains(document.activeElement) || document.activeElement === document.body) anchor.focus({ preventScroll: true });
      box.remove();
      if (open === box) open = null;
    }
  });
  document.body.append(box);
  box.showPopover();
  open = box;
  const at = anchor.getBoundingClientRect();
  const { width, height } = box.getBoundingClientRect();
  box.style.left = `${Math.max(8, Math.min(at.right - width, innerWidth - width - 8))}px`;
  box.style.top = `${at.top - height - 6 > 8 ? at.top - height - 6 : Math.min(at.bottom + 6, innerHeight - height - 8)}px`;
  find.focus();
}
