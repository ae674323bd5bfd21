"""What was really done before a day: log and earlier assignments, asked the planner's questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cached_property

from bot.assignment.course import Course
from bot.assignment.item import Given, Past
from bot.curriculum.model import Difficulty, Entry, Kind, Problem, System, paused_days
from bot.memory.model import Memory, boxes, memories
from bot.practice.model import Attempt
from bot.practice.session import Session, SessionKind, Verdict

SKIP_RESTS = timedelta(days=7)
"""How long something that was put aside is not given again."""

Group = tuple[Kind, str]
"""Things of the template that stand for each other; the rounds of the interview each for itself."""


def group_of(entry: Entry | Given) -> Group:
    """Which things of the template an entry, or what it gave, belongs to."""
    if entry.kind is not Kind.ROUND:
        return entry.kind, ""
    return entry.kind, entry.round if isinstance(entry, Entry) else entry.about


def key_of(system: System) -> str:
    """What an item is about that is about this system."""
    return system.key or system.title


class Record:
    """The past of one day; everything is worked out once, when it is first asked for."""

    def __init__(self, course: Course, day: date, past: Past) -> None:
        self.course = course
        self.day = day
        self.monday = day - timedelta(days=day.weekday())
        self.past = past.before(day)
        self.boxes = boxes(course.programme)
        self.tries: dict[int, list[Attempt]] = {}
        for attempt in self.past.attempts:
            self.tries.setdefault(attempt.problem, []).append(attempt)
        self._chances: dict[int, float] = {}

    @cached_property
    def memories(self) -> dict[int, Memory]:
        """How each problem sits that was tried."""
        return memories(self.past.attempts, self.course.catalogue, self.boxes)

    @cached_property
    def aside(self) -> frozenset[int]:
        """Problems that were put aside just now."""
        return frozenset(
            given.problem
            for given in self.past.given
            if given.problem is not None and given.skipped and self.day - given.day < SKIP_RESTS
        )

    @cached_property
    def shown(self) -> frozenset[int]:
        """Problems that stood on an assignment."""
        return frozenset(given.problem for given in self.past.given if given.problem is not None)

    @cached_property
    def days_shown(self) -> tuple[date, ...]:
        """Days that gave anything."""
        return tuple(sorted({given.day for given in self.past.given}))

    @cached_property
    def this_week(self) -> tuple[Given, ...]:
        """What was given since Monday."""
        return tuple(given for given in self.past.given if given.day >= self.monday)

    @cached_property
    def busy(self) -> dict[str, int]:
        """How often each pattern was met within the last seven days."""
        since = self.day - timedelta(days=7)
        found: dict[str, int] = {}
        met = {(attempt.on, attempt.problem) for attempt in self.past.attempts if attempt.on >= since}
        met |= {(one.day, one.problem) for one in self.past.given if one.day >= since and one.problem}
        for _, number in met:
            problem = self.course.catalogue.known(number)
            if problem is not None:
                found[problem.category] = found.get(problem.category, 0) + 1
        return found

    def chance(self, number: int) -> float:
        """That a problem that was tried would go on the day."""
        if number not in self._chances:
            self._chances[number] = self.memories[number].retrievability(self.day)
        return self._chances[number]

    def is_unseen(self, problem: Problem) -> bool:
        """Neither tried nor just put aside."""
        return problem.number not in self.tries and problem.number not in self.aside

    def least_remembered(self, level: Difficulty | None, before: date) -> list[Problem]:
        """What was tried last before `before`, the least sure first."""
        known = [
            (self.chance(number), memory.due, problem)
            for number, memory in self.memories.items()
            if memory.last < before
            and number not in self.aside
            and (problem := self.course.catalogue.get(number)).difficulty is (level or problem.difficulty)
        ]
        return [
            problem for *_, problem in sorted(known, key=lambda entry: (entry[0], entry[1], entry[2].number))
        ]

    def overdue(self, *kinds: Kind) -> list[Problem]:
        """Given on an earlier day as one of these and never tried; the oldest first."""
        found: dict[int, Problem] = {}
        for given in self.past.given:
            if given.kind in kinds and given.problem is not None and not given.skipped:
                problem = self.course.catalogue.known(given.problem)
                if problem is not None and self.is_unseen(problem):
                    found.setdefault(given.problem, problem)
        return list(found.values())

    def is_settled(self, given: Given) -> bool:
        """Whether it was done, by tick or by log, or put aside; it need not come again."""
        if given.done or given.skipped:
            return True
        if given.problem is not None:
            return any(attempt.on >= given.day for attempt in self.tries.get(given.problem, ()))
        return any(given.day <= session.on < given.day + SKIP_RESTS for session in self._sessions_for(given))

    def given_last(self, group: Group) -> date | None:
        """When something of this group last stood on an assignment."""
        return next((given.day for given in reversed(self.past.given) if group_of(given) == group), None)

    def given_days(self, group: Group, first: date, end: date) -> dict[date, list[Given]]:
        """The days in [first, end) on which the group was given, and as what."""
        found: dict[date, list[Given]] = {}
        for given in self.past.given:
            if first <= given.day < end and group_of(given) == group:
                found.setdefault(given.day, []).append(given)
        return found

    def quiet_days(self) -> int:
        """Working days just before the day on which nothing was done."""
        active = self.past.active
        if not active:
            return 0  # nobody can fall silent who has not spoken yet
        course, first = self.course, self.past.first_day(self.course.start, self.day)
        last = max(max(active), first - timedelta(days=1))
        between = (last + timedelta(days=one) for one in range(1, (self.day - last).days))
        return sum(
            course.budget(one) > 0
            and not course.programme.day_plan(one).rest
            and not paused_days(course.pauses, one, one + timedelta(days=1))
            for one in between
        )

    def designs(self, *kinds: Kind) -> dict[str, date]:
        """When each system was last designed as one of these kinds, by its key."""
        found: dict[str, date] = {}
        walks = {(given.day, given.about) for given in self.past.given if given.kind is Kind.WALK}
        for given in self.past.given:
            if given.kind in kinds and given.done:
                found[given.about] = max(given.day, found.get(given.about, given.day))
        for session in self.past.sessions:
            for system in self.course.programme.systems:
                if session.kind is SessionKind.DESIGN and session.subject == system.title:
                    key = key_of(system)
                    kind = Kind.WALK if (session.on, key) in walks else Kind.MOCK
                    if kind in kinds:
                        found[key] = max(session.on, found.get(key, session.on))
        return found

    def done_last(self, kind: Kind, about: str, detail: str = "") -> date | None:
        """When this very thing was last done, by tick or by log."""
        days = [
            given.day
            for given in self.past.given
            if given.kind is kind and given.about == about and given.detail == detail and given.done
        ]
        sessions = self._sessions_for(Given(self.day, kind, about=about, detail=detail))
        if kind is Kind.ROUND and detail and self.course.programme.role(detail) is None:
            # a question: the log knows the round only, so it was this one where the day had asked it
            asked = {one.day for one in self._rounds(about) if one.detail == detail}
            sessions = (session for session in sessions if session.on in asked)
        days += [session.on for session in sessions]
        return max(days, default=None)

    def missed_question(self, round_key: str) -> str:
        """What the day of the last mock of a round had asked, where that did not pass; else nothing."""
        failed = self.failed(round_key)
        if failed is None:
            return ""
        return next((one.detail for one in self._rounds(round_key) if one.day == failed.on), "")

    def failed(self, round_key: str) -> Session | None:
        """The last mock of a round, where it did not pass and was not done again since."""
        one = self.course.programme.round(round_key)
        if one is None:
            return None
        last = next(
            (
                s
                for s in reversed(self.past.sessions)
                if s.kind is SessionKind.MOCK and s.subject == one.title
            ),
            None,
        )
        if last is None or last.verdict is not Verdict.FAILED:
            return None
        return None if any(one.done and one.day > last.on for one in self._rounds(round_key)) else last

    def _rounds(self, round_key: str) -> Iterator[Given]:
        """When the round was given, the oldest first."""
        return (one for one in self.past.given if group_of(one) == (Kind.ROUND, round_key))

    def _sessions_for(self, given: Given) -> Iterator[Session]:
        """Sessions that are about the same."""
        programme = self.course.programme
        match given.kind:
            case Kind.MOCK | Kind.WALK:
                titles = (one.title for one in programme.systems if key_of(one) == given.about)
                return self._about(SessionKind.DESIGN, titles)
            case Kind.STUDY:
                return self._about(
                    SessionKind.READING, (one.title for one in programme.research if one.key == given.about)
                )
            case Kind.READ:
                return self._about(SessionKind.READING, (given.about,))
            case Kind.EXPLAIN:
                return self._about(SessionKind.EXPLANATION, (given.about,))
            case Kind.PORTFOLIO:
                return self._about(
                    SessionKind.PORTFOLIO,
                    (one.title for one in programme.portfolio if one.key == given.about),
                )
            case Kind.ROUND:
                role = programme.role(given.detail)
                titles = (one.title for one in programme.rounds if one.key == given.about)
                return (
                    session
                    for session in self._about(SessionKind.MOCK, titles)
                    if session.verdict is Verdict.PASSED and (role is None or session.role == role.title)
                )
            case _:
                return iter(())

    def _about(self, kind: SessionKind, titles: Iterable[str]) -> Iterator[Session]:
        known = frozenset(titles)
        return (one for one in self.past.sessions if one.kind is kind and one.subject in known)
