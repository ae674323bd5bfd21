"""Faults that a loopback server commits on order: a status, a delay, a cut connection."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal

from aiohttp import web
from msgspec import Struct, field

Cut = Literal["before", "after"]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Fault(Struct):
    """What goes wrong with the next `times` requests that match.

    `status` answers instead of the server. `cut` closes the TCP connection without an answer,
    `before` or `after` the request has taken effect. `delay` (seconds) comes first.
    """

    path: str
    """Regular expression, matched entirely against the path below the API's base."""
    method: str = "*"
    times: int = 1
    status: int | None = None
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    delay: float = 0.0
    cut: Cut | None = None


class Faults:
    """The faults that are waiting for their request."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        """Let `fault` happen; returned so that a test can look at its remaining `times`."""
        self._waiting.append(fault)
        return fault

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._waiting.clear()

    def take(self, method: str, path: str) -> Fault | None:
        """The first fault for this request, one of its `times` used up."""
        for fault in self._waiting:
            if fault.times > 0 and fault.method in ("*", method) and re.fullmatch(fault.path, path):
                fault.times -= 1
                return fault
        return None


async def commit(fault: Fault, request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer `request` the way `fault` says, calling `handler` only where the request takes effect."""
    if fault.delay:
        await asyncio.sleep(fault.delay)
    if fault.cut == "before":
        return _cut(request)
    if fault.status is not None:
        return web.Response(
            status=fault.status,
            body=b"" if fault.body is None else _json(fault.body),
            headers={"Content-Type": "application/json", **fault.headers},
        )
    response = await handler(request)
    return _cut(request) if fault.cut == "after" else response


def _json(body: Any) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()


def _cut(request: web.Request) -> web.Response:
    # abort(), not close(): the client must see a reset, as it does when a host goes away
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=499)
