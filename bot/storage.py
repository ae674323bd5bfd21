"""When the file cannot be written: words for whoever asked, the mend for the host, and going on by itself."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.errors import UserError

logger = logging.getLogger(__name__)

FIRST_LOOK = 2.0
LAST_LOOK = 60.0
"""Seconds between two looks at whether the file can be written again: doubled from the first to the last."""

_FULL = "the disk is full"
_TROUBLES = {
    sqlite3.SQLITE_FULL: (
        _FULL,
        "The disk is full: {path} cannot be written. Free some space on it.",
    ),
    sqlite3.SQLITE_IOERR: (
        "the disk does not take it",
        "The disk refuses to write {path}. See whether it is full (df -h), over a quota, or failing (dmesg).",
    ),
    sqlite3.SQLITE_BUSY: (
        "another program holds my file",
        "Another program holds {path}. Close it: a database browser, a copy under way, a second bot.",
    ),
    sqlite3.SQLITE_READONLY: (
        "my file is read-only",
        "{path} may not be written. Give it back to the user that the bot runs as: chown, chmod u+w.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "my file cannot be opened",
        "{path} cannot be opened any more. See whether its folder is there and the bot may write in it.",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "my file is damaged",
        "{path} is damaged. Stop the bot and put a backup back: python -m bot restore.",
    ),
}
_TROUBLES[sqlite3.SQLITE_LOCKED] = _TROUBLES[sqlite3.SQLITE_BUSY]
_TROUBLES[sqlite3.SQLITE_PERM] = _TROUBLES[sqlite3.SQLITE_READONLY]
_TROUBLES[sqlite3.SQLITE_NOTADB] = _TROUBLES[sqlite3.SQLITE_CORRUPT]


class NotWritten(UserError):
    """The file could not be written, and nothing of what was asked is kept."""

    def __init__(self, why: str, mend: str) -> None:
        super().__init__(
            f"I could not write that down: {why}. Nothing was changed; please say it again later."
        )
        self.mend = mend
        """For the host."""


def not_written(error: sqlite3.Error, path: Path) -> NotWritten | None:
    """What the error means for people; None for what is our own mistake and not the disk's."""
    # the upper bits say more than anybody needs
    words = _TROUBLES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    return None if words is None else NotWritten(words[0], words[1].format(path=path))


class StorageWatch:
    """Tells the host, looks until the file can be written again, and then has everything taken up.

    Alarms that rang and posts that were due meanwhile have failed: nobody would bring them back before the
    next start.
    """

    def __init__(
        self,
        look: Callable[[], Awaitable[None]],
        resume: Callable[[], Awaitable[None]],
        tell_host: Callable[[str], None],
        *,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """`look` writes something, and raises NotWritten where that cannot be done."""
        self._look = look
        self._resume = resume
        self._tell_host = tell_host
        self._sleep = sleep
        self._looking: asyncio.Task[None] | None = None

    def trouble(self, error: NotWritten) -> None:
        """A write has failed; call on the event loop."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.get_running_loop().create_task(self._until_written())
            self._tell_host(f"{error.mend} Until then nothing is kept; the bot goes on by itself.")

    async def close(self) -> None:
        """Look no more."""
        if self._looking is not None:
            self._looking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._looking

    async def _until_written(self) -> None:
        pause = FIRST_LOOK
        while True:
            await self._sleep(pause)
            try:
                await self._look()
                await self._resume()
            except NotWritten:
                pause = min(pause * 2, LAST_LOOK)
            else:
                logger.info("the database can be written again; what was due meanwhile is taken up")
                return
