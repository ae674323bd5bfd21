"""Whole lives, each lived once for all tests that look at it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from msgspec import Struct

from bot.curriculum.model import Catalogue, Programme
from bot.database import Transaction
from bot.simulation.life import Lived
from bot.simulation.persona import START, Kind, persona
from bot.simulation.run import life_of


class Life(Struct, frozen=True):
    """The days of one life, and what its file held at the end."""

    programme: Programme
    catalogue: Catalogue
    start: date
    days: tuple[Lived, ...]
    file: Path
    """Its database."""
    posts: dict[str, int]
    """How many daily posts were claimed for each subject."""
    solved_before: int


@pytest.fixture(scope="session")
def life(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Life]:
    """Lives by kind and seed; `days` cuts one short."""

    @cache
    def lived(kind: Kind, seed: int = 7, days: int | None = None) -> Life:
        return asyncio.run(_live(kind, seed, days, tmp_path_factory.mktemp(f"{kind}-{seed}")))

    return lived


async def _live(kind: Kind, seed: int, days: int | None, folder: Path) -> Life:
    held: list[Lived] = []
    async with life_of(persona(kind), seed, START, folder) as (house, lived):
        async for day in lived:
            held.append(day)
            if days is not None and len(held) >= days:
                break
        posts = await house.database.read(_posts)
        services = house.services
        solved_before = persona(kind).solved_before
        file = folder / "greenroom.db"
        return Life(services.programme, services.catalogue, START, tuple(held), file, posts, solved_before)


def _posts(tx: Transaction) -> dict[str, int]:
    rows = tx.all("SELECT subject, count(*) AS held FROM posts WHERE kind = 'today' GROUP BY subject", {})
    return {row["subject"]: row["held"] for row in rows}
