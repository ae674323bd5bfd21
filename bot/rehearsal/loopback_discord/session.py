"""A gateway session: what it was sent, so that it can be resumed, and the socket it is on."""

from __future__ import annotations

import asyncio
import secrets
import time
import zlib
from collections import deque
from typing import Any

from aiohttp import web

from bot.rehearsal.loopback_discord.wire import dumps

KEPT_EVENTS = 20_000
RESUMABLE_SECONDS = 300.0


class Socket:
    """One websocket connection; what is sent on it goes out in order from its own task."""

    def __init__(
        self, ws: web.WebSocketResponse, transport: asyncio.Transport | None, *, zlib_stream: bool
    ) -> None:
        self.ws = ws
        self.session: Session | None = None
        self.silent = False
        """The server neither answers nor sends, as when the network has gone away."""
        self.closed_with: int | None = None
        """The server's own close code, where it was the server that closed."""
        self._transport = transport
        self._deflate = zlib.compressobj() if zlib_stream else None
        self._waiting: deque[str] = deque()
        self._wake = asyncio.Event()

    def send(self, text: str) -> None:
        """Queue a payload."""
        if not self.silent:
            self._waiting.append(text)
            self._wake.set()

    async def write(self) -> None:
        """Send what is queued, until cancelled or the connection is gone."""
        while not self.ws.closed:
            while self._waiting:
                await self._send_now(self._waiting.popleft())
            self._wake.clear()
            await self._wake.wait()

    async def _send_now(self, text: str) -> None:
        try:
            if self._deflate is None:
                await self.ws.send_str(text)
            else:
                deflate = self._deflate
                await self.ws.send_bytes(deflate.compress(text.encode()) + deflate.flush(zlib.Z_SYNC_FLUSH))
        except ConnectionError:
            # the client has gone; its session keeps the events for a resume
            self._waiting.clear()

    async def close(self, code: int, reason: str = "") -> None:
        """Close politely with a code."""
        self.closed_with = code
        await self.ws.close(code=code, message=reason.encode())

    def abort(self) -> None:
        """Cut the TCP connection."""
        if self._transport is not None:
            self._transport.abort()


class Session:
    """What one identify began."""

    def __init__(self, intents: int, socket: Socket) -> None:
        self.id = secrets.token_hex(16)
        self.intents = intents
        self.socket: Socket | None = socket
        self.sequence = 0
        self._sent: deque[tuple[int, str]] = deque(maxlen=KEPT_EVENTS)
        self._detached_at = 0.0
        socket.session = self

    def dispatch(self, event: str, data: str) -> None:
        """Number an event, keep it for a resume and send it where there is a socket."""
        self.sequence += 1
        text = f'{{"op":0,"t":"{event}","s":{self.sequence},"d":{data}}}'
        self._sent.append((self.sequence, text))
        if self.socket is not None:
            self.socket.send(text)

    def detach(self) -> None:
        """Its socket is gone; the session stays for a while."""
        self.socket = None
        self._detached_at = time.monotonic()

    def resume(self, socket: Socket, sequence: int) -> bool:
        """Continue on another socket after event `sequence`; False where too much was missed."""
        missed = self.sequence - sequence
        if missed < 0 or missed > len(self._sent):
            return False
        if self.socket is not None:
            self.socket.session = None
        self.socket = socket
        socket.session = self
        for index in range(len(self._sent) - missed, len(self._sent)):
            socket.send(self._sent[index][1])
        return True

    @property
    def expired(self) -> bool:
        """Whether it was without a socket for too long."""
        return self.socket is None and time.monotonic() - self._detached_at > RESUMABLE_SECONDS


def payload(op: int, data: Any = None) -> str:
    """A gateway payload that is no event."""
    return dumps({"op": op, "d": data, "s": None, "t": None})
