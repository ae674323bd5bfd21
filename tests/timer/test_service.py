"""What becomes of a clock that people and alarms share."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from datetime import timedelta

import pytest

from bot.database import Transaction
from bot.people.model import Platform
from bot.post.model import Place, PostKey
from bot.timer.model import (
    END,
    STANDING,
    AlreadyRunning,
    BadLength,
    ClockEnded,
    Ending,
    NoClock,
    NotYourClock,
    TimerExtended,
    TimerId,
    TimerPaused,
    TimerRang,
    TimerResumed,
    TimerStarted,
    TimerStopped,
)
from bot.timer.store import TimerStore
from tests.timer.conftest import CHAT, FRIEND, HOST, LIVE, MODERATOR, STRANGER, STREAMER, VIEWER, House

MINUTE = timedelta(minutes=1)


async def test_a_clock_lives_from_start_to_ring_and_each_step_is_told(house: House) -> None:
    timer = await house.timers.start(HOST, "25 3sum", house.source(), "77")
    await house.advance(minutes=5)
    await house.timers.pause(HOST, house.source())
    await house.advance(minutes=3)
    await house.timers.resume(HOST, house.source())
    await house.timers.add(HOST, 5 * MINUTE, house.source())
    await house.advance(minutes=24, seconds=59)
    assert (await house.timers.look(HOST)).left(house.clock()) == timedelta(seconds=1)
    await house.advance(seconds=1)
    assert [type(event) for event in house.told] == [
        TimerStarted,
        TimerPaused,
        TimerResumed,
        TimerExtended,
        TimerRang,
    ]
    rung = await house.timers.get(timer.id)
    assert (rung.ending, rung.length, rung.rested(house.clock())) == (Ending.RANG, 30 * MINUTE, 3 * MINUTE)
    assert house.scheduler.alarms == {}
    with pytest.raises(NoClock):
        await house.timers.look(HOST)


async def test_a_clock_keeps_its_end_across_a_restart(house: House) -> None:
    timer = await house.timers.start(HOST, "25", house.source())
    await house.advance(minutes=10)
    after = house.restarted()
    await after.timers.resume_all()
    assert (await after.timers.look(HOST)).ends_at == timer.ends_at
    await after.advance(minutes=15)
    assert [type(event) for event in house.told] == [TimerStarted, TimerRang]


async def test_a_paused_clock_stays_paused_across_a_restart(house: House) -> None:
    await house.timers.start(HOST, "25", house.source())
    await house.advance(minutes=10)
    await house.timers.pause(HOST, house.source())
    after = house.restarted()
    await after.timers.resume_all()
    await after.advance(days=1)
    assert (await after.timers.look(HOST)).left(after.clock()) == 15 * MINUTE


@pytest.mark.parametrize(("away", "told"), [(25, True), (39, True), (40, False), (6000, False)])
async def test_an_overdue_clock_is_closed_once_and_told_only_while_it_is_news(
    house: House, away: int, told: bool
) -> None:
    timer = await house.timers.start(HOST, "25", house.source())
    house.clock.advance(minutes=away)
    after = house.restarted()
    await after.timers.resume_all()
    await after.timers.resume_all()
    await after.timers.ring(timer.id)
    closed = await after.timers.get(timer.id)
    ended = closed.ended_at
    assert ended is not None
    assert ended == timer.ends_at
    ends = [post for post in await after.claims() if post.key.kind == END]
    assert {post.key.place for post in ends} == ({LIVE, CHAT} if told else set())
    assert {post.good_until for post in ends} <= {ended + timedelta(minutes=15)}
    await house.bus.drain()
    assert [type(event) for event in house.told] == [TimerStarted, TimerRang]


async def test_an_alarm_that_rings_early_is_armed_again(house: House) -> None:
    timer = await house.timers.start(HOST, "25", house.source())
    await house.bus.drain()
    house.scheduler.alarms.clear()
    await house.timers.ring(timer.id)
    assert house.scheduler.next_due() == timer.started_at + 12.5 * MINUTE
    assert not (await house.timers.get(timer.id)).ended


async def test_the_same_message_replayed_changes_nothing(house: House) -> None:
    start, more, pause, stop = (house.source() for _ in range(4))
    first = await house.timers.start(HOST, "25", start)
    assert await house.timers.start(HOST, "25", start) == first
    await house.timers.add(HOST, 5 * MINUTE, more)
    assert (await house.timers.add(HOST, 5 * MINUTE, more)).length == 30 * MINUTE
    await house.timers.pause(HOST, pause)
    assert (await house.timers.pause(HOST, pause)).paused
    await house.timers.stop(HOST, stop)
    assert (await house.timers.stop(HOST, stop)).ending is Ending.STOPPED
    assert (await house.timers.start(HOST, "25", start)).id == first.id
    await house.bus.drain()
    assert len(house.told) == 4


async def test_a_second_clock_is_refused_with_what_is_left(house: House) -> None:
    await house.timers.start(HOST, "25", house.source())
    house.clock.advance(minutes=12, seconds=20)
    with pytest.raises(AlreadyRunning, match=r"running: 12:40 left\. `!timer stop` ends it"):
        await house.timers.start(STREAMER, "25", house.source(Platform.TWITCH))
    await house.timers.pause(HOST, house.source())
    with pytest.raises(AlreadyRunning, match="paused: 12:40 left"):
        await house.timers.start(HOST, "25", house.source())
    assert len(await house.timers.recent()) == 1


async def test_a_clock_that_ran_out_a_moment_ago_makes_room_for_the_next(house: House) -> None:
    first = await house.timers.start(HOST, "25", house.source())
    house.clock.advance(minutes=25)
    second = await house.timers.start(HOST, "10", house.source())
    assert (await house.timers.get(first.id)).ending is Ending.RANG
    assert (await house.timers.look(HOST)).id == second.id


async def test_each_candidate_has_a_clock_of_their_own_and_the_host_lends_his_to_the_rest(
    house: House,
) -> None:
    hosts = await house.timers.start(HOST, "25", house.source())
    bens = await house.timers.start(FRIEND, "10", house.source())
    assert (await house.timers.look(FRIEND)).id == bens.id
    assert (await house.timers.look(STRANGER)).id == hosts.id
    assert (await house.timers.look(VIEWER)).id == hosts.id
    assert (await house.timers.current()) == hosts
    assert (await house.timers.live(bens.person_id)) == bens


async def test_only_its_candidate_the_broadcaster_and_moderators_change_a_clock(house: House) -> None:
    for stranger in (STRANGER, VIEWER):
        with pytest.raises(NotYourClock, match="Only Ana, the broadcaster and moderators"):
            await house.timers.start(stranger, "25", house.source(stranger.platform))
    timer = await house.timers.start(MODERATOR, "25", house.source())
    for stranger in (STRANGER, VIEWER):
        for change in (house.timers.pause, house.timers.resume, house.timers.stop):
            with pytest.raises(NotYourClock):
                await change(stranger, house.source())
    with pytest.raises(NotYourClock):
        await house.timers.pause(FRIEND, house.source(), timer.id)
    for allowed in (HOST, STREAMER, MODERATOR):
        await house.timers.add(allowed, MINUTE, house.source(allowed.platform))
    assert (await house.timers.look(HOST)).length == 28 * MINUTE


async def test_a_button_names_its_own_clock_and_is_refused_when_that_is_over(house: House) -> None:
    timer = await house.timers.start(HOST, "25", house.source())
    await house.timers.stop(HOST, house.source())
    await house.timers.start(HOST, "10", house.source())
    with pytest.raises(ClockEnded):
        await house.timers.pause(HOST, house.source(), timer.id)
    with pytest.raises(NoClock):
        await house.timers.pause(HOST, house.source(), TimerId(999))


async def test_a_clock_from_discord_is_mirrored_there_and_announced_in_chat(house: House) -> None:
    timer = await house.timers.start(HOST, "3sum", house.source(), "77")
    here = Place(Platform.DISCORD, "77")
    assert {post.key for post in await house.claims()} == {
        PostKey(here, STANDING, str(timer.id)),
        PostKey(CHAT, STANDING, str(timer.id)),
    }
    await house.advance(minutes=25)
    ends = {post.key.place for post in await house.claims() if post.key.kind == END}
    assert ends == {here, CHAT}


async def test_a_clock_from_chat_is_mirrored_in_the_live_channel_and_answered_where_it_was_asked(
    house: House,
) -> None:
    timer = await house.timers.start(STREAMER, "25", house.source(Platform.TWITCH))
    assert [post.key for post in await house.claims()] == [PostKey(LIVE, STANDING, str(timer.id))]


async def test_another_candidates_clock_is_nobodys_business_in_chat(house: House) -> None:
    await house.timers.start(FRIEND, "10", house.source(), "77")
    await house.advance(minutes=10)
    assert {post.key.place.platform for post in await house.claims()} == {Platform.DISCORD}


async def test_a_place_that_becomes_known_later_is_spoken_in(house: House) -> None:
    elsewhere = Place(Platform.TWITCH, "901")
    house.timers.announce_in(elsewhere)
    await house.timers.start(HOST, "25", house.source(), "77")
    assert elsewhere in {post.key.place for post in await house.claims()}
    assert CHAT not in {post.key.place for post in await house.claims()}


async def test_stopping_ends_the_alarm_and_claims_no_end(house: House) -> None:
    await house.timers.start(HOST, "25", house.source())
    await house.bus.drain()
    await house.timers.stop(HOST, house.source())
    await house.bus.drain()
    assert house.scheduler.alarms == {}
    assert isinstance(house.told[-1], TimerStopped)
    assert [post for post in await house.claims() if post.key.kind == END] == []


async def test_again_is_the_same_clock_from_the_beginning(house: House) -> None:
    old = await house.timers.start(HOST, "3sum 30", house.source(), "77")
    await house.advance(minutes=30)
    new = await house.timers.again(MODERATOR, old.id, house.source(), "77")
    assert (new.label, new.length, new.problem, new.person_id) == (
        "3Sum",
        30 * MINUTE,
        15,
        old.person_id,
    )
    with pytest.raises(NotYourClock):
        await house.timers.again(FRIEND, old.id, house.source(), "77")


@pytest.mark.parametrize("what", ["0", "301", "9999"])
async def test_a_length_out_of_range_is_refused_before_anything_is_written(house: House, what: str) -> None:
    with pytest.raises(BadLength):
        await house.timers.start(HOST, what, house.source())
    assert await house.timers.current() is None


async def test_the_database_itself_allows_one_open_clock_for_each_person(house: House) -> None:
    timer = await house.timers.start(HOST, "25", house.source())

    def twice(tx: Transaction) -> None:
        TimerStore(tx).add(timer)

    with pytest.raises(sqlite3.IntegrityError):
        await house.database.write(twice)


async def test_a_clock_comes_back_from_the_database_to_the_microsecond(house: House) -> None:
    house.clock.advance(microseconds=123_457)
    timer = await house.timers.start(HOST, "25 3sum", house.source(), "77")
    house.clock.advance(microseconds=1_000_001)
    paused = await house.timers.pause(HOST, house.source())
    assert paused.spent == timedelta(microseconds=1_000_001)
    assert await house.timers.get(timer.id) == paused


async def test_the_alarm_is_armed_though_nobody_waits_for_the_start_any_more(house: House) -> None:
    asking = asyncio.create_task(house.timers.start(HOST, "25", house.source()))
    await asyncio.sleep(0)
    asking.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asking
    # the cancelled unit is on its way; whatever is written after it comes after it
    with pytest.raises(AlreadyRunning):
        await house.timers.start(HOST, "25", house.source())
    await house.bus.drain()
    assert len(house.scheduler.alarms) == 1


async def test_a_clock_on_the_wall_that_is_set_back_lengthens_no_clock_and_repeats_no_mark(
    house: House,
) -> None:
    timer = await house.timers.start(HOST, "25", house.source())
    other = await house.timers.start(FRIEND, "30", house.source())
    await house.timers.pause(FRIEND, house.source())
    await house.advance(minutes=13)
    told = len(await house.claims())
    house.clock.advance(hours=-1)
    await house.timers.set_back(60 * MINUTE)
    await house.advance()
    assert (await house.timers.get(timer.id)).left(house.clock()) == 12 * MINUTE
    await house.timers.set_back(timedelta())  # seen twice is harmless
    await house.advance(minutes=2)
    assert len(await house.claims()) == told
    await house.advance(minutes=9, seconds=59)
    assert not (await house.timers.get(timer.id)).ended
    await house.advance(seconds=1)
    rung = await house.timers.get(timer.id)
    assert (rung.ending, rung.ended_at) == (Ending.RANG, house.clock())
    ends = [post for post in await house.claims() if post.key.kind == END]
    assert {post.key.place for post in ends} == {LIVE, CHAT}
    assert (await house.timers.get(other.id)).paused


async def test_after_a_restart_with_an_earlier_clock_nothing_rings_twice_and_nothing_is_lost(
    house: House,
) -> None:
    ended = await house.timers.start(HOST, "5", house.source())
    await house.advance(minutes=5)
    running = await house.timers.start(HOST, "25", house.source())
    house.clock.advance(hours=-1)
    house = house.restarted()
    claims = len(await house.claims())
    await house.timers.resume_all()
    await house.advance(minutes=1)
    assert len(await house.claims()) == claims
    assert (await house.timers.get(ended.id)).ending is Ending.RANG
    # nobody knows how long it has been away: the clock keeps the end that stands in the file
    assert (await house.timers.get(running.id)).left(house.clock()) == 25 * MINUTE
    await house.advance(hours=1, minutes=24)
    assert (await house.timers.get(running.id)).ending is Ending.RANG
