"""Posts, edits and deletes messages, for the bot and for users alike."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from bot.rehearsal.loopback_discord import mentions, nonces, permission, threads
from bot.rehearsal.loopback_discord.checks.message import Draft, draft
from bot.rehearsal.loopback_discord.core import Core
from bot.rehearsal.loopback_discord.files import Upload, content_type
from bot.rehearsal.loopback_discord.refusal import (
    Refusal,
    invalid,
    missing_permissions,
)
from bot.rehearsal.loopback_discord.state import (
    CATEGORY,
    DM,
    EPHEMERAL,
    FORUM,
    LOADING,
    Attachment,
    Channel,
    Json,
    Message,
)

REPLY = 19
_DELETABLE_SYSTEM = range(6, 25)
Uploads = Mapping[int, Upload]
NO_FILES: Uploads = {}


class Terms(Struct, frozen=True):
    """How a message comes about, beside its body."""

    kind: int = 0
    interaction: Json | None = None
    webhook_id: int | None = None
    viewer_id: int | None = None
    flags: int = 0
    reference: Json | None = None
    message_id: int | None = None
    """Given for the first message of a forum post, which has the thread's id."""


PLAIN = Terms()


def send(core: Core, channel: Channel, author_id: int, body: Json, files: Uploads) -> tuple[Message, Json]:
    """Send to a channel as a member may: with permissions, nonces and threads. Also its JSON."""
    _may_send(core, channel, author_id, body, files)
    made = draft(body, files, core.ids.next)
    if made.nonce is not None and made.enforce_nonce:
        first = nonces.first_with(core.world, author_id, made.nonce, core.clock())
        if first is not None:
            return first, {**core.shapes.message(first), "nonce": body["nonce"]}
    if channel.thread is not None:
        threads.wake(core, channel, author_id)
    message = compose(core, channel, author_id, made, PLAIN)
    if made.nonce is not None:
        nonces.remember(core.world, message, made.nonce, core.clock())
    shaped = publish(core, channel, message, nonce=body.get("nonce"))
    return message, shaped


def compose(core: Core, channel: Channel, author_id: int, made: Draft, terms: Terms) -> Message:
    """Make the message and keep it; `publish` tells about it."""
    now = core.clock()
    message = Message(
        terms.message_id or core.ids.next(),
        channel.id,
        author_id,
        now,
        content=made.content or "",
        kind=terms.kind,
        embeds=made.embeds or [],
        components=made.components or [],
        flags=made.flags | terms.flags,
        tts=made.tts,
        interaction=terms.interaction,
        webhook_id=terms.webhook_id,
        viewer_id=terms.viewer_id,
        reference=terms.reference,
    )
    replied_to = _refer(core, channel, message, made)
    message.attachments = _attach(core, message, made, [])
    _mention(core, channel, message, made, replied_to)
    keep(core, channel, message)
    return message


def keep(core: Core, channel: Channel, message: Message) -> None:
    """Put a finished message into its channel's history."""
    if message.viewer_id is not None:
        channel.ephemerals.add(message)
        return
    if channel.thread is not None:
        message.position = channel.thread.sent
        channel.thread.sent += 1
        channel.thread.active_at = core.clock()
    channel.history.add(message)
    channel.last_message_id = message.id
    parent = core.world.channels.get(channel.parent_id or 0)
    if parent is not None and parent.type == FORUM and message.id == channel.id:
        parent.last_message_id = channel.id


def publish(core: Core, channel: Channel, message: Message, *, nonce: object = None) -> Json:
    """Tell about a new message; its JSON as the sender gets it."""
    shaped = core.shapes.message(message)
    if nonce is not None:
        shaped["nonce"] = nonce
    core.publish(
        "MESSAGE_CREATE", event(core, channel, message, shaped), channel=channel, viewer_id=message.viewer_id
    )
    if channel.thread is not None and message.viewer_id is None:
        threads.join(core, channel, message.author_id)
    return shaped


def event(core: Core, channel: Channel, message: Message, shaped: Json) -> Json:
    """The message as a gateway event, with what the gateway adds."""
    told = {**shaped, "channel_type": channel.type}
    guild = core.guild_of(channel)
    if guild is not None:
        told["guild_id"] = str(guild.id)
        author = guild.members.get(message.author_id)
        if author is not None:
            told["member"] = core.shapes.member(author, with_user=False)
        if message.mentions:
            told["mentions"] = [
                {**user, "member": core.shapes.member(guild.members[int(user["id"])], with_user=False)}
                if int(user["id"]) in guild.members
                else user
                for user in shaped["mentions"]
            ]
    return told


def edit(core: Core, channel: Channel, message: Message, body: Json, files: Uploads) -> Json:
    """Change a message; what the body does not name stays."""
    made = draft(body, files, core.ids.next, editing=message)
    if made.content is not None:
        message.content = made.content
    if made.embeds is not None:
        message.embeds = made.embeds
    if made.components is not None:
        message.components = made.components
    if "flags" in body:
        message.flags = message.flags & (EPHEMERAL | ~_FLAGS_SET) | made.flags
    if message.flags & LOADING:
        message.flags &= ~LOADING
    else:
        message.edited_at = core.clock()
    kept = message.attachments
    if made.kept_attachments is not None:
        named = {str(one.get("id")) for one in made.kept_attachments}
        kept = [one for one in message.attachments if str(one.id) in named]
    message.attachments = _attach(core, message, made, kept)
    if made.content is not None:
        replied = _author_of(core, message.reference)
        _mention(core, channel, message, made, replied)
    return changed(core, channel, message)


