"""Routes about threads and forum posts."""

from __future__ import annotations

from collections.abc import Callable

from bot.rehearsal.loopback_discord import forum, permission, threads
from bot.rehearsal.loopback_discord.refusal import missing_permissions, unknown, wrong_channel_type
from bot.rehearsal.loopback_discord.rest.call import NOTHING, Answer, Call, Route
from bot.rehearsal.loopback_discord.state import FORUM, NEWS, PRIVATE_THREAD, TEXT, Channel


def from_message(call: Call) -> Answer:
    """POST /channels/{channel_id}/messages/{message_id}/threads."""
    core, channel = call.core, _parent(call)
    message = core.message(channel, call.id("message_id"))
    thread = threads.from_message(core, channel, message, core.bot_id, call.json)
    return Answer(201, core.shapes.channel(thread))


def create(call: Call) -> Answer:
    """POST /channels/{channel_id}/threads: a thread without a message, or a forum post."""
    core, channel = call.core, _parent(call)
    if channel.type != FORUM:
        thread = threads.alone(core, channel, core.bot_id, call.json)
        return Answer(201, core.shapes.channel(thread))
    thread, message = forum.post(core, channel, core.bot_id, call.json, call.files)
    return Answer(201, {**core.shapes.channel(thread), "message": message})


def members(call: Call) -> Answer:
    """GET /channels/{channel_id}/thread-members."""
    core, thread = call.core, _thread(call)
    with_member = call.query.get("with_member", "").lower() in ("1", "true")
    return Answer(
        200,
        [
            threads.member(core, thread, user_id, with_member=with_member)
            for user_id in sorted(thread.part.members)
        ],
    )


def member(call: Call) -> Answer:
    """GET /channels/{channel_id}/thread-members/{user_id}."""
    core, thread = call.core, _thread(call)
    if call.id("user_id") not in thread.part.members:
        raise unknown("Member")
    return Answer(200, threads.member(core, thread, call.id("user_id"), with_member=True))


def add_member(call: Call) -> Answer:
    """PUT /channels/{channel_id}/thread-members/{user_id or @me}."""
    core, thread = call.core, _thread(call)
    threads.must_be_open(thread)
    user_id = call.id("user_id")
    guild = core.guild_of(thread)
    if guild is None or user_id not in guild.members:
        raise unknown("Member")
    threads.join(core, thread, user_id)
    return NOTHING


def remove_member(call: Call) -> Answer:
    """DELETE /channels/{channel_id}/thread-members/{user_id or @me}."""
    core, thread = call.core, _thread(call)
    threads.must_be_open(thread)
    user_id = call.id("user_id")
    owns = thread.type == PRIVATE_THREAD and thread.part.owner_id == core.bot_id
    if (
        user_id != core.bot_id
        and not owns
        and not core.allowed(thread, core.bot_id) & permission.MANAGE_THREADS
    ):
        raise missing_permissions()
    threads.leave(core, thread, user_id)
    return NOTHING


def archived_public(call: Call) -> Answer:
    """GET /channels/{channel_id}/threads/archived/public."""
    return _archived(call, lambda thread: thread.type != PRIVATE_THREAD)


def archived_private(call: Call) -> Answer:
    """GET /channels/{channel_id}/threads/archived/private."""
    channel = _parent(call)
    call.core.require(channel, call.core.bot_id, permission.MANAGE_THREADS)
    return _archived(call, lambda thread: thread.type == PRIVATE_THREAD)


def _archived(call: Call, wanted: Callable[[Channel], bool]) -> Answer:
    core, channel = call.core, _parent(call)
    limit = call.number("limit", 50, 2, 100)
    before = call.query.get("before", "").replace("Z", "+00:00").replace(" ", "+")
    found = [
        (part.archive_timestamp, thread)
        for thread in threads.of_guild(core, channel.guild_id or 0, parent_id=channel.id)
        if (part := thread.thread) is not None
        and part.archived
        and wanted(thread)
        and (not before or part.archive_timestamp.isoformat() < before)
    ]
    found.sort(key=lambda pair: pair[0], reverse=True)
    page = [thread for _, thread in found[:limit]]
    return Answer(
        200,
        {
            "threads": [core.shapes.channel(thread) for thread in page],
            "members": [
                threads.member(core, thread, core.bot_id)
                for thread in page
                if thread.thread is not None and core.bot_id in thread.thread.members
            ],
            "has_more": len(found) > limit,
        },
    )


def _parent(call: Call) -> Channel:
    channel = call.core.channel(call.id("channel_id"), call.core.bot_id)
    if channel.type not in (TEXT, NEWS, FORUM):
        raise wrong_channel_type()
    return channel


def _thread(call: Call) -> Channel:
    channel = call.core.channel(call.id("channel_id"), call.core.bot_id)
    if channel.thread is None:
        raise wrong_channel_type()
    threads.archive_idle(call.core, channel)
    return channel


_MEMBERS = "/channels/{channel_id}/thread-members"
ROUTES = [
    Route("POST", "/channels/{channel_id}/messages/{message_id}/threads", from_message),
    Route("POST", "/channels/{channel_id}/threads", create),
    Route("GET", _MEMBERS, members),
    Route("GET", f"{_MEMBERS}/{{user_id}}", member),
    Route("PUT", f"{_MEMBERS}/{{user_id}}", add_member),
    Route("DELETE", f"{_MEMBERS}/{{user_id}}", remove_member),
    Route("GET", "/channels/{channel_id}/threads/archived/public", archived_public),
    Route("GET", "/channels/{channel_id}/threads/archived/private", archived_private),
]
