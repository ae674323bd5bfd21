"""Rows of assignments and their items."""

from __future__ import annotations

from datetime import date, datetime

from bot.assignment.model import (
    Assignment,
    AssignmentId,
    AssignmentPlanned,
    Given,
    Item,
    ItemMarked,
    Mark,
    NoSuchDay,
    Plan,
)
from bot.curriculum.model import Kind
from bot.database import Row, Transaction, instant_text
from bot.people.model import PersonId


class AssignmentStore:
    """Reads and writes `assignments` and `assignment_items`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def get(self, assignment_id: AssignmentId) -> Assignment:
        """Raises NoSuchDay."""
        row = self._tx.one("SELECT * FROM assignments WHERE id = :id", {"id": assignment_id})
        if row is None:
            raise NoSuchDay
        return self._assignment(row)

    def on(self, person_id: PersonId, day: date) -> Assignment | None:
        """What was shown for this day."""
        row = self._tx.one(
            "SELECT * FROM assignments WHERE person_id = :person_id AND day = :day",
            {"person_id": person_id, "day": day.isoformat()},
        )
        return None if row is None else self._assignment(row)

    def keep(self, person_id: PersonId, plan: Plan, now: datetime) -> Assignment:
        """The assignment of the plan's day: the one that stands already, else `plan`, which is announced."""
        held = self.on(person_id, plan.day)
        if held is not None:
            return held
        row = self._tx.one(
            """INSERT INTO assignments (person_id, day, week, headline, words, rest, waiting, quiet,
                                        planned_at)
               VALUES (:person_id, :day, :week, :headline, :words, :rest, :waiting, :quiet, :now)
               RETURNING id""",
            {
                "person_id": person_id,
                "day": plan.day.isoformat(),
                "week": plan.week,
                "headline": plan.headline,
                "words": plan.words,
                "rest": int(plan.rest),
                "waiting": plan.waiting,
                "quiet": plan.quiet,
                "now": instant_text(now),
            },
        )
        assert row is not None  # noqa: S101 - an INSERT ... RETURNING always returns its row
        assignment = Assignment(AssignmentId(row["id"]), person_id, plan)
        for item in plan.items:
            self._tx.execute(
                """INSERT INTO assignment_items (assignment_id, number, slot, kind, title, minutes, box,
                                                 problem, hidden)
                   VALUES (:id, :number, :slot, :kind, :title, :minutes, :box, :problem, :hidden)""",
                {
                    "id": assignment.id,
                    "number": item.number,
                    "slot": item.slot,
                    "kind": item.kind,
                    "title": item.title,
                    "minutes": item.minutes,
                    "box": item.box,
                    "problem": item.problem,
                    "hidden": int(item.hidden),
                },
            )
        self._tx.emit(AssignmentPlanned(assignment))
        return assignment

    def save_mark(self, assignment: Assignment, number: int, now: datetime) -> None:
        """Write the mark of one item and announce it."""
        item = assignment.item(number)
        self._tx.execute(
            """UPDATE assignment_items SET mark = :mark, note = :note, marked_at = :now
               WHERE assignment_id = :id AND number = :number""",
            {
                "id": assignment.id,
                "number": number,
                "mark": item.mark,
                "note": item.note,
                "now": None if item.mark is None else instant_text(now),
            },
        )
        self._tx.emit(ItemMarked(assignment))

    def given(self, person_id: PersonId) -> list[Given]:
        """Every problem that ever stood on an assignment of theirs, oldest first."""
        rows = self._tx.all(
            """SELECT a.day, i.kind, i.problem, i.mark FROM assignment_items i
               JOIN assignments a ON a.id = i.assignment_id
               WHERE a.person_id = :person_id AND i.problem IS NOT NULL ORDER BY a.day, i.number""",
            {"person_id": person_id},
        )
        return [
            Given(
                date.fromisoformat(row["day"]), Kind(row["kind"]), row["problem"], row["mark"] == Mark.SKIPPED
            )
            for row in rows
        ]

    def ticked(self, person_id: PersonId) -> list[date]:
        """Days on which they ticked something by hand."""
        rows = self._tx.all(
            """SELECT DISTINCT a.day FROM assignment_items i JOIN assignments a ON a.id = i.assignment_id
               WHERE a.person_id = :person_id AND i.mark = :done ORDER BY a.day""",
            {"person_id": person_id, "done": Mark.DONE},
        )
        return [date.fromisoformat(row["day"]) for row in rows]

    def _assignment(self, row: Row) -> Assignment:
        items = self._tx.all(
            "SELECT * FROM assignment_items WHERE assignment_id = :id ORDER BY number", {"id": row["id"]}
        )
        return Assignment(
            id=AssignmentId(row["id"]),
            person_id=PersonId(row["person_id"]),
            plan=Plan(
                day=date.fromisoformat(row["day"]),
                week=row["week"],
                headline=row["headline"],
                words=row["words"],
                rest=bool(row["rest"]),
                waiting=row["waiting"],
                quiet=row["quiet"],
                items=tuple(_item(item) for item in items),
            ),
        )


def _item(row: Row) -> Item:
    return Item(
        number=row["number"],
        slot=row["slot"],
        kind=Kind(row["kind"]),
        title=row["title"],
        minutes=row["minutes"],
        box=row["box"],
        problem=row["problem"],
        hidden=bool(row["hidden"]),
        mark=None if row["mark"] is None else Mark(row["mark"]),
        note=row["note"],
    )
