"""Handing in a recording, changing it, taking it back, and what the calendar does to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from bot.clock import Clock
from bot.curriculum.model import Catalogue, Problem, Programme
from bot.curriculum.store import PauseStore
from bot.database import Database, Transaction
from bot.events import EventBus
from bot.people.model import Actor, Person, Source, UnknownPerson
from bot.people.store import PeopleStore
from bot.post.model import Place, PostKey
from bot.post.store import PostStore
from bot.recording.model import (
    CLOSING,
    KIND,
    OPEN_FOR,
    RECORDING_EVENTS,
    BadStage,
    File,
    Kind,
    NoReviewChannel,
    NoSuchRecording,
    NothingToReview,
    NotYourRecording,
    OnlyOne,
    Recording,
    RecordingChanged,
    RecordingClosed,
    RecordingEvent,
    RecordingId,
    RecordingReopened,
    RecordingSubmitted,
    RecordingWithdrawn,
    Span,
    State,
    check_link,
    read_slice,
    tidy_look_at,
    tidy_title,
)
from bot.recording.store import RecordingStore
from bot.scheduler import Scheduler

SUMMARY_GOOD_FOR = timedelta(days=1)


class Wish(Struct, frozen=True):
    """What somebody hands in, as they typed it; checked, and completed by what their plan says."""

    kind: Kind | None = None
    stage: int | None = None
    link: str = ""
    file: File | None = None
    problem: str = ""
    span: str = ""


class Checked(Struct, frozen=True):
    """A wish that can be granted; what is missing is a title and what to look at."""

    person: Person
    kind: Kind
    stage: int
    link: str | None
    file: File | None
    problem: Problem | None
    span: Span | None

    @property
    def suggested(self) -> str:
        """A title to begin with."""
        return "" if self.problem is None else self.problem.title


class RecordingService:
    """Verbs on recordings. A replayed `source` hands nothing in twice."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        scheduler: Scheduler,
        bus: EventBus,
        programme: Programme,
        catalogue: Catalogue,
        place: Place | None,
    ) -> None:
        """`place` is the channel for reviews."""
        self._database = database
        self._clock = clock
        self._scheduler = scheduler
        self._programme = programme
        self._catalogue = catalogue
        self._place = place
        for kind in RECORDING_EVENTS:
            # after the commit and not after the await: a cancelled caller would never get that far
            bus.subscribe(kind, self._on_change)

    def ask_in(self, place: Place) -> None:
        """Friends are asked there from now on."""
        self._place = place

    @property
    def channel(self) -> int | None:
        """Discord's id of the channel for reviews."""
        return None if self._place is None else int(self._place.channel)

    # what people do

    async def check(self, actor: Actor, wish: Wish) -> Checked:
        """Everything that can be wrong before the form opens.

        Raises UnknownPerson, NothingToReview, OnlyOne, BadLink, BadSpan, BadMoment, BadStage, NoReviewChannel
        and what `Catalogue.find` raises.
        """
        if wish.link.strip() and wish.file is not None:
            raise OnlyOne
        if not wish.link.strip() and wish.file is None:
            raise NothingToReview
        link = check_link(wish.link) if wish.link.strip() else None
        span = read_slice(wish.span)
        problem = self._catalogue.find(wish.problem) if wish.problem.strip() else None
        now = self._clock()

        def unit(tx: Transaction) -> tuple[Person, int]:
            person = PeopleStore(tx).of(actor)
            if person is None or not person.is_candidate:
                raise UnknownPerson
            return person, self._stage_of(tx, person, now)

        person, planned = await self._database.read(unit)
        stage = planned if wish.stage is None else wish.stage
        stages = [one.number for one in self._programme.stages]
        if stage not in stages:
            raise BadStage(max(stages))
        if stage > min(stages) and self._place is None:
            raise NoReviewChannel
        return Checked(person, wish.kind or Kind.CODING, stage, link, wish.file, problem, span)

    async def submit(self, checked: Checked, title: str, look_at: str, source: Source) -> Recording:
        """Hand it in; from stage two on a post is claimed for it. Raises NoTitle."""
        title, look_at, now = tidy_title(title), tidy_look_at(look_at), self._clock()

        def unit(tx: Transaction) -> Recording:
            store = RecordingStore(tx)
            known = store.asked_by(source)
            if known is not None:
                return known
            recording = store.add(
                Recording(
                    RecordingId(0),
                    checked.person.id,
                    checked.kind,
                    checked.stage,
                    title,
                    submitted_at=now,
                    closes_at=now + OPEN_FOR,
                    look_at=look_at,
                    link=checked.link,
                    file=checked.file,
                    problem=None if checked.problem is None else checked.problem.number,
                    span=checked.span,
                ),
                source,
            )
            if not recording.is_private and self._place is not None:
                PostStore(tx).claim(PostKey(self._place, KIND, str(recording.id)), now, recording.closes_at)
            tx.emit(RecordingSubmitted(recording))
            return recording

        return await self._database.write(unit)

    async def edit(
        self, actor: Actor, recording_id: RecordingId, title: str, look_at: str, link: str, span: str
    ) -> Recording:
        """Other words, another link, another part. A file that was handed in is replaced by a link.

        Raises NoTitle, BadLink, BadSpan, BadMoment, NothingToReview, NoSuchRecording, NotYourRecording.
        """
        title, look_at, part = tidy_title(title), tidy_look_at(look_at), read_slice(span)
        wanted = check_link(link) if link.strip() else None

        def change(_: Transaction, recording: Recording) -> Recording:
            if wanted is None and recording.file is None:
                raise NothingToReview
            file = recording.file if wanted is None else None
            return replace(recording, title=title, look_at=look_at, link=wanted, file=file, span=part)

        return await self._change(actor, recording_id, change, RecordingChanged)

    async def withdraw(self, actor: Actor, recording_id: RecordingId) -> Recording:
        """Take it back: nobody is asked any more, the link goes. Raises NoSuchRecording, NotYourRecording."""
        now = self._clock()
        return await self._change(
            actor, recording_id, lambda _, recording: recording.withdraw(now), RecordingWithdrawn
        )

    async def reopen(self, actor: Actor, recording_id: RecordingId) -> Recording:
        """Ask friends for one more week. Raises NotClosed, NoSuchRecording, NotYourRecording."""
        now = self._clock()
        return await self._change(
            actor, recording_id, lambda _, recording: recording.reopen(now), RecordingReopened
        )

    async def own(self, actor: Actor, recording_id: RecordingId) -> Recording:
        """One of their own. Raises NoSuchRecording, NotYourRecording."""
        return await self._database.read(lambda tx: _own(tx, actor, recording_id))

    async def look(self, recording_id: RecordingId) -> tuple[Recording, Person]:
        """The recording and whose it is. Raises NoSuchRecording."""

        def unit(tx: Transaction) -> tuple[Recording, Person]:
            recording = RecordingStore(tx).get(recording_id)
            return recording, PeopleStore(tx).get(recording.person_id)

        return await self._database.read(unit)

    # what the calendar does

    async def close(self, recording_id: RecordingId) -> None:
        """What the alarm calls at the end of the week. Early, late or twice are harmless."""
        now = self._clock()

        def unit(tx: Transaction) -> None:
            store = RecordingStore(tx)
            recording = store.find(recording_id)
            closed = None if recording is None else recording.close(now)
            if recording is None or closed is None or closed == recording:
                return
            store.save(closed)
            where = closed.where
            if where is not None and self._place is not None and (closed.thread or closed.is_heard):
                room = Place(self._place.platform, str(closed.thread or where.channel))
                PostStore(tx).claim(PostKey(room, CLOSING, str(closed.id)), now, now + SUMMARY_GOOD_FOR)
            tx.emit(RecordingClosed(closed))

        await self._database.write(unit)

    async def resume(self) -> None:
        """Arm every alarm; call when the surfaces listen."""
        for recording in await self._database.read(lambda tx: RecordingStore(tx).open()):
            self._arm(recording)

    async def _change(
        self,
        actor: Actor,
        recording_id: RecordingId,
        change: Callable[[Transaction, Recording], Recording],
        told: type[RecordingEvent],
    ) -> Recording:
        def unit(tx: Transaction) -> Recording:
            recording = _own(tx, actor, recording_id)
            changed = change(tx, recording)
            if changed != recording:
                RecordingStore(tx).save(changed)
                tx.emit(told(changed))
            return changed

        return await self._database.write(unit)

    def _stage_of(self, tx: Transaction, person: Person, now: datetime) -> int:
        assert person.start is not None  # noqa: S101 - only candidates come here
        position = self._programme.position(person.start, person.today(now), PauseStore(tx).of(person.id))
        return self._programme.stages[0].number if position is None else position.stage.number

    async def _on_change(self, event: RecordingEvent) -> None:
        recording = await self._database.read(lambda tx: RecordingStore(tx).find(event.recording.id))
        if recording is not None:
            self._arm(recording)

    def _arm(self, recording: Recording) -> None:
        """The alarm brings only an id, and is cancelled where there is nothing left to close."""
        key = f"recording:{recording.id}"
        if recording.state is State.OPEN:
            self._scheduler.at(recording.closes_at, key, lambda: self.close(recording.id))
        else:
            self._scheduler.cancel(key)


def _own(tx: Transaction, actor: Actor, recording_id: RecordingId) -> Recording:
    recording = RecordingStore(tx).get(recording_id)
    owner = PeopleStore(tx).get(recording.person_id)
    if not owner.is_actor(actor):
        if recording.is_private:
            raise NoSuchRecording  # whoever tries numbers does not learn which of them exist
        raise NotYourRecording(owner.name)
    return recording
