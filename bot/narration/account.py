"""What is said of a recording: how much of it has a voice, and where the silences fell."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import takewhile

from msgspec import Struct

from bot.narration.clockline import ClockLine, Place
from bot.narration.voice import Span, cut, gaps, joined, total

PAUSE = timedelta(seconds=2)
"""From here on a gap is a pause, and what stands before and after it are two bursts."""
SILENCE = timedelta(seconds=10)
"""From here on a pause is a silence, and is listed."""
LONG = timedelta(minutes=1)
"""Over this a silence wants a word, as friends mark it with 🔇."""
ANNOUNCED_BEFORE = timedelta(seconds=30)
"""How long before a silence its announcement may stand: people announce it, say one more thing, and think."""
SOON = timedelta(seconds=30)
"""Within this a narration has begun in time."""
VOICELESS = 0.02
"""A share of speaking under this is no narration but a detector's error."""

_MINUTE = timedelta(minutes=1)


class Silence(Struct, frozen=True):
    """Nobody spoke for ten seconds or more."""

    span: Span
    place: Place | None = None
    """Where the clock was when it began."""
    announced: bool = False

    @property
    def flagged(self) -> bool:
        """Whether it is one that friends would mark: over a minute, without saying why."""
        return self.span.length > LONG and not self.announced


class Beat(Struct, frozen=True):
    """A minute, or what is left of one, and how much of it was spoken."""

    span: Span
    share: float


class Account(Struct, frozen=True):
    """All of it; times are those of the recording, and only what the clock counted is in it."""

    counted: timedelta
    spoken: timedelta
    first_words: timedelta | None
    """From the beginning of what counts; None where nobody speaks."""
    silences: tuple[Silence, ...]
    bursts: int
    """How often somebody began to speak after a pause."""
    longest_burst: timedelta
    pauses: int
    """Of two to ten seconds."""
    rhythm: tuple[Beat, ...]

    @property
    def share(self) -> float:
        """How much of it was spoken, from 0 to 1."""
        return self.spoken / self.counted if self.counted else 0.0

    @property
    def voiceless(self) -> bool:
        """Whether there is no voice to speak of."""
        return self.share < VOICELESS

    @property
    def longest(self) -> Silence | None:
        """The longest silence; the first of several."""
        return max(self.silences, key=lambda silence: silence.span.length, default=None)

    @property
    def flagged(self) -> tuple[Silence, ...]:
        """The silences that would be marked."""
        return tuple(silence for silence in self.silences if silence.flagged)

    @property
    def clean(self) -> bool:
        """Clean narration: words within half a minute, and no silence over a minute without a word."""
        return self.first_words is not None and self.first_words <= SOON and not self.flagged


def account_of(speech: Sequence[Span], line: ClockLine, thoughts: Iterable[timedelta] = ()) -> Account:
    """`speech` over what `line` counts; `thoughts` are the instants at which a silence was announced."""
    announced = tuple(thoughts)
    quiet = [gap for stretch in line.spans for gap in gaps(speech, stretch)]
    bursts = [burst for stretch in line.spans for burst in joined(cut(speech, [stretch]), PAUSE)]
    return Account(
        counted=total(line.spans),
        spoken=total(cut(speech, line.spans)),
        first_words=_first_words(speech, line),
        silences=tuple(
            Silence(gap, line.place(gap.start), any(announces(at, gap) for at in announced))
            for gap in quiet
            if gap.length >= SILENCE
        ),
        bursts=len(bursts),
        longest_burst=max((burst.length for burst in bursts), default=timedelta()),
        pauses=sum(PAUSE <= gap.length < SILENCE for gap in quiet),
        rhythm=tuple(beat for stretch in line.spans for beat in _beats(speech, stretch)),
    )


def announces(at: timedelta, silence: Span) -> bool:
    """Whether a word given then announces this silence: shortly before it, or before it got long."""
    return silence.start - ANNOUNCED_BEFORE <= at <= min(silence.start + LONG, silence.end)


def _first_words(speech: Sequence[Span], line: ClockLine) -> timedelta | None:
    waited = timedelta()
    for stretch in line.spans:
        spoken = cut(speech, [stretch])
        if spoken:
            return waited + spoken[0].start - stretch.start
        waited += stretch.length
    return None


def _beats(speech: Sequence[Span], stretch: Span) -> Iterable[Beat]:
    start, spoken = stretch.start, deque(cut(speech, [stretch]))
    while start < stretch.end:
        minute = Span(start, min(start + _MINUTE, stretch.end))
        while spoken and spoken[0].end <= start:
            spoken.popleft()
        here = list(takewhile(lambda span, until=minute.end: span.start < until, spoken))
        yield Beat(minute, total(cut(here, [minute])) / minute.length)
        start = minute.end
