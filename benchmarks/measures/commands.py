"""Commands on Discord: one at a time, many at once, the first after a start, and the memory beside it."""

from __future__ import annotations

import asyncio
import time
from random import Random

from benchmarks.figures import Aim, Figure, Sheet, percentile
from benchmarks.options import Options, turned
from benchmarks.scene import BARE, GREENROOM, Scene, scene
from bot.curriculum.programme import load_catalogue

SETTLED = 2.0
"""Seconds after the first answer until memory is read and questions begin."""


async def measure(options: Options) -> list[Figure]:
    """Greenroom, which stores each command before it answers, beside a bot that stores nothing."""
    sheet = Sheet()
    for number in range(options.rounds):
        for subject in turned((GREENROOM, BARE), number):
            async with scene() as stand:
                sheet.add(subject, await _one(stand, subject, options))

    def beside(key: str, words: str, figure: str, aim: Aim, unit: str) -> Figure:
        return sheet.ratio(key, words, (GREENROOM, figure), (BARE, figure), aim, unit)

    return [
        beside("discord.command.p50_vs_bare", "!solved, one at a time", "p50", Aim("at most", 2.0), "ms"),
        beside("discord.burst_vs_bare", "!solved, all at once", "burst", Aim("at least", 0.7), "/s"),
        beside("start.first_answer_vs_bare", "start to the first answer", "start", Aim("at most", 2.0), "s"),
        beside("memory.idle_vs_bare", "memory, idle, everything on", "memory", Aim("at most", 1.9), "MiB"),
    ]


async def _one(stand: Scene, subject: str, options: Options) -> dict[str, float]:
    greenroom = subject == GREENROOM
    texts = _solves(options) if greenroom else ["!ping"] * (options.questions + options.burst)
    began = time.perf_counter()
    async with stand.greenroom() if greenroom else stand.bare_discord() as process:
        await stand.first_answer("!today" if greenroom else "!ping")
        start = time.perf_counter() - began
        if greenroom:
            await process.says("^Greenroom is up")
        await asyncio.sleep(SETTLED)
        memory = process.resident()
        taken = [await stand.ask(text) for text in texts[: options.questions]]
        began = time.perf_counter()
        await stand.ask_all(texts[options.questions :])
        burst = options.burst / (time.perf_counter() - began)
    return {"start": start, "memory": memory, "p50": percentile(taken, 0.5) * 1000, "burst": burst}


def _solves(options: Options) -> list[str]:
    rng = Random(7)
    problems = [problem.number for problem in load_catalogue()]
    return [
        f"!solved {rng.choice(problems)} {rng.randint(5, 45)} hash the complement"
        for _ in range(options.questions + options.burst)
    ]
