"""The stream on Discord: its one post, `/problem`, `/stream chapters`, a word before a recording goes."""

from __future__ import annotations

import logging
from collections.abc import Callable

import discord
from discord import app_commands
from discord.ext import commands

from bot.assignment.model import AssignmentChanged, AssignmentPlanned, ItemMarked, ItemSwapped, TodayView
from bot.discord_bot import Context, DiscordBot, Interaction
from bot.errors import UserError
from bot.pattern.model import RoundRevealed
from bot.people.model import Actor, Person, PersonId, Platform
from bot.post.model import PostDue, PostStale
from bot.practice.model import AttemptChanged, AttemptLogged, AttemptUndone
from bot.stream.model import KIND, STREAM_EVENTS, StreamEvent, StreamId, StreamView, VideoExpiring
from cogs.asking import actor_of, source_of
from cogs.delivery import Delivery, Draft, Redraw
from cogs.stream import text, views

logger = logging.getLogger(__name__)

SUGGESTIONS = 25
"""What Discord shows under a field at most."""


class StreamCog(commands.Cog, name="Stream"):
    """What happens on stream, and what came of it."""

    stream = app_commands.Group(name="stream", description="The stream that is on, or was last.")

    def __init__(self, bot: DiscordBot) -> None:
        self._bot = bot
        self._services = bot.services
        self._streams = bot.services.streams
        self._delivery = Delivery(bot, bot.services.posts, bot.services.clock)
        self._redraw = Redraw(self._edit)
        self._subscriptions: list[Callable[[], None]] = []

    async def cog_load(self) -> None:
        """Called by discord.py."""
        bus = self._services.bus
        self._subscriptions = [
            bus.subscribe(PostDue, self.on_post_due),
            bus.subscribe(PostStale, self.on_post_stale),
            bus.subscribe(VideoExpiring, self.on_expiring),
            # logged now, so of a handful all belong to the same stream
            bus.subscribe(AttemptLogged, self.on_attempt, newest_of=_logger_of, unhurried=True),
            bus.subscribe(AttemptUndone, self.on_attempt),
            bus.subscribe(AttemptChanged, self.on_attempt),
            bus.subscribe(RoundRevealed, self.on_round),
            bus.subscribe(ItemMarked, self.on_day),
            bus.subscribe(AssignmentPlanned, self.on_day),
            bus.subscribe(AssignmentChanged, self.on_day),
            bus.subscribe(ItemSwapped, self.on_day),
            *(bus.subscribe(kind, self.on_stream) for kind in STREAM_EVENTS),
        ]

    async def cog_unload(self) -> None:
        """Called by discord.py."""
        for unsubscribe in self._subscriptions:
            unsubscribe()

    @commands.hybrid_command()
    @app_commands.describe(name="Name, number or link; leave it out to see what is on")
    async def problem(self, context: Context, *, name: str = "") -> None:
        """What is being solved on stream; with a name, the streamer and moderators put it there."""
        actor, stage = actor_of(context), self._services.stage
        if name.strip():
            held = await stage.put(actor, name, source_of(context))
            if await self._streams.is_live():
                # with the problem opens the round, which speaks for itself
                await self._services.patterns.open(actor, held.problem, source_of(context))
        else:
            held = await stage.show(actor)
        await context.send(embed=text.problem(held, revealed=await stage.is_revealed(held)))

    @problem.autocomplete("name")
    async def suggest(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Problems that what was typed so far may mean."""
        return [
            app_commands.Choice(name=f"{each.number}. {each.title}"[:100], value=each.slug)
            for each in self._services.catalogue.suggest(typed, SUGGESTIONS)
        ]

    @stream.command()
    async def chapters(self, interaction: Interaction) -> None:
        """Chapters of the stream that is on, or was last, to paste into its description."""
        await views.answer_chapters(interaction, await self._streams.latest())

    @commands.command(name="stream", hidden=True, ignore_extra=True)
    async def stream_in_chat(self, context: Context) -> None:
        """Say that this one is a slash command."""
        await context.send(text.use_slash(self.stream.name))

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Called by discord.py, again after each reconnect: what changed meanwhile is drawn now."""
        for stream in await self._streams.unsettled():
            await self._redraw(stream.id)

    async def on_post_due(self, event: PostDue) -> None:
        """A stream began, and its post wants to be sent."""
        key = event.post.key
        if key.kind != KIND or key.place.platform is not Platform.DISCORD:
            return
        stream_id = StreamId(int(key.subject))
        if await self._delivery.deliver(key, lambda: self._draft(stream_id)) is not None:
            # it changed while it was being sent, or stood already as it was before a restart
            await self._redraw(stream_id)

    async def on_post_stale(self, event: PostStale) -> None:
        """The post about a stream may show an old state."""
        if event.post.key.kind == KIND:
            await self._redraw(StreamId(int(event.post.key.subject)))

    async def on_stream(self, event: StreamEvent) -> None:
        """Something became of a stream: its post shows it."""
        await self._redraw(event.stream.id)

    async def on_attempt(self, event: AttemptLogged | AttemptUndone | AttemptChanged) -> None:
        """What was solved on stream stands in its post."""
        stream = await self._streams.around(event.attempt.at)
        if stream is not None and stream.person_id == event.attempt.person_id:
            await self._redraw(stream.id)

    async def on_round(self, event: RoundRevealed) -> None:
        """Chat's guesses stand there, too."""
        stream = await self._streams.around(self._services.clock())
        if stream is not None and stream.ended:
            await self._redraw(stream.id)

    async def on_day(self, event: AssignmentPlanned | AssignmentChanged | ItemMarked | ItemSwapped) -> None:
        """While it is on, the post shows how far the day is."""
        stream = await self._streams.around(self._services.clock())
        if stream is not None and not stream.ended and stream.person_id == event.assignment.person_id:
            await self._redraw(stream.id)

    async def on_expiring(self, event: VideoExpiring) -> None:
        """Twitch will delete a recording: its owner hears of it in private."""
        broadcast, host = event.broadcast, await self._services.people.get(event.stream.person_id)
        if broadcast.video is None or host.discord_id is None:
            return
        if await self._bot.tell(host.discord_id, text.expiring(event.stream, broadcast.video)):
            await self._streams.warned(broadcast.twitch_id)

    async def _draft(self, stream_id: StreamId) -> Draft:
        view = await self._streams.look(stream_id)
        here = self._streams.here and not view.stream.ended
        return Draft(
            mark=views.custom_id(stream_id),
            content=text.HERE if here else None,
            embed=text.post(view, await self._plan(view), self._services.in_chat),
            view=views.buttons(view),
            mentions=discord.AllowedMentions(everyone=True) if here else None,
        )

    async def _plan(self, view: StreamView) -> TodayView | None:
        """The day on which the stream began, as its person was shown it."""
        person = view.person
        day = person.today(view.stream.started_at)
        held = await self._services.assignments.of(person.id, day)
        if held is not None or day != person.today(self._services.clock()) or not person.is_candidate:
            return held
        try:
            return await self._services.assignments.today(_as_actor(person))
        except UserError:
            return None  # before the plan begins there is nothing to do

    async def _edit(self, stream_id: StreamId) -> None:
        for post in await self._services.posts.about(KIND, str(stream_id)):
            view = await self._streams.look(stream_id)
            embed = text.post(view, await self._plan(view), self._services.in_chat)
            await self._delivery.edit(post, embed, views.buttons(view))


def _as_actor(person: Person) -> Actor:
    """Who the host is where they have an account: whose plan it is follows from that."""
    if person.discord_id is not None:
        return Actor(Platform.DISCORD, str(person.discord_id), person.name)
    return Actor(Platform.TWITCH, person.twitch_id or "", person.name)


def _logger_of(event: AttemptLogged) -> PersonId:
    return event.attempt.person_id


async def setup(bot: DiscordBot) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(views.ChaptersButton)
    await bot.add_cog(StreamCog(bot))
