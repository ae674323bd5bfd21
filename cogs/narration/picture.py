"""The time line of a recording: what was spoken, the silences, the clock's sections, others' moments."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from bot.narration.model import SILENCE, By, NarrationView, Silence, Span, cut, digits, joined
from cogs.words import clip, plural

Axes = Any
"""matplotlib's own types are partly unknown, so that each of its calls would want an excuse."""

PLATE = "#14171c"
INK = "#e8eaed"
MUTED = "#9aa0a6"
TRACK = "#2a2f37"
VOICE = "#56b4e9"
OUTSIDE = "#35596f"
"""A voice while no clock counted."""
RHYTHM = "#4a86a8"
QUIET = "#e69f00"
FLAGGED = "#f0703a"
FRIEND = "#cc79a7"
VIEWER = "#f0e442"

WIDTH, HEIGHT, PIXELS = 7.2, 3.9, 200
"""Inches and pixels an inch: twice what Discord shows."""
LEFT, RIGHT = 0.085, 0.965
LETTERS = 11
LABELLED = 5
"""Silences that get their length beneath; more would cover each other."""
WORDS = 30
FINEST = 250
"""A pause narrower than this part of the picture is not drawn: it would only flicker."""
LETTER = 0.0125
"""Width of a letter of the smaller size, as a part of the picture."""


def draw(view: NarrationView) -> bytes:
    """A PNG. Takes a while and shares nothing: `bot.easel` calls it in a process of its own."""
    # heavy, and most processes never draw
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure: Any = Figure(figsize=(WIDTH, HEIGHT), dpi=PIXELS, facecolor=PLATE)
    FigureCanvasAgg(figure)
    grid = figure.add_gridspec(
        2, 1, height_ratios=(1, 2.1), left=LEFT, right=RIGHT, top=0.745, bottom=0.1, hspace=0.06
    )
    above, below = figure.add_subplot(grid[0]), figure.add_subplot(grid[1])
    length = max(view.narration.heard.length, timedelta(seconds=1)).total_seconds()
    for axes in (above, below):
        axes.set_facecolor(PLATE)
        axes.set_xlim(0, length)
        for spine in axes.spines.values():
            spine.set_visible(False)
    _headline(figure, view)
    _rhythm(above, view)
    _track(below, view)
    _sections(below, view)
    _moments(below, view)
    _time_axis(below, length)
    png = io.BytesIO()
    figure.savefig(png, format="png", facecolor=PLATE)
    return png.getvalue()


def _plain(words: str, limit: int) -> str:
    """`words` in the letters that the font has: chat writes what it likes."""
    from matplotlib import font_manager

    fonts: Any = font_manager
    font = fonts.get_font(fonts.findfont("DejaVu Sans"))
    return clip(" ".join("".join(each for each in words if font.get_char_index(ord(each))).split()), limit)


def _headline(figure: Any, view: NarrationView) -> None:
    account = view.account
    finding = f"{round(account.share * 100)}% spoken"
    if account.voiceless:
        finding = "No voice heard"
    elif account.flagged:
        finding += f", {plural(len(account.flagged), 'silence')} over a minute"
    elif account.longest is not None:
        finding += f", longest silence {digits(account.longest.span.length)}"
        finding += ", announced" if account.longest.announced else ""
    figure.text(LEFT, 0.955, finding, color=INK, fontsize=LETTERS + 4, weight="bold", va="top")
    about = f"{_plain(view.title, 60)} · {digits(account.counted)}"
    figure.text(LEFT, 0.865, about, color=MUTED, fontsize=LETTERS, va="top", parse_math=False)


def _rhythm(axes: Axes, view: NarrationView) -> None:
    """How much of each minute was spoken."""
    beats = view.account.rhythm
    axes.bar(
        [beat.span.start.total_seconds() for beat in beats],
        [beat.share for beat in beats],
        width=[beat.span.length.total_seconds() for beat in beats],
        align="edge",
        color=RHYTHM,
        edgecolor=PLATE,
        linewidth=1,
    )
    axes.set_ylim(0, 1)
    axes.set_yticks([0, 1], ["0", "100%"], color=MUTED, fontsize=LETTERS - 2)
    axes.tick_params(length=0)
    axes.set_xticks([])
    axes.text(
        0.0, 1.05, "spoken, minute by minute", color=RHYTHM, fontsize=LETTERS - 2, transform=axes.transAxes
    )


