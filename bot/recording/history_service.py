"""Recordings read back: which there are, and what friends said over months."""

from __future__ import annotations

from bot.clock import Clock
from bot.database import Database, Transaction
from bot.people.model import Actor, Person, UnknownPerson
from bot.people.store import PeopleStore
from bot.recording.model import (
    Feedback,
    Recording,
    Shelf,
    State,
    Summary,
    feedback,
    summary,
)
from bot.recording.review_store import ReviewStore
from bot.recording.store import RecordingStore

SHOWN = 100
"""Recordings that are looked at, at most; the newest."""


class HistoryService:
    """Questions about recordings; nothing here changes anything."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def known(self, actor: Actor) -> list[Recording]:
        """Every recording that this person may read about, the newest first."""

        def unit(tx: Transaction) -> list[Recording]:
            return [*_own(tx, PeopleStore(tx).of(actor)), *_others(tx, actor)]

        return sorted(await self._database.read(unit), key=lambda one: -one.id)

    async def shelf(self, actor: Actor) -> Shelf:
        """`/reviews`: their own, and those of others that still ask friends."""

        def unit(tx: Transaction) -> Shelf:
            own = _own(tx, PeopleStore(tx).of(actor))
            others = [one for one in _others(tx, actor) if one.state is State.OPEN and one.is_heard]
            return Shelf(
                tuple(self._summary(tx, one, for_owner=True) for one in own),
                tuple(self._summary(tx, one, for_owner=False) for one in others),
            )

        return await self._database.read(unit, long=True)

    async def feedback(self, actor: Actor) -> Feedback:
        """`/feedback`: what friends said about all of theirs. Raises UnknownPerson."""

        def unit(tx: Transaction) -> Feedback:
            person = PeopleStore(tx).of(actor)
            if person is None:
                raise UnknownPerson
            held = [self._summary(tx, one, for_owner=True) for one in _own(tx, person)]
            return feedback(held[::-1])

        return await self._database.read(unit, long=True)

    def _summary(self, tx: Transaction, recording: Recording, *, for_owner: bool) -> Summary:
        owner = PeopleStore(tx).get(recording.person_id)
        said = ReviewStore(tx).said(recording.id)
        return summary(recording, owner, said, self._clock(), for_owner=for_owner)


def _own(tx: Transaction, person: Person | None) -> list[Recording]:
    return [] if person is None else RecordingStore(tx).of(person.id)[:SHOWN]


def _others(tx: Transaction, actor: Actor) -> list[Recording]:
    person = PeopleStore(tx).of(actor)
    held = RecordingStore(tx).shown(SHOWN)
    return [one for one in held if person is None or one.person_id != person.id]
