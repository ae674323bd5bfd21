"""Compares what Twitch would tell us with what we want to hear, again and again, and mends the difference."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

import aiohttp
import twitchio
from twitchio.eventsub.subscriptions import SubscriptionPayload

from bot.twitch_http import SignedOut
from bot.twitch_sockets import SocketBot

logger = logging.getLogger(__name__)

UNREACHABLE = (twitchio.HTTPException, twitchio.WebsocketConnectionException, aiohttp.ClientError, OSError)
"""How a call to Twitch fails when it is Twitch's or the network's fault; a timeout is an OSError."""


class Reconciler:
    """Keeps one bot hearing. `before` and `after` are looks at other things that are due as often."""

    def __init__(
        self,
        bot: SocketBot,
        wishes: Sequence[SubscriptionPayload],
        *,
        before: Callable[[], Awaitable[None]],
        after: Callable[[], Awaitable[None]],
        tell_host: Callable[[str], None],
        healthy: asyncio.Event | None = None,
        verdict: Callable[[bool], None] = lambda _: None,
    ) -> None:
        """`healthy` is set by the first look that finds, or makes, everything as it should be; `verdict` is
        told of each look whether it did.
        """
        self._bot = bot
        self._wishes = wishes
        self._before = before
        self._after = after
        self._tell_host = tell_host
        self._healthy = healthy
        self._verdict = verdict
        self._wanted = asyncio.Event()
        self._told: set[str] = set()
        self._troubled = False

    def look_soon(self) -> None:
        """Something happened: do not wait for the timer."""
        self._wanted.set()

    async def run(self) -> None:
        """Look for ever."""
        timing = self._bot.timing
        pause = timing.first_pause
        while True:
            self._wanted.clear()
            if await self.look():
                pause = timing.first_pause
                try:
                    async with asyncio.timeout(timing.reconcile):
                        await self._wanted.wait()
                    # a socket that is closed again and again is not reopened as fast as it can be
                    await asyncio.sleep(timing.first_pause)
                except TimeoutError:
                    pass
            else:
                await asyncio.sleep(pause)
                pause = min(pause * 2, timing.last_pause)

    async def look(self) -> bool:
        """Look once; whether everything is as it should be now."""
        try:
            await self._before()
            healthy = await self._mend()
            await self._after()
        except UNREACHABLE as error:
            self._trouble(error)
            self._verdict(False)
            return False
        self._verdict(healthy)
        if healthy and self._healthy is not None:
            self._healthy.set()
        if healthy and self._troubled:
            self._troubled = False
            logger.info("Twitch is heard again")
        return healthy

    async def _mend(self) -> bool:
        for socket in tuple(self._bot.sockets):
            if not socket.alive and not socket.leaving:
                await socket.close()
        if any(socket.leaving for socket in self._bot.sockets):
            return False  # a move is under way: what Twitch lists and what we hold need not agree just now
        missing = await self._missing()
        healthy = True
        # one after another: two first subscriptions at once would open two sockets
        for wish in missing:
            healthy = await self._subscribe(wish) and healthy
        return healthy

    async def _missing(self) -> list[SubscriptionPayload]:
        """What we want to hear and Twitch would not tell us; what it would tell twice is ended here."""
        ours = {socket.session_id for socket in self._bot.sockets}
        answer = await self._bot.fetch_eventsub_subscriptions(token_for=self._bot.bot_id)
        missing = list(self._wishes)
        seen: set[str] = set()
        async for held in answer.subscriptions:
            if held.status != "enabled" or held.transport.session_id not in ours:
                continue
            wish = next((each for each in self._wishes if _same(each, held)), None)
            if wish is None:
                continue
            if held.type in seen:
                await held.delete(token_for=self._bot.bot_id)
                continue
            seen.add(held.type)
            missing.remove(wish)
        return missing

    async def _subscribe(self, wish: SubscriptionPayload) -> bool:
        kind = str(wish.type)
        try:
            await self._bot.subscribe(wish)
        except SignedOut:
            raise
        except twitchio.HTTPException as error:
            if error.status == 409:
                return True  # Twitch's list was older than the subscription
            if error.status == 403 and kind not in self._told:
                self._told.add(kind)
                self._tell_host(
                    f"Twitch does not let the bot hear {kind}: a permission is missing. "
                    "Run: python -m bot login twitch"
                )
            self._trouble(error)
            return False
        self._told.discard(kind)
        return True

    def _trouble(self, error: Exception) -> None:
        if not self._troubled:
            self._troubled = True
            logger.warning("Twitch is not fully heard, trying again: %s", _words(error))


def _same(wish: SubscriptionPayload, held: twitchio.EventsubSubscription) -> bool:
    return (str(wish.type), wish.version) == (held.type, held.version) and dict(wish.condition) == dict(
        held.condition
    )


def _words(error: Exception) -> str:
    # TwitchIO repeats the whole URL in its messages, and nobody needs it here
    if isinstance(error, SignedOut):
        return str(error)
    if isinstance(error, twitchio.HTTPException):
        return f"HTTP {error.status}, {error.extra.get('message', '')}"
    return f"{type(error).__name__} {error.__cause__ or error}"
