"""Fills in a slash command's options as a user's client does, with the checks it makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.rehearsal.loopback_discord.asking import Resolved
from bot.rehearsal.loopback_discord.checks.command import (
    ATTACHMENT,
    BOOLEAN,
    CHANNEL,
    INTEGER,
    MENTIONABLE,
    NUMBER,
    ROLE,
    STRING,
    SUBCOMMAND_GROUP,
    USER,
)
from bot.rehearsal.loopback_discord.files import Upload
from bot.rehearsal.loopback_discord.refusal import Form, unknown
from bot.rehearsal.loopback_discord.state import Json

Id = Callable[[Any], int]


class Filling:
    """One use of a command: its definition, what the user typed, and what is being completed."""

    def __init__(self, resolved: Resolved, user_id: int, id_of: Id, *, focused: str | None = None) -> None:
        self._resolved = resolved
        self._user_id = user_id
        self._id_of = id_of
        self._focused = focused
        self._form = Form()

    def fill(self, body: Json, subcommands: list[str], given: Mapping[str, Any]) -> list[Json]:
        """The `options` of the interaction's data; refuses what the client would not send."""
        filled = self._level(body.get("options", []), subcommands, given)
        self._form.check()
        return filled

    def _level(self, defined: list[Json], subcommands: list[str], given: Mapping[str, Any]) -> list[Json]:
        if subcommands:
            for option in defined:
                if option["type"] <= SUBCOMMAND_GROUP and option["name"] == subcommands[0]:
                    inside = self._level(option.get("options", []), subcommands[1:], given)
                    return [{"type": option["type"], "name": option["name"], "options": inside}]
            raise unknown("application command")
        if any(option["type"] <= SUBCOMMAND_GROUP for option in defined):
            # a command with subcommands cannot be used without one
            raise unknown("application command")
        names = {option["name"] for option in defined}
        for name in given:
            if name not in names:
                self._form.wrong(name, "UNKNOWN_OPTION", f"This command has no option {name!r}.")
        filled: list[Json] = []
        for option in defined:
            if given.get(option["name"]) is not None:
                filled.append(self._filled(option, given[option["name"]]))
            elif option.get("required") and self._focused is None:
                self._form.required(option["name"])
        return filled

    def _filled(self, option: Json, value: Any) -> Json:
        made: Json = {"type": option["type"], "name": option["name"]}
        if option["name"] == self._focused:
            return {**made, "value": str(value), "focused": True}
        return {**made, "value": self._value(option, value)}

    def _value(self, option: Json, value: Any) -> Any:
        kind, name = option["type"], option["name"]
        if kind == USER:
            return self._resolved.user(self._id_of(value))
        if kind == ROLE:
            return self._resolved.role(self._id_of(value))
        if kind == CHANNEL:
            return self._resolved.channel(self._id_of(value), self._user_id)
        if kind == MENTIONABLE:
            return self._resolved.user(self._id_of(value))
        if kind == ATTACHMENT:
            return self._resolved.attachment(value if isinstance(value, Upload) else Upload(*value))
        if kind == STRING:
            return self._text(option, str(value))
        if kind == BOOLEAN:
            if not isinstance(value, bool):
                self._form.wrong(name, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
            return value
        return self._number(option, value)

    def _text(self, option: Json, text: str) -> str:
        self._form.length(option["name"], text, option.get("max_length", 6000), option.get("min_length", 0))
        self._chosen(option, text)
        return text

    def _number(self, option: Json, value: Any) -> Any:
        name = option["name"]
        fits = isinstance(value, int) or (option["type"] == NUMBER and isinstance(value, float))
        if not fits or isinstance(value, bool):
            kind = "int" if option["type"] == INTEGER else "float"
            self._form.wrong(name, "NUMBER_TYPE_COERCE", f'Value "{value}" is not {kind}.')
            return value
        if value < option.get("min_value", value) or value > option.get("max_value", value):
            self._form.wrong(name, "NUMBER_TYPE_MAX", "The number is out of its bounds.")
        self._chosen(option, value)
        return value

    def _chosen(self, option: Json, value: Any) -> None:
        choices = option.get("choices")
        if choices and value not in [choice["value"] for choice in choices]:
            self._form.choice(option["name"], str(tuple(choice["value"] for choice in choices)))
