"""The buttons under a day, and the form that logs or ticks; a button holds only its verb and the id."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Self

import discord

from bot.assignment.model import AssignmentId, Line, NothingOpen, NotYourPlan, State, TodayView
from bot.discord_bot import Interaction
from bot.practice.model import NOTE_LIMIT, BadMinutes
from cogs.asking import actor_of, source_of
from cogs.assignment import text
from cogs.controls import Form, PersistentButton

CHOICES = 25
"""What a select holds at most."""

Field = discord.ui.TextInput[discord.ui.View]


class Verb(StrEnum):
    """What a button does."""

    TIMER = "timer"
    SOLVED = "solved"
    FAILED = "failed"
    TOMORROW = "tomorrow"


class TodayButton(
    PersistentButton, template=r"today:(?P<verb>timer|solved|failed|tomorrow):(?P<id>\d{1,18})"
):
    """One button under one day, working on messages of any age."""

    def __init__(self, verb: Verb, assignment_id: AssignmentId, *, disabled: bool = False) -> None:
        self._verb = verb
        self._day_id = assignment_id
        super().__init__(
            discord.ui.Button(
                label=text.LABELS[verb],
                style=_STYLES.get(verb, discord.ButtonStyle.secondary),
                custom_id=custom_id(verb, assignment_id),
                disabled=disabled,
            )
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str]
    ) -> Self:
        """Called by discord.py."""
        return cls(Verb(match["verb"]), AssignmentId(int(match["id"])))

    async def pressed(self, interaction: Interaction) -> None:
        """Start the clock for what is next, or ask how it went."""
        services = interaction.client.services
        actor = actor_of(interaction)
        if self._verb is Verb.TOMORROW:
            ahead = await services.assignments.tomorrow(actor)
            await interaction.response.send_message(embed=text.today(ahead), ephemeral=True)
            return
        view = await services.assignments.get(self._day_id)
        if not view.person.is_actor(actor):
            raise NotYourPlan(view.person.name)
        if self._verb is Verb.TIMER:
            # the clock's own message is the answer
            source = source_of(interaction)
            await services.timers.start(actor, _next_clock(view), source, str(interaction.channel_id))
            await interaction.response.defer()
            return
        solved = self._verb is Verb.SOLVED
        lines = _loggable(view, solved=solved)
        if not lines:
            raise NothingOpen
        await interaction.response.send_modal(ResultForm(self._day_id, lines, solved=solved))


_STYLES = {Verb.TIMER: discord.ButtonStyle.primary, Verb.SOLVED: discord.ButtonStyle.success}


class ResultForm(Form):
    """Which one, how long, and why it works; then a row in the log, or a tick where it is no problem."""

    def __init__(self, assignment_id: AssignmentId, lines: Sequence[Line], *, solved: bool) -> None:
        super().__init__(title=text.form_title(lines, solved=solved))
        self._day_id = assignment_id
        self._solved = solved
        self._only = lines[0].item.number
        self._which: discord.ui.Select[discord.ui.View] | None = None
        if len(lines) > 1:
            self._which = discord.ui.Select(options=_options(lines))
            self.add_item(discord.ui.Label(text=text.WHICH_FIELD, component=self._which))
        self._minutes: Field = discord.ui.TextInput(required=False, max_length=8)
        self._note: Field = discord.ui.TextInput(required=False, max_length=NOTE_LIMIT)
        self.add_item(discord.ui.Label(text=text.MINUTES_FIELD, component=self._minutes))
        self.add_item(discord.ui.Label(text=text.NOTES[solved], component=self._note))

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Called by discord.py."""
        number = self._only if self._which is None else int(self._which.values[0])
        view = await interaction.client.services.assignments.log(
            actor_of(interaction),
            self._day_id,
            number,
            _whole(self._minutes.value),
            self._note.value,
            source_of(interaction),
            solved=self._solved,
        )
        # the daily post follows by the event; this may be the answer to a command
        await interaction.response.edit_message(embed=text.today(view), view=buttons(view))


def buttons(view: TodayView) -> discord.ui.View:
    """What stands under a day, always in the same order; without anything to do, a look ahead."""
    shown = discord.ui.View(timeout=None)
    held = view.assignment.id
    if not view.lines:
        shown.add_item(TodayButton(Verb.TOMORROW, held))
        return shown
    timed = any(line.item.box is not None for line in view.open)
    shown.add_item(TodayButton(Verb.TIMER, held, disabled=not timed))
    for verb in (Verb.SOLVED, Verb.FAILED):
        nothing = not _loggable(view, solved=verb is Verb.SOLVED)
        shown.add_item(TodayButton(verb, held, disabled=nothing))
    return shown


def mark(view: TodayView) -> str:
    """The custom id by which the day's post is known again."""
    return custom_id(Verb.TIMER if view.lines else Verb.TOMORROW, view.assignment.id)


def custom_id(verb: Verb, assignment_id: AssignmentId) -> str:
    """What Discord sends back when the button is pressed."""
    return f"today:{verb}:{assignment_id}"


def _next_clock(view: TodayView) -> str:
    """What `!timer` would be told for the first open item that has a time box."""
    for line in view.open:
        if line.item.box is not None:
            return f"{line.item.box} {line.item.problem or ''}".strip()
    raise NothingOpen


def _loggable(view: TodayView, *, solved: bool) -> list[Line]:
    """What may be solved or ticked: whatever is open, and last what was tried. Only problems can fail."""
    if not solved:
        return [line for line in view.open if line.problem is not None]
    return [*view.open, *(line for line in view.lines if line.state is State.TRIED)]


def _options(lines: Sequence[Line]) -> list[discord.SelectOption]:
    return [
        discord.SelectOption(
            label=text.choice(line),
            value=str(line.item.number),
            description=text.effort(line),
            default=place == 0,
        )
        for place, line in enumerate(lines[:CHOICES])
    ]


def _whole(typed: str) -> int | None:
    """The minutes as they were typed. Raises BadMinutes."""
    digits = typed.strip().lower().removesuffix("minutes").removesuffix("min").strip()
    if not digits:
        return None
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > 4:
        raise BadMinutes(digits)
    return int(digits)
