"""What a clock says while it runs: each thing once, at its time or not at all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.people.model import PersonId, Platform
from bot.timer.model import (
    LATE,
    MARK,
    Moment,
    Part,
    Timer,
    TimerMarked,
    begins,
    mark_subject,
    read_mark_subject,
    shared_out,
)
from tests.clockwork import START
from tests.timer.conftest import CHAT, HOST, LIVE, STREAMER, House

MINUTE = timedelta(minutes=1)
DESIGN = tuple(
    Part(name, minutes * MINUTE)
    for name, minutes in [("requirements", 7), ("high-level", 13), ("deep dive", 17), ("trade-offs", 8)]
)


def clock(minutes: float, parts: tuple[Part, ...] = ()) -> Timer:
    return Timer.start(PersonId(1), minutes * MINUTE, START, parts=parts)


def said(house: House) -> list[tuple[str, float]]:
    """The marks that were told, each with the minutes that had been counted."""
    return [
        (str(event.mark.key), event.mark.elapsed / MINUTE)
        for event in house.told
        if isinstance(event, TimerMarked)
    ]


@pytest.mark.parametrize(
    ("minutes", "marks"),
    [
        (1, []),
        (2, []),
        (4, []),
        (5, [("one", 4)]),
        (10, [("five", 5), ("one", 9)]),
        (15, [("five", 10), ("one", 14)]),
        (20, [("half", 10), ("five", 15), ("one", 19)]),
        (45, [("half", 22.5), ("five", 40), ("one", 44)]),
    ],
)
def test_the_shorter_the_clock_the_less_it_says(minutes: int, marks: list[tuple[str, float]]) -> None:
    assert [(mark.key, mark.elapsed / MINUTE) for mark in clock(minutes).marks] == marks


def test_a_clock_in_parts_says_when_each_begins_and_nothing_else_close_to_that() -> None:
    assert [(mark.key, mark.elapsed / MINUTE) for mark in clock(45, DESIGN).marks] == [
        ("part-1", 7),
        ("part-2", 20),
        ("part-3", 37),
        ("five", 40),
        ("one", 44),
    ]
    closing = (Part("talk", 16 * MINUTE), Part("questions", 4 * MINUTE))
    assert [mark.key for mark in clock(20, closing).marks] == ["part-1", "one"]


@given(st.lists(st.integers(1, 60), min_size=1, max_size=5), st.integers(1, 300))
def test_parts_shared_out_are_whole_minutes_and_make_up_the_clock(lengths: list[int], minutes: int) -> None:
    parts = shared_out(
        [Part(str(number), one * MINUTE) for number, one in enumerate(lengths)], minutes * MINUTE
    )
    if parts:
        assert sum((part.length for part in parts), timedelta()) == minutes * MINUTE
        assert all(part.length >= MINUTE and not part.length % MINUTE for part in parts)


@given(st.integers(1, 300), st.lists(st.tuples(st.integers(0, 4000), st.integers(1, 30)), max_size=4))
def test_marks_stay_in_order_inside_the_clock_whatever_is_added(
    minutes: int, added: list[tuple[int, int]]
) -> None:
    timer, now = clock(minutes, shared_out(DESIGN, minutes * MINUTE)), START
    for seconds, more in added:
        now += timedelta(seconds=seconds)
        if timer.is_over(now) or timer.length + more * MINUTE > 300 * MINUTE:
            break
        on = timer.part(now)
        before = begins(timer.parts)
        timer = timer.add(more * MINUTE, now)
        assert timer.part(now) == on
        assert begins(timer.parts)[: on + 1] == before[: on + 1]
    times = [mark.elapsed for mark in timer.marks]
    assert times == sorted(times)
    assert all(timedelta() < at < timer.length for at in times)
    assert len({mark.key for mark in timer.marks}) == len(times)
    assert not timer.parts or sum((part.length for part in timer.parts), timedelta()) == timer.length
    assert all(
        read_mark_subject(mark_subject(timer.id, mark)) == (timer.id, mark.key) for mark in timer.marks
    )


async def test_each_mark_is_said_once_wherever_the_clock_is_seen(house: House) -> None:
    timer = await house.timers.start(STREAMER, "25", house.source(Platform.TWITCH))
    for _ in range(25 * 60 // 15):
        await house.advance(seconds=15)
    assert said(house) == [("half", 12.5), ("five", 20), ("one", 24)]
    lines = [post for post in await house.claims() if post.key.kind == MARK]
    assert [(post.key.place, post.key.subject) for post in lines] == [
        (place, f"{timer.id}:{key}") for key in ("half", "five", "one") for place in (LIVE, CHAT)
    ]
    assert all(post.good_until == post.claimed_at + LATE for post in lines)


async def test_a_pause_moves_the_parts_and_minutes_that_are_added_go_to_the_present_one(house: House) -> None:
    await house.timers.start(HOST, "design", house.source())
    await house.advance(minutes=5)
    await house.timers.pause(HOST, house.source())
    await house.advance(minutes=30)
    await house.timers.resume(HOST, house.source())
    await house.advance(minutes=2)
    assert said(house) == [("part-1", 7)]
    await house.timers.add(HOST, 5 * MINUTE, house.source())
    await house.advance(minutes=13)
    assert said(house) == [("part-1", 7)]
    await house.advance(minutes=5)
    assert said(house) == [("part-1", 7), ("part-2", 25)]


async def test_what_was_said_is_not_said_again_when_minutes_are_added(house: House) -> None:
    await house.timers.start(HOST, "10", house.source())
    await house.advance(minutes=5)
    await house.timers.add(HOST, 5 * MINUTE, house.source())
    await house.advance(minutes=5)
    await house.advance(minutes=4)
    assert said(house) == [("five", 5), ("one", 14)]


async def test_a_mark_that_passed_while_the_bot_was_away_is_skipped_and_the_next_one_said(
    house: House,
) -> None:
    await house.timers.start(HOST, "25", house.source())
    await house.bus.drain()
    house.clock.advance(minutes=12, seconds=40)
    after = house.restarted()
    await after.timers.resume_all()
    assert await after.scheduler.ring_due() == 0
    await after.advance(minutes=7, seconds=20)
    assert said(house) == [("five", 20)]


async def test_an_alarm_that_comes_late_says_nothing_that_is_no_longer_true(house: House) -> None:
    await house.timers.start(HOST, "25", house.source())
    await house.bus.drain()
    await house.advance(minutes=13, seconds=5)
    await house.advance(minutes=6, seconds=55 + 29)
    assert said(house) == [("five", 20)]


def test_a_stopped_or_paused_clock_has_nothing_due() -> None:
    timer = clock(25)
    at_half = START + 12.5 * MINUTE
    mark = timer.mark_due(at_half)
    assert mark is not None
    assert mark.moment is Moment.HALF
    assert timer.pause(at_half).mark_due(at_half) is None
    assert timer.stop(at_half).mark_due(at_half) is None
    assert timer.pause(at_half).resume(at_half + MINUTE).mark_due(at_half + MINUTE) is None
