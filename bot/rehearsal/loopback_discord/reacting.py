"""Adds and removes reactions."""

from __future__ import annotations

import re

from bot.rehearsal.loopback_discord import permission, threads
from bot.rehearsal.loopback_discord.core import Core
from bot.rehearsal.loopback_discord.refusal import Refusal, unknown
from bot.rehearsal.loopback_discord.shape import emoji
from bot.rehearsal.loopback_discord.state import Channel, Json, Message

MOST_DISTINCT = 20
_KEYCAP = re.compile("[0-9#*]\ufe0f?\u20e3")


def valid_emoji(name: str) -> str:
    """The name, if Discord would know it as a Unicode emoji."""
    plain = name and all(ord(one) > 127 and (not one.isalpha() or one in "ℹⓂ") for one in name)
    if not plain and not _KEYCAP.fullmatch(name) and name not in ("©", "®"):
        raise unknown("Emoji")
    return name


def add(core: Core, channel: Channel, message: Message, user_id: int, name: str) -> None:
    """Give a reaction; a second one from the same user changes nothing."""
    valid_emoji(name)
    core.require(channel, user_id, permission.READ_MESSAGE_HISTORY)
    threads.must_be_open(channel)
    users = message.reactions.get(name)
    if users is None:
        core.require(channel, user_id, permission.ADD_REACTIONS)
        if len(message.reactions) >= MOST_DISTINCT:
            raise Refusal(400, 30010, "Maximum number of reactions reached (20)")
        users = message.reactions[name] = {}
    if user_id in users:
        return
    users[user_id] = None
    told = _told(channel, message, user_id, name)
    guild = core.guild_of(channel)
    if guild is not None and user_id in guild.members:
        told["member"] = core.shapes.member(guild.members[user_id])
    told |= {"message_author_id": str(message.author_id)}
    core.publish("MESSAGE_REACTION_ADD", told, channel=channel)


def remove(core: Core, channel: Channel, message: Message, user_id: int, name: str) -> None:
    """Take a reaction back; a missing one is no error, as on Discord."""
    valid_emoji(name)
    threads.must_be_open(channel)
    users = message.reactions.get(name)
    if users is None:
        raise unknown("Emoji")
    if user_id not in users:
        return
    del users[user_id]
    if not users:
        del message.reactions[name]
    core.publish("MESSAGE_REACTION_REMOVE", _told(channel, message, user_id, name), channel=channel)


def clear(core: Core, channel: Channel, message: Message, name: str | None = None) -> None:
    """Remove all reactions, or all of one emoji."""
    threads.must_be_open(channel)
    told = _place(channel, message)
    if name is None:
        message.reactions.clear()
        core.publish("MESSAGE_REACTION_REMOVE_ALL", told, channel=channel)
        return
    if message.reactions.pop(valid_emoji(name), None) is None:
        raise unknown("Emoji")
    core.publish("MESSAGE_REACTION_REMOVE_EMOJI", {**told, "emoji": emoji(name)}, channel=channel)


def _told(channel: Channel, message: Message, user_id: int, name: str) -> Json:
    return {
        "user_id": str(user_id),
        **_place(channel, message),
        "emoji": emoji(name),
        "burst": False,
        "type": 0,
    }


def _place(channel: Channel, message: Message) -> Json:
    place: Json = {"channel_id": str(channel.id), "message_id": str(message.id)}
    if channel.guild_id is not None:
        place["guild_id"] = str(channel.guild_id)
    return place
