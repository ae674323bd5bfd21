"""The line to the host: what is wrong, said once, with the mend."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.clock import Clock

logger = logging.getLogger(__name__)

Send = Callable[[str], Awaitable[bool]]
"""Delivers one sentence to the host in private; False where it could not."""

QUIET = timedelta(days=1)
"""How long the same sentence is not said again."""


class HostLine:
    """Says each trouble once a day: in the log at once, and in private as soon as that is possible."""

    def __init__(self, clock: Clock, send: Send) -> None:
        self._clock = clock
        self._send = send
        self._said: dict[str, datetime] = {}
        self._unsent: list[str] = []
        self._sending: asyncio.Task[None] | None = None

    def tell(self, sentence: str) -> None:
        """Something is wrong; call on the event loop."""
        now = self._clock()
        if sentence in self._said and now - self._said[sentence] < QUIET:
            return
        self._said[sentence] = now
        logger.error("%s", sentence)
        self._unsent.append(sentence)
        self.flush()

    def flush(self) -> None:
        """Try to deliver what could not be delivered before."""
        if self._unsent and (self._sending is None or self._sending.done()):
            self._sending = asyncio.get_running_loop().create_task(self._deliver())

    async def _deliver(self) -> None:
        while self._unsent and await self._send(self._unsent[0]):
            self._unsent.pop(0)
