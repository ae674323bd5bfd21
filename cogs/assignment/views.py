"""The buttons under a day, and the form that they open; each holds only its verb and its ids."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Self

import discord

from bot.assignment.model import AssignmentId, Line, NothingOpen, NotYourPlan, State, TodayView
from bot.curriculum.model import Kind, Programme
from bot.discord_bot import Interaction
from bot.practice.model import NOTE_LIMIT, PARAGRAPH_LIMIT, minutes_field
from cogs.asking import actor_of, source_of
from cogs.assignment import text
from cogs.controls import Form, PersistentButton


class Verb(StrEnum):
    """What a button does."""

    TIMER = "timer"
    SOLVED = "solved"
    FAILED = "failed"
    SWAP = "swap"
    DONE = "done"
    SKIP = "skip"
    REOPEN = "reopen"
    TOMORROW = "tomorrow"
    PASSED = "passed"
    MISSED = "missed"


OF_PROBLEMS = (Verb.SOLVED, Verb.FAILED, Verb.SWAP)
SECOND_ROW = (Verb.SWAP, Verb.DONE, Verb.SKIP, Verb.REOPEN)
"""So that neither row breaks on a phone."""
STYLES = {
    Verb.TIMER: discord.ButtonStyle.primary,
    Verb.SOLVED: discord.ButtonStyle.success,
    Verb.PASSED: discord.ButtonStyle.success,
}
PRESETS = {Kind.MOCK: "design", Kind.EXPLAIN: "explain"}
"""The clocks of what is no problem, where the programme has them."""


def custom_id(verb: Verb, assignment_id: AssignmentId, number: int | None = None) -> str:
    """What Discord sends back when the button is pressed."""
    return f"today:{verb}:{assignment_id}" + ("" if number is None else f":{number}")


def meant(view: TodayView, verb: Verb) -> list[Line]:
    """What a button can be about: whatever is open, and last what was tried and may still go better."""
    tried = [line for line in view.lines if line.state is State.TRIED]
    match verb:
        case Verb.SOLVED:
            return [line for line in (*view.open, *tried) if line.item.problem is not None]
        case Verb.FAILED | Verb.SWAP:
            return [line for line in view.open if line.item.problem is not None]
        case Verb.DONE:
            return [line for line in (*view.open, *tried) if line.item.problem is None]
        case Verb.REOPEN:
            return list(view.closed)
        case _:
            return list(view.open)


def clock_for(view: TodayView, programme: Programme) -> str:
    """What `!timer` would be told for the first open item that has a time box. Raises NothingOpen."""
    for line in view.open:
        item = line.item
        if item.box is None:
            continue
        if item.problem is not None:
            return f"{item.box} {item.problem}"
        practised = programme.round(item.about) if item.kind is Kind.ROUND else None
        preset = practised.preset if practised is not None else PRESETS.get(item.kind, "")
        return f"{preset} {item.box}" if preset in programme.presets else str(item.box)
    raise NothingOpen


async def day_of(interaction: Interaction, assignment_id: AssignmentId) -> TodayView:
    """The day under which somebody pressed. Raises NoSuchDay, NotYourPlan."""
    view = await interaction.client.services.assignments.get(assignment_id)
    if not view.person.is_actor(actor_of(interaction)):
        raise NotYourPlan(view.person.name)
    return view


async def show(interaction: discord.Interaction[Any], view: TodayView) -> None:
    """Draw the day on the message that was pressed; the daily post follows by the event anyway."""
    await interaction.response.edit_message(embed=text.today(view), view=buttons(view))


class TodayButton(
    PersistentButton,
    template=r"today:(?P<verb>timer|solved|failed|swap|done|skip|reopen|tomorrow):(?P<id>\d{1,18})",
):
    """One button under one day, working on messages of any age."""

    def __init__(self, verb: Verb, assignment_id: AssignmentId, *, disabled: bool = False) -> None:
        self._verb = verb
        self._day_id = assignment_id
        super().__init__(
            discord.ui.Button(
                label=text.LABELS[verb],
                style=STYLES.get(verb, discord.ButtonStyle.secondary),
                custom_id=custom_id(verb, assignment_id),
                disabled=disabled,
                row=1 if verb in SECOND_ROW else 0,
            )
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str]
    ) -> Self:
        """Called by discord.py."""
        return cls(Verb(match["verb"]), AssignmentId(int(match["id"])))

    async def pressed(self, interaction: Interaction) -> None:
        """Start the clock for what is next, do it where only one thing is meant, else ask which one."""
        services, actor = interaction.client.services, actor_of(interaction)
        if self._verb is Verb.TOMORROW:
            ahead = await services.assignments.tomorrow(actor)
            await interaction.response.send_message(embed=text.today(ahead), ephemeral=True)
            return
        view = await day_of(interaction, self._day_id)
        if self._verb is Verb.TIMER:
            # the clock's own message is the answer
            wish = clock_for(view, services.programme)
            await services.timers.start(actor, wish, source_of(interaction), str(interaction.channel_id))
            await interaction.response.defer()
            return
        lines = meant(view, self._verb)
        if not lines:
            raise NothingOpen
        if len(lines) == 1 and await self._done_at_once(interaction, view, lines[0]):
            return
        await interaction.response.send_modal(DayForm(self._verb, self._day_id, lines))

    async def _done_at_once(self, interaction: Interaction, view: TodayView, line: Line) -> bool:
        """Where there is nothing to choose and nothing to fill in."""
        assignments, number = interaction.client.services.assignments, line.item.number
        who, source = actor_of(interaction), source_of(interaction)
        if self._verb is Verb.SWAP:
            await show(interaction, await assignments.swap(who, number, source, self._day_id))
        elif self._verb is Verb.REOPEN:
            await show(interaction, await assignments.reopen(who, number, source, self._day_id))
        elif self._verb is Verb.DONE and line.is_round:
            question = text.asks(view, number)
            await interaction.response.send_message(question, view=outcomes(view, number), ephemeral=True)
        else:
            return False
        return True


class RoundButton(
    PersistentButton, template=r"today:(?P<verb>passed|missed):(?P<id>\d{1,18}):(?P<number>\d{1,9})"
):
    """How a round went."""

    def __init__(self, verb: Verb, assignment_id: AssignmentId, number: int) -> None:
        self._verb = verb
        self._day_id = assignment_id
        self._number = number
        super().__init__(
            discord.ui.Button(
                label=text.LABELS[verb],
                style=STYLES.get(verb, discord.ButtonStyle.secondary),
                custom_id=custom_id(verb, assignment_id, number),
            )
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str]
    ) -> Self:
        """Called by discord.py."""
        return cls(Verb(match["verb"]), AssignmentId(int(match["id"])), int(match["number"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Log the round; the question becomes its answer."""
        view = await interaction.client.services.assignments.log(
            actor_of(interaction),
            self._day_id,
            self._number,
            None,
            "",
            source_of(interaction),
            solved=self._verb is Verb.PASSED,
        )
        await interaction.response.edit_message(content=text.ticked(view, self._number), view=None)


