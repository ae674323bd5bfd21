"""Every act of faults by its name, and the theatre that it wants."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

from msgspec import Struct

from tests.crash.faults import discord_down, disk, instants, overlay, twitch_down
from tests.crash.oracle import Outcome
from tests.crash.scene import Act, play


class Billed(Struct, frozen=True):
    """An act, and what has to stand around it."""

    act: Act
    zone: str = "UTC"
    post_at: str = "07:00:00"
    day: Callable[[], date] | None = None
    days: int = 1
    """Local dates that it leads over; each has a post of its own."""
    disk: str | None = None
    """Size of the disk that everything lies on; skipped where none can be mounted."""

    async def play(self, folder: Path, outcome: Outcome, rng: Random, *, long: bool, module: str) -> None:
        """Play it in `folder`."""
        with disk.small_disk(folder, self.disk) as mounted:
            if self.disk is not None and not mounted:
                print("no small disk can be mounted here: a full one is only tried by a limit on files")
                return
            await play(
                folder,
                self.act,
                outcome,
                rng,
                long=long,
                module=module,
                zone=self.zone,
                post_at=self.post_at,
                day=None if self.day is None else self.day(),
                days=self.days,
            )


def _night(*, summer_begins: bool) -> Billed:
    return Billed(
        instants.night(kill=True),
        zone=instants.ZONE,
        post_at="02:30:00",
        # at half past two the day before is still on: its post is the one that is due in this night
        day=lambda: instants.day_before_change(summer_begins),
    )


ACTS = {
    "disk": Billed(disk.act),
    "small-disk": Billed(disk.act_on_small_disk, disk="24m"),
    "discord": Billed(discord_down.act),
    "twitch": Billed(twitch_down.act),
    "jumps": Billed(instants.jumps, days=3),
    "spring-night": _night(summer_begins=True),
    "autumn-night": _night(summer_begins=False),
    "overlay": Billed(overlay.act),
}
