"""Progress as people meet it on Discord and in Twitch chat."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest

from bot.curriculum.programme import load_programme
from bot.people.model import Actor, Platform, Source
from tests.channel import HOST_ON_DISCORD, open_channel
from tests.drawing import breaks
from tests.progress.hall import Hall, open_hall, texts


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncGenerator[Hall]:
    async with open_hall(tmp_path) as opened:
        yield opened
        assert opened.mishaps() == []


def plain(words: str) -> str:
    return words.replace("\\", "").replace("*", "")


async def says(hall: Hall, words: str) -> Any:
    before = {message.id for message in hall.channel.history()}
    await hall.sam.send(hall.channel, words)
    (said,) = [one for one in hall.channel.history() if one.id not in before and one.author.bot]
    return said


async def test_the_table_shows_every_month_area_and_figure_beside_its_target(hall: Hall) -> None:
    await hall.solved(hall.sam, "two-sum 9", "valid-anagram 30")
    said = plain(texts(await says(hall, "!metrics")))
    programme = load_programme()
    for goal in programme.goals:
        assert goal.words in said
    for area in programme.areas:
        assert area.title in said
    for month in range(1, 7):
        assert f"Month {month} · " in said
    assert "easy problems, cold · 2 of 2 so far (8 of 10)" in said
    assert "45 minutes without a stumble · by hand" in said


async def test_a_month_shows_its_definitions_and_the_evidence(hall: Hall) -> None:
    await hall.solved(hall.sam, "two-sum 9")
    said = plain(texts(await says(hall, "!metrics 1")))
    assert "Cold tries at easy problems (untouched for 14 days), solved: at least 8 of the last 10." in said
    assert "Now 1 of 1 so far; target 8 of 10." in said
    assert "✓ Two Sum 9 min" in said
    whole = await says(hall, "!metrics")
    picked = await hall.sam.select(whole, ["4"], custom_id="metrics:month:1")
    assert picked.response is not None
    assert picked.ephemeral
    assert "/metrics tick clean-45" in texts(picked.response)
    assert "months 1 to 6, not 12" in texts(await says(hall, "!metrics 12"))


async def test_a_cell_is_ticked_and_taken_back(hall: Hall) -> None:
    assert "stands since" in texts(await says(hall, "!metrics tick clean-45 by *ana*"))
    table = plain(texts(await says(hall, "!metrics")))
    assert "✅ System design 45 minutes without a stumble · since" in table
    assert "by ana" in plain(texts(await says(hall, "!metrics 4")))
    assert "open again" in texts(await says(hall, "!metrics untick clean-45"))
    assert "counts itself" in texts(await says(hall, "!metrics tick hards-in-35"))


async def test_progress_hangs_its_calendar_with_the_finding_as_alt_text(hall: Hall) -> None:
    await hall.solved(hall.sam, "two-sum 9")
    said = await says(hall, "!progress")
    assert texts(said).splitlines()[1] == "**1 of 6 days** this week."
    (picture,) = said.attachments
    assert picture.filename == "calendar.png"
    assert picture.description.startswith("Trained on 1 day; 1 were planned. 1 training day in a row")
    assert said.embeds[0].image.url is not None
    picked = await hall.sam.select(said, ["chat"], custom_id="progress:chart:1")
    assert picked.ephemeral
    unknown = texts(await says(hall, "!progress calender"))
    assert unknown == 'I have no picture "calender". Did you mean calendar?'


async def test_numbers_stand_when_no_picture_can_be_drawn(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hall.solved(hall.sam, "two-sum 9")
    breaks(monkeypatch)
    said = await says(hall, "!progress")
    assert said.attachments == []
    assert "1 of 150 solved" in texts(said)
    assert "could not be drawn just now" in texts(await says(hall, "!progress minutes"))
    report = await says(hall, "!report")
    assert [one.filename.rsplit(".", 1)[1] for one in report.attachments] == ["csv", "md"]


async def test_the_report_comes_with_one_picture_and_files_to_keep(hall: Hall) -> None:
    await hall.solved(hall.sam, "two-sum 9 a note of mine", "3sum 18")
    await hall.services.practice.failed(
        Actor(Platform.DISCORD, str(hall.sam.id), "sam"), "valid-anagram 20", Source(Platform.DISCORD, "f")
    )
    said = await says(hall, "!report")
    picture, table, paper = said.attachments
    assert picture.filename == "minutes.png"
    assert picture.description.startswith("Mediums take 18 min")
    rows = (await table.read()).decode("utf-8-sig").splitlines()
    assert rows[0] == "date,what,title,difficulty,pattern,outcome,minutes,cold"
    assert [row.split(",", 1)[1] for row in rows[1:]] == [
        "problem,Two Sum,easy,Arrays & Hashing,solved,9,yes",
        "problem,3Sum,medium,Two Pointers,solved,18,yes",
        "problem,Valid Anagram,easy,Arrays & Hashing,failed,20,yes",
    ]
    words = (await paper.read()).decode()
    assert "note of mine" not in "\n".join(rows) + words
    assert words.startswith("# Sam, ")
    assert [line for line in words.splitlines() if line.startswith("## ")][:2] == [
        "## Went well",
        "## Slipped",
    ]
    assert "Because of this week: the one that is not solved comes back" in texts(said)


async def test_the_streak_says_the_week_first(hall: Hall) -> None:
    assert texts(await says(hall, "!streak")) == (
        "**0 of 6 days** this week.\nThe streak starts with the next problem logged."
    )
    await hall.solved(hall.sam, "two-sum 9")
    assert texts(await says(hall, "!streak")) == (
        "**1 of 6 days** this week.\n🔥 1 training day in a row. 2 missed days a month are free."
    )


async def test_the_stage_leads_with_the_verdict(hall: Hall) -> None:
    said = plain(texts(await says(hall, "!stage")))
    assert said.startswith("Not yet: Recorded reviews\n0 of 4 hold.")
    assert "☐ Filmed tests, solved or not: at least 3 different weeks in the last 28 days · 0 weeks" in said


async def test_chat_hears_of_the_streamer_in_a_line(tmp_path: Path) -> None:
    async with open_channel(tmp_path, ("cogs.progress.component",)) as channel:
        assert await channel.chat.say("vi", "!streak") == [
            "0 of 6 days this week. The streak starts with the next problem logged."
        ]
        host = Actor(Platform.DISCORD, str(HOST_ON_DISCORD), "Candice")
        await channel.services.practice.solved(host, "two-sum 18", Source(Platform.DISCORD, "1"))
        channel.clock.advance(days=1)
        assert await channel.chat.say("vi", "!streak") == [
            "🔥 1 of 6 days this week · 1 training day in a row, today not yet."
        ]
        (said,) = await channel.chat.say("vi", "!progress")
        assert said.startswith("📈 1 of 6 days this week · 1 of 150 problems solved · month ")
