"""What people ask of their memory: what is due again."""

from __future__ import annotations

from bot.clock import Clock
from bot.curriculum.model import Catalogue, Programme
from bot.database import Database, Transaction
from bot.memory.model import DueView, boxes, look
from bot.people.model import Actor
from bot.people.store import PeopleStore
from bot.practice.store import PracticeStore


class MemoryService:
    """Reads the log; everything else is derived from it."""

    def __init__(self, database: Database, clock: Clock, catalogue: Catalogue, programme: Programme) -> None:
        self._database = database
        self._clock = clock
        self._catalogue = catalogue
        self._boxes = boxes(programme)

    async def due(self, actor: Actor) -> DueView:
        """`!due`: what is due today for the candidate that `actor` means. Raises UnknownPerson."""

        def unit(tx: Transaction) -> DueView:
            person = PeopleStore(tx).planner(actor)
            attempts = PracticeStore(tx).attempts(person.id)
            return look(person, person.today(self._clock()), attempts, self._catalogue, self._boxes)

        return await self._database.read(unit)
