"""What Discord says about people: the walk-through of `/join`, the settings, and codes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import discord

from bot.people.model import WEEKDAYS, LinkCode, Load, Nudge, Person, said_day, week_of
from cogs import colours
from cogs.words import escape_discord, minutes, stamp

BUTTONS = {
    "zone": "Pick my time zone",
    "when": "Next: how much?",
    "back": "Back",
    "day": "Another day",
    "week": "Minutes by weekday",
    "begin": "Begin",
    "times": "Zone and times",
}
ZONE_FIELD = "The city you live in, or the next big one"
DAY_FIELD = "First day"
DAY_HINT = "today, monday or 2026-03-02"
WEEKDAYS_FIELD = "Which days?"
MINUTES_FIELD = "Minutes on each of them"
MINUTES_HINT = "empty: as the plan asks; 0: a rest"
TIMES_TITLE = "Zone and times"
TIMES = {
    "zone": "Time zone",
    "day_start": "When a new day begins",
    "post_at": "The morning's post",
    "evening_at": "The evening's word",
    "name": "What friends call you",
}
WHEREFORE = {"start": "First day", "post": "The morning's post", "evening": "The evening's word"}
OTHER_ZONE = "Another zone"

_HALF_HOURS = {"post": (5, 12), "evening": (17, 23)}
"""From which hour to which a list of times goes."""


class Option(NamedTuple):
    """A line of a list to choose from."""

    value: str
    label: str
    chosen: bool = False


def where() -> discord.Embed:
    """The first step, for somebody whose zone nobody knows."""
    return _step(
        1,
        "where are you?",
        "A plan of your own, posted every morning. First your time zone: it says when your day begins and "
        "when the post comes.",
    )


def when(person: Person, now: datetime) -> discord.Embed:
    """The second step: zone, first day, and the morning's post."""
    first = person.proposed or person.today(now)
    return _step(
        2,
        "when?",
        f"Time zone: **{_zone(person)}**, where it is {_clock(person.local(now).time())} now",
        f"First day: **{said_day(first)}**",
        f"The morning's post: **{_clock(person.post_at)}**",
        "Change what is not right; it is kept as you change it.",
    )


def how_much(person: Person, load: Load) -> discord.Embed:
    """The third step: the week's minutes."""
    return _step(
        3,
        "how much?",
        f"{'Yours' if any(one is not None for one in person.minutes) else 'The plan asks'}: "
        f"{_week(person, load)}",
        "A shorter day is fine: what does not fit moves on. "
        f"One day a week needs {load.largest} min at least, for the plan's largest item.",
        "**Begin** starts the plan; nothing is posted before.",
    )


def welcome(person: Person, first_post: datetime, now: datetime, channel: int | None) -> discord.Embed:
    """The end of the walk-through: what happens next."""
    here = person.start is not None and person.start < person.today(now)
    begins = "You are back" if here else f"Your plan begins on {said_day(person.start or now.date())}"
    if channel is None:
        post = "Your days are posted once the host has picked a channel (`/setup`)"
    elif first_post <= now:
        post = f"Your day is being posted in <#{channel}> now"
    else:
        post = f"Your first post comes {stamp(first_post, 'F')} in <#{channel}>"
    return discord.Embed(
        title=begins,
        description="\n".join(
            f"- {line}"
            for line in (
                f"{post}; `/today` shows the day at any time.",
                "`/solved two-sum 18` logs a problem, `/done 3` ticks anything else.",
                "Solved some before? `/import` takes a list of them, so that nothing starts from zero.",
                "`/settings` changes all of this, and has a word for the evening and the cohort's board.",
                "`/link` ties your Twitch account to this one.",
            )
        ),
        colour=colours.TODAY,
    )


def left(person: Person) -> str:
    """The answer to `/leave`."""
    since = f"from {said_day(person.proposed)} on" if person.proposed else "where it stood"
    return (
        "You have left the plan; nothing is posted for you any more. Your log and settings stay. "
        f"`/join` takes it up again, {since} or from another day."
    )


def settings(person: Person, load: Load, now: datetime) -> discord.Embed:
    """How the plan meets somebody."""
    lines = [
        f"Time zone: **{_zone(person)}**, where it is {_clock(person.local(now).time())} now",
        f"A new day begins: **{_clock(person.day_start)}**",
        f"The morning's post: **{_clock(person.post_at)}**",
        f"Minutes: {_week(person, load)}",
        f"In the evening, {_clock(person.evening_at)}: **{_NUDGES[person.nudge].lower()}**",
        f"Weekly report: **{'on the last evening of each week' if person.weekly else 'only when you ask'}**",
        f"Cohort's board: **{'you are on it' if person.on_board else 'you are not on it'}**",
    ]
    if not person.is_candidate:
        lines.append("You have no plan at the moment; `/join` begins one.")
    embed = discord.Embed(title="How the plan meets you", description="\n".join(lines), colour=colours.QUIET)
    embed.set_footer(text="Kept as you change it.")
    return embed


