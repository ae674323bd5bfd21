"""Recordings on Discord: offered in private, shown to their candidate alone, and a silence announced."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path

import discord
import pytest
from msgspec.structs import replace

from bot.config import CommandsSection
from bot.database import Transaction
from bot.discord_bot import DiscordBot
from bot.narration.model import OFFER, Narration, NarrationFailed, NarrationId, NarrationMeasured
from bot.narration.store import NarrationStore
from bot.people.model import Actor, Platform, Source
from tests.drawing import breaks
from tests.narration.scenes import heard, talk
from tests.progress.hall import Hall, buttons, open_hall, texts

COGS = ("cogs.timer.cog", "cogs.narration.cog")
LENGTH = 600
NOBODY_WRITES_TO_THEM = 50007


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncGenerator[Hall]:
    async with open_hall(tmp_path, COGS) as opened:
        # the hall's channel is made after its bot
        opened.bot.channels = replace(opened.bot.channels, assignments=opened.channel.id)
        yield opened
        assert opened.mishaps() == []


async def recorded(
    hall: Hall, silences: list[tuple[float, float]] | None = None, *, told: bool = True
) -> Narration:
    """A test of ten minutes ended just now, and its recording was measured; `told`, it is offered, too."""
    sam = Actor(Platform.DISCORD, str(hall.sam.id), "sam")
    hall.asked += 2
    await hall.services.timers.start(sam, "3sum", Source(Platform.DISCORD, f"t{hall.asked}"))
    await hall.advance(seconds=LENGTH)
    timer = await hall.services.timers.stop(sam, Source(Platform.DISCORD, f"t{hall.asked + 1}"))
    now = hall.env.now()
    made = Narration(
        NarrationId(0),
        timer.person_id,
        timer.id,
        "test.mkv",
        now - timedelta(seconds=LENGTH),
        heard(LENGTH, talk(LENGTH, silences or [(120, 200)])),
        now,
    )

    def unit(tx: Transaction) -> Narration:
        held = NarrationStore(tx).add(made)
        if told:
            tx.emit(NarrationMeasured(held))
        return held

    held = await hall.database.write(unit)
    await hall.quiet()
    return held


async def restarts(hall: Hall) -> None:
    """A new bot over the same file."""
    fresh = DiscordBot(hall.bot.section, CommandsSection(), hall.services, hall.database, COGS)
    await hall.env.restart_bot(fresh)
    hall.bot = fresh
    await hall.quiet()


def private(hall: Hall) -> list[discord.Message]:
    """What the bot wrote to the candidate alone."""
    return [each for each in hall.sam.user.dm_channel.history() if each.author.bot]


def in_channel(hall: Hall) -> list[str]:
    """What it said where others read it, the clock's own messages left out."""
    return [each.content for each in hall.said() if "recording" in each.content.lower()]


async def test_a_measured_recording_is_offered_once_to_its_candidate_alone(hall: Hall) -> None:
    made = await recorded(hall)
    (offer,) = private(hall)
    assert offer.content == "Your recording of **3Sum** is measured (test.mkv)."
    words = texts(offer)
    assert "🔇 `2:00` 1:20" in words
    (picture,) = offer.attachments
    assert picture.filename == "narration.png"
    assert picture.description is not None
    assert picture.description.startswith("Time line of 3Sum. You spoke for ")
    assert in_channel(hall) == []
    assert buttons(offer) == [f"narration:submit:{made.id}"]
    await restarts(hall)
    assert len(private(hall)) == 1


async def test_the_words_stand_where_no_picture_can_be_drawn(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks(monkeypatch)
    await recorded(hall)
    (offer,) = private(hall)
    asked = await hall.sam.slash(hall.channel, "narration")
    assert asked.response is not None
    for message in (offer, asked.response):
        assert message.attachments == []
        assert "`2:00` 1:20" in texts(message)
        assert message.embeds[0].image.url is None


async def test_who_takes_no_messages_is_told_in_the_channel_and_nothing_is_given_away(hall: Hall) -> None:
    hall.env.inject_error(
        "POST",
        f"/channels/{hall.sam.user.dm_channel.id}/messages",
        status=403,
        code=NOBODY_WRITES_TO_THEM,
        times=1,
    )
    made = await recorded(hall)
    assert private(hall) == []
    (said,) = in_channel(hall)
    assert said == "A recording of a timed test is measured. Only the candidate sees what came of it."
    posts = await hall.services.posts.about(OFFER, str(made.id))
    assert [post.message_id is None for post in posts] == [True, False]
    (message,) = [each for each in hall.said() if each.content == said]
    mine = await hall.sam.click(message, custom_id=f"narration:look:{made.id}")
    assert mine.ephemeral
    assert mine.response is not None
    assert "`2:00` 1:20" in texts(mine.response)
    other = await hall.ana.click(message, custom_id=f"narration:look:{made.id}")
    assert other.ephemeral
    assert other.response is not None
    assert "2:00" not in texts(other.response)


async def test_what_was_measured_while_discord_was_away_is_offered_when_it_is_back(hall: Hall) -> None:
    hall.bot.logged_in = False
    await recorded(hall)
    assert private(hall) == []
    await restarts(hall)
    assert len(private(hall)) == 1


async def test_a_recording_that_could_not_be_read_is_said_in_private(hall: Hall) -> None:
    host = await hall.services.people.mine(hall.sam.id)
    hall.services.bus.publish(NarrationFailed(host, "test.mkv is empty, 0 bytes. Record again."))
    await hall.quiet()
    assert [each.content for each in private(hall)] == ["test.mkv is empty, 0 bytes. Record again."]


async def test_narration_shows_the_last_recording_or_one_that_is_named_in_private(hall: Hall) -> None:
    first = await recorded(hall, told=False)
    await recorded(hall, [(300, 315)], told=False)
    last = await hall.sam.slash(hall.channel, "narration")
    assert last.ephemeral
    assert last.response is not None
    shown = texts(last.response)
    assert "▫ `5:00` 15 s · 5:00 on the clock" in shown
    assert "Over 2 recordings" in shown
    one = await hall.sam.slash(hall.channel, "narration", recording=first.id)
    assert one.response is not None
    assert "🔇 `2:00`" in texts(one.response)
    none = await hall.sam.slash(hall.channel, "narration", recording=99)
    assert none.response is not None
    assert (
        none.response.content == "There is no such recording of yours. /narration alone shows the last one."
    )


async def test_somebody_without_a_plan_is_told_how_to_get_one(hall: Hall) -> None:
    await recorded(hall, told=False)
    asked = await hall.ana.slash(hall.channel, "narration", recording=1)
    assert asked.ephemeral
    assert asked.response is not None
    assert asked.response.content == "I don't have a plan for you yet. /join in Discord begins one."


async def test_the_prefix_form_names_the_slash_command(hall: Hall) -> None:
    await hall.sam.send(hall.channel, "!narration")
    assert hall.said()[-1].content == "What I heard is for you alone: use `/narration`."


async def test_a_silence_is_announced_and_shown_as_such(hall: Hall) -> None:
    await hall.sam.send(hall.channel, "!think")
    assert hall.said()[-1].content == "💭 Noted. The silence from here on is announced."
    await hall.ana.send(hall.channel, "!think")
    assert hall.said()[-1].content == "Only Sam can announce a silence here: it is theirs."


async def test_a_narration_is_what_was_written(hall: Hall) -> None:
    made = await recorded(hall, told=False)
    held = await hall.services.narrations.show(made.id)
    assert replace(held.narration, id=NarrationId(0)) == replace(made, id=NarrationId(0))
