"""Who asks on Discord, and by which message: what every service verb wants to know."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from typing import Concatenate, ParamSpec, TypeVar

from discord import app_commands
from discord.ext import commands

from bot.discord_bot import Context, Interaction
from bot.errors import UserError
from bot.people.model import Actor, Platform, Source

P = ParamSpec("P")
Cog = TypeVar("Cog")
Value = TypeVar("Value", str, int)
Suggest = Callable[Concatenate[Cog, P], Awaitable[list[app_commands.Choice[Value]]]]


def unless_refused(suggest: Suggest[Cog, P, Value]) -> Suggest[Cog, P, Value]:
    """Suggestions for somebody who would be refused are none: the command itself says why.

    discord.py would log what is raised here as an error of ours, and Discord say that loading failed.
    """

    @functools.wraps(suggest)
    async def quietly(self: Cog, *given: P.args, **named: P.kwargs) -> list[app_commands.Choice[Value]]:
        try:
            return await suggest(self, *given, **named)
        except UserError:
            return []

    return quietly


def actor_of(asked: Context | Interaction) -> Actor:
    """Who asks, and whether they may moderate in that channel."""
    user = asked.author if isinstance(asked, commands.Context) else asked.user
    moderates = asked.guild is not None and asked.permissions.manage_messages
    return Actor(Platform.DISCORD, str(user.id), user.display_name, moderates=moderates)


def source_of(asked: Context | Interaction) -> Source:
    """The message or interaction; the same one twice is a replay."""
    if isinstance(asked, commands.Context):
        asked_by = asked.interaction or asked.message
        return Source(Platform.DISCORD, str(asked_by.id))
    return Source(Platform.DISCORD, str(asked.id))
