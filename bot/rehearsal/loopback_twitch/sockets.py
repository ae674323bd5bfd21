"""One EventSub websocket as the server sees it: frames out, keepalives, pings, and how it ends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

from aiohttp import WSMsgType, web
from msgspec import Struct

from bot.rehearsal.journal import Journal
from bot.rehearsal.loopback_twitch.answers import fine_stamp

CLOSES = {
    1001: "going away",
    4000: "internal server error",
    4001: "client sent inbound traffic",
    4002: "client failed ping-pong",
    4003: "connection unused",
    4004: "client reconnect grace time expired",
    4005: "network timeout",
    4006: "network error",
    4007: "invalid reconnect",
}
"""Close codes and the reasons that go with them."""


class Pace(Struct):
    """Twitch's timings in seconds; `second` is how long one really lasts: tests shorten it."""

    second: float = 1.0
    unused: float | None = 10.0
    """Time to subscribe before 4003; None waits for ever."""
    handover: float = 30.0
    keepalive: int = 10
    ping: float = 30.0
    pong: float = 10.0
    write: float = 5.0

    async def wait(self, seconds: float) -> None:
        """Let `seconds` of Twitch's time pass."""
        await asyncio.sleep(seconds * self.second)


class Socket:
    """A connection with its session id."""

    def __init__(
        self,
        session_id: str,
        request: web.Request,
        ws: web.WebSocketResponse,
        *,
        keepalive: int,
        connected_at: datetime,
        pace: Pace,
        journal: Journal,
    ) -> None:
        self.id = session_id
        self.keepalive = keepalive
        self.connected_at = connected_at
        self.silent = False
        """Nothing is sent any more, not even pongs: the connection is only open by name."""
        self.last_notification: str | None = None
        self.close_code: int | None = None
        """The code that this side closed with."""
        self._transport = request.transport
        self._ws = ws
        self._pace = pace
        self._journal = journal
        self._sent_at = 0.0
        self._pong = asyncio.Event()

    @property
    def open(self) -> bool:
        """Whether anything could still be sent."""
        return not self._ws.closed and self._transport is not None and not self._transport.is_closing()

    async def send(self, frame: str) -> None:
        """Send one frame; a client that does not read for too long is cut off."""
        if self.silent or not self.open:
            return
        self._sent_at = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(self._pace.write * self._pace.second):
                await self._ws.send_str(frame)
        except ConnectionResetError:
            return
        except TimeoutError:
            self.note("stalled")
            self.abort()

    async def tell(self, message_type: str, payload: dict[str, Any], now: datetime, **metadata: str) -> None:
        """Send one message of the session itself (not a notification) and write it down."""
        about = {
            "message_id": str(uuid4()),
            "message_type": message_type,
            "message_timestamp": fine_stamp(now),
        }
        await self.send(json.dumps({"metadata": {**about, **metadata}, "payload": payload}))
        if message_type != "session_keepalive":
            self.note(message_type, payload)

    def session(self, status: str, reconnect_url: str | None = None) -> dict[str, Any]:
        """The `session` object of welcome and reconnect."""
        return {
            "id": self.id,
            "status": status,
            "keepalive_timeout_seconds": self.keepalive if reconnect_url is None else None,
            "reconnect_url": reconnect_url,
            "connected_at": fine_stamp(self.connected_at),
        }

    async def close(self, code: int) -> None:
        """Close in the orderly way."""
        if self._ws.closed:
            return
        self.close_code = code
        self.note(f"close {code}")
        await self._ws.close(code=code, message=CLOSES.get(code, "").encode())

    def abort(self) -> None:
        """Cut the TCP connection, as a host that goes away does."""
        self.note("abort")
        if self._transport is not None:
            self._transport.abort()

    def note(self, what: str, payload: dict[str, Any] | None = None) -> None:
        """Write down what the socket did."""
        self._journal.record("twitch", "socket", what, self.id, response=payload)

    async def listen(self) -> None:
        """Answer pings until the connection ends; anything else that a client says is forbidden."""
        async for message in self._ws:
            match message.type:
                case WSMsgType.PING:
                    if not self.silent:
                        await self._ws.pong(message.data)
                case WSMsgType.PONG:
                    self._pong.set()
                case _:
                    await self.close(4001)
                    return

    async def keep_alive(self, clock: Callable[[], datetime]) -> None:
        """Say so where nothing else was said for as long as the client asked for."""
        loop = asyncio.get_running_loop()
        quiet = self.keepalive * self._pace.second
        while True:
            await asyncio.sleep(max(0.0, self._sent_at + quiet - loop.time()))
            if self.silent:
                return
            if loop.time() - self._sent_at >= quiet:
                await self.tell("session_keepalive", {}, clock())

    async def ping(self) -> None:
        """Ping now and then; a client that does not answer is closed with 4002."""
        while True:
            await self._pace.wait(self._pace.ping)
            if self.silent:
                return
            self._pong.clear()
            try:
                await self._ws.ping()
                async with asyncio.timeout(self._pace.pong * self._pace.second):
                    await self._pong.wait()
            except ConnectionResetError:
                return
            except TimeoutError:
                await self.close(4002)
                return
