"""A Discord server whose assignments channel is really there, with alarms that ring as time goes by."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import time, timedelta
from pathlib import Path
from typing import Any, cast

import discord
import simcord
from msgspec import Struct

from bot.app import compose
from bot.config import CandidateSection, CommandsSection, Config, DiscordSection
from bot.database import Database, open_database
from bot.discord_bot import DiscordBot
from bot.events import EventBus
from bot.people.model import Actor, Person, PersonId, Platform, Source
from bot.services import Services
from tests.clockwork import ManualScheduler
from tests.drawing import EASEL, PATIENCE
from tests.fresh import fresh_file
from tests.room import is_refusal

GUILD = 4_000_000_000_000_000_001
COGS = ("cogs.people.cog", "cogs.progress.cog", "cogs.cohort.cog")


class Hall(Struct):
    """The bot, the channel, the host's candidate and a friend."""

    env: simcord.Env
    bot: DiscordBot
    database: Database
    services: Services
    scheduler: ManualScheduler
    channel: simcord.ChannelHandle
    sam: simcord.MemberActor
    ana: simcord.MemberActor
    asked: int = 0

    async def quiet(self) -> None:
        """Wait until whatever was set off has come to its end; simcord only knows of what people set off."""
        await self.services.bus.drain()
        await self.env.settle()

    async def advance(self, **by: float) -> None:
        """Step from alarm to alarm, then to the end."""
        end = self.env.now() + timedelta(**by)
        while (due := self.scheduler.next_due()) is not None and due <= end:
            await self.env.advance_time(max(0.0, (due - self.env.now()).total_seconds()))
            await self.scheduler.ring_due()
            await self.quiet()
        await self.env.advance_time((end - self.env.now()).total_seconds())

    def said(self) -> list[discord.Message]:
        """What the bot wrote in the channel, oldest first."""
        return [message for message in self.channel.history() if message.author.bot]

    def mishaps(self) -> list[BaseException]:
        """What went wrong and was no refusal."""
        return [error for error in self.env.errors if not is_refusal(error)]

    async def solved(self, who: simcord.MemberActor, *lines: str) -> None:
        for line in lines:
            self.asked += 1
            source = Source(Platform.DISCORD, f"m{self.asked}")
            actor = Actor(Platform.DISCORD, str(who.id), who.name)
            await self.services.practice.solved(actor, line, source)
        await self.quiet()

    async def joins(self, who: simcord.MemberActor, zone: str = "UTC") -> Person:
        await self.services.people.propose(who.id, who.name, zone)
        person = await self.services.people.join(who.id)
        await self.quiet()
        return person

    async def restarts(self) -> None:
        """A new bot over the same file."""
        fresh = DiscordBot(self.bot.section, CommandsSection(), self.services, self.database, COGS)
        await self.env.restart_bot(fresh)
        self.bot = fresh


def texts(message: discord.Message | simcord.ResponseMessage) -> str:
    """A message as somebody reads it, its fields included."""
    parts = [message.content]
    for embed in message.embeds:
        parts += [embed.title or "", embed.description or ""]
        parts += [f"{field.name}\n{field.value}" for field in embed.fields]
    return "\n".join(part for part in parts if part)


@asynccontextmanager
async def open_hall(folder: Path, extensions: Sequence[str] = COGS) -> AsyncGenerator[Hall]:
    """On a Monday at nine in the morning, the first day of the host's plan."""
    path = folder / "greenroom.db"
    fresh_file(path)
    bus = EventBus()
    async with open_database(path, bus.publish) as database:
        section = DiscordSection(guild_id=GUILD, assignments_channel=1)
        # the services need the channel, the channel needs the server, and the server needs the bot
        bot = DiscordBot(section, CommandsSection(), cast("Services", None), database, extensions)
        # not simcord.run(): it binds a context variable, which a fixture cannot undo
        env = simcord.Env(bot, check_errors=False, settle_timeout=PATIENCE)
        guild = env.create_guild(id=GUILD)
        channel = guild.create_text_channel("assignments")
        scheduler = ManualScheduler(env.now)
        here = DiscordSection(guild_id=GUILD, assignments_channel=channel.id)
        config = Config(candidate=CandidateSection(name="Sam"), discord=here)
        bot.services = compose(config, database, bus, env.now, scheduler, easel=EASEL)
        await env.start()
        try:
            await env.advance_time((4 * 24 + 9) * 3600)  # simcord begins on a Thursday at midnight
            sam, ana = (guild.add_member(env.create_user(name)) for name in ("sam", "ana"))
            await bot.services.people.settle_host(
                Person(PersonId(0), "Sam", "UTC", time(4), time(7), discord_id=sam.id, start=env.now().date())
            )
            hall = Hall(env, bot, database, bot.services, scheduler, channel, sam, ana)
            await hall.quiet()
            yield hall
        finally:
            await env.shutdown()


def buttons(message: discord.Message | simcord.ResponseMessage) -> list[str]:
    """What its buttons send back."""
    rows = [
        row if isinstance(row, dict) else cast("dict[str, Any]", row.to_dict()) for row in message.components
    ]
    return [child["custom_id"] for row in rows for child in row["components"]]
