"""Asking friends for a look when nobody has had one: who may be asked, and whose turn it is."""

from __future__ import annotations

from bot.clock import Clock
from bot.database import Database, Transaction
from bot.events import EventBus
from bot.people.model import Person
from bot.people.store import PeopleStore
from bot.post.model import LAST_RETRY, Place, PostKey
from bot.post.store import PostStore
from bot.recording.model import (
    LOOK,
    RECORDING_EVENTS,
    LookOffered,
    LookWanted,
    Offer,
    Recording,
    RecordingEvent,
    RecordingId,
    State,
    ask_at,
    next_reviewer,
)
from bot.recording.review_store import ReviewStore
from bot.recording.store import RecordingStore
from bot.scheduler import Scheduler


class RotationService:
    """Friends who offered are asked in turn, each at most once about a recording."""

    def __init__(self, database: Database, clock: Clock, scheduler: Scheduler, bus: EventBus) -> None:
        self._database = database
        self._clock = clock
        self._scheduler = scheduler
        self._bus = bus
        bus.subscribe(LookOffered, self._on_offer)
        for kind in RECORDING_EVENTS:
            # after the commit and not after the await: a cancelled caller would never get that far
            bus.subscribe(kind, self._on_change)

    async def offer(self, account: str, *, asks: bool) -> None:
        """Whether the bot may ask this account quietly when nobody has looked at a recording."""
        now = self._clock()

        def unit(tx: Transaction) -> None:
            if asks:
                ReviewStore(tx).offer(account, now)
                tx.emit(LookOffered(account))
            else:
                ReviewStore(tx).end_offer(account)

        await self._database.write(unit)

    async def offers(self) -> list[Offer]:
        """Everybody who may be asked."""
        return await self._database.read(lambda tx: ReviewStore(tx).offers())

    async def ask(self, recording_id: RecordingId) -> None:
        """What the alarm calls when nobody has looked: the friend whose turn it is, claimed before asked."""
        now = self._clock()

        def unit(tx: Transaction) -> Recording | None:
            held = _wanting(tx, recording_id)
            if held is None:
                return None
            recording, owner = held
            reviews = ReviewStore(tx)
            asked = reviews.asked(recording.id)
            due = ask_at(recording.submitted_at, len(asked))
            if due is None:
                return None
            if now < due:
                return recording
            chosen = next_reviewer(
                reviews.offers(), reviews.looked(owner.id), {*asked, str(owner.discord_id)}
            )
            if chosen is None:
                return None  # nobody offered, so nobody is asked
            reviews.note_ask(recording.id, chosen.account, now)
            tx.emit(LookWanted(recording, chosen.account))
            return recording

        recording = await self._database.write(unit)
        if recording is not None:
            await self._arm(recording)

    async def ask_there(self, recording_id: RecordingId, account: str, place: Place) -> None:
        """Claim the line that asks this friend, in a private channel with them; safe twice."""
        now = self._clock()

        def unit(tx: Transaction) -> None:
            recording = RecordingStore(tx).find(recording_id)
            # either of the two may have been forgotten meanwhile
            if recording is not None and account in ReviewStore(tx).asked(recording_id):
                key = PostKey(place, LOOK, _subject(recording_id, account))
                PostStore(tx).claim(key, now, recording.closes_at)

        await self._database.write(unit)

    def ask_later(self, wanted: LookWanted) -> None:
        """Discord did not say where: `LookWanted` is told again after a while."""
        key = f"recording-ask-again:{wanted.recording.id}:{wanted.account}"
        self._scheduler.at(self._clock() + LAST_RETRY, key, lambda: self._say_again(wanted))

    async def unasked(self) -> list[LookWanted]:
        """Whose turn it was, who could not be asked yet, and who still lets us."""

        def unit(tx: Transaction) -> list[LookWanted]:
            reviews = ReviewStore(tx)
            willing = {offer.account for offer in reviews.offers()}
            return [
                LookWanted(recording, account)
                for recording in RecordingStore(tx).open()
                if _wanting(tx, recording.id) is not None
                for account in reviews.asked(recording.id)
                if account in willing and not PostStore(tx).about(LOOK, _subject(recording.id, account))
            ]

        return await self._database.read(unit)

    async def still_wanted(self, recording_id: RecordingId) -> tuple[Recording, Person] | None:
        """The recording and whose it is, where friends are still to be asked."""
        return await self._database.read(lambda tx: _wanting(tx, recording_id))

    async def resume(self) -> None:
        """Arm every alarm; call when the surfaces listen."""
        for recording in await self._database.read(lambda tx: RecordingStore(tx).open()):
            await self._arm(recording)

    async def _on_offer(self, _: LookOffered) -> None:
        # what nobody could be asked about when its time came has no alarm any more
        await self.resume()

    async def _say_again(self, wanted: LookWanted) -> None:
        for one in await self.unasked():
            if (one.recording.id, one.account) == (wanted.recording.id, wanted.account):
                self._bus.publish(one)

    async def _on_change(self, event: RecordingEvent) -> None:
        recording = await self._database.read(lambda tx: RecordingStore(tx).find(event.recording.id))
        if recording is not None:
            await self._arm(recording)

    async def _arm(self, recording: Recording) -> None:
        """The alarm brings only an id, and is cancelled where nobody is to be asked any more."""
        key, due = f"recording-ask:{recording.id}", None
        if recording.state is State.OPEN and not recording.is_private:
            asked = await self._database.read(lambda tx: len(ReviewStore(tx).asked(recording.id)))
            due = ask_at(recording.submitted_at, asked)
        if due is None or due >= recording.closes_at:
            self._scheduler.cancel(key)
        else:
            self._scheduler.at(due, key, lambda: self.ask(recording.id))


def _subject(recording_id: RecordingId, account: str) -> str:
    return f"{recording_id}:{account}"


def _wanting(tx: Transaction, recording_id: RecordingId) -> tuple[Recording, Person] | None:
    """The recording and whose it is, while its post asks for a look and nobody has had one."""
    recording = RecordingStore(tx).find(recording_id)
    if recording is None or recording.state is not State.OPEN or not recording.is_heard:
        return None
    owner, said = PeopleStore(tx).get(recording.person_id), ReviewStore(tx).said(recording_id)
    own = str(owner.discord_id)
    looked = (
        said.votes
        or [moment for moment in said.moments if moment.author != own]
        or [form for form in said.forms if not form.own and not form.is_empty]
    )
    return None if looked else (recording, owner)
