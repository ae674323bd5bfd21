"""Rows of measured recordings, of files that were listened to, and of announced silences."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from bot.database import Row, Transaction, instant, instant_text
from bot.narration.model import Heard, Narration, NarrationId, Thought, pairs, spans
from bot.people.model import PersonId, Source
from bot.recording.model import RecordingId
from bot.timer.model import TimerId

_MICROSECOND = timedelta(microseconds=1)


class NarrationStore:
    """Reads and writes `narrations` and `heard_files`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def add(self, narration: Narration) -> Narration:
        """Insert; the id of `narration` is ignored, the returned one has its own."""
        heard = narration.heard
        row = self._tx.one(
            """INSERT INTO narrations (person_id, timer_id, recording_id, name, began_at, length_us,
                                       declared_us, loudest, speech, measured_at)
               VALUES (:person_id, :timer_id, :recording_id, :name, :began_at, :length_us, :declared_us,
                       :loudest, :speech, :measured_at)
               RETURNING *""",
            {
                "person_id": narration.person_id,
                "timer_id": narration.timer_id,
                "recording_id": narration.recording_id,
                "name": narration.name,
                "began_at": instant_text(narration.began_at),
                "length_us": heard.length // _MICROSECOND,
                "declared_us": None if heard.declared is None else heard.declared // _MICROSECOND,
                "loudest": heard.loudest,
                "speech": json.dumps(pairs(heard.speech), separators=(",", ":")),
                "measured_at": instant_text(narration.measured_at),
            },
        )
        assert row is not None  # noqa: S101 - an INSERT ... RETURNING always returns its row
        return _narration(row)

    def tie(self, narration_id: NarrationId, recording_id: RecordingId) -> None:
        """It was handed in as this recording."""
        self._tx.execute(
            "UPDATE narrations SET recording_id = :recording_id WHERE id = :id",
            {"id": narration_id, "recording_id": recording_id},
        )

    def of_recording(self, recording_id: RecordingId) -> Narration | None:
        """What was measured of a recording that was handed in, the last where it was done twice."""
        return _maybe(
            self._tx.one(
                "SELECT * FROM narrations WHERE recording_id = :id ORDER BY id DESC LIMIT 1",
                {"id": recording_id},
            )
        )

    def find(self, narration_id: NarrationId) -> Narration | None:
        """The one with this id."""
        return _maybe(self._tx.one("SELECT * FROM narrations WHERE id = :id", {"id": narration_id}))

    def latest_of(self, person_id: PersonId) -> Narration | None:
        """Their last recording."""
        return _maybe(
            self._tx.one(
                "SELECT * FROM narrations WHERE person_id = :id ORDER BY began_at DESC, id DESC LIMIT 1",
                {"id": person_id},
            )
        )

    def of_timer(self, timer_id: TimerId) -> list[Narration]:
        """Every recording of one clock."""
        rows = self._tx.all("SELECT * FROM narrations WHERE timer_id = :id ORDER BY id", {"id": timer_id})
        return [_narration(row) for row in rows]

    def narrations(self, person_id: PersonId) -> list[Narration]:
        """All of theirs, oldest first."""
        rows = self._tx.all(
            "SELECT * FROM narrations WHERE person_id = :id ORDER BY began_at, id", {"id": person_id}
        )
        return [_narration(row) for row in rows]

    def measured_since(self, since: datetime) -> list[Narration]:
        """Everybody's, oldest first."""
        rows = self._tx.all(
            "SELECT * FROM narrations WHERE measured_at >= :since ORDER BY id", {"since": instant_text(since)}
        )
        return [_narration(row) for row in rows]

    def was_heard(self, mark: str) -> bool:
        """Whether this very file was listened to, whatever came of it."""
        return self._tx.one("SELECT 1 FROM heard_files WHERE mark = :mark", {"mark": mark}) is not None

    def note_heard(self, mark: str, now: datetime) -> None:
        """It was."""
        self._tx.execute(
            "INSERT INTO heard_files (mark, heard_at) VALUES (:mark, :now) ON CONFLICT DO NOTHING",
            {"mark": mark, "now": instant_text(now)},
        )


class ThoughtStore:
    """Reads and writes `thoughts`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def add(self, thought: Thought, source: Source) -> None:
        """Keep it; the same message again changes nothing."""
        self._tx.execute(
            """INSERT INTO thoughts (person_id, at, source_platform, source_id)
               VALUES (:person_id, :at, :platform, :source_id) ON CONFLICT DO NOTHING""",
            {
                "person_id": thought.person_id,
                "at": instant_text(thought.at),
                "platform": source.platform,
                "source_id": source.id,
            },
        )

    def between(self, person_id: PersonId, since: datetime, until: datetime) -> list[Thought]:
        """Theirs, oldest first."""
        rows = self._tx.all(
            "SELECT * FROM thoughts WHERE person_id = :id AND at BETWEEN :since AND :until ORDER BY at, id",
            {"id": person_id, "since": instant_text(since), "until": instant_text(until)},
        )
        return [Thought(PersonId(row["person_id"]), instant(row["at"])) for row in rows]


def _maybe(row: Row | None) -> Narration | None:
    return None if row is None else _narration(row)


def _narration(row: Row) -> Narration:
    declared: int | None = row["declared_us"]
    return Narration(
        NarrationId(row["id"]),
        PersonId(row["person_id"]),
        None if row["timer_id"] is None else TimerId(row["timer_id"]),
        row["name"],
        instant(row["began_at"]),
        Heard(
            row["length_us"] * _MICROSECOND,
            None if declared is None else declared * _MICROSECOND,
            spans(json.loads(row["speech"])),
            row["loudest"],
        ),
        instant(row["measured_at"]),
        None if row["recording_id"] is None else RecordingId(row["recording_id"]),
    )
