"""A life with the plan, day by day: look at the assignment, do what the persona does, log it."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from msgspec import Struct

from bot.assignment.model import Line, TodayView
from bot.curriculum.model import Kind as Work
from bot.curriculum.model import Position
from bot.people.model import Actor, Changes, Person, PersonId, Platform, Source
from bot.practice.model import SessionKind
from bot.simulation.house import House
from bot.simulation.mind import Mind, Outcome
from bot.simulation.persona import Absence, Persona

DISCORD_ID = 1001
ACTOR = Actor(Platform.DISCORD, str(DISCORD_ID), "Sam")
MORNING = time(7)
_ROUND_FAILS = 0.2
"""Chance that a rehearsed round of the interview does not go."""
_SITTINGS = 3
"""After which a piece of the portfolio stands."""


class Lived(Struct, frozen=True):
    """One day as it went."""

    day: date
    now: datetime
    """When the morning looked at it."""
    person: Person
    position: Position
    morning: TodayView
    evening: TodayView
    tries: dict[int, Outcome]
    """How the problems went, by the number of their item."""
    absent: Absence | None = None


def before_the_first_day(start: date) -> datetime:
    """An instant on the evening before, in UTC."""
    return datetime.combine(start - timedelta(days=1), time(18), UTC)


async def live(house: House, persona: Persona, seed: int, start: date) -> AsyncIterator[Lived]:
    """Every day from `start` to the end of the programme, each after it was lived.

    The same persona, seed and start give the same life.
    """
    life = _Life(house, persona, Random(f"{persona.kind}:{seed}"), start)  # noqa: S311 - nothing secret is drawn
    await life.begins()
    last: date | None = None
    while not (lived := await life.lives()).position.over:
        # a journey to the west has its day twice, and the second time it is done already
        if lived.day != last:
            yield lived
        last = lived.day


class _Life:
    def __init__(self, house: House, persona: Persona, rng: Random, start: date) -> None:
        self._house = house
        self._persona = persona
        self._rng = rng
        self._start = start
        self._mind = Mind(rng, persona.talent)
        self._asked = itertools.count(1)
        self._absence: Absence | None = None
        self._sittings: Counter[str] = Counter()

    async def begins(self) -> None:
        services, persona = self._house.services, self._persona
        await services.people.settle_host(
            Person(
                id=PersonId(0),
                name=ACTOR.name,
                zone=persona.zone,
                day_start=time(4),
                post_at=MORNING,
                is_host=True,
                discord_id=DISCORD_ID,
                start=self._start,
            )
        )
        for weekday, minutes in enumerate(persona.minutes):
            if minutes is not None:
                await services.people.give_minutes(DISCORD_ID, (weekday,), minutes)
        await services.assignments.resume()
        await self._brings_along()
        await self._house.bus.drain()

    async def lives(self) -> Lived:
        """The next day, from its post to its last minute."""
        services = self._house.services
        person = await self._person()
        day = max(person.today(self._house.hours()), self._start)
        await self._until(person.post_instant(day) + timedelta(minutes=1))
        await self._moves((day - self._start).days)
        absent = await self._absent((day - self._start).days)
        # a journey may have brought them into another day
        person, now = await self._person(), self._house.hours()
        day = person.today(now)
        morning = await services.assignments.today(ACTOR)
        position = await self._position(person)
        tries: dict[int, Outcome] = {}
        if absent is None and self._rng.random() < self._persona.attendance:
            tries = await self._works(morning, day)
        evening = await services.assignments.today(ACTOR)
        await self._until(person.day_bounds(day)[1] + timedelta(minutes=1))
        return Lived(day, now, person, position, morning, evening, tries, absent)

    async def _works(self, view: TodayView, day: date) -> dict[int, Outcome]:
        tries: dict[int, Outcome] = {}
        for line in view.open:
            if self._rng.random() >= self._persona.stamina:
                break
            outcome = await self._does(view, line, day)
            if outcome is not None:
                tries[line.item.number] = outcome
            await self._until(self._house.hours() + timedelta(minutes=line.item.minutes))
        return tries

    async def _does(self, view: TodayView, line: Line, day: date) -> Outcome | None:
        assignments, item = self._house.services.assignments, line.item
        if line.problem is None:
            await assignments.done(ACTOR, item.number, self._note(line), self._source())
            await self._ships(line, day)
            return None
        outcome = self._mind.tries(line.problem, item.box or item.minutes, day)
        await assignments.log(
            ACTOR,
            view.assignment.id,
            item.number,
            outcome.minutes,
            "",
            self._source(),
            solved=outcome.solved,
        )
        return outcome

    def _note(self, line: Line) -> str:
        if line.item.kind is Work.ROUND:
            return "failed" if self._rng.random() < _ROUND_FAILS else "passed"
        return ""

    async def _ships(self, line: Line, day: date) -> None:
        """A piece of the portfolio is finished after so many sittings."""
        self._sittings[line.item.about] += 1
        if line.item.kind is Work.PORTFOLIO and self._sittings[line.item.about] % _SITTINGS == 0:
            piece = next(
                one for one in self._house.services.programme.portfolio if one.key == line.item.about
            )
            await self._house.services.practice.session(
                ACTOR, SessionKind.PORTFOLIO, piece.title, self._source(), day=day.isoformat()
            )

    async def _brings_along(self) -> None:
        services, persona = self._house.services, self._persona
        easiest = sorted(services.catalogue, key=lambda problem: problem.difficulty != "easy")
        for problem in easiest[: persona.solved_before]:
            day = self._start - timedelta(days=1 + self._rng.randrange(60))
            self._mind.brings(problem, day)
            await services.practice.log(
                ACTOR,
                problem.slug,
                self._source(),
                solved=True,
                minutes=self._rng.randrange(8, 30),
                day=day.isoformat(),
            )

    async def _moves(self, number: int) -> None:
        for move in self._persona.moves:
            if move.on == number:
                await self._house.services.people.set(DISCORD_ID, Changes(zone=move.zone))
                await self._house.bus.drain()

    async def _absent(self, number: int) -> Absence | None:
        found = next(
            (one for one in self._persona.absences if one.begins <= number < one.begins + one.days), None
        )
        if found is not None and found is not self._absence and found.announced:
            until = self._start + timedelta(days=found.begins + found.days)
            await self._house.services.curriculum.pause(ACTOR, until.isoformat())
            await self._house.bus.drain()
        self._absence = found
        return found

    async def _position(self, person: Person) -> Position:
        standing = await self._house.services.curriculum.of(person.id)
        assert standing is not None  # noqa: S101 - the plan has begun
        assert standing.position is not None  # noqa: S101 - and so has its first month
        return standing.position

    async def _person(self) -> Person:
        person = await self._house.services.people.on_discord(DISCORD_ID)
        assert person is not None  # noqa: S101 - `begins` has made the record
        return person

    async def _until(self, when: datetime) -> None:
        await self._house.bus.drain()
        await self._house.hours.until(when, self._house.bus)

    def _source(self) -> Source:
        return Source(Platform.DISCORD, f"simulated-{next(self._asked)}")
