"""Who asks on Discord, and by which message: what every service verb wants to know."""

from __future__ import annotations

from discord.ext import commands

from bot.discord_bot import Context, Interaction
from bot.people.model import Actor, Platform, Source


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
