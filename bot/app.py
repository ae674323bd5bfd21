"""Composition root: opens everything in order, starts the surfaces, resumes what was going on."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import secrets
from collections.abc import AsyncGenerator, Coroutine, Iterable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import discord

from bot import discord_bot, twitch_bot
from bot.alone import alone_with
from bot.assignment.service import AssignmentService
from bot.backup_round import BackupRound
from bot.channel_picks import ChannelPicks
from bot.clock import Clock, MovableClock
from bot.clock_watch import ClockWatch
from bot.cohort.service import CohortService
from bot.config import Config, DiscordSection, TwitchSection
from bot.curriculum.load import load_of
from bot.curriculum.model import Catalogue
from bot.curriculum.problem_store import ProblemStore
from bot.curriculum.programme import load_catalogue, load_programme
from bot.curriculum.service import CurriculumService
from bot.database import Database, Transaction, instant_text, open_database
from bot.discord_bot import DiscordBot
from bot.easel import Easel
from bot.errors import StartError
from bot.events import EventBus
from bot.health import Health
from bot.host_line import HostLine
from bot.kept import keep
from bot.memory.service import MemoryService
from bot.migrate import migrate
from bot.narration.ear import Ear
from bot.narration.folder import RecordingFolder, explain
from bot.narration.service import NarrationService
from bot.overlay import Overlay
from bot.pattern.drills import DrillService
from bot.pattern.model import SeasonLength
from bot.pattern.service import PatternService
from bot.people.model import Person, PersonId, Platform
from bot.people.service import PeopleService
from bot.post.model import Place
from bot.post.service import PostService
from bot.practice.file_service import LogFileService
from bot.practice.log_service import LogService
from bot.practice.model import vocabulary_of
from bot.practice.service import PracticeService
from bot.privacy.service import PrivacyService
from bot.progress.metric_service import MetricService
from bot.progress.service import ProgressService
from bot.recording.history_service import HistoryService
from bot.recording.review_service import ReviewService
from bot.recording.rotation_service import RotationService
from bot.recording.service import RecordingService
from bot.recording.whereabouts_service import WhereaboutsService
from bot.reload import Reload, said, taken
from bot.scheduler import AlarmScheduler, Scheduler
from bot.services import Services
from bot.spoken import Spoken
from bot.storage import NotWritten, StorageWatch
from bot.stream.service import StreamService
from bot.stream.stage_service import StageService
from bot.supervise import supervise
from bot.systemd import Systemd
from bot.telemetry import Telemetry, open_telemetry
from bot.timer.service import TimerService
from bot.twitch_bot import TwitchBot
from bot.twitch_http import point_at
from bot.twitch_tokens import TokenStore

logger = logging.getLogger(__name__)

CALM = 0.2
"""Seconds after which a post is drawn anew: the answer goes out first, and a handful of lines is one edit."""
CLOSING_PATIENCE = 5.0
"""Seconds that the surfaces get at close to draw what has happened; the next start draws the rest."""

YOUNG = 10_000
"""Objects between two looks for garbage. Python's own 700 are fewer than wait at once in a busy chat, which
was then looked through for a third of its time and held nothing to collect."""

COGS = (
    "cogs.help.cog",
    "cogs.people.cog",
    "cogs.curriculum.cog",
    "cogs.practice.cog",
    "cogs.log.cog",
    "cogs.memory.cog",
    "cogs.assignment.cog",
    "cogs.progress.cog",
    "cogs.cohort.cog",
    "cogs.timer.cog",
    "cogs.stream.cog",
    "cogs.pattern.cog",
    "cogs.recording.cog",
    "cogs.recording.cog_messages",
    "cogs.recording.cog_rotation",
    "cogs.review.cog",
    "cogs.feedback.cog",
    "cogs.privacy.cog",
    "cogs.setup.cog",
    "cogs.narration.cog",
)
COMPONENTS = (
    "cogs.help.component",
    "cogs.people.component",
    "cogs.curriculum.component",
    "cogs.practice.component",
    "cogs.assignment.component",
    "cogs.timer.component",
    "cogs.progress.component",
    "cogs.stream.component",
    "cogs.pattern.component",
    "cogs.privacy.component",
    "cogs.narration.component",
)
PANELS = ("cogs.timer.panel", "cogs.stream.panel", "cogs.pattern.panel", "cogs.assignment.panel")


def compose(
    config: Config,
    database: Database,
    bus: EventBus,
    clock: Clock,
    scheduler: Scheduler,
    catalogue: Catalogue | None = None,
    easel: Easel | None = None,
) -> Services:
    """Every service, each given what it stands on; without a `catalogue` the bundled one."""
    catalogue = load_catalogue() if catalogue is None else catalogue
    programme = load_programme(config.programme, catalogue)
    vocabulary = vocabulary_of(programme)
    mornings: tuple[Place, ...] = ()
    live: tuple[Place, ...] = ()
    reviews: Place | None = None
    if config.discord is not None:
        here = config.discord
        if here.reviews_channel is not None:
            reviews = Place(Platform.DISCORD, str(here.reviews_channel))
        if here.assignments_channel is not None:
            mornings = (Place(Platform.DISCORD, str(here.assignments_channel)),)
        if (on_stage := here.live_channel or here.assignments_channel) is not None:
            live = (Place(Platform.DISCORD, str(on_stage)),)
    return Services(
        clock=clock,
        bus=bus,
        in_chat=Spoken(
            config.commands.names, config.twitch.prefix if config.twitch is not None else "!", lambda _: True
        ),
        easel=Easel() if easel is None else easel,
        catalogue=catalogue,
        programme=programme,
        # link codes: drawn from the system's own source, which nobody can foretell
        people=PeopleService(database, clock, secrets.SystemRandom(), load_of(programme)),
        posts=PostService(database, clock, scheduler),
        curriculum=CurriculumService(database, clock, programme),
        practice=PracticeService(database, clock, catalogue, vocabulary),
        log=LogService(database, clock, catalogue, vocabulary),
        log_files=LogFileService(database, clock, catalogue, vocabulary),
        memory=MemoryService(database, clock, catalogue, programme),
        assignments=AssignmentService(database, clock, scheduler, bus, programme, catalogue, mornings),
        progress=ProgressService(database, clock, scheduler, bus, programme, catalogue, mornings),
        metrics=MetricService(database, clock, programme, catalogue),
        cohort=CohortService(database, clock, scheduler, bus, programme, catalogue, mornings),
        streams=StreamService(
            database,
            clock,
            scheduler,
            bus,
            catalogue,
            live,
            timedelta(minutes=config.stream.drop_minutes),
            here=config.stream.here,
        ),
        stage=StageService(database, clock, catalogue, config.stream.discord_invite),
        timers=TimerService(database, clock, scheduler, bus, programme, catalogue, live),
        patterns=PatternService(
            database,
            clock,
            scheduler,
            bus,
            catalogue,
            live,
            timedelta(seconds=config.pattern.grace_seconds),
            SeasonLength(config.pattern.season),
        ),
        drills=DrillService(database, clock, catalogue),
        recordings=RecordingService(database, clock, scheduler, bus, programme, catalogue, reviews),
        whereabouts=WhereaboutsService(database, clock, scheduler, bus),
        rotation=RotationService(database, clock, scheduler, bus),
        reviews=ReviewService(database, clock),
        review_history=HistoryService(database, clock),
        privacy=PrivacyService(database, clock),
        backups_kept=config.backup.keep,
        narrations=NarrationService(database, clock, bus, catalogue, Ear(), config.recording.track),
    )


class App:
    """The whole bot, opened and not yet speaking."""

    def __init__(
        self,
        config: Config,
        clock: MovableClock,
        database: Database,
        bus: EventBus,
        services: Services,
        overlay: Overlay | None,
        scheduler: AlarmScheduler,
        health: Health,
        telemetry: Telemetry,
        picks: ChannelPicks | None,
    ) -> None:
        self._picks = picks
        self._config = config
        self._telemetry = telemetry
        self._health = health
        self._systemd = Systemd()
        self._clock = clock
        self._scheduler = scheduler
        self._database = database
        self._bus = bus
        self._services = services
        self._overlay = overlay
        self._tokens = TokenStore(database, clock)
        self._host_line = HostLine(clock, self._tell_host)
        self._backups = BackupRound(config.database, config.backup, clock, scheduler, self._host_line.tell)
        self._storage = StorageWatch(self._write_something, self._take_up, self._host_line.tell)
        self._discord: DiscordBot | None = None
        self._message_content = config.discord is None or config.discord.message_content
        self._loaded = {"Twitch": asyncio.Event(), "Discord": asyncio.Event()}
        """Set when the surfaces of a first client listen to the bus, or when there is to be none."""
        self._up = {"Twitch": asyncio.Event(), "Discord": asyncio.Event()}
        """Set when a client hears its platform for the first time."""

    async def run(self, stop: asyncio.Event, reload: Reload | None = None) -> None:
        """Speak until `stop`; each platform by itself, whatever becomes of the other.

        Raises StartError where the file cannot be written.
        """
        try:
            await self._services.people.settle_host(host_of(self._config))
            if back := await self._services.privacy.resume():
                logger.warning(
                    "a backup brought %d people back who were forgotten; they are forgotten again", back
                )
        except NotWritten as error:
            raise StartError(error.mend) from None
        self._database.on_trouble = self._storage.trouble
        async with asyncio.TaskGroup() as group:
            lives = {name: group.create_task(life, name=name) for name, life in self._lives()}
            await self._resume(lives)
            gc.set_threshold(YOUNG)
            gc.enable()
            up = group.create_task(self._say_when_up(tuple(lives)))
            # not when the platforms are up: one that is down is no reason to be started anew
            self._systemd.ready()
            watch = group.create_task(self._systemd.watch())
            clock_watch = ClockWatch(self._clock, self._clock.monotonic, self._clock_moved)
            watching_clock = group.create_task(clock_watch.run())
            rereading = group.create_task(self._reread(reload or Reload()))
            listening = group.create_task(self._listen())
            await stop.wait()
            self._systemd.stopping()
            up.cancel()
            listening.cancel()
            # Twitch first: what its last commands still start must find Discord open
            for life in lives.values():
                life.cancel()
                await asyncio.wait((life,))
            watch.cancel()
            watching_clock.cancel()
            rereading.cancel()
            await self._storage.close()
        self._services.narrations.stop()
        await self._bus.close(CLOSING_PATIENCE)

    async def _reread(self, reload: Reload) -> None:
        """Take from the config what can be taken while the bot runs, whenever that is asked for."""
        while True:
            await reload.asked.wait()
            reload.asked.clear()
            self._systemd.reloading()
            try:
                fresh = await asyncio.to_thread(reload.read)
            except StartError as error:
                self._host_line.tell(f"The config was not taken, the old one goes on: {error}")
            else:
                logger.info("the config was read again: %s", said(self._config, fresh))
                if fresh.backup != self._config.backup:
                    self._backups.change(fresh.backup)
                self._config = taken(self._config, fresh)
            self._systemd.ready()

    def _lives(self) -> list[tuple[str, Coroutine[Any, Any, None]]]:
        lives: list[tuple[str, Coroutine[Any, Any, None]]] = []
        if self._config.twitch is not None:
            self._health.expect("twitch")
            point_at(self._config.twitch)
            make = partial(self._make_twitch, self._config.twitch)
            lives.append(("Twitch", supervise("Twitch", make, explain=twitch_bot.explain)))
        if self._config.discord is not None:
            self._health.expect("discord")
            discord_bot.point_at(self._config.discord)
            make = partial(self._make_discord, self._config.discord)
            lives.append(("Discord", supervise("Discord", make, explain=self._explain_discord)))
        return lives

    async def _resume(self, platforms: Iterable[str]) -> None:
        """Take up what the tables say was going on, once every surface listens."""
        for platform in platforms:
            await self._loaded[platform].wait()
        await self._take_up()
        self._backups.resume()

    async def _take_up(self) -> None:
        """Arm every alarm and announce every claim that the tables hold; safe twice."""
        # first what runs live, where seconds count; a large cohort's mornings take several
        await self._services.timers.resume_all()
        await self._services.patterns.resume()
        await self._services.streams.resume()
        await self._services.assignments.resume()
        await self._services.progress.resume()
        await self._services.metrics.resume()
        await self._services.cohort.resume()
        await self._services.recordings.resume()
        await self._services.rotation.resume()
        await self._services.narrations.resume()
        await self._services.posts.resume()

    def _clock_moved(self, by: timedelta) -> None:
        """The machine slept, or its clock was set: what was to come now comes."""
        self._scheduler.rearm()
        # the scheduler outlives what cannot be written just now
        self._scheduler.at(self._clock(), "clock-moved", partial(self.follow_clock, by))

    async def follow_clock(self, by: timedelta) -> None:
        """What runs runs on, and what was to be tried again soon is tried now."""
        if by < timedelta():
            await self._services.timers.set_back(-by)
            await self._services.posts.set_back(-by)
        await self._take_up()
        self._backups.resume()
        if self._overlay is not None:
            await self._overlay.refresh()

    async def _write_something(self) -> None:
        def unit(tx: Transaction) -> None:
            keep(tx, "written", instant_text(self._clock()))

        await self._database.write(unit)

    async def _listen(self) -> None:
        """Watch the folder of recordings, where the config names one."""
        folder = self._config.recording.folder
        if folder is None:
            return

        async def make() -> RecordingFolder:
            return RecordingFolder(folder, self._services.narrations.found)

        await supervise("The folder of recordings", make, explain=explain)

    async def _say_when_up(self, platforms: Sequence[str]) -> None:
        for platform in platforms:
            await self._up[platform].wait()
        # the first seconds leave objects for good; from here on they are not looked through again
        gc.collect()
        gc.freeze()
        where = f"; the overlay is at {self._overlay.address}" if self._overlay is not None else ""
        print(f"Greenroom is up: {' and '.join(platforms)}{where}", flush=True)

    async def _make_discord(self, section: DiscordSection) -> DiscordBot:
        client = DiscordBot(
            section if self._picks is None else await self._picks.current(),
            self._config.commands,
            self._services,
            self._database,
            COGS,
            message_content=self._message_content,
            health=self._health,
            on_up=self._discord_is_up,
            tell_host=self._host_line.tell,
            telemetry=self._telemetry,
            picks=self._picks,
            host_id=self._config.candidate.discord_id,
        )
        await client.load()
        self._discord = client
        self._loaded["Discord"].set()
        return client

    def _discord_is_up(self) -> None:
        self._up["Discord"].set()
        self._host_line.flush()

    def _explain_discord(self, error: Exception) -> str | None:
        sentence = discord_bot.explain(error)
        if isinstance(error, discord.PrivilegedIntentsRequired) and sentence is not None:
            self._message_content = False  # the next life asks for less, and slash commands carry everything
            self._host_line.tell(f"{sentence}.")
        return sentence

    async def _make_twitch(self, section: TwitchSection) -> TwitchBot:
        try:
            await self._tokens.load()
            client = TwitchBot(
                section,
                self._config.commands,
                self._services,
                self._database,
                COMPONENTS,
                tokens=self._tokens,
                clock=self._clock,
                tell_host=self._host_line.tell,
                monotonic=self._clock.monotonic,
                health=self._health,
                up=self._up["Twitch"],
                telemetry=self._telemetry,
            )
            async with contextlib.AsyncExitStack() as unless_loaded:
                unless_loaded.push_async_callback(client.close_gently)
                await client.load()
                unless_loaded.pop_all()
            chat = Place(Platform.TWITCH, client.broadcaster_id)
            self._services.timers.announce_in(chat)
            self._services.patterns.announce_in(chat)
            return client
        finally:
            # nobody signed in: what is to be said there waits as a claim
            self._loaded["Twitch"].set()

    async def _tell_host(self, sentence: str) -> bool:
        user_id = self._config.candidate.discord_id
        if self._discord is None or user_id is None:
            return False
        return await self._discord.tell(user_id, sentence)


@contextlib.asynccontextmanager
async def open_app(config: Config) -> AsyncGenerator[App]:
    """Open file, bus, scheduler, services and overlay; closed in the opposite order."""
    async with contextlib.AsyncExitStack() as stack:
        stack.enter_context(alone_with(config.database))
        await asyncio.to_thread(migrate, config.database)
        clock = MovableClock()
        bus = EventBus(CALM)
        health = Health(clock)
        telemetry = await stack.enter_async_context(open_telemetry(config.telemetry, health))
        database = await stack.enter_async_context(
            open_database(config.database, bus.publish, telemetry.span)
        )
        scheduler = await stack.enter_async_context(AlarmScheduler(clock))
        bundled = load_catalogue()
        catalogue = await database.read(lambda tx: ProblemStore(tx).with_all(bundled))
        picks, as_set_up = None, config
        if config.discord is not None:
            picks = ChannelPicks(database, config.discord)
            as_set_up = config.model_copy(update={"discord": await picks.current()})
        services = compose(as_set_up, database, bus, clock, scheduler, catalogue)
        stack.callback(services.easel.close)
        if config.health.enabled:
            # with it comes a library that nobody else has a use for
            from bot.health_page import HealthPage, ask

            health.expect("database")
            page = HealthPage(config.health, health, clock, partial(ask, database))
            await stack.enter_async_context(page)
        overlay = None
        if config.overlay.enabled:
            overlay = await stack.enter_async_context(Overlay(config.overlay, services, PANELS))
        if config.rehearsal.clock_url is not None:
            await stack.enter_async_context(_follow(config.rehearsal.clock_url, clock, scheduler, overlay))
        yield App(config, clock, database, bus, services, overlay, scheduler, health, telemetry, picks)


@contextlib.asynccontextmanager
async def _follow(
    url: str, clock: MovableClock, scheduler: AlarmScheduler, overlay: Overlay | None
) -> AsyncGenerator[None]:
    """Follow a rehearsal's clock; the config has made sure that everything is on loopback."""
    from bot.rehearsal.clock import follow

    async def apply(offset: timedelta) -> None:
        clock.offset = offset
        scheduler.rearm()
        if overlay is not None:
            await overlay.refresh()

    async with follow(url, apply):
        yield


async def run(config: Config, stop: asyncio.Event, reload: Reload) -> None:
    """`python -m bot run`."""
    async with open_app(config) as app:
        await app.run(stop, reload)


def host_of(config: Config) -> Person:
    """The host's record as the config wants it."""
    candidate = config.candidate
    login = candidate.twitch_login
    return Person(
        id=PersonId(0),
        name=candidate.name,
        zone=candidate.zone,
        day_start=candidate.day_start,
        post_at=candidate.post_at,
        is_host=True,
        discord_id=candidate.discord_id,
        twitch_login=None if login is None else login.lower(),
        start=candidate.start,
    )
