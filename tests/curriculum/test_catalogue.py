"""Problems are found by whatever people type, and what follows a name stays as it was."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.curriculum.model import AmbiguousProblem, Catalogue, Difficulty, Problem, UnknownProblem
from bot.curriculum.programme import DATA, load_catalogue
from bot.errors import StartError, UserError

CATALOGUE = load_catalogue()
PROBLEMS = st.sampled_from(list(CATALOGUE))


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [
        ("3sum", 15, ""),
        ("3Sum 20", 15, "20"),
        ("3 sum 20", 15, "20"),
        ("15", 15, ""),
        ("15 18 note", 15, "18 note"),
        ("#15 18", 15, "18"),
        ("15. 3Sum 20", 15, "20"),
        ("two sum", 1, ""),
        ("TWO-SUM 18 hash the complement", 1, "18 hash the complement"),
        ("  two_sum:  18 min", 1, "18 min"),
        ("twosum 4", 1, "4"),
        ("two sum -5", 1, "-5"),
        ("two sum with a map", 1, "with a map"),
        ("two sum ii 12", 167, "12"),
        ("Two Sum II - Input Array Is Sorted 12", 167, "12"),
        ("coin change 18", 322, "18"),
        ("coin change ii 18", 518, "18"),
        ("coin change 2 18", 518, "18"),
        ("coin change 2", 322, "2"),
        ("Pow(x, n) 12 halve it", 50, "12 halve it"),
        ("koko 25 search the answer", 875, "25 search the answer"),
        ("lru 30", 146, "30"),
        ("https://leetcode.com/problems/two-sum/", 1, ""),
        ("<https://leetcode.com/problems/3sum/description/?envType=list> 20 sort first", 15, "20 sort first"),
        ("leetcode.com/problems/Two-Sum 18", 1, "18"),
    ],
)
def test_a_name_is_understood_as_people_type_it(text: str, number: int, rest: str) -> None:
    problem, left = CATALOGUE.split(text)
    assert (problem.number, left) == (number, rest)


@pytest.mark.parametrize(
    ("text", "number"), [("coin change 2", 518), ("house robber 2", 213), ("3SUM", 15), ("two sum ii", 167)]
)
def test_a_whole_text_may_be_the_name(text: str, number: int) -> None:
    assert CATALOGUE.find(text).number == number


def test_a_typo_is_answered_with_what_was_probably_meant() -> None:
    with pytest.raises(UnknownProblem) as refusal:
        CATALOGUE.split("tow sum 18")
    assert str(refusal.value) == 'I don\'t know a problem called "tow sum". Did you mean Two Sum (1)?'
    assert refusal.value.nearest == CATALOGUE.get(1)


def test_a_beginning_that_several_titles_share_is_asked_back() -> None:
    with pytest.raises(AmbiguousProblem) as refusal:
        CATALOGUE.split("kth largest 20")
    assert "Kth Largest Element In a Stream (703) or Kth Largest Element In An Array (215)" in str(
        refusal.value
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Which problem? Say its name or its number, such as 3sum or 15."),
        ("  ?!  ", "Which problem? Say its name or its number, such as 3sum or 15."),
        ("99999", "I have no problem 99999. Its name works too, and minutes go last: 3sum 20."),
        (
            "solve a rubik cube",
            'I don\'t know a problem called "solve a rubik cube". Its LeetCode number or its link works too.',
        ),
        (
            "https://leetcode.com/problems/two-sums/",
            'I don\'t know a problem called "two-sums". Did you mean Two Sum (1)?',
        ),
    ],
)
def test_a_refusal_says_what_to_do(text: str, sentence: str) -> None:
    with pytest.raises(UnknownProblem) as refusal:
        CATALOGUE.split(text)
    assert str(refusal.value) == sentence


def test_words_behind_the_name_are_too_much_for_find() -> None:
    with pytest.raises(UnknownProblem):
        CATALOGUE.find("3sum 20")


@given(
    problem=PROBLEMS,
    by_slug=st.booleans(),
    shape=st.sampled_from([str.upper, str.lower, str.title, str.swapcase]),
    between=st.sampled_from([" ", ": ", "   ", " , "]),
    minutes=st.integers(5, 600),
    note=st.sampled_from(["", " hash it", " (sort, then walk)", " 2 pointers"]),
)
def test_every_name_in_any_dress_is_split_from_what_follows(
    problem: Problem, by_slug: bool, shape: object, between: str, minutes: int, note: str
) -> None:
    assert callable(shape)
    name = shape(problem.slug if by_slug else problem.title)
    assert CATALOGUE.split(f"{name}{between}{minutes}{note}") == (problem, f"{minutes}{note}")


@given(problem=PROBLEMS, rest=st.sampled_from(["", "20", "20 note", "-- read", "(note)"]))
def test_numbers_and_links_name_every_problem(problem: Problem, rest: str) -> None:
    assert CATALOGUE.find(str(problem.number)) == problem
    assert CATALOGUE.find(problem.url) == problem
    assert CATALOGUE.split(f"{problem.url} {rest}")[0] == problem


@given(st.text(max_size=200))
def test_any_text_names_a_problem_or_is_refused_in_a_sentence(text: str) -> None:
    refusal = ""
    try:
        problem, rest = CATALOGUE.split(text)
    except UserError as error:
        refusal = str(error)
    else:
        assert problem in list(CATALOGUE)
        assert rest in text
    assert refusal == "" or refusal.endswith((".", "?"))
    assert len(refusal) < 400
    assert "\n" not in refusal


@given(st.text(max_size=60), st.integers(1, 25))
def test_suggestions_are_few_and_different(text: str, limit: int) -> None:
    found = CATALOGUE.suggest(text, limit)
    assert len(found) <= limit
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("typed", "title"),
    [("3s", "3Sum"), ("15", "3Sum"), ("water", "Container With Most Water"), ("tow sum", "Two Sum")],
)
def test_the_best_suggestion_comes_first(typed: str, title: str) -> None:
    assert CATALOGUE.suggest(typed, 5)[0].title == title


def test_the_catalogue_is_the_neetcode_150_with_blind_75_marks() -> None:
    assert len(CATALOGUE) == 150
    assert sum(problem.blind75 for problem in CATALOGUE) == 75
    assert sum(problem.difficulty is Difficulty.HARD for problem in CATALOGUE) == 21
    assert all(problem.neetcode150 for problem in CATALOGUE)
    assert len(CATALOGUE.categories) == 18
    assert CATALOGUE.get(15).url == "https://leetcode.com/problems/3sum/"


def test_the_catalogue_says_what_the_reference_says() -> None:
    folder = os.environ.get("GREENROOM_REFERENCE")
    if not folder:
        pytest.skip("GREENROOM_REFERENCE is not set: the catalogue was NOT compared with the reference")
    with (Path(folder) / "neetcode150.csv").open(encoding="utf-8", newline="") as file:
        reference = list(csv.DictReader(file))
    with (DATA / "problems.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file)) == reference


def test_two_problems_with_one_number_are_refused() -> None:
    one = CATALOGUE.get(1)
    with pytest.raises(ValueError, match="share a number"):
        Catalogue([one, one])


def test_a_bad_row_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(
        "number,slug,title,category,difficulty,neetcode150,blind75\n"
        "1,two-sum,Two Sum,Arrays & Hashing,Easy,1,1\n"
        "2,add,Add,Linked List,Mild,1,1\n",
        encoding="utf-8",
    )
    with pytest.raises(StartError, match=r"row 3: 'mild' is not a valid Difficulty"):
        load_catalogue(path)


@pytest.mark.parametrize("typed", ["two sun", "Two Sun 18 a note", "valid palindrom", "coin chenge"])
def test_a_slip_in_a_name_is_asked_back_and_not_its_first_word(typed: str) -> None:
    with pytest.raises(UnknownProblem, match=r"Did you mean (Two Sum|Valid Palindrome|Coin Change) \("):
        CATALOGUE.split(typed)
