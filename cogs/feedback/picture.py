"""Values to PNG bytes: the moments of one recording along its time, and months of recordings side by side."""

# matplotlib leaves its keyword arguments untyped
# pyright: reportUnknownMemberType=false

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.recording.model import (
    FLAGS,
    STRENGTHS,
    Feedback,
    Merged,
    Recording,
    Statement,
    Summary,
    clock_text,
    saw,
)
from cogs.reviewed import SHORT
from cogs.words import clip

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 5.6
"""Inches; at twice a hundred dots each it is read on a phone at a third of that."""
DOTS = 200
PLATE, INK, QUIET, RULE = "#1f2328", "#eef0f2", "#a7b0ba", "#3b424b"
STRONG, TRAIN, PLAIN = "#56b4e9", "#e69f00", "#d0d5db"
_ORDER: tuple[Statement | None, ...] = (Statement.FORWARD, *STRENGTHS, None, *FLAGS)
_REMARK = "remark"
_COLUMNS = 8
_NEAR = 0.075
"""Share of the picture below which two times beside dots would touch."""
_MOST_TICKS = 6


def timeline(held: Summary) -> bytes:
    """Each thing that was seen in a lane of its own, where in the recording it was."""
    lanes = [one for one in _ORDER if any(moment.statement is one for moment in held.moments)]
    figure, axes = _plate(1.25 + 0.42 * len(lanes))
    first, last = _range(held.recording, held.moments)
    for place, lane in enumerate(reversed(lanes)):
        colour = _colour(lane)
        axes.axhline(place, color=RULE, linewidth=1, zorder=1)
        before = -1.0
        for moment in (one for one in held.moments if one.statement is lane):
            begins, ends = moment.span.begins, moment.span.last
            if ends > begins:
                axes.plot([begins, ends], [place, place], color=colour, linewidth=6, solid_capstyle="round")
            axes.plot(
                begins, place, _shape(lane), color=colour, markersize=9 + 2 * min(moment.count, 5), zorder=3
            )
            at = (begins - first) / (last - first)
            if at - before >= _NEAR:
                said = clock_text(begins) + (f" ×{moment.count}" if moment.count > 1 else "")
                axes.annotate(
                    said,
                    (begins, place),
                    (0, 11),
                    textcoords="offset points",
                    ha="center" if 0.05 < at < 0.95 else ("left" if at <= 0.05 else "right"),
                    color=INK,
                    fontsize=11,
                )
                before = at
    _rows(axes, [(_REMARK if one is None else SHORT[one], _colour(one)) for one in reversed(lanes)])
    axes.set_xlim(first - 0.02 * (last - first), last + 0.02 * (last - first))
    ticks = _ticks(first, last)
    axes.set_xticks(ticks, [clock_text(one) for one in ticks], color=QUIET, fontsize=11)
    axes.set_title(
        clip(_plain(held.recording.title), 46), loc="left", color=INK, fontsize=14, fontweight="bold", pad=12
    )
    return _png(figure)


def feedback(held: Feedback) -> bytes:
    """Recordings side by side, oldest first: how many friends saw what, and the own rating beside theirs."""
    shown = held.reviewed[-_COLUMNS:]
    rows = [one for one in (*STRENGTHS, *FLAGS) if any(saw(each, one) for each in shown)]
    gaps = [one.gap for one in shown]
    last = 1 if any(one is not None for one in gaps) else 0
    figure, axes = _plate(1.3 + 0.42 * (len(rows) + last))
    for row, statement in enumerate(rows):
        height = len(rows) + last - 1 - row
        axes.axhline(height, color=RULE, linewidth=1, zorder=1)
        for column, each in enumerate(shown):
            count = saw(each, statement)
            if count:
                colour = _colour(statement)
                axes.plot(column, height, _shape(statement), color=colour, markersize=19, zorder=2)
                axes.text(
                    column, height, str(count), ha="center", va="center", color=PLATE, fontsize=11, zorder=3,
                    fontweight="bold",
                )  # fmt: skip
    for column, gap in enumerate(gaps if last else []):
        said = "·" if gap is None else f"{gap:+.1f}".replace("-", "−")
        axes.text(column, 0, said, ha="center", va="center", color=INK, fontsize=11)
    named = [(SHORT[one], _colour(one)) for one in rows] + [("you − friends", PLAIN)] * last
    _rows(axes, named[::-1])
    axes.set_xlim(-0.6, max(len(shown) - 0.4, 3))
    days = [
        f"{day.day} {day:%b}" for day in (each.owner.local(each.recording.submitted_at) for each in shown)
    ]
    axes.set_xticks(range(len(shown)), days, color=QUIET, fontsize=11)
    axes.set_title(
        "Friends who saw it, by recording", loc="left", color=INK, fontsize=14, fontweight="bold", pad=12
    )
    return _png(figure)


def _plate(height: float) -> tuple[Figure, Axes]:
    # heavy, so it is imported when the first picture is drawn; Figure itself, because pyplot keeps state
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    room = ConstrainedLayoutEngine(w_pad=0.14, h_pad=0.12)
    figure = Figure(figsize=(WIDTH, height), dpi=DOTS, facecolor=PLATE, layout=room)
    axes = figure.add_subplot()
    axes.set_facecolor(PLATE)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.tick_params(length=0, pad=8)
    return figure, axes


def _rows(axes: Axes, named: Sequence[tuple[str, str]]) -> None:
    axes.set_yticks(range(len(named)), [name for name, _ in named], fontsize=12)
    for label, (_, colour) in zip(axes.get_yticklabels(), named, strict=True):
        label.set_color(colour)
    axes.set_ylim(-0.6, len(named) - 0.3)


def _png(figure: Figure) -> bytes:
    held = io.BytesIO()
    figure.savefig(held, format="png", facecolor=PLATE)
    return held.getvalue()


def _range(recording: Recording, moments: Sequence[Merged]) -> tuple[int, int]:
    """From where to where: the part that was to be watched, and whatever was marked outside of it."""
    span = recording.span
    begins = [one.span.begins for one in moments]
    first = min([0 if span is None else span.begins, *begins])
    last = max([one.span.last for one in moments] + ([] if span is None else [span.last]))
    return first, max(last, first + 60)


def _ticks(first: int, last: int) -> list[int]:
    steps = (10, 30, 60, 120, 300, 600, 900, 1800, 3600)
    step = next((one for one in steps if (last - first) / one < _MOST_TICKS), 7200)
    return list(range(-(-first // step) * step, last + 1, step))


def _colour(statement: Statement | None) -> str:
    if statement is None:
        return PLAIN
    return TRAIN if statement in FLAGS else STRONG


def _shape(statement: Statement | None) -> str:
    """Never by colour alone."""
    if statement is None:
        return "D"
    return "v" if statement in FLAGS else "o"


def _plain(text: str) -> str:
    """Without what the plotting library would take for mathematics, or has no letter for."""
    return "".join(sign for sign in text.replace("$", "") if sign.isprintable() and ord(sign) < 0x2500)
