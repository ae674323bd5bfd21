"""What the loopback Twitch knows: people, channels, chat, streams, tokens, and who listens to changes."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Literal

from msgspec import Struct, field

ChangeKind = Literal[
    "user", "channel", "message", "stream", "raid", "token", "device", "socket", "subscription"
]

KEPT_MESSAGES = 2_000
"""Messages remembered in each channel; older ones can no longer be replied to."""


class Badge(Struct, frozen=True):
    """A badge beside a name in chat."""

    set_id: str
    id: str = "1"
    info: str = ""


class Category(Struct, frozen=True):
    """What a channel says it streams."""

    id: str
    name: str


NO_CATEGORY = Category("", "")
CATEGORIES = (
    Category("1469308723", "Software and Game Development"),
    Category("509658", "Just Chatting"),
    Category("509670", "Science & Technology"),
)


class User(Struct, eq=False):
    """An account; every account also has a channel."""

    id: str
    login: str
    name: str
    colour: str
    created_at: datetime


class Source(Struct, frozen=True):
    """Where a message of a shared chat was written."""

    channel: User
    message_id: str
    badges: tuple[Badge, ...]


class Parent(Struct, frozen=True):
    """The message that a reply answers, and the one that began its thread."""

    message_id: str
    text: str
    sender: User
    thread_id: str
    thread_sender: User


class ChatMessage(Struct, frozen=True, eq=False):
    """One line in a channel's chat."""

    number: int
    """Counts up over all channels: says what came after what."""
    id: str
    at: datetime
    channel: User
    sender: User
    text: str
    badges: tuple[Badge, ...]
    kind: Literal["text", "announcement"] = "text"
    by_api: bool = False
    """Sent through Helix, so by the bot."""
    reply: Parent | None = None
    source: Source | None = None


class Marker(Struct):
    """A moment marked in a stream."""

    id: str
    created_at: datetime
    position: timedelta
    description: str


class Video(Struct):
    """The recording of one stream."""

    id: str
    stream_id: str
    user: User
    title: str
    started_at: datetime
    ended_at: datetime | None = None
    markers: list[Marker] = field(default_factory=list[Marker])


class Stream(Struct):
    """A broadcast that is going on."""

    id: str
    started_at: datetime
    video: Video
    viewers: int = 0


class Channel(Struct, eq=False):
    """Title, category, people and talk of one channel."""

    owner: User
    title: str = ""
    category: Category = NO_CATEGORY
    language: str = "en"
    tags: list[str] = field(default_factory=list[str])
    moderators: set[str] = field(default_factory=set[str])
    chatters: dict[str, User] = field(default_factory=dict[str, User])
    stream: Stream | None = None
    history: deque[ChatMessage] = field(default_factory=deque[ChatMessage])
    messages: dict[str, ChatMessage] = field(default_factory=dict[str, ChatMessage])
    """The same messages by id, for replies."""

    def remember(self, message: ChatMessage) -> None:
        """Append to the history, forgetting the oldest where it is full."""
        if len(self.history) >= KEPT_MESSAGES:
            self.messages.pop(self.history.popleft().id, None)
        self.history.append(message)
        self.messages[message.id] = message
        self.chatters[message.sender.id] = message.sender

    def moderates(self, user: User) -> bool:
        """Whether `user` is the broadcaster or a moderator here."""
        return user is self.owner or user.id in self.moderators


class Token(Struct, eq=False):
    """An access token; `user_id` is None for an app token."""

    access: str
    user_id: str | None
    scopes: tuple[str, ...]
    expires_at: datetime
    refresh: str = ""
    """Empty for an app token."""


class Device(Struct, eq=False):
    """A device code flow under way."""

    code: str
    user_code: str
    scopes: tuple[str, ...]
    expires_at: datetime
    user_id: str | None = None


class Change(Struct, frozen=True):
    """Something that became different, for whoever watches live."""

    kind: ChangeKind
    subject: Any


class State:
    """Everything that survives a restart, and the counters that give out ids."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.videos: dict[str, Video] = {}
        self.categories: dict[str, Category] = {category.id: category for category in CATEGORIES}
        self.tokens: dict[str, Token] = {}
        self.refreshes: dict[str, Token] = {}
        self.consents: dict[str, set[str]] = {}
        """Per user id, the scopes that this person has granted to the app."""
        self.devices: dict[str, Device] = {}
        self.home: str | None = None
        """Id of the user whose channel is meant where none is named."""
        self.next_id = 40_000_001
        self.next_message = 1
        self.listeners: list[Callable[[Change], None]] = []
        self._logins: dict[str, User] = {}

    def changed(self, kind: ChangeKind, subject: Any) -> None:
        """Tell the listeners."""
        change = Change(kind, subject)
        for listener in tuple(self.listeners):
            listener(change)

    def new_id(self) -> str:
        """A number that nothing else has as its id."""
        self.next_id += 1
        return str(self.next_id - 1)

    def add_user(self, user: User) -> User:
        """Let `user` and their channel exist."""
        self.users[user.id] = user
        self._logins[user.login] = user
        self.channels.setdefault(user.id, Channel(user))
        if self.home is None:
            self.home = user.id
        return user

    def by_login(self, login: str) -> User | None:
        """The user with this login, whatever its case."""
        return self._logins.get(login.lower())

    def category(self, name: str) -> Category:
        """The category of this name; one nobody streamed before gets an id."""
        for category in self.categories.values():
            if category.name.casefold() == name.casefold():
                return category
        category = Category(self.new_id(), name)
        self.categories[category.id] = category
        return category


def new_secret(length: int) -> str:
    """A made-up token of lower-case letters and digits, as Twitch's are."""
    alphabet = "abcdefghijklmnopqrstuvwxyz0123456789"
    return "".join(secrets.choice(alphabet) for _ in range(length))
