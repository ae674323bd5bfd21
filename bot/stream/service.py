"""What becomes of a stream: on air, dropped, back, over, its recording found, its recording about to go."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from msgspec.structs import replace

from bot.clock import Clock
from bot.curriculum.model import Catalogue
from bot.database import Database, Transaction
from bot.events import EventBus
from bot.people.model import Person
from bot.people.store import PeopleStore
from bot.post.model import Place, PostKey
from bot.post.store import PostStore
from bot.scheduler import Action, Scheduler
from bot.stream.model import (
    KIND,
    STREAM_EVENTS,
    Airing,
    Broadcast,
    NoStreamYet,
    Stream,
    StreamChanged,
    StreamDropped,
    StreamEnded,
    StreamEvent,
    StreamId,
    StreamReturned,
    StreamStarted,
    StreamView,
    Video,
    VideoExpiring,
    VideoWanted,
    VodFound,
)
from bot.stream.reading import view_of
from bot.stream.store import StreamStore

logger = logging.getLogger(__name__)

WARN_AGAIN = timedelta(hours=1)
"""Until the host could be told that a recording goes, it is tried so often."""
SEEN_APART = timedelta(minutes=1)
"""How exactly it is kept when Twitch last said that a broadcast is on."""
LAG = timedelta(minutes=3)
"""How long Twitch's list of streams may be behind what its events told."""
NEWS = timedelta(hours=6)
"""How long, at least, it is still worth posting that a stream began."""


