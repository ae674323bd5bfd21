"""Where the clock's buttons lead."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.rehearsal.page.instants import EVENING, MORNING, sunday_evening, tomorrow_morning

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  # hypothesis adds the zone


@given(now=INSTANTS, zone=st.sampled_from(ZONES))
def test_tomorrow_is_seven_on_the_next_local_day_in_every_zone(now: datetime, zone: str) -> None:
    there = tomorrow_morning(now, zone).astimezone(ZoneInfo(zone))
    assert there.time() == MORNING
    assert (there.date() - now.astimezone(ZoneInfo(zone)).date()).days == 1


@given(now=INSTANTS, zone=st.sampled_from(ZONES))
def test_sunday_evening_is_the_next_one_and_always_ahead(now: datetime, zone: str) -> None:
    there = sunday_evening(now, zone).astimezone(ZoneInfo(zone))
    assert there.weekday() == 6
    assert there.time() == EVENING
    assert there > now
    assert (there.date() - now.astimezone(ZoneInfo(zone)).date()).days <= 7


def test_on_a_sunday_at_seven_the_evening_is_in_a_week() -> None:
    now = datetime.combine(datetime(2026, 6, 14, tzinfo=UTC), time(19), ZoneInfo("Europe/Berlin"))
    assert (sunday_evening(now.astimezone(UTC), "Europe/Berlin") - now).days == 7


def test_the_morning_after_the_clocks_change_is_still_at_seven() -> None:
    before = datetime(2026, 3, 28, 20, tzinfo=UTC)
    assert tomorrow_morning(before, "Europe/Berlin") == datetime(2026, 3, 29, 5, tzinfo=UTC)
