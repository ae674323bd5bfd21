"""Rows of attempts: each known by the message it came from, and kept when it is taken back."""

from __future__ import annotations

from datetime import date, datetime

from bot.database import Row, Transaction, instant, instant_text
from bot.people.model import PersonId, Platform, Source
from bot.practice.model import Attempt, AttemptId, AttemptLogged, AttemptUndone


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
        row = self._tx.one(
            """INSERT INTO attempts (person_id, problem, solved, minutes, cold, note, at, day,
                                     source_platform, source_id)
               VALUES (:person_id, :problem, :solved, :minutes, :cold, :note, :at, :day,
                       :source_platform, :source_id)
               RETURNING *""",
            {
                "person_id": attempt.person_id,
                "problem": attempt.problem,
                "solved": int(attempt.solved),
                "minutes": attempt.minutes,
                "cold": int(attempt.cold),
                "note": attempt.note,
                "at": instant_text(attempt.at),
                "day": attempt.on.isoformat(),
                "source_platform": None if attempt.source is None else attempt.source.platform,
                "source_id": None if attempt.source is None else attempt.source.id,
            },
        )
        assert row is not None  # noqa: S101 - an INSERT ... RETURNING always returns its row
        added = _attempt(row)
        self._tx.emit(AttemptLogged(added))
        return added

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

    def attempts_on(self, person_id: PersonId, day: date) -> list[Attempt]:
        """What counts for one of the person's days, in the order it was logged."""
        return [
            _attempt(row)
            for row in self._tx.all(
                """SELECT * FROM attempts WHERE person_id = :person_id AND day = :day AND undone_at IS NULL
                   ORDER BY id""",
                {"person_id": person_id, "day": day.isoformat()},
            )
        ]

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

    def undo(self, attempt: Attempt, now: datetime, source: Source | None = None) -> None:
        """Take it back and announce that; safe twice."""
        changed = self._tx.execute(
            """UPDATE attempts SET undone_at = :now, undone_platform = :platform, undone_id = :source_id
               WHERE id = :id AND undone_at IS NULL""",
            {
                "id": attempt.id,
                "now": instant_text(now),
                "platform": None if source is None else source.platform,
                "source_id": None if source is None else source.id,
            },
        )
        if changed.rowcount:
            self._tx.emit(AttemptUndone(attempt))


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
        source=None
        if row["source_platform"] is None
        else Source(Platform(row["source_platform"]), row["source_id"]),
    )
