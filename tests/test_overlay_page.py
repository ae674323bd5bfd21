"""The overlay's page in a real browser: what a viewer sees, and how it heals."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, expect

from bot.config import OverlaySection
from bot.rehearsal.ports import HeldPorts
from tests.chromium import LOOKS_AT_PAGES
from tests.test_overlay import Stage

pytestmark = LOOKS_AT_PAGES

session_fixture = pytest_asyncio.fixture(loop_scope="session")

SMALLEST = 22
"""Pixels of letter that survive a stream's compression at 720p."""


@session_fixture
async def context(chromium: Browser) -> BrowserContext:
    return await chromium.new_context(viewport={"width": 1280, "height": 720}, reduced_motion="reduce")


@session_fixture
async def stage(ports: HeldPorts) -> AsyncGenerator[Stage]:
    stage = Stage(OverlaySection(port=ports.take()))
    async with stage.overlay:
        yield stage


@session_fixture
async def page(context: BrowserContext) -> Page:
    return await context.new_page()


def running(stage: Stage, minutes: float, label: str = "3Sum") -> dict[str, object]:
    ends = stage.clock() + timedelta(minutes=minutes)
    return {
        "phase": "running",
        "label": label,
        "length": 25 * 60_000,
        "endsAt": ends.isoformat(),
        "until": (ends + timedelta(minutes=2)).isoformat(),
    }


async def test_the_clock_counts_down_by_itself_and_follows_a_moved_clock(stage: Stage, page: Page) -> None:
    stage.states["clock"] = running(stage, 12.675)
    await page.goto(stage.overlay.url)
    time = page.locator(".clock .time")
    # the server's clock stands still: only the page's own counting brings it from 12:41 to 12:39
    await expect(time).to_have_text("12:39")
    await expect(page.locator(".clock .label")).to_have_text("3Sum")
    await expect(page.locator(".clock .note")).to_have_text("of 25 min")
    stage.clock.advance(minutes=10)
    await stage.overlay.refresh()
    await expect(time).to_have_text("2:40")


async def test_the_end_is_shown_without_a_word_from_the_bot_and_goes_by_itself(
    stage: Stage, page: Page
) -> None:
    stage.states["clock"] = running(stage, 0.03)
    await page.goto(stage.overlay.url)
    await expect(page.locator(".clock .note")).to_have_text("time is up · 25 min")
    await expect(page.locator(".clock .time")).to_have_text("0:00")
    stage.clock.advance(minutes=3)
    await stage.overlay.push("today")  # any frame carries the time
    await expect(page.locator(".clock")).to_be_hidden()


async def test_a_paused_clock_stands_still_and_says_so(stage: Stage, page: Page) -> None:
    stage.states["clock"] = running(stage, 20)
    await page.goto(stage.overlay.url)
    await expect(page.locator(".clock .time")).to_have_text(re.compile(r"20:00|19:5\d"))
    await stage.put("clock", phase="paused", label="3Sum", length=25 * 60_000, left=760_000)
    await expect(page.locator(".clock .time")).to_have_text("12:40")
    await expect(page.locator(".clock .note")).to_have_text("paused · of 25 min")
    await stage.put("clock", phase="idle")
    await expect(page.locator(".clock")).to_be_hidden()


async def test_today_shows_each_item_with_a_mark_of_its_own(stage: Stage, page: Page) -> None:
    states = ["open", "done", "failed", "skipped"]
    items = [{"title": f"item {state}", "state": state} for state in states]
    await stage.put("today", title="Tuesday, week 3", items=items)
    await page.goto(stage.overlay.url)
    await expect(page.locator(".today h2")).to_have_text("Tuesday, week 3")
    await expect(page.locator(".today li")).to_have_text([f"item {state}" for state in states])
    labels = ["open", "done", "not solved", "skipped"]
    for place, label in enumerate(labels):
        await expect(page.locator(".today .mark").nth(place)).to_have_attribute("aria-label", label)
    await stage.put("today", title="Tuesday", items=[{"title": str(n), "state": "open"} for n in range(12)])
    await expect(page.locator(".today li")).to_have_count(8)
    await expect(page.locator(".today li").last).to_have_text("and 5 more")


