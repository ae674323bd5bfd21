"""Rounds as people meet them on Discord."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord

from bot.config import CommandsSection
from bot.pattern.model import RoundView
from bot.people.model import Actor, Platform
from bot.post.model import Place
from tests.room import Room, open_room, spoken


@pytest.fixture
async def room(tmp_path: Path) -> AsyncGenerator[Room]:
    async with open_room(tmp_path, ["cogs.timer.cog", "cogs.pattern.cog"]) as opened:
        opened.services.patterns.announce_in(Place(Platform.DISCORD, str(opened.channel.id)))
        yield opened
        assert opened.mishaps() == []


async def quiet(room: Room) -> None:
    """Everything that was set off has come to its end."""
    for _ in range(3):
        await room.services.bus.drain()
        await room.env.settle()


async def opened(room: Room, problem: str = "3sum") -> discord.Message:
    """A round, and its message."""
    await room.slash(room.host, "round open", problem=problem)
    await quiet(room)
    return standing(room)


def standing(room: Room) -> discord.Message:
    """The round's message as it is now."""
    return next(message for message in reversed(room.channel.history()) if message.embeds)


def buttons(message: discord.Message) -> list[str]:
    return [
        str(child.label)
        for row in message.components
        if isinstance(row, discord.ActionRow)
        for child in row.children
        if isinstance(child, discord.Button)
    ]


async def now(room: Room) -> RoundView:
    view = await room.services.patterns.current()
    assert view is not None
    return view


async def pass_by(room: Room, seconds: float) -> None:
    """Time passes, and the round's alarm rings."""
    await room.env.advance_time(seconds)
    await room.services.patterns.settle((await now(room)).round.id)
    await quiet(room)


async def test_under_another_name_the_message_says_that_name(tmp_path: Path) -> None:
    """Another bot owns `!pattern` in chat."""
    names = CommandsSection(names={"pattern": "muster"})
    async with open_room(tmp_path, ["cogs.timer.cog", "cogs.pattern.cog"], names) as room:
        room.services.patterns.announce_in(Place(Platform.DISCORD, str(room.channel.id)))
        assert "write `!muster 2`" in str((await opened(room)).embeds[0].description)


async def choose(room: Room, who: simcord.MemberActor, pattern: str) -> str:
    """Press Guess, pick from the private list; what is said there then."""
    asked = await who.click(standing(room), label="Guess")
    assert asked.response is not None
    assert asked.response.ephemeral
    result: Any = await who.select(asked.response, custom_id=_list_of(asked.response), values=[pattern])
    await quiet(room)
    return spoken(result.response)


def _list_of(message: Any) -> str:
    return next(
        str(child["custom_id"])
        for row in message.components
        for child in row["components"]
        if child["type"] == 3
    )


async def test_one_message_goes_from_open_to_locked_to_the_answer(room: Room) -> None:
    message = await opened(room)
    assert "3Sum · medium" in spoken(message)
    assert buttons(message) == ["Guess", "Lock", "Reveal", "Season table"]
    for number, words in enumerate(("two pointers", "stack", "two pointers")):
        await room.services.patterns.guess(Actor(Platform.TWITCH, str(number), f"vi_{number}"), words)
    await room.host.click(message, label="Reveal")
    await quiet(room)
    assert "guesses close <t:" in spoken(standing(room))
    assert buttons(standing(room)) == ["Guess", "Season table"]
    await pass_by(room, 10)
    assert standing(room).id == message.id
    shown = spoken(standing(room))
    assert "It was **Two Pointers**." in shown
    assert "2 of 3 saw it. vi\\_0 (first, after " in shown
    assert "`██████████` 2 Two Pointers ✅" in shown
    assert "`█████░░░░░` 1 Stack" in shown
    assert buttons(standing(room)) == ["Season table"]


async def test_of_many_who_saw_it_the_quickest_are_named_and_the_rest_counted(room: Room) -> None:
    message = await opened(room)
    for number in range(13):
        await room.env.advance_time(1)
        await room.services.patterns.guess(Actor(Platform.TWITCH, str(number), f"v{number}"), "two pointers")
    await room.host.click(message, label="Reveal")
    await quiet(room)
    await pass_by(room, 10)
    assert (
        "13 of 13 saw it. v0 (first, after 0:01), v1, v2, v3, v4, v5, v6, v7, v8, v9 and 3 more\n"
    ) in spoken(standing(room))


