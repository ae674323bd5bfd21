// Chat markdown as DOM nodes. Every character of a message ends in a text node; links lead to http and https only.

import { el } from "./dom.js";
import { hex } from "./colour.js";
import { channel, state } from "./state.js";
import { timestamp } from "./time.js";

const NEST = 12;

export function markdown(text, { embed = false, line = false } = {}) {
  return line ? inline(text.replace(/\s+/g, " "), 0) : blocks(text, embed);
}

const FENCE = /```(?:([\w+#.-]{1,20})\n)?([^]*?)```/g;

function blocks(text, embed) {
  const made = [];
  let at = 0;
  for (const found of text.matchAll(FENCE)) {
    if (!found[2].trim()) continue;
    made.push(...lines(text.slice(at, found.index).replace(/\n$/, "")));
    made.push(el("pre", { tabIndex: 0, "aria-label": "Code" }, el("code", { "data-language": found[1] }, found[2].replace(/^\n|\n$/g, ""))));
    at = found.index + found[0].length;
    if (text[at] === "\n") at += 1;
  }
  made.push(...lines(text.slice(at)));
  return made;
}

function lines(text) {
  if (!text) return [];
  const made = [];
  const rows = text.split("\n");
  let plain = [];
  const flush = () => {
    if (plain.length) made.push(el("span", { class: "text" }, inline(plain.join("\n"), 0)));
    plain = [];
  };
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at];
    let found;
    if (row.startsWith(">>> ")) {
      flush();
      made.push(el("blockquote", {}, lines([row.slice(4), ...rows.slice(at + 1)].join("\n"))));
      return made;
    }
    if (/^> /.test(row) || row === ">") {
      flush();
      const quoted = [];
      while (at < rows.length && (/^> /.test(rows[at]) || rows[at] === ">")) quoted.push(rows[at++].slice(2));
      at -= 1;
      made.push(el("blockquote", {}, lines(quoted.join("\n"))));
    } else if ((found = /^(#{1,3}) +(.+)$/.exec(row))) {
      flush();
      // a heading inside a message is below the page's own
      made.push(el(`h${found[1].length + 3}`, { class: `said h${found[1].length}` }, inline(found[2], 0)));
    } else if ((found = /^-# +(.+)$/.exec(row))) {
      flush();
      made.push(el("small", { class: "subtext" }, inline(found[1], 0)));
    } else if (/^ *([-*]|\d{1,9}\.) +\S/.test(row)) {
      flush();
      const held = [];
      while (at < rows.length && /^ *([-*]|\d{1,9}\.) +\S/.test(rows[at])) held.push(rows[at++]);
      at -= 1;
      made.push(list(held));
    } else {
      plain.push(row);
    }
  }
  flush();
  return made;
}

function list(rows) {
  const depth = (row) => /^ */.exec(row)[0].length;
  const base = depth(rows[0]);
  const ordered = /^ *\d/.test(rows[0]);
  const made = el(ordered ? "ol" : "ul", ordered ? { start: Number(/\d+/.exec(rows[0])[0]) } : {});
  for (let at = 0; at < rows.length; at += 1) {
    const item = el("li", {}, inline(rows[at].replace(/^ *([-*]|\d{1,9}\.) +/, ""), 0));
    const inner = [];
    while (at + 1 < rows.length && depth(rows[at + 1]) > base) inner.push(rows[++at]);
    if (inner.length) item.append(list(inner));
    made.append(item);
  }
  return made;
}

const RULES = [
  [/\\([^A-Za-z0-9\s])/y, (found) => found[1]],
  [/(`{1,2})([^`]|[^`][^]*?[^`])\1(?!`)/y, (found) => el("code", {}, found[2])],
  [/\[([^\]\n]{1,300})\]\(<?(https?:\/\/[^\s<>()]+(?:\([^\s<>()]*\)[^\s<>()]*)*)>?(?: +"[^"\n]*")?\)/y, (found, deep) => link(found[2], inline(found[1], deep))],
  [/<(https?:\/\/[^\s>]+)>/y, (found) => link(found[1], found[1])],
  [/https?:\/\/[^\s<>"]*[^\s<>".,:;!?')\]*_~|]/y, (found) => link(found[0], found[0])],
  [/<t:(-?\d{1,13})(?::([tTdDfFR]))?>/y, (found) => timestamp(Number(found[1]), found[2])],
  [/<@!?(\d{1,20})>/y, (found) => mention(`@${state.people[found[1]]?.name ?? "somebody"}`, found[1])],
  [/<@&(\d{1,20})>/y, (found) => role(found[1])],
  [/<#(\d{1,20})>/y, (found) => mention(`#${channel(found[1])?.name ?? "no-access"}`)],
  [/<\/([^:<>]{1,100}):\d{1,20}>/y, (found) => mention(`/${found[1]}`)],
  [/<a?:(\w{2,32}):\d{1,20}>/y, (found) => `:${found[1]}:`],
  [/@(everyone|here)\b/y, (found) => mention(found[0])],
  [/\*\*([^]+?)\*\*(?!\*)/y, (found, deep) => el("strong", {}, inline(found[1], deep))],
  [/__([^]+?)__(?!_)/y, (found, deep) => el("u", {}, inline(found[1], deep))],
  [/~~([^]+?)~~(?!~)/y, (found, deep) => el("s", {}, inline(found[1], deep))],
  [/\|\|([^]+?)\|\|/y, (found, deep) => spoiler(inline(found[1], deep))],
  [/\*(?=[^\s*])([^*]*?[^\s*])\*(?!\*)/y, (found, deep) => el("em", {}, inline(found[1], deep))],
  [/\b_(?=\S)([^_]*?\S)_(?!\w)/y, (found, deep) => el("em", {}, inline(found[1], deep))],
];
const STARTS = /[\\`[<h@*_~|]/g;

function inline(text, deep) {
  if (deep > NEST) return [text];
  const made = [];
  let plain = "";
  let at = 0;
  while (at < text.length) {
    STARTS.lastIndex = at;
    const start = STARTS.exec(text);
    if (!start) break;
    plain += text.slice(at, start.index);
    at = start.index;
    let node;
    for (const [pattern, make] of RULES) {
      pattern.lastIndex = at;
      const found = pattern.exec(text);
      if (!found) continue;
      node = make(found, deep + 1);
      at += found[0].length;
      break;
    }
    if (node === undefined) plain += text[at++];
    else if (typeof node === "string") plain += node;
    else {
      if (plain) made.push(plain);
      plain = "";
      made.push(node);
    }
  }
  plain += text.slice(at);
  if (plain) made.push(plain);
  return made;
}

function link(address, inside) {
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, inside);
}

function mention(text, id) {
  const mine = id !== undefined && id === state.cast.find((one) => one.key === state.you)?.discord_id;
  return el("span", { class: mine ? "mention mine" : "mention" }, text);
}

function role(id) {
  const held = state.roles[id];
  const made = mention(`@${held?.name ?? "role"}`);
  if (held?.colour) made.style.setProperty("--named", hex(held.colour));
  return made;
}

function spoiler(inside) {
  const hidden = el("span", { class: "spoiler", role: "button", tabIndex: 0, "aria-label": "Spoiler: press to read" }, el("span", { "aria-hidden": "true" }, inside));
  const reveal = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    hidden.classList.add("seen");
    hidden.removeAttribute("aria-label");
    hidden.removeAttribute("role");
    hidden.firstChild.removeAttribute("aria-hidden");
  };
  hidden.addEventListener("click", reveal, { once: true });
  hidden.addEventListener("keydown", reveal);
  return hidden;
}
