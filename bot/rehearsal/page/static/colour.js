// Colours that people chose, made readable on whatever is behind them.

export const hex = (number) => `#${(number >>> 0).toString(16).padStart(6, "0").slice(-6)}`;

const channels = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));

function luminance(rgb) {
  const [r, g, b] = rgb.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const contrast = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);

/** Black or white, whichever reads better on `colour`. */
export function ink(colour) {
  const behind = luminance(channels(colour));
  return contrast(behind, 1) >= contrast(behind, 0) ? "#ffffff" : "#000000";
}

/** `colour` moved towards white or black until it reads on `ground` (contrast 4.5). */
export function readable(colour, ground) {
  const behind = luminance(channels(ground));
  const goal = behind < 0.2 ? 255 : 0;
  let rgb = channels(colour);
  for (let step = 0; step < 20 && contrast(luminance(rgb), behind) < 4.5; step += 1) {
    rgb = rgb.map((value) => value + (goal - value) * 0.12);
  }
  return `rgb(${rgb.map(Math.round).join(" ")})`;
}

/** The colour behind text in a pane, as CSS says it now. */
export function ground(element) {
  return getComputedStyle(element).getPropertyValue("--ground").trim() || "#ffffff";
}

export function initials(name) {
  const words = name.replace(/[^\p{L}\p{N} _-]/gu, "").split(/[ _-]+/).filter(Boolean);
  const letters = words.length > 1 ? words[0][0] + words[1][0] : (words[0] ?? "?").slice(0, 1);
  return letters.toUpperCase();
}
