"""The stand-ins for Discord and Twitch with nobody connected yet, and the bots that may step before them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sqlite3
import sys
import tempfile
import time
from collections import deque
from collections.abc import AsyncGenerator, Generator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec import Struct

from benchmarks.peers import launch
from benchmarks.subject import Subject
from bot.clock import system_clock
from bot.database import instant
from bot.rehearsal.cast import BOT_LOGIN, CANDIDATE
from bot.rehearsal.journal import Exchange
from bot.rehearsal.stage import Stage
from bot.twitch_login import BOT_SCOPES

CHANNEL = "sam_preps"
BARE = "bare"
GREENROOM = "greenroom"


class Scene(Struct):
    """Loopback servers in this process; whoever is measured connects from a process of its own."""

    stage: Stage

    @property
    def sam(self) -> int:
        """The candidate's id on Discord."""
        return self.stage.role(CANDIDATE).discord_id or 0

    @property
    def lounge(self) -> int:
        """A channel in which nothing is posted by itself."""
        return self.stage.channels["lounge"]

    def greenroom(self, *, watched: bool = False) -> Subject:
        """The real bot, as `python -m bot run` starts it; `watched` by `benchmarks.probe`."""
        module = "benchmarks.probe" if watched else "bot"
        return Subject((sys.executable, "-m", module, "run", "--config", str(self.stage.config)))

    def bare_discord(self) -> Subject:
        """discord.py and nothing else."""
        discord = self.stage.discord
        command = ("-m", "benchmarks.bare.discord_bot", discord.api_url, discord.gateway_url)
        return Subject((sys.executable, *command), {"GREENROOM_DISCORD_TOKEN": discord.token})

    async def bare_twitch(self) -> Subject:
        """TwitchIO and nothing else."""
        return Subject(
            (sys.executable, "-m", "benchmarks.bare.twitch_bot"), {"GREENROOM_BENCH": await self.signed_in()}
        )

    async def red(self, python: Path) -> Subject:
        """Red-DiscordBot of the environment with this Python, on an instance made now."""
        folder, discord = self.stage.data / "red", self.stage.discord
        await launch.set_up_red(python, folder)
        return launch.red(
            python,
            folder,
            api_url=discord.api_url,
            gateway_url=discord.gateway_url,
            token=discord.token,
        )

    async def twitchapi(self, python: Path) -> Subject:
        """twitchAPI of the environment with this Python."""
        return launch.twitchapi(python, await self.signed_in())

    async def signed_in(self) -> str:
        """What a foreign bot needs to listen to the candidate's chat, as JSON."""
        twitch = self.stage.twitch
        bot = twitch.control.user(BOT_LOGIN)
        access, refresh = await twitch.control.grant(bot, BOT_SCOPES)
        return json.dumps(
            {
                "client_id": twitch.client_id,
                "client_secret": twitch.client_secret,
                "helix_url": twitch.helix_url,
                "id_url": twitch.id_url,
                "eventsub_url": twitch.eventsub_url,
                "bot_id": bot.id,
                "broadcaster_id": twitch.control.channel().owner.id,
                "access": access,
                "refresh": refresh,
            }
        )

    async def ask(self, text: str, seconds: float = 30.0) -> float:
        """Write `text` as the candidate; seconds until the bot's answer to it stands, on the real clock."""
        [taken] = await self.ask_all([text], seconds)
        return taken

    async def ask_all(self, texts: Sequence[str], seconds: float = 120.0) -> list[float]:
        """Write everything at once; the seconds until each was answered, in the order of the answers."""
        with self._answers() as answers:
            for text in texts:
                await answers.write(text)
            async with asyncio.timeout(seconds):
                await answers.until(len(texts))
            return answers.taken

    async def first_answer(self, text: str, seconds: float = 60.0) -> None:
        """Until the bot, just started, answers `text`; written again while it may not listen yet."""
        await self.stage.discord.control.connected(seconds)
        with self._answers() as answers:
            async with asyncio.timeout(seconds):
                while not answers.taken:
                    await answers.write(text)
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(answers.until(1), 1.0)

    async def quiet(self, seconds: float = 3.0) -> None:
        """Until the bot has asked Discord for nothing so long; discord.py is ready only after two seconds."""
        asked = asyncio.Event()

        def hear(exchange: Exchange) -> None:
            if exchange.server == "discord" and exchange.kind == "request":
                asked.set()

        journal = self.stage.journal
        journal.listeners.append(hear)
        try:
            with contextlib.suppress(TimeoutError):
                while True:
                    asked.clear()
                    await asyncio.wait_for(asked.wait(), seconds)
        finally:
            journal.listeners.remove(hear)

    async def open_round(self) -> None:
        """Go live and let chat guess the pattern of 3Sum."""
        twitch = self.stage.twitch.control
        await twitch.go_live("Practice")
        asked = await twitch.say(CHANNEL, "!round 3sum")
        await twitch.wait_for(lambda line: line.sender.login == BOT_LOGIN, 15, after=asked)

    async def seat(self, chatters: int) -> None:
        """So many viewers have accounts."""
        twitch = self.stage.twitch.control
        known = {user.login for user in twitch.users()}
        for number in range(chatters):
            if (login := f"viewer_{number}") not in known:
                await twitch.create_user(login)

    async def crowd(self, guesses: int, chatters: int, last: int) -> None:
        """Everybody guesses this and that, and `last` at last."""
        rounds = guesses // chatters
        for turn in range(rounds):
            for number in range(chatters):
                guess = last if turn == rounds - 1 else last + 1 + turn % 5
                await self.stage.twitch.control.say(f"viewer_{number}", f"!pattern {guess}")

    def options(self) -> list[str]:
        """The patterns of the open round, as they are numbered."""
        [(text,)] = self._rows("SELECT options FROM rounds ORDER BY id DESC LIMIT 1")
        return list(json.loads(text))

    def clock_ended(self) -> datetime:
        """When the last clock was to end."""
        [(text,)] = self._rows("SELECT ended_at FROM timers ORDER BY id DESC LIMIT 1")
        return instant(text)

    def count(self, pattern: str) -> int:
        """How many last words in the bot's file are this pattern."""
        return int(self._rows("SELECT count(*) FROM guesses WHERE pattern = ?", pattern)[0][0])

    def _rows(self, sql: str, *values: str) -> list[tuple[Any, ...]]:
        with contextlib.closing(sqlite3.connect(self.stage.database)) as connection:
            return connection.execute(sql, values).fetchall()

    @contextlib.contextmanager
    def _answers(self) -> Generator[Answers]:
        listeners = self.stage.discord.control.listeners
        answers = Answers(self)
        listeners.append(answers.hear)
        try:
            yield answers
        finally:
            listeners.remove(answers.hear)


