"""`python -m bot narrate FILE`: one recording, measured and said in lines, or as JSON for other programs."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path

from bot.narration.account import account_of
from bot.narration.clockline import ClockLine
from bot.narration.ear import Ear
from bot.narration.heard import Heard, pairs
from bot.narration.wording import digits, sentence, warning

HONEST = "This is voice activity: that somebody speaks, not what is said. Nothing left this machine."


def narrate(path: Path, track: int) -> Heard:
    """Listen to it in the worker's process. Raises Unheard."""
    return asyncio.run(Ear().hear(path.absolute(), track))


def as_lines(heard: Heard) -> list[str]:
    """What a person reads."""
    account = account_of(heard.speech, ClockLine.whole(heard.length))
    said = [sentence(account, heard)]
    if account.voiceless:
        return [*said, *filter(None, [warning(heard)])]
    if account.silences:
        said.append("Silences of ten seconds and more:")
        said += [
            f"  {digits(each.span.start):>7} to {digits(each.span.end):>7}   {digits(each.span.length)}"
            f"{'  over a minute' if each.flagged else ''}"
            for each in account.silences
        ]
    said.append(
        f"Bursts of speech: {account.bursts}, the longest {digits(account.longest_burst)}."
        f" Pauses of two to ten seconds: {account.pauses}."
    )
    return [*said, *filter(None, [warning(heard)]), HONEST]


def as_json(path: Path, heard: Heard) -> str:
    """Every figure, times in seconds from the beginning of the recording."""
    account = account_of(heard.speech, ClockLine.whole(heard.length))
    return json.dumps(
        {
            "file": path.name,
            "length": _seconds(heard.length),
            "breaks_off": heard.breaks_off,
            "loudest_db": heard.loudest,
            "share": round(account.share, 4),
            "spoken": _seconds(account.spoken),
            "first_words": None if account.first_words is None else _seconds(account.first_words),
            "longest_silence": 0.0 if account.longest is None else _seconds(account.longest.span.length),
            "silences": [
                {
                    "start": _seconds(each.span.start),
                    "end": _seconds(each.span.end),
                    "over_a_minute": each.flagged,
                }
                for each in account.silences
            ],
            "bursts": account.bursts,
            "longest_burst": _seconds(account.longest_burst),
            "pauses": account.pauses,
            "clean": account.clean,
            "by_minute": [round(beat.share, 3) for beat in account.rhythm],
            "speech": [[start / 1000, end / 1000] for start, end in pairs(heard.speech)],
        },
        indent=2,
    )


def _seconds(length: timedelta) -> float:
    return round(length.total_seconds(), 3)
