"""Files into the log and out of it: looked at, taken whole or not at all, taken back by one undo."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.curriculum.programme import load_catalogue, load_programme
from bot.database import open_database
from bot.people.model import Platform, Source
from bot.practice.file_service import LogFileService
from bot.practice.log_store import LogStore
from bot.practice.model import (
    Entry,
    LogImported,
    NoLogOfTheirOwn,
    NothingLogged,
    NothingNew,
    OfferGone,
    SessionKind,
    vocabulary_of,
)
from bot.sheet import BadRows
from tests.practice.conftest import FRIEND, HOST, OTHER_CANDIDATE, STREAMER, Stage

CATALOGUE = load_catalogue()
KNOWN = vocabulary_of(load_programme())
BEFORE = date(2026, 3, 1)
"""The day before the plan of the stage's people begins."""
SOLVED = (
    b"problem,date,solved,minutes,note\n3sum,2026-02-01,yes,25,sort\n"
    b"two-sum,,,,\nvalid anagram,2026-02-03,no,,\n"
)


@pytest.fixture
def files(stage: Stage) -> LogFileService:
    return LogFileService(stage.database, stage.clock, CATALOGUE, KNOWN)


async def held(stage: Stage) -> list[Entry]:
    return await stage.database.read(lambda tx: LogStore(tx).all(stage.host.id))


async def test_an_offer_says_what_would_come_and_changes_nothing(stage: Stage, files: LogFileService) -> None:
    offer = await files.offer(HOST, "my list.csv", SOLVED, stage.message())
    assert (offer.name, offer.rows, offer.known, offer.problems, offer.sessions) == (
        "my list.csv",
        3,
        0,
        3,
        0,
    )
    assert (offer.undated, offer.undated_day, offer.first, offer.last) == (
        1,
        BEFORE,
        date(2026, 2, 1),
        BEFORE,
    )
    assert [row.title for row in offer.sample] == ["3Sum", "Two Sum", "Valid Anagram"]
    assert await held(stage) == []
    assert stage.told == []


async def test_yes_takes_the_whole_file_and_says_so_once(stage: Stage, files: LogFileService) -> None:
    offer = await files.offer(HOST, "list.csv", SOLVED, stage.message())
    taken = await files.take(HOST, offer.id)
    assert (taken.rows, taken.known, taken.first, taken.last) == (3, 0, date(2026, 2, 1), BEFORE)
    assert await stage.log() == [
        (15, True, 25, "sort", date(2026, 2, 1)),
        (242, False, None, "", date(2026, 2, 3)),
        (1, True, None, "", BEFORE),
    ]
    assert stage.told == [LogImported(stage.host.id, 3, date(2026, 2, 1), BEFORE)]
    # pressed again, or delivered again: the same answer and not a row more
    again = await files.take(HOST, offer.id)
    assert (again.rows, again.first, again.last) == (taken.rows, taken.first, taken.last)
    assert len(await stage.log()) == 3
    assert len(stage.told) == 1


async def test_no_forgets_the_file(stage: Stage, files: LogFileService) -> None:
    offer = await files.offer(HOST, "list.csv", SOLVED, stage.message())
    await files.turn_down(HOST, offer.id)
    with pytest.raises(OfferGone):
        await files.take(HOST, offer.id)
    with pytest.raises(OfferGone):
        await files.turn_down(HOST, offer.id)
    assert await held(stage) == []


async def test_one_undo_takes_the_whole_file_back_and_the_next_the_row_before_it(
    stage: Stage, files: LogFileService
) -> None:
    await stage.practice.solved(HOST, "climbing stairs", stage.message())
    offer = await files.offer(HOST, "list.csv", SOLVED, stage.message())
    await files.take(HOST, offer.id)
    message = stage.message()
    back = await stage.practice.undo(HOST, message)
    assert (back.file, back.rows) == ("list.csv", 3)
    assert [row[0] for row in await stage.log()] == [70]
    assert stage.told[-1] == LogImported(stage.host.id, -3, date(2026, 2, 1), BEFORE)
    assert await stage.practice.undo(HOST, message) == back
    assert [row[0] for row in await stage.log()] == [70]
    with pytest.raises(OfferGone):
        await files.take(HOST, offer.id)
    assert (await stage.practice.undo(HOST, stage.message())).what.title == "Climbing Stairs"


async def test_a_row_that_was_logged_after_the_file_goes_first(stage: Stage, files: LogFileService) -> None:
    await files.take(HOST, (await files.offer(HOST, "list.csv", SOLVED, stage.message())).id)
    await stage.practice.solved(STREAMER, "climbing stairs", Source(Platform.TWITCH, "a"))
    assert (await stage.practice.undo(HOST, stage.message())).file == ""
    assert (await stage.practice.undo(STREAMER, Source(Platform.TWITCH, "b"))).file == "list.csv"
    assert await stage.log() == []


