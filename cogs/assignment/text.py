"""What Discord shows of a day: the list with its ticks, one-line answers, and what stands in the forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta

import discord

from bot.assignment.model import Line, State, TodayView, WeekView
from bot.curriculum.model import Kind
from bot.people.model import Person
from cogs import colours
from cogs.words import DISCORD_FIELD, clip, escape_discord, minutes, plural

TICKS = {State.OPEN: "☐", State.DONE: "☑", State.TRIED: "✗", State.SKIPPED: "↷"}
PREFIXES = {
    Kind.AGAIN: "again: ",
    Kind.REVIEW: "review: ",
    Kind.RECALL: "recall: ",
    Kind.HARDEST: "the week's hardest: ",
    Kind.TIMED: "in a plain document: ",
    Kind.TEST: "film: ",
    Kind.LIVE: "live: ",
}
UNSEEN = frozenset({Kind.TEST, Kind.TIMED, Kind.LIVE})
"""What is to be met unprepared: the day before does not name it."""
BOXED = frozenset({Kind.NEW, Kind.STRETCH, Kind.TIMED, Kind.LIVE})
"""Where the time box is worth saying beside the planned minutes."""
LABELS = {
    "timer": "Start timer",
    "solved": "Solved",
    "failed": "Not solved",
    "swap": "Swap",
    "done": "Done",
    "skip": "Skip",
    "reopen": "Reopen",
    "tomorrow": "Tomorrow",
    "passed": "Passed",
    "missed": "Not passed",
}
WHICH_FIELD = "Which one?"
MINUTES_FIELD = "Minutes"
NOTE_FIELDS = {
    "solved": "Why it works, in one sentence",
    "failed": "What was missing, in one sentence",
    "done": "What stays of it, in a line or a paragraph",
    "skip": "Why, in a word for yourself",
}

_TITLE = 256
_WORDS = 600
_NAME = 90
_URL = 200
_FIELDS = 5000
"""Characters that all fields share; an embed has 6,000."""
_OPTION = 100
_MODAL_TITLE = 45
_QUIET = 2
"""From so many quiet days on they are spoken of."""
_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
_MOVED = 2
"""Titles that found no room and are named; the rest is counted."""


def today(view: TodayView) -> discord.Embed:
    """The day: what to do, in which sitting, how far it has come."""
    plan = view.assignment.plan
    when = "Tomorrow: " if view.preview else ""
    embed = discord.Embed(
        title=clip(f"{when}{plan.day:%A}, week {plan.week} - {plan.headline}", _TITLE),
        description=clip("\n".join(_opening(view)), 3 * _WORDS),
        colour=colours.QUIET if plan.rest or plan.paused or view.preview else colours.TODAY,
    )
    sittings: dict[str, list[Line]] = {}
    for line in view.lines:
        sittings.setdefault(line.item.slot, []).append(line)
    for name, lines in sittings.items():
        embed.add_field(
            name=f"{escape_discord(clip(name, _NAME))} · {_length(line.item.minutes for line in lines)}",
            value=_fitting(
                (_line(line, preview=view.preview) for line in lines),
                min(DISCORD_FIELD, _FIELDS // len(sittings)),
            ),
            inline=False,
        )
    footer = _footer(view)
    if footer:
        embed.set_footer(text=footer)
    return embed


def not_begun(person: Person) -> discord.Embed:
    """In the place of a day that lies before the plan now."""
    if person.start is None:
        return discord.Embed(description="This day was taken off the plan.", colour=colours.QUIET)
    start = f"{person.start:%A}, {person.start.day} {person.start:%B}"
    return discord.Embed(
        description=f"The plan begins on {start} now. Until then there is nothing to do.",
        colour=colours.QUIET,
    )


def ticked(view: TodayView, number: int) -> str:
    """The answer to `!done` and `!skip`: how the item stands, and after a test why it was that one."""
    line = view.line(number)
    put_aside = " is put aside" if line.state is State.SKIPPED else ""
    answer = f"{TICKS[line.state]} {_bold(line)}{put_aside} · {_progress(view)}"
    if line.why:
        return f"{answer}\n{escape_discord(clip(line.why, _WORDS))}"
    return answer if line.revealed is None else f"{answer}\nIt was {escape_discord(line.revealed)}."


def reopened(view: TodayView, number: int) -> str:
    """The answer to `!reopen`."""
    line = view.line(number)
    stands = "is open again" if line.state is State.OPEN else "stands as it was tried before"
    return f"{TICKS[line.state]} {_bold(line)} {stands} · {_progress(view)}"


def swapped(view: TodayView, number: int) -> str:
    """The answer to `!swap`: what stands there now."""
    return _line(view.line(number), preview=False)


def asks(view: TodayView, number: int) -> str:
    """The question about a round that was ticked without a word on how it went."""
    return f"How did it go? {number} {_bold(view.line(number))}"


def choice(line: Line, outcome: str = "") -> str:
    """An item in a list to pick from, in at most 100 characters."""
    ending = f": {outcome}" if outcome else ""
    title = f"{line.item.number} {PREFIXES.get(line.item.kind, '')}{line.title}"
    return clip(title, _OPTION - len(ending)) + ending


def effort(line: Line) -> str:
    """What stands under it there."""
    return clip(" · ".join(_facts(line)), _OPTION)


def form_title(verb: str, lines: Sequence[Line]) -> str:
    """Over a form: what it is about where there is no choice."""
    outcome = LABELS[verb]
    return clip(f"{outcome}: {lines[0].title}", _MODAL_TITLE) if len(lines) == 1 else outcome


def week(view: WeekView) -> discord.Embed:
    """The seven days, a line or two each: ticks where there are any, else what is to come."""
    if not view.days and view.person.start is not None:
        return not_begun(view.person)
    embed = discord.Embed(title=_week_number(view), description=_outlook(view), colour=colours.TODAY)
    for day in view.days:
        plan = day.assignment.plan
        today = ", today" if plan.day == view.today else ""
        embed.add_field(
            name=f"{plan.day:%a} {plan.day.day}{today} · {escape_discord(clip(plan.headline, _NAME))}",
            value=_day(day),
            inline=False,
        )
    embed.set_footer(text=f"{_length([view.minutes])} planned in all")
    return embed


def _week_number(view: WeekView) -> str:
    plans = [day.assignment.plan for day in view.days]
    current = next((plan for plan in plans if plan.day == view.today), plans[0])
    return f"Week {current.week}, month {current.month}"


def _outlook(view: WeekView) -> str | None:
    held = view.outlook
    if held is None:
        return None
    if not held.left:
        return "Every problem of the list is solved."
    left = f"{plural(held.left, 'problem')} left"
    if held.finish is None:
        return f"{left}."
    day = f"{held.finish.day} {held.finish:%B %Y}"
    return f"{left}: at this pace the last one is solved by {day}."


def _day(view: TodayView) -> str:
    plan = view.assignment.plan
    if not view.lines:
        return "nothing to do"
    room = f" of {plan.budget}" if plan.budget > plan.minutes else ""
    length = f"{plan.minutes}{room} min"
    if view.preview:
        return f"{_summary(view)} · {length}"
    return f"{''.join(TICKS[line.state] for line in view.lines)} {_progress(view)} · {length}"


_SUMMARY = {
    Kind.NEW: ("new problem", "new problems"),
    Kind.AGAIN: ("re-solve", "re-solves"),
    Kind.REVIEW: ("re-solve", "re-solves"),
    Kind.RECALL: ("re-solve", "re-solves"),
    Kind.HARDEST: ("the week's hardest again", "the week's hardest again"),
    Kind.STRETCH: ("a long one", "long ones"),
    Kind.TIMED: ("a problem in a plain document", "problems in a plain document"),
    Kind.TEST: ("the filmed test", "filmed tests"),
    Kind.LIVE: ("live session", "live session"),
    Kind.READ: ("reading", "readings"),
    Kind.STUDY: ("reading", "readings"),
    Kind.EXPLAIN: ("explaining aloud", "explaining aloud"),
    Kind.WALK: ("design walk-through", "design walk-throughs"),
    Kind.MOCK: ("timed design mock", "timed design mocks"),
    Kind.ROUND: ("interview round", "interview rounds"),
    Kind.PORTFOLIO: ("portfolio", "portfolio"),
    Kind.APPLY: ("application", "applications"),
    Kind.DRILL: ("a drill", "drills"),
}
"""One and several of each; what belongs to something else, such as watching a film back, needs no word."""


def _summary(view: TodayView) -> str:
    counts = Counter(_SUMMARY[line.item.kind] for line in view.lines if line.item.kind in _SUMMARY)
    return ", ".join(
        one if count == 1 or one == several else f"{count} {several}"
        for (one, several), count in counts.items()
    )


def _opening(view: TodayView) -> Iterable[str]:
    plan = view.assignment.plan
    if plan.quiet >= _QUIET and not view.preview:
        count = _NUMBERS[plan.quiet] if plan.quiet < len(_NUMBERS) else str(plan.quiet)
        yield f"{count} days were quiet. {_carries(view)}"
    elif plan.words:
        yield clip(plan.words, _WORDS)
    if plan.note and not view.preview:
        yield clip(plan.note, _WORDS)
    if plan.moved:
        yield f"No room for {_listed(plan.moved)}; the next days take it."
    if plan.rest and not plan.paused and not view.preview:
        week = view.week
        if week.solved or week.tried:
            solved = f"{plural(week.solved, 'problem')} solved"
            tried = f", {week.tried} not yet" if week.tried else ""
            logged = f", {_length([week.minutes])} logged" if week.minutes else ""
            yield f"This week: {solved}{tried}{logged}."


def _listed(titles: Sequence[str]) -> str:
    # what stands in brackets is for the day that takes it
    named = [escape_discord(clip(title.partition(" (")[0], _NAME)) for title in titles[:_MOVED]]
    if len(titles) > _MOVED:
        named.append(f"{len(titles) - _MOVED} more")
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"


def _carries(view: TodayView) -> str:
    kinds = [line.item.kind for line in view.lines]
    again = sum(kinds.count(kind) for kind in (Kind.AGAIN, Kind.REVIEW, Kind.RECALL))
    new = kinds.count(Kind.NEW)
    parts = [plural(again, "re-solve")] if again else []
    parts += [plural(new, "new problem")] if new else []
    return f"Today carries {' and '.join(parts)}." if parts else "Today starts where you left off."


def _line(line: Line, *, preview: bool) -> str:
    item, problem = line.item, line.problem
    start = f"{TICKS[line.state]} {item.number} {PREFIXES.get(item.kind, '')}"
    if preview and item.kind in UNSEEN and item.problem is not None:
        # what can be looked up the day before is no test
        unseen = "a problem" if problem is None else f"a {problem.difficulty}"
        return f"{start}{unseen} you have not seen · {item.minutes} min"
    title = escape_discord(clip(line.title, _NAME if problem is not None else _TITLE))
    if problem is not None:
        title = f"**{title}**"
        if len(problem.url) <= _URL:
            title = f"[{title}]({problem.url})"
    facts = [start + title, *_facts(line)]
    if not line.why and line.revealed is not None:
        facts.append(f"it was {escape_discord(line.revealed)}")
    said = [escape_discord(clip(one, _WORDS)) for one in (item.because, line.why) if one]
    return "\n".join([" · ".join(facts), *said])


def _bold(line: Line) -> str:
    return f"**{escape_discord(clip(line.title, _NAME))}**"


def _facts(line: Line) -> list[str]:
    item = line.item
    boxed = item.kind in BOXED and item.box is not None and item.box > item.minutes
    length = f"{item.minutes} min" + (f", box {item.box}" if boxed else "")
    return [length] if line.problem is None else [line.problem.difficulty, length]


def _length(parts: Iterable[int]) -> str:
    return minutes(timedelta(minutes=sum(parts)))


def _fitting(lines: Iterable[str], limit: int) -> str:
    """As many whole lines as fit, and how many did not."""
    room = limit - len("… and 99 more")
    shown: list[str] = []
    left = list(lines)
    while left and sum(len(line) + 1 for line in shown) + len(left[0]) <= room:
        shown.append(left.pop(0))
    return "\n".join([*shown, f"… and {len(left)} more"] if left else shown)


def _footer(view: TodayView) -> str:
    # on a day of rest nobody counts
    counts = not view.preview and not view.assignment.plan.rest and view.lines
    parts = [_progress(view)] if counts else []
    waiting = view.assignment.plan.waiting
    if waiting:
        parts.append(f"{waiting} more {'waits' if waiting == 1 else 'wait'} for the next days")
    return " · ".join(parts)


def _progress(view: TodayView) -> str:
    count = len(view.lines)
    if view.done == count:
        return "all done" if any(line.state is not State.SKIPPED for line in view.lines) else "all put aside"
    return f"{view.done} of {count} done"
