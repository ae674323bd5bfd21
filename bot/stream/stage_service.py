"""What happens on the stage: the problem that is on, and what chat marks."""

from __future__ import annotations

from datetime import timedelta

from bot.clock import Clock
from bot.curriculum.model import Catalogue
from bot.database import Database, Transaction
from bot.pattern.store import RoundStore
from bot.people.model import Actor, Person, Source, UnknownPerson
from bot.people.store import PeopleStore
from bot.practice.model import OnlyTheStreamer
from bot.practice.store import PracticeStore
from bot.stream.model import (
    AlreadyLogged,
    Moment,
    MomentMarked,
    NoInvite,
    NoProblem,
    NothingToLog,
    NotLive,
    NotYourStage,
    OnStage,
    ProblemSet,
    Stream,
    may_mark,
    tidy_note,
)
from bot.stream.reading import on_stage
from bot.stream.store import StageStore, StreamStore
from bot.timer.model import may_control


class StageService:
    """Verbs on the host's stage."""

    def __init__(self, database: Database, clock: Clock, catalogue: Catalogue, invite: str) -> None:
        self._database = database
        self._clock = clock
        self._catalogue = catalogue
        self._invite = invite

    @property
    def invite(self) -> str:
        """The address of the Discord server. Raises NoInvite."""
        if not self._invite:
            raise NoInvite
        return self._invite

    async def put(self, actor: Actor, text: str, source: Source) -> OnStage:
        """`!problem 3sum`. A replay puts nothing. Raises UnknownProblem, NotYourStage, UnknownPerson."""
        problem, now = self._catalogue.find(text), self._clock()

        def unit(tx: Transaction) -> OnStage:
            person = _host(tx)
            if not may_control(actor, person):
                raise NotYourStage(person.name)
            store = StageStore(tx)
            held = on_stage(tx, person, self._catalogue, now)
            if not store.was_put_by(source):
                tx.emit(ProblemSet(store.put(person.id, problem.number, now, source)))
                held = on_stage(tx, person, self._catalogue, now)
            return held or OnStage(problem, now)

        return await self._database.write(unit)

    async def show(self, actor: Actor) -> OnStage:
        """`!problem`: what is on. Raises NoProblem, UnknownPerson."""
        now = self._clock()

        def unit(tx: Transaction) -> OnStage:
            person = _host(tx)
            held = on_stage(tx, person, self._catalogue, now)
            if held is None:
                raise NoProblem(may_set=may_control(actor, person))
            return held

        return await self._database.read(unit)

    async def now(self) -> OnStage | None:
        """What is on, or None."""
        now = self._clock()

        def unit(tx: Transaction) -> OnStage | None:
            host = PeopleStore(tx).host()
            return None if host is None else on_stage(tx, host, self._catalogue, now)

        return await self._database.read(unit)

    async def is_revealed(self, held: OnStage) -> bool:
        """Whether its pattern may be named: it was logged, and chat is not guessing it any more."""

        def unit(tx: Transaction) -> bool:
            round_ = RoundStore(tx).open_of(_host(tx).id)
            return round_ is None or round_.problem != held.problem.number

        return held.attempt is not None and await self._database.read(unit)

    async def to_log(self, actor: Actor, source: Source) -> str:
        """What a nameless `!solved` means, as it would be typed: the number, and the clock's minutes.

        Raises NothingToLog, AlreadyLogged, OnlyTheStreamer, UnknownPerson.
        """
        now = self._clock()

        def unit(tx: Transaction) -> str:
            person = _host(tx)
            if not person.is_actor(actor):
                raise OnlyTheStreamer
            logged = PracticeStore(tx).by_source(source)
            if logged is not None:
                return str(logged.problem)  # a replay: the log knows what it was
            held = on_stage(tx, person, self._catalogue, now)
            if held is None:
                raise NothingToLog
            if held.attempt is not None:
                raise AlreadyLogged(held.problem.title)
            minutes = "" if held.spent is None else f" {max(1, round(held.spent / timedelta(minutes=1)))}"
            return f"{held.problem.number}{minutes}"

        return await self._database.read(unit)

    async def mark(self, actor: Actor, note: str, source: Source) -> tuple[Stream, Moment] | None:
        """`!moment that trick`: None where this person, or everybody together, marked enough just now.

        Raises NotLive.
        """
        words, now = tidy_note(note), self._clock()

        def unit(tx: Transaction) -> tuple[Stream, Moment] | None:
            stream, store = StreamStore(tx).latest(), StageStore(tx)
            if stream is None or not stream.on_air:
                raise NotLive
            recent = store.moments_since(stream.id, now - timedelta(minutes=1))
            if not may_mark(actor.account, recent, now):
                return None
            moment = store.add_moment(stream.id, actor.account, actor.name, words, now, source)
            if moment is None:
                return None
            tx.emit(MomentMarked(stream, moment))
            return stream, moment

        return await self._database.write(unit)


def _host(tx: Transaction) -> Person:
    host = PeopleStore(tx).host()
    if host is None:
        raise UnknownPerson
    return host
