"""One Twitch channel without a network: TwitchIO's own parser, the components that a test names."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from bot.config import CommandsSection
from bot.curriculum.programme import load_catalogue, load_programme
from bot.database import Database, open_database
from bot.events import EventBus
from bot.migrate import migrate
from bot.people.model import Person, PersonId
from bot.people.service import PeopleService
from bot.post.service import PostService
from bot.practice.service import PracticeService
from bot.timer.service import TimerService
from tests.clockwork import FakeClock, ManualScheduler
from tests.twitch.chat import CHANNEL_ID, CHANNEL_LOGIN, Chat, open_chat

if TYPE_CHECKING:
    from bot.services import Services

HOST_ON_DISCORD = 1


@dataclass
class Channel:
    """The bot in the chat of `candice`, who is the host's candidate."""

    chat: Chat
    database: Database
    services: Services
    clock: FakeClock


@asynccontextmanager
async def open_channel(
    folder: Path,
    extensions: Sequence[str],
    names: CommandsSection | None = None,
    *,
    linked: bool = True,
) -> AsyncGenerator[Channel]:
    """A fresh file and a loaded bot. `linked` says whether the streamer is known to be the candidate."""
    path = folder / "greenroom.db"
    migrate(path)
    bus = EventBus()
    clock = FakeClock()
    scheduler = ManualScheduler(clock)
    catalogue, programme = load_catalogue(), load_programme()
    async with open_database(path, bus.publish) as database:
        people = PeopleService(database, clock, Random(1))
        services = cast(
            "Services",
            SimpleNamespace(
                clock=clock,
                bus=bus,
                catalogue=catalogue,
                programme=programme,
                people=people,
                posts=PostService(database, clock, scheduler),
                practice=PracticeService(database, clock, catalogue),
                timers=TimerService(database, clock, scheduler, bus, programme, catalogue, places=()),
            ),
        )
        await people.settle_host(
            Person(
                PersonId(0),
                "Candice",
                "UTC",
                time(4),
                time(7),
                discord_id=HOST_ON_DISCORD,
                twitch_login=CHANNEL_LOGIN if linked else None,
                start=date(2026, 3, 2),
            )
        )
        if linked:
            await people.meet_broadcaster(CHANNEL_ID, CHANNEL_LOGIN)
        async with open_chat(database, services, extensions, clock, names=names) as chat:
            yield Channel(chat, database, services, clock)
