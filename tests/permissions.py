"""Who may do what, measured: every command and button, used by everybody who may come along.

`python -m tests.permissions docs/permissions.md` writes the table anew; a test holds it true.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import discord
import simcord
from discord import AppCommandOptionType, app_commands
from simcord.backend.errors import SetupError

from bot.app import COGS, COMPONENTS
from bot.assignment.model import NoPlan, NotStarted
from bot.database import Transaction
from bot.errors import NotAllowed, UserError
from bot.narration.model import Heard, Narration, NarrationId, NoSuchNarration
from bot.narration.store import NarrationStore
from bot.pattern.drill import NotYourDrill
from bot.people.model import Actor, Platform, Source, UnknownPerson
from bot.people.store import PeopleStore
from bot.post.model import Place
from bot.recording.model import RecordingId, State
from bot.recording.service import Wish
from bot.stream.model import Airing
from cogs.controls import PersistentChannelSelect, PersistentSelect
from tests.channel import Channel, open_channel
from tests.drawing import NoEasel
from tests.room import Room, open_room

YES, PLAN, NO = "yes", "own plan", "no"
ON_DISCORD = ("host", "candidate", "moderator", "friend")
ON_TWITCH = ("streamer", "moderator", "viewer")
Table = Mapping[str, Sequence[str]]
"""What each may do, by command."""

WITHOUT_A_PLAN = (NotStarted, NoPlan, UnknownPerson)
NOT_THEIRS = (NotAllowed, NotYourDrill, NoSuchNarration)
WORDS: dict[str, dict[str, Any]] = {
    "plan start": {"day": "monday"},
    "plan pause": {"until": "9 March"},
    "plan about": {"section": "systems"},
    "mock": {"round": "technical screen passed"},
    "round open": {"problem": "3sum"},
    "round accept": {"pattern": "stack"},
    "timer start": {"what": "25"},
    "pattern guess": {"what": "stack"},
    "problem": {"name": "3sum"},
    "submit": {"link": "https://youtu.be/abc", "stage": 1},
    "review": {"number": 1},
    "moment": {"moment": "12:34 silent", "number": 1},
    "summary": {"recording": 1},
    "metrics tick": {"cell": "GOAL"},
    "metrics untick": {"cell": "GOAL"},
}
"""What is asked, where the first thing that comes to mind would be refused for other reasons."""
SAID = {
    "solved": "two-sum",
    "failed": "two-sum",
    "done": "1",
    "timer": "stop",
    "round": "lock",
    "pattern": "stack",
    "problem": "3sum",
    "link": "ABCDEF",
}
"""The same in Twitch chat."""
VALUES = {
    "pick:start": "2026-03-02",
    "pick:post": "07:00",
    "pick:evening": "20:00",
    "pick:nudge": "off",
    "plan:chapters": "systems",
    "progress:chart": "calendar",
}
"""What is chosen from a list, where its values are no numbers."""
LISTS = (PersistentSelect, PersistentChannelSelect)
HIDDEN = "default-member-permissions"
"""Why a command is out of somebody's sight, as simcord says it."""
MOVING = ("leave", "plan start", "plan pause", "plan resume")

MEASURED = datetime(2026, 3, 1, 9, tzinfo=UTC)

FORGOTTEN = timedelta(minutes=15)
"""How long discord.py waits for somebody to press what stands under an answer that only they see."""
OFTEN = 8
"""Tries after which those are let go: simcord looks at each of them whenever somebody does anything."""

_numbers = count(1)
_ALTERNATIVES = re.compile(r"\(\?P<\w+>([a-z]+(?:\|[a-z]+)*)\)")


def verdict(errors: Sequence[BaseException]) -> str:
    """What the refusals of one try mean."""
    for error in errors:
        below: BaseException | None = error
        while below is not None:
            if isinstance(below, NOT_THEIRS):
                return NO
            if isinstance(below, WITHOUT_A_PLAN):
                return PLAN
            below = getattr(below, "original", None) or below.__cause__
    return YES


