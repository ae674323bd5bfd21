// The server's clock as this page knows it. It counts on by the page's own steady clock, which nobody sets.

const JITTER = 250; // milliseconds by which a frame may arrive late without setting the clock back

let offset = null;

export function hear(text) {
  const measured = Date.parse(text) - performance.now();
  if (Number.isNaN(measured)) return;
  // a frame that was long on its way says too early a time: of close ones the latest is the truest
  if (offset === null || measured > offset || offset - measured > JITTER) offset = measured;
}

export function now() {
  return offset === null ? null : performance.now() + offset;
}

// 12:40, 1:05:00; a started second counts, so that 0:00 means that it is over
export function digits(milliseconds) {
  const all = Math.max(0, Math.ceil(milliseconds / 1000));
  const seconds = String(all % 60).padStart(2, "0");
  const minutes = Math.floor(all / 60) % 60;
  const hours = Math.floor(all / 3600);
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}` : `${minutes}:${seconds}`;
}
