"""The plate that every picture is drawn on: dark, readable on light as well, twice the pixels of its size."""

# matplotlib leaves its keywords without types
# pyright: reportUnknownMemberType=false
from __future__ import annotations

import io
from collections.abc import Iterable

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

PLATE = "#1e2127"
INK = "#f2f3f5"
"""13:1 on the plate."""
QUIET = "#b5bac1"
"""8:1 on the plate."""
LINE = "#4a4f58"
EMPTY = "#30343c"
GREEN = "#3ac69c"
BLUE = "#6fbdf0"
ORANGE = "#f0b03f"
PINK = "#e39ac4"
LEVELS = {"easy": GREEN, "medium": BLUE, "hard": ORANGE}
"""Okabe and Ito's colours, lifted for a dark plate; never the only thing that tells two apart."""

_ACROSS = {"bold": 13.0 * 47, "normal": 9.5 * 72}
"""Points of all letters together that go into a line."""
WIDTH = 6.0
"""Inches; at 100 dots each it is what a phone shows without making it smaller."""
DOTS = 200
_FONT = ["DejaVu Sans"]
"""The one that comes with matplotlib, so that a picture is the same everywhere."""


def plate(height: float, title: str, words: str = "") -> Figure:
    """An empty plate with its finding on top."""
    figure = Figure(figsize=(WIDTH, height), dpi=DOTS, facecolor=PLATE)
    FigureCanvasAgg(figure)
    for at, said, size, colour, weight in (
        (0.18, title, 13.0, INK, "bold"),
        (0.47, words, 9.5, QUIET, "normal"),
    ):
        # a long one is written smaller, and never runs over the edge
        fits = min(size, size * _ACROSS[weight] / size / max(1, len(said)))
        figure.text(
            0.04, 1 - at / height, said, size=fits, weight=weight, color=colour, va="top", family=_FONT
        )
    return figure


def area(figure: Figure, left: float, bottom: float, right: float, top: float) -> Axes:
    """A part of the plate, in inches from its edges, without a frame."""
    width, height = figure.get_size_inches()
    axes = figure.add_axes(
        (left / width, bottom / height, 1 - (left + right) / width, 1 - (bottom + top) / height)
    )
    axes.set_facecolor("none")
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.tick_params(colors=QUIET, length=0, labelsize=9)
    return axes


def say(
    axes: Axes,
    at: tuple[float, float],
    words: str,
    colour: str = INK,
    *,
    size: float = 9.5,
    align: str = "left",
    upright: str = "center",
    bold: bool = False,
) -> None:
    """Words at a place in the data's own numbers."""
    axes.text(
        *at,
        words,
        color=colour,
        size=size,
        ha=align,
        va=upright,
        weight="bold" if bold else "normal",
        family=_FONT,
        clip_on=False,
    )


def grid(axes: Axes, values: Iterable[float]) -> None:
    """Thin level lines to read values by."""
    for value in values:
        axes.axhline(value, color=LINE, lw=0.6, zorder=0)


def png(figure: Figure) -> bytes:
    """The picture as a file."""
    held = io.BytesIO()
    figure.savefig(held, format="png", dpi=DOTS, facecolor=PLATE)
    return held.getvalue()
