"""What a coach would look at in a day: is it the right question, the right problem, the right word?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from bot.assignment.course import Course
from bot.assignment.drift import outlook
from bot.assignment.item import Given, Item, Past, Plan
from bot.assignment.plan import plan_day
from bot.curriculum.model import Difficulty, Kind, Pause
from bot.curriculum.programme import load_catalogue, load_programme
from bot.people.model import PersonId
from bot.practice.model import Attempt, AttemptId, Verdict
from bot.practice.session import Session, SessionId, SessionKind

RAMP, CATALOGUE = load_programme(), load_catalogue()
MONDAY = date(2026, 3, 2)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
MONTH_FIVE = date(2026, 7, 9)
"""A Thursday, whose evening asks a question of the culture round."""


def attempt(problem: int, on: date, *, solved: bool = True, minutes: int = 20, id: int = 0) -> Attempt:
    return Attempt(AttemptId(id), PersonId(1), problem, solved, minutes, True, "", NOW, on)


def plan(
    on: date,
    attempts: Iterable[Attempt] = (),
    given: Iterable[Given] = (),
    sessions: Iterable[Session] = (),
) -> Plan:
    return plan_day(Course(RAMP, CATALOGUE, MONDAY), on, Past(tuple(attempts), tuple(sessions), tuple(given)))


def of(plan: Plan, kind: Kind) -> list[Item]:
    return [item for item in plan.items if item.kind is kind]


class Culture:
    """Somebody who answers the questions of the last round, and says how it went."""

    def __init__(self) -> None:
        self.given: list[Given] = []
        self.sessions: list[Session] = []

    def asked(self, on: date, verdict: Verdict, *, by_tick: bool = True) -> str:
        """The question of that day, answered."""
        items = of(plan(on, (), self.given, self.sessions), Kind.ROUND)
        item = next(one for one in items if one.about == "culture")
        self.given.append(Given(on, item.kind, done=by_tick, about=item.about, detail=item.detail))
        self.sessions.append(
            Session(
                SessionId(len(self.sessions) + 1),
                PersonId(1),
                SessionKind.MOCK,
                "Team and culture",
                10,
                "",
                at=NOW,
                on=on,
                verdict=verdict,
            )
        )
        return item.detail


def test_each_question_of_a_round_has_its_turn() -> None:
    culture = Culture()
    asked = [culture.asked(MONTH_FIVE + week * WEEK, Verdict.PASSED) for week in range(8)]
    prompts = next(one.prompts for one in RAMP.rounds if one.key == "culture")
    assert asked == [*prompts, *prompts]


def test_it_has_its_turn_also_where_the_round_was_logged_and_not_ticked() -> None:
    culture = Culture()
    asked = [culture.asked(MONTH_FIVE + week * WEEK, Verdict.PASSED, by_tick=False) for week in range(4)]
    assert len(set(asked)) == 4


def test_a_question_that_did_not_go_is_asked_again_and_no_other_in_its_place() -> None:
    culture = Culture()
    failed = culture.asked(MONTH_FIVE, Verdict.FAILED)
    assert culture.asked(MONTH_FIVE + DAY, Verdict.PASSED) == failed
    assert culture.asked(MONTH_FIVE + WEEK, Verdict.PASSED) != failed


def test_a_topic_whose_weeks_went_by_unread_comes_once_this_weeks_own_was_read() -> None:
    """No evening in the week of the metrics: they are not lost, and not in the way."""
    attempts: list[Attempt] = []
    given: list[Given] = []
    read: list[str] = []
    for ahead in range(28):
        on = MONDAY + ahead * DAY
        for item in plan(on, attempts, given).items:
            if item.problem is not None:
                attempts.append(attempt(item.problem, on, id=len(attempts) + 1))
            done = item.problem is None and not (item.kind is Kind.READ and 14 <= ahead < 21)
            given.append(Given(on, item.kind, item.problem, done=done, about=item.about, detail=item.detail))
            if item.kind is Kind.READ and ahead >= 21:
                read.append(item.title.partition(" (")[0])
    assert read == [
        "read: gradient descent and optimization",
        "read: evaluation metrics; write one paragraph",
        "read: gradient descent and optimization",
    ]


def test_the_weeks_hardest_is_what_went_worst_in_it_and_not_what_went_worst_last() -> None:
    tries = [
        attempt(347, MONDAY + DAY, solved=False, minutes=25, id=1),
        attempt(347, MONDAY + 2 * DAY, minutes=5, id=2),
        attempt(238, MONDAY + 3 * DAY, minutes=16, id=3),
    ]
    assert [item.problem for item in of(plan(MONDAY + 4 * DAY, tries), Kind.HARDEST)] == [347]


def test_what_still_does_not_go_is_harder_than_what_goes_by_now() -> None:
    tries = [
        attempt(347, MONDAY + DAY, solved=False, minutes=45, id=1),
        attempt(347, MONDAY + 2 * DAY, minutes=5, id=2),
        attempt(238, MONDAY + 3 * DAY, solved=False, minutes=16, id=3),
    ]
    assert [item.problem for item in of(plan(MONDAY + 4 * DAY, tries), Kind.HARDEST)] == [238]


def test_a_pause_does_not_make_late_what_was_due_when_it_began() -> None:
    """Two weeks off: what was first tried on the day before them still comes first, the oldest as ever."""
    pause = Pause(MONDAY + 9 * DAY, MONDAY + 23 * DAY)
    problems = [problem for problem in CATALOGUE if problem.difficulty is not Difficulty.HARD]
    before, after = problems[:4], problems[4:8]
    tries = [attempt(one.number, pause.begins - DAY, id=place) for place, one in enumerate(before)]
    tries += [attempt(one.number, pause.until, id=place + 10) for place, one in enumerate(after)]
    course = Course(RAMP, CATALOGUE, MONDAY, pauses=(pause,), minutes=(50,) * 7)
    items = of(plan_day(course, pause.until + DAY, Past(tuple(tries))), Kind.AGAIN)
    assert {item.problem for item in items} <= {one.number for one in before}
    assert items


def test_the_headline_of_a_day_without_the_weeks_patterns_does_not_name_them() -> None:
    """Who reads Binary Search over a problem of another pattern is led astray."""
    week_four = MONDAY + 3 * WEEK
    done = [
        attempt(problem.number, week_four, id=place)
        for place, problem in enumerate(CATALOGUE)
        if problem.category == "Binary Search" and problem.difficulty is not Difficulty.HARD
    ]
    thursday = plan(week_four + 3 * DAY, done)
    new = {CATALOGUE.get(item.problem or 0).category for item in of(thursday, Kind.NEW)}
    assert new
    assert "Binary Search" not in new
    assert thursday.headline == "mixed patterns"


def test_an_illness_is_told_as_the_days_that_it_took_and_not_as_a_pace_for_ever() -> None:
    """Three weeks in bed, everything done before and after: what they would have held moves behind the rest,
    and the rest has half as many new problems a week.
    """
    course = Course(RAMP, CATALOGUE, MONDAY)
    ill = range(28, 49)
    new = [problem for problem in CATALOGUE if problem.difficulty is not Difficulty.HARD]
    attempts: list[Attempt] = []
    for ahead in range(63):
        day = MONDAY + ahead * DAY
        for _ in range(0 if ahead in ill else (2, 2, 0, 2, 1, 1, 0)[day.weekday()]):
            if len(attempts) < len(new):
                attempts.append(attempt(new[len(attempts)].number, day, id=len(attempts) + 1))
    moved = [outlook(course, MONDAY + ahead * DAY, Past(tuple(attempts))).moved for ahead in range(28, 63, 7)]
    assert moved == sorted(moved)
    assert moved[0] == 0
    assert 21 <= moved[-1] <= 42
