"""A clock that is set, or a machine that slept, is seen; a clock that only goes on is not."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path
from time import monotonic

import pytest

from bot.app import open_app
from bot.clock import MovableClock, system_clock
from bot.clock_watch import ClockWatch
from bot.config import load_config
from bot.database import Transaction, open_database
from bot.people.model import Person, PersonId, Platform
from bot.people.store import PeopleStore
from bot.post.model import Place, PostKey
from bot.post.store import PostStore
from bot.scheduler import AlarmScheduler
from bot.timer.model import Timer
from bot.timer.store import TimerStore
from tests.clockwork import FakeClock
from tests.fresh import fresh_file
from tests.test_scheduler import Bell

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


class Machine:
    """A machine with a clock that can be set, and a counter that cannot."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.counted = 100.0
        self.seen: list[timedelta] = []
        self.watch = ClockWatch(self.clock, lambda: self.counted, self.seen.append)

    def passes(self, seconds: float, *, step: timedelta = timedelta()) -> None:
        """So much time passes, the clock is set by `step` meanwhile, and somebody looks."""
        self.counted += seconds
        self.clock.now += timedelta(seconds=seconds) + step
        self.watch.look()


def test_a_step_is_told_once_with_its_direction_and_time_that_passes_is_none() -> None:
    machine = Machine()
    machine.passes(5)
    machine.passes(7_200)  # the event loop was held up: both went on
    machine.passes(5, step=timedelta(milliseconds=3))
    assert machine.seen == []
    machine.passes(5, step=-HOUR)
    machine.passes(5)
    machine.passes(5, step=HOUR)
    assert machine.seen == [-HOUR, HOUR]


@pytest.mark.parametrize("step", [2 * HOUR, -2 * HOUR])
async def test_alarms_follow_a_clock_that_was_set_behind_their_back(step: timedelta) -> None:
    """Ahead, they would have rung two hours late; back, whatever has not come yet stays silent."""
    clock, bell = MovableClock(), Bell()
    async with AlarmScheduler(clock) as alarms:
        watch = ClockWatch(clock, monotonic, lambda _: alarms.rearm())
        alarms.at(clock() + HOUR, "in an hour", bell("in an hour"))
        alarms.at(clock() + timedelta(milliseconds=20), "now", bell("now"))
        clock.offset += step
        watch.look()
        alarms.at(clock() + timedelta(milliseconds=60), "fence", bell("fence"))
        await bell.hears("fence")
    assert sorted(bell.rung) == (["fence", "in an hour", "now"] if step > timedelta() else ["fence"])


async def test_the_bot_follows_a_clock_that_is_set_back_with_what_runs_and_what_waits(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(
        f'database = "{tmp_path / "greenroom.db"}"\n[candidate]\nname = "Sam"\n[overlay]\nport = 0\n'
        '[discord]\ntoken = "x"\nguild_id = 1\nassignments_channel = 1\n'
    )
    config.chmod(0o600)
    fresh_file(tmp_path / "greenroom.db")
    ahead = system_clock() + HOUR
    key = PostKey(Place(Platform.DISCORD, "1"), "today", "1:2026-03-02")

    def rows(tx: Transaction) -> Timer:
        sam = Person(PersonId(0), "Sam", "UTC", time(4), time(7), is_host=True, discord_id=1)
        person = PeopleStore(tx).add(sam, ahead)
        PostStore(tx).claim(key, ahead)
        return TimerStore(tx).add(Timer.start(person.id, 25 * MINUTE, ahead - 5 * MINUTE))

    async with open_database(tmp_path / "greenroom.db", lambda _: None) as database:
        running = await database.write(rows)
    async with open_app(load_config(config)) as app:
        await app.follow_clock(-HOUR)
    async with open_database(tmp_path / "greenroom.db", lambda _: None) as database:
        timer = await database.read(lambda tx: TimerStore(tx).get(running.id))
        post = await database.read(lambda tx: PostStore(tx).get(key))
    assert 19 * MINUTE < timer.left(system_clock()) <= 20 * MINUTE
    assert post.claimed_at == ahead - HOUR
