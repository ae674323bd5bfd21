"""Twitch chat guesses: how many a second are heard and kept, beside a bot that forgets them."""

from __future__ import annotations

import asyncio
import time

from benchmarks.figures import Aim, Figure, Sheet
from benchmarks.options import Options, turned
from benchmarks.peers.environment import TWITCHAPI
from benchmarks.scene import BARE, GREENROOM, Scene, scene
from benchmarks.subject import Subject

LAST = 1
"""The number that everybody guesses in the end."""


async def measure(options: Options) -> list[Figure]:
    """Everybody guesses several times over; done when the last word of each stands in the file."""
    sheet = Sheet()
    subjects = options.among((GREENROOM, BARE), TWITCHAPI)
    for number in range(options.rounds):
        for subject in turned(subjects, number):
            async with scene() as stand:
                sheet.add(subject, {"rate": options.guesses / await _one(stand, subject, options)})
    return figures(sheet, options.chatters)


def figures(sheet: Sheet, chatters: int) -> list[Figure]:
    """What the rounds say; of twitchAPI only where it took part."""
    words = f"guesses from {chatters:,} chatters, stored"
    return [
        sheet.ratio(f"twitch.guesses_vs_{other}", words, (GREENROOM, "rate"), (other, "rate"), aim, "/s")
        for other, aim in ((BARE, Aim("at least", 0.6)), (TWITCHAPI, Aim("at least", 2.0)))
        if sheet.has(other)
    ]


async def _one(stand: Scene, subject: str, options: Options) -> float:
    if subject == GREENROOM:
        return await _greenroom(stand, options)
    if subject == TWITCHAPI:
        return await _forgetful(stand, await stand.twitchapi(options.peers[TWITCHAPI]), options)
    return await _forgetful(stand, await stand.bare_twitch(), options)


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


async def _forgetful(stand: Scene, subject: Subject, options: Options) -> float:
    async with subject as process:
        await process.says("^up$")
        await stand.seat(options.chatters)
        began = time.perf_counter()
        await stand.crowd(options.guesses, options.chatters, LAST)
        await process.says(f"^heard {options.guesses}$")
        return time.perf_counter() - began
