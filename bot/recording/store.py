"""Rows of recordings."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from bot.database import Row, Transaction, instant, instant_text
from bot.people.model import PersonId, Source
from bot.recording.model import (
    ALONE,
    FLAGS,
    File,
    Kind,
    Mark,
    NoSuchRecording,
    Recording,
    RecordingId,
    Span,
    Statement,
    Where,
)


class RecordingStore:
    """Reads and writes `recordings`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def add(self, recording: Recording, source: Source) -> Recording:
        """Insert; the id of `recording` is ignored, the returned one has its own."""
        columns = _columns(recording) | {"request": f"{source.platform}:{source.id}"}
        del columns["id"]
        names, values = ", ".join(columns), ", ".join(f":{name}" for name in columns)
        row = self._tx.one(
            f"INSERT INTO recordings ({names}) VALUES ({values}) RETURNING *",  # noqa: S608 - our own column names
            columns,
        )
        assert row is not None  # noqa: S101 - an INSERT ... RETURNING always returns its row
        return _recording(row)

    def save(self, recording: Recording) -> None:
        """Write every field."""
        columns = _columns(recording)
        changes = ", ".join(f"{name} = :{name}" for name in columns)
        self._tx.execute(
            f"UPDATE recordings SET {changes} WHERE id = :id",  # noqa: S608 - our own column names
            columns,
        )

    def get(self, recording_id: RecordingId) -> Recording:
        """Raises NoSuchRecording."""
        found = self.find(recording_id)
        if found is None:
            raise NoSuchRecording
        return found

    def find(self, recording_id: RecordingId) -> Recording | None:
        """The recording with this id."""
        return _maybe(self._tx.one("SELECT * FROM recordings WHERE id = :id", {"id": recording_id}))

    def asked_by(self, source: Source) -> Recording | None:
        """What this interaction has handed in already."""
        return _maybe(
            self._tx.one(
                "SELECT * FROM recordings WHERE request = :request",
                {"request": f"{source.platform}:{source.id}"},
            )
        )

    def by_message(self, message_id: int) -> Recording | None:
        """The recording whose post this message is."""
        return _maybe(self._tx.one("SELECT * FROM recordings WHERE message_id = :id", {"id": message_id}))

    def by_messages(self, message_ids: Iterable[int]) -> list[Recording]:
        """The recordings whose posts are among these messages."""
        rows = self._tx.all(
            "SELECT * FROM recordings WHERE message_id IN (SELECT value FROM json_each(:ids))",
            {"ids": json.dumps(list(message_ids))},
        )
        return [_recording(row) for row in rows]

    def by_thread(self, thread_id: int) -> Recording | None:
        """The recording under whose post this thread hangs."""
        return _maybe(self._tx.one("SELECT * FROM recordings WHERE thread_id = :id", {"id": thread_id}))

    def of(self, person_id: PersonId) -> list[Recording]:
        """Somebody's own, newest first, withdrawn ones included."""
        rows = self._tx.all(
            "SELECT * FROM recordings WHERE person_id = :id ORDER BY id DESC", {"id": person_id}
        )
        return [_recording(row) for row in rows]

    def open(self) -> list[Recording]:
        """Those that wait for their week's end, oldest first."""
        rows = self._tx.all(
            "SELECT * FROM recordings WHERE closed_at IS NULL AND withdrawn_at IS NULL ORDER BY id"
        )
        return [_recording(row) for row in rows]

    def closed(self, since: datetime) -> list[Recording]:
        """Those whose week ended at `since` or later, oldest first."""
        rows = self._tx.all(
            # the + keeps SQLite from reading every recording there has been, in the order that is asked for
            "SELECT * FROM recordings WHERE closed_at >= :since AND withdrawn_at IS NULL ORDER BY +id",
            {"since": instant_text(since)},
        )
        return [_recording(row) for row in rows]

    def heard(self, since: datetime) -> list[Recording]:
        """Those whose post stands, and that are open or were closed after `since`; newest first."""
        rows = self._tx.all(
            """SELECT * FROM recordings WHERE message_id IS NOT NULL AND lost_at IS NULL
                 AND withdrawn_at IS NULL AND (closed_at IS NULL OR closed_at >= :since)
               ORDER BY +id DESC""",
            {"since": instant_text(since)},
        )
        return [_recording(row) for row in rows]

    def posted(self, since: datetime) -> list[Recording]:
        """Those whose post has stood, and that are open or were closed or taken back after `since`."""
        rows = self._tx.all(
            """SELECT * FROM recordings WHERE message_id IS NOT NULL
                 AND ((closed_at IS NULL AND withdrawn_at IS NULL)
                      OR coalesce(withdrawn_at, closed_at) >= :since)
               ORDER BY id DESC""",
            {"since": instant_text(since)},
        )
        return [_recording(row) for row in rows]

    def shown(self, limit: int) -> list[Recording]:
        """Everybody's that friends may see, newest first."""
        rows = self._tx.all(
            """SELECT * FROM recordings WHERE stage > :alone AND withdrawn_at IS NULL
               ORDER BY id DESC LIMIT :limit""",
            {"alone": ALONE, "limit": limit},
        )
        return [_recording(row) for row in rows]

    def marks(self, person_id: PersonId) -> list[Mark]:
        """Which flags friends gave to which of somebody's recordings, oldest first, each once.

        What was taken back counts no more; what is for its candidate alone would show in a plan that others
        see.
        """
        rows = self._tx.all(
            """SELECT DISTINCT r.submitted_at, r.id, said.statement
               FROM recordings r
               JOIN people p ON p.id = r.person_id
               JOIN (SELECT recording_id, statement, voter AS author
                     FROM recordings JOIN recording_votes ON recording_id = recordings.id
                     WHERE person_id = :id
                     UNION ALL
                     SELECT recording_id, statement, author
                     FROM recordings JOIN recording_moments ON recording_id = recordings.id
                     WHERE person_id = :id) said
                 ON said.recording_id = r.id AND said.author <> coalesce(CAST(p.discord_id AS TEXT), '')
               WHERE r.person_id = :id AND r.withdrawn_at IS NULL AND r.stage > :alone
                 AND said.statement IN (SELECT value FROM json_each(:flags))
               ORDER BY r.submitted_at, r.id, said.statement""",
            {"id": person_id, "alone": ALONE, "flags": json.dumps(FLAGS)},
        )
        return [Mark(instant(row["submitted_at"]), Statement(row["statement"])) for row in rows]


