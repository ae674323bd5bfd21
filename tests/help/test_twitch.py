"""What you may do here, in chat: names on one line."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import CommandsSection
from cogs.help import chat
from cogs.words import TWITCH_LINE
from tests.channel import Channel, open_channel

COMPONENTS = [
    "cogs.help.component",
    "cogs.people.component",
    "cogs.practice.component",
    "cogs.timer.component",
]


@pytest.fixture
async def channel(tmp_path: Path) -> AsyncGenerator[Channel]:
    async with open_channel(tmp_path, COMPONENTS) as opened:
        yield opened


async def test_the_streamer_is_shown_everything(channel: Channel) -> None:
    assert await channel.chat.say("candice", "!commands") == [
        "You can use: !failed, !link, !solved, !timer, !undo"
    ]


async def test_a_viewer_is_shown_what_a_viewer_may_do(channel: Channel) -> None:
    assert await channel.chat.say("vi", "!commands") == ["You can use: !link, !timer"]


async def test_names_from_the_config_are_the_names_that_are_shown(tmp_path: Path) -> None:
    names = CommandsSection(names={"timer": "clock"}, aliases={"timer": ("countdown",)})
    async with open_channel(tmp_path, COMPONENTS, names) as channel:
        assert await channel.chat.say("vi", "!commands") == ["You can use: !clock, !link"]


@given(st.lists(st.from_regex(r"![a-z]{1,30}", fullmatch=True), min_size=1, max_size=60))
def test_any_number_of_names_fits_one_line_and_none_is_cut(calls: list[str]) -> None:
    line = chat.everything(calls)
    assert len(line) <= TWITCH_LINE
    shown = line.removeprefix(chat.BEGINNING).removesuffix(chat.CUT).split(", ")
    assert shown == calls[: len(shown)]
    assert shown == calls or line.endswith(chat.CUT)
