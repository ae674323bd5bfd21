"""Chapters for a recording, from what the bot itself saw happen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

INTRO = "Intro"
APART = timedelta(seconds=10)
"""YouTube takes no shorter chapters."""
TOGETHER = timedelta(seconds=20)
"""Moments that come within this are one: several people saw the same."""
SHIFTED = timedelta(seconds=90)
"""A chapter that has to be put off for longer than this would point at something else."""
ENOUGH = 3
"""Below so many, YouTube shows none."""
LONGEST_TITLE = 90


class Beat(Struct, frozen=True):
    """Something happened on stream."""

    at: datetime
    words: str
    by_chat: bool = False
    """Whether chat marked it."""


class Chapter(Struct, frozen=True):
    """A line for the recording's description."""

    at: timedelta
    """From its beginning."""
    title: str

    @property
    def stamp(self) -> str:
        """`04:30`, `1:04:30`."""
        minutes, seconds = divmod(int(self.at.total_seconds()), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


def chapters(beats: Sequence[Beat], began: datetime, ended: datetime) -> tuple[Chapter, ...]:
    """From `00:00` on, rising, at least ten seconds apart; what is not of this recording is left out.

    Two that are too close push the later one back rather than lose it.
    """
    held = [Chapter(timedelta(), INTRO)]
    for beat in _merged(sorted((each for each in beats if began <= each.at <= ended), key=_order)):
        happened = timedelta(seconds=int((beat.at - began).total_seconds()))
        at = max(happened, held[-1].at + APART)
        if at - happened <= SHIFTED and began + at + APART <= ended:
            held.append(Chapter(at, _clipped(beat.words)))
    return tuple(held)


def _order(beat: Beat) -> tuple[datetime, bool]:
    return beat.at, beat.by_chat


def _merged(beats: Sequence[Beat]) -> list[Beat]:
    merged: list[Beat] = []
    for beat in beats:
        same = next(
            (
                place
                for place in range(len(merged) - 1, -1, -1)
                if merged[place].by_chat and beat.at - merged[place].at <= TOGETHER
            ),
            None,
        )
        if beat.by_chat and same is not None:
            first = merged[same]
            if beat.words != first.words:
                merged[same] = Beat(first.at, f"{first.words}; {beat.words.removeprefix('Moment: ')}", True)
        else:
            merged.append(beat)
    return merged


def _clipped(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1].rstrip() + "…"