class House:
    """A room with everything in it that somebody might want to touch."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self.refusals: list[BaseException] = []
        self._furnished = False
        self._changes = -1
        self._tried = 0
        self._recording = RecordingId(0)
        self._people: dict[str, simcord.MemberActor] = {
            "host": room.host,
            "moderator": room.moderator,
            "friend": room.friend,
        }
        answer = room.bot.answer_error

        async def answer_error(interaction: discord.Interaction[Any], error: Exception) -> None:
            self.refusals.append(error)
            await answer(interaction, error)

        room.bot.host_id = room.host.id
        room.bot.answer_error = answer_error  # pyright: ignore[reportAttributeAccessIssue] - listens, and passes on

    async def furnish(self) -> None:
        """Everybody is there, and something of everybody's is going on."""
        room = self._room
        if await room.database.write(_changes) == self._changes:
            return  # as it was left
        if "candidate" not in self._people:
            assert room.env.guild is not None
            self._people["candidate"] = room.env.guild.add_member(room.env.create_user("cal"))
        now, services = room.services.clock(), room.services
        second = self._people["candidate"]
        with contextlib.suppress(UserError):
            await services.people.propose(second.id, "Cal", "UTC", now.date() - timedelta(days=7))
        with contextlib.suppress(UserError):
            await services.people.join(second.id)
        await services.streams.online(Airing("live", now, "Title", "Category"))
        for who in ("host", "candidate"):
            actor = self.actor(who)
            with contextlib.suppress(UserError):
                await services.timers.start(actor, "25", source(), "1")
            with contextlib.suppress(UserError):
                await services.assignments.today(actor)
        with contextlib.suppress(UserError):
            await services.patterns.open_named(self.actor("host"), "3sum", source())
        await self._hand_in()
        if not self._furnished:
            self._furnished = True
            await self._room.database.write(_measured)
            await services.drills.ask(self.actor("host"), source())
        self._changes = await room.database.write(_changes)

    async def _hand_in(self) -> None:
        """A recording of the host's is under review."""
        recordings, host = self._room.services.recordings, self.actor("host")
        with contextlib.suppress(UserError):
            if (await recordings.own(host, self._recording)).state is State.OPEN:
                return
        recordings.ask_in(Place(Platform.DISCORD, str(self._room.channel.id)))
        checked = await recordings.check(host, Wish(stage=2, link="https://youtu.be/abc"))
        self._recording = (await recordings.submit(checked, "Two Sum, out loud", "", source())).id

    def actor(self, who: str) -> Actor:
        """Somebody as the services know them."""
        return Actor(Platform.DISCORD, str(self._people[who].id), who)

    async def tries(self, act: Callable[[simcord.MemberActor], Awaitable[object]]) -> list[str]:
        """What comes of it, tried by each; the one who may least comes first."""
        found: dict[str, str] = {}
        for who in reversed(ON_DISCORD):
            await self.furnish()
            self.refusals.clear()
            before = len(self._room.env.errors)
            try:
                await act(self._people[who])
            except SetupError as error:
                if HIDDEN not in str(error):
                    raise
                found[who] = NO  # Discord itself does not show it to them
            else:
                found[who] = verdict([*self.refusals, *self._room.env.errors[before:]])
        self._tried += 1
        if self._tried % OFTEN == 0:
            await self._room.env.advance_time(FORGOTTEN.total_seconds())
        return [found[who] for who in ON_DISCORD]

    def commands(self) -> Iterator[app_commands.Command[Any, ..., Any]]:
        """Every slash command; each `!` command is one of them."""
        for command in self._room.bot.tree.walk_commands():
            if isinstance(command, app_commands.Command):
                yield command

    async def command(self, command: app_commands.Command[Any, ..., Any]) -> list[str]:
        """Tried by each, with the least that it asks for."""
        known = {"GOAL": next(goal.key for goal in self._room.services.programme.goals if goal.takes_tick)}
        words = WORDS.get(command.qualified_name, {})
        options = {name: known.get(value, value) for name, value in words.items()} or {
            option.display_name: _least(option) for option in command.parameters if option.required
        }
        return await self.tries(lambda who: who.slash(self._room.channel, command.qualified_name, **options))

    def buttons(self) -> Iterator[tuple[str, type[Any]]]:
        """Every persistent button and list: its custom id, and what it is."""
        store = self._room.bot._connection._view_store  # pyright: ignore[reportPrivateUsage] - nobody else knows them
        for template, kind in store._dynamic_items.items():  # pyright: ignore[reportPrivateUsage, reportUnknownVariableType, reportUnknownMemberType]
            pattern = str(template.pattern)  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
            for custom_id in expanded(pattern):
                yield custom_id, kind  # pyright: ignore[reportUnknownArgumentType]

    async def button(self, custom_id: str, kind: type[Any]) -> list[str]:
        """Pressed by each; it belongs to the host."""

        async def press(who: simcord.MemberActor) -> None:
            services = self._room.services
            timer = (await services.timers.look(self.actor("host"))).id
            round_ = await services.patterns.current()
            assert round_ is not None
            held: dict[str, int] = dict.fromkeys(("recording", "review", "feedback"), self._recording)
            held |= {"timer": timer, "round": round_.round.id}
            held["recording:vod"] = (await services.streams.latest()).stream.id
            feature, verb = custom_id.split(":")[:2]
            number = held.get(f"{feature}:{verb}", held.get(feature, 1))
            view = discord.ui.View()
            known = custom_id.replace("ID", str(number)).replace("DAY", "2026-01-01")
            value = next((given for mark, given in VALUES.items() if mark in known), "1")
            chosen: str | simcord.ChannelHandle = value
            if issubclass(kind, PersistentChannelSelect):
                chosen = self._room.channel
                view.add_item(discord.ui.ChannelSelect(custom_id=known))
            elif issubclass(kind, PersistentSelect):
                options = [discord.SelectOption(label="x", value=value)]
                view.add_item(discord.ui.Select(custom_id=known, options=options))
            else:
                view.add_item(discord.ui.Button(label="x", custom_id=known))
            channel = self._room.bot.get_channel(self._room.channel.id)
            assert isinstance(channel, discord.TextChannel)
            message = await channel.send("x", view=view)
            view.stop()
            if issubclass(kind, LISTS):
                await who.select(message, [chosen], custom_id=known)
            else:
                await who.click(message, custom_id=known)

        return await self.tries(press)


