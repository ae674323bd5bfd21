"""Reviews read back on Discord: `/summary`, `/reviews`, `/feedback`, each for whoever asks alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_bot import Context, DiscordBot, Interaction
from bot.recording.model import RecordingId
from cogs import reviewed
from cogs.asking import actor_of
from cogs.feedback import picture, text, views
from cogs.hanging import hung

T = TypeVar("T")

SUGGESTIONS = 25
"""What Discord shows under a field at most."""


class FeedbackCog(commands.Cog, name="Feedback"):
    """What friends said, read back."""

    def __init__(self, bot: DiscordBot) -> None:
        self._services = bot.services
        self._history = bot.services.review_history
        self._guild = bot.section.guild_id

    @app_commands.command()
    @app_commands.describe(recording="Its number, or a word of its title")
    async def summary(self, interaction: Interaction, recording: int) -> None:
        """What friends said about a recording, and what it changes."""
        await interaction.response.defer(ephemeral=True)
        held = await self._services.reviews.summary(actor_of(interaction), RecordingId(recording))
        # what a plan holds is its candidate's own business
        soon, later = await self._services.assignments.changes(held.owner.id) if held.for_owner else ((), ())
        embed = reviewed.summary(held, self._services.programme.drills, soon, later)
        files: list[discord.File] = []
        if held.moments:
            files = await self._hang(embed, "moments.png", picture.timeline, held, text.timeline_alt(held))
        await interaction.followup.send(
            embed=embed, files=files, view=views.read_back(held.recording.id), ephemeral=True
        )

    @app_commands.command()
    async def reviews(self, interaction: Interaction) -> None:
        """Your recordings and how far each is; friends' that ask for a look."""
        shelf = await self._history.shelf(actor_of(interaction))
        embed = text.shelf(shelf, self._guild)
        await interaction.response.send_message(embed=embed, ephemeral=True)

    @app_commands.command()
    async def feedback(self, interaction: Interaction) -> None:
        """What friends saw over months: strengths, flags, and how well you judge yourself."""
        await interaction.response.defer(ephemeral=True)
        held = await self._history.feedback(actor_of(interaction))
        embed = text.feedback(held)
        files: list[discord.File] = []
        if held.strengths or held.flags:
            files = await self._hang(embed, "feedback.png", picture.feedback, held, text.feedback_alt(held))
        await interaction.followup.send(embed=embed, files=files, ephemeral=True)

    @summary.autocomplete("recording")
    async def suggest(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[int]]:
        """Recordings whose number or title holds what was typed so far."""
        wanted = typed.strip().casefold()
        return [
            app_commands.Choice(name=text.choice(one), value=one.id)
            for one in await self._history.known(actor_of(interaction))
            if wanted in one.title.casefold() or str(one.id).startswith(wanted)
        ][:SUGGESTIONS]

    @commands.command(name="summary", hidden=True, ignore_extra=True)
    async def summary_in_chat(self, context: Context) -> None:
        """Say that this one is a slash command."""
        await context.send(text.use_slash(self.summary.name))

    @commands.command(name="reviews", hidden=True, ignore_extra=True)
    async def reviews_in_chat(self, context: Context) -> None:
        """Say that this one is a slash command."""
        await context.send(text.use_slash(self.reviews.name))

    @commands.command(name="feedback", hidden=True, ignore_extra=True)
    async def feedback_in_chat(self, context: Context) -> None:
        """Say that this one is a slash command."""
        await context.send(text.use_slash(self.feedback.name))

    async def _hang(
        self, embed: discord.Embed, name: str, draw: Callable[[T], bytes], value: T, alt: str
    ) -> list[discord.File]:
        """Put a picture into a message; without it the message stands as well."""
        file = await hung(self._services.easel, name, draw, value, alt)
        if file is None:
            return []
        embed.set_image(url=f"attachment://{name}")
        return [file]


async def setup(bot: DiscordBot) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(views.ExportButton)
    await bot.add_cog(FeedbackCog(bot))
