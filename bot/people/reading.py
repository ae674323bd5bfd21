"""What people type about their days, read: a time zone, a time of day, a first day, a name."""

from __future__ import annotations

import re
import unicodedata
import zoneinfo
from datetime import date, time, timedelta
from functools import cache

from bot.people.model import WEEKDAYS
from bot.people.refusals import NAME_LIMIT, BadDayMinutes, BadName, BadStart, BadTime, UnknownZone

NEAR = 78
"""How alike, of 100, a zone must be to what was typed to be worth suggesting."""
SUGGESTED = 3
"""Zones that a refusal names at most."""
EARLIEST = timedelta(days=366)
LATEST = timedelta(days=366)
"""How far back and ahead a plan can begin."""
QUOTED = 40
"""Characters of what was typed that are said back."""

_PLACES = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian")
"""Where the zones lie that people live in; the rest are older names of the same, beside UTC."""
_CITIES = {
    "beijing": "Asia/Shanghai",
    "bangalore": "Asia/Kolkata",
    "barcelona": "Europe/Madrid",
    "boston": "America/New_York",
    "cologne": "Europe/Berlin",
    "delhi": "Asia/Kolkata",
    "edinburgh": "Europe/London",
    "frankfurt": "Europe/Berlin",
    "geneva": "Europe/Zurich",
    "hamburg": "Europe/Berlin",
    "milan": "Europe/Rome",
    "montreal": "America/Toronto",
    "mumbai": "Asia/Kolkata",
    "munich": "Europe/Berlin",
    "munchen": "Europe/Berlin",
    "muenchen": "Europe/Berlin",
    "osaka": "Asia/Tokyo",
    "san_francisco": "America/Los_Angeles",
    "seattle": "America/Los_Angeles",
    "tel_aviv": "Asia/Jerusalem",
    "washington": "America/New_York",
}
"""Cities that people name first and that have no zone of their own."""
_LETTERS = {
    "bst": "Europe/London",
    "cet": "Europe/Paris",
    "cest": "Europe/Paris",
    "cst": "America/Chicago",
    "cdt": "America/Chicago",
    "eet": "Europe/Athens",
    "est": "America/New_York",
    "edt": "America/New_York",
    "gmt": "Europe/London",
    "hst": "Pacific/Honolulu",
    "ist": "Asia/Kolkata",
    "jst": "Asia/Tokyo",
    "met": "Europe/Paris",
    "mst": "America/Denver",
    "mdt": "America/Denver",
    "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles",
    "wet": "Europe/Lisbon",
}
"""Letters stand for an offset, which would ignore the change to summer time: a city is asked back for."""
_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:\s*[:.h]\s*(?P<minute>\d{2})?)?\s*(?P<half>am|pm|a\.m\.|p\.m\.)?", re.IGNORECASE
)
_LENGTH = re.compile(
    r"(?P<alone>\d{1,4})\s*(?:m|min|minutes?)?"
    r"|(?P<hours>\d{1,2}(?:[.,]\d)?)\s*(?:h|hours?)\s*(?:(?P<rest>\d{1,2})\s*(?:m|min|minutes?)?)?"
)
_BARE = re.compile(r"(?P<hour>\d{1,2})(?P<minute>\d{2})")


def read_zone(text: str) -> str:
    """The IANA name that `text` means: itself in any case, or its city. Raises UnknownZone."""
    said = _tidy(text)
    key = _key(said)
    if key in _LETTERS:
        raise UnknownZone(said, (_LETTERS[key],))
    named = _by_name().get(key) or _CITIES.get(key)
    if named is not None:
        return named
    cities = _by_city().get(key, ())
    if len(cities) == 1:
        return cities[0]
    near = cities[:SUGGESTED] or (suggest_zones(said, SUGGESTED, near=NEAR) if said else ())
    raise UnknownZone(_quote(said), near)


def suggest_zones(typed: str, limit: int, *, near: int = 60) -> list[str]:
    """Zones that begin like or hold what was typed, else those that resemble it; the likeliest first."""
    key = _key(_tidy(typed))
    if not key:
        return list(_usual()[:limit])
    familiar = [zone for name, zone in {**_CITIES, **_LETTERS}.items() if name.startswith(key)]
    keyed = {zone: _key(zone) for zone in _usual()}
    begins = [zone for zone, name in keyed.items() if name.rpartition("/")[2].startswith(key)]
    holds = [zone for zone, name in keyed.items() if key in name]
    found = list(dict.fromkeys([*familiar, *begins, *holds]))[:limit]
    if found:
        return found
    # imported with the first name that must be guessed at: a start and an idle bot do without it
    from rapidfuzz import fuzz, process

    return [
        zone
        for *_, zone in process.extract(
            key.rpartition("/")[2],
            {zone: name.rpartition("/")[2] for zone, name in keyed.items()},
            scorer=fuzz.ratio,
            limit=limit,
            score_cutoff=near,
        )
    ]


