"""People who use the bot while it is killed: they write, wait for the answer, and remember who answered."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from random import Random

from bot.curriculum.model import Problem
from bot.people.model import Platform
from tests.wire.theatre import Theatre

PATIENCE = 2.0
"""Seconds to wait for an answer; a bot that was killed gives none."""


@dataclass(slots=True)
class Ledger:
    """What was asked, and what was acknowledged: the promise is about the second."""

    inputs: int = 0
    acknowledged: list[tuple[Platform, str]] = field(default_factory=list[tuple[Platform, str]])
    clocks: int = 0


class Load:
    """One candidate who logs on Discord and on Twitch at the same time, with a clock running."""

    def __init__(self, house: Theatre, problems: list[Problem], rng: Random) -> None:
        self._house = house
        self._problems = problems
        self._rng = rng
        self.ledger = Ledger()

    @contextlib.asynccontextmanager
    async def going_on(self) -> AsyncGenerator[None]:
        """Everybody writes until the block ends."""
        writers = [asyncio.create_task(self._on_discord()), asyncio.create_task(self._on_twitch())]
        try:
            yield
        finally:
            for writer in writers:
                writer.cancel()
            await asyncio.gather(*writers, return_exceptions=True)

    async def start_clock(self) -> None:
        """A clock of one minute, so that it may end while the bot is away."""
        self.ledger.inputs += 1
        asked = await self._house.chat("!timer 1")
        with contextlib.suppress(TimeoutError):
            await self._house.chat_line("⏱", after=asked)
            self.ledger.clocks += 1

    async def _on_discord(self) -> None:
        while True:
            verb, problem, minutes = self._choice()
            self.ledger.inputs += 1
            asked = await self._house.write(f"!{verb} {problem.number} {minutes} said on discord", "lounge")
            with contextlib.suppress(TimeoutError):
                await self._house.post(problem.title, "lounge", after=asked)
                self.ledger.acknowledged.append((Platform.DISCORD, str(asked.id)))

    async def _on_twitch(self) -> None:
        while True:
            verb, problem, minutes = self._choice()
            self.ledger.inputs += 1
            asked = await self._house.chat(f"!{verb} {problem.number} {minutes} said on twitch")
            with contextlib.suppress(TimeoutError):
                await self._house.chat_line(problem.title, after=asked)
                self.ledger.acknowledged.append((Platform.TWITCH, asked.id))

    def _choice(self) -> tuple[str, Problem, int]:
        return (
            self._rng.choice(("solved", "failed")),
            self._rng.choice(self._problems),
            self._rng.randint(5, 40),
        )
