"""The rehearsal page in a real browser: what people see, with the mouse, the keyboard, and on a phone."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Browser, Route, expect

from bot.rehearsal.ports import HeldPorts
from bot.rehearsal.stage import Stage
from tests.chromium import LOOKS_AT_PAGES
from tests.rehearsal.page_browser import WIDE, become, looking, said, write
from tests.rehearsal.page_theatre import small_bot, theatre

pytestmark = LOOKS_AT_PAGES

WATCH_SHIFTS = """() => {
  window.shift = 0;
  const add = (list) => list.getEntries().forEach((one) => { window.shift += one.value; });
  new PerformanceObserver(add).observe({ type: "layout-shift" });
}"""
TWO_FRAMES_LATER = """() => new Promise((done) => {
  requestAnimationFrame(() => requestAnimationFrame(() => done(window.shift)));
})"""
HOSTILE = '<img src=x onerror="window.hurt=1"><script>window.hurt=1</script> [a](javascript:alert(1)) **b**'


async def test_chat_text_never_becomes_markup_on_either_platform(chromium: Browser, tmp_path: Path) -> None:
    async with theatre(tmp_path) as (stage, page), looking(chromium, page, expected="TrustedHTML") as tab:
        await become(tab, "Ana")
        await write(tab, HOSTILE)
        shown = said(tab, "onerror")
        await expect(shown.locator("strong").filter(has_text="b")).to_have_text("b")
        assert await shown.locator(".content img, .content script, .content a").count() == 0
        await stage.twitch.control.say("pixelpete", HOSTILE)
        await expect(tab.locator("#twitch .words").last).to_have_text(HOSTILE)
        assert await tab.locator("#twitch .words *").count() == 0
        assert await tab.evaluate("window.hurt") is None
        # and if a script of the page ever tried, the browser itself would refuse
        refused = (
            "() => { try { document.body.innerHTML = 'x'; return 'parsed' } catch { return 'refused' } }"
        )
        assert await tab.evaluate(refused) == "refused"


async def test_the_token_leaves_the_address_and_a_reload_still_opens(
    chromium: Browser, tmp_path: Path
) -> None:
    async with theatre(tmp_path) as (_, page), looking(chromium, page) as tab:
        assert "token" not in tab.url
        await tab.reload()
        await expect(tab.get_by_role("radio", name="Sam")).to_be_checked()


async def test_writing_replying_editing_and_reacting_by_keyboard_alone(
    chromium: Browser, tmp_path: Path
) -> None:
    async with theatre(tmp_path) as (stage, page), looking(chromium, page) as tab:
        ana = stage.role("ana")
        await stage.discord.control.send(
            ana.discord_id or 0, stage.channels["assignments"], "which one first?"
        )
        await expect(said(tab, "which one first?")).to_be_visible()
        await tab.locator("#composer").focus()
        # backwards into the messages: one of them is in the tab order, with its tools
        await said(tab, "which one first?").focus()
        await tab.keyboard.press("Tab")
        await expect(tab.get_by_role("button", name="Add reaction").first).to_be_focused()
        await tab.keyboard.press("Enter")
        await expect(tab.get_by_role("searchbox", name="Find an emoji")).to_be_focused()
        await tab.keyboard.type("approach")
        await tab.keyboard.press("Enter")
        own = tab.get_by_role("button", name="approach idea, 1: Sam")
        await expect(own).to_have_attribute("aria-pressed", "true")
        await own.press("Enter")
        await expect(own).to_have_count(0)

        await said(tab, "which one first?").focus()
        await tab.keyboard.press("Tab")
        await tab.keyboard.press("Tab")
        await tab.keyboard.press("Enter")
        await expect(tab.locator("#composer")).to_be_focused()
        await tab.keyboard.type("the two pointers")
        await tab.keyboard.press("Enter")
        answer = said(tab, "the two pointers")
        await expect(answer.get_by_role("button", name="In reply to Ana")).to_be_visible()

        await tab.keyboard.press("ArrowUp")
        await expect(tab.get_by_role("textbox", name="Edit message")).to_be_focused()
        await tab.keyboard.type(", then the stack")
        await tab.keyboard.press("Enter")
        await expect(said(tab, "the two pointers, then the stack")).to_contain_text("(edited)")


async def test_the_field_is_free_before_the_answer_and_a_refused_line_comes_back(
    chromium: Browser, tmp_path: Path
) -> None:
    async with theatre(tmp_path) as (stage, page), looking(chromium, page, expected="503") as tab:
        answered = asyncio.Event()

        async def slowly(route: Route) -> None:
            await answered.wait()
            await route.continue_()

        await tab.route("**/do/send", slowly)
        field = tab.locator("#composer")
        await field.press_sequentially("first")
        await field.press("Enter")
        await expect(field).to_have_value("")
        await field.press_sequentially("second")
        await field.press("Enter")
        answered.set()
        await expect(said(tab, "second")).to_be_visible()
        channel = stage.discord.control.core.world.channels[stage.channels["assignments"]]
        assert [one.content for one in channel.history.newest_before(None, 2)] == ["second", "first"]

        await tab.unroute("**/do/send")
        await tab.route("**/do/send", lambda route: route.fulfill(status=503, body="not now"))
        await field.press_sequentially("a long thought")
        await field.press("Enter")
        await expect(field).to_have_value("a long thought")


async def test_a_slash_command_with_suggestions_and_an_answer_for_ones_eyes_only(
    chromium: Browser, tmp_path: Path
) -> None:
    async with theatre(tmp_path) as (stage, page), small_bot(stage), looking(chromium, page) as tab:
        await tab.locator("#composer").press("/")
        await expect(tab.get_by_role("option")).to_have_count(3)
        await tab.keyboard.type("fi")
        await expect(tab.get_by_role("option")).to_have_count(1)
        await tab.keyboard.press("Enter")
        field = tab.get_by_role("combobox", name="problem: Its name, as you type it")
        await expect(field).to_be_focused()
        await tab.keyboard.type("water")
        await expect(tab.get_by_role("option")).to_have_count(2)
        await tab.keyboard.press("ArrowDown")
        await tab.keyboard.press("Enter")
        await expect(field).to_have_value("Trapping Rain Water")
        await tab.keyboard.press("Enter")
        shown = said(tab, "trapping-rain-water in 25 min")
        await expect(shown).to_contain_text("Only you can see this")
        await expect(tab.locator("#composer")).to_be_focused()

        await become(tab, "Ana")
        await expect(tab.locator("#composer")).to_be_enabled()
        await expect(shown).to_have_count(0)
        await become(tab, "Sam")
        await shown.get_by_role("button", name="Dismiss message").click()
        await expect(shown).to_have_count(0)


async def test_a_post_with_buttons_a_menu_and_a_form(chromium: Browser, tmp_path: Path) -> None:
    async with theatre(tmp_path) as (stage, page), small_bot(stage), looking(chromium, page) as tab:
        await write(tab, "!today")
        post = tab.locator("#discord .message:has(.embed)")
        await expect(post.get_by_role("link", name="3Sum")).to_have_attribute(
            "href", "https://leetcode.com/problems/3sum/"
        )
        await post.get_by_role("button", name="Solved").click()
        form = tab.get_by_role("dialog", name="Log a problem")
        await form.get_by_role("button", name="Submit").click()
        await expect(form.get_by_role("alert")).to_contain_text("What will you want to remember?")
        await form.get_by_label("What will you want to remember?").fill("hash the complement")
        await tab.keyboard.press("Enter")
        await expect(said(tab, "Noted: hash the complement")).to_be_visible()
        await expect(form).to_have_count(0)
        await post.get_by_role("combobox").select_option("Two Sum")
        await expect(post).to_contain_text("Swapped for Two Sum.")


async def test_forum_posts_threads_and_the_bots_direct_messages(chromium: Browser, tmp_path: Path) -> None:
    async with theatre(tmp_path) as (_, page), looking(chromium, page) as tab:
        rooms = tab.get_by_role("navigation", name="Channels")
        await rooms.get_by_role("button", name="reviews").click()
        await tab.get_by_role("button", name="New post").click()
        form = tab.get_by_role("dialog", name="New post in reviews")
        await form.get_by_label("Title").fill("Two Sum, filmed")
        await form.get_by_label("Message").fill("look at 12:34")
        await form.get_by_label("easy").check()
        await form.get_by_role("button", name="Post").click()
        await expect(said(tab, "look at 12:34")).to_be_visible()
        await become(tab, "Jo")
        await write(tab, "12:34 silent stuck on the base case")
        await expect(said(tab, "stuck on the base case")).to_be_visible()
        await tab.get_by_role("button", name="reviews").first.click()
        await expect(tab.locator(".post")).to_contain_text("Two Sum, filmed")

        await rooms.get_by_role("button", name="lounge").click()
        await write(tab, "a long story")
        await said(tab, "a long story").hover()
        await said(tab, "a long story").get_by_role("button", name="Open a thread").click()
        await tab.get_by_role("dialog", name="New thread").get_by_role("button", name="Open thread").click()
        await expect(tab.get_by_role("heading", name="a long story").first).to_be_visible()

        await rooms.get_by_role("button", name="Greenroom").click()
        await expect(tab.locator("#composer")).to_have_attribute(
            "placeholder", "Message @Greenroom, or / for commands"
        )


async def test_going_live_and_talking_in_twitch_chat(chromium: Browser, tmp_path: Path) -> None:
    async with theatre(tmp_path) as (stage, page), small_bot(stage), looking(chromium, page) as tab:
        chat = tab.get_by_role("region", name="Twitch chat")
        await chat.get_by_role("button", name="Go live").click()
        await tab.get_by_label("Title of the stream").fill("Two pointers, aloud")
        await tab.keyboard.press("Enter")
        await expect(chat).to_contain_text("Live 0:00:0")
        await expect(chat).to_contain_text("Two pointers, aloud")
        await become(tab, "pixelpete")
        await expect(chat.get_by_role("button", name="End stream")).to_be_hidden()
        await expect(tab.get_by_role("region", name="Discord")).to_contain_text("is on Twitch only")
        await chat.get_by_role("textbox").fill("!timer")
        await tab.keyboard.press("Enter")
        line = chat.locator(".line").filter(has_text="25:00 left")
        await expect(line.locator(".badge")).to_have_text(["mod", "bot"])
        await line.hover()
        await line.get_by_role("button", name="Reply to Greenroom_Bot").click()
        await tab.keyboard.type("thanks")
        await tab.keyboard.press("Enter")
        await expect(chat.locator(".replied")).to_contain_text("Replying to @Greenroom_Bot")


async def test_a_line_of_twitch_chat_is_answered_by_keyboard_alone(chromium: Browser, tmp_path: Path) -> None:
    async with theatre(tmp_path) as (stage, page), looking(chromium, page) as tab:
        for text in ("first", "second", "third"):
            await stage.twitch.control.say("robo_rae", text)
        lines = tab.locator("#twitch .line")
        await expect(lines).to_have_count(3)
        await lines.last.focus()
        await tab.keyboard.press("ArrowUp")
        await expect(lines.nth(1)).to_be_focused()
        await tab.keyboard.press("Tab")
        await tab.keyboard.press("Enter")
        await expect(tab.locator("#say")).to_be_focused()
        await tab.keyboard.type("yes")
        await tab.keyboard.press("Enter")
        await expect(tab.locator("#twitch .replied")).to_have_text("Replying to @robo_rae: second")


async def test_the_arrow_keys_choose_who_one_is_and_the_page_remembers(
    chromium: Browser, tmp_path: Path
) -> None:
    async with theatre(tmp_path) as (_, page), looking(chromium, page) as tab:
        await tab.get_by_role("radio", name="Sam").focus()
        await tab.keyboard.press("ArrowRight")
        await expect(tab.get_by_role("radio", name="Ana")).to_be_focused()
        await expect(tab.get_by_role("radio", name="Ana")).to_be_checked()
        await tab.reload()
        await expect(tab.get_by_role("radio", name="Ana")).to_be_checked()


async def test_moving_the_clock_moves_every_relative_time(chromium: Browser, tmp_path: Path) -> None:
    async with theatre(tmp_path) as (stage, page), looking(chromium, page) as tab:
        await tab.clock.install()
        ends = int(stage.clock().timestamp()) + 600
        await write(tab, f"ends <t:{ends}:R>")
        await expect(said(tab, "ends")).to_contain_text("in 9 minutes")
        await tab.get_by_role("button", name="+1 minute").click()
        await expect(said(tab, "ends")).to_contain_text("in 8 minutes")
        await expect(tab.get_by_role("button", name="Sunday evening")).to_be_enabled()


async def test_the_page_finds_its_way_back_after_a_restart(
    chromium: Browser, tmp_path: Path, ports: HeldPorts
) -> None:
    tab = await chromium.new_page()
    port = ports.take()
    async with theatre(tmp_path, port=port) as (_, page):
        await tab.goto(page.address)
        await write(tab, "before the restart")
        await expect(said(tab, "before the restart")).to_be_visible()
    await expect(tab.get_by_text("The rehearsal is away.")).to_be_visible()
    async with theatre(tmp_path, port=port):
        await expect(tab.get_by_text("The rehearsal is away.")).to_be_hidden()
        await write(tab, "after it")
        await expect(said(tab, "after it")).to_be_visible()
        await expect(said(tab, "before the restart")).to_be_visible()


async def test_under_the_hood_shows_what_passes(chromium: Browser, tmp_path: Path) -> None:
    async with theatre(tmp_path) as (stage, page), small_bot(stage), looking(chromium, page) as tab:
        await tab.get_by_role("button", name="Under the hood").click()
        hood = tab.get_by_role("complementary", name="Under the hood")
        await write(tab, "!today")
        sent = hood.locator(".exchange").filter(has_text="POST").filter(has_text="/messages").last
        await sent.locator("summary").click()
        await expect(sent).to_contain_text("Tuesday, week 3 - Two Pointers")
        await hood.get_by_role("checkbox", name="Requests").uncheck()
        await expect(sent).to_be_hidden()
        await tab.keyboard.press("Escape")
        await expect(hood).to_be_hidden()


async def test_start_over_asks_once(chromium: Browser, tmp_path: Path) -> None:
    over = asyncio.Event()

    async def start_over() -> None:
        over.set()

    async with theatre(tmp_path, start_over=start_over) as (_, page), looking(chromium, page) as tab:
        await tab.get_by_role("button", name="More").click()
        await tab.get_by_role("menuitem", name="Start over…").click()
        await tab.get_by_role("dialog", name="Start over?").get_by_role("button", name="Cancel").click()
        assert not over.is_set()
        await tab.get_by_role("button", name="More").click()
        await tab.get_by_role("menuitem", name="Start over…").click()
        await tab.get_by_role("dialog", name="Start over?").get_by_role("button", name="Start over").click()
        await asyncio.wait_for(over.wait(), 5)


@pytest.mark.parametrize("size", [(390, 844), (1024, 768), WIDE])
@pytest.mark.parametrize("shade", ["dark", "light"])
async def test_it_fits_on_a_phone_a_tablet_and_a_desk(
    chromium: Browser, tmp_path: Path, size: tuple[int, int], shade: str
) -> None:
    async with (
        theatre(tmp_path) as (stage, page),
        small_bot(stage),
        looking(chromium, page, size=size, shade=shade) as tab,
    ):
        await fill(stage)
        await expect(said(tab, "Tuesday, week 3")).to_be_attached()
        assert await tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert await tab.evaluate("document.documentElement.dataset.shade") == shade
        for pane in ("Discord", "Twitch", "Overlay"):
            if size[0] < 800:
                await tab.get_by_role("navigation", name="Panes").get_by_role("button", name=pane).click()
            box = await tab.locator(f"#{pane.lower()}").bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= size[0]
            assert box["height"] > 150
            await expect(tab.locator(f"#{pane.lower()}")).to_be_visible()
        await tab.screenshot(path=tmp_path / f"page-{size[0]}-{shade}.png")


async def test_new_messages_do_not_make_the_page_jump(chromium: Browser, tmp_path: Path) -> None:
    async with theatre(tmp_path) as (stage, page), small_bot(stage), looking(chromium, page) as tab:
        await tab.evaluate(WATCH_SHIFTS)
        await fill(stage)
        await stage.twitch.control.go_live("A title that is rather long, for a stream about two pointers")
        await expect(tab.locator(".live")).to_contain_text("Live")
        await expect(said(tab, "Tuesday, week 3")).to_be_visible()
        assert await tab.evaluate(TWO_FRAMES_LATER) < 0.1


async def fill(stage: Stage) -> None:
    """Something of every kind to look at."""
    discord, twitch = stage.discord.control, stage.twitch.control
    sam, ana = stage.role("candidate").discord_id or 0, stage.role("ana").discord_id or 0
    place = stage.channels["assignments"]
    await discord.send(sam, place, "!today")
    post = await discord.wait_for(lambda post: bool(post.embeds))
    await discord.react(ana, post, "✅")
    await discord.send(ana, place, "> first the brute force\n**then** `two pointers`", reply_to=post)
    await twitch.say("sam_preps", "evening all")
    await twitch.say("pixelpete", "hello " * 40)
