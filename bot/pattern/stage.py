"""What happens to rounds inside a unit of work: whose stage it is, what is saved, told and claimed."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from bot.database import Transaction
from bot.errors import UserError
from bot.pattern.model import (
    LAST_CALL,
    LATE,
    REVEAL,
    STANDING,
    Guess,
    GuessTaken,
    NotYourStage,
    OwnCall,
    Phase,
    Round,
    RoundCalled,
    RoundClosed,
    RoundLocked,
    RoundOpened,
    RoundOver,
    RoundRevealed,
    RoundView,
    Said,
    Score,
    Season,
    TooLate,
    ranked,
)
from bot.pattern.store import RoundStore
from bot.people.model import Actor, Person, Platform, UnknownPerson
from bot.people.store import PeopleStore
from bot.post.model import Place, PostKey
from bot.post.store import PostStore
from bot.timer.model import Timer, may_control
from bot.timer.store import TimerStore

logger = logging.getLogger(__name__)

NEWS = timedelta(minutes=2)
"""How long it is still news in chat that a round was opened."""


class Stage:
    """The steps that a round takes, each inside somebody else's transaction."""

    def __init__(self, places: tuple[Place, ...], grace: timedelta) -> None:
        self._places = {place.platform: place for place in places}
        self._grace = grace

    def announce_in(self, place: Place) -> None:
        """Speak there from now on, and nowhere else on that platform."""
        self._places[place.platform] = place

    def begin(self, tx: Transaction, fresh: Round, now: datetime) -> Round:
        """`fresh` takes the stage; the round before it, on another problem, gives its answer and goes."""
        store = RoundStore(tx)
        held = store.open_of(fresh.person_id)
        if held is not None and held.problem == fresh.problem:
            return held
        if held is not None:
            self._reveal(tx, held.give_way(now), now)
        begun = store.add(fresh)
        if Platform.DISCORD not in self._places:
            # without Discord there is no private way to call it, so nothing waits for a call
            begun = begun.make_call(None, now)
            store.save(begun)
        tx.emit(RoundOpened(begun))
        self._claim(tx, STANDING, begun, now, None, Platform.DISCORD)
        self._claim(tx, STANDING, begun, now, now + NEWS, Platform.TWITCH)
        return begun

    def lock(self, tx: Transaction, round_: Round, now: datetime, *, reveal: bool) -> Round:
        """Locked on somebody's word; the answer waits for a clock that runs for it. Raises RoundOver."""
        if round_.ended:
            raise RoundOver
        clock = TimerStore(tx).open_of(round_.person_id)
        waits = clock is not None and _belongs(clock, round_)
        locked = round_.lock(now, self._grace, reveals=reveal or not waits)
        if round_.closes_at is None:
            self._claim(tx, LAST_CALL, locked, now, locked.closes_at, Platform.TWITCH)
        tx.emit(RoundLocked(locked))
        return locked

    def by_clock(self, tx: Transaction, round_: Round) -> Round:
        """Locked by its clock, where that has ended."""
        timer = TimerStore(tx).latest_of(round_.person_id)
        if timer is None or timer.ended_at is None or not _belongs(timer, round_):
            return round_
        locked = round_.lock(timer.ended_at, self._grace, reveals=True)
        if locked != round_:
            RoundStore(tx).save(locked)
            tx.emit(RoundLocked(locked))
        return locked

    def settle(self, tx: Transaction, round_: Round, now: datetime) -> Round:
        """Revealed where its time has come; where only guesses are closed, that is told."""
        settled = round_.settle(now)
        if settled is not round_:
            self._reveal(tx, settled, now)
        elif settled.phase(now) is Phase.CLOSED:
            tx.emit(RoundClosed(settled))
        return settled

    def _reveal(self, tx: Transaction, revealed: Round, now: datetime) -> None:
        RoundStore(tx).save(revealed)
        tx.emit(RoundRevealed(revealed))
        good_until = (revealed.closes_at or now) + LATE
        if now < good_until:
            self._claim(tx, REVEAL, revealed, now, good_until, Platform.TWITCH)
        else:
            logger.info("round %s was over too long ago to say its answer in chat", revealed.id)

    def _claim(
        self,
        tx: Transaction,
        kind: str,
        round_: Round,
        now: datetime,
        good_until: datetime | None,
        platform: Platform,
    ) -> None:
        place = self._places.get(platform)
        if place is not None:
            PostStore(tx).claim(PostKey(place, kind, str(round_.id)), now, good_until)


