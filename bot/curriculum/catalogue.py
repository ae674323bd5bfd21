"""Problems, and how each is found by whatever name people give it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from msgspec import Struct

from bot.curriculum.names import Word, after, arabic, folded, link, words
from bot.errors import UserError

LONGEST_NAME = 24
"""Words of a text that can be part of a name."""
SHORTEST_BEGINNING = 3
"""Letters that the beginning of a title needs to stand for it."""
CLOSE_ENOUGH = 60
"""How alike, out of 100, a name must be to be offered."""
QUOTED = 40
"""Characters of what was typed that a refusal repeats."""


class Difficulty(StrEnum):
    """As LeetCode calls it."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Problem(Struct, frozen=True):
    """One problem of the catalogue."""

    number: int
    """LeetCode's own."""
    slug: str
    title: str
    category: str
    """The pattern that solves it; not shown where recognising it is the exercise."""
    difficulty: Difficulty
    blind75: bool = False
    neetcode150: bool = False

    @property
    def url(self) -> str:
        """Where it can be read and solved."""
        return f"https://leetcode.com/problems/{self.slug}/"


class UnknownProblem(UserError):
    """A name that no problem of the catalogue has."""

    def __init__(self, said: str, nearest: Problem | None = None) -> None:
        self.nearest = nearest
        if not said:
            sentence = "Which problem? Say its name or its number, such as 3sum or 15."
        elif said.isdecimal():
            sentence = f"I have no problem {said}. Its name works too, and minutes go last: 3sum 20."
        elif nearest is not None:
            sentence = (
                f'I don\'t know a problem called "{said}". Did you mean {nearest.title} ({nearest.number})?'
            )
        else:
            sentence = f'I don\'t know a problem called "{said}". Its LeetCode number or its link works too.'
        super().__init__(sentence)


class AmbiguousProblem(UserError):
    """A beginning that several titles share."""

    def __init__(self, said: str, choices: Sequence[Problem]) -> None:
        named = [f"{problem.title} ({problem.number})" for problem in choices[:3]]
        more = len(choices) - len(named)
        listed = ", ".join(named) + f" or {more} more" if more else " or ".join(named)
        super().__init__(f'"{said}" could be {listed}. Say a little more of it, or its number.')


