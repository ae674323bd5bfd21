"""Sees that the machine slept or its clock was set, which whoever waits on that clock cannot see."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.clock import Clock

logger = logging.getLogger(__name__)

EVERY = 5.0
"""Seconds between two looks: two readings cost nothing, and a post should not be later than that."""
STEP = timedelta(seconds=1)
"""What a clock that is only slewed never drifts between two looks."""

Moved = Callable[[timedelta], None]
"""Told by how much the clock went ahead; less than zero where it was set back."""


class ClockWatch:
    """Compares the clock with one that nobody can set."""

    def __init__(self, clock: Clock, monotonic: Callable[[], float], moved: Moved) -> None:
        self._clock = clock
        self._monotonic = monotonic
        self._moved = moved
        self._last = self._read()

    async def run(self) -> None:
        """Look for ever."""
        while True:
            await asyncio.sleep(EVERY)
            self.look()

    def look(self) -> None:
        """Look once, and tell of a step."""
        last, self._last = self._last, self._read()
        step = self._last[0] - last[0] - timedelta(seconds=self._last[1] - last[1])
        if abs(step) >= STEP:
            logger.warning("the clock went %s by %s", "ahead" if step > timedelta() else "back", abs(step))
            self._moved(step)

    def _read(self) -> tuple[datetime, float]:
        return self._clock(), self._monotonic()
