"""The pattern game as chat meets it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.people.model import Actor, Platform
from bot.post.model import Place
from tests.channel import HOST_ON_DISCORD, Channel, open_channel
from tests.test_query_plans import overheard
from tests.twitch.chat import CHANNEL_ID

HOST = Actor(Platform.DISCORD, str(HOST_ON_DISCORD), "Candice")


@pytest.fixture
async def channel(tmp_path: Path) -> AsyncGenerator[Channel]:
    async with open_channel(tmp_path, ["cogs.timer.component", "cogs.pattern.component"]) as opened:
        here = Place(Platform.TWITCH, CHANNEL_ID)
        opened.services.timers.announce_in(here)
        for place in (here, Place(Platform.DISCORD, "500")):
            opened.services.patterns.announce_in(place)
        yield opened


async def said(channel: Channel, who: str, words: str, **about: object) -> list[str]:
    """Somebody writes; everything that comes of it."""
    before = len(channel.chat.lines)
    await channel.chat.say(who, words, **about)
    await channel.services.bus.drain()
    await channel.chat.bot.settled()
    return channel.chat.lines[before:]


async def settle(channel: Channel, **by: float) -> list[str]:
    """Time passes and the round's alarm rings; what is said then."""
    before = len(channel.chat.lines)
    channel.clock.advance(**by)
    view = await channel.services.patterns.current()
    assert view is not None
    await channel.services.patterns.settle(view.round.id)
    await channel.services.bus.drain()
    await channel.chat.bot.settled()
    return channel.chat.lines[before:]


async def total(channel: Channel) -> int:
    """How many have guessed."""
    view = await channel.services.patterns.current()
    assert view is not None
    return view.tally.total


async def test_a_round_from_the_opening_to_the_answer(channel: Channel) -> None:
    (opening,) = await said(channel, "candice", "!round 3sum")
    assert opening.startswith("🧩 3Sum (medium): which pattern? 1 ")
    assert opening.endswith(" · say !pattern and a number")
    assert len(opening) <= 200
    channel.clock.advance(seconds=42)
    assert await said(channel, "ana", "!pattern two pointer") == []
    assert await said(channel, "ben", "!pattern stack") == []
    assert await said(channel, "ben", "!pattern hash map") == []
    channel.clock.advance(seconds=1)
    assert await said(channel, "cleo", "!pattern 2 pointers") == []
    assert await said(channel, "candice", "!round lock") == [
        "🧩 Last call: guesses close in 0:10. 3 guesses so far."
    ]
    assert await settle(channel, seconds=10) == [
        "🧩 3Sum: it was Two Pointers. 2 of 3 saw it (ana first, after 0:42; cleo). "
        "Most common other guess: Arrays & Hashing."
    ]
    assert await settle(channel, seconds=10) == []
    assert await said(channel, "vi", "!pattern table") == [
        "🧩 Season, 1 round: 1 ana 1/1 · 2 cleo 1/1 · 3 ben 0/1"
    ]


async def test_a_round_works_with_one_player_and_with_none(channel: Channel) -> None:
    await said(channel, "candice", "!round two-sum")
    await said(channel, "ana", "!pattern hashing")
    await said(channel, "candice", "!round reveal")
    assert await settle(channel, seconds=10) == [
        "🧩 Two Sum: it was Arrays & Hashing. 1 of 1 saw it: ana, after 0:00."
    ]
    await said(channel, "candice", "!round two-sum")
    await said(channel, "ana", "!pattern stack")
    await said(channel, "candice", "!round reveal")
    assert await settle(channel, seconds=10) == [
        "🧩 Two Sum: it was Arrays & Hashing. The one guess was another. Most common other guess: Stack."
    ]
    await said(channel, "candice", "!round two-sum")
    await said(channel, "candice", "!round reveal")
    assert await settle(channel, seconds=10) == ["🧩 Two Sum: it was Arrays & Hashing."]


