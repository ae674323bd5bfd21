"""A round by itself: in whatever order things happen, it is locked once and revealed once."""

from __future__ import annotations

import contextlib
from datetime import date, datetime, time, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.curriculum.programme import load_catalogue
from bot.pattern.accepted import ALSO
from bot.pattern.model import (
    AlreadyCalled,
    CallTooLate,
    Phase,
    Round,
    RoundOver,
    SeasonLength,
    open_round,
    options,
    season_of,
)
from bot.people.model import Person, PersonId
from tests.clockwork import START

CATALOGUE = load_catalogue()
PATTERNS = CATALOGUE.categories
PERSON = Person(PersonId(1), "Ana", "UTC", time(4), time(7), start=date(2026, 1, 5))
GRACE = timedelta(seconds=10)


def fresh(problem: str = "3sum", at: datetime = START) -> Round:
    return open_round(PERSON, CATALOGUE.find(problem), PATTERNS, at)


def seconds(count: float) -> datetime:
    return START + timedelta(seconds=count)


@pytest.mark.parametrize("problem", [problem.slug for problem in CATALOGUE])
def test_six_different_patterns_are_numbered_and_the_answer_is_among_them(problem: str) -> None:
    held = fresh(problem)
    assert len(set(held.options)) == len(held.options) == 6
    assert held.answer == CATALOGUE.find(problem).category
    assert held.answer in held.options
    assert set(held.answers) <= set(PATTERNS)


def test_each_round_has_a_numbering_of_its_own() -> None:
    places = [fresh(at=seconds(second)).options.index("Two Pointers") for second in range(120)]
    assert {places.count(place) > 5 for place in range(6)} == {True}


def test_a_small_catalogue_lists_what_it_has() -> None:
    assert sorted(options("B", ["A", "B"], Random(1))) == ["A", "B"]


def test_problems_that_two_patterns_solve_are_in_the_catalogue_and_add_something() -> None:
    for number, also in ALSO.items():
        assert CATALOGUE.get(number).category not in also


def test_guesses_count_until_the_grace_is_over() -> None:
    held = fresh().lock(seconds(60), GRACE, reveals=True)
    assert held.takes_guesses(seconds(69.9))
    assert not held.takes_guesses(seconds(70))
    assert held.settle(seconds(69.9)) is held
    assert held.settle(seconds(70)).revealed_at == seconds(70)


def test_a_lock_by_word_waits_for_the_clock_with_the_answer() -> None:
    held = fresh().lock(seconds(60), GRACE, reveals=False)
    assert held.phase(seconds(100)) is Phase.CLOSED
    assert held.settle(seconds(100)) is held
    later = held.lock(seconds(200), GRACE, reveals=True)
    assert later.closes_at == seconds(70)
    assert later.settle(seconds(200)).phase(seconds(200)) is Phase.REVEALED


def test_the_call_is_made_once_and_before_guesses_are_closed() -> None:
    held = fresh().make_call("Stack", seconds(5))
    with pytest.raises(AlreadyCalled, match="You called Stack"):
        held.make_call("Greedy", seconds(6))
    with pytest.raises(CallTooLate):
        fresh().lock(seconds(1), GRACE, reveals=False).make_call("Stack", seconds(20))
    with pytest.raises(RoundOver):
        fresh().cancel(seconds(1)).make_call("Stack", seconds(2))


def test_the_split_is_public_after_the_call_after_a_pass_and_after_the_lock() -> None:
    held = fresh()
    assert not held.split_is_public(seconds(5))
    assert held.make_call("Stack", seconds(5)).split_is_public(seconds(5))
    assert held.make_call(None, seconds(5)).split_is_public(seconds(5))
    locked = held.lock(seconds(5), GRACE, reveals=False)
    assert not locked.split_is_public(seconds(10))
    assert locked.split_is_public(seconds(15))


STEPS = st.lists(
    st.tuples(st.sampled_from(["lock", "clock", "settle", "cancel", "call", "give way"]), st.integers(0, 40)),
    max_size=12,
)


@given(STEPS)
def test_in_any_order_of_events_it_ends_once_and_never_before_guesses_are_closed(
    steps: list[tuple[str, int]],
) -> None:
    held, now = fresh(), 0
    ended: Round | None = None
    for step, pause in steps:
        now += pause
        at = seconds(now)
        match step:
            case "lock" | "clock":
                held = held.lock(at, GRACE, reveals=step == "clock")
            case "settle":
                held = held.settle(at)
            case "give way":
                held = held.give_way(at)
            case _:
                with contextlib.suppress(RoundOver, AlreadyCalled, CallTooLate):
                    held = held.cancel(at) if step == "cancel" else held.make_call("Stack", at)
        assert held.settle(at).settle(at) == held.settle(at)
        if ended is not None:
            assert replace(held, call=None, called_at=None) == replace(ended, call=None, called_at=None)
        elif held.ended:
            ended = held
        if held.revealed_at is not None:
            assert held.closes_at is not None
            assert held.cancelled_at is None


@pytest.mark.parametrize(
    ("day", "length", "first", "last"),
    [
        (date(2026, 3, 31), SeasonLength.QUARTER, date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 4, 1), SeasonLength.QUARTER, date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 12, 31), SeasonLength.QUARTER, date(2026, 10, 1), date(2026, 12, 31)),
        (date(2024, 2, 10), SeasonLength.MONTH, date(2024, 2, 1), date(2024, 2, 29)),
        (date(2026, 12, 2), SeasonLength.MONTH, date(2026, 12, 1), date(2026, 12, 31)),
        (date(2026, 7, 1), SeasonLength.YEAR, date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_season_is_a_stretch_of_the_calendar(
    day: date, length: SeasonLength, first: date, last: date
) -> None:
    assert season_of(day, length) == (first, last)


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.sampled_from(SeasonLength))
def test_seasons_leave_no_day_out(day: date, length: SeasonLength) -> None:
    first, last = season_of(day, length)
    assert first <= day <= last
    assert season_of(last + timedelta(days=1), length)[0] == last + timedelta(days=1)
