"""What Twitch chat hears about accounts."""

from __future__ import annotations

from bot.people.model import Person
from cogs.words import TWITCH_LINE, clip


def linked(person: Person) -> str:
    """The answer to a good code."""
    return clip(f"Linked: here and in Discord you are {person.name}.", TWITCH_LINE)


def say_the_code(command: str) -> str:
    """The answer to `!link` alone."""
    return f"Get a code with /link in Discord, then say {command} and the code here."
