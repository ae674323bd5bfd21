"""Everything about people that is answered with no, each with its mend."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.errors import UserError

DAY_LIMIT = 16 * 60
"""Minutes that somebody can give to one day at most."""
NAME_LIMIT = 40
"""Characters of a name."""


def said_day(day: date) -> str:
    """`Monday, 2 March 2026`."""
    return f"{day:%A}, {day.day} {day:%B %Y}"


def _either(names: Sequence[str]) -> str:
    return " or ".join((", ".join(names[:-1]), names[-1]) if len(names) > 1 else names)


class UnknownPerson(UserError):
    """Somebody asked for what only candidates have."""

    def __init__(self) -> None:
        super().__init__("I don't have a plan for you yet. /join in Discord begins one.")


class AlreadyPlanning(UserError):
    """`/join` by somebody who has a plan."""

    def __init__(self, start: date) -> None:
        super().__init__(
            f"You have a plan already, from {said_day(start)}. /settings changes how it meets you."
        )


class NoPlanToLeave(UserError):
    """`/leave` by somebody without a plan."""

    def __init__(self) -> None:
        super().__init__("You have no plan to leave. /join begins one.")


class HostStays(UserError):
    """`/leave` by the host's candidate."""

    def __init__(self) -> None:
        super().__init__(
            "The host's own plan stands in the config and cannot be left here. `/plan pause` lets it rest."
        )


class NotAsked(UserError):
    """A button of the walk-through, pressed by somebody who never began one."""

    def __init__(self) -> None:
        super().__init__("I don't know your time zone yet. Begin with /join and pick it there.")


class NoPrivateChannel(UserError):
    """Private messages are wanted, and nobody has opened the channel for them."""

    def __init__(self) -> None:
        super().__init__(
            "Discord does not let me write to you. Allow private messages from this server in its privacy "
            "settings, then pick it again; or take the quiet line in the channel."
        )


class BadDayMinutes(UserError):
    """More minutes than a day has, or fewer than none."""

    def __init__(self, given: int | str) -> None:
        super().__init__(
            f"A day takes 0 (a rest) to {DAY_LIMIT} minutes, not *{given}*. Write it like 90 or 1h30, or "
            "leave it empty for what the plan asks."
        )


class TooFewMinutes(UserError):
    """A week in which the largest item would never find room."""

    def __init__(self, largest: int) -> None:
        super().__init__(
            f"One day a week needs {largest} minutes at least: that is what the plan's largest item takes. "
            f"Give one day {largest} or more first."
        )


class UnknownZone(UserError):
    """A time zone that nobody else knows either."""

    def __init__(self, said: str, near: Sequence[str]) -> None:
        quoted = f"I don't know a time zone called *{said}*." if said else "A time zone needs a name."
        mend = f"Did you mean {_either(near)}?" if near else "Write the next big city, or like Europe/Berlin."
        super().__init__(f"{quoted} {mend}")


class BadTime(UserError):
    """A time of day that no clock shows."""

    def __init__(self, said: str) -> None:
        what = f"I can't read *{said}* as a time." if said else "A time of day is missing."
        super().__init__(f"{what} Write it like 07:30, 19:00 or 7pm.")


class BadStart(UserError):
    """A first day that is none, or lies too far away."""

    def __init__(self, what: str, today: date) -> None:
        super().__init__(f"{what} Write it like today, monday or {today.isoformat()}.")


class BadName(UserError):
    """A name that is empty or a story."""

    def __init__(self) -> None:
        super().__init__(f"A name has 1 to {NAME_LIMIT} characters. Write the one that friends call you.")


class UnknownCode(UserError):
    """`!link` with a code that nobody was given, or that was used."""

    def __init__(self) -> None:
        super().__init__("I don't know that code. Ask for a fresh one with /link in Discord.")


class CodeExpired(UserError):
    """`!link` too late."""

    def __init__(self) -> None:
        super().__init__(
            "That code was good for ten minutes and they are over. Ask for a fresh one with /link."
        )


class TooManyTries(UserError):
    """One account tries code after code."""

    def __init__(self) -> None:
        super().__init__("Too many codes in a row. Wait ten minutes, then ask for one with /link.")


class LinkedElsewhere(UserError):
    """The Twitch account already belongs to another record."""

    def __init__(self, name: str) -> None:
        super().__init__(f"This Twitch account is already linked to {name}.")


class NamedInConfig(UserError):
    """The host's code redeemed by another account than the one in the config."""

    def __init__(self, login: str) -> None:
        super().__init__(f"The host's Twitch account is {login}, by the config. It is changed there.")
