"""Makes the events by which an interaction reaches the bot, and starts its three seconds."""

from __future__ import annotations

from typing import Any

from bot.rehearsal.loopback_discord import permission
from bot.rehearsal.loopback_discord.answering import Answering, told
from bot.rehearsal.loopback_discord.checks.message import MOST_FILE_BYTES
from bot.rehearsal.loopback_discord.core import Core
from bot.rehearsal.loopback_discord.files import Upload, content_type
from bot.rehearsal.loopback_discord.interaction import FIRST_ANSWER_SECONDS, Interaction
from bot.rehearsal.loopback_discord.refusal import missing_permissions
from bot.rehearsal.loopback_discord.state import Attachment, Channel, Json, Message

LOCALE = "en-US"


class Asking:
    """What users' clients send when a command, a component or a modal is used."""

    def __init__(self, core: Core, answering: Answering) -> None:
        self._core = core
        self._answering = answering
        self.first_answer_seconds = FIRST_ANSWER_SECONDS

    def ask(
        self,
        kind: int,
        user_id: int,
        channel: Channel,
        data: Json,
        *,
        source: Message | None = None,
        metadata: Json | None = None,
    ) -> Interaction:
        """Send one interaction to the bot."""
        core = self._core
        if not core.allowed(channel, user_id) & permission.USE_APPLICATION_COMMANDS and source is None:
            raise missing_permissions()
        interaction = self._answering.open(kind, user_id, channel.id, channel.guild_id)
        interaction.source = source
        owner = str(channel.guild_id or 0)
        interaction.metadata = {
            "id": str(interaction.id),
            "type": kind,
            "user_id": str(user_id),
            "authorizing_integration_owners": {"0": owner},
            **(metadata or {}),
        }
        payload: Json = {
            "id": str(interaction.id),
            "application_id": str(core.bot_id),
            "type": kind,
            "token": interaction.token,
            "version": 1,
            "data": data,
            "channel_id": str(channel.id),
            "channel": self._channel(channel, user_id),
            "locale": LOCALE,
            "app_permissions": str(core.allowed(channel, core.bot_id)),
            "authorizing_integration_owners": {"0": owner},
            "context": 0 if channel.guild_id is not None else 1,
            "entitlements": [],
            "entitlement_sku_ids": [],
            "attachment_size_limit": MOST_FILE_BYTES,
        }
        guild = core.guild_of(channel)
        if guild is None:
            payload["user"] = core.shapes.user(core.world.users[user_id])
        else:
            payload |= {
                "guild_id": str(guild.id),
                "guild": {"id": str(guild.id), "locale": LOCALE, "features": []},
                "guild_locale": LOCALE,
                "member": core.shapes.partial_member(guild.members[user_id], channel),
            }
        if source is not None:
            payload["message"] = core.shapes.message(source)
        interaction.expect(self.first_answer_seconds, self._too_late)
        core.publish("INTERACTION_CREATE", payload)
        return interaction

    def resolved(self, channel: Channel) -> Resolved:
        """An empty collection of what an interaction's data refers to."""
        return Resolved(self._core, channel)

    def _channel(self, channel: Channel, user_id: int) -> Json:
        allowed = self._core.allowed(channel, user_id)
        return {**self._core.shapes.channel(channel), "permissions": str(allowed)}

    def _too_late(self, interaction: Interaction) -> None:
        self._core.whisper("INTERACTION_FAILED", told(interaction))


class Resolved:
    """The `resolved` part of an interaction's data."""

    def __init__(self, core: Core, channel: Channel) -> None:
        self._core = core
        self._channel = channel
        self.data: dict[str, Json] = {}

    def user(self, user_id: int) -> str:
        """Refer to a user, and to the member that they are."""
        core = self._core
        self._put("users", user_id, core.shapes.user(core.user(user_id)))
        guild = core.guild_of(self._channel)
        if guild is not None and user_id in guild.members:
            allowed = core.allowed(self._channel, user_id)
            member = core.shapes.member(guild.members[user_id], with_user=False)
            self._put("members", user_id, {**member, "permissions": str(allowed)})
        return str(user_id)

    def role(self, role_id: int) -> str:
        """Refer to a role."""
        guild = self._core.guild_of(self._channel)
        if guild is not None and role_id in guild.roles:
            self._put("roles", role_id, self._core.shapes.role(guild.roles[role_id]))
        return str(role_id)

    def channel(self, channel_id: int, viewer_id: int) -> str:
        """Refer to a channel that the user sees."""
        channel = self._core.channel(channel_id, viewer_id)
        shaped = self._core.shapes.channel(channel)
        kept = ("id", "name", "type", "parent_id", "thread_metadata", "position", "topic", "nsfw", "flags")
        partial = {name: shaped[name] for name in kept if name in shaped}
        partial["permissions"] = str(self._core.allowed(channel, viewer_id))
        self._put("channels", channel_id, partial)
        return str(channel_id)

    def attachment(self, upload: Upload) -> str:
        """Refer to a file that the user uploads with the interaction."""
        core = self._core
        width, height = upload.dimensions or (None, None)
        attachment = Attachment(
            core.ids.next(),
            self._channel.id,
            upload.filename,
            len(upload.content),
            content_type(upload.filename),
            width=width,
            height=height,
            ephemeral=True,
        )
        core.files.put(attachment.id, upload.content)
        self._put("attachments", attachment.id, core.shapes.attachment(attachment))
        return str(attachment.id)

    def into(self, data: Json) -> Json:
        """The data, with what it refers to."""
        return {**data, "resolved": self.data} if self.data else data

    def _put(self, kind: str, number: int, shaped: Any) -> None:
        self.data.setdefault(kind, {})[str(number)] = shaped


def nested(interaction: Interaction) -> Json:
    """An interaction's metadata as it appears inside that of the modal it opened."""
    return {key: value for key, value in interaction.metadata.items() if key not in ("user_id", "name")}
