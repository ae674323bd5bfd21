"""The buttons under the evening's word and the week's report, which hold only whose it is and which day."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Self

import discord

from bot.discord_bot import Interaction
from bot.people.model import PersonId
from cogs.asking import actor_of
from cogs.controls import PersistentButton
from cogs.progress import text


class QuietButton(PersistentButton, template=r"nudge:quiet:(?P<person>\d{1,18}):(?P<day>\d{4}-\d\d-\d\d)"):
    """Switches the evening's word off."""

    def __init__(self, person_id: PersonId, day: str) -> None:
        self._person_id = person_id
        super().__init__(
            discord.ui.Button(
                label=text.QUIET,
                style=discord.ButtonStyle.secondary,
                custom_id=f"nudge:quiet:{person_id}:{day}",
            )
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str]
    ) -> Self:
        """Called by discord.py."""
        return cls(PersonId(int(match["person"])), match["day"])

    async def pressed(self, interaction: Interaction) -> None:
        """Only for whom the word is."""
        await interaction.client.services.progress.no_more_words(actor_of(interaction), self._person_id)
        await interaction.response.send_message(text.no_more_words(), ephemeral=True)


class DaysButton(PersistentButton, template=r"report:days:(?P<person>\d{1,18}):(?P<day>\d{4}-\d\d-\d\d)"):
    """Shows the week day by day to whoever wants it."""

    def __init__(self, person_id: PersonId, day: date) -> None:
        self._person_id = person_id
        self._day = day
        super().__init__(
            discord.ui.Button(
                label=text.DAYS,
                style=discord.ButtonStyle.secondary,
                custom_id=f"report:days:{person_id}:{day}",
            )
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str]
    ) -> Self:
        """Called by discord.py."""
        return cls(PersonId(int(match["person"])), date.fromisoformat(match["day"]))

    async def pressed(self, interaction: Interaction) -> None:
        """As the log says now."""
        week = await interaction.client.services.progress.week(self._person_id, self._day)
        await interaction.response.send_message(embed=text.days(week), ephemeral=True)


def quiet(person_id: PersonId, day: date) -> discord.ui.View:
    """What stands under the evening's word."""
    return _alone(QuietButton(person_id, day.isoformat()))


def by_day(person_id: PersonId, day: date) -> discord.ui.View:
    """What stands under a report."""
    return _alone(DaysButton(person_id, day))


def mark(view: discord.ui.View) -> str:
    """The custom id by which its message is known again."""
    (button,) = view.children
    assert isinstance(button, QuietButton | DaysButton)  # noqa: S101 - these views hold nothing else
    return button.custom_id


def _alone(button: QuietButton | DaysButton) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    view.add_item(button)
    return view
