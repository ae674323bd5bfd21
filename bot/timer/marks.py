"""What is worth saying while a clock runs: its parts as they begin, half-time, five minutes, one minute."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

LATE = timedelta(seconds=30)
"""How long after its instant a mark may still be said; later it is no longer true."""

_MINUTE = timedelta(minutes=1)
_HALF_FROM = 20 * _MINUTE
_FIVE_FROM = 10 * _MINUTE
_ONE_FROM = 5 * _MINUTE
_APART = 2 * _MINUTE
"""What the marks of a clock keep between each other and a part's beginning, which says more."""


class Moment(StrEnum):
    """What a mark is about."""

    PART = "part"
    HALF = "half"
    FIVE = "five"
    ONE = "one"


class Part(Struct, frozen=True):
    """A stretch of a clock with a name of its own, such as a design's trade-offs."""

    name: str
    length: timedelta


class Mark(Struct, frozen=True):
    """One such moment, by the time that the clock has counted then."""

    moment: Moment
    elapsed: timedelta
    part: int = 0
    """Which part begins, from 0; of no meaning for the others."""

    @property
    def key(self) -> str:
        """What makes it the same one, whatever was added to the clock since."""
        return f"{self.moment}-{self.part}" if self.moment is Moment.PART else self.moment


def marks_of(length: timedelta, parts: Sequence[Part]) -> tuple[Mark, ...]:
    """Every mark of such a clock, in order. Short clocks have few or none: nobody wants to be told."""
    begin = [Mark(Moment.PART, at, number) for number, at in enumerate(begins(parts)) if number]
    last = [
        Mark(moment, length - left)
        for moment, left, least in (
            # whoever goes by parts has no use for the middle of the whole
            (Moment.HALF, length / 2, None if parts else _HALF_FROM),
            (Moment.FIVE, 5 * _MINUTE, _FIVE_FROM),
            (Moment.ONE, _MINUTE, _ONE_FROM),
        )
        if least is not None and length >= least
    ]
    apart = [one for one in last if all(abs(one.elapsed - other.elapsed) >= _APART for other in begin)]
    return tuple(sorted([*begin, *apart], key=lambda mark: mark.elapsed))


def begins(parts: Sequence[Part]) -> list[timedelta]:
    """What the clock has counted when each part begins."""
    return [sum((part.length for part in parts[:number]), timedelta()) for number in range(len(parts))]


def part_at(parts: Sequence[Part], elapsed: timedelta) -> int:
    """Which part is on, from 0; the last one also at the very end."""
    return max((number for number, at in enumerate(begins(parts)) if at <= elapsed), default=0)


def lengthened(parts: Sequence[Part], elapsed: timedelta, more: timedelta) -> tuple[Part, ...]:
    """`more` for the part that is on; those after it begin as much later."""
    on = part_at(parts, elapsed)
    return tuple(
        replace(part, length=part.length + more) if number == on else part
        for number, part in enumerate(parts)
    )


def shared_out(parts: Sequence[Part], length: timedelta) -> tuple[Part, ...]:
    """The same parts of another length, in whole minutes; none where one of them would come to nothing."""
    whole = sum((part.length for part in parts), timedelta())
    if not whole:
        return ()
    ends = [
        round((begin + part.length) / whole * (length / _MINUTE)) * _MINUTE
        for begin, part in zip(begins(parts), parts, strict=True)
    ]
    lengths = [end - begin for begin, end in zip([timedelta(), *ends], ends, strict=False)]
    if any(one < _MINUTE for one in lengths):
        return ()
    return tuple(Part(part.name, one) for part, one in zip(parts, lengths, strict=True))
