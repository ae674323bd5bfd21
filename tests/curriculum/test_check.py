"""`python -m bot check FILE`: what it found, or one line for each thing that needs a change."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.__main__ import main
from bot.app import compose
from bot.config import load_config
from bot.curriculum.programme import DATA, bundled, load_catalogue, load_programme
from bot.database import open_database
from bot.errors import StartError
from bot.events import EventBus
from tests.clockwork import FakeClock, ManualScheduler
from tests.fresh import fresh_file

RAMP = (DATA / "interview-ramp.toml").read_text(encoding="utf-8")
COURSE = (DATA / "software-interview.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", bundled())
def test_a_programme_that_can_be_followed_is_told_in_a_few_lines(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(DATA / f"{name}.toml")]) == 0
    said = capsys.readouterr()
    assert "is fine." in said.out
    assert "phase 1" in said.out
    assert said.err == ""


def test_each_error_is_one_line_with_file_key_and_mend(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.toml"
    text = COURSE.replace('roles = ["backend", "full-stack"]', 'roles = ["backed"]')
    text = text.replace('words = "read: {topic}"', 'words = "read: {topik}"')
    path.write_text(text.replace('preset = "story"', 'preset = "tale"'), encoding="utf-8")
    assert main(["check", str(path)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    lines = said.err.splitlines()
    assert len(lines) == 3
    assert all(line.startswith(f"{path}: ") for line in lines)
    assert any(
        "application.roles: there is no 'backed' in roles; did you mean 'backend'?" in line for line in lines
    )
    assert any("rounds.4.preset: there is no 'tale' in presets;" in line for line in lines)
    assert any("week.thursday.slots.1.entries.3.words: nothing fills {topik}" in line for line in lines)


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "There is no programme"), ("name = ", "is not valid TOML"), ("\x00", "is not valid TOML")],
)
def test_what_cannot_be_read_is_said_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | None, words: str
) -> None:
    path = tmp_path / "mine.toml"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    assert main(["check", str(path)]) == 1
    assert words in capsys.readouterr().err


def test_a_folder_is_no_programme(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path)]) == 1
    assert "cannot be read" in capsys.readouterr().err


CATALOGUE = load_catalogue()


@pytest.mark.parametrize(
    ("change", "into", "sentence"),
    [
        ("months = [7, 8, 9]\nwords", "months = [8, 9]\nwords", "window.months: must follow the last phase"),
        ("months = [3, 4]\ntest", "months = [2, 3, 4]\ntest", "stages: their months must run from 1 to 9"),
        ("months = [5, 6, 7, 8, 9]", "months = [5, 6]", "stages: their months must run from 1 to 9"),
        ('key = "gateway"', 'key = "qortex"', "systems.3.key: 'qortex' is taken by systems.1"),
        ('key = "gateway"', 'key = ""', "systems.3.key: is empty"),
        (
            'area = "problems"',
            'area = "problem"',
            "goals.1.area: there is no 'problem' in areas; did you mean",
        ),
        ("by_month = 5", "by_month = 50", "portfolio.4.by_month: the programme has months 1 to 9, not 50"),
        ("least = 2\nmost = 3", "least = 3\nmost = 2", "portfolio.3.most: must be at least least (3)"),
        ('round = "phone"', 'round = "fone"', "week.monday.slots.2.entries.3.round: there is no 'fone'"),
        (
            '{ kind = "new", count = 1, from_month = 5 }',
            '{ kind = "new", count = 1, from_month = 5, until_month = 4 }',
            "week.tuesday.slots.1.entries.3.from_month: the entry never holds",
        ),
        (
            '{ kind = "test", until_month = 4 }',
            '{ kind = "test" }',
            "week.saturday.slots.3.entries.1.kind: month 5 has no weekly test",
        ),
        (
            '{ kind = "live", from_month = 5 }',
            '{ kind = "live", from_month = 4 }',
            "week.saturday.slots.3.entries.4.kind: month 4 has no live sessions",
        ),
        (
            '{ kind = "live", from_month = 5 }',
            '{ kind = "live", count = 2, from_month = 5 }',
            "week.saturday.slots.3: holds 120 minutes in month 5 and has only 60",
        ),
        ("timed = 3", "timed = 4", "phases.3.problems.timed: says 4 a week, and the week holds 3"),
        (
            "review = 5\nmethod",
            "method",
            "week.wednesday.slots.1.entries.4.kind: month 3 has no weekly review",
        ),
        ('mix = ["medium", "hard"]', 'mixed = ["medium"]', "phases.2.problems.mixed: is not a key I know"),
        (
            'new = ["easy", "medium", "hard"]',
            'new = ["easy", "medium"]',
            "phases.2.problems.mix: speaks of hard, which new does not give",
        ),
        (
            'words = "read: {topic} ({points}); take notes"',
            'words = "read {topic"',
            "week.monday.slots.2.entries.1.words: a brace",
        ),
        (
            'words = "portfolio: {portfolio}"',
            'words = "portfolio: {portfolio!r}"',
            "week.saturday.slots.1.entries.3.words: nothing fills",
        ),
        (
            'number = 2\ntitle = "Interview patterns"',
            'number = 3\ntitle = "Interview patterns"',
            "phases.2.number: must be 2",
        ),
        (
            'name = "Evening"\nminutes = 30\nentries = [{ kind = "review"',
            'name = "Morning"\nminutes = 30\nentries = [{ kind = "review"',
            "week.wednesday.slots.2.name: 'Morning' is the name",
        ),
        (
            'preset = "deep-dive"',
            'preset = "deep dive"',
            "rounds.4.preset: there is no 'deep dive' in presets; did you mean 'deep-dive'?",
        ),
        ('flag = "froze"', 'flag = "silent"', "drills.2.flag: 'silent' is taken by drills.1"),
        ('flag = "froze"', 'flag = "angry"', "drills.2.flag: Input should be 'silent', 'froze' or 'rambled'"),
        ("minutes = 10\nbox = 10", "minutes = 90", "drills.1.minutes: no sitting of the week has 90"),
        (
            '{ kind = "test", until_month = 4 }',
            '{ kind = "drill", minutes = 10 }',
            "week.saturday.slots.3.entries.1.kind: drills come by themselves",
        ),
        (
            "month = 6\nroles",
            "month = 10\nroles",
            "application.month: the programme has months 1 to 9, not 10",
        ),
    ],
)
def test_a_slip_in_the_ramp_is_named_with_its_key(
    tmp_path: Path, change: str, into: str, sentence: str
) -> None:
    assert change in RAMP
    path = tmp_path / "mine.toml"
    path.write_text(RAMP.replace(change, into, 1), encoding="utf-8")
    with pytest.raises(StartError) as error:
        load_programme(path, CATALOGUE)
    lines = [line.strip() for line in str(error.value).splitlines()[1:]]
    assert any(line.startswith(sentence) for line in lines), lines
    assert len(lines) == len(set(lines))


CONFIG = """
programme = "{programme}"

[candidate]
name = "Sam"

[discord]
guild_id = 1
assignments_channel = 2
"""


@pytest.mark.parametrize(
    ("said", "title"),
    [("software-interview", "Three months to a software interview"), ("mine.toml", "My own three months")],
)
async def test_the_config_says_which_programme_the_bot_follows(tmp_path: Path, said: str, title: str) -> None:
    """A file is named relative to the config."""
    config_path = tmp_path / "config.toml"
    config_path.write_text(CONFIG.format(programme=said), encoding="utf-8")
    mine = COURSE.replace("Three months to a software interview", "My own three months")
    (tmp_path / "mine.toml").write_text(mine, encoding="utf-8")
    config = load_config(config_path, {})
    clock, bus = FakeClock(), EventBus()
    fresh_file(tmp_path / "greenroom.db")
    async with open_database(tmp_path / "greenroom.db", bus.publish) as database:
        services = compose(config, database, bus, clock, ManualScheduler(clock))
    assert services.programme.title == title


def test_a_programme_that_does_not_come_along_is_refused_with_those_that_do() -> None:
    with pytest.raises(StartError, match="interview-ramp, software-interview"):
        load_programme("interview-rampp", CATALOGUE)
