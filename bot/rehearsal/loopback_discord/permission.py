"""Who may do what where, computed from roles and overwrites in Discord's documented order."""

from __future__ import annotations

from bot.rehearsal.loopback_discord.state import (
    DM,
    PRIVATE_THREAD,
    Channel,
    Guild,
    Overwrite,
    World,
)

KICK_MEMBERS = 1 << 1
ADMINISTRATOR = 1 << 3
MANAGE_CHANNELS = 1 << 4
MANAGE_GUILD = 1 << 5
ADD_REACTIONS = 1 << 6
VIEW_CHANNEL = 1 << 10
SEND_MESSAGES = 1 << 11
SEND_TTS_MESSAGES = 1 << 12
MANAGE_MESSAGES = 1 << 13
EMBED_LINKS = 1 << 14
ATTACH_FILES = 1 << 15
READ_MESSAGE_HISTORY = 1 << 16
MENTION_EVERYONE = 1 << 17
CHANGE_NICKNAME = 1 << 26
MANAGE_NICKNAMES = 1 << 27
MANAGE_ROLES = 1 << 28
USE_APPLICATION_COMMANDS = 1 << 31
MANAGE_THREADS = 1 << 34
CREATE_PUBLIC_THREADS = 1 << 35
CREATE_PRIVATE_THREADS = 1 << 36
SEND_MESSAGES_IN_THREADS = 1 << 38
MODERATE_MEMBERS = 1 << 40
PIN_MESSAGES = 1 << 51

ALL = (1 << 53) - 1

EVERYONE = (
    VIEW_CHANNEL
    | SEND_MESSAGES
    | EMBED_LINKS
    | ATTACH_FILES
    | READ_MESSAGE_HISTORY
    | ADD_REACTIONS
    | USE_APPLICATION_COMMANDS
    | CREATE_PUBLIC_THREADS
    | CREATE_PRIVATE_THREADS
    | SEND_MESSAGES_IN_THREADS
    | CHANGE_NICKNAME
)
"""What a new server lets everybody do, as far as it matters here."""

IN_DM = (
    VIEW_CHANNEL
    | SEND_MESSAGES
    | EMBED_LINKS
    | ATTACH_FILES
    | READ_MESSAGE_HISTORY
    | ADD_REACTIONS
    | USE_APPLICATION_COMMANDS
    | PIN_MESSAGES
)


def in_guild(guild: Guild, user_id: int) -> int:
    """What a member may do before any channel has its say."""
    member = guild.members.get(user_id)
    if member is None:
        return 0
    if guild.owner_id == user_id:
        return ALL
    granted = guild.roles[guild.id].permissions
    for role_id in member.roles:
        granted |= guild.roles[role_id].permissions
    return ALL if granted & ADMINISTRATOR else granted


def in_channel(world: World, channel: Channel, user_id: int) -> int:
    """What a user may do in a channel, thread or DM; 0 where it is hidden from them."""
    if channel.type == DM:
        return IN_DM if user_id in channel.recipients else 0
    if channel.guild_id is None:
        return 0
    guild = world.guilds[channel.guild_id]
    granted = in_guild(guild, user_id)
    if granted == ALL or not granted:
        return granted
    place = channel if channel.thread is None else world.channels[channel.parent_id or 0]
    granted = _overwritten(granted, place, guild, user_id)
    if not granted & VIEW_CHANNEL:
        return 0
    if channel.thread is not None:
        outsider = user_id not in channel.thread.members and not granted & MANAGE_THREADS
        if channel.type == PRIVATE_THREAD and outsider:
            return 0
        speaks = bool(granted & SEND_MESSAGES_IN_THREADS)
    else:
        speaks = bool(granted & SEND_MESSAGES)
    if not speaks:
        granted &= ~(MENTION_EVERYONE | SEND_TTS_MESSAGES | ATTACH_FILES | EMBED_LINKS)
    return granted


def _overwritten(granted: int, channel: Channel, guild: Guild, user_id: int) -> int:
    everyone = channel.overwrites.get(guild.id)
    if everyone is not None:
        granted = _with(granted, everyone)
    allow = deny = 0
    for role_id in guild.members[user_id].roles:
        overwrite = channel.overwrites.get(role_id)
        if overwrite is not None:
            allow |= overwrite.allow
            deny |= overwrite.deny
    granted = granted & ~deny | allow
    own = channel.overwrites.get(user_id)
    return granted if own is None else _with(granted, own)


def _with(granted: int, overwrite: Overwrite) -> int:
    return granted & ~overwrite.deny | overwrite.allow
