"""Who asks on Discord, and by which message: what every service verb wants to know."""

from __future__ import annotations

import functools
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_bot import Context, Interaction
from bot.errors import UserError
from bot.people.model import Actor, Platform, Source

Cog = TypeVar("Cog")
Value = TypeVar("Value", str, int)
Suggest = Callable[
    [Cog, discord.Interaction[Any], str], Coroutine[Any, Any, list[app_commands.Choice[Value]]]
]


def unless_refused(suggest: Suggest[Cog, Value]) -> Suggest[Cog, Value]:
    """Suggestions for somebody who would be refused are none: the command itself says why.

    discord.py would log what is raised here as an error of ours, and Discord say that loading failed.
    """

    @functools.wraps(suggest)
    async def quietly(
        self: Cog, interaction: discord.Interaction[Any], typed: str
    ) -> list[app_commands.Choice[Value]]:
        try:
            return await suggest(self, interaction, typed)
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
