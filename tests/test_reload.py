"""Reading the config again: what is taken at once is named, what waits is named, and secrets never are."""

from __future__ import annotations

from pathlib import Path

from bot.config import Config, load_config
from bot.reload import said, taken

WRITTEN = """
[candidate]
name = "Sam"
[discord]
token = "sesame-one"
guild_id = 1
assignments_channel = 2
"""


def config(folder: Path, text: str) -> Config:
    path = folder / "config.toml"
    path.write_text(text)
    path.chmod(0o600)
    return load_config(path, {})


def test_what_is_taken_and_what_waits_is_said_by_the_names_of_keys(tmp_path: Path) -> None:
    old = config(tmp_path, WRITTEN)
    more = '[log]\nlevel = "DEBUG"\n[backup]\nkeep = 3\nevery_hours = 6\n[pattern]\ngrace_seconds = 5\n'
    fresh = config(tmp_path, WRITTEN.replace("sesame-one", "sesame-two") + 'prefix = "?"\n' + more)
    words = said(old, fresh)
    assert words == (
        "taken at once: backup.every_hours, backup.keep, log.level; "
        "waiting for a restart: discord.prefix, discord.token, pattern.grace_seconds"
    )
    assert "sesame" not in words
    result = taken(old, fresh)
    assert (result.backup.keep, result.log.level) == (3, "DEBUG")
    assert result.discord == old.discord
    assert (
        said(result, fresh) == "waiting for a restart: discord.prefix, discord.token, pattern.grace_seconds"
    )


def test_a_section_that_comes_or_goes_waits_as_a_whole(tmp_path: Path) -> None:
    old = config(tmp_path, WRITTEN)
    twitch = '[twitch]\nclient_id = "abcdefghij"\nbot_login = "b"\nchannel = "c"\n'
    assert said(old, config(tmp_path, WRITTEN + twitch)) == "waiting for a restart: twitch"


def test_nothing_new_is_said_as_that(tmp_path: Path) -> None:
    old = config(tmp_path, WRITTEN)
    assert said(old, config(tmp_path, WRITTEN)) == "nothing in it has changed"
