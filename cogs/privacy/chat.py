"""What Twitch chat hears about what is held of a viewer: counts, never what was said."""

from __future__ import annotations

from bot.privacy.model import Forgotten, Held
from cogs.words import TWITCH_LINE, clip, plural


def held(found: Held, forget: str) -> str:
    """The answer to `!my-data`."""
    if not found.rows:
        return "I hold nothing about you."
    return clip(f"I hold {_what(found)} of yours. {_way(found, forget)}", TWITCH_LINE)


def question(found: Held, sure: str) -> str:
    """Before anything is deleted."""
    return clip(f"That deletes {_what(found)} for good. Say {sure} if you mean it.", TWITCH_LINE)


def forgotten(done: Forgotten) -> str:
    """Afterwards."""
    stays = done.was.votes
    rest = f" {plural(stays, 'guess', 'guesses')} in past rounds now count without a name." if stays else ""
    return clip(f"Done, you are forgotten.{rest}", TWITCH_LINE)


def _what(found: Held) -> str:
    guesses, moments = found.counts.get("guesses", 0), found.counts.get("moments", 0)
    parts = [
        *([plural(guesses, "guess", "guesses")] if guesses else []),
        *([plural(moments, "moment")] if moments else []),
    ]
    return " and ".join(parts) if parts and found.subject.person is None else plural(found.rows, "row")


def _way(found: Held, forget: str) -> str:
    if found.subject.person is None:
        return f"{forget} deletes that."
    return "/my-data in Discord hands it over, /forget-me there deletes it."
