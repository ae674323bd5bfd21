// Today's list. The state is {title, items: [{title, state: open|done|failed|skipped}]}.

export const side = "right";

const SHOWN = 8;
const WORDS = { open: "open", done: "done", failed: "not solved", skipped: "skipped" };

export function mount(section) {
  const title = document.createElement("h2");
  const list = document.createElement("ul");
  section.append(title, list);
  let drawn = "";

  function item({ title: text, state }) {
    const row = document.createElement("li");
    row.className = state in WORDS ? state : "open";
    const mark = document.createElement("span");
    mark.className = "mark";
    mark.setAttribute("role", "img");
    mark.setAttribute("aria-label", WORDS[row.className]);
    const words = document.createElement("span");
    words.className = "words";
    words.textContent = text;
    row.append(mark, words);
    return row;
  }

  function more(count) {
    const row = document.createElement("li");
    row.className = "more";
    row.textContent = `and ${count} more`;
    return row;
  }

  return {
    // whether there is anything to see
    draw(state) {
      const items = state.items ?? [];
      const wanted = JSON.stringify(state);
      if (wanted !== drawn) {
        drawn = wanted;
        title.textContent = state.title ?? "";
        title.hidden = !state.title;
        const rows = items.slice(0, items.length > SHOWN ? SHOWN - 1 : SHOWN).map(item);
        if (items.length > SHOWN) rows.push(more(items.length - SHOWN + 1));
        list.replaceChildren(...rows);
      }
      return Boolean(items.length || state.title);
    },
  };
}
