"""What every suite may ask for; and what is slow on a busy machine is no failure."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator

import pytest
import pytest_asyncio
from hypothesis import settings
from playwright.async_api import Browser

from bot.rehearsal.ports import HeldPorts
from tests.chromium import chromium_started

settings.register_profile("greenroom", deadline=None)
settings.load_profile("greenroom")


@pytest.fixture
def ports() -> Generator[HeldPorts]:
    """Free ports that nobody else on this machine is given until the test is over."""
    held = HeldPorts()
    yield held
    held.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def one_chromium() -> AsyncGenerator[Browser]:
    async with chromium_started() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def chromium(one_chromium: Browser) -> AsyncGenerator[Browser]:
    """The Chromium that all tests of this process share, without a page at the start of each."""
    yield one_chromium
    for context in one_chromium.contexts:
        await context.close()
