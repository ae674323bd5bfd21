"""The buttons under a measured recording, which hold nothing but its id, and the form that hands it in."""

from __future__ import annotations

import re
from typing import Any, Self

import discord

from bot.discord_bot import Interaction
from bot.easel import Easel
from bot.narration.model import NarrationId, NarrationView
from bot.recording.model import LINK_LIMIT, LOOK_AT_LIMIT, TITLE_LIMIT, Kind
from bot.recording.service import Wish
from cogs.asking import actor_of, source_of
from cogs.controls import Form, PersistentButton
from cogs.hanging import hung
from cogs.narration import picture, text

LOOK, SUBMIT = "look", "submit"

Field = discord.ui.TextInput[discord.ui.View]


class NarrationButton(PersistentButton, template=r"narration:(?P<verb>look|submit):(?P<id>\d{1,18})"):
    """One button of one recording, for its candidate alone, on messages of any age."""

    def __init__(self, verb: str, narration_id: NarrationId) -> None:
        self._verb = verb
        self._narration_id = narration_id
        style = discord.ButtonStyle.primary if verb == SUBMIT else discord.ButtonStyle.secondary
        super().__init__(
            discord.ui.Button(label=text.LABELS[verb], style=style, custom_id=custom_id(verb, narration_id))
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str]
    ) -> Self:
        """Called by discord.py."""
        return cls(match["verb"], NarrationId(int(match["id"])))

    async def pressed(self, interaction: Interaction) -> None:
        """For whoever it is of; to anybody else it does not exist."""
        if self._verb == LOOK:
            await answer(interaction, self._narration_id)
            return
        narrations = interaction.client.services.narrations
        view = await narrations.look(actor_of(interaction), self._narration_id)
        await interaction.response.send_modal(SubmitForm(view))


class SubmitForm(Form, title=text.FORM):
    """What `/submit` asks for; what is known already stands in it."""

    def __init__(self, view: NarrationView) -> None:
        super().__init__()
        self._view = view
        self._link: Field = discord.ui.TextInput(max_length=LINK_LIMIT)
        self._title: Field = discord.ui.TextInput(
            default=view.title[:TITLE_LIMIT] or None, max_length=TITLE_LIMIT
        )
        self._look_at: Field = discord.ui.TextInput(
            style=discord.TextStyle.paragraph, max_length=LOOK_AT_LIMIT, required=False
        )
        self._slice: Field = discord.ui.TextInput(
            default=text.part(view) or None, max_length=20, required=False
        )
        for name, hint, field in (
            (text.LINK_FIELD, text.LINK_HINT, self._link),
            (text.TITLE_FIELD, None, self._title),
            (text.LOOK_AT_FIELD, None, self._look_at),
            (text.SLICE_FIELD, text.SLICE_HINT, self._slice),
        ):
            self.add_item(discord.ui.Label(text=name, description=hint, component=field))

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Called by discord.py."""
        services, actor = interaction.client.services, actor_of(interaction)
        view = self._view
        wish = Wish(
            kind=Kind.DESIGN if view.line.parts else None,
            link=self._link.value,
            problem="" if view.problem is None else view.problem.slug,
            span=self._slice.value,
        )
        checked = await services.recordings.check(actor, wish)
        recording = await services.recordings.submit(
            checked, self._title.value, self._look_at.value, source_of(interaction)
        )
        await services.narrations.tie(actor, view.narration.id, recording.id)
        await interaction.response.send_message(
            text.handed_in(recording, services.recordings.channel), ephemeral=True
        )


async def answer(interaction: Interaction, narration_id: NarrationId | None) -> None:
    """One recording in private: sentence, silences and time line."""
    narrations = interaction.client.services.narrations
    view = await narrations.look(actor_of(interaction), narration_id)
    await interaction.response.defer(ephemeral=True, thinking=True)
    embed, files = await card(interaction.client.services.easel, view)
    await interaction.followup.send(embed=embed, files=files, ephemeral=True)


async def card(easel: Easel, view: NarrationView) -> tuple[discord.Embed, list[discord.File]]:
    """The words with the picture in them; without it they stand as well."""
    embed = text.card(view)
    file = await hung(easel, text.PICTURE, picture.draw, view, text.alt(view))
    if file is None:
        return embed, []
    return embed.set_image(url=f"attachment://{text.PICTURE}"), [file]


def offering(narration_id: NarrationId, *, in_public: bool = False) -> discord.ui.View:
    """What stands under an offer; where others read it, what was heard is behind a button."""
    shown = discord.ui.View(timeout=None)
    shown.add_item(NarrationButton(SUBMIT, narration_id))
    if in_public:
        shown.add_item(NarrationButton(LOOK, narration_id))
    return shown


def looking(narration_id: NarrationId) -> discord.ui.View:
    """What stands under the line in a review."""
    shown = discord.ui.View(timeout=None)
    shown.add_item(NarrationButton(LOOK, narration_id))
    return shown


def custom_id(verb: str, narration_id: NarrationId) -> str:
    """By which a message is known again."""
    return f"narration:{verb}:{narration_id}"
