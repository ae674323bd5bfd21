"""Whose chat lines count, and what they wrote without what their chat clients add."""

from __future__ import annotations

import re

import twitchio

OTHER_BOTS = frozenset(
    {
        "botrixoficial",
        "fossabot",
        "kofistreambot",
        "moobot",
        "nightbot",
        "own3d",
        "pokemoncommunitygame",
        "sery_bot",
        "soundalerts",
        "streamelements",
        "streamlabs",
        "streamstickers",
        "tangiabot",
        "wizebot",
    }
)
"""Accounts whose lines are nobody's words; others are known by Twitch's badge."""
BOT_BADGE = "bot-badge"

_ADDED = re.compile(r"\U000e0000|[\ufe00-\ufe0f\U000e0000\s]+$")
"""What clients append so that a repeated line is not dropped, and what emoji leave at the end of one."""


def is_another_bot(message: twitchio.ChatMessage) -> bool:
    """Whether a program wrote it."""
    marked = any(badge.set_id == BOT_BADGE for badge in message.badges)
    return marked or (message.chatter.name or "").lower() in OTHER_BOTS


def written(text: str) -> str:
    """What the person meant to write."""
    return _ADDED.sub("", text)
