"""One act of the crash run: a theatre with people at work in it, a fault after the other, and a judgement."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random

from msgspec import Struct

from bot.curriculum.programme import load_catalogue
from bot.people.model import Platform
from bot.rehearsal.faults import Fault
from tests.crash.load import Load
from tests.crash.oracle import Outcome, judge
from tests.crash.witness import Witness
from tests.wire.theatre import Theatre, theatre

HEALING = 45.0
"""Seconds within which both platforms have to answer again after any fault, on a busy machine."""

STARTING = 180.0
"""The same for a start: beside other work it may take long, and how long is printed."""


class Scene(Struct):
    """What a fault gets to work with."""

    house: Theatre
    load: Load
    witness: Witness
    rng: Random
    outcome: Outcome
    long: bool
    """The long run takes its time: waits that need real seconds are longer."""

    @contextlib.asynccontextmanager
    async def fault(self, name: str, healing: float = HEALING) -> AsyncGenerator[None]:
        """Something is broken inside the block and mended at its end; then people are answered again."""
        self.outcome.faults[name] += 1
        yield
        await self.heals(name, healing)

    async def heals(self, name: str, healing: float = HEALING) -> None:
        """Wait until what is asked from now on is acknowledged on both platforms; note how long it took."""
        began = time.monotonic()
        platforms = (Platform.DISCORD, Platform.TWITCH)
        while time.monotonic() - began < healing:
            times = [self.witness.acknowledged_since(began, platform) for platform in platforms]
            if None not in times:
                self.outcome.recovered(name, max(at or 0.0 for at in times) - began)
                return
            await asyncio.sleep(0.02)
        last = [said[-1] for said in self.witness.refusals.values() if said]
        self.outcome.lost.append(f"{name}: nobody is answered {healing:.0f} s later; refusals were {last}")

    async def used_up(self, fault: Fault, within: float = HEALING) -> None:
        """Wait until the fault has happened as often as it was to."""
        began = time.monotonic()
        while True:
            if not fault.times or time.monotonic() - began > within:
                break
            await asyncio.sleep(0.02)
        self.expect(not fault.times, f"{fault} did not happen as often as it was to")

    def expect(self, holds: object, complaint: str) -> None:
        """Complain unless it holds."""
        if not holds:
            self.outcome.lost.append(complaint)

    async def answered(self, platform: Platform, within: float) -> bool:
        """Whether somebody who asks from now on is acknowledged on this platform in time."""
        began = time.monotonic()
        while time.monotonic() - began < within:
            if self.witness.acknowledged_since(began, platform) is not None:
                return True
            await asyncio.sleep(0.02)
        return False


Act = Callable[[Scene], Awaitable[None]]


async def _settled(house: Theatre) -> None:
    """Until every clock has ended, and then every claim: before it rings, a clock has claimed nothing."""
    open_ones = "SELECT id FROM {} WHERE ended_at IS NULL"
    began = time.monotonic()
    while time.monotonic() - began < HEALING:
        if not any(house.rows(open_ones.format(table)) for table in ("timers", "posts")):
            return
        await asyncio.sleep(0.05)


async def play(
    folder: Path,
    act: Act,
    outcome: Outcome,
    rng: Random,
    *,
    long: bool,
    module: str = "bot",
    zone: str = "UTC",
    post_at: str = "07:00:00",
    day: date | None = None,
    days: int = 1,
) -> None:
    """Let `act` happen under load from the Monday's morning post on (or that of `day`), then judge.

    `days` says over how many local dates it leads; each is to be posted once.
    """
    # faster than people ask, and each question wants its answer
    async with theatre(folder, zone=zone, post_at=post_at, day=day, lines_per_minute=200) as house:
        stage = house.stage
        stage.twitch.control.rules.sends = "off"  # Twitch's limits are not what is tried here
        stage.twitch.control.rules.points_per_minute = None
        stage.bot.module = module
        stage.bot.patience = STARTING
        witness = Witness(house)
        load = Load(house, list(load_catalogue()), witness, rng)
        scene = Scene(house, load, witness, rng, outcome, long)
        try:
            await stage.bot.start()
            await stage.twitch.control.go_live("Breaking things")
            async with load.going_on():
                await stage.clock.move_to(house.at(7, 0, 5))
                await act(scene)
            stage.discord.faults.clear()
            stage.twitch.faults.clear()
            await stage.clock.move(timedelta(minutes=2))
            await _settled(house)
            judge(house, witness, outcome, {str(house.monday + timedelta(days=n)): 1 for n in range(days)})
            code = await stage.bot.stop()
            scene.expect(code == 0, f"a clean stop ended with {code}")
        except BaseException:
            print("\n".join(stage.bot.lines))
            raise
