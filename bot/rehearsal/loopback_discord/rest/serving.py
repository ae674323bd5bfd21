"""Takes a REST request from the socket to its route and back: credentials, limits, faults, journal."""

from __future__ import annotations

import json
import re
from http.client import responses
from typing import Any

from aiohttp import web
from msgspec.structs import replace

from bot.rehearsal.faults import Fault, Faults, commit
from bot.rehearsal.journal import Journal
from bot.rehearsal.loopback_discord.answering import Answering
from bot.rehearsal.loopback_discord.core import Core
from bot.rehearsal.loopback_discord.files import Upload
from bot.rehearsal.loopback_discord.ratelimit import RateLimit, TooMany
from bot.rehearsal.loopback_discord.refusal import Refusal, invalid, unauthorised
from bot.rehearsal.loopback_discord.rest import (
    application,
    channels,
    commands,
    guilds,
    interactions,
    messages,
    reactions,
    threads,
)
from bot.rehearsal.loopback_discord.rest.call import Call
from bot.rehearsal.loopback_discord.rest.router import Router
from bot.rehearsal.loopback_discord.wire import dumps

API = "/api/v10"
_FILE_FIELD = re.compile(r"files\[(\d+)\]")
_MAJOR = ("channel_id", "guild_id", "application_id", "interaction_id")
_JSON = {"Content-Type": "application/json"}  # exactly: discord.py reads JSON only so

ROUTES = [
    *application.ROUTES,
    *channels.ROUTES,
    *commands.ROUTES,
    *guilds.ROUTES,
    *interactions.ROUTES,
    *messages.ROUTES,
    *reactions.ROUTES,
    *threads.ROUTES,
]


class Rest:
    """Answers everything below the API's base."""

    def __init__(
        self, core: Core, answering: Answering, journal: Journal, faults: Faults, gateway_url: str
    ) -> None:
        self._core = core
        self._answering = answering
        self._journal = journal
        self._faults = faults
        self._gateway_url = gateway_url
        self._router = Router(ROUTES)
        self.rate_limit = RateLimit()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One request."""
        path = request.path.removeprefix(API)
        fault = self._faults.take(request.method, path)
        if fault is None:
            return await self._take_effect(request)
        if fault.cut == "before":
            self._record(request, path, None, None, None, "fault: cut before it took effect")
            return await commit(fault, request, self._take_effect)
        if fault.status is not None:
            fault = _in_discords_words(fault, fault.status)
            self._record(request, path, fault.status, None, fault.body, "fault")
            return await commit(fault, request, self._take_effect)
        response = await commit(fault, request, self._take_effect)
        if fault.cut == "after":
            self._record(request, path, None, None, None, "fault: cut after it took effect")
        return response

    async def _take_effect(self, request: web.Request) -> web.StreamResponse:
        path = request.path.removeprefix(API)
        headers: dict[str, str] = {}
        body: Any = None
        note = ""
        try:
            try:
                found = self._router.find(request.method, path)
            except LookupError:
                note = "unknown method"
                raise Refusal(405, 0, "405: Method Not Allowed") from None
            if found is None:
                note = "unknown route"
                raise Refusal(404, 0, "404: Not Found")
            route, values = found
            if not route.public and request.headers.get("Authorization") != self._credential:
                raise unauthorised()
            major = next((values[name] for name in _MAJOR if name in values), "")
            headers = self.rate_limit.headers(route.method, route.template, major)
            body, files = await _decode(request)
            call = Call(self._core, self._answering, self._gateway_url, values, request.query, body, files)
            status, answer = route.answer(call)
        except TooMany as refusal:
            status, answer = 429, refusal.body()
            retry_after = str(max(1, round(refusal.retry_after)))
            # without Via discord.py takes a 429 for a ban by Cloudflare
            headers = {**refusal.headers, "Retry-After": retry_after, "Via": "1.1 google"}
        except Refusal as refusal:
            status, answer = refusal.status, refusal.body()
        except ValueError as error:
            refusal = invalid("_body", "BASE_TYPE_CHOICES", str(error))
            status, answer = refusal.status, refusal.body()
        self._record(request, path, status, body, answer, note)
        if answer is None:
            return web.Response(status=status, headers=headers)
        return web.Response(status=status, body=dumps(answer).encode(), headers={**headers, **_JSON})

    @property
    def _credential(self) -> str:
        return f"Bot {self._core.world.application.token}"

    def _record(
        self, request: web.Request, path: str, status: int | None, body: Any, answer: Any, note: str
    ) -> None:
        self._journal.record(
            "discord",
            "request",
            request.method,
            path,
            query=dict(request.query) if request.query_string else None,
            status=status,
            request=body,
            response=answer,
            note=note,
        )


def _in_discords_words(fault: Fault, status: int) -> Fault:
    # an empty body of type JSON is no answer that Discord gives, and discord.py stumbles over it
    if fault.body is not None:
        return fault
    if status == 429:
        limited = TooMany(float(fault.headers.get("Retry-After", "0.05")), "user", {})
        return replace(fault, body=limited.body(), headers={"Via": "1.1 google", **fault.headers})
    return replace(fault, body={"message": f"{status}: {responses.get(status, 'Unknown')}", "code": 0})


async def _decode(request: web.Request) -> tuple[Any, dict[int, Upload]]:
    if request.content_type == "multipart/form-data":
        return await _decode_multipart(request)
    raw = await request.read()
    return (_parse(raw) if raw else None), {}


async def _decode_multipart(request: web.Request) -> tuple[Any, dict[int, Upload]]:
    body: Any = None
    files: dict[int, Upload] = {}
    for name, value in (await request.post()).items():
        match = _FILE_FIELD.fullmatch(name)
        if name == "payload_json":
            body = _parse(value if isinstance(value, str) else b"")
        elif match is not None and isinstance(value, web.FileField):
            files[int(match[1])] = Upload(value.filename, value.file.read())
    return body, files


def _parse(raw: str | bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        raise Refusal(400, 50109, "The request body contains invalid JSON.") from None
