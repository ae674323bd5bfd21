"""Writing into the log and taking back, on a real SQLite file."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from bot.curriculum.model import Catalogue, UnknownProblem
from bot.curriculum.programme import load_catalogue
from bot.database import Transaction, open_database
from bot.errors import NotAllowed
from bot.people.model import Actor, Platform, Source
from bot.people.store import PeopleStore
from bot.practice.model import (
    Attempt,
    AttemptId,
    AttemptLogged,
    AttemptUndone,
    BadDay,
    NoLogOfTheirOwn,
    NothingToUndo,
    OnlyTheStreamer,
    StreamerNotLinked,
    Undone,
)
from bot.practice.service import PracticeService
from bot.practice.store import PracticeStore
from tests.practice.conftest import FRIEND, HOST, MODERATOR, OTHER_CANDIDATE, STREAMER, Stage

MONDAY = date(2026, 3, 2)


def problem_of(back: Undone) -> int:
    """The problem of the attempt that was taken back."""
    assert isinstance(back.what.entry, Attempt)
    return back.what.entry.problem


async def test_a_line_becomes_a_row_and_an_event(stage: Stage) -> None:
    done = await stage.practice.solved(HOST, "two-sum 18 hash the complement", stage.message())
    assert await stage.log() == [(1, True, 18, "hash the complement", MONDAY)]
    assert stage.told == [AttemptLogged(done.attempt)]
    assert done.problem is not None
    assert (done.problem.title, done.again, done.fact) == ("Two Sum", date(2026, 3, 3), None)
    assert done.attempt.at == stage.clock()
    assert done.attempt.cold


async def test_a_failed_one_is_logged_as_such(stage: Stage) -> None:
    await stage.practice.failed(HOST, "15 25", stage.message())
    assert await stage.log() == [(15, False, 25, "", MONDAY)]


async def test_options_beat_the_line_and_say_that_the_solution_was_read(stage: Stage) -> None:
    done = await stage.practice.solved(HOST, "two-sum", stage.message(), minutes=7, note="hash", read=True)
    assert (done.attempt.minutes, done.attempt.note, done.attempt.cold) == (7, "hash", False)


async def test_the_same_message_twice_logs_once_and_answers_the_same(stage: Stage) -> None:
    message = stage.message()
    first = await stage.practice.solved(HOST, "two-sum 18", message)
    again = await stage.practice.solved(HOST, "two-sum 18", message)
    assert again.attempt == first.attempt
    assert len(await stage.log()) == 1
    assert stage.told == [AttemptLogged(first.attempt)]


async def test_the_same_message_many_times_at_once_logs_once(stage: Stage) -> None:
    message = stage.message()
    done = await asyncio.gather(*(stage.practice.solved(HOST, "two-sum 18", message) for _ in range(20)))
    assert len({one.attempt.id for one in done}) == 1
    assert len(await stage.log()) == 1
    assert len(stage.told) == 1


async def test_a_message_on_each_platform_may_have_the_same_id(stage: Stage) -> None:
    await stage.practice.solved(HOST, "two-sum", Source(Platform.DISCORD, "7"))
    await stage.practice.solved(STREAMER, "3sum", Source(Platform.TWITCH, "7"))
    assert [row[0] for row in await stage.log()] == [1, 15]


async def test_an_unknown_problem_logs_nothing(stage: Stage) -> None:
    with pytest.raises(UnknownProblem, match="Did you mean Two Sum"):
        await stage.practice.solved(HOST, "tow sum 18", stage.message())
    assert await stage.log() == []
    assert stage.told == []


async def test_on_discord_each_candidate_has_a_log_of_their_own(stage: Stage) -> None:
    await stage.practice.solved(HOST, "two-sum", stage.message())
    await stage.practice.solved(OTHER_CANDIDATE, "3sum", stage.message())
    assert [row[0] for row in await stage.log()] == [1]
    assert [row[0] for row in await stage.log(stage.other)] == [15]
    back = await stage.practice.undo(HOST, stage.message())
    assert problem_of(back) == 1
    assert [row[0] for row in await stage.log(stage.other)] == [15]


@pytest.mark.parametrize("actor", [FRIEND, Actor(Platform.DISCORD, "999", "Stranger", moderates=True)])
async def test_on_discord_friends_and_moderators_write_into_nobodys_log(stage: Stage, actor: Actor) -> None:
    with pytest.raises(NoLogOfTheirOwn):
        await stage.practice.solved(actor, "two-sum", stage.message())
    with pytest.raises(NoLogOfTheirOwn):
        await stage.practice.undo(actor, stage.message())
    assert await stage.log() == []


async def test_on_twitch_only_the_streamer_logs(stage: Stage) -> None:
    await stage.practice.solved(STREAMER, "two-sum 18", Source(Platform.TWITCH, "a"))
    for actor in (MODERATOR, Actor(Platform.TWITCH, "t999", "viewer")):
        with pytest.raises(OnlyTheStreamer):
            await stage.practice.solved(actor, "3sum", Source(Platform.TWITCH, f"b{actor.account}"))
        with pytest.raises(NotAllowed):
            await stage.practice.undo(actor, Source(Platform.TWITCH, f"c{actor.account}"))
    assert [row[0] for row in await stage.log()] == [1]


async def test_on_twitch_an_unlinked_streamer_is_told_so(stage: Stage) -> None:
    await stage.database.write(lambda tx: PeopleStore(tx).save(replace(stage.host, twitch_id=None)))
    with pytest.raises(StreamerNotLinked, match="/link"):
        await stage.practice.solved(STREAMER, "two-sum", Source(Platform.TWITCH, "a"))


async def test_before_four_in_the_morning_it_is_still_yesterday(stage: Stage) -> None:
    stage.clock.now = datetime(2026, 3, 3, 2, 30, tzinfo=UTC)  # half past three in Berlin
    await stage.practice.solved(HOST, "two-sum", stage.message())
    stage.clock.now = datetime(2026, 3, 3, 3, 30, tzinfo=UTC)
    await stage.practice.solved(HOST, "3sum", stage.message())
    assert [row[4] for row in await stage.log()] == [MONDAY, date(2026, 3, 3)]


async def test_a_back_dated_row_counts_for_its_day_and_is_listed_there(stage: Stage) -> None:
    await stage.practice.solved(HOST, "two-sum", stage.message())
    done = await stage.practice.log(HOST, "3sum", stage.message(), solved=True, day="yesterday", minutes=5)
    assert (done.attempt.on, done.attempt.at, done.fact) == (date(2026, 3, 1), stage.clock(), None)
    assert done.again == MONDAY
    assert [row[0] for row in await stage.log()] == [15, 1]
    on_sunday = await stage.database.read(
        lambda tx: PracticeStore(tx).attempts_on(stage.host.id, date(2026, 3, 1))
    )
    assert [one.problem for one in on_sunday] == [15]
    with pytest.raises(BadDay):
        await stage.practice.log(HOST, "3sum", stage.message(), solved=True, day="2026-03-03")


async def test_praise_counts_from_the_log(stage: Stage) -> None:
    await stage.practice.solved(HOST, "group-anagrams 19", stage.message())
    await stage.practice.solved(HOST, "top k frequent elements 12", stage.message())
    done = await stage.practice.solved(HOST, "3sum 18", stage.message())
    assert done.fact == "Third medium this week under 20 minutes."
    await stage.practice.undo(HOST)
    await stage.practice.undo(HOST)
    done = await stage.practice.solved(HOST, "3sum 18", stage.message())
    assert done.fact == "Second medium this week under 20 minutes."


async def test_undo_takes_back_what_was_logged_last_and_says_what_remains(stage: Stage) -> None:
    await stage.practice.solved(HOST, "two-sum", stage.message())
    await stage.practice.solved(HOST, "3sum", stage.message())
    await stage.practice.failed(HOST, "valid-anagram", stage.message())
    back = await stage.practice.undo(HOST, stage.message())
    assert back.what.title == "Valid Anagram"
    assert [row.title for row in back.remaining] == ["Two Sum", "3Sum"]
    assert [row[0] for row in await stage.log()] == [1, 15]
    assert isinstance(back.what.entry, Attempt)
    assert stage.told[-1] == AttemptUndone(back.what.entry)


async def test_undo_goes_by_when_it_was_logged_and_not_by_its_day(stage: Stage) -> None:
    await stage.practice.solved(HOST, "two-sum", stage.message())
    await stage.practice.log(HOST, "3sum", stage.message(), solved=True, day="2026-02-10")
    back = await stage.practice.undo(HOST, stage.message())
    assert (problem_of(back), back.remaining) == (15, ())
    assert [row[0] for row in await stage.log()] == [1]


async def test_undo_again_takes_back_the_one_before_until_nothing_is_left(stage: Stage) -> None:
    await stage.practice.solved(HOST, "two-sum", stage.message())
    await stage.practice.solved(HOST, "3sum", stage.message())
    undone = [problem_of(await stage.practice.undo(HOST, stage.message())) for _ in range(2)]
    assert undone == [15, 1]
    with pytest.raises(NothingToUndo):
        await stage.practice.undo(HOST, stage.message())


async def test_a_replayed_undo_takes_back_nothing_more(stage: Stage) -> None:
    await stage.practice.solved(HOST, "two-sum", stage.message())
    await stage.practice.solved(HOST, "3sum", stage.message())
    message = stage.message()
    first = await stage.practice.undo(HOST, message)
    again = await stage.practice.undo(HOST, message)
    assert again == first
    assert [row[0] for row in await stage.log()] == [1]
    assert len([event for event in stage.told if isinstance(event, AttemptUndone)]) == 1


async def test_a_replayed_message_does_not_log_again_what_was_taken_back(stage: Stage) -> None:
    message = stage.message()
    await stage.practice.solved(HOST, "two-sum", message)
    await stage.practice.undo(HOST, stage.message())
    await stage.practice.solved(HOST, "two-sum", message)
    assert await stage.log() == []


async def test_undo_works_after_a_restart(stage: Stage) -> None:
    await stage.practice.solved(HOST, "two-sum 18", stage.message())
    async with open_database(stage.path, stage.told.append) as database:
        restarted = PracticeService(database, stage.clock, load_catalogue())
        back = await restarted.undo(HOST, stage.message())
    assert problem_of(back) == 1
    assert await stage.log() == []


async def test_a_row_whose_problem_left_the_catalogue_can_still_be_taken_back(stage: Stage) -> None:
    await stage.practice.solved(HOST, "two-sum", stage.message())
    emptied = PracticeService(stage.database, stage.clock, Catalogue([]))
    back = await emptied.undo(HOST, stage.message())
    assert (back.what.problem, problem_of(back)) == (None, 1)


async def test_another_feature_logs_in_its_own_transaction(stage: Stage) -> None:
    row = Attempt(
        AttemptId(0),
        stage.host.id,
        1,
        True,
        None,
        True,
        "",
        stage.clock(),
        MONDAY,
        Source(Platform.DISCORD, "x"),
    )

    def unit(tx: Transaction) -> tuple[Attempt, Attempt]:
        return PracticeStore(tx).add(row), PracticeStore(tx).add(row)

    first, second = await stage.database.write(unit)
    assert first == second == replace(row, id=first.id)
    assert stage.told == [AttemptLogged(first)]


@pytest.mark.parametrize(
    "wrong",
    [
        "minutes = 0",
        "minutes = 601",
        "solved = 2",
        f"note = '{'x' * 281}'",
        "problem = 0",
        "source_id = NULL",
    ],
)
async def test_the_schema_itself_refuses_what_no_attempt_can_be(stage: Stage, wrong: str) -> None:
    await stage.practice.solved(HOST, "two-sum 18", stage.message())
    statement = f"UPDATE attempts SET {wrong}"  # noqa: S608 - the test's own words
    with pytest.raises(sqlite3.IntegrityError):
        await stage.database.write(lambda tx: tx.execute(statement).rowcount)
