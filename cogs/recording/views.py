"""Forms and buttons of a recording: handing in, changing, taking back; each button holds an id."""

from __future__ import annotations

import re
from typing import Any, Self

import discord

from bot.curriculum.model import Programme
from bot.discord_bot import Interaction
from bot.people.model import Actor
from bot.recording.model import (
    LINK_LIMIT,
    LOOK_AT_LIMIT,
    TITLE_LIMIT,
    NotYourStream,
    NoVodYet,
    Recording,
    RecordingId,
    State,
    span_text,
)
from bot.recording.service import Checked, Wish
from bot.stream.model import StreamId, StreamView
from cogs import reviewed
from cogs.asking import actor_of, source_of
from cogs.controls import ButtonElsewhere, Form, PersistentButton
from cogs.recording import text

Field = discord.ui.TextInput[discord.ui.View]


class RecordingButton(
    PersistentButton,
    template=r"recording:(?P<verb>manage|edit|withdraw|really|reopen|forms):(?P<id>\d{1,18})",
):
    """One button of one recording, on messages of any age."""

    def __init__(
        self,
        verb: str,
        recording_id: RecordingId,
        style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    ) -> None:
        self._verb = verb
        self._number = recording_id
        super().__init__(
            discord.ui.Button(
                label=text.LABELS[verb], style=style, custom_id=f"recording:{verb}:{recording_id}"
            )
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str]
    ) -> Self:
        """Called by discord.py."""
        return cls(match["verb"], RecordingId(int(match["id"])))

    async def pressed(self, interaction: Interaction) -> None:
        """For its owner alone; anybody else is told so."""
        services, actor = interaction.client.services, actor_of(interaction)
        recordings, answer = services.recordings, interaction.response
        match self._verb:
            case "manage":
                recording = await recordings.own(actor, self._number)
                await answer.send_message(text.manage(recording), view=managing(recording), ephemeral=True)
            case "edit":
                await answer.send_modal(EditForm(await recordings.own(actor, self._number)))
            case "withdraw":
                recording = await recordings.own(actor, self._number)
                await answer.edit_message(content=text.sure(recording), view=_asking(recording.id))
            case "really":
                await recordings.withdraw(actor, self._number)
                await answer.edit_message(content=text.WITHDRAWN, view=None)
            case "reopen":
                recording = await recordings.reopen(actor, self._number)
                await answer.send_message(f"{text.REOPENED} {text.manage(recording)}", ephemeral=True)
            case _:
                await recordings.own(actor, self._number)
                held = await services.reviews.summary(actor, self._number)
                embed = reviewed.summary(held, services.programme.drills)
                words = None if held.forms else reviewed.NO_FORMS
                await answer.send_message(words, embed=embed, view=rating(self._number), ephemeral=True)


class VodButton(PersistentButton, template=r"recording:vod:(?P<id>\d{1,18})"):
    """Hand in what a stream left on Twitch; the button stands under the stream's own post."""

    def __init__(self, stream_id: StreamId) -> None:
        self._stream_id = stream_id
        super().__init__(discord.ui.Button(label=text.HAND_IN, custom_id=f"recording:vod:{stream_id}"))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str]
    ) -> Self:
        """Called by discord.py."""
        return cls(StreamId(int(match["id"])))

    async def pressed(self, interaction: Interaction) -> None:
        """For the streamer alone; anybody else is told so."""
        services, actor = interaction.client.services, actor_of(interaction)
        link, title = vod_of(await services.streams.look(self._stream_id), actor)
        checked = await services.recordings.check(
            actor, Wish(link=link, stage=live_stage(services.programme))
        )
        form = SubmitForm(checked, checked.suggested or title, services.recordings.channel)
        await interaction.response.send_modal(form)


def vod_of(view: StreamView, actor: Actor) -> tuple[str, str]:
    """The address of a stream's last recording, and a title to begin with. Raises NotYourStream, NoVodYet."""
    if not view.person.is_actor(actor):
        raise NotYourStream(view.person.name)
    videos = [each.video for each in view.stream.broadcasts if each.video is not None]
    if not videos:
        raise NoVodYet
    return videos[-1].url, view.stream.title


def live_stage(programme: Programme) -> int | None:
    """The stage that is lived before an audience: what was streamed is none of the private ones any more."""
    return next((stage.number for stage in programme.stages if stage.live is not None), None)


