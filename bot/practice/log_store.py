"""The log over all its kinds: its order, its words, and the files that came into it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bot.database import Row, Transaction, instant_text
from bot.people.model import PersonId, Source
from bot.practice.model import MARKED, AttemptId, Entry, Import, ImportId, LogImported, Session, SessionId
from bot.practice.store import PracticeStore, SessionStore

_ENTRIES = """(SELECT id, person_id, day, undone_at, import_id, 0 AS session FROM attempts
               UNION ALL
               SELECT id, person_id, day, undone_at, import_id, 1 AS session FROM sessions)"""
_EXCERPT = 24
"""Words of a note that are shown around what was looked for."""


class LogStore:
    """Reads `attempts` and `sessions` as one log, their words, and `log_imports`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def entry(self, person_id: PersonId, number: int) -> Entry | None:
        """What counts under this number in this person's log."""
        row = self._tx.one(
            f"""SELECT id, session FROM {_ENTRIES}
                WHERE id = :id AND person_id = :person_id AND undone_at IS NULL""",  # noqa: S608 - our own words
            {"id": number, "person_id": person_id},
        )
        return None if row is None else self._entry(row)

    def last(self, person_id: PersonId) -> Entry | None:
        """The one logged last of those that count, whichever day it counts for."""
        row = self._tx.one(
            f"""SELECT id, session FROM {_ENTRIES}
                WHERE person_id = :person_id AND undone_at IS NULL ORDER BY id DESC LIMIT 1""",  # noqa: S608 - our own words
            {"person_id": person_id},
        )
        return None if row is None else self._entry(row)

    def newest(self, person_id: PersonId, limit: int, skipped: int = 0) -> list[Entry]:
        """The newest days first, and within a day what was logged last."""
        rows = self._tx.all(
            f"""SELECT id, session FROM {_ENTRIES}
                WHERE person_id = :person_id AND undone_at IS NULL
                ORDER BY day DESC, id DESC LIMIT :limit OFFSET :skipped""",  # noqa: S608 - our own words
            {"person_id": person_id, "limit": limit, "skipped": skipped},
        )
        return [self._entry(row) for row in rows]

    def on(self, person_id: PersonId, day: date) -> list[Entry]:
        """What counts for one of the person's days, in the order it was logged."""
        found: list[Entry] = [
            *PracticeStore(self._tx).attempts_on(person_id, day),
            *SessionStore(self._tx).sessions_on(person_id, day),
        ]
        return sorted(found, key=lambda entry: entry.id)

    def all(self, person_id: PersonId) -> list[Entry]:
        """Everything that counts, oldest day first, and within a day in the order it was logged."""
        found: list[Entry] = [
            *PracticeStore(self._tx).attempts(person_id),
            *SessionStore(self._tx).sessions(person_id),
        ]
        return sorted(found, key=lambda entry: (entry.on, entry.id))

    def count(self, person_id: PersonId) -> int:
        """How many rows count."""
        row = self._tx.one(
            f"SELECT count(*) AS held FROM {_ENTRIES} WHERE person_id = :person_id AND undone_at IS NULL",  # noqa: S608 - our own words
            {"person_id": person_id},
        )
        assert row is not None  # noqa: S101 - an aggregate always returns its row
        return row["held"]

    def undone_by(self, source: Source) -> Entry | None:
        """The single row that this message took back."""
        return PracticeStore(self._tx).undone_by(source) or SessionStore(self._tx).undone_by(source)

    def undo(self, entry: Entry, now: datetime, source: Source | None) -> None:
        """Take it back and announce that; safe twice."""
        if isinstance(entry, Session):
            SessionStore(self._tx).undo(entry, now, source)
        else:
            PracticeStore(self._tx).undo(entry, now, source)

    def add_rows(self, file: Import, entries: Sequence[Entry]) -> None:
        """Put the rows of a file into the log, and announce them once."""
        for entry in entries:
            if isinstance(entry, Session):
                SessionStore(self._tx).put(entry, file.id)
            else:
                PracticeStore(self._tx).put(entry, file.id)
        days = [entry.on for entry in entries]
        self._tx.emit(LogImported(file.person_id, len(entries), min(days), max(days)))

    def search(
        self, person_id: PersonId, query: str, limit: int, skipped: int = 0
    ) -> list[tuple[Entry, str]]:
        """Rows whose words match, the newest day first, with the part of the note that does.

        `query` comes from `sought`; an empty one matches every row that has a note.
        """
        excerpt = "snippet(log_words, 2, :begin, :end, '…', :words)" if query else "note"
        parameters = {
            "query": query,
            "person_id": person_id,
            "limit": limit,
            "skipped": skipped,
            "begin": MARKED[0],
            "end": MARKED[1],
            "words": _EXCERPT,
        }
        found = self._tx.all(
            f"""SELECT hit.id AS id, sessions.id IS NOT NULL AS session, hit.excerpt AS excerpt
                FROM (SELECT rowid AS id, {excerpt} AS excerpt FROM log_words
                      WHERE {_matching(query)} AND person_id = :person_id) AS hit
                LEFT JOIN attempts ON attempts.id = hit.id
                LEFT JOIN sessions ON sessions.id = hit.id
                ORDER BY coalesce(attempts.day, sessions.day) DESC, hit.id DESC
                LIMIT :limit OFFSET :skipped""",  # noqa: S608 - our own words
            parameters,
        )
        return [(self._entry(row), row["excerpt"]) for row in found]

    def matches(self, person_id: PersonId, query: str) -> int:
        """How many rows `search` has to give."""
        row = self._tx.one(
            f"SELECT count(*) AS held FROM log_words WHERE {_matching(query)} AND person_id = :person_id",  # noqa: S608 - our own words
            {"query": query, "person_id": person_id},
        )
        assert row is not None  # noqa: S101 - an aggregate always returns its row
        return row["held"]

    def offer(
        self, person_id: PersonId, name: str, content: str, undated: date, now: datetime, source: Source
    ) -> Import:
        """Hold a file until its candidate says yes or no; whatever they had waiting before goes.

        The same source again returns what it offered first.
        """
        held = self._tx.one(
            "SELECT * FROM log_imports WHERE source_platform = :platform AND source_id = :id",
            {"platform": source.platform, "id": source.id},
        )
        if held is not None:
            return _import(held)
        self._tx.execute(
            "DELETE FROM log_imports WHERE person_id = :person_id AND taken_at IS NULL",
            {"person_id": person_id},
        )
        return self._insert(person_id, name, content, undated, None, now, source)

    def taken(self, person_id: PersonId, name: str, undated: date, now: datetime) -> Import:
        """A file whose rows come into the log now, without having waited."""
        return self._insert(person_id, name, None, undated, now, now, None)

    def file(self, import_id: ImportId) -> Import | None:
        """What was offered or taken under this id; None where it was turned down."""
        row = self._tx.one("SELECT * FROM log_imports WHERE id = :id", {"id": import_id})
        return None if row is None else _import(row)

    def take(self, import_id: ImportId, now: datetime) -> None:
        """Its rows are in the log; the file itself is not held any longer."""
        self._tx.execute(
            "UPDATE log_imports SET content = NULL, taken_at = :now WHERE id = :id",
            {"id": import_id, "now": instant_text(now)},
        )

    def drop(self, import_id: ImportId) -> None:
        """Forget an offer; what was taken stays."""
        self._tx.execute("DELETE FROM log_imports WHERE id = :id AND taken_at IS NULL", {"id": import_id})

    def file_of(self, entry: Entry) -> Import | None:
        """The file that the row came from."""
        row = self._tx.one(
            f"""SELECT log_imports.* FROM log_imports
                JOIN {_ENTRIES} AS entry ON entry.import_id = log_imports.id WHERE entry.id = :id""",  # noqa: S608 - our own words
            {"id": entry.id},
        )
        return None if row is None else _import(row)

    def file_undone_by(self, source: Source) -> Import | None:
        """The file that this message took back."""
        row = self._tx.one(
            "SELECT * FROM log_imports WHERE undone_platform = :platform AND undone_id = :id",
            {"platform": source.platform, "id": source.id},
        )
        return None if row is None else _import(row)

    def rows_of(self, file: Import) -> list[Entry]:
        """Every row that came from the file, taken back or not, in the order of the file."""
        rows = self._tx.all(
            f"SELECT id, session FROM {_ENTRIES} WHERE import_id = :id ORDER BY id",  # noqa: S608 - our own words
            {"id": file.id},
        )
        return [self._entry(row) for row in rows]

    def undo_file(self, file: Import, now: datetime, source: Source | None) -> None:
        """Take back whatever of the file still counts, and announce it once."""
        days = [
            date.fromisoformat(row["day"])
            for row in self._tx.all(
                f"SELECT day FROM {_ENTRIES} WHERE import_id = :id AND undone_at IS NULL ORDER BY day",  # noqa: S608 - our own words
                {"id": file.id},
            )
        ]
        for table in ("attempts", "sessions"):
            self._tx.execute(
                f"UPDATE {table} SET undone_at = :now WHERE import_id = :id AND undone_at IS NULL",  # noqa: S608 - our own words
                {"id": file.id, "now": instant_text(now)},
            )
        self._tx.execute(
            """UPDATE log_imports SET undone_at = :now, undone_platform = :platform, undone_id = :source_id
               WHERE id = :id AND undone_at IS NULL""",
            {
                "id": file.id,
                "now": instant_text(now),
                "platform": None if source is None else source.platform,
                "source_id": None if source is None else source.id,
            },
        )
        if days:
            self._tx.emit(LogImported(file.person_id, -len(days), days[0], days[-1]))

    def _insert(
        self,
        person_id: PersonId,
        name: str,
        content: str | None,
        undated: date,
        taken_at: datetime | None,
        now: datetime,
        source: Source | None,
    ) -> Import:
        row = self._tx.one(
            """INSERT INTO log_imports (person_id, name, content, day, offered_at, taken_at,
                                        source_platform, source_id)
               VALUES (:person_id, :name, :content, :day, :now, :taken_at, :platform, :source_id)
               RETURNING *""",
            {
                "person_id": person_id,
                "name": name,
                "content": content,
                "day": undated.isoformat(),
                "now": instant_text(now),
                "taken_at": None if taken_at is None else instant_text(taken_at),
                "platform": None if source is None else source.platform,
                "source_id": None if source is None else source.id,
            },
        )
        assert row is not None  # noqa: S101 - an INSERT ... RETURNING always returns its row
        return _import(row)

    def _entry(self, row: Row) -> Entry:
        entry = (
            SessionStore(self._tx).get(SessionId(row["id"]))
            if row["session"]
            else PracticeStore(self._tx).get(AttemptId(row["id"]))
        )
        assert entry is not None  # noqa: S101 - the row that named it was read in the same transaction
        return entry


def _matching(query: str) -> str:
    return "log_words MATCH :query" if query else "note <> ''"


def _import(row: Row) -> Import:
    return Import(
        ImportId(row["id"]),
        PersonId(row["person_id"]),
        row["name"],
        row["content"],
        date.fromisoformat(row["day"]),
        row["taken_at"] is not None,
        row["undone_at"] is not None,
    )
