"""The config file: what is wrong is said with file, key and mend, and no secret lies open."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from bot.config import Config, load_config, loopback_host, secrets_of
from bot.errors import StartError

DISCORD = """
[discord]
guild_id = 1
assignments_channel = 2
"""
TWITCH = """
[twitch]
client_id = "an-id"
bot_login = "greenroom"
channel = "sam_live"
"""
CANDIDATE = """
[candidate]
name = "Sam"
zone = "Europe/Berlin"
start = 2026-03-02
"""
LOCAL = """
api_url = "http://127.0.0.1:8001/api/v10"
gateway_url = "ws://localhost:8001/gateway"
cdn_url = "http://[::1]:8001/cdn"
"""


def write(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def load(folder: Path, text: str, **environ: str) -> Config:
    return load_config(write(folder, text), environ)


def refusal(folder: Path, text: str, **environ: str) -> str:
    with pytest.raises(StartError) as refused:
        load(folder, text, **environ)
    assert str(folder / "config.toml") in str(refused.value)
    return str(refused.value)


def test_the_least_that_is_needed(tmp_path: Path) -> None:
    config = load(tmp_path, CANDIDATE + DISCORD)
    assert config.candidate.start == date(2026, 3, 2)
    assert (config.candidate.day_start, config.candidate.post_at) == (time(4), time(7))
    assert config.twitch is None
    assert config.discord is not None
    assert config.discord.api_url == "https://discord.com/api/v10"
    assert not config.on_loopback


def test_twitch_alone_will_do(tmp_path: Path) -> None:
    assert load(tmp_path, CANDIDATE + TWITCH).discord is None


def test_neither_platform_is_refused(tmp_path: Path) -> None:
    assert "neither a [discord] nor a [twitch] section" in refusal(tmp_path, CANDIDATE)


def test_relative_paths_start_at_the_file(tmp_path: Path) -> None:
    config = load(tmp_path, 'database = "var/g.db"\n' + CANDIDATE + DISCORD)
    assert config.database == tmp_path / "var/g.db"
    assert config.backup.folder == tmp_path / "backups"
    absolute = load(tmp_path, 'database = "/var/g.db"\n' + CANDIDATE + DISCORD)
    assert absolute.database == Path("/var/g.db")


def test_a_file_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    with pytest.raises(StartError, match=r"There is no .*config\.toml\. `python -m bot init`"):
        load_config(path, {})


def test_broken_toml_names_the_line(tmp_path: Path) -> None:
    assert "is not valid TOML" in refusal(tmp_path, "[candidate\nname = 1")
    assert "line 1" in refusal(tmp_path, "[candidate\nname = 1")


def test_a_file_that_is_no_text_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xff\xfe\x00name")
    with pytest.raises(StartError, match="is not valid TOML"):
        load_config(path, {})


def test_a_folder_in_its_place_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="cannot be read: Is a directory"):
        load_config(tmp_path, {})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            CANDIDATE + DISCORD + "assignment_channel = 3",
            "discord.assignment_channel: is not a setting I know",
        ),
        (CANDIDATE + DISCORD + "assignment_channel = 3", "did you mean assignments_channel?"),
        (
            CANDIDATE + DISCORD + "\n[overlays]\nport = 1",
            "overlays: is not a setting I know; did you mean overlay?",
        ),
        (
            CANDIDATE + DISCORD + "\n[log]\nlevl = 'INFO'",
            "log.levl: is not a setting I know; did you mean level?",
        ),
        (CANDIDATE + DISCORD + "frobnicate = 1", "discord.frobnicate: is not a setting I know"),
        (
            CANDIDATE + "[discord]\nassignments_channel = 1",
            "discord.guild_id: is missing; config.example.toml",
        ),
        (DISCORD, "candidate: is missing"),
        (CANDIDATE.replace("Berlin", "Berlinn") + DISCORD, "did you mean 'Europe/Berlin'?"),
        (CANDIDATE.replace("Europe/Berlin", "CESTIAL") + DISCORD, "candidate.zone"),
        (CANDIDATE.replace("2026-03-02", '"soon"') + DISCORD, "candidate.start"),
        (CANDIDATE.replace('"Sam"', '""') + DISCORD, "candidate.name"),
        (CANDIDATE + DISCORD + "\n[overlay]\nport = 70000", "overlay.port"),
        (CANDIDATE + DISCORD + "\n[log]\nlevel = 'LOUD'", "log.level"),
        (CANDIDATE + DISCORD + "\n[commands]\nnames = 3", "commands.names"),
        (CANDIDATE + DISCORD + "\n[commands.names]\ntimer = 3", "commands.names.timer"),
        ("candidate = 3\n" + DISCORD, "candidate"),
    ],
)
def test_what_is_wrong_is_said_with_its_key(tmp_path: Path, text: str, says: str) -> None:
    assert says in refusal(tmp_path, text)


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    said = refusal(tmp_path, CANDIDATE.replace("Berlin", "Berlinn") + DISCORD + "\n[log]\nlevl = 1")
    assert "candidate.zone" in said
    assert "log.levl" in said


def test_secrets_come_from_the_environment_and_beat_the_file(tmp_path: Path) -> None:
    config = load(
        tmp_path,
        CANDIDATE + DISCORD + 'token = "from-the-file"' + TWITCH + 'client_secret = "kept"',
        GREENROOM_DISCORD_TOKEN="from-outside",
        GREENROOM_OVERLAY_SECRET="for-obs",
    )
    assert config.discord is not None
    assert config.discord.token.get_secret_value() == "from-outside"
    assert set(secrets_of(config)) == {"from-outside", "kept", "for-obs"}


def test_the_overlay_secret_from_outside_needs_no_section(tmp_path: Path) -> None:
    config = load(tmp_path, CANDIDATE + DISCORD, GREENROOM_OVERLAY_SECRET="for-obs")
    assert config.overlay.secret.get_secret_value() == "for-obs"


def test_a_secret_of_a_platform_that_is_off_does_not_turn_it_on(tmp_path: Path) -> None:
    assert load(tmp_path, CANDIDATE + DISCORD, GREENROOM_TWITCH_CLIENT_SECRET="s").twitch is None


def test_no_secret_shows_in_what_the_config_prints_or_refuses(tmp_path: Path) -> None:
    config = load(tmp_path, CANDIDATE + DISCORD, GREENROOM_DISCORD_TOKEN="swordfish-1")
    assert "swordfish" not in repr(config)
    said = refusal(
        tmp_path, CANDIDATE + DISCORD + 'token = ["swordfish-2"]\nprefix = "swordfish-3-is-too-long"'
    )
    assert "discord.token" in said
    assert "swordfish" not in said


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_file_with_secrets_that_others_may_read_is_refused_with_the_command_that_mends_it(
    tmp_path: Path, mode: int
) -> None:
    path = write(tmp_path, CANDIDATE + DISCORD + 'token = "t"', mode)
    with pytest.raises(StartError, match=r"holds discord\.token and .* Run: chmod 600 "):
        load_config(path, {})
    path.chmod(0o600)
    load_config(path, {})


def test_a_file_without_secrets_may_be_read_by_all(tmp_path: Path) -> None:
    path = write(tmp_path, CANDIDATE + DISCORD + 'token = ""', 0o644)
    load_config(path, {"GREENROOM_DISCORD_TOKEN": "t"})


def test_the_clock_moves_only_where_every_endpoint_is_on_this_machine(tmp_path: Path) -> None:
    clock = '\n[rehearsal]\nclock_url = "http://127.0.0.1:8001/clock"'
    assert load(tmp_path, CANDIDATE + DISCORD + LOCAL + clock).on_loopback
    assert "every endpoint must be on loopback" in refusal(tmp_path, CANDIDATE + DISCORD + clock)
    assert "every endpoint must be on loopback" in refusal(
        tmp_path, CANDIDATE + DISCORD + LOCAL + TWITCH + clock
    )
    elsewhere = clock.replace("127.0.0.1", "127.0.0.1.example.com")
    assert "every endpoint must be on loopback" in refusal(tmp_path, CANDIDATE + DISCORD + LOCAL + elsewhere)


@pytest.mark.parametrize("key", ["api_url", "gateway_url", "cdn_url"])
def test_one_real_endpoint_is_enough_to_keep_the_clock_still(tmp_path: Path, key: str) -> None:
    local = "\n".join(line for line in LOCAL.splitlines() if not line.startswith(key))
    clock = '\n[rehearsal]\nclock_url = "http://127.0.0.1:8001/clock"'
    assert "every endpoint must be on loopback" in refusal(tmp_path, CANDIDATE + DISCORD + local + clock)


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("0.0.0.0", False),  # noqa: S104 - the very mistake
        ("192.168.1.2", False),
        ("localhost.example.com", False),
        ("", False),
    ],
)
def test_only_this_machine_is_loopback(host: str, local: bool) -> None:
    assert loopback_host(host) is local


def test_the_watched_folder_is_taken_from_the_files_own_folder_or_from_home(tmp_path: Path) -> None:
    def folder(said: str) -> Path | None:
        return load(tmp_path, CANDIDATE + DISCORD + f'\n[recording]\nfolder = "{said}"').recording.folder

    assert folder("videos") == tmp_path / "videos"
    assert folder("/srv/obs") == Path("/srv/obs")
    assert folder("~/Videos") == Path.home() / "Videos"
    assert load(tmp_path, CANDIDATE + DISCORD).recording.folder is None


def test_an_overlay_that_others_can_reach_needs_a_secret(tmp_path: Path) -> None:
    overlay = '\n[overlay]\nhost = "0.0.0.0"'
    said = refusal(tmp_path, CANDIDATE + DISCORD + overlay)
    assert "secret is needed when host is not on loopback" in said
    assert "GREENROOM_OVERLAY_SECRET" in said
    load(tmp_path, CANDIDATE + DISCORD + overlay, GREENROOM_OVERLAY_SECRET="for-obs")
    load(tmp_path, CANDIDATE + DISCORD + overlay + "\nenabled = false")
