"""Pins messages and takes pins off."""

from __future__ import annotations

from bot.rehearsal.loopback_discord import posting
from bot.rehearsal.loopback_discord.core import Core
from bot.rehearsal.loopback_discord.refusal import Refusal, unknown
from bot.rehearsal.loopback_discord.state import Channel, Json, Message

PINNED = 6
MOST_PINS = 250


def pin(core: Core, channel: Channel, message: Message, user_id: int) -> None:
    """Pin a message, with the line that says so."""
    if message.id in channel.pins:
        return
    if len(channel.pins) >= MOST_PINS:
        raise Refusal(400, 30003, f"Maximum number of pins reached ({MOST_PINS})")
    now = core.clock()
    channel.pins[message.id] = channel.last_pin_at = now
    message.pinned = True
    posting.changed(core, channel, message)
    _pins_changed(core, channel)
    reference: Json = {"type": 0, "channel_id": str(channel.id), "message_id": str(message.id)}
    if channel.guild_id is not None:
        reference["guild_id"] = str(channel.guild_id)
    notice = Message(core.ids.next(), channel.id, user_id, now, kind=PINNED, reference=reference)
    posting.keep(core, channel, notice)
    posting.publish(core, channel, notice)


def unpin(core: Core, channel: Channel, message: Message) -> None:
    """Take a pin off."""
    if channel.pins.pop(message.id, None) is None:
        raise unknown("Message")
    message.pinned = False
    posting.changed(core, channel, message)
    _pins_changed(core, channel)


def _pins_changed(core: Core, channel: Channel) -> None:
    told: Json = {
        "channel_id": str(channel.id),
        "last_pin_timestamp": channel.last_pin_at and channel.last_pin_at.isoformat(),
    }
    if channel.guild_id is not None:
        told["guild_id"] = str(channel.guild_id)
    core.publish("CHANNEL_PINS_UPDATE", told, channel=channel)
