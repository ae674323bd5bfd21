"""The button under the board: it holds only whether its message is the standing one."""

from __future__ import annotations

import re
from typing import Any, Self

import discord

from bot.discord_bot import Interaction
from cogs.asking import actor_of
from cogs.cohort import text
from cogs.controls import PersistentButton

STANDING = "cohort:toggle:standing"
"""By this the standing message is known again; answers to `/cohort` carry another."""
ASKED = "cohort:toggle:asked"


class BoardButton(PersistentButton, template=r"cohort:toggle:(?P<which>standing|asked)"):
    """Steps on the board, or off it."""

    def __init__(self, custom_id: str) -> None:
        super().__init__(
            discord.ui.Button(label=text.TOGGLE, style=discord.ButtonStyle.secondary, custom_id=custom_id)
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str]
    ) -> Self:
        """Called by discord.py."""
        return cls(match.string)

    async def pressed(self, interaction: Interaction) -> None:
        """For whoever presses it."""
        person = await interaction.client.services.cohort.toggle(actor_of(interaction))
        await interaction.response.send_message(text.toggled(person), ephemeral=True)


def button(custom_id: str) -> discord.ui.View:
    """What stands under a board."""
    view = discord.ui.View(timeout=None)
    view.add_item(BoardButton(custom_id))
    return view