def changed(core: Core, channel: Channel, message: Message) -> Json:
    """Tell that a message looks different now; its JSON."""
    shaped = core.shapes.message(message)
    core.publish(
        "MESSAGE_UPDATE", event(core, channel, message, shaped), channel=channel, viewer_id=message.viewer_id
    )
    return shaped


def delete(core: Core, channel: Channel, message: Message) -> None:
    """Remove a message for good."""
    history = channel.history if message.viewer_id is None else channel.ephemerals
    history.remove(message.id)
    channel.pins.pop(message.id, None)
    told = {"id": str(message.id), "channel_id": str(channel.id)}
    if channel.guild_id is not None:
        told["guild_id"] = str(channel.guild_id)
    core.publish("MESSAGE_DELETE", told, channel=channel, viewer_id=message.viewer_id)


def may_edit(message: Message, user_id: int) -> None:
    """Refuse to edit somebody else's message."""
    if message.author_id != user_id:
        raise Refusal(403, 50005, "Cannot edit a message authored by another user")


def may_delete(core: Core, channel: Channel, message: Message, user_id: int) -> None:
    """Refuse to delete what only a moderator may."""
    if message.author_id != user_id:
        if channel.type == DM:
            raise Refusal(403, 50003, "Cannot execute action on a DM channel")
        core.require(channel, user_id, permission.MANAGE_MESSAGES)
    if message.kind and message.kind not in _DELETABLE_SYSTEM:
        raise Refusal(403, 50021, "Cannot execute action on a system message")
    threads.must_be_open(channel)


_FLAGS_SET = (1 << 2) | (1 << 12)


def _may_send(core: Core, channel: Channel, author_id: int, body: Json, files: Uploads) -> None:
    if channel.type in (FORUM, CATEGORY):
        raise Refusal(400, 50008, "Cannot send messages in a non-text channel")
    if channel.type == DM:
        others = [core.world.users[one] for one in channel.recipients if one != author_id]
        shares = any(one.id in guild.members for guild in core.world.guilds.values() for one in others)
        if not shares or not all(one.takes_dms for one in others):
            raise Refusal(403, 50007, "Cannot send messages to this user")
        return
    allowed = core.allowed(channel, author_id)
    speak = permission.SEND_MESSAGES if channel.thread is None else permission.SEND_MESSAGES_IN_THREADS
    needed = speak
    if body.get("embeds"):
        needed |= permission.EMBED_LINKS
    if files:
        needed |= permission.ATTACH_FILES
    if body.get("message_reference"):
        needed |= permission.READ_MESSAGE_HISTORY
    if allowed & needed != needed:
        raise missing_permissions()
    guild = core.guild_of(channel)
    silent_until = guild and guild.members[author_id].silent_until
    if silent_until is not None and silent_until > core.clock():
        raise missing_permissions()


def _refer(core: Core, channel: Channel, message: Message, made: Draft) -> int | None:
    if made.reference is None:
        return _author_of(core, message.reference)
    message_id = int(made.reference.get("message_id") or 0)
    channel_id = int(made.reference.get("channel_id") or channel.id)
    if made.reference.get("type"):
        raise invalid("message_reference.type", "BASE_TYPE_CHOICES", "Forwards are not supported here.")
    original = channel.history.messages.get(message_id)
    if channel_id != channel.id or original is None:
        if made.reference.get("fail_if_not_exists") is False:
            return None
        raise invalid("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
    message.kind = REPLY
    message.reference = {"type": 0, "channel_id": str(channel.id), "message_id": str(message_id)}
    if channel.guild_id is not None:
        message.reference["guild_id"] = str(channel.guild_id)
    return original.author_id


def _author_of(core: Core, reference: Json | None) -> int | None:
    if reference is None:
        return None
    channel = core.world.channels.get(int(reference["channel_id"]))
    original = channel and channel.history.messages.get(int(reference.get("message_id", 0)))
    return None if original is None else original.author_id


def _mention(core: Core, channel: Channel, message: Message, made: Draft, replied_to: int | None) -> None:
    text = message.content
    for component in message.components:
        if "content" in component:
            text += f"\n{component['content']}"
    pinged = mentions.found(core.world, channel, message.author_id, text, made.allowed_mentions, replied_to)
    message.mentions = pinged.users
    message.mention_roles = pinged.roles
    message.mention_everyone = pinged.everyone


def _attach(core: Core, message: Message, made: Draft, kept: list[Attachment]) -> list[Attachment]:
    attached = list(kept)
    for upload, described in made.uploads:
        width, height = upload.dimensions or (None, None)
        attachment = Attachment(
            core.ids.next(),
            message.channel_id,
            described.get("filename") or upload.filename,
            len(upload.content),
            content_type(described.get("filename") or upload.filename),
            description=described.get("description"),
            width=width,
            height=height,
            ephemeral=message.viewer_id is not None,
        )
        core.files.put(attachment.id, upload.content)
        attached.append(attachment)
    if attached:
        shown = {
            str(part.get(key))
            for embed in message.embeds
            for part in (embed.get(name, {}) for name in ("image", "thumbnail", "footer", "author"))
            for key in ("url", "icon_url")
        }
        for attachment in attached:
            attachment.embedded = f"attachment://{attachment.filename}" in shown
    return attached
