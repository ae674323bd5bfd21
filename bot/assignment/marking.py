"""What a person does with an item of a day, in one transaction; the same message again changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from bot.assignment.keeping import Days, Snapshot
from bot.assignment.model import (
    NOTE_LIMIT,
    AlreadyDone,
    Assignment,
    AssignmentId,
    Item,
    Line,
    Mark,
    NoSwap,
    NoteTooLong,
    NothingToReopen,
    NothingToSwap,
    NotYourPlan,
    OtherDay,
    Plan,
    Sitting,
    State,
    Ticked,
    TodayView,
    is_of,
    sitting_of,
)
from bot.assignment.store import AssignmentStore
from bot.curriculum.model import Catalogue, Problem, Programme
from bot.database import Transaction
from bot.people.model import Actor, Source
from bot.people.store import PeopleStore
from bot.practice.model import (
    Attempt,
    AttemptId,
    Said,
    Session,
    SessionId,
    SessionKind,
    tidy,
)
from bot.practice.store import PracticeStore, SessionStore

ReadAttempt = Callable[[Problem], Said]
ReadTick = Callable[[bool], Ticked]
"""Given whether it is a round."""


class Asked(Struct, frozen=True):
    """Who asked for what, by which message, and when."""

    actor: Actor
    assignment_id: AssignmentId
    number: int
    source: Source
    now: datetime


class Marking:
    """Changes items of days that are kept."""

    def __init__(self, days: Days, programme: Programme, catalogue: Catalogue) -> None:
        self._days = days
        self._programme = programme
        self._catalogue = catalogue

    def tick(
        self,
        tx: Transaction,
        asked: Asked,
        read: ReadAttempt,
        read_tick: ReadTick,
        *,
        solved: bool,
        once: bool = False,
    ) -> TodayView:
        """A problem goes into the log of the list's own day; anything else gets its tick, and its session.

        `once` refuses what is done already. Raises NoSuchItem, NotYourPlan, AlreadyDone, OtherDay and what
        reading raises.
        """
        assignment = owned(tx, asked)
        if AssignmentStore(tx).was_asked(asked.source):
            return self._days.look(tx, assignment)
        line = self._days.look(tx, assignment).line(asked.number)
        if once and line.state is State.DONE:
            raise AlreadyDone(line.title, asked.number)
        if line.item.problem is not None:
            said = read(self._catalogue.get(line.item.problem))
            _check_day(said.day)
            self._log(tx, asked, assignment, said, solved=solved)
        else:
            ticked = read_tick(line.is_round)
            _check_day(ticked.day)
            if line.is_round and ticked.verdict is None:
                return replace(self._days.look(tx, assignment), asks=asked.number)
            assignment = self._tick(tx, asked, assignment, line.item, ticked)
        AssignmentStore(tx).note_request(asked.source, assignment.id)
        return self._days.look(tx, assignment)

    def skip(self, tx: Transaction, asked: Asked, why: str) -> TodayView:
        """Put an item aside. Raises NoSuchItem, NotYourPlan, AlreadyDone, NoteTooLong."""
        assignment = owned(tx, asked)
        if AssignmentStore(tx).was_asked(asked.source):
            return self._days.look(tx, assignment)
        line = self._days.look(tx, assignment).line(asked.number)
        if line.state is State.DONE:
            raise AlreadyDone(line.title, asked.number)
        note = _note(why)
        assignment = self._save(tx, asked, assignment.marked(asked.number, Mark.SKIPPED, note))
        return self._days.look(tx, assignment)

    def before_swap(self, tx: Transaction, asked: Asked) -> tuple[Assignment, Snapshot, TodayView | None]:
        """The day as it is, what a plan is made from, and the answer where there is one already.

        Raises NoSuchItem, NotYourPlan, NoSwap, and NothingToSwap for a day before the plan as it is now.
        """
        assignment = owned(tx, asked)
        view = self._days.look(tx, assignment)
        snapshot = self._days.snapshot(tx, assignment.person_id)
        if AssignmentStore(tx).was_asked(asked.source):
            return assignment, snapshot, view
        line = view.line(asked.number)
        swappable(line)
        if assignment.day < snapshot.course.start:
            raise NothingToSwap(line.title)
        return assignment, snapshot, None

    def swap(self, tx: Transaction, asked: Asked, before: Assignment, plan: Plan) -> TodayView | None:
        """Put the problem of `plan` there; None where the day is not as `before` any more."""
        assignment = owned(tx, asked)
        store = AssignmentStore(tx)
        if store.was_asked(asked.source):
            return self._days.look(tx, assignment)
        swappable(self._days.look(tx, assignment).line(asked.number))
        if assignment != before:
            return None
        item = assignment.item(asked.number)
        fresh = next(one for one in plan.items if one.number == asked.number)
        assignment = assignment.with_item(fresh)
        store.save_swap(item, assignment, asked.now)
        store.note_request(asked.source, assignment.id)
        return self._days.look(tx, assignment)

    def reopen(self, tx: Transaction, asked: Asked) -> TodayView:
        """Take back the last thing that was said about an item: a log of its day, or its mark.

        Raises NoSuchItem, NotYourPlan, NothingToReopen.
        """
        assignment = owned(tx, asked)
        if AssignmentStore(tx).was_asked(asked.source):
            return self._days.look(tx, assignment)
        line = self._days.look(tx, assignment).line(asked.number)
        if line.state is State.OPEN:
            raise NothingToReopen(line.title)
        item = line.item
        if item.problem is not None:
            self._undo_last_attempt(tx, asked, assignment, item.problem)
        elif line.is_tried:
            self._undo_last_session(tx, asked, assignment, item)
        assignment = self._save(tx, asked, assignment.marked(asked.number, None))
        return self._days.look(tx, assignment)

    def _log(
        self, tx: Transaction, asked: Asked, assignment: Assignment, said: Said, *, solved: bool
    ) -> None:
        PracticeStore(tx).add(
            Attempt(
                id=AttemptId(0),
                person_id=assignment.person_id,
                problem=said.problem.number,
                solved=solved,
                minutes=said.minutes,
                cold=said.cold,
                note=said.note,
                at=asked.now,
                on=assignment.day,
                source=asked.source,
            )
        )

    def _tick(
        self, tx: Transaction, asked: Asked, assignment: Assignment, item: Item, ticked: Ticked
    ) -> Assignment:
        sitting = sitting_of(item, self._programme)
        session = None
        if sitting is not None and sitting.by_tick:
            session = self._sit(tx, asked, assignment, sitting, ticked)
        # a whole paragraph stands with the session; the mark has room for a line
        note = ticked.note if session is None else ""
        marked = assignment.marked(asked.number, Mark.DONE, _note(note), session)
        return self._save(tx, asked, marked)

    def _sit(
        self, tx: Transaction, asked: Asked, assignment: Assignment, sitting: Sitting, ticked: Ticked
    ) -> SessionId:
        session = SessionStore(tx).add(
            Session(
                id=SessionId(0),
                person_id=assignment.person_id,
                kind=sitting.kind,
                subject=sitting.subject,
                minutes=ticked.minutes,
                note=ticked.note,
                at=asked.now,
                on=assignment.day,
                verdict=ticked.verdict if sitting.kind is SessionKind.MOCK else None,
                role=sitting.role,
                source=asked.source,
            )
        )
        return session.id

    def _undo_last_attempt(self, tx: Transaction, asked: Asked, assignment: Assignment, problem: int) -> None:
        store = PracticeStore(tx)
        tries = [
            attempt
            for attempt in store.attempts_on(assignment.person_id, assignment.day)
            if attempt.problem == problem
        ]
        if tries:
            store.undo(tries[-1], asked.now, asked.source)

    def _undo_last_session(self, tx: Transaction, asked: Asked, assignment: Assignment, item: Item) -> None:
        store = SessionStore(tx)
        sitting = sitting_of(item, self._programme)
        held = [
            session
            for session in store.sessions_on(assignment.person_id, assignment.day)
            if is_of(session, item, sitting)
        ]
        if held:
            store.undo(held[-1], asked.now, asked.source)

    def _save(self, tx: Transaction, asked: Asked, assignment: Assignment) -> Assignment:
        store = AssignmentStore(tx)
        store.save_mark(assignment, asked.number, asked.now)
        store.note_request(asked.source, assignment.id)
        return assignment


def owned(tx: Transaction, asked: Asked) -> Assignment:
    """The day that was asked about. Raises NoSuchDay, NotYourPlan."""
    assignment = AssignmentStore(tx).get(asked.assignment_id)
    person = PeopleStore(tx).get(assignment.person_id)
    if not person.is_actor(asked.actor):
        raise NotYourPlan(person.name)
    return assignment


def swappable(line: Line) -> None:
    """Raises NoSwap."""
    if line.state is not State.OPEN:
        raise NoSwap(line.title, line.item.number)


def _check_day(named: str) -> None:
    if named:
        raise OtherDay


def _note(text: str) -> str:
    note = tidy(text)
    if len(note) > NOTE_LIMIT:
        raise NoteTooLong(len(note))
    return note
