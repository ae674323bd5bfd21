"""Buttons and lists of the pattern game; each holds nothing but a verb and an id."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any, Self

import discord

from bot.discord_bot import Interaction
from bot.pattern.model import Drill, DrillId, DrillView, Phase, Round, RoundId
from cogs.asking import actor_of, source_of
from cogs.controls import PersistentButton, PersistentSelect
from cogs.pattern import text

CHOICES = 25
"""What a select holds at most."""


class Verb(StrEnum):
    """What a button under a round does."""

    GUESS = "guess"
    LOCK = "lock"
    REVEAL = "reveal"
    TABLE = "table"
    DECLINE = "decline"


MARK = Verb.TABLE


class RoundButton(
    PersistentButton, template=r"round:(?P<verb>guess|lock|reveal|table|decline):(?P<id>\d{1,18})"
):
    """One button under one round, working on messages of any age."""

    def __init__(self, verb: Verb, round_id: RoundId) -> None:
        self._verb = verb
        self._round_id = round_id
        super().__init__(
            discord.ui.Button(
                label=text.LABELS[verb],
                style=discord.ButtonStyle.primary if verb is Verb.GUESS else discord.ButtonStyle.secondary,
                custom_id=custom_id(verb, round_id),
            )
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str]
    ) -> Self:
        """Called by discord.py."""
        return cls(Verb(match["verb"]), RoundId(int(match["id"])))

    async def pressed(self, interaction: Interaction) -> None:
        """Run the round, or ask in private. The message follows by the event."""
        patterns = interaction.client.services.patterns
        actor, source = actor_of(interaction), source_of(interaction)
        match self._verb:
            case Verb.GUESS:
                await self._ask(interaction)
            case Verb.TABLE:
                season = await patterns.season()
                await interaction.response.send_message(embed=text.season(season), ephemeral=True)
            case Verb.DECLINE:
                await patterns.decline(actor, self._round_id)
                await interaction.response.edit_message(content=text.taken(None, own=True), view=None)
            case Verb.LOCK:
                await patterns.lock(actor, source, self._round_id)
                await interaction.response.defer()
            case Verb.REVEAL:
                await patterns.lock(actor, source, self._round_id, reveal=True)
                await interaction.response.defer()

    async def _ask(self, interaction: Interaction) -> None:
        services = interaction.client.services
        round_ = (await services.patterns.view(self._round_id)).round
        host = await services.people.get(round_.person_id)
        own = host.is_actor(actor_of(interaction))
        view = discord.ui.View(timeout=None)
        view.add_item(PatternSelect("round", round_.id, services.patterns.patterns))
        if own:
            view.add_item(RoundButton(Verb.DECLINE, round_.id))
        words = text.ask(services.catalogue.get(round_.problem), own=own)
        await interaction.response.send_message(words, view=view, ephemeral=True)


class PatternSelect(PersistentSelect, template=r"(?P<of>round|drill):pick:(?P<id>\d{1,18})"):
    """Every pattern, in a message that one person sees."""

    def __init__(self, of: str, number: int, patterns: Iterable[str] = ()) -> None:
        self._of = of
        self._number = number
        options = [
            discord.SelectOption(label=text.choice(pattern), value=text.choice(pattern))
            for pattern in list(patterns)[:CHOICES]
        ]
        super().__init__(
            discord.ui.Select(
                custom_id=f"{of}:pick:{number}",
                placeholder=text.CHOOSE,
                # a list rebuilt from a press holds what the message holds
                options=options or discord.utils.MISSING,
            )
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str]
    ) -> Self:
        """Called by discord.py."""
        return cls(match["of"], int(match["id"]))

    async def chosen(self, interaction: Interaction, values: Sequence[str]) -> None:
        """A guess, the streamer's own call, or the answer to a drill."""
        services, actor = interaction.client.services, actor_of(interaction)
        if self._of == "drill":
            view = await services.drills.pick(actor, DrillId(self._number), values[0])
            await interaction.response.edit_message(
                embed=text.drill(view), view=drill(view, services.patterns.patterns)
            )
            return
        round_ = await services.patterns.pick(actor, values[0], RoundId(self._number))
        own = (await services.people.get(round_.person_id)).is_actor(actor)
        if own:
            await interaction.response.edit_message(content=text.taken(values[0], own=True), view=None)
        else:
            # the list stays: a last word may change
            await interaction.response.edit_message(content=text.taken(values[0], own=False))


class DrillButton(PersistentButton, template=r"drill:(?P<verb>next|record):(?P<id>\d{1,18})"):
    """Under an answered drill: one more, or how one does."""

    def __init__(self, verb: str, drill_id: DrillId) -> None:
        self._verb = verb
        super().__init__(
            discord.ui.Button(
                label=text.LABELS[verb],
                style=discord.ButtonStyle.primary if verb == "next" else discord.ButtonStyle.secondary,
                custom_id=f"drill:{verb}:{drill_id}",
            )
        )
        self._drill_id = drill_id

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str]
    ) -> Self:
        """Called by discord.py."""
        return cls(match["verb"], DrillId(int(match["id"])))

    async def pressed(self, interaction: Interaction) -> None:
        """In the same private message, so that a run of drills is one message."""
        services, actor = interaction.client.services, actor_of(interaction)
        if self._verb == "record":
            known = await services.drills.record(actor)
            await interaction.response.send_message(embed=text.record(known), ephemeral=True)
            return
        view = await services.drills.ask(actor, source_of(interaction))
        await interaction.response.edit_message(
            embed=text.drill(view), view=drill(view, services.patterns.patterns)
        )


def standing(round_: Round, phase: Phase) -> discord.ui.View:
    """The buttons of the round's message."""
    match phase:
        case Phase.OPEN:
            verbs = [Verb.GUESS, Verb.LOCK, Verb.REVEAL]
        case Phase.CLOSING:
            verbs = [Verb.GUESS] if round_.reveals else [Verb.GUESS, Verb.REVEAL]
        case Phase.CLOSED:
            verbs = [Verb.REVEAL]
        case Phase.REVEALED | Phase.CANCELLED:
            verbs = []
    view = discord.ui.View(timeout=None)
    # the last one is always there: by it the message is known again
    for verb in (*verbs, MARK):
        view.add_item(RoundButton(verb, round_.id))
    return view


def drill(view: DrillView, patterns: Sequence[str]) -> discord.ui.View:
    """The list below the question, and after the answer the way on."""
    held: Drill = view.drill
    shown = discord.ui.View(timeout=None)
    if held.picked is None:
        shown.add_item(PatternSelect("drill", held.id, patterns))
    else:
        shown.add_item(DrillButton("next", held.id))
        shown.add_item(DrillButton("record", held.id))
    return shown


def custom_id(verb: Verb, round_id: RoundId) -> str:
    """What Discord sends back when the button is pressed."""
    return f"round:{verb}:{round_id}"
