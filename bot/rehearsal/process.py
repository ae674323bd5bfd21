"""The real bot as a process of its own: started, asked to stop, or killed in the middle."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections import deque
from collections.abc import Callable
from pathlib import Path

from bot.errors import StartError

ROOT = Path(__file__).resolve().parent.parent.parent
START_PATIENCE = 30.0
STOP_PATIENCE = 30.0
KEPT_LINES = 400
UP = "Greenroom is up"
"""How the line begins that the bot prints when both platforms listen."""


class BotProcess:
    """`python -m bot run` with a config of its own, one run after the other."""

    def __init__(self, config: Path, python: str = sys.executable) -> None:
        self._config = config
        self._python = python
        self.module = "bot"
        """What is run; another one with the same command line may first break something on purpose."""
        self.patience = START_PATIENCE
        """Seconds that a start may take."""
        self.before: tuple[str, ...] = ()
        """A command in front of it, which takes rights away or sets limits."""
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._up = asyncio.Event()
        self.lines: deque[str] = deque(maxlen=KEPT_LINES)
        """What it has printed, the log included, over all its runs."""
        self.listeners: list[Callable[[str], None]] = []

    @property
    def running(self) -> bool:
        """Whether there is a process."""
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int:
        """The process's number. Raises LookupError where there is none."""
        if self._process is None or self._process.returncode is not None:
            raise LookupError("the bot does not run")
        return self._process.pid

    async def start(self) -> None:
        """Start and wait until the bot says that it is up; StartError with its last lines otherwise."""
        await self.spawn()
        await self.wait_until_up()

    async def spawn(self) -> None:
        """Start without waiting."""
        self._up.clear()
        self._process = await asyncio.create_subprocess_exec(
            *self.before,
            self._python,
            "-m",
            self.module,
            "run",
            "--config",
            str(self._config),
            cwd=ROOT,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )
        self._reader = asyncio.create_task(self._read(self._process))

    async def wait_until_up(self) -> None:
        """Wait for the line that says so."""
        assert self._reader is not None  # noqa: S101 - spawn comes first
        up = asyncio.create_task(self._up.wait())
        await asyncio.wait((up, self._reader), timeout=self.patience, return_when=asyncio.FIRST_COMPLETED)
        up.cancel()
        if not self._up.is_set():
            raise StartError("The bot did not start:\n" + "\n".join(list(self.lines)[-15:]))

    async def kill(self) -> None:
        """SIGKILL: nothing is closed, nothing is said."""
        await self._end(signal.SIGKILL)

    def kill_now(self) -> None:
        """SIGKILL without waiting, for a callback that catches the bot in the middle of something."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()

    async def ended(self) -> int:
        """Wait until it ends by itself; returns the exit code."""
        assert self._process is not None  # noqa: S101 - spawn comes first
        code = await self._process.wait()
        if self._reader is not None:
            await self._reader
        return code

    async def stop(self) -> int:
        """SIGTERM and wait; a process that does not listen is killed. Returns the exit code."""
        return await self._end(signal.SIGTERM)

    async def _end(self, number: signal.Signals) -> int:
        process = self._process
        if process is None:
            return 0
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(number)
            try:
                await asyncio.wait_for(process.wait(), STOP_PATIENCE)
            except TimeoutError:
                process.kill()
                await process.wait()
        if self._reader is not None:
            await self._reader
        assert process.returncode is not None  # noqa: S101 - it has been waited for
        return process.returncode

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None  # noqa: S101 - asked for above
        async for raw in process.stdout:
            line = raw.decode(errors="replace").rstrip()
            self.lines.append(line)
            for listener in tuple(self.listeners):
                listener(line)
            if line.startswith(UP):
                self._up.set()
