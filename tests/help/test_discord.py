"""What you may do here, on Discord: read off the commands that are loaded."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import CommandsSection
from cogs.help import text
from tests.room import Room, open_room

COGS = ["cogs.help.cog", "cogs.people.cog", "cogs.practice.cog", "cogs.timer.cog"]


@pytest.fixture
async def room(tmp_path: Path) -> AsyncGenerator[Room]:
    async with open_room(tmp_path, COGS) as opened:
        yield opened
        assert opened.mishaps() == []


async def test_behind_the_prefix_a_candidate_sees_everything_on_one_screen(room: Room) -> None:
    (said,) = await room.says(room.host, "!help")
    assert said.startswith("What you can do here\n")
    for call in ("`!solved`", "`!failed`", "`!undo`", "`/log`", "`/link`", "`!timer`", "`!help`"):
        assert call in said
    assert "`!log`" not in said  # it only names the slash
    assert len(said.splitlines()) <= 12
    assert said.splitlines()[-1] == "-# `!help NAME` tells more about one of them."


async def test_the_other_name_works_and_does_not_stand_twice(room: Room) -> None:
    assert await room.says(room.host, "!commands") == await room.says(room.host, "!help")
    (said,) = await room.says(room.host, "!commands")
    assert "!commands" not in said


async def test_the_slash_form_shows_slashes_to_the_one_who_asked_alone(room: Room) -> None:
    result = await room.host.slash(room.channel, "help")
    assert result.ephemeral
    assert result.response is not None
    said = str(result.response.embeds[0].description)
    assert "`/solved`" in said
    assert "!" not in said


async def test_a_friend_is_shown_what_a_friend_may_do(room: Room) -> None:
    (said,) = await room.says(room.friend, "!help")
    assert "`!timer`" in said
    for call in ("solved", "failed", "undo", "log", "link"):
        assert f"{call}`" not in said


async def test_one_command_in_detail(room: Room) -> None:
    (said,) = await room.says(room.host, "!help solved")
    assert said == (
        "!solved\n"
        "Log a problem you solved: its name, the minutes, the intuition in one line.\n"
        "`!solved <problem> [minutes] [note]`"
    )
    assert await room.says(room.host, "!help !Solved") == [said]
    assert (await room.slash(room.host, "help", command="/solved")).startswith("/solved\nLog a problem")
    (said,) = await room.says(room.host, "!help commands")
    assert said.startswith("!help\n")
    assert said.endswith("-# also `commands`")


async def test_a_slash_only_command_in_detail(room: Room) -> None:
    (said,) = await room.says(room.host, "!help log")
    assert said == (
        "/log\n"
        "Log anything, for today or an earlier day; what you leave out is asked in a form.\n"
        "`/log [problem] [outcome] [minutes] [note] [date] [read]`"
    )


async def test_a_group_names_the_commands_below_it(room: Room) -> None:
    (said,) = await room.says(room.host, "!help timer")
    for part in ("`!timer add`", "`!timer pause`", "`!timer resume`", "`!timer stop`"):
        assert part in said
    assert await room.says(room.host, "!help timer pause") == [said]


async def test_a_command_that_is_not_there_is_refused_with_the_nearest(room: Room) -> None:
    assert await room.says(room.host, "!help slved") == [
        "You have no command called *slved* here. Did you mean `!solved`?"
    ]
    assert await room.says(room.friend, "!help undo") == [
        "You have no command called *undo* here. Leave the name out to see what there is."
    ]


async def test_while_typing_commands_are_offered(room: Room) -> None:
    choices = await room.host.autocomplete(room.channel, "help", "command", "o")
    offered = {choice["value"] for choice in choices}
    assert {"/join", "/log", "/solved", "/undo"} <= offered
    assert all("o" in call for call in offered)


async def test_names_from_the_config_are_the_names_that_are_shown(tmp_path: Path) -> None:
    names = CommandsSection(names={"solved": "done"}, aliases={"solved": ("did",)})
    async with open_room(tmp_path, COGS, names) as room:
        (said,) = await room.says(room.host, "!help")
        assert "`!done`" in said
        assert "solved" not in said.replace("What you solved", "")
        (said,) = await room.says(room.host, "!help did")
        assert said.endswith("-# also `did`")
        assert "`/done`" in await room.slash(room.host, "help")
        assert await room.says(room.host, "!did 3sum") == ["**3Sum** solved. Again tomorrow."]


async def test_private_messages_show_what_works_there(room: Room) -> None:
    dm = await room.host.send_dm("!help")
    answers = [message async for message in dm.channel.history() if message.author.bot]
    said = str(answers[0].embeds[0].description)
    assert "`!solved`" in said
    assert "`/log`" not in said  # slash commands are the server's


words = st.text(min_size=1, max_size=40)
entries = st.builds(
    text.Entry,
    st.sampled_from(["/", "!"]),
    words,
    st.text(max_size=300),
    st.text(max_size=200),
    st.lists(words, max_size=5).map(tuple),
)
groups = st.lists(
    st.builds(text.Group, words, st.text(max_size=80), st.lists(entries, min_size=1, max_size=12)),
    max_size=30,
)


@given(groups)
def test_any_number_of_commands_fits_into_an_embed(shown: list[text.Group]) -> None:
    embed = text.everything(shown, "!help NAME")
    assert len(embed) <= 6000
    assert len(embed.description or "") <= 4096


@given(st.text(max_size=3000), st.none() | words)
def test_any_name_is_refused_within_the_limits(asked: str, near: str | None) -> None:
    assert len(text.unknown(asked, near)) <= 2000
