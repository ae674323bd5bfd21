"""What people do in the private exercise."""

from __future__ import annotations

from random import Random

from bot.assignment.store import AssignmentStore
from bot.clock import Clock
from bot.curriculum.model import Catalogue, Difficulty
from bot.database import Database, Transaction
from bot.pattern.drill_store import DrillStore
from bot.pattern.model import (
    Drill,
    DrillId,
    DrillView,
    Knowledge,
    NoDrillLeft,
    NotYourDrill,
    choose,
    knowledge,
)
from bot.pattern.store import RoundStore
from bot.people.model import Actor, Source
from bot.people.store import PeopleStore
from bot.practice.store import PracticeStore


class DrillService:
    """Asks, remembers the answers, and asks next what is least sure."""

    def __init__(self, database: Database, clock: Clock, catalogue: Catalogue) -> None:
        self._database = database
        self._clock = clock
        self._catalogue = catalogue

    async def ask(self, actor: Actor, source: Source) -> DrillView:
        """One more question; the same `source` again asks the same one. Raises NoDrillLeft."""
        now = self._clock()

        def known(tx: Transaction) -> tuple[list[Drill], set[int]]:
            return DrillStore(tx).of(actor.account), self._barred(tx, actor)

        drills, barred = await self._database.read(known)
        rng = Random(f"{actor.account}:{source.id}")  # noqa: S311 - which exercise comes next, no secret
        problem = choose(list(self._catalogue), drills, barred, now, rng)
        if problem is None:
            raise NoDrillLeft
        drill = Drill(DrillId(0), actor.account, problem.number, problem.category, now)
        request = f"{source.platform}:{source.id}"
        kept = await self._database.write(lambda tx: DrillStore(tx).add(drill, request))
        return self._view(kept, drills)

    async def pick(self, actor: Actor, drill_id: DrillId, pattern: str) -> DrillView:
        """The answer; the first one stands. Raises NotYourDrill."""
        now = self._clock()

        def unit(tx: Transaction) -> tuple[Drill, list[Drill]]:
            store = DrillStore(tx)
            drill = store.find(drill_id)
            if drill is None or drill.account != actor.account:
                raise NotYourDrill
            store.pick(drill_id, pattern, now)
            drills = store.of(actor.account)
            return next(each for each in drills if each.id == drill_id), drills

        return self._view(*await self._database.write(unit))

    async def record(self, actor: Actor) -> dict[str, Knowledge]:
        """How one does, by pattern."""
        drills = await self._database.read(lambda tx: DrillStore(tx).of(actor.account))
        return knowledge(drills, self._catalogue.categories, self._clock())

    def _view(self, drill: Drill, drills: list[Drill]) -> DrillView:
        known = knowledge(drills, self._catalogue.categories, self._clock())
        return DrillView(drill, self._catalogue.get(drill.problem), known)

    def _barred(self, tx: Transaction, actor: Actor) -> set[int]:
        """Problems whose pattern must not be told yet: a round's, and what the plan wants met cold."""
        barred: set[int] = set()
        people = PeopleStore(tx)
        host = people.host()
        round_ = None if host is None else RoundStore(tx).open_of(host.id)
        if round_ is not None:
            barred.add(round_.problem)
        person = people.of(actor)
        if person is None or not person.is_candidate:
            return barred
        attempts = PracticeStore(tx).attempts(person.id)
        met = {attempt.problem for attempt in attempts}
        # the weekly tests live on hard problems that were never seen
        barred |= {
            problem.number
            for problem in self._catalogue
            if problem.difficulty is Difficulty.HARD and problem.number not in met
        }
        today = person.today(self._clock())
        assignment = AssignmentStore(tx).of(person.id, today)
        if assignment is not None:
            here = {attempt.problem for attempt in attempts if attempt.on == today}
            hidden = {item.problem for item in assignment.items if item.hidden and item.mark is None}
            barred |= {number for number in hidden if number is not None} - here
        return barred
