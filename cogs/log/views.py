"""Buttons that turn pages and say yes or no to a file, the list of rows to correct, and the form for one."""

from __future__ import annotations

import re
from typing import Any, Self

import discord

from bot.discord_bot import Interaction
from bot.errors import UserError
from bot.practice.model import (
    NOTE_LIMIT,
    PARAGRAPH_LIMIT,
    ROLE_LIMIT,
    SUBJECT_LIMIT,
    Deed,
    Filled,
    Found,
    ImportId,
    Offer,
    Page,
    Recent,
    Session,
    Shown,
)
from cogs.asking import actor_of
from cogs.controls import Form, PersistentButton, PersistentSelect
from cogs.log import text

Field = discord.ui.TextInput[discord.ui.View]

WORDS_LIMIT = 40
"""Characters of a search, which travels in the id of the buttons below it: Discord allows 100 there."""
LISTED = 25
"""Rows that Discord's list can hold."""


class PageButton(
    PersistentButton, template=r"log:(?P<what>rows|notes):(?P<page>\d{1,6}):(?P<words>[^\n]{0,40})"
):
    """Turns to another page of whoever presses it: each sees their own log."""

    def __init__(self, what: str, page: int, words: str, label: str = "") -> None:
        self._what = what
        self._page = page
        self._words = words
        super().__init__(
            discord.ui.Button(
                label=label or str(page),
                style=discord.ButtonStyle.secondary,
                custom_id=f"log:{what}:{page}:{words}",
            )
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str]
    ) -> Self:
        """Called by discord.py."""
        return cls(match["what"], int(match["page"]), match["words"])

    async def pressed(self, interaction: Interaction) -> None:
        """A page that only the asker sees is turned; under one that all see, theirs opens for them alone."""
        log, actor = interaction.client.services.log, actor_of(interaction)
        found: Recent | Found
        if self._what == "notes":
            found = await log.notes(actor, self._words, self._page)
            embed, view = text.notes(found), notes_view(found)
        else:
            found = await log.recent(actor, self._page)
            embed, view = text.recent(found), recent_view(found)
        message = interaction.message
        if message is not None and message.flags.ephemeral:
            await interaction.response.edit_message(embed=embed, view=view)
        else:
            await interaction.response.send_message(embed=embed, view=view, ephemeral=True)


class FileButton(PersistentButton, template=r"log:file:(?P<verb>yes|no):(?P<id>\d{1,18})"):
    """Yes or no to a file that waits."""

    def __init__(self, verb: str, import_id: ImportId) -> None:
        self._verb = verb
        self._import_id = import_id
        super().__init__(
            discord.ui.Button(
                label=text.YES if verb == "yes" else text.NO,
                style=discord.ButtonStyle.success if verb == "yes" else discord.ButtonStyle.secondary,
                custom_id=f"log:file:{verb}:{import_id}",
            )
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str]
    ) -> Self:
        """Called by discord.py."""
        return cls(match["verb"], ImportId(int(match["id"])))

    async def pressed(self, interaction: Interaction) -> None:
        """Take the file or let it go; the question becomes the answer."""
        await interaction.response.defer()
        files, actor = interaction.client.services.log_files, actor_of(interaction)
        if self._verb == "yes":
            answer = text.taken(await files.take(actor, self._import_id))
        else:
            await files.turn_down(actor, self._import_id)
            answer = text.TURNED_DOWN
        await interaction.edit_original_response(content=answer, embed=None, view=None)


class EntrySelect(PersistentSelect, template=r"log:edit"):
    """The newest rows, to pick the one to correct."""

    def __init__(self, select: discord.ui.Select[discord.ui.View]) -> None:
        select.custom_id = "log:edit"
        super().__init__(select)

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str]
    ) -> Self:
        """Called by discord.py."""
        assert isinstance(item, discord.ui.Select)  # noqa: S101 - our own id stands on a list of words only
        return cls(item)

    async def chosen(self, interaction: Interaction, values: list[str]) -> None:
        """Open the row's form."""
        await open_form(interaction, values[0])


