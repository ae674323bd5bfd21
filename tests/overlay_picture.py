"""Takes the README's picture of the overlay: `python -m tests.overlay_picture docs/overlay.png`."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.async_api import ViewportSize, expect

from tests.chromium import chromium_started
from tests.test_overlay import Stage

SIZE = ViewportSize(width=1920, height=1080)
TODAY = (
    ("Container With Most Water", "done"),
    ("3Sum", "open"),
    ("again: Valid Palindrome", "done"),
    ("again: Two Sum II", "failed"),
    ("read: evaluation metrics", "open"),
)
GUESSES = (
    ("Two Pointers", 7),
    ("Arrays & Hashing", 3),
    ("Sliding Window", 1),
    ("Binary Search", 1),
    ("Greedy", 0),
    ("Stack", 0),
)
SCENE = "linear-gradient(90deg, #6b8791 0 65%, #45606b 65%) fixed"
"""What stands in for the streamer's own picture."""


def states(stage: Stage) -> dict[str, dict[str, Any]]:
    """A problem with its clock, and a round that has been going on for a while."""
    ends = stage.clock() + timedelta(minutes=12, seconds=40)
    rows: list[dict[str, Any]] = [
        {"number": number, "name": name, "count": count, "right": False}
        for number, (name, count) in enumerate(GUESSES, 1)
    ]
    rows.append({"number": None, "name": "others", "count": 1, "right": False})
    return {
        "clock": {
            "phase": "running",
            "label": "3Sum",
            "length": 25 * 60_000,
            "parts": [],
            "endsAt": ends.isoformat(),
            "until": (ends + timedelta(minutes=2)).isoformat(),
        },
        "problem": {"title": "3Sum", "number": 15, "difficulty": "medium", "outcome": "", "pattern": ""},
        "pattern": {
            "phase": "open",
            "title": "3Sum",
            "total": 13,
            "how": "!pattern",
            "closesAt": None,
            "until": None,
            "rows": rows,
            "answer": "",
            "right": 0,
            "first": None,
        },
        "streak": {"days": 12, "week": 4},
        "today": {
            "title": "Tuesday, week 3",
            "items": [{"title": title, "state": state} for title, state in TODAY],
        },
    }


async def take(path: Path) -> None:
    """Every panel at once, over something that is no part of the overlay."""
    stage = Stage()
    async with stage.overlay, chromium_started() as browser:
        for name, state in states(stage).items():
            await stage.put(name, **state)
        page = await browser.new_page(viewport=SIZE, reduced_motion="reduce")
        await page.goto(f"{stage.overlay.url}?panels=clock,problem,pattern,streak,today")
        for name in states(stage):
            await expect(page.locator(f".{name}")).to_be_visible()
        await page.evaluate("(scene) => { document.documentElement.style.background = scene; }", SCENE)
        await page.screenshot(path=path)


if __name__ == "__main__":
    asyncio.run(take(Path(sys.argv[1])))
