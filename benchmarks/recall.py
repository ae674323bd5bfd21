"""`python -m benchmarks.recall`: how long nine months of log take to be read, and again with one more row."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import timedelta
from statistics import median

from msgspec.structs import replace

from bot.memory.model import due, least_remembered, memories
from bot.practice.model import Attempt, AttemptId
from tests.memory.logs import BOXES, CATALOGUE, MONDAY, a_life

ROUNDS = 9
LAST = MONDAY + timedelta(days=275)


def main() -> None:
    """Read, add a row, read again; medians in milliseconds."""
    first, again = list[float](), list[float]()
    for number in range(ROUNDS):
        log = a_life(number)
        first.append(_read(log))
        again.append(_read([*log, replace(log[-1], id=AttemptId(len(log) + 1))]))
    print(f"1,350 tries: {median(first):.1f} ms at first, {median(again):.1f} ms after one more")


def _read(log: Sequence[Attempt]) -> float:
    begun = time.perf_counter()
    held = memories(log, CATALOGUE, BOXES)
    due(held, LAST)
    least_remembered(held, LAST, 5)
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    main()
