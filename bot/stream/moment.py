"""A moment: what somebody in chat just saw and wants to be found again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from bot.practice.model import tidy

NOTE_LIMIT = 140
"""Characters, which is also the most that Twitch takes with a marker."""
APART = timedelta(seconds=30)
"""Between two moments of one person."""
PER_MINUTE = 10
"""Of everybody together; more would be a flood and not a stream's best minute."""
SEEN_BEFORE = timedelta(seconds=15)
"""What was seen lies before what was typed: the stream's delay, and a hand on the keyboard."""


class Moment(Struct, frozen=True):
    """A mark in a stream."""

    id: int
    account: str
    """Who marked it; their id on Twitch."""
    name: str
    note: str
    """May be empty."""
    at: datetime
    """When it was marked."""

    def seen(self, began: datetime) -> datetime:
        """When what it marks is likely to have happened."""
        return max(began, self.at - SEEN_BEFORE)


def tidy_note(text: str) -> str:
    """`text` on one line and short enough, cut at a word where that is near."""
    line = tidy(text)
    if len(line) <= NOTE_LIMIT:
        return line
    cut = line[: NOTE_LIMIT - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > NOTE_LIMIT // 2 else cut).rstrip() + "…"


def may_mark(account: str, moments: Sequence[Moment], now: datetime) -> bool:
    """Whether one more is taken from `account`; `moments` are at least those of the last minute."""
    recent = [each for each in moments if now - each.at < timedelta(minutes=1)]
    own = [each for each in recent if each.account == account and now - each.at < APART]
    return not own and len(recent) < PER_MINUTE
