"""Days as they are kept: planned outside the writer's thread, the same from then on, anew if untouched."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from msgspec import Struct

from bot.assignment.drift import outlook
from bot.assignment.model import (
    Assignment,
    AssignmentId,
    Course,
    Line,
    NoPlan,
    NotStarted,
    Past,
    Plan,
    PlannedFor,
    TodayView,
    WeekView,
    flagged,
    sitting_of,
    state_of,
    week_so_far,
)
from bot.assignment.plan import plan_day
from bot.assignment.preview import imagined
from bot.assignment.store import AssignmentStore
from bot.clock import Clock
from bot.curriculum.model import Catalogue, Programme
from bot.curriculum.store import PauseStore
from bot.database import Database, Transaction
from bot.people.model import Person, PersonId
from bot.people.store import PeopleStore
from bot.practice.model import Attempt, Session
from bot.practice.store import PracticeStore, SessionStore
from bot.recording.store import RecordingStore

Also = Callable[[Transaction, Course, Assignment], None]
"""What happens in the same instant in which a day is kept."""

NOT_KEPT = AssignmentId(0)
DAY = timedelta(days=1)


class Snapshot(Struct, frozen=True):
    """What a plan is made from, read in one instant."""

    course: Course
    past: Past


class Days:
    """Plans days, keeps them, and shows how they stand."""

    def __init__(self, database: Database, clock: Clock, programme: Programme, catalogue: Catalogue) -> None:
        self._database = database
        self._clock = clock
        self._programme = programme
        self._catalogue = catalogue

    async def keep(self, person_id: PersonId, day: date, also: Also | None = None) -> Assignment:
        """The assignment of that day, planned now if there is none. Raises NotStarted, UnknownPerson.

        A row that appeared meanwhile wins; where the person moved their plan meanwhile, it is planned again.
        """
        while (kept := await self._try_to_keep(person_id, day, also)) is None:
            pass
        return kept

    async def _try_to_keep(self, person_id: PersonId, day: date, also: Also | None) -> Assignment | None:
        def known(tx: Transaction) -> tuple[Assignment | None, Snapshot | None]:
            held = AssignmentStore(tx).of(person_id, day)
            # a day that stands needs nothing of the log, which grows for months
            return held, None if held is not None else self.snapshot(tx, person_id)

        held, snapshot = await self._database.read(known)
        if held is not None and also is None:
            return held
        plan = None if snapshot is None else self.plan(snapshot.course, day, snapshot.past)
        now = self._clock()

        def unit(tx: Transaction) -> Assignment | None:
            course, store = self.course(tx, person_id), AssignmentStore(tx)
            if plan is None:
                kept = store.of(person_id, day)  # None where it was dropped meanwhile
            elif snapshot is None or course != snapshot.course:
                kept = None  # planned for a plan that has moved meanwhile
            else:
                kept = store.keep(person_id, plan, _planned_for(course, day), now)
            if kept is not None and also is not None:
                also(tx, course, kept)
            return kept

        return await self._database.write(unit)

    async def replan(self, person_id: PersonId, *, only_if_chosen_anew: bool = False) -> None:
        """Plan what is kept from today on anew, where nobody has begun with it.

        `only_if_chosen_anew` leaves alone what was planned with the first day and the minutes of now.
        """

        def known(tx: Transaction) -> tuple[list[Assignment], Snapshot] | None:
            person = PeopleStore(tx).get(person_id)
            if person.start is None:
                return None
            held = AssignmentStore(tx).between(person_id, person.today(self._clock()), date.max)
            course = self.course(tx, person_id)
            fit = [
                one
                for one in held
                if self._is_open(tx, one) and not (only_if_chosen_anew and _fits(tx, one, course))
            ]
            return (fit, Snapshot(course, self.past(tx, person_id))) if fit else None

        found = await self._database.read(known)
        if found is None:
            return
        held, snapshot = found
        course, past, now = snapshot.course, snapshot.past, self._clock()
        plans = [(one, None if one.day < course.start else plan_day(course, one.day, past)) for one in held]

        def unit(tx: Transaction) -> None:
            store = AssignmentStore(tx)
            for one, plan in plans:
                if store.of(person_id, one.day) != one or not self._is_open(tx, one):
                    continue  # somebody began, or somebody else was faster
                if plan is None:
                    store.drop(one)
                else:
                    store.replan(one, plan, _planned_for(course, one.day), now)

        await self._database.write(unit)

    def plan(self, course: Course, day: date, past: Past) -> Plan:
        """The plan of a day. Raises NotStarted."""
        if day < course.start:
            raise NotStarted(course.start)
        return plan_day(course, day, past)

    def course(self, tx: Transaction, person_id: PersonId) -> Course:
        """Whose plan it is, without the log."""
        person = PeopleStore(tx).get(person_id)
        pauses = PauseStore(tx).of(person_id)
        return Course.of(person, started(person), self._programme, self._catalogue, pauses)

    def past(self, tx: Transaction, person_id: PersonId) -> Past:
        """Everything that a plan looks back at."""
        return Past(
            tuple(PracticeStore(tx).attempts(person_id)),
            tuple(SessionStore(tx).sessions(person_id)),
            tuple(AssignmentStore(tx).given(person_id)),
            flagged(PeopleStore(tx).get(person_id), RecordingStore(tx).marks(person_id)),
        )

    def snapshot(self, tx: Transaction, person_id: PersonId) -> Snapshot:
        """Both, of one instant."""
        return Snapshot(self.course(tx, person_id), self.past(tx, person_id))

    def tomorrow(
        self, person: Person, today: date, kept: dict[date, Assignment], snapshot: Snapshot
    ) -> TodayView:
        """The day after `today`, as if that got done. Raises NotStarted."""
        course, past = snapshot.course, snapshot.past
        day = today + DAY
        held = kept.get(day)
        if held is None:
            if course.start <= today:
                begun = kept[today].plan if today in kept else plan_day(course, today, past)
                past = imagined(past, begun, person.id)
            held = Assignment(NOT_KEPT, person.id, self.plan(course, day, past))
        return self.view(person, held, past.attempts, past.sessions, preview=True)

    def week(self, person: Person, today: date, kept: dict[date, Assignment], snapshot: Snapshot) -> WeekView:
        """The days from Monday on: kept ones as they stand, those to come as if the ones before get done."""
        course, past = snapshot.course, snapshot.past
        ahead_of_us = outlook(course, today, past) if today >= course.start else None
        monday = today - timedelta(days=today.weekday())
        views: list[TodayView] = []
        for day in (monday + ahead * DAY for ahead in range(7)):
            held = kept.get(day)
            if day < course.start or (held is None and day < today):
                continue
            assignment = held or Assignment(NOT_KEPT, person.id, plan_day(course, day, past))
            views.append(self.view(person, assignment, past.attempts, past.sessions, preview=held is None))
            if day >= today:
                past = imagined(past, assignment.plan, person.id)
        return WeekView(person, today, ahead_of_us, tuple(views))

    def look(self, tx: Transaction, assignment: Assignment) -> TodayView:
        """The day by the log of now."""
        person = PeopleStore(tx).get(assignment.person_id)
        monday = assignment.day - timedelta(days=assignment.day.weekday())
        attempts = PracticeStore(tx).attempts_between(person.id, monday, assignment.day)
        sessions = SessionStore(tx).sessions_on(person.id, assignment.day)
        return self.view(person, assignment, attempts, sessions)

    def view(
        self,
        person: Person,
        assignment: Assignment,
        attempts: list[Attempt] | tuple[Attempt, ...],
        sessions: list[Session] | tuple[Session, ...],
        *,
        preview: bool = False,
    ) -> TodayView:
        """The day by that log."""
        tries = [attempt for attempt in attempts if attempt.on == assignment.day]
        sittings = [session for session in sessions if session.on == assignment.day]
        lines = tuple(
            Line(
                item,
                None if item.problem is None else self._catalogue.known(item.problem),
                state_of(item, sitting_of(item, self._programme), tries, sittings),
            )
            for item in assignment.items
        )
        return TodayView(person, assignment, lines, week_so_far(attempts, assignment.day), preview)

    def _is_open(self, tx: Transaction, assignment: Assignment) -> bool:
        return not (self.look(tx, assignment).is_touched or AssignmentStore(tx).was_swapped(assignment.id))


def started(person: Person) -> date:
    """The first day of somebody who has a plan. Raises NoPlan where they left it meanwhile."""
    if person.start is None:
        raise NoPlan
    return person.start


def _fits(tx: Transaction, held: Assignment, course: Course) -> bool:
    planned_for = AssignmentStore(tx).planned_for(held.id)
    return planned_for is None or planned_for == _planned_for(course, held.day)


def _planned_for(course: Course, day: date) -> PlannedFor:
    return PlannedFor(course.start, course.minutes[day.weekday()])
