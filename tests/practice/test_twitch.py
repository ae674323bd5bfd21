"""The log in Twitch chat, through TwitchIO's own parser."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.curriculum.programme import load_catalogue
from bot.people.model import PersonId
from bot.practice.model import NOTE_LIMIT, Attempt, AttemptId, Logged, Shown, Undone, tidy
from bot.practice.store import PracticeStore
from cogs.practice import chat as lines
from cogs.practice import text
from cogs.words import DISCORD_CONTENT, TWITCH_LINE
from tests.channel import Channel, open_channel
from tests.twitch.chat import message

CATALOGUE = load_catalogue()


@pytest.fixture
async def channel(tmp_path: Path) -> AsyncGenerator[Channel]:
    async with open_channel(tmp_path, ["cogs.practice.component"]) as opened:
        yield opened


async def log(channel: Channel) -> list[Attempt]:
    host = await channel.services.people.host()
    assert host is not None
    return await channel.database.read(lambda tx: PracticeStore(tx).attempts(host.id))


async def test_the_streamer_logs_in_one_line(channel: Channel) -> None:
    said = await channel.chat.say("candice", "!solved two-sum 18 hash the complement")
    assert said == ["Two Sum solved in 18 min. Again tomorrow."]
    assert await channel.chat.say("candice", "!failed 15 25") == [
        "3Sum not solved after 25 min. Again tomorrow."
    ]
    first, second = await log(channel)
    assert (first.problem, first.minutes, first.note) == (1, 18, "hash the complement")
    assert (second.problem, second.solved) == (15, False)


async def test_the_invisible_end_that_chat_clients_add_is_no_note(channel: Channel) -> None:
    await channel.chat.say("candice", "!solved two-sum 18 \U000e0000")
    (attempt,) = await log(channel)
    assert attempt.note == ""


async def test_quotes_are_just_quotes(channel: Channel) -> None:
    await channel.chat.say("candice", '!solved two-sum 18 say "hash')
    (attempt,) = await log(channel)
    assert attempt.note == 'say "hash'


@pytest.mark.parametrize("words", ["!solved two-sum", "!failed two-sum", "!undo"])
async def test_viewers_and_moderators_get_one_calm_refusal(channel: Channel, words: str) -> None:
    await channel.chat.say("candice", "!solved 3sum")
    for who, badges in (("vi", ()), ("mo", ("moderator",))):
        assert await channel.chat.say(who, words, badges=badges) == ["Only the streamer logs problems here."]
    assert [attempt.problem for attempt in await log(channel)] == [15]


async def test_undo_takes_back_and_counts_what_remains(channel: Channel) -> None:
    await channel.chat.say("candice", "!solved two-sum 18")
    await channel.chat.say("candice", "!solved 3sum")
    assert await channel.chat.say("candice", "!undo") == [
        "Took back 3Sum, solved; today's log still holds 1 entry."
    ]
    assert await channel.chat.say("candice", "!undo") == [
        "Took back Two Sum, solved in 18 min; today's log is empty now."
    ]
    assert await channel.chat.say("candice", "!undo") == ["There is nothing in your log to take back."]


async def test_the_same_message_delivered_twice_logs_once(channel: Channel) -> None:
    """EventSub delivers at least once; the second time under another event id is the same message still."""
    one = message("candice", "!solved two-sum 18", message_id="m1", event_id="e1")
    other = message("candice", "!solved two-sum 18", message_id="m1", event_id="e2")
    await channel.chat.feed(one)
    await channel.chat.feed(one)
    await channel.chat.feed(other)
    assert len(await log(channel)) == 1


async def test_a_line_without_a_problem_asks_for_one_where_none_is_on(channel: Channel) -> None:
    assert await channel.chat.say("candice", "!solved") == [
        "No problem is on right now. Name the one you mean: !solved 3sum 18."
    ]


async def test_before_the_channel_is_known_the_streamer_is_told_how_to_make_it_so(tmp_path: Path) -> None:
    async with open_channel(tmp_path, ["cogs.practice.component"], linked=False) as channel:
        assert await channel.chat.say("candice", "!solved two-sum") == [
            "I don't know yet whose channel this is. The candidate can tell me with /link in Discord."
        ]


attempts = st.builds(
    Attempt,
    st.just(AttemptId(1)),
    st.just(PersonId(1)),
    st.integers(1, 10**6),
    st.booleans(),
    st.none() | st.integers(1, 600),
    st.booleans(),
    st.text(max_size=NOTE_LIMIT),
    st.just(datetime(2026, 3, 2, tzinfo=UTC)),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
)
problems = st.sampled_from(list(CATALOGUE))
days = st.dates(date(2020, 1, 1), date(2030, 1, 1))


ATTEMPT = Attempt(
    AttemptId(2), PersonId(1), 1, True, None, True, "", datetime(2026, 3, 2, tzinfo=UTC), date(2026, 3, 2)
)


@given(
    st.builds(
        Logged,
        attempts,
        st.none() | problems,
        days,
        st.none() | days,
        st.none() | st.just("Solved on try 2."),
    )
)
def test_any_logged_attempt_fits_both_platforms(done: Logged) -> None:
    assert len(text.logged(done)) <= DISCORD_CONTENT
    line = lines.logged(done)
    assert len(line) <= TWITCH_LINE
    assert "\n" not in line
    assert not line.startswith(("/", "."))


@given(
    st.builds(
        Undone,
        st.builds(Shown, attempts, st.none() | problems),
        days,
        st.lists(problems.map(lambda one: Shown(ATTEMPT, one)), max_size=150).map(tuple),
        st.just(1),
        st.just("") | st.text(max_size=60).map(tidy),
    )
)
def test_any_undone_attempt_fits_both_platforms(back: Undone) -> None:
    assert len(text.undone(back)) <= 900
    line = lines.undone(back)
    assert len(line) <= TWITCH_LINE
    assert "\n" not in line
