"""What people do with their day: see it, tick it, put things aside; and the post that brings it by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.assignment.model import (
    KIND,
    NOTE_LIMIT,
    AlreadyDone,
    Assignment,
    AssignmentId,
    Given,
    Line,
    Mark,
    NoteTooLong,
    NotStarted,
    NotYourPlan,
    Past,
    Plan,
    State,
    TodayView,
    subject,
    week_so_far,
)
from bot.assignment.plan import plan_day
from bot.assignment.store import AssignmentStore
from bot.clock import Clock
from bot.curriculum.model import Catalogue, Problem, Programme
from bot.database import Database, Transaction
from bot.events import EventBus
from bot.people.model import Actor, Person, PersonChanged, PersonId, Source
from bot.people.store import PeopleStore
from bot.post.model import Place, PostKey
from bot.post.store import PostStore
from bot.practice.model import Attempt, AttemptId, Said, parse_attempt, tidy
from bot.practice.store import PracticeStore
from bot.scheduler import Scheduler


class AssignmentService:
    """Verbs on assignments."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        scheduler: Scheduler,
        bus: EventBus,
        programme: Programme,
        catalogue: Catalogue,
        places: tuple[Place, ...],
    ) -> None:
        self._database = database
        self._clock = clock
        self._scheduler = scheduler
        self._programme = programme
        self._catalogue = catalogue
        self._places = places
        bus.subscribe(PersonChanged, self._on_person_changed)

    async def today(self, actor: Actor) -> TodayView:
        """The day of whom `actor` means, planned now if nobody has seen it yet.

        Raises UnknownPerson, NotStarted.
        """
        person = await self._database.read(lambda tx: PeopleStore(tx).candidate_for(actor))
        return await self._shown(person)

    async def tomorrow(self, actor: Actor) -> TodayView:
        """What the day after would hold if today got done; nothing of it is kept.

        Raises UnknownPerson, NotStarted.
        """

        def unit(tx: Transaction) -> tuple[Person, Assignment | None, Assignment | None, Past]:
            person = PeopleStore(tx).candidate_for(actor)
            day = person.today(self._clock())
            store = AssignmentStore(tx)
            return person, store.on(person.id, day), store.on(person.id, _next(day)), _past(tx, person.id)

        person, today, kept, past = await self._database.read(unit)
        now = self._clock()
        day = person.today(now)
        if kept is None:
            if today is None and _start(person) <= day:
                today = Assignment(AssignmentId(0), person.id, self._plan(person, day, past))
            plan = self._plan(person, _next(day), past if today is None else _as_if_done(past, today, now))
            kept = Assignment(AssignmentId(0), person.id, plan)
        return self._view(person, kept, past.attempts, preview=True)

    async def of(self, person_id: PersonId, day: date) -> TodayView | None:
        """That day as it was shown; None where it never was."""

        def unit(tx: Transaction) -> TodayView | None:
            assignment = AssignmentStore(tx).on(person_id, day)
            return None if assignment is None else self._look(tx, assignment)

        return await self._database.read(unit)

    async def now_of(self, person_id: PersonId) -> TodayView | None:
        """Their present day as it was shown; None where it was not shown yet."""

        def unit(tx: Transaction) -> TodayView | None:
            day = PeopleStore(tx).get(person_id).today(self._clock())
            assignment = AssignmentStore(tx).on(person_id, day)
            return None if assignment is None else self._look(tx, assignment)

        return await self._database.read(unit)

    async def get(self, assignment_id: AssignmentId) -> TodayView:
        """By the id that a button carries. Raises NoSuchDay."""
        return await self._database.read(lambda tx: self._look(tx, AssignmentStore(tx).get(assignment_id)))

    async def done(self, actor: Actor, number: int, text: str, source: Source) -> TodayView:
        """`!done 3 18 hash the complement`: a problem is logged as solved, anything else is ticked.

        Raises NoSuchItem, AlreadyDone, NotYourPlan, and what reading the minutes and the note raises.
        """
        view = await self.today(actor)

        def read(problem: Problem) -> Said:
            return parse_attempt(text, lambda rest: (problem, rest))

        def unit(tx: Transaction) -> TodayView:
            line = self._look(tx, _owned(tx, actor, view.assignment.id)).line(number)
            logged = line.item.problem is not None and line.state is State.DONE
            if logged and PracticeStore(tx).by_source(source) is None:
                raise AlreadyDone(line.title)
            return self._tick(tx, actor, view.assignment.id, number, read, text, source, solved=True)

        return await self._database.write(unit)

    async def log(
        self,
        actor: Actor,
        assignment_id: AssignmentId,
        number: int,
        minutes: int | None,
        note: str,
        source: Source,
        *,
        solved: bool,
    ) -> TodayView:
        """The same by a form, solved or not, for the day that its button stands under.

        Raises NoSuchItem, NotYourPlan, BadMinutes, NoteTooLong.
        """

        def read(problem: Problem) -> Said:
            return Said(problem).completed(minutes, note)

        def unit(tx: Transaction) -> TodayView:
            return self._tick(tx, actor, assignment_id, number, read, note, source, solved=solved)

        return await self._database.write(unit)

    async def skip(self, actor: Actor, number: int, why: str, source: Source) -> TodayView:
        """`!skip 2 flight`: put an item of today aside; a problem is not given again for a week.

        A replay changes nothing. Raises NoSuchItem, AlreadyDone, NoteTooLong, NotYourPlan.
        """
        view = await self.today(actor)
        note = _note(why)

        def unit(tx: Transaction) -> TodayView:
            assignment = _owned(tx, actor, view.assignment.id)
            line = self._look(tx, assignment).line(number)
            if line.item.problem is not None and line.state is State.DONE:
                raise AlreadyDone(line.title)
            return self._look(tx, self._mark(tx, assignment, number, Mark.SKIPPED, note))

        return await self._database.write(unit)

    async def resume(self) -> None:
        """Arm every candidate's daily post and claim today's missed one; call when the surfaces listen."""
        for person in await self._database.read(lambda tx: PeopleStore(tx).candidates()):
            await self.settle(person.id)

    async def settle(self, person_id: PersonId) -> None:
        """Claim today's post if its time has come, and arm the next; early, late or twice is harmless."""
        person = await self._database.read(lambda tx: PeopleStore(tx).get(person_id))
        if person.start is None:
            self._scheduler.cancel(_alarm(person_id))
            return
        now = self._clock()
        day = max(person.today(now), person.start)
        if person.post_instant(day) <= now:
            await self._keep(person, day, self._claim)
            day = _next(day)
        self._scheduler.at(person.post_instant(day), _alarm(person_id), lambda: self.settle(person_id))

    async def _on_person_changed(self, event: PersonChanged) -> None:
        await self.settle(event.person.id)

    async def _shown(self, person: Person) -> TodayView:
        assignment = await self._keep(person, person.today(self._clock()))
        return await self._database.read(lambda tx: self._look(tx, assignment))

    async def _keep(
        self, person: Person, day: date, also: Callable[[Transaction, Person, date], None] | None = None
    ) -> Assignment:
        """The assignment of that day, planned now if there is none; `also` happens in the same instant.

        Planning takes its time outside the writer's thread, so a row that appeared meanwhile wins.
        """

        def known(tx: Transaction) -> tuple[Assignment | None, Past]:
            held = AssignmentStore(tx).on(person.id, day)
            return held, Past() if held is not None else _past(tx, person.id)

        held, past = await self._database.read(known)
        if held is not None and also is None:
            return held
        plan = held.plan if held is not None else self._plan(person, day, past)

        def unit(tx: Transaction) -> Assignment:
            kept = AssignmentStore(tx).keep(person.id, plan, self._clock())
            if also is not None:
                also(tx, person, day)
            return kept

        return await self._database.write(unit)

    def _claim(self, tx: Transaction, person: Person, day: date) -> None:
        for place in self._places:
            key = PostKey(place, KIND, subject(person.id, day))
            PostStore(tx).claim(key, self._clock(), good_until=person.day_bounds(day)[1])

    def _plan(self, person: Person, day: date, past: Past) -> Plan:
        start = _start(person)
        if day < start:
            raise NotStarted(start)
        return plan_day(self._programme, self._catalogue, start, day, past)

    def _tick(
        self,
        tx: Transaction,
        actor: Actor,
        assignment_id: AssignmentId,
        number: int,
        read: Callable[[Problem], Said],
        note: str,
        source: Source,
        *,
        solved: bool,
    ) -> TodayView:
        """A problem goes into the log of the assignment's own day, anything else gets its tick."""
        assignment = _owned(tx, actor, assignment_id)
        item = assignment.item(number)
        if item.problem is None:
            return self._look(tx, self._mark(tx, assignment, number, Mark.DONE, _note(note)))
        said = read(self._catalogue.get(item.problem))
        PracticeStore(tx).add(
            Attempt(
                id=AttemptId(0),
                person_id=assignment.person_id,
                problem=item.problem,
                solved=solved,
                minutes=said.minutes,
                cold=said.cold,
                note=said.note,
                at=self._clock(),
                on=assignment.day,
                source=source,
            )
        )
        return self._look(tx, assignment)

    def _mark(
        self, tx: Transaction, assignment: Assignment, number: int, mark: Mark, note: str
    ) -> Assignment:
        item = assignment.item(number)
        if item.mark is mark and item.note == note:
            return assignment
        marked = assignment.marked(number, mark, note)
        AssignmentStore(tx).save_mark(marked, number, self._clock())
        return marked

    def _look(self, tx: Transaction, assignment: Assignment) -> TodayView:
        person = PeopleStore(tx).get(assignment.person_id)
        store = PracticeStore(tx)
        monday = assignment.day - timedelta(days=assignment.day.weekday())
        week = [
            attempt
            for ahead in range(7)
            if (day := monday + timedelta(days=ahead)) <= assignment.day
            for attempt in store.attempts_on(person.id, day)
        ]
        return self._view(person, assignment, week)

    def _view(
        self,
        person: Person,
        assignment: Assignment,
        attempts: list[Attempt] | tuple[Attempt, ...],
        *,
        preview: bool = False,
    ) -> TodayView:
        of_the_day = [attempt for attempt in attempts if attempt.on == assignment.day]
        lines = tuple(
            Line(
                item,
                None if item.problem is None else self._catalogue.known(item.problem),
                item.state(of_the_day),
            )
            for item in assignment.items
        )
        return TodayView(person, assignment, lines, week_so_far(attempts, assignment.day), preview)