class StreamService:
    """Verbs on streams. Twitch tells things twice, late or never, so each of them is safe twice."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        scheduler: Scheduler,
        bus: EventBus,
        catalogue: Catalogue,
        places: tuple[Place, ...],
        grace: timedelta,
        *,
        here: bool = False,
    ) -> None:
        """A stream is posted in `places`; off air for shorter than `grace` it goes on."""
        self._database = database
        self._clock = clock
        self._scheduler = scheduler
        self._catalogue = catalogue
        self._places = {place.platform: place for place in places}
        self.grace = grace
        self.here = here
        """Whether the post calls those who are there."""
        for kind in STREAM_EVENTS:
            # after the commit and not after the await: a cancelled caller would never get that far
            bus.subscribe(kind, self._on_change)

    def announce_in(self, place: Place) -> None:
        """Post there from now on, and nowhere else on that platform."""
        self._places[place.platform] = place

    async def online(self, airing: Airing) -> Stream | None:
        """The host's channel is on; None where there is no host. Also what a look at Twitch finds."""
        now = self._clock()

        def unit(tx: Transaction) -> Stream | None:
            host = PeopleStore(tx).host()
            return None if host is None else self._begin(tx, host, airing, now)

        return await self._database.write(unit)

    async def offline(self, *, exact: bool = True) -> Stream | None:
        """It is off, since this moment or (where that is not `exact`) some time before; None where it was."""
        now = self._clock()

        def unit(tx: Transaction) -> Stream | None:
            store = StreamStore(tx)
            stream = store.latest()
            if stream is None or not stream.on_air:
                return None
            dropped = stream.changed(stream.last.end(now, exact=exact))
            store.save(dropped)
            tx.emit(StreamDropped(dropped))
            return dropped

        return await self._database.write(unit)

    async def compare(self, airing: Airing | None) -> None:
        """What a look at Twitch says is on: whatever was missed is made good (promise 18).

        Its list lags behind its events by minutes, so what was told just now is believed against it.
        """
        stream, now = await self._database.read(lambda tx: StreamStore(tx).latest()), self._clock()
        last = None if stream is None else stream.last
        if airing is None:
            if last is not None and last.on_air and now - last.seen_at >= LAG:
                await self.offline(exact=False)
            return
        is_old = last is not None and last.twitch_id == airing.twitch_id and last.exact
        if is_old and last is not None and last.ended_at is not None and now - last.ended_at < LAG:
            return
        await self.online(airing)

    async def titled(self, title: str, category: str) -> None:
        """Title and category of the channel; of interest only while it is on."""

        def unit(tx: Transaction) -> None:
            store = StreamStore(tx)
            stream = store.latest()
            if stream is not None and not stream.ended:
                self._retitle(tx, stream, title, category)

        await self._database.write(unit)

    async def close(self, stream_id: StreamId) -> None:
        """What the alarm calls after a drop. Early, twice, or when it is back: nothing."""
        now = self._clock()

        def unit(tx: Transaction) -> None:
            stream = StreamStore(tx).find(stream_id)
            if stream is not None and self._is_over(stream, now):
                self._end(tx, stream, now)

        await self._database.write(unit)

    async def look_for_video(self, twitch_id: str) -> None:
        """What the alarm calls: somebody who can ask Twitch is to look; a look that is lost is repeated."""
        now = self._clock()

        def unit(tx: Transaction) -> Stream | None:
            store = StreamStore(tx)
            stream = store.of_broadcast(twitch_id)
            broadcast = None if stream is None else stream.broadcast(twitch_id)
            if stream is None or broadcast is None or broadcast.look_at is None or broadcast.look_at > now:
                return stream
            looked = broadcast.look(now)
            stream = stream.changed(looked)
            store.save(stream)
            tx.emit(VideoWanted(stream, looked))
            return stream

        stream = await self._database.write(unit)
        if stream is not None:
            self._arm(stream)

    async def found_video(self, twitch_id: str, video: Video) -> None:
        """Twitch has the recording; the first word counts."""

        def unit(tx: Transaction) -> None:
            store = StreamStore(tx)
            stream = store.of_broadcast(twitch_id)
            broadcast = None if stream is None else stream.broadcast(twitch_id)
            if stream is None or broadcast is None or broadcast.video is not None:
                return
            found = broadcast.found(video)
            stream = stream.changed(found)
            if stream.ended and found is stream.last:
                stream = replace(stream, ended_at=found.ended_at)
            store.save(stream)
            tx.emit(VodFound(stream, found))

        await self._database.write(unit)

    async def warn(self, twitch_id: str) -> None:
        """What the alarm calls before a recording goes; again until somebody has told the host."""
        now = self._clock()

        def unit(tx: Transaction) -> tuple[Stream, Broadcast] | None:
            stream = StreamStore(tx).of_broadcast(twitch_id)
            broadcast = None if stream is None else stream.broadcast(twitch_id)
            if stream is None or broadcast is None or not _to_warn(broadcast, now):
                return None
            tx.emit(VideoExpiring(stream, broadcast))
            return stream, broadcast

        if await self._database.write(unit) is not None:
            self._scheduler.at(now + WARN_AGAIN, _warning(twitch_id), lambda: self.warn(twitch_id))

    async def warned(self, twitch_id: str) -> None:
        """The host knows that this recording goes."""
        now = self._clock()

        def unit(tx: Transaction) -> None:
            store = StreamStore(tx)
            stream = store.of_broadcast(twitch_id)
            broadcast = None if stream is None else stream.broadcast(twitch_id)
            if stream is not None and broadcast is not None and broadcast.warned_at is None:
                store.save(stream.changed(replace(broadcast, warned_at=now)))

        await self._database.write(unit)
        self._scheduler.cancel(_warning(twitch_id))

    async def look(self, stream_id: StreamId) -> StreamView:
        """All there is to show of it. Raises LookupError."""
        now = self._clock()
        return await self._database.read(
            lambda tx: view_of(tx, StreamStore(tx).get(stream_id), self._catalogue, now)
        )

    async def latest(self) -> StreamView:
        """The stream that is on, or was last. Raises NoStreamYet."""
        now = self._clock()

        def unit(tx: Transaction) -> StreamView:
            stream = StreamStore(tx).latest()
            if stream is None:
                raise NoStreamYet
            return view_of(tx, stream, self._catalogue, now)

        return await self._database.read(unit)

    async def around(self, moment: datetime) -> Stream | None:
        """The stream that `moment` belongs to, its last minutes of logging included."""
        stream = await self._database.read(lambda tx: StreamStore(tx).at(moment))
        return stream if stream is not None and stream.holds(moment) else None

    async def is_live(self) -> bool:
        """Whether the host is on air now."""
        stream = await self._database.read(lambda tx: StreamStore(tx).latest())
        return stream is not None and stream.on_air

    async def unsettled(self) -> list[Stream]:
        """Streams that something may still become of."""
        return await self._database.read(lambda tx: StreamStore(tx).unsettled())

    async def resume(self) -> None:
        """Take up what the tables say was going on; call when the surfaces listen."""
        for stream in await self.unsettled():
            self._arm(stream)

    def _begin(self, tx: Transaction, host: Person, airing: Airing, now: datetime) -> Stream:
        store = StreamStore(tx)
        known = store.of_broadcast(airing.twitch_id)
        if known is not None:
            return self._go_on(tx, known, airing, now)
        latest = store.latest()
        if latest is not None and latest.last.started_at >= airing.started_at:
            return latest  # an old word of Twitch's, overtaken by a newer one
        if latest is not None:
            if latest.on_air:
                # its end was never told: it lies between the last sign of it and the new beginning
                last = latest.last.end(min(now, airing.started_at), exact=False)
                continues = latest.continues_with(airing, self.grace)
                latest = latest.changed(last)
            else:
                continues = latest.continues_with(airing, self.grace)
            if continues:
                back = latest.joined(Broadcast(airing.twitch_id, airing.started_at, now))
                store.save(back)
                tx.emit(StreamReturned(back))
                return self._retitle(tx, back, airing.title, airing.category)
            if not latest.ended:
                self._end(tx, latest, now)
        stream = store.add(host.id, airing, now)
        tx.emit(StreamStarted(stream))
        good_until = max(host.day_bounds(host.today(now))[1], now + NEWS)
        for place in self._places.values():
            PostStore(tx).claim(PostKey(place, KIND, str(stream.id)), now, good_until)
        return stream

    def _go_on(self, tx: Transaction, stream: Stream, airing: Airing, now: datetime) -> Stream:
        """A broadcast that is known already is on: told twice, or seen again, or taken for off too soon."""
        broadcast = stream.broadcast(airing.twitch_id)
        if broadcast is None or broadcast is not stream.last:
            return stream  # told late: another one has begun since
        if stream.on_air and now - broadcast.seen_at < SEEN_APART:
            return self._retitle(tx, stream, airing.title, airing.category)
        back = replace(stream.changed(broadcast.go_on(now)), ended_at=None)
        StreamStore(tx).save(back)
        if not stream.on_air:
            tx.emit(StreamReturned(back))
        return self._retitle(tx, back, airing.title, airing.category)

    def _retitle(self, tx: Transaction, stream: Stream, title: str, category: str) -> Stream:
        # Twitch may not have said either yet
        changed = replace(stream, title=title or stream.title, category=category or stream.category)
        if changed == stream:
            return stream
        StreamStore(tx).save(changed)
        tx.emit(StreamChanged(changed))
        return changed

    def _end(self, tx: Transaction, stream: Stream, now: datetime) -> None:
        ended = replace(stream, ended_at=stream.off_since or now)
        for broadcast in ended.broadcasts:
            ended = ended.changed(broadcast.wish_video(now))
        StreamStore(tx).save(ended)
        tx.emit(StreamEnded(ended))

    def _is_over(self, stream: Stream, now: datetime) -> bool:
        off = stream.off_since
        return not stream.ended and off is not None and now - off >= self.grace

    async def _on_change(self, event: StreamEvent) -> None:
        stream = await self._database.read(lambda tx: StreamStore(tx).find(event.stream.id))
        if stream is not None:
            self._arm(stream)

    def _arm(self, stream: Stream) -> None:
        """Every alarm that the stream needs as it is now; each brings only an id."""
        off, key = stream.off_since, f"stream:{stream.id}"
        if off is not None and not stream.ended:
            self._scheduler.at(off + self.grace, key, lambda: self.close(stream.id))
        else:
            self._scheduler.cancel(key)
        for broadcast in stream.broadcasts:
            self._arm_one(broadcast.twitch_id, broadcast)

    def _arm_one(self, twitch_id: str, broadcast: Broadcast) -> None:
        self._arm_or_cancel(
            broadcast.look_at, f"stream-video:{twitch_id}", lambda: self.look_for_video(twitch_id)
        )
        video = broadcast.video
        wants = None if video is None or broadcast.warned_at is not None else video.warn_at
        self._arm_or_cancel(wants, _warning(twitch_id), lambda: self.warn(twitch_id))

    def _arm_or_cancel(self, when: datetime | None, key: str, action: Action) -> None:
        if when is None:
            self._scheduler.cancel(key)
        else:
            self._scheduler.at(when, key, action)


def _warning(twitch_id: str) -> str:
    return f"stream-expiry:{twitch_id}"


def _to_warn(broadcast: Broadcast, now: datetime) -> bool:
    """Whether the host still has to hear of it, and it still is of use."""
    video = broadcast.video
    return video is not None and broadcast.warned_at is None and video.warn_at <= now < video.expires_at
