"""Hostile texts in a real browser: in the overlay, on the rehearsal and the public page they stay text."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, cast

from playwright.async_api import Browser, Dialog, expect
from playwright.async_api import Page as Tab

from bot.__main__ import main
from bot.curriculum.programme import load_catalogue
from bot.database import Transaction, open_database
from bot.people.model import Person, PersonId
from bot.people.store import PeopleStore
from bot.practice.model import Attempt, AttemptId
from bot.practice.store import PracticeStore
from tests.chromium import LOOKS_AT_PAGES
from tests.fresh import fresh_file
from tests.fuzz.texts import NASTY
from tests.overlay_picture import states
from tests.rehearsal.page_browser import looking
from tests.rehearsal.page_theatre import theatre
from tests.test_overlay import Stage

pytestmark = LOOKS_AT_PAGES

HOSTILE = (
    *(text for text in NASTY if text.strip()),
    "<svg onload=alert(1)>",
    '"><iframe src="javascript:alert(1)"></iframe>',
    "' onmouseover='alert(1)' autofocus onfocus='alert(1)",
    "</script><script>alert(1)</script>",
    "</title></style><style>@import url(https://example.org/x.css)</style>",
    '<base href="https://example.org/"><form action="https://example.org/"><input name=x></form>',
    '<img src="https://example.org/x.png"><link rel=stylesheet href="https://example.org/x.css">',
    "[x](javascript:alert(1)) [y](data:text/html,<script>alert(1)</script>)",
    "![x](https://example.org/x.png)",
    "<!-- --!><details open ontoggle=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x onerror=alert(1)&#62;",
)
LAST = "<b>the last one</b>"
NOTE = 200
"""Characters of a note that the log takes."""
LINE, MESSAGE = 500, 2_000

WATCH = """() => {
  const bad = `script, iframe, frame, object, embed, link, meta, base, style,
    details:not([class]), img:not([class])`;
  window.injected = [];
  const look = (element) => {
    if (element.matches(bad)) window.injected.push(element.outerHTML.slice(0, 200));
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on") || /^\\s*(javascript|data|vbscript):/i.test(value)) {
        window.injected.push(`${element.tagName} ${name}=${value.slice(0, 100)}`);
      }
    }
  };
  new MutationObserver((records) => {
    for (const { addedNodes } of records) {
      for (const node of addedNodes) {
        if (node.nodeType === Node.ELEMENT_NODE) [node, ...node.querySelectorAll("*")].forEach(look);
      }
    }
  }).observe(document, { childList: true, subtree: true });
}"""


@asynccontextmanager
async def nothing_gets_out(tab: Tab, origin: str) -> AsyncGenerator[None]:
    """Inside the block no dialog opens, nobody but `origin` is asked, no tab opens, nothing is injected."""
    seen: list[str] = []

    async def dismiss(dialog: Dialog) -> None:
        seen.append(f"a dialog: {dialog.message}")
        await dialog.dismiss()

    def asked(address: str) -> None:
        if not address.startswith((origin, "data:", "blob:")):
            seen.append(f"asked for {address}")

    tab.on("dialog", dismiss)
    tab.on("popup", lambda popup: seen.append(f"opened {popup.url}"))
    tab.on("request", lambda request: asked(request.url))
    tab.on("websocket", lambda socket: asked(socket.url.replace("ws", "http", 1)))
    await tab.evaluate(WATCH)
    yield
    # two frames later every picture has failed to load and every observer has been told
    await tab.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
    assert (seen, await tab.evaluate("window.injected")) == ([], [])


def swapped(state: Any, text: str) -> Any:
    """A panel's state with `text` wherever words of a person may stand."""
    if isinstance(state, dict):
        fields = cast("dict[str, Any]", state)
        return {key: text if key in WORDS else swapped(held, text) for key, held in fields.items()}
    return [swapped(held, text) for held in cast("list[Any]", state)] if isinstance(state, list) else state


WORDS = ("title", "label", "name", "how", "first", "answer", "pattern", "difficulty", "outcome", "state")


