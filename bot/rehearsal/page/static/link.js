// The line to the server: one websocket for what is seen, one POST for each thing done.

const PAUSES = [300, 800, 1500, 3000];

class Refused extends Error {}

export class Link {
  constructor(hear, here, away) {
    this.hear = hear;
    this.here = here;
    this.away = away;
    this.tries = 0;
    this.connect();
    addEventListener("online", () => this.socket.readyState === WebSocket.CLOSED && this.connect());
  }

  connect() {
    clearTimeout(this.waiting);
    this.socket = new WebSocket(`ws://${location.host}/ws`);
    this.socket.addEventListener("open", () => {
      this.tries = 0;
      this.here();
    });
    this.socket.addEventListener("message", (event) => this.hear(JSON.parse(event.data)));
    this.socket.addEventListener("close", () => {
      this.away();
      this.waiting = setTimeout(() => this.connect(), PAUSES[Math.min(this.tries++, PAUSES.length - 1)]);
    });
  }

  tell(wish) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(wish));
  }
}

export async function order(verb, body) {
  let answer;
  try {
    answer = await fetch(`/do/${verb}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Refused("The rehearsal is not running. Start it again with make run; this page finds its way back.");
  }
  const type = answer.headers.get("Content-Type") ?? "";
  if (!type.startsWith("application/json")) throw new Refused(await answer.text());
  const said = await answer.json();
  if (!answer.ok) throw new Refused(said.error);
  return said;
}

export async function base64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return { name: file.name, data: btoa(text) };
}
