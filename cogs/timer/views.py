"""The buttons under a clock, which hold nothing but a verb and the id, and the form that logs its problem."""

from __future__ import annotations

import re
from datetime import timedelta
from enum import StrEnum
from typing import Any, Self

import discord

from bot.discord_bot import Interaction
from bot.people.model import Actor, Platform, Source
from bot.practice.model import NOTE_LIMIT, BadMinutes
from bot.timer.model import Ending, NotYourLog, Timer, TimerId
from cogs.asking import actor_of, source_of
from cogs.controls import Form, PersistentButton
from cogs.timer import text

MORE = timedelta(minutes=5)
"""What the button adds."""

Field = discord.ui.TextInput[discord.ui.View]


class Verb(StrEnum):
    """What a button does."""

    PAUSE = "pause"
    RESUME = "resume"
    ADD = "add"
    STOP = "stop"
    SOLVED = "solved"
    FAILED = "failed"
    AGAIN = "again"


class TimerButton(
    PersistentButton,
    template=r"timer:(?P<verb>pause|resume|add|stop|solved|failed|again):(?P<id>\d{1,18})",
):
    """One button under one clock, working on messages of any age."""

    def __init__(self, verb: Verb, timer_id: TimerId) -> None:
        self._verb = verb
        self._timer_id = timer_id
        super().__init__(
            discord.ui.Button(
                label=text.LABELS[verb],
                style=discord.ButtonStyle.success if verb is Verb.SOLVED else discord.ButtonStyle.secondary,
                custom_id=custom_id(verb, timer_id),
            )
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str]
    ) -> Self:
        """Called by discord.py."""
        return cls(Verb(match["verb"]), TimerId(int(match["id"])))

    async def pressed(self, interaction: Interaction) -> None:
        """Change the clock. The message follows by the event, as it does for whoever else changes it."""
        timers = interaction.client.services.timers
        actor, source = actor_of(interaction), source_of(interaction)
        match self._verb:
            case Verb.PAUSE:
                await timers.pause(actor, source, self._timer_id)
            case Verb.RESUME:
                await timers.resume(actor, source, self._timer_id)
            case Verb.ADD:
                await timers.add(actor, MORE, source, self._timer_id)
            case Verb.STOP:
                await timers.stop(actor, source, self._timer_id)
            case Verb.AGAIN:
                await timers.again(actor, self._timer_id, source, str(interaction.channel_id))
            case Verb.SOLVED | Verb.FAILED:
                await self._ask(interaction, actor)
                return
        await interaction.response.defer()

    async def _ask(self, interaction: Interaction, actor: Actor) -> None:
        services = interaction.client.services
        timer = await services.timers.get(self._timer_id)
        person = await services.people.get(timer.person_id)
        if not person.is_actor(actor):
            raise NotYourLog(person)
        took = timer.elapsed(services.clock())
        await interaction.response.send_modal(LogForm(timer, self._verb is Verb.SOLVED, took))


class LogForm(Form):
    """Minutes and the intuition, then a row in the log."""

    def __init__(self, timer: Timer, solved: bool, took: timedelta) -> None:
        super().__init__(title=text.form_title(solved, timer))
        self._timer = timer
        self._solved = solved
        self._minutes: Field = discord.ui.TextInput(
            default=str(max(1, round(took / timedelta(minutes=1)))), required=False, max_length=8
        )
        self._note: Field = discord.ui.TextInput(required=False, max_length=NOTE_LIMIT)
        self.add_item(discord.ui.Label(text=text.MINUTES_FIELD, component=self._minutes))
        self.add_item(discord.ui.Label(text=text.NOTE_FIELD, component=self._note))

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Called by discord.py."""
        message = interaction.message
        assert message is not None  # noqa: S101 - the form only opens from a button
        done = await interaction.client.services.practice.log(
            actor_of(interaction),
            str(self._timer.problem),
            # the message and not the form: one clock is logged once, however many forms were open
            Source(Platform.DISCORD, str(message.id)),
            solved=self._solved,
            minutes=_whole(self._minutes.value),
            note=self._note.value,
        )
        embed = message.embeds[0].set_footer(text=text.logged(done.attempt.solved, done.attempt.minutes))
        await interaction.response.edit_message(embed=embed, view=_view(self._timer.id, Verb.AGAIN))


def standing(timer: Timer) -> discord.ui.View | None:
    """The buttons of the standing message; None after the end that has a message of its own."""
    if timer.ending is Ending.RANG:
        return None
    if timer.ending is Ending.STOPPED:
        return end(timer)
    return _view(timer.id, Verb.RESUME if timer.paused else Verb.PAUSE, Verb.ADD, Verb.STOP)


def end(timer: Timer) -> discord.ui.View:
    """The buttons of the message that says that time is up."""
    log = () if timer.problem is None else (Verb.SOLVED, Verb.FAILED)
    return _view(timer.id, *log, Verb.AGAIN)


def custom_id(verb: Verb, timer_id: TimerId) -> str:
    """What Discord sends back when the button is pressed."""
    return f"timer:{verb}:{timer_id}"


def _view(timer_id: TimerId, *verbs: Verb) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    for verb in verbs:
        view.add_item(TimerButton(verb, timer_id))
    return view


def _whole(typed: str) -> int | None:
    """The minutes as they were typed. Raises BadMinutes."""
    digits = typed.strip()
    if not digits:
        return None
    if not digits.isdecimal():
        raise BadMinutes(digits)
    return int(digits)
