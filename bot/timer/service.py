"""What people do with the clock, and what its alarm does."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.curriculum.model import Catalogue, Programme
from bot.database import Database, Transaction
from bot.events import EventBus
from bot.people.model import Actor, Person, PersonId, Platform, Source
from bot.people.store import PeopleStore
from bot.post.model import Place, PostKey
from bot.post.store import PostStore
from bot.scheduler import Scheduler
from bot.timer.model import (
    END,
    GRACE,
    LATE,
    MARK,
    STANDING,
    TIMER_EVENTS,
    AlreadyRunning,
    Mark,
    NoClock,
    NotYourClock,
    Timer,
    TimerEvent,
    TimerExtended,
    TimerId,
    TimerMarked,
    TimerPaused,
    TimerRang,
    TimerResumed,
    TimerStarted,
    TimerStopped,
    mark_subject,
    may_control,
)
from bot.timer.store import TimerStore
from bot.timer.wish import Wish, read_wish

logger = logging.getLogger(__name__)

NEWS = timedelta(minutes=2)
"""How long it is still news in chat that a clock was started."""


class TimerService:
    """Verbs on clocks. Every changing verb knows the request by its `source`: a replay changes nothing."""

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
        self._places = {place.platform: place for place in places}
        for kind in TIMER_EVENTS:
            # after the commit and not after the await: a cancelled caller would never get that far
            bus.subscribe(kind, self._on_change)

    def announce_in(self, place: Place) -> None:
        """Speak there from now on, and nowhere else on that platform."""
        self._places[place.platform] = place

    async def start(self, actor: Actor, what: str, source: Source, channel: str | None = None) -> Timer:
        """`!timer 25 3sum`; `channel` is the Discord channel that it was asked in.

        Raises AlreadyRunning, NotYourClock, UnknownPerson, and what `read_wish` raises.
        """
        wish, now = read_wish(what, self._programme, self._catalogue), self._clock()

        def unit(tx: Transaction) -> Timer:
            person = PeopleStore(tx).candidate_for(actor)
            return self._start(tx, actor, person, wish, now, source, channel)

        return await self._database.write(unit)

    async def again(self, actor: Actor, timer_id: TimerId, source: Source, channel: str | None) -> Timer:
        """The same clock from the beginning. Raises AlreadyRunning, NotYourClock."""
        now = self._clock()

        def unit(tx: Transaction) -> Timer:
            old = TimerStore(tx).get(timer_id)
            wish = Wish(old.length, old.label, old.problem, old.parts)
            return self._start(tx, actor, PeopleStore(tx).get(old.person_id), wish, now, source, channel)

        return await self._database.write(unit)

    async def pause(self, actor: Actor, source: Source, timer_id: TimerId | None = None) -> Timer:
        """Stand still. Without `timer_id`, here and below: the clock that `actor` means.

        Raises NoClock, ClockEnded, AlreadyPaused, NotYourClock.
        """
        return await self._change(actor, source, timer_id, Timer.pause, TimerPaused)

    async def resume(self, actor: Actor, source: Source, timer_id: TimerId | None = None) -> Timer:
        """Go on. Raises NoClock, ClockEnded, NotPaused, NotYourClock."""
        return await self._change(actor, source, timer_id, Timer.resume, TimerResumed)

    async def add(
        self, actor: Actor, more: timedelta, source: Source, timer_id: TimerId | None = None
    ) -> Timer:
        """`more` on top. Raises NoClock, ClockEnded, BadLength, TooLong, NotYourClock."""
        return await self._change(
            actor, source, timer_id, lambda timer, now: timer.add(more, now), TimerExtended
        )

    async def stop(self, actor: Actor, source: Source, timer_id: TimerId | None = None) -> Timer:
        """End it early. Raises NoClock, ClockEnded, NotYourClock."""
        return await self._change(actor, source, timer_id, Timer.stop, TimerStopped)

    async def look(self, actor: Actor) -> Timer:
        """The clock that `actor` means; anybody may look. Raises NoClock, UnknownPerson."""

        def unit(tx: Transaction) -> Timer | None:
            return TimerStore(tx).open_of(PeopleStore(tx).candidate_for(actor).id)

        timer = await self._database.read(unit)
        if timer is None:
            raise NoClock
        return timer

    async def get(self, timer_id: TimerId) -> Timer:
        """The clock with this id, ended or not. Raises LookupError."""
        return await self._database.read(lambda tx: TimerStore(tx).get(timer_id))

    async def live(self, person_id: PersonId) -> Timer | None:
        """Their clock that runs or is paused."""
        return await self._database.read(lambda tx: TimerStore(tx).open_of(person_id))

    async def current(self) -> Timer | None:
        """The host's clock, or the last one they had."""

        def unit(tx: Transaction) -> Timer | None:
            host = PeopleStore(tx).host()
            return None if host is None else TimerStore(tx).latest_of(host.id)

        return await self._database.read(unit)

    async def recent(self) -> list[Timer]:
        """Everybody's clocks that are on or ended a moment ago: whatever shows them may be out of date."""
        since = self._clock() - GRACE
        return await self._database.read(lambda tx: TimerStore(tx).open_or_ended_since(since))

    async def ring(self, timer_id: TimerId) -> None:
        """What the alarm calls: says the mark that is due, or the end.

        Early: armed anew; late: closed, and a mark that is past is not said; twice, or on a paused clock:
        nothing.
        """
        now = self._clock()

        def unit(tx: Transaction) -> Timer:
            timer = TimerStore(tx).get(timer_id)
            person = PeopleStore(tx).get(timer.person_id)
            mark = timer.mark_due(now)
            if mark is not None:
                self._say_mark(tx, timer, mark, person, now)
            return self._close(tx, timer, person, now)

        self._arm(await self._database.write(unit), now)

    async def resume_all(self) -> None:
        """Arm what runs, close what ran out while the bot was away; call when the surfaces listen."""
        now = self._clock()

        def unit(tx: Transaction) -> list[Timer]:
            people = PeopleStore(tx)
            return [
                self._close(tx, timer, people.get(timer.person_id), now)
                for timer in TimerStore(tx).open_or_ended_since(now)
            ]

        for timer in await self._database.write(unit):
            self._arm(timer, now)

    async def set_back(self, by: timedelta) -> None:
        """The clock on the wall was set back: what runs keeps what it has counted."""
        now = self._clock()

        def unit(tx: Transaction) -> None:
            store = TimerStore(tx)
            for timer in store.open_or_ended_since(now + by):
                changed = timer.set_back(by, now)
                if changed is not timer:
                    store.save(changed)
                    tx.emit(TimerResumed(changed))

        await self._database.write(unit)

    def _start(
        self,
        tx: Transaction,
        actor: Actor,
        person: Person,
        wish: Wish,
        now: datetime,
        source: Source,
        channel: str | None,
    ) -> Timer:
        store = TimerStore(tx)
        known = store.changed_by(source)
        if known is not None:
            return known
        if not may_control(actor, person):
            raise NotYourClock(person)
        held = store.open_of(person.id)
        if held is not None and not self._close(tx, held, person, now).ended:
            raise AlreadyRunning(held, now)
        timer = store.add(
            Timer.start(
                person.id,
                wish.length,
                now,
                label=wish.label,
                problem=wish.problem,
                channel=channel,
                parts=wish.parts,
            )
        )
        store.note_request(source, timer.id)
        tx.emit(TimerStarted(timer))
        for place in self._places_of(timer, person):
            if place.platform is Platform.DISCORD:
                PostStore(tx).claim(PostKey(place, STANDING, str(timer.id)), now)
            elif source.platform is not place.platform:
                # who asked in chat is answered there
                PostStore(tx).claim(PostKey(place, STANDING, str(timer.id)), now, now + NEWS)
        return timer

    async def _change(
        self,
        actor: Actor,
        source: Source,
        timer_id: TimerId | None,
        step: Callable[[Timer, datetime], Timer],
        event: type[TimerEvent],
    ) -> Timer:
        now = self._clock()

        def unit(tx: Transaction) -> Timer:
            store, people = TimerStore(tx), PeopleStore(tx)
            known = store.changed_by(source)
            if known is not None:
                return known
            if timer_id is None:
                timer = store.open_of(people.candidate_for(actor).id)
            else:
                timer = store.find(timer_id)
            if timer is None:
                raise NoClock
            person = people.get(timer.person_id)
            if not may_control(actor, person):
                raise NotYourClock(person)
            changed = step(timer, now)
            store.save(changed)
            store.note_request(source, timer.id)
            tx.emit(event(changed))
            return changed

        return await self._database.write(unit)

    def _close(self, tx: Transaction, timer: Timer, person: Person, now: datetime) -> Timer:
        """`timer` closed if it has run out, its end told where that is still worth it (promise 2)."""
        rung = timer.ring(now)
        if rung is timer or rung.ended_at is None:
            return timer
        TimerStore(tx).save(rung)
        tx.emit(TimerRang(rung))
        good_until = rung.ended_at + GRACE
        if now < good_until:
            for place in self._places_of(rung, person):
                PostStore(tx).claim(PostKey(place, END, str(rung.id)), now, good_until)
        else:
            logger.info("timer %s ended at %s, too long ago to say so", rung.id, rung.ended_at)
        return rung

    def _say_mark(self, tx: Transaction, timer: Timer, mark: Mark, person: Person, now: datetime) -> None:
        posts = PostStore(tx)
        keys = [
            PostKey(place, MARK, mark_subject(timer.id, mark)) for place in self._places_of(timer, person)
        ]
        if all(posts.find(key) is not None for key in keys):
            return  # said before, perhaps with less on the clock; or there is nowhere to say it
        for key in keys:
            posts.claim(key, now, now + LATE)
        tx.emit(TimerMarked(timer, mark))

    def _places_of(self, timer: Timer, person: Person) -> list[Place]:
        """Where this clock is spoken of: one Discord channel, and the chat if it is the host's."""
        places: list[Place] = []
        discord, twitch = self._places.get(Platform.DISCORD), self._places.get(Platform.TWITCH)
        if timer.channel is not None:
            places.append(Place(Platform.DISCORD, timer.channel))
        elif discord is not None:
            places.append(discord)
        if twitch is not None and person.is_host:
            places.append(twitch)
        return places

    async def _on_change(self, event: TimerEvent) -> None:
        # by its present state: events of different kinds may overtake each other
        timer = await self.get(event.timer.id)
        # a mark that passes in this very moment is not lost: saying it twice is harmless
        self._arm(timer, self._clock() - LATE)

    def _arm(self, timer: Timer, since: datetime) -> None:
        """Ring at the end, or at the first mark after `since` before that."""
        key = f"timer:{timer.id}"
        alarm = timer.next_alarm(since)
        if alarm is None:
            self._scheduler.cancel(key)
        else:
            self._scheduler.at(alarm, key, lambda: self.ring(timer.id))