def read_time(text: str) -> time:
    """A time of day: `7`, `07:30`, `7.30`, `730`, `7pm`, `noon`. Raises BadTime."""
    said = _tidy(text)
    word = said.lower().removeprefix("at ").strip()
    if word in ("noon", "midday"):
        return time(12)
    if word == "midnight":
        return time(0)
    match = _BARE.fullmatch(word) if len(word) in (3, 4) else None
    match = match or _TIME.fullmatch(word)
    if match is None or not word.isascii():
        raise BadTime(_quote(said))
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = match.groupdict().get("half")
    if half is not None:
        if not 1 <= hour <= 12:
            raise BadTime(_quote(said))
        hour = hour % 12 + (12 if half[0] == "p" else 0)
    if hour > 23 or minute > 59:
        raise BadTime(_quote(said))
    return time(hour, minute)


def read_start(text: str, today: date) -> date:
    """A first day: empty or `today`, `tomorrow`, `monday` (the next one), `2026-03-02`. Raises BadStart."""
    word = _tidy(text).lower()
    if word in ("", "today"):
        return today
    if word == "tomorrow":
        return today + timedelta(days=1)
    if word.startswith("next "):
        word = word.removeprefix("next ")
    for weekday, name in enumerate(WEEKDAYS):
        if len(word) >= 3 and name.startswith(word):
            return today + timedelta(days=(weekday - today.weekday()) % 7 or 7)
    try:
        day = date.fromisoformat(word)
    except ValueError:
        raise BadStart("I can't read that day.", today) from None
    if day < today - EARLIEST:
        raise BadStart("That is more than a year ago.", today)
    if day > today + LATEST:
        raise BadStart("That is more than a year away.", today)
    return day


def read_minutes(text: str) -> int | None:
    """Minutes of a day: `90`, `90 min`, `1h30`, `1.5 h`; empty is what the programme plans.

    Raises BadDayMinutes.
    """
    word = _tidy(text).lower()
    if not word:
        return None
    match = _LENGTH.fullmatch(word)
    if match is None or not word.isascii():
        raise BadDayMinutes(_quote(word))
    if match["hours"] is None:
        return int(match["alone"])
    return round(float(match["hours"].replace(",", ".")) * 60) + int(match["rest"] or 0)


def read_name(text: str) -> str:
    """A name on one line. Raises BadName."""
    name = _tidy(text)
    if not 1 <= len(name) <= NAME_LIMIT:
        raise BadName
    return name


def name_from(shown: str) -> str:
    """The name that an account shows, made to fit; never empty."""
    return _tidy(shown)[:NAME_LIMIT].rstrip() or "somebody"


def _tidy(text: str) -> str:
    """On one line, without what nobody can see."""
    seen = (" " if one.isspace() else one for one in text if one.isspace() or _is_seen(one))
    return " ".join("".join(seen).split())


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Cn")


def _quote(said: str) -> str:
    """What was typed, short enough to be said back and without its markup."""
    plain = "".join(one for one in said if one not in "*_`~|<>@#[]()\\")
    return plain if len(plain) <= QUOTED else plain[: QUOTED - 1] + "…"


def _key(text: str) -> str:
    """Letters as people compare them: no case, no accents, underscores for blanks."""
    plain = unicodedata.normalize("NFKD", text)
    kept = "".join(one for one in plain if not unicodedata.combining(one))
    return kept.casefold().replace(" ", "_")


@cache
def _usual() -> tuple[str, ...]:
    named = sorted(zone for zone in zoneinfo.available_timezones() if zone.partition("/")[0] in _PLACES)
    pacific = sorted(zone for zone in zoneinfo.available_timezones() if zone.startswith("Pacific/"))
    return ("UTC", *named, *pacific)


@cache
def _by_name() -> dict[str, str]:
    return {_key(zone): zone for zone in sorted(zoneinfo.available_timezones())}


@cache
def _by_city() -> dict[str, tuple[str, ...]]:
    cities: dict[str, tuple[str, ...]] = {}
    for zone in _usual():
        city = _key(zone.rpartition("/")[2])
        cities[city] = (*cities.get(city, ()), zone)
    return cities
