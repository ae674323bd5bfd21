"""A server where recordings are reviewed: the bot on simcord, a channel for reviews, friends, restarts."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import discord
import simcord
from msgspec import Struct

from bot.app import compose
from bot.config import CandidateSection, CommandsSection, Config, DiscordSection
from bot.database import Database, open_database
from bot.discord_bot import DiscordBot
from bot.events import EventBus
from bot.people.model import Actor, Person, PersonId, Platform
from bot.post.model import Place
from bot.recording.model import RecordingId, Statement, Summary
from bot.services import Services
from tests.clockwork import ManualScheduler
from tests.drawing import EASEL, PATIENCE
from tests.fresh import fresh_file
from tests.room import is_refusal, spoken

GUILD = 4_000_000_000_000_000_001
COGS = ("cogs.recording.cog", "cogs.recording.cog_messages", "cogs.recording.cog_rotation", "cogs.review.cog")
LINK = "https://youtu.be/abc"


class House(Struct):
    """Everything that a review on Discord needs."""

    env: simcord.Env
    database: Database
    line: list[EventBus]
    bot: DiscordBot
    services: Services
    scheduler: ManualScheduler
    guild: simcord.GuildHandle
    room: simcord.ChannelHandle
    reviews: simcord.ChannelHandle
    sam: simcord.MemberActor
    ana: simcord.MemberActor
    jo: simcord.MemberActor
    mo: simcord.MemberActor
    extensions: Sequence[str]
    told: list[str]
    """What the host was told in private."""

    @property
    def now(self) -> datetime:
        return self.env.now()

    async def settle(self) -> None:
        """Until everybody has nothing more to do."""
        await self.services.bus.drain()
        await self.env.settle()
        await self.services.bus.drain()

    async def advance(self, **by: float) -> None:
        """Let time pass, ringing each alarm of a recording at its own time."""
        end = self.now + timedelta(**by)
        while True:
            alarms = self.scheduler.alarms
            for key in [key for key in alarms if not key.startswith(("recording", "post", "redraw"))]:
                self.scheduler.cancel(key)
            due = self.scheduler.next_due()
            if due is None or due > end:
                break
            await self.env.advance_time(max(0.0, (due - self.now).total_seconds()))
            await self.scheduler.ring_due()
            await self.settle()
        await self.env.advance_time((end - self.now).total_seconds())
        await self.settle()

    async def submit(self, title: str = "Two Sum, out loud", look_at: str = "", **options: Any) -> str:
        """Sam hands one in; what Sam was answered."""
        options = {"link": LINK, "stage": 2} | options
        shown = await self.sam.slash(self.room, "submit", **options)
        if shown.modal is None:
            assert shown.response is not None
            return spoken(shown.response)
        fields = [one["custom_id"] for one in _fields(shown.modal)]
        answered = await self.sam.submit_modal(shown, {fields[0]: title, fields[1]: look_at})
        await self.settle()
        assert answered.response is not None
        return spoken(answered.response)

    def posts(self) -> list[discord.Message]:
        """Every review post, in the forum or in the channel."""
        rooms = [*self.reviews.threads, self.reviews]
        held = [each for room in rooms for each in room.history() if "Manage" in labels(each)]
        return sorted(held, key=lambda each: each.id)

    @property
    def post(self) -> discord.Message:
        (post,) = self.posts()
        return post

    @property
    def thread(self) -> simcord.ChannelHandle:
        (thread,) = self.reviews.threads
        return thread

    async def summary(self, number: int = 1) -> Summary:
        """What everybody may read about it."""
        return await self.services.reviews.public_summary(RecordingId(number))

    async def counts(self, number: int = 1) -> dict[str, int]:
        """Our tally by emoji, without its zeros."""
        held = (await self.summary(number)).tally.counts
        return {one.emoji: count for one, count in held.items() if count}

    def reactions(self, message: discord.Message) -> dict[str, set[int]]:
        """Who stands under a message on Discord, by emoji: people other than Sam, and only the eight."""
        stored = self.env.backend.messages[message.channel.id][message.id]
        eight = {one.emoji for one in Statement}
        held: dict[str, set[int]] = {}
        for reaction in stored.reactions:
            people = set(reaction.user_ids) - {self.sam.id, self.env.backend.bot_user.id}
            if reaction.emoji in eight and people:
                held[reaction.emoji] = people
        return held

    def actor(self, who: simcord.MemberActor) -> Actor:
        """The same person as the services know them."""
        return Actor(Platform.DISCORD, str(who.id), who.name)

    def mishaps(self) -> list[BaseException]:
        """What went wrong and was no refusal."""
        return [error for error in self.env.errors if not is_refusal(error)]

    async def restart(self, *, message_content: bool = True) -> None:
        """The next process on the same file."""
        await self.settle()
        self.line.append(EventBus())
        self.bot, self.services, self.scheduler = _make(
            self.database,
            self.line[-1],
            self.env,
            self.extensions,
            self.told,
            self.reviews.id,
            message_content=message_content,
        )
        await self.env.restart_bot(self.bot)
        await self.services.recordings.resume()
        await self.services.rotation.resume()
        await self.services.posts.resume()
        await self.settle()


def labels(message: discord.Message) -> list[str]:
    """What its buttons say."""
    return [
        str(child.label)
        for row in message.components
        if isinstance(row, discord.ActionRow)
        for child in row.children
        if isinstance(child, discord.Button)
    ]


def _one_id(backend: Any) -> None:
    """On Discord a forum post and its first message share an id; simcord gives them two."""
    post, thread = backend.create_forum_post, backend.create_thread

    def create(forum_id: int, name: str, starter: Any, **rest: Any) -> Any:
        backend.create_thread = partial(thread, message_id=starter.id)
        try:
            return post(forum_id, name, starter, **rest)
        finally:
            del backend.create_thread

    backend.create_forum_post = create


def _fields(modal: Any) -> list[dict[str, Any]]:
    return [row["component"] for row in modal["components"] if "component" in row]


def _make(
    database: Database,
    bus: EventBus,
    env: simcord.Env | None,
    extensions: Sequence[str],
    told: list[str],
    reviews: int,
    holder: list[simcord.Env] | None = None,
    *,
    message_content: bool = True,
) -> tuple[DiscordBot, Services, ManualScheduler]:
    def clock() -> datetime:
        return (env or (holder or [])[0]).now()

    scheduler = ManualScheduler(clock)
    config = Config(
        candidate=CandidateSection(name="Sam"),
        discord=DiscordSection(guild_id=GUILD, assignments_channel=1, reviews_channel=reviews),
        commands=CommandsSection(),
    )
    assert config.discord is not None
    services = compose(config, database, bus, clock, scheduler, easel=EASEL)
    bot = DiscordBot(
        config.discord,
        config.commands,
        services,
        database,
        extensions,
        message_content=message_content,
        tell_host=told.append,
    )
    return bot, services, scheduler


@asynccontextmanager
async def open_house(
    folder: Path, *, forum: bool = True, extensions: Sequence[str] = COGS
) -> AsyncGenerator[House]:
    """A fresh file, Sam in the plan's third month, friends, and a channel for reviews."""
    path = folder / "greenroom.db"
    fresh_file(path)
    line, told, holder = [EventBus()], list[str](), list[simcord.Env]()
    async with open_database(path, lambda event: line[-1].publish(event)) as database:
        bot, services, scheduler = _make(database, line[0], None, extensions, told, 1, holder)
        env = simcord.Env(bot, check_errors=False, settle_timeout=PATIENCE)
        holder.append(env)
        await env.start()
        _one_id(env.backend)
        try:
            guild = env.create_guild(id=GUILD)
            role = guild.create_role(
                "mods", permissions=discord.Permissions(manage_messages=True, manage_threads=True)
            )
            reviews = guild.create_forum_channel("reviews") if forum else guild.create_text_channel("reviews")
            services.recordings.ask_in(Place(Platform.DISCORD, str(reviews.id)))
            house = House(
                env,
                database,
                line,
                bot,
                services,
                scheduler,
                guild,
                guild.create_text_channel("room"),
                reviews,
                sam=guild.add_member(env.create_user("sam")),
                ana=guild.add_member(env.create_user("ana")),
                jo=guild.add_member(env.create_user("jo")),
                mo=guild.add_member(env.create_user("mo"), roles=[role]),
                extensions=extensions,
                told=told,
            )
            await services.people.settle_host(
                Person(
                    PersonId(0),
                    "Sam",
                    "UTC",
                    time(4),
                    time(7),
                    discord_id=house.sam.id,
                    start=date(2026, 1, 1),
                )
            )
            await env.advance_time(9 * 3600)
            yield house
        finally:
            await env.shutdown()
