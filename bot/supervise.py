"""Runs a client for ever: when it goes down, that is said once in words, and a new one takes its place."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Protocol

from msgspec import Struct

from bot.errors import StartError

logger = logging.getLogger(__name__)


class Client(Protocol):
    """One life of a connection to a platform; it cannot be started a second time."""

    async def run_until_closed(self) -> None:
        """Start, and work until closed; raises what ends it otherwise."""
        ...

    async def close_gently(self) -> None:
        """Finish what was begun and free everything; safe twice, and before a start."""
        ...


class Pauses(Struct, frozen=True):
    """Seconds between two lives: doubled after each short one, from the first to the last."""

    first: float = 5.0
    last: float = 300.0
    healthy: float = 60.0
    """A life at least this long starts the pauses anew."""


async def supervise(
    name: str,
    make: Callable[[], Awaitable[Client]],
    *,
    explain: Callable[[Exception], str | None] = lambda _: None,
    pauses: Pauses | None = None,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    monotonic: Callable[[], float] = time.monotonic,
) -> None:
    """Keep a client of `name` alive until cancelled, which closes it gently.

    `make` gives a new one each time. `explain` puts an error that is not our fault into words with a mend;
    what it has no words for is logged with its traceback. The same trouble again is not said again.
    """
    pauses = pauses or Pauses()
    pause = pauses.first
    said = ""
    while True:
        began = monotonic()
        words = f"{name} was closed"
        trace: Exception | None = None
        try:
            client = await make()
            try:
                await client.run_until_closed()
            finally:
                await client.close_gently()
        except Exception as error:  # noqa: BLE001 - the boundary of a client: one down never takes another along
            known = str(error) if isinstance(error, StartError) else explain(error)
            words = known or f"{name} failed with {type(error).__name__}: {error}"
            trace = None if known else error
        if monotonic() - began >= pauses.healthy:
            pause, said = pauses.first, ""
        if words != said:
            said = words
            logger.error(
                "%s is down. %s The next try is in %.0f s, and so on.",
                name,
                _sentence(words),
                pause,
                exc_info=trace,
            )
        await sleep(pause)
        pause = min(pause * 2, pauses.last)


def _sentence(words: str) -> str:
    return words if words.endswith((".", "!", "?")) else f"{words}."
