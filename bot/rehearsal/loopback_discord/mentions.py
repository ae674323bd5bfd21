"""Finds who a message mentions, as far as its sender allowed it."""

from __future__ import annotations

import re
from typing import Any

from msgspec import Struct, field

from bot.rehearsal.loopback_discord.permission import MENTION_EVERYONE, in_channel
from bot.rehearsal.loopback_discord.state import Channel, Json, World

_USER = re.compile(r"<@!?(\d{1,20})>")
_ROLE = re.compile(r"<@&(\d{1,20})>")
_EVERYONE = re.compile(r"@(?:everyone|here)\b")


class Mentions(Struct):
    """Who gets pinged."""

    users: list[int] = field(default_factory=list[int])
    roles: list[int] = field(default_factory=list[int])
    everyone: bool = False


def found(
    world: World,
    channel: Channel,
    author_id: int,
    content: str,
    allowed: Json | None,
    replied_to: int | None,
) -> Mentions:
    """The mentions in a message's text, and the author it replies to."""
    mentions = Mentions()
    if replied_to is not None and (allowed is None or allowed.get("replied_user")):
        mentions.users.append(replied_to)
    if "@" not in content:
        return mentions
    parse: list[Any] = ["users", "roles", "everyone"] if allowed is None else allowed.get("parse") or []
    for user_id in _named(_USER, content, parse, allowed, "users"):
        if user_id in world.users and user_id not in mentions.users:
            mentions.users.append(user_id)
    guild = None if channel.guild_id is None else world.guilds[channel.guild_id]
    if guild is None:
        return mentions
    may_all = bool(in_channel(world, channel, author_id) & MENTION_EVERYONE)
    mentions.everyone = may_all and "everyone" in parse and _EVERYONE.search(content) is not None
    for role_id in _named(_ROLE, content, parse, allowed, "roles"):
        role = guild.roles.get(role_id)
        if role is not None and (role.mentionable or may_all) and role_id not in mentions.roles:
            mentions.roles.append(role_id)
    return mentions


def _named(
    pattern: re.Pattern[str], content: str, parse: list[Any], allowed: Json | None, kind: str
) -> list[int]:
    ids = [int(number) for number in pattern.findall(content)]
    if kind in parse:
        return ids
    listed = {int(number) for number in (allowed or {}).get(kind) or ()}
    return [number for number in ids if number in listed]
