"""What the tests of the Twitch client start from."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.twitch.wire import Wire, open_wire


@pytest.fixture
async def wire(tmp_path: Path) -> AsyncGenerator[Wire]:
    """The loopback Twitch and a signed-in bot that does not run yet."""
    async with open_wire(tmp_path) as opened:
        yield opened
