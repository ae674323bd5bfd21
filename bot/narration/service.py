"""Verbs on recordings: measure one that was made during a test, offer it, show it; announce a silence."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from bot.clock import Clock
from bot.curriculum.model import Catalogue
from bot.database import Database, Transaction
from bot.events import EventBus
from bot.narration.ear import Ear
from bot.narration.model import (
    LONGEST,
    MOMENTS,
    MOMENTS_LIFE,
    NAME_LIMIT,
    OFFER,
    OFFER_LIFE,
    ClockLine,
    Heard,
    Narration,
    NarrationFailed,
    NarrationId,
    NarrationMeasured,
    NarrationView,
    NoSuchNarration,
    NothingHeard,
    OnlyTheCandidate,
    Point,
    Span,
    Thought,
    Trouble,
    Unheard,
    match,
)
from bot.narration.reading import account_in, points_of, view_of
from bot.narration.store import NarrationStore, ThoughtStore
from bot.people.model import Actor, Person, PersonId, Platform, Source, UnknownPerson
from bot.people.store import PeopleStore
from bot.post.model import Place, PostKey
from bot.post.store import PostStore
from bot.recording.model import Recording, RecordingClosed, RecordingId
from bot.recording.store import RecordingStore
from bot.timer.model import Timer, TimerId
from bot.timer.store import TimerStore

logger = logging.getLogger(__name__)

SAME = 0.9
"""Two files that share so much of their time are one recording twice: OBS remuxes MKV to MP4."""


class Found(Struct, frozen=True):
    """A finished file in the watched folder."""

    path: Path
    mark: str
    """What makes it the same file again: name, size and time, hashed."""
    age: timedelta
    """How long ago it was last written to."""


class NarrationService:
    """Verbs on what somebody said, and when they did not."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        bus: EventBus,
        catalogue: Catalogue,
        ear: Ear,
        track: int = 1,
    ) -> None:
        """`track` is the sound track that holds the voice in the files of the watched folder."""
        self._database = database
        self._clock = clock
        self._catalogue = catalogue
        self._ear = ear
        self._track = track
        bus.subscribe(RecordingClosed, self._on_closed)

    async def think(self, actor: Actor, source: Source) -> Thought:
        """`!think`: a silence is announced. Raises OnlyTheCandidate, UnknownPerson."""
        now = self._clock()

        def unit(tx: Transaction) -> Thought:
            person = PeopleStore(tx).candidate_for(actor)
            if not person.is_actor(actor):
                raise OnlyTheCandidate(person.name)
            thought = Thought(person.id, now)
            ThoughtStore(tx).add(thought, source)
            return thought

        return await self._database.write(unit)

    async def is_wanted(self, found: Found) -> bool:
        """Whether this file was not listened to yet, and the host's clock may have run while it was made."""
        ended_at = self._clock() - found.age

        def unit(tx: Transaction) -> bool:
            host = PeopleStore(tx).host()
            if host is None or NarrationStore(tx).was_heard(found.mark):
                return False
            return bool(TimerStore(tx).between(host.id, ended_at - LONGEST, ended_at))

        return await self._database.read(unit)

    async def found(self, found: Found) -> Narration | None:
        """A finished file of the host's: measured where a clock ran, and then to be offered for review.

        Each file is listened to once, whatever comes of it. None where it is not of a timed test.
        """
        if not await self.is_wanted(found):
            return None
        now = self._clock()
        ended_at = now - found.age
        try:
            heard = await self._ear.hear(found.path, self._track)
        except Unheard as error:
            if error.trouble is not Trouble.GROWING:  # it comes again when it is finished
                await self._failed(found, str(error))
            return None

        def unit(tx: Transaction) -> Narration | None:
            host, store = _host(tx), NarrationStore(tx)
            if store.was_heard(found.mark):
                return None
            store.note_heard(found.mark, now)
            began_at = ended_at - heard.length
            timer = _timer_during(tx, host.id, began_at, heard.length, now)
            if timer is None or _is_held(store, timer.id, began_at, heard.length):
                return None
            narration = store.add(_made(host.id, timer.id, found.path.name, began_at, heard, now))
            tx.emit(NarrationMeasured(narration))
            return narration

        return await self._database.write(unit)

    async def hand_in(self, recording: Recording, content: bytes) -> Narration | None:
        """A file that was handed in for review: measured, and nothing of it kept. None where it cannot be.

        When it was recorded nobody knows, so that it belongs to no clock.
        """
        if recording.file is None:
            return None
        name = recording.file.name
        path = await asyncio.to_thread(_put_down, name, content)
        try:
            heard = await self._ear.hear(path)
        except Unheard as error:
            logger.info("recording %s was not measured: %s", recording.id, error.trouble)
            return None
        finally:
            await asyncio.to_thread(path.unlink)
        now = self._clock()

        def unit(tx: Transaction) -> Narration:
            made = _made(recording.person_id, None, name, recording.submitted_at - heard.length, heard, now)
            return NarrationStore(tx).add(replace(made, recording_id=recording.id))

        return await self._database.write(unit)

    async def tie(self, actor: Actor, narration_id: NarrationId, recording_id: RecordingId) -> None:
        """A measured recording was handed in. Raises NoSuchNarration, UnknownPerson."""

        def unit(tx: Transaction) -> None:
            held = NarrationStore(tx).find(narration_id)
            if held is None or held.person_id != _self(tx, actor).id:
                raise NoSuchNarration
            NarrationStore(tx).tie(narration_id, recording_id)

        await self._database.write(unit)

    def stop(self) -> None:
        """What is being measured is left, and nothing new is begun: the bot closes."""
        self._ear.stop()

    async def look(self, actor: Actor, narration_id: NarrationId | None = None) -> NarrationView:
        """The last recording of whoever asks, or the one with this id; nobody sees another's.

        Raises NothingHeard, NoSuchNarration, UnknownPerson.
        """
        now = self._clock()

        def unit(tx: Transaction) -> NarrationView:
            person, store = _self(tx, actor), NarrationStore(tx)
            held = store.latest_of(person.id) if narration_id is None else store.find(narration_id)
            if held is None and narration_id is None:
                raise NothingHeard
            if held is None or held.person_id != person.id:
                raise NoSuchNarration
            return view_of(tx, held, self._catalogue, now)

        return await self._database.read(unit, long=True)

    async def show(self, narration_id: NarrationId) -> NarrationView:
        """One recording, for a message that only its candidate reads. Raises NoSuchNarration."""
        now = self._clock()

        def unit(tx: Transaction) -> NarrationView:
            held = NarrationStore(tx).find(narration_id)
            if held is None:
                raise NoSuchNarration
            return view_of(tx, held, self._catalogue, now)

        return await self._database.read(unit, long=True)

    async def mine(self, actor: Actor) -> list[tuple[Narration, str]]:
        """Every recording of whoever asks with what it is of, the newest first."""

        def unit(tx: Transaction) -> list[tuple[Narration, str]]:
            person = PeopleStore(tx).of(actor)
            held = [] if person is None else NarrationStore(tx).narrations(person.id)
            return [(each, self._title(tx, each)) for each in reversed(held)]

        return await self._database.read(unit)

    async def points(self, person_id: PersonId) -> list[Point]:
        """What a trend is made of: `trend(points)`, `clean_of(points)`."""
        now = self._clock()
        return await self._database.read(lambda tx: points_of(tx, person_id, now), long=True)

    async def offer(self, narration_id: NarrationId, place: Place) -> None:
        """Claim the message that offers it; one that stands anywhere, or is on its way, is enough."""
        now = self._clock()

        def unit(tx: Transaction) -> None:
            subject, posts = str(narration_id), PostStore(tx)
            if all(post.ended and post.message_id is None for post in posts.about(OFFER, subject)):
                posts.claim(PostKey(place, OFFER, subject), now, good_until=now + OFFER_LIFE)

        await self._database.write(unit)

    async def unoffered(self) -> list[Narration]:
        """Recordings of timed tests of these days of which their candidate was not told yet."""
        since = self._clock() - OFFER_LIFE

        def unit(tx: Transaction) -> list[Narration]:
            held = NarrationStore(tx).measured_since(since)
            return [
                each
                for each in held
                if each.timer_id is not None and not PostStore(tx).about(OFFER, str(each.id))
            ]

        return await self._database.read(unit)

    async def resume(self) -> None:
        """Claim what reviews had to say that closed while nobody listened; safe twice."""
        now = self._clock()

        def unit(tx: Transaction) -> None:
            for recording in RecordingStore(tx).closed(now - MOMENTS_LIFE):
                _claim_moments(tx, recording, now)

        await self._database.write(unit)

    async def _on_closed(self, event: RecordingClosed) -> None:
        """Friends have said what they saw: now, and not before, the review may say what was measured."""
        now = self._clock()
        await self._database.write(lambda tx: _claim_moments(tx, event.recording, now))

    async def _failed(self, found: Found, sentence: str) -> None:
        now = self._clock()

        def unit(tx: Transaction) -> None:
            NarrationStore(tx).note_heard(found.mark, now)
            tx.emit(NarrationFailed(_host(tx), sentence))

        await self._database.write(unit)

    def _title(self, tx: Transaction, narration: Narration) -> str:
        timer = None if narration.timer_id is None else TimerStore(tx).find(narration.timer_id)
        return (timer.label if timer is not None else "") or narration.name


