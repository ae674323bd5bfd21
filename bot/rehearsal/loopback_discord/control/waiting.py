"""Waits for what the bot does, by events and without polling."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import chain, islice

from bot.rehearsal.loopback_discord.control.acting import Acting, Ref, id_of
from bot.rehearsal.loopback_discord.gateway import Gateway
from bot.rehearsal.loopback_discord.post import Post, snapshot
from bot.rehearsal.loopback_discord.session import Session
from bot.rehearsal.loopback_discord.state import Json, Message

LOOKED_BACK = 200
_SAYING = frozenset({"MESSAGE_CREATE", "MESSAGE_UPDATE"})


class Waiting(Acting):
    """Part of the control interface for tests that wait."""

    gateway: Gateway

    async def wait_for(
        self,
        predicate: Callable[[Post], bool],
        timeout: float = 5.0,  # noqa: ASYNC109  # a test reads better with it
        *,
        after: Ref | None = None,
    ) -> Post:
        """The first message, there already or new or edited, that matches.

        `after` names a message: older ones do not count unless they are edited while waiting.
        """
        younger_than = 0 if after is None else id_of(after)
        for message in self._recent():
            if message.id > younger_than:
                post = snapshot(self.core, message)
                if predicate(post):
                    return post
        found: asyncio.Future[Post] = asyncio.get_running_loop().create_future()

        def listen(event: str, payload: Json) -> None:
            if event not in _SAYING or found.done():
                return
            post = snapshot(self.core, self._said(payload))
            if predicate(post):
                found.set_result(post)

        self.core.listeners.append(listen)
        try:
            return await asyncio.wait_for(found, timeout)
        finally:
            self.core.listeners.remove(listen)

    async def until(self, condition: Callable[[], object], timeout: float = 5.0) -> None:  # noqa: ASYNC109  # a test reads better with it
        """Wait until the condition holds; it is looked at again after each event."""
        if condition():
            return
        held: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def look(*_: object) -> None:
            if not held.done() and condition():
                held.set_result(None)

        def watch(_what: str, _session: Session) -> None:
            look()

        self.core.listeners.append(look)
        self.gateway.watchers.append(watch)
        try:
            await asyncio.wait_for(held, timeout)
        finally:
            self.core.listeners.remove(look)
            self.gateway.watchers.remove(watch)

    async def connected(self, timeout: float = 10.0) -> Session | None:  # noqa: ASYNC109  # a test reads better with it
        """Wait until the bot has a session with a socket."""
        await self.until(lambda: self.gateway.live is not None, timeout)
        return self.gateway.live

    def _recent(self) -> list[Message]:
        channels = self.core.world.channels.values()
        recent = chain.from_iterable(
            islice(history.backwards(), LOOKED_BACK)
            for channel in channels
            for history in (channel.history, channel.ephemerals)
        )
        return sorted(recent, key=lambda message: message.id)

    def _said(self, payload: Json) -> Message:
        channel = self.core.world.channels[int(payload["channel_id"])]
        history = channel.ephemerals if "viewer_id" in payload else channel.history
        return history.messages[int(payload["id"])]
