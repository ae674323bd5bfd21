"""The one sentence about a recording, the same on Discord and on the command line."""

from __future__ import annotations

from datetime import timedelta

from bot.narration.account import Account
from bot.narration.heard import Heard

MUTED = -50.0
"""Under so many decibels there was nothing on the track, not even a room."""


def sentence(account: Account, heard: Heard) -> str:
    """Share, first words, longest silence, those over a minute. It measures voice and judges nothing."""
    if account.voiceless:
        return _voiceless(account, heard)
    said = [f"You spoke for {round(account.share * 100)}% of {digits(account.counted)}"]
    if account.first_words is not None:
        said.append(f"first words after {digits(account.first_words)}")
    longest = account.longest
    if longest is None:
        said.append("no silence of ten seconds")
    else:
        announced = ", announced" if longest.announced else ""
        said.append(
            f"longest silence {digits(longest.span.length)} at {digits(longest.span.start)}{announced}"
        )
    count = len(account.flagged)
    if count:
        said.append(f"{count} over a minute without a word why 🔇")
    return ", ".join(said) + "."


def warning(heard: Heard) -> str:
    """What to know about the file; empty where it is whole."""
    if heard.breaks_off and heard.declared is not None:
        return f"The file breaks off at {digits(heard.length)} of {digits(heard.declared)}."
    return ""


def digits(length: timedelta) -> str:
    """`0:06`, `12:40`, `1:02:33`: a position, or a length to be found again, in whole seconds passed."""
    seconds = max(0, int(length.total_seconds()))
    hours, rest = divmod(seconds, 3600)
    whole, seconds = divmod(rest, 60)
    return f"{hours}:{whole:02}:{seconds:02}" if hours else f"{whole}:{seconds:02}"


def _voiceless(account: Account, heard: Heard) -> str:
    whole = digits(account.counted)
    if heard.loudest < MUTED:
        return f"I heard nothing in these {whole}. Was the microphone muted, or on another track?"
    return f"I heard no voice in these {whole}, though there is sound. Is the microphone in this recording?"
