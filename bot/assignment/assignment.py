"""A plan that was shown to its person, and the post that is about it."""

from __future__ import annotations

from datetime import date
from typing import NewType

from msgspec import Struct
from msgspec.structs import replace

from bot.assignment.item import Item, Mark, Plan
from bot.assignment.refusals import NoSuchItem
from bot.events import Event
from bot.people.model import PersonId
from bot.practice.model import SessionId

AssignmentId = NewType("AssignmentId", int)

KIND = "today"
"""Kind of the daily post."""


def subject(person_id: PersonId, day: date) -> str:
    """What the daily post of somebody's day is about."""
    return f"{person_id}:{day.isoformat()}"


def about(subject: str) -> tuple[PersonId, date]:
    """Whose day a post is about; the inverse of `subject`."""
    person_id, _, day = subject.partition(":")
    return PersonId(int(person_id)), date.fromisoformat(day)


class Assignment(Struct, frozen=True):
    """A plan that was shown to its person, and stays as it is for its day."""

    id: AssignmentId
    person_id: PersonId
    plan: Plan

    @property
    def day(self) -> date:
        """The person's day that it is for."""
        return self.plan.day

    @property
    def items(self) -> tuple[Item, ...]:
        """In the order of their numbers."""
        return self.plan.items

    def item(self, number: int) -> Item:
        """Raises NoSuchItem."""
        for item in self.items:
            if item.number == number:
                return item
        raise NoSuchItem(number, len(self.items))

    def marked(
        self, number: int, mark: Mark | None, note: str = "", session: SessionId | None = None
    ) -> Assignment:
        """With one item ticked, put aside, or neither any more. Raises NoSuchItem."""
        return self.with_item(replace(self.item(number), mark=mark, note=note, session=session))

    def with_item(self, wanted: Item) -> Assignment:
        """With `wanted` in the place of the item that has its number."""
        items = tuple(wanted if item.number == wanted.number else item for item in self.items)
        return replace(self, plan=replace(self.plan, items=items))


class PlannedFor(Struct, frozen=True):
    """What a person had chosen when their day was planned; with something else it would be another day."""

    start: date
    minutes: int | None
    """What they give to that weekday; None where it is what the programme plans."""


class AssignmentPlanned(Event, frozen=True):
    """A day was shown for the first time."""

    assignment: Assignment


class AssignmentChanged(Event, frozen=True):
    """A day that nobody had touched was planned anew."""

    assignment: Assignment


class AssignmentDropped(Event, frozen=True):
    """A day that nobody had touched lies before the plan now."""

    person_id: PersonId
    day: date


class ItemMarked(Event, frozen=True):
    """Something was ticked or put aside by hand, or is open again."""

    assignment: Assignment


class ItemSwapped(Event, frozen=True):
    """Another problem stands in the place of one."""

    assignment: Assignment
    number: int
