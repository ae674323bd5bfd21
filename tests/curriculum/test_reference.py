"""The bundled programme carries the whole ramp: each line of it has its row, its keys and its command.

The ramp itself is not part of this repository: the table in docs/programme.md is held against it where
GREENROOM_REFERENCE names its folder, and against the programme and the commands always.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, cast

import discord
import pytest

from bot.curriculum.model import Entry, Kind, Programme, Standing, find_chapter, spans
from bot.curriculum.programme import load_programme
from bot.people.model import PersonId
from cogs.curriculum import text
from tests.room import open_room

REFERENCE = os.environ.get("GREENROOM_REFERENCE")
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "programme.md"
RAMP = load_programme()
START = date(2026, 1, 5)
NOT_SHOWN = {"key", "number", "Goal.area", "Application.roles", "Round.preset", "Goal.counts", "Stage.ready"}
"""Fields that other tables are found by; people read what they lead to. `/metrics` tells counts."""


@dataclass(frozen=True)
class MapRow:
    """One row of the table."""

    line: int
    digest: str
    begins: str
    paths: tuple[str, ...]
    command: str

    def __str__(self) -> str:
        return f"line{self.line}"


def rows() -> list[MapRow]:
    written = DOCUMENT.read_text(encoding="utf-8").split("## Where each line of the ramp lives", 1)[1]
    found: list[MapRow] = []
    for line in written.splitlines():
        if not re.match(r"\| \d", line):
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        assert len(cells) == 4, line
        numbered = re.fullmatch(r"(\d+) `([0-9a-f]{6})`", cells[0])
        assert numbered, line
        paths = tuple(re.findall(r"`([^`]+)`", cells[2]))
        command = re.fullmatch(r"`/([a-z ]+)`", cells[3])
        assert command, f"no command in {line}"
        found.append(MapRow(int(numbered[1]), numbered[2], cells[1], paths, command[1]))
    return found


ROWS = rows()


@dataclass(frozen=True)
class Unit:
    """A heading, bullet, numbered item, table row, bold line or paragraph."""

    line: int
    said: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.said.encode()).hexdigest()[:6]

    @property
    def words(self) -> str:
        """Without the mark that it begins with."""
        return re.sub(r"^(#+|-|\d+\.|\|)\s+", "", self.said).replace("*", "")


def units(reference: str) -> list[Unit]:
    lines = enumerate(reference.splitlines(), start=1)
    return [Unit(n, said) for n, line in lines if (said := line.strip()) and not set(said) <= set("|-: ")]


@cache
def ramp_units() -> tuple[Unit, ...]:
    if not REFERENCE:
        pytest.skip("GREENROOM_REFERENCE is not set: the table was NOT compared with the ramp itself")
    return tuple(units((Path(REFERENCE) / "interview-ramp.md").read_text(encoding="utf-8")))


def resolved(path: str, value: Any = RAMP) -> list[Any]:
    """What stands at a dotted path: attributes, keys, places from one, `*` for each."""
    head, _, rest = path.partition(".")
    values: list[Any]
    if isinstance(value, tuple):
        held = cast("tuple[Any, ...]", value)
        if head == "*":
            values = list(held)
        elif head.isdecimal():
            values = [held[int(head) - 1]]
        else:
            values = [one for one in held if getattr(one, "key", None) == head]
    elif isinstance(value, Mapping):
        values = [cast("Mapping[str, Any]", value)[head]]
    else:
        values = [getattr(value, head)]
    assert values, f"nothing at {path}"
    return [leaf for one in values for leaf in (resolved(rest, one) if rest else [one])]


_WORDLESS = {
    Kind.NEW: "{entry.count} new problem",
    Kind.REVIEW: "{entry.count} problems of {entry.of}'s again",
    Kind.RECALL: "what is remembered least",
    Kind.STRETCH: "one {entry.difficulty} problem",
    Kind.TIMED: "one {entry.difficulty} problem in a plain document",
    Kind.HARDEST: "the week's hardest again",
    Kind.TEST: "film one",
    Kind.LIVE: "a live session",
}
"""What the week says of an entry that has no words of its own."""


def leaves(value: Any, name: str = "") -> Iterator[str]:
    """Every bit of a value that people should read somewhere, as it is written there."""
    if isinstance(value, Entry):
        # what stands in braces is filled in: the words around it are the same
        said = [bit.strip(" .:()") for bit in re.split(r"\{[a-z]+\}", value.words)]
        yield from (bit for bit in said if bit)
        if value.minutes is not None:
            yield f"{value.minutes} min"
        if not value.words:
            # a phase may name the levels instead of the count
            words = _WORDLESS.get(value.kind, "").format(entry=value)
            yield words.replace("1 new", "one new")
    elif isinstance(value, bool):
        yield name if value else ""
    elif isinstance(value, StrEnum | str | int):
        yield str(value)
    elif isinstance(value, tuple):
        held = cast("tuple[Any, ...]", value)
        if held and all(isinstance(one, int) for one in held):
            yield spans("", held).split()[-1]
            return
        for one in held:
            yield from leaves(one, name)
    elif isinstance(value, Mapping):
        for one in cast("Mapping[str, Any]", value).values():
            yield from leaves(one, name)
    elif is_dataclass(value):
        for field in fields(value):
            if not {field.name, f"{type(value).__name__}.{field.name}"} & NOT_SHOWN:
                yield from leaves(getattr(value, field.name), field.name)


def shown(programme: Programme, command: str) -> str:
    """Everything that a command can print of the programme, as people read it."""
    if command.startswith("plan about "):
        chapter = find_chapter(programme, command.removeprefix("plan about "))
        embeds = [text.about(chapter, place) for place in range(len(text.sheets(chapter)))]
    else:
        assert command == "plan week", f"no way to render /{command}"
        embeds = [
            text.week(Standing(PersonId(1), "Sam", programme, START, (), START + timedelta(days=31 * month)))
            for month in range(programme.months)
        ]
    return read(embeds)


def read(embeds: list[discord.Embed]) -> str:
    parts = [
        part
        for embed in embeds
        for part in (embed.title, embed.description, *(f"{f.name} {f.value}" for f in embed.fields))
    ]
    return plain(" ".join(part or "" for part in parts))


def plain(words: str) -> str:
    return " ".join(re.sub(r"[\\*\u200b]", "", words).split()).casefold()


PRINTED = {command: shown(RAMP, command) for command in {row.command for row in ROWS}}


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_what_a_row_points_at_is_there_and_its_command_prints_it(row: MapRow) -> None:
    assert row.begins
    assert row.paths
    said = [leaf for path in row.paths for value in resolved(path) for leaf in leaves(value) if leaf]
    assert said, f"{row.paths} are empty"
    missing = [leaf for leaf in said if plain(leaf) not in PRINTED[row.command]]
    assert missing == [], f"/{row.command} does not print {missing}"


async def test_every_command_of_the_table_is_one_of_the_bot(tmp_path: Path) -> None:
    async with open_room(tmp_path, ["cogs.curriculum.cog"]) as room:
        names = {command.qualified_name for command in room.bot.tree.walk_commands()}
    words = {" ".join(row.command.split()[:2]) for row in ROWS}
    assert words <= names


def test_every_line_of_the_ramp_has_exactly_one_row_and_no_row_is_of_another() -> None:
    there = [(unit.line, unit.digest) for unit in ramp_units()]
    assert len(there) > 150
    assert [(row.line, row.digest) for row in ROWS] == there


def test_each_row_quotes_the_beginning_of_its_line_and_no_more() -> None:
    begins = {unit.line: plain(unit.words) for unit in ramp_units()}
    for row in ROWS:
        assert begins[row.line].startswith(plain(row.begins).removesuffix("."))
        assert len(row.begins) <= 24


SPELT = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
LONGER = {
    "dsa": "problem algorithms",
    "ml": "ml theory machine fundamental topic read",
    "otel": "opentelemetry",
    "re": "research engineer",
    "swe": "software engineer",
    "gh": "github",
    "ir": "retrieval",
    "ddia": "designing data-intensive applications",
    "this": "your",
    "is": "your",
    "strength": "strong",
}
"""How the programme says what the ramp abbreviates or shouts; one of the words is enough."""


def numbers(words: str) -> set[str]:
    """Numbers in `words`, small ones also where they are spelt."""
    found = set(re.findall(r"\d+", words.replace(",000", "")))
    for number, name in enumerate(SPELT):
        if re.search(rf"\b{name}\b", words):
            found.add(str(number))
    return found


def test_no_number_and_no_name_of_a_line_is_lost_on_the_way() -> None:
    """What a line says with figures or capitals stands in the values that its row points at."""
    there = {unit.line: unit for unit in ramp_units()}
    assert {row.line: missed for row in ROWS if (missed := lost(row, there[row.line]))} == {}


def lost(row: MapRow, unit: Unit) -> list[str]:
    """Figures and capitals of a line that the values of its row do not have."""
    carried = plain(" ".join(leaf for path in row.paths for one in resolved(path) for leaf in leaves(one)))
    carried += " " + " ".join(row.paths)
    missed = [n for n in re.findall(r"\d+", unit.words) if n not in numbers(carried)]
    names: list[str] = re.findall(
        r"\b(?:[A-Z][a-z]*[A-Z][A-Za-z]*|[A-Z]{2,}\d*|n[A-Z]+|[A-Z]+\d+)\b", unit.words
    )
    for name in names:
        said = LONGER.get(name.lower(), name.lower()).split()
        if not any(one in carried for one in said):
            missed.append(name)
    return missed
