"""A log that leaves as a file, and files that come into it: looked at first, taken whole or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from bot.clock import Clock
from bot.curriculum.model import Catalogue
from bot.database import Database, Transaction
from bot.people.model import Actor, Person, PersonId, Source
from bot.people.store import PeopleStore
from bot.practice.log_file import Read, Reader, without_known, write_log
from bot.practice.log_store import LogStore
from bot.practice.model import (
    Entry,
    Exported,
    Import,
    ImportId,
    NothingLogged,
    NothingNew,
    Offer,
    OfferGone,
    Session,
    Taken,
    Vocabulary,
    day_named,
    shown,
    tidy,
)
from bot.practice.ownership import owner, reader
from bot.sheet import decoded, encoded

SAMPLE = 5
"""Rows of a file that are shown before it is taken."""
NAME_LIMIT = 60


class LogFileService:
    """Verbs on whole logs. Tables are read and written beside the event loop."""

    def __init__(
        self, database: Database, clock: Clock, catalogue: Catalogue, vocabulary: Vocabulary | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._catalogue = catalogue
        self._vocabulary = vocabulary or Vocabulary()

    async def export(self, actor: Actor) -> Exported:
        """Their whole log as a CSV file. Raises NothingLogged, NoLogOfTheirOwn."""
        return await self._exported(lambda tx: reader(tx, actor))

    async def export_of(self, person_id: PersonId) -> Exported:
        """Somebody's whole log as a CSV file. Raises NothingLogged, UnknownPerson."""
        return await self._exported(lambda tx: PeopleStore(tx).get(person_id))

    async def offer(self, actor: Actor, name: str, data: bytes, source: Source, undated: str = "") -> Offer:
        """Read a file, say what would come into the log, and hold it until they say yes or no.

        Rows that say no day count for `undated`; without it, for the day before their plan began. Raises
        BadFile, BadRows, NothingNew, BadDay, NotAllowed.
        """
        now = self._clock()
        person = await self._database.read(lambda tx: owner(tx, actor))
        day = _undated(person, undated, now)
        text = await asyncio.to_thread(decoded, data)
        read = await self._read(person, text, day, now)

        def unit(tx: Transaction) -> Offer:
            log = LogStore(tx)
            new = without_known(read, log.all(person.id))
            if not new:
                raise NothingNew(len(read.entries))
            file = log.offer(person.id, _name(name), text, day, now, source)
            return self._offer(file, read, new)

        return await self._database.write(unit)

    async def take(self, actor: Actor, import_id: ImportId) -> Taken:
        """Yes to a file: all its new rows stand in the log, or none. The same again changes nothing.

        Raises OfferGone, NothingNew, BadRows, NotAllowed.
        """
        now = self._clock()

        def ask(tx: Transaction) -> tuple[Person, Import]:
            person = owner(tx, actor)
            return person, _file(tx, person, import_id)

        person, file = await self._database.read(ask)
        read = None
        if file.content is not None:
            read = await self._read(person, file.content, file.undated, now)

        def unit(tx: Transaction) -> Taken:
            file = _file(tx, person, import_id)
            if file.taken or read is None:
                return _taken(file, LogStore(tx).rows_of(file), 0)
            return _take(tx, file, read, now)

        return await self._database.write(unit)

    async def turn_down(self, actor: Actor, import_id: ImportId) -> None:
        """No to a file. Raises OfferGone, NotAllowed."""

        def unit(tx: Transaction) -> None:
            file = _file(tx, owner(tx, actor), import_id)
            if file.taken:
                raise OfferGone
            LogStore(tx).drop(import_id)

        await self._database.write(unit)

    async def take_for(self, person_id: PersonId, name: str, data: bytes, undated: str = "") -> Taken:
        """Take a file into somebody's log without asking; `!undo` takes it back.

        Raises BadFile, BadRows, NothingNew, BadDay, UnknownPerson.
        """
        now = self._clock()
        person = await self._database.read(lambda tx: PeopleStore(tx).get(person_id))
        day = _undated(person, undated, now)
        read = await self._read(person, await asyncio.to_thread(decoded, data), day, now)

        def unit(tx: Transaction) -> Taken:
            return _take(tx, LogStore(tx).taken(person.id, _name(name), day, now), read, now)

        return await self._database.write(unit)

    async def _exported(self, whose: Callable[[Transaction], Person]) -> Exported:
        now = self._clock()

        def unit(tx: Transaction) -> tuple[Person, list[Entry]]:
            person = whose(tx)
            return person, LogStore(tx).all(person.id)

        person, entries = await self._database.read(unit, long=True)
        if not entries:
            raise NothingLogged
        text = await asyncio.to_thread(write_log, entries, self._catalogue)
        return Exported(f"greenroom-log-{person.today(now).isoformat()}.csv", encoded(text), len(entries))

    async def _read(self, person: Person, text: str, undated: date, now: datetime) -> Read:
        table = Reader(self._catalogue, self._vocabulary, person.id, now, person.today, undated)
        return await asyncio.to_thread(table.read, text)

    def _offer(self, file: Import, read: Read, new: Sequence[Entry]) -> Offer:
        return Offer(
            file.id,
            file.name,
            rows=len(new),
            known=len(read.entries) - len(new),
            undated=read.undated,
            undated_day=file.undated,
            first=min(entry.on for entry in new),
            last=max(entry.on for entry in new),
            problems=len({entry.problem for entry in new if not isinstance(entry, Session)}),
            sessions=sum(isinstance(entry, Session) for entry in new),
            ignored=read.ignored,
            sample=tuple(shown(entry, self._catalogue) for entry in new[:SAMPLE]),
        )


def _undated(person: Person, said: str, now: datetime) -> date:
    """What was solved before the plan and nobody knows when, counts for the day before it began."""
    today = person.today(now)
    if tidy(said):
        return day_named(said, today)
    return today if person.start is None else min(today, person.start - timedelta(days=1))


def _name(name: str) -> str:
    return tidy(name)[:NAME_LIMIT] or "log.csv"


def _file(tx: Transaction, person: Person, import_id: ImportId) -> Import:
    file = LogStore(tx).file(import_id)
    if file is None or file.person_id != person.id or file.undone:
        raise OfferGone
    return file


def _take(tx: Transaction, file: Import, read: Read, now: datetime) -> Taken:
    log = LogStore(tx)
    new = without_known(read, log.all(file.person_id))
    if not new:
        raise NothingNew(len(read.entries))
    log.add_rows(file, new)
    log.take(file.id, now)
    return _taken(file, new, len(read.entries) - len(new))


def _taken(file: Import, rows: Sequence[Entry], known: int) -> Taken:
    days = [row.on for row in rows]
    return Taken(file.name, len(rows), known, min(days), max(days))
