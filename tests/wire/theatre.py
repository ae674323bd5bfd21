"""The real process on a stage of its own, and the questions that every story asks of what it left behind."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sqlite3
from collections.abc import AsyncGenerator, Callable, Generator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
from msgspec import Struct

from bot.clock import system_clock
from bot.rehearsal.cast import BOT_LOGIN, CANDIDATE
from bot.rehearsal.loopback_discord import Post
from bot.rehearsal.loopback_twitch import ChatMessage
from bot.rehearsal.stage import Stage

SOON = 15.0
"""Seconds within which the bot has to have answered, on a machine that is busy with other things."""


def next_monday() -> date:
    """A Monday to come: the rehearsal's clock only moves forward."""
    today = system_clock().date()
    return today + timedelta(days=7 - today.weekday())


class Theatre(Struct):
    """A stage at half past six on a day of the candidate's third week: a Monday, unless asked for another."""

    stage: Stage
    monday: date

    @property
    def sam(self) -> int:
        """The candidate on Discord."""
        return self.stage.role(CANDIDATE).discord_id or 0

    def at(self, hour: int, minute: int = 0, second: int = 0) -> datetime:
        """A time of that day, on the stage's own wall clock."""
        local = datetime.combine(self.monday, time(hour, minute, second), ZoneInfo(self.stage.zone))
        return local.astimezone(UTC)

    async def chat(self, text: str, login: str = "sam_preps") -> ChatMessage:
        """Somebody writes in Twitch chat."""
        return await self.stage.twitch.control.say(login, text)

    async def chat_line(self, needle: str, after: ChatMessage | None = None) -> ChatMessage:
        """The bot's first line with these words in it."""
        return await self.stage.twitch.control.wait_for(
            lambda line: line.sender.login == BOT_LOGIN and needle in line.text, SOON, after=after
        )

    async def write(self, text: str, channel: str = "assignments") -> Post:
        """The candidate writes in Discord."""
        return await self.stage.discord.control.send(self.sam, self.stage.channels[channel], text)

    async def post(self, needle: str, channel: str = "assignments", after: Post | None = None) -> Post:
        """The bot's first message with these words in it, new or edited."""
        wanted = self.stage.channels[channel]
        bot = self.stage.discord.control.bot_user.id
        return await self.stage.discord.control.wait_for(
            lambda post: post.channel_id == wanted and post.author_id == bot and needle in post.text,
            SOON,
            after=after,
        )

    def posts(self, mark: str, channel: str = "assignments") -> list[Post]:
        """Every message of the bot that has a button whose custom id begins with `mark`."""
        history = self.stage.discord.control.history(self.stage.channels[channel], limit=500)
        return [
            post
            for post in history
            if any(str(button.get("custom_id", "")).startswith(mark) for button in post.buttons.values())
        ]

    def lines(self, needle: str) -> list[str]:
        """Every line of the bot in Twitch chat with these words in it."""
        history = self.stage.twitch.control.history()
        return [line.text for line in history if line.sender.login == BOT_LOGIN and needle in line.text]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the bot's file, whoever holds it."""
        with contextlib.closing(sqlite3.connect(self.stage.database)) as connection:
            return connection.execute(sql).fetchall()

    def check_file(self) -> None:
        """The file is whole."""
        found = self.rows("PRAGMA integrity_check")
        assert found == [("ok",)], found
        assert self.rows("PRAGMA foreign_key_check") == []

    @staticmethod
    def instant(text: str) -> datetime:
        """An instant as the file holds it."""
        return datetime.fromisoformat(text)

    async def printed(self, needle: str) -> str:
        """The process's first line with these words in it, there already or to come."""
        found: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        def look(line: str) -> None:
            if needle in line and not found.done():
                found.set_result(line)

        bot = self.stage.bot
        bot.listeners.append(look)
        try:
            for line in tuple(bot.lines):
                look(line)
            return await asyncio.wait_for(found, SOON)
        finally:
            bot.listeners.remove(look)

    async def settled(self) -> None:
        """Until no claimed message waits any more; that one stood already is no news to Discord."""
        async with asyncio.timeout(SOON):
            while self.rows("SELECT 1 FROM posts WHERE ended_at IS NULL"):  # noqa: ASYNC110 - the file tells nobody
                await asyncio.sleep(0.05)

    async def clock_panel(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The overlay's first state of the clock that fits."""
        url = self.stage.overlay_url.replace("http://", "ws://").replace("/overlay", "/ws")
        async with (
            asyncio.timeout(SOON),
            aiohttp.ClientSession() as session,
            session.ws_connect(url) as socket,
        ):
            async for message in socket:
                frame = json.loads(message.data)
                if frame.get("panel") == "clock" and wanted(frame["state"]):
                    return frame["state"]
        raise AssertionError("the overlay closed its websocket")

    @contextlib.contextmanager
    def killing(self, when: Callable[[str, dict[str, Any]], bool]) -> Generator[None]:
        """SIGKILL the bot at the first event of the loopback Discord that fits, before it is answered."""
        listeners = self.stage.discord.control.listeners

        def look(event: str, payload: dict[str, Any]) -> None:
            if when(event, payload):
                listeners.remove(look)
                self.stage.bot.kill_now()

        listeners.append(look)
        yield
        assert look not in listeners, "the moment to kill at never came"


@contextlib.asynccontextmanager
async def theatre(
    folder: Path,
    *,
    zone: str = "UTC",
    post_at: str = "07:00:00",
    day: date | None = None,
    lines_per_minute: int = 30,
) -> AsyncGenerator[Theatre]:
    """Curtain up: servers, cast and clock; the bot is started by the story.

    `day` is another one than the next Monday; it must be to come.
    """
    day = day or next_monday()
    opens = datetime.combine(day, time(6, 30), ZoneInfo(zone)).astimezone(UTC)
    start = day - timedelta(days=16)
    async with Stage(
        folder, opens=opens, start=start, zone=zone, post_at=post_at, lines_per_minute=lines_per_minute
    ) as stage:
        yield Theatre(stage, day)
