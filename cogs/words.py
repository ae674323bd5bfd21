"""Small words that every surface shares: plurals, durations, limits, and names made safe to show."""

from __future__ import annotations

from datetime import datetime, timedelta

DISCORD_CONTENT = 2000
DISCORD_EMBED_DESCRIPTION = 4096
DISCORD_FIELD = 1024
TWITCH_MESSAGE = 500
TWITCH_LINE = 200
"""What we hold ourselves to; Twitch itself allows 500."""

_DISCORD_MARKUP = str.maketrans({mark: f"\\{mark}" for mark in r"\*_`~|>[]()#<:-"} | {"@": "\\@\u200b"})


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 problem`, `2 problems`, `2 people`."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def minutes(length: timedelta) -> str:
    """`25 min`, `1 h 30 min`: a length of time as people plan it."""
    whole = round(length.total_seconds() / 60)
    hours, rest = divmod(whole, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def clock(left: timedelta) -> str:
    """`12:40`, `1:05:00`: what a clock shows; a started second counts."""
    seconds = max(0, -(-int(left.total_seconds() * 1000) // 1000))
    hours, rest = divmod(seconds, 3600)
    whole, seconds = divmod(rest, 60)
    return f"{hours}:{whole:02}:{seconds:02}" if hours else f"{whole}:{seconds:02}"


def stamp(moment: datetime, style: str = "t") -> str:
    """Discord's own timestamp: everybody reads it in their zone."""
    return f"<t:{int(moment.timestamp())}:{style}>"


def escape_discord(text: str) -> str:
    """`text` as plain words: no markup, no mention, no link."""
    return text.translate(_DISCORD_MARKUP)


def clip(text: str, limit: int) -> str:
    """`text` in at most `limit` characters, cut at a word, with an ellipsis where it was cut."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > limit // 2 else cut).rstrip() + "…"
