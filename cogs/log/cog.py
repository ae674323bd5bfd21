"""The log to look at on Discord: `/history`, `/notes`, `/edit`, `/export`, `/import`."""

from __future__ import annotations

import io

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_bot import Context, DiscordBot, Interaction
from bot.sheet import check_size
from cogs.asking import actor_of, source_of
from cogs.log import text, views

Words = app_commands.Range[str, 0, views.WORDS_LIMIT]
Day = app_commands.Range[str, 0, 20]
EntryNumber = app_commands.Range[str, 0, 20]
PageNumber = app_commands.Range[int, 1, 100_000]


class LogCog(commands.Cog, name="Looking back"):
    """What stands in your log: found, corrected, carried in and out."""

    def __init__(self, bot: DiscordBot) -> None:
        self._log = bot.services.log
        self._files = bot.services.log_files
        self._catalogue = bot.services.catalogue

    @commands.hybrid_command(usage="[problem]", extras={"for": "candidate"})
    @app_commands.describe(problem="Name, number or link; your newest entries if you leave it out")
    async def history(self, context: Context, *, problem: str = "") -> None:
        """Show every try at a problem, or your newest entries with their numbers."""
        actor = actor_of(context)
        if problem.strip():
            await context.send(embed=text.history(await self._log.history(actor, problem)))
            return
        found = await self._log.recent(actor)
        await context.send(embed=text.recent(found), view=views.recent_view(found))

    @app_commands.command(extras={"for": "candidate"})
    @app_commands.describe(
        words="Words of a note, or the beginning of one; your newest notes if you leave it out",
        page="Which page of them",
    )
    async def notes(self, interaction: Interaction, words: Words = "", page: PageNumber = 1) -> None:
        """Search your notes, for you alone."""
        found = await self._log.notes(actor_of(interaction), words, page)
        await interaction.response.send_message(
            embed=text.notes(found), view=views.notes_view(found), ephemeral=True
        )

    @app_commands.command(extras={"for": "candidate"})
    @app_commands.describe(entry="Its number, as /history shows it; a list to pick from if you leave it out")
    async def edit(self, interaction: Interaction, entry: EntryNumber = "") -> None:
        """Correct an entry of your log: problem, outcome, minutes, note, day."""
        if entry.strip():
            await views.open_form(interaction, entry)
            return
        found = await self._log.recent(actor_of(interaction), size=views.LISTED)
        await interaction.response.send_message(text.ASK_WHICH, view=views.edit_view(found), ephemeral=True)

    @app_commands.command(extras={"for": "candidate"})
    async def export(self, interaction: Interaction) -> None:
        """Hand you your whole log as a CSV file."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        done = await self._files.export(actor_of(interaction))
        file = discord.File(io.BytesIO(done.data), done.name)
        await interaction.followup.send(text.exported(done.rows), file=file, ephemeral=True)

    @app_commands.command(name="import", extras={"for": "candidate"})
    @app_commands.describe(
        file="CSV; its columns may be: problem, date, solved, minutes, note",
        date="The day of rows without one; the day before your plan began if you leave it out",
    )
    async def import_(self, interaction: Interaction, file: discord.Attachment, date: Day = "") -> None:
        """Take a CSV of what you solved into your log; you see what would come in first."""
        check_size(file.size)
        await interaction.response.defer(ephemeral=True, thinking=True)
        offer = await self._files.offer(
            actor_of(interaction), file.filename, await views.fetched(file), source_of(interaction), date
        )
        await interaction.followup.send(embed=text.offer(offer), view=views.offer_view(offer), ephemeral=True)

    @commands.command(name="notes", hidden=True, ignore_extra=True)
    async def notes_in_chat(self, context: Context) -> None:
        """Say that this one is a slash command."""
        await context.send(text.use_slash(self.notes.qualified_name))

    @commands.command(name="edit", hidden=True, ignore_extra=True)
    async def edit_in_chat(self, context: Context) -> None:
        """Say that this one is a slash command."""
        await context.send(text.use_slash(self.edit.qualified_name))

    @commands.command(name="export", hidden=True, ignore_extra=True)
    async def export_in_chat(self, context: Context) -> None:
        """Say that this one is a slash command."""
        await context.send(text.use_slash(self.export.qualified_name))

    @commands.command(name="import", hidden=True, ignore_extra=True)
    async def import_in_chat(self, context: Context) -> None:
        """Say that this one is a slash command."""
        await context.send(text.use_slash(self.import_.qualified_name))

    @history.autocomplete("problem")
    async def suggest(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Problems that what was typed so far may mean."""
        return [
            app_commands.Choice(name=text.choice(problem), value=problem.slug)
            for problem in self._catalogue.suggest(typed, views.LISTED)
        ]

    @edit.autocomplete("entry")
    async def suggest_entries(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """The newest entries with what was typed so far in their line."""
        found = await self._log.glance(actor_of(interaction), typed, views.LISTED)
        return [
            app_commands.Choice(name=text.entry_choice(shown, found.today), value=str(shown.entry.id))
            for shown in found.entries
        ]


async def setup(bot: DiscordBot) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(views.PageButton, views.FileButton, views.EntrySelect)
    await bot.add_cog(LogCog(bot))
