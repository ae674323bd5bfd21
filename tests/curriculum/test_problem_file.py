"""Somebody's own problems beside the bundled ones: read from a table, kept, part of the catalogue."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.curriculum.model import Difficulty, Problem
from bot.curriculum.problem_file import read_problems
from bot.curriculum.problem_store import ProblemStore
from bot.curriculum.programme import load_catalogue
from bot.database import open_database
from bot.sheet import BadFile, BadRows
from tests.fresh import fresh_file

BUNDLED = load_catalogue()
HEADER = "number,slug,title,category,difficulty\n"
NOW = datetime(2026, 3, 2, tzinfo=UTC)
MINE = Problem(
    1480, "running-sum-of-1d-array", "Running Sum of 1d Array", "Arrays & Hashing", Difficulty.EASY
)


def complaints(text: str) -> list[tuple[int, str]]:
    with pytest.raises(BadRows) as refused:
        read_problems(text, BUNDLED)
    return list(refused.value.wrong)


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADER}1480,running-sum-of-1d-array,Running Sum of 1d Array,Arrays & Hashing,Easy\n",
        "ID;Title;Topic;Level\n1480;Running Sum of 1d Array;arrays and hashing;EASY\n",
        "title,number,link,pattern,difficulty,blind 75\nRunning Sum of 1d Array,1480.0,"
        "https://leetcode.com/problems/running-sum-of-1d-array/description/,Arrays & Hashing,easy,0\n",
    ],
)
def test_a_table_names_number_title_category_and_difficulty(text: str) -> None:
    assert read_problems(text, BUNDLED) == [MINE]


def test_each_wrong_row_is_named_with_a_suggestion() -> None:
    said = complaints(
        f"{HEADER}x,a-a,A,Stack,Easy\n9001,b-b,B,Stak,Easy\n9002,c-c,C,Stack,Meduim\n9003,d-d,,Stack,Easy\n"
        "1,two-sums,Two Sums,Stack,Easy\n9004,two-sum,Mine,Stack,Easy\n9005,e_e,E,Stack,Easy\n"
        "9006,f-f,F,Dreams,Easy\n9007,g-g,G,Stack,Easy\n9007,h-h,H,Stack,Easy\n9008,g-g,I,Stack,Easy\n"
    )
    assert [number for number, _ in said] == [2, 3, 4, 5, 6, 7, 8, 9, 11, 12]
    sentences = dict(said)
    assert sentences[2] == 'The number is "x". It is LeetCode\'s, from 1 to 999999.'
    assert sentences[3] == 'I don\'t know the category "Stak". Did you mean Stack?'
    assert sentences[4] == 'I don\'t know the difficulty "Meduim". Did you mean medium?'
    assert sentences[5] == "title is empty."
    assert sentences[6].startswith("1 is Two Sum (easy, Arrays & Hashing) in the bundled catalogue")
    assert sentences[7] == "two-sum is problem 1 in the bundled catalogue, not 9004."
    assert sentences[8] == 'The slug is "e_e". It is the end of the link, such as two-sum.'
    assert sentences[9].startswith('I don\'t know the category "Dreams". It is one of: Arrays & Hashing')
    assert sentences[11] == "9007 stands in row 10 already."
    assert sentences[12] == "g-g stands in row 10 already."


def test_a_missing_column_is_named() -> None:
    with pytest.raises(BadFile, match="There is no column category"):
        read_problems("number,title\n1,x\n", BUNDLED)


def test_the_bundled_table_itself_brings_nothing_new() -> None:
    rows = "".join(
        f'{one.number},{one.slug},"{one.title}","{one.category}",{one.difficulty}\n' for one in BUNDLED
    )
    assert read_problems(HEADER + rows, BUNDLED) == []


def test_an_earlier_import_is_corrected_under_its_number_alone() -> None:
    again = f"{HEADER}1480,running-sum-of-1d-array,Running Sum,Stack,Easy\n"
    assert read_problems(again, BUNDLED, [MINE])[0].title == "Running Sum"
    with pytest.raises(BadRows, match="came as problem 1480 before"):
        read_problems(again.replace("1480", "1481"), BUNDLED, [MINE])


@given(st.text(max_size=120))
def test_any_text_is_a_table_or_refused(text: str) -> None:
    refusal = None
    try:
        read_problems(HEADER + text, BUNDLED)
    except (BadFile, BadRows) as error:
        refusal = error
    assert len(str(refusal)) < 2000


async def test_what_was_added_is_in_the_catalogue_and_what_is_bundled_stays(tmp_path: Path) -> None:
    path = tmp_path / "greenroom.db"
    fresh_file(path)
    clash = Problem(1, "one-of-mine", "One of Mine", "Stack", Difficulty.HARD)
    async with open_database(path, lambda _: None) as database:
        await database.write(lambda tx: ProblemStore(tx).put([MINE, clash], NOW))
        catalogue = await database.read(lambda tx: ProblemStore(tx).with_all(BUNDLED))
    assert len(catalogue) == len(BUNDLED) + 1
    assert catalogue.find("running sum of 1d array") == MINE
    assert catalogue.get(1).title == "Two Sum"