class Answers:
    """What the candidate has asked in the lounge, and how long each answer took: the first for the first."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._asked: deque[float] = deque()
        self._news = asyncio.Event()
        self._bot = str(scene.stage.discord.control.bot_user.id)
        self.taken: list[float] = []

    async def write(self, text: str) -> None:
        """Ask one thing; the sockets get their turn, so that many are a burst and not a blockade."""
        self._asked.append(time.perf_counter())
        await self._scene.stage.discord.control.send(self._scene.sam, self._scene.lounge, text)
        await asyncio.sleep(0)

    def hear(self, event: str, payload: dict[str, Any]) -> None:
        """An event of the stand-in."""
        answered = event == "MESSAGE_CREATE" and payload["channel_id"] == str(self._scene.lounge)
        if answered and payload["author"]["id"] == self._bot and self._asked:
            self.taken.append(time.perf_counter() - self._asked.popleft())
            self._news.set()

    async def until(self, count: int) -> None:
        """Until so many are answered."""
        while len(self.taken) < count:
            self._news.clear()
            await self._news.wait()


@contextlib.asynccontextmanager
async def scene(
    folder: Path | None = None,
    *,
    start: date | None = None,
    opens: datetime | None = None,
    kept: bool = False,
) -> AsyncGenerator[Scene]:
    """The servers up, with limits so wide that nobody notices; the plan began on `start`, two weeks ago.

    It is `opens` there, where that is still to come. What the servers hold is `kept` in `folder` where
    somebody comes back to it.
    """
    start = start or system_clock().date() - timedelta(days=14)
    with contextlib.ExitStack() as stack:
        if folder is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="greenroom-bench-")))
        async with Stage(folder, start=start, opens=opens, lines_per_minute=200, kept=kept) as stage:
            stage.discord.control.rate_limit("wide")
            rules = stage.twitch.control.rules
            rules.sends, rules.points_per_minute = "off", None
            yield Scene(stage)
