"""`init` asks until it has what the bot needs, writes a config that loads, and overwrites nothing."""

from __future__ import annotations

import io
import json
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.config import load_config
from bot.errors import StartError
from bot.init import init

TODAY = date(2026, 3, 5)

BOTH = [
    'Sam "the" Preparer',
    "Europe/Berlin",
    "",
    "yes",
    "222222222222222222",
    "333333333333333333",
    "",
    "111111111111111111",
    "y",
    "abcdefghijklmnopqrstuvwxyz0123",
    "sams_greenroom",
    "https://www.twitch.tv/Sam_Preps",
]


def answered(path: Path, lines: list[str]) -> list[str]:
    """What was said, with each question that was asked in between."""
    said: list[str] = []
    typed: Iterator[str] = iter(lines)

    def read(question: str) -> str:
        said.append(question)
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None

    init(path, read, said.append, TODAY)
    assert next(typed, None) is None, "every answer was asked for"
    return said


def test_the_written_file_loads_and_says_what_was_answered(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    said = answered(path, BOTH)

    config = load_config(path, environ={})
    assert config.candidate.name == 'Sam "the" Preparer'
    assert config.candidate.start == date(2026, 3, 9), "the Monday that comes"
    assert config.candidate.discord_id == 111111111111111111
    assert config.discord is not None
    assert config.discord.assignments_channel == 333333333333333333
    assert config.discord.live_channel is None
    assert config.twitch is not None
    assert config.twitch.channel == config.candidate.twitch_login == "sam_preps"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert any("GREENROOM_DISCORD_TOKEN" in line for line in said)
    assert any("python -m bot login twitch" in line for line in said)


def test_one_platform_is_enough_and_none_is_not(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    said = answered(path, ["Sam", "UTC", "2026-04-01", "no", "no", "no", *BOTH[8:]])
    assert "  The bot needs one of the two." in said
    assert load_config(path, environ={}).discord is None


def test_what_cannot_be_right_is_asked_again_with_the_mend(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    lines = ["", "Sam", "Europe/Berln", "Europe/Berlin", "5 March", "2026-03-05", "perhaps", "no", "yes"]
    said = answered(path, [*lines, "short", BOTH[9], "no spaces please", *BOTH[10:]])
    mends = [line for line in said if line.startswith("  ") and line.endswith(".")]
    for words in (
        "1 to 40",
        "did you mean 'Europe/Berlin'",
        "like 2026-03-02",
        "yes or no",
        "one word",
        "3 to 25",
    ):
        assert any(words in mend for mend in mends), words


def test_nothing_is_written_when_nobody_answers(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    with pytest.raises(StartError, match="was not written"):
        answered(path, BOTH[:4])
    assert not path.exists()


def test_a_config_that_is_there_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "config.toml"
    path.write_text("mine", encoding="utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO("\n" * 20))
    assert main(["init", "--config", str(path)]) == 2
    assert "there already" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_first_run_without_a_config_names_the_way(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", "--config", str(tmp_path / "config.toml")]) == 2
    said = capsys.readouterr().err
    assert "python -m bot init" in said
    assert "make run" in said


def test_without_a_channel_setup_is_named_as_the_way_to_one(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    answers = iter(["Sam", "UTC", "2026-03-02", "yes", "222222222222222222", "", "111111111111111111", "no"])
    said: list[str] = []
    init(path, lambda _: next(answers), said.append, date(2026, 3, 1))
    config = load_config(path, {})
    assert config.discord is not None
    assert config.discord.assignments_channel is None
    assert any("/setup in Discord" in line for line in said)


COMMANDS = (
    "run",
    "doctor",
    "migrate",
    "backup",
    "restore",
    "login twitch",
    "export all out",
    "import all out",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_without_a_config_every_command_says_in_two_sentences_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(command.split()) == 2
    said = capsys.readouterr()
    assert said.err == (
        "There is no config.toml. `python -m bot init` asks a few questions and writes it;"
        " `make run` tries everything with no account at all.\n"
    )
    assert said.out == ""
    assert list(tmp_path.iterdir()) == []


def test_without_a_command_the_list_and_the_first_step_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    said = capsys.readouterr().out
    assert "rehearse" in said
    assert "python -m bot init" in said


def test_for_programs_the_doctor_speaks_json_about_a_config_that_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[candidate]\nname = "Sam"\n[discord]\nguild = 1\n')
    assert main(["doctor", "--json", "--config", str(path)]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is False
    assert "did you mean guild_id?" in told["findings"][0]["what"]
    assert main(["doctor", "--config", str(path)]) == 2
    assert "did you mean guild_id?" in capsys.readouterr().err
