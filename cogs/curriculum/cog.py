"""The plan on Discord: `/plan show`, its week, its chapters, another start, time off."""

from __future__ import annotations

import difflib
from datetime import timedelta

from discord import app_commands
from discord.ext import commands

from bot.curriculum.model import UnknownVerb, chapters, find_chapter
from bot.discord_bot import Context, DiscordBot, Interaction
from bot.errors import UserError
from cogs.asking import actor_of, unless_refused
from cogs.curriculum import text, views

SUGGESTIONS = 25
"""What Discord shows under a field at most."""


class CurriculumCog(commands.Cog, name="Plan"):
    """The whole plan, and where you stand in it."""

    def __init__(self, bot: DiscordBot) -> None:
        self._bot = bot
        self._plans = bot.services.curriculum
        self._programme = bot.services.programme

    @commands.hybrid_group(fallback="show", case_insensitive=True)
    async def plan(self, context: Context) -> None:
        """Where you stand in the plan: phase, week, what comes next, how far."""
        asked = context.view.read_rest().strip() if context.interaction is None else ""
        if asked:
            await self._show(context, self._chapter_or_verb(asked))
            return
        standing = await self._plans.look(actor_of(context))
        await context.send(embed=text.plan(standing), view=views.contents(chapters(self._programme)))

    @plan.command()
    async def week(self, context: Context) -> None:
        """The week's template with the minutes of this phase."""
        await context.send(embed=text.week(await self._plans.look(actor_of(context))))

    # Behind the prefix the keyword-only parameter takes the rest of the line.

    @plan.command()
    @app_commands.describe(section="Which chapter: systems, rounds, goals ...")
    async def about(self, context: Context, *, section: str = "overview") -> None:
        """What the programme says: roles, patterns, systems, rounds, goals and the rest."""
        await self._show(context, section)

    @plan.command(extras={"for": "candidate"})
    @app_commands.describe(day="The first day: monday, 9 March, 2026-03-09")
    async def start(self, context: Context, *, day: str) -> None:
        """Let the plan begin on another day."""
        await context.send(text.started(await self._plans.start(actor_of(context), day)))

    @plan.command(extras={"for": "candidate"})
    @app_commands.describe(until="The first day back: monday, 9 March; or both: 1 August to 15 August")
    async def pause(self, context: Context, *, until: str) -> None:
        """Take time off; everything moves by as many days."""
        await context.send(text.paused(await self._plans.pause(actor_of(context), until)))

    @plan.command(extras={"for": "candidate"})
    async def resume(self, context: Context) -> None:
        """Be back today; a pause that lies ahead is called off."""
        await context.send(text.resumed(await self._plans.resume(actor_of(context))))

    @about.autocomplete("section")
    async def suggest_chapter(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Chapters whose name, or what is said of them, holds what was typed so far."""
        word = typed.strip().lower()
        return [
            app_commands.Choice(name=label, value=chapter.key)
            for chapter in chapters(self._programme)
            if word in (label := text.choice(chapter)).lower() or any(word in name for name in chapter.also)
        ][:SUGGESTIONS]

    @start.autocomplete("day")
    @pause.autocomplete("until")
    @unless_refused
    async def suggest_day(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """The next two weeks and the Mondays after them."""
        today = (await self._plans.look(actor_of(interaction))).day
        days = [today + timedelta(days=ahead) for ahead in range(1, 15)]
        days += [day for ahead in range(15, 90) if (day := today + timedelta(days=ahead)).weekday() == 0]
        word = typed.strip().lower()
        return [
            app_commands.Choice(name=label, value=day.isoformat())
            for day in days
            if word in (label := text.day_choice(day, today)).lower() or word in day.isoformat()
        ][:SUGGESTIONS]

    async def _show(self, context: Context, section: str) -> None:
        chapter = find_chapter(self._programme, section)
        place = text.opening(chapter, await self._month(context))
        await context.send(embed=text.about(chapter, place), view=views.turning(chapter, place))

    async def _month(self, context: Context) -> int | None:
        """The month that they are in; the chapters are there for people without a plan, too."""
        try:
            position = (await self._plans.look(actor_of(context))).position
        except UserError:
            return None
        return None if position is None else position.month

    def _chapter_or_verb(self, asked: str) -> str:
        """`!plan systems` as `!plan about systems`; a slip of a verb is asked back. Raises UnknownVerb."""
        try:
            return find_chapter(self._programme, asked).key
        except UserError:
            verbs = [command.name for command in self.plan.commands]
            near = difflib.get_close_matches(asked.split()[0].lower(), verbs, n=1)
            raise UnknownVerb(asked, near[0] if near else None) from None


async def setup(bot: DiscordBot) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(views.ChapterSelect, views.TurnButton)
    await bot.add_cog(CurriculumCog(bot))
