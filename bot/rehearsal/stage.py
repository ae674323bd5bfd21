"""A whole theatre on this machine: both loopback servers, a clock, the cast, and the real bot beside them."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import AsyncGenerator
from datetime import date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from bot.clock import system_clock
from bot.database import open_database
from bot.events import EventBus
from bot.migrate import migrate
from bot.rehearsal.cast import BOT_LOGIN, CANDIDATE, Role, cast_discord, cast_twitch
from bot.rehearsal.clock import RehearsalClock
from bot.rehearsal.journal import Journal
from bot.rehearsal.loopback_discord import LoopbackDiscord
from bot.rehearsal.loopback_twitch import LoopbackTwitch
from bot.rehearsal.ports import HOST, HeldPorts
from bot.rehearsal.process import BotProcess
from bot.twitch_login import BOT_SCOPES, BROADCASTER_SCOPES
from bot.twitch_tokens import Grant, TokenStore

KEPT = ("page.token",)
"""Files of the folder that belong to the page and not to the play."""


class Stage:
    """Everything a rehearsal and a wire test need, in one data folder that survives to the next run.

    Entered, the servers listen and the bot's config stands in the folder; `bot.start()` starts the bot.
    """

    def __init__(
        self,
        data: Path,
        *,
        start: date,
        opens: datetime | None = None,
        zone: str = "UTC",
        post_at: str = "07:00:00",
        lines_per_minute: int = 30,
        kept: bool = True,
    ) -> None:
        """Where nobody has rehearsed before, the clock begins at `opens`; now, if that is past or None.

        `lines_per_minute` is what the bot may say in chat; more where a test asks faster than people do.
        What the two servers hold is `kept` in the folder for the next rehearsal, where there is to be one.
        """
        self.data = data
        self.zone = zone
        self.cast: tuple[Role, ...] = ()
        self.guild_id = 0
        self.channels: dict[str, int] = {}
        self._start = start
        self._post_at = post_at
        self._lines_per_minute = lines_per_minute
        self._memory = data / "stage.json"
        self._stack = contextlib.AsyncExitStack()
        data.mkdir(parents=True, exist_ok=True)
        held: dict[str, Any] = json.loads(self._memory.read_text()) if self._memory.exists() else {}
        self.fresh = "start" not in held
        """Whether nobody has rehearsed in this folder before."""
        ports: dict[str, int] = held.get("ports", {})
        self._held = HeldPorts()
        # links in old messages lead to the ports of last time
        self._ports = self._held.take_each(("discord", "twitch", "overlay", "clock"), ports)
        self._start = date.fromisoformat(held["start"]) if "start" in held else start
        ahead = timedelta(seconds=held.get("offset", 0))
        if self.fresh and opens is not None:
            ahead = max(opens - system_clock(), timedelta())
        self.clock = RehearsalClock(ahead)
        self.clock.listeners.append(lambda _: self._remember())
        self.journal = Journal(self.clock)
        self.discord = LoopbackDiscord(
            clock=self.clock,
            port=self._ports["discord"],
            state_file=data / "discord.json" if kept else None,
            journal=self.journal,
        )
        self.twitch = LoopbackTwitch(
            clock=self.clock,
            port=self._ports["twitch"],
            state_file=data / "twitch.json" if kept else None,
            journal=self.journal,
        )
        self.config = data / "config.toml"
        self.bot = BotProcess(self.config)

    @property
    def database(self) -> Path:
        """The bot's own file."""
        return self.data / "greenroom.db"

    @property
    def overlay_url(self) -> str:
        """The page for OBS, served by the bot."""
        return f"http://{HOST}:{self._ports['overlay']}/overlay"

    def role(self, key: str) -> Role:
        """Somebody of the cast."""
        return next(role for role in self.cast if role.key == key)

    async def __aenter__(self) -> Self:
        async with contextlib.AsyncExitStack() as stack:
            stack.callback(self._held.close)
            await stack.enter_async_context(self.discord)
            await stack.enter_async_context(self.twitch)
            await stack.enter_async_context(self._serve_clock())
            rooms, self.cast = await cast_discord(self.discord.control)
            self.guild_id, self.channels = rooms.guild_id, rooms.channels
            await cast_twitch(self.twitch.control, self.cast)
            self._write_config()
            await self._allow_twitch()
            self._remember()
            stack.push_async_callback(self.bot.stop)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    def clear(self) -> None:
        """Forget everything but the ports, so that open pages find the next stage; call when it is closed."""
        for path in self.data.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name not in KEPT:
                path.unlink()
        self._memory.write_text(json.dumps({"ports": self._ports}))

    async def restart_bot(self) -> None:
        """Stop the bot as a service manager would, and start it again."""
        await self.bot.stop()
        await self.bot.start()

    @contextlib.asynccontextmanager
    async def _serve_clock(self) -> AsyncGenerator[None]:
        app = web.Application()
        app.router.add_get("/clock", self.clock.serve)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            await web.TCPSite(runner, HOST, self._ports["clock"]).start()
            yield
        finally:
            await runner.cleanup()

    async def _allow_twitch(self) -> None:
        """Sign both accounts in, as `login twitch` does, unless an earlier run did."""
        migrate(self.database)
        bus = EventBus()
        async with open_database(self.database, bus.publish) as database:
            tokens = TokenStore(database, self.clock)
            await tokens.load()
            wanted = ((BOT_LOGIN, BOT_SCOPES), (self.role(CANDIDATE).twitch_login or "", BROADCASTER_SCOPES))
            for login, scopes in wanted:
                if tokens.by_login(login) is None:
                    user = self.twitch.control.user(login)
                    access, refresh = await self.twitch.control.grant(user, scopes)
                    await tokens.keep(Grant(user.id, user.login, access, refresh, frozenset(scopes)))

    def _write_config(self) -> None:
        candidate = self.role(CANDIDATE)
        text = f"""# Written by the rehearsal at every start.
database = "{self.database.name}"

[candidate]
name = "{candidate.name}"
discord_id = {candidate.discord_id}
twitch_login = "{candidate.twitch_login}"
zone = "{self.zone}"
start = {self._start.isoformat()}
post_at = {self._post_at}

[discord]
token = "{self.discord.token}"
guild_id = {self.guild_id}
assignments_channel = {self.channels["assignments"]}
live_channel = {self.channels["live"]}
reviews_channel = {self.channels["reviews"]}
api_url = "{self.discord.api_url}"
gateway_url = "{self.discord.gateway_url}"
cdn_url = "{self.discord.cdn_url}"

[twitch]
client_id = "{self.twitch.client_id}"
bot_login = "{BOT_LOGIN}"
channel = "{candidate.twitch_login}"
lines_per_minute = {self._lines_per_minute}
helix_url = "{self.twitch.helix_url}"
id_url = "{self.twitch.id_url}"
eventsub_url = "{self.twitch.eventsub_url}"

[overlay]
port = {self._ports["overlay"]}

[rehearsal]
clock_url = "ws://{HOST}:{self._ports["clock"]}/clock"
"""
        # it holds a token, made up as it is, and `run` refuses a file with secrets that others may read
        with os.fdopen(os.open(self.config, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)

    def _remember(self) -> None:
        memory = {
            "offset": self.clock.offset.total_seconds(),
            "start": self._start.isoformat(),
            "ports": self._ports,
        }
        partial = self._memory.with_suffix(".partial")
        partial.write_text(json.dumps(memory))
        partial.replace(self._memory)
