"""Rows of clocks, and the requests that changed them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from bot.database import Row, Transaction, instant, instant_text
from bot.people.model import PersonId, Source
from bot.timer.model import Ending, Part, Stretch, Timer, TimerId

_MICROSECOND = timedelta(microseconds=1)


class TimerStore:
    """Reads and writes `timers`, `timer_stretches` and `timer_requests`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def add(self, timer: Timer) -> Timer:
        """Insert; the id of `timer` is ignored, the returned one has its own."""
        row = self._tx.one(
            """INSERT INTO timers (person_id, label, problem, length_us, spent_us, started_at, running_since,
                                   ended_at, ending, channel, parts)
               VALUES (:person_id, :label, :problem, :length_us, :spent_us, :started_at, :running_since,
                       :ended_at, :ending, :channel, :parts)
               RETURNING *""",
            _columns(timer),
        )
        assert row is not None  # noqa: S101 - an INSERT ... RETURNING always returns its row
        held = _timer(row)
        self._note_stretch(held)
        return held

    def save(self, timer: Timer) -> None:
        """Write what can change after the start."""
        self._tx.execute(
            """UPDATE timers SET length_us = :length_us, spent_us = :spent_us, running_since = :running_since,
                      ended_at = :ended_at, ending = :ending, parts = :parts
               WHERE id = :id""",
            _columns(timer),
        )
        self._note_stretch(timer)

    def get(self, timer_id: TimerId) -> Timer:
        """Raises LookupError."""
        timer = self.find(timer_id)
        if timer is None:
            raise LookupError(f"there is no timer {timer_id}")
        return timer

    def find(self, timer_id: TimerId) -> Timer | None:
        """The clock with this id."""
        return _maybe(self._tx.one("SELECT * FROM timers WHERE id = :id", {"id": timer_id}))

    def open_of(self, person_id: PersonId) -> Timer | None:
        """Their clock that has not ended."""
        return _maybe(
            self._tx.one(
                "SELECT * FROM timers WHERE person_id = :id AND ended_at IS NULL",
                {"id": person_id},
            )
        )

    def latest_of(self, person_id: PersonId) -> Timer | None:
        """The clock that they started last, ended or not."""
        return _maybe(
            self._tx.one(
                "SELECT * FROM timers WHERE person_id = :id ORDER BY id DESC LIMIT 1", {"id": person_id}
            )
        )

    def open_or_ended_since(self, moment: datetime) -> list[Timer]:
        """Everybody's clocks that have not ended, or not before `moment`; oldest first."""
        rows = self._tx.all(
            # the + keeps SQLite from reading every clock there has been, in the order that is asked for
            "SELECT * FROM timers WHERE ended_at IS NULL OR ended_at >= :moment ORDER BY +id",
            {"moment": instant_text(moment)},
        )
        return [_timer(row) for row in rows]

    def between(self, person_id: PersonId, since: datetime, until: datetime) -> list[Timer]:
        """Their clocks that were on at some time from `since` to `until`, oldest first."""
        rows = self._tx.all(
            """SELECT * FROM timers
               WHERE person_id = :id AND started_at < :until AND (ended_at IS NULL OR ended_at > :since)
               ORDER BY id""",
            {"id": person_id, "since": instant_text(since), "until": instant_text(until)},
        )
        return [_timer(row) for row in rows]

    def stretches(self, timer_id: TimerId) -> list[Stretch]:
        """When it ran, oldest first."""
        rows = self._tx.all(
            "SELECT * FROM timer_stretches WHERE timer_id = :id ORDER BY began_at", {"id": timer_id}
        )
        return [Stretch(instant(row["began_at"]), row["spent_us"] * _MICROSECOND) for row in rows]

    def changed_by(self, source: Source) -> Timer | None:
        """The clock that this very request has changed already."""
        return _maybe(
            self._tx.one(
                """SELECT timers.* FROM timer_requests JOIN timers ON timers.id = timer_requests.timer_id
                   WHERE platform = :platform AND request = :request""",
                {"platform": source.platform, "request": source.id},
            )
        )

    def note_request(self, source: Source, timer_id: TimerId) -> None:
        """Remember that this request changed this clock."""
        self._tx.execute(
            """INSERT INTO timer_requests (platform, request, timer_id)
               VALUES (:platform, :request, :timer_id)""",
            {"platform": source.platform, "request": source.id, "timer_id": timer_id},
        )

    def _note_stretch(self, timer: Timer) -> None:
        if timer.running_since is None:
            return
        self._tx.execute(
            """INSERT INTO timer_stretches (timer_id, began_at, spent_us)
               VALUES (:timer_id, :began_at, :spent_us) ON CONFLICT DO NOTHING""",
            {
                "timer_id": timer.id,
                "began_at": instant_text(timer.running_since),
                "spent_us": timer.spent // _MICROSECOND,
            },
        )


def _columns(timer: Timer) -> dict[str, object]:
    return {
        "id": timer.id,
        "person_id": timer.person_id,
        "label": timer.label,
        "problem": timer.problem,
        "length_us": timer.length // _MICROSECOND,
        "spent_us": timer.spent // _MICROSECOND,
        "started_at": instant_text(timer.started_at),
        "running_since": _text(timer.running_since),
        "ended_at": _text(timer.ended_at),
        "ending": timer.ending,
        "channel": timer.channel,
        "parts": json.dumps([[part.name, part.length // _MICROSECOND] for part in timer.parts]),
    }


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else instant_text(moment)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else instant(text)


def _maybe(row: Row | None) -> Timer | None:
    return None if row is None else _timer(row)


def _timer(row: Row) -> Timer:
    return Timer(
        id=TimerId(row["id"]),
        person_id=PersonId(row["person_id"]),
        length=row["length_us"] * _MICROSECOND,
        started_at=instant(row["started_at"]),
        running_since=_moment(row["running_since"]),
        spent=row["spent_us"] * _MICROSECOND,
        label=row["label"],
        problem=row["problem"],
        ended_at=_moment(row["ended_at"]),
        ending=None if row["ending"] is None else Ending(row["ending"]),
        channel=row["channel"],
        parts=tuple(Part(name, length * _MICROSECOND) for name, length in json.loads(row["parts"])),
    )
