"""The long run of hostile inputs: `make fuzz`, with FUZZ_OPTIONS="--inputs 100000" for the whole of it.

Ends with one line of counts, and with an error where any input led to what none may.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.fuzz.on_discord import fuzz_discord
from tests.fuzz.on_twitch import fuzz_twitch

INPUTS = 3_000
"""Of the form that fits into every day; the long run asks for 100,000."""
ROUND = 250
"""Inputs to one file, one room and one channel, before the next ones begin with fresh ones."""
SIDES = {"discord": fuzz_discord, "twitch": fuzz_twitch}


def play(job: tuple[str, int, int]) -> tuple[int, str]:
    """One round; how many inputs it held, and what it came to grief over."""
    side, number, count = job
    with tempfile.TemporaryDirectory(prefix="greenroom-fuzz-") as folder:
        try:
            return asyncio.run(SIDES[side](Path(folder), count, number)), ""
        except Exception:  # noqa: BLE001 - whatever it is, it is what we look for
            last = traceback.format_exc().strip().splitlines()[-1]
            return 0, f"{side}, --seed {number} --only {side}: {last[:600]}"


def jobs(options: argparse.Namespace) -> Iterator[tuple[str, int, int]]:
    """Rounds on both sides in turn, until there are enough inputs."""
    sides = sorted(SIDES) if options.only is None else [options.only]
    left, number = options.inputs, options.seed
    while left > 0:
        for side in sides:
            if left > 0:
                yield side, number, min(ROUND, left)
                left -= ROUND
        number += 1


def main() -> int:
    """Run, print each grief once, and end with one line of counts; 1 where there was any."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=INPUTS, help="how many; 100000 is the long run")
    parser.add_argument("--seed", type=int, default=1, help="number of the first round")
    parser.add_argument("--only", choices=sorted(SIDES), help="one platform alone")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    began, inputs, griefs = time.monotonic(), 0, 0
    with ProcessPoolExecutor(options.workers) as pool:
        for count, grief in pool.map(play, jobs(options)):
            inputs += count
            if grief:
                griefs += 1
                print(f"UNWELL   {grief}", flush=True)
    print(f"inputs {inputs}, unwell {griefs}, in {time.monotonic() - began:.0f} s")
    return 1 if griefs else 0


if __name__ == "__main__":
    sys.exit(main())
