"""Saves the world to a JSON file and loads it again."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec

from bot.rehearsal.loopback_discord.core import Core
from bot.rehearsal.loopback_discord.snowflake import Snowflakes
from bot.rehearsal.loopback_discord.state import Application, User, World

DEBOUNCE_SECONDS = 1.0


def fresh(clock: Callable[[], datetime], name: str = "Greenroom") -> World:
    """A world with nothing but the bot's application, its user and the application's owner."""
    ids = Snowflakes(clock)
    owner, bot = User(ids.next(), "owner", "Owner"), User(ids.next(), name.lower(), name, bot=True)
    token = ".".join(
        (
            base64.b64encode(str(bot.id).encode()).decode().rstrip("="),
            secrets.token_urlsafe(4),
            secrets.token_urlsafe(28),
        )
    )
    application = Application(bot.id, name, owner.id, token, secrets.token_hex(32))
    return World(application, ids.last, users={owner.id: owner, bot.id: bot})


def load(path: Path) -> World:
    """The world as it was saved."""
    return msgspec.json.decode(path.read_bytes(), type=World)


class Saving:
    """Writes the world soon after it changed, and at the end."""

    def __init__(self, core: Core, path: Path) -> None:
        self._core = core
        self._path = path
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to watch for changes."""
        self._core.on_change = self._changed.set
        self._changed.set()
        self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        """Stop watching and write what there is."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await asyncio.to_thread(self._write, self._encoded())

    async def _run(self) -> None:
        while True:
            await self._changed.wait()
            await asyncio.sleep(DEBOUNCE_SECONDS)
            self._changed.clear()
            # encoded at once, so that nothing changes half-way; only the disk is waited for elsewhere
            await asyncio.shield(asyncio.to_thread(self._write, self._encoded()))
            self._core.whisper("STATE_SAVED", {})

    def _encoded(self) -> bytes:
        self._core.world.last_id = self._core.ids.last
        return msgspec.json.encode(self._core.world)

    def _write(self, encoded: bytes) -> None:
        self._core.files.save()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        beside = self._path.with_name(f"{self._path.name}.new")
        beside.write_bytes(encoded)
        beside.replace(self._path)
