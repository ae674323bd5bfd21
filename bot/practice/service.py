"""What people do with their log: write a line into it, and take the last one back."""

from __future__ import annotations

from datetime import date

from bot.clock import Clock
from bot.curriculum.model import Catalogue, Difficulty
from bot.database import Database, Transaction
from bot.people.model import Actor, Source
from bot.practice.log_store import LogStore
from bot.practice.model import (
    Attempt,
    AttemptId,
    Filled,
    Logged,
    NothingToUndo,
    Session,
    SessionId,
    SessionKind,
    SessionNoted,
    Undone,
    Verdict,
    Vocabulary,
    again_on,
    day_named,
    fact_about,
    fact_about_session,
    fact_of_week,
    minutes_field,
    monday_of,
    parse_attempt,
    parse_session,
    quick_under,
    shown,
)
from bot.practice.ownership import owner
from bot.practice.store import PracticeStore, SessionStore


class PracticeService:
    """Verbs that write into the log."""

    def __init__(
        self, database: Database, clock: Clock, catalogue: Catalogue, vocabulary: Vocabulary | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._catalogue = catalogue
        self.vocabulary = vocabulary or Vocabulary()
        """What sessions are about, as the programme calls it."""

    async def solved(
        self,
        actor: Actor,
        text: str,
        source: Source,
        *,
        minutes: int | None = None,
        note: str = "",
        read: bool = False,
        day: str = "",
    ) -> Logged:
        """`!solved two-sum 18 hash the complement`; fields of their own beat what stands in `text`.

        Raises UnknownProblem, BadMinutes, NoteTooLong, BadDay and, where the log is not theirs to write,
        NotAllowed.
        """
        return await self.log(
            actor, text, source, solved=True, minutes=minutes, note=note, read=read, day=day
        )

    async def failed(
        self,
        actor: Actor,
        text: str,
        source: Source,
        *,
        minutes: int | None = None,
        note: str = "",
        read: bool = False,
        day: str = "",
    ) -> Logged:
        """`!failed 15 25`; like `solved`."""
        return await self.log(
            actor, text, source, solved=False, minutes=minutes, note=note, read=read, day=day
        )

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

        Raises what `solved` raises.
        """
        said = parse_attempt(text, self._catalogue.split).completed(minutes, note, read=read, day=day)
        now = self._clock()

        def unit(tx: Transaction) -> Logged:
            person = owner(tx, actor)
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
                    on=day_named(said.day, today),
                    source=source,
                )
            )
            return self._logged(store, attempt, today)

        return await self._database.write(unit)

    async def session(
        self,
        actor: Actor,
        kind: SessionKind,
        text: str,
        source: Source,
        *,
        verdict: Verdict | None = None,
        minutes: int | None = None,
        note: str = "",
        role: str = "",
        day: str = "",
    ) -> SessionNoted:
        """`!explained bias and variance 2`, `!mock technical screen passed 45`; fields beat the line.

        Raises NoSubject, SubjectTooLong, UnknownRound, NoVerdict, RoleTooLong, BadMinutes, NoteTooLong,
        BadDay and, where the log is not theirs to write, NotAllowed.
        """
        told = parse_session(kind, text, self.vocabulary, verdict).completed(
            minutes, note, role=self.vocabulary.role(role), day=day
        )
        now = self._clock()

        def unit(tx: Transaction) -> SessionNoted:
            person = owner(tx, actor)
            today = person.today(now)
            store = SessionStore(tx)
            session = store.add(
                Session(
                    id=SessionId(0),
                    person_id=person.id,
                    kind=kind,
                    subject=told.subject,
                    minutes=told.minutes,
                    note=told.note,
                    at=now,
                    on=day_named(told.day, today),
                    verdict=told.verdict,
                    role=told.role,
                    source=source,
                )
            )
            fact = fact_about_session(session, store.sessions(person.id)) if session.on == today else None
            return SessionNoted(session, today, fact)

        return await self._database.write(unit)

    async def fill(self, actor: Actor, form: Filled, source: Source) -> Logged | SessionNoted:
        """A form of five fields; whatever stands in the first is read like a line.

        Raises what `log` and `session` raise.
        """
        kind, minutes = form.deed.kind, minutes_field(form.minutes)
        if kind is None:
            return await self.log(
                actor,
                form.what,
                source,
                solved=form.deed.solved,
                minutes=minutes,
                note=form.note,
                read=form.deed.read,
                day=form.day,
            )
        return await self.session(
            actor,
            kind,
            form.what,
            source,
            verdict=form.deed.verdict,
            minutes=minutes,
            note=form.note,
            day=form.day,
        )

    async def undo(self, actor: Actor, source: Source | None = None) -> Undone:
        """`!undo`: take back what was logged last, a whole file where that came last.

        The same `source` again takes back nothing more. Raises NothingToUndo, and NotAllowed where the log is
        not theirs to write.
        """
        now = self._clock()

        def unit(tx: Transaction) -> Undone:
            person = owner(tx, actor)
            log = LogStore(tx)
            entry = None if source is None else log.undone_by(source)
            file = None if source is None or entry is not None else log.file_undone_by(source)
            if entry is None and file is None:
                entry = log.last(person.id)
                if entry is None:
                    raise NothingToUndo
                file = log.file_of(entry)
                if file is None:
                    log.undo(entry, now, source)
                else:
                    log.undo_file(file, now, source)
            rows = [] if file is None else log.rows_of(file)
            what = rows[-1] if rows else entry
            assert what is not None  # noqa: S101 - a file that was taken back has rows
            return Undone(
                shown(what, self._catalogue),
                person.today(now),
                tuple(shown(left, self._catalogue) for left in log.on(person.id, what.on)),
                len(rows) or 1,
                "" if file is None else file.name,
            )

        return await self._database.write(unit)

    def _logged(self, store: PracticeStore, attempt: Attempt, today: date) -> Logged:
        tries = store.tries(attempt.person_id, attempt.problem)
        fact = fact_about(attempt, tries) if attempt.on == today else None
        under = quick_under(attempt, self._difficulty)
        if fact is None and attempt.on == today and under is not None:
            week = store.quick_since(attempt.person_id, monday_of(attempt), under)
            fact = fact_of_week(attempt, week, self._difficulty)
        again = again_on(tries, attempt.problem)
        return Logged(attempt, self._catalogue.known(attempt.problem), today, again, fact)

    def _difficulty(self, number: int) -> Difficulty | None:
        problem = self._catalogue.known(number)
        return None if problem is None else problem.difficulty
