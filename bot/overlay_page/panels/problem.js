// The problem that is on. The state is {title, number, difficulty: easy|medium|hard, outcome: ""|solved|failed,
// pattern}; the pattern comes only when nobody has to find it any more.

export const side = "left";

const LEVELS = { easy: 1, medium: 2, hard: 3 };
const OUTCOMES = { solved: "solved", failed: "not solved yet" };

export function mount(section) {
  const make = (name, parent = section) => {
    const element = document.createElement("div");
    element.className = name;
    parent.append(element);
    return element;
  };
  const title = make("label");
  const facts = make("facts muted");
  const level = make("level", facts);
  level.setAttribute("aria-hidden", "true");
  const steps = [1, 2, 3].map(() => make("step", level));
  const difficulty = make("difficulty", facts);
  const words = make("words", facts);
  let drawn = "";

  return {
    // whether there is anything to see
    draw(state) {
      if (!state.title) return false;
      const wanted = JSON.stringify(state);
      if (wanted !== drawn) {
        drawn = wanted;
        title.textContent = state.title;
        steps.forEach((step, place) => step.classList.toggle("on", place < (LEVELS[state.difficulty] ?? 0)));
        difficulty.textContent = state.difficulty;
        words.textContent = [OUTCOMES[state.outcome], state.pattern].filter(Boolean).join(" · ");
        section.dataset.over = words.textContent ? "yes" : "no";
      }
      return true;
    },
  };
}
