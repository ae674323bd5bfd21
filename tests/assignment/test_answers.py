"""What went wrong changes the weeks after, and says why: drills, one more of a pattern, a round again."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.assignment.model import Change, Course, Flagged, Given, Item, Past, Plan, changes
from bot.assignment.plan import plan_day
from bot.assignment.preview import days_ahead
from bot.curriculum.model import Flag, Kind, Pause
from bot.curriculum.programme import load_catalogue, load_programme
from bot.people.model import PersonId
from bot.practice.model import Attempt, AttemptId, Session, SessionId, SessionKind, Verdict
from bot.recording.model import FLAGS

RAMP, CATALOGUE = load_programme(), load_catalogue()
START = date(2026, 1, 5)
MONDAY = date(2026, 3, 30)
"""A Monday of month three, when friends look at recordings."""
COURSE = Course(RAMP, CATALOGUE, START)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
SILENT = Change("one narrate-aloud drill", "two of your tests were marked silent", Flag.SILENT)
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def silent(*days: date, flag: Flag = Flag.SILENT) -> Past:
    """Tests handed in on these days and flagged since."""
    return Past(flagged=tuple(Flagged(day, flag) for day in days))


def week(first: date, past: Past, course: Course = COURSE) -> list[Plan]:
    """Seven days, each done before the next."""
    return list(days_ahead(course, first, 7, past))


def drills(plans: list[Plan]) -> list[tuple[date, Item]]:
    return [(plan.day, item) for plan in plans for item in plan.items if item.kind is Kind.DRILL]


def failed(category: str, count: int, on: date) -> Past:
    """Tries at the first problems of a pattern that did not work out."""
    numbers = [one.number for one in CATALOGUE if one.category == category][:count]
    return Past(
        tuple(
            Attempt(AttemptId(n), PersonId(1), number, False, 30, True, "", NOON, on)
            for n, number in enumerate(numbers, 1)
        )
    )


def test_the_flags_of_a_programme_are_those_that_friends_can_give() -> None:
    assert [str(flag) for flag in Flag] == [str(flag) for flag in FLAGS]


def test_two_silent_tests_put_one_narrate_aloud_drill_into_the_week_after_and_say_why() -> None:
    past = silent(MONDAY - 9 * DAY, MONDAY - 2 * DAY)
    ((_, item),) = drills(week(MONDAY, past))
    assert item.title.startswith("narrate aloud")
    assert (item.minutes, item.about) == (10, "silent")
    assert item.because == "because two of your tests were marked silent"
    assert changes(COURSE, MONDAY, past) == (SILENT,)


@pytest.mark.parametrize(
    "past",
    [
        Past(),
        silent(MONDAY - 2 * DAY),
        silent(MONDAY - 2 * DAY, MONDAY),
        silent(MONDAY - 50 * DAY, MONDAY - 2 * DAY),
    ],
    ids=["none", "one", "one of this week", "one of long ago"],
)
def test_one_silent_test_is_no_pattern_yet(past: Past) -> None:
    assert drills(week(MONDAY, past)) == []
    assert changes(COURSE, MONDAY, past) == ()


def test_each_flag_has_the_drill_of_its_own() -> None:
    for flag in Flag:
        ((_, item),) = drills(week(MONDAY, silent(MONDAY - 9 * DAY, MONDAY - 2 * DAY, flag=flag)))
        assert item.about == flag


def test_two_drills_of_a_week_stand_on_two_days() -> None:
    days = (MONDAY - 9 * DAY, MONDAY - 2 * DAY)
    past = Past(flagged=(*silent(*days).flagged, *silent(*days, flag=Flag.RAMBLED).flagged))
    found = drills(week(MONDAY, past))
    assert [item.about for _, item in found] == ["silent", "rambled"]
    assert len({day for day, _ in found}) == 2


def test_a_drill_that_was_done_answers_the_tests_before_its_week() -> None:
    past = silent(MONDAY - 9 * DAY, MONDAY - 2 * DAY, MONDAY + 5 * DAY)
    done = replace(past, given=(Given(MONDAY + DAY, Kind.DRILL, done=True, about="silent"),))
    assert changes(COURSE, MONDAY + 2 * DAY, done) == ()
    assert changes(COURSE, MONDAY + WEEK, done) == ()
    again = replace(done, flagged=(*done.flagged, Flagged(MONDAY + 6 * DAY, Flag.SILENT)))
    assert changes(COURSE, MONDAY + WEEK, again) == (SILENT,)


def test_a_drill_that_nobody_did_comes_twice_a_week_and_no_more() -> None:
    past = silent(MONDAY - 9 * DAY, MONDAY - 2 * DAY)
    shown: list[date] = []
    for ahead in range(14):
        plan = plan_day(COURSE, MONDAY + ahead * DAY, past)
        given = tuple(Given(plan.day, one.kind, one.problem, about=one.about) for one in plan.items)
        past = replace(past, given=(*past.given, *given))
        shown += [plan.day for item in plan.items if item.kind is Kind.DRILL]
    assert [sum(MONDAY + n * WEEK <= day < MONDAY + (n + 1) * WEEK for day in shown) for n in (0, 1)] == [
        2,
        2,
    ]


def test_who_gives_few_minutes_has_the_drill_by_the_end_of_the_week_and_no_day_is_over() -> None:
    course = replace(COURSE, minutes=(45, 45, 45, 45, 45, 150, 0))
    plans = week(MONDAY, silent(MONDAY - 9 * DAY, MONDAY - 2 * DAY), course)
    assert len(drills(plans)) == 1
    assert all(plan.minutes <= course.budget(plan.day) for plan in plans)


def test_a_pause_and_a_day_of_rest_hold_no_drill() -> None:
    past = silent(MONDAY - 9 * DAY, MONDAY - 2 * DAY)
    assert plan_day(COURSE, MONDAY - DAY, past).items == ()
    course = replace(COURSE, pauses=(Pause(MONDAY, MONDAY + WEEK),))
    assert drills(week(MONDAY, past, course)) == []


def test_a_programme_without_drills_changes_nothing() -> None:
    course = replace(COURSE, programme=dataclasses.replace(RAMP, drills=()))
    past = silent(MONDAY - 9 * DAY, MONDAY - 2 * DAY)
    assert week(MONDAY, past, course) == week(MONDAY, Past(), course)


def test_three_fails_in_a_pattern_pull_one_more_of_it_forward_without_naming_it() -> None:
    past = failed("Graphs", 3, MONDAY - 4 * DAY)
    plans = week(MONDAY, past)
    pulled = [item for plan in plans for item in plan.items if item.kind is Kind.NEW and item.because]
    assert len(pulled) == 1
    assert pulled[0].problem is not None
    assert CATALOGUE.get(pulled[0].problem).category == "Graphs"
    assert pulled[0].because == "because three attempts at its pattern did not work out"
    assert pulled[0].hidden
    without = [item.problem for plan in week(MONDAY, Past()) for item in plan.items if item.kind is Kind.NEW]
    assert pulled[0].problem not in without
    assert all(plan.minutes <= COURSE.budget(plan.day) for plan in plans)
    (change,) = changes(COURSE, MONDAY, past)
    assert "Graphs" not in f"{change}"


def test_two_fails_pull_nothing_and_old_ones_are_forgotten() -> None:
    assert changes(COURSE, MONDAY, failed("Graphs", 2, MONDAY - 4 * DAY)) == ()
    assert changes(COURSE, MONDAY, failed("Graphs", 3, MONDAY - 15 * DAY)) == ()


def test_one_that_was_pulled_forward_answers_the_fails_before_its_week() -> None:
    past = failed("Graphs", 3, MONDAY - 4 * DAY)
    unseen = [one.number for one in CATALOGUE if one.category == "Graphs"][3]
    given = replace(past, given=(Given(MONDAY, Kind.NEW, unseen, answers=True),))
    assert changes(COURSE, MONDAY + DAY, given) == ()
    assert changes(COURSE, MONDAY + WEEK, given) == ()


def test_a_failed_mock_round_comes_again_and_says_why() -> None:
    one = RAMP.rounds[1]
    mock = Session(
        SessionId(1), PersonId(1), SessionKind.MOCK, one.title, 45, "", NOON, MONDAY - 3 * DAY, Verdict.FAILED
    )
    past = Past(sessions=(mock,))
    again = [item for plan in week(MONDAY, past) for item in plan.items if item.because]
    assert [(item.kind, item.about) for item in again] == [(Kind.ROUND, one.key)]
    assert again[0].because == "because the last one did not pass"
    assert changes(COURSE, MONDAY, past) == (Change(f"{one.title} once more", "the last one did not pass"),)
