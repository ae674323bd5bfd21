"""A message that must stand once, as a value."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.people.model import Platform
from bot.post.model import FIRST_RETRY, LAST_RETRY, NONCE_LIFE, Place, Post, PostKey

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
POST = Post(PostKey(Place(Platform.DISCORD, "5"), "today", "1:2026-03-02"), "nonce", NOW, NOW)


def test_a_claim_was_not_tried_yet() -> None:
    assert POST.begun_at is None
    assert not POST.ended
    assert not POST.is_stale(NOW + timedelta(days=9))


def test_each_try_counts_and_the_first_one_is_remembered() -> None:
    later = NOW + timedelta(minutes=1)
    post = POST.begin(NOW).begin(later)
    assert (post.begun_at, post.tries) == (NOW, 2)


def test_a_nonce_is_safe_for_as_long_as_discord_surely_remembers_it() -> None:
    assert POST.nonce_is_safe(NOW + NONCE_LIFE - timedelta(microseconds=1))
    assert not POST.nonce_is_safe(NOW + NONCE_LIFE)
    assert POST.renew("other", NOW + NONCE_LIFE).nonce_is_safe(NOW + NONCE_LIFE)


def test_a_nonce_that_seems_to_come_from_the_future_is_not_safe() -> None:
    """The clock was set back: Discord may have forgotten the nonce for an hour by then."""
    assert POST.nonce_is_safe(NOW)
    assert not POST.nonce_is_safe(NOW - timedelta(microseconds=1))


def test_after_its_time_it_is_stale() -> None:
    post = Post(POST.key, "nonce", NOW, NOW, good_until=NOW + timedelta(minutes=15))
    assert not post.is_stale(NOW + timedelta(minutes=14, seconds=59))
    assert post.is_stale(NOW + timedelta(minutes=15))


steps = st.lists(st.sampled_from(["begin", "complete", "give up", "renew"]), max_size=20)


@given(steps)
def test_whatever_happens_the_first_end_stays(happened: list[str]) -> None:
    post = POST
    ends: list[tuple[str | None, datetime | None]] = []
    for number, step in enumerate(happened):
        now = NOW + timedelta(seconds=number)
        match step:
            case "begin":
                post = post.begin(now)
            case "complete":
                post = post.complete(f"m{number}", now)
            case "renew":
                post = post.renew(f"n{number}", now)
            case _:
                post = post.give_up(now)
        if post.ended:
            ends.append((post.message_id, post.ended_at))
    assert len(set(ends)) <= 1
    assert (post.message_id is None) or post.ended


@given(st.integers(0, 60))
def test_pauses_grow_up_to_a_limit(tries: int) -> None:
    post = Post(POST.key, "nonce", NOW, NOW, tries=tries)
    following = Post(POST.key, "nonce", NOW, NOW, tries=tries + 1)
    assert FIRST_RETRY <= post.pause() <= following.pause() <= LAST_RETRY
