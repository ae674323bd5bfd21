"""The plan's own verbs: how somebody stands in it, another first day, time off and back again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from bot.clock import Clock
from bot.curriculum.model import Moved, PlanMoved, Programme, Standing, read_day, read_days
from bot.curriculum.store import PauseStore
from bot.database import Database, Transaction
from bot.people.model import Actor, Person, PersonChanged, PersonId, UnknownPerson
from bot.people.store import PeopleStore

Change = Callable[[Transaction, Person, Standing, datetime], Moved]


class CurriculumService:
    """Verbs on somebody's plan."""

    def __init__(self, database: Database, clock: Clock, programme: Programme) -> None:
        self._database = database
        self._clock = clock
        self._programme = programme

    async def look(self, actor: Actor) -> Standing:
        """Their own plan; on Twitch it is the host's. Raises UnknownPerson."""
        now = self._clock()

        def unit(tx: Transaction) -> Standing:
            return self._standing(tx, PeopleStore(tx).planner(actor), now)

        return await self._database.read(unit)

    async def of(self, person_id: PersonId) -> Standing | None:
        """The plan of somebody; None where they have none."""
        now = self._clock()

        def unit(tx: Transaction) -> Standing | None:
            person = PeopleStore(tx).get(person_id)
            return self._standing(tx, person, now) if person.is_candidate else None

        return await self._database.read(unit)

    async def start(self, actor: Actor, said: str) -> Moved:
        """Another first day. Raises UnknownPerson, BadDay, DayTooFar, StartsSo."""

        def change(tx: Transaction, person: Person, standing: Standing, _: datetime) -> Moved:
            after = standing.begun_on(read_day(said, standing.day))
            person = replace(person, start=after.start)
            PeopleStore(tx).save(person)
            tx.emit(PersonChanged(person))
            return Moved(standing, after)

        return await self._change(actor, change)

    async def pause(self, actor: Actor, said: str) -> Moved:
        """Time off until the first day back, or from a first day: `1 August to 15 August`.

        Raises UnknownPerson, BadDay, DayTooFar, NotYetBegun, PauseIsOver, PauseTurnedRound, PausesMeet,
        PausedSo.
        """

        def change(tx: Transaction, person: Person, standing: Standing, now: datetime) -> Moved:
            pause = standing.paused_from(*read_days(said, standing.day))
            store = PauseStore(tx)
            if any(held.begins == pause.begins for held in standing.pauses):
                store.move_end(person.id, pause)
            else:
                store.add(person.id, pause, now)
            return Moved(standing, replace(standing, pauses=store.of(person.id)), pause)

        return await self._change(actor, change)

    async def resume(self, actor: Actor) -> Moved:
        """Back today; where none runs, the next pause is called off. Raises UnknownPerson, NothingPaused."""

        def change(tx: Transaction, person: Person, standing: Standing, _: datetime) -> Moved:
            held, rest = standing.resumed()
            store = PauseStore(tx)
            if rest is None:
                store.drop(person.id, held)
            else:
                store.move_end(person.id, rest)
            return Moved(standing, replace(standing, pauses=store.of(person.id)), held)

        return await self._change(actor, change)

    async def _change(self, actor: Actor, change: Change) -> Moved:
        now = self._clock()

        def unit(tx: Transaction) -> Moved:
            person = PeopleStore(tx).of(actor)
            if person is None or not person.is_candidate:
                raise UnknownPerson
            moved = change(tx, person, self._standing(tx, person, now), now)
            tx.emit(PlanMoved(person.id))
            return moved

        return await self._database.write(unit)

    def _standing(self, tx: Transaction, person: Person, now: datetime) -> Standing:
        assert person.start is not None  # noqa: S101 - only candidates come here
        pauses = PauseStore(tx).of(person.id)
        return Standing(person.id, person.name, self._programme, person.start, pauses, person.today(now))
