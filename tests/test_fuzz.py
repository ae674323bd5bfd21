"""Whatever anybody types after any command: a sentence comes back, within limits, and nobody is called."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import discord
import pytest
import simcord
from discord import app_commands
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.app import COGS, COMPONENTS
from cogs.words import DISCORD_CONTENT, TWITCH_MESSAGE
from tests.channel import open_channel
from tests.room import Room, open_room, spoken

SAMPLES = 150
"""Inputs on each platform in `make test`."""

NASTY = (
    "",
    "@everyone @here <@1> <@&2> <#3>",
    "**bold** `code` ||spoiler|| [x](https://example.org) > quote",
    "'; DROP TABLE attempts; --",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "\u202eright to left\u202c",
    "zero\u200bwidth\u200d\ufeff\U000e0000",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467" * 20,
    "-1",
    "0",
    "99999999999999999999999",
    "1e9",
    "NaN",
    "3sum " * 200,
    "x" * 1_900,
    "/ban somebody",
    "25 25 25",
    '"unclosed quote',
    "--read",
    "two-sum 601",
)
TYPED = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=60),
    st.tuples(st.sampled_from(("two-sum", "15", "hard", "3", "add")), st.text(max_size=40)).map(" ".join),
)


def lines(names: list[str], seed: int) -> Iterator[str]:
    """`SAMPLES` command lines, the same for the same seed: half of them nasty on purpose."""
    drawn: list[str] = []

    # no database and no shrinking: hypothesis only draws here, the bot is asked afterwards
    @settings(
        max_examples=SAMPLES,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large),
    )
    @given(TYPED)
    def draw(text: str) -> None:
        drawn.append(text)

    draw()
    rng = Random(seed)
    # each command at least once, whatever else is drawn
    each = [(name, rng.choice(NASTY)) for name in names]
    everything = [(name, text) for name in names for text in NASTY]
    rng.shuffle(everything)
    nasty = each + everything[: max(0, SAMPLES // 2 - len(each))]
    some = nasty + [(rng.choice(names), text) for text in drawn[: SAMPLES // 2]]
    for name, text in some:
        yield f"!{name} {' '.join(text.splitlines())}".rstrip()


async def test_no_line_on_discord_ends_in_an_error_in_silence_or_in_a_ping(tmp_path: Path) -> None:
    async with open_room(tmp_path, COGS) as room:
        names = sorted({command.qualified_name for command in room.bot.walk_commands()})
        for line in lines(names, 1):
            before = {message.id for message in room.channel.history()}
            await room.host.send(room.channel, line[:DISCORD_CONTENT])
            said = [m for m in room.channel.history() if m.id not in before and m.author.bot]
            assert said, f"silence after {line!r}"
            for message in said:
                check(message, line)
            assert room.mishaps() == [], line
        assert not room.bot.allowed_mentions or not room.bot.allowed_mentions.everyone


def check(message: discord.Message, line: str) -> None:
    """Within Discord's limits, and nobody is mentioned."""
    assert len(message.content) <= DISCORD_CONTENT, line
    assert not message.mention_everyone, line
    # the library pings whom a reply answers, unless told not to
    assert message.mentions == [], line
    assert "That went wrong on my side" not in message.content, line


async def test_no_line_on_twitch_ends_in_an_error_or_over_the_limit(tmp_path: Path) -> None:
    async with open_channel(tmp_path, COMPONENTS) as channel:
        names = sorted({str(command.name) for command in channel.chat.bot.unique_commands})
        for number, line in enumerate(lines(names, 2)):
            # the streamer may do everything, a viewer nearly nothing
            who = "candice" if number % 3 else "lurker"
            for said in await channel.chat.say(who, line[:TWITCH_MESSAGE]):
                assert len(said) <= TWITCH_MESSAGE, line
                assert "That went wrong on my side" not in said, line
                assert not said.startswith(("/", ".")), f"{line!r} made the bot type a command: {said!r}"


