"""What people do with their log: write a line into it, and take the last one back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.clock import Clock
from bot.curriculum.model import Catalogue, Difficulty, Problem, UnknownProblem
from bot.database import Database, Transaction
from bot.people.model import Actor, Person, Platform, Source
from bot.people.store import PeopleStore
from bot.practice.model import (
    Attempt,
    AttemptId,
    Logged,
    NoLogOfTheirOwn,
    NothingToUndo,
    OnlyTheStreamer,
    StreamerNotLinked,
    Undone,
    again_on,
    day_named,
    fact_about,
    parse_attempt,
)
from bot.practice.store import PracticeStore


class PracticeService:
    """Verbs on the log."""

    def __init__(self, database: Database, clock: Clock, catalogue: Catalogue) -> None:
        self._database = database
        self._clock = clock
        self._catalogue = catalogue

    async def solved(
        self,
        actor: Actor,
        text: str,
        source: Source,
        *,
        minutes: int | None = None,
        note: str = "",
        read: bool = False,
    ) -> Logged:
        """`!solved two-sum 18 hash the complement`; fields of their own beat what stands in `text`.

        Raises UnknownProblem, BadMinutes, NoteTooLong and, where the log is not theirs to write, NotAllowed.
        """
        return await self.log(actor, text, source, solved=True, minutes=minutes, note=note, read=read)

    async def failed(
        self,
        actor: Actor,
        text: str,
        source: Source,
        *,
        minutes: int | None = None,
        note: str = "",
        read: bool = False,
    ) -> Logged:
        """`!failed 15 25`; like `solved`."""
        return await self.log(actor, text, source, solved=False, minutes=minutes, note=note, read=read)

    async def log(
        self,
        actor: Actor,
        text: str,
        source: Source,
        *,
        solved: bool,
        minutes: int | None = None,
        note: str = "",
        read: bool = False,
        day: str = "",
    ) -> Logged:
        """One row for any `day` up to the person's today. The same `source` again returns the first row.

        Raises what `solved` raises, and BadDay.
        """
        said = parse_attempt(text, self._catalogue.split).completed(minutes, note, read=read)

        def unit(tx: Transaction) -> Logged:
            now = self._clock()
            person = _owner(tx, actor)
            today = person.today(now)
            store = PracticeStore(tx)
            attempt = store.add(
                Attempt(
                    id=AttemptId(0),
                    person_id=person.id,
                    problem=said.problem.number,
                    solved=solved,
                    minutes=said.minutes,
                    cold=said.cold,
                    note=said.note,
                    at=now,
                    on=day_named(day, today),
                    source=source,
                )
            )
            return self._logged(attempt, store.attempts(person.id), today)

        return await self._database.write(unit)

    async def undo(self, actor: Actor, source: Source | None = None) -> Undone:
        """`!undo`: take back what was logged last; the same `source` again takes back nothing more.

        Raises NothingToUndo, and NotAllowed where the log is not theirs to write.
        """

        def unit(tx: Transaction) -> Undone:
            now = self._clock()
            person = _owner(tx, actor)
            store = PracticeStore(tx)
            attempt = None if source is None else store.undone_by(source)
            if attempt is None:
                attempt = store.last(person.id)
                if attempt is None:
                    raise NothingToUndo
                store.undo(attempt, now, source)
            return Undone(
                attempt,
                self._problem(attempt.problem),
                person.today(now),
                tuple(
                    problem
                    for left in store.attempts_on(person.id, attempt.on)
                    if (problem := self._problem(left.problem)) is not None
                ),
            )

        return await self._database.write(unit)

    def _logged(self, attempt: Attempt, attempts: Sequence[Attempt], today: date) -> Logged:
        return Logged(
            attempt,
            self._problem(attempt.problem),
            today,
            again_on(attempts, attempt.problem),
            fact_about(attempt, attempts, self._difficulty) if attempt.on == today else None,
        )

    def _problem(self, number: int) -> Problem | None:
        """None where the log is older than the catalogue and the problem has left it."""
        try:
            return self._catalogue.get(number)
        except UnknownProblem:
            return None

    def _difficulty(self, number: int) -> Difficulty | None:
        problem = self._problem(number)
        return None if problem is None else problem.difficulty


def _owner(tx: Transaction, actor: Actor) -> Person:
    """Whose log `actor` writes: their own on Discord, on Twitch the host's when they are the host."""
    store = PeopleStore(tx)
    if actor.platform is Platform.DISCORD:
        own = store.of(actor)
        if own is None or not own.is_candidate:
            raise NoLogOfTheirOwn
        return own
    candidate = store.candidate_for(actor)
    if candidate.twitch_id is None:
        raise StreamerNotLinked
    if not candidate.is_actor(actor):
        raise OnlyTheStreamer
    return candidate
