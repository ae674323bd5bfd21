"""A claim is seen through: begun, completed, tried again, given up in time; on a real SQLite file."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncGenerator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec import Struct
from msgspec.structs import replace

from bot.database import Database, Transaction, open_database
from bot.events import Event
from bot.people.model import Platform
from bot.post.model import FIRST_RETRY, Place, Post, PostDue, PostKey, PostStale
from bot.post.service import PostService
from bot.post.store import PostStore, draw_nonce
from tests.clockwork import FakeClock, ManualScheduler
from tests.fresh import fresh_file

KEY = PostKey(Place(Platform.DISCORD, "5"), "today", "1:2026-03-02")


class Stage(Struct):
    path: Path
    database: Database
    clock: FakeClock
    scheduler: ManualScheduler
    posts: PostService
    told: list[Event]

    async def claim(self, key: PostKey = KEY, good_until: datetime | None = None) -> Post:
        return await self.database.write(lambda tx: PostStore(tx).claim(key, self.clock(), good_until))


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncGenerator[Stage]:
    path = tmp_path / "greenroom.db"
    fresh_file(path)
    told: list[Event] = []
    clock = FakeClock()
    scheduler = ManualScheduler(clock)
    async with open_database(path, told.append) as database:
        yield Stage(path, database, clock, scheduler, PostService(database, clock, scheduler), told)


async def test_a_claim_is_announced_and_a_held_one_is_not(stage: Stage) -> None:
    post = await stage.claim()
    assert stage.told == [PostDue(post)]
    assert await stage.claim() == post
    assert stage.told == [PostDue(post)]


async def test_a_claim_belongs_to_the_transaction_it_is_made_in(stage: Stage) -> None:
    def unit(tx: Transaction) -> None:
        PostStore(tx).claim(KEY, stage.clock())
        raise RuntimeError("the rest failed")

    with pytest.raises(RuntimeError):
        await stage.database.write(unit)
    assert await stage.posts.find(KEY) is None
    assert stage.told == []


async def test_what_differs_in_any_part_of_the_key_is_another_post(stage: Stage) -> None:
    keys = [
        KEY,
        replace(KEY, kind="timer"),
        replace(KEY, subject="2:2026-03-02"),
        replace(KEY, place=Place(Platform.DISCORD, "6")),
        replace(KEY, place=Place(Platform.TWITCH, "5")),
    ]
    posts = [await stage.claim(key) for key in keys]
    assert len({post.nonce for post in posts}) == len(keys)
    assert [post.key for post in await stage.posts.about("today", KEY.subject)] == [keys[0], keys[3], keys[4]]


async def test_a_post_is_begun_and_completed_once(stage: Stage) -> None:
    claimed = await stage.claim()
    before = await stage.posts.begin(KEY)
    assert before == claimed
    assert before is not None
    assert before.begun_at is None
    done = await stage.posts.complete(KEY, "77")
    assert (done.message_id, done.ended_at, done.tries) == ("77", stage.clock(), 1)
    assert await stage.posts.begin(KEY) is None
    assert (await stage.posts.complete(KEY, "78")).message_id == "77"
    assert await stage.posts.find(KEY) == done


async def test_whoever_begins_again_is_told_that_it_was_tried(stage: Stage) -> None:
    await stage.claim()
    await stage.posts.begin(KEY)
    first = stage.clock()
    stage.clock.advance(seconds=30)
    before = await stage.posts.begin(KEY)
    assert before is not None
    assert (before.begun_at, before.tries) == (first, 1)


async def test_a_post_whose_time_is_over_is_given_up(stage: Stage) -> None:
    await stage.claim(good_until=stage.clock() + timedelta(minutes=15))
    stage.clock.advance(minutes=15)
    assert await stage.posts.begin(KEY) is None
    post = await stage.posts.find(KEY)
    assert post is not None
    assert (post.ended, post.message_id) == (True, None)


async def test_a_failed_try_is_announced_again_after_a_pause_that_doubles(stage: Stage) -> None:
    await stage.claim()
    stage.told.clear()
    for factor in (1, 2, 4):
        await stage.posts.begin(KEY)
        await stage.posts.try_again(KEY)
        stage.clock.now += FIRST_RETRY * factor - timedelta(milliseconds=1)
        assert await stage.scheduler.ring_due() == 0
        stage.clock.now += timedelta(milliseconds=1)
        assert await stage.scheduler.ring_due() == 1
    assert [event.post.key for event in stage.told if isinstance(event, PostDue)] == [KEY] * 3


async def test_what_ended_meanwhile_is_not_announced_again(stage: Stage) -> None:
    await stage.claim()
    await stage.posts.begin(KEY)
    await stage.posts.try_again(KEY)
    await stage.posts.complete(KEY, "77")
    stage.told.clear()
    stage.clock.advance(hours=1)
    await stage.scheduler.ring_due()
    await stage.posts.try_again(KEY)
    assert stage.told == []
    assert stage.scheduler.alarms == {}


async def test_a_message_that_shows_an_old_state_is_announced_until_it_is_drawn(stage: Stage) -> None:
    await stage.claim()
    done = await stage.posts.complete(KEY, "77")
    stage.told.clear()
    for factor in (1, 2):
        stage.posts.draw_again(KEY)
        stage.clock.now += FIRST_RETRY * factor
        assert await stage.scheduler.ring_due() == 1
    assert stage.told == [PostStale(done)] * 2
    stage.posts.draw_again(KEY)
    stage.posts.drawn(KEY)
    assert stage.scheduler.alarms == {}


async def test_a_message_that_was_forgotten_before_it_could_be_drawn_is_no_longer_announced(
    stage: Stage,
) -> None:
    await stage.claim()
    await stage.posts.complete(KEY, "77")
    stage.posts.draw_again(KEY)
    await stage.database.write(lambda tx: tx.execute("DELETE FROM posts"))
    stage.told.clear()
    stage.clock.advance(minutes=1)
    assert await stage.scheduler.ring_due() == 1
    assert stage.told == []


async def test_a_fresh_nonce_replaces_the_one_that_discord_forgot(stage: Stage) -> None:
    old = await stage.claim()
    stage.clock.advance(minutes=3)
    fresh = await stage.posts.renew(KEY)
    assert fresh.nonce != old.nonce
    assert (fresh.nonce_at, fresh.claimed_at) == (stage.clock(), old.claimed_at)
    assert fresh.nonce_is_safe(stage.clock())


async def test_after_a_restart_every_waiting_claim_is_announced_oldest_first(stage: Stage) -> None:
    waiting = [await stage.claim(replace(KEY, subject=f"{number}")) for number in range(3)]
    done, given_up = replace(KEY, subject="done"), replace(KEY, subject="given up")
    await stage.claim(done)
    await stage.posts.complete(done, "1")
    await stage.claim(given_up)
    await stage.posts.give_up(given_up)
    told: list[Event] = []
    async with open_database(stage.path, told.append) as database:
        await PostService(database, stage.clock, stage.scheduler).resume()
    assert told == [PostDue(post) for post in waiting]


async def test_two_who_begin_at_the_same_moment_are_told_apart(stage: Stage) -> None:
    """The second sees that it was begun, so that a line on Twitch is not said twice."""
    await stage.claim()
    both = await asyncio.gather(stage.posts.begin(KEY), stage.posts.begin(KEY))
    assert sorted(post.tries for post in both if post is not None) == [0, 1]


async def test_what_nobody_claimed_or_everybody_forgot_is_not_sent(stage: Stage) -> None:
    assert await stage.posts.find(KEY) is None
    assert await stage.posts.about("today", KEY.subject) == []
    assert await stage.posts.begin(KEY) is None
    with pytest.raises(LookupError, match="nobody claimed"):
        await stage.posts.complete(KEY, "1")


async def test_a_nonce_is_short_enough_for_discord_and_never_drawn_twice(stage: Stage) -> None:
    nonces = {draw_nonce() for _ in range(200)}
    assert len(nonces) == 200
    assert max(map(len, nonces)) <= 25
    one = await stage.claim()
    other = await stage.claim(replace(KEY, subject="other"))
    with pytest.raises(sqlite3.IntegrityError):
        await stage.database.write(lambda tx: PostStore(tx).save(replace(other, nonce=one.nonce)))


async def test_what_waits_when_the_clock_is_set_back_keeps_its_age(stage: Stage) -> None:
    await stage.claim()
    done = replace(KEY, subject="2:2026-03-02")
    await stage.claim(done)
    completed = await stage.posts.complete(done, "77")
    await stage.posts.begin(KEY)
    stage.clock.advance(minutes=1)
    await stage.posts.try_again(KEY)
    stage.clock.advance(hours=-1)
    await stage.posts.set_back(timedelta(hours=1))
    post = await stage.posts.find(KEY)
    assert post is not None
    # else it would be looked for among the messages of an hour that is still to come
    assert (post.claimed_at, post.begun_at, post.nonce_at) == (stage.clock() - timedelta(minutes=1),) * 3
    assert post.nonce_is_safe(stage.clock())
    assert await stage.posts.find(done) == completed
    stage.told.clear()
    await stage.posts.resume()
    assert stage.told == [PostDue(post)]
