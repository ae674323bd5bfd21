"""Finds places in an OpenAPI document and prepares it: newer dialect, closed objects, exceptions."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast

from jsonschema import FormatChecker

from bot.rehearsal.journal import Server
from tests.openapi_exceptions import EXCEPTIONS, Amended, Json


def pointer_to(*parts: str) -> str:
    """The JSON pointer through these keys, as it stands in a `$ref`."""
    return "#/" + "/".join(map(escape, parts))


def escape(part: str) -> str:
    """One key of such a pointer."""
    # a pointer in a URL fragment: braces of path templates may not stand there as they are
    return part.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")


def found_at(document: Json, pointer: str) -> Any:
    """What a pointer leads to; None where it leads nowhere."""
    found: Any = document
    for part in pointer.removeprefix("#/").split("/"):
        key = part.replace("~1", "/").replace("~0", "~").replace("%7B", "{").replace("%7D", "}")
        step: Any = int(key) if isinstance(found, list) else key
        try:
            found = cast("Any", found[step])
        except LookupError:
            return None
    return found


def amended(document: Json, server: Server, side: str) -> Json:
    """A copy with what `EXCEPTIONS` say about this side of the calls."""
    amended = copy.deepcopy(document)
    for each in EXCEPTIONS:
        if isinstance(each, Amended) and (each.server, each.side) == (server, side):
            schema = found_at(amended, each.pointer)
            if schema is not None:
                _merge(schema, each.more)
    return amended


def _merge(schema: Json, more: Json) -> None:
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(schema.get(key), dict):
            _merge(schema[key], cast("Json", value))
        else:
            schema[key] = value


def modern(document: Json) -> Json:
    """OpenAPI 3.0 as 3.1 would say it."""
    translated = copy.deepcopy(document)
    for schema in _objects(translated):
        if schema.get("nullable") is True and isinstance(schema.get("type"), str):
            schema["type"] = [schema["type"], "null"]
            if "enum" in schema:
                schema["enum"] = [*schema["enum"], None]
    return translated


def closed(document: Json) -> Json:
    """The same with objects that take no other keys than the described ones, so that a made-up key shows."""
    closed = copy.deepcopy(document)
    # parts of an allOf describe the same object together: none of them can be closed alone
    parts = [part for schema in _objects(closed) for part in schema.get("allOf", ())]
    open_ids = {id(found_at(closed, part["$ref"]) if "$ref" in part else part) for part in parts}
    for schema in _objects(closed):
        kind: Any = schema.get("type")
        described = schema.get("properties")
        if (kind == "object" or kind == ["object", "null"]) and described and id(schema) not in open_ids:
            schema.setdefault("additionalProperties", False)
    return closed


def _objects(document: Json) -> Iterator[Json]:
    waiting: list[Any] = [document]
    while waiting:
        each = waiting.pop()
        if isinstance(each, list):
            waiting.extend(cast("list[Any]", each))
        elif isinstance(each, dict):
            found = cast("Json", each)
            yield found
            waiting.extend(found.values())


FORMATS = FormatChecker(())


@FORMATS.checks("date-time", raises=ValueError)
def _date_time(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@FORMATS.checks("int32")
def _int32(value: object) -> bool:
    return not isinstance(value, int) or -(2**31) <= value < 2**31


@FORMATS.checks("int64")
def _int64(value: object) -> bool:
    return not isinstance(value, int) or -(2**63) <= value < 2**63
