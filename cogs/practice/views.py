"""The form that logs anything at all."""

from __future__ import annotations

from typing import Any

import discord

from bot.errors import UserError
from bot.practice.model import NOTE_LIMIT, PARAGRAPH_LIMIT, SUBJECT_LIMIT, Deed, Filled, Logged
from cogs.asking import actor_of, source_of
from cogs.controls import Form
from cogs.practice import text

Field = discord.ui.TextInput[discord.ui.View]


class LogForm(Form):
    """What was done, about what, how long, in which words, on which day."""

    def __init__(self, filled: Filled) -> None:
        super().__init__(title=text.FORM_TITLE)
        self._deed: discord.ui.Select[discord.ui.View] = discord.ui.Select(
            options=[
                discord.SelectOption(label=label, value=deed, default=deed is filled.deed)
                for deed, label in text.DEEDS.items()
            ]
        )
        self._what = self._field("what", filled.what, SUBJECT_LIMIT, required=True)
        self._minutes = self._field("minutes", filled.minutes, 8)
        self._note: Field = discord.ui.TextInput(
            style=discord.TextStyle.paragraph,
            default=filled.note or None,
            placeholder=text.HINTS["note"],
            required=False,
            max_length=NOTE_LIMIT if filled.deed.kind is None else PARAGRAPH_LIMIT,
        )
        self._day = self._field("day", filled.day, 20)
        for name, component in (
            ("deed", self._deed),
            ("what", self._what),
            ("minutes", self._minutes),
            ("note", self._note),
            ("day", self._day),
        ):
            self.add_item(discord.ui.Label(text=text.FIELDS[name], component=component))

    def _field(self, name: str, default: str, longest: int, *, required: bool = False) -> Field:
        return discord.ui.TextInput(
            default=default or None, placeholder=text.HINTS[name], required=required, max_length=longest
        )

    def _filled(self) -> Filled:
        return Filled(
            Deed(self._deed.values[0]),
            self._what.value,
            self._minutes.value,
            self._note.value,
            self._day.value,
        )

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Called by discord.py."""
        done = await interaction.client.services.practice.fill(
            actor_of(interaction), self._filled(), source_of(interaction)
        )
        answer = text.logged(done) if isinstance(done, Logged) else text.noted(done)
        await interaction.response.send_message(answer)

    async def on_error(self, interaction: discord.Interaction[Any], error: Exception, /) -> None:
        """Called by discord.py. The form is closed by then, so what stood in it is handed back."""
        await super().on_error(interaction, error)
        if isinstance(error, UserError):
            await interaction.followup.send(text.typed(self._filled()), ephemeral=True)
