"""Logs and problems as files on the command line, through `python -m bot` itself."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.__main__ import main
from bot.app import open_app
from bot.config import load_config
from bot.database import open_database
from bot.people.model import Person, PersonId
from bot.people.store import PeopleStore
from tests.fresh import fresh_file

NOW = datetime(2026, 3, 2, tzinfo=UTC)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A database with a host and two more, one of them without a plan, and the config that names it."""
    fresh_file(tmp_path / "greenroom.db")

    async def people() -> None:
        async with open_database(tmp_path / "greenroom.db", lambda _: None) as database:
            for number, name in enumerate(("Sam", "Kim", "Kim"), start=1):
                person = Person(PersonId(0), name, "UTC", time(4), time(7), number == 1, number)
                person = replace(person, start=date(2026, 3, 2))
                await database.write(lambda tx, person=person: PeopleStore(tx).add(person, NOW))

    asyncio.run(people())
    config = tmp_path / "config.toml"
    config.write_text(
        f'database = "{tmp_path / "greenroom.db"}"\n[candidate]\nname = "Sam"\n'
        '[discord]\ntoken = "x"\nguild_id = 1\nassignments_channel = 1\n'
    )
    config.chmod(0o600)
    return tmp_path


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def run_(*words: str) -> tuple[int, str, str]:
        code = main([*words[:1], "--config", str(folder / "config.toml"), *words[1:]])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run_


def test_a_log_comes_in_goes_out_and_comes_in_as_it_was(folder: Path, run: Run) -> None:
    (folder / "mine.csv").write_text(
        "problem,date,solved,minutes,note\n3sum,2026-01-05,no,25,=1+1\ntwo-sum\n"
    )
    code, said, _ = run("import", "log", "--date", "2026-01-01", str(folder / "mine.csv"))
    assert (code, said) == (
        0,
        "Rows taken into the log of Sam: 2, of 2026-01-01 to 2026-01-05. There already: 0. "
        "!undo takes the whole file back.\n",
    )
    out = folder / "out.csv"
    assert run("export", "log", str(out))[:2] == (0, f"{out} holds the log of Sam. Rows: 2.\n")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    code, _, said = run("import", "log", str(out))
    assert (code, said) == (
        2,
        "All 2 rows of that file are in your log already, so there is nothing to take.\n",
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("export", "log", "{there}"), "is there already, and I overwrite nothing"),
        (("export", "log", "{folder}/out.csv"), "log is empty"),
        (
            ("export", "log", "--person", "Lee", "{folder}/out.csv"),
            "I know nobody called Lee. There is: Sam, Kim.",
        ),
        (("import", "log", "--person", "kim", "{there}"), "2 people are called kim"),
        (("import", "log", "{folder}/none.csv"), "could not be read: No such file"),
        (("import", "log", "{there}"), "Row 2: I don't know a problem"),
        (("import", "problems", "{there}"), "There is no column number"),
    ],
)
def test_what_cannot_be_done_is_said_with_the_mend(
    folder: Path, run: Run, words: tuple[str, ...], sentence: str
) -> None:
    there = folder / "there.csv"
    there.write_text("problem\ntow sum\n")
    code, _, said = run(*(word.format(there=there, folder=folder) for word in words))
    assert code == 2
    assert sentence in said
    assert there.read_text() == "problem\ntow sum\n"
    assert not (folder / "out.csv").exists()


def test_problems_are_known_from_the_next_start_on(folder: Path, run: Run) -> None:
    (folder / "more.csv").write_text(
        "number,slug,title,category,difficulty\n"
        "1480,running-sum-of-1d-array,Running Sum of 1d Array,Stack,Easy\n"
    )
    assert run("import", "problems", str(folder / "more.csv"))[:2] == (
        0,
        "New problems: 1. Corrected: 0. The bot knows them from its next start on.\n",
    )

    async def start() -> str:
        async with open_app(load_config(folder / "config.toml")) as app:
            return app._services.catalogue.get(1480).title  # pyright: ignore[reportPrivateUsage] - what the bot was composed with

    assert asyncio.run(start()) == "Running Sum of 1d Array"
    (folder / "mine.csv").write_text("problem\nrunning sum of 1d array\n")
    assert run("import", "log", str(folder / "mine.csv"))[0] == 0
