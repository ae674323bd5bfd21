"""A loopback Discord with a small company, and the real discord.py pointed at it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import discord
import yarl
from discord.asset import Asset
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from msgspec import Struct

from bot.rehearsal.loopback_discord import Control, LoopbackDiscord
from bot.rehearsal.loopback_discord.state import Channel, Guild, User
from tests.clockwork import FakeClock

SOON = 5.0
"""Seconds that anything on this machine may take."""


@contextmanager
def pointed_at(server: LoopbackDiscord) -> Generator[None]:
    """discord.py's addresses lead to `server`, and to the real ones again afterwards."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY, Asset.BASE
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = server.api_url, yarl.URL(server.gateway_url)
    Asset.BASE = server.cdn_url  # pyright: ignore[reportAttributeAccessIssue]  # typed as one literal
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY, Asset.BASE = before


class Stagehand(commands.Bot):
    """A bot on the real library with nothing of its own; the default answers no mentions."""

    def __init__(self, intents: discord.Intents | None = None) -> None:
        super().__init__(
            command_prefix="!",
            intents=intents or discord.Intents.all(),
            allowed_mentions=discord.AllowedMentions.none(),
            help_command=None,
        )
        # discord.py holds `ready` back for two seconds; nothing here needs that
        self._connection.guild_ready_timeout = 0.05
        self.resumes = 0

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Not the five seconds that discord.py waits before a second identify."""

    async def on_resumed(self) -> None:
        """Count."""
        self.resumes += 1


@asynccontextmanager
async def running(
    server: LoopbackDiscord, bot: commands.Bot, *, token: str | None = None
) -> AsyncGenerator[None]:
    """The bot logged in and ready, until the end of the block."""
    with pointed_at(server):
        task = asyncio.create_task(bot.start(token or server.token))
        ready = asyncio.create_task(bot.wait_until_ready())
        try:
            await asyncio.wait({task, ready}, timeout=SOON, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                await task
            await asyncio.wait_for(ready, SOON)
            yield
        finally:
            ready.cancel()
            await bot.close()
            task.cancel()
            await asyncio.gather(task, ready, return_exceptions=True)


class Stage(Struct):
    """The server with a guild: Ana is its owner, Ben a member; `#general` is where they talk."""

    server: LoopbackDiscord
    clock: FakeClock
    ana: User
    ben: User
    guild: Guild
    general: Channel

    @property
    def control(self) -> Control:
        """The server's control interface."""
        return self.server.control


@asynccontextmanager
async def stage(clock: FakeClock, state_file: Path | None = None) -> AsyncGenerator[Stage]:
    """A fresh server with its company."""
    async with LoopbackDiscord(clock=clock, state_file=state_file) as server:
        control = server.control
        ana = control.create_user("ana", "Ana", 0xE91E63)
        ben = control.create_user("ben", "Ben", 0x3498DB)
        guild = control.create_guild("The Green Room", owner=ana, members=[ben])
        general = control.create_text_channel("general")
        yield Stage(server, clock, ana, ben, guild, general)


@asynccontextmanager
async def performing(here: Stage, bot: commands.Bot | None = None) -> AsyncGenerator[discord.TextChannel]:
    """A bot that is ready, and its own `#general`."""
    bot = bot or Stagehand()
    async with running(here.server, bot):
        channel = bot.get_channel(here.general.id)
        assert isinstance(channel, discord.TextChannel)
        yield channel
