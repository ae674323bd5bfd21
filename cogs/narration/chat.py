"""What Twitch chat hears when a silence is announced: one line."""

from __future__ import annotations


def thinking() -> str:
    """It is announced; viewers read it, too."""
    return "💭 Thinking. The silence from here on is announced."
