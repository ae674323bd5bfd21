"""Moments: a time in a recording and what somebody saw there, as friends type it on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from bot.recording.refusals import BackwardSpan, BadMoment, BadSpan
from bot.recording.statement import Statement, read_statement

WORDS_LIMIT = 200
"""Characters of a remark that are kept."""
LINES = 20
"""Moments in one message, at most."""
NEAR = 10
"""Seconds between two remarks on the same thing that still speak of one moment."""
LONGEST = 10 * 3600
"""Seconds; nobody watches further."""

_TIME = r"\d{1,3}:\d{2}(?::\d{2})?"
_LINE = re.compile(
    rf"\s*(?:[-*•]\s+)?@?\s*\[?(?P<begins>{_TIME})\]?(?:\s*(?:-|–|—|to|bis)\s*@?(?P<ends>{_TIME}))?"
    r"(?P<rest>(?!\d|:\d).*)$"
)
_LIKE_A_TIME = re.compile(r"\s*(?:[-*•]\s+)?@?\s*\[?\d{1,3}:\d")
_CLOCK_TIME = re.compile(r"\s*(?:[ap]\.?m\.?\b|uhr\b|o'clock)", re.IGNORECASE)


class Span(Struct, frozen=True):
    """A place in a recording, or the stretch from one to another; seconds."""

    begins: int
    ends: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.begins <= LONGEST or (self.ends is not None and self.ends > LONGEST):
            raise ValueError(f"a place in a recording lies within {LONGEST} s")
        if self.ends is not None and self.ends <= self.begins:
            raise ValueError("a stretch ends after it begins")

    @property
    def last(self) -> int:
        """The last second of it."""
        return self.begins if self.ends is None else self.ends


class Remark(Struct, frozen=True):
    """What one line says: where, which statement if any, and in which words."""

    span: Span
    statement: Statement | None
    words: str


class Moment(Struct, frozen=True):
    """A remark that somebody made about a recording."""

    remark: Remark
    author: str
    """Who made it, as the tables name reviewers."""
    source: str
    """The message it stands in; one message may hold several."""


class Merged(Struct, frozen=True):
    """What several people saw at one place."""

    span: Span
    statement: Statement | None
    authors: tuple[str, ...]
    """Each of them once, in the order of their remarks."""
    words: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many people saw it."""
        return len(self.authors)


def seconds_of(text: str) -> int:
    """`12:34`, `1:02:03`, and `90:10` for those who count minutes. Raises BadMoment."""
    parts = [int(part) for part in text.split(":")]
    small = parts[1:] if len(parts) == 3 else parts[-1:]
    seconds = 0
    for part in parts:
        seconds = seconds * 60 + part
    if any(part > 59 for part in small) or seconds > LONGEST:
        raise BadMoment(text)
    return seconds


def read_remark(line: str) -> Remark | None:
    """What `line` says about a place; None where it is just talk. Raises BadMoment, BackwardSpan."""
    found = _LINE.match(line)
    if found is None:
        if _LIKE_A_TIME.match(line):
            raise BadMoment(line.split()[0] if line.split() else line)
        return None
    if _CLOCK_TIME.match(found["rest"]):
        return None  # "7:30 pm works for me" is an appointment
    begins = seconds_of(found["begins"])
    ends = None if found["ends"] is None else seconds_of(found["ends"])
    if ends is not None and ends < begins:
        raise BackwardSpan(found["begins"], found["ends"])
    statement, words = read_statement(found["rest"].lstrip(" \t:;,.-–—"))
    words = " ".join(words.split())
    if len(words) > WORDS_LIMIT:
        words = words[: WORDS_LIMIT - 1].rstrip() + "…"
    return Remark(Span(begins, ends if ends != begins else None), statement, words)


class Read(Struct, frozen=True):
    """What a message holds: its remarks, and whether a line of it looks like one and cannot be read."""

    remarks: tuple[Remark, ...] = ()
    unclear: bool = False


def read_message(text: str) -> Read:
    """Every remark in a message, a line each; a line that says nothing but a time marks that time."""
    remarks: list[Remark] = []
    unclear = False
    for line in text.splitlines():
        try:
            remark = read_remark(line)
        except (BadMoment, BackwardSpan):
            unclear = True
            continue
        if remark is not None and len(remarks) < LINES:
            remarks.append(remark)
    return Read(tuple(remarks), unclear)


def read_slice(text: str) -> Span | None:
    """The part of a recording to look at: `12:00-25:00`, or `12:00` for from there on; None for all of it.

    Raises BadSpan, BadMoment, BackwardSpan.
    """
    if not text.strip():
        return None
    try:
        remark = read_remark(text)
    except ValueError:
        raise BadSpan(text) from None
    if remark is None or remark.words or remark.statement is not None:
        raise BadSpan(text)
    return remark.span


def merge_moments(moments: Iterable[Moment]) -> tuple[Merged, ...]:
    """One entry for each place: the same statement within a few seconds is one thing that several saw.

    Free remarks stand for themselves, since no two of them say the same.
    """
    merged: list[Merged] = []
    ordered = sorted(moments, key=lambda one: (one.remark.span.begins, one.remark.span.last, one.source))
    for moment in ordered:
        remark = moment.remark
        at = next((n for n in reversed(range(len(merged))) if _one_thing(merged[n], remark)), None)
        words = (remark.words,) if remark.words else ()
        if at is None:
            merged.append(Merged(remark.span, remark.statement, (moment.author,), words))
            continue
        held = merged[at]
        last = max(held.span.last, remark.span.last)
        merged[at] = Merged(
            # two marks close together are one place; a stretch stays one
            Span(held.span.begins, last) if held.span.ends or remark.span.ends else held.span,
            held.statement,
            tuple(dict.fromkeys((*held.authors, moment.author))),
            (*held.words, *words),
        )
    return tuple(merged)


def _one_thing(held: Merged, remark: Remark) -> bool:
    return (
        held.statement is not None
        and held.statement is remark.statement
        and remark.span.begins - held.span.last <= NEAR
    )


def clock_text(seconds: int) -> str:
    """`12:34`, `1:02:03`: a place in a recording as players show it."""
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def span_text(span: Span) -> str:
    """`12:34` or `12:34-13:10`."""
    return (
        clock_text(span.begins) if span.ends is None else f"{clock_text(span.begins)}-{clock_text(span.ends)}"
    )


def times_of(moments: Sequence[Merged], statement: Statement) -> tuple[int, ...]:
    """Where a statement was seen."""
    return tuple(one.span.begins for one in moments if one.statement is statement)
