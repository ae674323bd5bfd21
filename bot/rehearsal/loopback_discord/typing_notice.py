"""Tells that somebody is typing."""

from __future__ import annotations

from bot.rehearsal.loopback_discord.core import Core
from bot.rehearsal.loopback_discord.state import Channel, Json


def start(core: Core, channel: Channel, user_id: int) -> None:
    """Show the three dots for this user."""
    told: Json = {
        "channel_id": str(channel.id),
        "user_id": str(user_id),
        "timestamp": int(core.clock().timestamp()),
    }
    guild = core.guild_of(channel)
    if guild is not None:
        told["guild_id"] = str(guild.id)
        told["member"] = core.shapes.member(guild.members[user_id])
    core.publish("TYPING_START", told, channel=channel)
