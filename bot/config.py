"""The configuration: one TOML file, secrets from the environment, errors that name the mend."""

from __future__ import annotations

import difflib
import ipaddress
import os
import stat
import tomllib
import zoneinfo
from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator

from bot.errors import StartError

SECRETS = {
    "GREENROOM_DISCORD_TOKEN": ("discord", "token"),
    "GREENROOM_TWITCH_CLIENT_SECRET": ("twitch", "client_secret"),
    "GREENROOM_OVERLAY_SECRET": ("overlay", "secret"),
}
"""Environment variables and the keys they fill; a variable beats the file."""


def check_zone(name: str) -> str:
    """`name` where it is an IANA zone. Raises ValueError with the likeliest one."""
    try:
        zoneinfo.ZoneInfo(name)
    except (OSError, ValueError, zoneinfo.ZoneInfoNotFoundError):
        near = difflib.get_close_matches(name, zoneinfo.available_timezones(), n=1)
        raise ValueError(
            f"{name!r} is no time zone I know"
            + (f"; did you mean {near[0]!r}?" if near else "; write it like 'Europe/Berlin'")
        ) from None
    return name


Zone = Annotated[str, AfterValidator(check_zone)]


class Section(BaseModel):
    """A table of the file: an unknown key is an error, so that a typo is never silently a default."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CandidateSection(Section):
    """The host's own candidate."""

    name: str = Field(min_length=1, max_length=40)
    discord_id: int | None = None
    twitch_login: str | None = None
    zone: Zone = "UTC"
    start: date | None = None
    day_start: time = time(4)
    post_at: time = time(7)


class DiscordSection(Section):
    """The Discord side; leave the section out and Discord is off."""

    token: SecretStr = SecretStr("")
    guild_id: int
    assignments_channel: int | None = None
    """`/setup` picks or creates what is left out here."""
    live_channel: int | None = None
    reviews_channel: int | None = None
    prefix: str = Field(default="!", min_length=1, max_length=5)
    message_content: bool = True
    api_url: str = "https://discord.com/api/v10"
    gateway_url: str = "wss://gateway.discord.gg/"
    cdn_url: str = "https://cdn.discordapp.com"


class TwitchSection(Section):
    """The Twitch side; leave the section out and Twitch is off."""

    client_id: str = Field(min_length=1)
    client_secret: SecretStr = SecretStr("")
    bot_login: str = Field(min_length=1)
    channel: str = Field(min_length=1)
    prefix: str = Field(default="!", min_length=1, max_length=5)
    lines_per_minute: int = Field(default=30, ge=6, le=200)
    """What the bot says in chat at most, whoever asks."""
    helix_url: str = "https://api.twitch.tv/helix/"
    id_url: str = "https://id.twitch.tv/"
    eventsub_url: str = "wss://eventsub.wss.twitch.tv/ws"


def loopback_host(host: str) -> bool:
    """Whether `host` can only be this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class OverlaySection(Section):
    """The page that OBS shows."""

    enabled: bool = True
    host: str = "127.0.0.1"
    port: int = Field(default=8710, ge=0, le=65535)
    secret: SecretStr = SecretStr("")
    css: Path | None = None
    """A sheet of the streamer's own; the page takes no style from anywhere else, OBS included."""

    @model_validator(mode="after")
    def _secret_off_loopback(self) -> Self:
        if self.enabled and not loopback_host(self.host) and not self.secret.get_secret_value():
            raise ValueError("secret is needed when host is not on loopback; set GREENROOM_OVERLAY_SECRET")
        return self


class HealthSection(Section):
    """`/healthz` and `/metrics`, for watchdogs and Prometheus."""

    enabled: bool = False
    host: str = "127.0.0.1"
    port: int = Field(default=8711, ge=0, le=65535)


class PatternSection(Section):
    """The guessing rounds."""

    grace_seconds: int = Field(default=10, ge=0, le=60)
    season: Literal["month", "quarter", "year"] = "quarter"


class BackupSection(Section):
    """Where `backup` writes and how many it keeps."""

    folder: Path = Path("backups")
    keep: int = Field(default=14, ge=1, le=1000)
    every_hours: int = Field(default=24, ge=0, le=24 * 31)
    """0 leaves it to `python -m bot backup`."""


class StreamSection(Section):
    """What happens around a stream."""

    drop_minutes: int = Field(default=10, ge=1, le=60)
    here: bool = False
    discord_invite: str = Field(default="", max_length=100, pattern=r"^(https://\S+)?$")


class RecordingSection(Section):
    """Where recordings come from on this machine."""

    folder: Path | None = None
    """Watched where it is named: what was recorded there during a timed test is measured and offered."""
    track: int = Field(default=1, ge=1, le=32)
    """The sound track with the voice."""


class CommandsSection(Section):
    """Other names for commands, where another bot owns ours: `names.timer = "clock"`."""

    names: Mapping[str, str] = Field(default_factory=dict[str, str])
    aliases: Mapping[str, tuple[str, ...]] = Field(default_factory=dict[str, tuple[str, ...]])


