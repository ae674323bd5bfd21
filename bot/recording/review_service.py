"""What friends say about a recording: reactions, moments, forms; and what all of it comes to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from functools import partial

from msgspec import Struct, field
from msgspec.structs import replace

from bot.clock import Clock
from bot.database import Database, Transaction
from bot.people.model import Actor, Person, Source
from bot.people.store import PeopleStore
from bot.recording.model import (
    WORDS_LIMIT,
    Aspect,
    BadMoment,
    Form,
    FormView,
    NoSuchRecording,
    NotInReview,
    Reaction,
    Read,
    Recording,
    RecordingId,
    Remark,
    Reviewed,
    State,
    Summary,
    Vote,
    Withdrawn,
    read_message,
    read_remark,
    summary,
)
from bot.recording.reaction_store import ReactionStore
from bot.recording.review_store import MESSAGE, ReviewStore
from bot.recording.store import RecordingStore

TOGETHER = 1_000
"""Reactions in one write at most, so that whatever else is written need not wait long."""


class Comment(Struct, frozen=True):
    """A message in a thread as it is now; None for the text of one that was deleted."""

    thread: int
    message: int
    text: str | None
    account: str = ""
    name: str = ""


class Heard(Struct, frozen=True):
    """What a comment was to a review."""

    read: Read = field(default_factory=Read)
    changed: bool = False
    """Whether other moments stand now than before."""


class Reading(Struct, eq=False):
    """A look at what Discord holds, and what it told meanwhile: events are newer than any page of a look.

    Two looks at one post may go on at once; each is only ever itself.
    """

    message: int
    thread: int | None
    news: list[Reaction | Comment] = field(default_factory=list[Reaction | Comment])


class ReviewService:
    """Verbs on reviews. Whatever Discord tells is safe twice; whoever was there is `settle`d by a look."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._readings: list[Reading] = []
        self._waiting: list[Reaction] = []
        """Reactions that came while others were being written."""
        self._writing: asyncio.Task[None] | None = None

    # what Discord tells

    async def react(self, reaction: Reaction) -> None:
        """One event of a reaction; of messages that are no review post nothing is kept.

        Those that come while others are being written are written together after them, and whoever came first
        waits for all: a storm is a handful of writes, not thousands.
        """
        for reading in self._readings:
            if reading.message == reaction.message:
                reading.news.append(reaction)
        self._waiting.append(reaction)
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_waiting())
            # cancelling whoever came first does not stop what the others rely on
            await asyncio.shield(self._writing)

    async def comment(self, comment: Comment) -> Heard:
        """A message in a thread was written, edited or deleted; what it holds for a review."""
        for reading in self._readings:
            if reading.thread == comment.thread:
                reading.news.append(comment)
        read = read_message(comment.text or "")

        def unit(tx: Transaction) -> Heard:
            recording = RecordingStore(tx).by_thread(comment.thread)
            if recording is None or recording.state is State.WITHDRAWN:
                return Heard()
            changed = self._comment(tx, comment, read.remarks)
            self._tell(tx, changed)
            return Heard(read, changed is not None)

        return await self._database.write(unit)

    @contextmanager
    def reading(self, recording: Recording) -> Generator[Reading]:
        """Look at Discord inside of this; what it tells meanwhile is kept for `settle`."""
        assert recording.where is not None  # noqa: S101 - only what stands can be read
        reading = Reading(recording.where.message, recording.thread)
        self._readings.append(reading)
        try:
            yield reading
        finally:
            if reading in self._readings:
                self._readings.remove(reading)

    async def settle(
        self, reading: Reading, reactions: Iterable[Reaction], comments: Iterable[Comment] | None
    ) -> None:
        """What the look found is the truth, then what was told since it began.

        `comments` is None where the thread could not be read: then what was said there stays.
        """
        seen, lines = list(reactions), None if comments is None else list(comments)
        # from here to the write nothing else runs: an event is either in the news, or written after this
        self._readings.remove(reading)
        news = list(reading.news)
        # what still waits about this post is older than the look, or among its news
        self._waiting = [one for one in self._waiting if one.message != reading.message]

        def unit(tx: Transaction) -> None:
            recording = RecordingStore(tx).by_message(reading.message)
            if recording is None or not recording.is_heard:
                return
            changed = self._replace_votes(tx, recording, seen)
            if lines is not None:
                changed |= self._replace_comments(tx, recording, lines)
            reactions = [told for told in news if isinstance(told, Reaction)]
            changed |= bool(ReactionStore(tx).take_in(reactions, self._clock()))
            for told in news:
                if isinstance(told, Comment):
                    remarks = read_message(told.text or "").remarks
                    changed |= self._comment(tx, told, remarks) is not None
            self._tell(tx, recording if changed else None)

        await self._database.write(unit)

    # what people do

    async def moment(
        self, actor: Actor, recording_id: RecordingId | None, thread: int | None, text: str, source: Source
    ) -> tuple[Recording, Remark]:
        """`/moment 12:34 silent`: in a recording's own thread, or with its number.

        Raises BadMoment, BackwardSpan, NotInReview, NoSuchRecording, Withdrawn.
        """
        try:
            remark = read_remark(" ".join(text.split()))
        except ValueError:
            raise BadMoment(text) from None
        if remark is None:
            raise BadMoment(text)

        def unit(tx: Transaction) -> Recording:
            if recording_id is None:
                found = None if thread is None else RecordingStore(tx).by_thread(thread)
                if found is None:
                    raise NotInReview
                recording, _ = _visible(tx, actor, found.id)
            else:
                recording, _ = _visible(tx, actor, recording_id)
            store = ReviewStore(tx)
            changed = store.put_moments(recording.id, f"command:{source.id}", actor.account, (remark,))
            store.meet(recording.id, actor.account, actor.name, self._clock())
            self._tell(tx, recording if changed else None)
            return recording

        return await self._database.write(unit), remark

    async def take_back(self, actor: Actor, recording_id: RecordingId, command: str) -> None:
        """A moment that was said by a command; only its author's. Safe twice."""

        def unit(tx: Transaction) -> None:
            store = ReviewStore(tx)
            gone = store.drop_moments(
                recording_id, f"command:{command}", store.who(recording_id, actor.account)
            )
            self._tell(tx, RecordingStore(tx).find(recording_id) if gone else None)

        await self._database.write(unit)

    async def form(self, actor: Actor, recording_id: RecordingId) -> FormView:
        """Their form as far as they have come. Raises NoSuchRecording, Withdrawn."""
        return await self._database.read(lambda tx: _form_view(tx, actor, recording_id))

    async def score(self, actor: Actor, recording_id: RecordingId, aspect: Aspect, score: int) -> FormView:
        """One score, kept as it is given. Raises NoSuchRecording, Withdrawn."""
        return await self._fill(actor, recording_id, lambda form: form.scored(aspect, score))

    async def judge(self, actor: Actor, recording_id: RecordingId, *, forward: bool) -> FormView:
        """Forward or not yet; the same word again takes it back. Raises NoSuchRecording, Withdrawn."""

        def change(form: Form) -> Form:
            return replace(form, forward=None if form.forward is forward else forward)

        return await self._fill(actor, recording_id, change)

    async def words(self, actor: Actor, recording_id: RecordingId, keep: str, change: str) -> FormView:
        """One thing to keep and one to change. Raises NoSuchRecording, Withdrawn."""
        kept, changed = (" ".join(text.split())[:WORDS_LIMIT] for text in (keep, change))
        return await self._fill(actor, recording_id, lambda form: replace(form, keep=kept, change=changed))

    async def summary(self, actor: Actor, recording_id: RecordingId) -> Summary:
        """All that this person may read about it.

        Raises NoSuchRecording, and Withdrawn for anybody but its owner.
        """
        now = self._clock()

        def unit(tx: Transaction) -> Summary:
            recording, owner = _seen(tx, actor, recording_id)
            if recording.state is State.WITHDRAWN and not owner.is_actor(actor):
                raise Withdrawn(owner.name)
            said = ReviewStore(tx).said(recording.id)
            return summary(recording, owner, said, now, for_owner=owner.is_actor(actor))

        return await self._database.read(unit)

    async def public_summary(self, recording_id: RecordingId) -> Summary:
        """What everybody may read about it. Raises NoSuchRecording."""
        now = self._clock()

        def unit(tx: Transaction) -> Summary:
            recording = RecordingStore(tx).get(recording_id)
            owner = PeopleStore(tx).get(recording.person_id)
            return summary(recording, owner, ReviewStore(tx).said(recording.id), now, for_owner=False)

        return await self._database.read(unit)

    async def _write_waiting(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
                await self._database.write(partial(self._take_in, batch))
        finally:
            self._writing = None

    # within a transaction

    def _take_in(self, batch: Sequence[Reaction], tx: Transaction) -> None:
        for recording in ReactionStore(tx).take_in(batch, self._clock()):
            self._tell(tx, recording)

    def _comment(self, tx: Transaction, comment: Comment, remarks: Iterable[Remark]) -> Recording | None:
        recording = RecordingStore(tx).by_thread(comment.thread)
        if recording is None or recording.withdrawn_at is not None:
            return None
        store, source, said = ReviewStore(tx), f"{MESSAGE}{comment.message}", list(remarks)
        if comment.text is None:
            return recording if store.drop_moments(recording.id, source) else None
        changed = store.put_moments(recording.id, source, comment.account, said)
        if said:
            store.meet(recording.id, comment.account, comment.name, self._clock())
        return recording if changed else None

    def _replace_votes(self, tx: Transaction, recording: Recording, seen: Iterable[Reaction]) -> bool:
        store, votes = ReviewStore(tx), set[Vote]()
        for reaction in seen:
            account, statement = reaction.account, reaction.statement
            if account is None or statement is None or _is_own(tx, recording, account):
                continue
            votes.add(Vote(statement, store.who(recording.id, account)))
            store.meet(recording.id, account, reaction.name, self._clock())
        return store.replace_votes(recording.id, votes)

    def _replace_comments(self, tx: Transaction, recording: Recording, lines: Iterable[Comment]) -> bool:
        store, kept, changed = ReviewStore(tx), set[str](), False
        for comment in lines:
            kept.add(f"{MESSAGE}{comment.message}")
            remarks = read_message(comment.text or "").remarks
            changed |= self._comment(tx, comment, remarks) is not None
        for source in store.sources(recording.id) - kept:
            changed |= store.drop_moments(recording.id, source)
        return changed

    def _tell(self, tx: Transaction, recording: Recording | None) -> None:
        if recording is not None:
            tx.emit(Reviewed(recording))

    async def _fill(
        self, actor: Actor, recording_id: RecordingId, change: Callable[[Form], Form]
    ) -> FormView:
        now = self._clock()

        def unit(tx: Transaction) -> FormView:
            view = _form_view(tx, actor, recording_id)
            form, store = change(view.form), ReviewStore(tx)
            store.put_form(recording_id, actor.account, form, now)
            if not form.own:
                store.meet(recording_id, actor.account, actor.name, now)
            tx.emit(Reviewed(view.recording))
            return replace(view, form=form)

        return await self._database.write(unit)


def _is_own(tx: Transaction, recording: Recording, account: str) -> bool:
    return str(PeopleStore(tx).get(recording.person_id).discord_id) == account


def _seen(tx: Transaction, actor: Actor, recording_id: RecordingId) -> tuple[Recording, Person]:
    recording = RecordingStore(tx).get(recording_id)
    owner = PeopleStore(tx).get(recording.person_id)
    if recording.is_private and not owner.is_actor(actor):
        raise NoSuchRecording  # whoever tries numbers does not learn which of them exist
    return recording, owner


def _visible(tx: Transaction, actor: Actor, recording_id: RecordingId) -> tuple[Recording, Person]:
    recording, owner = _seen(tx, actor, recording_id)
    if recording.state is State.WITHDRAWN:
        raise Withdrawn(owner.name)
    return recording, owner


def _form_view(tx: Transaction, actor: Actor, recording_id: RecordingId) -> FormView:
    recording, owner = _visible(tx, actor, recording_id)
    store, own = ReviewStore(tx), owner.is_actor(actor)
    form = store.form(recording.id, actor.account) or Form(store.who(recording.id, actor.account), own=own)
    offered = any(offer.account == actor.account for offer in store.offers())
    return FormView(recording, owner, form, offered, store.forgets(recording.id, actor.account))
