"""What one person sees of the loopback Discord, as the page's JSON."""

from __future__ import annotations

from typing import Any

from bot.rehearsal.loopback_discord import Control, Post, Refusal, permission
from bot.rehearsal.loopback_discord.checks.command import CHAT_INPUT
from bot.rehearsal.loopback_discord.state import CATEGORY, DM, FORUM, PRIVATE_THREAD, VOICE, Channel

Json = dict[str, Any]

SHOWN = 100
"""Messages of a channel that a page is given; older ones are in the files."""
EXCERPT = 160
_SHOWN_ABILITIES = {
    "react": permission.ADD_REACTIONS,
    "attach": permission.ATTACH_FILES,
    "thread": permission.CREATE_PUBLIC_THREADS,
    "moderate": permission.MANAGE_MESSAGES,
    "commands": permission.USE_APPLICATION_COMMANDS,
}


class DiscordView:
    """Asked anew for every frame: what is hidden from a person never leaves this process for their page."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self._core = control.core

    def guild(self) -> Json:
        """The server's name and id, and the bot's account."""
        guild = self._control.guild
        return {"id": str(guild.id), "name": guild.name, "bot_id": str(self._core.bot_id)}

    def people(self) -> dict[str, Json]:
        """Everybody's name and colours, by id."""
        guild = self._control.guild
        shown: dict[str, Json] = {}
        for user in self._core.world.users.values():
            member = guild.members.get(user.id)
            roles = sorted(
                (guild.roles[one] for one in (member.roles if member else ())),
                key=lambda role: role.position,
                reverse=True,
            )
            shown[str(user.id)] = {
                "name": (member and member.nick) or user.display_name,
                "colour": user.colour,
                "name_colour": next((role.colour for role in roles if role.colour), None),
                "bot": user.bot,
                "member": member is not None,
            }
        return shown

    def roles(self) -> dict[str, Json]:
        """The server's roles, by id."""
        return {
            str(role.id): {"name": role.name, "colour": role.colour}
            for role in self._control.guild.roles.values()
        }

    def channels(self, viewer: int) -> list[Json]:
        """Channels, threads, forum posts and the bot's direct messages that the viewer sees."""
        seen = self._control.visible_channels(viewer)
        return [self._channel(channel, viewer) for channel in seen if channel.type != VOICE]

    def sees(self, channel_id: int, viewer: int) -> bool:
        """Whether a channel is there for the viewer."""
        channel = self._core.world.channels.get(channel_id)
        return channel is not None and bool(self._core.allowed(channel, viewer) & permission.VIEW_CHANNEL)

    def history(self, channel_id: int, viewer: int) -> list[Json]:
        """The last messages of a channel, oldest first; none for a forum."""
        if self._core.world.channels[channel_id].type in (FORUM, CATEGORY):
            return []
        return [message(post) for post in self._control.history(channel_id, viewer, SHOWN)]

    def message(self, message_id: int, viewer: int) -> Json | None:
        """One message as it is now, if the viewer sees it."""
        try:
            return message(self._control.message(message_id, viewer))
        except Refusal:
            return None

    def commands(self, viewer: int) -> list[Json]:
        """The slash commands that the viewer's client would offer."""
        allowed = permission.in_guild(self._control.guild, viewer)
        offered: list[Json] = []
        for command in self._core.world.commands.values():
            needed = command.body.get("default_member_permissions")
            missing = needed is not None and (
                (needed == "0" and allowed != permission.ALL) or allowed & int(needed) != int(needed)
            )
            if command.body["type"] == CHAT_INPUT and not missing:
                offered.append(
                    {
                        "name": command.body["name"],
                        "description": command.body["description"],
                        "options": command.body.get("options") or [],
                        "contexts": command.body.get("contexts"),
                    }
                )
        return sorted(offered, key=lambda command: command["name"])

    def _channel(self, channel: Channel, viewer: int) -> Json:
        allowed = self._core.allowed(channel, viewer)
        shown: Json = {
            "id": str(channel.id),
            "type": channel.type,
            "name": channel.name,
            "topic": channel.topic or "",
            "parent_id": None if channel.parent_id is None else str(channel.parent_id),
            "last_message_id": None if channel.last_message_id is None else str(channel.last_message_id),
            "private": self._private(channel),
            "may": {name: bool(allowed & bit) for name, bit in _SHOWN_ABILITIES.items()},
        }
        speaks = permission.SEND_MESSAGES if channel.thread is None else permission.SEND_MESSAGES_IN_THREADS
        shown["may"]["send"] = bool(allowed & speaks)
        if channel.type == DM:
            shown["name"] = self._control.bot_user.display_name
        if channel.type == FORUM:
            shown["tags"] = [
                {"id": str(tag.id), "name": tag.name, "emoji": tag.emoji} for tag in channel.tags
            ]
        if channel.thread is not None:
            first = channel.history.messages.get(channel.id)
            shown["thread"] = {
                "owner_id": str(channel.thread.owner_id),
                "archived": channel.thread.archived,
                "locked": channel.thread.locked,
                "tags": [str(tag_id) for tag_id in channel.thread.applied_tags],
                "replies": len(channel.history.order) - (first is not None),
                "created_at": channel.thread.created_at.isoformat(),
                "active_at": channel.thread.active_at.isoformat(),
                "excerpt": "" if first is None else _excerpt(first.content, first.embeds),
            }
        return shown

    def _private(self, channel: Channel) -> bool:
        everyone = channel.overwrites.get(channel.guild_id or 0)
        hidden = everyone is not None and bool(everyone.deny & permission.VIEW_CHANNEL)
        return hidden or channel.type in (PRIVATE_THREAD, DM)


def message(post: Post) -> Json:
    """Discord's JSON of a message, with who reacted and who alone sees it."""
    return {
        **post.json,
        "reacted": {emoji: [str(user) for user in users] for emoji, users in post.reactions.items()},
        "viewer_id": None if post.viewer_id is None else str(post.viewer_id),
    }


def _excerpt(content: str, embeds: list[Json]) -> str:
    words = [content]
    words += [str(embed.get(part) or "") for embed in embeds for part in ("title", "description")]
    return " ".join(" ".join(words).split())[:EXCERPT]
