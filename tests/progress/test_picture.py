"""The six pictures: twice the pixels, nothing over the edge, and a finding for those who cannot see them."""

from __future__ import annotations

import importlib
import struct
import subprocess
import sys
from datetime import date, timedelta
from typing import Any

import pytest

from bot.curriculum.model import Difficulty
from bot.memory.model import Posterior
from bot.progress.model import (
    Calendar,
    CalendarDay,
    Chart,
    Flagged,
    Guessed,
    Level,
    Mastery,
    MinutesChart,
    Rated,
    Solve,
    Step,
    Trial,
)
from cogs.progress.picture import drawing

DAY = date(2026, 3, 2)


def calendar(days: int) -> Calendar:
    held = (DAY + timedelta(days=one) for one in range(days))
    return Calendar(
        tuple(CalendarDay(one, one.day % 5 > 0, 7 * one.day, one.weekday() == 6) for one in held), 3
    )


def minutes(count: int) -> MinutesChart:
    solves = tuple(Solve(DAY + timedelta(days=one), 30 - one % 20) for one in range(count))
    steps = (Step(DAY + timedelta(days=30), 20), Step(DAY + timedelta(days=60), 15))
    levels = (Level(Difficulty.EASY, (), ()), Level(Difficulty.MEDIUM, solves, steps))
    return MinutesChart(DAY, DAY + timedelta(days=count), levels, DAY + timedelta(days=count - 3))


PATTERNS = (
    Mastery("2-D Dynamic Programming", Posterior(1, 6), (Trial(DAY, 1, "x", good=True),)),
    Mastery("Arrays & Hashing", Posterior(140, 12), (Trial(DAY, 2, "y", good=True),)),
    Mastery("Tries", Posterior(), ()),
)
FLAGS = [Flagged(DAY, "Serialize and Deserialize Binary Tree", 3, silent=2, rambled=1)]
RATINGS = [Rated(DAY, "a", "testing", 4, 2.5), Rated(DAY, "a", "communication", 2, 2.0)]
CHAT = [Guessed(DAY + timedelta(days=one), 2, 9, one % 9, 1, one % 2) for one in range(30)]


@pytest.mark.parametrize(
    ("which", "value", "alt"),
    [
        (Chart.CALENDAR, calendar(5), "Trained on 4 days; 5 were planned. 3 training days in a row"),
        (Chart.CALENDAR, calendar(270), "Trained on "),
        (Chart.MINUTES, minutes(1), "Mediums take 30 min, 10 over target. Median of the last 1 cold solve"),
        (Chart.MINUTES, minutes(90), "Mediums take "),
        (Chart.PATTERNS, PATTERNS, "Arrays & Hashing sits best, 2-D Dynamic Programming least."),
        (Chart.FLAGS, FLAGS, "Most often: silent, in 1 of 1 recordings. 1 recording"),
        (Chart.RATINGS, RATINGS, "Testing: you rate yourself 1.5 higher."),
        (Chart.CHAT, CHAT, "Chat sees 41% of the patterns. 270 guesses in 60 rounds on 30 days"),
    ],
)
def test_each_is_drawn_and_says_its_finding(which: Chart, value: Any, alt: str) -> None:
    held = drawing(which, value)
    assert held is not None
    assert held.alt.startswith(alt)
    assert len(held.alt) <= 1024
    data = held.draw(held.value)
    assert data.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", data[16:24])
    assert width == 1200  # twice the 600 that a phone shows
    assert 300 < height < 2600


@pytest.mark.parametrize(
    ("which", "value"),
    [(Chart.MINUTES, minutes(0)), (Chart.PATTERNS, PATTERNS[2:]), (Chart.FLAGS, []), (Chart.CHAT, ())],
)
def test_where_there_is_nothing_to_see_nothing_is_drawn(which: Chart, value: Any) -> None:
    assert drawing(which, value) is None


def test_a_long_finding_stays_on_the_plate() -> None:
    plate = importlib.import_module("cogs.progress.picture_plate")
    figure = plate.plate(
        2.0, "An extraordinarily long pattern sits best, another extraordinarily long one least"
    )
    (title, *_) = figure.texts
    box = title.get_window_extent(figure.canvas.get_renderer())
    assert box.x1 < figure.bbox.width


def test_the_bot_itself_never_imports_the_plotting_library() -> None:
    code = "import sys, cogs.progress.cog; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
