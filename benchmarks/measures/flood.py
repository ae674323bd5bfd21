"""A thousand messages a second with a round open and fifty overlay pages: the loop, the pages, the clock."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import time
from collections.abc import AsyncGenerator
from datetime import timedelta

import aiohttp

from benchmarks.figures import Aim, Figure, percentile
from benchmarks.options import Options
from benchmarks.scene import Scene, scene
from bot.curriculum.programme import load_catalogue
from bot.rehearsal.cast import BOT_LOGIN

PAGES = 50
A_SECOND = 1_000
PATIENCE = 15.0


class Pages:
    """Fifty pages of the overlay; the first one is read closely, the others are only kept up with."""

    def __init__(self) -> None:
        self.totals: list[tuple[float, int]] = []
        """When the split first showed how many guesses."""
        self.rung: asyncio.Queue[float] = asyncio.Queue()
        """When a clock was shown as over."""

    @contextlib.asynccontextmanager
    async def open(self, url: str) -> AsyncGenerator[None]:
        """Open until the block ends."""
        address = url.replace("http://", "ws://").replace("/overlay", "/ws")
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector) as session, asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._read(session, address, number == 0)) for number in range(PAGES)]
            yield
            for task in tasks:
                task.cancel()

    async def _read(self, session: aiohttp.ClientSession, address: str, closely: bool) -> None:
        async with session.ws_connect(address) as socket:
            async for message in socket:
                if closely:
                    self._note(json.loads(message.data))

    def _note(self, frame: dict[str, object]) -> None:
        state = frame.get("state")
        if not isinstance(state, dict):
            return
        if frame.get("panel") == "pattern":
            total: object = state.get("total")  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
            if isinstance(total, int):
                self.totals.append((time.perf_counter(), total))
        if frame.get("panel") == "clock" and state.get("phase") == "finished":  # pyright: ignore[reportUnknownMemberType]
            self.rung.put_nowait(time.perf_counter())


async def measure(options: Options) -> list[Figure]:
    """Greenroom alone; these are figures, not ratios."""
    async with scene() as stand, stand.greenroom(watched=True) as process:
        await process.says("^Greenroom is up")
        await stand.open_round()
        pages = Pages()
        async with pages.open(stand.stage.overlay_url):
            await asyncio.sleep(1)
            os.kill(process.pid, signal.SIGUSR1)  # what came before does not count
            await process.says("^lag ")
            process.lines.clear()
            said = await _flood(stand, options.flood)
            os.kill(process.pid, signal.SIGUSR1)
            lag = float((await process.says(r"^lag p50 \S+ p99 (\S+)"))[1])
            await asyncio.sleep(1)
            shown = _shown(said, pages.totals)
            chat, screen = await _rings(stand, pages, options)
    return [
        Figure("flood.lag_p99", "event-loop lag at 1,000 messages/s", "ms", Aim("at most", 20), (lag,)),
        Figure(
            "flood.guess_to_frame_p99",
            "guess to overlay frame",
            "ms",
            Aim("at most", 150),
            (percentile(shown, 0.99),),
        ),
        Figure(
            "flood.ring_chat_p99",
            "a clock's end in chat",
            "ms",
            Aim("at most", 50),
            (percentile(chat, 0.99),),
        ),
        Figure(
            "flood.ring_overlay_p99",
            "a clock's end on the overlay",
            "ms",
            Aim("at most", 50),
            (percentile(screen, 0.99),),
        ),
    ]


async def _flood(stand: Scene, seconds: float) -> list[float]:
    """When each of so many chatters guessed; each of them once, at an even pace."""
    count = int(seconds * A_SECOND)
    await stand.seat(count)
    said: list[float] = []
    began = time.perf_counter()
    for number in range(count):
        late = began + number / A_SECOND - time.perf_counter()
        if late > 0.001:
            await asyncio.sleep(late)
        said.append(time.perf_counter())
        await stand.stage.twitch.control.say(f"viewer_{number}", f"!pattern {1 + number % 6}")
    return said


def _shown(said: list[float], totals: list[tuple[float, int]]) -> list[float]:
    """For each guess the milliseconds until a frame counted as many as had been made by then."""
    waits: list[float] = []
    at = 0
    for number, moment in enumerate(said, 1):
        while at < len(totals) and totals[at][1] < number:
            at += 1
        waits.append(((totals[at][0] if at < len(totals) else float("inf")) - moment) * 1000)
    return waits


async def _rings(stand: Scene, pages: Pages, options: Options) -> tuple[list[float], list[float]]:
    """Let clocks end in the flood; milliseconds from their end until chat and overlay say so.

    By the rehearsal's clock, which the bot follows: the end is the one that stands in its file.
    """
    twitch, clock = stand.stage.twitch.control, stand.stage.clock
    chat: list[float] = []
    screen: list[float] = []
    noise = asyncio.create_task(_noise(stand))
    try:
        # one problem each: an alarm with the words of the last one is not said again within half a minute
        for problem, _ in zip(load_catalogue(), range(options.rings), strict=False):
            asked = await twitch.say("sam_preps", f"!timer {problem.slug} 1")
            # not by its being a reply: in this flood the line replied to may be forgotten by then
            begun = await twitch.wait_for(
                lambda line: line.sender.login == BOT_LOGIN and "left, ends" in line.text,
                PATIENCE,
                after=asked,
            )
            while not pages.rung.empty():
                pages.rung.get_nowait()
            await clock.move(timedelta(seconds=59))
            await twitch.wait_for(
                lambda line: (
                    line.sender.login == BOT_LOGIN and "time" in line.text.lower() and line.reply is None
                ),
                PATIENCE,
                after=begun,
            )
            heard, now = time.perf_counter(), clock()
            late = (now - stand.clock_ended()) / timedelta(milliseconds=1)
            chat.append(late)
            screen.append(late - (heard - await asyncio.wait_for(pages.rung.get(), PATIENCE)) * 1000)
    finally:
        noise.cancel()
        await asyncio.gather(noise, return_exceptions=True)
    return chat, screen


async def _noise(stand: Scene) -> None:
    began, number = time.perf_counter(), 0
    while True:
        await stand.stage.twitch.control.say(f"viewer_{number % 1000}", f"!pattern {1 + number % 6}")
        number += 1
        await asyncio.sleep(max(0.0, began + number / A_SECOND - time.perf_counter()))