def _claim_moments(tx: Transaction, recording: Recording, now: datetime) -> None:
    """The line under a closed review; once, wherever it stands."""
    room = recording.thread or (None if recording.where is None else recording.where.channel)
    if recording.is_private or room is None:
        return
    held, posts = NarrationStore(tx).of_recording(recording.id), PostStore(tx)
    if held is None or posts.about(MOMENTS, str(held.id)) or not account_in(tx, held, now).flagged:
        return
    key = PostKey(Place(Platform.DISCORD, str(room)), MOMENTS, str(held.id))
    posts.claim(key, now, good_until=(recording.closed_at or now) + MOMENTS_LIFE)


def _put_down(name: str, content: bytes) -> Path:
    """The file on the disk, where another process can read it, and for as long as it does."""
    with tempfile.NamedTemporaryFile(prefix="greenroom-", suffix=Path(name).suffix[:8], delete=False) as file:
        file.write(content)
    return Path(file.name)


def _made(
    person_id: PersonId, timer_id: TimerId | None, name: str, began_at: datetime, heard: Heard, now: datetime
) -> Narration:
    return Narration(NarrationId(0), person_id, timer_id, name[:NAME_LIMIT], began_at, heard, now)


def _timer_during(
    tx: Transaction, person_id: PersonId, began_at: datetime, length: timedelta, now: datetime
) -> Timer | None:
    store = TimerStore(tx)
    clocks = store.between(person_id, began_at, began_at + length)
    lines = [ClockLine.of(each, store.stretches(each.id), began_at, length, now) for each in clocks]
    return match(list(zip(clocks, lines, strict=True)), now)


def _is_held(store: NarrationStore, timer_id: TimerId, began_at: datetime, length: timedelta) -> bool:
    new = Span(timedelta(), length)
    for each in store.of_timer(timer_id):
        start = each.began_at - began_at
        shared = Span(start, start + each.heard.length).within(new)
        if shared is not None and shared.length >= SAME * length:
            return True
    return False


def _self(tx: Transaction, actor: Actor) -> Person:
    person = PeopleStore(tx).of(actor)
    if person is None:
        raise UnknownPerson
    return person


def _host(tx: Transaction) -> Person:
    host = PeopleStore(tx).host()
    if host is None:
        raise UnknownPerson
    return host
