"""Routes about channels, their overwrites and typing."""

from __future__ import annotations

from bot.rehearsal.loopback_discord import channels, permission, threads, typing_notice
from bot.rehearsal.loopback_discord.refusal import Refusal, unknown
from bot.rehearsal.loopback_discord.rest.call import NOTHING, Answer, Call, Route
from bot.rehearsal.loopback_discord.state import DM, Channel


def channel(call: Call) -> Answer:
    """GET /channels/{channel_id}."""
    return Answer(200, call.core.shapes.channel(_channel(call)))


def edit(call: Call) -> Answer:
    """PATCH /channels/{channel_id}, threads included."""
    core, found = call.core, _channel(call)
    if found.type == DM:
        raise Refusal(403, 50003, "Cannot execute action on a DM channel")
    if found.thread is not None:
        threads.change(core, found, core.bot_id, call.json)
    else:
        core.require(found, core.bot_id, permission.MANAGE_CHANNELS)
        channels.change(core, found, call.json)
    return Answer(200, core.shapes.channel(found))


def delete(call: Call) -> Answer:
    """DELETE /channels/{channel_id}; a DM is only closed."""
    core, found = call.core, _channel(call)
    if found.type == DM:
        return Answer(200, core.shapes.channel(found))
    needed = permission.MANAGE_CHANNELS if found.thread is None else permission.MANAGE_THREADS
    core.require(found, core.bot_id, needed)
    return Answer(200, channels.delete(core, found))


def typing(call: Call) -> Answer:
    """POST /channels/{channel_id}/typing."""
    core, found = call.core, _channel(call)
    speak = permission.SEND_MESSAGES if found.thread is None else permission.SEND_MESSAGES_IN_THREADS
    core.require(found, core.bot_id, speak)
    typing_notice.start(core, found, core.bot_id)
    return NOTHING


def set_overwrite(call: Call) -> Answer:
    """PUT /channels/{channel_id}/permissions/{target_id}."""
    core, found = call.core, _channel(call)
    core.require(found, core.bot_id, permission.MANAGE_ROLES)
    channels.overwrite(core, found, call.id("target_id"), call.json)
    return NOTHING


def delete_overwrite(call: Call) -> Answer:
    """DELETE /channels/{channel_id}/permissions/{target_id}."""
    core, found = call.core, _channel(call)
    core.require(found, core.bot_id, permission.MANAGE_ROLES)
    if found.overwrites.pop(call.id("target_id"), None) is None:
        raise unknown("Permission Overwrite")
    channels.change(core, found, {})
    return NOTHING


def _channel(call: Call) -> Channel:
    found = call.core.channel(call.id("channel_id"), call.core.bot_id)
    if found.thread is not None:
        threads.archive_idle(call.core, found)
    return found


ROUTES = [
    Route("GET", "/channels/{channel_id}", channel),
    Route("PATCH", "/channels/{channel_id}", edit),
    Route("DELETE", "/channels/{channel_id}", delete),
    Route("POST", "/channels/{channel_id}/typing", typing),
    Route("PUT", "/channels/{channel_id}/permissions/{target_id}", set_overwrite),
    Route("DELETE", "/channels/{channel_id}/permissions/{target_id}", delete_overwrite),
]
