"""What all parts of the loopback Discord share: the world, ids, shapes and the way news travels."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from bot.rehearsal.loopback_discord import permission
from bot.rehearsal.loopback_discord.files import Files
from bot.rehearsal.loopback_discord.links import Links
from bot.rehearsal.loopback_discord.refusal import missing_access, missing_permissions, unknown
from bot.rehearsal.loopback_discord.shape import Shapes
from bot.rehearsal.loopback_discord.snowflake import Snowflakes
from bot.rehearsal.loopback_discord.state import DM, Channel, Guild, Json, Message, User, World

Listener = Callable[[str, Json], None]


class Audience(Protocol):
    """Who carries events to the bot: the gateway."""

    def dispatch(self, event: str, payload: Json, *, in_dm: bool) -> None:
        """Send an event to every session that wants it."""
        ...


class Core:
    """The world with its rules of sight; what changes it is in the modules beside this one."""

    def __init__(self, world: World, clock: Callable[[], datetime], files: Files, cdn_url: str) -> None:
        self.world = world
        self.clock = clock
        self.files = files
        self.links = Links(clock, cdn_url, world.application.signing_key)
        self.shapes = Shapes(world, self.links)
        self.ids = Snowflakes(clock, world.last_id)
        self.audience: Audience | None = None
        self.listeners: list[Listener] = []
        self.on_change: Callable[[], None] = _nothing

    @property
    def bot_id(self) -> int:
        """The bot's user, which has its application's id."""
        return self.world.application.id

    def publish(
        self, event: str, payload: Json, *, channel: Channel | None = None, viewer_id: int | None = None
    ) -> None:
        """Tell the bot (if it may see the channel) and the listeners what has happened."""
        self.on_change()
        if viewer_id is None and self.audience is not None and self._bot_sees(channel):
            in_dm = channel is not None and channel.type == DM
            self.audience.dispatch(event, payload, in_dm=in_dm)
        if self.listeners:
            told = payload if viewer_id is None else {**payload, "viewer_id": str(viewer_id)}
            for listener in tuple(self.listeners):
                listener(event, told)

    def whisper(self, event: str, payload: Json) -> None:
        """Tell only the listeners; for what a user sees and no gateway event says."""
        for listener in tuple(self.listeners):
            listener(event, payload)

    def _bot_sees(self, channel: Channel | None) -> bool:
        return channel is None or bool(permission.in_channel(self.world, channel, self.bot_id))

    def allowed(self, channel: Channel, user_id: int) -> int:
        """What a user may do in a channel."""
        return permission.in_channel(self.world, channel, user_id)

    def channel(self, channel_id: int, viewer_id: int) -> Channel:
        """A channel that this user sees; refuses as Discord does."""
        channel = self.world.channels.get(channel_id)
        if channel is None:
            raise unknown("Channel")
        if not self.allowed(channel, viewer_id) & permission.VIEW_CHANNEL:
            raise missing_access()
        return channel

    def require(self, channel: Channel, user_id: int, *needed: int) -> None:
        """Refuse where one of these permissions is missing."""
        allowed = self.allowed(channel, user_id)
        if any(not allowed & one for one in needed):
            raise missing_permissions()

    def guild(self, guild_id: int) -> Guild:
        """A guild that the bot is in."""
        guild = self.world.guilds.get(guild_id)
        if guild is None or self.bot_id not in guild.members:
            raise unknown("Guild")
        return guild

    def guild_of(self, channel: Channel) -> Guild | None:
        """The guild that a channel belongs to; None for a DM."""
        return None if channel.guild_id is None else self.world.guilds[channel.guild_id]

    def user(self, user_id: int) -> User:
        """An account."""
        user = self.world.users.get(user_id)
        if user is None:
            raise unknown("User")
        return user

    def message(self, channel: Channel, message_id: int) -> Message:
        """A message in a channel's history; ephemeral ones are not in it."""
        message = channel.history.messages.get(message_id)
        if message is None:
            raise unknown("Message")
        return message


def _nothing() -> None:
    return None
