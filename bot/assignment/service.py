"""What people do with their days: see them, tick them, put things aside, swap them, take that back."""

from __future__ import annotations

from datetime import date, timedelta

from bot.assignment.keeping import DAY, Days, Snapshot
from bot.assignment.marking import Asked, Marking
from bot.assignment.model import (
    Assignment,
    AssignmentId,
    Change,
    NothingToSwap,
    Ticked,
    TodayView,
    WeekView,
    changes,
    read_tick,
)
from bot.assignment.mornings import Mornings
from bot.assignment.store import AssignmentStore
from bot.assignment.swap import swapped
from bot.clock import Clock
from bot.curriculum.model import Catalogue, Problem, Programme
from bot.database import Database, Transaction
from bot.events import EventBus
from bot.people.model import Actor, Person, PersonId, Source
from bot.people.store import PeopleStore
from bot.post.model import Place
from bot.practice.model import Said, Verdict, parse_attempt
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
        self._days = Days(database, clock, programme, catalogue)
        self._marking = Marking(self._days, programme, catalogue)
        self._mornings = Mornings(database, clock, scheduler, bus, self._days, places)

    def announce_in(self, place: Place) -> None:
        """The day is posted there from now on."""
        self._mornings.announce_in(place)

    async def resume(self) -> None:
        """Arm every candidate's daily post and claim today's missed one; call when the surfaces listen."""
        await self._mornings.resume()

    async def settle(self, person_id: PersonId) -> None:
        """Claim today's post if its time has come, and arm the next; early, late or twice is harmless."""
        await self._mornings.settle(person_id)

    async def today(self, actor: Actor) -> TodayView:
        """The day of whom `actor` means, planned now if nobody has seen it yet.

        Raises UnknownPerson, NotStarted.
        """
        now = self._clock()

        def unit(tx: Transaction) -> tuple[Person, TodayView | None]:
            person = PeopleStore(tx).planner(actor)
            held = AssignmentStore(tx).of(person.id, person.today(now))
            return person, None if held is None else self._days.look(tx, held)

        person, shown = await self._database.read(unit)
        if shown is not None:
            return shown
        assignment = await self._days.keep(person.id, person.today(now))
        return await self._database.read(lambda tx: self._days.look(tx, assignment))

    async def tomorrow(self, actor: Actor) -> TodayView:
        """What the day after would hold if today got done; nothing of it is kept.

        Raises UnknownPerson, NotStarted.
        """
        person, today, kept, snapshot = await self._ahead(actor)
        return self._days.tomorrow(person, today, kept, snapshot)

    async def week(self, actor: Actor) -> WeekView:
        """`!week`: the days from Monday on, those to come as previews. Raises UnknownPerson, NotStarted."""
        person, today, kept, snapshot = await self._ahead(actor)
        return self._days.week(person, today, kept, snapshot)

    async def of(self, person_id: PersonId, day: date) -> TodayView | None:
        """That day as it was shown; None where it never was."""

        def unit(tx: Transaction) -> TodayView | None:
            assignment = AssignmentStore(tx).of(person_id, day)
            return None if assignment is None else self._days.look(tx, assignment)

        return await self._database.read(unit)

    async def changes(self, person_id: PersonId) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
        """What went wrong puts into the rest of their week, and into the next one; nothing without a plan."""
        now = self._clock()

        def unit(tx: Transaction) -> tuple[date, Snapshot] | None:
            person = PeopleStore(tx).get(person_id)
            if person.start is None:
                return None
            return person.today(now), self._days.snapshot(tx, person_id)

        read = await self._database.read(unit, long=True)
        if read is None:
            return (), ()
        today, (course, past) = read[0], (read[1].course, read[1].past)
        monday = today + timedelta(days=7 - today.weekday())
        to_come = (today + ahead * DAY for ahead in range(1, (monday - today).days))
        works = any(not course.programme.day_plan(day).rest for day in to_come)
        soon = changes(course, today, past) if works else ()
        return soon, tuple(one for one in changes(course, monday, past) if one not in soon)

    async def days_shown(self, person_id: PersonId, first: date, last: date) -> list[date]:
        """Which days from `first` to `last` were shown."""

        def unit(tx: Transaction) -> list[date]:
            return [held.day for held in AssignmentStore(tx).between(person_id, first, last)]

        return await self._database.read(unit)

    async def now_of(self, person_id: PersonId) -> TodayView | None:
        """Their present day as it was shown; None where it was not shown yet."""
        now = self._clock()

        def unit(tx: Transaction) -> TodayView | None:
            day = PeopleStore(tx).get(person_id).today(now)
            assignment = AssignmentStore(tx).of(person_id, day)
            return None if assignment is None else self._days.look(tx, assignment)

        return await self._database.read(unit)

    async def get(self, assignment_id: AssignmentId) -> TodayView:
        """By the id that a button carries. Raises NoSuchDay."""

        def unit(tx: Transaction) -> TodayView:
            return self._days.look(tx, AssignmentStore(tx).get(assignment_id))

        return await self._database.read(unit)

    async def done(self, actor: Actor, number: int, text: str, source: Source) -> TodayView:
        """`!done 3 18 hash the complement`: a problem is logged as solved, anything else is ticked.

        A round wants `passed` or `failed` first; without, nothing is written and the view `asks`.
        Raises NoSuchItem, AlreadyDone, NotYourPlan, OtherDay, and what reading minutes and note raises.
        """
        asked = await self._asked(actor, number, source)

        def read(problem: Problem) -> Said:
            return parse_attempt(text, lambda rest: (problem, rest))

        def unit(tx: Transaction) -> TodayView:
            return self._marking.tick(
                tx, asked, read, lambda is_round: read_tick(text, is_round=is_round), solved=True, once=True
            )

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
        asked = Asked(actor, assignment_id, number, source, self._clock())

        def read(problem: Problem) -> Said:
            return Said(problem).completed(minutes, note)

        def ticked(is_round: bool) -> Ticked:
            verdict = (Verdict.PASSED if solved else Verdict.FAILED) if is_round else None
            return Ticked(minutes, note, verdict).completed()

        def unit(tx: Transaction) -> TodayView:
            return self._marking.tick(tx, asked, read, ticked, solved=solved)

        return await self._database.write(unit)

    async def skip(
        self,
        actor: Actor,
        number: int,
        why: str,
        source: Source,
        assignment_id: AssignmentId | None = None,
    ) -> TodayView:
        """`!skip 2 flight`: put an item of today aside; a problem is not given again for a week.

        Raises NoSuchItem, AlreadyDone, NoteTooLong, NotYourPlan.
        """
        asked = await self._asked(actor, number, source, assignment_id)
        return await self._database.write(lambda tx: self._marking.skip(tx, asked, why))

    async def reopen(
        self, actor: Actor, number: int, source: Source, assignment_id: AssignmentId | None = None
    ) -> TodayView:
        """`!reopen 2`: take back what was said about it last; what it wrote into the log is undone, too.

        Raises NoSuchItem, NothingToReopen, NotYourPlan.
        """
        asked = await self._asked(actor, number, source, assignment_id)
        return await self._database.write(lambda tx: self._marking.reopen(tx, asked))

    async def swap(
        self, actor: Actor, number: int, source: Source, assignment_id: AssignmentId | None = None
    ) -> TodayView:
        """`!swap 2`: another problem that serves the same purpose.

        Raises NoSuchItem, NoSwap, NothingToSwap, NotYourPlan.
        """
        asked = await self._asked(actor, number, source, assignment_id)

        def read(tx: Transaction) -> tuple[Assignment, Snapshot, TodayView | None]:
            return self._marking.before_swap(tx, asked)

        while True:
            # planned outside the writer's thread; whoever changed the day meanwhile is looked at again
            before, snapshot, answered = await self._database.read(read)
            if answered is not None:
                return answered
            plan = swapped(snapshot.course, before.plan, number, snapshot.past)
            if plan is None:
                raise NothingToSwap(before.item(number).title)
            view = await self._database.write(
                lambda tx, before=before, plan=plan: self._marking.swap(tx, asked, before, plan)
            )
            if view is not None:
                return view

    async def _asked(
        self, actor: Actor, number: int, source: Source, assignment_id: AssignmentId | None = None
    ) -> Asked:
        if assignment_id is None:
            assignment_id = (await self.today(actor)).assignment.id
        return Asked(actor, assignment_id, number, source, self._clock())

    async def _ahead(self, actor: Actor) -> tuple[Person, date, dict[date, Assignment], Snapshot]:
        """What is known of the week, read in one instant."""
        now = self._clock()

        def unit(tx: Transaction) -> tuple[Person, date, dict[date, Assignment], Snapshot]:
            person = PeopleStore(tx).planner(actor)
            today = person.today(now)
            monday = today - timedelta(days=today.weekday())
            held = AssignmentStore(tx).between(person.id, monday, monday + 7 * DAY)
            kept = {assignment.day: assignment for assignment in held}
            return person, today, kept, self._days.snapshot(tx, person.id)

        return await self._database.read(unit)
