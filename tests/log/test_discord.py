"""The log as people look it up, correct it and carry it in and out on Discord."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
import simcord

from bot.discord_bot import DiscordBot
from bot.practice.log_store import LogStore
from bot.practice.model import Attempt, Entry, Session, SessionKind, Verdict
from bot.sheet import MOST_BYTES
from tests.room import Room, open_room, spoken

COGS = ["cogs.practice.cog", "cogs.log.cog"]
FILE = ("solved.csv", b"problem,date,solved,minutes,note\n3sum,2025-12-01,yes,25,sort first\ntwo-sum,,,,\n")


@pytest.fixture
async def room(tmp_path: Path) -> AsyncGenerator[Room]:
    async with open_room(tmp_path, COGS) as opened:
        yield opened
        assert opened.mishaps() == []


async def held(room: Room) -> list[Entry]:
    host = await room.services.people.host()
    assert host is not None
    return await room.database.read(lambda tx: LogStore(tx).all(host.id))


async def attempts(room: Room) -> list[tuple[int, bool, int | None, str]]:
    return [
        (one.problem, one.solved, one.minutes, one.note)
        for one in await held(room)
        if isinstance(one, Attempt)
    ]


async def asks(room: Room, command: str, **options: Any) -> simcord.InteractionResult:
    """The host's slash command, answered for them alone."""
    result = await room.host.slash(room.channel, command, **options)
    assert result.ephemeral
    return result


async def hands_in(
    room: Room, shown: simcord.InteractionResult, **values: object
) -> simcord.InteractionResult:
    """Fill the fields of a form by their labels, the others as they stand there."""
    assert shown.modal is not None
    filled: dict[str, object] = {}
    for label in shown.modal["components"]:
        field = label["component"]
        word = str(label["label"]).split()[0].lower().strip("?(")
        preset = next(
            (one["value"] for one in field.get("options", ()) if one.get("default")), field.get("value")
        )
        value = values.get(word, [preset] if "options" in field else preset)
        if value is not None:
            filled[field["custom_id"]] = value
    return await room.host.submit_modal(shown, filled)


async def restarted(room: Room) -> None:
    fresh = DiscordBot(room.bot.section, room.bot._names, room.services, room.database, COGS)  # pyright: ignore[reportPrivateUsage] - the same names again
    await room.env.restart_bot(fresh)


async def test_sessions_are_logged_behind_the_prefix_and_by_slash(room: Room) -> None:
    programme = room.services.programme
    system, first = programme.systems[0].title, programme.rounds[0].title
    assert await room.says(room.host, f"!designed {system.lower()} 45 queue first") == [
        f"**{system}** designed in 45 min.\n> queue first"
    ]
    said = await room.slash(room.host, "read", what="DDIA chapter 3", minutes=30, date="yesterday")
    assert said.startswith("**DDIA chapter 3** read in 30 min, on Wednesday 31 December.")
    assert await room.says(room.host, f"!mock {first} failed 30") == [f"**{first}** not passed after 30 min."]
    assert await room.slash(room.host, "mock", round=first, outcome="passed", minutes=25) == (
        f"**{first}** passed in 25 min. Passed on try 2."
    )
    assert (await room.says(room.host, "!explained the chain rule 2"))[0].startswith(
        "**the chain rule** explained"
    )
    assert (await room.says(room.host, "!shipped an own thing"))[0] == "**an own thing** shipped."
    assert [one.kind for one in await held(room) if isinstance(one, Session)] == [
        SessionKind.READING,
        SessionKind.DESIGN,
        SessionKind.MOCK,
        SessionKind.MOCK,
        SessionKind.EXPLANATION,
        SessionKind.PORTFOLIO,
    ]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("!mock technical", "How did it go? Write passed or failed behind the round: technical passed 45."),
        ("!mock zzz passed", 'I don\'t know a round called "zzz". There are: '),
        ("!read", "I could not read that. Use it like this: `!read <what> [minutes] [note]`"),
        ("!explained 601", "**601** explained."),
        ("!designed x 601 min", "Minutes are a whole number from 1 to 600, not 601."),
    ],
)
async def test_a_line_about_a_session_is_understood_or_refused_with_the_mend(
    room: Room, words: str, answer: str
) -> None:
    (said,) = await room.says(room.host, words)
    assert said.startswith(answer)


async def test_while_typing_the_programmes_own_titles_are_offered(room: Room) -> None:
    for command, option in (
        ("explained", "topic"),
        ("designed", "system"),
        ("read", "what"),
        ("shipped", "piece"),
    ):
        assert await room.host.autocomplete(room.channel, command, option, "")
    titles = [one["value"] for one in await room.host.autocomplete(room.channel, "mock", "round", "")]
    assert titles == [one.title for one in room.services.programme.rounds]
    roles = [one["value"] for one in await room.host.autocomplete(room.channel, "mock", "role", "")]
    assert roles == [one.title[:100] for one in room.services.programme.roles]


