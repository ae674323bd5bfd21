// Days trained without a break, and this week's. The state is {days, week}; two noughts are nothing to show.

export const side = "right";

const count = (days) => `${days} ${days === 1 ? "day" : "days"}`;

export function mount(section) {
  const make = (name) => {
    const element = document.createElement("div");
    element.className = name;
    section.append(element);
    return element;
  };
  const title = make("label");
  const note = make("words muted");
  const put = (element, text) => {
    if (element.textContent !== text) element.textContent = text;
  };

  return {
    // whether there is anything to see
    draw({ days, week }) {
      put(title, days ? `${count(days)} in a row` : "A new row begins");
      put(note, `${count(week)} this week`);
      return Boolean(days || week);
    },
  };
}
