"""`/submit`: a recording is handed in."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_bot import Context, DiscordBot, Interaction
from bot.discord_cdn import MOST_BYTES
from bot.recording.model import File, FileTooLarge, Kind, NoVideo, OnlyOne
from bot.recording.service import Wish
from cogs.asking import actor_of
from cogs.recording import text, views

SUGGESTIONS = 25
"""What Discord shows under a field at most."""


class RecordingCog(commands.Cog, name="Recordings"):
    """Hand in a recording; friends say what they saw."""

    def __init__(self, bot: DiscordBot) -> None:
        self._services = bot.services
        self._recordings = bot.services.recordings

    @app_commands.command()
    @app_commands.describe(
        link="Where it can be watched; unlisted is fine. The normal way",
        file="A short clip: Discord lets me post little, about 10 MB",
        vod="Your last stream's recording on Twitch",
        problem="Name, number or link of the problem",
        part="The part to look at, such as 12:00-25:00",
        stage="1: for you alone, 2: friends, 3: live; left out, it is your plan's",
        kind="What it is of; coding unless you say so",
    )
    @app_commands.rename(part="slice")
    @app_commands.choices(
        kind=[app_commands.Choice(name=name, value=kind.value) for kind, name in text.KINDS.items()]
    )
    async def submit(
        self,
        interaction: Interaction,
        link: str = "",
        file: discord.Attachment | None = None,
        vod: bool = False,
        problem: str = "",
        part: str = "",
        stage: int | None = None,
        kind: str | None = None,
    ) -> None:
        """Hand in a recording for review: a link, a file, or your last stream."""
        title = ""
        if vod:
            if link or file is not None:
                raise OnlyOne
            link, title = views.vod_of(await self._services.streams.latest(), actor_of(interaction))
            stage = stage or views.live_stage(self._services.programme)
        wish = Wish(
            kind=None if kind is None else Kind(kind),
            stage=stage,
            link=link,
            file=None if file is None else _uploaded(file, interaction.filesize_limit),
            problem=problem,
            span=part,
        )
        checked = await self._recordings.check(actor_of(interaction), wish)
        form = views.SubmitForm(checked, checked.suggested or title, self._recordings.channel)
        await interaction.response.send_modal(form)

    @submit.autocomplete("problem")
    async def suggest(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Problems that what was typed so far may mean."""
        return [
            app_commands.Choice(name=f"{each.number}. {each.title}"[:100], value=each.slug)
            for each in self._services.catalogue.suggest(typed, SUGGESTIONS)
        ]

    @commands.command(name="submit", hidden=True, ignore_extra=True)
    async def submit_in_chat(self, context: Context) -> None:
        """Say that this one is a slash command."""
        await context.send(text.use_slash(self.submit.name))


def _uploaded(file: discord.Attachment, limit: int) -> File:
    """What was attached to the command, where it is a video or a sound that may be posted."""
    most = min(limit, MOST_BYTES)
    if not (file.content_type or "").startswith(("video/", "audio/")):
        raise NoVideo(file.filename)
    if file.size > most:
        raise FileTooLarge(most // 2**20)
    return File(file.filename, file.url, file.size)


async def setup(bot: DiscordBot) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(views.RecordingButton, views.VodButton)
    await bot.add_cog(RecordingCog(bot))
