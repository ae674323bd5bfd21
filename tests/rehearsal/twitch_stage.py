"""A loopback Twitch with a streamer, a bot account and viewers, and the real TwitchIO pointed at it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
import twitchio
from msgspec import Struct
from twitchio import eventsub
from twitchio.eventsub import websockets
from twitchio.ext import commands
from twitchio.http import Route

from bot.rehearsal.loopback_twitch import ChatMessage, Control, LoopbackTwitch, User
from tests.clockwork import FakeClock

T = TypeVar("T")
BOT_SCOPES = ("user:read:chat", "user:write:chat", "user:bot", "moderator:read:chatters")
OWNER_SCOPES = ("channel:bot", "channel:manage:broadcast", "moderation:read")
SOON = 5.0
"""Seconds that anything on this machine may take."""


@contextmanager
def pointed_at(twitch: LoopbackTwitch) -> Generator[None]:
    """TwitchIO's three addresses lead to `twitch`, and to the real one again afterwards."""
    before = Route.BASE, Route.ID_BASE, websockets.WSS
    Route.BASE, Route.ID_BASE, websockets.WSS = twitch.helix_url, twitch.id_url, twitch.eventsub_url
    try:
        yield
    finally:
        Route.BASE, Route.ID_BASE, websockets.WSS = before


class Greeter(commands.Bot):
    """A small bot on the real library: keeps what it heard, answers `!hello`."""

    def __init__(self, stage: Stage, tokens: Sequence[tuple[str, str]]) -> None:
        super().__init__(
            client_id=stage.twitch.client_id, bot_id=stage.bot.id, owner_id=stage.owner.id, prefix="!"
        )
        self._tokens = tokens
        self.events: asyncio.Queue[Any] = asyncio.Queue()
        """Chat messages, stream events, revocations: everything, in the order of arrival."""
        self.add_command(hello)

    async def load_tokens(self, path: str | None = None, /) -> None:
        for access, refresh in self._tokens:
            await self.add_token(access, refresh)

    async def save_tokens(self, path: str | None = None, /) -> None:
        """The loopback keeps them."""

    async def follow_chat(self) -> None:
        """Subscribe to the owner's chat as the bot account."""
        chat = eventsub.ChatMessageSubscription(broadcaster_user_id=self.owner_id, user_id=self.bot_id)
        await self.subscribe_websocket(chat, as_bot=True)

    async def event_message(self, payload: twitchio.ChatMessage) -> None:
        self.events.put_nowait(payload)
        await super().event_message(payload)

    async def event_stream_online(self, payload: twitchio.StreamOnline) -> None:
        self.events.put_nowait(payload)

    async def event_stream_offline(self, payload: twitchio.StreamOffline) -> None:
        self.events.put_nowait(payload)

    async def event_channel_update(self, payload: twitchio.ChannelUpdate) -> None:
        self.events.put_nowait(payload)

    async def event_raid(self, payload: twitchio.ChannelRaid) -> None:
        self.events.put_nowait(payload)

    async def event_subscription_revoked(self, payload: twitchio.SubscriptionRevoked) -> None:
        self.events.put_nowait(payload)

    async def event_token_refreshed(self, payload: twitchio.TokenRefreshedPayload) -> None:
        self.events.put_nowait(payload)

    async def event_websocket_closed(self, payload: websockets.WebsocketClosed) -> None:
        self.events.put_nowait(payload)

    async def next(self, kind: type[T]) -> T:
        """The next event of this kind; others before it are let pass."""
        async with asyncio.timeout(SOON):
            while True:
                event = await self.events.get()
                if isinstance(event, kind):
                    return event


@commands.command()
async def hello(ctx: commands.Context[Greeter]) -> None:
    """Greet whoever asks."""
    await ctx.channel.send_message(
        f"hello {ctx.chatter.name}", sender=ctx.bot.bot_id, token_for=ctx.bot.bot_id
    )


class Stage(Struct):
    """Who is there."""

    twitch: LoopbackTwitch
    clock: FakeClock
    owner: User
    bot: User
    ana: User

    @property
    def control(self) -> Control:
        """The control interface."""
        return self.twitch.control

    async def tokens(self) -> list[tuple[str, str]]:
        """Fresh tokens of the bot account and the owner."""
        return [
            await self.control.grant(self.bot, BOT_SCOPES),
            await self.control.grant(self.owner, OWNER_SCOPES),
        ]

    async def helix(
        self, method: str, path: str, token: str, *, body: Any = None, **query: str
    ) -> tuple[int, Any, Mapping[str, str]]:
        """A call to Helix by hand, for what TwitchIO would not send: status, payload, headers."""
        headers = {"Authorization": f"Bearer {token}", "Client-Id": self.twitch.client_id}
        url = self.twitch.helix_url + path
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, url, headers=headers, params=query, json=body) as answer,
        ):
            return answer.status, await answer.json() if answer.content_length else None, answer.headers

    @asynccontextmanager
    async def greeter(
        self, tokens: Sequence[tuple[str, str]] | None = None, *, listening: bool = True
    ) -> AsyncGenerator[Greeter]:
        """The bot, started and (unless told otherwise) subscribed to the owner's chat."""
        held = tokens if tokens is not None else await self.tokens()
        bot = Greeter(self, held)
        run = asyncio.create_task(bot.start(token=held[0][0], with_adapter=False))
        ready = asyncio.create_task(bot.wait_until_ready())
        try:
            await asyncio.wait((run, ready), return_when=asyncio.FIRST_COMPLETED, timeout=SOON)
            if run.done():
                await run  # it failed: say why
            if listening:
                await bot.follow_chat()
            yield bot
        finally:
            ready.cancel()
            await bot.close()
            await asyncio.wait((run,), timeout=SOON)

    async def bot_says(self, text: str) -> ChatMessage:
        """Wait until the bot account has written exactly `text`."""
        return await self.control.wait_for(lambda line: line.sender is self.bot and line.text == text, SOON)


@asynccontextmanager
async def stage(state_file: Path | None = None, clock: FakeClock | None = None) -> AsyncGenerator[Stage]:
    """A loopback Twitch with its people, TwitchIO pointed at it."""
    clock = clock or FakeClock()
    async with LoopbackTwitch(clock=clock, state_file=state_file) as twitch:
        control = twitch.control
        people = {user.login: user for user in control.users()}
        for name in ("Candice", "Greenroom", "Ana"):
            if name.lower() not in people:
                people[name.lower()] = await control.create_user(name.lower(), name)
        with pointed_at(twitch):
            yield Stage(twitch, clock, people["candice"], people["greenroom"], people["ana"])
