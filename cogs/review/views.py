"""The private form and the small forms of a review; buttons and lists hold an id and nothing else."""

from __future__ import annotations

import re
from typing import Any, Self

import discord

from bot.discord_bot import Interaction
from bot.recording.model import RUBRICS, WORDS_LIMIT, Aspect, FormView, RecordingId
from cogs.asking import actor_of, source_of
from cogs.controls import Form, PersistentButton, PersistentSelect
from cogs.review import text

Field = discord.ui.TextInput[discord.ui.View]
MOMENT_LIMIT = 240
_ASK = "review:ask:"


class ReviewButton(
    PersistentButton, template=r"review:(?P<verb>form|rate|moment|yes|no|words):(?P<id>\d{1,18})"
):
    """One button of one review, on messages of any age."""

    def __init__(
        self, verb: str, recording_id: RecordingId, label: str = "", *, chosen: bool = False
    ) -> None:
        self._verb = verb
        self._number = recording_id
        style = discord.ButtonStyle.success if chosen else discord.ButtonStyle.secondary
        super().__init__(
            discord.ui.Button(label=label or verb, style=style, custom_id=f"review:{verb}:{recording_id}")
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str]
    ) -> Self:
        """Called by discord.py."""
        return cls(match["verb"], RecordingId(int(match["id"])))

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form, or change it."""
        reviews, actor = interaction.client.services.reviews, actor_of(interaction)
        match self._verb:
            case "moment":
                await reviews.form(actor, self._number)  # what was taken back says so before anybody types
                await interaction.response.send_modal(MomentForm(self._number))
            case "words":
                await interaction.response.send_modal(WordsForm(await reviews.form(actor, self._number)))
            case "yes" | "no":
                view = await reviews.judge(actor, self._number, forward=self._verb == "yes")
                await interaction.response.edit_message(content=text.form(view), view=page(view))
            case _:
                await show_form(interaction, self._number)


class ScoreSelect(PersistentSelect, template=r"review:score:(?P<aspect>[a-z_]+):(?P<id>\d{1,18})"):
    """Scores of one aspect, kept as one is chosen."""

    def __init__(
        self, aspect: Aspect, recording_id: RecordingId, select: discord.ui.Select[discord.ui.View]
    ) -> None:
        self._aspect = aspect
        self._number = recording_id
        super().__init__(select)

    @classmethod
    def fresh(cls, aspect: Aspect, view: FormView) -> Self:
        """The list as it looks for this person now."""
        held = view.form.scores.get(aspect)
        options = [
            discord.SelectOption(label=text.score(aspect, number), value=str(number), default=number == held)
            for number in sorted(text.SCORES, reverse=True)
        ]
        return cls(
            aspect,
            view.recording.id,
            discord.ui.Select(
                custom_id=f"review:score:{aspect}:{view.recording.id}",
                placeholder=text.asked(aspect)[:150],
                options=options,
            ),
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str]
    ) -> Self:
        """Called by discord.py."""
        assert isinstance(item, discord.ui.Select)  # noqa: S101 - our own ids stand on lists of words only
        return cls(Aspect(match["aspect"]), RecordingId(int(match["id"])), item)

    async def chosen(self, interaction: Interaction, values: list[str]) -> None:
        """Keep the score, and show the form as it is now."""
        reviews = interaction.client.services.reviews
        view = await reviews.score(actor_of(interaction), self._number, self._aspect, int(values[0]))
        await interaction.response.edit_message(content=text.form(view), view=page(view))


class UnsayButton(PersistentButton, template=r"review:unsay:(?P<id>\d{1,18}):(?P<command>\d{1,20})"):
    """Takes back a moment that was said by a command."""

    def __init__(self, recording_id: RecordingId, command: str) -> None:
        self._number = recording_id
        self._command = command
        super().__init__(
            discord.ui.Button(label=text.TAKE_BACK, custom_id=f"review:unsay:{recording_id}:{command}")
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str]
    ) -> Self:
        """Called by discord.py."""
        return cls(RecordingId(int(match["id"])), match["command"])

    async def pressed(self, interaction: Interaction) -> None:
        """Only its author ever sees it."""
        await interaction.client.services.reviews.take_back(
            actor_of(interaction), self._number, self._command
        )
        await interaction.response.edit_message(content=text.TAKEN_BACK, view=None)


class OfferButton(PersistentButton, template=r"review:ask:(?P<asks>on|off)"):
    """Lets the bot ask this friend, or no more."""

    def __init__(self, *, asks: bool) -> None:
        self._asks = asks
        super().__init__(
            discord.ui.Button(label=text.offer(asks=not asks), custom_id=_ASK + ("on" if asks else "off"))
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str]
    ) -> Self:
        """Called by discord.py."""
        return cls(asks=match["asks"] == "on")

    async def pressed(self, interaction: Interaction) -> None:
        """Keep it, and show it."""
        rotation = interaction.client.services.rotation
        await rotation.offer(str(interaction.user.id), asks=self._asks)
        await interaction.response.edit_message(
            content=text.offered(asks=self._asks), view=offer(asks=self._asks)
        )


class WordsForm(Form, title=text.WORDS_TITLE):
    """One thing to keep and one to change."""

    def __init__(self, view: FormView) -> None:
        super().__init__()
        self._number = view.recording.id
        self._keep = _field(text.KEEP_HINT, view.form.keep)
        self._change = _field(text.CHANGE_HINT, view.form.change)
        self.add_item(discord.ui.Label(text=text.KEEP_FIELD, component=self._keep))
        self.add_item(discord.ui.Label(text=text.CHANGE_FIELD, component=self._change))

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Called by discord.py."""
        reviews = interaction.client.services.reviews
        view = await reviews.words(actor_of(interaction), self._number, self._keep.value, self._change.value)
        await interaction.response.edit_message(content=text.form(view), view=page(view))


