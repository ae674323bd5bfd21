"""A bot under measure: a process of its own, and what the system says of it."""

from __future__ import annotations

import asyncio
import compileall
import contextlib
import os
import re
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 120.0


def compile_once() -> None:
    """Compile our own code, as an installer has done with the libraries'."""
    for package in ("bot", "cogs", "benchmarks"):
        compileall.compile_dir(ROOT / package, quiet=1)


class Subject:
    """Entered, the process runs; left, it is gone. Killed, not stopped: closing is not what is measured."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str] | None = None) -> None:
        self.command = command
        # as on anybody's machine: what was compiled once is not compiled at each start
        self.env = {"PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": ""} | dict(env or {})
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._news = asyncio.Condition()
        self.lines: deque[str] = deque(maxlen=2_000)

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            *self.command,
            cwd=ROOT,
            env=os.environ | self.env,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        self._reader = asyncio.create_task(self._read(self._process))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process is not None
        assert self._reader is not None
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
        await self._reader

    async def says(self, pattern: str, seconds: float = PATIENCE) -> re.Match[str]:
        """The first line it has printed or will print that fits."""
        assert self._process is not None
        async with asyncio.timeout(seconds), self._news:
            while True:
                for line in self.lines:
                    if found := re.search(pattern, line):
                        return found
                if self._process.returncode is not None:
                    raise RuntimeError(f"{self.command} ended:\n" + "\n".join(list(self.lines)[-20:]))
                await self._news.wait()

    @property
    def pid(self) -> int:
        """Of the process itself."""
        assert self._process is not None
        return self._process.pid

    def resident(self) -> float:
        """Its resident memory in MiB (VmRSS)."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8")
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert found is not None
        return int(found[1]) / 1024

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for raw in process.stdout:
            async with self._news:
                self.lines.append(raw.decode(errors="replace").rstrip())
                self._news.notify_all()
        await process.wait()
        async with self._news:
            self._news.notify_all()
