"""A headless Chromium for whatever looks at pages."""

from __future__ import annotations

import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, async_playwright, expect

expect.set_options(timeout=10_000)

PATH = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

LOOKS_AT_PAGES = [
    pytest.mark.browser,
    pytest.mark.skipif(PATH is None, reason="NO CHROMIUM: pages go unseen; `make browser` installs one"),
    # one event loop, so that all of them share one Chromium: its start costs more than most of them
    pytest.mark.asyncio(loop_scope="session"),
]
"""The marks of a module whose tests take the fixture `chromium`."""


@asynccontextmanager
async def chromium_started() -> AsyncGenerator[Browser]:
    """A Chromium of one's own."""
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(
            executable_path=PATH, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        try:
            yield started
        finally:
            await started.close()
