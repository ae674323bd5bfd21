"""`python -m benchmarks`: every group, a line about the machine, and the table; `--json` for programs."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

from benchmarks.figures import Figure, line
from benchmarks.machine import machine
from benchmarks.measures import commands, flood, growth, guesses, mornings, reactions
from benchmarks.options import QUICK, WHOLE, Options

Measure = Callable[[Options], Coroutine[Any, Any, list[Figure]]]
GROUPS: dict[str, Measure] = {
    "commands": commands.measure,
    "guesses": guesses.measure,
    "reactions": reactions.measure,
    "mornings": mornings.measure,
    "flood": flood.measure,
    "growth": growth.measure,
}


def main() -> int:
    """Measure and print; the exit code says only whether everything could be measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small loads and one round: under four minutes")
    parser.add_argument("--rounds", type=int, help="rounds of pairs (5; with --quick 1)")
    parser.add_argument(
        "--only", action="append", choices=list(GROUPS), help="this group alone; may be repeated"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    chosen = parser.parse_args()
    options = QUICK if chosen.quick else WHOLE
    if chosen.rounds:
        options = replace(options, rounds=chosen.rounds)
    about, began = machine(), time.monotonic()
    figures: list[Figure] = []
    print(about, file=sys.stderr)
    for name in chosen.only or GROUPS:
        found = asyncio.run(GROUPS[name](options))
        figures += found
        for figure in found:
            print(line(figure), file=sys.stderr, flush=True)
    if chosen.json:
        print(json.dumps(as_json(figures, about, time.monotonic() - began), indent=1))
    return 0


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
