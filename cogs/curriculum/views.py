"""Under the plan's messages: a list of its chapters, and buttons that turn their pages."""

from __future__ import annotations

import re
from typing import Any, Self

import discord

from bot.curriculum.model import Chapter, find_chapter
from bot.discord_bot import Interaction
from cogs.controls import PersistentButton, PersistentSelect
from cogs.curriculum import text

CHOICES = 25
"""What a list on Discord holds at most."""


class ChapterSelect(PersistentSelect, template=r"plan:chapters"):
    """What else the plan says: picking a chapter answers with it."""

    def __init__(self, there: tuple[Chapter, ...] = ()) -> None:
        options = [
            discord.SelectOption(label=chapter.key, description=chapter.says[:100], value=chapter.key)
            for chapter in there[:CHOICES]
        ] or [discord.SelectOption(label="overview")]
        super().__init__(discord.ui.Select(custom_id="plan:chapters", placeholder=text.MORE, options=options))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Called by discord.py for a message of any age."""
        return cls()

    async def chosen(self, interaction: Interaction, values: list[str]) -> None:
        """Show it to the one who picked it; what everybody sees stays as it is."""
        programme = interaction.client.services.programme
        chapter = find_chapter(programme, values[0])
        place = text.opening(chapter, None)
        await interaction.response.send_message(
            embed=text.about(chapter, place), view=turning(chapter, place), ephemeral=True
        )


class TurnButton(
    PersistentButton, template=r"plan:about:(?P<key>[a-z]{1,20}):(?P<place>\d{1,3}):(?P<mark>[ab])"
):
    """Shows another sheet of a chapter in place of the one above it."""

    def __init__(self, key: str, place: int, *, after: bool) -> None:
        self.key = key
        self.place = place
        super().__init__(
            discord.ui.Button(
                label=text.AFTER if after else text.BEFORE,
                custom_id=f"plan:about:{key}:{place}:{'a' if after else 'b'}",
            )
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Called by discord.py for a message of any age."""
        return cls(match["key"], int(match["place"]), after=match["mark"] == "a")

    async def pressed(self, interaction: Interaction) -> None:
        """Turn the page; an older message may know more sheets than there are now."""
        chapter = find_chapter(interaction.client.services.programme, self.key)
        place = min(self.place, len(text.sheets(chapter)) - 1)
        await interaction.response.edit_message(
            embed=text.about(chapter, place), view=turning(chapter, place)
        )


def turning(chapter: Chapter, place: int) -> discord.ui.View:
    """Buttons to the sheets before and after; none where there is only one."""
    view = discord.ui.View(timeout=None)
    count = len(text.sheets(chapter))
    if count > 1:
        view.add_item(TurnButton(chapter.key, (place - 1) % count, after=False))
        view.add_item(TurnButton(chapter.key, (place + 1) % count, after=True))
    return view


def contents(there: tuple[Chapter, ...]) -> discord.ui.View:
    """The list of chapters."""
    view = discord.ui.View(timeout=None)
    view.add_item(ChapterSelect(there))
    return view