def _track(axes: Axes, view: NarrationView) -> None:
    """The voice as it comes and goes, and every silence of ten seconds and more."""
    whole = view.narration.span
    finest = max(timedelta(milliseconds=1), whole.length / FINEST)
    spoken = joined(view.narration.heard.speech, finest)
    silences = view.account.silences
    for spans, colour, edge in (
        ([whole], TRACK, None),
        (spoken, OUTSIDE, None),
        (cut(spoken, view.line.spans), VOICE, None),
        ([each.span for each in silences if each.announced], PLATE, QUIET),
        ([each.span for each in silences if each.flagged], FLAGGED, None),
        ([each.span for each in silences if not each.announced and not each.flagged], QUIET, None),
    ):
        _bands(axes, spans, 1.0, 0.8, color=colour, edge=edge)
    _lengths(axes, view.account.silences, whole.length.total_seconds())
    axes.set_ylim(-0.55, 3.2)
    axes.set_yticks([])


def _lengths(axes: Axes, silences: Sequence[Silence], length: float) -> None:
    """How long the longest ones were, the very longest with a word; those without room have none."""
    ordered = sorted(silences, key=lambda each: each.span.length, reverse=True)[:LABELLED]
    taken: list[tuple[float, float]] = []
    for number, silence in enumerate(ordered):
        words = digits(silence.span.length)
        if silence.announced:
            words = f"announced {words}"
        elif not number:
            words = f"silent {words}"
        half = length * LETTER * (len(words) + 1) / 2
        middle = (silence.span.start + silence.span.length / 2).total_seconds()
        middle = min(max(middle, half), length - half)
        if any(middle - half < end and start < middle + half for start, end in taken):
            continue
        taken.append((middle - half, middle + half))
        colour = FLAGGED if silence.flagged else QUIET
        axes.text(middle, 0.93, words, color=colour, fontsize=LETTERS - 1, ha="center", va="top")


def _sections(axes: Axes, view: NarrationView) -> None:
    """The clock's parts, or where it ran."""
    bands = [(section.name, section.span) for section in view.line.sections]
    if not bands and view.timer is not None:
        bands = [("clock", span) for span in view.line.spans]
    for name, span in bands:
        _bands(axes, [span], -0.35, 0.62, color=TRACK, edge=PLATE)
        room = int(span.length / max(view.narration.heard.length, SILENCE) / LETTER)
        if room > 2:
            axes.text(
                (span.start + span.length / 2).total_seconds(),
                -0.05,
                _plain(name, room),
                color=INK,
                fontsize=LETTERS - 2,
                ha="center",
                va="center",
                parse_math=False,  # a dollar is a dollar
            )


def _moments(axes: Axes, view: NarrationView) -> None:
    """What friends and viewers marked, each at its place, the first of them with words."""
    length = view.narration.heard.length.total_seconds()
    free = [0.0, 0.0]
    """Where each of the two rows of words is free from."""
    for moment in view.moments:
        at = moment.span.start.total_seconds()
        colour = FRIEND if moment.by is By.FRIEND else VIEWER
        axes.plot([at], [2.0], marker="v", markersize=6, color=colour, clip_on=False)
        row = next((number for number, until in enumerate(free) if until <= at), None)
        if row is None:
            continue
        words = _plain(moment.words, WORDS)
        width = length * (len(words) + 2) * LETTER
        left = at + width > length
        free[row] = at if left else at + width
        axes.text(
            at,
            2.2 + row * 0.48,
            words,
            color=colour,
            fontsize=LETTERS - 2,
            ha="right" if left else "left",
            va="bottom",
            parse_math=False,
        )


def _bands(
    axes: Axes, spans: Sequence[Span], bottom: float, height: float, *, color: str, edge: str | None = None
) -> None:
    axes.broken_barh(
        [(span.start.total_seconds(), span.length.total_seconds()) for span in spans],
        (bottom, height),
        facecolors=color,
        edgecolors=edge or "none",
        linewidth=1.2 if edge else 0,
        linestyle="--" if edge == QUIET else "-",
    )


def _time_axis(axes: Axes, length: float) -> None:
    steps = (10, 30, 60, 120, 300, 600, 900, 1800, 3600)
    step = next((each for each in steps if length / each <= 8), steps[-1])
    # one at the very end would stick out
    ticks = [tick for tick in range(0, int(length) + 1, step) if tick <= 0.97 * length]
    axes.set_xticks(
        ticks, [digits(timedelta(seconds=tick)) for tick in ticks], color=MUTED, fontsize=LETTERS - 1
    )
    axes.tick_params(axis="x", length=0)
