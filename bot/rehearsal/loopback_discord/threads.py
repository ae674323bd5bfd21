"""Opens, archives, joins and leaves threads and forum posts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.rehearsal.loopback_discord import permission
from bot.rehearsal.loopback_discord.core import Core
from bot.rehearsal.loopback_discord.refusal import Form, Refusal, archived, invalid, missing_permissions
from bot.rehearsal.loopback_discord.shape import thread_member
from bot.rehearsal.loopback_discord.state import (
    FORUM,
    HAS_THREAD,
    NEWS,
    NEWS_THREAD,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    Channel,
    Json,
    Message,
    ThreadPart,
)

DURATIONS = (60, 1440, 4320, 10080)
MOST_TAGS = 5


def make(
    core: Core, parent: Channel, owner_id: int, body: Json, *, kind: int, thread_id: int | None = None
) -> Channel:
    """A new thread with its owner in it; `publish` tells about it."""
    form = Form()
    name = str(body.get("name") or "").strip()
    form.length("name", name, 100, 1)
    minutes = body.get("auto_archive_duration") or 4320
    if minutes not in DURATIONS:
        form.choice("auto_archive_duration", str(DURATIONS))
    tags = [int(tag_id) for tag_id in body.get("applied_tags") or ()]
    _check_tags(form, parent, tags)
    form.check()
    now = core.clock()
    thread = Channel(
        thread_id or core.ids.next(),
        kind,
        name,
        guild_id=parent.guild_id,
        parent_id=parent.id,
        slowmode=int(body.get("rate_limit_per_user") or 0),
        thread=ThreadPart(
            owner_id,
            created_at=now,
            archive_timestamp=now,
            active_at=now,
            auto_archive_minutes=minutes,
            invitable=body.get("invitable") is not False,
            applied_tags=tags,
            members={owner_id: now},
        ),
    )
    core.world.channels[thread.id] = thread
    return thread


def publish(core: Core, thread: Channel) -> None:
    """Tell that a thread was made."""
    core.publish("THREAD_CREATE", {**core.shapes.channel(thread), "newly_created": True}, channel=thread)


def from_message(core: Core, channel: Channel, message: Message, owner_id: int, body: Json) -> Channel:
    """A thread under a message; it has the message's id."""
    core.require(channel, owner_id, permission.CREATE_PUBLIC_THREADS)
    if message.id in core.world.channels:
        raise Refusal(400, 160004, "A thread has already been created for this message")
    kind = NEWS_THREAD if channel.type == NEWS else PUBLIC_THREAD
    thread = make(core, channel, owner_id, body, kind=kind, thread_id=message.id)
    message.flags |= HAS_THREAD
    publish(core, thread)
    return thread


def alone(core: Core, channel: Channel, owner_id: int, body: Json) -> Channel:
    """A thread without a message; private unless the body asks for another type."""
    kind = body.get("type") or PRIVATE_THREAD
    if kind not in (NEWS_THREAD, PUBLIC_THREAD, PRIVATE_THREAD):
        raise invalid("type", "BASE_TYPE_CHOICES", "Value must be one of (10, 11, 12).")
    private = kind == PRIVATE_THREAD
    core.require(
        channel,
        owner_id,
        permission.CREATE_PRIVATE_THREADS if private else permission.CREATE_PUBLIC_THREADS,
    )
    thread = make(core, channel, owner_id, body, kind=kind)
    publish(core, thread)
    return thread


def change(core: Core, thread: Channel, user_id: int, body: Json) -> None:
    """Rename, archive, lock, tag; refuses what only its owner or a moderator may."""
    part = thread.part
    moderates = bool(core.allowed(thread, user_id) & permission.MANAGE_THREADS)
    if not moderates and (
        (user_id != part.owner_id and set(body) != {"archived"}) or "locked" in body or part.locked
    ):
        raise missing_permissions()
    if part.archived and body.get("archived") is not False and set(body) - {"archived", "locked"}:
        raise archived()
    parent = core.world.channels[thread.parent_id or 0]
    form = Form()
    if "name" in body:
        thread.name = str(body["name"] or "").strip()
        form.length("name", thread.name, 100, 1)
    if body.get("auto_archive_duration") is not None:
        if body["auto_archive_duration"] not in DURATIONS:
            form.choice("auto_archive_duration", str(DURATIONS))
        part.auto_archive_minutes = body["auto_archive_duration"]
    if "applied_tags" in body:
        tags = [int(tag_id) for tag_id in body["applied_tags"] or ()]
        _check_tags(form, parent, tags)
        part.applied_tags = tags
    form.check()
    thread.slowmode = int(body.get("rate_limit_per_user") or thread.slowmode)
    part.locked = bool(body.get("locked", part.locked))
    part.invitable = bool(body.get("invitable", part.invitable))
    if "flags" in body:
        thread.flags = int(body["flags"] or 0)
    if "archived" in body:
        _set_archived(core, part, archived=bool(body["archived"]))
    core.publish("THREAD_UPDATE", core.shapes.channel(thread), channel=thread)


