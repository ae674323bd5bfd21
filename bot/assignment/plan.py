"""What is due on a day, worked out from the programme and the log and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from bot.assignment.course import Course
from bot.assignment.drift import drift_on
from bot.assignment.filling import Filling
from bot.assignment.item import Item, Past, Plan
from bot.assignment.record import Record
from bot.assignment.rooms import Rooms, Wish
from bot.curriculum.model import Catalogue, DayPlan, Kind, Pause, Position, Slot

_MOVES = {
    Kind.TEST: "the weekly test",
    Kind.LIVE: "the live session",
    Kind.STRETCH: "the long problem",
    Kind.TIMED: "the timed problem",
}
"""Problems that another day can take, without their names."""
_STAYS = frozenset({Kind.WATCH, Kind.HARDEST, Kind.REVIEW, Kind.RECALL})
"""What belongs to its day, or comes by itself."""


def plan_day(course: Course, day: date, past: Past) -> Plan:
    """The plan of `day` for somebody with this past; the same arguments always give the same plan.

    Never more than the minutes that the day may take. What is due and found no room is counted in `waiting`.
    Raises ValueError before the start.
    """
    position = course.position(day)
    if position.paused is not None:
        return _paused(course, day, position, position.paused)
    record = Record(course, day, past)
    template = _template(course, day)
    rooms = Rooms(template.slots, course.budget(day))
    filling = Filling(record, position, template, rooms)
    filling.fill()
    items = tuple(rooms.items())
    return Plan(
        day=day,
        week=position.week,
        headline=template.label or _patterns(items, course.catalogue, position),
        words=template.words,
        rest=template.rest,
        waiting=0 if template.rest else filling.waiting,
        quiet=0 if template.rest else record.quiet_days(),
        items=items,
        month=position.month,
        budget=course.budget(day),
        moved=() if template.rest else tuple(_moved(filling.left)),
        note="" if template.rest else drift_on(course, day, record.past),
    )


def _paused(course: Course, day: date, position: Position, pause: Pause) -> Plan:
    back = pause.until
    return Plan(
        day=day,
        week=position.week,
        headline="pause",
        words=f"Your plan stands still, and goes on where it stopped: {back:%A}, {back.day} {back:%B}.",
        rest=True,
        waiting=0,
        quiet=0,
        items=(),
        month=position.month,
        budget=course.budget(day),
        paused=True,
    )


def _template(course: Course, day: date) -> DayPlan:
    """The weekday's own; a day of rest that somebody gives more minutes than it has is one to catch up on."""
    template = course.programme.day_plan(day)
    budget = course.budget(day)
    if not template.rest or budget <= template.minutes:
        return template
    working = (one for one in course.programme.week.values() if not one.rest and one.slots)
    name = next((one.slots[0].name for one in working), "Work")
    slot = Slot(name, min(budget, 600))
    return replace(template, slots=(slot,), label="catching up", words="", rest=False)


def _patterns(items: Sequence[Item], catalogue: Catalogue, position: Position) -> str:
    """The patterns of the day's own new problems; never one that is to be recognised today."""
    known = {item.problem: item for item in items if item.problem is not None}
    problems = [problem for number in known if (problem := catalogue.known(number)) is not None]
    new = {
        one.category
        for one in problems
        if known[one.number].kind is Kind.NEW and not known[one.number].hidden
    }
    hidden = {one.category for one in problems if known[one.number].hidden}
    open_ones = [category for category in position.focus if category not in hidden]
    shown = [category for category in open_ones if category in new]
    has_new = any(item.kind is Kind.NEW for item in known.values())
    if shown or (open_ones and not has_new):
        return " + ".join(shown or open_ones)
    if position.window is not None:
        return position.window.title.lower()
    return "catching up" if position.catches_up else "mixed patterns"


def _moved(left: Iterable[Wish]) -> Iterable[str]:
    """What goes to the next day that has room, in words that name no pattern."""
    wishes = [wish for wish in left if wish.kind not in _STAYS]
    new = sum(wish.kind is Kind.NEW for wish in wishes)
    if new:
        yield "1 new problem" if new == 1 else f"{new} new problems"
    yield from dict.fromkeys(
        _MOVES.get(wish.kind, wish.title) for wish in wishes if wish.kind is not Kind.NEW
    )
