"""Commands on Discord: one at a time, many at once, the first after a start, and the memory beside it."""

from __future__ import annotations

import asyncio
import time
from random import Random

from benchmarks.figures import Aim, Figure, Sheet, percentile
from benchmarks.options import Options, turned
from benchmarks.peers.environment import RED
from benchmarks.scene import BARE, GREENROOM, Scene, scene
from benchmarks.subject import Subject
from bot.curriculum.programme import load_catalogue

SETTLED = 2.0
"""Seconds after the first answer until memory is read and questions begin."""


async def measure(options: Options) -> list[Figure]:
    """Greenroom, which stores each command before it answers, beside a bot that stores nothing, and Red."""
    sheet = Sheet()
    subjects = options.among((GREENROOM, BARE), RED)
    for number in range(options.rounds):
        for subject in turned(subjects, number):
            async with scene() as stand:
                sheet.add(subject, await _one(stand, subject, options))
    return figures(sheet)


def figures(sheet: Sheet) -> list[Figure]:
    """What the rounds say; of Red only where it took part."""

    def beside(key: str, words: str, figure: str, aim: Aim, unit: str, other: str = BARE) -> Figure:
        return sheet.ratio(key, words, (GREENROOM, figure), (other, figure), aim, unit)

    found = [
        beside("discord.command.p50_vs_bare", "!solved, one at a time", "p50", Aim("at most", 2.0), "ms"),
        beside("discord.burst_vs_bare", "!solved, all at once", "burst", Aim("at least", 0.7), "/s"),
        beside("start.first_answer_vs_bare", "start to the first answer", "start", Aim("at most", 2.0), "s"),
        beside("memory.idle_vs_bare", "memory, idle, everything on", "memory", Aim("at most", 1.9), "MiB"),
    ]
    if sheet.has(RED):
        found += [
            beside(
                "discord.command.p50_vs_red", "!solved, one at a time", "p50", Aim("at most", 0.65), "ms", RED
            ),
            beside("discord.burst_vs_red", "!solved, all at once", "burst", Aim("at least", 3.0), "/s", RED),
            beside(
                "start.first_answer_vs_red",
                "start to the first answer",
                "start",
                Aim("at most", 0.5),
                "s",
                RED,
            ),
        ]
    return found


async def _one(stand: Scene, subject: str, options: Options) -> dict[str, float]:
    texts = _texts(subject, options)
    process = await _process(stand, subject, options)
    began = time.perf_counter()
    async with process:
        await stand.first_answer("!today" if subject == GREENROOM else texts[0])
        start = time.perf_counter() - began
        if subject == GREENROOM:
            await process.says("^Greenroom is up")
        await asyncio.sleep(SETTLED)
        memory = process.resident()
        taken = [await stand.ask(text) for text in texts[: options.questions]]
        began = time.perf_counter()
        await stand.ask_all(texts[options.questions :])
        burst = options.burst / (time.perf_counter() - began)
    return {"start": start, "memory": memory, "p50": percentile(taken, 0.5) * 1000, "burst": burst}


async def _process(stand: Scene, subject: str, options: Options) -> Subject:
    if subject == RED:
        return await stand.red(options.peers[RED])
    return stand.greenroom() if subject == GREENROOM else stand.bare_discord()


def _texts(subject: str, options: Options) -> list[str]:
    """What each is asked: Red's cog counts its `!solved` and wants to know nothing more."""
    count = options.questions + options.burst
    if subject != GREENROOM:
        return ["!solved" if subject == RED else "!ping"] * count
    rng = Random(7)
    problems = [problem.number for problem in load_catalogue()]
    return [f"!solved {rng.choice(problems)} {rng.randint(5, 45)} hash the complement" for _ in range(count)]
