"""A simulated life as text: a line a day, a sum a week, and where the plan stands at each month's end."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from bot.assignment.model import Line, State
from bot.simulation.life import Lived

_MARKS = {State.OPEN: "·", State.DONE: "✓", State.TRIED: "✗", State.SKIPPED: "–"}


class Diary:
    """Takes days and gives them back as lines, a calendar week at a time."""

    def __init__(self) -> None:
        self._week: list[Lived] = []
        self._full: list[Lived] = []
        self._month = 0

    def add(self, lived: Lived) -> None:
        """The next day."""
        if self._week and self._week[0].day.isocalendar()[:2] != lived.day.isocalendar()[:2]:
            self._full, self._week = self._week, []
        self._week.append(lived)

    def ready(self) -> Iterator[str]:
        """The week that is complete since the last call; nothing while it goes on."""
        full, self._full = self._full, []
        yield from self._told(full)

    def rest(self) -> Iterator[str]:
        """What is left at the end."""
        last, self._week = self._week, []
        yield from self._told(last)

    def _told(self, week: list[Lived]) -> Iterator[str]:
        if not week:
            return
        first = week[0].position
        if first.month != self._month:
            self._month = first.month
            part = first.window.title if first.window is not None else first.phase.title
            yield ""
            yield f"═══ Month {first.month} · {part} · stage {first.stage.number}, {first.stage.title}"
        yield ""
        yield f"── Week {first.week} of the phase · {', '.join(first.focus) or 'all patterns'}"
        for day in week:
            yield from _day(day)
        yield _sum(week)


def _day(lived: Lived) -> Iterator[str]:
    plan = lived.evening.assignment.plan
    head = f"{lived.day:%a %d %b}  {plan.minutes:3} min"
    if lived.absent is not None:
        head += "  (away, the plan knows)" if lived.absent.announced else "  (away)"
    yield f"{head}  {plan.headline}"
    for slot, lines in groupby(lived.evening.lines, key=lambda line: line.item.slot):
        yield f"    {slot}: " + "; ".join(_item(lived, line) for line in lines)
    if plan.waiting:
        yield f"    ({plan.waiting} waiting)"
    if plan.note:
        yield f"    {plan.note}"


def _item(lived: Lived, line: Line) -> str:
    mark = _MARKS[line.state]
    if line.problem is None:
        return f"{mark} {line.title} [{line.item.minutes}]"
    outcome = lived.tries.get(line.item.number)
    took = "" if outcome is None else f" in {outcome.minutes}"
    kind = "" if line.item.kind == "new" else f"{line.item.kind}: "
    hidden = " (hidden)" if line.item.hidden else ""
    return f"{mark} {kind}{line.title}, {line.problem.difficulty}{hidden}{took} [{line.item.minutes}]"


def _sum(week: list[Lived]) -> str:
    solved = sum(outcome.solved for lived in week for outcome in lived.tries.values())
    tried = sum(len(lived.tries) for lived in week)
    minutes = sum(
        line.item.minutes for lived in week for line in lived.evening.lines if line.state is not State.OPEN
    )
    return f"  = {solved} of {tried} tries solved, {minutes // 60} h {minutes % 60:02} of planned work done"
