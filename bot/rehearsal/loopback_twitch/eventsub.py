"""The EventSub side: sessions come and go, subscriptions move with them, events reach whoever waits."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import uuid4

from aiohttp import web
from msgspec import Struct

from bot.rehearsal.journal import Journal
from bot.rehearsal.loopback_twitch.answers import Refusal, fine_stamp
from bot.rehearsal.loopback_twitch.sockets import Pace, Socket
from bot.rehearsal.loopback_twitch.state import State, User, new_secret
from bot.rehearsal.loopback_twitch.subscriptions import Register, Subscription

ENDED_BY = {
    4000: "websocket_internal_error",
    4001: "websocket_received_inbound_traffic",
    4002: "websocket_failed_ping_pong",
    4003: "websocket_connection_unused",
    4005: "websocket_network_timeout",
    4006: "websocket_network_error",
}
"""Status of a subscription after its socket was closed with a code; otherwise `websocket_disconnected`."""


class Handover(Struct, eq=False):
    """A client has been asked to move from `old` to a new connection."""

    key: str
    old: Socket
    same_session: bool
    during: Callable[[], Awaitable[object]] | None


class EventSub:
    """All sessions and what they are subscribed to."""

    def __init__(self, state: State, journal: Journal) -> None:
        self.pace = Pace()
        self.register = Register()
        self.url = ""
        """Where the websocket is; set once the port is known."""
        self._state = state
        self._journal = journal
        self._sockets: dict[Socket, None] = {}
        self._sessions: dict[str, Socket] = {}
        self._handovers: dict[str, Handover] = {}
        self._graces: set[asyncio.Task[None]] = set()

    def routes(self) -> list[web.RouteDef]:
        """What to mount."""
        return [web.get("/ws", self.connect)]

    def sockets(self) -> list[Socket]:
        """The open connections, oldest first."""
        return list(self._sockets)

    def session(self, session_id: str) -> Socket | None:
        """The open connection of this session."""
        return self._sessions.get(session_id)

    async def publish(self, type_: str, condition: Mapping[str, str], event: dict[str, Any]) -> None:
        """Send `event` to whoever subscribed to `type_` for the ids in `condition`."""
        subscriptions = self.register.waiting(type_, condition)
        if not subscriptions:
            return
        body = json.dumps(event)
        now = fine_stamp(self._state.clock())
        for subscription in subscriptions:
            message_id = str(uuid4())
            # put together by hand: the event is serialised once for all, the subscription once for ever
            frame = (
                f'{{"metadata": {{"message_id": "{message_id}", "message_type": "notification", '
                f'"message_timestamp": "{now}", "subscription_type": "{type_}", '
                f'"subscription_version": "{subscription.version}"}}, '
                f'"payload": {{"subscription": {subscription.head}, "event": {body}}}}}'
            )
            subscription.socket.last_notification = frame
            await subscription.socket.send(frame)
            self._journal.record(
                "twitch",
                "event",
                type_,
                subscription.socket.id,
                response={"subscription": subscription.view(), "event": event},
                note=message_id,
            )

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """A client opens a websocket; it stays here until the connection ends."""
        keepalive = self._keepalive(request)
        ws = web.WebSocketResponse(autoping=False, compress=False, timeout=2.0)
        await ws.prepare(request)
        handover = self._handovers.get(request.query.get("handover", ""))
        socket = Socket(
            handover.old.id if handover and handover.same_session else f"Ag{new_secret(40)}",
            request,
            ws,
            keepalive=handover.old.keepalive if handover else keepalive,
            connected_at=self._state.clock(),
            pace=self.pace,
            journal=self._journal,
        )
        socket.note("connect")
        if handover is None and "handover" in request.query:
            await socket.close(4007)
            return ws
        if handover is not None and handover.during is not None:
            await handover.during()
        try:
            await self._welcome(socket, handover)
            await self._live(socket)
        finally:
            self._left(socket)
        return ws

    async def reconnect(
        self, old: Socket, *, same_session: bool, during: Callable[[], Awaitable[object]] | None
    ) -> None:
        """Ask the client of `old` to move; it has 30 seconds."""
        handover = Handover(new_secret(20), old, same_session, during)
        self._handovers[handover.key] = handover
        url = f"{self.url}?handover={handover.key}"
        await old.tell(
            "session_reconnect", {"session": old.session("reconnecting", url)}, self._state.clock()
        )
        grace = asyncio.create_task(self._grace(handover))
        self._graces.add(grace)
        grace.add_done_callback(self._graces.discard)

    async def revoke(self, user: User) -> None:
        """`user` has disconnected the app: their subscriptions end, and the client hears of it."""
        for subscription in self.register.enabled():
            if subscription.user_id == user.id:
                self.register.end(subscription, "authorization_revoked", self._state.clock())
                self._state.changed("subscription", subscription)
                await subscription.socket.tell(
                    "revocation",
                    {"subscription": subscription.view()},
                    self._state.clock(),
                    subscription_type=subscription.type,
                    subscription_version=subscription.version,
                )

    async def repeat(self, socket: Socket) -> None:
        """Send the last notification once more, with the same message id."""
        if socket.last_notification is not None:
            await socket.send(socket.last_notification)

    def subscribe(self, subscription: Subscription) -> None:
        """From now on its events are sent."""
        self.register.add(subscription)
        self._state.changed("subscription", subscription)

    def unsubscribe(self, subscription: Subscription) -> None:
        """The client does not want it any more."""
        self.register.remove(subscription.id)
        self._state.changed("subscription", subscription)

    async def close(self) -> None:
        """The server goes away."""
        for grace in tuple(self._graces):
            grace.cancel()
        await asyncio.gather(*(socket.close(1001) for socket in self.sockets()))

    async def _welcome(self, socket: Socket, handover: Handover | None) -> None:
        self._sockets[socket] = None
        self._sessions[socket.id] = socket
        await socket.tell("session_welcome", {"session": socket.session("connected")}, self._state.clock())
        if handover is not None:
            self._handovers.pop(handover.key, None)
            if self._sessions.get(handover.old.id) is handover.old:
                del self._sessions[handover.old.id]
            for subscription in self._on(handover.old):
                subscription.move(socket)
        self._state.changed("socket", socket)

    async def _live(self, socket: Socket) -> None:
        chores = [
            asyncio.create_task(socket.keep_alive(self._state.clock)),
            asyncio.create_task(socket.ping()),
        ]
        if self.pace.unused is not None:
            chores.append(asyncio.create_task(self._close_unused(socket, self.pace.unused)))
        try:
            await socket.listen()
        finally:
            for chore in chores:
                chore.cancel()
            for outcome in await asyncio.gather(*chores, return_exceptions=True):
                if isinstance(outcome, Exception):
                    raise outcome

    async def _close_unused(self, socket: Socket, seconds: float) -> None:
        await self.pace.wait(seconds)
        if not self._on(socket):
            await socket.close(4003)

    async def _grace(self, handover: Handover) -> None:
        await self.pace.wait(self.pace.handover)
        self._handovers.pop(handover.key, None)
        if handover.old in self._sockets:
            await handover.old.close(4004)
        self._end(handover.old)

    def _left(self, socket: Socket) -> None:
        socket.note("left")
        self._sockets.pop(socket, None)
        if self._sessions.get(socket.id) is socket:
            del self._sessions[socket.id]
        # a client may leave before it has come back: its subscriptions wait for it until the grace is over
        if not any(handover.old is socket for handover in self._handovers.values()):
            self._end(socket)
        self._state.changed("socket", socket)

    def _end(self, socket: Socket) -> None:
        status = ENDED_BY.get(socket.close_code or 0, "websocket_disconnected")
        for subscription in self._on(socket):
            self.register.end(subscription, status, self._state.clock())
            self._state.changed("subscription", subscription)

    def _on(self, socket: Socket) -> list[Subscription]:
        return [each for each in self.register.enabled() if each.socket is socket]

    def _keepalive(self, request: web.Request) -> int:
        wanted = request.query.get("keepalive_timeout_seconds", str(self.pace.keepalive))
        if not wanted.isdecimal() or not 10 <= int(wanted) <= 600:
            raise Refusal(400, "keepalive_timeout_seconds must be between 10 and 600")
        return int(wanted)
