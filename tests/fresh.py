"""A bot's file as `migrate` leaves it, without running every script for each test."""

from __future__ import annotations

import os
import tempfile
from functools import cache
from pathlib import Path

from bot.migrate import migrate


def fresh_file(path: Path) -> None:
    """Put a file of the newest schema there; nobody has written to it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(_template())


@cache
def _template() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "greenroom.db"
        migrate(path)
        return path.read_bytes()
