"""The post that brings the day by itself, once, in its candidate's own zone, and what moves it."""

from __future__ import annotations

import asyncio

from bot.assignment.keeping import DAY, Days
from bot.assignment.model import KIND, Assignment, Course, subject
from bot.clock import Clock
from bot.curriculum.model import PlanMoved, pause_on
from bot.database import Database, Transaction
from bot.events import EventBus
from bot.people.model import PersonChanged, PersonId
from bot.people.store import PeopleStore
from bot.post.model import Place, PostKey
from bot.post.store import PostStore
from bot.practice.model import LogImported
from bot.scheduler import Scheduler

AT_ONCE = 8
"""Mornings settled at the same time: where thousands rise at one minute, whoever asks waits for a few."""


class Mornings:
    """Arms an alarm for each candidate, and claims the post when it rings."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        scheduler: Scheduler,
        bus: EventBus,
        days: Days,
        places: tuple[Place, ...],
    ) -> None:
        self._database = database
        self._clock = clock
        self._scheduler = scheduler
        self._days = days
        self._places = places
        self._turns = asyncio.Semaphore(AT_ONCE)
        bus.subscribe(PersonChanged, self._on_person_changed)
        bus.subscribe(PlanMoved, self._on_plan_moved)
        bus.subscribe(LogImported, self._on_log_imported)

    def announce_in(self, place: Place) -> None:
        """What is due is posted there from now on."""
        self._places = (place,)

    async def resume(self) -> None:
        """Every candidate's alarm, and today's missed post."""
        for person in await self._database.read(lambda tx: PeopleStore(tx).candidates()):
            await self.settle(person.id)

    async def settle(self, person_id: PersonId) -> None:
        """Claim today's post if its time has come, and arm the next; early, late or twice is harmless."""
        async with self._turns:
            await self._settle(person_id)

    async def _settle(self, person_id: PersonId) -> None:
        person = await self._database.read(lambda tx: PeopleStore(tx).get(person_id))
        if person.start is None:
            self._scheduler.cancel(_alarm(person_id))
            return
        now = self._clock()
        day = max(person.today(now), person.start)
        is_time = person.post_instant(day) <= now
        # armed before anything can go wrong with today's
        following = person.post_instant(day + DAY if is_time else day)
        self._scheduler.at(following, _alarm(person_id), lambda: self.settle(person_id))
        if is_time:
            await self._days.keep(person_id, day, self._claim)

    def _claim(self, tx: Transaction, course: Course, kept: Assignment) -> None:
        pause = pause_on(course.pauses, kept.day)
        if pause is not None and kept.plan.paused and kept.day != pause.begins:
            return  # a pause is said once, and then nothing until it is over
        person, now = PeopleStore(tx).get(kept.person_id), self._clock()
        good_until = person.day_bounds(kept.day)[1]
        for place in self._places:
            key = PostKey(place, KIND, subject(person.id, kept.day))
            PostStore(tx).claim(key, now, good_until=good_until)

    async def _on_person_changed(self, event: PersonChanged) -> None:
        if event.person.start is not None:
            await self._days.replan(event.person.id, only_if_chosen_anew=True)
        await self.settle(event.person.id)

    async def _on_plan_moved(self, event: PlanMoved) -> None:
        await self._days.replan(event.person_id)
        await self.settle(event.person_id)

    async def _on_log_imported(self, event: LogImported) -> None:
        await self._days.replan(event.person_id)


def _alarm(person_id: PersonId) -> str:
    return f"today:{person_id}"
