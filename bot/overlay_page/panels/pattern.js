// The guess split. The state is {phase: idle|open|closing|closed|revealed|cancelled, title, total, closesAt, until,
// how, rows: [{number, name, count, right}], answer, right, first}; `how` is what chat calls the command, and counts
// are null while the streamer's call comes first.

import { digits } from "../time.js";

export const side = "left";

const people = (count) => `${count} ${count === 1 ? "guess" : "guesses"}`;

export function mount(section) {
  const make = (tag, name, parent = section) => {
    const element = document.createElement(tag);
    element.className = name;
    parent.append(element);
    return element;
  };
  const title = make("h2", "label");
  const list = make("ol", "rows");
  const note = make("p", "note words");
  const rows = [];

  const put = (element, text) => {
    if (element.textContent !== text) element.textContent = text;
  };

  function row(place) {
    if (!rows[place]) {
      const item = make("li", "row", list);
      const held = {
        item,
        number: make("span", "number", item),
        name: make("span", "name words", item),
        count: make("span", "count", item),
      };
      held.fill = make("div", "", make("div", "bar", item));
      rows[place] = held;
    }
    return rows[place];
  }

  function below(state, now) {
    if (state.phase === "revealed") {
      if (!state.total) return "nobody guessed";
      return `${state.right} of ${state.total} saw it${state.first ? ` · first: ${state.first}` : ""}`;
    }
    if (state.phase === "closed") return `closed · ${people(state.total)}`;
    if (state.phase === "closing") {
      const left = Math.max(0, Date.parse(state.closesAt) - now);
      return left ? `closes in ${digits(left)} · ${people(state.total)}` : `closed · ${people(state.total)}`;
    }
    const last = Math.max(...state.rows.map(({ number }) => number ?? 0));
    return `${state.how} 1-${last} · ${people(state.total)}`;
  }

  return {
    // whether there is anything to see
    draw(state, now) {
      if (state.phase === "idle" || state.phase === "cancelled") return false;
      if (state.phase === "revealed" && now >= Date.parse(state.until)) return false;
      section.dataset.phase = state.phase;
      put(title, state.phase === "revealed" ? state.answer : `Which pattern? ${state.title}`);
      const most = Math.max(1, ...state.rows.map(({ count }) => count ?? 0));
      state.rows.forEach(({ number, name, count, right }, place) => {
        const held = row(place);
        held.item.hidden = false;
        held.item.classList.toggle("right", right);
        put(held.number, right ? "✓" : String(number ?? "+"));
        put(held.name, name);
        put(held.count, count === null ? "" : String(count));
        held.fill.style.transform = `scaleX(${(count ?? 0) / most})`;
      });
      rows.slice(state.rows.length).forEach(({ item }) => {
        item.hidden = true;
      });
      put(note, below(state, now));
      return true;
    },
  };
}
