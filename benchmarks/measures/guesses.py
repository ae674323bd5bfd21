"""Twitch chat guesses: how many a second are heard and kept, beside a bot that forgets them."""

from __future__ import annotations

import asyncio
import time

from benchmarks.figures import Aim, Figure, Sheet
from benchmarks.options import Options, turned
from benchmarks.scene import BARE, GREENROOM, Scene, scene

LAST = 1
"""The number that everybody guesses in the end."""


async def measure(options: Options) -> list[Figure]:
    """Everybody guesses several times over; done when the last word of each stands in the file."""
    sheet = Sheet()
    for number in range(options.rounds):
        for subject in turned((GREENROOM, BARE), number):
            async with scene() as stand:
                run = _greenroom if subject == GREENROOM else _bare
                sheet.add(subject, {"rate": options.guesses / await run(stand, options)})
    over, under = (GREENROOM, "rate"), (BARE, "rate")
    words = f"guesses from {options.chatters:,} chatters, stored"
    return [sheet.ratio("twitch.guesses_vs_bare", words, over, under, Aim("at least", 0.6), "/s")]


async def _greenroom(stand: Scene, options: Options) -> float:
    async with stand.greenroom() as process:
        await process.says("^Greenroom is up")
        await stand.open_round()
        await stand.seat(options.chatters)
        began = time.perf_counter()
        await stand.crowd(options.guesses, options.chatters, LAST)
        final = stand.options()[LAST - 1]
        while stand.count(final) < options.chatters:  # noqa: ASYNC110 - the bot tells nobody that it is done
            await asyncio.sleep(0.05)
        return time.perf_counter() - began


async def _bare(stand: Scene, options: Options) -> float:
    async with await stand.bare_twitch() as process:
        await process.says("^up$")
        await stand.seat(options.chatters)
        began = time.perf_counter()
        await stand.crowd(options.guesses, options.chatters, LAST)
        await process.says(f"^heard {options.guesses}$")
        return time.perf_counter() - began
