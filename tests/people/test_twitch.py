"""`!link CODE` in chat, through TwitchIO's own parser."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.people.model import CODE_LETTERS, WRONG_TRIES
from tests.channel import HOST_ON_DISCORD, Channel, open_channel


@pytest.fixture
async def channel(tmp_path: Path) -> AsyncGenerator[Channel]:
    async with open_channel(tmp_path, ["cogs.people.component"], linked=False) as opened:
        yield opened


async def test_a_good_code_ties_the_account(channel: Channel) -> None:
    given = await channel.services.people.give_code(HOST_ON_DISCORD)
    said = await channel.chat.say("candice", f"!link {given.code.lower()} \U000e0000")
    assert said == ["Linked: here and in Discord you are Candice."]
    person = await channel.services.people.on_twitch("100")
    assert person is not None
    assert (person.discord_id, person.twitch_login) == (HOST_ON_DISCORD, "candice")


async def test_alone_it_says_where_the_code_comes_from(channel: Channel) -> None:
    assert await channel.chat.say("candice", "!link") == [
        "Get a code with /link in Discord, then say !link and the code here."
    ]


async def test_a_wrong_code_is_not_repeated_and_guessing_ends_soon(channel: Channel) -> None:
    given = await channel.services.people.give_code(HOST_ON_DISCORD)
    guesses = [letter * 6 for letter in CODE_LETTERS if letter * 6 != given.code]
    for guess in guesses[:WRONG_TRIES]:
        assert await channel.chat.say("mallory", f"!link {guess}") == [
            "I don't know that code. Ask for a fresh one with /link in Discord."
        ]
    for guess in (guesses[WRONG_TRIES], given.code):
        assert await channel.chat.say("mallory", f"!link {guess}") == [
            "Too many codes in a row. Wait ten minutes, then ask for one with /link."
        ]
    assert await channel.services.people.on_twitch("100") is None


async def test_a_code_with_words_behind_it_is_no_code(channel: Channel) -> None:
    given = await channel.services.people.give_code(HOST_ON_DISCORD)
    assert await channel.chat.say("candice", f"!link {given.code} please") == [
        "I don't know that code. Ask for a fresh one with /link in Discord."
    ]