def wake(core: Core, thread: Channel, user_id: int) -> None:
    """Unarchive a thread because somebody writes in it; a locked one only for moderators."""
    part = thread.part
    moderates = bool(core.allowed(thread, user_id) & permission.MANAGE_THREADS)
    if part.locked and not moderates:
        raise Refusal(400, 160005, "Thread is locked")
    if part.archived:
        _set_archived(core, part, archived=False)
        core.publish("THREAD_UPDATE", core.shapes.channel(thread), channel=thread)


def must_be_open(channel: Channel) -> None:
    """Refuse changes in an archived thread."""
    if channel.thread is not None and channel.thread.archived:
        raise archived()


def archive_idle(core: Core, thread: Channel) -> None:
    """Archive a thread in which nothing happened for its duration, as Discord does by itself."""
    part = thread.part
    idle_since = core.clock() - timedelta(minutes=part.auto_archive_minutes)
    if not part.archived and part.active_at < idle_since:
        _set_archived(core, part, archived=True)
        core.publish("THREAD_UPDATE", core.shapes.channel(thread), channel=thread)


def join(core: Core, thread: Channel, user_id: int) -> None:
    """Make somebody a member of a thread; nothing happens where they are one."""
    part = thread.part
    if user_id in part.members:
        return
    part.members[user_id] = core.clock()
    if user_id == core.bot_id and thread.type == PRIVATE_THREAD:
        # the bot did not know of it before
        core.publish("THREAD_CREATE", core.shapes.channel(thread), channel=thread)
    _members_changed(core, thread, added=[user_id])


def leave(core: Core, thread: Channel, user_id: int) -> None:
    """Take somebody out of a thread."""
    part = thread.part
    if part.members.pop(user_id, None) is not None:
        _members_changed(core, thread, removed=[user_id])


def of_guild(core: Core, guild_id: int, *, parent_id: int | None = None) -> Iterator[Channel]:
    """The threads of a guild (or of one channel), idle ones archived on the way."""
    for channel in list(core.world.channels.values()):
        if channel.thread is None or channel.guild_id != guild_id:
            continue
        if parent_id is not None and channel.parent_id != parent_id:
            continue
        archive_idle(core, channel)
        yield channel


def member(core: Core, thread: Channel, user_id: int, *, with_member: bool = False) -> Json:
    """`ThreadMemberResponse` for a member of the thread."""
    part = thread.part
    shaped = thread_member(thread.id, user_id, part.members[user_id])
    guild = core.guild_of(thread)
    if with_member and guild is not None and user_id in guild.members:
        shaped["member"] = core.shapes.member(guild.members[user_id])
    return shaped


def _members_changed(
    core: Core, thread: Channel, *, added: list[int] | None = None, removed: list[int] | None = None
) -> None:
    part = thread.part
    told: Json = {
        "id": str(thread.id),
        "guild_id": str(thread.guild_id),
        "member_count": min(len(part.members), 50),
    }
    if added:
        told["added_members"] = [
            {**member(core, thread, user_id, with_member=True), "presence": None} for user_id in added
        ]
    if removed:
        told["removed_member_ids"] = [str(user_id) for user_id in removed]
    core.publish("THREAD_MEMBERS_UPDATE", told, channel=thread)


def _set_archived(core: Core, part: ThreadPart, *, archived: bool) -> None:
    if part.archived != archived:
        part.archived = archived
        part.archive_timestamp = part.active_at = core.clock()


def _check_tags(form: Form, parent: Channel, tags: list[int]) -> None:
    known = {tag.id for tag in parent.tags}
    if len(tags) > MOST_TAGS:
        form.wrong("applied_tags", "BASE_TYPE_MAX_LENGTH", f"Must be {MOST_TAGS} or fewer in length.")
    if parent.type == FORUM and parent.flags & (1 << 4) and not tags:
        raise Refusal(400, 40067, "A tag is required to create a forum post in this channel")
    for index, tag_id in enumerate(tags):
        if tag_id not in known:
            form.wrong(f"applied_tags.{index}", "UNKNOWN_FORUM_TAG", "Unknown tag")
