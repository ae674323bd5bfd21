"""Coming, going and settings on Discord: `/join`, `/leave`, `/settings`, and `/link`."""

from __future__ import annotations

from discord import app_commands
from discord.ext import commands

from bot.discord_bot import Context, DiscordBot, Interaction
from bot.people.model import AlreadyPlanning, Changes
from bot.people.reading import read_zone, suggest_zones
from cogs.people import text, views

SUGGESTIONS = 25
"""What Discord shows under a field at most."""


class PeopleCog(commands.Cog, name="You"):
    """Your plan, your settings, your two accounts."""

    def __init__(self, bot: DiscordBot) -> None:
        self._people = bot.services.people

    @app_commands.command()
    @app_commands.describe(zone="Where you live: a city, or a zone such as Europe/Berlin")
    async def join(
        self, interaction: Interaction, zone: app_commands.Range[str, 1, 60] | None = None
    ) -> None:
        """Begin a plan of your own: three short steps that only you see."""
        user = interaction.user
        held = await self._people.on_discord(user.id)
        if held is not None and held.start is not None:
            raise AlreadyPlanning(held.start)
        if zone is not None or held is not None:
            held = await self._people.propose(
                user.id, user.display_name, None if zone is None else read_zone(zone)
            )
        embed, view = views.page(interaction, views.Scene.WHEN, held)
        await interaction.response.send_message(embed=embed, view=view, ephemeral=True)

    @app_commands.command(extras={"for": "candidate"})
    async def leave(self, interaction: Interaction) -> None:
        """Leave your plan; your log stays, and so does the way back."""
        person = await self._people.leave(interaction.user.id)
        await interaction.response.send_message(text.left(person), ephemeral=True)

    @app_commands.command()
    @app_commands.describe(zone="Where you are now, when you travel")
    async def settings(
        self, interaction: Interaction, zone: app_commands.Range[str, 1, 60] | None = None
    ) -> None:
        """Change how the plan meets you: zone, times, minutes, what is posted."""
        mine = await self._people.mine(interaction.user.id)
        if zone is not None:
            mine = await self._people.set(interaction.user.id, Changes(zone=read_zone(zone)))
        embed, view = views.page(interaction, views.Scene.SETTINGS, mine)
        await interaction.response.send_message(embed=embed, view=view, ephemeral=True)

    @join.autocomplete("zone")
    @settings.autocomplete("zone")
    async def suggest(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Zones that begin like what was typed, or resemble it."""
        return [
            app_commands.Choice(name=zone.replace("_", " "), value=zone)
            for zone in suggest_zones(typed, SUGGESTIONS)
        ]

    @app_commands.command(extras={"for": "candidate"})
    async def link(self, interaction: Interaction) -> None:
        """Get a code that ties your Twitch account to this one."""
        given = await self._people.give_code(interaction.user.id)
        # the config renames the command on both platforms alike
        in_chat = f"!{self.link_in_chat.qualified_name}"
        await interaction.response.send_message(text.code(given, in_chat), ephemeral=True)

    # What only the one who asks should see is slash only; behind the prefix each says so.

    @commands.command(name="join", hidden=True, ignore_extra=True)
    async def join_in_chat(self, context: Context) -> None:
        """Say that this one is a slash command."""
        await context.send(text.use_slash(self.join.qualified_name))

    @commands.command(name="leave", hidden=True, ignore_extra=True)
    async def leave_in_chat(self, context: Context) -> None:
        """Say that this one is a slash command."""
        await context.send(text.use_slash(self.leave.qualified_name))

    @commands.command(name="settings", hidden=True, ignore_extra=True)
    async def settings_in_chat(self, context: Context) -> None:
        """Say that this one is a slash command."""
        await context.send(text.use_slash(self.settings.qualified_name))

    @commands.command(name="link", hidden=True, ignore_extra=True)
    async def link_in_chat(self, context: Context) -> None:
        """Say that this one is a slash command."""
        await context.send(text.code_by_slash(self.link.qualified_name))


async def setup(bot: DiscordBot) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(views.PeopleButton, views.PeopleSelect)
    await bot.add_cog(PeopleCog(bot))
