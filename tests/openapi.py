"""Checks journalled calls against the published OpenAPI files: what the bot sent, and what it got."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012, Schema

from bot.rehearsal.journal import Exchange, Server
from tests.openapi_exceptions import EXCEPTIONS, Amended, Exempt, Json
from tests.openapi_schema import FORMATS, amended, closed, escape, found_at, modern, pointer_to

VARIABLE = "GREENROOM_REFERENCE"
FILES: Mapping[Server, str] = {"discord": "discord-openapi.json", "twitch": "twitch-openapi.json"}


def reference() -> Path:
    """The folder with the OpenAPI files; the test is skipped, loudly, where the machine has none."""
    folder = os.environ.get(VARIABLE, "")
    missing = [name for name in FILES.values() if not folder or not (Path(folder) / name).is_file()]
    if missing:
        pytest.skip(f"NOT CHECKED against {', '.join(missing)}: set {VARIABLE} to the folder that holds them")
    return Path(folder)


def violations(exchanges: Iterable[Exchange], reference_dir: Path) -> list[str]:
    """What is wrong with the requests among `exchanges`, a readable line each; other kinds are let pass."""
    found: dict[str, None] = {}
    for exchange in exchanges:
        if exchange.kind == "request":
            contract = _contract(exchange.server, reference_dir)
            path = "/" + exchange.path.lstrip("/")
            called = f"{exchange.method} {path}"
            for problem in contract.problems(exchange, path):
                if not _exempt(exchange.server, called, problem):
                    found[f"{exchange.server} {called} {problem}"] = None
    return list(found)


def _exempt(server: Server, called: str, problem: str) -> bool:
    return any(
        isinstance(each, Exempt)
        and each.server == server
        and re.fullmatch(each.operation, called)
        and re.search(each.problem, problem)
        for each in EXCEPTIONS
    )


class Contract:
    """One OpenAPI file with the validators that were needed so far."""

    def __init__(self, server: Server, document: Json, *, error_shape: Json | None = None) -> None:
        self._document = document
        self._error_shape = error_shape
        """For answers of 400 and above that the file mentions without a schema."""
        self._registry: Registry[Schema] = Registry[Schema]().with_resources(
            (
                f"urn:{side}",
                Resource[Schema](contents=amended(document, server, side), specification=DRAFT202012),
            )
            for side in ("request", "answer")
        )
        self._validators: dict[tuple[str, str], Draft202012Validator] = {}
        self._templates: dict[tuple[str, int], list[tuple[re.Pattern[str], str]]] = {}
        for template, operations in document["paths"].items():
            pattern = re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template)))
            for method in operations:
                self._templates.setdefault((method.upper(), template.count("/")), []).append(
                    (pattern, template)
                )
        for templates in self._templates.values():
            # `/users/@me` is meant before `/users/{user_id}`
            templates.sort(key=lambda each: each[1].count("{"))

    def problems(self, exchange: Exchange, path: str) -> Iterator[str]:
        """Everything that the file would have otherwise."""
        template = self._template(exchange.method, path)
        if template is None:
            yield "is not described"
            return
        pointer = pointer_to("paths", template, exchange.method.lower())
        operation: Json = self._at(pointer)
        yield from self._query(exchange.query, [*self._parameters(template, operation, pointer)])
        faulty = exchange.status is None or exchange.note.startswith("fault")
        # a server that failed on purpose may not have read the body, and its answer is not its own
        if not (faulty and exchange.request is None):
            yield from self._request(exchange.request, operation, pointer)
        if not faulty:
            yield from self._answer(exchange, operation, pointer)

    def _template(self, method: str, path: str) -> str | None:
        for pattern, template in self._templates.get((method, path.count("/")), ()):
            if pattern.fullmatch(path):
                return template
        return None

    def _parameters(self, template: str, operation: Json, pointer: str) -> Iterator[tuple[Json, str]]:
        shared: Sequence[Json] = self._document["paths"][template].get("parameters", ())
        for place, parameters in (
            (pointer_to("paths", template, "parameters"), shared),
            (f"{pointer}/parameters", operation.get("parameters", ())),
        ):
            for index, parameter in enumerate(cast("Sequence[Json]", parameters)):
                if parameter["in"] == "query":
                    yield parameter, f"{place}/{index}/schema"

    def _query(self, query: Mapping[str, str], parameters: Sequence[tuple[Json, str]]) -> Iterator[str]:
        known = {parameter["name"] for parameter, _ in parameters}
        for name in query:
            if name not in known:
                yield f"query: no parameter {name!r}"
        for parameter, pointer in parameters:
            name: str = parameter["name"]
            if name not in query:
                if parameter.get("required"):
                    yield f"query: {name!r} is missing"
                continue
            schema = self._resolved(parameter["schema"])
            given = _all_of(query, name)
            value: Any = _read(given, schema, self._resolved)
            yield from self._schema_problems(f"query: {name}", pointer, value)

    def _request(self, body: Any, operation: Json, pointer: str) -> Iterator[str]:
        described: Json | None = operation.get("requestBody")
        if described is None:
            if body is not None:
                yield "request: no body is described"
        elif body is None:
            if described.get("required"):
                yield "request: the body is missing"
        elif "application/json" in described["content"]:
            place = f"{pointer}/requestBody/content/{escape('application/json')}/schema"
            yield from self._schema_problems("request", place, body)

    def _answer(self, exchange: Exchange, operation: Json, pointer: str) -> Iterator[str]:
        status = str(exchange.status)
        responses: Json = operation["responses"]
        key = next((key for key in (status, f"{status[0]}XX", "default") if key in responses), None)
        if key is None:
            yield f"answer: no status {status}"
            return
        content: Json = self._resolved(responses[key]).get("content", {})
        if "application/json" in content:
            place = f"{pointer}/responses/{key}"
            place = f"{self._followed(place)}/content/{escape('application/json')}/schema"
            yield from self._schema_problems(f"answer {status}", place, exchange.response)
        elif status[0] in "45" and self._error_shape is not None:
            shape = Draft202012Validator(self._error_shape)
            yield from (_line(f"answer {status}", each) for each in _errors(shape, exchange.response))
        elif exchange.response is not None:
            yield f"answer {status}: no content is described"

    def _schema_problems(self, where: str, pointer: str, value: Any) -> Iterator[str]:
        side = "answer" if where.startswith("answer") else "request"
        validator = self._validators.get((side, pointer))
        if validator is None:
            validator = self._validators[side, pointer] = Draft202012Validator(
                {"$ref": f"urn:{side}{pointer}"}, registry=self._registry, format_checker=FORMATS
            )
        yield from (_line(where, each) for each in _errors(validator, value))

    def _at(self, pointer: str) -> Any:
        return found_at(self._document, pointer)

    def _resolved(self, schema: Json) -> Json:
        return self._resolved(self._at(schema["$ref"])) if "$ref" in schema else schema

    def _followed(self, pointer: str) -> str:
        found = self._at(pointer)
        return self._followed(found["$ref"]) if "$ref" in found else pointer


def _errors(validator: Draft202012Validator, value: Any) -> list[ValidationError]:
    errors = validator.iter_errors(value)  # pyright: ignore[reportUnknownMemberType]  # its stub has no default
    return [mistake for error in errors for mistake in _mistakes(error)]


def _mistakes(error: ValidationError) -> Iterator[ValidationError]:
    """The mistakes themselves: of a oneOf, those of the branch that was most likely meant."""
    if not error.context:
        yield error
        return
    branches: dict[str | int, list[ValidationError]] = {}
    for each in error.context:
        branches.setdefault(each.relative_schema_path[0], []).append(each)
    for each in min(branches.values(), key=_unlikeliness):
        yield from _mistakes(each)


def _unlikeliness(branch: list[ValidationError]) -> tuple[bool, int, bool, int]:
    null = any(each.validator_value == "null" for each in branch)
    depth = min(len(each.absolute_path) for each in branch)
    other_kind = any(each.validator in ("const", "enum") for each in branch)
    return null, -depth, other_kind, len(branch)


def _line(where: str, error: ValidationError) -> str:
    place = "/".join(str(part) for part in error.absolute_path)
    message = error.message if len(error.message) <= 300 else f"{error.message[:300]}..."
    return f"{where}: {place + ': ' if place else ''}{message}"


def _all_of(query: Mapping[str, str], name: str) -> list[str]:
    # the loopback servers keep aiohttp's multidict, where a name may stand several times
    getall: Callable[[str], list[str]] | None = getattr(query, "getall", None)
    return getall(name) if getall is not None else [query[name]]


def _read(given: list[str], schema: Json, resolved: Callable[[Json], Json]) -> Any:
    """The text of a query as the JSON value that its schema speaks of."""
    kinds = _types(schema, resolved)
    if "array" in kinds:
        items = resolved(schema.get("items", {}))
        return [_read([each], items, resolved) for each in given]
    text = given[-1]
    if "integer" in kinds and re.fullmatch(r"-?\d+", text):
        return int(text)
    if "number" in kinds and re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text)
    if "boolean" in kinds and text.lower() in ("true", "false"):
        return text.lower() == "true"
    return text


def _types(schema: Json, resolved: Callable[[Json], Json]) -> set[str]:
    kind = schema.get("type", ())
    found = {kind} if isinstance(kind, str) else set(cast("Iterable[str]", kind))
    for branch in (*schema.get("oneOf", ()), *schema.get("anyOf", ()), *schema.get("allOf", ())):
        found |= _types(resolved(branch), resolved)
    return found


def pointless(reference_dir: Path) -> list[str]:
    """Pointers of `EXCEPTIONS` that lead nowhere in the files: a newer file may have mended them."""
    documents = {server: _document(server, reference_dir) for server in FILES}
    amendments = [each for each in EXCEPTIONS if isinstance(each, Amended)]
    return [each.pointer for each in amendments if found_at(documents[each.server], each.pointer) is None]


def _document(server: Server, folder: Path) -> Json:
    return json.loads((folder / FILES[server]).read_text("utf-8"))


@cache
def _contract(server: Server, folder: Path) -> Contract:
    document = _document(server, folder)
    if server == "discord":
        return Contract(server, closed(document))
    shape = {
        "type": "object",
        "required": ["error", "status", "message"],
        "properties": {
            "error": {"type": "string"},
            "status": {"type": "integer"},
            "message": {"type": "string"},
        },
        "additionalProperties": False,
    }
    return Contract(server, closed(modern(document)), error_shape=shape)
