"""Routes about messages: send, list, edit, delete, pin."""

from __future__ import annotations

from datetime import timedelta

from bot.rehearsal.loopback_discord import permission, pins, posting, threads
from bot.rehearsal.loopback_discord.refusal import Form, Refusal, missing_permissions
from bot.rehearsal.loopback_discord.rest.call import NOTHING, Answer, Call, Route
from bot.rehearsal.loopback_discord.shape import redacted
from bot.rehearsal.loopback_discord.snowflake import created_at
from bot.rehearsal.loopback_discord.state import DM, Channel, Json, Message

BULK_AGE = timedelta(days=14)


def create(call: Call) -> Answer:
    """POST /channels/{channel_id}/messages."""
    core = call.core
    channel = _channel(call)
    _, shaped = posting.send(core, channel, core.bot_id, call.json, call.files)
    return Answer(200, shaped)


def listed(call: Call) -> Answer:
    """GET /channels/{channel_id}/messages."""
    core, channel = call.core, _channel(call)
    limit = call.number("limit", 50, 1, 100)
    before, after, around = (call.snowflake(name) for name in ("before", "after", "around"))
    if sum(one is not None for one in (before, after, around)) > 1:
        form = Form()
        form.wrong("_query", "MUTUALLY_EXCLUSIVE", "Only one of before, after and around may be given.")
        form.check()
    if not core.allowed(channel, core.bot_id) & permission.READ_MESSAGE_HISTORY:
        return Answer(200, [])
    history = channel.history
    if after is not None:
        found = history.oldest_after(after, limit)[::-1]
    elif around is not None:
        older = history.newest_before(around, limit // 2)
        found = history.oldest_after(around - 1, limit - len(older))[::-1] + older
    else:
        found = history.newest_before(before, limit)
    return Answer(200, [_seen(call, channel, message) for message in found])


def one(call: Call) -> Answer:
    """GET /channels/{channel_id}/messages/{message_id}."""
    channel, message = _found(call)
    if not call.core.allowed(channel, call.core.bot_id) & permission.READ_MESSAGE_HISTORY:
        raise missing_permissions()
    return Answer(200, _seen(call, channel, message))


def edit(call: Call) -> Answer:
    """PATCH /channels/{channel_id}/messages/{message_id}."""
    channel, message = _found(call)
    posting.may_edit(message, call.core.bot_id)
    threads.must_be_open(channel)
    return Answer(200, posting.edit(call.core, channel, message, call.json, call.files))


def delete(call: Call) -> Answer:
    """DELETE /channels/{channel_id}/messages/{message_id}."""
    channel, message = _found(call)
    posting.may_delete(call.core, channel, message, call.core.bot_id)
    posting.delete(call.core, channel, message)
    return NOTHING


def bulk_delete(call: Call) -> Answer:
    """POST /channels/{channel_id}/messages/bulk-delete."""
    core, channel = call.core, _channel(call)
    if channel.type == DM:
        raise Refusal(403, 50003, "Cannot execute action on a DM channel")
    core.require(channel, core.bot_id, permission.MANAGE_MESSAGES)
    wanted = [int(number) for number in call.json.get("messages") or ()]
    form = Form()
    form.size("messages", len(wanted), 100, 2)
    form.check()
    if any(core.clock() - created_at(number) > BULK_AGE for number in wanted):
        raise Refusal(400, 50034, "You can only bulk delete messages that are under 14 days old.")
    gone = [number for number in wanted if channel.history.remove(number) is not None]
    if gone:
        told: Json = {"ids": [str(number) for number in gone], "channel_id": str(channel.id)}
        told["guild_id"] = str(channel.guild_id)
        core.publish("MESSAGE_DELETE_BULK", told, channel=channel)
    return NOTHING


def pinned(call: Call) -> Answer:
    """GET /channels/{channel_id}/messages/pins."""
    channel = _channel(call)
    limit = call.number("limit", 50, 1, 50)
    newest = sorted(channel.pins.items(), key=lambda item: item[1], reverse=True)
    before = call.query.get("before")
    if before is not None:
        newest = [(number, at) for number, at in newest if at.isoformat() < before.replace("Z", "+00:00")]
    items = [
        {
            "pinned_at": at.isoformat(),
            "message": _seen(call, channel, channel.history.messages[number]),
        }
        for number, at in newest[:limit]
    ]
    return Answer(200, {"items": items, "has_more": len(newest) > limit})


def pin(call: Call) -> Answer:
    """PUT /channels/{channel_id}/messages/pins/{message_id}."""
    channel, message = _found(call)
    _may_pin(call, channel)
    pins.pin(call.core, channel, message, call.core.bot_id)
    return NOTHING


def unpin(call: Call) -> Answer:
    """DELETE /channels/{channel_id}/messages/pins/{message_id}."""
    channel, message = _found(call)
    _may_pin(call, channel)
    pins.unpin(call.core, channel, message)
    return NOTHING


def _may_pin(call: Call, channel: Channel) -> None:
    allowed = call.core.allowed(channel, call.core.bot_id)
    if not allowed & (permission.PIN_MESSAGES | permission.MANAGE_MESSAGES):
        raise missing_permissions()
    threads.must_be_open(channel)


def _channel(call: Call) -> Channel:
    channel = call.core.channel(call.id("channel_id"), call.core.bot_id)
    if channel.thread is not None:
        threads.archive_idle(call.core, channel)
    return channel


def _found(call: Call) -> tuple[Channel, Message]:
    channel = _channel(call)
    return channel, call.core.message(channel, call.id("message_id"))


def _seen(call: Call, channel: Channel, message: Message) -> Json:
    core = call.core
    shaped = core.shapes.message(message)
    if core.world.application.message_content:
        return shaped
    return redacted(shaped, core.bot_id, in_dm=channel.type == DM)


ROUTES = [
    Route("POST", "/channels/{channel_id}/messages", create),
    Route("GET", "/channels/{channel_id}/messages", listed),
    Route("POST", "/channels/{channel_id}/messages/bulk-delete", bulk_delete),
    Route("GET", "/channels/{channel_id}/messages/pins", pinned),
    Route("PUT", "/channels/{channel_id}/messages/pins/{message_id}", pin),
    Route("DELETE", "/channels/{channel_id}/messages/pins/{message_id}", unpin),
    Route("PUT", "/channels/{channel_id}/pins/{message_id}", pin),
    Route("DELETE", "/channels/{channel_id}/pins/{message_id}", unpin),
    Route("GET", "/channels/{channel_id}/messages/{message_id}", one),
    Route("PATCH", "/channels/{channel_id}/messages/{message_id}", edit),
    Route("DELETE", "/channels/{channel_id}/messages/{message_id}", delete),
]
