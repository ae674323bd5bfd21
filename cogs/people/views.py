"""The walk-through of `/join` and the settings: buttons and lists that hold nothing, and forms for words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time
from enum import StrEnum
from typing import Any, NamedTuple, Self

import discord

from bot.discord_bot import Interaction
from bot.people.model import AlreadyPlanning, Changes, NoPrivateChannel, Nudge, Person
from bot.people.reading import read_minutes, read_name, read_start, read_time, read_zone
from cogs.controls import Form, PersistentButton, PersistentSelect
from cogs.people import text

Field = discord.ui.TextInput[discord.ui.View]


class Scene(StrEnum):
    """The message that a button stands under: a step of the walk-through, or the settings."""

    WHERE = "where"
    WHEN = "when"
    HOW_MUCH = "much"
    SETTINGS = "settings"


class Page(NamedTuple):
    """What a message shows."""

    embed: discord.Embed
    view: discord.ui.View


class PeopleButton(
    PersistentButton,
    template=r"people:(?P<scene>where|when|much|settings):"
    r"(?P<verb>zone|when|back|day|week|begin|times|weekly|board)",
):
    """A button of the walk-through or the settings, working after any restart."""

    def __init__(
        self, scene: Scene, verb: str, label: str = "", *, first: bool = False, row: int = 4
    ) -> None:
        self._scene = scene
        self._verb = verb
        super().__init__(
            discord.ui.Button(
                label=label or text.BUTTONS.get(verb, verb),
                style=discord.ButtonStyle.primary if first else discord.ButtonStyle.secondary,
                custom_id=f"people:{scene}:{verb}",
                row=row,
            )
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str]
    ) -> Self:
        """Called by discord.py."""
        return cls(Scene(match["scene"]), match["verb"])

    async def pressed(self, interaction: Interaction) -> None:
        """Ask in a form, turn the page, or switch."""
        people, asked_by = interaction.client.services.people, interaction.user.id
        match self._verb:
            case "zone":
                await interaction.response.send_modal(ZoneForm(self._scene))
            case "day":
                await interaction.response.send_modal(DayForm())
            case "week":
                await interaction.response.send_modal(MinutesForm(self._scene))
            case "times":
                await interaction.response.send_modal(TimesForm(await people.mine(asked_by)))
            case "weekly":
                mine = await people.mine(asked_by)
                mine = await people.set(asked_by, Changes(weekly=not mine.weekly))
                await _show(interaction, self._scene, mine)
            case "board":
                mine = await people.mine(asked_by)
                mine = await people.set(asked_by, Changes(on_board=not mine.on_board))
                await _show(interaction, self._scene, mine)
            case "begin":
                await _begin(interaction)
            case "back":
                await _show(interaction, Scene.WHEN, await people.mine(asked_by))
            case _:
                await _show(interaction, Scene.HOW_MUCH, await people.mine(asked_by))


class PeopleSelect(
    PersistentSelect, template=r"people:(?P<scene>when|settings):pick:(?P<what>start|post|evening|nudge)"
):
    """A list of the walk-through or the settings, kept as it is changed."""

    def __init__(self, scene: Scene, what: str, select: discord.ui.Select[discord.ui.View]) -> None:
        self._scene = scene
        self._what = what
        select.custom_id = f"people:{scene}:pick:{what}"
        super().__init__(select)

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str]
    ) -> Self:
        """Called by discord.py."""
        assert isinstance(item, discord.ui.Select)  # noqa: S101 - our own ids stand on lists of words only
        return cls(Scene(match["scene"]), match["what"], item)

    async def chosen(self, interaction: Interaction, values: list[str]) -> None:
        """Keep the choice, and show the page as it is now."""
        people, asked_by, (value,) = interaction.client.services.people, interaction.user.id, values
        match self._what:
            case "start":
                shown = interaction.user.display_name
                mine = await people.propose(asked_by, shown, start=date.fromisoformat(value))
            case "post":
                mine = await people.set(asked_by, Changes(post_at=time.fromisoformat(value)))
            case "evening":
                mine = await people.set(asked_by, Changes(evening_at=time.fromisoformat(value)))
            case _ if value == Nudge.DM:
                await _nudge_privately(interaction)
                return
            case _:
                mine = await people.nudge(asked_by, Nudge(value))
        await _show(interaction, self._scene, mine)


class ZoneForm(Form, title="Time zone"):
    """A city, for those who came without one."""

    def __init__(self, scene: Scene) -> None:
        super().__init__()
        self._scene = scene
        self._zone: Field = discord.ui.TextInput(placeholder="Berlin", max_length=60)
        self.add_item(discord.ui.Label(text=text.ZONE_FIELD, component=self._zone))

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Called by discord.py."""
        user = interaction.user
        people = interaction.client.services.people
        mine = await people.propose(user.id, user.display_name, read_zone(self._zone.value))
        await _show(interaction, Scene.WHEN, mine)


