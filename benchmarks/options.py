"""How much is measured in a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field


class Options(Struct, frozen=True):
    """Rounds of pairs, and the size of each load."""

    rounds: int
    questions: int
    """Asked one after the other for a median."""
    pictures: int
    """Of the questions those that are answered with a picture."""
    burst: int
    """Commands written at once."""
    guesses: int
    chatters: int
    flood: float
    """Seconds of a thousand messages each."""
    rings: int
    reactions: int
    """Given and taken back; thousands, since the bare bot says so much of how far it is."""
    risers: int
    """Candidates whose day is posted in one channel at the same minute, beside the host."""
    crowd: int
    """The same where Discord lets us send fifty a second."""
    peers: Mapping[str, Path] = field(default_factory=dict[str, Path])
    """The Python of each peer that takes part."""

    def among(self, subjects: Sequence[str], peer: str) -> list[str]:
        """These and the peer, if it takes part."""
        return [*subjects, *([peer] if peer in self.peers else [])]


WHOLE = Options(
    rounds=5,
    questions=200,
    pictures=30,
    burst=5_000,
    guesses=20_000,
    chatters=2_000,
    flood=20,
    rings=100,
    reactions=20_000,
    risers=59,
    crowd=9_999,
)
QUICK = Options(
    rounds=1,
    questions=60,
    pictures=8,
    burst=1_000,
    guesses=4_000,
    chatters=500,
    flood=4,
    rings=10,
    reactions=5_000,
    risers=14,
    crowd=499,
)


def turned(subjects: Sequence[str], number: int) -> list[str]:
    """The order of a round: A B, then B A, so that neither always has the warmer machine."""
    return list(subjects) if number % 2 == 0 else list(reversed(subjects))
