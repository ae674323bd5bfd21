"""docs/programme.md teaches what the format is: its example loads, and no key goes unmentioned."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.curriculum import model
from bot.curriculum.check_week import FILLED
from bot.curriculum.model import Kind, Weekday
from bot.curriculum.programme import DATA, bundled, load_catalogue, load_programme

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs" / "programme.md").read_text(encoding="utf-8")
TAUGHT = DOCUMENT.split("## Where each line", 1)[0]
CATALOGUE = load_catalogue()


def test_the_example_of_the_document_is_a_whole_programme(tmp_path: Path) -> None:
    example = next(
        block for block in re.findall(r"```toml\n(.*?)```", TAUGHT, re.DOTALL) if "[[phases]]" in block
    )
    path = tmp_path / "mine.toml"
    path.write_text(example, encoding="utf-8")
    programme = load_programme(path, CATALOGUE)
    start = date(2026, 3, 4)
    for day in (start + timedelta(days=ahead) for ahead in range(60)):
        position = programme.position(start, day)
        assert position is not None
        assert len(model.week_rows(programme, position)) == 7


FORMAT = (
    model.Programme,
    model.Phase,
    model.ProblemTrack,
    model.ReadingTrack,
    model.DesignTrack,
    model.Topic,
    model.Focus,
    model.Effort,
    model.Section,
    model.Stage,
    model.WeeklyTest,
    model.LiveSessions,
    model.Performance,
    model.DayPlan,
    model.Slot,
    model.Entry,
    model.Role,
    model.Assessment,
    model.Strength,
    model.Gap,
    model.System,
    model.Research,
    model.Round,
    model.PortfolioItem,
    model.Application,
    model.Window,
    model.Resource,
    model.Mindset,
    model.Area,
    model.Goal,
    model.Drill,
    model.Count,
)


@pytest.mark.parametrize("kind", FORMAT, ids=lambda kind: kind.__name__)
def test_every_key_of_the_format_is_taught(kind: type) -> None:
    prose = re.sub(r"```.*?```", "", TAUGHT, flags=re.DOTALL)
    taught = set(re.findall(r"[a-z][a-z_]+", " ".join(re.findall(r"`([^`\n]+)`", prose))))
    assert {field.name for field in fields(kind)} - taught == set()


def test_every_kind_of_entry_and_every_word_in_braces_is_taught() -> None:
    kinds = {str(kind) for kind in Kind if kind not in (Kind.AGAIN, Kind.DRILL)}
    assert {kind for kind in kinds if f"`{kind}`" not in TAUGHT} == set()
    assert {name for name in FILLED if f"`{{{name}}}`" not in TAUGHT} == set()


def test_every_programme_that_comes_along_stands_in_the_document() -> None:
    assert {name for name in bundled() if f"`{name}`" not in TAUGHT} == set()


@pytest.mark.parametrize("name", bundled())
def test_every_programme_that_comes_along_can_be_followed(name: str) -> None:
    programme = load_programme(name, CATALOGUE)
    assert programme.name == name
    assert (DATA / f"{name}.toml").exists()
    must = sum(day.minutes for day in programme.week.values() if not day.rest)
    assert abs(must - 60 * programme.hours_per_week) <= 30
    assert set(programme.week) == set(Weekday)


def test_the_general_programme_is_nobodys_in_particular() -> None:
    words = (DATA / "software-interview.toml").read_text(encoding="utf-8").lower()
    for name in ("qortex", "anthropic", "thompson", "mcp", "claude"):
        assert name not in words
