"""One Twitch channel without a network: TwitchIO's own parser, the components that a test names."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import date, time
from pathlib import Path

from msgspec import Struct

from bot.app import compose
from bot.config import CandidateSection, CommandsSection, Config, TwitchSection
from bot.database import Database, open_database
from bot.events import EventBus
from bot.people.model import Person, PersonId
from bot.services import Services
from bot.telemetry import Telemetry
from tests.clockwork import FakeClock, ManualScheduler
from tests.fresh import fresh_file
from tests.twitch.chat import CHANNEL_ID, CHANNEL_LOGIN, Chat, open_chat

HOST_ON_DISCORD = 1


class Channel(Struct):
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
    telemetry: Telemetry | None = None,
) -> AsyncGenerator[Channel]:
    """A fresh file and a loaded bot. `linked` says whether the streamer is known to be the candidate."""
    path = folder / "greenroom.db"
    fresh_file(path)
    bus = EventBus()
    clock = FakeClock()
    scheduler = ManualScheduler(clock)
    config = Config(
        candidate=CandidateSection(name="Candice"),
        twitch=TwitchSection(client_id="-", bot_login="-", channel=CHANNEL_LOGIN),
    )
    span = (telemetry or Telemetry()).span
    async with open_database(path, bus.publish, span) as database:
        services = compose(config, database, bus, clock, scheduler)
        await services.people.settle_host(
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
            await services.people.meet_broadcaster(CHANNEL_ID, CHANNEL_LOGIN)
        async with open_chat(database, services, extensions, clock, names=names, telemetry=telemetry) as chat:
            yield Channel(chat, database, services, clock)