def _alarm(person_id: PersonId) -> str:
    return f"today:{person_id}"


def _next(day: date) -> date:
    return day + timedelta(days=1)


def _start(person: Person) -> date:
    assert person.start is not None  # noqa: S101 - `candidate_for` and `settle` let nobody else in
    return person.start


def _past(tx: Transaction, person_id: PersonId) -> Past:
    assignments = AssignmentStore(tx)
    return Past(
        tuple(PracticeStore(tx).attempts(person_id)),
        tuple(assignments.given(person_id)),
        tuple(assignments.ticked(person_id)),
    )


def _as_if_done(past: Past, today: Assignment, now: datetime) -> Past:
    """The past as it will be when today's open problems were solved."""
    tried = {attempt.problem for attempt in past.attempts if attempt.on == today.day}
    imagined = tuple(
        Attempt(AttemptId(0), today.person_id, item.problem, True, None, True, "", now, today.day)
        for item in today.items
        if item.problem is not None and item.mark is None and item.problem not in tried
    )
    given = tuple(
        Given(today.day, item.kind, item.problem)
        for item in today.items
        if item.problem is not None and today.id == 0
    )
    return replace(past, attempts=past.attempts + imagined, given=past.given + given)


def _owned(tx: Transaction, actor: Actor, assignment_id: AssignmentId) -> Assignment:
    assignment = AssignmentStore(tx).get(assignment_id)
    person = PeopleStore(tx).get(assignment.person_id)
    if not person.is_actor(actor):
        raise NotYourPlan(person.name)
    return assignment


def _note(text: str) -> str:
    note = tidy(text)
    if len(note) > NOTE_LIMIT:
        raise NoteTooLong(len(note))
    return note
