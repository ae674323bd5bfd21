"""Keeping at it, derived from the log: rest days and pauses neither count nor break it."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.assignment.model import Course
from bot.curriculum.model import Pause
from bot.curriculum.programme import load_catalogue, load_programme
from bot.progress.model import Streak, is_free, is_last_of_week, streak, streak_of, working_days

PROGRAMME = load_programme()
MONDAY = date(2026, 3, 2)
COURSE = Course(PROGRAMME, load_catalogue(), MONDAY)


def days(*numbers: int) -> set[date]:
    """Days of March."""
    return {date(2026, 3, number) for number in numbers}


def test_it_counts_days_in_a_row_and_today_is_not_over_yet() -> None:
    assert streak(COURSE, days(2, 3, 4), date(2026, 3, 4)) == 3
    assert streak(COURSE, days(2, 3, 4), date(2026, 3, 5)) == 3
    assert streak(COURSE, days(2, 3, 4), date(2026, 3, 7)) == 3
    assert streak(COURSE, days(2, 3, 4), date(2026, 3, 9)) == 0
    assert streak(COURSE, set(), date(2026, 3, 6)) == 0


def test_a_day_of_rest_keeps_it_and_counts_only_when_something_was_done() -> None:
    week = days(2, 3, 4, 5, 6, 7)
    assert streak(COURSE, week | days(9), date(2026, 3, 9)) == 7
    assert streak(COURSE, week | days(8, 9), date(2026, 3, 9)) == 8


def test_two_missed_days_of_a_month_keep_it_and_the_third_ends_it() -> None:
    assert streak(COURSE, days(2, 4, 6), date(2026, 3, 6)) == 3
    assert streak(COURSE, days(2, 4, 6, 10), date(2026, 3, 10)) == 2
    assert streak_of(COURSE, days(2, 4, 6), date(2026, 3, 7)) == Streak(
        days=3, today=False, week=3, expected=6, missed=2
    )


@given(st.sets(st.integers(0, 80)))
def test_it_never_counts_a_day_on_which_nothing_was_done(numbers: set[int]) -> None:
    active = {MONDAY + timedelta(days=number) for number in numbers}
    assert 0 <= streak(COURSE, active, MONDAY + timedelta(days=80)) <= len(active)


def test_a_pause_keeps_it() -> None:
    course = Course(PROGRAMME, COURSE.catalogue, MONDAY, pauses=(Pause(date(2026, 3, 4), date(2026, 3, 18)),))
    assert streak(course, days(2, 3, 18), date(2026, 3, 18)) == 3
    assert streak(COURSE, days(2, 3, 18), date(2026, 3, 18)) == 1


def test_a_weekday_without_minutes_is_a_rest_of_their_own() -> None:
    course = Course(PROGRAMME, COURSE.catalogue, MONDAY, minutes=(None, 0, None, None, None, None, None))
    assert is_free(course, date(2026, 3, 3))
    assert streak(course, days(2, 4), date(2026, 3, 4)) == 2
    assert len(working_days(course, MONDAY, date(2026, 3, 8))) == 5


def test_what_was_done_before_the_plan_is_no_part_of_it() -> None:
    early = {MONDAY - timedelta(days=one) for one in range(1, 9)}
    assert streak(COURSE, early | {MONDAY}, MONDAY) == 1
    assert working_days(COURSE, date(2026, 2, 23), date(2026, 3, 3)) == (MONDAY, date(2026, 3, 3))


@given(st.sets(st.integers(0, 60)), st.integers(0, 60))
def test_it_never_falls_because_one_more_day_was_logged(active: set[int], more: int) -> None:
    held = {MONDAY + timedelta(days=one) for one in active}
    today = MONDAY + timedelta(days=60)
    assert streak(COURSE, held, today) <= streak(COURSE, held | {MONDAY + timedelta(days=more)}, today)


def test_the_week_ends_on_the_last_day_that_the_template_asks_for() -> None:
    assert [
        day.day for day in (MONDAY + timedelta(days=n) for n in range(7)) if is_last_of_week(PROGRAMME, day)
    ] == [8]