class MomentForm(Form, title=text.MOMENT_TITLE):
    """One line, as it would be written in the thread."""

    def __init__(self, recording_id: RecordingId) -> None:
        super().__init__()
        self._number = recording_id
        self._line: Field = discord.ui.TextInput(placeholder=text.MOMENT_HINT, max_length=MOMENT_LIMIT)
        self.add_item(
            discord.ui.Label(text=text.MOMENT_FIELD, description=text.MOMENT_MEANS, component=self._line)
        )

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Called by discord.py."""
        await mark_moment(interaction, self._number, self._line.value)


async def show_form(interaction: Interaction, recording_id: RecordingId) -> None:
    """The form, for whoever asks, as far as they have come."""
    view = await interaction.client.services.reviews.form(actor_of(interaction), recording_id)
    await interaction.response.send_message(text.form(view), view=page(view), ephemeral=True)


async def mark_moment(interaction: Interaction, recording_id: RecordingId | None, line: str) -> None:
    """A moment by command or form; what was understood is said to this one person."""
    source = source_of(interaction)
    recording, remark = await interaction.client.services.reviews.moment(
        actor_of(interaction), recording_id, interaction.channel_id, line, source
    )
    view = discord.ui.View(timeout=None)
    view.add_item(UnsayButton(recording.id, source.id))
    await interaction.response.send_message(text.marked(recording, remark), view=view, ephemeral=True)


def page(view: FormView) -> discord.ui.View:
    """Four lists, then forward or not, and words."""
    shown = discord.ui.View(timeout=None)
    for aspect in RUBRICS[view.recording.kind]:
        shown.add_item(ScoreSelect.fresh(aspect, view))
    forward, number = view.form.forward, view.recording.id
    shown.add_item(ReviewButton("yes", number, text.FORWARD[True], chosen=forward is True))
    shown.add_item(ReviewButton("no", number, text.FORWARD[False], chosen=forward is False))
    shown.add_item(ReviewButton("words", number, text.WORDS))
    return shown


def offer(*, asks: bool) -> discord.ui.View:
    """The button under `/reviewer`."""
    view = discord.ui.View(timeout=None)
    view.add_item(OfferButton(asks=not asks))
    return view


def _field(hint: str, held: str) -> Field:
    return discord.ui.TextInput(
        style=discord.TextStyle.paragraph,
        placeholder=hint,
        default=held or None,
        max_length=WORDS_LIMIT,
        required=False,
    )
