"""The rehearsal's clock: moved forward by a person or a test, followed by every bot that is told to."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import datetime, timedelta

import aiohttp
from aiohttp import web

from bot.clock import MovableClock

logger = logging.getLogger(__name__)

FOLLOW_PATIENCE = 10.0
"""Seconds that a starting bot waits for the first word of the clock, and a mover for every follower."""

RECONNECT_PAUSE = 0.5


class RehearsalClock:
    """A clock with followers: each move is sent to every one of them and confirmed by each.

    Frames are JSON: `{"offset": seconds}` down the websocket, `{"applied": seconds}` back up.
    """

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self._clock = MovableClock(offset)
        self._followers: dict[web.WebSocketResponse, float] = {}
        self._confirmed = asyncio.Condition()
        self.listeners: list[Callable[[timedelta], None]] = []

    def __call__(self) -> datetime:
        return self._clock()

    @property
    def offset(self) -> timedelta:
        """How far ahead of the real time it is."""
        return self._clock.offset

    async def move(self, by: timedelta) -> datetime:
        """Move forward and wait until every follower has confirmed; returns the new now.

        Raises ValueError for a move backwards: ids and logs would lose their order.
        """
        if by < timedelta():
            raise ValueError("the rehearsal's clock only moves forward")
        self._clock.offset += by
        for listener in tuple(self.listeners):
            listener(self.offset)
        target = self.offset.total_seconds()
        for socket in tuple(self._followers):
            with contextlib.suppress(ConnectionError):
                await socket.send_json({"offset": target})
        async with self._confirmed:
            await asyncio.wait_for(
                self._confirmed.wait_for(lambda: all(held >= target for held in self._followers.values())),
                FOLLOW_PATIENCE,
            )
        return self()

    async def move_to(self, when: datetime) -> datetime:
        """Move forward to `when`; returns the new now."""
        return await self.move(when - self())

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """The websocket that followers connect to."""
        socket = web.WebSocketResponse(heartbeat=20)
        await socket.prepare(request)
        self._followers[socket] = float("-inf")
        try:
            await socket.send_json({"offset": self.offset.total_seconds()})
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._followers[socket] = float(json.loads(message.data)["applied"])
                    await self._wake()
        finally:
            del self._followers[socket]
            await self._wake()
        return socket

    async def _wake(self) -> None:
        async with self._confirmed:
            self._confirmed.notify_all()


@contextlib.asynccontextmanager
async def follow(url: str, apply: Callable[[timedelta], Awaitable[None]]) -> AsyncGenerator[None]:
    """Follow the rehearsal's clock at `url`; entered once the first offset has been applied.

    The link is taken up again for ever; while it is away the last offset stands. Raises TimeoutError when no
    clock answers at the start.
    """
    first = asyncio.Event()
    task = asyncio.create_task(_keep_following(url, apply, first))
    try:
        await asyncio.wait_for(first.wait(), FOLLOW_PATIENCE)
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _keep_following(
    url: str, apply: Callable[[timedelta], Awaitable[None]], first: asyncio.Event
) -> None:
    async with aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.ws_connect(url, heartbeat=20) as socket:
                    async for message in socket:
                        if message.type is not aiohttp.WSMsgType.TEXT:
                            continue
                        seconds = float(json.loads(message.data)["offset"])
                        await apply(timedelta(seconds=seconds))
                        await socket.send_json({"applied": seconds})
                        first.set()
            except (aiohttp.ClientError, OSError) as error:
                logger.info("the rehearsal's clock is away: %s", type(error).__name__)
            await asyncio.sleep(RECONNECT_PAUSE)
