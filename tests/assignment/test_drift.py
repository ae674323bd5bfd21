"""A plan that falls behind says so, in one sentence with a date: on Mondays and after a pause."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from bot.assignment.course import Course
from bot.assignment.drift import drift_on, outlook
from bot.assignment.item import Given, Past
from bot.assignment.plan import plan_day
from bot.curriculum.model import Difficulty, Pause
from bot.curriculum.programme import load_catalogue, load_programme
from bot.people.model import PersonId
from bot.practice.model import Attempt, AttemptId

RAMP, CATALOGUE = load_programme(), load_catalogue()
MONDAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def lived(days: int, *, idle: range = range(0), pauses: tuple[Pause, ...] = ()) -> tuple[Course, Past]:
    """The past of somebody who did everything for so many days, but for the `idle` ones."""
    course = Course(RAMP, CATALOGUE, MONDAY, pauses=pauses)
    attempts: list[Attempt] = []
    given: list[Given] = []
    for ahead in range(days):
        on = MONDAY + timedelta(days=ahead)
        works = ahead not in idle
        for item in plan_day(course, on, Past(tuple(attempts), given=tuple(given))).items:
            done = works and item.problem is None
            given.append(Given(on, item.kind, item.problem, done=done, about=item.about, detail=item.detail))
            if works and item.problem is not None:
                key = AttemptId(len(attempts) + 1)
                attempts.append(Attempt(key, PersonId(1), item.problem, True, 15, True, "", NOW, on))
    return course, Past(tuple(attempts), given=tuple(given))


def test_who_keeps_to_the_plan_hears_nothing_of_it() -> None:
    course, past = lived(28)
    for ahead in range(1, 28):
        assert drift_on(course, MONDAY + timedelta(days=ahead), past) == ""


def test_a_week_without_work_is_told_once_with_the_new_date_and_both_distances() -> None:
    course, past = lived(28, idle=range(14, 21))
    monday = MONDAY + timedelta(days=21)
    now, before = outlook(course, monday, past), outlook(course, monday - timedelta(days=7), past)
    assert now.finish is not None
    assert before.finish is not None
    said = drift_on(course, monday, past)
    told = re.fullmatch(
        r"After 6 days without work the last problem falls on (\d+ \w+ \d{4}), "
        r"(\d+) days later than planned \((\d+) days later than a week ago\)\.",
        said,
    )
    assert told, said
    assert told[1] == f"{now.finish.day} {now.finish:%B %Y}"
    assert (int(told[2]), int(told[3])) == (now.moved, (now.finish - before.finish).days)
    assert plan_day(course, monday, past).note == said
    assert not any(drift_on(course, monday + timedelta(days=ahead), past) for ahead in range(1, 7))


def test_a_finish_that_swings_to_and_fro_is_told_once() -> None:
    """A good week, a short one, a good one: earlier, later and earlier again is no news each time."""
    course = Course(RAMP, CATALOGUE, MONDAY)
    lighter = iter(problem.number for problem in CATALOGUE if problem.difficulty is not Difficulty.HARD)
    attempts: list[Attempt] = []
    for week in range(9):
        for number in range(5 if week % 2 else 10):
            on = MONDAY + timedelta(weeks=week, days=number % 6)
            key = AttemptId(len(attempts) + 1)
            attempts.append(Attempt(key, PersonId(1), next(lighter), True, 15, True, "", NOW, on))
    said = [drift_on(course, MONDAY + timedelta(weeks=week), Past(tuple(attempts))) for week in range(1, 10)]
    assert said[0].endswith("9 days earlier than planned (9 days earlier than a week ago).")
    assert [one for one in said[1:] if one] == []


def test_after_a_pause_the_moved_end_is_told() -> None:
    pause = Pause(MONDAY + timedelta(days=9), MONDAY + timedelta(days=16))
    course, past = lived(16, pauses=(pause,))
    end = RAMP.ends(MONDAY, (pause,))
    assert end - RAMP.ends(MONDAY) == timedelta(days=7)
    assert drift_on(course, pause.until, past) == (
        f"7 days of pause are over, and the programme now ends on {end.day} {end:%B %Y}."
    )
    paused = plan_day(course, pause.begins, past)
    assert paused.words == "Your plan stands still, and goes on where it stopped: Wednesday, 18 March."
