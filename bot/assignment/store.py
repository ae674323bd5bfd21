"""Rows of assignments, their items, what was swapped away, and the messages that changed them."""

from __future__ import annotations

import json
from datetime import date, datetime

from bot.assignment.model import (
    Assignment,
    AssignmentChanged,
    AssignmentDropped,
    AssignmentId,
    AssignmentPlanned,
    Given,
    Item,
    ItemMarked,
    ItemSwapped,
    Mark,
    NoSuchDay,
    Plan,
    PlannedFor,
)
from bot.curriculum.model import Kind
from bot.database import Row, Transaction, instant_text
from bot.people.model import PersonId, Source


class AssignmentStore:
    """Reads and writes `assignments`, `assignment_items`, `assignment_swaps` and `assignment_requests`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def get(self, assignment_id: AssignmentId) -> Assignment:
        """Raises NoSuchDay."""
        row = self._tx.one("SELECT * FROM assignments WHERE id = :id", {"id": assignment_id})
        if row is None:
            raise NoSuchDay
        return self._assignment(row)

    def of(self, person_id: PersonId, day: date) -> Assignment | None:
        """What was shown for this day."""
        row = self._tx.one(
            "SELECT * FROM assignments WHERE person_id = :person_id AND day = :day",
            {"person_id": person_id, "day": day.isoformat()},
        )
        return None if row is None else self._assignment(row)

    def between(self, person_id: PersonId, first: date, last: date) -> list[Assignment]:
        """What was shown for the days from `first` to `last`, in their order."""
        rows = self._tx.all(
            """SELECT * FROM assignments
               WHERE person_id = :person_id AND day BETWEEN :first AND :last ORDER BY day""",
            {"person_id": person_id, "first": first.isoformat(), "last": last.isoformat()},
        )
        return [self._assignment(row) for row in rows]

    def keep(self, person_id: PersonId, plan: Plan, planned_for: PlannedFor, now: datetime) -> Assignment:
        """The assignment of the plan's day: the one that stands already, else `plan`, which is announced."""
        held = self.of(person_id, plan.day)
        if held is not None:
            return held
        columns = _plan_columns(plan) | {
            "person_id": person_id,
            "day": plan.day.isoformat(),
            "start": planned_for.start.isoformat(),
            "given": planned_for.minutes,
            "planned_at": instant_text(now),
        }
        names, values = ", ".join(columns), ", ".join(f":{name}" for name in columns)
        row = self._tx.one(
            f"INSERT INTO assignments ({names}) VALUES ({values}) RETURNING id",  # noqa: S608 - our own column names
            columns,
        )
        assert row is not None  # noqa: S101 - an INSERT ... RETURNING always returns its row
        assignment = Assignment(AssignmentId(row["id"]), person_id, plan)
        self._put_items(assignment)
        self._tx.emit(AssignmentPlanned(assignment))
        return assignment

    def planned_for(self, assignment_id: AssignmentId) -> PlannedFor | None:
        """What the day was planned with; None where that was not noted."""
        row = self._tx.one("SELECT start, given FROM assignments WHERE id = :id", {"id": assignment_id})
        if row is None or row["start"] is None:
            return None
        return PlannedFor(date.fromisoformat(row["start"]), row["given"])

    def replan(self, held: Assignment, plan: Plan, planned_for: PlannedFor, now: datetime) -> None:
        """Put `plan` in the place of an untouched day, under the same id; announced where it differs."""
        columns = _plan_columns(plan) | {
            "start": planned_for.start.isoformat(),
            "given": planned_for.minutes,
            "planned_at": instant_text(now),
        }
        changes = ", ".join(f"{name} = :{name}" for name in columns)
        self._tx.execute(
            f"UPDATE assignments SET {changes} WHERE id = :id",  # noqa: S608 - our own column names
            columns | {"id": held.id},
        )
        if plan == held.plan:
            return
        self._tx.execute("DELETE FROM assignment_items WHERE assignment_id = :id", {"id": held.id})
        assignment = Assignment(held.id, held.person_id, plan)
        self._put_items(assignment)
        self._tx.emit(AssignmentChanged(assignment))

    def drop(self, held: Assignment) -> None:
        """Forget an untouched day that lies before the plan now."""
        self._tx.execute("DELETE FROM assignments WHERE id = :id", {"id": held.id})
        self._tx.emit(AssignmentDropped(held.person_id, held.day))

    def save_mark(self, assignment: Assignment, number: int, now: datetime) -> None:
        """Write the mark of one item and announce it."""
        item = assignment.item(number)
        self._tx.execute(
            """UPDATE assignment_items SET mark = :mark, note = :note, marked_at = :now, session = :session
               WHERE assignment_id = :id AND number = :number""",
            {
                "id": assignment.id,
                "number": number,
                "mark": item.mark,
                "note": item.note,
                "session": item.session,
                "now": None if item.mark is None else instant_text(now),
            },
        )
        self._tx.emit(ItemMarked(assignment))

    def save_swap(self, before: Item, assignment: Assignment, now: datetime) -> None:
        """Write what stands in the place of `before` now, remember that, and announce it."""
        self._tx.execute(
            """INSERT INTO assignment_swaps (assignment_id, number, kind, problem, about, detail, swapped_at)
               VALUES (:id, :number, :kind, :problem, :about, :detail, :now)""",
            {
                "id": assignment.id,
                "number": before.number,
                "kind": before.kind,
                "problem": before.problem,
                "about": before.about,
                "detail": before.detail,
                "now": instant_text(now),
            },
        )
        columns = _item_columns(assignment.item(before.number))
        changes = ", ".join(f"{name} = :{name}" for name in columns)
        self._tx.execute(
            f"UPDATE assignment_items SET {changes} WHERE assignment_id = :id AND number = :number",  # noqa: S608 - our own column names
            columns | {"id": assignment.id},
        )
        self._tx.emit(ItemSwapped(assignment, before.number))

    def was_swapped(self, assignment_id: AssignmentId) -> bool:
        """Whether anything was exchanged on this day."""
        return (
            self._tx.one("SELECT 1 FROM assignment_swaps WHERE assignment_id = :id", {"id": assignment_id})
            is not None
        )

    def was_asked(self, source: Source) -> bool:
        """Whether this message has changed a day already."""
        return (
            self._tx.one(
                "SELECT 1 FROM assignment_requests WHERE platform = :platform AND request = :id",
                {"platform": source.platform, "id": source.id},
            )
            is not None
        )

    def note_request(self, source: Source, assignment_id: AssignmentId) -> None:
        """Remember the message that changed a day."""
        self._tx.execute(
            """INSERT OR IGNORE INTO assignment_requests (platform, request, assignment_id)
               VALUES (:platform, :id, :assignment_id)""",
            {"platform": source.platform, "id": source.id, "assignment_id": assignment_id},
        )

    def given(self, person_id: PersonId) -> list[Given]:
        """Everything that ever stood on an assignment of theirs, oldest first; swapped away is put aside."""
        rows = self._tx.all(
            """SELECT a.day, i.number, i.kind, i.problem, i.mark = 'skipped' AS skipped, i.about, i.detail,
                      i.mark = 'done' AND (i.session IS NULL OR s.undone_at IS NULL) AS done,
                      i.because <> '' AS answers
               FROM assignment_items i
               JOIN assignments a ON a.id = i.assignment_id
               LEFT JOIN sessions s ON s.id = i.session
               WHERE a.person_id = :person_id
               UNION ALL
               SELECT DISTINCT a.day, w.number, w.kind, w.problem, 1, '', '', 0, 0
               FROM assignment_swaps w
               JOIN assignments a ON a.id = w.assignment_id
               WHERE a.person_id = :person_id AND w.problem IS NOT NULL AND NOT EXISTS (
                   SELECT 1 FROM assignment_items i WHERE i.assignment_id = a.id AND i.problem = w.problem
               )
               ORDER BY 1, 2, 4""",
            {"person_id": person_id},
        )
        return [
            Given(
                day=date.fromisoformat(row["day"]),
                kind=Kind(row["kind"]),
                problem=row["problem"],
                skipped=bool(row["skipped"]),
                done=bool(row["done"]),
                about=row["about"],
                detail=row["detail"],
                answers=bool(row["answers"]),
            )
            for row in rows
        ]

    def _put_items(self, assignment: Assignment) -> None:
        for item in assignment.items:
            columns = _item_columns(item) | {"assignment_id": assignment.id}
            names, values = ", ".join(columns), ", ".join(f":{name}" for name in columns)
            self._tx.execute(
                f"INSERT INTO assignment_items ({names}) VALUES ({values})",  # noqa: S608 - our own column names
                columns,
            )

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
                month=row["month"],
                budget=row["budget"],
                paused=bool(row["paused"]),
                moved=tuple(json.loads(row["moved"])),
                note=row["note"],
            ),
        )


def _plan_columns(plan: Plan) -> dict[str, object]:
    return {
        "week": plan.week,
        "month": plan.month,
        "headline": plan.headline,
        "words": plan.words,
        "rest": int(plan.rest),
        "paused": int(plan.paused),
        "waiting": plan.waiting,
        "quiet": plan.quiet,
        "budget": plan.budget,
        "moved": json.dumps(plan.moved, ensure_ascii=False),
        "note": plan.note,
    }


def _item_columns(item: Item) -> dict[str, object]:
    """As it was planned; what its person did with it is written by `save_mark`."""
    return {
        "number": item.number,
        "slot": item.slot,
        "kind": item.kind,
        "title": item.title,
        "minutes": item.minutes,
        "box": item.box,
        "problem": item.problem,
        "hidden": int(item.hidden),
        "about": item.about,
        "detail": item.detail,
        "why": item.why,
        "because": item.because,
    }


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
        about=row["about"],
        detail=row["detail"],
        why=row["why"],
        session=row["session"],
        because=row["because"],
    )
