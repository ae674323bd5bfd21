"""Rows of the log: each known by the message it came from, and kept when it is taken back."""

from __future__ import annotations

from datetime import date, datetime

from msgspec.structs import replace

from bot.database import Row, Transaction, instant, instant_text
from bot.people.model import PersonId, Platform, Source
from bot.practice.model import (
    Attempt,
    AttemptChanged,
    AttemptId,
    AttemptLogged,
    AttemptUndone,
    Session,
    SessionChanged,
    SessionId,
    SessionKind,
    SessionLogged,
    SessionUndone,
    Verdict,
)


class PracticeStore:
    """Reads and writes `attempts`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def add(self, attempt: Attempt) -> Attempt:
        """Insert and announce it; the id of `attempt` is ignored, the returned one has its own.

        A source that already logged something logs nothing more: its first row is returned, even when that
        was taken back since.
        """
        held = None if attempt.source is None else self.by_source(attempt.source)
        if held is not None:
            return held
        added = self.put(attempt)
        self._tx.emit(AttemptLogged(added))
        return added

    def put(self, attempt: Attempt, import_id: int | None = None) -> Attempt:
        """Insert without a word: one row of a file that is announced as a whole."""
        number = _next_number(self._tx)
        self._tx.execute(
            """INSERT INTO attempts (id, person_id, problem, solved, minutes, cold, note, at, day, import_id,
                                     source_platform, source_id)
               VALUES (:id, :person_id, :problem, :solved, :minutes, :cold, :note, :at, :day, :import_id,
                       :source_platform, :source_id)""",
            _attempt_columns(attempt)
            | {"id": number, "person_id": attempt.person_id, "import_id": import_id}
            | _source_columns("source", attempt.source),
        )
        return replace(attempt, id=AttemptId(number))

    def get(self, attempt_id: AttemptId) -> Attempt | None:
        """What has this number, taken back or not."""
        row = self._tx.one("SELECT * FROM attempts WHERE id = :id", {"id": attempt_id})
        return None if row is None else _attempt(row)

    def attempts(self, person_id: PersonId) -> list[Attempt]:
        """Everything that counts, oldest day first, and within a day in the order it was logged."""
        return [
            _attempt(row)
            for row in self._tx.all(
                """SELECT * FROM attempts WHERE person_id = :person_id AND undone_at IS NULL
                   ORDER BY day, id""",
                {"person_id": person_id},
            )
        ]

    def tries(self, person_id: PersonId, problem: int) -> list[Attempt]:
        """What counts at one problem, in the order of `attempts`."""
        return [
            _attempt(row)
            for row in self._tx.all(
                """SELECT * FROM attempts
                   WHERE person_id = :person_id AND problem = :problem AND undone_at IS NULL
                   ORDER BY day, id""",
                {"person_id": person_id, "problem": problem},
            )
        ]

    def quick_since(self, person_id: PersonId, day: date, under: int) -> list[Attempt]:
        """Of each problem solved cold in fewer minutes on that day or later, what was logged first."""
        return [
            _attempt(row)
            for row in self._tx.all(
                # SQLite takes the other columns from the row that holds the minimum
                """SELECT *, min(id) FROM attempts
                   WHERE person_id = :person_id AND day >= :day AND undone_at IS NULL AND solved AND cold
                         AND minutes < :under
                   GROUP BY problem""",
                {"person_id": person_id, "day": day.isoformat(), "under": under},
            )
        ]

    def attempts_between(self, person_id: PersonId, first: date, last: date) -> list[Attempt]:
        """What counts for their days from `first` to `last`, in the order of `attempts`."""
        return [
            _attempt(row)
            for row in self._tx.all(
                """SELECT * FROM attempts
                   WHERE person_id = :person_id AND day BETWEEN :first AND :last AND undone_at IS NULL
                   ORDER BY day, id""",
                {"person_id": person_id, "first": first.isoformat(), "last": last.isoformat()},
            )
        ]

    def attempts_on(self, person_id: PersonId, day: date) -> list[Attempt]:
        """What counts for one of the person's days, in the order it was logged."""
        return self.attempts_between(person_id, day, day)

    def by_source(self, source: Source) -> Attempt | None:
        """What this message logged, taken back or not."""
        row = self._tx.one(
            "SELECT * FROM attempts WHERE source_platform = :platform AND source_id = :id",
            {"platform": source.platform, "id": source.id},
        )
        return None if row is None else _attempt(row)

    def undone_by(self, source: Source) -> Attempt | None:
        """What this message took back."""
        row = self._tx.one(
            "SELECT * FROM attempts WHERE undone_platform = :platform AND undone_id = :id",
            {"platform": source.platform, "id": source.id},
        )
        return None if row is None else _attempt(row)

    def last(self, person_id: PersonId) -> Attempt | None:
        """The one logged last of those that count, whichever day it counts for."""
        row = self._tx.one(
            """SELECT * FROM attempts WHERE person_id = :person_id AND undone_at IS NULL
               ORDER BY id DESC LIMIT 1""",
            {"person_id": person_id},
        )
        return None if row is None else _attempt(row)

    def save(self, attempt: Attempt, before: Attempt) -> None:
        """Correct what stood there as `before`, and announce that where anything differs."""
        if attempt == before:
            return
        self._tx.execute(
            """UPDATE attempts SET problem = :problem, solved = :solved, minutes = :minutes, cold = :cold,
                                   note = :note, at = :at, day = :day
               WHERE id = :id""",
            _attempt_columns(attempt) | {"id": before.id},
        )
        self._tx.emit(AttemptChanged(attempt, before))

    def undo(self, attempt: Attempt, now: datetime, source: Source | None = None) -> None:
        """Take it back and announce that; safe twice."""
        changed = self._tx.execute(
            """UPDATE attempts SET undone_at = :now, undone_platform = :undone_platform,
                   undone_id = :undone_id
               WHERE id = :id AND undone_at IS NULL""",
            {"id": attempt.id, "now": instant_text(now)} | _source_columns("undone", source),
        )
        if changed.rowcount:
            self._tx.emit(AttemptUndone(attempt))


