"""Where the post of a recording stands, as Discord tells it, and when it is looked at once more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.clock import Clock
from bot.database import Database, Transaction
from bot.events import EventBus
from bot.post.model import pause_before
from bot.recording.model import (
    LookAgain,
    Recording,
    RecordingChanged,
    RecordingEvent,
    RecordingId,
    RecordingLost,
    Where,
)
from bot.recording.store import RecordingStore
from bot.scheduler import Scheduler

REREAD_FOR = timedelta(days=30)
"""How long after its end a recording's messages are still looked at at every start."""


class WhereaboutsService:
    """Which message and which thread are whose. Whatever Discord tells is safe twice."""

    def __init__(self, database: Database, clock: Clock, scheduler: Scheduler, bus: EventBus) -> None:
        self._database = database
        self._clock = clock
        self._scheduler = scheduler
        self._bus = bus
        self._failed: dict[RecordingId, int] = {}
        """How often in a row a look at its post went wrong."""

    async def placed(self, recording_id: RecordingId, where: Where) -> Recording:
        """Its post stands there; safe twice."""
        return await self._move(recording_id, lambda recording: recording.placed(where), RecordingChanged)

    async def lost(self, recording_id: RecordingId) -> Recording:
        """Its post was deleted; what was said until then stays. Safe twice."""
        now = self._clock()
        return await self._move(recording_id, lambda recording: recording.lose(now), RecordingLost)

    async def lost_thread(self, recording_id: RecordingId) -> Recording:
        """Its thread was deleted, in a forum the post with it. Safe twice."""
        now = self._clock()
        return await self._move(recording_id, lambda recording: recording.lose_thread(now), RecordingLost)

    async def at_message(self, message_id: int) -> Recording | None:
        """The recording whose post this message is."""
        return await self._database.read(lambda tx: RecordingStore(tx).by_message(message_id))

    async def at_thread(self, thread_id: int) -> Recording | None:
        """The recording under whose post this thread hangs."""
        return await self._database.read(lambda tx: RecordingStore(tx).by_thread(thread_id))

    async def heard(self) -> list[Recording]:
        """Those whose post is read again after a start or a lost connection, newest first."""
        since = self._clock() - REREAD_FOR
        return await self._database.read(lambda tx: RecordingStore(tx).heard(since))

    async def shown(self) -> list[Recording]:
        """Those whose messages may show an old state after a start or a lost connection, newest first."""
        since = self._clock() - REREAD_FOR
        return await self._database.read(lambda tx: RecordingStore(tx).posted(since))

    async def unplaced(self) -> list[Recording]:
        """Those that ask friends and whose place is not known; their post may stand all the same."""
        held = await self._database.read(lambda tx: RecordingStore(tx).open())
        return [recording for recording in held if not recording.is_private and recording.where is None]

    def look_again(self, recording_id: RecordingId) -> None:
        """Discord did not answer as it should: `LookAgain` is told after a pause that doubles."""
        tries = self._failed[recording_id] = self._failed.get(recording_id, 0) + 1
        self._scheduler.at(
            self._clock() + pause_before(tries),
            f"recording-again:{recording_id}",
            lambda: self._say_again(recording_id),
        )

    def looked(self, recording_id: RecordingId) -> None:
        """It went well."""
        self._failed.pop(recording_id, None)

    async def _move(
        self,
        recording_id: RecordingId,
        change: Callable[[Recording], Recording],
        told: type[RecordingEvent],
    ) -> Recording:
        def unit(tx: Transaction) -> Recording:
            store = RecordingStore(tx)
            recording = store.get(recording_id)
            changed = change(recording)
            if changed != recording:
                store.save(changed)
                # that a thread went with a post that is gone already is no news
                tx.emit(told(changed) if recording.lost_at is None else RecordingChanged(changed))
            return changed

        return await self._database.write(unit)

    async def _say_again(self, recording_id: RecordingId) -> None:
        recording = await self._database.read(lambda tx: RecordingStore(tx).find(recording_id))
        if recording is not None:
            self._bus.publish(LookAgain(recording))