class SubmitForm(Form, title="Hand in a recording"):
    """A title and what to look at; the rest came with the command."""

    def __init__(self, checked: Checked, title: str, channel: int | None) -> None:
        super().__init__()
        self._checked = checked
        self._channel = channel
        self._title: Field = discord.ui.TextInput(
            placeholder=text.TITLE_HINT, default=title[:TITLE_LIMIT] or None, max_length=TITLE_LIMIT
        )
        self._look_at: Field = discord.ui.TextInput(
            style=discord.TextStyle.paragraph,
            placeholder=text.LOOK_AT_HINT,
            max_length=LOOK_AT_LIMIT,
            required=False,
        )
        self.add_item(discord.ui.Label(text=text.TITLE_FIELD, component=self._title))
        self.add_item(
            discord.ui.Label(
                text=text.LOOK_AT_FIELD, description=text.whose(checked.stage), component=self._look_at
            )
        )

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Called by discord.py."""
        recordings = interaction.client.services.recordings
        recording = await recordings.submit(
            self._checked, self._title.value, self._look_at.value, source_of(interaction)
        )
        channel = None if recording.is_private else self._channel
        await interaction.response.send_message(
            text.handed_in(recording, channel), view=own(recording), ephemeral=True
        )


class EditForm(Form, title="Change a recording"):
    """Everything that can be changed about it."""

    def __init__(self, recording: Recording) -> None:
        super().__init__()
        self._number = recording.id
        self._title: Field = discord.ui.TextInput(default=recording.title, max_length=TITLE_LIMIT)
        self._look_at: Field = discord.ui.TextInput(
            style=discord.TextStyle.paragraph,
            default=recording.look_at or None,
            max_length=LOOK_AT_LIMIT,
            required=False,
        )
        self._link: Field = discord.ui.TextInput(
            default=recording.link, max_length=LINK_LIMIT, required=recording.file is None
        )
        span = "" if recording.span is None else span_text(recording.span)
        self._slice: Field = discord.ui.TextInput(default=span or None, max_length=20, required=False)
        for name, hint, field in (
            (text.TITLE_FIELD, None, self._title),
            (text.LOOK_AT_FIELD, None, self._look_at),
            (text.LINK_FIELD, text.LINK_HINT, self._link),
            (text.SLICE_FIELD, text.SLICE_HINT, self._slice),
        ):
            self.add_item(discord.ui.Label(text=name, description=hint, component=field))

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Called by discord.py."""
        recording = await interaction.client.services.recordings.edit(
            actor_of(interaction),
            self._number,
            self._title.value,
            self._look_at.value,
            self._link.value,
            self._slice.value,
        )
        await interaction.response.send_message(text.edited(recording), ephemeral=True)


def standing(recording: Recording) -> discord.ui.View | None:
    """What stands under the post; by its last button the post is known again."""
    if recording.state is State.WITHDRAWN:
        return None
    view = discord.ui.View(timeout=None)
    view.add_item(_review("form", recording.id, discord.ButtonStyle.primary))
    view.add_item(_review("moment", recording.id))
    view.add_item(RecordingButton("manage", recording.id))
    return view


def closing(recording_id: RecordingId) -> discord.ui.View:
    """What stands under the summary that closes it; by its first button the summary is known again."""
    view = discord.ui.View(timeout=None)
    view.add_item(RecordingButton("forms", recording_id))
    view.add_item(RecordingButton("reopen", recording_id))
    return view


def looking(recording_id: RecordingId) -> discord.ui.View:
    """Under the private line that asks a friend; by its button the line is known again."""
    view = discord.ui.View(timeout=None)
    view.add_item(_review("form", recording_id, discord.ButtonStyle.primary))
    return view


def looking_mark(recording_id: RecordingId) -> str:
    """The custom id of that button."""
    return f"review:form:{recording_id}"


def own(recording: Recording) -> discord.ui.View:
    """Right after it was handed in."""
    view = rating(recording.id)
    view.add_item(RecordingButton("edit", recording.id))
    view.add_item(RecordingButton("withdraw", recording.id))
    return view


def rating(recording_id: RecordingId) -> discord.ui.View:
    """The way to the own rating."""
    view = discord.ui.View(timeout=None)
    view.add_item(_review("form", recording_id, discord.ButtonStyle.primary, text.LABELS["rate"]))
    return view


def managing(recording: Recording) -> discord.ui.View:
    """What its owner can do about it now."""
    view = discord.ui.View(timeout=None)
    if recording.state is State.WITHDRAWN:
        return view
    view.add_item(_review("form", recording.id, discord.ButtonStyle.primary, text.LABELS["rate"]))
    view.add_item(RecordingButton("forms", recording.id))
    view.add_item(RecordingButton("edit", recording.id))
    if recording.state is State.CLOSED:
        view.add_item(RecordingButton("reopen", recording.id))
    view.add_item(RecordingButton("withdraw", recording.id))
    return view


def mark(recording_id: RecordingId) -> str:
    """By this the post is known again."""
    return f"recording:manage:{recording_id}"


def closing_mark(recording_id: RecordingId) -> str:
    """By this the summary is known again."""
    return f"recording:forms:{recording_id}"


def _asking(recording_id: RecordingId) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    view.add_item(RecordingButton("really", recording_id, discord.ButtonStyle.danger))
    return view


def _review(
    verb: str,
    recording_id: RecordingId,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    label: str = "",
) -> ButtonElsewhere:
    """A button that the review's surface answers."""
    return ButtonElsewhere(
        label=label or text.LABELS[verb], style=style, custom_id=f"review:{verb}:{recording_id}"
    )
