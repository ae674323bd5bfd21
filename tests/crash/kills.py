"""SIGKILL at random instants: in the middle of work or of a start, with small faults in between."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.rehearsal.faults import Fault
from tests.crash.scene import Act, Scene

LONGEST_LIFE = 1.2
"""Seconds that the bot gets at most between being up and being killed."""
LONGEST_START = 2.0
"""Seconds into a start at which it is killed at the latest, where the start itself is the victim."""
MESSAGES = r"/channels/\d+/messages"


def rage(kills: int) -> Act:
    """Kill the bot so often."""

    async def act(scene: Scene) -> None:
        stage, rng = scene.house.stage, scene.rng
        for _ in range(kills):
            if rng.random() < 0.5:
                await scene.load.start_clock()
            if rng.random() < 0.4:
                await _small_fault(scene)
            await asyncio.sleep(rng.random() * LONGEST_LIFE)
            await stage.bot.kill()
            scene.outcome.kills += 1
            # sometimes long enough for a clock to end, or for Discord to forget a nonce
            await stage.clock.move(rng.choice((timedelta(), timedelta(seconds=90), timedelta(minutes=4))))
            if rng.random() < 0.2 and scene.outcome.kills < kills:
                await stage.bot.spawn()
                await asyncio.sleep(rng.random() * LONGEST_START)
                await stage.bot.kill()
                scene.outcome.kills += 1
            began = time.monotonic()
            await stage.bot.start()
            scene.outcome.recovered("kill -9", time.monotonic() - began)
            if scene.outcome.kills >= kills:
                break

    return act


async def _small_fault(scene: Scene) -> None:
    """One request or one socket goes wrong, then the bot is killed: together they are the hard case."""
    stage, names = scene.house.stage, sorted(SMALL)
    name = scene.rng.choice(names)
    scene.outcome.faults[f"{name}, then kill -9"] += 1
    discord, twitch = stage.discord, stage.twitch

    async def drop() -> None:
        discord.control.drop_connections()

    verbs: dict[str, Callable[[], Awaitable[object]]] = {
        "the gateway drops": drop,
        "EventSub is cut": twitch.control.abort_sockets,
        "EventSub tells twice": twitch.control.repeat_last,
    }
    fault = SMALL[name]
    if fault is None:
        await verbs[name]()
    elif fault.path.startswith("/chat"):
        twitch.faults.add(Fault(fault.path, fault.method, fault.times, fault.status, cut=fault.cut))
    else:
        discord.faults.add(Fault(fault.path, fault.method, fault.times, fault.status, cut=fault.cut))


SMALL: dict[str, Fault | None] = {
    "a Discord post cut off before it took effect": Fault(MESSAGES, "POST", cut="before"),
    "a Discord post cut off after it took effect": Fault(MESSAGES, "POST", cut="after"),
    "Discord 500 on posts": Fault(MESSAGES, "POST", times=2, status=500),
    "Discord 503 on posts": Fault(MESSAGES, "POST", status=503),
    "Discord 404 on edits": Fault(f"{MESSAGES}/.*", "PATCH", status=404),
    "a chat line cut off after it took effect": Fault("/chat/messages", "POST", cut="after"),
    "Helix 503 on chat lines": Fault("/chat/messages", "POST", status=503),
    "the gateway drops": None,
    "EventSub is cut": None,
    "EventSub tells twice": None,
}
