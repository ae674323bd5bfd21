"""What the week after a week changes, by the programme and by what is due again."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct

from bot.assignment.drift import Outlook, outlook
from bot.assignment.model import Change, Course, Past, changes
from bot.curriculum.model import Pause, Phase, Position, Stage, Topic, next_pause
from bot.memory.model import boxes, due, memories

WEEK = timedelta(days=7)


class Turn(Struct, frozen=True):
    """A day of the coming week on which a phase or a stage begins."""

    day: date
    phase: Phase | None = None
    stage: Stage | None = None


class Ahead(Struct, frozen=True):
    """The coming week."""

    first: date
    """Its Monday, or the first day of a plan that begins later."""
    focus: tuple[str, ...]
    """Its patterns; none in weeks that mix or catch up."""
    before: tuple[str, ...]
    """Those of the week that is told."""
    catches_up: bool
    topic: Topic
    new_topic: bool
    due: int
    """Problems that fall due again by its end, the waiting ones included."""
    turns: tuple[Turn, ...]
    pause: Pause | None
    """A pause that reaches into it."""
    changes: tuple[Change, ...]
    """What it holds because of what went wrong before."""
    outlook: Outlook
    """When everything will be solved at this pace, and what moved that within the week."""


def ahead(course: Course, past: Past, first: date, last: date) -> Ahead:
    """The week after the one that begins on `first` and is told up to `last`."""
    monday = max(first + WEEK, course.start)
    sunday = monday + timedelta(days=6 - monday.weekday())
    there = _position(course, monday)
    here = _position(course, last)
    held = memories(past.attempts, course.catalogue, boxes(course.programme))
    coming = next_pause(course.pauses, monday)
    topic = there.phase.topic(there.week)
    return Ahead(
        first=monday,
        focus=there.focus,
        before=here.focus,
        catches_up=there.catches_up,
        topic=topic,
        new_topic=topic != here.phase.topic(here.week),
        due=len(due(held, sunday)),
        turns=tuple(_turns(course, last, sunday)),
        pause=coming if coming is not None and coming.begins <= sunday else None,
        changes=changes(course, monday, past),
        outlook=outlook(course, max(last + timedelta(days=1), course.start), past),
    )


def _position(course: Course, day: date) -> Position:
    return course.position(max(day, course.start))


def _turns(course: Course, last: date, sunday: date) -> list[Turn]:
    turns: list[Turn] = []
    held = _position(course, last)
    for ahead in range(1, (sunday - last).days + 1):
        day = last + timedelta(days=ahead)
        now = _position(course, day)
        phase = now.phase if now.phase.number != held.phase.number else None
        stage = now.stage if now.stage.number != held.stage.number else None
        if phase is not None or stage is not None:
            turns.append(Turn(day, phase, stage))
        held = now
    return turns
