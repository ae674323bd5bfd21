"""`/my-data` and `/forget-me` on a Discord server."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.app import COGS
from bot.people.model import Actor, Platform
from tests.progress.hall import Hall, open_hall, texts


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncGenerator[Hall]:
    async with open_hall(tmp_path, COGS) as opened:
        yield opened
        assert opened.mishaps() == []


async def test_my_data_is_a_file_for_the_one_who_asks_alone(hall: Hall) -> None:
    await hall.joins(hall.ana)
    await hall.solved(hall.ana, "two-sum 18 hash the complement")
    answer = await hall.ana.slash(hall.channel, "my-data")
    assert answer.ephemeral
    assert answer.response is not None
    assert "1 log entry" in texts(answer.response)
    (file,) = answer.response.attachments
    assert file.filename == "my-data.json"
    tables = json.loads(await file.read())
    assert tables["attempts"][0]["note"] == "hash the complement"
    assert tables["people"][0]["discord_id"] == hall.ana.id


async def test_forgetting_shows_what_goes_asks_once_and_takes_the_messages_along(hall: Hall) -> None:
    await hall.joins(hall.ana)
    await hall.solved(hall.ana, "two-sum 18")
    await hall.advance(hours=23)  # the next morning's posts
    me = Actor(Platform.DISCORD, str(hall.ana.id), "ana")
    posts = (await hall.services.privacy.held(me)).tables["posts"]
    about_ana = {int(str(post["message_id"])) for post in posts}
    before = {message.id for message in hall.said()}
    assert len(about_ana) == 2
    assert about_ana < before
    asked = await hall.ana.slash(hall.channel, "forget-me")
    assert asked.ephemeral
    assert asked.response is not None
    assert "1 log entry" in texts(asked.response)
    assert "cannot be undone" in texts(asked.response)

    await hall.ana.click(asked.response, custom_id="privacy:forget:yes")
    await hall.quiet()

    assert (await hall.services.privacy.held(me)).rows == 0
    assert {message.id for message in hall.said()} == before - about_ana, "what was about others stays"
    await hall.advance(days=1)
    assert len(hall.said()) == len(before - about_ana) + 1, "the host's morning, and nobody else's"


async def test_the_other_button_deletes_nothing(hall: Hall) -> None:
    await hall.joins(hall.ana)
    asked = await hall.ana.slash(hall.channel, "forget-me")
    assert asked.response is not None
    await hall.ana.click(asked.response, custom_id="privacy:forget:no")
    assert await hall.services.people.on_discord(hall.ana.id) is not None


async def test_the_host_is_told_what_the_config_keeps(hall: Hall) -> None:
    asked = await hall.sam.slash(hall.channel, "forget-me")
    assert asked.response is not None
    assert "the config names you" in texts(asked.response)


async def test_a_stranger_hears_that_there_is_nothing(hall: Hall) -> None:
    asked = await hall.ana.slash(hall.channel, "forget-me")
    assert asked.response is not None
    assert asked.ephemeral
    assert texts(asked.response) == "I hold nothing about you, so there is nothing to forget."
    shown = await hall.ana.slash(hall.channel, "my-data")
    assert shown.response is not None
    assert texts(shown.response) == "I hold nothing about you"


async def test_behind_the_prefix_each_says_that_it_is_a_slash_command(hall: Hall) -> None:
    await hall.ana.send(hall.channel, "!forget-me")
    assert "type `/forget-me`" in texts(hall.said()[-1])
