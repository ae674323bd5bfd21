"""The buttons under a stream's post: where to watch, and the chapters."""

from __future__ import annotations

import io
import re
from typing import Any, Self

import discord

from bot.discord_bot import Interaction
from bot.stream.model import StreamId, StreamView
from cogs.controls import ButtonElsewhere, PersistentButton
from cogs.stream import text


class ChaptersButton(PersistentButton, template=r"stream:chapters:(?P<id>\d{1,18})"):
    """Chapters of one stream, for whoever presses it, on posts of any age."""

    def __init__(self, stream_id: StreamId) -> None:
        self._stream_id = stream_id
        super().__init__(
            discord.ui.Button(
                label=text.CHAPTERS, style=discord.ButtonStyle.secondary, custom_id=custom_id(stream_id)
            )
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str]
    ) -> Self:
        """Called by discord.py."""
        return cls(StreamId(int(match["id"])))

    async def pressed(self, interaction: Interaction) -> None:
        """Show them to this one person."""
        await answer_chapters(interaction, await interaction.client.services.streams.look(self._stream_id))


async def answer_chapters(interaction: Interaction, view: StreamView) -> None:
    """Chapters to copy, in private; as a file where they are too long for a message."""
    words, lines = text.chapters_of(view, interaction.client.services.in_chat)
    if text.fits(lines):
        await interaction.response.send_message(text.code(words, lines), ephemeral=True)
    else:
        file = discord.File(io.BytesIO(lines.encode()), text.FILE)
        await interaction.response.send_message(words, file=file, ephemeral=True)


def buttons(view: StreamView) -> discord.ui.View:
    """What stands under the post, always in the same order."""
    shown = discord.ui.View(timeout=None)
    login, stream = view.person.twitch_login, view.stream
    if not stream.ended and login is not None:
        shown.add_item(discord.ui.Button(label=text.WATCH, url=text.watch_url(login)))
    videos = [each.video for each in stream.broadcasts if each.video is not None]
    for number, video in enumerate(videos[:3], 1):
        label = text.RECORDING if len(stream.broadcasts) == 1 else f"{text.RECORDING} {number}"
        if stream.ended:
            shown.add_item(discord.ui.Button(label=label, url=video.url))
    shown.add_item(ChaptersButton(stream.id))
    if stream.ended and videos:
        # answered where recordings are: a cog never reaches for another, an id is enough
        shown.add_item(ButtonElsewhere(label=text.HAND_IN, custom_id=f"recording:vod:{stream.id}"))
    return shown


def custom_id(stream_id: StreamId) -> str:
    """What Discord sends back when the button is pressed, and by which the post is known again."""
    return f"stream:chapters:{stream_id}"