async def test_an_unclear_guess_is_asked_back_sparingly(channel: Channel) -> None:
    await said(channel, "candice", "!round car-fleet")
    view = await channel.services.patterns.current()
    assert view is not None
    both = {"Graphs", "Trees"} <= set(view.round.options) or not {"Graphs", "Trees"} & set(view.round.options)
    word = "bfs" if both else "kappa"
    (line,) = await said(channel, "ana", f"!pattern {word}")
    assert "Graphs or Trees" in line or "I know no pattern" in line
    assert await said(channel, "ana", f"!pattern {word}") == []
    assert await said(channel, "ben", f"!pattern {word}") == []
    channel.clock.advance(seconds=6)
    assert len(await said(channel, "ben", f"!pattern {word}")) == 1
    assert await said(channel, "ana", f"!pattern {word}") == []
    assert await total(channel) == 0


async def test_the_streamers_guess_in_chat_is_not_taken(channel: Channel) -> None:
    await said(channel, "candice", "!round 3sum")
    (line,) = await said(channel, "candice", "!pattern two pointers")
    assert "in Discord" in line
    assert await total(channel) == 0


async def test_bots_and_other_channels_of_a_shared_chat_do_not_count(channel: Channel) -> None:
    await said(channel, "candice", "!round 3sum")
    assert await said(channel, "zed", "!pattern stack", shared_from="elsewhere") == []
    assert await said(channel, "nightbot", "!pattern stack") == []
    assert await said(channel, "helper", "!pattern stack", badges=("bot-badge",)) == []
    assert await total(channel) == 0
    await said(channel, "vi", "!pattern stack")
    assert await total(channel) == 1


async def test_a_burst_of_guesses_costs_no_line_and_none_is_lost(channel: Channel) -> None:
    await said(channel, "candice", "!round 3sum")
    before = len(channel.chat.lines)
    await asyncio.gather(
        *(channel.chat.say(f"viewer{number}", f"!pattern {1 + number % 6}") for number in range(300))
    )
    await asyncio.gather(*(channel.chat.say(f"viewer{number}", "!pattern blub") for number in range(100)))
    await channel.services.bus.drain()
    assert await total(channel) == 300
    assert len(channel.chat.lines) - before <= 1


async def test_nothing_that_is_said_before_the_reveal_depends_on_the_answer(channel: Channel) -> None:
    """Everything but the reveal is rendered from the options, the guesses and the title alone."""
    lines = await said(channel, "candice", "!round koko")
    await said(channel, "vi", "!pattern stack")
    lines += await said(channel, "vi", "!pattern")
    lines += await said(channel, "candice", "!round lock")
    for line in lines:
        before, _, _ = line.partition("which pattern?")
        assert "Binary Search" not in before


async def test_whoever_asks_is_shown_the_round_but_not_every_second(channel: Channel) -> None:
    assert await said(channel, "vi", "!pattern stack") == [
        "No round is open. The streamer opens one with !round 3sum."
    ]
    assert await said(channel, "ben", "!pattern stack") == []
    await said(channel, "candice", "!round 3sum")
    await said(channel, "ana", "!pattern 1")
    (line,) = await said(channel, "vi", "!pattern")
    assert line.endswith("· 1 guess so far")
    assert await said(channel, "ben", "!pattern") == []
    channel.clock.advance(seconds=11)
    assert len(await said(channel, "ben", "!round")) == 1


async def test_a_guess_right_after_the_answer_is_a_late_one_and_later_a_mistake(channel: Channel) -> None:
    """A stream is behind: who guesses then has not seen yet that it is over."""
    await said(channel, "candice", "!round 3sum")
    await said(channel, "candice", "!round reveal")
    await settle(channel, seconds=10)
    assert await said(channel, "vi", "!pattern stack") == []
    channel.clock.advance(minutes=1)
    assert await said(channel, "vi", "!pattern stack") == [
        "No round is open. The streamer opens one with !round 3sum."
    ]


