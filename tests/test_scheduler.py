"""Alarms over the real APScheduler: late ones ring, moved clocks are followed, one failure harms nobody."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from datetime import timedelta

import pytest

from bot.clock import MovableClock
from bot.scheduler import Action, AlarmScheduler

PATIENCE = 5.0
"""Seconds until a test that waits for a ring gives up."""


class Bell:
    """Remembers what rang, in order."""

    def __init__(self) -> None:
        self.rung: list[str] = []
        self._news = asyncio.Event()

    def __call__(self, name: str) -> Action:
        """An action that rings under this name."""

        async def ring() -> None:
            self.rung.append(name)
            self._news.set()

        return ring

    async def hears(self, name: str) -> None:
        """Wait until it rang."""
        async with asyncio.timeout(PATIENCE):
            while name not in self.rung:
                self._news.clear()
                await self._news.wait()


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def bell() -> Bell:
    return Bell()


@pytest.fixture
async def alarms(clock: MovableClock) -> AsyncGenerator[AlarmScheduler]:
    async with AlarmScheduler(clock) as scheduler:
        yield scheduler


async def test_an_alarm_rings_at_its_time_and_once(
    alarms: AlarmScheduler, clock: MovableClock, bell: Bell
) -> None:
    when = clock() + timedelta(milliseconds=30)
    alarms.at(when, "a", bell("a"))
    await bell.hears("a")
    assert clock() >= when
    alarms.at(clock() + timedelta(milliseconds=20), "fence", bell("fence"))
    await bell.hears("fence")
    assert bell.rung == ["a", "fence"]


@pytest.mark.parametrize("late", [timedelta(seconds=2), timedelta(days=3), timedelta(days=400)])
async def test_a_late_alarm_still_rings(
    alarms: AlarmScheduler, clock: MovableClock, bell: Bell, late: timedelta
) -> None:
    """APScheduler's own default drops what is a second late, with a warning only."""
    alarms.at(clock() - late, "a", bell("a"))
    await bell.hears("a")


async def test_an_alarm_set_again_rings_at_the_new_time_only(
    alarms: AlarmScheduler, clock: MovableClock, bell: Bell
) -> None:
    alarms.at(clock() + timedelta(milliseconds=10), "a", bell("old"))
    alarms.at(clock() + timedelta(milliseconds=40), "a", bell("new"))
    await bell.hears("new")
    assert bell.rung == ["new"]


async def test_an_alarm_can_be_set_later_than_it_was(
    alarms: AlarmScheduler, clock: MovableClock, bell: Bell
) -> None:
    alarms.at(clock() + timedelta(milliseconds=10), "a", bell("a"))
    alarms.at(clock() + timedelta(hours=1), "a", bell("a"))
    alarms.at(clock() + timedelta(milliseconds=40), "fence", bell("fence"))
    await bell.hears("fence")
    assert bell.rung == ["fence"]


async def test_a_cancelled_alarm_is_silent_and_an_unknown_key_is_fine(
    alarms: AlarmScheduler, clock: MovableClock, bell: Bell
) -> None:
    alarms.at(clock() + timedelta(milliseconds=10), "a", bell("a"))
    alarms.at(clock() - timedelta(hours=1), "overdue", bell("overdue"))
    alarms.cancel("a")
    alarms.cancel("overdue")
    alarms.cancel("never heard of")
    alarms.at(clock() + timedelta(milliseconds=30), "fence", bell("fence"))
    await bell.hears("fence")
    assert bell.rung == ["fence"]
    alarms.cancel("fence")


async def test_an_action_that_fails_is_logged_and_harms_no_other(
    alarms: AlarmScheduler, clock: MovableClock, bell: Bell, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail() -> None:
        raise RuntimeError("no bell")

    with caplog.at_level(logging.ERROR):
        alarms.at(clock() - timedelta(seconds=1), "broken", fail)
        alarms.at(clock() + timedelta(milliseconds=20), "whole", bell("whole"))
        await bell.hears("whole")
    assert "the alarm broken failed" in caplog.text
    assert "no bell" in caplog.text


async def test_an_action_that_takes_long_holds_up_no_other(
    alarms: AlarmScheduler, clock: MovableClock, bell: Bell
) -> None:
    released = asyncio.Event()

    async def long() -> None:
        await released.wait()
        await bell("long")()

    alarms.at(clock(), "long", long)
    alarms.at(clock() + timedelta(milliseconds=20), "short", bell("short"))
    await bell.hears("short")
    released.set()
    await bell.hears("long")


async def test_an_action_may_set_its_own_alarm_anew(
    alarms: AlarmScheduler, clock: MovableClock, bell: Bell
) -> None:
    async def first() -> None:
        await bell("first")()
        alarms.at(clock() + timedelta(milliseconds=10), "daily", bell("second"))

    alarms.at(clock(), "daily", first)
    await bell.hears("second")
    assert bell.rung == ["first", "second"]


async def test_alarms_follow_a_clock_that_is_moved_forward(
    alarms: AlarmScheduler, clock: MovableClock, bell: Bell
) -> None:
    alarms.at(clock() + timedelta(hours=1), "in an hour", bell("in an hour"))
    alarms.at(clock() + timedelta(hours=3), "in three", bell("in three"))
    clock.offset += timedelta(hours=2)
    alarms.rearm()
    await bell.hears("in an hour")
    assert bell.rung == ["in an hour"]


async def test_alarms_follow_a_clock_that_is_moved_back(
    alarms: AlarmScheduler, clock: MovableClock, bell: Bell
) -> None:
    alarms.at(clock() + timedelta(milliseconds=20), "a", bell("a"))
    clock.offset -= timedelta(hours=1)
    alarms.rearm()
    alarms.at(clock() + timedelta(milliseconds=40), "fence", bell("fence"))
    await bell.hears("fence")
    assert bell.rung == ["fence"]


async def test_alarms_of_a_clock_far_from_the_real_one_ring_by_that_clock(bell: Bell) -> None:
    clock = MovableClock(timedelta(days=-500))
    async with AlarmScheduler(clock) as alarms:
        alarms.at(clock() + timedelta(milliseconds=20), "a", bell("a"))
        alarms.at(clock() + timedelta(hours=1), "later", bell("later"))
        await bell.hears("a")
    assert bell.rung == ["a"]


async def test_what_rings_at_the_end_may_finish(clock: MovableClock, bell: Bell) -> None:
    begun, released = asyncio.Event(), asyncio.Event()

    async def ring() -> None:
        begun.set()
        await released.wait()
        await bell("finished")()

    async with AlarmScheduler(clock) as alarms:
        alarms.at(clock(), "a", ring)
        alarms.at(clock() + timedelta(hours=1), "never", bell("never"))
        await asyncio.wait_for(begun.wait(), PATIENCE)
        asyncio.get_running_loop().call_later(0.02, released.set)
    assert bell.rung == ["finished"]