class Catalogue:
    """Every problem there is, in the order of the road map, found by number or by name."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self._problems = tuple(problems)
        self._by_number = {problem.number: problem for problem in self._problems}
        self._by_slug = {problem.slug: problem for problem in self._problems}
        if not len(self._by_number) == len(self._by_slug) == len(self._problems):
            raise ValueError("two problems share a number or a slug")
        self._whole: dict[str, Problem] = {}
        self._with_digit: dict[str, Problem] = {}
        self._beginnings: dict[str, tuple[Problem, ...]] = {}
        for problem in self._problems:
            self._learn(problem)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._problems)

    def __len__(self) -> int:
        return len(self._problems)

    @property
    def categories(self) -> tuple[str, ...]:
        """Every pattern once, in the order of the road map."""
        return tuple(dict.fromkeys(problem.category for problem in self._problems))

    def get(self, number: int) -> Problem:
        """Raises UnknownProblem."""
        try:
            return self._by_number[number]
        except KeyError:
            raise UnknownProblem(str(number)) from None

    def known(self, number: int) -> Problem | None:
        """The problem with this number; None where a log is older than the catalogue and it has left."""
        return self._by_number.get(number)

    def find(self, text: str) -> Problem:
        """The problem that the whole of `text` names. Raises UnknownProblem, AmbiguousProblem."""
        name = words(text, LONGEST_NAME)
        # nothing can be meant by the digit of "coin change 2" here but the name itself
        problem = self._with_digit.get(_joined(name))
        if problem is not None:
            return problem
        problem, rest = self.split(text)
        if words(rest, 1):
            raise UnknownProblem(_quoted(text), self._nearest(name))
        return problem

    def split(self, text: str) -> tuple[Problem, str]:
        """The problem that the longest beginning of `text` names, and the rest as it was typed.

        A number alone is LeetCode's; a whole name wins over a number. A beginning of a title names the
        problem when no other title begins so. Raises UnknownProblem, AmbiguousProblem.
        """
        linked = link(text)
        if linked is not None:
            slug, rest = linked
            if slug not in self._by_slug:
                raise UnknownProblem(_clipped(slug), self._nearest(words(slug.replace("-", " "))))
            return self._by_slug[slug], rest
        said = words(text, LONGEST_NAME)
        for length in range(len(said), 0, -1):
            problem = self._named(said[:length], said[length] if length < len(said) else None)
            if problem is not None:
                return problem, after(text, said[length - 1].end)
        raise self._refusal(text, said)

    def suggest(self, text: str, limit: int) -> list[Problem]:
        """What somebody who has typed `text` so far may mean, best first."""
        typed = " ".join(folded(text))
        if not typed:
            return list(self._problems[:limit])
        # imported with the first name that must be guessed at: a start and an idle bot do without it
        from rapidfuzz import fuzz

        ranked: list[tuple[int, float, int, Problem]] = []
        for place, problem in enumerate(self._problems):
            title = " ".join(folded(problem.title))
            score = fuzz.WRatio(typed, title)
            if typed == str(problem.number):
                rank = 0
            elif title.startswith(typed) or title.replace(" ", "").startswith(typed.replace(" ", "")):
                rank = 1
            elif f" {typed}" in title or str(problem.number).startswith(typed):
                rank = 2
            elif score >= CLOSE_ENOUGH:
                rank = 3
            else:
                continue
            ranked.append((rank, -score, place, problem))
        return [problem for *_, problem in sorted(ranked, key=lambda entry: entry[:3])[:limit]]

    def _learn(self, problem: Problem) -> None:
        for name in dict.fromkeys((folded(problem.title), folded(problem.slug))):
            self._whole.setdefault("".join(name), problem)
            self._whole.setdefault(f"{problem.number}{''.join(name)}", problem)
            digit = arabic(name)
            if digit is not None:
                self._with_digit["".join(digit)] = problem
            for length in range(1, len(name) + 1):
                beginning = " ".join(name[:length])
                known = self._beginnings.get(beginning, ())
                if problem not in known:
                    self._beginnings[beginning] = (*known, problem)

    def _named(self, said: Sequence[Word], following: Word | None) -> Problem | None:
        problem = self._whole.get(_joined(said))
        if problem is not None:
            return problem
        if len(said) == 1 and said[0].is_number:
            return self._by_number.get(int(said[0].folded))
        if following is not None and following.is_number:
            # "coin change 2 18": the minutes are behind it, so this digit belongs to the name
            problem = self._with_digit.get(_joined(said))
            if problem is not None:
                return problem
        beginning = " ".join(word.folded for word in said)
        choices = self._beginnings.get(beginning, ())
        return choices[0] if len(choices) == 1 and len(beginning) >= SHORTEST_BEGINNING else None

    def _refusal(self, text: str, said: Sequence[Word]) -> UserError:
        name = list(said[:1])
        for word in said[1:]:
            if word.is_number:
                break
            name.append(word)
        for length in range(len(said), 0, -1):
            choices = self._beginnings.get(" ".join(word.folded for word in said[:length]), ())
            if len(choices) > 1:
                # "two sun" is nearer to Two Sum than it is a beginning of it and of others
                near = self._nearest(name, length + 1)
                if near is not None:
                    return UnknownProblem(_quoted(text[: name[-1].end]), near)
                return AmbiguousProblem(_clipped(text[: said[length - 1].end]), choices)
        return UnknownProblem(_quoted(text[: name[-1].end] if name else text), self._nearest(name))

    def _nearest(self, name: Sequence[Word], least: int = 1) -> Problem | None:
        """The one whose title resembles a beginning of `name` of so many words or more."""
        if not name or (len(name) == 1 and name[0].is_number):
            return None
        # imported with the first name that must be guessed at: a start and an idle bot do without it
        from rapidfuzz import fuzz

        best: tuple[float, Problem] | None = None
        for length in range(least, len(name) + 1):
            said = _joined(name[:length])
            for title, problem in self._whole.items():
                score = fuzz.ratio(said, title, score_cutoff=CLOSE_ENOUGH)
                if score >= CLOSE_ENOUGH and (best is None or score > best[0]):
                    best = (score, problem)
        return None if best is None else best[1]


def _joined(said: Sequence[Word]) -> str:
    return "".join(word.folded for word in said)


def _quoted(text: str) -> str:
    return _clipped(text) if words(text, 1) else ""


def _clipped(text: str) -> str:
    line = " ".join(text.split()).replace('"', "'")
    return line if len(line) <= QUOTED else line[: QUOTED - 1].rstrip() + "…"
