"""Makes, changes and removes channels, their overwrites and forum tags."""

from __future__ import annotations

from bot.rehearsal.loopback_discord import permission
from bot.rehearsal.loopback_discord.core import Core
from bot.rehearsal.loopback_discord.refusal import Form, Refusal, invalid
from bot.rehearsal.loopback_discord.state import (
    CATEGORY,
    FORUM,
    NEWS,
    TEXT,
    VOICE,
    Channel,
    Guild,
    Json,
    Overwrite,
    Tag,
)

MOST_CHANNELS = 500
MOST_TAGS = 20
_TYPES = (TEXT, VOICE, CATEGORY, NEWS, FORUM)


def create(core: Core, guild: Guild, body: Json) -> Channel:
    """A new channel of the guild."""
    own = [
        channel
        for channel in core.world.channels.values()
        if channel.guild_id == guild.id and not channel.thread
    ]
    if len(own) >= MOST_CHANNELS:
        raise Refusal(400, 30013, "Maximum number of guild channels reached (500)")
    kind = int(body.get("type") or TEXT)
    if kind not in _TYPES:
        raise invalid("type", "BASE_TYPE_CHOICES", f"Value must be one of {_TYPES}.")
    channel = Channel(core.ids.next(), kind, guild_id=guild.id, position=len(own))
    _set(core, channel, {"name": "", **body})
    core.world.channels[channel.id] = channel
    core.publish("CHANNEL_CREATE", core.shapes.channel(channel), channel=None)
    return channel


def change(core: Core, channel: Channel, body: Json) -> None:
    """Change what the body names."""
    _set(core, channel, body)
    core.publish("CHANNEL_UPDATE", core.shapes.channel(channel), channel=None)


def delete(core: Core, channel: Channel) -> Json:
    """Remove a channel with its threads; its last JSON."""
    shaped = core.shapes.channel(channel)
    for thread in [one for one in core.world.channels.values() if one.thread and one.parent_id == channel.id]:
        del core.world.channels[thread.id]
    del core.world.channels[channel.id]
    if channel.thread is None:
        for child in core.world.channels.values():
            if child.parent_id == channel.id:
                child.parent_id = None
        core.publish("CHANNEL_DELETE", shaped)
    else:
        told = {key: shaped[key] for key in ("id", "guild_id", "parent_id", "type")}
        core.publish("THREAD_DELETE", told)
    return shaped


def overwrite(core: Core, channel: Channel, target_id: int, body: Json) -> None:
    """Set what a role or member may or may not do in the channel."""
    kind = int(body.get("type") or 0)
    made = Overwrite(target_id, kind, int(body.get("allow") or 0), int(body.get("deny") or 0))
    channel.overwrites[target_id] = made
    core.publish("CHANNEL_UPDATE", core.shapes.channel(channel), channel=None)


def _set(core: Core, channel: Channel, body: Json) -> None:
    form = Form()
    if "name" in body:
        name = str(body["name"] or "").strip()
        form.length("name", name, 100, 1)
        # Discord writes the names of text channels in small letters without spaces
        channel.name = name.lower().replace(" ", "-") if channel.type in (TEXT, NEWS, FORUM) else name
    if "topic" in body:
        topic = body["topic"]
        form.length("topic", topic or "", 4096 if channel.type == FORUM else 1024)
        channel.topic = topic
    if body.get("parent_id") is not None:
        parent = core.world.channels.get(int(body["parent_id"]))
        if parent is None or parent.type != CATEGORY:
            form.wrong("parent_id", "CHANNEL_PARENT_INVALID", "Category does not exist")
        channel.parent_id = int(body["parent_id"])
    elif "parent_id" in body:
        channel.parent_id = None
    slowmode = int(body.get("rate_limit_per_user") or 0)
    if not 0 <= slowmode <= 21_600:
        form.wrong("rate_limit_per_user", "NUMBER_TYPE_MAX", "int value should be between 0 and 21600.")
    if "rate_limit_per_user" in body:
        channel.slowmode = slowmode
    if body.get("position") is not None:
        channel.position = int(body["position"])
    if "nsfw" in body:
        channel.nsfw = bool(body["nsfw"])
    if "flags" in body:
        channel.flags = int(body["flags"] or 0)
    if body.get("permission_overwrites") is not None:
        channel.overwrites = {
            int(one["id"]): Overwrite(
                int(one["id"]),
                int(one.get("type") or 0),
                int(one.get("allow") or 0),
                int(one.get("deny") or 0),
            )
            for one in body["permission_overwrites"]
        }
    if body.get("available_tags") is not None:
        channel.tags = _tags(core, form, body["available_tags"])
    form.check()


def _tags(core: Core, form: Form, raw: list[Json]) -> list[Tag]:
    form.size("available_tags", len(raw), MOST_TAGS)
    tags: list[Tag] = []
    for index, one in enumerate(raw):
        name = str(one.get("name") or "")
        form.length(f"available_tags.{index}.name", name, 20, 1)
        number = int(one.get("id") or 0) or core.ids.next()
        tags.append(Tag(number, name, bool(one.get("moderated")), one.get("emoji_name")))
    return tags


def visible(core: Core, user_id: int) -> list[Channel]:
    """The channels and open threads that a user sees, in their order."""
    seen = [
        channel
        for channel in core.world.channels.values()
        if core.allowed(channel, user_id) & permission.VIEW_CHANNEL
        and not (channel.thread is not None and channel.thread.archived)
    ]
    return sorted(seen, key=lambda channel: (channel.guild_id is None, channel.position, channel.id))
