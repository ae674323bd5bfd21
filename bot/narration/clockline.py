"""Where a clock ran in a recording, so that a silence has its place in the clock's sections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from bot.narration.voice import Span
from bot.timer.model import Part, Stretch, Timer, begins, part_at


class Counted(Struct, frozen=True):
    """A stretch of the recording in which the clock ran without a pause."""

    span: Span
    spent: timedelta
    """What the clock had counted when it began."""


class Place(Struct, frozen=True):
    """A position as the clock had it."""

    elapsed: timedelta
    section: str | None = None
    """The part that was on; None for a clock that is one piece."""


class Section(Struct, frozen=True):
    """A part of the clock, or what of it lies between two pauses."""

    name: str
    span: Span


class ClockLine(Struct, frozen=True):
    """The stretches that count; a recording without a clock counts as a whole."""

    stretches: tuple[Counted, ...]
    parts: tuple[Part, ...] = ()

    @classmethod
    def whole(cls, length: timedelta) -> ClockLine:
        """No clock: everything counts."""
        return cls((Counted(Span(timedelta(), length), timedelta()),) if length else ())

    @classmethod
    def of(
        cls, timer: Timer, ran: Sequence[Stretch], began_at: datetime, length: timedelta, now: datetime
    ) -> ClockLine:
        """`timer`, which ran in the stretches `ran`, over a recording that began at `began_at`."""
        counted: list[Counted] = []
        for number, stretch in enumerate(ran):
            after = ran[number + 1].spent if number + 1 < len(ran) else timer.elapsed(now)
            start = stretch.began_at - began_at
            span = Span(start, start + after - stretch.spent).within(Span(timedelta(), length))
            if span is not None:
                counted.append(Counted(span, stretch.spent + span.start - start))
        return cls(tuple(counted), timer.parts)

    @property
    def spans(self) -> list[Span]:
        """What counts."""
        return [stretch.span for stretch in self.stretches]

    @property
    def sections(self) -> tuple[Section, ...]:
        """The parts as they lie in the recording; none for a clock that is one piece."""
        found: list[Section] = []
        for part, begin in zip(self.parts, begins(self.parts), strict=True):
            for counted in self.stretches:
                zero = counted.span.start - counted.spent
                span = Span(zero + begin, zero + begin + part.length).within(counted.span)
                if span is not None:
                    found.append(Section(part.name, span))
        return tuple(sorted(found, key=lambda section: section.span.start))

    def place(self, at: timedelta) -> Place | None:
        """What the clock showed then; None while it did not run."""
        for counted in self.stretches:
            if counted.span.start <= at < counted.span.end:
                elapsed = counted.spent + at - counted.span.start
                return Place(elapsed, self.parts[part_at(self.parts, elapsed)].name if self.parts else None)
        return None
