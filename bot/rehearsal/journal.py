"""What passed between the bot and the loopback servers, kept for tests and for the curious."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct, field

Server = Literal["discord", "twitch"]
Kind = Literal["request", "event", "socket"]

KEPT = 5_000


class Exchange(Struct, frozen=True):
    """One request with its answer, one event sent over a websocket, or one thing a socket did."""

    number: int
    at: datetime
    server: Server
    kind: Kind
    method: str
    """HTTP verb, or the event's name (`MESSAGE_CREATE`, `channel.chat.message`)."""
    path: str
    """Path below the API's base, without the query; for sockets the session id."""
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    status: int | None = None
    """HTTP status; None where the connection was cut before an answer."""
    request: Any = None
    """The decoded JSON body of the request; for multipart bodies the `payload_json` part."""
    response: Any = None
    """The decoded JSON body of the answer, or the payload of the event."""
    note: str = ""


class Journal:
    """The last exchanges in order, with listeners for whoever watches live."""

    def __init__(self, clock: Callable[[], datetime], kept: int = KEPT) -> None:
        self._clock = clock
        self._exchanges: deque[Exchange] = deque(maxlen=kept)
        self._number = 0
        self.listeners: list[Callable[[Exchange], None]] = []

    def record(
        self,
        server: Server,
        kind: Kind,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        status: int | None = None,
        request: Any = None,
        response: Any = None,
        note: str = "",
    ) -> Exchange:
        """Append one exchange and tell the listeners."""
        self._number += 1
        exchange = Exchange(
            self._number,
            self._clock(),
            server,
            kind,
            method,
            path,
            query or {},
            status,
            request,
            response,
            note,
        )
        self._exchanges.append(exchange)
        for listener in tuple(self.listeners):
            listener(exchange)
        return exchange

    def since(self, number: int = 0) -> list[Exchange]:
        """Exchanges after `number`, oldest first."""
        return [exchange for exchange in self._exchanges if exchange.number > number]

    def requests(self, method: str, path: str) -> list[Exchange]:
        """Requests with this verb whose path matches the regular expression `path` entirely."""
        pattern = re.compile(path)
        return [
            exchange
            for exchange in self._exchanges
            if exchange.kind == "request" and exchange.method == method and pattern.fullmatch(exchange.path)
        ]
