"""The crash run: the real process over sockets, killed and let down in every way we could think of.

Ends with one line of counts, and with an error unless nothing was lost and nothing was said twice.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from tests.crash.acts import ACTS
from tests.crash.broken import BROKEN, WHICH
from tests.crash.kills import rage
from tests.crash.oracle import Outcome
from tests.crash.scene import play

KILLS = 25
"""Of the form that fits into every day; the long run asks for 200."""


async def run(folder: Path, options: argparse.Namespace) -> Outcome:
    """Every act in a theatre of its own."""
    outcome = Outcome()
    module = "tests.crash.broken" if options.broken else "bot"
    long = options.kills >= 100
    if options.kills:
        rng = Random(options.seed)
        await play(folder / "kills", rage(options.kills), outcome, rng, long=long, module=module)
    for name, act in ACTS.items():
        if options.only is None or name in options.only:
            for round_ in range(options.rounds):
                rng = Random(f"{options.seed} {name} {round_}")
                place = folder / f"{name}-{round_}"
                await act.play(place, outcome, rng, long=long, module=module)
    return outcome


def main() -> int:
    """Run, print what was found, and end with one line of counts; 1 unless nothing was lost or doubled."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument(
        "--kills", type=int, default=KILLS, help="how many kills; 100 or more is the long run"
    )
    parser.add_argument("--seed", type=int, default=7, help="another number breaks it at other instants")
    parser.add_argument("--rounds", type=int, default=1, help="how often each act of faults is played")
    parser.add_argument(
        "--only", nargs="*", choices=sorted(ACTS), help="only these acts of faults; none: none"
    )
    parser.add_argument("--broken", choices=sorted(BROKEN), help="a build that the oracle has to catch")
    options = parser.parse_args()
    if options.broken:
        os.environ[WHICH] = options.broken
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="greenroom-crash-") as folder:
        outcome = asyncio.run(run(Path(folder), options))
    for trouble in outcome.lost:
        print(f"LOST     {trouble}")
    for trouble in outcome.doubled:
        print(f"DOUBLED  {trouble}")
    print("seconds until people were answered again: shortest, median, longest")
    for name, times in outcome.recoveries.items():
        ordered = sorted(times)
        print(
            f"  {ordered[0]:5.1f} {ordered[len(ordered) // 2]:5.1f} {ordered[-1]:5.1f}"
            f"  after {name} ({len(ordered)} times)"
        )
    print(
        f"acknowledged {outcome.acknowledged} of {outcome.inputs} inputs, in {time.monotonic() - began:.0f} s"
    )
    print(outcome.last_line)
    return 1 if outcome.lost or outcome.doubled else 0


if __name__ == "__main__":
    sys.exit(main())