async def test_the_offer_outlives_a_restart(stage: Stage, files: LogFileService) -> None:
    offer = await files.offer(HOST, "list.csv", SOLVED, stage.message(), "2026-02-10")
    async with open_database(stage.path, stage.told.append) as database:
        await LogFileService(database, stage.clock, CATALOGUE, KNOWN).take(HOST, offer.id)
    assert (1, True, None, "", date(2026, 2, 10)) in await stage.log()


async def test_a_file_that_comes_twice_brings_only_what_is_new(stage: Stage, files: LogFileService) -> None:
    first = await files.offer(HOST, "list.csv", SOLVED, stage.message())
    await files.take(HOST, first.id)
    with pytest.raises(NothingNew, match="All 3 rows of that file are in your log already"):
        await files.offer(HOST, "list.csv", SOLVED, stage.message())
    more = await files.offer(HOST, "list.csv", SOLVED + b"70,2026-02-04,yes,,\n", stage.message())
    assert (more.rows, more.known) == (1, 3)
    await files.take(HOST, more.id)
    assert len(await stage.log()) == 4


async def test_a_row_that_was_logged_while_the_file_waited_is_not_doubled(
    stage: Stage, files: LogFileService
) -> None:
    offer = await files.offer(HOST, "list.csv", SOLVED, stage.message())
    await stage.practice.solved(HOST, "3sum 25 sort", stage.message(), day="2026-02-01")
    assert (await files.take(HOST, offer.id)).rows == 2
    assert [row[0] for row in await stage.log()].count(15) == 1


async def test_the_same_interaction_offers_once_and_a_new_file_replaces_the_one_that_waited(
    stage: Stage, files: LogFileService
) -> None:
    message = stage.message()
    first = await files.offer(HOST, "list.csv", SOLVED, message)
    assert (await files.offer(HOST, "list.csv", SOLVED, message)).id == first.id
    second = await files.offer(HOST, "other.csv", b"problem\n70\n", stage.message())
    assert second.name == "other.csv"
    await files.take(HOST, second.id)
    assert [row[0] for row in await stage.log()] == [70]


async def test_one_wrong_row_keeps_all_of_them_out(stage: Stage, files: LogFileService) -> None:
    with pytest.raises(BadRows, match="Row 5: I don't know a problem"):
        await files.offer(HOST, "list.csv", SOLVED + b"tow sum,,,,\n", stage.message())
    assert await held(stage) == []
    rows = await stage.database.read(lambda tx: tx.all("SELECT * FROM log_imports"))
    assert rows == []


async def test_a_file_is_its_candidates_alone(stage: Stage, files: LogFileService) -> None:
    with pytest.raises(NoLogOfTheirOwn):
        await files.offer(FRIEND, "list.csv", SOLVED, stage.message())
    offer = await files.offer(HOST, "list.csv", SOLVED, stage.message())
    for verb in (files.take, files.turn_down):
        with pytest.raises(OfferGone):
            await verb(OTHER_CANDIDATE, offer.id)
        with pytest.raises(NoLogOfTheirOwn):
            await verb(FRIEND, offer.id)
    await files.take(HOST, offer.id)
    assert await stage.log(stage.other) == []


async def test_a_log_moves_to_another_candidate_whole(stage: Stage, files: LogFileService) -> None:
    with pytest.raises(NothingLogged):
        await files.export(HOST)
    await stage.practice.solved(HOST, "two-sum 18 =1+1", stage.message())
    await stage.practice.failed(HOST, "3sum --read", stage.message(), day="2026-02-01")
    for kind in (SessionKind.READING, SessionKind.PORTFOLIO):
        await stage.practice.session(HOST, kind, "a; b, c: d", stage.message())
    await stage.practice.session(HOST, SessionKind.MOCK, "screen for me passed 30", stage.message())
    made = await files.export(HOST)
    assert (made.name, made.rows) == ("greenroom-log-2026-03-02.csv", 5)
    taken = await files.take_for(stage.other.id, made.name, made.data)
    assert taken.rows == 5
    assert (await files.export_of(stage.other.id)).data == made.data
    assert stage.told[-1] == LogImported(stage.other.id, 5, date(2026, 2, 1), date(2026, 3, 2))


async def test_five_thousand_rows_are_offered_taken_and_taken_back(
    stage: Stage, files: LogFileService
) -> None:
    numbers = [problem.number for problem in CATALOGUE]
    rows = "".join(
        f"{numbers[place % 150]},{date(2024, 1, 1) + timedelta(days=place % 700)},yes,18,note {place}\n"
        for place in range(5000)
    )
    data = f"problem,date,solved,minutes,note\n{rows}".encode()
    offer = await files.offer(HOST, "big.csv", data, stage.message())
    assert (await files.take(HOST, offer.id)).rows == 5000
    assert (await files.export(HOST)).rows == 5000
    assert (await stage.practice.undo(HOST, stage.message())).rows == 5000
    assert await held(stage) == []
