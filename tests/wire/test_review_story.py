"""A review as its people live it: from a phone-width page, with the bot down in between, to the summary."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from bot.rehearsal.page import Page
from tests.chromium import LOOKS_AT_PAGES
from tests.rehearsal.page_browser import become, looking, write
from tests.wire.test_recording import Reviews
from tests.wire.theatre import SOON, theatre

pytestmark = [*LOOKS_AT_PAGES, pytest.mark.wire, pytest.mark.story]

PHONE = (390, 844)
SELF = ("4", "3", "3", "4")


async def test_three_friends_review_a_recording_and_its_candidate_reads_it(
    chromium: Browser, tmp_path: Path
) -> None:
    async with theatre(tmp_path / "data") as house, Page(house.stage, 0) as page:
        stage, reviews = house.stage, Reviews(house)
        control = reviews.control
        await stage.bot.start()
        await reviews.submit(
            "Two Sum, second take", {"link": "https://youtu.be/abc", "stage": 2, "problem": "1"}
        )
        post = await reviews.seeded()

        # the candidate rates himself first
        opened = await control.click(house.sam, post, post.custom_id("Score it privately"))
        mine = (await opened.answered(SOON)).post
        assert mine is not None
        for select, score in zip(mine.selects, SELF, strict=True):
            await (await control.choose(house.sam, mine, select["custom_id"], [score])).acknowledged(SOON)

        # Ana sits in the train
        async with looking(chromium, page, size=PHONE) as tab:
            await become(tab, "Ana")
            await tab.get_by_role("button", name="Channels").click()
            await tab.locator(f'#rooms [data-id="{post.channel_id}"]').click()
            for emoji in ("✅", "🔇"):
                await tab.locator(f'#discord [data-key="reaction:{emoji}"]').click()
                await expect(tab.locator(f'#discord [data-key="reaction:{emoji}"]')).to_contain_text("2")
            await write(tab, "12:34 silent stuck on the base case")
            await expect(tab.locator('#discord [data-key="reaction:📌"]')).to_be_visible()
            await tab.screenshot(path=tmp_path / "data" / "pictures" / "review-phone.png")
            wide = await tab.evaluate("document.documentElement.scrollWidth")
            assert wide <= PHONE[0], "a friend on a phone scrolls down, never sideways"

        await control.react(reviews.jo, post, "✅")
        await control.react(reviews.jo, post, "🔇")
        await control.unreact(reviews.jo, post, "✅")
        await stage.bot.kill()
        await control.react(reviews.mika, post, "✅")
        await control.send(reviews.mika, post.channel_id, "12:40 🔇")
        await stage.bot.start()
        await reviews.pinned(post, "12:40 🔇")
        await reviews.equal(post)

        filled = await control.click(reviews.jo, post, post.custom_id("Score it privately"))
        theirs = (await filled.answered(SOON)).post
        assert theirs is not None
        for select in theirs.selects:
            await (await control.choose(reviews.jo, theirs, select["custom_id"], ["3"])).acknowledged(SOON)
        await stage.clock.move(timedelta(days=7, minutes=1))
        closing = await control.wait_for(lambda each: "A week is over" in each.content, SOON)
        for needle in (
            "2 of 3 reviewers would move Sam forward",
            "silent (2)",
            "🔇 silent (3): narrate aloud",
            "Ana, Jo and Mika",
        ):
            assert needle in closing.text
        shown = await control.click(house.sam, closing, closing.custom_id("What the forms say"))
        private = (await shown.answered(SOON)).text
        assert "Problem solving **3** (you 4)" in private
        assert "You rate yourself 0.5 above your friends." in private
        assert len(reviews.posts()) == 1
        await house.settled()
        house.check_file()
