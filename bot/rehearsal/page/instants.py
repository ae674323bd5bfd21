"""Where the clock's buttons lead: pure arithmetic on local dates."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING = time(7, 0)
EVENING = time(19, 0)
SUNDAY = 6


def tomorrow_morning(now: datetime, zone: str) -> datetime:
    """07:00 on the next local day."""
    local = now.astimezone(ZoneInfo(zone))
    return _on(local + timedelta(days=1), MORNING)


def sunday_evening(now: datetime, zone: str) -> datetime:
    """The next Sunday at 19:00 local time; this one's, while it is still to come."""
    local = now.astimezone(ZoneInfo(zone))
    evening = _on(local + timedelta(days=(SUNDAY - local.weekday()) % 7), EVENING)
    return evening if evening > now else _on(local + timedelta(days=7), EVENING)


def _on(day: datetime, at: time) -> datetime:
    return datetime.combine(day.date(), at, day.tzinfo).astimezone(UTC)
