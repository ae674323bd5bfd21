"""What the command line does with files: a log out and in, problems into the catalogue."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.clock import Clock
from bot.curriculum.model import Catalogue, Programme
from bot.curriculum.problem_file import read_problems
from bot.curriculum.problem_store import ProblemStore
from bot.database import Database, Transaction, open_database
from bot.errors import StartError
from bot.events import Event
from bot.migrate import migrate
from bot.people.model import Person
from bot.people.store import PeopleStore
from bot.practice.file_service import LogFileService
from bot.practice.model import Exported, Taken, vocabulary_of
from bot.sheet import check_size, decoded


async def export_log(
    database: Path, clock: Clock, bundled: Catalogue, programme: Programme, name: str | None, target: Path
) -> tuple[Person, Exported]:
    """Write somebody's log into a new file. Raises StartError, NothingLogged."""
    _check_free(target)
    async with _opened(database) as opened:
        person = await opened.read(lambda tx: person_named(tx, name))
        made = await (await _files(opened, clock, bundled, programme)).export_of(person.id)
    _write(target, made.data)
    return person, made


async def import_log(
    database: Path,
    clock: Clock,
    bundled: Catalogue,
    programme: Programme,
    name: str | None,
    source: Path,
    undated: str,
) -> tuple[Person, Taken]:
    """Take a file into somebody's log. Raises StartError, BadFile, BadRows, NothingNew, BadDay."""
    data = _content(source)
    async with _opened(database) as opened:
        person = await opened.read(lambda tx: person_named(tx, name))
        files = await _files(opened, clock, bundled, programme)
        return person, await files.take_for(person.id, source.name, data, undated)


async def import_problems(database: Path, clock: Clock, bundled: Catalogue, source: Path) -> tuple[int, int]:
    """Take a table of problems into the catalogue: how many are new, how many were there otherwise.

    Raises StartError, BadFile, BadRows.
    """
    text, now = decoded(_content(source)), clock()
    async with _opened(database) as opened:
        held = await opened.read(lambda tx: ProblemStore(tx).all())
        wanted = read_problems(text, bundled, held)

        def unit(tx: Transaction) -> None:
            ProblemStore(tx).put(wanted, now)

        await opened.write(unit)
    before = {problem.number: problem for problem in held}
    changed = sum(problem.number in before and before[problem.number] != problem for problem in wanted)
    return sum(problem.number not in before for problem in wanted), changed


@asynccontextmanager
async def _opened(path: Path) -> AsyncGenerator[Database]:
    bring_up(path)

    def unheard(_: Event) -> None:
        """Nobody listens here; a bot that runs meanwhile reads the tables."""

    async with open_database(path, unheard) as database:
        yield database


async def _files(
    database: Database, clock: Clock, bundled: Catalogue, programme: Programme
) -> LogFileService:
    catalogue = await database.read(lambda tx: ProblemStore(tx).with_all(bundled))
    return LogFileService(database, clock, catalogue, vocabulary_of(programme))


def person_named(tx: Transaction, name: str | None) -> Person:
    """The one with this name; without a name the host's candidate."""
    store = PeopleStore(tx)
    if name is None:
        host = store.host()
        if host is None:
            raise StartError("Nobody is in the database yet. Start the bot once: python -m bot run")
        return host
    people = [person for person in store.all() if person.name.casefold() == name.strip().casefold()]
    if len(people) == 1:
        return people[0]
    if people:
        raise StartError(
            f"{len(people)} people are called {name}. One of them can change that with /settings."
        )
    known = ", ".join(dict.fromkeys(person.name for person in store.all()))
    raise StartError(f"I know nobody called {name}. There is: {known or 'nobody yet'}.")


def bring_up(path: Path) -> None:
    """The file of a bot that ran already, at this version. Raises StartError."""
    if not path.is_file():
        raise StartError(f"There is no database at {path}. It is created by: python -m bot run")
    migrate(path)


def _check_free(target: Path) -> None:
    if target.exists():
        raise StartError(f"{target} is there already, and I overwrite nothing. Name another file.")


def _write(target: Path, data: bytes) -> None:
    try:
        # the log is its owner's alone
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
    except OSError as error:
        raise StartError(f"{target} could not be written: {error.strerror}.") from None


def _content(source: Path) -> bytes:
    try:
        check_size(source.stat().st_size)
        return source.read_bytes()
    except OSError as error:
        raise StartError(f"{source} could not be read: {error.strerror}.") from None
