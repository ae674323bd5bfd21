"""`python -m benchmarks`: every group, a line about the machine, and the table; `--json` for programs."""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import sys
import time
import traceback
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from msgspec.structs import replace

from benchmarks.figures import Figure, line
from benchmarks.machine import machine
from benchmarks.measures import commands, flood, growth, guesses, mornings, reactions
from benchmarks.options import QUICK, WHOLE, Options
from benchmarks.peers.environment import RED, TWITCHAPI, gather
from benchmarks.subject import compile_once

Measure = Callable[[Options], Coroutine[Any, Any, list[Figure]]]
GROUPS: dict[str, Measure] = {
    "commands": commands.measure,
    "guesses": guesses.measure,
    "reactions": reactions.measure,
    "mornings": mornings.measure,
    "flood": flood.measure,
    "growth": growth.measure,
}

YOUNG = 100_000
"""Objects of this process between two looks for garbage."""
BESIDE = {"commands": [RED], "guesses": [TWITCHAPI]}
"""The groups that peers take part in."""


def main() -> int:
    """Measure and print; the exit code says only whether everything could be measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small loads and one round: under four minutes")
    parser.add_argument("--rounds", type=int, help="rounds of pairs (5; with --quick 1)")
    parser.add_argument(
        "--only", action="append", choices=list(GROUPS), help="this group alone; may be repeated"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    parser.add_argument("--no-peers", action="store_true", help="without Red-DiscordBot and twitchAPI")
    chosen = parser.parse_args()
    options = QUICK if chosen.quick else WHOLE
    if chosen.rounds:
        options = replace(options, rounds=chosen.rounds)
    groups: list[str] = chosen.only or list(GROUPS)
    if not chosen.no_peers:
        options = replace(options, peers=gather(peer for name in groups for peer in BESIDE.get(name, [])))
    compile_once()
    # a quarter of a second of the stand-ins' looking for garbage would be counted against the bot
    gc.freeze()
    gc.set_threshold(YOUNG)
    about, began = machine(), time.monotonic()
    print(about, file=sys.stderr)
    figures, whole = measured({name: GROUPS[name] for name in groups}, options)
    if chosen.json:
        print(json.dumps(as_json(figures, about, time.monotonic() - began), indent=1))
    return 0 if whole else 1


def measured(groups: Mapping[str, Measure], options: Options) -> tuple[list[Figure], bool]:
    """What the groups found, and whether all could be measured: one that fails leaves the others."""
    figures: list[Figure] = []
    whole = True
    for name, measure in groups.items():
        try:
            found = asyncio.run(measure(options))
        except (RuntimeError, TimeoutError, ExceptionGroup) as error:
            traceback.print_exception(error)
            print(f"NOT MEASURED: {name}; the other groups go on.", file=sys.stderr, flush=True)
            whole = False
            continue
        figures += found
        for figure in found:
            print(line(figure), file=sys.stderr, flush=True)
    return figures, whole


def as_json(figures: list[Figure], about: str, seconds: float) -> dict[str, object]:
    """Everything that was found, each figure under its stable key."""
    return {
        "machine": about,
        "seconds": round(seconds, 1),
        "figures": {
            figure.key: {
                "median": round(figure.median, 3),
                "min": round(min(figure.rounds), 3),
                "max": round(max(figure.rounds), 3),
                "unit": figure.unit,
                "aim": str(figure.aim),
                "met": figure.met,
                "what": figure.words,
                "detail": figure.detail,
            }
            for figure in figures
        },
    }


if __name__ == "__main__":
    sys.exit(main())
