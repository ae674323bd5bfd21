"""Turns the state into the JSON shapes of Discord's API and gateway."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.rehearsal.loopback_discord import permission
from bot.rehearsal.loopback_discord.links import Links
from bot.rehearsal.loopback_discord.state import (
    DM,
    EPHEMERAL,
    FORUM,
    NEWS,
    PRIVATE_THREAD,
    TEXT,
    VOICE,
    Application,
    Attachment,
    Channel,
    Command,
    Guild,
    Json,
    Member,
    Message,
    Role,
    Tag,
    User,
    World,
)

LIMITED_PRESENCES = 1 << 13
LIMITED_MEMBERS = 1 << 15
LIMITED_MESSAGE_CONTENT = 1 << 19
_ATTACHED = "attachment://"


class Shapes:
    """Shapes over one world; every call builds fresh objects, so that answers can be kept."""

    def __init__(self, world: World, links: Links) -> None:
        self._world = world
        self._links = links

    def user(self, user: User) -> Json:
        """`UserResponse`."""
        return {
            "id": str(user.id),
            "username": user.name,
            "avatar": None if user.bot else avatar(user),
            "discriminator": f"{user.id % 9999 + 1:04}" if user.bot else "0",
            "public_flags": 0,
            "flags": 0,
            "bot": user.bot,
            "banner": None,
            "accent_color": user.colour,
            "global_name": None if user.bot else user.display_name,
            "avatar_decoration_data": None,
            "collectibles": None,
            "primary_guild": None,
        }

    def member(self, member: Member, *, with_user: bool = True) -> Json:
        """`GuildMemberResponse`; messages and reactions on the gateway leave the user out."""
        shaped: Json = {
            "avatar": None,
            "banner": None,
            "communication_disabled_until": _time(member.silent_until),
            "flags": 0,
            "joined_at": member.joined_at.isoformat(),
            "nick": member.nick,
            "pending": False,
            "premium_since": None,
            "roles": [str(role_id) for role_id in member.roles],
            "mute": False,
            "deaf": False,
        }
        if with_user:
            shaped["user"] = self.user(self._world.users[member.user_id])
        return shaped

    def role(self, role: Role) -> Json:
        """`GuildRoleResponse`."""
        shaped: Json = {
            "id": str(role.id),
            "name": role.name,
            "permissions": str(role.permissions),
            "position": role.position,
            "color": role.colour,
            "colors": {"primary_color": role.colour, "secondary_color": None, "tertiary_color": None},
            "hoist": role.hoist,
            "managed": role.managed,
            "mentionable": role.mentionable,
            "icon": None,
            "unicode_emoji": None,
            "flags": 0,
        }
        if role.managed:
            shaped["tags"] = {"bot_id": str(self._world.application.id)}
        return shaped

    def guild(self, guild: Guild) -> Json:
        """`GuildWithCountsResponse`."""
        return {
            "id": str(guild.id),
            "name": guild.name,
            "icon": None,
            "description": guild.description,
            "home_header": None,
            "splash": None,
            "discovery_splash": None,
            "features": [],
            "banner": None,
            "owner_id": str(guild.owner_id),
            "application_id": None,
            "region": "us-east",
            "afk_channel_id": None,
            "afk_timeout": 300,
            "system_channel_id": None,
            "system_channel_flags": 0,
            "widget_enabled": False,
            "widget_channel_id": None,
            "verification_level": 0,
            "roles": [self.role(role) for role in guild.roles.values()],
            "default_message_notifications": 1,
            "mfa_level": 0,
            "explicit_content_filter": 0,
            "max_presences": None,
            "max_members": 25_000_000,
            "max_stage_video_channel_users": 50,
            "max_video_channel_users": 25,
            "vanity_url_code": None,
            "premium_tier": 0,
            "premium_subscription_count": 0,
            "preferred_locale": "en-US",
            "rules_channel_id": None,
            "safety_alerts_channel_id": None,
            "public_updates_channel_id": None,
            "premium_progress_bar_enabled": False,
            "nsfw": False,
            "nsfw_level": 0,
            "emojis": [],
            "stickers": [],
            "incidents_data": None,
        }

    def channel(self, channel: Channel) -> Json:
        """`GuildChannelResponse`, `ThreadResponse` or `PrivateChannelResponse`."""
        shaped: Json = {"id": str(channel.id), "type": channel.type, "flags": channel.flags}
        if channel.type == DM:
            others = [
                self._world.users[one] for one in channel.recipients if one != self._world.application.id
            ]
            return shaped | {
                "last_message_id": _id(channel.last_message_id),
                "recipients": [self.user(other) for other in others],
            }
        shaped |= {
            "guild_id": str(channel.guild_id),
            "name": channel.name,
            "parent_id": _id(channel.parent_id),
        }
        if channel.type in (TEXT, NEWS, FORUM, VOICE) or channel.thread is not None:
            shaped["last_message_id"] = _id(channel.last_message_id)
            shaped["rate_limit_per_user"] = channel.slowmode
            if channel.last_pin_at is not None:
                shaped["last_pin_timestamp"] = _time(channel.last_pin_at)
        if channel.thread is not None:
            return shaped | self._thread(channel)
        shaped |= {
            "position": channel.position,
            "permission_overwrites": [
                {"id": str(one.id), "type": one.kind, "allow": str(one.allow), "deny": str(one.deny)}
                for one in channel.overwrites.values()
            ],
            "nsfw": channel.nsfw,
        }
        if channel.type in (TEXT, NEWS, FORUM):
            shaped["topic"] = channel.topic
        if channel.type == VOICE:
            shaped |= {"bitrate": 64_000, "user_limit": 0, "rtc_region": None}
        if channel.type == FORUM:
            shaped |= {
                "available_tags": [_tag(tag) for tag in channel.tags],
                "default_reaction_emoji": None,
                "default_sort_order": None,
                "default_forum_layout": 0,
            }
        return shaped

    def _thread(self, channel: Channel) -> Json:
        thread = channel.part
        # a forum post's first message has the thread's id, and does not count
        first = channel.id in channel.history.messages
        shaped: Json = {
            "owner_id": str(thread.owner_id),
            "message_count": len(channel.history.order) - first,
            "member_count": min(len(thread.members), 50),
            "total_message_sent": thread.sent,
            "thread_metadata": {
                "archived": thread.archived,
                "archive_timestamp": _time(thread.archive_timestamp),
                "auto_archive_duration": thread.auto_archive_minutes,
                "locked": thread.locked,
                "create_timestamp": thread.created_at.isoformat(),
            },
        }
        if channel.type == PRIVATE_THREAD:
            shaped["thread_metadata"]["invitable"] = thread.invitable
        parent = self._world.channels.get(channel.parent_id or 0)
        if parent is not None and parent.type == FORUM:
            shaped["applied_tags"] = [str(tag_id) for tag_id in thread.applied_tags]
        mine = thread.members.get(self._world.application.id)
        if mine is not None:
            shaped["member"] = thread_member(channel.id, self._world.application.id, mine)
        return shaped

    def attachment(self, attachment: Attachment) -> Json:
        """`MessageAttachmentResponse`, its links signed now."""
        url = self._links.to(attachment)
        shaped: Json = {
            "id": str(attachment.id),
            "filename": attachment.filename,
            "size": attachment.size,
            "url": url,
            "proxy_url": url,
            "content_type": attachment.content_type,
        }
        for name in ("description", "title", "width", "height"):
            value = getattr(attachment, name)
            if value is not None:
                shaped[name] = value
        if attachment.ephemeral:
            shaped["ephemeral"] = True
        return shaped

    def message(self, message: Message, *, nested: bool = False) -> Json:
        """`MessageResponse` as the bot sees it (`me` in reactions is the bot)."""
        world = self._world
        shaped: Json = {
            "id": str(message.id),
            "channel_id": str(message.channel_id),
            "author": self.user(world.users[message.author_id]),
            "type": message.kind,
            "content": message.content,
            "timestamp": message.timestamp.isoformat(),
            "edited_timestamp": _time(message.edited_at),
            "tts": message.tts,
            "mention_everyone": message.mention_everyone,
            "mentions": [self.user(world.users[user_id]) for user_id in message.mentions],
            "mention_roles": [str(role_id) for role_id in message.mention_roles],
            "attachments": [],
            "embeds": message.embeds,
            "components": message.components,
            "pinned": message.pinned,
            "flags": message.flags,
        }
        if message.attachments:
            self._attach(message, shaped)
        if message.reactions and not nested:
            shaped["reactions"] = [self._reaction(name, users) for name, users in message.reactions.items()]
        if message.webhook_id is not None:
            shaped["webhook_id"] = str(message.webhook_id)
            shaped["application_id"] = str(message.webhook_id)
        if message.interaction is not None:
            asker = self.user(world.users[int(message.interaction["user_id"])])
            shaped["interaction_metadata"] = {
                **{
                    key: value for key, value in message.interaction.items() if key not in ("user_id", "name")
                },
                "user": asker,
            }
            if "name" in message.interaction:
                shaped["interaction"] = {
                    "id": message.interaction["id"],
                    "type": message.interaction["type"],
                    "name": message.interaction["name"],
                    "user": asker,
                }
        if message.position is not None:
            shaped["position"] = message.position
        started = world.channels.get(message.id)
        if started is not None and started.parent_id == message.channel_id and not nested:
            shaped["thread"] = self.channel(started)
        if message.reference is not None:
            shaped["message_reference"] = message.reference
            if not nested and "message_id" in message.reference:
                original = self._referenced(message.reference)
                shaped["referenced_message"] = original and self.message(original, nested=True)
        return shaped

    def _referenced(self, reference: Json) -> Message | None:
        channel = self._world.channels.get(int(reference["channel_id"]))
        if channel is None:
            return None
        message_id = int(reference["message_id"])
        return channel.history.messages.get(message_id) or channel.ephemerals.messages.get(message_id)

    def _attach(self, message: Message, shaped: Json) -> None:
        links = {one.filename: (one, self.attachment(one)) for one in message.attachments}
        shaped["attachments"] = [link for one, link in links.values() if not one.embedded]

        def resolved(value: Any) -> Any:
            if isinstance(value, list):
                items: list[Any] = value  # pyright: ignore[reportUnknownVariableType]  # JSON list
                return [resolved(item) for item in items]
            if not isinstance(value, dict):
                return value
            tree: Json = value  # pyright: ignore[reportUnknownVariableType]  # JSON object
            made = {key: resolved(item) for key, item in tree.items()}
            for key in ("url", "icon_url"):
                name = str(made.get(key, ""))
                if name.startswith(_ATTACHED) and name.removeprefix(_ATTACHED) in links:
                    one, link = links[name.removeprefix(_ATTACHED)]
                    made[key] = link["url"]
                    made["proxy_url" if key == "url" else "proxy_icon_url"] = link["url"]
                    if one.width is not None and one.height is not None and key == "url":
                        made |= {"width": one.width, "height": one.height}
            return made

        shaped["embeds"] = resolved(message.embeds)
        shaped["components"] = resolved(message.components)

    def _reaction(self, name: str, users: dict[int, None]) -> Json:
        return {
            "emoji": emoji(name),
            "count": len(users),
            "count_details": {"burst": 0, "normal": len(users)},
            "burst_colors": [],
            "me_burst": False,
            "me": self._world.application.id in users,
        }

    def command(self, command: Command) -> Json:
        """`ApplicationCommandResponse`."""
        shaped: Json = {
            "id": str(command.id),
            "application_id": str(self._world.application.id),
            "version": str(command.version),
            **command.body,
        }
        if command.guild_id is not None:
            shaped["guild_id"] = str(command.guild_id)
            shaped.pop("dm_permission")
        return shaped

    def application(self) -> Json:
        """`PrivateApplicationResponse`."""
        application = self._world.application
        flags = application_flags(application)
        return {
            "id": str(application.id),
            "name": application.name,
            "icon": None,
            "description": "",
            "type": None,
            "bot": self.user(self._world.users[application.id]),
            "bot_public": True,
            "bot_require_code_grant": False,
            "integration_types_config": {
                "0": {
                    "oauth2_install_params": {"scopes": ["applications.commands", "bot"], "permissions": "0"}
                }
            },
            "verify_key": application.signing_key,
            "flags": flags,
            "flags_new": str(flags),
            "redirect_uris": [],
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
            "owner": self.user(self._world.users[application.owner_id]),
            "approximate_guild_count": len(self._world.guilds),
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
            "event_webhooks_url": None,
            "event_webhooks_status": 1,
            "event_webhooks_types": [],
            "explicit_content_filter": 0,
            "team": None,
            "eligible_oauth2_scopes": [],
        }

    def partial_member(self, member: Member, channel: Channel) -> Json:
        """A member in an interaction, with what they may do in its channel."""
        allowed = permission.in_channel(self._world, channel, member.user_id)
        return {**self.member(member), "permissions": str(allowed)}


def application_flags(application: Application) -> int:
    """The intents that the portal grants, as an unverified application's flags say it."""
    return (
        LIMITED_PRESENCES * application.presences
        | LIMITED_MEMBERS * application.members
        | LIMITED_MESSAGE_CONTENT * application.message_content
    )


