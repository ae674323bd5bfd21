"""A person, their local day, and the code that ties their two accounts."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from random import Random
from typing import NewType

from bot.errors import UserError
from bot.events import Event

PersonId = NewType("PersonId", int)

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without the letters and digits that people mistake for each other."""
CODE_LENGTH = 6
CODE_LIFE = timedelta(minutes=10)
WRONG_TRIES = 5
"""Wrong codes that one account may try within a code's life; all that live are then out of its reach."""


class Platform(StrEnum):
    """Where somebody speaks, or a message stands."""

    DISCORD = "discord"
    TWITCH = "twitch"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: an account on a platform, and what it may do there."""

    platform: Platform
    account: str
    """User id on that platform."""
    name: str
    moderates: bool = False
    """Broadcaster or moderator on Twitch, Manage Messages on Discord."""


@dataclass(frozen=True, slots=True)
class Source:
    """The message or interaction that asked for something; the same one twice is a replay."""

    platform: Platform
    id: str


@dataclass(frozen=True, slots=True)
class Person:
    """One record for one human being, whichever of the two platforms they come from."""

    id: PersonId
    name: str
    zone: str
    """IANA name."""
    day_start: time
    """Wall-clock time at which their new day begins."""
    post_at: time
    """Wall-clock time at which the day's assignment is posted by itself."""
    is_host: bool = False
    discord_id: int | None = None
    twitch_id: str | None = None
    twitch_login: str | None = None
    start: date | None = None
    """First day of their plan; None for people who are no candidates."""

    def is_actor(self, actor: Actor) -> bool:
        """Whether this account is theirs."""
        if actor.platform is Platform.DISCORD:
            return self.discord_id is not None and actor.account == str(self.discord_id)
        return self.twitch_id is not None and actor.account == self.twitch_id

    @property
    def is_candidate(self) -> bool:
        """Whether they follow a plan."""
        return self.start is not None

    def today(self, now: datetime) -> date:
        """The date of the day they are in, which begins at `day_start` and not at midnight."""
        local = now.astimezone(zoneinfo.ZoneInfo(self.zone))
        return local.date() if local.time() >= self.day_start else local.date() - timedelta(days=1)

    def day_bounds(self, day: date) -> tuple[datetime, datetime]:
        """First instant of their `day`, and first instant of the next, in UTC."""
        return (
            _at(day, self.day_start, self.zone),
            _at(day + timedelta(days=1), self.day_start, self.zone),
        )

    def post_instant(self, day: date) -> datetime:
        """When the assignment of their `day` is due to be posted, in UTC.

        A post time before the day's start belongs to the calendar day after.
        """
        calendar = day if self.post_at >= self.day_start else day + timedelta(days=1)
        return _at(calendar, self.post_at, self.zone)


@dataclass(frozen=True, slots=True)
class LinkCode:
    """Six characters that prove, within ten minutes, that two accounts are one person's."""

    code: str
    person_id: PersonId
    expires_at: datetime

    @classmethod
    def make(cls, person_id: PersonId, now: datetime, rng: Random) -> LinkCode:
        """A fresh code drawn from `rng`."""
        return cls("".join(rng.choices(CODE_LETTERS, k=CODE_LENGTH)), person_id, now + CODE_LIFE)

    def check(self, now: datetime) -> None:
        """Raise `CodeExpired` when its ten minutes are over."""
        if now >= self.expires_at:
            raise CodeExpired


def next_occurrence(at: time, after: datetime, zone: str) -> datetime:
    """The first instant later than `after` when the wall clock of `zone` reads `at`, in UTC.

    A time that a change to summer time skips rings when the clock has jumped past it; one that happens twice
    rings the first time.
    """
    day = after.astimezone(zoneinfo.ZoneInfo(zone)).date() - timedelta(days=1)
    while (instant := _at(day, at, zone)) <= after:
        day += timedelta(days=1)
    return instant


def _at(day: date, at: time, zone: str) -> datetime:
    # fold=0 takes the first of two, and inside a gap the offset from before it, which lands past the jump
    return datetime.combine(day, at.replace(fold=0), zoneinfo.ZoneInfo(zone)).astimezone(UTC)


def linked(person: Person, twitch_id: str, twitch_login: str) -> Person:
    """`person` with a Twitch account tied to them."""
    return replace(person, twitch_id=twitch_id, twitch_login=twitch_login.lower())


@dataclass(frozen=True, slots=True)
class PersonChanged(Event):
    """Somebody was added, linked, or changed a setting."""

    person: Person


class UnknownPerson(UserError):
    """Somebody asked for what only candidates have."""

    def __init__(self) -> None:
        super().__init__(
            "I don't have a plan for you yet. The host can add you as the candidate in the config."
        )


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
