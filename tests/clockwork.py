"""A clock that a test sets, and a scheduler that rings when the test says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.scheduler import Action

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
"""A Monday morning."""


class FakeClock:
    """`Clock` that moves only when told to."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        """Move forward by a timedelta's keywords."""
        self.now += timedelta(**by)


class ManualScheduler:
    """`Scheduler` that keeps alarms until `ring_due` is awaited."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self.alarms: dict[str, tuple[datetime, Action]] = {}

    def at(self, when: datetime, key: str, action: Action) -> None:
        """See `bot.scheduler.Scheduler.at`."""
        self.alarms[key] = (when, action)

    def cancel(self, key: str) -> None:
        """See `bot.scheduler.Scheduler.cancel`."""
        self.alarms.pop(key, None)

    def next_due(self) -> datetime | None:
        """The earliest alarm's instant."""
        return min((when for when, _ in self.alarms.values()), default=None)

    async def ring_due(self) -> int:
        """Ring every alarm whose time has come, in order; returns how many."""
        rung = 0
        while True:
            due = sorted((when, key) for key, (when, _) in self.alarms.items() if when <= self._clock())
            if not due:
                return rung
            _, action = self.alarms.pop(due[0][1])
            await action()
            rung += 1
