"""Problems that nobody should have seen before the weekly tests that are still to come."""

from __future__ import annotations

from datetime import date, timedelta

from bot.assignment.course import Course
from bot.assignment.hints import names_pattern
from bot.assignment.record import Record
from bot.curriculum.model import Difficulty, Kind, Problem, Stage, Weekday, month_begins, pause_on


def tests_after(course: Course, day: date, level: Difficulty) -> int:
    """How many weekly tests of this level come after `day`."""
    return sum(
        _tests_in_month(course, stage, month, day)
        for stage in course.programme.stages
        if stage.test is not None and stage.test.difficulty is level
        for month in stage.months
    )


def _tests_in_month(course: Course, stage: Stage, month: int, after: date) -> int:
    if stage.test is None:
        return 0
    held = [
        any(
            entry.kind is Kind.TEST and entry.holds(month)
            for slot in course.programme.week[weekday].slots
            for entry in slot.entries
        )
        for weekday in Weekday
    ]
    first = max(month_begins(course.start, month, course.pauses), after + timedelta(days=1))
    end = month_begins(course.start, month + 1, course.pauses)
    days = (first + timedelta(days=ahead) for ahead in range(max(0, (end - first).days)))
    return sum(held[day.weekday()] and pause_on(course.pauses, day) is None for day in days)


def serves_test(record: Record, problem: Problem, level: Difficulty) -> bool:
    """Whether a weekly test of this level could still take it: nobody met it, and its title says nothing."""
    return (
        problem.difficulty is level
        and record.is_unseen(problem)
        and problem.number not in record.shown
        and not names_pattern(problem)
    )
