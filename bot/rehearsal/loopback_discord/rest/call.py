"""A request as the routes see it, and what they answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from msgspec import Struct, field

from bot.rehearsal.loopback_discord.files import Upload
from bot.rehearsal.loopback_discord.refusal import invalid

if TYPE_CHECKING:
    from bot.rehearsal.loopback_discord.answering import Answering
    from bot.rehearsal.loopback_discord.core import Core


class Call(Struct):
    """One request, decoded."""

    core: Core
    answering: Answering
    gateway_url: str
    path: Mapping[str, str]
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    body: Any = None
    files: Mapping[int, Upload] = field(default_factory=dict[int, Upload])

    def id(self, name: str) -> int:
        """A snowflake from the path; `@me` is the bot."""
        text = self.path[name]
        if text == "@me":
            return self.core.bot_id
        if not text.isdecimal():
            raise invalid(name, "NUMBER_TYPE_COERCE", f'Value "{text}" is not snowflake.')
        return int(text)

    @property
    def json(self) -> dict[str, Any]:
        """The body as an object."""
        if self.body is None:
            return {}
        body: object = self.body
        if not isinstance(body, dict):
            raise invalid("_body", "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
        return cast(dict[str, Any], body)

    @property
    def items(self) -> list[Any]:
        """The body as a list."""
        body: object = self.body
        if not isinstance(body, list):
            raise invalid("_body", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        return cast(list[Any], body)

    def number(self, name: str, default: int, least: int, most: int) -> int:
        """A number from the query, refused out of its bounds."""
        text = self.query.get(name)
        if text is None:
            return default
        if not text.isdecimal() or not least <= int(text) <= most:
            words = f"int value should be between {least} and {most}."
            raise invalid(name, "NUMBER_TYPE_MAX", words)
        return int(text)

    def snowflake(self, name: str) -> int | None:
        """An id from the query."""
        text = self.query.get(name)
        return int(text) if text is not None and text.isdecimal() else None


class Answer(NamedTuple):
    """Status and JSON body; no body for 204."""

    status: int
    body: Any = None


NOTHING = Answer(204)


class Route(NamedTuple):
    """A verb and path template with what answers it; `public` ones need no bot token."""

    method: str
    template: str
    answer: Callable[[Call], Answer]
    public: bool = False
