"""The button under a summary; it holds the recording's number and nothing else."""

from __future__ import annotations

import io
import re
from typing import Any, Self

import discord

from bot.discord_bot import Interaction
from bot.recording.model import RecordingId
from cogs.asking import actor_of
from cogs.controls import PersistentButton
from cogs.feedback import text


class ExportButton(PersistentButton, template=r"feedback:export:(?P<id>\d{1,18})"):
    """Hands the review over as a file, to whoever presses it, as far as they may read it."""

    def __init__(self, recording_id: RecordingId) -> None:
        self._number = recording_id
        super().__init__(
            discord.ui.Button(
                label=text.EXPORT,
                style=discord.ButtonStyle.secondary,
                custom_id=f"feedback:export:{recording_id}",
            )
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str]
    ) -> Self:
        """Called by discord.py."""
        return cls(RecordingId(int(match["id"])))

    async def pressed(self, interaction: Interaction) -> None:
        """As things stand now."""
        services = interaction.client.services
        held = await services.reviews.summary(actor_of(interaction), self._number)
        soon, later = await services.assignments.changes(held.owner.id) if held.for_owner else ((), ())
        written = text.markdown(held, services.programme.drills, soon, later)
        file = discord.File(io.BytesIO(written.encode()), f"review-{self._number}.md")
        await interaction.response.send_message(file=file, ephemeral=True)


def read_back(recording_id: RecordingId) -> discord.ui.View:
    """What stands under a summary."""
    view = discord.ui.View(timeout=None)
    view.add_item(ExportButton(recording_id))
    return view