def expanded(pattern: str) -> Iterator[str]:
    """A template with each of the last of its alternatives, and something in every other place."""
    text = re.sub(r"\(\?P<\w+>\\d\{1,(?:20|18|9|6|3)\}\)", "ID", pattern)
    text = re.sub(r"\(\?P<day>[^)]*\)", "DAY", text)
    text = re.sub(r"\(\?P<words>[^)]*\)", "", text)
    text = re.sub(r"\(\?P<key>\[a-z\]\{1,20\}\)", "systems", text)
    text = text.replace("(?P<mark>[ab])", "a").replace("(?P<aspect>[a-z_]+)", "testing")
    found = list(_ALTERNATIVES.finditer(text))
    last = found[-1][1].split("|") if found else [""]
    for word in last:
        one, places = text, len(found)
        for place, match in enumerate(found, 1):
            one = one.replace(match[0], word if place == places else match[1].split("|")[0], 1)
        yield one


async def on_discord(folder: Path) -> Table:
    """The whole table for Discord."""
    table: dict[str, Sequence[str]] = {}
    async with open_room(folder, COGS, easel=NoEasel()) as room:
        house = House(room)
        await house.furnish()
        # what moves the plan comes last: nothing else is as it was after that
        for command in sorted(house.commands(), key=lambda each: each.qualified_name in MOVING):
            if command.qualified_name in MOVING and not any(name.startswith("button") for name in table):
                for custom_id, kind in sorted(house.buttons(), key=lambda each: each[0]):
                    name = re.sub(":(ID|DAY|$)", "", custom_id)
                    what = "list" if issubclass(kind, LISTS) else "button"
                    table[f"{what} {name}"] = await house.button(custom_id, kind)
            table[f"/{command.qualified_name}"] = await house.command(command)
    return {name: table[name] for name in sorted(table, key=_order)}


def _order(name: str) -> tuple[bool, str]:
    return not name.startswith("/"), name.removeprefix("list ").removeprefix("button ")