class SessionStore:
    """Reads and writes `sessions`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def add(self, session: Session) -> Session:
        """Insert and announce it; as `PracticeStore.add` does with an attempt."""
        held = None if session.source is None else self.by_source(session.source)
        if held is not None:
            return held
        added = self.put(session)
        self._tx.emit(SessionLogged(added))
        return added

    def put(self, session: Session, import_id: int | None = None) -> Session:
        """Insert without a word: one row of a file that is announced as a whole."""
        number = _next_number(self._tx)
        self._tx.execute(
            """INSERT INTO sessions (id, person_id, kind, subject, minutes, note, verdict, role, at, day,
                                     import_id, source_platform, source_id)
               VALUES (:id, :person_id, :kind, :subject, :minutes, :note, :verdict, :role, :at, :day,
                       :import_id, :source_platform, :source_id)""",
            _session_columns(session)
            | {"id": number, "person_id": session.person_id, "kind": session.kind, "import_id": import_id}
            | _source_columns("source", session.source),
        )
        return replace(session, id=SessionId(number))

    def get(self, session_id: SessionId) -> Session | None:
        """What has this number, taken back or not."""
        row = self._tx.one("SELECT * FROM sessions WHERE id = :id", {"id": session_id})
        return None if row is None else _session(row)

    def sessions(self, person_id: PersonId) -> list[Session]:
        """Everything that counts, oldest day first, and within a day in the order it was logged."""
        return [
            _session(row)
            for row in self._tx.all(
                """SELECT * FROM sessions WHERE person_id = :person_id AND undone_at IS NULL
                   ORDER BY day, id""",
                {"person_id": person_id},
            )
        ]

    def sessions_on(self, person_id: PersonId, day: date) -> list[Session]:
        """What counts for one of the person's days, in the order it was logged."""
        return [
            _session(row)
            for row in self._tx.all(
                """SELECT * FROM sessions WHERE person_id = :person_id AND day = :day AND undone_at IS NULL
                   ORDER BY id""",
                {"person_id": person_id, "day": day.isoformat()},
            )
        ]

    def by_source(self, source: Source) -> Session | None:
        """What this message logged, taken back or not."""
        row = self._tx.one(
            "SELECT * FROM sessions WHERE source_platform = :platform AND source_id = :id",
            {"platform": source.platform, "id": source.id},
        )
        return None if row is None else _session(row)

    def undone_by(self, source: Source) -> Session | None:
        """What this message took back."""
        row = self._tx.one(
            "SELECT * FROM sessions WHERE undone_platform = :platform AND undone_id = :id",
            {"platform": source.platform, "id": source.id},
        )
        return None if row is None else _session(row)

    def save(self, session: Session, before: Session) -> None:
        """Correct what stood there as `before`, and announce that where anything differs; the kind stays."""
        if session == before:
            return
        self._tx.execute(
            """UPDATE sessions SET subject = :subject, minutes = :minutes, note = :note, verdict = :verdict,
                                   role = :role, at = :at, day = :day
               WHERE id = :id""",
            _session_columns(session) | {"id": before.id},
        )
        self._tx.emit(SessionChanged(session, before))

    def undo(self, session: Session, now: datetime, source: Source | None = None) -> None:
        """Take it back and announce that; safe twice."""
        changed = self._tx.execute(
            """UPDATE sessions SET undone_at = :now, undone_platform = :undone_platform,
                   undone_id = :undone_id
               WHERE id = :id AND undone_at IS NULL""",
            {"id": session.id, "now": instant_text(now)} | _source_columns("undone", source),
        )
        if changed.rowcount:
            self._tx.emit(SessionUndone(session))


