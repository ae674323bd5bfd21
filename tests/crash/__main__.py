"""The kill run: the real process, SIGKILL at random instants under load, and an oracle that counts."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

from bot.curriculum.programme import load_catalogue
from bot.rehearsal.cast import BOT_LOGIN
from tests.crash.load import Ledger, Load
from tests.wire.theatre import Theatre, theatre

LONGEST_LIFE = 1.2
"""Seconds that the bot gets at most between being up and being killed."""


@dataclass(slots=True)
class Outcome:
    """What the oracle found."""

    kills: int = 0
    faults: int = 0
    recoveries: list[float] = field(default_factory=list[float])
    lost: list[str] = field(default_factory=list[str])
    doubled: list[str] = field(default_factory=list[str])


async def rage(folder: Path, kills: int, seed: int) -> tuple[Outcome, Ledger]:
    """Kill the bot `kills` times and look at what is left."""
    rng = Random(seed)
    outcome = Outcome()
    async with theatre(folder, lines_per_minute=200) as house:
        stage = house.stage
        load = Load(house, list(load_catalogue()), rng)
        await stage.bot.start()
        await stage.clock.move_to(house.at(7, 0, 5))
        async with load.going_on():
            for _ in range(kills):
                if rng.random() < 0.5:
                    await load.start_clock()
                await asyncio.sleep(rng.random() * LONGEST_LIFE)
                await stage.bot.kill()
                outcome.kills += 1
                # sometimes long enough for a clock to end, or for Discord to forget a nonce
                await stage.clock.move(rng.choice((timedelta(), timedelta(seconds=90), timedelta(minutes=4))))
                began = time.monotonic()
                await stage.bot.start()
                outcome.recoveries.append(time.monotonic() - began)
        # every clock has ended, every claim is settled
        await stage.clock.move(timedelta(minutes=2))
        await house.settled()
        judge(house, load.ledger, outcome)
        code = await stage.bot.stop()
        if code != 0:
            outcome.lost.append(f"a clean stop ended with {code}")
    return outcome, load.ledger


def judge(house: Theatre, ledger: Ledger, outcome: Outcome) -> None:
    """Everything acknowledged is in the file, and nothing was said twice."""
    house.check_file()
    held = {
        (platform, source)
        for platform, source in house.rows("SELECT source_platform, source_id FROM attempts")
    }
    outcome.lost += [
        f"{platform} message {source}"
        for platform, source in ledger.acknowledged
        if (platform, source) not in held
    ]
    timers = house.rows("SELECT count(*) FROM timers")[0][0]
    if timers < ledger.clocks:
        outcome.lost.append(f"{ledger.clocks} clocks were acknowledged and {timers} are in the file")
    running = house.rows("SELECT id FROM timers WHERE ended_at IS NULL")
    outcome.lost += [f"clock {row[0]} never rang" for row in running]
    outcome.doubled += _twice(house)
    days = house.rows("SELECT count(*) FROM posts WHERE kind = 'today' AND message_id IS NOT NULL")[0][0]
    if days != 1:
        outcome.lost.append(f"the day was posted {days} times by the file")


def _twice(house: Theatre) -> list[str]:
    said: Counter[str] = Counter()
    for channel in ("assignments", "live"):
        for post in house.posts("t", channel):
            marks = {str(button.get("custom_id")) for button in post.buttons.values()}
            said.update(
                mark for mark in marks if mark.startswith(("today:solved", "timer:again", "timer:stop"))
            )
    answered = Counter(
        line.reply.message_id
        for line in house.stage.twitch.control.history()
        if line.sender.login == BOT_LOGIN and line.reply
    )
    replies = Counter(
        str(post.reply_to)
        for post in house.stage.discord.control.history(house.stage.channels["lounge"], limit=100_000)
        if post.reply_to is not None
    )
    everything = said + Counter({f"chat {key}": count for key, count in answered.items()})
    everything += Counter({f"reply {key}": count for key, count in replies.items()})
    return [f"{what} stands {count} times" for what, count in everything.items() if count > 1]


def main() -> int:
    """Run, print what was found, and end with one line of counts; 1 unless nothing was lost or doubled."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="greenroom-crash-") as folder:
        outcome, ledger = asyncio.run(rage(Path(folder), options.kills, options.seed))
    for trouble in outcome.lost + outcome.doubled:
        print(trouble)
    with contextlib.suppress(ValueError):
        print(f"back up after {min(outcome.recoveries):.1f} to {max(outcome.recoveries):.1f} s")
    print(
        f"kills {outcome.kills}, faults {outcome.faults}, inputs {ledger.inputs}, "
        f"lost {len(outcome.lost)}, doubled {len(outcome.doubled)}"
    )
    return 1 if outcome.lost or outcome.doubled else 0


if __name__ == "__main__":
    sys.exit(main())
