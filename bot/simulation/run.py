"""`python -m bot simulate`: live a programme in seconds and print the diary."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path

from bot.config import CandidateSection, Config, DiscordSection
from bot.simulation.diary import Diary
from bot.simulation.house import House, open_house
from bot.simulation.life import Lived, before_the_first_day, live
from bot.simulation.persona import Kind, Persona, persona

NOWHERE = Config(
    candidate=CandidateSection(name="Sam"), discord=DiscordSection(guild_id=1, assignments_channel=2)
)
"""The config of a bot that no platform ever hears."""


@asynccontextmanager
async def life_of(
    who: Persona, seed: int, start: date, folder: Path, config: Config = NOWHERE
) -> AsyncGenerator[tuple[House, AsyncIterator[Lived]]]:
    """The house of one life and its days to the end of the programme; the file stays in `folder`."""
    async with open_house(folder / "greenroom.db", config, before_the_first_day(start)) as house:
        yield house, live(house, who, seed, start)


def simulate(kind: Kind, seed: int, start: date, days: int | None, say: Callable[[str], None]) -> None:
    """Say the diary of one life line by line, to the end of the programme or for its first `days`."""
    who = persona(kind)
    say(f"A made-up candidate who {who.words}; seed {seed}, from {start.day} {start:%B %Y}.")

    async def through(folder: Path) -> None:
        diary = Diary()
        async with life_of(who, seed, start, folder) as (_, lived):
            async for day in lived:
                if days is not None and day.day - start >= timedelta(days=days):
                    break
                diary.add(day)
                for line in diary.ready():
                    say(line)
        for line in diary.rest():
            say(line)

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(through(Path(folder)))
