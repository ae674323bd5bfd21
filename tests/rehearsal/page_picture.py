"""Takes the picture at the top of the README: `python -m tests.rehearsal.page_picture docs/rehearsal.png`."""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from pathlib import Path

from playwright.async_api import expect

from tests.chromium import chromium_started
from tests.rehearsal.page_browser import become, looking, said, write
from tests.rehearsal.page_theatre import theatre

SIZE = (1600, 900)

LINK = re.compile(r"\[([^\]]+)\]\(")

CHAT = (
    ("viewer1", "evening! what are we solving?"),
    ("viewer2", "two pointers, I bet"),
    ("mika", "sound is fine, go ahead"),
    ("viewer3", "say the brute force first :)"),
)


async def take(path: Path) -> None:
    """Play a little with the real bot, and take the picture."""
    with tempfile.TemporaryDirectory() as folder:
        async with theatre(Path(folder)) as (stage, page):
            await stage.bot.start()
            async with chromium_started() as chromium, looking(chromium, page, size=SIZE) as tab:
                await stage.discord.control.until(lambda: stage.discord.control.core.world.commands)
                post = await stage.discord.control.wait_for(lambda post: bool(post.embeds))
                await stage.discord.control.react(stage.role("ana").discord_id or 0, post, "🔥")
                await stage.discord.control.react(stage.role("jo").discord_id or 0, post, "🔥")
                first = LINK.findall(post.text)[0].strip("*")
                await write(tab, f"!solved {first} 14 say what must hold before each step")
                await expect(said(tab, "solved in 14 min")).to_be_visible()
                await become(tab, "Ana")
                await write(tab, "Well inside the box. Which one is next?")
                await become(tab, "Sam")
                await stage.twitch.control.go_live("Interview practice: thinking out loud")
                for key, text in CHAT:
                    await stage.twitch.control.say(stage.role(key).twitch_login or "", text)
                await tab.locator("#say").fill("!timer 25")
                await tab.keyboard.press("Enter")
                await expect(tab.locator("#twitch .line").filter(has_text="left, ends")).to_be_visible()
                await tab.get_by_role("button", name="+1 minute").click()
                await stage.twitch.control.say("pixelpete", "24 minutes, no pressure")
                overlay = tab.frame_locator("#overlay iframe")
                await expect(overlay.get_by_text("of 25 min")).to_be_visible()
                await expect(tab.locator(".toast")).to_have_count(0, timeout=10_000)
                await tab.mouse.move(800, 890)
                await tab.locator("#say").evaluate("(field) => field.blur()")
                await tab.screenshot(path=path)


if __name__ == "__main__":
    asyncio.run(take(Path(sys.argv[1])))
