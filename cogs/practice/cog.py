"""The log on Discord: `/solved`, `/failed`, `/log`, `/undo`, and the same behind the prefix."""

from __future__ import annotations

from typing import Literal

from discord import app_commands
from discord.ext import commands

from bot.discord_bot import Context, DiscordBot, Interaction
from bot.practice.model import LONGEST, NOTE_LIMIT, SHORTEST
from cogs.asking import actor_of, source_of
from cogs.practice import text

Minutes = app_commands.Range[int, SHORTEST, LONGEST]
Note = app_commands.Range[str, 0, NOTE_LIMIT]

USAGE = "<problem> [minutes] [note]"
SUGGESTIONS = 25
"""What Discord shows under a field at most."""


class PracticeCog(commands.Cog, name="Log"):
    """What you solved, and what you did not yet."""

    def __init__(self, bot: DiscordBot) -> None:
        self._practice = bot.services.practice
        self._catalogue = bot.services.catalogue

    # Behind the prefix the first keyword-only parameter takes the rest of the line, and discord.py leaves the
    # others at their defaults; as a slash command each is an option of its own.

    @commands.hybrid_command(usage=USAGE, extras={"for": "candidate"})
    @app_commands.describe(
        problem="Name, number or link",
        minutes="How long it took",
        note="The intuition in one line",
        read="Whether you read the solution first",
    )
    async def solved(
        self,
        context: Context,
        *,
        problem: str,
        minutes: Minutes | None = None,
        note: Note = "",
        read: bool = False,
    ) -> None:
        """Log a problem you solved: its name, the minutes, the intuition in one line."""
        done = await self._practice.solved(
            actor_of(context), problem, source_of(context), minutes=minutes, note=note, read=read
        )
        await context.send(text.logged(done))

    @commands.hybrid_command(usage=USAGE, extras={"for": "candidate"})
    @app_commands.describe(
        problem="Name, number or link",
        minutes="How long you tried",
        note="What was missing, in one line",
        read="Whether you read the solution then",
    )
    async def failed(
        self,
        context: Context,
        *,
        problem: str,
        minutes: Minutes | None = None,
        note: Note = "",
        read: bool = False,
    ) -> None:
        """Log a problem you did not solve yet."""
        done = await self._practice.failed(
            actor_of(context), problem, source_of(context), minutes=minutes, note=note, read=read
        )
        await context.send(text.logged(done))

    @commands.hybrid_command(extras={"for": "candidate"})
    async def undo(self, context: Context) -> None:
        """Take back what you logged last."""
        back = await self._practice.undo(actor_of(context), source_of(context))
        await context.send(text.undone(back))

    @app_commands.command(extras={"for": "candidate"})
    @app_commands.describe(
        problem="Name, number or link",
        outcome="How it went",
        minutes="How long it took",
        note="The intuition in one line",
        date="yesterday, tuesday or 2026-03-01; today if you leave it out",
        read="Whether you read the solution first",
    )
    async def log(
        self,
        interaction: Interaction,
        problem: str,
        outcome: Literal["solved", "not solved"],
        minutes: Minutes | None = None,
        note: Note = "",
        date: str = "",
        read: bool = False,
    ) -> None:
        """Log a problem with every detail, for today or an earlier day."""
        done = await self._practice.log(
            actor_of(interaction),
            problem,
            source_of(interaction),
            solved=outcome == "solved",
            minutes=minutes,
            note=note,
            read=read,
            day=date,
        )
        await interaction.response.send_message(text.logged(done))

    @commands.command(name="log", hidden=True, ignore_extra=True)
    async def log_in_chat(self, context: Context) -> None:
        """Say that this one is a slash command."""
        await context.send(text.use_slash(self.log.qualified_name))

    @solved.autocomplete("problem")
    @failed.autocomplete("problem")
    @log.autocomplete("problem")
    async def suggest(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Problems that what was typed so far may mean."""
        return [
            app_commands.Choice(name=text.choice(problem), value=problem.slug)
            for problem in self._catalogue.suggest(typed, SUGGESTIONS)
        ]


async def setup(bot: DiscordBot) -> None:
    """Called by discord.py."""
    await bot.add_cog(PracticeCog(bot))