class LogSection(Section):
    """What is said on standard error, and how."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    format: Literal["text", "json"] = "text"


class TelemetrySection(Section):
    """Traces and metrics for an OpenTelemetry collector."""

    enabled: bool = False
    endpoint: str = Field(default="http://127.0.0.1:4318", pattern=r"^https?://\S+$")
    service_name: str = Field(default="greenroom", min_length=1, max_length=100)


class RehearsalSection(Section):
    """Set by `rehearse` and the tests only: the loopback clock that the bot follows."""

    clock_url: str | None = None


class Config(Section):
    """The whole file."""

    database: Path = Path("data/greenroom.db")
    programme: str = Field(default="interview-ramp", min_length=1)
    """One that comes along, by its name, or the path of a file that ends in .toml."""
    candidate: CandidateSection
    discord: DiscordSection | None = None
    twitch: TwitchSection | None = None
    stream: StreamSection = StreamSection()
    overlay: OverlaySection = Field(default_factory=OverlaySection)
    pattern: PatternSection = PatternSection()
    recording: RecordingSection = RecordingSection()
    commands: CommandsSection = CommandsSection()
    backup: BackupSection = BackupSection()
    health: HealthSection = HealthSection()
    log: LogSection = LogSection()
    telemetry: TelemetrySection = TelemetrySection()
    rehearsal: RehearsalSection = RehearsalSection()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.discord is None and self.twitch is None:
            raise ValueError("there is neither a [discord] nor a [twitch] section; the bot needs one of them")
        if self.rehearsal.clock_url is not None and not self.on_loopback:
            raise ValueError("rehearsal.clock_url moves the clock, so every endpoint must be on loopback")
        return self

    @property
    def on_loopback(self) -> bool:
        """Whether every endpoint, Discord's and Twitch's, is a stand-in on this machine."""
        urls = [self.rehearsal.clock_url] if self.rehearsal.clock_url else []
        if self.discord is not None:
            urls += [self.discord.api_url, self.discord.gateway_url, self.discord.cdn_url]
        if self.twitch is not None:
            urls += [self.twitch.helix_url, self.twitch.id_url, self.twitch.eventsub_url]
        return all(loopback_host(urlsplit(url).hostname or "") for url in urls)


def secrets_of(config: Config) -> list[str]:
    """Every secret that the config holds, for the log to hide."""
    held = [config.overlay.secret]
    if config.discord is not None:
        held.append(config.discord.token)
    if config.twitch is not None:
        held.append(config.twitch.client_secret)
    return [secret.get_secret_value() for secret in held if secret.get_secret_value()]


def load_config(path: Path, environ: Mapping[str, str] = os.environ) -> Config:
    """Read and check the file. Relative paths in it are taken from its own folder.

    Raises StartError naming file, key and mend.
    """
    try:
        with path.open("rb") as file:
            data = tomllib.load(file)
    except FileNotFoundError:
        raise StartError(
            f"There is no {path}. `python -m bot init` asks a few questions and writes it;"
            " `make run` tries everything with no account at all."
        ) from None
    except OSError as error:
        raise StartError(f"{path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StartError(f"{path} is not valid TOML: {error}.") from None
    _refuse_open_secrets(path, data)
    if "GREENROOM_OVERLAY_SECRET" in environ:
        data.setdefault("overlay", {})  # unlike a platform, the overlay is on without its section
    for variable, (section, key) in SECRETS.items():
        if variable in environ and isinstance(data.get(section), dict):
            data[section][key] = environ[variable]
    try:
        config = Config.model_validate(data)
    except ValidationError as error:
        # `from None`: pydantic's own text repeats the input, which may be a secret
        raise StartError(_sentences(path, error)) from None
    folder = path.resolve().parent
    return config.model_copy(
        update={
            "database": folder / config.database,
            "programme": str(folder / config.programme) if _is_file(config.programme) else config.programme,
            "backup": config.backup.model_copy(update={"folder": folder / config.backup.folder}),
            "recording": config.recording.model_copy(update={"folder": _watched(config.recording, folder)}),
            "overlay": config.overlay.model_copy(
                update={"css": None if config.overlay.css is None else folder / config.overlay.css}
            ),
        }
    )


def _watched(section: RecordingSection, beside: Path) -> Path | None:
    return None if section.folder is None else beside / section.folder.expanduser()


def _is_file(programme: str) -> bool:
    return programme.endswith(".toml")


def _refuse_open_secrets(path: Path, data: Mapping[str, Any]) -> None:
    held = [
        f"{section}.{key}"
        for section, key in SECRETS.values()
        if isinstance(data.get(section), dict) and data[section].get(key)
    ]
    if held and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise StartError(
            f"{path} holds {' and '.join(held)} and others on this machine may read it. Run: chmod 600 {path}"
        )


def _sentences(path: Path, error: ValidationError) -> str:
    lines = [f"{path} needs a change:"]
    for problem in error.errors(include_input=False, include_url=False):
        location = ".".join(str(part) for part in problem["loc"])
        message = problem["msg"].removeprefix("Value error, ")
        if problem["type"] == "extra_forbidden":
            message = _unknown_key(problem["loc"])
        elif problem["type"] == "missing":
            message = "is missing; config.example.toml shows what it looks like"
        lines.append(f"  {location}: {message}" if location else f"  {message}")
    return "\n".join(lines)


def _unknown_key(location: tuple[int | str, ...]) -> str:
    model: Any = Config
    for part in location[:-1]:
        annotation = model.model_fields[str(part)].annotation
        model = next(
            (
                choice
                for choice in getattr(annotation, "__args__", (annotation,))
                if hasattr(choice, "model_fields")
            ),
            None,
        )
        if model is None:
            return "is not a setting I know"
    near = difflib.get_close_matches(str(location[-1]), list[str](model.model_fields), n=1)
    return "is not a setting I know" + (f"; did you mean {near[0]}?" if near else "")