async def test_no_panel_of_the_overlay_makes_more_than_text_of_it(chromium: Browser) -> None:
    stage = Stage()
    async with stage.overlay:
        harmless = states(stage)
        harmless["clock"]["parts"] = [{"name": "", "length": 25 * 60_000}]
        for name, state in harmless.items():
            await stage.put(name, **state)
        tab = await chromium.new_page(reduced_motion="reduce")
        await tab.goto(f"{stage.overlay.url}?panels={','.join(harmless)}")
        await expect(tab.locator(".clock .label")).to_have_text("3Sum")
        origin = stage.overlay.url.split("/overlay")[0]
        async with nothing_gets_out(tab, origin):
            for text in (*HOSTILE, LAST):
                for name, state in harmless.items():
                    await stage.put(name, **swapped(state, text))
            for words in (".clock .label", ".clock .part", ".problem .label", ".today h2", ".pattern .name"):
                await expect(tab.locator(words).first).to_contain_text(LAST)
            assert await tab.locator("#panels b").count() == 0


async def test_no_message_on_the_rehearsal_page_makes_more_than_text_of_it(
    chromium: Browser, tmp_path: Path
) -> None:
    async with theatre(tmp_path) as (stage, page), looking(chromium, page) as tab:
        stage.twitch.control.rules.sends = "off"
        stage.twitch.control.rules.duplicates = False
        ana, channel = stage.role("ana").discord_id or 0, stage.channels["assignments"]
        async with nothing_gets_out(tab, page.address.split("/?")[0]):
            for text in (*HOSTILE, LAST):
                await stage.discord.control.send(ana, channel, text[:MESSAGE])
                await stage.twitch.control.say("pixelpete", text[:LINE])
            await expect(tab.locator("#discord .message").last).to_contain_text(LAST)
            await expect(tab.locator("#twitch .words").last).to_have_text(LAST)
            assert await tab.locator("#twitch .words :not(.addressed), #discord .message b").count() == 0


async def test_no_note_on_the_public_page_is_more_than_text(chromium: Browser, tmp_path: Path) -> None:
    await _log_hostile_notes(tmp_path)
    command = ["export", "--config", str(tmp_path / "config.toml"), "site", "--with", "notes"]
    assert await asyncio.to_thread(main, [*command, "--with", "stage-1", str(tmp_path / "public")]) == 0
    tab = await chromium.new_page()
    address = (tmp_path / "public" / "index.html").as_uri()
    dialogs: list[str] = []
    asked: list[str] = []
    tab.on("dialog", lambda dialog: dialogs.append(dialog.message))
    tab.on("request", lambda request: asked.append(request.url))
    await tab.goto(address)
    await expect(tab.locator("h1")).to_have_text("<script>alert(1)</script> preps in public")
    held = " ".join((await tab.locator("body").text_content() or "").split())
    # a browser shows what is no character as one that stands for it
    hidden = [note for note in HOSTILE if "\x00" not in note and " ".join(note[:NOTE].split()) not in held]
    assert hidden == []
    assert (dialogs, [url for url in asked if not url.startswith((address, "data:"))]) == ([], [])
    assert (
        await tab.locator("body img, body iframe, body style, body base, body form, body link").count() == 0
    )
    assert await tab.locator("script").count() == 1


async def _log_hostile_notes(folder: Path) -> None:
    database = folder / "greenroom.db"
    await asyncio.to_thread(fresh_file, database)
    now, day = datetime.now(UTC), date(2026, 3, 2)

    def rows(tx: Transaction) -> None:
        name = "<script>alert(1)</script>"
        sam = Person(PersonId(0), name, "UTC", time(4), time(7), is_host=True, discord_id=1, start=day)
        person = PeopleStore(tx).add(sam, now)
        for place, (problem, note) in enumerate(zip(load_catalogue(), (*HOSTILE, LAST), strict=False)):
            on = day + timedelta(days=place)
            attempt = Attempt(AttemptId(0), person.id, problem.number, True, 9, True, note[:NOTE], now, on)
            PracticeStore(tx).add(attempt)

    async with open_database(database, lambda _: None) as opened:
        await opened.write(rows)
    config = folder / "config.toml"
    config.write_text(
        f'database = "{database}"\n[candidate]\nname = "Sam"\n'
        '[discord]\ntoken = "x"\nguild_id = 1\nassignments_channel = 1\n'
    )
    config.chmod(0o600)
