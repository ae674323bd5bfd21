"""A table of problems that somebody wants to have beside the bundled ones."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence

from bot.curriculum.model import Catalogue, Difficulty, Problem
from bot.errors import UserError
from bot.sheet import BadFile, BadRows, Line, parsed

NUMBERS = range(1, 1_000_000)
TITLE_LIMIT = 100
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LINK = re.compile(
    r"(?:https?://)?(?:www\.)?leetcode\.(?:com|cn)/problems/(?P<slug>[a-z0-9-]+).*", re.IGNORECASE
)
_YES = frozenset({"1", "y", "yes", "true", "x"})
_REQUIRED = ("number", "title", "category", "difficulty")
NAMES: Mapping[str, str] = {
    "number": "number",
    "id": "number",
    "leetcode": "number",
    "frontend id": "number",
    "question id": "number",
    "slug": "slug",
    "title slug": "slug",
    "link": "slug",
    "url": "slug",
    "title": "title",
    "name": "title",
    "problem": "title",
    "category": "category",
    "pattern": "category",
    "topic": "category",
    "difficulty": "difficulty",
    "level": "difficulty",
    "blind75": "blind75",
    "blind 75": "blind75",
}


def read_problems(text: str, bundled: Catalogue, added: Iterable[Problem] = ()) -> list[Problem]:
    """Every problem of the table that is not bundled as it stands there.

    `added` are those of earlier tables: the same number again corrects one. Raises BadFile, BadRows.
    """
    sheet = parsed(text, NAMES)
    missing = [name for name in _REQUIRED if name not in sheet.columns]
    if missing:
        raise BadFile(
            f"There is no column {missing[0]}. "
            "The first row names them: number,slug,title,category,difficulty."
        )
    table = _Table(bundled, added)
    found: list[Problem] = []
    wrong: list[tuple[int, str]] = []
    for line in sheet.lines:
        try:
            problem = table.read(line)
        except UserError as error:
            wrong.append((line.number, str(error)))
        else:
            if problem is not None:
                found.append(problem)
    if wrong:
        raise BadRows(wrong)
    return found


class _Table:
    """What has been read so far, so that no two rows are the same problem."""

    def __init__(self, bundled: Catalogue, added: Iterable[Problem]) -> None:
        self._bundled = bundled
        self._added = {problem.slug: problem for problem in added}
        self._slugs = {problem.slug: problem for problem in bundled}
        self._numbered: dict[int, int] = {}
        self._slugged: dict[str, int] = {}

    def read(self, line: Line) -> Problem | None:
        """One row; None where it is bundled just so."""
        problem = self._problem(line.cells)
        held = self._bundled.known(problem.number)
        if held is not None and _same(problem, held):
            return None
        if held is not None:
            raise Refused(
                f"{problem.number} is {held.title} ({held.difficulty}, {held.category}) in the bundled "
                "catalogue, which stays as it is. Take the row out."
            )
        if problem.slug in self._slugs:
            other = self._slugs[problem.slug]
            raise Refused(
                f"{problem.slug} is problem {other.number} in the bundled catalogue, not {problem.number}."
            )
        earlier = self._added.get(problem.slug)
        if earlier is not None and earlier.number != problem.number:
            raise Refused(f"{problem.slug} came as problem {earlier.number} before. Give it that number.")
        for seen, key in ((self._numbered, problem.number), (self._slugged, problem.slug)):
            before = seen.setdefault(key, line.number)  # pyright: ignore[reportArgumentType] - each map has its own key
            if before != line.number:
                raise Refused(f"{key} stands in row {before} already.")
        return problem

    def _problem(self, cells: Mapping[str, str]) -> Problem:
        for name in _REQUIRED:
            if name not in cells:
                raise Refused(f"{name} is empty.")
        title = " ".join(cells["title"].split())
        if len(title) > TITLE_LIMIT:
            raise Refused(f"The title has {len(title)} characters, and {TITLE_LIMIT} is the most.")
        return Problem(
            number=_number(cells["number"]),
            slug=_slug(cells.get("slug", ""), title),
            title=title,
            category=_one_of("category", cells["category"], self._bundled.categories),
            difficulty=Difficulty(_one_of("difficulty", cells["difficulty"], tuple(Difficulty))),
            blind75=cells.get("blind75", "").strip().casefold() in _YES,
        )


def _same(problem: Problem, held: Problem) -> bool:
    return (problem.slug, problem.title, problem.category, problem.difficulty) == (
        held.slug,
        held.title,
        held.category,
        held.difficulty,
    )


def _number(cell: str) -> int:
    said = cell.strip().removesuffix(".0")
    if not (said.isascii() and said.isdecimal() and len(said) < 9 and int(said) in NUMBERS):
        raise Refused(f'The number is "{said[:24]}". It is LeetCode\'s, from 1 to {NUMBERS[-1]}.')
    return int(said)


def _slug(cell: str, title: str) -> str:
    said = cell.strip().strip("/")
    link = _LINK.fullmatch(said)
    slug = link["slug"].lower() if link is not None else said.lower()
    if not slug:
        slug = "-".join(re.findall(r"[a-z0-9]+", title.lower().replace("'", "")))
    if not _SLUG.fullmatch(slug) or len(slug) > TITLE_LIMIT:
        raise Refused(f'The slug is "{slug[:24]}". It is the end of the link, such as two-sum.')
    return slug


def _one_of(column: str, cell: str, choices: Sequence[str]) -> str:
    said = " ".join(cell.split())
    folded = {_folded(choice): choice for choice in choices}
    if _folded(said) in folded:
        return folded[_folded(said)]
    near = difflib.get_close_matches(_folded(said), folded, n=1)
    mend = f"Did you mean {folded[near[0]]}?" if near else f"It is one of: {', '.join(choices)}."
    raise Refused(f'I don\'t know the {column} "{said[:40]}". {mend}')


def _folded(name: str) -> str:
    return " ".join(name.casefold().replace("&", " and ").replace("/", " ").replace("-", " ").split())


class Refused(UserError):
    """A row that is no problem of this catalogue."""
