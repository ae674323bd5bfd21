"""What people type about their days: read as they mean it, or answered with the mend."""

from __future__ import annotations

import contextlib
import zoneinfo
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UserError
from bot.people.model import BadDayMinutes
from bot.people.reading import (
    name_from,
    read_minutes,
    read_name,
    read_start,
    read_time,
    read_zone,
    suggest_zones,
)
from bot.people.refusals import BadName, BadStart, BadTime, UnknownZone

WEDNESDAY = date(2026, 3, 4)


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        (" europe/berlin ", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("são paulo", "America/Sao_Paulo"),
        ("München", "Europe/Berlin"),
        ("Boston", "America/New_York"),
        ("utc", "UTC"),
    ],
)
def test_a_zone_is_known_by_its_name_or_its_city(typed: str, zone: str) -> None:
    assert read_zone(typed) == zone


@pytest.mark.parametrize(
    ("typed", "mend"),
    [
        ("Europe/Berln", "Europe/Berlin"),
        ("Asia/Tokio", "Asia/Tokyo"),
        ("lodon", "Europe/London"),
        ("CET", "Europe/Paris"),
        ("qqqqqq", "Write the next big city"),
        ("", "A time zone needs a name"),
    ],
)
def test_a_zone_that_is_none_is_answered_with_the_likeliest_or_with_how_to_write_it(
    typed: str, mend: str
) -> None:
    with pytest.raises(UnknownZone, match=mend):
        read_zone(typed)


@given(st.text(max_size=80))
def test_whatever_is_suggested_for_a_zone_can_be_taken(typed: str) -> None:
    found = suggest_zones(typed, 25)
    assert len(found) <= 25
    assert set(found) <= zoneinfo.available_timezones()
    assert len(set(found)) == len(found)


def test_an_autocomplete_knows_beginnings_and_typos() -> None:
    assert {"Europe/Berlin", "Atlantic/Bermuda"} <= set(suggest_zones("ber", 25))
    assert "Asia/Tokyo" in suggest_zones("tokio", 5)
    assert suggest_zones("", 3)[0] == "UTC"


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("7", time(7)),
        ("07:30", time(7, 30)),
        ("7.30", time(7, 30)),
        ("730", time(7, 30)),
        ("1930", time(19, 30)),
        ("7pm", time(19)),
        ("12 am", time(0)),
        ("7:15 p.m.", time(19, 15)),
        ("at noon", time(12)),
        ("midnight", time(0)),
        ("8h", time(8)),
    ],
)
def test_a_time_is_read_as_people_write_it(typed: str, at: time) -> None:
    assert read_time(typed) == at


@pytest.mark.parametrize("typed", ["", "25:00", "7:60", "13pm", "soon", "1e9", "-1", "٧"])
def test_a_time_that_no_clock_shows_is_answered_with_the_form(typed: str) -> None:
    with pytest.raises(BadTime, match="Write it like 07:30, 19:00 or 7pm"):
        read_time(typed)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("", WEDNESDAY),
        ("today", WEDNESDAY),
        ("Tomorrow", date(2026, 3, 5)),
        ("monday", date(2026, 3, 9)),
        ("next mon", date(2026, 3, 9)),
        ("wednesday", date(2026, 3, 11)),
        ("2026-01-05", date(2026, 1, 5)),
    ],
)
def test_a_first_day_is_read_as_people_write_it(typed: str, day: date) -> None:
    assert read_start(typed, WEDNESDAY) == day


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("someday", "can't read"),
        ("2024-01-01", "more than a year ago"),
        ("2028-01-01", "more than a year away"),
    ],
)
def test_a_first_day_that_cannot_be_is_answered_with_the_form(typed: str, why: str) -> None:
    with pytest.raises(BadStart, match=why):
        read_start(typed, WEDNESDAY)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("", None),
        ("90", 90),
        ("90 min", 90),
        ("1h30", 90),
        ("1.5 h", 90),
        ("1,5h", 90),
        ("2 hours", 120),
        ("1 h 5 min", 65),
        ("0", 0),
    ],
)
def test_minutes_of_a_day_are_read_as_people_write_them(typed: str, minutes: int | None) -> None:
    assert read_minutes(typed) == minutes


@pytest.mark.parametrize("typed", ["a lot", "-5", "1e3", "90 90", "NaN"])
def test_minutes_that_are_none_are_answered_with_the_form(typed: str) -> None:
    with pytest.raises(BadDayMinutes, match="Write it like 90 or 1h30"):
        read_minutes(typed)


@pytest.mark.parametrize("typed", ["", "   ", "\u202e\u200b", "x" * 41])
def test_a_name_is_neither_nothing_nor_a_story(typed: str) -> None:
    with pytest.raises(BadName):
        read_name(typed)


@given(st.text(max_size=200))
def test_nothing_that_is_typed_ends_in_anything_but_a_value_or_a_sentence(typed: str) -> None:
    for read in (read_zone, read_time, read_minutes, read_name):
        with contextlib.suppress(UserError):
            read(typed)
    with contextlib.suppress(UserError):
        read_start(typed, WEDNESDAY)
    assert 1 <= len(name_from(typed)) <= 40
