"""The plan as Discord meets it: looking, reading on, moving its start, time off."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.app import COGS
from bot.curriculum.model import chapters
from bot.curriculum.programme import load_programme
from tests.room import Room, open_room

# the world of these tests begins on 1 January 2026, a Thursday, and so does the host's plan


@pytest.fixture
async def room(tmp_path: Path) -> AsyncGenerator[Room]:
    async with open_room(tmp_path, ["cogs.curriculum.cog"]) as opened:
        yield opened
        assert opened.mishaps() == []


async def test_the_plan_says_where_one_stands_and_what_comes_next(room: Room) -> None:
    (said,) = await room.says(room.host, "!plan")
    for words in (
        "Week 1 of 9 - Arrays & Hashing",
        "Phase 1, Foundation",
        "month 1 of 9",
        "8 January: **Arrays & Hashing + Two Pointers + Sliding Window**",
        "phase 2, Interview patterns",
        "By the end of month 1: easy problems, cold",
        "last day Wednesday, 30 September 2026",
    ):
        assert words in said
    assert await room.slash(room.host, "plan show") == said


async def test_the_week_shows_every_weekday_with_this_months_minutes(room: Room) -> None:
    await room.host.send(room.channel, "!plan week")
    embed = list(room.channel.history())[-1].embeds[0]
    assert [str(field.name).split(" ·")[0].strip("▸ ") for field in embed.fields] == [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ]
    assert "no clock" in str(embed.fields[2].value)
    assert "▸ Thursday" in str(embed.fields[3].name)
    assert len(embed) < 6000


async def test_every_chapter_opens_by_its_name_and_by_a_slip_of_it(room: Room) -> None:
    for chapter in chapters(load_programme()):
        (said,) = await room.says(room.host, f"!plan about {chapter.key}")
        assert said
    assert await room.says(room.host, "!plan systems") == await room.says(room.host, "!plan about SYSTEMS")
    (said,) = await room.says(room.host, "!plan about sistems")
    assert "Did you mean systems?" in said
    (said,) = await room.says(room.host, "!plan about @everyone")
    assert "There are overview, roles" in said
    (said,) = await room.says(room.host, "!plan about")
    assert "six to nine months" in said


async def test_a_chapter_opens_at_the_phase_that_one_is_in_and_its_pages_turn(room: Room) -> None:
    await room.says(room.host, "!plan start 2025-10-20")
    await room.host.send(room.channel, "!plan about problems")
    message = list(room.channel.history())[-1]
    assert "Phase 2" in str(message.embeds[0].title)
    titles = [str(message.embeds[0].title)]
    for label in ("▶", "▶", "▶", "◀"):
        await room.host.click(message, label=label)
        message = list(room.channel.history())[-1]
        titles.append(str(message.embeds[0].title))
    assert [title.partition(",")[0] for title in titles] == [
        "Phase 2",
        "Phase 3",
        "Phase 1",
        "Phase 2",
        "Phase 1",
    ]
    assert len(list(room.channel.history())) == 4


async def test_the_list_under_the_plan_answers_only_the_one_who_picks(room: Room) -> None:
    await room.friend.send(room.channel, "!plan about rounds")
    await room.host.send(room.channel, "!plan")
    message = list(room.channel.history())[-1]
    count = len(list(room.channel.history()))
    answer = await room.friend.select(message, ["rounds"], custom_id="plan:chapters")
    assert answer.ephemeral
    assert answer.response is not None
    assert answer.response.embeds[0].title == "The rounds of the interview"
    assert len(list(room.channel.history())) == count


async def test_somebody_without_a_plan_is_shown_the_way_in_and_may_read_the_chapters(room: Room) -> None:
    for verb in ("!plan", "!plan week", "!plan pause monday", "!plan start monday", "!plan resume"):
        (said,) = await room.says(room.friend, verb)
        assert "/join" in said
    (said,) = await room.says(room.friend, "!plan about mindset")
    assert "bad day" in said


async def test_time_off_moves_the_last_day_and_coming_back_early_moves_it_again(room: Room) -> None:
    (said,) = await room.says(room.host, "!plan pause monday")
    assert "Paused from today: 4 days off. Back on **Monday, 5 January 2026**." in said
    assert "moves 4 days on: **Sunday, 4 October 2026**" in said
    (said,) = await room.says(room.host, "!plan")
    assert said.startswith("Paused until Monday, 5 January 2026")
    await room.env.advance_time(86_400)
    said = await room.slash(room.host, "plan resume")
    assert "comes 3 days earlier: **Thursday, 1 October 2026**" in said
    assert "week 1: Arrays & Hashing" in said


async def test_a_holiday_ahead_is_shown_and_called_off(room: Room) -> None:
    said = await room.slash(room.host, "plan pause", until="1 August to 15 August")
    assert "Paused from Saturday, 1 August 2026: 14 days off." in said
    (said,) = await room.says(room.host, "!plan")
    assert "A pause lies ahead, from Saturday, 1 August 2026" in said
    (said,) = await room.says(room.host, "!plan resume")
    assert "is called off" in said


async def test_another_start_says_what_moved(room: Room) -> None:
    (said,) = await room.says(room.host, "!plan start 15 December")
    assert "begins on Monday, 15 December 2025; it was Thursday, 1 January 2026" in said
    assert "week 3 of phase 1" in said
    assert "comes 16 days earlier" in said
    (said,) = await room.says(room.host, "!plan start 9 February")
    assert "The plan begins on Monday, 9 February 2026" in said
    (said,) = await room.says(room.host, "!plan")
    assert said.startswith("The plan begins on Monday, 9 February 2026")
    (said,) = await room.says(room.host, "!plan pause 20 February")
    assert "nothing to pause" in said


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("!plan start", "I could not read that"),
        ("!plan start some day", "I can't read *some day* as a day"),
        ("!plan start 2019-01-01", "more than a year ago"),
        ("!plan start 2029-01-01", "more than a year away"),
        ("!plan start 2026-01-01", "already"),
        ("!plan pause yesterday", "has gone by"),
        ("!plan pause today", "That is today"),
        ("!plan pause monday to sunday to monday", "I can't read"),
        ("!plan pause 9 March to 1 March", "cannot end on"),
        ("!plan resume", "Nothing is paused"),
        ("!plan puase monday", "Did you mean `plan pause`?"),
        ("!plan everything", "is nothing I know"),
    ],
)
async def test_wrong_input_is_answered_with_a_sentence_and_the_mend(
    room: Room, line: str, words: str
) -> None:
    (said,) = await room.says(room.host, line)
    assert words in said


async def test_days_and_chapters_are_suggested_while_typing(room: Room) -> None:
    days = await room.host.autocomplete(room.channel, "plan pause", "until", "mon")
    assert [choice["name"] for choice in days][:2] == [
        "Monday, 5 January · in 4 days",
        "Monday, 12 January · in 11 days",
    ]
    found = await room.host.autocomplete(room.channel, "plan about", "section", "dsa")
    assert [choice["value"] for choice in found] == ["problems"]


async def test_the_morning_after_a_pause_began_is_a_rest(tmp_path: Path) -> None:
    """The day reads the same pauses as the plan."""
    async with open_room(tmp_path, COGS) as room:
        await room.says(room.host, "!plan pause monday")
        (said,) = await room.says(room.host, "!today")
        assert "5 January" in said
        assert room.mishaps() == []