def _next_number(tx: Transaction) -> int:
    """Attempts and sessions are counted together, so that the log has one order."""
    row = tx.one(
        """SELECT 1 + max(coalesce((SELECT max(id) FROM attempts), 0),
                          coalesce((SELECT max(id) FROM sessions), 0)) AS number"""
    )
    assert row is not None  # noqa: S101 - a SELECT without FROM always returns its row
    return row["number"]


def _attempt_columns(attempt: Attempt) -> dict[str, object]:
    return {
        "problem": attempt.problem,
        "solved": int(attempt.solved),
        "minutes": attempt.minutes,
        "cold": int(attempt.cold),
        "note": attempt.note,
        "at": instant_text(attempt.at),
        "day": attempt.on.isoformat(),
    }


def _session_columns(session: Session) -> dict[str, object]:
    return {
        "subject": session.subject,
        "minutes": session.minutes,
        "note": session.note,
        "verdict": session.verdict,
        "role": session.role,
        "at": instant_text(session.at),
        "day": session.on.isoformat(),
    }


def _source_columns(prefix: str, source: Source | None) -> dict[str, object]:
    return {
        f"{prefix}_platform": None if source is None else source.platform,
        f"{prefix}_id": None if source is None else source.id,
    }


def _source(row: Row) -> Source | None:
    if row["source_platform"] is None:
        return None
    return Source(Platform(row["source_platform"]), row["source_id"])


def _attempt(row: Row) -> Attempt:
    return Attempt(
        id=AttemptId(row["id"]),
        person_id=PersonId(row["person_id"]),
        problem=row["problem"],
        solved=bool(row["solved"]),
        minutes=row["minutes"],
        cold=bool(row["cold"]),
        note=row["note"],
        at=instant(row["at"]),
        on=date.fromisoformat(row["day"]),
        source=_source(row),
    )


def _session(row: Row) -> Session:
    return Session(
        id=SessionId(row["id"]),
        person_id=PersonId(row["person_id"]),
        kind=SessionKind(row["kind"]),
        subject=row["subject"],
        minutes=row["minutes"],
        note=row["note"],
        at=instant(row["at"]),
        on=date.fromisoformat(row["day"]),
        verdict=None if row["verdict"] is None else Verdict(row["verdict"]),
        role=row["role"],
        source=_source(row),
    )
