"""Takes the public page's picture for the README: `python -m tests.site.page_picture docs/site.png`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from bot.curriculum.programme import load_catalogue, load_programme
from bot.simulation.persona import START, Kind, persona
from bot.simulation.run import life_of
from bot.site.command_line import export_site
from tests.chromium import chromium_started

DAYS = 120


async def take(target: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with life_of(persona(Kind.BUSY), 7, START, folder) as (house, lived):
            async for day in lived:
                if day.day - START >= timedelta(days=DAYS):
                    break
            now: datetime = house.hours()
        _, page = await export_site(
            folder / "greenroom.db", lambda: now, load_catalogue(), load_programme(), None, folder / "public"
        )
        async with chromium_started() as browser:
            context = await browser.new_context(viewport={"width": 1100, "height": 1180})
            tab = await context.new_page()
            await tab.goto(page.as_uri())
            await tab.screenshot(path=target)


if __name__ == "__main__":
    asyncio.run(take(Path(sys.argv[1])))
