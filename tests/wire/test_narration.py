"""The watched folder with the real process: a recording is offered in private, nothing is left at close."""

from __future__ import annotations

import asyncio
import os
import wave
from datetime import timedelta
from pathlib import Path

import pytest

from tests.narration.voices import RATE, needs_libraries
from tests.wire.theatre import theatre

pytestmark = [pytest.mark.wire, pytest.mark.story, needs_libraries]

PATIENCE = 90.0
"""Seconds for a file to come to rest and to be measured behind everything else that the machine does."""


def record(path: Path, seconds: float) -> None:
    """So much silence, which takes no room on the disk."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.setnframes(int(seconds * RATE))
        file.writeframesraw(b"")
    os.truncate(path, 44 + 2 * int(seconds * RATE))


def workers(name: str) -> list[int]:
    """Processes that listen to a file of this name."""
    found: list[int] = []
    for process in Path("/proc").iterdir():
        try:
            if name.encode() in (process / "cmdline").read_bytes():
                found.append(int(process.name))
        except (OSError, ValueError):
            continue
    return found


async def test_a_recording_is_offered_and_a_measurement_ends_with_the_bot(tmp_path: Path) -> None:
    videos = tmp_path / "videos"
    videos.mkdir()
    async with theatre(tmp_path / "stage") as house:
        stage = house.stage
        stage.config.write_text(
            stage.config.read_text(encoding="utf-8") + f'\n[recording]\nfolder = "{videos}"\n',
            encoding="utf-8",
        )
        await stage.clock.move_to(house.at(9))
        await stage.bot.start()
        asked = await house.chat("!timer 25 two sum")
        await house.chat_line("25:00 left", after=asked)
        await stage.clock.move(timedelta(minutes=2))
        asked = await house.chat("!timer stop")
        await house.chat_line("stopped after", after=asked)
        record(videos / "test.wav", 125)
        offer = await stage.discord.control.wait_for(lambda post: "is measured" in post.text, PATIENCE)
        assert offer.channel_id not in stage.channels.values(), "it is private"
        assert "Was the microphone muted" in str(offer)
        assert house.rows("SELECT count(*) FROM narrations WHERE timer_id IS NOT NULL") == [(1,)]

        record(videos / "endless.wav", 5 * 3600)
        async with asyncio.timeout(PATIENCE):
            while not workers("endless.wav"):  # noqa: ASYNC110 - another process begins
                await asyncio.sleep(0.05)
        assert await stage.bot.stop() == 0
        assert workers("endless.wav") == []
        house.check_file()
