"""The line that logs an attempt, the day it counts for, and the facts that a log bears out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.curriculum.model import Difficulty, UnknownProblem
from bot.curriculum.programme import load_catalogue
from bot.errors import UserError
from bot.people.model import PersonId
from bot.practice.model import (
    LONGEST,
    NOTE_LIMIT,
    OLDEST,
    Attempt,
    AttemptId,
    BadDay,
    BadMinutes,
    NoteTooLong,
    again_on,
    day_named,
    fact_about,
    fact_of_week,
    ordinal,
    parse_attempt,
    tidy,
)

CATALOGUE = load_catalogue()
MONDAY = date(2026, 3, 2)


def read(text: str) -> tuple[int, int | None, str, bool]:
    said = parse_attempt(text, CATALOGUE.split)
    return said.problem.number, said.minutes, said.note, said.cold


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("two-sum 18 hash the complement", (1, 18, "hash the complement", True)),
        ("Two Sum", (1, None, "", True)),
        ("two sum 18", (1, 18, "", True)),
        ("15 25", (15, 25, "", True)),
        ("3sum 25min two pointers after sorting", (15, 25, "two pointers after sorting", True)),
        ("3sum 25 minutes, two pointers", (15, 25, "two pointers", True)),
        ("3sum 25m", (15, 25, "", True)),
        ("3sum 25, sort first", (15, 25, "sort first", True)),
        ("https://leetcode.com/problems/3sum/ 25 sort first", (15, 25, "sort first", True)),
        ("two-sum hash the complement", (1, None, "hash the complement", True)),
        ("two-sum 3rd time, at last", (1, None, "3rd time, at last", True)),
        ("two-sum 18 --read hash the complement", (1, 18, "hash the complement", False)),
        ("two-sum 18 hash the complement —read", (1, 18, "hash the complement", False)),
        ("two-sum 18 a thread-read of it", (1, 18, "a thread-read of it", True)),
        ("  two-sum\t18\n hash  the\u202e complement \U000e0000", (1, 18, "hash the complement", True)),
        ("two-sum ١٨", (1, 18, "", True)),
        ("two-sum 600", (1, 600, "", True)),
    ],
)
def test_a_line_is_read_as_people_write_it(text: str, meant: tuple[int, int | None, str, bool]) -> None:
    assert read(text) == meant


@pytest.mark.parametrize("minutes", ["0", "601", "-5", "+5", "18.5", "1:20", "9" * 5000])
def test_minutes_that_no_attempt_takes_are_refused_with_the_range(minutes: str) -> None:
    with pytest.raises(BadMinutes, match=r"whole number from 1 to 600, not .{1,12}\. "):
        read(f"two-sum {minutes} hash the complement")


def test_a_note_is_refused_rather_than_cut() -> None:
    assert read("two-sum 18 " + "a" * NOTE_LIMIT)[2] == "a" * NOTE_LIMIT
    with pytest.raises(NoteTooLong, match="281 characters, and 280"):
        read("two-sum 18 " + "a" * (NOTE_LIMIT + 1))


@pytest.mark.parametrize("text", ["", "   ", "\U000e0000"])
def test_an_empty_line_is_asked_for_the_problem(text: str) -> None:
    with pytest.raises(UnknownProblem, match="Which problem"):
        read(text)


def test_fields_of_their_own_beat_what_stands_in_the_line() -> None:
    said = parse_attempt("two-sum 18 old note", CATALOGUE.split).completed(20, " new\nnote ", read=True)
    assert (said.minutes, said.note, said.cold) == (20, "new note", False)
    said = parse_attempt("two-sum 18 old note --read", CATALOGUE.split).completed()
    assert (said.minutes, said.note, said.cold) == (18, "old note", False)
    with pytest.raises(BadMinutes):
        said.completed(LONGEST + 1)
    with pytest.raises(NoteTooLong):
        said.completed(note="x" * (NOTE_LIMIT + 1))


scraps = st.sampled_from(
    ["two-sum", "two sum", "15", "18", "601", "--read", "—read", "min", ",", "\n", "\ud800", " "]
)
lines = st.one_of(st.text(), st.lists(st.one_of(scraps, st.text(max_size=4)), max_size=12).map(" ".join))


@given(lines)
def test_any_text_is_read_or_refused_in_a_sentence(text: str) -> None:
    try:
        said = parse_attempt(text, CATALOGUE.split)
    except UserError as error:
        refusal = str(error)
    else:
        refusal = "Fine."
        assert said.problem in CATALOGUE
        assert said.minutes is None or 1 <= said.minutes <= LONGEST
        assert len(said.note) <= NOTE_LIMIT
        assert said.note == tidy(said.note)
    assert 5 <= len(refusal) < 300
    assert refusal.endswith((".", "?"))


@given(st.text())
def test_tidy_text_is_one_line_that_can_be_stored_and_stays_as_it_is(text: str) -> None:
    clean = tidy(text)
    clean.encode()
    assert "\n" not in clean
    assert "\x00" not in clean
    assert tidy(clean) == clean


def test_joiners_that_make_words_and_emoji_survive() -> None:
    assert tidy("👩\u200d💻 می\u200cخواهم") == "👩\u200d💻 می\u200cخواهم"
    assert tidy("\U0001fae8") == "\U0001fae8"  # newer than the tables of the oldest Python we run on


WEDNESDAY = date(2026, 3, 4)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("", WEDNESDAY),
        ("Today", WEDNESDAY),
        ("yesterday", date(2026, 3, 3)),
        ("tuesday", date(2026, 3, 3)),
        ("Tue", date(2026, 3, 3)),
        ("thu", date(2026, 2, 26)),
        ("wednesday", date(2026, 2, 25)),
        ("2026-03-01", date(2026, 3, 1)),
        (" 2026-03-04 ", WEDNESDAY),
    ],
)
def test_a_day_is_named_as_people_name_it(text: str, day: date) -> None:
    assert day_named(text, WEDNESDAY) == day


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2026-03-05", "not come yet"),
        ("2010-01-01", "ten years"),
        ("0001-01-01", "ten years"),
        ("2026-02-30", "can't read"),
        ("soon", "can't read"),
        ("t", "can't read"),
    ],
)
def test_a_day_that_cannot_be_is_refused_with_how_to_write_one(text: str, why: str) -> None:
    with pytest.raises(BadDay, match=why) as refusal:
        day_named(text, WEDNESDAY)
    assert "2026-03-04" in str(refusal.value)


@given(st.text(), st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1)))
def test_any_text_is_a_day_up_to_today_or_refused(text: str, today: date) -> None:
    try:
        day = day_named(text, today)
    except BadDay:
        return
    assert today - OLDEST <= day <= today


def attempt(
    number: int,
    problem: int,
    *,
    day: int = 0,
    solved: bool = True,
    minutes: int | None = 15,
    cold: bool = True,
) -> Attempt:
    on = MONDAY + timedelta(days=day)
    return Attempt(
        AttemptId(number),
        PersonId(1),
        problem,
        solved,
        minutes,
        cold,
        "",
        datetime(2026, 3, 2, tzinfo=UTC),
        on,
    )


def fact(log: Sequence[Attempt]) -> str | None:
    """What is said about the last of them."""
    return fact_about(log[-1], log) or fact_of_week(log[-1], log, lambda one: CATALOGUE.get(one).difficulty)


# mediums of the catalogue: 49, 347, 238, 15; an easy one: 1
def test_the_third_quick_medium_of_a_week_is_worth_a_word() -> None:
    log = [attempt(1, 49, minutes=19), attempt(2, 347, day=1, minutes=12), attempt(3, 238, day=4, minutes=18)]
    assert fact(log) == "Third medium this week under 20 minutes."
    assert fact(log[:2]) == "Second medium this week under 20 minutes."


@pytest.mark.parametrize(
    "other",
    [
        attempt(2, 347, day=-1),  # last week's
        attempt(2, 347, minutes=20),  # not under
        attempt(2, 347, minutes=None),
        attempt(2, 347, cold=False),
        attempt(2, 347, solved=False),
        attempt(2, 1),  # an easy one
        attempt(2, 238),  # the same problem again
    ],
)
def test_only_quick_cold_solves_of_other_mediums_of_this_week_are_counted(other: Attempt) -> None:
    log = sorted([other, attempt(3, 238, day=1)], key=lambda one: one.on)
    assert fact(log) is None


def test_praise_is_a_fact_or_nothing() -> None:
    assert fact([attempt(1, 49)]) is None
    assert fact([attempt(1, 49), attempt(2, 347, solved=False)]) is None
    assert fact([attempt(1, 49, solved=False), attempt(2, 49, day=1)]) == "Solved on try 2."
    assert fact([attempt(1, 49, minutes=25), attempt(2, 49, day=1, minutes=18)]) == "Last time took 25 min."
    assert fact([attempt(1, 49, minutes=18), attempt(2, 49, day=1, minutes=25)]) is None


def test_a_problem_that_left_the_catalogue_has_no_difficulty_to_praise() -> None:
    log = [attempt(1, 49), attempt(2, 99999)]
    assert fact_about(log[-1], log) is None
    assert fact_of_week(log[-1], log, lambda number: Difficulty.MEDIUM if number == 49 else None) is None


def test_a_first_try_is_due_again_the_next_day() -> None:
    assert again_on([attempt(1, 49)], 49) == MONDAY + timedelta(days=1)
    assert again_on([attempt(1, 49, solved=False)], 49) == MONDAY + timedelta(days=1)
    assert again_on([attempt(1, 49, solved=False), attempt(2, 49)], 49) == MONDAY + timedelta(days=1)
    assert again_on([attempt(1, 49)], 347) is None


def test_a_re_solve_settles_it_and_a_failed_one_does_not() -> None:
    log = [attempt(1, 49), attempt(2, 49, day=1)]
    assert again_on(log, 49) is None
    assert again_on([*log, attempt(3, 49, day=5, solved=False)], 49) == MONDAY + timedelta(days=6)


@pytest.mark.parametrize(
    ("count", "word"),
    [
        (1, "First"),
        (3, "Third"),
        (10, "Tenth"),
        (11, "11th"),
        (12, "12th"),
        (21, "21st"),
        (22, "22nd"),
        (111, "111th"),
    ],
)
def test_ordinals_read_as_people_say_them(count: int, word: str) -> None:
    assert ordinal(count) == word
