"""Ids as Discord makes them: the instant in milliseconds, then a counter that never goes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
TIME_SHIFT = 22
WORKER_SHIFT = 12


class Snowflakes:
    """Strictly rising ids; rising even where the clock stands still or is set back."""

    def __init__(self, clock: Callable[[], datetime], last: int = 0, *, worker: int = 0) -> None:
        """Two who make ids by the same clock are two `worker`s, or they would make the same ones."""
        self._clock = clock
        self._worker = worker << WORKER_SHIFT
        self.last = last

    def next(self) -> int:
        """A fresh id for this instant."""
        self.last = max(at_time(self._clock()) | self._worker, self.last + 1)
        return self.last


def at_time(moment: datetime) -> int:
    """The smallest id of this instant."""
    return int((moment - EPOCH) / timedelta(milliseconds=1)) << TIME_SHIFT


def created_at(snowflake: int) -> datetime:
    """The instant an id was made."""
    return EPOCH + timedelta(milliseconds=snowflake >> TIME_SHIFT)