def host_of(tx: Transaction) -> Person:
    """Whose stage it is. Raises UnknownPerson."""
    host = PeopleStore(tx).host()
    if host is None:
        raise UnknownPerson
    return host


def run_by(tx: Transaction, actor: Actor) -> Person:
    """The host, where `actor` may run their rounds. Raises UnknownPerson, NotYourStage."""
    host = host_of(tx)
    if not may_control(actor, host):
        raise NotYourStage(host)
    return host


def pick(tx: Transaction, round_: Round, actor: Actor, said: Said, now: datetime) -> Round:
    """A guess, or the streamer's own call where it is they who pick.

    Raises TooLate, RoundOver, AlreadyCalled, CallTooLate, and what `Said.on` raises.
    """
    host = PeopleStore(tx).get(round_.person_id)
    if host.is_actor(actor):
        return call(tx, round_, said.on(round_.options), now)
    [outcome] = take_in(tx, host, round_, [(actor, said, now)])
    if isinstance(outcome, UserError):
        raise outcome
    return outcome


def take_in(
    tx: Transaction, host: Person, round_: Round, heard: Iterable[tuple[Actor, Said, datetime]]
) -> list[Round | UserError]:
    """Guesses in the round on the host's stage, in the order in which they came; what became of each."""
    guesses, outcomes = list[Guess](), list[Round | UserError]()
    for actor, said, now in heard:
        try:
            guesses.append(_guess(tx, host, round_, actor, said, now))
        except UserError as refusal:
            outcomes.append(refusal)
        else:
            outcomes.append(round_)
    if guesses:
        RoundStore(tx).put_guesses(round_.id, guesses)
        tx.emit(GuessTaken(round_))
    return outcomes


def _guess(tx: Transaction, host: Person, round_: Round, actor: Actor, said: Said, now: datetime) -> Guess:
    if host.is_actor(actor):
        raise OwnCall
    if not round_.takes_guesses(now):
        raise RoundOver if round_.ended else TooLate
    platform, account = actor.platform, actor.account
    if platform is Platform.DISCORD:
        person = PeopleStore(tx).of(actor)
        if person is not None and person.twitch_id is not None:
            # whoever linked two accounts has one word, whichever they say it with
            platform, account = Platform.TWITCH, person.twitch_id
    return Guess(platform, account, actor.name, said.on(round_.options), now)


def call(tx: Transaction, round_: Round, pattern: str | None, now: datetime) -> Round:
    """The streamer's own call, or their pass. Raises AlreadyCalled, CallTooLate, RoundOver."""
    called = round_.make_call(pattern, now)
    RoundStore(tx).save(called)
    tx.emit(RoundCalled(called))
    return called


def view(tx: Transaction, round_: Round) -> RoundView:
    """With the split; with who was right only after the reveal."""
    store = RoundStore(tx)
    return RoundView(round_, store.split(round_.id) if round_.revealed_at is None else store.tally(round_))


def season(tx: Transaction, host: Person, days: tuple[date, date]) -> Season:
    """What the host's rounds from the first to the last of `days` come to."""
    store = RoundStore(tx)
    span = (host.day_bounds(days[0])[0], host.day_bounds(days[1])[1])
    rounds = store.revealed_between(host.id, *span)
    scores = store.scores(host.id, *span)
    called = [round_ for round_ in rounds if round_.call is not None]
    return Season(
        *days,
        len(rounds),
        ranked(scores),
        Score(host.name, sum(each.call in each.answers for each in called), len(called)),
        tuple(store.confusions(host.id, *span)),
        guesses=sum(score.rounds for score in scores),
        right=sum(score.right for score in scores),
    )


def _belongs(timer: Timer, round_: Round) -> bool:
    """Whether the end of this clock is the end of this round."""
    if timer.problem is not None and timer.problem != round_.problem:
        return False
    return timer.ended_at is None or timer.ended_at >= round_.opened_at
