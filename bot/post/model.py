"""A message that must stand once: claimed, begun, sent with its nonce, completed with its id (promise 3)."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from bot.events import Event
from bot.people.model import Platform

NONCE_LIFE = timedelta(minutes=2)
"""How long Discord is sure to remember a nonce; a repeat later would post a second time."""

FIRST_RETRY = timedelta(seconds=5)
LAST_RETRY = timedelta(minutes=5)
"""Pauses between tries double from the first to the last."""
DOUBLINGS = 10
"""More than it takes to get there; without a bound a long outage would overflow."""


class Place(Struct, frozen=True):
    """A channel: its id on Discord, the broadcaster's id on Twitch."""

    platform: Platform
    channel: str


class PostKey(Struct, frozen=True):
    """What makes a message the same one: sending it again would say it twice."""

    place: Place
    kind: str
    """Such as `today`, `timer`, `timer-end`."""
    subject: str
    """What it is about, such as `7:2026-03-02` or a timer's id."""


class Post(Struct, frozen=True):
    """A claim, and the message it became."""

    key: PostKey
    nonce: str
    nonce_at: datetime
    """When the nonce was drawn."""
    claimed_at: datetime
    """Nothing of it stands before this instant."""
    good_until: datetime | None = None
    """After this it is better not said at all."""
    begun_at: datetime | None = None
    """When it was first tried; None means that it surely does not stand yet."""
    tries: int = 0
    message_id: str | None = None
    ended_at: datetime | None = None

    @property
    def ended(self) -> bool:
        """Whether nobody needs to send it any more: it stands, or it was given up."""
        return self.ended_at is not None

    def nonce_is_safe(self, now: datetime) -> bool:
        """Whether sending with the nonce again cannot make a second message."""
        # before it was drawn: the clock was set back, and nobody knows how old it is
        return timedelta() <= now - self.nonce_at < NONCE_LIFE

    def is_stale(self, now: datetime) -> bool:
        """Whether its time is over."""
        return self.good_until is not None and now >= self.good_until

    def begin(self, now: datetime) -> Post:
        """One more try starts now."""
        return replace(self, begun_at=self.begun_at or now, tries=self.tries + 1)

    def renew(self, nonce: str, now: datetime) -> Post:
        """A fresh nonce, after the message was looked for and not found."""
        return replace(self, nonce=nonce, nonce_at=now)

    def set_back(self, by: timedelta) -> Post:
        """As the clock would have had it, had it always gone as it does now that it was set back."""
        begun_at = None if self.begun_at is None else self.begun_at - by
        return replace(self, nonce_at=self.nonce_at - by, claimed_at=self.claimed_at - by, begun_at=begun_at)

    def complete(self, message_id: str, now: datetime) -> Post:
        """The message stands; safe twice, the first id stays."""
        return self if self.ended else replace(self, message_id=message_id, ended_at=now)

    def give_up(self, now: datetime) -> Post:
        """Nobody will send it any more; safe twice."""
        return self if self.ended else replace(self, ended_at=now)

    def pause(self) -> timedelta:
        """How long to wait before the next try."""
        return pause_before(self.tries)


def pause_before(tries: int) -> timedelta:
    """How long to wait before one more, after so many that failed."""
    return min(FIRST_RETRY * 2 ** min(max(tries - 1, 0), DOUBLINGS), LAST_RETRY)


class PostDue(Event, frozen=True):
    """A claimed post wants to be sent now; whoever renders its kind does so."""

    post: Post


class PostStale(Event, frozen=True):
    """A message that stands may show an old state; whoever renders its kind draws it anew."""

    post: Post
