"""One Discord server without a network: the real bot with the cogs that a test names, and people to play.

async with open_room(tmp_path, ["cogs.practice.cog"]) as room:
    assert await room.says(room.host, "!failed 3sum") == ["**3Sum** not solved. Again tomorrow."]
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import discord
import simcord
from discord.ext import commands
from msgspec import Struct

from bot.app import compose
from bot.config import CandidateSection, CommandsSection, Config, DiscordSection
from bot.database import Database, open_database
from bot.discord_bot import DiscordBot
from bot.easel import Easel
from bot.errors import UserError
from bot.events import EventBus
from bot.people.model import Person, PersonId
from bot.services import Services
from bot.telemetry import Telemetry
from tests.clockwork import ManualScheduler
from tests.drawing import EASEL, PATIENCE
from tests.fresh import fresh_file

GUILD = 4_000_000_000_000_000_001


class Room(Struct):
    """The bot, a channel, the host's candidate, a friend, a moderator."""

    env: simcord.Env
    bot: DiscordBot
    database: Database
    services: Services
    channel: simcord.ChannelHandle
    host: simcord.MemberActor
    friend: simcord.MemberActor
    moderator: simcord.MemberActor
    scheduler: ManualScheduler

    async def says(self, who: simcord.MemberActor, words: str) -> list[str]:
        """Write in the channel; what the bot wrote by the time it has nothing more to do."""
        before = {message.id for message in self.channel.history()}
        await who.send(self.channel, words)
        return [spoken(each) for each in self.channel.history() if each.id not in before and each.author.bot]

    async def slash(self, who: simcord.MemberActor, command: str, /, **options: Any) -> str:
        """Use a slash command; what it was answered with."""
        result = await who.slash(self.channel, command, **options)
        assert result.response is not None
        return spoken(result.response)

    def mishaps(self) -> list[BaseException]:
        """What went wrong and was no refusal; a test that does not expect any wants this empty."""
        return [error for error in self.env.errors if not is_refusal(error)]


def spoken(message: discord.Message | simcord.ResponseMessage) -> str:
    """A message as somebody reads it: its words, then its embed's."""
    parts = [message.content, *(f"{embed.title}\n{embed.description}" for embed in message.embeds)]
    return "\n".join(part for part in parts if part)


def is_refusal(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, UserError | commands.UserInputError):
            return True
        error = error.__cause__
    return False


@asynccontextmanager
async def open_room(
    folder: Path,
    extensions: Sequence[str],
    names: CommandsSection | None = None,
    telemetry: Telemetry | None = None,
    easel: Easel = EASEL,
) -> AsyncGenerator[Room]:
    """A fresh file, a bot that is ready, people who have arrived."""
    path = folder / "greenroom.db"
    fresh_file(path)
    bus = EventBus()
    holder: list[simcord.Env] = []

    def clock() -> datetime:
        return holder[0].now()

    scheduler = ManualScheduler(clock)
    config = Config(
        candidate=CandidateSection(name="Sam"),
        discord=DiscordSection(guild_id=GUILD, assignments_channel=1),
        commands=names or CommandsSection(),
    )
    assert config.discord is not None
    telemetry = telemetry or Telemetry()
    async with open_database(path, bus.publish, telemetry.span) as database:
        services = compose(config, database, bus, clock, scheduler, easel=easel)
        bot = DiscordBot(config.discord, config.commands, services, database, extensions, telemetry=telemetry)
        # not simcord.run(): it binds a context variable, which a fixture cannot undo
        env = simcord.Env(bot, check_errors=False, settle_timeout=PATIENCE)
        holder.append(env)
        await env.start()
        try:
            guild = env.create_guild(id=GUILD)
            role = guild.create_role("mods", permissions=discord.Permissions(manage_messages=True))
            room = Room(
                env,
                bot,
                database,
                services,
                guild.create_text_channel("room"),
                host=guild.add_member(env.create_user("sam")),
                friend=guild.add_member(env.create_user("ana")),
                moderator=guild.add_member(env.create_user("mo"), roles=[role]),
                scheduler=scheduler,
            )
            await services.people.settle_host(
                Person(
                    PersonId(0),
                    "Sam",
                    "UTC",
                    time(4),
                    time(7),
                    discord_id=room.host.id,
                    start=date(2026, 1, 1),
                )
            )
            await env.advance_time(9 * 3600)  # simcord begins at midnight, which is yesterday here
            yield room
        finally:
            await env.shutdown()
