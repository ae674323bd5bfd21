"""How people write the clock that they want."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.curriculum.model import Catalogue, Programme
from bot.curriculum.programme import load_catalogue, load_programme
from bot.errors import UserError
from bot.timer.model import BadLength
from bot.timer.wish import NothingAsked, NoUsualLength, UnknownWord, Wish, read_minutes, read_wish


@cache
def loaded() -> tuple[Programme, Catalogue]:
    return load_programme(), load_catalogue()


def read(text: str) -> Wish:
    return read_wish(text, *loaded())


@pytest.mark.parametrize(
    ("text", "minutes", "label", "problem"),
    [
        ("25", 25, "", None),
        ("25m", 25, "", None),
        ("25 min", 25, "", None),
        (" 25  Minutes ", 25, "", None),
        ("25\U000e0000", 25, "", None),
        ("1", 1, "", None),
        ("300", 300, "", None),
        ("hard", 45, "Hard", None),
        ("HARD", 45, "Hard", None),
        ("deep-dive", 15, "Deep dive", None),
        ("deep dive", 15, "Deep dive", None),
        ("hard 30", 30, "Hard", None),
        ("30 hard", 30, "Hard", None),
        ("3sum", 25, "3Sum", 15),
        ("3sum 40", 40, "3Sum", 15),
        ("3sum 40 min", 40, "3Sum", 15),
        ("25 3sum", 25, "3Sum", 15),
        ("3 sum", 25, "3Sum", 15),
        ("hard 3 sum", 45, "3Sum", 15),
        ("3 sum 40", 40, "3Sum", 15),
        ("15 3sum", 15, "3Sum", 15),
        ("3 3sum", 3, "3Sum", 15),
        ("25 15", 25, "3Sum", 15),
        ("hard 3sum", 45, "3Sum", 15),
        ("two sum", 20, "Two Sum", 1),
        ("word ladder", 45, "Word Ladder", 127),
        ("https://leetcode.com/problems/3sum/", 25, "3Sum", 15),
        ("design twitter", 25, "Design Twitter", 355),
        ("design 40", 40, "Design", None),
    ],
)
def test_minutes_presets_and_problems_combine(
    text: str, minutes: int, label: str, problem: int | None
) -> None:
    wish = read(text)
    assert (wish.length, wish.label, wish.problem) == (timedelta(minutes=minutes), label, problem)
    assert not wish.parts or label == "Design"


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("design", [7, 13, 17, 8]),
        ("design 45", [7, 13, 17, 8]),
        ("design 90", [14, 26, 34, 16]),
        ("design 40", [6, 12, 15, 7]),
        # a part of no minutes would be none
        ("design 3", []),
        ("design twitter", []),
        ("45", []),
        ("pitch", []),
    ],
)
def test_a_preset_brings_its_sections_and_other_minutes_are_shared_out(text: str, minutes: list[int]) -> None:
    wish = read(text)
    assert [part.length / timedelta(minutes=1) for part in wish.parts] == minutes
    assert not minutes or sum(minutes) * timedelta(minutes=1) == wish.length


@pytest.mark.parametrize("text", ["-5", "+5", "2.5", "2,5", "1:30", "99999999", "9" * 5000, "-5 3sum"])
def test_minutes_that_no_clock_takes_are_refused_with_the_range(text: str) -> None:
    with pytest.raises(BadLength, match="1 to 300"):
        read(text)


@pytest.mark.parametrize("text", ["", "five", "m", "5 x", "5 5"])
def test_added_minutes_are_a_number_or_refused(text: str) -> None:
    with pytest.raises(BadLength):
        read_minutes(text)


@pytest.mark.parametrize(
    ("text", "meant"), [("pasue", "pause"), ("stopp", "stop"), ("hrad", "hard"), ("desing", "design")]
)
def test_a_mistyped_word_is_answered_with_the_one_that_was_meant(text: str, meant: str) -> None:
    with pytest.raises(UnknownWord, match=f"Did you mean `!timer {meant}`"):
        read(text)


def test_a_mistyped_problem_is_answered_with_the_nearest() -> None:
    with pytest.raises(UserError, match="Did you mean Two Sum"):
        read("tow sum")


def test_words_after_a_whole_wish_are_not_swallowed() -> None:
    with pytest.raises(UnknownWord, match='"hello"'):
        read("25 3sum hello")


def test_nothing_asked_says_what_can_be() -> None:
    for text in ("", "  ", "\U000e0000"):
        with pytest.raises(NothingAsked):
            read(text)


def test_a_programme_without_the_preset_asks_for_the_minutes() -> None:
    programme, catalogue = loaded()
    bare = replace(programme, presets={})
    assert read_wish("25 3sum", bare, catalogue).length == timedelta(minutes=25)
    with pytest.raises(NoUsualLength, match="!timer 25 3sum"):
        read_wish("3sum", bare, catalogue)


@given(st.text(max_size=60))
def test_no_text_ends_in_anything_but_a_wish_or_a_sentence(text: str) -> None:
    said = ""
    try:
        read(text)
    except UserError as error:
        said = str(error)
    assert len(said) < 400
    assert not said or said.endswith((".", "?"))
