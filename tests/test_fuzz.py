"""Whatever anybody types, chooses or presses: a sentence comes back, within limits, and nobody is called."""

from __future__ import annotations

from pathlib import Path

from tests.fresh import fresh_file
from tests.fuzz.checks import no_error_in_the_log
from tests.fuzz.limits import columns
from tests.fuzz.on_discord import fuzz_discord
from tests.fuzz.on_twitch import fuzz_twitch
from tests.room import open_room

SAMPLES = 60
"""Inputs on each platform in `make test`; `make fuzz` is the long run."""


async def test_no_input_on_discord_ends_in_an_error_in_silence_or_in_a_ping(tmp_path: Path) -> None:
    assert await fuzz_discord(tmp_path, SAMPLES, 1) == SAMPLES


async def test_no_line_on_twitch_ends_in_an_error_or_over_the_limit(tmp_path: Path) -> None:
    assert await fuzz_twitch(tmp_path, SAMPLES, 2) == SAMPLES


async def test_what_once_ended_in_an_error_or_in_silence_is_answered(tmp_path: Path) -> None:
    async with open_room(tmp_path, ["cogs.assignment.cog", "cogs.curriculum.cog"]) as room:
        for verb in ("done", "skip", "swap", "reopen"):
            assert await room.says(room.host, f"!{verb} {'9' * 1_900}")
        with no_error_in_the_log() as heard:
            for command, option in (("done", "number"), ("plan pause", "until"), ("plan start", "day")):
                await room.friend.autocomplete(room.channel, command, option, "1")
        assert heard == []


def test_every_text_in_the_file_has_a_limit(tmp_path: Path) -> None:
    fresh_file(tmp_path / "greenroom.db")
    assert [name for name, limit in columns(tmp_path / "greenroom.db").items() if limit is None] == []
