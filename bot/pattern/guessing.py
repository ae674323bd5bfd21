"""Guesses as chat makes them: those that come while others are written are written together after them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from msgspec import Struct

from bot.database import Database, Transaction
from bot.errors import UserError
from bot.pattern import stage
from bot.pattern.model import NoRound, Round, Said
from bot.pattern.store import RoundStore
from bot.people.model import Actor
from bot.people.store import PeopleStore

TOGETHER = 500
"""Guesses in one unit of work, so that the first of a flood is not kept waiting for the last."""


class Heard(Struct, frozen=True):
    """What somebody said for the round that is open, and when."""

    actor: Actor
    said: Said
    at: datetime


class Guesses:
    """Takes one guess after the other; a flood of them costs a few units of work, not one for each."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[tuple[Heard, asyncio.Future[Round]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def take(self, heard: Heard) -> Round:
        """The round, once the guess is in the file.

        Raises NoRound, TooLate, RoundOver, OwnCall, NoSuchOption, Unclear, UnknownPattern, and what
        `Database.write` raises.
        """
        answer: asyncio.Future[Round] = asyncio.get_running_loop().create_future()
        self._waiting.append((heard, answer))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_waiting())
        return await answer

    async def _write_waiting(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
                unit = partial(_take_in, [heard for heard, _ in batch])
                # what fails is carried to each who waits
                [written] = await asyncio.gather(self._database.write(unit), return_exceptions=True)
                outcomes = [written] * len(batch) if isinstance(written, BaseException) else written
                for (_, answer), outcome in zip(batch, outcomes, strict=True):
                    if answer.done():
                        continue  # whoever asked does not wait any more
                    if isinstance(outcome, BaseException):
                        answer.set_exception(outcome)
                    else:
                        answer.set_result(outcome)
        finally:
            self._writing = None


def _take_in(batch: Sequence[Heard], tx: Transaction) -> Sequence[Round | UserError]:
    """What became of each, in order."""
    host, store = PeopleStore(tx).host(), RoundStore(tx)
    if host is None:
        return [NoRound() for _ in batch]
    round_ = store.open_of(host.id)
    if round_ is None:
        latest = store.latest_of(host.id)
        return [NoRound(None if latest is None else latest.revealed_at) for _ in batch]
    return stage.take_in(tx, host, round_, [(heard.actor, heard.said, heard.at) for heard in batch])