class EditForm(Form):
    """One row of the log, to be corrected."""

    def __init__(self, shown: Shown, filled: Filled) -> None:
        entry = shown.entry
        super().__init__(title=text.EDIT_TITLE.format(number=entry.id))
        self._number = str(entry.id)
        self._filled = filled
        self._what: Field = discord.ui.TextInput(
            default=filled.what, max_length=SUBJECT_LIMIT + ROLE_LIMIT + len(" for ")
        )
        self._outcome: discord.ui.Select[discord.ui.View] | None = None
        self._minutes: Field = discord.ui.TextInput(
            default=filled.minutes or None, required=False, max_length=8
        )
        self._note: Field = discord.ui.TextInput(
            style=discord.TextStyle.paragraph,
            default=filled.note or None,
            required=False,
            max_length=PARAGRAPH_LIMIT if isinstance(entry, Session) else NOTE_LIMIT,
        )
        self._day: Field = discord.ui.TextInput(
            default=filled.day, placeholder=text.DAY_HINT, required=False, max_length=20
        )
        self._add(text.subject_field(shown), self._what)
        if len(filled.deed.alike) > 1:
            self._outcome = discord.ui.Select(
                options=[
                    discord.SelectOption(label=text.OUTCOMES[deed], value=deed, default=deed is filled.deed)
                    for deed in filled.deed.alike
                ]
            )
            self._add(text.FIELDS["outcome"], self._outcome)
        self._add(text.FIELDS["minutes"], self._minutes)
        self._add(text.FIELDS["note"], self._note)
        self._add(text.FIELDS["day"], self._day)

    def _add(self, label: str, component: Field | discord.ui.Select[discord.ui.View]) -> None:
        self.add_item(discord.ui.Label(text=label, component=component))

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Called by discord.py."""
        deed = self._filled.deed if self._outcome is None else Deed(self._outcome.values[0])
        form = Filled(deed, self._what.value, self._minutes.value, self._note.value, self._day.value)
        done = await interaction.client.services.log.edit(actor_of(interaction), self._number, form)
        await interaction.response.send_message(text.edited(done), ephemeral=True)


class NotFetched(UserError):
    """Discord does not hand out the attached file."""

    def __init__(self) -> None:
        super().__init__("Discord did not give me that file. Attach it again in a moment.")


async def fetched(attachment: discord.Attachment) -> bytes:
    """What somebody attached, from Discord's own store. Raises NotFetched."""
    try:
        return await attachment.read()
    except discord.HTTPException:
        raise NotFetched from None


async def open_form(interaction: Interaction, said: str) -> None:
    """The form of the row with this number. Raises NoSuchEntry, NotAllowed."""
    log = interaction.client.services.log
    shown = await log.entry(actor_of(interaction), said)
    await interaction.response.send_modal(EditForm(shown, log.filled(shown)))


def edit_view(found: Recent) -> discord.ui.View:
    """The list of rows to pick from."""
    options: list[discord.SelectOption] = []
    for shown in found.entries[:LISTED]:
        label, below = text.option(shown, found.today)
        options.append(discord.SelectOption(label=label, value=str(shown.entry.id), description=below))
    view = discord.ui.View(timeout=None)
    view.add_item(EntrySelect(discord.ui.Select(placeholder=text.PICK, options=options)))
    return view


def recent_view(found: Recent) -> discord.ui.View:
    """The buttons under the log."""
    return _pages("rows", found.page, "")


def notes_view(found: Found) -> discord.ui.View:
    """The buttons under notes."""
    return _pages("notes", found.page, found.words[:WORDS_LIMIT])


def offer_view(file: Offer) -> discord.ui.View:
    """The buttons under a file that waits."""
    view = discord.ui.View(timeout=None)
    view.add_item(FileButton("yes", file.id))
    view.add_item(FileButton("no", file.id))
    return view


def _pages(what: str, page: Page, words: str) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    if page.number > 1:
        view.add_item(PageButton(what, page.number - 1, words, text.NEWER))
    if page.number < page.last:
        view.add_item(PageButton(what, page.number + 1, words, text.OLDER))
    return view