async def on_twitch(folder: Path) -> Table:
    """The whole table for Twitch chat."""
    table: dict[str, Sequence[str]] = {}
    async with open_channel(folder, COMPONENTS) as channel:
        bot = channel.chat.bot
        refusals: list[BaseException] = []
        answer = bot.event_command_error

        async def listens(payload: Any) -> None:
            refusals.append(payload.exception)
            await answer(payload)

        bot.event_command_error = listens
        for name in sorted(str(command.name) for command in bot.unique_commands):
            found: list[str] = []
            for who, badges in (("lurker", ()), ("mod", ("moderator",)), ("candice", ())):
                await _furnish_twitch(channel)
                refusals.clear()
                await channel.chat.say(who, f"!{name} {SAID.get(name, '')}".rstrip(), badges=badges)
                found.insert(0, verdict(refusals))
            table[f"!{name}"] = found
    return table


async def _furnish_twitch(channel: Channel) -> None:
    host = Actor(Platform.TWITCH, "100", "candice", moderates=True)
    services = channel.services
    await services.streams.online(Airing("live", channel.clock(), "Title", "Category"))
    for begin in (
        lambda: services.timers.start(host, "25", source()),
        lambda: services.patterns.open_named(host, "3sum", source()),
    ):
        with contextlib.suppress(UserError):
            await begin()


def _changes(tx: Transaction) -> int:
    """How many rows were written since the file was opened."""
    row = tx.one("SELECT total_changes() AS rows")
    assert row is not None
    return int(row["rows"])


def _measured(tx: Transaction) -> None:
    """Something of the host's was listened to."""
    host = PeopleStore(tx).host()
    assert host is not None
    heard = Heard(timedelta(minutes=2), None, (), -3.0)
    NarrationStore(tx).add(Narration(NarrationId(0), host.id, None, "test.mkv", MEASURED, heard, MEASURED))


def source() -> Source:
    """A message that nobody has seen yet."""
    return Source(Platform.DISCORD, f"permission-{next(_numbers)}")


def _least(option: Any) -> Any:
    match option.type:
        case AppCommandOptionType.integer:
            return max(option.min_value or 1, 1)
        case AppCommandOptionType.attachment:
            return ("log.csv", b"problem\ntwo-sum\n")
        case _:
            return "two-sum"


def rendered(discord_table: Table, twitch_table: Table) -> str:
    """The page of the docs."""
    return "\n".join(
        [
            "# Who may do what",
            "",
            "Measured by `python -m tests.permissions docs/permissions.md`; a test holds it true.",
            "Everything is used by everybody, on what is the host's where it is somebody's.",
            "*yes*: it is done, or only refused for what was asked. *own plan*: for whoever follows a plan",
            "(`/join`), on their own. *no*: refused.",
            "",
            "## Discord",
            "*host*: the candidate of the config. *candidate*: another one who joined. *moderator*: has",
            "Manage Messages. *friend*: anybody else who sees the channel, a stranger too. Whoever is not",
            "on the server gets no slash commands and sees no buttons: Discord shows them members. Buttons",
            "and lists of `/settings`, `/join` and `/log` stand under answers that only their reader sees.",
            "`/setup` is shown by Discord to whoever has Manage Server, which nobody here has; its",
            "buttons work for those, and for the host.",
            "",
            *_lines(ON_DISCORD, discord_table),
            "",
            "## Twitch chat",
            "",
            *_lines(ON_TWITCH, twitch_table),
            "",
        ]
    )


def _lines(people: Sequence[str], table: Table) -> Iterator[str]:
    yield f"| what | {' | '.join(people)} |"
    yield f"|---|{'---|' * len(people)}"
    for name, cells in table.items():
        yield f"| `{name}` | {' | '.join(cells)} |"


async def measured(folder: Path) -> str:
    """Both tables, measured in `folder`."""
    for name in ("discord", "twitch"):
        (folder / name).mkdir()
    return rendered(await on_discord(folder / "discord"), await on_twitch(folder / "twitch"))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="greenroom-permissions-") as place:
        Path(sys.argv[1]).write_text(asyncio.run(measured(Path(place))), encoding="utf-8")