async def test_a_viewer_is_told_who_runs_the_round_and_a_moderator_does(channel: Channel) -> None:
    (refusal,) = await said(channel, "vi", "!round 3sum")
    assert refusal.startswith("Only Candice, the broadcaster and moderators run the round.")
    (opening,) = await said(channel, "mo", "!round 3sum", badges=("moderator",))
    assert opening.startswith("🧩 3Sum")
    assert await said(channel, "mo", "!round cancel", badges=("moderator",)) == [
        "🧩 The round on 3Sum is off; nothing of it counts."
    ]


async def test_a_round_is_bound_to_the_running_clock_and_says_nothing_when_that_is_stopped_for_another(
    channel: Channel,
) -> None:
    await said(channel, "candice", "!timer 3sum")
    (opening,) = await said(channel, "candice", "!round")
    assert opening.startswith("🧩 3Sum")
    await said(channel, "vi", "!pattern two pointers")
    stopped = await said(channel, "candice", "!timer stop")
    assert len(stopped) == 1
    (reveal,) = await settle(channel, seconds=10)
    assert "1 of 1 saw it" in reveal


async def test_what_counts_as_well_is_said_after_the_reveal(channel: Channel) -> None:
    await said(channel, "candice", "!round 3sum")
    await said(channel, "vi", "!pattern binary search")
    assert await said(channel, "candice", "!round accept binary search") == [
        "After the answer is out: !round accept stack then counts for everybody who said it."
    ]
    await said(channel, "candice", "!round reveal")
    await settle(channel, seconds=10)
    assert await said(channel, "candice", "!round accept binary search") == [
        "🧩 Binary Search counts as well: 1 of 1 saw it."
    ]


async def test_the_same_round_again_is_shown_and_not_opened_anew(channel: Channel) -> None:
    await said(channel, "candice", "!round 3sum", message_id="a")
    (line,) = await said(channel, "candice", "!round 3sum", message_id="b")
    assert line.endswith("0 guesses so far")


@pytest.mark.parametrize("names", [0, 1, 3, 40])
async def test_the_longest_answer_is_one_line(channel: Channel, names: int) -> None:
    await said(channel, "candice", "!round construct-binary-tree-from-preorder-and-inorder-traversal")
    for number in range(names):
        await said(channel, f"somebody_with_a_very_long_name_{number}", "!pattern trees")
    await said(channel, "vi", "!pattern backtracking")
    await channel.services.patterns.pick(HOST, "Arrays & Hashing")
    await said(channel, "candice", "!round reveal")
    (line,) = await settle(channel, seconds=10)
    assert len(line) <= 200
    assert "it was Trees" in line
    assert f"{names} of {names + 1} saw it" in line or not names


async def test_of_many_who_saw_it_the_quickest_are_named_and_the_rest_counted(channel: Channel) -> None:
    await said(channel, "candice", "!round 3sum")
    for number in range(13):
        channel.clock.advance(seconds=1)
        await said(channel, f"v{12 - number}", "!pattern two pointers")
    await said(channel, "late", "!pattern stack")
    await said(channel, "candice", "!round reveal")
    assert await settle(channel, seconds=10) == [
        "🧩 3Sum: it was Two Pointers. 13 of 14 saw it "
        "(v12 first, after 0:01; v11, v10, v9, v8, v7, v6, v5, +5). Most common other guess: Stack."
    ]


async def test_a_guess_or_a_wish_for_a_round_after_the_answer_reads_nothing_of_the_guesses(
    channel: Channel,
) -> None:
    await said(channel, "candice", "!round 3sum")
    await said(channel, "ana", "!pattern two pointers")
    await said(channel, "candice", "!round reveal")
    await settle(channel, seconds=10)
    async with overheard(channel.database) as asked:
        assert await said(channel, "ben", "!pattern stack") == []
        assert len(await said(channel, "ben", "!round")) == 1, "only the host and moderators run one"
    assert not [sql for sql in asked if "FROM guess" in sql]
    channel.clock.advance(minutes=2)
    assert len(await said(channel, "ben", "!pattern stack")) == 1, (
        "long after it, the refusal says how it stands"
    )
