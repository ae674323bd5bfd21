"""One drawing process for all tests: starting one takes a second."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.easel import Easel, NoPicture

EASEL = Easel()
PATIENCE = 30.0
"""Seconds that simcord waits for a command; on a busy machine the first picture takes over its five."""


class NoEasel(Easel):
    """One on which no picture can be drawn: the process behind it cannot be made to fail from outside."""

    async def draw(self, draw: Callable[[Any], bytes], value: Any) -> bytes:
        """Raises NoPicture."""
        raise NoPicture("no process")


def breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on no picture can be drawn."""
    monkeypatch.setattr(Easel, "draw", NoEasel.draw)
