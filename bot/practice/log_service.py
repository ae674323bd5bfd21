"""What people do with what stands in their log: look it up, search its words, correct a row."""

from __future__ import annotations

from bot.clock import Clock
from bot.curriculum.model import Catalogue
from bot.database import Database, Transaction
from bot.people.model import Actor, PersonId
from bot.people.store import PeopleStore
from bot.practice.log_store import LogStore
from bot.practice.model import (
    Edited,
    Entry,
    Filled,
    Found,
    History,
    Hit,
    NeverTried,
    NoSuchEntry,
    NothingFound,
    NothingLogged,
    Page,
    Recent,
    Session,
    Shown,
    Vocabulary,
    corrected,
    filled_of,
    shown,
    sought,
    tidy,
)
from bot.practice.ownership import owner, reader
from bot.practice.store import PracticeStore, SessionStore

ROWS = 10
"""Of the log on one page."""
NOTES = 5
"""On one page."""


GLANCED = 200
"""Rows that are looked through while somebody types."""


class LogService:
    """Verbs that read the log, and the one that corrects it."""

    def __init__(
        self, database: Database, clock: Clock, catalogue: Catalogue, vocabulary: Vocabulary | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._catalogue = catalogue
        self._vocabulary = vocabulary or Vocabulary()

    async def recent(self, actor: Actor, page: int = 1, size: int = ROWS) -> Recent:
        """The newest rows. Raises NothingLogged, NoLogOfTheirOwn."""
        now = self._clock()

        def unit(tx: Transaction) -> Recent:
            person, log = reader(tx, actor), LogStore(tx)
            total = log.count(person.id)
            if not total:
                raise NothingLogged
            here = Page.at(page, size, total)
            rows = log.newest(person.id, here.size, here.skipped)
            return Recent(tuple(shown(row, self._catalogue) for row in rows), here, person.today(now))

        return await self._database.read(unit)

    async def glance(self, actor: Actor, typed: str, size: int) -> Recent:
        """The newest rows with `typed` in their number, title or note; none where there are none."""
        sought, now = typed.strip().removeprefix("#").casefold(), self._clock()

        def unit(tx: Transaction) -> Recent:
            person = PeopleStore(tx).of(actor)
            if person is None:
                return Recent((), Page(1, size, 0), now.date())
            rows = [shown(row, self._catalogue) for row in LogStore(tx).newest(person.id, GLANCED)]
            found = [
                row for row in rows if sought in f"{row.entry.id} {row.title} {row.entry.note}".casefold()
            ]
            return Recent(tuple(found[:size]), Page(1, size, len(found)), person.today(now))

        return await self._database.read(unit)

    async def history(self, actor: Actor, text: str) -> History:
        """Every try at the problem that `text` names.

        Raises UnknownProblem, AmbiguousProblem, NeverTried, NoLogOfTheirOwn.
        """
        problem = self._catalogue.find(text)
        now = self._clock()

        def unit(tx: Transaction) -> History:
            person = reader(tx, actor)
            tries = PracticeStore(tx).tries(person.id, problem.number)
            if not tries:
                raise NeverTried(problem.title)
            return History(problem, tuple(tries), person.today(now))

        return await self._database.read(unit)

    async def notes(self, actor: Actor, words: str = "", page: int = 1) -> Found:
        """Rows with these words in their note or their subject; without any word the newest notes.

        Raises NothingFound, NoLogOfTheirOwn.
        """
        said, query = tidy(words), sought(words)
        now = self._clock()

        def unit(tx: Transaction) -> Found:
            person, log = reader(tx, actor), LogStore(tx)
            total = log.matches(person.id, query) if query or not said else 0
            if not total:
                raise NothingFound(said)
            here = Page.at(page, NOTES, total)
            hits = log.search(person.id, query, here.size, here.skipped)
            return Found(
                said,
                tuple(Hit(shown(entry, self._catalogue), excerpt) for entry, excerpt in hits),
                here,
                person.today(now),
            )

        return await self._database.read(unit)

    async def entry(self, actor: Actor, said: str) -> Shown:
        """The row of their log with this number. Raises NoSuchEntry, NotAllowed."""
        return await self._database.read(
            lambda tx: shown(_entry(tx, owner(tx, actor).id, said), self._catalogue)
        )

    def filled(self, row: Shown) -> Filled:
        """The form that says what the row says."""
        return filled_of(row.entry, self._catalogue)

    async def edit(self, actor: Actor, said: str, form: Filled) -> Edited:
        """Correct the row with this number; the same form again changes nothing.

        Raises NoSuchEntry, what a line of the log raises, and NotAllowed.
        """
        now = self._clock()

        def unit(tx: Transaction) -> Edited:
            person = owner(tx, actor)
            before = _entry(tx, person.id, said)
            today = person.today(now)
            after = corrected(before, form, self._catalogue, self._vocabulary, today)
            if isinstance(after, Session) and isinstance(before, Session):
                SessionStore(tx).save(after, before)
            elif not isinstance(after, Session) and not isinstance(before, Session):
                PracticeStore(tx).save(after, before)
            return Edited(shown(before, self._catalogue), shown(after, self._catalogue), today)

        return await self._database.write(unit)


def _entry(tx: Transaction, person_id: PersonId, said: str) -> Entry:
    number = said.strip().removeprefix("#")
    # SQLite's integers have nineteen digits
    known = number.isascii() and number.isdecimal() and len(number) < 19
    entry = LogStore(tx).entry(person_id, int(number)) if known else None
    if entry is None:
        raise NoSuchEntry(said)
    return entry
