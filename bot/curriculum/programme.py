"""Bundled data becomes model values here, once: the catalogue's CSV and a programme's TOML, both checked."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast

from pydantic import ConfigDict, TypeAdapter, ValidationError

from bot.curriculum.check import faults
from bot.curriculum.model import Catalogue, Difficulty, Problem, Programme
from bot.errors import StartError

DATA = Path(__file__).parent / "data"

# a tuple, because pydantic takes a config for plain dataclasses only from around them
_PROGRAMME: TypeAdapter[tuple[Programme]] = TypeAdapter(tuple[Programme], config=ConfigDict(extra="forbid"))


def load_catalogue(path: Path = DATA / "problems.csv") -> Catalogue:
    """Every problem of the file. Raises StartError naming file and row."""
    problems: list[Problem] = []
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            try:
                problems.append(_problem(row))
            except (KeyError, TypeError, ValueError) as error:
                raise StartError(f"{path}, row {number}: {error}") from None
    try:
        return Catalogue(problems)
    except ValueError as error:
        raise StartError(f"{path}: {error}") from None


def _problem(row: Mapping[str, str]) -> Problem:
    return Problem(
        number=int(row["number"]),
        slug=row["slug"],
        title=row["title"],
        category=row["category"],
        difficulty=Difficulty(row["difficulty"].lower()),
        blind75=row["blind75"] == "1",
        neetcode150=row["neetcode150"] == "1",
    )


class BadProgramme(StartError):
    """A programme's file that cannot be followed; one sentence for each thing that needs a change."""

    def __init__(self, path: Path, sentences: Iterable[str]) -> None:
        self.path = path
        self.sentences = tuple(dict.fromkeys(sentences))
        super().__init__("\n".join([f"{path} needs a change:", *(f"  {one}" for one in self.sentences)]))


def bundled() -> tuple[str, ...]:
    """The names of the programmes that come along."""
    return tuple(sorted(path.stem for path in DATA.glob("*.toml")))


def load_programme(name: str | Path = "interview-ramp", catalogue: Catalogue | None = None) -> Programme:
    """A bundled programme by its name, or anybody's by its path, which ends in `.toml` where it is text.

    Raises StartError; BadProgramme has a line for each thing that needs a change: key and mend.
    """
    path = Path(name) if isinstance(name, Path) or name.endswith(".toml") else DATA / f"{name}.toml"
    try:
        with path.open("rb") as file:
            data = tomllib.load(file)
    except FileNotFoundError:
        raise StartError(
            f"There is no programme {path}. Name your own file, or one of {', '.join(bundled())}."
        ) from None
    except OSError as error:
        raise StartError(f"{path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise StartError(f"{path} is not valid TOML: {error}.") from None
    try:
        programme = _PROGRAMME.validate_python((_presets_named(data),))[0]
    except ValidationError as error:
        raise BadProgramme(path, (_sentence(problem) for problem in error.errors())) from None
    wrong = list(faults(programme, catalogue or load_catalogue()))
    if wrong:
        raise BadProgramme(path, wrong)
    return programme


def _presets_named(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """`medium = 25` as the preset that it stands for."""
    presets: Any = data.get("presets")
    if not isinstance(presets, dict):
        return data
    named: dict[str, Any] = {
        key: {"name": key, **cast("dict[str, Any]", value)}
        if isinstance(value, dict)
        else {"name": key, "minutes": value}
        for key, value in cast("dict[str, Any]", presets).items()
    }
    return {**data, "presets": named}


def _sentence(problem: Any) -> str:
    # the first part is the tuple's index
    location = _key(problem["loc"][1:])
    match problem["type"]:
        case "unexpected_keyword_argument":
            return f"{location}: is not a key I know; take it out or mend its spelling"
        case "missing":
            return f"{location}: is missing; docs/programme.md shows what it looks like"
        case _:
            message = str(problem["msg"]).removeprefix("Value error, ")
            return f"{location}: {message}" if location else message


def _key(location: tuple[int | str, ...]) -> str:
    """`phases.1.problems` as people count: from one."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in location)
