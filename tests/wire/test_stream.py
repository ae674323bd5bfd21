"""A stream's whole life with the real process: live, a drop, back, a crash, over, its recording; one post."""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from tests.openapi import reference, violations
from tests.wire.theatre import SOON, Theatre, theatre

pytestmark = pytest.mark.wire

MARK = "stream:chapters:"


async def titled(house: Theatre, needle: str) -> None:
    """Until the one post about the stream says so."""
    await house.post(needle, "live")
    assert len(house.posts(MARK, "live")) == 1


async def ask(house: Theatre, login: str, text: str, needle: str) -> None:
    """Somebody writes, and the bot answers."""
    asked = await house.chat(text, login)
    await house.chat_line(needle, after=asked)


async def test_one_post_tells_a_stream_from_going_live_to_its_recording(tmp_path: Path) -> None:
    async with theatre(tmp_path) as house:
        stage, twitch = house.stage, house.stage.twitch.control
        await stage.clock.move_to(house.at(8))
        await stage.bot.start()
        await twitch.go_live("Graphs, thinking aloud", "Software and Game Development")
        await titled(house, "🔴 Graphs, thinking aloud")
        await ask(house, "sam_preps", "!problem 3sum", "leetcode.com/problems/3sum")
        await ask(house, "pixelpete", "!problem", "medium")
        await stage.clock.move(timedelta(minutes=12))
        await ask(house, "pixelpete", "!moment the pointers skip duplicates", "Marked at 12:")
        await ask(house, "sam_preps", "!solved", "3Sum solved")

        await twitch.go_offline()
        await titled(house, "⏸")
        await stage.clock.move(timedelta(minutes=5))
        await twitch.go_live("Graphs, part two")
        await titled(house, "🔴 Graphs, part two")

        await stage.bot.kill()
        await stage.clock.move(timedelta(minutes=20))
        await twitch.update_channel("Graphs, the end", announce=False)
        await stage.bot.start()
        await titled(house, "🔴 Graphs, the end")
        await ask(house, "quietquinn", "!moment back again", "Marked at 20:")

        await twitch.go_offline()
        await titled(house, "⏸")
        await stage.clock.move(timedelta(minutes=11))
        await titled(house, "⏹ Graphs, the end")
        await titled(house, "in 2 parts")
        over = await stage.discord.control.wait_for(
            lambda post: MARK in str(post.buttons) and "Recording 2" in post.buttons, SOON
        )
        assert "3Sum" in over.text
        assert "the pointers skip duplicates" in over.text

        pressed = await stage.discord.control.click(house.sam, over, over.custom_id("Chapters"))
        answer = await pressed.answered(SOON)
        for needle in ("00:00 Intro", "3Sum (medium)", "Moment: the pointers skip duplicates", "Part 2"):
            assert needle in answer.text

        assert len(house.posts(MARK, "live")) == 1
        assert house.rows("SELECT count(*) FROM streams") == [(1,)]
        await house.settled()
        house.check_file()
        described = reference()
        assert violations(stage.journal.since(0), described) == []


@pytest.mark.story
async def test_what_began_and_ended_while_the_bot_was_down_is_told_once(tmp_path: Path) -> None:
    async with theatre(tmp_path) as house:
        stage, twitch = house.stage, house.stage.twitch.control
        await stage.clock.move_to(house.at(8))
        await twitch.go_live("Before the bot was up")
        await stage.clock.move(timedelta(minutes=10))
        await stage.bot.start()
        await titled(house, "🔴 Before the bot was up")
        await stage.bot.kill()
        await stage.clock.move(timedelta(minutes=30))
        await twitch.go_offline(announce=False)
        await stage.clock.move(timedelta(minutes=60))
        await stage.bot.start()
        await titled(house, "⏸")
        await stage.clock.move(timedelta(minutes=11))
        await titled(house, "⏹ Before the bot was up")
        await stage.discord.control.wait_for(lambda post: "Recording" in post.buttons, SOON)
        # the recording is forty minutes long, whenever the end was noticed
        await titled(house, "40 min")
        assert len(house.posts(MARK, "live")) == 1


@pytest.mark.story
async def test_a_moment_becomes_a_marker_where_that_was_allowed(tmp_path: Path) -> None:
    async with theatre(tmp_path) as house:
        stage, twitch = house.stage, house.stage.twitch.control
        token, refresh = await twitch.grant("sam_preps", ("channel:bot", "channel:manage:broadcast"))
        with contextlib.closing(sqlite3.connect(stage.database)) as connection:
            connection.execute(
                "UPDATE twitch_tokens SET access_token = ?, refresh_token = ?, scopes = ? WHERE login = ?",
                (token, refresh, "channel:bot channel:manage:broadcast", "sam_preps"),
            )
            connection.commit()
        await stage.bot.start()
        await twitch.go_live("Marked")
        await titled(house, "🔴 Marked")
        await ask(house, "pixelpete", "!moment that trick", "Marked at")
        stream = twitch.channel().stream
        assert stream is not None
        markers = stream.video.markers
        await twitch.wait_until(lambda: [each.description for each in markers] == ["that trick"], SOON)
