"""What Discord shows of a day: the list with its ticks, one-line answers, and what stands in the form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

import discord

from bot.assignment.model import Line, State, TodayView
from bot.curriculum.model import Kind
from cogs import colours
from cogs.words import DISCORD_FIELD, clip, escape_discord, minutes, plural

TICKS = {State.OPEN: "☐", State.DONE: "☑", State.TRIED: "✗", State.SKIPPED: "↷"}
PREFIXES = {
    Kind.AGAIN: "again: ",
    Kind.REVIEW: "review: ",
    Kind.HARDEST: "the week's hardest: ",
    Kind.TEST: "film: ",
}
LABELS = {"timer": "Start timer", "solved": "Solved", "failed": "Not solved", "tomorrow": "Tomorrow"}
WHICH_FIELD = "Which one?"
MINUTES_FIELD = "Minutes"
NOTES = {True: "Why it works, in one sentence", False: "What was missing, in one sentence"}

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


def today(view: TodayView) -> discord.Embed:
    """The day: what to do, in which sitting, how far it has come."""
    plan = view.assignment.plan
    when = "Tomorrow: " if view.preview else ""
    embed = discord.Embed(
        title=clip(f"{when}{plan.day:%A}, week {plan.week} - {plan.headline}", _TITLE),
        description=clip("\n".join(_opening(view)), 3 * _WORDS),
        colour=colours.QUIET if plan.rest or view.preview else colours.TODAY,
    )
    sittings: dict[str, list[Line]] = {}
    for line in view.lines:
        sittings.setdefault(line.item.slot, []).append(line)
    for name, lines in sittings.items():
        length = minutes(timedelta(minutes=sum(line.item.minutes for line in lines)))
        embed.add_field(
            name=f"{escape_discord(clip(name, _NAME))} · {length}",
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


def ticked(view: TodayView, number: int) -> str:
    """The answer to `!done` and `!skip`."""
    line = view.line(number)
    title = escape_discord(clip(line.title, _NAME))
    put_aside = " is put aside" if line.state is State.SKIPPED else ""
    return f"{TICKS[line.state]} **{title}**{put_aside} · {_progress(view)}"


def choice(line: Line) -> str:
    """An item in a list to pick from, in at most 100 characters."""
    return clip(f"{line.item.number} {PREFIXES.get(line.item.kind, '')}{line.title}", _OPTION)


def effort(line: Line) -> str:
    """What stands under it there."""
    return clip(" · ".join(_facts(line)), _OPTION)


def form_title(lines: Sequence[Line], *, solved: bool) -> str:
    """Over the form: what it is about where there is no choice."""
    outcome = LABELS["solved" if solved else "failed"]
    return clip(f"{outcome}: {lines[0].title}", _MODAL_TITLE) if len(lines) == 1 else outcome


def _opening(view: TodayView) -> Iterable[str]:
    plan = view.assignment.plan
    if plan.quiet >= _QUIET and not view.preview:
        count = _NUMBERS[plan.quiet] if plan.quiet < len(_NUMBERS) else str(plan.quiet)
        yield f"{count} days were quiet. {_carries(view)}"
    elif plan.words:
        yield clip(plan.words, _WORDS)
    if plan.rest and not view.preview:
        week = view.week
        if week.solved or week.tried:
            solved = f"{plural(week.solved, 'problem')} solved"
            tried = f", {week.tried} not yet" if week.tried else ""
            logged = f", {minutes(timedelta(minutes=week.minutes))} logged" if week.minutes else ""
            yield f"This week: {solved}{tried}{logged}."


def _carries(view: TodayView) -> str:
    kinds = [line.item.kind for line in view.lines]
    again, new = kinds.count(Kind.AGAIN), kinds.count(Kind.NEW)
    parts = [plural(again, "re-solve")] if again else []
    parts += [plural(new, "new problem")] if new else []
    return f"Today carries {' and '.join(parts)}." if parts else "Today starts where you left off."


def _line(line: Line, *, preview: bool) -> str:
    item, problem = line.item, line.problem
    prefix = PREFIXES.get(item.kind, "")
    if preview and item.kind is Kind.TEST:
        # a test that can be looked up the day before is none
        unseen = "a problem" if problem is None else f"a {problem.difficulty}"
        return f"{TICKS[line.state]} {item.number} {prefix}{unseen} you have not seen · {item.minutes} min"
    title = escape_discord(clip(line.title, _NAME))
    if problem is not None:
        title = f"**{title}**"
        if len(problem.url) <= _URL:
            title = f"[{title}]({problem.url})"
    facts = [f"{TICKS[line.state]} {item.number} {prefix}{title}", *_facts(line)]
    if line.revealed is not None:
        facts.append(f"it was {escape_discord(line.revealed)}")
    return " · ".join(facts)


def _facts(line: Line) -> list[str]:
    item = line.item
    boxed = item.kind in (Kind.NEW, Kind.STRETCH) and item.box is not None and item.box != item.minutes
    length = f"{item.minutes} min" + (f", box {item.box}" if boxed else "")
    return [length] if line.problem is None else [line.problem.difficulty, length]


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
