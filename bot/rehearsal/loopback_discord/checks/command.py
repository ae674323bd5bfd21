"""Checks application commands when the bot registers them, and fills in Discord's defaults."""

from __future__ import annotations

import re
from typing import Any

from bot.rehearsal.loopback_discord.refusal import Form
from bot.rehearsal.loopback_discord.state import Json

CHAT_INPUT = 1
SUBCOMMAND = 1
SUBCOMMAND_GROUP = 2
STRING = 3
INTEGER = 4
BOOLEAN = 5
USER = 6
CHANNEL = 7
ROLE = 8
MENTIONABLE = 9
NUMBER = 10
ATTACHMENT = 11

MOST_OPTIONS = 25
MOST_CHOICES = 25
MOST_CHARACTERS = 8000
# \w minus what Discord refuses is its documented ^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$
_NAME = re.compile(r"[-_'\w]{1,32}")
_KEPT_OF_OPTION = (
    "name_localizations",
    "description_localizations",
    "choices",
    "options",
    "channel_types",
    "min_value",
    "max_value",
    "min_length",
    "max_length",
)


def command(raw: Json, path: str = "") -> Json:
    """The command as Discord keeps it; refuses a bad one."""
    form = Form()
    checked = _command(form, raw, path)
    form.check()
    return checked


def commands(raw: list[Json]) -> list[Json]:
    """A whole set of commands, checked together."""
    form = Form()
    checked: list[Json] = []
    seen: set[tuple[int, str]] = set()
    for index, one in enumerate(raw):
        made = _command(form, one, f"{index}.")
        key = made["type"], made["name"]
        if key in seen:
            words = "Application command names must be unique"
            form.wrong(f"{index}.name", "APPLICATION_COMMANDS_DUPLICATE_NAME", words)
        seen.add(key)
        checked.append(made)
    if sum(one["type"] == CHAT_INPUT for one in checked) > 100:
        form.wrong("commands", "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer in length.")
    form.check()
    return checked


def _command(form: Form, raw: Json, path: str) -> Json:
    kind = raw.get("type") or CHAT_INPUT
    name = str(raw.get("name") or "")
    description = str(raw.get("description") or "")
    if kind == CHAT_INPUT:
        _name(form, f"{path}name", name)
        form.length(f"{path}description", description, 100, 1)
    else:
        form.length(f"{path}name", name, 32, 1)
        if description:
            words = "Context menu commands cannot have description"
            form.wrong(f"{path}description", "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION", words)
    permissions = raw.get("default_member_permissions")
    checked: Json = {
        "type": kind,
        "name": name,
        "name_localizations": raw.get("name_localizations"),
        "description": description,
        "description_localizations": raw.get("description_localizations"),
        "default_member_permissions": None if permissions is None else str(permissions),
        "dm_permission": raw.get("dm_permission") is not False,
        "contexts": raw.get("contexts"),
        "integration_types": raw.get("integration_types") or [0],
        "nsfw": bool(raw.get("nsfw", False)),
    }
    if raw.get("options"):
        checked["options"] = _options(form, f"{path}options", raw["options"], depth=0)
    if kind == CHAT_INPUT and _characters(checked) > MOST_CHARACTERS:
        words = f"Command exceeds maximum size ({MOST_CHARACTERS})"
        form.wrong(path.rstrip(".") or "name", "APPLICATION_COMMAND_TOO_LARGE", words)
    return checked


def _name(form: Form, path: str, name: str) -> None:
    if not _NAME.fullmatch(name) or name != name.lower():
        form.wrong(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _options(form: Form, path: str, raw: list[Any], *, depth: int) -> list[Json]:
    if len(raw) > MOST_OPTIONS:
        form.wrong(path, "BASE_TYPE_MAX_LENGTH", f"Must be {MOST_OPTIONS} or fewer in length.")
    checked: list[Json] = []
    names: set[str] = set()
    optional_seen = False
    for index, option in enumerate(raw):
        place = f"{path}.{index}"
        made = _option(form, place, option, depth)
        if made["name"] in names:
            words = "Option names must be unique"
            form.wrong(f"{place}.name", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", words)
        names.add(made["name"])
        if made["type"] > SUBCOMMAND_GROUP:
            if made.get("required") and optional_seen:
                words = "Required options must be placed before non-required options"
                form.wrong(place, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", words)
            optional_seen = optional_seen or not made.get("required")
        checked.append(made)
    if len({made["type"] > SUBCOMMAND_GROUP for made in checked}) > 1:
        words = "Sub-command and sub-command group option types are mutually exclusive to all other types"
        form.wrong(path, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", words)
    return checked


def _option(form: Form, path: str, raw: Json, depth: int) -> Json:
    kind = raw.get("type")
    if kind not in range(SUBCOMMAND, ATTACHMENT + 1):
        form.choice(f"{path}.type", "(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)")
        kind = STRING
    if (kind == SUBCOMMAND_GROUP and depth) or (kind == SUBCOMMAND and depth > 1):
        words = "Sub-commands cannot be nested deeper"
        form.wrong(f"{path}.type", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", words)
    name, description = str(raw.get("name") or ""), str(raw.get("description") or "")
    _name(form, f"{path}.name", name)
    form.length(f"{path}.description", description, 100, 1)
    made: Json = {"type": kind, "name": name, "description": description}
    made |= {key: raw[key] for key in _KEPT_OF_OPTION if raw.get(key) not in (None, [])}
    made |= {key: True for key in ("required", "autocomplete") if raw.get(key)}
    if "options" in made:
        made["options"] = _options(form, f"{path}.options", made["options"], depth=depth + 1)
    if "choices" in made:
        made["choices"] = _choices(form, path, made)
    return made


def _choices(form: Form, path: str, made: Json) -> list[Json]:
    choices: list[Json] = made["choices"]
    form.size(f"{path}.choices", len(choices), MOST_CHOICES)
    if made.get("autocomplete"):
        words = "Autocomplete options cannot have choices"
        form.wrong(path, "APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES", words)
    for index, choice in enumerate(choices):
        form.length(f"{path}.choices.{index}.name", str(choice.get("name") or ""), 100, 1)
        if made["type"] == STRING:
            form.length(f"{path}.choices.{index}.value", str(choice.get("value", "")), 100)
    # nothing but these: Discord answers a choice's name, value and translations
    return [
        {key: choice[key] for key in ("name", "value", "name_localizations") if key in choice}
        for choice in choices
    ]


def _characters(body: Json) -> int:
    size = len(body["name"]) + len(body.get("description", ""))
    size += sum(len(str(choice["name"])) + len(str(choice["value"])) for choice in body.get("choices", ()))
    return size + sum(_characters(option) for option in body.get("options", ()))
