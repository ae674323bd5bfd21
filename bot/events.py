"""Facts told after they are on disk, and the bus that carries them to whoever listens."""

import asyncio
import itertools
import logging
from collections.abc import Awaitable, Callable, Hashable
from itertools import chain, islice
from typing import Any, TypeVar

from msgspec import Struct

logger = logging.getLogger(__name__)


class Event(Struct, frozen=True):
    """A fact in the past tense, carrying the whole aggregate as it is after the change."""


E = TypeVar("E", bound=Event)


class EventBus:
    """Carries events to subscribers: to each in order, from a backlog of its own, isolated from the rest.

    Events are hints, the database is the truth: a subscriber that fails is logged and goes on with the
    next event.
    """

    def __init__(self, calm: float = 0.0) -> None:
        """`calm` is how many seconds an unhurried subscriber waits before it looks at what has come."""
        self.calm = calm
        self._subscriptions: dict[type[Event], list[_Subscription]] = {}
        self._idle = asyncio.Event()
        self._idle.set()
        self._busy = 0

    def subscribe(
        self,
        kind: type[E],
        action: Callable[[E], Awaitable[None]],
        *,
        newest_of: Callable[[E], Hashable] | None = None,
        unhurried: bool = False,
        at_once: int = 1,
    ) -> Callable[[], None]:
        """Call `action` for every `kind` from now on; returns a function that ends it.

        Who only shows how things are names by `newest_of` what an event is about: of those about the same
        that still wait, the newest alone is told. Who may do it a moment later is `unhurried`: answers go
        out first, and of a burst one state is shown. Who waits for others, such as a platform, may be told
        of several `at_once`, never of two about the same.
        """
        if at_once > 1 and newest_of is None:
            raise ValueError("without newest_of nobody knows which events are about the same")
        subscription = _Subscription(self, action, newest_of, unhurried=unhurried, at_once=at_once)
        self._subscriptions.setdefault(kind, []).append(subscription)

        def unsubscribe() -> None:
            self._subscriptions[kind].remove(subscription)

        return unsubscribe

    def publish(self, event: Event) -> None:
        """Put `event` on every backlog that wants it; call on the event loop."""
        for subscription in self._subscriptions.get(type(event), ()):
            subscription.put(event)

    async def drain(self) -> None:
        """Wait until every backlog is empty."""
        await self._idle.wait()

    async def close(self, patience: float) -> None:
        """Empty the backlogs; what is not done after `patience` seconds is dropped: events are only hints."""
        self.calm = 0.0
        try:
            async with asyncio.timeout(patience):
                await self.drain()
        except TimeoutError:
            for subscription in chain.from_iterable(self._subscriptions.values()):
                subscription.drop()
            await self.drain()

    def entered(self) -> None:
        """A worker begins."""
        self._busy += 1
        self._idle.clear()

    def left(self) -> None:
        """A worker has emptied its backlog."""
        self._busy -= 1
        if not self._busy:
            self._idle.set()


class _Subscription:
    """One subscriber's backlog, and the worker that lives only while there is one.

    No task waits on an empty queue: an idle worker would keep whoever waits for quiet waiting for ever.
    """

    def __init__(
        self,
        bus: EventBus,
        action: Callable[[Any], Awaitable[None]],
        newest_of: Callable[[Any], Hashable] | None,
        *,
        unhurried: bool,
        at_once: int,
    ) -> None:
        self._at_once = at_once
        self._bus = bus
        self._action = action
        self._unhurried = unhurried
        self._newest_of = newest_of
        self._numbers = itertools.count()
        self._backlog: dict[Hashable, Event] = {}
        self._worker: asyncio.Task[None] | None = None

    def put(self, event: Event) -> None:
        # a newer event takes the place of the one that waits, so that a steady stream of them starves nobody
        place = next(self._numbers) if self._newest_of is None else self._newest_of(event)
        self._backlog[place] = event
        if self._worker is None:
            self._bus.entered()
            self._worker = asyncio.get_running_loop().create_task(self._work())

    def drop(self) -> None:
        self._backlog.clear()

    async def _work(self) -> None:
        try:
            while self._backlog:
                if self._unhurried and self._bus.calm:
                    await asyncio.sleep(self._bus.calm)
                # those that come meanwhile are the next turn's, after another moment of calm
                waiting = iter(list(self._backlog))
                while places := tuple(islice(waiting, self._at_once)):
                    if len(places) == 1:
                        await self._tell(places[0])
                    else:
                        await asyncio.gather(*(self._tell(place) for place in places))
        finally:
            self._worker = None
            self._bus.left()

    async def _tell(self, place: Hashable) -> None:
        event = self._backlog.pop(place, None)
        if event is None:
            return  # dropped while the one before it was told
        try:
            await self._action(event)
        except Exception:
            logger.exception("a subscriber to %s failed", type(event).__name__)