async def test_log_alone_opens_a_form_that_takes_anything(room: Room) -> None:
    shown = await room.host.slash(room.channel, "log")
    result = await hands_in(room, shown, which="two sum", minutes="18", note="hash", day="yesterday")
    assert result.response is not None
    assert result.response.content.startswith("**Two Sum** solved in 18 min, on Wednesday 31 December.")
    first = room.services.programme.rounds[0].title
    shown = await room.host.slash(room.channel, "log", minutes=20)
    await hands_in(room, shown, what=["mock-failed"], which=first)
    mock = (await held(room))[-1]
    assert isinstance(mock, Session)
    assert (mock.verdict, mock.minutes) == (Verdict.FAILED, 20)


async def test_what_stood_in_a_refused_form_is_handed_back(room: Room) -> None:
    shown = await room.host.slash(room.channel, "log")
    result = await hands_in(room, shown, which="tow sum", note="a *long* thought")
    assert result.response is not None
    assert result.ephemeral
    assert "Did you mean Two Sum" in result.response.content
    (again,) = result.followups
    assert again.content == r"-# You wrote: tow sum · a \*long\* thought"
    assert await held(room) == []


async def test_history_shows_every_try_and_the_trend_in_one_line(room: Room) -> None:
    await room.says(room.host, "!failed two-sum 30 --on 2025-12-01")
    await room.says(room.host, "!solved two-sum 25 hash the **complement** --yesterday")
    await room.says(room.host, "!solved two-sum 11")
    (said,) = await room.says(room.host, "!history two-sum")
    assert said.splitlines() == [
        "Two Sum · easy",
        "Solved 2 of 3 tries. Cold, from 25 min to 11 min.",
        "✗ **1 December 2025** 30 min `#1`",
        r"☑ **Yesterday** 25 min · hash the \*\*complement\*\* `#2`",
        "☑ **Today** 11 min `#3`",
    ]
    assert await room.says(room.host, "!history 3sum") == ["3Sum is not in your log yet."]
    assert room.services.catalogue.get(1).category not in said


async def test_history_alone_lists_the_newest_entries_and_turns_pages_after_a_restart(room: Room) -> None:
    for number in range(12):
        await room.says(room.host, f"!read page {number}x")
    (said,) = await room.says(room.host, "!history")
    assert said.splitlines()[:3] == ["Your log", "**Today**", "☑ **page 11x** read `#12`"]
    message = room.channel.last_message
    assert message is not None
    await restarted(room)
    older = await room.host.click(message, label="Older")
    assert older.ephemeral, "a list that all see stays as it is"
    assert older.response is not None
    assert "**page 0x** read `#1`" in spoken(older.response)
    await room.host.click(older.response, label="Newer")
    assert "**page 11x**" in spoken(older.response)
    # whoever else presses sees no log but their own
    refused = await room.friend.click(message, label="Older")
    assert refused.response is not None
    assert refused.response.content.startswith("Only candidates keep a log.")


async def test_notes_show_what_was_found_in_bold_for_the_asker_alone(room: Room) -> None:
    await room.says(room.host, "!solved two-sum 18 push @everyone onto the heap_heap *now*")
    for name in "abcdef":
        await room.says(room.host, f"!read paper {name}: heaps again")
    result = await asks(room, "notes", words="heap")
    assert result.response is not None
    embed = result.response.embeds[0]
    assert embed.footer.text == "1-5 of 7 notes"
    assert "> **heaps** again" in str(embed.description)
    await restarted(room)
    await room.host.click(result.response, label="Older")
    embed = result.response.embeds[0]
    assert embed.footer.text == "6-7 of 7 notes"
    assert "@everyone" not in str(embed.description)
    assert r"\*now\*" in str(embed.description)
    nothing = await asks(room, "notes", words='zzz"')
    assert nothing.response is not None
    assert nothing.response.content.startswith("None of your notes has")


async def test_a_row_is_picked_from_a_list_and_corrected_after_a_restart(room: Room) -> None:
    await room.says(room.host, "!solved two-sum 18 hash")
    listed = await asks(room, "edit")
    assert listed.response is not None
    await restarted(room)
    form = await room.host.select(listed.response, ["1"], custom_id="log:edit")
    assert form.modal is not None
    assert form.modal["title"] == "Correct entry 1"
    result = await hands_in(
        room, form, problem="3sum", how=["failed"], minutes="", note="sort", day="yesterday"
    )
    assert result.ephemeral
    assert result.response is not None
    assert result.response.content.splitlines() == [
        "Now it says: **3Sum** not solved, yesterday.",
        "-# Before: **Two Sum** solved in 18 min, today.",
        "> sort",
    ]
    assert await attempts(room) == [(15, False, None, "sort")]