async def test_text_is_text_and_no_script_that_was_not_ours_runs(stage: Stage, page: Page) -> None:
    evil = "<img src=x onerror='window.taken = 1'><script>window.taken = 1</script>"
    stage.states["clock"] = running(stage, 20, label=evil)
    await stage.put("today", title=evil, items=[{"title": evil, "state": evil}])
    await page.goto(f"{stage.overlay.url}?theme=%22%3E{evil}&panels=clock,today,{evil}")
    await expect(page.locator(".clock .label")).to_have_text(evil)
    await expect(page.locator(".today .words")).to_have_text(evil)
    await expect(page.locator("#notice")).to_contain_text("no panel")
    await page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.taken = 1";
            document.body.append(script);
        }"""
    )
    assert await page.evaluate("window.taken") is None
    assert await page.locator("img, #panels script").count() == 0


async def test_the_address_chooses_panels_theme_and_colours(stage: Stage, page: Page) -> None:
    stage.states["clock"] = running(stage, 20)
    await stage.put("today", title="Tuesday", items=[])
    await page.goto(f"{stage.overlay.url}?panels=today&theme=light&text=rgb(1,2,3)&scale=2")
    await expect(page.locator(".today")).to_be_visible()
    await expect(page.locator(".clock")).to_have_count(0)
    await expect(page.locator("html")).to_have_attribute("data-theme", "light")
    await expect(page.locator("body")).to_have_css("color", "rgb(1, 2, 3)")
    await expect(page.locator("html")).to_have_css("font-size", "48px")
    assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgba(0, 0, 0, 0)"


@pytest.mark.parametrize("theme", ["dark", "light", "minimal"])
async def test_every_letter_is_large_enough_for_720p_and_nothing_moves(
    stage: Stage, page: Page, theme: str
) -> None:
    stage.states["clock"] = running(stage, 10.02)
    items = [
        {"title": "a title that is far too long for the plate it stands on, by any measure", "state": "done"}
    ]
    await stage.put("today", title="Tuesday", items=items)
    await page.goto(f"{stage.overlay.url}?theme={theme}&panels=clock,today,clok")
    await expect(page.locator(".today li")).to_be_visible()
    await expect(page.locator(".clock .time")).to_have_text("10:01")
    before = await page.locator(".clock").bounding_box()
    sizes = await page.evaluate(
        """() => [...document.querySelectorAll("body *")]
            .filter((one) => one.textContent && one.checkVisibility())
            .map((one) => parseFloat(getComputedStyle(one).fontSize))"""
    )
    assert min(sizes) >= SMALLEST
    await expect(page.locator(".clock .time")).to_have_text("9:59")
    assert await page.locator(".clock").bounding_box() == before
    await expect(page.locator(".clock")).to_have_css("transition-duration", "0s")
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width <= 1280


async def test_the_page_says_quietly_that_the_line_is_away_counts_on_and_heals(
    page: Page, stage: Stage
) -> None:
    stage.states["clock"] = running(stage, 20)
    await page.goto(stage.overlay.url)
    await expect(page.locator(".clock .time")).to_have_text(re.compile(r"20:00|19:5\d"))
    port = int(stage.overlay.url.split(":")[2].split("/")[0])
    await stage.overlay.__aexit__(None, None, None)
    await expect(page.locator("#notice")).to_have_text("reconnecting…")
    await expect(page.locator(".clock .time")).to_have_text(re.compile(r"19:5[0-7]|19:[0-4]\d"))
    back = Stage(OverlaySection(port=port))
    await back.put("clock", phase="paused", label="Two Sum", length=60_000, left=60_000)
    async with back.overlay:
        await expect(page.locator(".clock .label")).to_have_text("Two Sum", timeout=15_000)
        await expect(page.locator("#notice")).to_be_hidden()


async def test_the_page_opens_before_the_bot_does_once_it_was_open_before(
    context: BrowserContext, page: Page, ports: HeldPorts
) -> None:
    section = OverlaySection(port=ports.take())
    stage = Stage(section)
    async with stage.overlay:
        url = stage.overlay.url
        await page.goto(url)
        await expect(page.locator("html")).to_have_attribute("data-shelved", "yes")
        # a promise that never comes true would be waited for without end
        await page.wait_for_function("navigator.serviceWorker.ready.then(Boolean)", timeout=10_000)
        await page.close()
    first = await context.new_page()
    await first.goto(f"{url}?theme=light")
    await expect(first.locator("#notice")).to_have_text("reconnecting…")
    back = Stage(section)
    await back.put("clock", phase="paused", label="3Sum", length=60_000, left=60_000)
    async with back.overlay:
        await expect(first.locator(".clock .label")).to_have_text("3Sum", timeout=15_000)


async def test_along_the_edges_nothing_moves_when_a_panel_comes_or_goes(
    chromium: Browser, stage: Stage
) -> None:
    wide = await chromium.new_page(viewport={"width": 1920, "height": 1080})
    await stage.put("streak", days=12, week=4)
    await stage.put("problem", title="3Sum", difficulty="medium", outcome="", pattern="")
    await stage.put("today", title="Tuesday", items=[{"title": "3Sum", "state": "open"}])
    await wide.goto(f"{stage.overlay.url}?panels=clock,problem,streak,today")
    await expect(wide.locator("html")).to_have_attribute("data-layout", "edges")
    await expect(wide.locator(".clock")).to_be_hidden()
    standing = [wide.locator(name) for name in (".problem", ".streak", ".today")]
    for panel in standing:
        await expect(panel).to_be_visible()
    before = [await panel.bounding_box() for panel in standing]
    await stage.put("clock", **running(stage, 20))
    await expect(wide.locator(".clock")).to_be_visible()
    assert [await panel.bounding_box() for panel in standing] == before
    left, right = before[0], before[2]
    assert left is not None
    assert right is not None
    assert left["x"] < 100
    assert right["x"] + right["width"] > 1820


async def test_both_edges_keep_their_distance_on_a_page_of_720p(stage: Stage, page: Page) -> None:
    title = "read: a chapter whose name is longer than any plate"
    await stage.put("pattern")
    await stage.put("today", title="Tuesday", items=[{"title": title, "state": "open"}])
    await page.goto(f"{stage.overlay.url}?panels=pattern,today")
    await expect(page.locator(".today")).to_be_visible()
    box = await page.locator(".today").bounding_box()
    assert box is not None
    assert box["x"] + box["width"] == pytest.approx(1280 - 24, abs=1)


async def test_in_a_narrow_column_everything_fits_its_width_and_a_hidden_panel_takes_no_room(
    chromium: Browser, stage: Stage
) -> None:
    narrow = await chromium.new_page(viewport={"width": 400, "height": 900}, reduced_motion="reduce")
    await stage.put(
        "today", title="Tuesday", items=[{"title": "a title that is far too long", "state": "open"}]
    )
    await narrow.goto(f"{stage.overlay.url}?panels=clock,today")
    today = narrow.locator(".today")
    await expect(today).to_be_visible()
    alone = await today.bounding_box()
    long = running(stage, 170, label="Longest Substring Without Repeating Characters")
    await stage.put("clock", **{**long, "length": 180 * 60_000})
    await expect(narrow.locator(".clock")).to_be_visible()
    pushed = await today.bounding_box()
    assert alone is not None
    assert pushed is not None
    assert pushed["y"] > alone["y"] + 100
    assert await narrow.evaluate("document.documentElement.scrollWidth") <= 400


@pytest.mark.parametrize("phase", ["running", "paused", "finished"])
async def test_in_a_narrow_column_no_word_of_the_clock_runs_out_of_its_plate(
    chromium: Browser, stage: Stage, phase: str
) -> None:
    """Four hundred pixels, the longest words, and three hours."""
    narrow = await chromium.new_page(viewport={"width": 400, "height": 900}, reduced_motion="reduce")
    parts = [{"name": "high-level design", "length": 89.5 * 60_000}] * 2
    state = {**running(stage, 175, label="Design"), "length": 179 * 60_000, "parts": parts}
    await stage.put("clock", **{**state, "phase": phase, "left": 175 * 60_000})
    for theme in ("dark", "minimal"):
        await narrow.goto(f"{stage.overlay.url}?panels=clock&theme={theme}")
        await expect(narrow.locator(".clock")).to_be_visible()
        sticks_out = await narrow.locator(".clock").evaluate(
            """(plate) => {
                const room = plate.getBoundingClientRect();
                const words = [...plate.querySelectorAll(".about *")].filter((one) => one.textContent);
                return words.filter((one) => one.getBoundingClientRect().right > room.right + 0.5
                    || one.getBoundingClientRect().bottom > room.bottom + 0.5).map((one) => one.className);
            }"""
        )
        assert sticks_out == []
    await narrow.close()


async def test_along_the_edges_a_plate_keeps_its_size_whatever_stands_in_it(stage: Stage, page: Page) -> None:
    """Viewers look at the code: nothing beside it grows, shrinks or moves."""

    async def fill(words: str) -> None:
        problem = {"number": 15, "difficulty": "hard", "outcome": "failed" if words else "", "pattern": words}
        await stage.put("problem", title=f"3Sum {words}", **problem)
        await stage.put("streak", days=len(words), week=1)
        await stage.put("today", title="Tuesday", items=[{"title": f"3Sum {words}", "state": "open"}])
        await stage.put("clock", **running(stage, 12, label=f"3Sum {words}"))

    await fill("")
    await page.goto(f"{stage.overlay.url}?panels=clock,problem,streak,today")
    names = (".clock", ".problem", ".streak", ".today")
    for name in names:
        await expect(page.locator(name)).to_be_visible()
    before = [await page.locator(name).bounding_box() for name in names]
    await fill("and what else there may be to say of it")
    await expect(page.locator(".problem .label")).to_contain_text("what else")
    await expect(page.locator(".clock .label")).to_contain_text("what else")
    assert [await page.locator(name).bounding_box() for name in names] == before


async def test_a_clock_in_parts_shows_which_one_is_on_what_is_left_of_it_and_what_comes_next(
    stage: Stage, page: Page
) -> None:
    parts = [
        {"name": name, "length": minutes * 60_000} for name, minutes in [("talk", 15), ("<b>ask</b>", 10)]
    ]
    stage.states["clock"] = {**running(stage, 20, label="Design"), "parts": parts}
    await page.goto(stage.overlay.url)
    await expect(page.locator(".clock .place")).to_have_text("1/2")
    await expect(page.locator(".clock .part")).to_have_text(re.compile(r"(10:00|9:5\d) talk"))
    await expect(page.locator(".clock .next")).to_have_text("· then <b>ask</b>")
    await expect(page.locator(".clock .fill")).to_have_count(2)
    await stage.put("clock", phase="paused", label="Design", length=25 * 60_000, left=300_000, parts=parts)
    await expect(page.locator(".clock .place")).to_have_text("2/2")
    await expect(page.locator(".clock .part")).to_have_text("5:00 <b>ask</b>")
    await expect(page.locator(".clock .next")).to_be_hidden()
    first, second = [page.locator(".clock .fill").nth(place) for place in (0, 1)]
    await expect(first).to_have_attribute("visibility", "hidden")
    await expect(second).to_have_attribute("visibility", "visible")


async def test_the_streak_counts_in_words(stage: Stage, page: Page) -> None:
    await stage.put("streak", days=1, week=2)
    await page.goto(f"{stage.overlay.url}?panels=streak")
    await expect(page.locator(".streak .label")).to_have_text("1 day in a row")
    await expect(page.locator(".streak .words")).to_have_text("2 days this week")
    await stage.put("streak", days=0, week=0)
    await expect(page.locator(".streak")).to_be_hidden()


async def test_a_sheet_of_the_streamers_own_has_the_last_word_and_no_other_style_gets_in(
    page: Page, tmp_path: Path
) -> None:
    sheet = tmp_path / "mine.css"
    sheet.write_text(":root[data-theme] { --accent: rgb(1, 2, 3); } .clock .label { font-size: 99px; }")
    stage = Stage(OverlaySection(port=0, css=sheet))
    stage.states["clock"] = running(stage, 0.5)
    async with stage.overlay:
        await page.goto(stage.overlay.url)
        await expect(page.locator(".clock .label")).to_have_css("font-size", "99px")
        await expect(page.locator(".clock .time")).to_have_css("color", "rgb(1, 2, 3)")
        # as OBS does with its field
        await page.evaluate(
            """() => {
                const style = document.createElement("style");
                style.innerHTML = "body { color: rgb(9, 9, 9) }";
                document.head.append(style);
            }"""
        )
        assert await page.evaluate("getComputedStyle(document.body).color") != "rgb(9, 9, 9)"
