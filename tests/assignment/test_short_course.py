"""The second programme, lived from its first day to its last by somebody who does everything."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import pytest

from bot.assignment.course import Course
from bot.assignment.item import Item, Past, Plan
from bot.assignment.plan import plan_day
from bot.assignment.preview import imagined
from bot.curriculum.model import Kind
from bot.curriculum.programme import load_catalogue, load_programme
from bot.people.model import PersonId

pytestmark = pytest.mark.story

SHORT = load_programme("software-interview")
START = date(2026, 3, 2)
COURSE = Course(SHORT, load_catalogue(), START, PersonId(1))


@cache
def lived() -> tuple[Plan, ...]:
    plans: list[Plan] = []
    past, day = Past(), START
    while day < SHORT.ends(START):
        plans.append(plan_day(COURSE, day, past))
        past = imagined(past, plans[-1], COURSE.person_id)
        day += timedelta(days=1)
    return tuple(plans)


def items(*kinds: Kind) -> list[Item]:
    return [item for plan in lived() for item in plan.items if item.kind in kinds]


def test_no_day_of_it_is_over_its_minutes_and_only_rest_is_empty() -> None:
    for plan in lived():
        assert plan.minutes <= COURSE.budget(plan.day), plan.day
        assert plan.items or plan.rest, plan.day
        assert plan.waiting <= 8, plan.day


def test_all_that_it_lists_is_met() -> None:
    read = {item.about for item in items(Kind.READ)}
    assert read == {topic.title for phase in SHORT.phases for topic in phase.reading.topics}
    designed = {item.about for item in items(Kind.MOCK, Kind.WALK)}
    assert designed == {system.key for system in SHORT.systems}
    practised = {item.about for item in items(Kind.ROUND)}
    assert practised | {"technical", "coding", "design"} >= {one.key for one in SHORT.rounds}
    assert SHORT.application is not None
    assert {item.about for item in items(Kind.APPLY)} == {*SHORT.application.roles}
    weeks = {plan.day.isocalendar()[:2] for plan in lived() if any(i.kind is Kind.TEST for i in plan.items)}
    assert len(weeks) >= 12, "a filmed test every week"