def outcomes(view: TodayView, number: int) -> discord.ui.View:
    """Under the question how a round went."""
    shown = discord.ui.View(timeout=None)
    for verb in (Verb.PASSED, Verb.MISSED):
        shown.add_item(RoundButton(verb, view.assignment.id, number))
    return shown


def buttons(view: TodayView) -> discord.ui.View:
    """What stands under a day, always in the same order; without anything to do, a look ahead."""
    shown = discord.ui.View(timeout=None)
    held = view.assignment.id
    if not view.lines:
        shown.add_item(TodayButton(Verb.TOMORROW, held))
        return shown
    timed = any(line.item.box is not None for line in view.open)
    shown.add_item(TodayButton(Verb.TIMER, held, disabled=not timed))
    about = {line.item.problem is not None for line in view.lines}
    verbs = [*(OF_PROBLEMS if True in about else ()), *((Verb.DONE,) if False in about else ())]
    for verb in (*verbs, Verb.SKIP, Verb.REOPEN):
        shown.add_item(TodayButton(verb, held, disabled=not meant(view, verb)))
    return shown


def mark(view: TodayView) -> str:
    """The custom id by which the day's post is known again."""
    return custom_id(Verb.TIMER if view.lines else Verb.TOMORROW, view.assignment.id)


CHOICES = 25
"""What a select holds at most."""

Field = discord.ui.TextInput[discord.ui.View]


class DayForm(Form):
    """Which one, how long, and a word on it; then a row in the log, a tick, or whatever the button is for."""

    def __init__(self, verb: Verb, assignment_id: AssignmentId, lines: Sequence[Line]) -> None:
        super().__init__(title=text.form_title(verb, lines))
        self._verb = verb
        self._day_id = assignment_id
        options = [option for line in lines for option in _options(line, verb)][:CHOICES]
        options[0].default = True
        self._only = options[0].value
        self._which: discord.ui.Select[discord.ui.View] | None = None
        if len(options) > 1:
            self._which = discord.ui.Select(options=options)
            self.add_item(discord.ui.Label(text=text.WHICH_FIELD, component=self._which))
        self._minutes: Field | None = None
        self._note: Field | None = None
        if verb in (Verb.SOLVED, Verb.FAILED, Verb.DONE):
            self._minutes = discord.ui.TextInput(required=False, max_length=12)
            self.add_item(discord.ui.Label(text=text.MINUTES_FIELD, component=self._minutes))
        if verb not in (Verb.SWAP, Verb.REOPEN):
            style = discord.TextStyle.long if verb is Verb.DONE else discord.TextStyle.short
            limit = PARAGRAPH_LIMIT if verb is Verb.DONE else NOTE_LIMIT
            self._note = discord.ui.TextInput(required=False, max_length=limit, style=style)
            self.add_item(discord.ui.Label(text=text.NOTE_FIELDS[verb], component=self._note))

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Called by discord.py."""
        chosen = self._only if self._which is None else self._which.values[0]
        number, _, outcome = chosen.partition(":")
        await show(interaction, await self._carried_out(interaction, int(number), outcome))

    async def _carried_out(self, interaction: Interaction, number: int, outcome: str) -> TodayView:
        assignments = interaction.client.services.assignments
        who, source = actor_of(interaction), source_of(interaction)
        note = "" if self._note is None else self._note.value
        match self._verb:
            case Verb.SKIP:
                return await assignments.skip(who, number, note, source, self._day_id)
            case Verb.SWAP:
                return await assignments.swap(who, number, source, self._day_id)
            case Verb.REOPEN:
                return await assignments.reopen(who, number, source, self._day_id)
            case _:
                minutes = None if self._minutes is None else minutes_field(self._minutes.value)
                solved = outcome != Verb.MISSED and self._verb is not Verb.FAILED
                return await assignments.log(who, self._day_id, number, minutes, note, source, solved=solved)


def _options(line: Line, verb: Verb) -> list[discord.SelectOption]:
    """A round stands there once for each way in which it can have gone."""
    number = str(line.item.number)
    if verb is not Verb.DONE or not line.is_round:
        return [discord.SelectOption(label=text.choice(line), value=number, description=text.effort(line))]
    return [
        discord.SelectOption(
            label=text.choice(line, text.LABELS[outcome].lower()), value=f"{number}:{outcome}"
        )
        for outcome in (Verb.PASSED, Verb.MISSED)
    ]
