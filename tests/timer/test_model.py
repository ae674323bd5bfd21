"""What a clock may and may not do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UserError
from bot.people.model import PersonId
from bot.timer.model import (
    LONGEST,
    SHORTEST,
    AlreadyPaused,
    BadLength,
    ClockEnded,
    Ending,
    NotPaused,
    Timer,
    TooLong,
)
from tests.clockwork import START

MINUTE = timedelta(minutes=1)


def started(minutes: int = 25) -> Timer:
    return Timer.start(PersonId(1), minutes * MINUTE, START)


steps = st.lists(
    st.tuples(
        st.sampled_from(["pause", "resume", "add", "stop", "ring", "look"]),
        # also back in time: the machine's clock may be set while a clock runs
        st.integers(min_value=-120, max_value=7200),
        st.integers(min_value=-5, max_value=400),
    ),
    max_size=30,
)


@given(st.integers(min_value=1, max_value=300), steps)
def test_any_interleaving_keeps_what_is_left_between_nothing_and_the_length(
    minutes: int, script: list[tuple[str, int, int]]
) -> None:
    timer, now = started(minutes), START
    for verb, seconds, more in script:
        now += timedelta(seconds=seconds)
        before = timer
        try:
            match verb:
                case "pause":
                    timer = timer.pause(now)
                case "resume":
                    timer = timer.resume(now)
                case "add":
                    timer = timer.add(more * MINUTE, now)
                case "stop":
                    timer = timer.stop(now)
                case "ring":
                    timer = timer.ring(now)
                case _:
                    pass
        except UserError:
            assert timer is before
        assert timedelta() <= timer.left(now) <= timer.length
        assert timer.elapsed(now) + timer.left(now) == timer.length
        assert SHORTEST <= timer.length <= LONGEST
        assert timer.rested(now) >= timedelta()
        assert [timer.ended, timer.paused, timer.ends_at is not None].count(True) == 1
        if before.ended:
            assert timer == before


@given(st.lists(st.tuples(st.integers(1, 600), st.integers(1, 600)), max_size=10))
def test_pauses_move_the_end_by_exactly_their_length(stretches: list[tuple[int, int]]) -> None:
    timer, now, rested = started(300), START, timedelta()
    for running, pausing in stretches:
        now += timedelta(seconds=running)
        timer = timer.pause(now)
        now += timedelta(seconds=pausing)
        rested += timedelta(seconds=pausing)
        timer = timer.resume(now)
    assert timer.ends_at == START + 300 * MINUTE + rested
    assert timer.rested(now) == rested


@given(st.integers(-10_000, 10_000))
def test_ringing_early_late_or_twice_is_harmless(seconds: int) -> None:
    timer = started()
    now = START + 25 * MINUTE + timedelta(seconds=seconds)
    rung = timer.ring(now)
    assert rung.ring(now) is rung
    if seconds < 0:
        assert rung is timer
    else:
        assert (rung.ending, rung.ended_at, rung.left(now)) == (Ending.RANG, timer.ends_at, timedelta())


def test_a_paused_clock_never_rings() -> None:
    paused = started().pause(START + MINUTE)
    assert paused.ring(START + timedelta(days=2)) is paused
    assert paused.left(START + timedelta(days=2)) == 24 * MINUTE


@pytest.mark.parametrize("length", [timedelta(), -MINUTE, timedelta(seconds=59), LONGEST + MINUTE])
def test_a_length_out_of_range_is_refused(length: timedelta) -> None:
    with pytest.raises(BadLength):
        Timer.start(PersonId(1), length, START)


def test_adding_past_the_longest_clock_says_how_much_room_there_is() -> None:
    with pytest.raises(TooLong, match="up to 10 more"):
        started(290).add(20 * MINUTE, START)
    with pytest.raises(TooLong, match="there already"):
        started(300).add(MINUTE, START)


def test_what_is_impossible_is_refused_with_what_is_left() -> None:
    now = START + timedelta(minutes=12, seconds=20)
    with pytest.raises(NotPaused, match="12:40 left"):
        started().resume(now)
    with pytest.raises(AlreadyPaused, match="12:40 left"):
        started().pause(now).pause(now + MINUTE)


@pytest.mark.parametrize("verb", ["pause", "resume", "stop"])
def test_nothing_can_be_done_with_a_clock_that_is_over(verb: str) -> None:
    for timer in (started(), started().stop(START + MINUTE)):
        with pytest.raises(ClockEnded):
            getattr(timer, verb)(START + 25 * MINUTE)
