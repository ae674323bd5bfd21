"""The public page: what is on it and what is not, and that any hand and any eye can use it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.async_api import Page as Tab

from bot.__main__ import main
from bot.database import Transaction, open_database
from bot.people.model import Person, PersonId
from bot.people.store import PeopleStore
from bot.practice.model import Attempt, AttemptId, Session, SessionId, SessionKind
from bot.practice.store import PracticeStore, SessionStore
from bot.progress.model import Tick
from bot.progress.store import GoalStore
from tests.chromium import PATH, chromium_started
from tests.fresh import fresh_file

NASTY = '</script><script>alert(1)</script><img src="https://example.org/x" onerror=alert(1)> @everyone'
NOW, START = datetime(2026, 3, 2, 18, tzinfo=UTC), date(2026, 3, 2)
Run = Callable[..., tuple[int, str, str]]


def rows(tx: Transaction) -> None:
    person = PeopleStore(tx).add(
        Person(
            PersonId(0),
            "Sam <b>&",
            "UTC",
            time(4),
            time(7),
            is_host=True,
            discord_id=1,
            start=date(2026, 3, 2),
        ),
        NOW,
    )
    tries = [(1, 1, 9), (1, 3, 30), (15, 2, 18), (15, 5, 12), (15, 9, 8), (20, 6, 9)]
    for number, day, minutes in tries:
        solved = minutes < 25
        on = date(2026, 3, day + 1)
        PracticeStore(tx).add(
            Attempt(
                AttemptId(0), person.id, number, solved, minutes, True, f"{number} {NASTY}"[:200], NOW, on
            )
        )
    SessionStore(tx).add(
        Session(
            SessionId(0), person.id, SessionKind.READING, NASTY[:100], 5, "a secret", NOW, date(2026, 3, 3)
        )
    )
    GoalStore(tx, "interview-ramp").put(person.id, Tick("clean-45", START, "by Ana Friend"), NOW)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    fresh_file(tmp_path / "greenroom.db")

    async def fill() -> None:
        async with open_database(tmp_path / "greenroom.db", lambda _: None) as database:
            await database.write(rows)

    asyncio.run(fill())
    config = tmp_path / "config.toml"
    config.write_text(
        f'database = "{tmp_path / "greenroom.db"}"\n[candidate]\nname = "Sam"\n'
        '[discord]\ntoken = "x"\nguild_id = 1\nassignments_channel = 1\n'
    )
    config.chmod(0o600)
    return tmp_path


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def run_(*words: str) -> tuple[int, str, str]:
        code = main(["export", "--config", str(folder / "config.toml"), "site", *words])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run_


class _Reader(HTMLParser):
    """What a browser would make of the file: its tags, and everything that it would ask somebody for."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.asks: list[str] = []
        self.handlers: list[str] = []
        self.levels: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if re.fullmatch(r"h\d", tag):
            self.levels.append(int(tag[1]))
        for key, value in attrs:
            if key in ("src", "href", "action", "srcset") and not (value or "").startswith(("#", "data:,")):
                self.asks.append(value or "")
            if key.startswith("on") or key == "style":
                self.handlers.append(key)


def test_the_page_holds_nothing_private_and_nothing_that_runs(folder: Path, run: Run) -> None:
    code, said, _ = run(str(folder / "public"))
    assert code == 0
    assert said.startswith(f"{folder / 'public' / 'index.html'} is the public page of Sam")
    page = (folder / "public" / "index.html").read_text(encoding="utf-8")
    for private in (
        "alert(1)",
        "secret",
        "Ana",
        "everyone",
        "320,000",
        "filmed test",
        "on camera, in private",
    ):
        assert private not in page, private
    assert "Sam &lt;b&gt;&amp; preps in public" in page
    assert "mediums within 20 minutes" in page
    assert "recordings reviewed" in page
    reader = _Reader()
    reader.feed(page)
    assert (reader.asks, reader.handlers) == ([], [])
    assert reader.tags.count("script") == 1
    assert {"main", "header", "footer", "h1"} <= set(reader.tags)
    # no level of heading is left out
    assert all(after - before <= 1 for before, after in zip(reader.levels, reader.levels[1:], strict=False))
    assert reader.levels.count(1) == 1


