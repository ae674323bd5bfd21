"""How somebody is doing on Discord: progress, streak, success table, stage, reports, the evening's word."""

from __future__ import annotations

import io
from collections.abc import Callable

import discord
from discord import app_commands
from discord.ext import commands

from bot.assignment.model import about
from bot.discord_bot import Context, DiscordBot, Interaction
from bot.people.model import Nudge, Platform
from bot.post.model import PostDue, PostKey
from bot.progress.model import NOTE, NUDGE, PRIVATE, REPORT, Chart, ForThemAlone, Week, chart_named
from cogs.asking import actor_of
from cogs.delivery import Delivery, Draft
from cogs.progress import text, text_narration, text_paper, text_progress, text_table, views
from cogs.progress.picture import Drawing, drawing

OLDEST = 52
"""Weeks that a report can look back."""


class ProgressCog(commands.Cog, name="Progress"):
    """How you are doing."""

    def __init__(self, bot: DiscordBot) -> None:
        self._bot = bot
        self._progress = bot.services.progress
        self._metrics = bot.services.metrics
        self._easel = bot.services.easel
        self._posts = bot.services.posts
        self._delivery = Delivery(bot, self._posts, bot.services.clock)
        self._subscriptions: list[Callable[[], None]] = []

    async def cog_load(self) -> None:
        """Called by discord.py."""
        self._subscriptions = [self._bot.services.bus.subscribe(PostDue, self.on_post_due)]

    async def cog_unload(self) -> None:
        """Called by discord.py."""
        for unsubscribe in self._subscriptions:
            unsubscribe()

    @commands.hybrid_command(extras={"for": "candidate"})
    @app_commands.describe(picture="Which picture: calendar, minutes, patterns, flags, ratings, chat")
    async def progress(self, context: Context, *, picture: str = "") -> None:
        """How you stand: the week, the streak, what is solved, what the month still asks; with a picture."""
        which = chart_named(picture) if picture.strip() else None
        if which is not None and which in PRIVATE and context.interaction is None:
            raise ForThemAlone(which)
        await context.defer(ephemeral=which in PRIVATE)
        if which is not None:
            person, held = await self._metrics.chart(actor_of(context), which)
            words, file = await views.shown(self._easel, which, held)
            await context.send(words, files=[file] if file else [], view=views.charts(person.id))
            return
        whole = await self._metrics.progress(actor_of(context))
        embed, files = text_progress.progress(whole), list[discord.File]()
        _, days = await self._metrics.chart(actor_of(context), Chart.CALENDAR)
        await self._hang(embed, files, drawing(Chart.CALENDAR, days))
        await context.send(embed=embed, files=files, view=views.charts(whole.person.id))

    @commands.hybrid_command(extras={"for": "candidate"})
    async def streak(self, context: Context) -> None:
        """How many days of this week, and how many in a row."""
        await context.send(text_progress.streak(await self._metrics.streak(actor_of(context))))

    @commands.hybrid_group(fallback="show", case_insensitive=True, extras={"for": "candidate"})
    @app_commands.describe(month="The evidence behind one month; without it the whole table")
    async def metrics(self, context: Context, month: int | None = None) -> None:
        """The plan's success table: every month and area, the value beside the target."""
        held = await self._metrics.table(actor_of(context))
        embed = text_table.table(held) if month is None else text_table.month(held, held.row(month))
        await context.send(embed=embed, view=views.months(held))
        if held.own_habit != held.habit:
            await self._whisper(context, text_narration.habit(held.own_habit))

    # Behind the prefix the first keyword-only parameter takes the rest of the line.

    @metrics.command(usage="<cell> [note]", extras={"for": "candidate"})
    @app_commands.describe(
        cell="Which cell; those that count themselves take no tick",
        note="A word on what stands",
        date="Since when: yesterday, tuesday, 2026-03-01; today without it",
    )
    async def tick(
        self,
        context: Context,
        *,
        cell: str,
        note: commands.Range[str, 0, NOTE] = "",
        date: commands.Range[str, 0, 20] = "",
    ) -> None:
        """Say that a cell stands which nothing in the log can tell."""
        done = await self._metrics.tick(actor_of(context), cell, note, date)
        await context.send(text_table.ticked(done))

    @metrics.command(extras={"for": "candidate"})
    @app_commands.describe(cell="Which cell")
    async def untick(self, context: Context, *, cell: str) -> None:
        """Take a tick back."""
        await context.send(text_table.unticked(await self._metrics.untick(actor_of(context), cell)))

    @tick.autocomplete("cell")
    @untick.autocomplete("cell")
    async def suggest_cell(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """The cells that are ticked by hand."""
        word = typed.strip().casefold()
        return [
            app_commands.Choice(name=f"{goal.key}: {goal.words}"[:100], value=goal.key)
            for goal in self._bot.services.programme.goals
            if goal.takes_tick and word in f"{goal.key} {goal.words}".casefold()
        ][: views.CHOICES]

    @commands.hybrid_command(extras={"for": "candidate"})
    async def stage(self, context: Context) -> None:
        """Whether the log says that you are ready for friends, or for Twitch."""
        await context.send(embed=text_table.stage(await self._metrics.stage(actor_of(context))))

    @progress.autocomplete("picture")
    async def suggest_picture(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """The pictures that there are."""
        word = typed.strip().casefold()
        return [
            app_commands.Choice(name=f"{which}: {words}", value=which)
            for which, words in text_progress.CHOICES.items()
            if word in f"{which} {words}"
        ]

    @commands.hybrid_command(extras={"for": "candidate"})
    @app_commands.describe(weeks_ago="1 is last week; the present one without it")
    async def report(self, context: Context, weeks_ago: commands.Range[int, 0, OLDEST] = 0) -> None:
        """Your week so far: what went well, what slipped, what the next one changes; with files to keep."""
        await context.defer()
        week = await self._progress.report(actor_of(context), weeks_ago)
        embed, files = await self._paper(week)
        await context.send(embed=embed, files=files, view=views.by_day(week.person.id, week.last))
        if week.own_spoke != week.spoke:
            await self._whisper(context, text_narration.week(week.own_spoke))

    async def on_post_due(self, event: PostDue) -> None:
        """Send the evening's word, or the week's report, as things stand when it goes out."""
        key = event.post.key
        if key.place.platform is not Platform.DISCORD:
            return
        if key.kind == NUDGE:
            await self._say(key)
        elif key.kind == REPORT:
            await self._delivery.deliver(key, lambda: self._report(key))

    async def _say(self, key: PostKey) -> None:
        evening = await self._progress.evening(*about(key.subject))
        if not evening.speaks:
            # everything was done while the word was on its way
            await self._posts.give_up(key)
            return
        view = views.quiet(evening.person.id, evening.day)

        async def draft() -> Draft:
            return Draft(
                mark=views.mark(view),
                content=text.evening(evening),
                view=view,
                # a line between others' messages makes no sound; who chose a private one wants to hear it
                silent=evening.person.nudge is not Nudge.DM,
            )

        await self._delivery.deliver(key, draft)

    async def _report(self, key: PostKey) -> Draft:
        week = await self._progress.week(*about(key.subject))
        view = views.by_day(week.person.id, week.last)
        embed, files = await self._paper(week)
        return Draft(mark=views.mark(view), embed=embed, view=view, files=tuple(files))

    async def _paper(self, week: Week) -> tuple[discord.Embed, list[discord.File]]:
        """The report, its picture, and the files to keep."""
        embed, files = text.report(week), list[discord.File]()
        held = await self._progress.week_chart(week.person.id, week.last)
        await self._hang(embed, files, drawing(Chart.MINUTES, held))
        for name, data in (("csv", self._progress.week_table(week)), ("md", text_paper.markdown(week))):
            files.append(discord.File(io.BytesIO(data), text_paper.name(week, name)))
        return embed, files

    async def _whisper(self, context: Context, line: str) -> None:
        """What only whoever asks may read: behind the prefix everybody would."""
        if line and context.interaction is not None:
            await context.send(text_narration.alone(line), ephemeral=True)

    async def _hang(self, embed: discord.Embed, files: list[discord.File], wanted: Drawing | None) -> None:
        """Put a picture into a message; without it the message stands as well."""
        file = await views.hung(self._easel, wanted)
        if file is not None:
            embed.set_image(url=f"attachment://{file.filename}")
            files.append(file)


async def setup(bot: DiscordBot) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(views.QuietButton, views.DaysButton, views.ChartSelect, views.MonthSelect)
    await bot.add_cog(ProgressCog(bot))
