"""What people do in a round, what the clock does to it, and what a season of them comes to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.clock import Clock
from bot.curriculum.model import Catalogue, Problem
from bot.database import Database, Transaction
from bot.events import EventBus
from bot.pattern import stage
from bot.pattern.guessing import Guesses, Heard
from bot.pattern.model import (
    LATE,
    ROUND_EVENTS,
    AcceptLater,
    GuessTaken,
    NoRound,
    NotYourStage,
    PatternNames,
    Phase,
    Round,
    RoundCancelled,
    RoundChanged,
    RoundEvent,
    RoundId,
    RoundView,
    Season,
    SeasonLength,
    SplitMoved,
    WhichProblem,
    open_round,
    season_of,
)
from bot.pattern.store import RoundStore
from bot.people.model import Actor, Source
from bot.people.store import PeopleStore
from bot.post.model import Place
from bot.scheduler import Scheduler
from bot.timer.model import Timer, TimerEvent, TimerRang, TimerStopped
from bot.timer.store import TimerStore

GRACE = timedelta(seconds=10)
"""How far a stream is behind, when the config says nothing."""
PACE = timedelta(milliseconds=50)
"""Between two `SplitMoved`, however fast chat guesses."""


class PatternService:
    """Verbs on rounds; there is one stage, the host's. A replayed `source` changes nothing."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        scheduler: Scheduler,
        bus: EventBus,
        catalogue: Catalogue,
        places: tuple[Place, ...],
        grace: timedelta = GRACE,
        season: SeasonLength = SeasonLength.QUARTER,
    ) -> None:
        self._database = database
        self._clock = clock
        self._scheduler = scheduler
        self._bus = bus
        self._catalogue = catalogue
        self._stage = stage.Stage(places, grace)
        self._season = season
        self._stirred: set[RoundId] = set()
        self._guesses = Guesses(database)
        self._names = PatternNames(catalogue.categories)
        for kind in ROUND_EVENTS:
            # after the commit and not after the await: a cancelled caller would never get that far
            bus.subscribe(kind, self._on_change)
        bus.subscribe(GuessTaken, self._on_guess)
        bus.subscribe(TimerRang, self._on_clock)
        bus.subscribe(TimerStopped, self._on_clock)

    def announce_in(self, place: Place) -> None:
        """Speak there from now on, and nowhere else on that platform."""
        self._stage.announce_in(place)

    @property
    def patterns(self) -> tuple[str, ...]:
        """Everything that may be guessed."""
        return self._names.patterns

    # the stage

    async def open(self, actor: Actor, problem: Problem, source: Source) -> Round:
        """A round on `problem`; the one before it is revealed, the same one is gone on with.

        Raises NotYourStage, UnknownPerson.
        """
        return await self._open(actor, lambda _: problem, source)

    async def open_named(self, actor: Actor, text: str, source: Source) -> Round:
        """`!round 3sum`; without a name the problem that the running clock is for.

        Raises WhichProblem, what `Catalogue.find` raises, and what `open` raises.
        """
        named = self._catalogue.find(text) if text.strip() else None

        def which(timer: Timer | None) -> Problem:
            bound = None if timer is None or timer.problem is None else self._catalogue.known(timer.problem)
            problem = named or bound
            if problem is None:
                raise WhichProblem
            return problem

        return await self._open(actor, which, source)

    async def lock(
        self, actor: Actor, source: Source, round_id: RoundId | None = None, *, reveal: bool = False
    ) -> Round:
        """No more guesses after the grace. The answer follows at once with `reveal` and where no clock runs
        for it, else when that clock ends. Without `round_id`, here and below: the round that is open.

        Raises NoRound, RoundOver, NotYourStage.
        """
        now = self._clock()
        return await self._change(
            actor, source, round_id, lambda tx, round_: self._stage.lock(tx, round_, now, reveal=reveal)
        )

    async def cancel(self, actor: Actor, source: Source, round_id: RoundId | None = None) -> Round:
        """It never happened. Raises NoRound, RoundOver, NotYourStage."""
        now = self._clock()

        def step(tx: Transaction, round_: Round) -> Round:
            cancelled = round_.cancel(now)
            tx.emit(RoundCancelled(cancelled))
            return cancelled

        return await self._change(actor, source, round_id, step)

    async def accept(self, actor: Actor, text: str, source: Source) -> Round:
        """One more pattern counts in the last round.

        Raises AcceptLater, NoRound, NotYourStage, UnknownPattern, Unclear.
        """
        pattern = self._names.one(text)

        def unit(tx: Transaction) -> Round:
            store, host = RoundStore(tx), stage.run_by(tx, actor)
            known = store.changed_by(source)
            if known is not None:
                return known
            round_ = store.latest_of(host.id)
            if round_ is None:
                raise NoRound
            if round_.revealed_at is None:
                raise AcceptLater
            changed = round_.accept(pattern)
            store.save(changed)
            store.note_request(source, changed.id)
            tx.emit(RoundChanged(changed))
            return changed

        return await self._database.write(unit)

    # the guesses

    async def guess(self, actor: Actor, text: str) -> Round:
        """`!pattern 3`: the last word of `actor` in the round that is open.

        Raises NoRound, TooLate, OwnCall, NoSuchOption, Unclear, UnknownPattern.
        """
        return await self._guesses.take(Heard(actor, self._names.read(text), self._clock()))

    async def pick(self, actor: Actor, text: str, round_id: RoundId | None = None) -> Round:
        """The same in private: where `actor` is the streamer, it is their own call.

        Raises what `guess` raises but OwnCall, and AlreadyCalled, CallTooLate, RoundOver.
        """
        said, now = self._names.read(text), self._clock()

        def unit(tx: Transaction) -> Round:
            host, store = PeopleStore(tx).host(), RoundStore(tx)
            if round_id is not None:
                round_ = store.find(round_id)
            else:
                round_ = None if host is None else store.open_of(host.id)
            if round_ is None:
                raise NoRound
            return stage.pick(tx, round_, actor, said, now)

        return await self._database.write(unit)

    async def decline(self, actor: Actor, round_id: RoundId) -> Round:
        """The streamer will not call this one.

        Raises NoRound, NotYourStage, AlreadyCalled, CallTooLate, RoundOver.
        """
        now = self._clock()

        def unit(tx: Transaction) -> Round:
            host, round_ = stage.host_of(tx), RoundStore(tx).find(round_id)
            if round_ is None:
                raise NoRound
            if not host.is_actor(actor):
                raise NotYourStage(host)
            return stage.call(tx, round_, None, now)

        return await self._database.write(unit)

    # looking

    async def current(self) -> RoundView | None:
        """The host's last round that was not cancelled."""

        def unit(tx: Transaction) -> RoundView | None:
            host = PeopleStore(tx).host()
            round_ = None if host is None else RoundStore(tx).latest_of(host.id)
            return None if round_ is None else stage.view(tx, round_)

        return await self._database.read(unit)

    async def latest(self) -> Round | None:
        """The same without what was guessed in it."""

        def unit(tx: Transaction) -> Round | None:
            host = PeopleStore(tx).host()
            return None if host is None else RoundStore(tx).latest_of(host.id)

        return await self._database.read(unit)

    async def view(self, round_id: RoundId) -> RoundView:
        """The round with this id as it stands. Raises LookupError."""
        return await self._database.read(lambda tx: stage.view(tx, RoundStore(tx).get(round_id)))

    async def recent(self) -> list[Round]:
        """Rounds that are on or were revealed a moment ago: whatever shows them may be out of date."""
        since = self._clock() - LATE
        return await self._database.read(lambda tx: RoundStore(tx).open_or_revealed_since(since))

    async def season(self) -> Season:
        """The host's season so far. Raises UnknownPerson."""
        now = self._clock()

        def unit(tx: Transaction) -> Season:
            host = stage.host_of(tx)
            return stage.season(tx, host, season_of(host.today(now), self._season))

        return await self._database.read(unit, long=True)

    # the machine

    async def settle(self, round_id: RoundId) -> None:
        """What the alarm calls. Early, late or twice are harmless."""
        now = self._clock()

        def unit(tx: Transaction) -> None:
            round_ = RoundStore(tx).find(round_id)
            if round_ is not None:
                self._stage.settle(tx, round_, now)

        await self._database.write(unit)

    async def resume(self) -> None:
        """Take up rounds that were on when the process ended; call when the surfaces listen."""
        now = self._clock()

        def unit(tx: Transaction) -> list[Round]:
            return [
                self._stage.settle(tx, self._stage.by_clock(tx, round_), now)
                for round_ in RoundStore(tx).open_or_revealed_since(now)
            ]

        for round_ in await self._database.write(unit):
            self._arm(round_)

    async def _open(self, actor: Actor, which: Callable[[Timer | None], Problem], source: Source) -> Round:
        now = self._clock()

        def unit(tx: Transaction) -> Round:
            store, host = RoundStore(tx), stage.run_by(tx, actor)
            known = store.changed_by(source)
            if known is not None:
                return known
            problem = which(TimerStore(tx).open_of(host.id))
            begun = self._stage.begin(tx, open_round(host, problem, self.patterns, now), now)
            store.note_request(source, begun.id)
            return begun

        return await self._database.write(unit)

    async def _change(
        self,
        actor: Actor,
        source: Source,
        round_id: RoundId | None,
        step: Callable[[Transaction, Round], Round],
    ) -> Round:
        def unit(tx: Transaction) -> Round:
            store, host = RoundStore(tx), stage.run_by(tx, actor)
            known = store.changed_by(source)
            if known is not None:
                return known
            round_ = store.open_of(host.id) if round_id is None else store.find(round_id)
            if round_ is None:
                raise NoRound
            changed = step(tx, round_)
            store.save(changed)
            store.note_request(source, changed.id)
            return changed

        return await self._database.write(unit)

    async def _on_clock(self, event: TimerEvent) -> None:
        def unit(tx: Transaction) -> None:
            round_ = RoundStore(tx).open_of(event.timer.person_id)
            if round_ is not None:
                self._stage.by_clock(tx, round_)

        await self._database.write(unit)

    async def _on_change(self, event: RoundEvent) -> None:
        # by its present state: events of different kinds may overtake each other
        self._arm(await self._database.read(lambda tx: RoundStore(tx).get(event.round.id)))

    def _arm(self, round_: Round) -> None:
        key = f"round:{round_.id}"
        phase = round_.phase(self._clock())
        waits = phase is Phase.CLOSING or (phase is Phase.CLOSED and round_.reveals)
        if round_.closes_at is not None and waits:
            self._scheduler.at(round_.closes_at, key, lambda: self.settle(round_.id))
        else:
            self._scheduler.cancel(key)

    async def _on_guess(self, event: GuessTaken) -> None:
        # whatever shows the split is told twenty times a second, not a thousand times
        round_id = event.round.id
        if round_id not in self._stirred:
            self._stirred.add(round_id)
            self._scheduler.at(self._clock() + PACE, f"split:{round_id}", lambda: self._tell(event.round))

    async def _tell(self, round_: Round) -> None:
        self._stirred.discard(round_.id)
        self._bus.publish(SplitMoved(round_))
