"""Broadcasts, each with an id and a recording of its own on Twitch, and the stream that they make."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NewType

from msgspec import Struct
from msgspec.structs import replace

from bot.people.model import PersonId

StreamId = NewType("StreamId", int)

LATE_LOG = timedelta(minutes=15)
"""How long after the end an attempt still belongs to the stream."""
LOOKS = 14
"""How often a recording is looked for; some channels keep none."""
FIRST_PAUSE = timedelta(minutes=1)
LAST_PAUSE = timedelta(hours=2)
WARNED_BEFORE = timedelta(days=2)
"""How long before a recording goes the host hears of it."""
LIVES = {"partner": 60, "affiliate": 14}
"""Days that Twitch keeps recordings, by the broadcaster's type; anybody else's for a week."""
SHORTEST_LIFE = 7


class Airing(Struct, frozen=True):
    """What Twitch says of a broadcast that is on."""

    twitch_id: str
    started_at: datetime
    title: str = ""
    category: str = ""


class Video(Struct, frozen=True):
    """The recording of one broadcast."""

    id: str
    url: str
    started_at: datetime
    length: timedelta
    expires_at: datetime

    @property
    def warn_at(self) -> datetime:
        """When the host is told that it will go."""
        return self.expires_at - WARNED_BEFORE


def expiry(created_at: datetime, broadcaster_type: str) -> datetime:
    """When Twitch deletes a recording, at the earliest: with Turbo or Prime it may stay longer."""
    return created_at + timedelta(days=LIVES.get(broadcaster_type, SHORTEST_LIFE))


def pause_after(looks: int) -> timedelta:
    """How long to wait after so many looks for a recording."""
    return min(FIRST_PAUSE * 2 ** min(max(looks - 1, 0), LOOKS), LAST_PAUSE)


class Broadcast(Struct, frozen=True):
    """From one `online` of Twitch to the `offline` after it."""

    twitch_id: str
    started_at: datetime
    seen_at: datetime
    """When Twitch last said that it is on."""
    ended_at: datetime | None = None
    exact: bool = True
    """Whether Twitch said when it ended; else it was only noticed later."""
    looks: int = 0
    """How often its recording was looked for."""
    look_at: datetime | None = None
    """When it is looked for next; None while it is on, and when nobody looks any more."""
    video: Video | None = None
    warned_at: datetime | None = None

    @property
    def on_air(self) -> bool:
        """Whether it goes on, as far as we know."""
        return self.ended_at is None

    @property
    def last_known(self) -> datetime:
        """The last instant at which it was surely on, or its end."""
        return self.seen_at if self.ended_at is None else self.ended_at

    def end(self, now: datetime, *, exact: bool) -> Broadcast:
        """It is off; safe twice."""
        if self.ended_at is not None:
            return self
        return replace(self, ended_at=max(self.started_at, now), exact=exact, look_at=None)

    def go_on(self, now: datetime) -> Broadcast:
        """It is on after all."""
        return replace(self, ended_at=None, exact=True, seen_at=max(self.seen_at, now), look_at=None)

    def wish_video(self, now: datetime) -> Broadcast:
        """Its recording is worth looking for from now on."""
        return self if self.video is not None else replace(self, looks=0, look_at=now)

    def look(self, now: datetime) -> Broadcast:
        """One more look is taken; the next one comes after a pause that doubles, the last one never."""
        looks = self.looks + 1
        return replace(self, looks=looks, look_at=None if looks >= LOOKS else now + pause_after(looks))

    def found(self, video: Video) -> Broadcast:
        """Its recording is there, and says how long it really was where nobody had noticed the end."""
        ended_at = self.ended_at
        if ended_at is not None and not self.exact and video.length:
            ended_at = min(ended_at, self.started_at + video.length)
        return replace(self, video=video, look_at=None, ended_at=ended_at)


class Stream(Struct, frozen=True):
    """One stream as viewers know it; a drop that is short enough does not end it."""

    id: StreamId
    person_id: PersonId
    title: str
    category: str
    broadcasts: tuple[Broadcast, ...]
    """Oldest first, at least one."""
    ended_at: datetime | None = None
    """Set when it was off air for longer than a drop."""

    @property
    def last(self) -> Broadcast:
        """The broadcast that is on, or was last."""
        return self.broadcasts[-1]

    @property
    def started_at(self) -> datetime:
        """When it began."""
        return self.broadcasts[0].started_at

    @property
    def on_air(self) -> bool:
        """Whether it can be watched live now."""
        return self.ended_at is None and self.last.on_air

    @property
    def ended(self) -> bool:
        """Whether it is over."""
        return self.ended_at is not None

    @property
    def off_since(self) -> datetime | None:
        """When it went off air; None while it is on."""
        return self.last.ended_at

    @property
    def aired(self) -> timedelta:
        """How long it was on air, without its drops; of one that is on, up to when Twitch last said so."""
        return sum((each.last_known - each.started_at for each in self.broadcasts), timedelta())

    def continues_with(self, airing: Airing, grace: timedelta) -> bool:
        """Whether a broadcast that begins is this stream coming back."""
        return airing.started_at - self.last.last_known < grace

    def holds(self, moment: datetime) -> bool:
        """Whether what was logged then belongs to it; who forgot to log does so right after the end."""
        off = self.off_since
        return self.started_at <= moment and (off is None or moment - off < LATE_LOG)

    def changed(self, broadcast: Broadcast) -> Stream:
        """With one of its broadcasts as it is now."""
        held = tuple(broadcast if each.twitch_id == broadcast.twitch_id else each for each in self.broadcasts)
        return replace(self, broadcasts=held)

    def joined(self, broadcast: Broadcast) -> Stream:
        """It comes back as another broadcast, and is not over."""
        return replace(self, broadcasts=(*self.broadcasts, broadcast), ended_at=None)

    def broadcast(self, twitch_id: str) -> Broadcast | None:
        """The one with this id."""
        return next((each for each in self.broadcasts if each.twitch_id == twitch_id), None)
