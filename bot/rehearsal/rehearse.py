"""`python -m bot rehearse`: the stage, the bot and the page, until somebody says stop."""

from __future__ import annotations

import asyncio
import contextlib
import webbrowser
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tzlocal import get_localzone_name

from bot.clock import system_clock
from bot.rehearsal.page import Page
from bot.rehearsal.seed import live_until
from bot.rehearsal.stage import Stage

WEEK_THREE = timedelta(days=16)
"""How long ago the candidate of a fresh rehearsal began."""
POST_AT = "04:00:00"
"""With the day itself, so that whoever comes early finds an assignment, too."""
SUNDAY = 6
DAY_START = time(4)
MORNING = time(7, 30)


async def rehearse(data: Path, port: int, *, open_browser: bool, stop: asyncio.Event) -> None:
    """Play until `stop` is set. The last line printed at the start is the page's address alone."""
    print(f"Rehearsing in {data}. Stop with Ctrl-C; the next `make run` goes on where you left.", flush=True)
    while not stop.is_set():
        over = asyncio.Event()

        async def start_over(over: asyncio.Event = over) -> None:
            over.set()

        async with contextlib.AsyncExitStack() as stack:
            stage = await _stage(stack, data)
            page = await stack.enter_async_context(Page(stage, port, start_over=start_over))
            print(page.address, flush=True)
            if open_browser:
                open_browser = False  # once; a page that is open already finds the next stage by itself
                await asyncio.to_thread(webbrowser.open, page.address)
            await _either(stop, over)
        if over.is_set():
            stage.clear()


async def _stage(stack: contextlib.AsyncExitStack, data: Path) -> Stage:
    zone = _zone()
    opening = _opening(system_clock().astimezone(ZoneInfo(zone)))
    stage = await stack.enter_async_context(
        Stage(data, opens=opening, start=opening.date() - WEEK_THREE, zone=zone, post_at=POST_AT)
    )
    if stage.fresh:
        print("Living the two weeks before, so that there is something to look back on ...", flush=True)
        await live_until(stage.config, opening.date())
    await stage.bot.start()
    return stage


def _opening(now: datetime) -> datetime:
    """When a fresh rehearsal begins: now, but neither before the day does nor on a day of rest."""
    day = now.date()
    if now.time() < DAY_START or day.weekday() == SUNDAY:
        day = day if now.time() < DAY_START and day.weekday() != SUNDAY else day + timedelta(days=1)
        return datetime.combine(day, MORNING, now.tzinfo)
    return now


def _zone() -> str:
    """The zone of this machine, or UTC where it has none that is known by name."""
    try:
        name = get_localzone_name()
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, LookupError):
        return "UTC"
    return name or "UTC"


async def _either(*events: asyncio.Event) -> None:
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
