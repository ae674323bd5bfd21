"""How the narration goes over several recordings, and how far friends agree with what was measured."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from statistics import median

from msgspec import Struct

from bot.narration.account import Account

COMPARED = 3
"""Recordings at each end of a trend, at most: one alone says little."""
RECENT = 10
"""Recordings over which clean ones are counted, as the success table counts its last ten mediums."""
ENOUGH_TO_AGREE = 5
"""Recordings that friends have marked, before agreement is worth a number."""


class Point(Struct, frozen=True):
    """One recording in a trend."""

    at: datetime
    share: float
    flagged: int
    """Silences over a minute that nobody announced."""
    clean: bool
    longest: timedelta = timedelta()
    """Silence; nothing where none lasted ten seconds."""

    @classmethod
    def of(cls, at: datetime, account: Account) -> Point:
        """From what was measured of it."""
        longest = timedelta() if account.longest is None else account.longest.span.length
        return cls(at, account.share, len(account.flagged), account.clean, longest)


class Trend(Struct, frozen=True):
    """The first recordings against the last ones, by their medians."""

    recordings: int
    share_before: float
    share_now: float
    flagged_before: float
    flagged_now: float


class Clean(Struct, frozen=True):
    """How many of the last recordings had clean narration."""

    clean: int
    recordings: int

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.clean / self.recordings if self.recordings else 0.0


class Agreement(Struct, frozen=True):
    """Friends' 🔇 against ours, one recording each."""

    recordings: int
    both: int
    neither: int
    only_friends: int
    only_measured: int

    @property
    def agreed(self) -> int:
        """Recordings on which they and the measurement say the same."""
        return self.both + self.neither


def trend(points: Iterable[Point]) -> Trend | None:
    """From the first recordings to the last ones; None under two."""
    ordered = sorted(points, key=lambda point: point.at)
    if len(ordered) < 2:
        return None
    width = min(COMPARED, len(ordered) // 2)
    first, last = ordered[:width], ordered[-width:]
    return Trend(
        len(ordered),
        median(point.share for point in first),
        median(point.share for point in last),
        median(point.flagged for point in first),
        median(point.flagged for point in last),
    )


def clean_of(points: Iterable[Point]) -> Clean:
    """Of the last ten, or of as many as there are."""
    recent = sorted(points, key=lambda point: point.at)[-RECENT:]
    return Clean(sum(point.clean for point in recent), len(recent))


def agreement(marked: Sequence[tuple[bool, bool]]) -> Agreement | None:
    """Of pairs (friends marked 🔇, we did); None while there are too few."""
    if len(marked) < ENOUGH_TO_AGREE:
        return None
    return Agreement(
        len(marked),
        sum(friends and ours for friends, ours in marked),
        sum(not friends and not ours for friends, ours in marked),
        sum(friends and not ours for friends, ours in marked),
        sum(ours and not friends for friends, ours in marked),
    )
