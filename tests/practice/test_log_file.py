"""A log as a table: ours comes back exactly, other people's is understood, errors are named by row."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.curriculum.programme import load_catalogue, load_programme
from bot.people.model import PersonId
from bot.practice.line import tidy
from bot.practice.log_file import COLUMNS, Read, Reader, without_known, write_log
from bot.practice.model import (
    Attempt,
    AttemptId,
    Entry,
    Session,
    SessionId,
    SessionKind,
    Verdict,
    vocabulary_of,
)
from bot.sheet import BadFile, BadRows, decoded, encoded

CATALOGUE = load_catalogue()
KNOWN = vocabulary_of(load_programme())
NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)
TODAY = date(2026, 3, 2)
BEFORE = date(2026, 2, 28)
ME = PersonId(7)
READER = Reader(CATALOGUE, KNOWN, ME, NOW, lambda moment: moment.date(), BEFORE)


def read(text: str) -> Read:
    return READER.read(text)


def tries(text: str) -> list[tuple[int, date, bool, int | None, bool, str]]:
    """The attempts of a table, short."""
    held = read(text).entries
    return [
        (one.problem, one.on, one.solved, one.minutes, one.cold, one.note)
        for one in held
        if isinstance(one, Attempt)
    ]


def complaints(text: str) -> list[tuple[int, str]]:
    with pytest.raises(BadRows) as refused:
        read(text)
    return list(refused.value.wrong)


MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2026, 3, 2), timezones=st.just(UTC))  # noqa: DTZ001 - the strategy wants naive bounds
DAYS = st.dates(date(2018, 1, 1), TODAY)
NASTY = st.sampled_from(
    ("=1+1", "-3", "+x", "@home", "'=1", 'a "quoted", b', "a;b c", "'", "sep=,", "12", "no")
)
WORDS = st.text(max_size=40).map(tidy) | NASTY
NOTES = WORDS | st.text(min_size=200, max_size=280).map(tidy)
ATTEMPTS = st.builds(
    Attempt,
    st.just(AttemptId(0)),
    st.just(ME),
    st.sampled_from([problem.number for problem in CATALOGUE]) | st.integers(1, 10**8),
    st.booleans(),
    st.none() | st.integers(1, 600),
    st.booleans(),
    NOTES,
    MOMENTS,
    DAYS,
)
SUBJECTS = WORDS.filter(bool)
SESSIONS = st.builds(
    Session,
    st.just(SessionId(0)),
    st.just(ME),
    st.sampled_from([kind for kind in SessionKind if kind is not SessionKind.MOCK]),
    SUBJECTS,
    st.none() | st.integers(1, 600),
    WORDS | st.text(max_size=1500).map(tidy),
    MOMENTS,
    DAYS,
)
MOCKS = st.builds(
    Session,
    st.just(SessionId(0)),
    st.just(ME),
    st.just(SessionKind.MOCK),
    SUBJECTS,
    st.none() | st.integers(1, 600),
    WORDS,
    MOMENTS,
    DAYS,
    st.sampled_from(Verdict),
    WORDS,
)


@settings(max_examples=200)
@given(st.lists(ATTEMPTS | SESSIONS | MOCKS, min_size=1, max_size=6))
def test_a_log_that_went_out_comes_in_exactly_as_it_was(entries: list[Entry]) -> None:
    again = read(decoded(encoded(write_log(entries, CATALOGUE))))
    assert list(again.entries) == entries
    assert (again.undated, again.ignored) == (0, ())
    # and all of it is known to the log that it came from
    assert without_known(again, entries) == ()


def test_a_problem_in_each_row_is_enough() -> None:
    assert tries("problem\n3sum\n1\nhttps://leetcode.com/problems/valid-anagram/\n") == [
        (number, BEFORE, True, None, True, "") for number in (15, 1, 242)
    ]
    assert read("problem\n3sum\n").undated == 1


def test_a_list_without_a_header_is_enough_too() -> None:
    assert tries("3sum\ntwo sum,2026-02-01,no,18,hash\n") == [
        (15, BEFORE, True, None, True, ""),
        (1, date(2026, 2, 1), False, 18, True, "hash"),
    ]


def test_the_five_columns_that_people_have() -> None:
    assert tries(
        "problem,date,solved,minutes,note\n"
        "Two Sum,2026-02-01,yes,18,hash the complement\n"
        "3Sum,2026-02-03,n,25.0,\n"
        "242,,,,\n"
    ) == [
        (1, date(2026, 2, 1), True, 18, True, "hash the complement"),
        (15, date(2026, 2, 3), False, 25, True, ""),
        (242, BEFORE, True, None, True, ""),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "#;Title;Difficulty;Status;Last Submitted;Time (min);Notes\n"
        "7;Two Sum;Easy;Accepted;01.02.2026;18;hash\n",
        "frontendQuestionId,titleSlug,status,timestamp,time_taken,comment\n"
        "1,two-sum,ac,1769904000,18 min,hash\n",
        "Question Title\tURL\tResult\tDate Solved\tDuration\tIntuition\n"
        "\thttps://leetcode.com/problems/two-sum/description/\tSolved\tFeb 1, 2026\t18\thash\n",
        "LeetCode Number,Name,Done?,When,Minutes,Key idea\n1,Two Sum,✅,2026-02-01 21:30:00,18,hash\n",
        "name,day,passed,min,idea\nTwo Sum,1 February 2026,1,18,hash\n",
    ],
)
def test_the_tables_that_leetcode_users_keep(text: str) -> None:
    assert tries(text) == [(1, date(2026, 2, 1), True, 18, True, "hash")]


def test_reading_the_solution_first_is_not_cold() -> None:
    assert [row[4] for row in tries("problem,looked at solution\n1,yes\n15,no\n242,\n")] == [
        False,
        True,
        True,
    ]
    assert [row[4] for row in tries("problem,cold\n1,yes\n15,no\n")] == [True, False]


def test_which_number_is_the_month_is_seen_from_the_whole_table() -> None:
    assert [row[1] for row in tries("problem,date\n1,2/1/2026\n15,1/15/2026\n")] == [
        date(2026, 2, 1),
        date(2026, 1, 15),
    ]
    assert [row[1] for row in tries("problem,date\n1,2/1/2026\n15,15/1/2026\n")] == [
        date(2026, 1, 2),
        date(2026, 1, 15),
    ]
    assert complaints("problem,date\n1,2/1/2026\n15,1/1/2026\n") == [
        (2, "2/1/2026 may be two days: which number is the month? Write it like 2026-03-01.")
    ]


def _day_from_four(moment: datetime) -> date:
    return (moment - timedelta(hours=4)).date()


def test_an_instant_counts_for_the_persons_own_day() -> None:
    early = replace(READER, day_of=_day_from_four)
    (entry,) = early.read("problem,date\n1,2026-02-02T02:30:00Z\n").entries
    assert entry.on == date(2026, 2, 1)


def test_sessions_come_in_under_the_programmes_own_titles() -> None:
    system, role = load_programme().systems[0].title, load_programme().roles[0].title
    round_ = load_programme().rounds[0]
    held = read(
        "kind,subject,date,outcome,role,minutes\n"
        f"design,{system.lower()},2026-02-01,,,45\n"
        f'mock,{round_.key},2026-02-02,failed,"{role.lower()}",\n'
    ).entries
    assert [(one.kind, one.subject, one.verdict, one.role) for one in held if isinstance(one, Session)] == [
        (SessionKind.DESIGN, system, None, ""),
        (SessionKind.MOCK, round_.title, Verdict.FAILED, role),
    ]


def test_every_wrong_row_is_named_with_its_number_and_the_mend() -> None:
    said = complaints(
        "problem,date,solved,minutes,note,kind\n"
        "tow sum,,,,,\n"
        "1,2999-01-01,,,,\n"
        "1,soon,,,,\n"
        "1,,perhaps,,,\n"
        "1,,,601,,\n"
        f"1,,,,{'x' * 281},\n"
        "1,,,,,dream\n"
        ",2026-02-01,,,,\n"
        "round,,,,,mock\n"
        "4000,,,,,\n"
        "1,,,,,\n"
    )
    assert [number for number, _ in said] == list(range(2, 12))
    sentences = [sentence for _, sentence in said]
    assert sentences[0] == 'I don\'t know a problem called "tow sum". Did you mean Two Sum (1)?'
    assert sentences[1].startswith("That day has not come yet.")
    assert sentences[2] == 'I can\'t read the date "soon". Write it like 2026-03-01.'
    assert sentences[3] == 'outcome is "perhaps". It can be yes or no.'
    assert sentences[4].startswith("Minutes are a whole number")
    assert sentences[5].startswith("That note has 281 characters")
    assert (
        sentences[6] == 'kind is "dream". It can be problem, explanation, design, reading, mock, portfolio.'
    )
    assert sentences[7] == "No problem is named. Give its title, its link or its LeetCode number."
    assert sentences[8] == "outcome is empty. It can be passed, failed."
    assert "4000" in sentences[9]


def test_a_number_and_a_title_that_disagree_are_asked_about() -> None:
    assert complaints("number,title\n167,Two Sum\n") == [
        (2, "167 is Two Sum II Input Array Is Sorted, and Two Sum is 1. Which one?")
    ]
    assert tries("id,title\n167,Two Sum\n")[0][0] == 1


def test_an_instant_that_has_not_come_is_no_time_of_logging() -> None:
    header = ",".join(COLUMNS)
    row = "2026-03-01,problem,Two Sum,1,solved,18,yes,,hash,"
    assert complaints(f"{header}\n{row}2026-03-03T00:00:00+00:00\n{row}2026-03-01\n{row}soon\n")
    (entry,) = read(f"{header}\n{row}2026-03-01T10:00:00+02:00\n").entries
    assert entry.at == datetime(2026, 3, 1, 8, tzinfo=UTC)


def test_rows_that_the_log_has_stay_out_as_often_as_it_has_them() -> None:
    twice = read("problem,date\n1,2026-02-01\n1,2026-02-01\n15,2026-02-01\n")
    held = replace(twice.entries[0], id=AttemptId(5), at=NOW - timedelta(days=3))  # pyright: ignore[reportArgumentType] - an attempt
    assert [one.problem for one in without_known(twice, [held]) if isinstance(one, Attempt)] == [1, 15]


@settings(max_examples=150)
@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda data: data.decode("latin-1")))
def test_any_text_is_a_table_or_refused(text: str) -> None:
    refusal = None
    try:
        read(text)
    except (BadFile, BadRows) as error:
        refusal = error
    assert len(str(refusal)) < 2000


def test_five_thousand_rows_are_read() -> None:
    numbers = [problem.number for problem in CATALOGUE]
    rows = "".join(
        f"{numbers[place % 150]},{date(2024, 1, 1) + timedelta(days=place % 700)},yes,18,note {place}\n"
        for place in range(5000)
    )
    assert len(read(f"problem,date,solved,minutes,note\n{rows}").entries) == 5000
