"""What a test or the rehearsal page does on the loopback Twitch: be a viewer, go live, break things."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import TypeVar
from uuid import uuid4

from bot.rehearsal.faults import Fault, Faults
from bot.rehearsal.loopback_twitch.broadcasts import Broadcasts
from bot.rehearsal.loopback_twitch.chat import Chat
from bot.rehearsal.loopback_twitch.eventsub import EventSub
from bot.rehearsal.loopback_twitch.grants import Grants
from bot.rehearsal.loopback_twitch.limits import Rules
from bot.rehearsal.loopback_twitch.sockets import Pace, Socket
from bot.rehearsal.loopback_twitch.state import (
    Badge,
    Change,
    Channel,
    ChatMessage,
    Device,
    Source,
    State,
    Stream,
    User,
)
from bot.rehearsal.loopback_twitch.subscriptions import Subscription

COLOURS = ("#1E90FF", "#FF7F50", "#9ACD32", "#DAA520", "#FF69B4", "#5F9EA0", "#B22222", "#8A2BE2")

T = TypeVar("T")
Who = User | str
"""A user, or their login."""


class Control:
    """Verbs are coroutines, questions are plain calls.

    Where no channel is named, it is the first user's (`home`).
    """

    def __init__(
        self,
        state: State,
        grants: Grants,
        eventsub: EventSub,
        chat: Chat,
        broadcasts: Broadcasts,
        faults: Faults,
        rules: Rules,
    ) -> None:
        self.rules = rules
        """Which of Twitch's limits hold."""
        self._state = state
        self._grants = grants
        self._eventsub = eventsub
        self._chat = chat
        self._broadcasts = broadcasts
        self._faults = faults

    # questions

    @property
    def pace(self) -> Pace:
        """The timings of websockets, and how long a second is."""
        return self._eventsub.pace

    @property
    def listeners(self) -> list[Callable[[Change], None]]:
        """Who is told of every change."""
        return self._state.listeners

    def user(self, who: Who) -> User:
        """The user with this login."""
        if isinstance(who, User):
            return who
        user = self._state.by_login(who)
        if user is None:
            raise LookupError(f"nobody on the loopback Twitch is called {who}")
        return user

    def users(self) -> list[User]:
        """Everybody."""
        return list(self._state.users.values())

    def channel(self, who: Who | None = None) -> Channel:
        """Somebody's channel."""
        if who is not None:
            return self._state.channels[self.user(who).id]
        if self._state.home is None:
            raise LookupError("the loopback Twitch has no user yet")
        return self._state.channels[self._state.home]

    def history(self, channel: Who | None = None) -> list[ChatMessage]:
        """What was said there, the bot's lines included, oldest first."""
        return list(self.channel(channel).history)

    def subscriptions(self) -> list[Subscription]:
        """The subscriptions that get events."""
        return self._eventsub.register.enabled()

    def sockets(self) -> list[Socket]:
        """The open EventSub connections, oldest first."""
        return self._eventsub.sockets()

    def devices(self) -> list[Device]:
        """Device code flows that wait for their person."""
        return [device for device in self._state.devices.values() if device.user_id is None]

    # people and what they allow

    async def create_user(self, login: str, display_name: str | None = None, *, colour: str = "") -> User:
        """A new account; the first one's channel is home."""
        if self._state.by_login(login) is not None:
            raise ValueError(f"{login} exists already")
        colour = colour or COLOURS[len(self._state.users) % len(COLOURS)]
        name = display_name or login
        user = User(self._state.new_id(), login.lower(), name, colour, self._state.clock())
        self._state.add_user(user)
        self._state.changed("user", user)
        return user

    async def set_moderator(self, channel: Who, user: Who, moderator: bool = True) -> None:
        """`user` moderates `channel`, or no longer does."""
        moderators = self.channel(channel).moderators
        (moderators.add if moderator else moderators.discard)(self.user(user).id)
        self._state.changed("channel", self.channel(channel))

    async def join(self, user: Who, *, channel: Who | None = None) -> None:
        """`user` sits in the chat without a word."""
        self.channel(channel).chatters[self.user(user).id] = self.user(user)
        self._state.changed("channel", self.channel(channel))

    async def grant(self, user: Who, scopes: Iterable[str]) -> tuple[str, str]:
        """An access and a refresh token of `user`, as after a device code flow."""
        token = self._grants.issue(self.user(user), scopes)
        return token.access, token.refresh

    async def authorize(self, user_code: str, user: Who) -> None:
        """`user` types the code of a device flow and agrees."""
        self._grants.authorise(user_code, self.user(user))

    async def expire(self, user: Who) -> None:
        """The access tokens of `user` are too old; refreshing works."""
        self._grants.expire(self.user(user))

    async def revoke(self, user: Who) -> None:
        """`user` disconnects the app: tokens die, EventSub says so."""
        self._grants.withdraw(self.user(user))
        await self._eventsub.revoke(self.user(user))

    def set_token_lifetime(self, lifetime: timedelta) -> None:
        """How long tokens given out from now on are good."""
        self._grants.lifetime = lifetime

    def set_device_interval(self, seconds: int) -> None:
        """How long a device that waits for its person is told to wait between two questions."""
        self._grants.interval = seconds

    # what happens in a channel

    async def say(
        self,
        user: Who,
        text: str,
        *,
        channel: Who | None = None,
        reply_to: ChatMessage | None = None,
        shared_from: Who | None = None,
        badges: Sequence[Badge] = (),
    ) -> ChatMessage:
        """Somebody writes in a channel; in a shared chat, `shared_from` is where they really did."""
        source: Source | None = None
        if shared_from is not None:
            source = Source(self.user(shared_from), str(uuid4()), tuple(badges))
        message = await self._chat.write(
            self.channel(channel), self.user(user), text, reply_to=reply_to, source=source, badges=badges
        )
        # a crowd that writes in a loop must let the sockets and the bot have their turn
        await asyncio.sleep(0)
        return message

    async def go_live(
        self,
        title: str | None = None,
        category: str | None = None,
        *,
        channel: Who | None = None,
        announce: bool = True,
    ) -> Stream:
        """A stream begins; without `announce` Twitch forgets to say so."""
        where = self.channel(channel)
        if title is not None or category is not None:
            await self.update_channel(title, category, channel=channel, announce=announce)
        return await self._broadcasts.start(where, announce=announce)

    async def go_offline(self, *, channel: Who | None = None, announce: bool = True) -> None:
        """The stream ends; without `announce` Twitch forgets to say so."""
        await self._broadcasts.end(self.channel(channel), announce=announce)

    async def drop(self, *, channel: Who | None = None) -> Stream:
        """The stream breaks off and comes back at once, as another stream with the same title."""
        await self.go_offline(channel=channel)
        return await self.go_live(channel=channel)

    async def update_channel(
        self,
        title: str | None = None,
        category: str | None = None,
        *,
        channel: Who | None = None,
        announce: bool = True,
    ) -> None:
        """Title or category change."""
        await self._broadcasts.update(
            self.channel(channel),
            title=title,
            category=None if category is None else self._state.category(category),
            announce=announce,
        )

    async def raid(self, raider: Who, viewers: int, *, channel: Who | None = None) -> None:
        """Another channel arrives with its viewers."""
        await self._broadcasts.raid(self.user(raider), self.channel(channel).owner, viewers)

    # what goes wrong with the websockets; all of them where none is named

    async def close_sockets(self, code: int, socket: Socket | None = None) -> None:
        """Close with a code."""
        await asyncio.gather(*(each.close(code) for each in self._chosen(socket)))

    async def abort_sockets(self, socket: Socket | None = None) -> None:
        """Cut the TCP connection."""
        for each in self._chosen(socket):
            each.abort()

    async def silence(self, socket: Socket | None = None) -> None:
        """Send nothing any more, keepalives and pongs included, and keep the connection open."""
        for each in self._chosen(socket):
            each.silent = True
            each.note("silent")

    async def reconnect(
        self,
        socket: Socket | None = None,
        *,
        same_session: bool = False,
        during: Callable[[], Awaitable[object]] | None = None,
    ) -> None:
        """Ask the client to move to a new connection.

        `during` runs once the new connection is there and before its welcome: its events go to the old
        one. `same_session` welcomes the new connection with the old one's session id.
        """
        for each in self._chosen(socket):
            await self._eventsub.reconnect(each, same_session=same_session, during=during)

    async def repeat_last(self, socket: Socket | None = None) -> None:
        """Send the last notification once more, with the same message id."""
        for each in self._chosen(socket):
            await self._eventsub.repeat(each)

    def refuse_subscriptions(self, times: int = 1, status: int = 500) -> Fault:
        """The next subscriptions are answered with `status`."""
        body = {"error": HTTPStatus(status).phrase, "status": status, "message": "the loopback refuses"}
        return self._faults.add(
            Fault("/eventsub/subscriptions", method="POST", times=times, status=status, body=body)
        )

    # waiting

    async def wait_for(
        self,
        predicate: Callable[[ChatMessage], bool],
        timeout: float = 5.0,  # noqa: ASYNC109  # reads better at the call than a block around it
        *,
        after: ChatMessage | None = None,
    ) -> ChatMessage:
        """The first message that fits, in any channel: one already there (after `after`), or one to come."""
        number = 0 if after is None else after.number

        def look(change: Change | None) -> ChatMessage | None:
            if change is not None:
                new = change.subject if change.kind == "message" else None
                return new if new is not None and predicate(new) else None
            histories = (channel.history for channel in self._state.channels.values())
            there = (message for history in histories for message in history if message.number > number)
            return min(filter(predicate, there), key=lambda message: message.number, default=None)

        return await self._first(look, timeout)

    async def wait_for_subscription(
        self,
        type_: str,
        timeout: float = 5.0,  # noqa: ASYNC109  # reads better at the call than a block around it
    ) -> Subscription:
        """The first subscription to `type_` that gets events, as soon as there is one."""
        return await self._first(
            lambda _: next((each for each in self.subscriptions() if each.type == type_), None), timeout
        )

    async def wait_until(
        self,
        condition: Callable[[], bool],
        timeout: float = 5.0,  # noqa: ASYNC109  # reads better at the call than a block around it
    ) -> None:
        """Until `condition` holds; looked at after every change."""
        await self._first(lambda _: condition() or None, timeout)

    async def _first(self, look: Callable[[Change | None], T | None], seconds: float) -> T:
        """What `look` finds first: now (asked with None) or at some later change."""
        there = look(None)
        if there is not None:
            return there
        found: asyncio.Future[T] = asyncio.get_running_loop().create_future()

        def listen(change: Change) -> None:
            new = None if found.done() else look(change)
            if new is not None:
                found.set_result(new)

        self._state.listeners.append(listen)
        try:
            async with asyncio.timeout(seconds):
                return await found
        finally:
            self._state.listeners.remove(listen)

    def _chosen(self, socket: Socket | None) -> list[Socket]:
        return self.sockets() if socket is None else [socket]
