"""The button under an offered recording, which holds nothing but its id."""

from __future__ import annotations

import asyncio
import io
import re
from typing import Any, Self

import discord

from bot.discord_bot import Interaction
from bot.narration.model import NarrationId, NarrationView
from cogs.asking import actor_of
from cogs.controls import PersistentButton
from cogs.narration import picture, text


class LookButton(PersistentButton, template=r"narration:look:(?P<id>\d{1,18})"):
    """What was heard, for its candidate alone, on messages of any age."""

    def __init__(self, narration_id: NarrationId) -> None:
        self._narration_id = narration_id
        super().__init__(
            discord.ui.Button(
                label=text.LOOK, style=discord.ButtonStyle.secondary, custom_id=custom_id(narration_id)
            )
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str]
    ) -> Self:
        """Called by discord.py."""
        return cls(NarrationId(int(match["id"])))

    async def pressed(self, interaction: Interaction) -> None:
        """Show it to whoever it is of; to anybody else it does not exist."""
        await answer(interaction, self._narration_id)


async def answer(interaction: Interaction, narration_id: NarrationId | None) -> None:
    """One recording in private: sentence, silences and time line."""
    narrations = interaction.client.services.narrations
    view = await narrations.look(actor_of(interaction), narration_id)
    await interaction.response.defer(ephemeral=True, thinking=True)
    await interaction.followup.send(embed=card(view), file=await drawn(view), ephemeral=True)


def card(view: NarrationView) -> discord.Embed:
    """The words with the place of the picture in them."""
    return text.card(view).set_image(url=f"attachment://{text.PICTURE}")


async def drawn(view: NarrationView) -> discord.File:
    """The picture, made beside the event loop."""
    made = await asyncio.to_thread(picture.draw, view)
    return discord.File(io.BytesIO(made), text.PICTURE, description=text.alt(view))


def buttons(narration_id: NarrationId) -> discord.ui.View:
    """What stands under an offer."""
    shown = discord.ui.View(timeout=None)
    shown.add_item(LookButton(narration_id))
    return shown


def custom_id(narration_id: NarrationId) -> str:
    """By which the message is known again."""
    return f"narration:look:{narration_id}"
