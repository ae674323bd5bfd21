"""The real Twitch client against the loopback Twitch, over sockets, in one process."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from msgspec import Struct, field
from pydantic import SecretStr

from bot.config import CommandsSection, TwitchSection
from bot.database import Database, open_database
from bot.events import EventBus
from bot.people.service import PeopleService
from bot.post.service import PostService
from bot.rehearsal.loopback_twitch import ChatMessage, Control, LoopbackTwitch, User
from bot.twitch_bot import TwitchBot
from bot.twitch_http import point_at
from bot.twitch_login import BOT_SCOPES, BROADCASTER_SCOPES
from bot.twitch_pace import Limits
from bot.twitch_sockets import Timing
from bot.twitch_tokens import Grant, TokenStore
from tests.clockwork import FakeClock, ManualScheduler
from tests.fresh import fresh_file

if TYPE_CHECKING:
    from bot.services import Services

SOON = 5.0
"""Seconds that anything on this machine may take."""
QUICK = Timing(reconcile=60.0, first_pause=0.02, last_pause=0.1, silence=0.6, handover=0.1, closing=2.0)
"""The timer never comes in a test: what heals, heals because it was noticed."""
COMPONENT = "tests.twitch.greeting"


class Wire(Struct):
    """Both ends, and what the host was told."""

    twitch: LoopbackTwitch
    clock: FakeClock
    database: Database
    services: Services
    scheduler: ManualScheduler
    tokens: TokenStore
    section: TwitchSection
    owner: User
    account: User
    ana: User
    told: list[str] = field(default_factory=list[str])

    @property
    def control(self) -> Control:
        """The loopback's control interface."""
        return self.twitch.control

    def make(
        self,
        *,
        timing: Timing = QUICK,
        limits: Limits | None = None,
        names: CommandsSection | None = None,
        extensions: Sequence[str] = (COMPONENT,),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> TwitchBot:
        """A bot that is not running yet."""
        return TwitchBot(
            self.section,
            names or CommandsSection(),
            self.services,
            self.database,
            extensions,
            tokens=self.tokens,
            clock=self.clock,
            tell_host=self.told.append,
            timing=timing,
            limits=limits,
            monotonic=monotonic,
        )

    @asynccontextmanager
    async def running(
        self, bot: TwitchBot | None = None, *, timing: Timing = QUICK
    ) -> AsyncGenerator[TwitchBot]:
        """The bot, running and hearing everything that it wants to hear."""
        bot = bot or self.make(timing=timing)
        run = asyncio.create_task(bot.run_until_closed())
        try:
            hearing = asyncio.create_task(self.hearing())
            await asyncio.wait((run, hearing), return_when=asyncio.FIRST_COMPLETED)
            if run.done():
                hearing.cancel()
                await run  # it failed: say why
            await hearing
            yield bot
        finally:
            run.cancel()
            await asyncio.wait((run,), timeout=SOON)

    async def hearing(self, times: int = 1) -> None:
        """Until every wish of the bot is subscribed, each so many times."""
        kinds = ("channel.chat.message", "stream.online", "stream.offline", "channel.update")

        def all_there() -> bool:
            open_now = self.control.sockets()
            there = [each.type for each in self.control.subscriptions() if each.socket in open_now]
            return all(there.count(kind) == times for kind in kinds)

        await self.control.wait_until(all_there, SOON)

    async def answers(self, text: str = "hello ana, '', False", say: str = "!hello") -> ChatMessage:
        """Somebody greets, and the bot greets back."""
        asked = await self.control.say(self.ana, say)
        return await self.line(text, after=asked)

    async def line(self, text: str, *, after: ChatMessage | None = None) -> ChatMessage:
        """Wait until the bot has written `text`; what makes it differ from its last lines does not matter."""
        return await self.control.wait_for(
            lambda line: line.sender is self.account and line.text.rstrip(" \U000e0000").endswith(text),
            SOON,
            after=after,
        )

    def connects(self) -> int:
        """How many websockets have been opened."""
        return sum(each.kind == "socket" and each.method == "connect" for each in self.twitch.journal.since())

    def lines(self) -> list[str]:
        """What the bot has written."""
        return [line.text for line in self.control.history() if line.sender is self.account]

    async def sign_in(self) -> None:
        """Both accounts allow the bot everything it needs, as `login twitch` does in its own process."""
        tokens = TokenStore(self.database, self.clock)
        for user, scopes in ((self.account, BOT_SCOPES), (self.owner, BROADCASTER_SCOPES)):
            access, refresh = await self.control.grant(user, scopes)
            await tokens.keep(Grant(user.id, user.login, access, refresh, frozenset(scopes)))


@asynccontextmanager
async def open_wire(folder: Path, *, secret: str = "") -> AsyncGenerator[Wire]:
    """A loopback Twitch with its people, the database, and the services that the client itself uses."""
    path = folder / "wire.db"
    fresh_file(path)
    clock, bus = FakeClock(), EventBus()
    scheduler = ManualScheduler(clock)
    async with LoopbackTwitch(clock=clock) as twitch, open_database(path, bus.publish) as database:
        control = twitch.control
        control.pace.second = 0.01
        control.pace.unused = None
        control.pace.ping = 3_000.0
        owner = await control.create_user("candice", "Candice")
        account = await control.create_user("greenroom", "Greenroom")
        ana = await control.create_user("ana", "ana")
        section = TwitchSection(
            client_id=twitch.client_id,
            client_secret=SecretStr(secret),
            bot_login="greenroom",
            channel="candice",
            helix_url=twitch.helix_url,
            id_url=twitch.id_url,
            eventsub_url=twitch.eventsub_url,
        )
        # the three services that the client asks; components bring their own
        services = SimpleNamespace(
            bus=bus,
            clock=clock,
            people=PeopleService(database, clock, Random(1)),
            posts=PostService(database, clock, scheduler),
        )
        wire = Wire(
            twitch,
            clock,
            database,
            cast("Services", services),
            scheduler,
            TokenStore(database, clock),
            section,
            owner,
            account,
            ana,
        )
        await wire.sign_in()
        await wire.tokens.load()
        point_at(section)
        try:
            yield wire
        finally:
            point_at(TwitchSection(client_id="-", bot_login="-", channel="-"))


async def until(condition: Callable[[], bool], seconds: float = SOON) -> None:
    """Poll a condition that no change of the loopback tells of."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - nothing tells of a change inside the bot
            await asyncio.sleep(0.01)
