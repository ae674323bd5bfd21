"""The evening's word and the week's report: claimed once each, at the evening of whom they are for."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from msgspec.structs import replace

from bot.assignment.model import AssignmentPlanned, Course, Past, flagged, subject
from bot.assignment.store import AssignmentStore
from bot.clock import Clock
from bot.curriculum.model import Catalogue, PlanMoved, Programme
from bot.curriculum.store import PauseStore
from bot.database import Database, Transaction
from bot.events import EventBus
from bot.people.model import Actor, Nudge, Person, PersonChanged, PersonId, Platform
from bot.people.store import PeopleStore
from bot.post.model import Place, PostKey
from bot.post.store import PostStore
from bot.practice.store import PracticeStore, SessionStore
from bot.progress.model import (
    NUDGE,
    REPORT,
    BeforeTheStart,
    Evening,
    MinutesChart,
    NotYourWord,
    Week,
    came_to,
    is_last_of_week,
    lines_of,
    minutes_chart,
    monday_of,
    nudge_until,
)
from bot.progress.paper import week_table
from bot.progress.reading import narrated_of
from bot.recording.store import RecordingStore
from bot.scheduler import Scheduler

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


class ProgressService:
    """Verbs on how somebody is doing."""

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
        bus.subscribe(AssignmentPlanned, self._on_assignment_planned)
        bus.subscribe(PersonChanged, self._on_person_changed)
        bus.subscribe(PlanMoved, self._on_plan_moved)

    async def report(self, actor: Actor, weeks_ago: int = 0) -> Week:
        """`/report`: the present week so far, or an earlier one. Raises UnknownPerson, BeforeTheStart."""
        person = await self._database.read(lambda tx: PeopleStore(tx).planner(actor))
        today = person.today(self._clock())
        last = today if weeks_ago == 0 else monday_of(today) - (weeks_ago - 1) * _WEEK - _DAY
        return await self.week(person.id, last)

    async def week(self, person_id: PersonId, last: date) -> Week:
        """The week that `last` lies in, up to that day. Raises UnknownPerson, BeforeTheStart."""
        now = self._clock()

        def unit(tx: Transaction) -> Week:
            person = PeopleStore(tx).get(person_id)
            course = self._course(tx, person, last)
            past = Past(
                tuple(PracticeStore(tx).attempts(person_id)),
                tuple(SessionStore(tx).sessions(person_id)),
                tuple(AssignmentStore(tx).given(person_id)),
                flagged(person, RecordingStore(tx).marks(person_id)),
            )
            shown = AssignmentStore(tx).between(person_id, monday_of(last), last)
            narrated = narrated_of(tx, person, now, self._catalogue)
            return came_to(person, course, past, shown, last, narrated)

        return await self._database.read(unit, long=True)

    async def week_chart(self, person_id: PersonId, last: date) -> MinutesChart:
        """What the picture of that week shows: minutes up to its day, the week's own marked."""

        def unit(tx: Transaction) -> MinutesChart:
            person = PeopleStore(tx).get(person_id)
            past = Past(tuple(PracticeStore(tx).attempts(person_id)))
            return minutes_chart(self._course(tx, person, last), past, last, monday_of(last))

        return await self._database.read(unit, long=True)

    def week_table(self, week: Week) -> bytes:
        """The week as CSV."""
        return week_table(week, self._catalogue)

    async def evening(self, person_id: PersonId, day: date) -> Evening:
        """What that day's evening would name now. Raises UnknownPerson."""
        return await self._database.read(lambda tx: self._evening(tx, PeopleStore(tx).get(person_id), day))

    async def no_more_words(self, actor: Actor, person_id: PersonId) -> Person:
        """The button under the evening's word: switch it off. Raises UnknownPerson, NotYourWord."""

        def unit(tx: Transaction) -> Person:
            store = PeopleStore(tx)
            person = store.get(person_id)
            if not person.is_actor(actor):
                raise NotYourWord(person.name)
            quiet = replace(person, nudge=Nudge.OFF)
            store.save(quiet)
            tx.emit(PersonChanged(quiet))
            return quiet

        return await self._database.write(unit)

    def announce_in(self, place: Place) -> None:
        """What is due is posted there from now on."""
        self._places = (place,)

    async def resume(self) -> None:
        """Arm everyone's evening and claim what this one missed; call when the surfaces listen."""
        for person in await self._database.read(lambda tx: PeopleStore(tx).candidates()):
            await self.settle(person.id)

    async def settle(self, person_id: PersonId, *, nudges: bool = True) -> None:
        """Claim what this evening has to say if its time has come, and arm the next one.

        Early, late or twice is harmless. Without `nudges` only the report catches up: who has just changed a
        setting needs no reminder.
        """
        now = self._clock()

        def unit(tx: Transaction) -> datetime | None:
            person = PeopleStore(tx).get(person_id)
            if person.start is None:
                return None
            day = max(person.today(now), person.start)
            if person.evening_instant(day) <= now:
                if nudges:
                    self._claim_nudge(tx, person, day, now)
                self._claim_report(tx, person, day, now)
                day += _DAY
            return person.evening_instant(day)

        next_evening = await self._database.write(unit)
        if next_evening is None:
            self._scheduler.cancel(_alarm(person_id))
        else:
            self._scheduler.at(next_evening, _alarm(person_id), lambda: self.settle(person_id))

    def _claim_nudge(self, tx: Transaction, person: Person, day: date, now: datetime) -> None:
        until = nudge_until(person, day)
        posts, about = PostStore(tx), subject(person.id, day)
        # the word is one a day, also where its place was changed since
        if now >= until or posts.about(NUDGE, about) or not self._evening(tx, person, day).speaks:
            return
        places = self._places
        if person.nudge is Nudge.DM:
            places = (Place(Platform.DISCORD, str(person.dm_channel)),)
        for place in places:
            posts.claim(PostKey(place, NUDGE, about), now, good_until=until)

    def _claim_report(self, tx: Transaction, person: Person, day: date, now: datetime) -> None:
        if not person.weekly or not is_last_of_week(self._programme, day):
            return
        if not self._has_week(tx, person, day):
            return
        for place in self._places:
            key = PostKey(place, REPORT, subject(person.id, day))
            PostStore(tx).claim(key, now, good_until=person.day_bounds(day)[1])

    def _has_week(self, tx: Transaction, person: Person, last: date) -> bool:
        """Whether the plan held any day of this week: a pause of all its days leaves nothing to tell."""
        course = self._course(tx, person, last)
        week = (last - ahead * _DAY for ahead in range(last.weekday() + 1))
        return any(day >= course.start and not any(day in one for one in course.pauses) for day in week)

    def _evening(self, tx: Transaction, person: Person, day: date) -> Evening:
        assignment = AssignmentStore(tx).of(person.id, day)
        if assignment is None:
            return Evening(person, day, None, ())
        attempts = PracticeStore(tx).attempts_on(person.id, day)
        sessions = SessionStore(tx).sessions_on(person.id, day)
        lines = lines_of(assignment, self._programme, self._catalogue, attempts, sessions)
        return Evening(person, day, assignment, lines)

    def _course(self, tx: Transaction, person: Person, last: date) -> Course:
        start = person.start or person.proposed
        if start is None or last < start:
            raise BeforeTheStart(start or last)
        pauses = PauseStore(tx).of(person.id)
        return Course.of(person, start, self._programme, self._catalogue, pauses)

    async def _on_assignment_planned(self, event: AssignmentPlanned) -> None:
        """A machine that slept through the day rings morning and evening at once, in any order."""
        await self.settle(event.assignment.person_id)

    async def _on_person_changed(self, event: PersonChanged) -> None:
        await self.settle(event.person.id, nudges=False)

    async def _on_plan_moved(self, event: PlanMoved) -> None:
        await self.settle(event.person_id, nudges=False)


def _alarm(person_id: PersonId) -> str:
    return f"evening:{person_id}"
