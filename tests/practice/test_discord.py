"""The log as people meet it on Discord."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.practice.model import Attempt
from bot.practice.store import PracticeStore
from tests.room import Room, open_room


@pytest.fixture
async def room(tmp_path: Path) -> AsyncGenerator[Room]:
    async with open_room(tmp_path, ["cogs.practice.cog"]) as opened:
        yield opened
        assert opened.mishaps() == []


async def log(room: Room) -> list[Attempt]:
    host = await room.services.people.host()
    assert host is not None
    return await room.database.read(lambda tx: PracticeStore(tx).attempts(host.id))


async def test_a_line_behind_the_prefix_is_logged_and_answered_in_public(room: Room) -> None:
    assert await room.says(room.host, "!solved two-sum 18 hash the complement") == [
        "**Two Sum** solved in 18 min. Again tomorrow.\n> hash the complement"
    ]
    (attempt,) = await log(room)
    assert (attempt.problem, attempt.solved, attempt.minutes, attempt.note) == (
        1,
        True,
        18,
        "hash the complement",
    )


async def test_quotes_in_a_note_are_just_quotes(room: Room) -> None:
    """discord.py gives them a meaning between arguments; the rest of a line has none."""
    assert await room.says(room.host, '!solved two-sum 18 "hash" the “complement') == [
        '**Two Sum** solved in 18 min. Again tomorrow.\n> "hash" the “complement'
    ]


async def test_a_failed_one_is_logged_by_its_number(room: Room) -> None:
    assert await room.says(room.host, "!failed 15 25") == [
        "**3Sum** not solved after 25 min. Again tomorrow."
    ]
    assert await room.says(room.host, "!FAILED 3sum") == ["**3Sum** not solved. Again tomorrow."]


async def test_the_slash_form_has_fields(room: Room) -> None:
    said = await room.slash(room.host, "solved", problem="two-sum", minutes=18, note="hash the complement")
    assert said == "**Two Sum** solved in 18 min. Again tomorrow.\n> hash the complement"
    said = await room.slash(room.host, "failed", problem="3sum", read=True)
    assert said == "**3Sum** not solved, the solution read first. Again tomorrow."
    assert [(one.problem, one.cold) for one in await log(room)] == [(1, True), (15, False)]


async def test_a_whole_line_in_the_slash_forms_first_field_is_understood_too(room: Room) -> None:
    said = await room.slash(room.host, "solved", problem="two sum 18 hash the complement")
    assert said == "**Two Sum** solved in 18 min. Again tomorrow.\n> hash the complement"


async def test_while_typing_problems_are_offered(room: Room) -> None:
    for command in ("solved", "failed", "log"):
        choices = await room.host.autocomplete(room.channel, command, "problem", "two s")
        assert {"name": "1. Two Sum", "value": "two-sum"} in [
            {"name": choice["name"], "value": choice["value"]} for choice in choices
        ]
    assert len(await room.host.autocomplete(room.channel, "solved", "problem", "")) == 25


async def test_every_offered_problem_is_understood(room: Room) -> None:
    for problem in room.services.catalogue:
        assert room.services.catalogue.split(problem.slug) == (problem, "")


async def test_log_takes_an_earlier_day(room: Room) -> None:
    said = await room.slash(
        room.host,
        "log",
        problem="3sum",
        outcome="not solved",
        minutes=25,
        note="sorted too late",
        date="yesterday",
    )
    assert said.startswith("**3Sum** not solved after 25 min, on ")
    assert said.endswith(". Due again today.\n> sorted too late")
    (attempt,) = await log(room)
    assert (attempt.at.date() - attempt.on).days == 1


async def test_log_behind_the_prefix_names_the_slash(room: Room) -> None:
    assert await room.says(room.host, "!log two-sum 18") == ["That one has fields to fill in: type `/log`."]
    assert await log(room) == []


async def test_undo_says_what_it_took_back_and_what_remains(room: Room) -> None:
    await room.says(room.host, "!solved two-sum 18")
    await room.says(room.host, "!solved 3sum")
    await room.says(room.host, "!failed valid-anagram 12")
    assert await room.says(room.host, "!undo") == [
        "Took back **Valid Anagram**, not solved after 12 min. "
        "Today's log still holds **Two Sum** and **3Sum**.\n"
        "-# To have it back: `!failed valid-anagram 12`"
    ]
    assert await room.slash(room.host, "undo") == (
        "Took back **3Sum**, solved. Today's log still holds **Two Sum**.\n-# To have it back: `!solved 3sum`"
    )
    assert await room.says(room.host, "!undo") == [
        "Took back **Two Sum**, solved in 18 min. Today's log is empty now.\n"
        "-# To have it back: `!solved two-sum 18`"
    ]
    assert await room.says(room.host, "!undo") == ["There is nothing in your log to take back."]


async def test_praise_is_said_as_a_fact(room: Room) -> None:
    await room.says(room.host, "!solved group-anagrams 19")
    assert await room.says(room.host, "!solved 3sum 18") == [
        "**3Sum** solved in 18 min. Second medium this week under 20 minutes. Again tomorrow."
    ]
    await room.env.advance_time(24 * 3600)
    assert await room.says(room.host, "!solved 3sum 11") == [
        "**3Sum** solved in 11 min. Last time took 18 min."
    ]


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ("!solved tow-sum 18", 'I don\'t know a problem called "tow-sum". Did you mean Two Sum (1)?'),
        (
            "!solved two-sum 601",
            "Minutes are a whole number from 1 to 600, not 601. Leave them out if you don't know.",
        ),
        (
            "!solved two-sum 1 " + "x" * 281,
            "That note has 281 characters, and 280 is the most. Say it shorter.",
        ),
        ("!solved", "I could not read that. Use it like this: `!solved <problem> [minutes] [note]`"),
    ],
)
async def test_a_refusal_says_what_is_wrong_and_the_mend(room: Room, words: str, refusal: str) -> None:
    assert await room.says(room.host, words) == [refusal]
    assert await log(room) == []


async def test_a_refused_slash_is_answered_for_the_one_who_asked_alone(room: Room) -> None:
    result = await room.host.slash(
        room.channel, "log", problem="two-sum", outcome="solved", date="2999-01-01"
    )
    assert result.ephemeral
    assert result.response is not None
    assert result.response.content.startswith("That day has not come yet. Write it like yesterday")


async def test_a_friend_is_told_that_the_log_is_not_theirs(room: Room) -> None:
    refusal = "Only candidates keep a log. /join begins a plan of your own."
    assert await room.says(room.friend, "!solved two-sum 18") == [refusal]
    assert await room.says(room.moderator, "!undo") == [refusal]
    assert await log(room) == []


async def test_a_note_is_shown_as_plain_words(room: Room) -> None:
    (said,) = await room.says(room.host, "!solved two-sum 18 @everyone **look** <@1> [x](http://y)\n# title")
    note = said.partition("\n")[2]
    assert "\n" not in note
    assert "@everyone" not in note
    assert "**look**" not in note
    assert "](" not in note


async def test_the_answer_fits_whatever_the_note(room: Room) -> None:
    (said,) = await room.says(room.host, "!solved two-sum 18 " + "@" * 280)
    assert len(said) <= 2000
