"""The bot with no platform: the real services on a file of their own, and a clock that is simply set."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from bot.app import compose
from bot.config import Config
from bot.database import Database, open_database
from bot.events import EventBus
from bot.migrate import migrate
from bot.scheduler import Action
from bot.services import Services


class Hours:
    """A clock and its alarms: `until` moves on and rings whatever is due on the way, at its own instant."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._alarms: dict[str, tuple[datetime, Action]] = {}
        self._bus: EventBus | None = None

    def __call__(self) -> datetime:
        """The instant that it is; this is the `Clock` of the services."""
        return self._now

    def at(self, when: datetime, key: str, action: Action) -> None:
        """See `bot.scheduler.Scheduler.at`."""
        self._alarms[key] = (when, action)

    def cancel(self, key: str) -> None:
        """See `bot.scheduler.Scheduler.cancel`."""
        self._alarms.pop(key, None)

    async def until(self, when: datetime, bus: EventBus) -> None:
        """Let the time pass; what follows from an alarm is done before the next one rings."""
        while True:
            due = min(
                ((at, key) for key, (at, _) in self._alarms.items() if at <= when),
                default=None,
            )
            if due is None:
                break
            self._now = max(self._now, due[0])
            _, action = self._alarms.pop(due[1])
            await action()
            await bus.drain()
        self._now = max(self._now, when)


class House(Struct, frozen=True):
    """All that a simulated life stands in."""

    services: Services
    database: Database
    hours: Hours
    bus: EventBus


@contextlib.asynccontextmanager
async def open_house(path: Path, config: Config, now: datetime) -> AsyncGenerator[House]:
    """The bot's services on a fresh file at `path`; nothing is sent anywhere."""
    migrate(path)
    bus = EventBus()
    hours = Hours(now)
    async with open_database(path, bus.publish) as database:
        yield House(compose(config, database, bus, hours, hours), database, hours, bus)
        await bus.drain()
