"""The day on Discord: asked for, ticked, swapped, opened again, and the post that comes by itself."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from datetime import date

from discord import app_commands
from discord.ext import commands

from bot.assignment.model import (
    KIND,
    NOTE_LIMIT,
    AssignmentChanged,
    AssignmentDropped,
    ItemMarked,
    ItemSwapped,
    Line,
    TodayView,
    about,
    subject,
)
from bot.discord_bot import Context, DiscordBot, Interaction
from bot.people.model import PersonId, Platform
from bot.post.model import Post, PostDue, PostKey, PostStale
from bot.practice.model import (
    AttemptChanged,
    AttemptLogged,
    AttemptUndone,
    LogImported,
    SessionChanged,
    SessionLogged,
    SessionUndone,
)
from cogs.asking import actor_of, source_of, unless_refused
from cogs.assignment import text, views
from cogs.delivery import Delivery, Draft

AT_ONCE = 5
"""Posts on their way to Discord at the same time: a cohort's morning need not wait for each answer. No more
than Discord takes in one channel: where others wait, discord.py lets a place of the next window go by."""
SUGGESTIONS = 25
"""What Discord shows under a field at most."""


class AssignmentCog(commands.Cog, name="Today"):
    """What is on today, and what you did of it."""

    def __init__(self, bot: DiscordBot) -> None:
        self._bot = bot
        self._assignments = bot.services.assignments
        self._posts = bot.services.posts
        self._delivery = Delivery(bot, self._posts, bot.services.clock)
        self._subscriptions: list[Callable[[], None]] = []
        self._drawing: defaultdict[PersonId, asyncio.Lock] = defaultdict(asyncio.Lock)
        """One edit at a time, so that an older state never comes last."""
        self._drawn: dict[PersonId, TodayView] = {}
        """What everybody's last drawn post says: one tick may come as several events."""

    async def cog_load(self) -> None:
        """Called by discord.py."""
        bus = self._bot.services.bus
        self._subscriptions = [
            bus.subscribe(PostDue, self.on_post_due, newest_of=_which, at_once=AT_ONCE),
            bus.subscribe(PostStale, self.on_post_stale),
            bus.subscribe(AttemptLogged, self.on_attempt, newest_of=_day_of_attempt, unhurried=True),
            bus.subscribe(AttemptUndone, self.on_attempt, newest_of=_day_of_attempt, unhurried=True),
            bus.subscribe(AttemptChanged, self.on_corrected_attempt),
            bus.subscribe(SessionLogged, self.on_session, newest_of=_day_of_session, unhurried=True),
            bus.subscribe(SessionUndone, self.on_session, newest_of=_day_of_session, unhurried=True),
            bus.subscribe(SessionChanged, self.on_corrected_session),
            bus.subscribe(LogImported, self.on_import),
            bus.subscribe(ItemMarked, self.on_changed),
            bus.subscribe(ItemSwapped, self.on_changed),
            bus.subscribe(AssignmentChanged, self.on_changed),
            bus.subscribe(AssignmentDropped, self.on_dropped),
        ]

    async def cog_unload(self) -> None:
        """Called by discord.py."""
        for unsubscribe in self._subscriptions:
            unsubscribe()

    @commands.hybrid_command()
    async def today(self, context: Context) -> None:
        """What is on today: problems, re-solves, reading, and how far you are."""
        view = await self._assignments.today(actor_of(context))
        await context.send(embed=text.today(view), view=views.buttons(view))

    @commands.hybrid_command()
    async def tomorrow(self, context: Context) -> None:
        """What tomorrow holds if today gets done."""
        view = await self._assignments.tomorrow(actor_of(context))
        await context.send(embed=text.today(view))

    @commands.hybrid_command()
    async def week(self, context: Context) -> None:
        """This week in short: what was done, and what is to come if all goes well."""
        await context.send(embed=text.week(await self._assignments.week(actor_of(context))))

    # Behind the prefix the keyword-only parameter takes the rest of the line.

    @commands.hybrid_command(extras={"for": "candidate"})
    @app_commands.describe(
        number="Its number on today's list",
        note="Minutes, and a line on it: 18 hash it. For a round first how it went: passed 30",
    )
    async def done(self, context: Context, number: int, *, note: str = "") -> None:
        """Tick an item of today; a problem is logged as solved."""
        view = await self._assignments.done(actor_of(context), number, note, source_of(context))
        if view.asks is not None:
            await context.send(text.asks(view, number), view=views.outcomes(view, number))
        else:
            await context.send(text.ticked(view, number))

    @commands.hybrid_command(extras={"for": "candidate"})
    @app_commands.describe(number="Its number on today's list", why="A word on why, for yourself")
    async def skip(
        self, context: Context, number: int, *, why: commands.Range[str, 0, NOTE_LIMIT] = ""
    ) -> None:
        """Put an item of today aside; a problem comes back in a week at the earliest."""
        view = await self._assignments.skip(actor_of(context), number, why, source_of(context))
        await context.send(text.ticked(view, number))

    @commands.hybrid_command(extras={"for": "candidate"})
    @app_commands.describe(number="Its number on today's list")
    async def swap(self, context: Context, number: int) -> None:
        """Take another problem that serves the same purpose."""
        view = await self._assignments.swap(actor_of(context), number, source_of(context))
        await context.send(text.swapped(view, number), suppress_embeds=True)

    @commands.hybrid_command(extras={"for": "candidate"})
    @app_commands.describe(number="Its number on today's list")
    async def reopen(self, context: Context, number: int) -> None:
        """Take back what you said about an item of today; what it logged goes with it."""
        view = await self._assignments.reopen(actor_of(context), number, source_of(context))
        await context.send(text.reopened(view, number))

    @done.autocomplete("number")
    @unless_refused
    async def suggest_done(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[int]]:
        """What is open today."""
        return _choices(typed, (await self._assignments.today(actor_of(interaction))).open)

    @skip.autocomplete("number")
    @unless_refused
    async def suggest_skip(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[int]]:
        """What is open today."""
        return _choices(typed, (await self._assignments.today(actor_of(interaction))).open)

    @swap.autocomplete("number")
    @unless_refused
    async def suggest_swap(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[int]]:
        """The problems that are open today."""
        view = await self._assignments.today(actor_of(interaction))
        return _choices(typed, views.meant(view, views.Verb.SWAP))

    @reopen.autocomplete("number")
    @unless_refused
    async def suggest_reopen(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[int]]:
        """What is ticked or put aside today."""
        return _choices(typed, (await self._assignments.today(actor_of(interaction))).closed)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Called by discord.py: what was done while nobody could draw it is drawn now."""
        for person in await self._bot.services.people.candidates():
            view = await self._assignments.now_of(person.id)
            if view is not None:
                await self._redraw(person.id, view.assignment.day)

    async def on_post_due(self, event: PostDue) -> None:
        """Send the daily post, as the day stands when it goes out."""
        key = event.post.key
        if key.kind != KIND or key.place.platform is not Platform.DISCORD:
            return
        sent: list[TodayView] = []

        async def draft() -> Draft:
            view = await self._day(key)
            sent.append(view)
            return Draft(mark=views.mark(view), embed=text.today(view), view=views.buttons(view))

        if await self._delivery.deliver(key, draft) is not None and sent != [await self._day(key)]:
            # something got done while the message was on its way, and found no message to edit
            await self._redraw(*about(key.subject))

    async def on_post_stale(self, event: PostStale) -> None:
        """The post about a day may show an old state."""
        if event.post.key.kind == KIND:
            await self._redraw(*about(event.post.key.subject))

    async def on_attempt(self, event: AttemptLogged | AttemptUndone) -> None:
        """Draw the day that the attempt counts for once more."""
        await self._redraw(event.attempt.person_id, event.attempt.on)

    async def on_corrected_attempt(self, event: AttemptChanged) -> None:
        """Draw the day that it counts for, and the one that it counted for."""
        for day in {event.attempt.on, event.before.on}:
            await self._redraw(event.attempt.person_id, day)

    async def on_session(self, event: SessionLogged | SessionUndone) -> None:
        """Draw the day that the session counts for once more."""
        await self._redraw(event.session.person_id, event.session.on)

    async def on_corrected_session(self, event: SessionChanged) -> None:
        """Draw the day that it counts for, and the one that it counted for."""
        for day in {event.session.on, event.before.on}:
            await self._redraw(event.session.person_id, day)

    async def on_import(self, event: LogImported) -> None:
        """Draw every day that the rows of a file may have ticked."""
        for day in await self._assignments.days_shown(event.person_id, event.first, event.last):
            await self._redraw(event.person_id, day)

    async def on_changed(self, event: ItemMarked | ItemSwapped | AssignmentChanged) -> None:
        """Draw the day once more."""
        await self._redraw(event.assignment.person_id, event.assignment.day)

    async def on_dropped(self, event: AssignmentDropped) -> None:
        """Say that the day is none any more."""
        await self._redraw(event.person_id, event.day)

    async def _day(self, key: PostKey) -> TodayView:
        view = await self._assignments.of(*about(key.subject))
        if view is None:
            raise LookupError(f"{key.subject} was announced and is not planned")
        return view

    async def _redraw(self, person_id: PersonId, day: date) -> None:
        async with self._drawing[person_id]:
            posts = await self._posts.about(KIND, subject(person_id, day))
            standing = [post for post in posts if post.message_id is not None]
            if not standing:
                return
            view = await self._assignments.of(person_id, day)
            if view is not None and self._drawn.get(person_id) == view:
                return
            self._drawn.pop(person_id, None)
            drawn = [await self._edit(post, view) for post in standing]
            if view is not None and all(drawn):
                self._drawn[person_id] = view

    async def _edit(self, post: Post, view: TodayView | None) -> bool:
        if view is not None:
            return await self._delivery.edit(post, text.today(view), views.buttons(view))
        person = await self._bot.services.people.get(about(post.key.subject)[0])
        return await self._delivery.edit(post, text.not_begun(person), None)


def _which(event: PostDue) -> PostKey:
    return event.post.key


def _day_of_attempt(event: AttemptLogged | AttemptUndone) -> tuple[PersonId, date]:
    return event.attempt.person_id, event.attempt.on


def _day_of_session(event: SessionLogged | SessionUndone) -> tuple[PersonId, date]:
    return event.session.person_id, event.session.on


def _choices(typed: str, lines: list[Line] | tuple[Line, ...]) -> list[app_commands.Choice[int]]:
    return [
        app_commands.Choice(name=label, value=line.item.number)
        for line in lines
        if typed.lower() in (label := text.choice(line)).lower()
    ][:SUGGESTIONS]


async def setup(bot: DiscordBot) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(views.TodayButton, views.RoundButton)
    await bot.add_cog(AssignmentCog(bot))
