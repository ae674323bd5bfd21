"""The bundled programme says what it should, and a broken one is refused with file, key and mend."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.curriculum.model import Difficulty, Kind, Weekday, add_months
from bot.curriculum.programme import DATA, load_catalogue, load_programme
from bot.errors import StartError

RAMP = load_programme()
CATALOGUE = load_catalogue()
START = date(2026, 3, 2)
TEXT = (DATA / "interview-ramp.toml").read_text(encoding="utf-8")


def test_the_focus_weeks_are_those_of_the_ramp() -> None:
    phase = RAMP.phases[0]
    assert [phase.focus(week) for week in range(1, 10)] == [
        ("Arrays & Hashing",),
        ("Arrays & Hashing", "Two Pointers", "Sliding Window"),
        ("Two Pointers", "Sliding Window", "Stack"),
        ("Binary Search",),
        ("Trees",),
        ("Trees",),
        ("Graphs",),
        ("Graphs",),
        (),
    ]


def test_the_presets_are_lengths_with_names() -> None:
    assert {name: preset.minutes for name, preset in RAMP.presets.items()} == {
        "easy": 20,
        "medium": 25,
        "hard": 45,
        "design": 45,
        "explain": 2,
        "pitch": 2,
        "deep-dive": 15,
    }
    assert all(preset.name == name for name, preset in RAMP.presets.items())


def test_a_problem_plans_twenty_minutes_in_a_box_of_25_and_a_resolve_ten() -> None:
    track = RAMP.phases[0].problems
    medium = track.effort[Difficulty.MEDIUM]
    assert (medium.planned, medium.box, track.again.planned) == (20, 25, 10)


def test_the_week_takes_about_ten_hours() -> None:
    must = sum(day.minutes for day in RAMP.week.values() if not day.rest)
    assert must == RAMP.hours_per_week * 60


def test_wednesday_has_no_clock_in_month_one_and_a_timed_mock_from_month_two() -> None:
    morning = RAMP.week[Weekday.WEDNESDAY].slots[0]
    assert [entry.kind for entry in morning.entries if entry.holds(1)] == [Kind.WALK]
    assert [(entry.kind, entry.box) for entry in morning.entries if entry.holds(2)] == [(Kind.MOCK, 45)]


def test_friday_takes_a_difficult_medium_until_month_three() -> None:
    morning = RAMP.week[Weekday.FRIDAY].slots[0]
    level = {
        month: [e.difficulty for e in morning.entries if e.kind is Kind.STRETCH and e.holds(month)]
        for month in (1, 2, 3)
    }
    assert level == {1: [Difficulty.MEDIUM], 2: [Difficulty.MEDIUM], 3: [Difficulty.HARD]}


def test_the_topics_come_in_order_and_fill_the_weeks() -> None:
    phase = RAMP.phases[0]
    titles = [phase.topic(week).title for week in range(1, 10)]
    assert titles == [
        "supervised learning basics",
        "supervised learning basics",
        "evaluation metrics",
        "gradient descent and optimization",
        "probabilistic models",
        "bandits and reinforcement learning",
        "bandits and reinforcement learning",
        "information retrieval",
        "information retrieval",
    ]


def test_months_are_calendar_months_from_the_start() -> None:
    start = date(2026, 1, 31)
    where = {day: RAMP.position(start, day) for day in (start, date(2026, 2, 27), date(2026, 2, 28))}
    assert [position.month if position else None for position in where.values()] == [1, 1, 2]
    assert RAMP.position(start, start - timedelta(days=1)) is None


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 600))
def test_months_and_weeks_never_go_backwards(start: date, days: int) -> None:
    one = RAMP.position(start, start + timedelta(days=days))
    next_one = RAMP.position(start, start + timedelta(days=days + 1))
    assert one is not None
    assert next_one is not None
    assert 0 <= next_one.month - one.month <= 1
    assert one.week >= 1
    if next_one.phase == one.phase:
        assert 0 <= next_one.week - one.week <= 1
    assert add_months(start, one.month - 1) <= start + timedelta(days=days) < add_months(start, one.month)


def refusal(path: Path, text: str) -> list[str]:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(StartError) as error:
        load_programme(path, CATALOGUE)
    first, *lines = str(error.value).splitlines()
    assert str(path) in first
    return [line.strip() for line in lines]


@pytest.mark.parametrize(
    ("change", "into", "sentence"),
    [
        (
            "hours_per_week = 10\n",
            "",
            "hours_per_week: is missing; docs/programme.md shows what it looks like",
        ),
        (
            'title = "Foundation"',
            'titel = "Foundation"',
            "phases.1.titel: is not a key I know; take it out or mend its spelling",
        ),
        ("hard = 45\n", "hard = 4500\n", "presets.hard: a clock takes 1 to 300 minutes, not 4500"),
        (
            'categories = ["Stack"]',
            'categories = ["Stacks"]',
            "phases.1.problems.focus.3.categories: no problem is of 'Stacks'; did you mean 'Stack'?",
        ),
        (
            "medium = { planned = 20, box = 25 }",
            "medium = { planned = 30, box = 25 }",
            "phases.1.problems.effort.medium: planned minutes (30) must be at least 1 and within the box",
        ),
        (
            '{ kind = "new", count = 2, until_month = 4 }',
            '{ kind = "new", count = 4, until_month = 4 }',
            "week.monday.slots.1: holds 80 minutes in month 1 and has only 60",
        ),
        (
            'title = "Foundation"\nmonths = [1, 2]',
            'title = "Foundation"\nmonths = [2]',
            "phases: their months must run from 1 without gaps, not [2, 3, 4, 5, 6]",
        ),
        (
            'count = 2, of = "monday"',
            "count = 2",
            "week.wednesday.slots.2.entries.1.of: is missing; name the weekday that is reviewed",
        ),
        ("[week.sunday]", "[week.someday]", "week.someday"),
    ],
)
def test_a_mistake_is_named_with_its_key_and_mend(
    tmp_path: Path, change: str, into: str, sentence: str
) -> None:
    assert change in TEXT
    lines = refusal(tmp_path / "mine.toml", TEXT.replace(change, into, 1))
    assert any(line.startswith(sentence) for line in lines), lines


def test_what_is_no_toml_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("name = ", encoding="utf-8")
    with pytest.raises(StartError, match=r"mine\.toml is not valid TOML"):
        load_programme(path, CATALOGUE)


def test_a_programme_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="There is no programme"):
        load_programme(tmp_path / "none.toml", CATALOGUE)


@given(st.data())
def test_a_file_with_any_value_broken_is_refused_in_lines_or_taken(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    lines = TEXT.splitlines()
    places = [place for place, line in enumerate(lines) if " = " in line and not line.startswith("#")]
    place = data.draw(st.sampled_from(places))
    key = lines[place].split(" = ", 1)[0]
    value = data.draw(
        st.sampled_from(["-1", "0", '""', "[]", "{}", "true", "1.5", '"x"', "[[1]]", "99999999999"])
    )
    path = tmp_path_factory.getbasetemp() / "broken.toml"
    path.write_text("\n".join([*lines[:place], f"{key} = {value}", *lines[place + 1 :]]), encoding="utf-8")
    taken, refusal = None, str(path)
    try:
        taken = load_programme(path, CATALOGUE)
    except StartError as error:
        refusal = str(error)
    assert refusal.startswith(str(path))
    assert taken is None or taken.position(START, START) is not None
