"""`/link`: the code is for the eyes of the one who asked."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.config import CommandsSection
from tests.room import Room, open_room


@pytest.fixture
async def room(tmp_path: Path) -> AsyncGenerator[Room]:
    async with open_room(tmp_path, ["cogs.people.cog"]) as opened:
        yield opened
        assert opened.mishaps() == []


async def test_the_code_stands_ready_to_be_copied_and_says_until_when(room: Room) -> None:
    result = await room.host.slash(room.channel, "link")
    assert result.ephemeral
    assert result.response is not None
    said = result.response.content
    code = said.partition("!link ")[2][:6]
    assert f"```\n!link {code}\n```" in said
    ends = int((room.env.now() + timedelta(minutes=10)).timestamp())
    assert f"<t:{ends}:t> (<t:{ends}:R>)" in said
    assert len(said.splitlines()) < 12
    person = await room.services.people.redeem(code, "t100", "sam")
    assert person.discord_id == room.host.id


async def test_behind_the_prefix_it_names_the_slash_and_no_code(room: Room) -> None:
    assert await room.says(room.host, "!link") == ["The code is for your eyes only: type `/link`."]
    assert await room.says(room.host, "!link ABC234 and more") == [
        "The code is for your eyes only: type `/link`."
    ]


async def test_somebody_without_a_record_is_told_how_to_get_one(room: Room) -> None:
    result = await room.friend.slash(room.channel, "link")
    assert result.ephemeral
    assert result.response is not None
    assert result.response.content.startswith("I don't have a plan for you yet.")


async def test_a_renamed_command_is_named_by_its_new_name(tmp_path: Path) -> None:
    async with open_room(tmp_path, ["cogs.people.cog"], CommandsSection(names={"link": "tie"})) as room:
        assert "!tie " in await room.slash(room.host, "tie")
        assert await room.says(room.host, "!tie") == ["The code is for your eyes only: type `/tie`."]
        assert await room.says(room.host, "!link") == []
