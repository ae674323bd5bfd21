"""The morning's posts of many candidates at the same minute, beside what Discord's own rate limit forces.

A Greenroom lives in one server and posts the day in one channel, where Discord takes five messages in five
seconds: `time_vs_rate_limit` is that, with the limits as they are and as many as one channel takes.

Two hundred channels, which the product does not have, would be held by Discord's limit for the whole bot,
fifty requests a second. `crowd_vs_rate_limit` gives these fifty to the one channel and lets as many
candidates rise at once as two hundred channels might hold: planning, claiming and sending keep up, or they
do not. What somebody waits who asks `!today` meanwhile is stated beside it.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import time
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from typing import Any

from benchmarks.figures import Aim, Figure, Sheet, percentile
from benchmarks.logs import seat_candidates
from benchmarks.options import Options
from benchmarks.scene import GREENROOM, Scene, scene
from bot.clock import system_clock

CHANNEL = (5, 5.0)
"""Messages in seconds that Discord takes in one channel."""
WHOLE_BOT = (50, 1.0)
"""Requests in seconds that Discord takes from a bot, whatever they are about."""
RISING = clock_time(7)
SEND = "POST /channels/{channel_id}/messages"
BEFORE = timedelta(minutes=10)
CALM = timedelta(seconds=3)
CALM_FOR_EACH = timedelta(milliseconds=2)
"""How long before the minute the clock is moved for the last time: every alarm is set anew then."""
PATIENCE = 3.0
"""How often what the limit forces may pass until the rest counts as missing."""
PAUSE = 0.5
"""Seconds between two questions of the one who asks meanwhile."""


def forced(messages: int, limit: tuple[int, float]) -> float:
    """Seconds until the last of so many may be sent, the first at once."""
    many, seconds = limit
    return (math.ceil(messages / many) - 1) * seconds


async def measure(options: Options) -> list[Figure]:
    """Greenroom alone: what it is held against is Discord."""
    sheet = Sheet()
    for _ in range(options.rounds):
        async with _night(options.risers) as stand:
            stand.stage.discord.control.rate_limit("real")
            posts = options.risers + 1  # the host rises, too
            sheet.add(GREENROOM, {"time": await _morning(stand, posts, CHANNEL)})
    async with _night(options.crowd) as stand:
        control = stand.stage.discord.control
        control.rate_limit(route=SEND, limit=WHOLE_BOT[0], per=WHOLE_BOT[1])
        asking = asyncio.create_task(_asking(stand))
        crowd = await _morning(stand, options.crowd + 1, WHOLE_BOT)
        asking.cancel()
        waits = await asking
    return [
        sheet.plain(
            "mornings.time_vs_rate_limit",
            f"the morning's posts of {options.risers + 1} in one channel, over what Discord forces",
            (GREENROOM, "time"),
            Aim("at most", 1.1),
            "x",
        ),
        Figure(
            "mornings.crowd_vs_rate_limit",
            f"the same of {options.crowd + 1:,} at fifty a second",
            "x",
            Aim("at most", 1.1),
            (crowd,),
        ),
        Figure(
            "mornings.today_meanwhile_p99",
            "!today asked in that crowd",
            "ms",
            Aim("stated"),
            (percentile(waits, 0.99) * 1000,),
        ),
    ]


@contextlib.asynccontextmanager
async def _night(risers: int) -> AsyncGenerator[Scene]:
    """The bot is up, ten minutes before everybody's post; they have followed their plans for two weeks."""
    tomorrow = system_clock().date() + timedelta(days=1)
    rising = datetime.combine(tomorrow, RISING, UTC)
    start = tomorrow - timedelta(days=14)
    async with scene(start=start, opens=rising - BEFORE) as stand:
        seat_candidates(stand.stage.database, risers, start)
        async with stand.greenroom() as process:
            await process.says("^Greenroom is up")
            await stand.quiet()
            yield stand


async def _morning(stand: Scene, posts: int, limit: tuple[int, float]) -> float:
    """Let it be seven; how long the posts take over what Discord forces."""
    room, own = str(stand.stage.channels["assignments"]), str(stand.stage.discord.control.bot_user.id)
    stood: list[float] = []
    done = asyncio.Event()

    def hear(event: str, payload: dict[str, Any]) -> None:
        if event == "MESSAGE_CREATE" and payload["channel_id"] == room and payload["author"]["id"] == own:
            stood.append(time.perf_counter())
            if len(stood) == posts:
                done.set()

    listeners = stand.stage.discord.control.listeners
    listeners.append(hear)
    least = forced(posts, limit)
    clock, calm = stand.stage.clock, CALM + posts * CALM_FOR_EACH
    rising = datetime.combine(clock().date(), RISING, UTC)
    await clock.move_to(rising - calm)
    try:
        began = time.perf_counter() + (rising - clock()).total_seconds()
        async with asyncio.timeout(calm.total_seconds() + PATIENCE * least + 30):
            await done.wait()
    finally:
        listeners.remove(hear)
    return (stood[-1] - began) / least


async def _asking(stand: Scene) -> list[float]:
    """Ask for the day again and again until cancelled; what each answer took."""
    taken: list[float] = []
    with contextlib.suppress(asyncio.CancelledError):
        while True:
            taken.append(await stand.ask("!today", 120.0))
            await asyncio.sleep(PAUSE)
    return taken
