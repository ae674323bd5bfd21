"""Whatever a programme says, its messages stay within Discord's limits, and chat's line within its own."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from typing import Any, cast

import discord
import pytest

from bot.curriculum.model import Pause, Programme, Standing, chapters, spans, week_rows
from bot.curriculum.programme import bundled, load_programme
from bot.people.model import PersonId
from cogs.curriculum import chat, text
from cogs.words import TWITCH_LINE

RAMP = load_programme()
START = date(2026, 3, 2)
LONG = {
    "long words": "word " * 700,
    "one long word": "x" * 3000,
    "markup": "**_~~`<@1>[a](https://x.example)" * 60,
    "wide": "\U0001f469\u200d\U0001f469" * 200,
}


def told(value: Any, words: str) -> Any:
    """The same programme with `words` wherever it says something."""
    if isinstance(value, str) and type(value) is str:
        return words
    if isinstance(value, tuple):
        return tuple(told(one, words) for one in cast("tuple[Any, ...]", value))
    if is_dataclass(value) and not isinstance(value, type):
        kept = {"key", "name", "area", "categories", "round", "preset", "roles"}
        changed = {
            field.name: told(getattr(value, field.name), words)
            for field in fields(value)
            if field.init and field.name not in kept
        }
        return replace(value, **changed)
    if isinstance(value, dict):
        return {key: told(one, words) for key, one in cast("dict[str, Any]", value).items()}
    return value


def check(embed: discord.Embed) -> None:
    assert embed.title
    assert len(embed.title) <= 256
    assert embed.description is None or 1 <= len(embed.description) <= 4096
    assert len(embed.fields) <= 25
    for field in embed.fields:
        assert 1 <= len(str(field.name)) <= 256
        assert 1 <= len(str(field.value)) <= 1024
    assert len(embed) <= 6000


def standings(programme: Programme) -> list[Standing]:
    pauses = (Pause(START + timedelta(days=40), START + timedelta(days=50)),)
    return [
        Standing(PersonId(1), "Sam", programme, START, pauses, START + timedelta(days=ahead))
        for ahead in range(-3, 320, 9)
    ]


@pytest.mark.parametrize("words", LONG.values(), ids=LONG)
def test_a_programme_full_of_words_fits(words: str) -> None:
    programme: Programme = told(RAMP, words)
    for standing in standings(programme):
        check(text.plan(standing))
        check(text.week(standing))
        assert len(chat.plan(standing)) <= TWITCH_LINE
    for chapter in chapters(programme):
        for place in range(len(text.sheets(chapter))):
            check(text.about(chapter, place))
        assert len(text.choice(chapter)) <= 100


@pytest.mark.parametrize("name", bundled())
def test_each_bundled_programme_shows_for_every_day_of_it_and_after(name: str) -> None:
    programme = load_programme(name)
    end = (programme.ends(START) - START).days
    for ahead in range(-1, end + 20):
        standing = Standing(PersonId(1), "Sam", programme, START, (), START + timedelta(days=ahead))
        check(text.plan(standing))
        assert len(chat.plan(standing)) < TWITCH_LINE
        position = standing.position
        if position is not None:
            said = [
                line for row in week_rows(programme, position) for one in row.sittings for line in one.lines
            ]
            assert not [line for line in said if "{" in line or "None" in line]
    for chapter in chapters(programme):
        for place in range(len(text.sheets(chapter))):
            check(text.about(chapter, place))


def test_chat_hears_where_the_streamer_stands() -> None:
    def line(day: date, *pauses: Pause) -> str:
        return chat.plan(Standing(PersonId(1), "Sam", RAMP, START, pauses, day))

    assert line(date(2026, 3, 18)) == (
        "Month 1 of 9, week 3 of 9 in phase 1, Foundation: Two Pointers + Sliding Window + Stack."
    )
    assert line(date(2026, 3, 1)) == "The plan begins on Monday, 2 March."
    assert line(date(2026, 10, 1)) == "Month 7 of 9: Interviews."
    assert line(date(2027, 1, 1)) == "The programme is done: 9 months of it."
    off = Pause(date(2026, 3, 10), date(2026, 3, 16))
    assert line(date(2026, 3, 12), off) == "The plan is paused until Monday, 16 March."


def test_a_heading_never_stands_alone_at_the_foot_of_a_sheet() -> None:
    for chapter in chapters(RAMP):
        for sheet in text.sheets(chapter):
            assert not sheet.body.splitlines()[-1].startswith("**")
            assert len(sheet.body) <= text.PAGE + 700


def test_numbers_in_a_row_are_said_as_a_span() -> None:
    assert [spans("month", months) for months in ((), (3,), (1, 2), (1, 3), (5, 6, 7))] == [
        "",
        "month 3",
        "months 1-2",
        "months 1, 3",
        "months 5-7",
    ]
