"""What stands under the messages of progress, and the pictures that hang in them; a button holds only ids."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Self

import discord

from bot.discord_bot import Interaction
from bot.easel import Easel
from bot.people.model import PersonId
from bot.progress.model import Chart, Table
from cogs import hanging
from cogs.asking import actor_of
from cogs.controls import PersistentButton, PersistentSelect
from cogs.progress import picture, text, text_progress, text_table

CHOICES = 25
"""What a list on Discord holds at most."""


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


class ChartSelect(PersistentSelect, template=r"progress:chart:(?P<person>\d{1,18})"):
    """Shows a picture to whoever picks it."""

    def __init__(self, person_id: PersonId) -> None:
        self._person_id = person_id
        options = [
            discord.SelectOption(label=which, description=words, value=which)
            for which, words in text_progress.CHOICES.items()
        ]
        super().__init__(
            discord.ui.Select(
                custom_id=f"progress:chart:{person_id}", placeholder=text_progress.SHOW, options=options
            )
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Called by discord.py for a message of any age."""
        return cls(PersonId(int(match["person"])))

    async def chosen(self, interaction: Interaction, values: list[str]) -> None:
        """Drawn as the log is now."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        which, services = Chart(values[0]), interaction.client.services
        held = await services.metrics.chart_of(actor_of(interaction), self._person_id, which)
        words, file = await shown(services.easel, which, held)
        await interaction.followup.send(words, file=file or discord.utils.MISSING, ephemeral=True)


class MonthSelect(PersistentSelect, template=r"metrics:month:(?P<person>\d{1,18})"):
    """Shows what stands behind a month of the success table."""

    def __init__(self, person_id: PersonId, months: tuple[int, ...] = (1,)) -> None:
        self._person_id = person_id
        options = [discord.SelectOption(label=f"Month {one}", value=str(one)) for one in months[:CHOICES]]
        super().__init__(
            discord.ui.Select(
                custom_id=f"metrics:month:{person_id}", placeholder=text_table.MONTHS, options=options
            )
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Called by discord.py for a message of any age."""
        return cls(PersonId(int(match["person"])))

    async def chosen(self, interaction: Interaction, values: list[str]) -> None:
        """To the one who picked it."""
        held = await interaction.client.services.metrics.table_of(self._person_id)
        embed = text_table.month(held, held.row(int(values[0])))
        await interaction.response.send_message(embed=embed, ephemeral=True)


def months(held: Table) -> discord.ui.View:
    """What stands under the success table."""
    view = discord.ui.View(timeout=None)
    view.add_item(MonthSelect(held.person.id, tuple(row.month for row in held.rows)))
    return view


def charts(person_id: PersonId) -> discord.ui.View:
    """What stands under `!progress`."""
    view = discord.ui.View(timeout=None)
    view.add_item(ChartSelect(person_id))
    return view


async def hung(easel: Easel, drawing: picture.Drawing | None) -> discord.File | None:
    """The picture as a file with its finding; None where there is none, or it could not be drawn."""
    if drawing is None:
        return None
    return await hanging.hung(easel, drawing.name, drawing.draw, drawing.value, drawing.alt)


async def shown(easel: Easel, which: Chart, held: Any) -> tuple[str, discord.File | None]:
    """A picture by itself with its line, or a sentence where there is none."""
    drawing = picture.drawing(which, held)
    if drawing is None:
        return text_progress.empty(which), None
    file = await hung(easel, drawing)
    return (text_progress.no_picture(which) if file is None else text_progress.chart(which)), file


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
