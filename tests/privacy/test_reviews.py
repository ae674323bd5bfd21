"""Reviews on Discord after somebody asked to be forgotten: whose recording it was, or who reviewed it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import discord
import pytest
import simcord

from bot.recording.model import NoSuchRecording, RecordingId
from tests.recording.house import COGS, House, open_house
from tests.room import spoken

CANNOT_SEND_TO_THEM = 50007
"""Discord's code for a private channel that is closed."""


@pytest.fixture(params=["forum", "channel"])
async def house(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncGenerator[House]:
    """Sam's recording is under review, in either kind of channel."""
    with_privacy = (*COGS, "cogs.privacy.cog")
    async with open_house(tmp_path, forum=request.param == "forum", extensions=with_privacy) as opened:
        yield opened
        assert opened.mishaps() == []


def deletes_no_threads(house: House) -> None:
    """Manage Threads is nothing that the bot asks for, and not every server gives it."""
    guild = house.bot.get_guild(house.guild.id)
    assert guild is not None
    for role in guild.me.roles:
        held = discord.Permissions(role.permissions.value)
        held.update(manage_threads=False, administrator=False)
        house.env.backend.edit_role(guild.id, role.id, {"permissions": held.value})


async def forgets(house: House, who: simcord.MemberActor) -> str:
    """What they were asked before."""
    asked = await who.slash(house.room, "forget-me")
    assert asked.response is not None
    question = spoken(asked.response)
    await who.click(asked.response, custom_id="privacy:forget:yes")
    await house.settle()
    return question


def standing(house: House) -> list[discord.Message]:
    """Everything that can still be read where reviews are, but for the word that a thread was begun."""
    said = [message for room in (*house.reviews.threads, house.reviews) for message in room.history()]
    return [message for message in said if message.type is not discord.MessageType.thread_created]


def thanks(message: discord.Message) -> str:
    return " ".join(str(embed.to_dict()) for embed in message.embeds)


async def test_the_post_its_thread_and_the_closing_go_with_their_candidate(house: House) -> None:
    await house.submit()
    await house.ana.react(house.post, "🔇")
    await house.ana.send(house.thread, "12:34 silent stuck")
    await house.settle()
    await house.advance(days=7, minutes=1)
    assert len(standing(house)) == 3

    question = await forgets(house, house.sam)

    assert "- 1 recording\n" in question
    assert "What friends said about your recordings goes with them." in question

    assert standing(house) == []
    assert list(house.reviews.threads) == []
    with pytest.raises(NoSuchRecording):
        await house.services.recordings.look(RecordingId(1))
    await house.advance(days=8)
    assert standing(house) == []
    assert "recording 2" in await house.submit(), "a number given out twice would be found by old buttons"


async def test_where_the_bot_may_delete_no_thread_the_post_goes_and_the_name_of_the_thread(
    house: House,
) -> None:
    await house.submit()
    await house.ana.react(house.post, "🔇")
    await house.ana.send(house.thread, "12:34 silent stuck")
    await house.settle()
    deletes_no_threads(house)
    await forgets(house, house.sam)
    assert [message.content for message in standing(house)] == ["12:34 silent stuck"], "it is ana's"
    assert house.thread.name == "Deleted recording"
    await house.advance(days=8)
    assert len(standing(house)) == 1


async def test_the_closing_thanks_nobody_by_name_who_was_forgotten_since(house: House) -> None:
    await house.submit()
    await house.ana.react(house.post, "🔇")
    await house.ana.send(house.thread, "12:34 silent stuck on the base case")
    await house.jo.react(house.post, "🔇")
    await house.settle()
    await house.advance(days=7, minutes=1)
    closing = [message for message in standing(house) if "thank you" in thanks(message)]
    assert len(closing) == 1
    assert "thank you, ana and jo" in thanks(closing[0])

    question = await forgets(house, house.ana)

    for held in ("1 vote on a recording", "1 remark on a recording", "2 guesses or votes stay"):
        assert held in question
    (closing_now,) = [message for message in standing(house) if message.id == closing[0].id]
    assert "thank you, jo" in thanks(closing_now)
    assert "ana" not in thanks(closing_now)
    assert await house.counts() == {"🔇": 2}, "what she saw counts"


async def asked_in_private(house: House) -> discord.Message:
    """Ana offered to be asked, and after two days she is."""
    await house.services.rotation.offer(str(house.ana.id), asks=True)
    await house.submit()
    await house.advance(days=2, minutes=1)
    (line,) = private(house)
    assert "nobody has looked at" in line.content
    return line


def private(house: House) -> list[discord.Message]:
    """What the bot wrote to ana alone."""
    return [each for each in house.ana.user.dm_channel.history() if each.author.bot]


@pytest.mark.parametrize("who", ["sam", "ana"])
async def test_the_private_line_that_asks_for_a_look_goes_with_either_of_the_two(
    house: House, who: str
) -> None:
    await asked_in_private(house)
    question = await forgets(house, house.sam if who == "sam" else house.ana)
    assert "of mine about you" in question
    assert private(house) == []
    await house.advance(days=8)
    assert private(house) == []


async def test_what_discord_does_not_let_us_delete_is_said_and_all_else_is_forgotten(house: House) -> None:
    line = await asked_in_private(house)
    closed = f"/channels/{line.channel.id}/messages/{line.id}"
    house.env.inject_error("DELETE", closed, status=403, code=CANNOT_SEND_TO_THEM)
    asked = await house.sam.slash(house.room, "forget-me")
    assert asked.response is not None
    pressed = await house.sam.click(asked.response, custom_id="privacy:forget:yes")
    await house.settle()
    assert [each.id for each in private(house)] == [line.id]
    assert standing(house) == []
    (said,) = [each.content for each in pressed.followups]
    assert said == "Discord did not let me delete 1 message of mine about you, sent in private."
    assert "recordings" not in (await house.services.privacy.held(house.actor(house.sam))).tables


async def test_a_thread_that_stays_is_said_with_its_link(house: House) -> None:
    await house.submit()
    thread = house.thread.id
    house.env.inject_error("DELETE", f"/channels/{thread}", status=500, times=9)
    asked = await house.sam.slash(house.room, "forget-me")
    assert asked.response is not None
    pressed = await house.sam.click(asked.response, custom_id="privacy:forget:yes")
    (said,) = [each.content for each in pressed.followups]
    assert said.splitlines() == [
        "Discord did not let me delete 1 message of mine about you. A moderator can:",
        f"- https://discord.com/channels/{house.guild.id}/{thread}",
    ]