class DayForm(Form, title="First day"):
    """A first day that the list does not have."""

    def __init__(self) -> None:
        super().__init__()
        self._day: Field = discord.ui.TextInput(placeholder=text.DAY_HINT, max_length=40)
        self.add_item(discord.ui.Label(text=text.DAY_FIELD, component=self._day))

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Called by discord.py."""
        services, user = interaction.client.services, interaction.user
        mine = await services.people.mine(user.id)
        day = read_start(self._day.value, mine.today(services.clock()))
        mine = await services.people.propose(user.id, user.display_name, start=day)
        await _show(interaction, Scene.WHEN, mine)


class MinutesForm(Form, title="Minutes by weekday"):
    """How much time some weekdays have."""

    def __init__(self, scene: Scene) -> None:
        super().__init__()
        self._scene = scene
        options = _options(text.weekdays())
        self._days: discord.ui.Select[discord.ui.View] = discord.ui.Select(
            options=options, min_values=1, max_values=len(options)
        )
        self._minutes: Field = discord.ui.TextInput(
            required=False, max_length=12, placeholder=text.MINUTES_HINT
        )
        self.add_item(discord.ui.Label(text=text.WEEKDAYS_FIELD, component=self._days))
        self.add_item(discord.ui.Label(text=text.MINUTES_FIELD, component=self._minutes))

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Called by discord.py."""
        people = interaction.client.services.people
        days = [int(day) for day in self._days.values]
        mine = await people.give_minutes(interaction.user.id, days, read_minutes(self._minutes.value))
        await _show(interaction, self._scene, mine)


class TimesForm(Form, title=text.TIMES_TITLE):
    """Zone, times and name, as they are and as they shall be; one that cannot be read changes nothing."""

    def __init__(self, person: Person) -> None:
        super().__init__()
        held = {
            "zone": person.zone,
            "day_start": text.shown(person.day_start),
            "post_at": text.shown(person.post_at),
            "evening_at": text.shown(person.evening_at),
            "name": person.name,
        }
        self._fields: dict[str, Field] = {}
        for key, label in text.TIMES.items():
            self._fields[key] = discord.ui.TextInput(default=held[key], max_length=60)
            self.add_item(discord.ui.Label(text=label, component=self._fields[key]))

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Called by discord.py."""
        said = {key: field.value for key, field in self._fields.items()}
        changes = Changes(
            name=read_name(said["name"]),
            zone=read_zone(said["zone"]),
            day_start=read_time(said["day_start"]),
            post_at=read_time(said["post_at"]),
            evening_at=read_time(said["evening_at"]),
        )
        mine = await interaction.client.services.people.set(interaction.user.id, changes)
        await _show(interaction, Scene.SETTINGS, mine)


def page(interaction: Interaction, scene: Scene, person: Person | None) -> Page:
    """A message of the walk-through or the settings as it is now. Raises AlreadyPlanning."""
    services = interaction.client.services
    view = discord.ui.View(timeout=None)
    if scene is Scene.SETTINGS and person is not None:
        for what, options in (
            ("post", text.times("post", person.post_at)),
            ("evening", text.times("evening", person.evening_at)),
            ("nudge", text.nudges(person.nudge)),
        ):
            view.add_item(_select(scene, what, options))
        view.add_item(PeopleButton(scene, "times", row=3))
        view.add_item(PeopleButton(scene, "week", row=3))
        view.add_item(PeopleButton(scene, "weekly", text.toggle("weekly", person.weekly)))
        view.add_item(PeopleButton(scene, "board", text.toggle("board", person.on_board)))
        return Page(text.settings(person, services.people.load, services.clock()), view)
    if person is None:
        view.add_item(PeopleButton(Scene.WHERE, "zone", first=True))
        return Page(text.where(), view)
    if person.start is not None:
        raise AlreadyPlanning(person.start)
    if scene is Scene.HOW_MUCH:
        view.add_item(PeopleButton(scene, "begin", first=True))
        view.add_item(PeopleButton(scene, "week"))
        view.add_item(PeopleButton(scene, "back"))
        return Page(text.how_much(person, services.people.load), view)
    now = services.clock()
    view.add_item(_select(scene, "start", text.first_days(person, now)))
    view.add_item(_select(scene, "post", text.times("post", person.post_at)))
    view.add_item(PeopleButton(scene, "when", first=True))
    view.add_item(PeopleButton(scene, "day"))
    view.add_item(PeopleButton(scene, "zone", text.OTHER_ZONE))
    return Page(text.when(person, now), view)


async def _show(interaction: discord.Interaction[Any], scene: Scene, person: Person) -> None:
    embed, view = page(interaction, scene, person)
    if interaction.response.is_done():
        await interaction.edit_original_response(embed=embed, view=view)
    else:
        await interaction.response.edit_message(embed=embed, view=view)


async def _begin(interaction: Interaction) -> None:
    services = interaction.client.services
    now = services.clock()
    mine = await services.people.join(interaction.user.id)
    first = mine.post_instant(max(mine.start or now.date(), mine.today(now)))
    channel = interaction.client.channels.assignments
    await interaction.response.edit_message(embed=text.welcome(mine, first, now, channel), view=None)


async def _nudge_privately(interaction: Interaction) -> None:
    """Private messages go out only where Discord lets them; a first one shows it."""
    people = interaction.client.services.people
    # opening the channel and writing into it may take longer than an answer has
    await interaction.response.defer()
    try:
        said = await interaction.user.send(text.private_word())
    except discord.Forbidden:
        await _show(interaction, Scene.SETTINGS, await people.mine(interaction.user.id))
        raise NoPrivateChannel from None
    mine = await people.nudge(interaction.user.id, Nudge.DM, said.channel.id)
    await _show(interaction, Scene.SETTINGS, mine)


def _select(scene: Scene, what: str, options: Sequence[text.Option]) -> PeopleSelect:
    return PeopleSelect(scene, what, discord.ui.Select(options=_options(options)))


def _options(options: Sequence[text.Option]) -> list[discord.SelectOption]:
    return [
        discord.SelectOption(value=option.value, label=option.label, default=option.chosen)
        for option in options
    ]
