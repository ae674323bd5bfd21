// The rehearsal page: puts the panes together and hands them what the server says.

import { $ } from "./dom.js";
import { castBar } from "./cast.js";
import { clockBar } from "./clockbar.js";
import { discordPane } from "./discord.js";
import { hoodPane } from "./hood.js";
import { Link } from "./link.js";
import { overlayPane } from "./overlay.js";
import { emit, on, remember, state } from "./state.js";
import { tabBar } from "./tabs.js";
import { setClock } from "./time.js";
import { toast } from "./toast.js";
import { toolBar } from "./tools.js";
import { tour } from "./tour.js";
import { twitchPane } from "./twitch.js";

// the token is a cookie by now; out of the address, it is not copied by accident
if (new URLSearchParams(location.search).has("token")) history.replaceState(null, "", "/");

toolBar($("#tools"));
castBar($("#cast"));
clockBar($("#clock"));
discordPane($("#discord"));
twitchPane($("#twitch"));
overlayPane($("#overlay"));
hoodPane($("#hood"));
tabBar($("#tabs"), $("#stage"));
tour();

const HELD = ["you", "cast", "guild", "rooms", "overlay", "files", "commands", "channels", "people", "roles", "chat", "channel", "house"];

function keep(frame) {
  for (const name of HELD) if (name in frame) state[name] = frame[name];
  if (frame.clock) setClock(frame.clock);
}

function hear(frame) {
  switch (frame.kind) {
    case "snapshot":
      if (state.ready && frame.asked !== state.you) return; // an older answer: one has become somebody else since
      keep(frame);
      state.ready = true;
      emit("snapshot");
      break;
    case "places": case "commands": case "channel": case "house": case "clock":
      keep(frame);
      emit(frame.kind, frame);
      break;
    case "unanswered":
      break; // whoever asked is told by the answer to the order
    default:
      emit(frame.kind, frame);
  }
}

const notice = $("#away");
const link = new Link(
  hear,
  () => {
    notice.hidden = true;
    link.tell({ see: state.you ?? remember("you") ?? "candidate" });
    emit("here");
  },
  () => {
    notice.hidden = false;
    notice.textContent = state.ready ? "The rehearsal is away. Start it again with make run; this page finds its way back." : "Connecting…";
  },
);
on("tell", (wish) => link.tell(wish));
addEventListener("unhandledrejection", (event) => toast(String(event.reason?.message ?? event.reason), "wrong"));
