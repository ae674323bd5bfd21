"""From the voice's likelihood, frame by frame, to the spans in which somebody speaks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from msgspec import Struct

FRAME = timedelta(milliseconds=32)
"""What the detector listens to at a time: 512 samples at 16 kHz."""
BEGINS = 0.5
"""A voice begins where its likelihood gets so high ..."""
ENDS = 0.35
"""... and ends where it falls under this, so that a wavering one is not cut to pieces."""
JOINED = timedelta(milliseconds=300)
"""A gap as short as this is a breath or a closed consonant, and no pause."""
SHORTEST = timedelta(milliseconds=250)
"""Anything shorter is a click or a cough."""


class Span(Struct, frozen=True):
    """From here to there in a recording, both from its beginning."""

    start: timedelta
    end: timedelta

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.end - self.start

    def within(self, other: Span) -> Span | None:
        """What of it lies in `other`."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Span(start, end) if start < end else None


def spans_of(likelihoods: Iterable[float]) -> Iterator[Span]:
    """Where somebody speaks, in order; holds no more of a recording than the span that it is in."""
    open_since: int | None = None
    held: tuple[int, int] | None = None
    frame = -1
    for frame, likelihood in enumerate(likelihoods):
        if open_since is None:
            if likelihood >= BEGINS:
                open_since = frame
                if held is not None and (frame - held[1]) * FRAME <= JOINED:
                    open_since = held[0]
                elif held is not None:
                    yield from _long_enough(held)
                held = None
        elif likelihood < ENDS:
            held, open_since = (open_since, frame), None
    if open_since is not None:
        held = (open_since, frame + 1)
    if held is not None:
        yield from _long_enough(held)


def _long_enough(held: tuple[int, int]) -> Iterator[Span]:
    span = Span(held[0] * FRAME, held[1] * FRAME)
    if span.length >= SHORTEST:
        yield span


def cut(spans: Sequence[Span], stretches: Iterable[Span]) -> list[Span]:
    """What of `spans` lies in `stretches`, one stretch after the other."""
    return [part for stretch in stretches for span in spans if (part := span.within(stretch)) is not None]


def joined(spans: Iterable[Span], under: timedelta) -> list[Span]:
    """`spans` with the gaps that are shorter than `under` filled."""
    made: list[Span] = []
    for span in spans:
        if made and span.start - made[-1].end < under:
            made[-1] = Span(made[-1].start, span.end)
        else:
            made.append(span)
    return made


def gaps(spans: Sequence[Span], stretch: Span) -> list[Span]:
    """What of `stretch` lies in none of `spans`, which are in order and apart."""
    edges = [stretch.start, *(edge for span in cut(spans, [stretch]) for edge in (span.start, span.end))]
    edges.append(stretch.end)
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return [Span(start, end) for start, end in pairs if start < end]


def total(spans: Iterable[Span]) -> timedelta:
    """How long they are together."""
    return sum((span.length for span in spans), timedelta())
