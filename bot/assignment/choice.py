"""Which problems a day takes: chosen from the programme and the log, each for at most one purpose."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.assignment.model import Past
from bot.curriculum.model import Catalogue, Difficulty, Entry, Kind, Position, Problem, Weekday
from bot.practice.model import Attempt, again_on

SKIP_RESTS = timedelta(days=7)
"""How long something that was put aside is not given again."""

_LEVELS = tuple(Difficulty)


@dataclass(slots=True)
class Chooser:
    """Chooses for one day; what was chosen once is not chosen again."""

    catalogue: Catalogue
    start: date
    day: date
    position: Position
    past: Past
    """Nothing of the day itself, or of later ones."""
    taken: set[int] = field(default_factory=set[int])
    _tries: dict[int, list[Attempt]] = field(default_factory=dict[int, list[Attempt]])
    _aside: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        for attempt in self.past.attempts:
            self._tries.setdefault(attempt.problem, []).append(attempt)
        self._aside = frozenset(
            given.problem for given in self.past.given if given.skipped and self.day - given.day < SKIP_RESTS
        )

    def choose(self, entry: Entry) -> list[Problem]:
        """What an entry of the template stands for today."""
        match entry.kind:
            case Kind.NEW:
                found = self._new()[: entry.count]
            case Kind.TEST:
                found = self._test()
            case Kind.STRETCH:
                found = self._stretch(entry.difficulty or Difficulty.HARD)[: entry.count]
            case Kind.HARDEST:
                found = self._hardest()[: entry.count]
            case _:
                found = self._review(entry.of)[: entry.count]
        self.taken.update(problem.number for problem in found)
        return found

    def due(self) -> list[Problem]:
        """Re-solves that are due, oldest first."""
        dated: list[tuple[date, int, Problem]] = []
        for number, tries in self._tries.items():
            due = again_on(tries, number)
            problem = self.catalogue.known(number)
            if due is not None and due <= self.day and problem is not None and number not in self.taken:
                dated.append((due, tries[0].id, problem))
        dated.sort(key=lambda entry: entry[:2])
        self.taken.update(problem.number for *_, problem in dated)
        return [problem for *_, problem in dated]

    def overdue(self, kind: Kind) -> list[Problem]:
        """Given on an earlier day and never tried; the oldest first."""
        found: dict[int, Problem] = {}
        for given in self.past.given:
            problem = self.catalogue.known(given.problem)
            if given.kind is kind and not given.skipped and problem is not None:
                found.setdefault(given.problem, problem)
        return [problem for problem in found.values() if self._is_unseen(problem)]

    def _new(self) -> list[Problem]:
        """Unsolved: what is overdue, then this week's patterns, then the earlier weeks', then the rest."""
        phase, week = self.position.phase, self.position.week
        named = {category for focus in phase.problems.focus for category in focus.categories}
        groups = [
            phase.focus(week),
            phase.focused_before(week),
            tuple(category for category in self.catalogue.categories if category not in named),
            tuple(category for category in self.catalogue.categories if category in named),
        ]
        ordered = self.overdue(Kind.NEW)
        reserved = {problem.number for kind in (Kind.TEST, Kind.STRETCH) for problem in self.overdue(kind)}
        for category in dict.fromkeys(category for group in groups for category in group):
            ordered += [
                problem
                for problem in self.catalogue
                if problem.category == category and problem.difficulty in phase.problems.new
            ]
        return self._fresh(problem for problem in ordered if problem.number not in reserved)

    def _stretch(self, difficulty: Difficulty) -> list[Problem]:
        """One for a whole sitting: the road map's last of the week's patterns, where it is steepest."""
        focus = self.position.focus
        level = [problem for problem in self.catalogue if problem.difficulty is difficulty]
        steepest = [problem for problem in reversed(level) if problem.category in focus]
        before = self.position.phase.focused_before(self.position.week)
        seen = [problem for problem in reversed(level) if problem.category in before]
        return self._fresh([*self.overdue(Kind.STRETCH), *steepest, *seen, *level])

    def _test(self) -> list[Problem]:
        """An unseen problem of a pattern trained so far, as if at random; else any; else the oldest."""
        level = [p for p in self.catalogue if p.difficulty is self.position.stage.test.difficulty]
        overdue = self._fresh(self.overdue(Kind.TEST))
        if overdue:
            return overdue[:1]
        trained = {*self.position.focus, *self.position.phase.focused_before(self.position.week)}
        shown = {given.problem for given in self.past.given}
        unseen = [
            problem
            for problem in self._fresh(level)
            if problem.number not in shown and problem.category.casefold() not in problem.title.casefold()
        ]
        pool = [problem for problem in unseen if problem.category in trained] or unseen
        if not pool:
            tried = [p for p in level if p.number in self._tries and p.number not in self.taken]
            return sorted(tried, key=lambda p: self._tries[p.number][-1].on)[:1]
        return [pool[zlib.crc32(f"{self.start} {self.day}".encode()) % len(pool)]]

    def _hardest(self) -> list[Problem]:
        """This week's, up to yesterday: what failed before what was solved, then difficulty, then minutes."""
        monday = self.day - timedelta(days=self.day.weekday())
        week = [tries[-1] for tries in self._tries.values() if monday <= tries[-1].on < self.day]
        known = [(attempt, self.catalogue.known(attempt.problem)) for attempt in week]
        ranked = sorted(
            (
                (
                    attempt.solved,
                    -_LEVELS.index(problem.difficulty),
                    -(attempt.minutes or 0),
                    attempt.id,
                    problem,
                )
                for attempt, problem in known
                if problem is not None and problem.number not in self.taken
            ),
            key=lambda entry: entry[:4],
        )
        return [problem for *_, problem in ranked]

    def _review(self, of: Weekday | None) -> list[Problem]:
        """What was tried on the last such weekday."""
        if of is None:
            return []
        back = (self.day.weekday() - tuple(Weekday).index(of)) % 7 or 7
        reviewed = self.day - timedelta(days=back)
        tried = dict.fromkeys(attempt.problem for attempt in self.past.attempts if attempt.on == reviewed)
        known = (self.catalogue.known(number) for number in tried if number not in self.taken)
        return [problem for problem in known if problem is not None]

    def _fresh(self, problems: Iterable[Problem]) -> list[Problem]:
        """Once each, and neither tried, nor taken for this day already, nor just put aside."""
        found = {problem.number: problem for problem in problems}
        return [p for p in found.values() if p.number not in self.taken and self._is_unseen(p)]

    def _is_unseen(self, problem: Problem) -> bool:
        return problem.number not in self._tries and problem.number not in self._aside