def _columns(recording: Recording) -> dict[str, object]:
    file, span, where = recording.file, recording.span, recording.where
    return {
        "id": recording.id,
        "person_id": recording.person_id,
        "kind": recording.kind,
        "stage": recording.stage,
        "title": recording.title,
        "look_at": recording.look_at,
        "link": recording.link,
        "file_name": None if file is None else file.name,
        "file_url": None if file is None else file.url,
        "file_bytes": None if file is None else file.size,
        "problem": recording.problem,
        "begins_s": None if span is None else span.begins,
        "ends_s": None if span is None else span.ends,
        "submitted_at": instant_text(recording.submitted_at),
        "closes_at": instant_text(recording.closes_at),
        "closed_at": _text(recording.closed_at),
        "withdrawn_at": _text(recording.withdrawn_at),
        "channel_id": None if where is None else where.channel,
        "message_id": None if where is None else where.message,
        "thread_id": None if where is None else where.thread,
        "lost_at": _text(recording.lost_at),
        "thread_lost_at": _text(recording.thread_lost_at),
    }


def _recording(row: Row) -> Recording:
    file = None
    if row["file_name"] is not None:
        file = File(row["file_name"], row["file_url"], row["file_bytes"])
    return Recording(
        id=RecordingId(row["id"]),
        person_id=PersonId(row["person_id"]),
        kind=Kind(row["kind"]),
        stage=row["stage"],
        title=row["title"],
        submitted_at=instant(row["submitted_at"]),
        closes_at=instant(row["closes_at"]),
        look_at=row["look_at"],
        link=row["link"],
        file=file,
        problem=row["problem"],
        span=None if row["begins_s"] is None else Span(row["begins_s"], row["ends_s"]),
        closed_at=_moment(row["closed_at"]),
        withdrawn_at=_moment(row["withdrawn_at"]),
        where=(
            None
            if row["message_id"] is None
            else Where(row["channel_id"], row["message_id"], row["thread_id"])
        ),
        lost_at=_moment(row["lost_at"]),
        thread_lost_at=_moment(row["thread_lost_at"]),
    )


def _maybe(row: Row | None) -> Recording | None:
    return None if row is None else _recording(row)


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else instant_text(moment)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else instant(text)
