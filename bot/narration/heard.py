"""What the worker heard of one file, as it crosses from its process to ours; and why it heard nothing."""

from __future__ import annotations

import json
from datetime import timedelta
from enum import StrEnum
from typing import Any

from msgspec import Struct

from bot.narration.voice import Span

BREAKS_OFF = timedelta(seconds=2)
"""A file that holds less than it declares by more than this breaks off."""

_MILLISECOND = timedelta(milliseconds=1)


class Trouble(StrEnum):
    """Why nothing was measured."""

    MISSING = "missing"
    FOLDER = "folder"
    UNREADABLE = "unreadable"
    EMPTY = "empty"
    GROWING = "growing"
    BROKEN = "broken"
    NO_SOUND = "no-sound"
    NO_SUCH_TRACK = "no-such-track"
    NOT_INSTALLED = "not-installed"
    DIED = "died"
    TOO_LONG = "too-long"


class Heard(Struct, frozen=True):
    """Where a recording has a voice in it."""

    length: timedelta
    """Of the sound that could be read."""
    declared: timedelta | None
    """Of the recording, as the file says; None where it does not."""
    speech: tuple[Span, ...]
    loudest: float
    """Decibels under the loudest sound that a file can hold; 0 is the most."""

    @property
    def breaks_off(self) -> bool:
        """Whether the file declares more than could be read."""
        return self.declared is not None and self.declared - self.length > max(BREAKS_OFF, self.declared / 50)


def to_json(heard: Heard) -> str:
    """One line."""
    return json.dumps(
        {
            "length": heard.length // _MILLISECOND,
            "declared": None if heard.declared is None else heard.declared // _MILLISECOND,
            "speech": pairs(heard.speech),
            "loudest": round(heard.loudest, 1),
        }
    )


def from_json(held: dict[str, Any]) -> Heard:
    """The inverse of `to_json`, which was read already."""
    declared: int | None = held["declared"]
    return Heard(
        held["length"] * _MILLISECOND,
        None if declared is None else declared * _MILLISECOND,
        spans(held["speech"]),
        held["loudest"],
    )


def pairs(speech: tuple[Span, ...]) -> list[list[int]]:
    """Spans as milliseconds."""
    return [[span.start // _MILLISECOND, span.end // _MILLISECOND] for span in speech]


def spans(held: list[list[int]]) -> tuple[Span, ...]:
    """The inverse of `pairs`."""
    return tuple(Span(start * _MILLISECOND, end * _MILLISECOND) for start, end in held)
