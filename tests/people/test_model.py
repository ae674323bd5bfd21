"""A person's day, across both changes of the clock; and codes that tie two accounts."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.people.model import (
    CODE_LENGTH,
    CODE_LETTERS,
    Actor,
    CodeExpired,
    LinkCode,
    Person,
    PersonId,
    Platform,
    linked,
    next_occurrence,
)

SAM = Person(PersonId(1), "Sam", "Europe/Berlin", time(4), time(7), discord_id=100, twitch_id="t100")
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)

zones = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"]
)
minutes = st.builds(time, st.integers(0, 23), st.integers(0, 59))


def living(zone: str, day_start: time, post_at: time) -> Person:
    return replace(SAM, zone=zone, day_start=day_start, post_at=post_at)


people = st.builds(living, zones, minutes, minutes)
instants = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - made aware by the strategy


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-03-02T02:59:59", date(2026, 3, 1)),  # 03:59 in Berlin: the night still belongs to yesterday
        ("2026-03-02T03:00:00", date(2026, 3, 2)),
        ("2026-03-02T22:59:00", date(2026, 3, 2)),  # 23:59
        ("2026-03-02T23:01:00", date(2026, 3, 2)),  # 00:01
        ("2026-03-29T01:59:00", date(2026, 3, 28)),  # the night when two becomes three: 03:59
        ("2026-03-29T02:00:00", date(2026, 3, 29)),
        ("2026-10-25T02:59:00", date(2026, 10, 24)),  # the night when three becomes two again: 03:59
        ("2026-10-25T03:00:00", date(2026, 10, 25)),
    ],
)
def test_the_day_begins_at_its_own_hour(now: str, day: date) -> None:
    assert SAM.today(utc(now)) == day


@given(people, instants)
def test_every_instant_lies_within_the_bounds_of_its_day(person: Person, now: datetime) -> None:
    first, after = person.day_bounds(person.today(now))
    # where the clock goes back over the day's start, that hour happens twice; both readings are of one night
    assert first - timedelta(hours=1) <= now < after + timedelta(hours=1)


@given(people, st.dates(date(2020, 1, 1), date(2035, 1, 1)))
def test_days_follow_each_other_without_gap_or_overlap(person: Person, day: date) -> None:
    first, after = person.day_bounds(day)
    assert after == person.day_bounds(day + timedelta(days=1))[0]
    assert timedelta(hours=22) <= after - first <= timedelta(hours=26) or person.zone == "Pacific/Apia"


@given(people, st.dates(date(2020, 1, 1), date(2035, 1, 1)))
def test_the_post_of_a_day_falls_into_it(person: Person, day: date) -> None:
    first, after = person.day_bounds(day)
    assert first <= person.post_instant(day) <= after + timedelta(hours=1)


def test_a_post_time_before_the_days_start_is_the_next_calendar_mornings() -> None:
    night_owl = replace(SAM, post_at=time(1, 30))
    assert night_owl.post_instant(date(2026, 3, 2)) == utc("2026-03-03T00:30:00")
    assert SAM.post_instant(date(2026, 3, 2)) == utc("2026-03-02T06:00:00")


@pytest.mark.parametrize(
    ("at", "after", "then"),
    [
        (time(7), "2026-03-28T12:00:00", "2026-03-29T05:00:00"),  # the day that lost an hour
        (time(7), "2026-10-24T12:00:00", "2026-10-25T06:00:00"),  # the day that has one more
        (
            time(2, 30),
            "2026-03-28T12:00:00",
            "2026-03-29T01:30:00",
        ),  # a time that is skipped: when it has jumped
        (time(2, 30), "2026-10-24T12:00:00", "2026-10-25T00:30:00"),  # a time that comes twice: the first
        (time(7), "2026-03-02T06:00:00", "2026-03-03T06:00:00"),  # strictly later
        (time(7), "2026-03-02T05:59:59", "2026-03-02T06:00:00"),
    ],
)
def test_a_wall_clock_time_comes_round_on_both_changes_too(at: time, after: str, then: str) -> None:
    assert next_occurrence(at, utc(after), "Europe/Berlin") == utc(then)


@given(minutes, instants, zones)
def test_the_next_occurrence_is_later_and_within_about_a_day_and_reads_as_asked(
    at: time, after: datetime, zone: str
) -> None:
    then = next_occurrence(at, after, zone)
    assert timedelta() < then - after <= timedelta(hours=49)
    local = then.astimezone(zoneinfo.ZoneInfo(zone))
    skipped = local.replace(tzinfo=None) - datetime.combine(local.date(), at)
    assert skipped in (timedelta(), timedelta(minutes=30), timedelta(hours=1))


def test_an_account_is_theirs_on_its_own_platform_only() -> None:
    assert SAM.is_actor(Actor(Platform.DISCORD, "100", "x"))
    assert SAM.is_actor(Actor(Platform.TWITCH, "t100", "x"))
    assert not SAM.is_actor(Actor(Platform.TWITCH, "100", "x"))
    assert not SAM.is_actor(Actor(Platform.DISCORD, "101", "x"))
    nobody = replace(SAM, discord_id=None, twitch_id=None)
    assert not nobody.is_actor(Actor(Platform.DISCORD, "None", "x"))
    assert not nobody.is_actor(Actor(Platform.TWITCH, "None", "x"))


@given(st.integers())
def test_a_code_is_six_characters_that_nobody_mistakes(seed: int) -> None:
    code = LinkCode.make(PersonId(1), NOW, Random(seed)).code
    assert len(code) == CODE_LENGTH
    assert set(code) <= set(CODE_LETTERS)
    assert not set(code) & set("01OIL")


def test_a_code_is_good_for_ten_minutes() -> None:
    code = LinkCode.make(PersonId(1), NOW, Random(1))
    code.check(NOW + timedelta(minutes=9, seconds=59))
    with pytest.raises(CodeExpired, match="ten minutes"):
        code.check(NOW + timedelta(minutes=10))


def test_a_linked_login_is_kept_as_twitch_writes_it() -> None:
    assert linked(SAM, "7", "Sam_Live").twitch_login == "sam_live"
