"""Everybody types in Twitch chat: every command of the bot, whichever it has by now."""

from __future__ import annotations

from pathlib import Path
from random import Random

from bot.app import COMPONENTS
from cogs.words import TWITCH_MESSAGE
from tests.channel import open_channel
from tests.fuzz.checks import WENT_WRONG, Unwell, no_error_in_the_log
from tests.fuzz.limits import too_long
from tests.fuzz.texts import mixed

PEOPLE = (("candice", ()), ("candice", ()), ("mod", ("moderator",)), ("lurker", ()))
"""The streamer may do everything, a viewer nearly nothing."""


async def fuzz_twitch(folder: Path, count: int, number: int) -> int:
    """So many lines in a fresh channel; raises Unwell at the first that leads to what it may not."""
    rng = Random(number)
    with no_error_in_the_log() as heard:
        async with open_channel(folder, COMPONENTS) as channel:
            names = sorted({str(command.name) for command in channel.chat.bot.unique_commands})
            for text in mixed(count, number):
                line = f"!{rng.choice(names)} {' '.join(text.split(chr(10)))}".rstrip()[:TWITCH_MESSAGE]
                who, badges = rng.choice(PEOPLE)
                for said in await channel.chat.say(who, line, badges=badges):
                    if len(said) > TWITCH_MESSAGE or "\n" in said:
                        raise Unwell(f"more than one line after {line!r}: {said!r}")
                    if WENT_WRONG in said or said.startswith(("/", ".")):
                        raise Unwell(f"{said!r} after {line!r}")
                if heard:
                    raise Unwell(f"{heard} after {line!r}")
                channel.clock.advance(seconds=rng.choice((0, 1, 40)))
        long = too_long(folder / "greenroom.db")
        if long:
            raise Unwell("; ".join(long))
    return count
