"""Moments of a recording: what was measured, and what friends and viewers marked, on one axis."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from bot.narration.account import Account
from bot.narration.voice import Span
from bot.narration.wording import digits


class By(StrEnum):
    """Whose moment it is."""

    MEASURED = "measured"
    FRIEND = "friend"
    VIEWER = "viewer"


class Moment(Struct, frozen=True):
    """A remark with its place in the recording."""

    span: Span
    words: str
    by: By


def moments_of(account: Account) -> tuple[Moment, ...]:
    """The silences that a reviewer would mark, as they would write them."""
    return tuple(
        Moment(silence.span, f"silent for {digits(silence.span.length)}", By.MEASURED)
        for silence in account.flagged
    )