async def test_a_number_opens_the_form_at_once_and_a_wrong_one_is_refused(room: Room) -> None:
    first = room.services.programme.rounds[0].title
    await room.says(room.host, f"!mock {first} failed 30 lost the thread")
    choices = await room.host.autocomplete(room.channel, "edit", "entry", "thread")
    assert [one["value"] for one in choices] == ["1"]
    form = await room.host.slash(room.channel, "edit", entry="#1")
    result = await hands_in(room, form, how=["mock-passed"])
    assert result.response is not None
    assert result.response.content.startswith(f"Now it says: **{first}** passed in 30 min, today.")
    refused = await asks(room, "edit", entry="77")
    assert refused.response is not None
    assert refused.response.content.startswith('Your log has no entry "77".')


async def test_a_row_that_was_taken_back_meanwhile_is_not_corrected(room: Room) -> None:
    await room.says(room.host, "!solved two-sum 18")
    form = await room.host.slash(room.channel, "edit", entry="1")
    await room.says(room.host, "!undo")
    result = await hands_in(room, form, minutes="20")
    assert result.response is not None
    assert result.response.content.startswith('Your log has no entry "1".')
    assert await held(room) == []


async def test_a_file_is_shown_first_and_taken_on_a_yes_after_a_restart(room: Room) -> None:
    offered = await asks(room, "import", file=FILE)
    (message,) = offered.followups or [offered.response]
    assert message is not None
    said = spoken(message)
    assert said.startswith(
        "Take 2 rows into your log?\n2 tries at 2 problems, from 1 December 2025 to 31 December 2025."
    )
    assert "1 row without a date would count for Wednesday 31 December 2025" in said
    assert await held(room) == []
    await restarted(room)
    await room.host.click(message, label="Take it")
    assert message.content.startswith(
        "2 rows of **solved.csv** are in your log now, 1 December 2025 to 31 December"
    )
    assert message.components == []
    assert await attempts(room) == [(15, True, 25, "sort first"), (1, True, None, "")]
    assert await room.says(room.host, "!undo") == [
        "Took back 2 rows of **solved.csv**, the whole file.\n"
        "-# Attach it to `/import` again to have them back."
    ]
    assert await held(room) == []


async def test_a_no_leaves_the_file_out(room: Room) -> None:
    offered = await asks(room, "import", file=FILE, date="2025-11-30")
    (message,) = offered.followups or [offered.response]
    assert message is not None
    await room.host.click(message, label="No")
    assert message.content == "Left out. Nothing of that file is in your log."
    assert message.components == []
    assert await held(room) == []


@pytest.mark.parametrize(
    ("file", "refusal"),
    [
        (
            ("a.csv", b"problem\ntow sum\n"),
            "One row needs a change, so I took nothing of the file.\nRow 2: I don't know",
        ),
        (("a.xlsx", b"PK\x03\x04" + b"x" * 50), "That is a workbook."),
        (("a.csv", b"x" * (MOST_BYTES + 1)), "That file is larger than 2 MB."),
        (("a.csv", b""), "That file is empty."),
    ],
    ids=["wrong row", "workbook", "large", "empty"],
)
async def test_a_file_that_cannot_be_taken_says_why(
    room: Room, file: tuple[str, bytes], refusal: str
) -> None:
    result = await asks(room, "import", file=file)
    said = [one.content for one in [result.response, *result.followups] if one is not None]
    assert any(one.startswith(refusal) for one in said), said
    assert await held(room) == []


async def test_the_log_goes_out_and_is_known_when_it_comes_in(room: Room) -> None:
    await room.says(room.host, "!solved two-sum 18 =SUM(A1)")
    await room.says(room.host, "!read a paper 20")
    result = await asks(room, "export")
    (message,) = result.followups or [result.response]
    assert message is not None
    assert message.content == "Your whole log, 2 rows. `/import` reads it back."
    (attachment,) = message.attachments
    assert re.fullmatch(r"greenroom-log-2026-01-01\.csv", attachment.filename)
    data = await attachment.read()
    assert b"'=SUM(A1)" in data
    again = await asks(room, "import", file=("log.csv", data))
    said = [one.content for one in [again.response, *again.followups] if one is not None]
    assert "All 2 rows of that file are in your log already, so there is nothing to take." in said


@pytest.mark.parametrize("name", ["notes", "edit", "export", "import"])
async def test_what_is_private_names_its_slash_behind_the_prefix(room: Room, name: str) -> None:
    assert await room.says(room.host, f"!{name} whatever") == [f"That one answers you alone: type `/{name}`."]


@pytest.mark.parametrize("command", ["notes", "edit", "export"])
async def test_friends_are_told_how_to_have_a_log(room: Room, command: str) -> None:
    result = await room.friend.slash(room.channel, command)
    said = [one.content for one in [result.response, *result.followups] if one is not None]
    assert "Only candidates keep a log. /join begins a plan of your own." in said
