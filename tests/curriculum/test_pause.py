"""Months, weeks and time off: arithmetic that has to hold for any start and any pauses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.curriculum.model import (
    BadDay,
    DayTooFar,
    NothingPaused,
    NotYetBegun,
    Pause,
    PausedSo,
    PauseIsOver,
    PausesMeet,
    PauseTurnedRound,
    Standing,
    StartsSo,
    add_months,
    month_begins,
    next_pause,
    paused_days,
    read_day,
    read_days,
)
from bot.curriculum.programme import load_programme
from bot.people.model import PersonId

RAMP = load_programme()
START = date(2026, 3, 2)
DAY = timedelta(days=1)

starts = st.dates(date(2023, 1, 1), date(2030, 12, 31))


@st.composite
def apart(draw: st.DrawFn) -> tuple[Pause, ...]:
    """Pauses by days after the start, none meeting another."""
    cuts = sorted(draw(st.sets(st.integers(0, 300), max_size=8)))
    return tuple(Pause(START + DAY * a, START + DAY * b) for a, b in zip(cuts[::2], cuts[1::2], strict=False))


def shifted(pauses: Iterable[Pause], start: date) -> tuple[Pause, ...]:
    by = start - START
    return tuple(Pause(pause.begins + by, pause.until + by) for pause in pauses)


@given(starts, apart())
def test_each_month_begins_later_than_the_one_before(start: date, pauses: tuple[Pause, ...]) -> None:
    begins = [month_begins(start, month, shifted(pauses, start)) for month in range(1, 12)]
    assert all(one < other for one, other in pairwise(begins))
    assert begins[0] >= start


@settings(max_examples=20)
@given(starts, apart())
def test_every_day_lies_in_the_month_that_has_begun(start: date, pauses: tuple[Pause, ...]) -> None:
    held = shifted(pauses, start)
    for ahead in range(0, 330, 3):
        day = start + DAY * ahead
        position = RAMP.position(start, day, held)
        assert position is not None
        assert day < month_begins(start, position.month + 1, held)
        assert position.month == 1 or month_begins(start, position.month, held) <= day
        assert (position.paused is not None) == any(day in pause for pause in held)


@settings(max_examples=20)
@given(starts, apart())
def test_weeks_stand_still_while_paused_and_never_go_back(start: date, pauses: tuple[Pause, ...]) -> None:
    held = shifted(pauses, start)
    positions = [RAMP.position(start, start + DAY * ahead, held) for ahead in range(300)]
    for one, other in pairwise(positions):
        assert one is not None
        assert other is not None
        assert 0 <= other.month - one.month <= 1
        if one.phase == other.phase:
            assert 0 <= other.week - one.week <= (0 if one.paused and other.paused else 1)


@given(starts, apart())
def test_a_phase_has_as_many_days_of_work_with_pauses_as_without(
    start: date, pauses: tuple[Pause, ...]
) -> None:
    held = shifted(pauses, start)
    for phase in RAMP.phases:
        plain = Standing(PersonId(1), "Sam", RAMP, start, (), start).days_of(phase)
        begins, ends = Standing(PersonId(1), "Sam", RAMP, start, held, start).days_of(phase)
        assert (ends - begins).days - paused_days(held, begins, ends) == (plain[1] - plain[0]).days


@given(starts, apart(), st.integers(0, 240), st.integers(1, 40))
def test_the_end_moves_by_exactly_the_days_of_a_pause(
    start: date, pauses: tuple[Pause, ...], ahead: int, length: int
) -> None:
    new = Pause(start + DAY * ahead, start + DAY * (ahead + length))
    held = shifted(pauses, start)
    if any(pause.begins < new.until and new.begins < pause.until for pause in held):
        return
    before, after = RAMP.ends(start, held), RAMP.ends(start, (*held, new))
    if any(before <= pause.begins for pause in held):
        return  # the end moves into such a pause, and on behind it
    assert after - before == DAY * length


def test_a_month_that_starts_on_the_31st_ends_with_shorter_months() -> None:
    assert [month_begins(date(2026, 1, 31), month) for month in (1, 2, 3, 4)] == [
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 4, 30),
    ]
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)


def test_a_week_is_seven_days_from_the_start_whatever_weekday_it_is() -> None:
    thursday = date(2026, 3, 5)
    weeks = [RAMP.position(thursday, thursday + DAY * ahead) for ahead in (0, 6, 7)]
    assert [position.week if position else None for position in weeks] == [1, 1, 2]


def test_a_pause_keeps_the_week_for_the_days_that_are_left_of_it() -> None:
    """Three days into week two, ten days off: the fourth day of week two comes after them."""
    off = Pause(START + DAY * 10, START + DAY * 20)
    weeks = {ahead: RAMP.position(START, START + DAY * ahead, (off,)) for ahead in (9, 10, 19, 20, 23, 24)}
    assert {ahead: position.week if position else None for ahead, position in weeks.items()} == {
        9: 2,
        10: 2,
        19: 2,
        20: 2,
        23: 2,
        24: 3,
    }


def test_a_pause_in_the_first_months_leaves_a_month_that_has_begun_begun() -> None:
    back = date(2026, 4, 20)
    held = (Pause(date(2026, 4, 5), back),)
    assert month_begins(START, 2, held) == date(2026, 4, 2)
    assert month_begins(START, 3, held) == date(2026, 5, 17)


def standing(*pauses: Pause, day: date = date(2026, 4, 1)) -> Standing:
    return Standing(PersonId(1), "Sam", RAMP, START, pauses, day)


def test_the_window_and_what_lies_after_it() -> None:
    where = {month: RAMP.position(START, add_months(START, month - 1)) for month in (6, 7, 9, 10)}
    found = {
        month: (position.window is not None, position.over) for month, position in where.items() if position
    }
    assert found == {6: (False, False), 7: (True, False), 9: (True, False), 10: (False, True)}
    assert standing().training_ends == date(2026, 9, 1)
    assert standing().ends == date(2026, 12, 1)


def test_what_comes_next_is_the_next_patterns_and_the_next_phase() -> None:
    first, then = standing(day=START).coming()
    assert (first.day, first.words) == (
        date(2026, 3, 9),
        "Arrays & Hashing + Two Pointers + Sliding Window",
    )
    assert (then.day, then.words) == (date(2026, 5, 2), "phase 2, Interview patterns")
    assert [turn.words for turn in standing(day=date(2026, 8, 30)).coming()] == ["Interviews"]
    assert [turn.day for turn in standing(day=date(2026, 11, 1)).coming()] == [date(2026, 12, 1)]
    assert [turn.day for turn in standing(day=date(2026, 2, 1)).coming()] == [START]
    assert list(standing(day=date(2027, 2, 1)).coming()) == []


def test_next_patterns_are_announced_for_the_first_day_that_is_no_pause() -> None:
    off = Pause(date(2026, 3, 4), date(2026, 3, 16))
    turn = next(iter(standing(off, day=date(2026, 3, 5)).coming()))
    assert turn.day == date(2026, 3, 21)


@given(apart(), st.integers(-20, 400))
def test_how_far_counts_days_of_work_and_stays_within_the_whole(
    pauses: tuple[Pause, ...], ahead: int
) -> None:
    done, whole = standing(*pauses, day=START + DAY * ahead).trained
    assert 0 <= done <= whole
    assert whole == (RAMP.ends(START) - START).days


def test_a_pause_begins_today_and_a_later_end_moves_the_running_one() -> None:
    today = date(2026, 4, 1)
    assert standing().paused_from(None, today + DAY) == Pause(today, today + DAY)
    running = Pause(date(2026, 3, 30), date(2026, 4, 5))
    longer = standing(running).paused_from(None, date(2026, 4, 9))
    assert longer == Pause(running.begins, date(2026, 4, 9))


@pytest.mark.parametrize(
    ("held", "begins", "until", "refusal"),
    [
        ((), None, date(2026, 4, 1), PauseIsOver),
        ((), None, date(2026, 3, 31), PauseIsOver),
        ((), date(2026, 2, 27), date(2026, 4, 9), NotYetBegun),
        ((), date(2026, 5, 9), date(2026, 5, 9), PauseTurnedRound),
        ((), date(2026, 5, 9), date(2026, 5, 2), PauseTurnedRound),
        ((Pause(date(2026, 4, 8), date(2026, 4, 20)),), None, date(2026, 4, 9), PausesMeet),
        ((Pause(date(2026, 3, 30), date(2026, 4, 9)),), None, date(2026, 4, 9), PausedSo),
    ],
)
def test_a_pause_that_makes_no_sense_is_refused(
    held: tuple[Pause, ...], begins: date | None, until: date, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        standing(*held).paused_from(begins, until)


def test_resuming_cuts_the_pause_to_today_and_calls_off_one_that_lies_ahead() -> None:
    running, ahead = Pause(date(2026, 3, 30), date(2026, 4, 9)), Pause(date(2026, 5, 1), date(2026, 5, 4))
    assert standing(running, ahead).resumed() == (running, Pause(running.begins, date(2026, 4, 1)))
    assert standing(ahead).resumed() == (ahead, None)
    today = Pause(date(2026, 4, 1), date(2026, 4, 9))
    assert standing(today).resumed() == (today, None)
    with pytest.raises(NothingPaused):
        standing(Pause(date(2026, 3, 3), date(2026, 4, 1))).resumed()
    assert next_pause((ahead, running), date(2026, 4, 1)) == running


def test_the_same_start_again_is_refused() -> None:
    with pytest.raises(StartsSo):
        standing().begun_on(START)


WEDNESDAY = date(2026, 3, 4)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("today", WEDNESDAY),
        ("Tomorrow", date(2026, 3, 5)),
        ("yesterday", date(2026, 3, 3)),
        ("monday", date(2026, 3, 9)),
        ("next mon", date(2026, 3, 9)),
        ("wednesday", date(2026, 3, 11)),
        ("on Friday", date(2026, 3, 6)),
        ("in 10 days", date(2026, 3, 14)),
        ("two weeks", date(2026, 3, 18)),
        ("in a month", date(2026, 4, 4)),
        ("next week", date(2026, 3, 11)),
        ("2026-03-09", date(2026, 3, 9)),
        ("9 March", date(2026, 3, 9)),
        ("March 9th", date(2026, 3, 9)),
        ("9. 3.", date(2026, 3, 9)),
        ("9.3.2026", date(2026, 3, 9)),
        ("2 Jan 2027", date(2027, 1, 2)),
        ("20 december", date(2025, 12, 20)),
        ("  9   mar ", date(2026, 3, 9)),
    ],
)
def test_days_are_read_as_people_type_them(said: str, day: date) -> None:
    assert read_day(said, WEDNESDAY) == day


@pytest.mark.parametrize(
    "said",
    ["", "soon", "31 February", "29 feb", "32", "2026-13-01", "-1", "in many weeks", "m", "9 foo", "1 day x"],
)
def test_what_is_no_day_is_refused_with_a_form_that_works(said: str) -> None:
    with pytest.raises(BadDay, match=r"2026-03-04"):
        read_day(said, WEDNESDAY)


@pytest.mark.parametrize("said", ["2020-01-01", "9 March 2028", "in 900 days", "99 months"])
def test_a_day_too_far_off_is_refused(said: str) -> None:
    with pytest.raises(DayTooFar, match="more than a year"):
        read_day(said, WEDNESDAY)


def test_two_days_are_read_together_the_second_from_the_first() -> None:
    assert read_days("1 August to 15 August", WEDNESDAY) == (date(2026, 8, 1), date(2026, 8, 15))
    assert read_days("from mon until fri", WEDNESDAY) == (date(2026, 3, 9), date(2026, 3, 13))
    assert read_days("until friday", WEDNESDAY) == (None, date(2026, 3, 6))
    assert read_days("2026-03-09", WEDNESDAY) == (None, date(2026, 3, 9))


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_days(said: str) -> None:
    refusal = ""
    first: date | None = None
    last = WEDNESDAY
    try:
        first, last = read_days(said, WEDNESDAY)
    except (BadDay, DayTooFar) as error:
        refusal = str(error)
    assert len(refusal) < 200
    assert abs(last - WEDNESDAY) <= timedelta(days=366)
    assert first is None or abs(first - WEDNESDAY) <= timedelta(days=366)
