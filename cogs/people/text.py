"""What Discord says about accounts."""

from __future__ import annotations

from bot.people.model import LinkCode
from cogs.words import stamp


def code(given: LinkCode, chat_command: str) -> str:
    """What to type in Twitch chat, alone on its line so that a phone copies it whole, and until when."""
    return (
        "Type this in Twitch chat, with the account that is yours there:\n"
        f"```\n{chat_command} {given.code}\n```"
        f"Good once, until {stamp(given.expires_at)} ({stamp(given.expires_at, 'R')}). "
        "Keep it to yourself until then."
    )


def use_slash(name: str) -> str:
    """The prefix form: everybody could read the code."""
    return f"The code is for your eyes only: type `/{name}`."
