"""Reactions on review posts: how many a second are heard and kept, beside a bot that forgets them.

They are given and taken back on Discord first and wait there, so that making them is not measured: the clock
starts when they are let go, all at once, and stops when the bot's file says what Discord says.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from random import Random

from msgspec import Struct

from benchmarks.figures import Aim, Figure, Sheet
from benchmarks.options import Options, turned
from benchmarks.scene import BARE, GREENROOM, Scene, scene
from bot.recording.model import EMOJI
from bot.rehearsal.loopback_discord import reacting
from bot.rehearsal.loopback_discord.state import Channel, Message

REVIEWS = 50
FRIENDS = 50
"""With the eight reactions as many ways to react as there are reactions in a whole storm."""
LOOK = 0.02
"""Seconds between two looks into the bot's file."""
STUCK = 10.0
"""Seconds without any change after which the rest counts as lost."""
ANSWER = 15.0
TYPING = 0.1

Vote = tuple[int, int, str]
"""Message, friend, emoji."""


class Turn(Struct, frozen=True):
    """A friend gives a reaction, or takes it back."""

    post: int
    friend: int
    emoji: str
    given: bool


def storm(events: int, posts: int, friends: int, seed: int = 7) -> list[Turn]:
    """So many of them in any order; what stands already is taken back, a bit more than every fourth time."""
    rng, emoji = Random(seed), list(EMOJI.values())
    standing: set[tuple[int, int, str]] = set()
    turns: list[Turn] = []
    for _ in range(events):
        one = rng.randrange(posts), rng.randrange(friends), rng.choice(emoji)
        turns.append(Turn(*one, given=one not in standing))
        standing ^= {one}
    return turns


async def measure(options: Options) -> list[Figure]:
    """The same storm over fifty posts of the same evening, for each bot in each round."""
    sheet = Sheet()
    with tempfile.TemporaryDirectory(prefix="greenroom-bench-") as folder:
        evening, stage = Path(folder) / "evening", Path(folder) / "stage"
        await _evening(evening)
        for number in range(options.rounds):
            for subject in turned((GREENROOM, BARE), number):
                shutil.rmtree(stage, ignore_errors=True)
                shutil.copytree(evening, stage)
                async with scene(stage, kept=True) as stand:
                    run = _greenroom if subject == GREENROOM else _bare
                    sheet.add(subject, await run(stand, options))
    over, under = (GREENROOM, "rate"), (BARE, "rate")
    words = f"{options.reactions:,} reactions on {REVIEWS} reviews, stored"
    return [
        sheet.ratio("reactions.storm_vs_bare", words, over, under, Aim("at least", 0.6), "/s"),
        sheet.plain("reactions.lost", "of them lost", (GREENROOM, "lost"), Aim("at most", 0), ""),
    ]


async def _evening(folder: Path) -> None:
    """Fifty recordings are handed in by the real command, and fifty friends have come."""
    async with scene(folder, kept=True) as stand:
        control = stand.stage.discord.control
        for number in range(FRIENDS):
            await control.join(control.create_user(_friend(number)))
        async with stand.greenroom() as process:
            await process.says("^Greenroom is up")
            await control.until(lambda: control.core.world.commands, ANSWER)
            for number in range(REVIEWS):
                await _submit(stand, number)
            await control.until(lambda: _seeded(stand) == REVIEWS, ANSWER)
            await stand.quiet()


async def _submit(stand: Scene, number: int) -> None:
    """By the command and its form, as Sam does it."""
    control = stand.stage.discord.control
    shown = await control.slash(
        stand.sam, stand.lounge, "submit", {"link": f"https://youtu.be/{number}", "stage": 2}
    )
    await shown.acknowledged(ANSWER)
    assert shown.opened_modal is not None
    title = shown.opened_modal["components"][0]["component"]["custom_id"]
    # discord.py knows a form only when Discord has taken it; no person fills one in within a moment
    await asyncio.sleep(TYPING)
    sent = await control.submit_modal(stand.sam, shown, {title: f"Take {number}"})
    await sent.answered(ANSWER)


def _posts(stand: Scene) -> list[tuple[Channel, Message]]:
    """The first message of each thread of the forum."""
    forum = stand.stage.channels["reviews"]
    threads = [
        each for each in stand.stage.discord.control.core.world.channels.values() if each.parent_id == forum
    ]
    return [(thread, thread.history.messages[thread.id]) for thread in threads]


def _seeded(stand: Scene) -> int:
    return sum(set(message.reactions) >= set(EMOJI.values()) for _, message in _posts(stand))


def _friend(number: int) -> str:
    return f"friend_{number}"


def _rage(stand: Scene, options: Options) -> None:
    """Let all of it happen on Discord; what it tells the bot leaves when the loop has its turn."""
    core, posts = stand.stage.discord.control.core, _posts(stand)
    friends = [stand.stage.discord.control.user(_friend(number)).id for number in range(FRIENDS)]
    for turn in storm(options.reactions, len(posts), FRIENDS):
        react = reacting.add if turn.given else reacting.remove
        react(core, *posts[turn.post], friends[turn.friend], turn.emoji)


async def _greenroom(stand: Scene, options: Options) -> dict[str, float]:
    async with stand.greenroom() as process:
        await process.says("^Greenroom is up")
        await stand.quiet()
        _rage(stand, options)
        truth = _on_discord(stand)
        with closing(sqlite3.connect(stand.stage.database)) as file:
            began = time.perf_counter()
            took, held = await _until_kept(file, truth, began)
    return {"rate": options.reactions / took, "lost": len(held ^ truth)}


async def _until_kept(file: sqlite3.Connection, truth: set[Vote], began: float) -> tuple[float, set[Vote]]:
    """Look until the file says the same, or nothing new for long: after how long, and what it holds then."""
    seen, changed = -1, began
    while time.perf_counter() - changed < STUCK:
        await asyncio.sleep(LOOK)
        [(count,)] = file.execute("SELECT count(*) FROM recording_votes")
        now = time.perf_counter()
        if count != seen:
            seen, changed = count, now
        if count == len(truth) and (held := _in_file(file)) == truth:
            return now - began, held
    return changed - began, _in_file(file)


def _on_discord(stand: Scene) -> set[Vote]:
    own = stand.stage.discord.control.core.bot_id
    return {
        (message.id, user, emoji)
        for _, message in _posts(stand)
        for emoji, users in message.reactions.items()
        for user in users
        if user != own
    }


def _in_file(file: sqlite3.Connection) -> set[Vote]:
    rows: Iterable[tuple[int, str, str]] = file.execute(
        """SELECT message_id, voter, statement FROM recording_votes
           JOIN recordings ON recordings.id = recording_id"""
    )
    emoji = {statement.value: sign for statement, sign in EMOJI.items()}
    return {(message, int(voter), emoji[statement]) for message, voter, statement in rows}


async def _bare(stand: Scene, options: Options) -> dict[str, float]:
    async with stand.bare_discord() as process:
        await stand.stage.discord.control.connected(ANSWER)
        await process.says("^up$")
        await stand.quiet()
        _rage(stand, options)
        began = time.perf_counter()
        await process.says(f"^heard {options.reactions}$")
        return {"rate": options.reactions / (time.perf_counter() - began)}
