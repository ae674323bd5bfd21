"""The whole log on a real SQLite file: sessions beside attempts, undo over all of it, corrections."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.curriculum.model import UnknownProblem
from bot.curriculum.programme import load_catalogue, load_programme
from bot.database import open_database
from bot.errors import UserError
from bot.people.model import Source
from bot.practice.log_service import LogService
from bot.practice.model import (
    MARKED,
    Attempt,
    AttemptChanged,
    AttemptLogged,
    BadDay,
    BadMinutes,
    Deed,
    Filled,
    Logged,
    NeverTried,
    NoLogOfTheirOwn,
    NoSuchEntry,
    NoteTooLong,
    NothingFound,
    NothingLogged,
    NothingToUndo,
    Session,
    SessionChanged,
    SessionKind,
    SessionLogged,
    SessionNoted,
    SessionUndone,
    Verdict,
    filled_of,
    vocabulary_of,
)
from bot.practice.service import PracticeService
from bot.practice.store import SessionStore
from tests.practice.conftest import FRIEND, HOST, OTHER_CANDIDATE, STREAMER, Stage

MONDAY = date(2026, 3, 2)
SUNDAY = date(2026, 3, 1)
PROGRAMME = load_programme()
CATALOGUE = load_catalogue()
KNOWN = vocabulary_of(PROGRAMME)
ROUND, ROLE = PROGRAMME.rounds[0].title, PROGRAMME.roles[0].title


@pytest.fixture
def practice(stage: Stage) -> PracticeService:
    return PracticeService(stage.database, stage.clock, CATALOGUE, KNOWN)


@pytest.fixture
def log(stage: Stage) -> LogService:
    return LogService(stage.database, stage.clock, CATALOGUE, KNOWN)


async def sessions(stage: Stage) -> list[Session]:
    return await stage.database.read(lambda tx: SessionStore(tx).sessions(stage.host.id))


async def test_a_session_is_a_row_and_an_event(stage: Stage, practice: PracticeService) -> None:
    done = await practice.session(
        HOST, SessionKind.READING, "DDIA chapter 3 30 log structured", stage.message()
    )
    assert (done.session.subject, done.session.minutes, done.session.note, done.session.on) == (
        "DDIA chapter 3",
        30,
        "log structured",
        MONDAY,
    )
    assert await sessions(stage) == [done.session]
    assert stage.told == [SessionLogged(done.session)]


async def test_fields_beat_the_line_and_the_day_may_stand_in_either(
    stage: Stage, practice: PracticeService
) -> None:
    done = await practice.session(
        HOST, SessionKind.MOCK, f"{ROUND} failed 30", stage.message(), verdict=Verdict.PASSED,
        role=ROLE.lower(), minutes=5, note="calm", day="yesterday",
    )  # fmt: skip
    one = done.session
    assert (one.verdict, one.role, one.minutes, one.note, one.on) == (Verdict.PASSED, ROLE, 5, "calm", SUNDAY)
    done = await practice.session(HOST, SessionKind.READING, "a paper 20 --on 2026-02-20", stage.message())
    assert done.session.on == date(2026, 2, 20)
    with pytest.raises(BadDay):
        await practice.session(HOST, SessionKind.READING, "a paper", stage.message(), day="tomorrow")


async def test_the_same_message_twice_logs_one_session(stage: Stage, practice: PracticeService) -> None:
    message = stage.message()
    first = await practice.session(HOST, SessionKind.READING, "a paper 20", message)
    assert await practice.session(HOST, SessionKind.READING, "a paper 20", message) == first
    assert len(await sessions(stage)) == 1
    assert len(stage.told) == 1


async def test_friends_have_no_log(stage: Stage, practice: PracticeService, log: LogService) -> None:
    with pytest.raises(NoLogOfTheirOwn):
        await practice.session(FRIEND, SessionKind.READING, "a paper", stage.message())
    for asked in (
        log.recent(FRIEND),
        log.notes(FRIEND, "x"),
        log.history(FRIEND, "1"),
        log.entry(FRIEND, "1"),
    ):
        with pytest.raises(NoLogOfTheirOwn):
            await asked
    assert (await log.glance(FRIEND, "", 25)).entries == ()


async def test_the_log_has_one_order_and_undo_walks_it_backwards(
    stage: Stage, practice: PracticeService
) -> None:
    await practice.solved(HOST, "two-sum", stage.message())
    await practice.session(HOST, SessionKind.READING, "a paper", stage.message())
    await practice.session(HOST, SessionKind.DESIGN, "a queue", stage.message(), day="2026-02-01")
    await practice.failed(HOST, "3sum", stage.message())
    taken_back = [await practice.undo(HOST, stage.message()) for _ in range(4)]
    assert [back.what.title for back in taken_back] == ["3Sum", "a queue", "a paper", "Two Sum"]
    assert [[row.title for row in back.remaining] for back in taken_back] == [
        ["Two Sum", "a paper"],
        [],
        ["Two Sum"],
        [],
    ]
    with pytest.raises(NothingToUndo):
        await practice.undo(HOST, stage.message())


async def test_a_replayed_undo_takes_back_no_second_session(stage: Stage, practice: PracticeService) -> None:
    await practice.session(HOST, SessionKind.READING, "a paper", stage.message())
    await practice.session(HOST, SessionKind.READING, "another", stage.message())
    message = stage.message()
    first = await practice.undo(HOST, message)
    assert await practice.undo(HOST, message) == first
    assert [one.subject for one in await sessions(stage)] == ["a paper"]
    assert len([event for event in stage.told if isinstance(event, SessionUndone)]) == 1


async def test_undo_of_a_session_works_after_a_restart_and_from_twitch(
    stage: Stage, practice: PracticeService
) -> None:
    await practice.session(HOST, SessionKind.READING, "a paper", stage.message())
    async with open_database(stage.path, stage.told.append) as database:
        back = await PracticeService(database, stage.clock, CATALOGUE).undo(
            STREAMER, Source(STREAMER.platform, "u")
        )
    assert back.what.title == "a paper"
    assert await sessions(stage) == []


async def test_a_form_logs_whatever_was_done(stage: Stage, practice: PracticeService) -> None:
    done = await practice.fill(
        HOST, Filled(Deed.SOLVED_READ, "two sum", "18 min", "hash", "yesterday"), stage.message()
    )
    assert isinstance(done, Logged)
    assert (done.attempt.problem, done.attempt.cold, done.attempt.minutes, done.attempt.on) == (
        1,
        False,
        18,
        SUNDAY,
    )
    other = await practice.fill(HOST, Filled(Deed.NOT_PASSED, f"{ROUND} for {ROLE}", "", ""), stage.message())
    assert isinstance(other, SessionNoted)
    assert (other.session.verdict, other.session.subject, other.session.role) == (Verdict.FAILED, ROUND, ROLE)
    with pytest.raises(BadMinutes):
        await practice.fill(HOST, Filled(Deed.READ, "a paper", "long"), stage.message())


async def test_the_newest_rows_come_in_pages(
    stage: Stage, practice: PracticeService, log: LogService
) -> None:
    with pytest.raises(NothingLogged):
        await log.recent(HOST)
    for number in range(23):
        await practice.session(HOST, SessionKind.READING, f"page {number}x", stage.message())
    await practice.solved(HOST, "two-sum", stage.message(), day="2026-02-01")
    first, last = await log.recent(HOST), await log.recent(HOST, 99)
    assert [row.title for row in first.entries[:2]] == ["page 22x", "page 21x"]
    assert (first.page.number, first.page.last, first.page.total, len(first.entries)) == (1, 3, 24, 10)
    assert (last.page.number, [row.title for row in last.entries][-1]) == (3, "Two Sum")


async def test_history_holds_every_try_at_one_problem_oldest_day_first(
    stage: Stage, practice: PracticeService, log: LogService
) -> None:
    with pytest.raises(NeverTried, match="Two Sum is not in your log yet"):
        await log.history(HOST, "two-sum")
    await practice.solved(HOST, "two-sum 18", stage.message())
    await practice.failed(HOST, "two-sum 25", stage.message(), day="2026-02-01")
    await practice.solved(HOST, "3sum 30", stage.message())
    found = await log.history(HOST, "1")
    assert [(one.solved, one.minutes) for one in found.tries] == [(False, 25), (True, 18)]
    with pytest.raises(UnknownProblem):
        await log.history(HOST, "tow sum")
    with pytest.raises(NeverTried):
        await log.history(OTHER_CANDIDATE, "two-sum")


async def test_notes_are_found_by_any_of_their_words_newest_first(
    stage: Stage, practice: PracticeService, log: LogService
) -> None:
    await practice.solved(HOST, "two-sum 18 hash the complements", stage.message())
    await practice.session(HOST, SessionKind.READING, "Hash joins: build the small side", stage.message())
    await practice.solved(HOST, "3sum 18 Sortér først, to pekere", stage.message())
    await practice.solved(OTHER_CANDIDATE, "3sum 18 hash of another", stage.message())
    found = await log.notes(HOST, "hash")
    assert [hit.shown.title for hit in found.hits] == ["Hash joins", "Two Sum"]
    assert found.hits[1].excerpt == f"{MARKED[0]}hash{MARKED[1]} the complements"
    assert found.hits[0].excerpt == "build the small side"
    # another form of the word, its beginning, without its accents; every word has to be there
    for words in ("complement", "compl", "HASH complement", "hash, the; comp"):
        assert [hit.shown.title for hit in (await log.notes(HOST, words)).hits] == ["Two Sum"]
    assert [hit.shown.title for hit in (await log.notes(HOST, "sorter")).hits] == ["3Sum"]
    with pytest.raises(NothingFound, match='None of your notes has "hash pekere"'):
        await log.notes(HOST, "hash pekere")
    assert [hit.shown.title for hit in (await log.notes(HOST)).hits] == ["3Sum", "Hash joins", "Two Sum"]


async def test_notes_follow_what_becomes_of_their_row(
    stage: Stage, practice: PracticeService, log: LogService
) -> None:
    done = await practice.solved(HOST, "two-sum 18 hash", stage.message())
    form = filled_of(done.attempt, CATALOGUE)
    await log.edit(
        HOST, str(done.attempt.id), Filled(form.deed, form.what, form.minutes, "two pointers", form.day)
    )
    with pytest.raises(NothingFound):
        await log.notes(HOST, "hash")
    assert len((await log.notes(HOST, "pointers")).hits) == 1
    await practice.undo(HOST, stage.message())
    with pytest.raises(NothingFound):
        await log.notes(HOST, "pointers")


@pytest.mark.parametrize(
    "words",
    [
        '"', '""', "'", "*", "a*b", "note:hash", "subject: hash", "-hash", "hash OR x", "NEAR(hash x)",
        "hash AND", "NOT", "(", ")", "^hash", "hash + x", "{note} : hash", "\x00", "\u0301", "हिन्दी",
        "日本語", "²",
        "\ud800", "%", "_", "; DROP TABLE log_words; --", "\\", "x" * 500, "a " * 300, "🙂", "\u202e",
    ],
)  # fmt: skip
async def test_nothing_that_is_typed_is_an_operator(
    stage: Stage, practice: PracticeService, log: LogService, words: str
) -> None:
    await practice.solved(HOST, "two-sum 18 hash the complement", stage.message())
    await practice.solved(HOST, f"3sum 18 {'नोट हिन्दी 日本語'}", stage.message())
    try:
        found = await log.notes(HOST, words)
    except UserError:
        return
    assert found.hits


async def test_marks_that_belong_to_a_word_are_searched_with_it(
    stage: Stage, practice: PracticeService, log: LogService
) -> None:
    await practice.solved(HOST, "3sum 18 नोट हिन्दी", stage.message())
    assert len((await log.notes(HOST, "हिन्दी")).hits) == 1


async def test_a_correction_changes_the_row_and_tells_what_stood_there(
    stage: Stage, practice: PracticeService, log: LogService
) -> None:
    done = await practice.solved(HOST, "two-sum 18 hash", stage.message())
    number = str(done.attempt.id)
    form = Filled(Deed.FAILED_READ, "3sum", "25", "sort first", "yesterday")
    edited = await log.edit(HOST, number, form)
    after = edited.after.entry
    assert isinstance(after, Attempt)
    assert (after.problem, after.solved, after.cold, after.minutes, after.note, after.on) == (
        15, False, False, 25, "sort first", SUNDAY,
    )  # fmt: skip
    assert (after.id, after.at, after.source) == (done.attempt.id, done.attempt.at, done.attempt.source)
    assert stage.told[-1] == AttemptChanged(after, done.attempt)
    assert await stage.log() == [(15, False, 25, "sort first", SUNDAY)]
    # the same again announces nothing
    told = len(stage.told)
    assert (await log.edit(HOST, number, form)).before == edited.after
    assert len(stage.told) == told


async def test_a_session_is_corrected_too(stage: Stage, practice: PracticeService, log: LogService) -> None:
    done = await practice.session(HOST, SessionKind.MOCK, f"{ROUND} failed 30", stage.message())
    number = str(done.session.id)
    form = Filled(Deed.PASSED, f"{ROUND} for {ROLE}", "", "calm", "2026-02-27")
    edited = await log.edit(HOST, number, form)
    after = edited.after.entry
    assert isinstance(after, Session)
    assert (after.verdict, after.role, after.minutes, after.note, after.on) == (
        Verdict.PASSED, ROLE, None, "calm", date(2026, 2, 27),
    )  # fmt: skip
    assert stage.told[-1] == SessionChanged(after, done.session)


async def test_an_untouched_form_changes_nothing_whatever_the_row(
    stage: Stage, practice: PracticeService, log: LogService
) -> None:
    """Also where the problem has left the catalogue, the round the programme, or the day is long ago."""
    await practice.failed(HOST, "two-sum --read", stage.message())
    await practice.session(HOST, SessionKind.MOCK, f"{ROUND} for {ROLE} passed 12 note", stage.message())
    await practice.session(HOST, SessionKind.PORTFOLIO, "a thing", stage.message())
    stage.clock.now += timedelta(days=4100)
    bare = LogService(stage.database, stage.clock, CATALOGUE.__class__([]), KNOWN.__class__())
    told = len(stage.told)
    for service in (log, bare):
        for row in (await service.recent(HOST)).entries:
            done = await service.edit(HOST, str(row.entry.id), service.filled(row))
            assert done.before == done.after
    assert len(stage.told) == told


@pytest.mark.parametrize(
    ("form", "refusal"),
    [
        (Filled(Deed.SOLVED, "tow sum"), UnknownProblem),
        (Filled(Deed.SOLVED, "two sum", "0"), BadMinutes),
        (Filled(Deed.SOLVED, "two sum", "", "x" * 281), NoteTooLong),
        (Filled(Deed.SOLVED, "two sum", "", "", "2999-01-01"), BadDay),
    ],
)
async def test_a_wrong_correction_leaves_the_row_as_it_was(
    stage: Stage, practice: PracticeService, log: LogService, form: Filled, refusal: type[UserError]
) -> None:
    done = await practice.solved(HOST, "3sum 18 sort", stage.message())
    with pytest.raises(refusal):
        await log.edit(HOST, str(done.attempt.id), form)
    assert await stage.log() == [(15, True, 18, "sort", MONDAY)]
    assert stage.told == [AttemptLogged(done.attempt)]


@pytest.mark.parametrize("said", ["", "0", "-1", "99", "two", "9" * 18, "9" * 40, "١", "1;--"])
async def test_a_number_that_is_none_of_theirs_is_refused(
    stage: Stage, practice: PracticeService, log: LogService, said: str
) -> None:
    await practice.solved(HOST, "3sum", stage.message())
    with pytest.raises(NoSuchEntry):
        await log.entry(HOST, said)


async def test_nobody_corrects_another_ones_row_or_one_that_was_taken_back(
    stage: Stage, practice: PracticeService, log: LogService
) -> None:
    done = await practice.solved(OTHER_CANDIDATE, "3sum", stage.message())
    mine = await practice.solved(HOST, "3sum", stage.message())
    await practice.undo(HOST, stage.message())
    for number in (done.attempt.id, mine.attempt.id):
        with pytest.raises(NoSuchEntry):
            await log.edit(HOST, str(number), Filled(Deed.SOLVED, "two-sum"))
    assert (await log.entry(OTHER_CANDIDATE, f"#{done.attempt.id}")).title == "3Sum"


async def test_while_a_number_is_typed_rows_are_found_by_title_and_note(
    stage: Stage, practice: PracticeService, log: LogService
) -> None:
    await practice.solved(HOST, "3sum 18 sort first", stage.message())
    await practice.session(HOST, SessionKind.READING, "a paper", stage.message())
    for typed, titles in (("", ["a paper", "3Sum"]), ("SORT", ["3Sum"]), ("paper", ["a paper"]), ("zzz", [])):
        assert [row.title for row in (await log.glance(HOST, typed, 25)).entries] == titles


@pytest.mark.parametrize("table", ["attempts", "sessions"])
async def test_the_schema_keeps_one_number_space(stage: Stage, practice: PracticeService, table: str) -> None:
    await practice.solved(HOST, "two-sum", stage.message())
    await practice.session(HOST, SessionKind.READING, "a paper", stage.message())
    other = {
        "attempts": "(2, 1, 1, 1, 1, '', '2026-03-02', '2026-03-02')",
        "sessions": "(1, 1, 'reading', 'x', '', '2026-03-02', '2026-03-02')",
    }
    columns = {
        "attempts": "id, person_id, problem, solved, cold, note, at, day",
        "sessions": "id, person_id, kind, subject, note, at, day",
    }
    statement = f"INSERT INTO {table} ({columns[table]}) VALUES {other[table]}"  # noqa: S608 - the test's own words
    with pytest.raises(Exception, match="has this number in the log"):
        await stage.database.write(lambda tx: tx.execute(statement).rowcount)
