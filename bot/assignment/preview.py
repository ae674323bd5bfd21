"""Days to come: each planned as if everything before it got done."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from msgspec.structs import replace

from bot.assignment.course import Course
from bot.assignment.item import Given, Item, Mark, Past, Plan
from bot.assignment.plan import plan_day
from bot.people.model import PersonId
from bot.practice.model import Attempt, AttemptId


def imagined(past: Past, plan: Plan, person_id: PersonId) -> Past:
    """The past as it will be when what is open of `plan` was done; a day of rest stays undone."""
    tried = {attempt.problem for attempt in past.attempts if attempt.on == plan.day}
    at = datetime.combine(plan.day, time(12), UTC)
    newest = max((attempt.id for attempt in past.attempts), default=0)
    open_ones = [item for item in plan.items if item.mark is None and not plan.rest]
    attempts = tuple(
        Attempt(AttemptId(newest + place), person_id, item.problem, True, None, True, "", at, plan.day)
        for place, item in enumerate(open_ones, start=1)
        if item.problem is not None and item.problem not in tried
    )
    given = tuple(_given(plan, item) for item in plan.items)
    earlier = tuple(one for one in past.given if one.day != plan.day)
    return replace(past, attempts=past.attempts + attempts, given=earlier + given)


def days_ahead(course: Course, first: date, days: int, past: Past) -> tuple[Plan, ...]:
    """The plans of so many days from `first` on; days before the start are left out."""
    plans: list[Plan] = []
    for ahead in range(days):
        day = first + timedelta(days=ahead)
        if day >= course.start:
            plan = plan_day(course, day, past)
            past = imagined(past, plan, course.person_id)
            plans.append(plan)
    return tuple(plans)


def _given(plan: Plan, item: Item) -> Given:
    return Given(
        day=plan.day,
        kind=item.kind,
        problem=item.problem,
        skipped=item.mark is Mark.SKIPPED,
        done=item.mark is Mark.DONE or (item.mark is None and not plan.rest and item.problem is None),
        about=item.about,
        detail=item.detail,
        answers=bool(item.because),
    )
