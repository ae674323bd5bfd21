"""Routes about reactions."""

from __future__ import annotations

from bot.rehearsal.loopback_discord import permission, reacting
from bot.rehearsal.loopback_discord.rest.call import NOTHING, Answer, Call, Route
from bot.rehearsal.loopback_discord.state import Channel, Message


def add(call: Call) -> Answer:
    """PUT .../reactions/{emoji}/@me."""
    channel, message = _found(call)
    reacting.add(call.core, channel, message, call.core.bot_id, call.path["emoji"])
    return NOTHING


def remove_own(call: Call) -> Answer:
    """DELETE .../reactions/{emoji}/@me."""
    channel, message = _found(call)
    reacting.remove(call.core, channel, message, call.core.bot_id, call.path["emoji"])
    return NOTHING


def remove(call: Call) -> Answer:
    """DELETE .../reactions/{emoji}/{user_id}."""
    channel, message = _found(call)
    user_id = call.id("user_id")
    if user_id != call.core.bot_id:
        call.core.require(channel, call.core.bot_id, permission.MANAGE_MESSAGES)
    reacting.remove(call.core, channel, message, user_id, call.path["emoji"])
    return NOTHING


def users(call: Call) -> Answer:
    """GET .../reactions/{emoji}."""
    core = call.core
    _, message = _found(call)
    limit, after = call.number("limit", 25, 1, 100), call.snowflake("after") or 0
    name = reacting.valid_emoji(call.path["emoji"])
    burst = call.query.get("type") == "1"
    reacted = (
        [] if burst else sorted(user_id for user_id in message.reactions.get(name, {}) if user_id > after)
    )
    return Answer(200, [core.shapes.user(core.world.users[user_id]) for user_id in reacted[:limit]])


def clear(call: Call) -> Answer:
    """DELETE .../reactions."""
    channel, message = _found(call)
    call.core.require(channel, call.core.bot_id, permission.MANAGE_MESSAGES)
    reacting.clear(call.core, channel, message)
    return NOTHING


def clear_emoji(call: Call) -> Answer:
    """DELETE .../reactions/{emoji}."""
    channel, message = _found(call)
    call.core.require(channel, call.core.bot_id, permission.MANAGE_MESSAGES)
    reacting.clear(call.core, channel, message, call.path["emoji"])
    return NOTHING


def _found(call: Call) -> tuple[Channel, Message]:
    channel = call.core.channel(call.id("channel_id"), call.core.bot_id)
    return channel, call.core.message(channel, call.id("message_id"))


_REACTIONS = "/channels/{channel_id}/messages/{message_id}/reactions"
ROUTES = [
    Route("DELETE", _REACTIONS, clear),
    Route("GET", f"{_REACTIONS}/{{emoji}}", users),
    Route("DELETE", f"{_REACTIONS}/{{emoji}}", clear_emoji),
    Route("PUT", f"{_REACTIONS}/{{emoji}}/@me", add),
    Route("DELETE", f"{_REACTIONS}/{{emoji}}/@me", remove_own),
    Route("DELETE", f"{_REACTIONS}/{{emoji}}/{{user_id}}", remove),
]
