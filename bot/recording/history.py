"""What friends said over months: how each flag and strength turned, and how well one judges oneself."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from bot.recording.recording import State
from bot.recording.statement import FLAGS, STRENGTHS, Statement
from bot.recording.tally import Quote, Summary

LATELY = 4
"""Recordings that `lately` means; as many before them are what they are held against."""
QUOTED = 3
"""Friends' words of each sort that are read back, the newest first."""


class Standing(StrEnum):
    """How far a recording is, for its candidate."""

    OPEN = "open"
    WAITING = "waiting for your own rating"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


def standing(held: Summary) -> Standing:
    """Open, closed, withdrawn; waiting where the own rating would still open something, or is asked first."""
    state, recording = held.recording.state, held.recording
    if state is State.WITHDRAWN:
        return Standing.WITHDRAWN
    rated = held.own is not None and held.own.covers(recording.kind)
    if not rated and (state is State.OPEN or (held.forms and not held.forms_open)):
        return Standing.WAITING
    return Standing.OPEN if state is State.OPEN else Standing.CLOSED


class Shelf(Struct, frozen=True):
    """Recordings as one person may see them, the newest first."""

    own: tuple[Summary, ...]
    others: tuple[Summary, ...]
    """Those of others that still ask friends."""


class Trend(Struct, frozen=True):
    """In how many recordings friends saw something, lately and before."""

    statement: Statement
    lately: int
    of_lately: int
    before: int
    of_before: int

    @property
    def turn(self) -> int:
        """1 where it is seen more often than before, -1 where less, 0 where that cannot be said."""
        if not self.of_before:
            return 0
        now, then = self.lately * self.of_before, self.before * self.of_lately
        return (now > then) - (now < then)


class Feedback(Struct, frozen=True):
    """Everything that friends said about somebody's recordings, as far as they may read it."""

    reviewed: tuple[Summary, ...]
    """Recordings that a friend looked at, oldest first; taken back ones left out."""
    friends: int
    """Different ones whose names are known."""
    forward: int
    judged: int
    """Verdicts of all recordings together."""
    flags: tuple[Trend, ...]
    strengths: tuple[Trend, ...]
    gap: float | None
    """Self minus friends, of the last recordings that have both."""
    gap_before: float | None
    keeps: tuple[Quote, ...]
    changes: tuple[Quote, ...]


def feedback(summaries: Sequence[Summary]) -> Feedback:
    """Of these recordings, oldest first."""
    seen = [one for one in summaries if one.reviewers and one.recording.state is not State.WITHDRAWN]
    lately, before = seen[-LATELY:], seen[-2 * LATELY : -LATELY]
    gaps = [one.gap for one in seen if one.gap is not None]
    return Feedback(
        reviewed=tuple(seen),
        friends=len({name for one in seen for name in one.names}),
        forward=sum(one.forward for one in seen),
        judged=sum(one.judges for one in seen),
        flags=_trends(FLAGS, lately, before),
        strengths=_trends(STRENGTHS, lately, before),
        gap=_mean(gaps[-LATELY:]),
        gap_before=_mean(gaps[-2 * LATELY : -LATELY]),
        keeps=tuple(quote for one in reversed(seen) for quote in one.keeps)[:QUOTED],
        changes=tuple(quote for one in reversed(seen) for quote in one.changes)[:QUOTED],
    )


def saw(held: Summary, statement: Statement) -> int:
    """How many friends said so of one recording: by a reaction, or at a moment of it."""
    owner = str(held.owner.discord_id)
    reacted = {vote.voter for vote in held.tally.votes if vote.statement is statement}
    marked = {author for one in held.moments if one.statement is statement for author in one.authors}
    return len((reacted | marked) - {owner})


def _trends(
    statements: Sequence[Statement], lately: Sequence[Summary], before: Sequence[Summary]
) -> tuple[Trend, ...]:
    """Those that were seen at all, the ones seen most lately first."""
    found = [
        Trend(
            one,
            sum(saw(each, one) > 0 for each in lately),
            len(lately),
            sum(saw(each, one) > 0 for each in before),
            len(before),
        )
        for one in statements
    ]
    return tuple(sorted((one for one in found if one.lately or one.before), key=lambda one: -one.lately))


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
