"""Everything the loopback Discord remembers, as plain data that can be saved and loaded."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from msgspec import Struct, field

Json = dict[str, Any]

TEXT = 0
DM = 1
VOICE = 2
CATEGORY = 4
NEWS = 5
NEWS_THREAD = 10
PUBLIC_THREAD = 11
PRIVATE_THREAD = 12
FORUM = 15

EPHEMERAL = 1 << 6
LOADING = 1 << 7
SUPPRESS_EMBEDS = 1 << 2
HAS_THREAD = 1 << 5
COMPONENTS_V2 = 1 << 15


class User(Struct):
    """An account; `colour` is the colour of its avatar."""

    id: int
    name: str
    display_name: str
    colour: int = 0x5865F2
    bot: bool = False
    takes_dms: bool = True


class Role(Struct):
    """A role of a guild; the one with the guild's id is everyone's."""

    id: int
    name: str
    permissions: int
    position: int = 0
    colour: int = 0
    hoist: bool = False
    managed: bool = False
    mentionable: bool = False


class Member(Struct):
    """A user's place in a guild."""

    user_id: int
    joined_at: datetime
    nick: str | None = None
    roles: list[int] = field(default_factory=list[int])
    silent_until: datetime | None = None


class Overwrite(Struct):
    """What a channel grants to or takes from a role (`kind` 0) or a member (`kind` 1)."""

    id: int
    kind: int
    allow: int = 0
    deny: int = 0


class Tag(Struct):
    """A label for the posts of a forum."""

    id: int
    name: str
    moderated: bool = False
    emoji: str | None = None


class ThreadPart(Struct):
    """What a thread has beyond a channel."""

    owner_id: int
    created_at: datetime
    archive_timestamp: datetime
    active_at: datetime
    auto_archive_minutes: int = 4320
    archived: bool = False
    locked: bool = False
    invitable: bool = True
    applied_tags: list[int] = field(default_factory=list[int])
    members: dict[int, datetime] = field(default_factory=dict[int, datetime])
    sent: int = 0


class Attachment(Struct):
    """A file of a message; its bytes are kept apart. `embedded` ones are shown by an embed only."""

    id: int
    channel_id: int
    filename: str
    size: int
    content_type: str
    description: str | None = None
    title: str | None = None
    width: int | None = None
    height: int | None = None
    ephemeral: bool = False
    embedded: bool = False


class Message(Struct):
    """A message; an ephemeral one has its only `viewer_id`."""

    id: int
    channel_id: int
    author_id: int
    timestamp: datetime
    content: str = ""
    kind: int = 0
    edited_at: datetime | None = None
    embeds: list[Json] = field(default_factory=list[Json])
    components: list[Json] = field(default_factory=list[Json])
    attachments: list[Attachment] = field(default_factory=list[Attachment])
    mentions: list[int] = field(default_factory=list[int])
    mention_roles: list[int] = field(default_factory=list[int])
    mention_everyone: bool = False
    flags: int = 0
    pinned: bool = False
    tts: bool = False
    reference: Json | None = None
    reactions: dict[str, dict[int, None]] = field(default_factory=dict[str, dict[int, None]])
    interaction: Json | None = None
    """The interaction that it answers, as `interaction_metadata` without its user."""
    webhook_id: int | None = None
    viewer_id: int | None = None
    position: int | None = None


class History(Struct):
    """A channel's messages by id, in order; listing costs what it lists, not what there is."""

    messages: dict[int, Message] = field(default_factory=dict[int, Message])
    order: list[int] = field(default_factory=list[int])

    def add(self, message: Message) -> None:
        """Append a message; ids rise, so the order stays sorted."""
        self.messages[message.id] = message
        self.order.append(message.id)

    def remove(self, message_id: int) -> Message | None:
        """Take a message out."""
        message = self.messages.pop(message_id, None)
        if message is not None:
            del self.order[bisect_left(self.order, message_id)]
        return message

    def newest_before(self, message_id: int | None, limit: int) -> list[Message]:
        """Up to `limit` messages older than the id, newest first."""
        end = len(self.order) if message_id is None else bisect_left(self.order, message_id)
        return [self.messages[number] for number in reversed(self.order[max(0, end - limit) : end])]

    def oldest_after(self, message_id: int, limit: int) -> list[Message]:
        """Up to `limit` messages younger than the id, oldest first."""
        start = bisect_right(self.order, message_id)
        return [self.messages[number] for number in self.order[start : start + limit]]

    def backwards(self) -> Iterator[Message]:
        """All messages, newest first, one at a time."""
        return (self.messages[number] for number in reversed(self.order))


class Channel(Struct):
    """A channel, a thread (with its `thread` part) or a DM (with its `recipients`)."""

    id: int
    type: int
    name: str = ""
    guild_id: int | None = None
    parent_id: int | None = None
    position: int = 0
    topic: str | None = None
    nsfw: bool = False
    slowmode: int = 0
    overwrites: dict[int, Overwrite] = field(default_factory=dict[int, Overwrite])
    tags: list[Tag] = field(default_factory=list[Tag])
    flags: int = 0
    recipients: list[int] = field(default_factory=list[int])
    thread: ThreadPart | None = None
    last_message_id: int | None = None
    pins: dict[int, datetime] = field(default_factory=dict[int, datetime])
    last_pin_at: datetime | None = None
    history: History = field(default_factory=History)
    ephemerals: History = field(default_factory=History)

    @property
    def part(self) -> ThreadPart:
        """What makes it a thread; only threads have one."""
        if self.thread is None:
            raise TypeError(f"channel {self.id} is no thread")
        return self.thread


class Guild(Struct):
    """The server; its channels are found in `World.channels`."""

    id: int
    name: str
    owner_id: int
    members: dict[int, Member] = field(default_factory=dict[int, Member])
    roles: dict[int, Role] = field(default_factory=dict[int, Role])
    description: str | None = None


class Command(Struct):
    """An application command as it was registered; without `guild_id` it is global."""

    id: int
    version: int
    guild_id: int | None
    body: Json
    permissions: list[Json] = field(default_factory=list[Json])


class NonceUse(Struct):
    """A message that was posted under a nonce, until the nonce is forgotten."""

    message_id: int
    channel_id: int
    at: datetime


class Application(Struct):
    """The bot's application; the bot's user has the same id."""

    id: int
    name: str
    owner_id: int
    token: str
    signing_key: str
    message_content: bool = True
    members: bool = True
    presences: bool = True


class World(Struct):
    """The whole state."""

    application: Application
    last_id: int = 0
    users: dict[int, User] = field(default_factory=dict[int, User])
    guilds: dict[int, Guild] = field(default_factory=dict[int, Guild])
    channels: dict[int, Channel] = field(default_factory=dict[int, Channel])
    dms: dict[int, int] = field(default_factory=dict[int, int])
    """DM channels with the bot, by the other's id."""
    commands: dict[int, Command] = field(default_factory=dict[int, Command])
    nonces: dict[str, NonceUse] = field(default_factory=dict[str, NonceUse])
