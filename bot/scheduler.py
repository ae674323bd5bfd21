"""Alarms: call me at this instant. Kept in memory, rebuilt from the tables at every start."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from types import TracebackType
from typing import Any, Protocol, Self, cast

from apscheduler.executors.asyncio import (  # pyright: ignore[reportMissingTypeStubs] - APScheduler 3 ships none
    AsyncIOExecutor,
)
from apscheduler.schedulers.asyncio import (  # pyright: ignore[reportMissingTypeStubs] - APScheduler 3 ships none
    AsyncIOScheduler,
)

from bot.clock import Clock, system_clock

logger = logging.getLogger(__name__)

Action = Callable[[], Awaitable[None]]

CLOSING_PATIENCE = 5.0
"""Seconds that alarms already ringing get to finish at close."""


class Scheduler(Protocol):
    """The port that services arm their alarms through."""

    def at(self, when: datetime, key: str, action: Action) -> None:
        """Call `action` once at `when` (at once if that has passed); replaces the alarm of the same `key`."""
        ...

    def cancel(self, key: str) -> None:
        """Forget the alarm; unknown keys are fine."""
        ...


class AlarmScheduler:
    """`Scheduler` over APScheduler's asyncio scheduler."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._alarms: dict[str, tuple[datetime, Action]] = {}
        self._ringing: set[asyncio.Task[Any]] = set()
        # APScheduler 3 has no type hints; cast once here
        self._scheduler = cast(
            Any,
            AsyncIOScheduler(
                executors={"default": AsyncIOExecutor()},
                timezone="UTC",
                # the default of one second would silently drop a job that is late
                job_defaults={"misfire_grace_time": None, "coalesce": True},
            ),
        )

    async def __aenter__(self) -> Self:
        self._scheduler.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._scheduler.shutdown(wait=False)
        if self._ringing:
            await asyncio.wait(self._ringing, timeout=CLOSING_PATIENCE)

    def at(self, when: datetime, key: str, action: Action) -> None:
        """See `Scheduler.at`."""
        self._alarms[key] = (when, action)
        self._arm(key, when)

    def cancel(self, key: str) -> None:
        """See `Scheduler.cancel`."""
        if self._alarms.pop(key, None) is not None and self._scheduler.get_job(key) is not None:
            self._scheduler.remove_job(key)

    def rearm(self) -> None:
        """Arm every alarm afresh, because the clock was moved."""
        for key, (when, _) in tuple(self._alarms.items()):
            self._arm(key, when)

    def _arm(self, key: str, when: datetime) -> None:
        # APScheduler reads the real clock, so a moved clock is undone here
        real = system_clock() + (when - self._clock())
        self._scheduler.add_job(
            self._ring, "date", run_date=real, args=(key, when), id=key, replace_existing=True
        )

    async def _ring(self, key: str, when: datetime) -> None:
        alarm = self._alarms.get(key)
        if alarm is None or alarm[0] != when:
            return  # cancelled or set anew while this ring was on its way
        del self._alarms[key]
        # a task of our own: APScheduler cancels what still runs when it shuts down
        task = asyncio.get_running_loop().create_task(self._act(key, alarm[1]))
        self._ringing.add(task)
        task.add_done_callback(self._ringing.discard)

    async def _act(self, key: str, action: Action) -> None:
        try:
            await action()
        except Exception:
            logger.exception("the alarm %s failed", key)
