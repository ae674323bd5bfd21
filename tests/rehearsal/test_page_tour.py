"""The guided tour, played to its end with the real bot behind it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect
from playwright.async_api import Page as Tab

from tests.chromium import LOOKS_AT_PAGES
from tests.rehearsal.page_theatre import theatre

pytestmark = [*LOOKS_AT_PAGES, pytest.mark.wire]

MOST_STEPS = 12


async def send_the_form(tab: Tab) -> None:
    form = tab.get_by_role("dialog", name="Hand in a recording")
    await form.get_by_role("textbox").nth(1).fill("Whether I say the brute force first")
    await form.get_by_role("button", name="Submit").click()


async def react(tab: Tab) -> None:
    await tab.locator('#discord [data-key="reaction:💡"]').click()


BY_HAND = {"Hand in a recording": send_the_form, "Two clicks for a friend": react}
"""What the step's own button only begins."""


@pytest.mark.story
@pytest.mark.parametrize(("size", "shade"), [((1920, 1080), "dark"), ((390, 844), "light")])
async def test_the_tour_is_played_to_its_end(
    chromium: Browser, tmp_path: Path, size: tuple[int, int], shade: str
) -> None:
    pictures = tmp_path / "data" / "pictures"
    async with (
        theatre(tmp_path / "data") as (stage, page),
    ):
        await stage.bot.start()
        tab = await chromium.new_page(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="light" if shade == "light" else "dark",
        )
        await tab.goto(page.address)
        tour = tab.get_by_role("dialog", name=re.compile("tour", re.IGNORECASE))
        # the commands come a moment after the bot: it syncs them once it is connected
        await stage.discord.control.until(lambda: stage.discord.control.core.world.commands)
        await tour.get_by_role("button", name="Start the tour").click()
        played: list[str] = []
        for number in range(MOST_STEPS):
            played.append(await tour.get_by_role("heading").inner_text())
            await tour.locator(".button.primary").click()
            if played[-1] in BY_HAND:
                await BY_HAND[played[-1]](tab)
            onward = tour.get_by_role("button", name=re.compile("^(Next|Done)$"))
            await expect(onward).to_be_visible(timeout=10_000)
            await tab.screenshot(path=pictures / f"tour-{size[0]}-{shade}-{number + 1}.png")
            last = await onward.inner_text() == "Done"
            await onward.click()
            if last:
                break
        assert played[:4] == [
            "Today, in Discord",
            "A clock, from Twitch chat",
            "What viewers see",
            "Solved, and logged",
        ]
        assert played[-2:] == ["Hand in a recording", "Two clicks for a friend"]
        await expect(tour).to_be_hidden()

        # the clock of the tour still runs, and every surface hears it ring
        if size[0] < 800:
            await tab.get_by_role("button", name="The bot's clock: move it").click()
        await tab.get_by_role("button", name="End of this timer").click()
        rung = await stage.twitch.control.wait_for(
            lambda line: line.by_api and "time" in line.text.lower(), 10
        )
        await expect(tab.locator("#twitch .words").filter(has_text=rung.text)).to_be_attached()
        await tab.screenshot(path=pictures / f"tour-{size[0]}-{shade}-rung.png")

        await tab.get_by_role("button", name="More").click()
        await tab.get_by_role("menuitem", name="Restart the bot").click()
        await expect(tab.get_by_text("The bot is back.")).to_be_visible(timeout=20_000)
        overlay = tab.frame_locator("#overlay iframe")
        await expect(overlay.locator(".panel").first).to_be_attached(timeout=10_000)
