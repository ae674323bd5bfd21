"""People who use the bot while things break: they write on both platforms and never wait long."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable
from random import Random

from bot.curriculum.model import Problem
from bot.people.model import Platform
from tests.crash.witness import Kind, Witness
from tests.wire.theatre import Theatre

PATIENCE = 0.5
"""Seconds until somebody writes again; a bot that was killed gives no answer, and a late one counts, too."""


class Load:
    """A candidate who logs on Discord and on Twitch at once, takes back, marks moments and starts clocks."""

    def __init__(self, house: Theatre, problems: list[Problem], witness: Witness, rng: Random) -> None:
        self._house = house
        self._problems = problems
        self._witness = witness
        self._rng = rng
        self._over = False

    @contextlib.asynccontextmanager
    async def going_on(self) -> AsyncGenerator[None]:
        """Everybody writes until the block ends."""
        verbs = (self._on_discord, self._by_slash, self._on_twitch)
        writers = [asyncio.create_task(self._writing(verb)) for verb in verbs]
        try:
            yield
        finally:
            self._over = True
            for writer in writers:
                writer.cancel()
            for outcome in await asyncio.gather(*writers, return_exceptions=True):
                if isinstance(outcome, Exception):
                    raise outcome

    async def start_clock(self) -> None:
        """A clock of one minute, so that it may end while the bot is away."""
        asked = await self._house.chat("!timer 1")
        await self._answered(self._witness.asked(Platform.TWITCH, asked.id, Kind.CLOCK, "⏱"))

    async def _writing(self, verb: Callable[[], Awaitable[None]]) -> None:
        while not self._over:
            await verb()

    async def _on_discord(self) -> None:
        verb, problem, minutes = self._choice()
        tag = self._witness.tag()
        asked = await self._house.write(f"!{verb} {problem.number} {minutes} {tag}", "lounge")
        await self._answered(
            self._witness.asked(Platform.DISCORD, str(asked.id), Kind.LOG, problem.title, tag=tag)
        )

    async def _by_slash(self) -> None:
        control, lounge = self._house.stage.discord.control, self._house.stage.channels["lounge"]
        if self._witness.slash_is_there():
            verb, problem, minutes = self._choice()
            kind, needle = Kind.LOG, problem.title
            options: dict[str, object] = {"problem": str(problem.number), "minutes": minutes}
            if self._rng.random() < 0.3:
                verb, kind, needle, options = "undo", Kind.UNDO, "Took back", {}
            used = await control.slash(self._house.sam, lounge, verb, options)
            await self._answered(self._witness.used(used, kind, needle))
        await asyncio.sleep(self._rng.random() * PATIENCE)

    async def _on_twitch(self) -> None:
        draw = self._rng.random()
        if draw < 0.2:
            asked = await self._house.chat("!moment what was that", self._rng.choice(VIEWERS))
            noted = self._witness.asked(Platform.TWITCH, asked.id, Kind.MOMENT, "Marked at")
        else:
            verb, problem, minutes = self._choice()
            asked = await self._house.chat(f"!{verb} {problem.number} {minutes} on twitch")
            noted = self._witness.asked(Platform.TWITCH, asked.id, Kind.LOG, problem.title)
        await self._answered(noted)
        await asyncio.sleep(self._rng.random() * PATIENCE)

    async def _answered(self, noted: asyncio.Event) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await noted.wait()

    def _choice(self) -> tuple[str, Problem, int]:
        return (
            self._rng.choice(("solved", "failed")),
            self._rng.choice(self._problems),
            self._rng.randint(5, 40),
        )


VIEWERS = ("pixelpete", "quietquinn", "robo_rae")