def test_what_is_private_is_shown_where_it_was_asked_for_and_stays_text(folder: Path, run: Run) -> None:
    assert run("--with", "notes", "--with", "stage-1", str(folder / "public"))[0] == 0
    page = (folder / "public" / "index.html").read_text(encoding="utf-8")
    assert "&lt;/script&gt;&lt;script&gt;alert(1)" in page
    assert "<img" not in page
    assert "a filmed test every week" in page
    reader = _Reader()
    reader.feed(page)
    assert (reader.asks, reader.handlers, reader.tags.count("script")) == ([], [], 1)


def test_it_is_written_again_over_itself_and_over_nothing_else(folder: Path, run: Run) -> None:
    target = folder / "public"
    assert run(str(target))[0] == 0
    assert run(str(target))[0] == 0
    (target / "index.html").write_text("my own page")
    code, _, said = run(str(target))
    assert (code, "is no page of mine" in said) == (2, True)
    assert run("--person", "Lee", str(target))[2].startswith("I know nobody called Lee.")


async def contrast(tab: Tab, selector: str) -> float:
    """Of an element's letters against the first ground behind them, as WCAG computes it."""
    return await tab.locator(selector).first.evaluate(
        """(element) => {
          const parse = (text) => text.match(/[\\d.]+/g).map(Number);
          const light = (rgb) => {
            const [r, g, b] = rgb.slice(0, 3).map((c) => {
              const s = c / 255;
              return s <= 0.03928 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
            });
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          let ground = element;
          while (ground && (parse(getComputedStyle(ground).backgroundColor)[3] ?? 1) === 0) {
            ground = ground.parentElement;
          }
          const a = light(parse(getComputedStyle(element).color));
          const b = light(parse(getComputedStyle(ground).backgroundColor));
          return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        }"""
    )


@pytest.mark.browser
@pytest.mark.skipif(PATH is None, reason="NO CHROMIUM HERE: the public page goes untested")
def test_a_pattern_answers_to_pointer_finger_and_keys(folder: Path, run: Run) -> None:
    assert run(str(folder / "public"))[0] == 0
    asyncio.run(_looks(folder / "public" / "index.html"))


async def _looks(page: Path) -> None:
    asked: list[str] = []
    wrong: list[str] = []
    async with chromium_started() as browser:
        for width, scheme in ((390, "dark"), (1200, "light")):
            context = await browser.new_context(
                viewport={"width": width, "height": 800},
                color_scheme="dark" if scheme == "dark" else "light",
                has_touch=True,
            )
            tab = await context.new_page()
            tab.on("request", lambda request: asked.append(request.url))
            tab.on("pageerror", lambda error: wrong.append(str(error)))
            tab.on("console", lambda message: wrong.append(message.text))
            await tab.goto(page.as_uri())
            assert await tab.evaluate("document.documentElement.scrollWidth") <= width
            for selector in (
                "h1",
                "header p",
                "section p",
                ".figures strong",
                "output",
                "summary",
                "article li",
            ):
                assert await contrast(tab, selector) >= 4.5, (scheme, selector)
            pattern = tab.locator(".pattern").filter(has_text="Two Pointers")
            output, area = pattern.locator("output"), pattern.locator(".area")
            assert (await output.inner_text()).startswith("80% 3 of 3. Try 3: ✓ 3Sum")
            whole = await area.get_attribute("d")
            # keys: the slider goes back try by try
            slider = pattern.locator("input")
            await slider.focus()
            await tab.keyboard.press("ArrowLeft")
            assert (await output.inner_text()).startswith("75% 2 of 2. Try 2: ✓ 3Sum, 6 Mar, 12 min")
            assert await area.get_attribute("d") != whole
            assert await slider.get_attribute("aria-valuetext") == "after 2 of 3 tries"
            await tab.keyboard.press("Home")
            assert (await output.inner_text()).startswith("50% before the first try")
            # a mouse follows along the hill, and leaves it as it stands
            hill = pattern.locator(".hill")
            box = await hill.bounding_box()
            assert box is not None
            await hill.hover(position={"x": box["width"] / 3, "y": 20})
            assert "1 of 1. Try 1" in await output.inner_text()
            await tab.mouse.move(0, 0)
            assert "Try 3" in await output.inner_text()
            assert await area.get_attribute("d") == whole
            # a finger
            await hill.tap(position={"x": box["width"] / 3, "y": 20})
            assert "1 of 1. Try 1" in await output.inner_text()
            # and without any of it, the tries stand in a list
            await pattern.locator("summary").press("Enter")
            assert await pattern.locator("ol > li").count() == 3
            await context.close()
    assert (wrong, [url for url in asked if not url.startswith(("file:", "data:"))]) == ([], [])
