"""Moments of a recording: what was measured, and what friends and viewers marked, on one axis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from bot.narration.account import Account
from bot.narration.voice import Span


class By(StrEnum):
    """Whose moment it is."""

    MEASURED = "measured"
    FRIEND = "friend"
    VIEWER = "viewer"


@dataclass(frozen=True, slots=True)
class Moment:
    """A remark with its place in the recording."""

    span: Span
    words: str
    by: By


def moments_of(account: Account) -> tuple[Moment, ...]:
    """The silences that a reviewer would mark, as they would write them."""
    return tuple(
        Moment(silence.span, f"silent for {_digits(silence.span.length)}", By.MEASURED)
        for silence in account.flagged
    )


def link(url: str, at: timedelta) -> str:
    """`url` opened at `at`, as YouTube and Twitch understand it; other addresses as they are."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    seconds = int(at.total_seconds())
    if host in ("youtube.com", "youtu.be"):
        value = f"{seconds}s"
    elif host == "twitch.tv":
        value = f"{seconds // 3600}h{seconds // 60 % 60}m{seconds % 60}s"
    else:
        return url
    query = [(key, held) for key, held in parse_qsl(parts.query, keep_blank_values=True) if key != "t"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("t", value)])))


def _digits(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    return f"{seconds // 60}:{seconds % 60:02}"
