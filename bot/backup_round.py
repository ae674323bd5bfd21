"""Backs up by itself while the bot runs: so many hours after the newest backup, whoever took that one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from bot.backup import backup, backups, taken_at
from bot.clock import Clock
from bot.config import BackupSection
from bot.errors import StartError
from bot.scheduler import Scheduler

logger = logging.getLogger(__name__)

AGAIN = timedelta(hours=1)
"""After a failure: soon enough to matter, seldom enough not to fill the log."""
SETTLED = timedelta(minutes=1)
"""How long an overdue one waits: the first moments of a start belong to who has waited for it."""
_ALARM = "backup"


class BackupRound:
    """Takes one backup after another; what fails is told to the host with its mend."""

    def __init__(
        self,
        database: Path,
        section: BackupSection,
        clock: Clock,
        scheduler: Scheduler,
        tell_host: Callable[[str], None],
    ) -> None:
        self._database = database
        self._section = section
        self._clock = clock
        self._scheduler = scheduler
        self._tell_host = tell_host

    def change(self, section: BackupSection) -> None:
        """Go on as a config says that was read again."""
        self._section = section
        self._scheduler.cancel(_ALARM)
        self.resume()

    def resume(self) -> None:
        """Arm the next backup, one that is overdue in a minute; nothing where the config switched it off."""
        if not self._section.every_hours:
            return
        newest = next(iter(backups(self._section.folder)), None)
        now = self._clock()
        every = timedelta(hours=self._section.every_hours)
        due = now if newest is None else min(taken_at(newest) + every, now + every)
        self._scheduler.at(max(due, now + SETTLED), _ALARM, self._take)

    async def _take(self) -> None:
        section = self._section
        try:
            made = await asyncio.to_thread(
                backup, self._database, section.folder, section.keep, self._clock()
            )
        except StartError as error:
            self._tell_host(str(error))
            self._scheduler.at(self._clock() + AGAIN, _ALARM, self._take)
            return
        logger.info("backed up and verified: %s (%d rows)", made.path, made.rows)
        self.resume()
