"""Everybody types, chooses and presses on Discord: every command of the bot, whichever it has by now."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, cast

import discord
import simcord
from discord import AppCommandOptionType, app_commands

from bot.app import COGS
from cogs.words import DISCORD_CONTENT
from tests.fuzz.checks import Said, Unwell, check, message_of, no_error_in_the_log
from tests.fuzz.limits import too_long
from tests.fuzz.texts import NUMBERS, mixed
from tests.room import Room, open_room

OPTION = 6_000
"""Characters that Discord takes in an option, and 4,000 in a field of a form."""
FIELD = 4_000
IMPATIENCE = 0.35
"""How often a button or a list of the last answers is used instead of a new command."""


class Crowd:
    """The host, a friend and a moderator, one of them at a time."""

    def __init__(self, room: Room, rng: Random) -> None:
        self._room = room
        self._rng = rng
        self._people = (room.host, room.host, room.friend, room.moderator)
        assert room.env.guild is not None
        role = room.env.guild.create_role("runs it", permissions=discord.Permissions(manage_guild=True))
        self._manager = room.env.guild.add_member(room.env.create_user("max"), roles=[role])
        """Who is shown what Discord hides from the others."""
        self._prefixed = sorted({command.qualified_name for command in room.bot.walk_commands()})
        self._slash = [
            command for command in room.bot.tree.walk_commands() if isinstance(command, app_commands.Command)
        ]
        self._seen = 0
        self._shown: list[tuple[simcord.MemberActor, Said]] = []

    async def input(self, text: str) -> str:
        """One input; what it was, for whoever has to find it again."""
        who = self._rng.choice(self._people)
        draw = self._rng.random()
        if self._shown and draw < IMPATIENCE:
            used = await self._use(text)
            if used is not None:
                return used
        if draw > 0.7:
            return await self._by_slash(who, text)
        return await self._type(who, text)

    async def _type(self, who: simcord.MemberActor, text: str) -> str:
        name = self._rng.choice(self._prefixed)
        line = f"!{name} {' '.join(text.split(chr(10)))}".rstrip()[:DISCORD_CONTENT]
        await who.send(self._room.channel, line)
        if not self._look(who, line):
            raise Unwell(f"silence after {line!r}")
        return line

    async def _by_slash(self, who: simcord.MemberActor, text: str) -> str:
        command = self._rng.choice(self._slash)
        if (command.root_parent or command).default_permissions is not None:
            who = self._manager
        options = {
            option.display_name: self._value(option, text)
            for option in command.parameters
            if option.required or self._rng.random() < 0.6
        }
        asked = f"/{command.qualified_name} {options!r}"
        typed = [option for option in command.parameters if option.autocomplete]
        if typed and self._rng.random() < 0.3:
            option = self._rng.choice(typed)
            await who.autocomplete(
                self._room.channel, command.qualified_name, option.display_name, text[:100]
            )
        result = await who.slash(self._room.channel, command.qualified_name, **options)
        await self._answered(who, result, asked, text)
        return asked

    def _value(self, option: Any, text: str) -> Any:
        if option.choices:
            return self._rng.choice(option.choices).value
        low, high = option.min_value, option.max_value
        match option.type:
            case AppCommandOptionType.string:
                value = text[: min(OPTION, high or OPTION)]
                return value if len(value) >= (low or 0) and value else "x" * max(1, low or 1)
            case AppCommandOptionType.integer:
                fitting = [n for n in NUMBERS if (low is None or n >= low) and (high is None or n <= high)]
                return self._rng.choice(fitting or [low or 0])
            case AppCommandOptionType.number:
                return float(self._rng.choice(NUMBERS))
            case AppCommandOptionType.boolean:
                return self._rng.random() < 0.5
            case AppCommandOptionType.attachment:
                name = f"{text[:40].replace('/', '') or 'x'}.csv"
                return (name, f"problem,minutes\n{text}\n".encode("utf-8", "replace"))
            case AppCommandOptionType.channel:
                return self._room.channel
            case _:
                return self._rng.choice(self._people)

    async def _use(self, text: str) -> str | None:
        who, message = self._rng.choice(self._shown[-6:])
        if self._rng.random() < 0.3 and isinstance(message, discord.Message):
            who = self._rng.choice(self._people)
        children = list(_children(self._as_it_stands(message)))
        if not children or message_of(message) is None:
            return None
        one = self._rng.choice(children)
        asked = f"{one.custom_id} pressed with {text!r}"
        if isinstance(one, discord.Button):
            result = await who.click(message, custom_id=one.custom_id)
        else:
            values: list[Any] = [option.value for option in one.options]
            if one.type is discord.ComponentType.channel_select:
                values = [self._room.channel]
            if not values:
                return None
            count = self._rng.randint(max(1, one.min_values), max(1, min(len(values), one.max_values)))
            result = await who.select(message, self._rng.sample(values, count), custom_id=one.custom_id)
        await self._answered(who, result, asked, text)
        return asked

    def _as_it_stands(self, message: Said) -> Said:
        """What people see of it by now: a message of the history is a copy from when it was read."""
        if not isinstance(message, discord.Message):
            return message
        return next((one for one in self._room.channel.history() if one.id == message.id), message)

    async def _answered(
        self, who: simcord.MemberActor, result: simcord.InteractionResult, asked: str, text: str
    ) -> None:
        if result.modal is not None:
            result = await who.submit_modal(result, self._filled(result.modal, text))
            asked = f"{asked}, then the form"
        said = [message for message in (result.response, *result.followups) if message is not None]
        for message in said:
            check(message, asked)
            self._shown.append((who, message))
        if not result.acknowledged:
            raise Unwell(f"silence after {asked}")
        self._look(who, asked)

    def _filled(self, modal: Any, text: str) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for item in _fields(modal):
            if item.get("options"):
                values[item["custom_id"]] = [self._rng.choice(item["options"])["value"]]
            elif item["type"] == discord.ComponentType.text_input.value:
                words = text[: min(FIELD, item.get("max_length") or FIELD)]
                least = max(item.get("min_length") or 0, 1 if item.get("required", True) else 0)
                values[item["custom_id"]] = words if len(words) >= least else "x" * least
        return values

    def _look(self, who: simcord.MemberActor, asked: str) -> int:
        history = self._room.channel.history()
        fresh = [message for message in history[self._seen :] if message.author.bot]
        self._seen = len(history)
        for message in fresh:
            check(message, asked)
            self._shown.append((who, message))
        del self._shown[:-12]
        return len(fresh)


async def fuzz_discord(folder: Path, count: int, number: int) -> int:
    """So many inputs in a fresh room; raises Unwell at the first that leads to what it may not."""
    with no_error_in_the_log() as heard:
        async with open_room(folder, COGS) as room:
            crowd = Crowd(room, Random(number))
            for text in mixed(count, number):
                asked = await crowd.input(text)
                if heard or room.mishaps():
                    raise Unwell(f"{heard or room.mishaps()} after {asked!r}")
        long = too_long(folder / "greenroom.db")
        if long:
            raise Unwell("; ".join(long))
    return count


def _children(message: Any) -> Iterator[Any]:
    for row in message.components:
        for child in getattr(row, "children", ()):
            if getattr(child, "custom_id", None) and not getattr(child, "disabled", False):
                yield child


def _fields(modal: Any) -> Iterator[dict[str, Any]]:
    stack: list[Any] = [*(modal["components"] if isinstance(modal, dict) else modal.components)]
    while stack:
        one = stack.pop(0)
        item = cast("dict[str, Any]", one if isinstance(one, dict) else one.to_dict())
        stack += item.get("components", [])
        if "component" in item:
            stack.append(item["component"])
        if "custom_id" in item:
            yield item
