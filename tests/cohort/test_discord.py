"""The cohort's board on a Discord server: asked for, standing, edited without a sound."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import discord
import pytest

from tests.progress.hall import Hall, buttons, open_hall, texts


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncGenerator[Hall]:
    async with open_hall(tmp_path) as opened:
        yield opened
        assert opened.mishaps() == []


def standing(hall: Hall) -> list[discord.Message]:
    return [message for message in hall.said() if buttons(message) == ["cohort:toggle:standing"]]


async def test_a_button_steps_on_it_and_off_again_for_whoever_presses_it(hall: Hall) -> None:
    await hall.joins(hall.ana)
    await hall.sam.send(hall.channel, "!cohort")
    (asked,) = hall.said()
    assert "Nobody is on the board" in texts(asked)
    await hall.restarts()
    on = await hall.ana.click(asked, custom_id="cohort:toggle:asked")
    assert on.ephemeral
    assert on.response is not None
    assert "from the next evening on" in on.response.content
    await hall.solved(hall.ana, "two-sum 18")
    await hall.sam.send(hall.channel, "!cohort")
    shown = texts(hall.said()[-1])
    assert "**ana** · 1 of 1 day · 1 problem solved" in shown
    assert "Sam" not in shown


async def test_the_standing_message_comes_silently_and_is_edited_not_sent_again(hall: Hall) -> None:
    await hall.joins(hall.ana)
    for who in (hall.sam, hall.ana):
        await hall.sam.send(hall.channel, "!cohort")
        await who.click(hall.said()[-1], custom_id="cohort:toggle:asked")
    assert standing(hall) == []
    await hall.advance(hours=11)
    (message,) = standing(hall)
    assert message.flags.suppress_notifications
    assert message.mentions == []
    assert "**ana** · the week is open\n**Sam** · the week is open" in texts(message)
    await hall.solved(hall.ana, "two-sum 18")
    assert "the week is open\n**Sam**" in texts(standing(hall)[0])
    await hall.advance(hours=24)
    (message,) = standing(hall)
    assert "**ana** · 1 of 2 days · 1 problem solved" in texts(message)


async def test_who_steps_off_or_leaves_is_gone_from_it_at_once(hall: Hall) -> None:
    await hall.joins(hall.ana)
    await hall.sam.send(hall.channel, "!cohort")
    for who in (hall.sam, hall.ana):
        await who.click(hall.said()[-1], custom_id="cohort:toggle:asked")
    await hall.advance(hours=11)
    await hall.ana.slash(hall.channel, "leave")
    await hall.quiet()
    assert "ana" not in texts(standing(hall)[0])
    await hall.sam.click(standing(hall)[0], custom_id="cohort:toggle:standing")
    await hall.quiet()
    assert "Nobody is on the board" in texts(standing(hall)[0])


async def test_who_steps_off_is_gone_from_it_also_where_discord_did_not_take_the_edit_at_first(
    hall: Hall,
) -> None:
    await hall.sam.send(hall.channel, "!cohort")
    await hall.sam.click(hall.said()[-1], custom_id="cohort:toggle:asked")
    await hall.advance(hours=11)
    hall.env.inject_error("PATCH", "/channels/*/messages/*", status=503, times=3)
    await hall.sam.click(standing(hall)[0], custom_id="cohort:toggle:standing")
    await hall.quiet()
    assert "Sam" in texts(standing(hall)[0])
    await hall.advance(minutes=2)
    assert "Nobody is on the board" in texts(standing(hall)[0])


async def test_a_stranger_is_shown_the_way_to_a_plan(hall: Hall) -> None:
    await hall.sam.send(hall.channel, "!cohort")
    refused = await hall.ana.click(hall.said()[-1], custom_id="cohort:toggle:asked")
    assert refused.ephemeral
    assert refused.response is not None
    assert "/join" in refused.response.content


async def test_a_standing_message_that_was_deleted_stays_away(hall: Hall) -> None:
    await hall.sam.send(hall.channel, "!cohort")
    await hall.sam.click(hall.said()[-1], custom_id="cohort:toggle:asked")
    await hall.advance(hours=11)
    (message,) = standing(hall)
    await message.delete()
    await hall.advance(days=2)
    assert standing(hall) == []