async def test_before_the_reveal_the_message_says_nothing_of_the_answer(room: Room) -> None:
    """What differs between two problems of the same options would give it away: only their titles do."""
    message = await opened(room, "koko")
    await room.services.patterns.pick(Actor(Platform.DISCORD, str(room.host.id), "Sam"), "Binary Search")
    await quiet(room)
    options = (await now(room)).round.options
    embed = standing(room).embeds[0]
    rest = str(embed.description).replace(" · ".join(_numbered(options)), "")
    assert "Binary Search" not in rest
    assert "Binary Search" not in f"{embed.title}{embed.url}{embed.footer.text}"
    assert message.id == standing(room).id


def _numbered(options: tuple[str, ...]) -> list[str]:
    from bot.pattern.model import short

    return [f"`{number}` {short(option)}" for number, option in enumerate(options, 1)]


async def test_a_friend_guesses_in_private_and_may_change_their_mind(room: Room) -> None:
    await opened(room)
    assert await choose(room, room.friend, "Stack") == (
        "Taken: **Stack**. Your last word before the lock counts."
    )
    await choose(room, room.friend, "Two Pointers")
    assert (await now(room)).tally.split == (("Two Pointers", 1),)


async def test_the_streamers_own_call_comes_by_the_same_button_and_is_shown_at_the_reveal(room: Room) -> None:
    await opened(room)
    said = await choose(room, room.host, "Sliding Window")
    assert said == "Your call: **Sliding Window**. It is shown with the answer."
    assert (await now(room)).tally.total == 0
    assert "Sliding Window" not in spoken(standing(room)).split("\n")[-1]
    await room.slash(room.host, "round reveal")
    await pass_by(room, 10)
    assert "Sam called **Sliding Window**: not this time." in spoken(standing(room))


async def test_the_streamer_may_pass(room: Room) -> None:
    await opened(room)
    asked = await room.host.click(standing(room), label="Guess")
    assert asked.response is not None
    await room.host.click(asked.response, label="No call this time")
    await quiet(room)
    view = await now(room)
    assert view.round.called_at is not None
    assert view.round.call is None


async def test_the_streamer_may_call_by_slash_but_not_behind_the_prefix(room: Room) -> None:
    await opened(room)
    (refusal,) = await room.says(room.host, "!pattern stack")
    assert "press Guess" in refusal
    await room.slash(room.host, "pattern guess", what="stack")
    assert (await now(room)).round.call == "Stack"
    assert await room.says(room.friend, "!pattern two pointer") == [
        "Taken. Your last word before the lock counts."
    ]


async def test_a_friend_may_not_run_the_round_and_a_moderator_may(room: Room) -> None:
    refusal = await room.slash(room.friend, "round open", problem="3sum")
    assert refusal.startswith("Only Sam, the broadcaster and moderators")
    message = await opened(room)
    result = await room.friend.click(message, label="Lock")
    assert result.response is not None
    assert "Only Sam" in spoken(result.response)
    await room.moderator.click(message, label="Lock")
    await pass_by(room, 10)
    assert "It was" in spoken(standing(room))


async def test_buttons_work_after_a_restart_on_an_old_message(room: Room) -> None:
    message = await opened(room)
    await room.bot.reload_extension("cogs.pattern.cog")
    await room.env.advance_time(40 * 24 * 3600)
    assert "Taken" in await choose(room, room.friend, "Greedy")
    await room.host.click(message, label="Reveal")
    await pass_by(room, 10)
    assert "It was **Two Pointers**" in spoken(standing(room))


async def test_names_are_plain_text(room: Room) -> None:
    await opened(room)
    await room.services.patterns.guess(
        Actor(Platform.TWITCH, "9", "**@everyone** [x](http://y)"), "two pointers"
    )
    await room.slash(room.host, "round reveal")
    await pass_by(room, 10)
    assert "saw it. \\*\\*\\@\u200beveryone\\*\\* \\[x\\]" in spoken(standing(room))


async def test_the_season_and_what_was_taken_for_what(room: Room) -> None:
    assert "No round has been played" in await room.slash(room.friend, "pattern season")
    await opened(room)
    await choose(room, room.friend, "Sliding Window")
    await room.slash(room.host, "round reveal")
    await pass_by(room, 10)
    assert "`1` **ana** · 0 of 1" in await room.slash(room.friend, "pattern season")
    assert "**Two Pointers** taken for Sliding Window · 1 of 1" in await room.slash(
        room.friend, "pattern confusion"
    )
    assert "3Sum** · it was Two Pointers" in (await room.says(room.friend, "!pattern"))[0]


async def test_a_round_that_is_called_off_says_so(room: Room) -> None:
    await opened(room)
    assert "the round is off" in await room.slash(room.host, "round cancel")
    await quiet(room)
    assert "The round is off" in spoken(standing(room))
    assert "No round is open" in (await room.says(room.friend, "!pattern"))[0]