@pytest.mark.parametrize("text", NASTY)
async def test_a_problem_that_is_no_problem_gets_a_sentence_on_slash_too(tmp_path: Path, text: str) -> None:
    async with open_room(tmp_path, ["cogs.practice.cog"]) as room:
        answer = await room.slash(room.host, "solved", problem=text[:100] or " ")
        assert answer.strip()
        assert "That went wrong" not in answer
        assert room.mishaps() == []


# Slash commands: Discord keeps numbers within their range and words within their length, and no more


FILES = (
    ("solved.csv", b"problem,date\n"),
    ("solved.csv", b""),
    ("photo.png", bytes(range(256)) * 4),
    ("x" * 90 + ".csv", b"problem\nNo Such Problem\n3sum;;;\n"),
    ("log.csv", '"unclosed\n'.encode("utf-16")),
)
ROUNDS = 3
"""Uses of each slash command with values drawn."""


def drawn(option: app_commands.Parameter, rng: Random) -> Any:
    """A value that Discord lets through and nobody hopes for."""
    if option.choices:
        return rng.choice(option.choices).value
    match option.type:
        case discord.AppCommandOptionType.string:
            longest = int(option.max_value or 6000)
            return (rng.choice(NASTY) or " ")[:longest]
        case discord.AppCommandOptionType.integer:
            least = 1 - 2**53 if option.min_value is None else int(option.min_value)
            most = 2**53 - 1 if option.max_value is None else int(option.max_value)
            return rng.choice([least, most, *(one for one in (-1, 0, 7) if least <= one <= most)])
        case discord.AppCommandOptionType.boolean:
            return rng.random() < 0.5
        case discord.AppCommandOptionType.attachment:
            return rng.choice(FILES)
        case _:
            raise NotImplementedError(option.type)


def leaves(room: Room) -> list[app_commands.Command[Any, Any, Any]]:
    return [one for one in room.bot.tree.walk_commands() if isinstance(one, app_commands.Command)]


async def filled_in(room: Room, shown: simcord.InteractionResult, rng: Random) -> simcord.InteractionResult:
    """Hand in the form that was shown, with anything in its fields."""
    assert shown.modal is not None
    values: dict[str, Any] = {}
    for label in shown.modal["components"]:
        field = label["component"]
        if "options" in field:
            values[field["custom_id"]] = [rng.choice(field["options"])["value"]]
        else:
            typed = (rng.choice(NASTY) or "x")[: field.get("max_length") or 4000]
            values[field["custom_id"]] = typed
    return await room.host.submit_modal(shown, values)


async def test_no_slash_command_with_any_options_ends_in_an_error_in_silence_or_in_a_ping(
    tmp_path: Path,
) -> None:
    async with open_room(tmp_path, COGS) as room:
        rng = Random(3)
        for command in leaves(room):
            for turn in range(ROUNDS):
                options = {
                    one.display_name: drawn(one, rng)
                    for one in command.parameters
                    if one.required or (turn and rng.random() < 0.7)
                }
                where = f"/{command.qualified_name} {options}"
                result = await room.host.slash(room.channel, command.qualified_name, **options)
                while result.modal is not None:
                    result = await filled_in(room, result, rng)
                answers = [one for one in (result.response, *result.followups) if one is not None]
                assert answers, f"silence after {where}"
                for answer in answers:
                    said = spoken(answer)
                    assert said.strip() or answer.attachments, where
                    assert len(answer.content) <= DISCORD_CONTENT, where
                    assert "That went wrong on my side" not in said, where
                assert room.mishaps() == [], where
        assert not [message for message in room.channel.history() if message.mention_everyone]


async def test_no_typing_into_a_field_with_suggestions_ends_in_an_error(tmp_path: Path) -> None:
    async with open_room(tmp_path, COGS) as room:
        for command in leaves(room):
            for option in (one for one in command.parameters if one.autocomplete):
                for typed in ("", '25"; DROP TABLE', "\u202e*?[" * 9):
                    found = await room.host.autocomplete(
                        room.channel, command.qualified_name, option.display_name, typed
                    )
                    where = f"/{command.qualified_name} {option.display_name}:{typed}"
                    assert len(found) <= 25, where
                    assert all(1 <= len(one["name"]) <= 100 for one in found), where
                    assert room.mishaps() == [], where
