"""Figures taken in pairs and what is said of them: medians of ratios, with the smallest and the largest."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median
from typing import Literal

from msgspec import Struct, field

Sense = Literal["at most", "at least", "stated"]


class Aim(Struct, frozen=True):
    """What a figure should be; `stated` ones are only told."""

    sense: Sense
    value: float = 0.0

    def met(self, figure: float) -> bool:
        """Whether it is what it should be."""
        if self.sense == "stated":
            return True
        return figure <= self.value if self.sense == "at most" else figure >= self.value

    def __str__(self) -> str:
        sign = {"at most": "<=", "at least": ">=", "stated": "stated"}[self.sense]
        return sign if self.sense == "stated" else f"{sign} {self.value:g}"


class Figure(Struct, frozen=True):
    """One line of the table: a ratio or a plain figure, as it was in each round."""

    key: str
    """Stable, for programs: `discord.command.p50_vs_bare`."""
    words: str
    unit: str
    aim: Aim
    rounds: tuple[float, ...]
    detail: str = ""
    """The two sides of the ratio in their own unit."""

    @property
    def median(self) -> float:
        """Of the rounds; half of them were better."""
        return median(self.rounds)

    @property
    def met(self) -> bool:
        """Whether the median is what it should be."""
        return self.aim.met(self.median)


class Sheet(Struct):
    """What every subject of a group did in every round, and the ratios made of it."""

    taken: dict[str, dict[str, list[float]]] = field(default_factory=dict[str, dict[str, list[float]]])

    def add(self, subject: str, figures: dict[str, float]) -> None:
        """One round of one subject."""
        for name, value in figures.items():
            self.taken.setdefault(subject, {}).setdefault(name, []).append(value)

    def has(self, subject: str) -> bool:
        """Whether it took part."""
        return subject in self.taken

    def of(self, subject: str, name: str) -> tuple[float, ...]:
        """A figure of a subject, one value a round."""
        return tuple(self.taken[subject][name])

    def ratio(
        self,
        key: str,
        words: str,
        over: tuple[str, str],
        under: tuple[str, str],
        aim: Aim,
        unit: str,
    ) -> Figure:
        """`over` divided by `under`, each a subject and its figure, round by round."""
        top, bottom = self.of(*over), self.of(*under)
        detail = f"{over[0]} {_number(median(top))} {unit}, {under[0]} {_number(median(bottom))} {unit}"
        rounds = tuple(a / b for a, b in zip(top, bottom, strict=True))
        return Figure(key, words, "x", aim, rounds, detail)

    def plain(self, key: str, words: str, of: tuple[str, str], aim: Aim, unit: str) -> Figure:
        """A figure as it is."""
        return Figure(key, words, unit, aim, self.of(*of))


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` of them do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(round(share * len(ordered), 9)) - 1)]


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def line(figure: Figure) -> str:
    """A row of the table for a terminal."""
    low, high = _number(min(figure.rounds)), _number(max(figure.rounds))
    spread = f"{low} to {high}" if len(figure.rounds) > 1 else "one round"
    mark = " " if figure.aim.sense == "stated" else "✓" if figure.met else "✗"
    value = f"{_number(figure.median)} {figure.unit}"
    told = "; ".join(filter(None, (spread, figure.detail)))
    return f"{mark} {value:>12}  {figure.aim!s:>8}  {figure.words} ({told})"
