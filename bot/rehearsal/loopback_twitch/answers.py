"""How the loopback Twitch answers: JSON with its payload at hand, refusals in Twitch's shape, pages."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any, TypeVar, cast
from urllib.parse import parse_qsl

from aiohttp import web

T = TypeVar("T")


class Answer(web.Response):
    """A JSON answer that remembers its payload, so that the journal need not decode it again."""

    def __init__(self, payload: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(
            body=json.dumps(payload).encode(),
            status=status,
            headers=headers,
            content_type="application/json",
            charset="utf-8",
        )
        self.payload = payload


class Refusal(Exception):
    """A request that Twitch would refuse; `named` adds the status's name, as Helix does."""

    def __init__(
        self, status: int, message: str, *, named: bool = True, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.named = named
        self.headers = headers

    def answer(self) -> Answer:
        """The answer that carries it."""
        named = {"error": HTTPStatus(self.status).phrase} if self.named else {}
        return Answer({**named, "status": self.status, "message": self.message}, self.status, self.headers)


def stamp(at: datetime) -> str:
    """`at` as Helix writes it: whole seconds, `Z`."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def fine_stamp(at: datetime) -> str:
    """`at` as EventSub writes it: fractions of a second, `Z`."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def nothing() -> web.Response:
    """An answer without content."""
    return web.Response(status=204)


def query(request: web.Request, name: str) -> str:
    """The query parameter `name`, refused where it is missing."""
    value = request.query.get(name)
    if not value:
        raise Refusal(400, f'Missing required parameter "{name}"')
    return value


async def decoded(request: web.Request) -> Any:
    """The body of a request: JSON or a form; None where there is none."""
    raw = (await request.read()).decode(errors="replace")
    if request.content_type != "application/json":
        return dict(parse_qsl(raw)) or None
    try:
        return json.loads(raw)
    except ValueError:
        return raw or None


async def body(request: web.Request) -> Mapping[str, Any]:
    """The JSON object in the body of a request, refused where there is none."""
    found = fields(await decoded(request))
    if found is None:
        raise Refusal(400, "The request body is not valid JSON")
    return found


def fields(given: Any) -> Mapping[str, Any] | None:
    """`given` where it is a JSON object, otherwise None."""
    return cast("Mapping[str, Any]", given) if isinstance(given, dict) else None


def text(given: Mapping[str, Any], name: str) -> str:
    """The string `name` of a body, refused where it is missing or of another type."""
    value = given.get(name)
    if value is None or value == "":
        raise Refusal(400, f'Missing required parameter "{name}"')
    if not isinstance(value, str):
        raise Refusal(400, f'The parameter "{name}" was malformed: the value must be a string')
    return value


def page(
    request: web.Request, items: Sequence[T], *, usual: int, most: int
) -> tuple[Sequence[T], dict[str, str]]:
    """The part of `items` that `first` and `after` ask for, and the pagination object for the rest."""
    first = _number(request, "first", usual)
    start = _number(request, "after", 0)
    if not 1 <= first <= most:
        raise Refusal(400, f'The parameter "first" was malformed: the value must be between 1 and {most}')
    end = start + first
    return items[start:end], {"cursor": str(end)} if end < len(items) else {}


def _number(request: web.Request, name: str, usual: int) -> int:
    value = request.query.get(name, "")
    if not value:
        return usual
    if not value.isdecimal():
        raise Refusal(400, f'The parameter "{name}" was malformed')
    return int(value)
