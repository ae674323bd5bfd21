// The line to the bot: one websocket, opened again for ever.

const FIRST_PAUSE = 500;
const LAST_PAUSE = 8000;
const SILENCE = 16000; // the server says something every five seconds; after this the line is dead

export function hold(url, { frame, away }) {
  let pause = FIRST_PAUSE;

  function open() {
    const socket = new WebSocket(url);
    let watch;

    const listen = () => {
      clearTimeout(watch);
      watch = setTimeout(lose, SILENCE);
    };

    // by a close or by silence, whichever comes first
    const lose = () => {
      clearTimeout(watch);
      socket.onmessage = socket.onclose = null;
      socket.close();
      away();
      // apart from each other, so that many pages do not all knock at the same moment
      setTimeout(open, pause * (0.75 + Math.random() / 2));
      pause = Math.min(pause * 2, LAST_PAUSE);
    };

    listen();
    socket.onmessage = (event) => {
      listen();
      pause = FIRST_PAUSE;
      frame(JSON.parse(event.data));
    };
    socket.onclose = lose;
  }

  open();
}
