"""One item of a day exchanged for the next that serves the same purpose."""

from __future__ import annotations

from msgspec.structs import replace

from bot.assignment.course import Course
from bot.assignment.item import Item, Past, Plan
from bot.assignment.record import Record
from bot.assignment.rooms import Wish
from bot.assignment.wishes import Wishes
from bot.curriculum.model import PROBLEM_KINDS, Entry, Kind

_FIXED = frozenset({Kind.READ, Kind.EXPLAIN, Kind.WATCH, Kind.REVIEW})
"""What has no other that would be the same."""


def swapped(course: Course, plan: Plan, number: int, past: Past) -> Plan | None:
    """`plan` with another item `number`; asked again and again it goes round what there is.

    None where nothing else serves, or there is no such item.
    """
    item = next((one for one in plan.items if one.number == number), None)
    if item is None or item.kind in _FIXED:
        return None
    record = Record(course, plan.day, past)
    wishes = Wishes(record, course.position(plan.day))
    taken = {one.problem for one in plan.items if one.problem is not None and one is not item}
    wishes.chooser.taken |= taken
    room = item.minutes + max(0, plan.budget - plan.minutes)
    serving = [wish for wish in _serving(course, wishes, plan, item) if wish.minutes <= room]
    place = next((place for place, wish in enumerate(serving) if _is_same(wish, item)), -1)
    others = [wish for wish in (*serving[place + 1 :], *serving[: max(place, 0)]) if not _is_same(wish, item)]
    if not others:
        return None
    other = replace(others[0].item(number, item.slot), slot=item.slot)
    return replace(plan, items=tuple(other if one is item else one for one in plan.items))


def _is_same(wish: Wish, item: Item) -> bool:
    if wish.problem is not None:
        return wish.problem.number == item.problem
    return (wish.about, wish.detail, wish.title) == (item.about, item.detail, item.title)


def _serving(course: Course, wishes: Wishes, plan: Plan, item: Item) -> list[Wish]:
    """Everything that could stand in the item's place, in the order of the plan's own choice."""
    month = course.position(plan.day).month
    known = None if item.problem is None else course.catalogue.known(item.problem)
    if item.kind is Kind.AGAIN:
        return [wishes.again(problem, memory, 0) for problem, memory in wishes.chooser.due()]
    entries = [
        entry
        for day in (course.programme.day_plan(plan.day), *course.programme.week.values())
        for slot in day.slots
        for entry in slot.entries
        if entry.kind is item.kind and entry.holds(month) and entry.round in ("", item.about)
    ]
    if item.kind in PROBLEM_KINDS:
        level = None if known is None else known.difficulty
        entry = entries[0] if entries else Entry(item.kind)
        return wishes.like(item, entry, level)
    return list(wishes.all_of(0, 0, entries[0])) if entries else []
