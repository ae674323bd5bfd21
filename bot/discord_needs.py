"""Which permissions the bot needs in each of its channels, and which of them it lacks there."""

from __future__ import annotations

import discord

from bot.channel_picks import Role

SPEAKS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
)
"""What the bot needs wherever it posts by itself; history is where it looks for a post after a crash."""

REVIEWS = SPEAKS | discord.Permissions(
    add_reactions=True, create_public_threads=True, send_messages_in_threads=True
)
"""What a review post needs beside that: its eight reactions and its thread."""

REVIEWS_IN_FORUM = SPEAKS | discord.Permissions(add_reactions=True, send_messages_in_threads=True)
"""In a forum, Send Messages is what opens a post."""


def fits(channel: discord.abc.GuildChannel, role: Role) -> bool:
    """Whether it is a kind of channel that can be used so."""
    forums = isinstance(channel, discord.ForumChannel) and role is Role.REVIEWS
    return forums or isinstance(channel, discord.TextChannel)


def lacking(channel: discord.abc.GuildChannel, role: Role, me: discord.Member) -> list[str]:
    """What somebody has to allow there, as Discord's own settings call it."""
    needed = SPEAKS
    if role is Role.REVIEWS:
        needed = REVIEWS_IN_FORUM if isinstance(channel, discord.ForumChannel) else REVIEWS
    # the base class's sum leaves out what one missing permission implies (no Send Messages, then no Embed
    # Links either), so that exactly those are named that somebody has to allow
    held = discord.abc.GuildChannel.permissions_for(channel, me)
    return [label(name) for name, wanted in needed if wanted and not getattr(held, name)]


def label(permission: str) -> str:
    """A permission as Discord's own settings call it."""
    if permission == "read_messages":
        return "View Channel"
    return permission.replace("_", " ").title().replace(" In ", " in ")
