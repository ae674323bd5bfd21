"""A person, their local day, and the code that ties their two accounts."""

from __future__ import annotations

import zoneinfo
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from random import Random
from typing import NewType

from msgspec import Struct
from msgspec.structs import asdict, replace

from bot.events import Event

# the feature's values have one address, whichever file they live in
from bot.people.refusals import AlreadyPlanning as AlreadyPlanning
from bot.people.refusals import BadDayMinutes as BadDayMinutes
from bot.people.refusals import CodeExpired as CodeExpired
from bot.people.refusals import HostStays as HostStays
from bot.people.refusals import LinkedElsewhere as LinkedElsewhere
from bot.people.refusals import NamedInConfig as NamedInConfig
from bot.people.refusals import NoPlanToLeave as NoPlanToLeave
from bot.people.refusals import NoPrivateChannel as NoPrivateChannel
from bot.people.refusals import NotAsked as NotAsked
from bot.people.refusals import TooFewMinutes as TooFewMinutes
from bot.people.refusals import TooManyTries as TooManyTries
from bot.people.refusals import UnknownCode as UnknownCode
from bot.people.refusals import UnknownPerson as UnknownPerson
from bot.people.refusals import said_day as said_day

PersonId = NewType("PersonId", int)

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without the letters and digits that people mistake for each other."""
CODE_LENGTH = 6
CODE_LIFE = timedelta(minutes=10)
WRONG_TRIES = 5
"""Wrong codes that one account may try within a code's life; all that live are then out of its reach."""


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""In the order of `date.weekday()`."""


class Platform(StrEnum):
    """Where somebody speaks, or a message stands."""

    DISCORD = "discord"
    TWITCH = "twitch"


class Actor(Struct, frozen=True):
    """Who asks: an account on a platform, and what it may do there."""

    platform: Platform
    account: str
    """User id on that platform."""
    name: str
    moderates: bool = False
    """Broadcaster or moderator on Twitch, Manage Messages on Discord."""


class Source(Struct, frozen=True):
    """The message or interaction that asked for something; the same one twice is a replay."""

    platform: Platform
    id: str


class Nudge(StrEnum):
    """Where the evening's word about what is still open goes."""

    OFF = "off"
    DM = "dm"
    """A private message."""
    CHANNEL = "channel"
    """A line in the assignments channel that mentions nobody."""


class Load(Struct, frozen=True):
    """What the programme asks of a week; what somebody's own minutes are held against."""

    week: tuple[int, ...] = (0,) * len(WEEKDAYS)
    """Minutes by weekday, Monday first."""
    largest: int = 0
    """Planned minutes of its largest item."""


def week_of(minutes: Sequence[int | None], load: Load) -> tuple[int, ...]:
    """What each weekday comes to, Monday first."""
    return tuple(load.week[day] if given is None else given for day, given in enumerate(minutes))


class Person(Struct, frozen=True):
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
    proposed: date | None = None
    """First day of a plan that is not theirs yet, or of the one that they left."""
    minutes: tuple[int | None, ...] = (None,) * len(WEEKDAYS)
    """What they give to each weekday, Monday first; None where it is what the programme plans."""
    evening_at: time = time(20)
    """Wall-clock time of the evening's word, and of the week's report."""
    nudge: Nudge = Nudge.OFF
    dm_channel: int | None = None
    """Discord's id of the private channel with them, once they asked for messages there."""
    weekly: bool = True
    """Whether the week's report is posted by itself."""
    on_board: bool = False
    """Whether the cohort's board shows them."""

    def minutes_on(self, day: date) -> int | None:
        """What they give to this day; None where the programme says how long it is."""
        return self.minutes[day.weekday()]

    def is_actor(self, actor: Actor) -> bool:
        """Whether this account is theirs."""
        if actor.platform is Platform.DISCORD:
            return self.discord_id is not None and actor.account == str(self.discord_id)
        return self.twitch_id is not None and actor.account == self.twitch_id

    @property
    def is_candidate(self) -> bool:
        """Whether they follow a plan."""
        return self.start is not None

    def local(self, now: datetime) -> datetime:
        """The instant on their own wall clock."""
        return now.astimezone(zoneinfo.ZoneInfo(self.zone))

    def today(self, now: datetime) -> date:
        """The date of the day they are in, which begins at `day_start` and not at midnight."""
        local = self.local(now)
        return local.date() if local.time() >= self.day_start else local.date() - timedelta(days=1)

    def day_bounds(self, day: date) -> tuple[datetime, datetime]:
        """First instant of their `day`, and first instant of the next, in UTC."""
        return (
            _at(day, self.day_start, self.zone),
            _at(day + timedelta(days=1), self.day_start, self.zone),
        )

    def post_instant(self, day: date) -> datetime:
        """When the assignment of their `day` is due to be posted, in UTC."""
        return self.instant(day, self.post_at)

    def evening_instant(self, day: date) -> datetime:
        """When the evening of their `day` speaks, in UTC."""
        return self.instant(day, self.evening_at)

    def instant(self, day: date, at: time) -> datetime:
        """When their wall clock reads `at` on their `day`; before the day's start that is after midnight."""
        calendar = day if at >= self.day_start else day + timedelta(days=1)
        return _at(calendar, at, self.zone)


class HostConfig(Struct, frozen=True):
    """What the config says of the host's candidate that can be changed by the host's own commands, too."""

    name: str
    zone: str
    day_start: time
    post_at: time
    start: date | None

    @classmethod
    def of(cls, wanted: Person) -> HostConfig:
        """As it stands in the record that the config was read into."""
        return cls(wanted.name, wanted.zone, wanted.day_start, wanted.post_at, wanted.start)


class LinkCode(Struct, frozen=True):
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


class Changes(Struct, frozen=True):
    """What `/settings` changes about somebody; None leaves it as it is."""

    name: str | None = None
    zone: str | None = None
    day_start: time | None = None
    post_at: time | None = None
    evening_at: time | None = None
    proposed: date | None = None
    weekly: bool | None = None
    on_board: bool | None = None

    def made(self, person: Person) -> Person:
        """`person` with them."""
        return replace(person, **{name: value for name, value in asdict(self).items() if value is not None})


def linked(person: Person, twitch_id: str, twitch_login: str) -> Person:
    """`person` with a Twitch account tied to them."""
    return replace(person, twitch_id=twitch_id, twitch_login=twitch_login.lower())


class PersonChanged(Event, frozen=True):
    """Somebody was added, linked, or changed a setting."""

    person: Person
