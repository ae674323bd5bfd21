"""A headless Chromium that looks at the rehearsal page, and what the page's tests do in it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Locator, expect
from playwright.async_api import Page as Tab

from bot.rehearsal.page import Page

WIDE = (1920, 1080)


@asynccontextmanager
async def looking(
    chromium: Browser, page: Page, *, size: tuple[int, int] = WIDE, shade: str = "dark", expected: str = "-"
) -> AsyncGenerator[Tab]:
    """The page, its tour declined; whatever goes wrong in it and is not `expected` fails the test."""
    context = await chromium.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="light" if shade == "light" else "dark",
        reduced_motion="reduce",
    )
    tab = await context.new_page()
    wrong: list[str] = []
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    await tab.goto(page.address)
    await expect(tab.get_by_role("radio", checked=True).first).to_be_visible()
    await tab.get_by_role("button", name="Not now").click()
    yield tab
    assert [one for one in wrong if expected not in one] == []


def said(tab: Tab, text: str) -> Locator:
    """The message of Discord that says this."""
    return tab.locator("#discord .message").filter(has_text=text).last


async def become(tab: Tab, name: str) -> None:
    """Be somebody else."""
    await tab.get_by_role("radio", name=name).click()
    await expect(tab.get_by_role("radio", name=name)).to_be_checked()


async def write(tab: Tab, text: str) -> None:
    """Write in Discord by keyboard."""
    await tab.locator("#composer").fill(text)
    await tab.locator("#composer").press("Enter")
