"""What people ask of their progress: the success table, the next stage, the streak, the pictures' values."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.clock import Clock
from bot.curriculum.model import Catalogue, Programme
from bot.database import Database, Transaction
from bot.people.model import Actor, Person, PersonId, UnknownPerson
from bot.people.store import PeopleStore
from bot.practice.line import take_marks
from bot.practice.model import check_note, day_named, tidy
from bot.practice.ownership import owner
from bot.progress.model import (
    NOTE,
    PRIVATE,
    Cell,
    Chart,
    CountsItself,
    Evidence,
    ForThemAlone,
    NoGoals,
    NotTicked,
    Overview,
    Readiness,
    Streak,
    Table,
    Tick,
    calendar,
    definition_of,
    find_goal,
    mastery,
    minutes_chart,
    overview,
    readiness,
    split_goal,
    streak_of,
    table,
)
from bot.progress.reading import evidence_of, flags_of, guesses_of, past_of, ratings_of
from bot.progress.store import GoalStore


class MetricService:
    """Verbs on what the log comes to; everything is derived when it is asked for."""

    def __init__(self, database: Database, clock: Clock, programme: Programme, catalogue: Catalogue) -> None:
        self._database = database
        self._clock = clock
        self._programme = programme
        self._catalogue = catalogue

    async def resume(self) -> None:
        """Note what each cell counts now, so that a change can be told."""
        now = self._clock()

        def unit(tx: Transaction) -> None:
            store = GoalStore(tx, self._programme.name)
            for goal in self._programme.goals:
                store.note_definition(goal.key, definition_of(goal), now)

        await self._database.write(unit)

    async def table(self, actor: Actor) -> Table:
        """`/metrics`. Raises UnknownPerson, NoGoals."""
        if not self._programme.goals:
            raise NoGoals(self._programme.title)
        now = self._clock()

        def unit(tx: Transaction) -> Table:
            return self._table(tx, PeopleStore(tx).planner(actor), now)

        return await self._database.read(unit, long=True)

    async def table_of(self, person_id: PersonId) -> Table:
        """The same of somebody else. Raises UnknownPerson."""
        now = self._clock()
        return await self._database.read(
            lambda tx: self._table(tx, PeopleStore(tx).get(person_id), now), long=True
        )

    async def tick(self, actor: Actor, said: str, note: str = "", day: str = "") -> Cell:
        """`/metrics tick reviewed the second one --on tuesday`: a cell that nothing counts.

        The same cell again corrects day and note.

        Raises NoLogOfTheirOwn, UnknownGoal, CountsItself, BadDay, NoteTooLong.
        """
        line, marks = take_marks(said)
        (goal, rest), now = split_goal(self._programme, line), self._clock()
        if not goal.takes_tick:
            raise CountsItself(goal)
        words, on = check_note(tidy(note) or rest, NOTE), tidy(day) or marks.day

        def unit(tx: Transaction) -> Cell:
            person = owner(tx, actor)
            tick = Tick(goal.key, day_named(on, person.today(now)), words)
            GoalStore(tx, self._programme.name).put(person.id, tick, now)
            return self._cell(tx, person, goal.key, now)

        return await self._database.write(unit)

    async def untick(self, actor: Actor, said: str) -> Cell:
        """`/metrics untick`. Raises NoLogOfTheirOwn, UnknownGoal, NotTicked."""
        goal, now = find_goal(self._programme, said), self._clock()

        def unit(tx: Transaction) -> Cell:
            person = owner(tx, actor)
            store = GoalStore(tx, self._programme.name)
            if goal.key not in store.ticks(person.id):
                raise NotTicked(goal)
            store.drop(person.id, goal.key)
            return self._cell(tx, person, goal.key, now)

        return await self._database.write(unit)

    async def stage(self, actor: Actor) -> Readiness:
        """`/stage`. Raises UnknownPerson."""
        now = self._clock()

        def unit(tx: Transaction) -> Readiness:
            person = PeopleStore(tx).planner(actor)
            return readiness(person, self._evidence(tx, person, now), person.today(now))

        return await self._database.read(unit, long=True)

    async def progress(self, actor: Actor) -> Overview:
        """`!progress`. Raises UnknownPerson."""
        now = self._clock()
        return await self._database.read(
            lambda tx: self._overview(tx, PeopleStore(tx).planner(actor), now), long=True
        )

    async def host_progress(self) -> Overview:
        """The host's, for chat. Raises UnknownPerson."""
        now = self._clock()
        return await self._database.read(lambda tx: self._overview(tx, _host(tx), now), long=True)

    async def streak(self, actor: Actor) -> Streak:
        """`!streak`: of the candidate that `actor` means. Raises UnknownPerson."""
        now = self._clock()
        return await self._database.read(lambda tx: self._streak(tx, PeopleStore(tx).planner(actor), now))

    async def host_streak(self) -> Streak:
        """The host's, for chat and overlay. Raises UnknownPerson."""
        now = self._clock()
        return await self._database.read(lambda tx: self._streak(tx, _host(tx), now))

    async def chart(self, actor: Actor, which: Chart) -> tuple[Person, Any]:
        """What one picture of `actor` shows, as its value, and of whom. Raises UnknownPerson."""
        now = self._clock()

        def unit(tx: Transaction) -> tuple[Person, Any]:
            person = PeopleStore(tx).planner(actor)
            return person, self._chart(tx, person, which, now)

        return await self._database.read(unit, long=True)

    async def chart_of(self, actor: Actor, person_id: PersonId, which: Chart) -> Any:
        """The same of anybody, for `actor`. Raises UnknownPerson, ForThemAlone."""
        now = self._clock()

        def unit(tx: Transaction) -> Any:
            person = PeopleStore(tx).get(person_id)
            if which in PRIVATE and not person.is_actor(actor):
                raise ForThemAlone(which)
            return self._chart(tx, person, which, now)

        return await self._database.read(unit, long=True)

    def _chart(self, tx: Transaction, person: Person, which: Chart, now: datetime) -> Any:
        match which:
            case Chart.CHAT:
                return guesses_of(tx, person)
            case Chart.FLAGS:
                return flags_of(tx, person, now)
            case Chart.RATINGS:
                return ratings_of(tx, person, now)
            case _:
                return self._log_chart(tx, person, which, now)

    def _log_chart(self, tx: Transaction, person: Person, which: Chart, now: datetime) -> Any:
        course, past = past_of(tx, person, now, self._programme, self._catalogue)
        today = person.today(now)
        match which:
            case Chart.CALENDAR:
                return calendar(course, past, today, streak_of(course, past.active, today).days)
            case Chart.MINUTES:
                return minutes_chart(course, past, today)
            case _:
                return mastery(course, past)

    def _overview(self, tx: Transaction, person: Person, now: datetime) -> Overview:
        held = self._table(tx, person, now)
        return overview(person, self._evidence(tx, person, now), person.today(now), held.find(held.month))

    def _evidence(self, tx: Transaction, person: Person, now: datetime) -> Evidence:
        return evidence_of(tx, person, now, self._programme, self._catalogue)

    def _streak(self, tx: Transaction, person: Person, now: datetime) -> Streak:
        course, past = past_of(tx, person, now, self._programme, self._catalogue)
        return streak_of(course, past.active, person.today(now))

    def _table(self, tx: Transaction, person: Person, now: datetime) -> Table:
        store = GoalStore(tx, self._programme.name)
        return table(
            person,
            self._evidence(tx, person, now),
            person.today(now),
            store.ticks(person.id),
            store.redefined(),
        )

    def _cell(self, tx: Transaction, person: Person, key: str, now: datetime) -> Cell:
        return next(cell for cell in self._table(tx, person, now).cells if cell.goal.key == key)


def _host(tx: Transaction) -> Person:
    host = PeopleStore(tx).host()
    if host is None:
        raise UnknownPerson
    return host
