"""The real bot with a watch on its event loop: `python -m benchmarks.probe run --config ...`.

A thread asks the loop every few milliseconds to note the time; how late it does is the loop's lag. Each
SIGUSR1 prints what was seen since the last one: `lag p50 0.1 p99 3.2 max 8.0 ms of 1234`.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
import time
from collections.abc import Coroutine
from typing import Any

from benchmarks.figures import percentile
from bot.__main__ import main

EVERY = 0.005
"""Seconds between two questions."""


class Watch:
    """Notes how late the loop is."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._lags: list[float] = []
        self._wanted = threading.Event()
        self._thread = threading.Thread(target=self._ask, daemon=True)

    def start(self) -> None:
        """From now on, until the process ends."""
        # not by the loop's own handler: where its pipe is full, in a flood, the signal would be lost
        signal.signal(signal.SIGUSR1, self._want)
        self._thread.start()

    def _want(self, *_: object) -> None:
        self._wanted.set()

    def _ask(self) -> None:
        while not self._loop.is_closed():
            try:
                self._loop.call_soon_threadsafe(self._note, time.perf_counter())
                if self._wanted.is_set():
                    self._wanted.clear()
                    self._loop.call_soon_threadsafe(self._tell)
            except RuntimeError:
                return  # closed meanwhile
            time.sleep(EVERY)

    def _note(self, asked: float) -> None:
        self._lags.append((time.perf_counter() - asked) * 1000)

    def _tell(self) -> None:
        lags, self._lags = self._lags or [0.0], []
        p50, p99 = percentile(lags, 0.5), percentile(lags, 0.99)
        print(f"lag p50 {p50:.2f} p99 {p99:.2f} max {max(lags):.2f} ms of {len(lags)}", flush=True)


def watched(run: Any) -> Any:
    """`asyncio.run` with a watch on the loop."""

    def running(main: Coroutine[Any, Any, Any], **options: Any) -> Any:
        async def with_watch() -> Any:
            Watch(asyncio.get_running_loop()).start()
            return await main

        return run(with_watch(), **options)

    return running


if __name__ == "__main__":
    asyncio.run = watched(asyncio.run)
    sys.exit(main())
