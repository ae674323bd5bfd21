"""Twitch's limits by the loopback's clock: points per minute, messages per 30 seconds, no line twice."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

WINDOW = timedelta(seconds=30)
MINUTE = timedelta(minutes=1)


class Rules(Struct):
    """Which limits hold; benchmarks and tests loosen them."""

    points_per_minute: int | None = 800
    """Helix requests per minute and token; None counts nothing."""
    sends: Literal["refuse", "drop", "off"] = "refuse"
    """Too many chat messages: answered 429, dropped as `msg_ratelimit`, or let through."""
    sends_per_window: int = 20
    sends_per_window_as_moderator: int = 100
    duplicates: bool = True
    """Whether the same line by the same sender within 30 s is dropped."""


class Points:
    """A bucket per token that refills evenly over a minute."""

    def __init__(self, rules: Rules, clock: Callable[[], datetime]) -> None:
        self._rules = rules
        self._clock = clock
        self._buckets: dict[str, tuple[float, datetime]] = {}

    def spend(self, key: str) -> tuple[bool, dict[str, str]]:
        """Whether there was a point left, and the headers that say how many are."""
        limit = self._rules.points_per_minute
        now = self._clock()
        if limit is None:
            return True, {}
        left, since = self._buckets.get(key, (float(limit), now))
        left = min(limit, left + (now - since) / MINUTE * limit)
        allowed = left >= 1
        left -= allowed
        self._buckets[key] = (left, now)
        full_at = now + (limit - left) / limit * MINUTE
        return allowed, {
            "Ratelimit-Limit": str(limit),
            "Ratelimit-Remaining": str(int(left)),
            "Ratelimit-Reset": str(int(full_at.timestamp())),
        }


class ChatLimits:
    """What was said in the last 30 seconds, by whom and where."""

    def __init__(self, rules: Rules, clock: Callable[[], datetime]) -> None:
        self._rules = rules
        self._clock = clock
        self._lines: dict[tuple[str, str], dict[str, datetime]] = {}
        self._sends: dict[tuple[str, bool], deque[datetime]] = {}

    def repeated(self, channel_id: str, sender_id: str, text: str) -> bool:
        """Whether this sender said exactly this here within 30 s."""
        if not self._rules.duplicates:
            return False
        said = self._lines.get((channel_id, sender_id), {}).get(text)
        return said is not None and self._clock() - said < WINDOW

    def exhausted(self, sender_id: str, moderator: bool) -> bool:
        """Whether this sender has used up the window."""
        if self._rules.sends == "off":
            return False
        sends = self._sends.get((sender_id, moderator))
        if sends is None:
            return False
        while sends and self._clock() - sends[0] >= WINDOW:
            sends.popleft()
        most = self._rules.sends_per_window_as_moderator if moderator else self._rules.sends_per_window
        return len(sends) >= most

    def count(self, channel_id: str, sender_id: str, moderator: bool, text: str) -> None:
        """A message was let through."""
        now = self._clock()
        if self._rules.sends != "off":
            self._sends.setdefault((sender_id, moderator), deque()).append(now)
        lines = self._lines.setdefault((channel_id, sender_id), {})
        # the newest stand last, so the old ones are found without looking at all
        lines.pop(text, None)
        lines[text] = now
        while lines:
            oldest = next(iter(lines))
            if now - lines[oldest] < WINDOW:
                break
            del lines[oldest]
