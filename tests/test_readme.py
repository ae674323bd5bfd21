"""The README names every command that the bot has, on each platform, and none that it has not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.app import COGS, COMPONENTS
from tests.channel import open_channel
from tests.room import open_room

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SECTION = README.split("## Commands", 1)[1].split("\n## ", 1)[0]


async def test_every_discord_command_stands_in_the_readme(tmp_path: Path) -> None:
    async with open_room(tmp_path, COGS) as room:
        prefixed = {command.qualified_name for command in room.bot.walk_commands() if not command.hidden}
        slashed = {command.qualified_name for command in room.bot.tree.walk_commands()}
    assert {name for name in prefixed | slashed if not _stands(name)} == set()


async def test_every_twitch_command_stands_in_the_readme(tmp_path: Path) -> None:
    async with open_channel(tmp_path, COMPONENTS) as channel:
        names = {str(command.name) for command in channel.chat.bot.unique_commands}
    assert {name for name in names if not _stands(name)} == set()


async def test_the_readme_names_no_command_that_is_not_there(tmp_path: Path) -> None:
    async with (
        open_room(tmp_path / "discord", COGS) as room,
        open_channel(tmp_path / "twitch", COMPONENTS) as channel,
    ):
        known = {command.name for command in room.bot.commands}
        known |= {alias for command in room.bot.commands for alias in command.aliases}
        known |= {command.name for command in room.bot.tree.get_commands()}
        known |= {str(command.name) for command in channel.chat.bot.unique_commands}
    written = set(re.findall(r"`[!/]([a-z-]+)", README))
    assert written - known - {"mod"} == set()  # /mod is Twitch's own


def test_every_command_of_the_command_line_stands_in_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    names = re.findall(r"^    ([a-z]+)  ", capsys.readouterr().out, re.MULTILINE)
    assert "run" in names
    assert [name for name in names if f"python -m bot {name}" not in README] == []


def _stands(name: str) -> bool:
    """Whether the table names the command, and each word of a subcommand."""
    root, *rest = name.split()
    named = re.search(rf"`[!/]{re.escape(root)}\b", SECTION) is not None
    return named and all(re.search(rf"`[^`]*\b{re.escape(word)}\b[^`]*`", SECTION) for word in rest)
