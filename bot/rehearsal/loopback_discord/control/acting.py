"""How the control interface names users, channels and messages."""

from __future__ import annotations

from typing import Protocol

from bot.rehearsal.loopback_discord.core import Core
from bot.rehearsal.loopback_discord.refusal import unknown
from bot.rehearsal.loopback_discord.state import Channel, Message


class HasId(Protocol):
    """Anything with an id: a user, a channel, a post."""

    @property
    def id(self) -> int:
        """Its snowflake."""
        ...


Ref = HasId | int | str


def id_of(ref: Ref) -> int:
    """The id behind a reference."""
    return int(ref) if isinstance(ref, int | str) else ref.id


class Acting:
    """What every part of the control interface stands on."""

    core: Core

    def channel_of(self, ref: Ref, viewer: Ref) -> Channel:
        """A channel that this user sees."""
        return self.core.channel(id_of(ref), id_of(viewer))

    def message_of(self, ref: Ref, viewer: Ref) -> tuple[Channel, Message]:
        """A message that this user sees, wherever it is, with its channel."""
        number, viewer_id = id_of(ref), id_of(viewer)
        channels = self.core.world.channels
        known = channels.get(getattr(ref, "channel_id", 0))
        for channel in channels.values() if known is None else (known,):
            message = channel.history.messages.get(number) or channel.ephemerals.messages.get(number)
            if message is not None:
                break
        else:
            raise unknown("Message")
        if message.viewer_id not in (None, viewer_id):
            raise unknown("Message")
        return self.core.channel(channel.id, viewer_id), message
