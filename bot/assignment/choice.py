"""Which problems a day takes: chosen from the programme and the log, each for at most one purpose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from functools import cached_property

from msgspec.structs import replace

from bot.assignment.answers import Failing, failing_pattern
from bot.assignment.hints import names_pattern
from bot.assignment.record import Record
from bot.assignment.reserve import serves_test, tests_after
from bot.curriculum.model import Difficulty, Kind, Phase, Position, Problem, Weekday, paused_days
from bot.memory.model import Draw, Memory, Why, candidates, draw, due, posteriors

RESTS = timedelta(days=4)
"""How long something that goes by memory is left alone after a try."""
KNOWN = 3
"""Problems of a pattern that make it one to be tested in."""
LATE = timedelta(days=14)
"""From then on what is due stands beside the next-day re-solves, so that it is not passed on for ever."""

_LEVELS = tuple(Difficulty)


class Chooser:
    """Lists for one day what serves each purpose, the best first; nothing that is `taken`."""

    def __init__(self, record: Record, position: Position) -> None:
        self.taken: set[int] = set()
        self.draws: dict[int, Draw] = {}
        self.forward: set[int] = set()
        """What is pulled forward, because attempts at its pattern failed."""
        self._record = record
        self._position = position
        self._catalogue = record.course.catalogue

    def new(self, level: Difficulty | None) -> list[Problem]:
        """Unsolved: what is overdue, then this week's patterns, then what the patterns before left over."""
        accepted = self._accepted(level)
        overdue = [one for one in self._record.overdue(Kind.NEW) if one.difficulty in accepted]
        kept = {one.number for one in self._record.overdue(Kind.TEST, Kind.STRETCH)}
        ordered = [
            problem
            # a hard one of a pattern whose weeks are still to come can wait for them
            for group in (self._groups if level is not Difficulty.HARD else self._groups[:-2])
            for wanted in ([level, *(one for one in accepted if one is not level)] if level else [None])
            for problem in group
            if problem.difficulty in accepted and wanted in (None, problem.difficulty)
        ]
        turn = self._fresh([*overdue, *(problem for problem in ordered if problem.number not in kept)])
        sooner = [problem for problem in self._sooner(accepted) if problem.number not in kept]
        fresh = self._fresh([*turn, *sooner])
        fresh = self._unreserved(fresh, overdue, keep=1 + self._long_ones_to_come())
        if not sooner:
            return fresh
        # one of them comes sooner, the others keep their turn
        first = next((problem for problem in sooner if problem in fresh), None)
        self.forward.update(() if first is None else (first.number,))
        in_turn = {problem.number for problem in turn} - self.forward
        return [*([first] if first else []), *(one for one in fresh if one.number in in_turn)]

    def stretch(self, level: Difficulty) -> list[Problem]:
        """One for a whole sitting: the road map's last of the week's patterns, where it is steepest."""
        overdue = [one for one in self._record.overdue(Kind.STRETCH) if one.difficulty is level]
        at = [problem for problem in reversed(tuple(self._catalogue)) if problem.difficulty is level]
        before = self._position.phase.focused_before(self._position.week)
        focus = [problem for problem in at if problem.category in self._position.focus]
        seen = [problem for problem in at if problem.category in before]
        rest = [problem for group in self._groups for problem in group if problem.difficulty is level]
        fresh = self._unreserved(self._fresh([*overdue, *focus, *seen, *rest]), overdue)
        return fresh or self.remembered(level)

    def pressed(self, level: Difficulty, kind: Kind) -> list[Problem]:
        """For work against the clock or before people: unseen, of any pattern; else what sits least."""
        overdue = [one for one in self._record.overdue(kind) if one.difficulty is level]
        level_wide = self._spread(problem for problem in self._catalogue if problem.difficulty is level)
        telling = [problem for problem in level_wide if names_pattern(problem)]
        silent = [problem for problem in level_wide if not names_pattern(problem)]
        fresh = self._unreserved(self._fresh([*overdue, *silent, *telling]), overdue)
        return fresh or self.remembered(level)

    def test(self) -> list[Problem]:
        """Unseen, of a pattern drawn among those trained; else the one that sits least."""
        test = self._position.stage.test
        if test is None:
            return []
        overdue = [one for one in self._record.overdue(Kind.TEST) if one.difficulty is test.difficulty]
        overdue = self._fresh(overdue)
        if overdue:
            return overdue
        left = self._for_test(test.difficulty)
        found: list[Problem] = []
        record = self._record
        earlier = [attempt for attempt in record.past.attempts if attempt.on < record.monday]
        beliefs = posteriors(earlier, self._catalogue, record.boxes) if left else {}
        drawn = draw(beliefs, candidates(left, self._trained), record.course.person_id, record.day)
        if drawn is not None:
            found.append(drawn.problem)
            found += [p for p in left if p.category == drawn.pattern and p is not drawn.problem]
            self.draws = {problem.number: replace(drawn, problem=problem) for problem in found}
        return found or self.remembered(test.difficulty, timedelta(days=7))

    def hardest(self) -> list[Problem]:
        """This week's, up to yesterday, by its worst try: what does not go yet, then what did not at first,
        then difficulty, then minutes."""
        record = self._record
        ranked: list[tuple[bool, bool, int, int, int, Problem]] = []
        for number, tries in record.tries.items():
            week = [attempt for attempt in tries if attempt.on >= record.monday]
            problem = self._catalogue.known(number)
            if week and problem is not None and number not in self.taken:
                level, longest = _LEVELS.index(problem.difficulty), max(one.minutes or 0 for one in week)
                went = week[-1].solved, all(one.solved for one in week)
                ranked.append((*went, -level, -longest, week[-1].id, problem))
        return [problem for *_, problem in sorted(ranked, key=lambda entry: entry[:5])]

    def review(self, of: Weekday | None) -> list[Problem]:
        """What was tried on the last such weekday."""
        if of is None:
            return []
        back = (self._record.day.weekday() - tuple(Weekday).index(of)) % 7 or 7
        reviewed = self._record.day - timedelta(days=back)
        tried = dict.fromkeys(one.problem for one in self._record.past.attempts if one.on == reviewed)
        known = (self._catalogue.known(number) for number in tried if number not in self.taken)
        return [problem for problem in known if problem is not None]

    def recall(self) -> list[Problem]:
        """What was tried in the weeks before and sits least; nothing that this week already had again."""
        week = {given.problem for given in self._record.this_week}
        least = self._record.least_remembered(None, self._record.monday)
        return [one for one in least if one.number not in self.taken and one.number not in week]

    def remembered(self, level: Difficulty | None, rests: timedelta = RESTS) -> list[Problem]:
        """What was tried and sits least, and was left alone for a while."""
        record = self._record
        soon = {one.problem for one in record.past.given if record.day - one.day < rests}
        least = record.least_remembered(level, record.day - rests + timedelta(days=1))
        return [one for one in least if one.number not in self.taken and one.number not in soon]

    def due(self) -> list[tuple[Problem, Memory]]:
        """Re-solves that are due, oldest first; what merely fades waits behind next-day ones until late."""
        waiting = [
            (self._catalogue.get(memory.problem), memory)
            for memory in due(self._record.memories, self._record.day)
            if memory.problem not in self.taken and memory.problem not in self._record.aside
        ]
        first = [one for one in waiting if self.is_next_day(one[1])]
        others = [one for one in waiting if not self.is_next_day(one[1])]
        late = [one for one in others if self._waited(one[1]) >= LATE]
        return _mixed(first, late) + [one for one in others if self._waited(one[1]) < LATE]

    def is_next_day(self, memory: Memory) -> bool:
        """Whether a re-solve is one that should have come the day after a try, and that was not long ago."""
        return memory.why is not Why.FADING and self._waited(memory) < LATE

    def _waited(self, memory: Memory) -> timedelta:
        """How long something is overdue; a pause makes nothing late."""
        day = self._record.day
        paused = paused_days(self._record.course.pauses, memory.due, day)
        return day - memory.due - timedelta(days=paused)

    @cached_property
    def failing(self) -> Failing | None:
        """The pattern of which the week brings one more."""
        return failing_pattern(self._record)

    def _sooner(self, accepted: tuple[Difficulty, ...]) -> list[Problem]:
        """Problems of a failing pattern, none where the day has one of them already."""
        if self.failing is None:
            return []
        held = [one for one in self._catalogue if one.category == self.failing.category]
        if any(one.number in self.taken and self._record.is_unseen(one) for one in held):
            return []
        return [one for level in accepted for one in held if one.difficulty is level]

    def _accepted(self, level: Difficulty | None) -> tuple[Difficulty, ...]:
        """Levels that serve where `level` is wanted: it, or an easier one where it is not the hardest."""
        allowed = self._position.phase.problems.new or _LEVELS
        if level is None:
            return allowed
        if level is Difficulty.HARD:
            return (level,)
        return tuple(
            one for one in reversed(_LEVELS) if one in allowed and _LEVELS.index(one) <= _LEVELS.index(level)
        )

    @cached_property
    def _groups(self) -> list[list[Problem]]:
        """The catalogue in the order in which its patterns have their turn, from this week on."""
        position, phases = self._position, self._record.course.programme.phases
        phase = position.phase
        named = {category for one in phases for category in _named(one)}
        earlier = [category for one in phases if one.number < phase.number for category in _named(one)]
        never = [category for category in self._catalogue.categories if category not in named]
        later = [category for one in phases if one.number > phase.number for category in _named(one)]
        left_over = [earlier, never] if position.focus else [[*earlier, *never]]
        groups = [list(phase.focused_before(position.week)), *left_over, list(_named(phase)), later]
        done = set(position.focus)
        found = [[p for category in position.focus for p in self._catalogue if p.category == category]]
        for group in groups:
            categories = set(group) - done
            done |= categories
            found.append(self._spread(p for p in self._catalogue if p.category in categories))
        return found

    @cached_property
    def _trained(self) -> tuple[str, ...]:
        """Patterns that had their turn, or of which the log holds a few."""
        position = self._position
        earlier = [
            category
            for phase in self._record.course.programme.phases
            if phase.number < position.phase.number
            for category in _named(phase)
        ]
        met = Counter(
            problem.category
            for number in self._record.tries
            if (problem := self._catalogue.known(number)) is not None
        )
        known = [category for category, count in met.items() if count >= KNOWN]
        return (*position.focus, *position.phase.focused_before(position.week), *earlier, *known)

    def _spread(self, problems: Iterable[Problem]) -> list[Problem]:
        """One of each pattern in turn, those first that the last days had least; each in its own order."""
        met = dict(self._record.busy)
        placed: list[tuple[int, int, Problem]] = []
        for place, problem in enumerate(problems):
            turn = met.get(problem.category, 0)
            if self._record.is_unseen(problem):
                met[problem.category] = turn + 1
            placed.append((turn, place, problem))
        return [problem for *_, problem in sorted(placed, key=lambda entry: entry[:2])]

    def _fresh(self, problems: Iterable[Problem]) -> list[Problem]:
        """Once each, and neither tried, nor taken for this day already, nor just put aside."""
        found = {problem.number: problem for problem in problems}
        return [p for p in found.values() if p.number not in self.taken and self._record.is_unseen(p)]

    def _unreserved(self, fresh: list[Problem], overdue: list[Problem], keep: int = 1) -> list[Problem]:
        """Without those that the weekly tests to come need; what was already shown can serve no test.

        Of the patterns trained so far `keep` are left for this week's, so that it need not take another one.
        """
        record, test = self._record, self._position.stage.test
        trained = set(self._trained)
        spare = {level: self._spare(level) for level in {one.difficulty for one in fresh}}
        near = 0
        if test is not None:
            near = sum(one.category in trained for one in self._for_test(test.difficulty))

        def is_needed(problem: Problem) -> bool:
            if problem in overdue or not serves_test(record, problem, problem.difficulty):
                return False
            tested = test is not None and problem.difficulty is test.difficulty
            last = tested and near <= keep and problem.category in trained
            return last or spare[problem.difficulty] < 1

        return [problem for problem in fresh if not is_needed(problem)]

    def _for_test(self, level: Difficulty) -> list[Problem]:
        """What a weekly test of this level could take."""
        return [
            problem
            for problem in self._catalogue
            if problem.number not in self.taken and serves_test(self._record, problem, level)
        ]

    def _long_ones_to_come(self) -> int:
        """How many long problems of the test's level the days of this week still ask for."""
        test, day = self._position.stage.test, self._record.day
        if test is None:
            return 0
        return sum(
            entry.kind is Kind.STRETCH and entry.difficulty is test.difficulty
            for weekday in tuple(Weekday)[day.weekday() + 1 :]
            for slot in self._record.course.programme.week[weekday].slots
            for entry in slot.entries
            if entry.holds(self._position.month)
        )

    def _spare(self, level: Difficulty) -> int:
        """How many unseen ones of a level the tests to come can do without."""
        return len(self._for_test(level)) - tests_after(self._record.course, self._record.day, level)


def _named(phase: Phase) -> tuple[str, ...]:
    return tuple(category for focus in phase.problems.focus for category in focus.categories)


def _mixed(
    first: list[tuple[Problem, Memory]], late: list[tuple[Problem, Memory]]
) -> list[tuple[Problem, Memory]]:
    """Two of the first, one that is late, and so on."""
    found: list[tuple[Problem, Memory]] = []
    for place in range(0, max(len(first), 2 * len(late)), 2):
        found += [*first[place : place + 2], *late[place // 2 : place // 2 + 1]]
    return found
