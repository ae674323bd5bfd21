"""What passed under the hood, as the page's JSON: short lines first, the whole exchange when asked for."""

from __future__ import annotations

import json
from typing import Any

from bot.log import redactor
from bot.rehearsal.journal import Exchange, Journal

Json = dict[str, Any]

SHOWN = 200
MOST_TEXT = 20_000
LONGEST_PART = 60
_QUIET = frozenset({"HEARTBEAT", "HEARTBEAT_ACK", "session_keepalive"})
_SECRET = frozenset(
    {"token", "access_token", "refresh_token", "client_secret", "device_code", "authorization", "session_id"}
)
_HIDDEN = "[hidden]"


class JournalView:
    """Exchanges for a pane that somebody reads to learn what a bot says and hears."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def last(self) -> list[Json]:
        """The last ones worth reading, oldest first."""
        return [line(exchange) for exchange in self._journal.since() if telling(exchange)][-SHOWN:]

    def whole(self, number: int) -> Json | None:
        """One exchange with its bodies; None where it is forgotten."""
        for exchange in reversed(self._journal.since(number - 1)):
            if exchange.number == number:
                return line(exchange) | {
                    "query": _clean(dict(exchange.query)),
                    "request": _text(exchange.request),
                    "response": _text(exchange.response),
                }
        return None


def telling(exchange: Exchange) -> bool:
    """Whether it says more than that the line is alive."""
    return exchange.method not in _QUIET


def line(exchange: Exchange) -> Json:
    """One exchange without its bodies."""
    return {
        "number": exchange.number,
        "at": exchange.at.isoformat(),
        "server": exchange.server,
        "kind": exchange.kind,
        "method": exchange.method,
        "path": _path(exchange.path),
        "status": exchange.status,
        "note": exchange.note,
    }


def _path(path: str) -> str:
    # the tokens of interactions are long, and open the door to answering them
    return "/".join("…" if len(part) > LONGEST_PART else part for part in path.split("/"))


def _text(body: Any) -> str:
    if body is None:
        return ""
    text = redactor.clean(json.dumps(_clean(body), indent=2, ensure_ascii=False, default=str))
    return text if len(text) <= MOST_TEXT else f"{text[:MOST_TEXT]}\n…"


def _clean(value: Any) -> Any:
    """The same without what would let somebody in: a habit worth keeping, made up as these tokens are."""
    if isinstance(value, dict):
        tree: Json = value  # pyright: ignore[reportUnknownVariableType]  # JSON object
        return {
            key: _HIDDEN if key.lower() in _SECRET and isinstance(item, str) else _clean(item)
            for key, item in tree.items()
        }
    if isinstance(value, list):
        items: list[Any] = value  # pyright: ignore[reportUnknownVariableType]  # JSON list
        return [_clean(item) for item in items]
    return value
