"""Coming and going: a record begins, a plan is taken up or left, minutes are given to a week."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time

from msgspec.structs import replace

from bot.people.model import HostConfig, Load, Person, PersonId, week_of
from bot.people.refusals import (
    DAY_LIMIT,
    AlreadyPlanning,
    BadDayMinutes,
    HostStays,
    NoPlanToLeave,
    TooFewMinutes,
)


def settled(held: Person, wanted: Person, before: HostConfig | None) -> Person:
    """The host's record after a start: the config wins with its accounts, and with what changed in it.

    What it leaves out stays, and so does what the host changed since the config was last read.
    """
    said = HostConfig.of(wanted)
    fresh = before is None
    return replace(
        held,
        is_host=True,
        discord_id=wanted.discord_id or held.discord_id,
        twitch_login=wanted.twitch_login or held.twitch_login,
        name=said.name if fresh or said.name != before.name else held.name,
        zone=said.zone if fresh or said.zone != before.zone else held.zone,
        day_start=said.day_start if fresh or said.day_start != before.day_start else held.day_start,
        post_at=said.post_at if fresh or said.post_at != before.post_at else held.post_at,
        start=said.start if said.start and (fresh or said.start != before.start) else held.start,
    )


def newcomer(discord_id: int, name: str, zone: str) -> Person:
    """Somebody new, with the settings that most people keep."""
    return Person(PersonId(0), name, zone, day_start=time(4), post_at=time(7), discord_id=discord_id)


def joined(person: Person, day: date) -> Person:
    """`person` as a candidate whose plan begins on `day`. Raises AlreadyPlanning."""
    if person.start is not None:
        raise AlreadyPlanning(person.start)
    return replace(person, start=day, proposed=None)


def left(person: Person) -> Person:
    """`person` without a plan; where it began is remembered, should they come back.

    Raises NoPlanToLeave, HostStays.
    """
    if person.start is None:
        raise NoPlanToLeave
    if person.is_host:
        raise HostStays
    return replace(person, start=None, proposed=person.start)


def with_minutes(person: Person, weekdays: Iterable[int], given: int | None, load: Load) -> Person:
    """`person` giving these weekdays (0 is Monday) so many minutes; None is what the programme plans.

    Raises BadDayMinutes, TooFewMinutes.
    """
    if given is not None and not 0 <= given <= DAY_LIMIT:
        raise BadDayMinutes(given)
    chosen = set(weekdays)
    minutes = tuple(given if day in chosen else held for day, held in enumerate(person.minutes))
    if max(week_of(minutes, load)) < load.largest:
        raise TooFewMinutes(load.largest)
    return replace(person, minutes=minutes)
