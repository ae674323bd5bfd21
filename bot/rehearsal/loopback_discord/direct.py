"""Direct messages between the bot and a user."""

from __future__ import annotations

from bot.rehearsal.loopback_discord.core import Core
from bot.rehearsal.loopback_discord.refusal import Refusal, invalid
from bot.rehearsal.loopback_discord.state import DM, Channel


def channel_with(core: Core, user_id: int) -> Channel:
    """The DM channel with a user, made where there is none."""
    user = core.world.users.get(user_id)
    if user is None:
        raise invalid("recipient_id", "USER_ID_INVALID", "User does not exist")
    if user.bot:
        raise Refusal(403, 50007, "Cannot send messages to this user")
    existing = core.world.dms.get(user_id)
    if existing is not None:
        return core.world.channels[existing]
    channel = Channel(core.ids.next(), DM, recipients=[core.bot_id, user_id])
    core.world.channels[channel.id] = channel
    core.world.dms[user_id] = channel.id
    core.on_change()
    return channel
