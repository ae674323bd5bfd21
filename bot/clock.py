"""The only place that reads the real clock; everything else is handed a `Clock`."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
"""Returns the present instant, aware and in UTC."""


def system_clock() -> datetime:
    """The machine's own clock."""
    return datetime.now(UTC)


class MovableClock:
    """The machine's clock shifted by an offset, for rehearsals against loopback servers."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self.offset = offset

    def __call__(self) -> datetime:
        return system_clock() + self.offset

    def monotonic(self) -> float:
        """Seconds from some beginning, for whatever only measures; shifted as the clock is."""
        return time.monotonic() + self.offset.total_seconds()