def avatar(user: User) -> str:
    """The avatar's hash; the picture behind it has the user's colour."""
    return f"{user.colour:032x}"


def emoji(name: str) -> Json:
    """A reaction's emoji; all are Unicode ones, since this server has none of its own."""
    return {"id": None, "name": name}


def thread_member(thread_id: int, user_id: int, joined_at: datetime) -> Json:
    """`ThreadMemberResponse`."""
    return {
        "id": str(thread_id),
        "user_id": str(user_id),
        "join_timestamp": joined_at.isoformat(),
        "flags": 1,
    }


def redacted(message: Json, bot_id: int, *, in_dm: bool) -> Json:
    """A message as it reaches an application without the message content intent."""
    mentioned = any(user["id"] == str(bot_id) for user in message["mentions"])
    original = message.get("referenced_message")
    if original is not None:
        message = {**message, "referenced_message": redacted(original, bot_id, in_dm=in_dm)}
    if in_dm or mentioned or message["author"]["id"] == str(bot_id):
        return message
    return {**message, "content": "", "embeds": [], "attachments": [], "components": []}


def is_ephemeral(message: Json) -> bool:
    """Whether only one user sees this message."""
    return bool(message["flags"] & EPHEMERAL)


def _tag(tag: Tag) -> Json:
    return {
        "id": str(tag.id),
        "name": tag.name,
        "moderated": tag.moderated,
        "emoji_id": None,
        "emoji_name": tag.emoji,
    }


def _id(number: int | None) -> str | None:
    return None if number is None else str(number)


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
