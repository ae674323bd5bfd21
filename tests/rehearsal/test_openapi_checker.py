"""The OpenAPI checker itself, on small files made here: it runs on machines without the reference too."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from multidict import MultiDict

from bot.rehearsal.journal import Exchange, Server
from tests.openapi import FILES, violations

ANSWER = {
    "type": "object",
    "required": ["data"],
    "properties": {"data": {"type": "string", "nullable": True}},
}
TWITCH: dict[str, Any] = {
    "openapi": "3.0.0",
    "paths": {
        "/users": {
            "get": {
                "parameters": [
                    {"name": "id", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
                    {"name": "first", "in": "query", "required": True, "schema": {"type": "integer"}},
                ],
                "responses": {
                    "200": {
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Answer"}}}
                    },
                    "401": {"description": "no schema"},
                },
            },
            "delete": {"responses": {"204": {"description": "nothing"}}},
        }
    },
    "components": {"schemas": {"Answer": ANSWER}},
}
SNOWFLAKE = {"type": "string", "format": "snowflake", "pattern": "^[0-9]+$"}
BODY = {
    "type": "object",
    "properties": {"to": {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/SnowflakeType"}]}},
    "required": ["to"],
}
CONTENT = {"content": {"application/json": {"schema": BODY}}, "required": True}
DISCORD: dict[str, Any] = {
    "openapi": "3.1.0",
    "paths": {
        "/users/{user_id}": {"put": {"responses": {"204": {}}, "requestBody": CONTENT}},
        "/users/@me": {"put": {"responses": {"4XX": {"$ref": "#/components/responses/Error"}}}},
    },
    "components": {
        "responses": {"Error": {"content": {"application/json": {"schema": BODY}}}},
        "schemas": {"SnowflakeType": SNOWFLAKE},
    },
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / FILES["twitch"]).write_text(json.dumps(TWITCH))
    (tmp_path / FILES["discord"]).write_text(json.dumps(DISCORD))
    return tmp_path


def call(server: Server, method: str, path: str, **fields: Any) -> Exchange:
    """A journalled request."""
    return Exchange(1, datetime(2026, 3, 2, tzinfo=UTC), server, "request", method, path, **fields)


def test_a_described_call_and_its_answer_pass(folder: Path) -> None:
    query = MultiDict([("id", "1"), ("id", "2"), ("first", "20")])
    good = call("twitch", "GET", "/users", query=query, status=200, response={"data": None})
    assert violations([good], folder) == []


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"query": {}}, "query: 'first' is missing"),
        ({"query": {"first": "many"}}, "query: first: 'many' is not of type 'integer'"),
        ({"query": {"first": "1", "last": "2"}}, "query: no parameter 'last'"),
        ({"request": {"a": 1}}, "request: no body is described"),
        ({"response": {"data": 1}}, "answer 200: data: 1 is not of type 'string', 'null'"),
        ({"response": {"data": "x", "extra": 1}}, "answer 200: Additional properties are not allowed"),
        ({"status": 500}, "answer: no status 500"),
        ({"status": 401, "response": {"oops": 1}}, "answer 401: 'error' is a required property"),
    ],
)
def test_each_deviation_is_named(folder: Path, fields: dict[str, Any], problem: str) -> None:
    usual = {"query": {"first": "1"}, "status": 200, "response": {"data": "x"}}
    found = violations([call("twitch", "GET", "/users", **{**usual, **fields})], folder)
    assert any(line.startswith(f"twitch GET /users {problem}") for line in found)


def test_an_answer_without_content_has_none(folder: Path) -> None:
    assert violations([call("twitch", "DELETE", "/users", status=204)], folder) == []
    wrong = call("twitch", "DELETE", "/users", status=204, response={})
    assert violations([wrong], folder) == ["twitch DELETE /users answer 204: no content is described"]


def test_a_fixed_path_is_meant_before_a_template_and_a_class_of_statuses_after_the_exact_one(
    folder: Path,
) -> None:
    mine = call("discord", "PUT", "/users/@me", status=404, response={"to": "7"})
    assert violations([mine], folder) == []
    theirs = call("discord", "PUT", "/users/7", status=404, request={"to": None})
    assert violations([theirs], folder) == ["discord PUT /users/7 answer: no status 404"]


def test_an_amended_schema_holds_on_its_side_alone(folder: Path) -> None:
    """Discord takes whole numbers as ids, and answers with text."""
    sent = call("discord", "PUT", "/users/7", status=204, request={"to": 7})
    got = call("discord", "PUT", "/users/@me", status=400, response={"to": 7})
    assert violations([sent], folder) == []
    assert violations([got], folder) == ["discord PUT /users/@me answer 400: to: 7 is not of type 'string'"]


def test_of_several_branches_the_closest_says_what_is_wrong(folder: Path) -> None:
    wrong = call("discord", "PUT", "/users/7", status=204, request={"to": "x7"})
    assert violations([wrong], folder) == [
        "discord PUT /users/7 request: to: 'x7' does not match '^[0-9]+$'",
    ]


def test_faults_and_cut_connections_are_no_answers_but_their_requests_count(folder: Path) -> None:
    broken = call("twitch", "GET", "/users", status=503, note="fault")
    cut = call("twitch", "GET", "/users", query={"first": "x"}, status=None, note="fault: cut before")
    assert violations([broken], folder) == ["twitch GET /users query: 'first' is missing"]
    assert violations([cut], folder) == ["twitch GET /users query: first: 'x' is not of type 'integer'"]


def test_what_the_files_are_silent_about_is_let_pass(folder: Path) -> None:
    token = call("twitch", "POST", "/oauth2/token", status=200, response={"anything": 1})
    event = Exchange(1, datetime(2026, 3, 2, tzinfo=UTC), "twitch", "event", "stream.online", "session")
    assert violations([token, event], folder) == []
    assert violations([call("twitch", "GET", "/nowhere")], folder) == ["twitch GET /nowhere is not described"]
