"""`python -m bot export site DIR`: reads what is public of somebody and writes the page."""

from __future__ import annotations

from pathlib import Path

from bot.clock import Clock
from bot.curriculum.model import Catalogue, Programme
from bot.curriculum.problem_store import ProblemStore
from bot.database import Transaction, open_database
from bot.errors import StartError
from bot.events import Event
from bot.people.model import Person
from bot.people.store import PeopleStore
from bot.practice.command_line import bring_up, person_named
from bot.progress.model import overview, table
from bot.progress.reading import evidence_of, guesses_of
from bot.progress.store import GoalStore
from bot.site.model import Private, Site, site
from bot.site.page import page

PAGE = "index.html"


async def export_site(
    database: Path,
    clock: Clock,
    bundled: Catalogue,
    programme: Programme,
    name: str | None,
    target: Path,
    also: frozenset[Private] = frozenset(),
) -> tuple[Person, Path]:
    """Write the page into a folder, over an earlier one of ours. Raises StartError."""
    bring_up(database)
    now = clock()

    def unit(tx: Transaction) -> tuple[Person, Site]:
        person = person_named(tx, name)
        catalogue = ProblemStore(tx).with_all(bundled)
        evidence, today = evidence_of(tx, person, now, programme, catalogue), person.today(now)
        goals = GoalStore(tx, programme.name)
        held = table(person, evidence, today, goals.ticks(person.id), goals.redefined())
        look = overview(person, evidence, today, held.find(held.month))
        host = PeopleStore(tx).host()
        chat = guesses_of(tx, person) if host is not None and host.id == person.id else ()
        return person, site(look, held, evidence, chat, also)

    def unheard(_: Event) -> None:
        """Nobody listens here."""

    async with open_database(database, unheard) as opened:
        person, held = await opened.read(unit, long=True)
    return person, _write(target, page(held))


def _write(target: Path, content: str) -> Path:
    file = target / PAGE
    if file.exists() and "preps in public" not in file.read_text(encoding="utf-8", errors="replace"):
        raise StartError(f"{file} is there already, and is no page of mine. Name another folder.")
    try:
        target.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    except OSError as error:
        raise StartError(f"{file} could not be written: {error.strerror}.") from None
    return file