def first_days(person: Person, now: datetime) -> list[Option]:
    """Days on which a plan may begin."""
    today = person.today(now)
    monday = today + timedelta(days=7 - today.weekday())
    wanted = person.proposed or today
    named = {
        today: "Today",
        today + timedelta(days=1): "Tomorrow",
        monday: "Next Monday",
        monday + timedelta(days=7): "The Monday after",
    }
    if wanted not in named:
        named = {wanted: "Where it began" if wanted < today else "The day you picked"} | named
    return [
        Option(day.isoformat(), f"{name}: {_short(day, today)}", day == wanted) for day, name in named.items()
    ]


def times(which: str, current: time) -> list[Option]:
    """Half hours, and the time that is set."""
    first, last = _HALF_HOURS[which]
    halves = [time(half // 2, half % 2 * 30) for half in range(2 * first, 2 * last + 1)]
    return [
        Option(_clock(at), f"{WHEREFORE[which]}: {_clock(at)}", at == current)
        for at in sorted({*halves, current})
    ]


def nudges(current: Nudge) -> list[Option]:
    """Where the evening's word may go."""
    return [Option(one.value, label, one is current) for one, label in _NUDGES.items()]


def weekdays() -> list[Option]:
    """Days to give minutes to."""
    return [Option(str(number), name.capitalize()) for number, name in enumerate(WEEKDAYS)]


def toggle(what: str, on: bool) -> str:
    """A button that says what it is, not what it will be."""
    name = {"weekly": "Weekly report", "board": "Cohort's board"}[what]
    return f"{name}: {'on' if on else 'off'}"


def shown(at: time) -> str:
    """A time as its field shows it."""
    return _clock(at)


def private_word() -> str:
    """The first private message, which also shows that private messages arrive."""
    return (
        "In the evening I will write here what is still open on your day, if anything is. "
        "`/settings` in the server switches it off."
    )


def code(given: LinkCode, chat_command: str) -> str:
    """What to type in Twitch chat, alone on its line so that a phone copies it whole, and until when."""
    return (
        "Type this in Twitch chat, with the account that is yours there:\n"
        f"```\n{chat_command} {given.code}\n```"
        f"Good once, until {stamp(given.expires_at)} ({stamp(given.expires_at, 'R')}). "
        "Keep it to yourself until then."
    )


def code_by_slash(name: str) -> str:
    """The prefix form: everybody could read the code."""
    return f"The code is for your eyes only: type `/{name}`."


def use_slash(name: str) -> str:
    """The prefix form of what only the one who asks should see."""
    return f"Between the two of us: type `/{name}`."


_NUDGES = {
    Nudge.OFF: "No word about what is open",
    Nudge.DM: "What is open, in a private message",
    Nudge.CHANNEL: "What is open, in a quiet line",
}


def _step(number: int, question: str, *lines: str) -> discord.Embed:
    return discord.Embed(
        title=f"Step {number} of 3: {question}", description="\n".join(lines), colour=colours.TODAY
    )


def _zone(person: Person) -> str:
    return escape_discord(person.zone.replace("_", " "))


def _clock(at: time) -> str:
    return f"{at:%H:%M}"


def _short(day: date, today: date) -> str:
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day:%A}, {day.day} {day:%B}{year}"


def _week(person: Person, load: Load) -> str:
    """`Mon to Fri 90 · Sat 150 · Sun 20 min: 10 h 20 min a week`; days alike stand together."""
    week = week_of(person.minutes, load)
    together = minutes(timedelta(minutes=sum(week)))
    return f"{' · '.join(_alike(week))} min: {together} a week"


def _alike(week: Sequence[int]) -> list[str]:
    parts: list[str] = []
    first = 0
    for day in range(1, len(week) + 1):
        if day < len(week) and week[day] == week[first]:
            continue
        names = WEEKDAYS[first][:3].capitalize()
        if day - first > 1:
            names += f" to {WEEKDAYS[day - 1][:3].capitalize()}"
        parts.append(f"{names} {week[first] or 'rest'}")
        first = day
    return parts
