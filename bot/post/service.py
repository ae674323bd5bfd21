"""Seeing each claimed message through: begun, completed, tried again, or given up in time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.clock import Clock
from bot.database import Database, Transaction
from bot.post.model import Post, PostDue, PostKey, PostStale, pause_before
from bot.post.store import PostStore, draw_nonce
from bot.scheduler import Scheduler


class PostService:
    """Verbs on posts. Claims themselves are made by the features, in the transaction they belong to."""

    def __init__(self, database: Database, clock: Clock, scheduler: Scheduler) -> None:
        self._database = database
        self._clock = clock
        self._scheduler = scheduler
        self._old: dict[PostKey, int] = {}
        """Messages that show an old state, and how often drawing them anew has failed."""

    async def begin(self, key: PostKey) -> Post | None:
        """The post as it was *before* this try, or None when there is nothing left to send.

        A post whose time is over is given up here. `begun_at` of the answer tells whether it was ever tried.
        """

        def unit(tx: Transaction) -> Post | None:
            store, now = PostStore(tx), self._clock()
            post = store.find(key)
            if post is None or post.ended:
                return None  # what it was about may have been forgotten meanwhile
            if post.is_stale(now):
                store.save(post.give_up(now))
                return None
            store.save(post.begin(now))
            return post

        return await self._database.write(unit)

    async def renew(self, key: PostKey) -> Post:
        """A fresh nonce for a claim whose message was looked for and does not stand."""
        return await self._change(key, lambda post: post.renew(draw_nonce(), self._clock()))

    async def complete(self, key: PostKey, message_id: str) -> Post:
        """The message stands."""
        return await self._change(key, lambda post: post.complete(message_id, self._clock()))

    async def give_up(self, key: PostKey) -> Post:
        """Nobody will send it any more."""
        return await self._change(key, lambda post: post.give_up(self._clock()))

    async def try_again(self, key: PostKey) -> None:
        """The try failed: announce the post once more after a pause that doubles."""
        post = await self.find(key)
        if post is not None and not post.ended:
            self._scheduler.at(self._clock() + post.pause(), _alarm(key), lambda: self._announce(key))

    def drawn(self, key: PostKey) -> None:
        """The standing message shows what is."""
        if self._old.pop(key, None) is not None:
            self._scheduler.cancel(_redraw_alarm(key))

    def draw_again(self, key: PostKey) -> None:
        """The standing message could not be edited: say so once more after a pause that doubles.

        Kept in memory only: after a restart every message that may be old is drawn anyway.
        """
        tries = self._old[key] = self._old.get(key, 0) + 1
        alarm = _redraw_alarm(key)
        self._scheduler.at(self._clock() + pause_before(tries), alarm, lambda: self._say_stale(key))

    async def find(self, key: PostKey) -> Post | None:
        """The post under `key`, or None."""
        return await self._database.read(lambda tx: PostStore(tx).find(key))

    async def about(self, kind: str, subject: str) -> list[Post]:
        """Every post of this kind about this subject."""
        return await self._database.read(lambda tx: PostStore(tx).about(kind, subject))

    async def resume(self) -> None:
        """Announce every claim that is still waiting; call when the surfaces listen, and when one is back."""

        def unit(tx: Transaction) -> None:
            for post in PostStore(tx).waiting():
                tx.emit(PostDue(post))

        await self._database.write(unit)

    async def set_back(self, by: timedelta) -> None:
        """The clock was set back: what waits is looked for where it stands, and not an hour later."""

        def unit(tx: Transaction) -> None:
            store = PostStore(tx)
            for post in store.waiting():
                store.save(post.set_back(by))

        await self._database.write(unit)

    async def _announce(self, key: PostKey) -> None:
        def unit(tx: Transaction) -> None:
            post = PostStore(tx).find(key)
            if post is not None and not post.ended:
                tx.emit(PostDue(post))

        await self._database.write(unit)

    async def _say_stale(self, key: PostKey) -> None:
        def unit(tx: Transaction) -> None:
            post = PostStore(tx).find(key)
            if post is None:
                self._old.pop(key, None)  # what it was about was forgotten meanwhile
            else:
                tx.emit(PostStale(post))

        await self._database.write(unit)

    async def _change(self, key: PostKey, change: Callable[[Post], Post]) -> Post:
        def unit(tx: Transaction) -> Post:
            store = PostStore(tx)
            post = change(store.get(key))
            store.save(post)
            return post

        return await self._database.write(unit)


def _alarm(key: PostKey) -> str:
    return f"post:{key.place.platform}:{key.place.channel}:{key.kind}:{key.subject}"


def _redraw_alarm(key: PostKey) -> str:
    return f"redraw:{_alarm(key)}"
