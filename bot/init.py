"""`python -m bot init`: writes a config by asking, and says what comes next."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import tzlocal
from msgspec import Struct

from bot.config import check_zone
from bot.errors import StartError

T = TypeVar("T")

Read = Callable[[str], str]
"""Shows a question and returns what was typed; raises EOFError where nobody is there."""


class DiscordAnswers(Struct, frozen=True):
    """What Discord needs."""

    guild: int
    assignments: int | None
    live: int | None
    user: int


class TwitchAnswers(Struct, frozen=True):
    """What Twitch needs."""

    client_id: str
    bot_login: str
    channel: str


class Answers(Struct, frozen=True):
    """Everything that was asked."""

    name: str
    zone: str
    start: date
    discord: DiscordAnswers | None
    twitch: TwitchAnswers | None


def init(path: Path, read: Read, say: Callable[[str], None], today: date) -> None:
    """Ask, and write `path`, readable by its owner only. Raises StartError; nothing is ever overwritten."""
    if path.exists():
        raise StartError(f"{path} is there already. Edit it, or name another one with --config.")
    say(f"A few questions, then {path} is written. Enter takes what stands in [brackets]. Ctrl+C leaves.")
    try:
        text = rendered(_asked(read, say, today))
    except EOFError:
        raise StartError(f"Nobody answered, so {path} was not written.") from None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise StartError(f"{path} cannot be written: {error.strerror}. Choose another place.") from None
    say(f"\n{path} is written. config.example.toml shows every other setting.\n\nNext:")
    if "[discord]" in text:
        say("  export GREENROOM_DISCORD_TOKEN=...     (Bot > Reset Token on the developer portal)")
    if "[twitch]" in text:
        say("  python -m bot login twitch             (a code, once for each account)")
    say("  python -m bot doctor                   (says what is still missing, with the mend)")
    say("  python -m bot run")
    if "[discord]" in text and "assignments_channel" not in text:
        say("  /setup in Discord                      (creates the channels, or lets you pick them)")


def rendered(answers: Answers) -> str:
    """The file."""
    lines = [
        "# Greenroom's settings; config.example.toml shows and explains every key.",
        "",
        "[candidate]",
        f"name = {_quoted(answers.name)}",
        f'zone = "{answers.zone}"',
        f"start = {answers.start.isoformat()}",
    ]
    if answers.discord is not None:
        lines.append(f"discord_id = {answers.discord.user}")
    if answers.twitch is not None:
        lines.append(f'twitch_login = "{answers.twitch.channel}"')
    if answers.discord is not None:
        lines += [
            "",
            "[discord]",
            f"guild_id = {answers.discord.guild}",
        ]
        if answers.discord.assignments is not None:
            lines.append(f"assignments_channel = {answers.discord.assignments}")
        if answers.discord.live is not None:
            lines.append(f"live_channel = {answers.discord.live}")
    if answers.twitch is not None:
        lines += [
            "",
            "[twitch]",
            f"client_id = {_quoted(answers.twitch.client_id)}",
            f'bot_login = "{answers.twitch.bot_login}"',
            f'channel = "{answers.twitch.channel}"',
        ]
    return "\n".join([*lines, ""])


def _asked(read: Read, say: Callable[[str], None], today: date) -> Answers:
    def ask(question: str, check: Callable[[str], T], default: str = "") -> T:
        while True:
            said = read(f"{question} [{default}]: " if default else f"{question}: ").strip() or default
            try:
                return check(said)
            except ValueError as error:
                say(f"  {error}.")

    name = ask("Your name, as the bot will write it", _name)
    zone = ask("Your time zone", check_zone, _local_zone())
    start = ask("First day of your plan", _day, _next_monday(today).isoformat())
    discord = twitch = None
    while discord is None and twitch is None:
        if ask("Use Discord?", _yes, "yes"):
            say("  Discord: Settings > Advanced > Developer Mode on; then right-click > Copy ID.")
            discord = DiscordAnswers(
                guild=ask("  Id of your server", _snowflake),
                assignments=(
                    channel := ask(
                        "  Id of the channel for assignments (empty: /setup makes it)", _snowflake_or_none
                    )
                ),
                live=None
                if channel is None
                else ask("  Id of the channel for the live clock (empty: the same)", _snowflake_or_none),
                user=ask("  Your own user id", _snowflake),
            )
        if ask("Use Twitch?", _yes, "yes"):
            say("  dev.twitch.tv/console/apps > Register Your Application > client type Public.")
            twitch = TwitchAnswers(
                client_id=ask("  Client id", _client_id),
                bot_login=ask("  Login of the bot's account", _login),
                channel=ask("  Login of your own channel", _login),
            )
        if discord is None and twitch is None:
            say("  The bot needs one of the two.")
    return Answers(name, zone, start, discord, twitch)


def _name(said: str) -> str:
    if not 1 <= len(said) <= 40 or not said.isprintable():
        raise ValueError("A name has 1 to 40 characters that can be seen")
    return said


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise ValueError("A day is written like 2026-03-02") from None


def _yes(said: str) -> bool:
    word = said.lower()
    if word in ("y", "yes", "n", "no"):
        return word.startswith("y")
    raise ValueError("Please say yes or no")


def _snowflake(said: str) -> int:
    if not (said.isascii() and said.isdecimal() and 15 <= len(said) <= 20):
        raise ValueError("An id of Discord's is a number of 17 to 19 digits; right-click > Copy ID gives it")
    return int(said)


def _snowflake_or_none(said: str) -> int | None:
    return _snowflake(said) if said else None


def _client_id(said: str) -> str:
    if not (said.isascii() and said.isalnum() and len(said) >= 10):
        raise ValueError("A client id is one word of letters and digits, 30 of them as a rule")
    return said


def _login(said: str) -> str:
    login = said.lower().removeprefix("@").removeprefix("https://").removeprefix("www.")
    login = login.removeprefix("twitch.tv/").strip("/")
    if not (login.isascii() and login.replace("_", "").isalnum() and 3 <= len(login) <= 25):
        raise ValueError("A Twitch login has 3 to 25 letters, digits and underscores")
    return login


def _next_monday(today: date) -> date:
    return today + timedelta(days=-today.weekday() % 7)


def _local_zone() -> str:
    """The zone of this machine, where it has a name that everybody knows."""
    try:
        return check_zone(tzlocal.get_localzone_name())
    except (ValueError, LookupError, OSError):
        return "UTC"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
