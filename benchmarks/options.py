"""How much is measured in a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """Rounds of pairs, and the size of each load."""

    rounds: int
    questions: int
    """Asked one after the other for a median."""
    burst: int
    """Commands written at once."""
    guesses: int
    chatters: int
    flood: float
    """Seconds of a thousand messages each."""
    rings: int
    reactions: int
    """Given and taken back; thousands, since the bare bot says so much of how far it is."""
    peers: bool = False


WHOLE = Options(
    rounds=5,
    questions=200,
    burst=5_000,
    guesses=20_000,
    chatters=2_000,
    flood=20,
    rings=100,
    reactions=20_000,
)
QUICK = Options(
    rounds=1, questions=60, burst=1_000, guesses=4_000, chatters=500, flood=4, rings=10, reactions=5_000
)


def turned(subjects: Sequence[str], number: int) -> list[str]:
    """The order of a round: A B, then B A, so that neither always has the warmer machine."""
    return list(subjects) if number % 2 == 0 else list(reversed(subjects))
