"""Logging to standard error, with every secret taken out on the way."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable
from datetime import UTC, datetime

_PATTERNS = (
    # TwitchIO's exceptions quote whole token URLs and tokens
    re.compile(
        r"((?:client_secret|refresh_token|access_token|device_code|[?&]code|token)[\"']?\s*[=:]\s*[\"']?)[^&\s\"',}]+",
        re.IGNORECASE,
    ),
    # with a digit in it somewhere: "OAuth validation failed" is no secret
    re.compile(r"((?:Bearer|OAuth|Bot)\s+)(?=[A-Za-z._\-]*\d)[A-Za-z0-9._\-]{8,}"),
    re.compile(r"()\b[A-Za-z0-9_-]{23,28}\.[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{27,}\b"),
)
_HIDDEN = "[hidden]"


class Redactor:
    """Takes secrets out of text: the ones it was told of, and whatever looks like one."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def hide(self, secrets: Iterable[str]) -> None:
        """Never let these through again, wherever they stand."""
        self._known.update(secret for secret in secrets if len(secret) >= 6)

    def clean(self, text: str) -> str:
        """`text` with every secret replaced."""
        for secret in sorted(self._known, key=len, reverse=True):
            text = text.replace(secret, _HIDDEN)
        for pattern in _PATTERNS:
            text = pattern.sub(rf"\1{_HIDDEN}", text)
        return text


redactor = Redactor()


class RedactingFormatter(logging.Formatter):
    """Formats, then cleans the whole: message, arguments, traceback and all."""

    def format(self, record: logging.LogRecord) -> str:
        """One log entry, clean."""
        return redactor.clean(super().format(record))


class JsonFormatter(logging.Formatter):
    """One JSON object a line, clean: for programs that read the log."""

    def format(self, record: logging.LogRecord) -> str:
        """One log entry."""
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": redactor.clean(record.getMessage()),
        }
        if record.exc_info:
            told["exception"] = redactor.clean(self.formatException(record.exc_info))
        return json.dumps(told, ensure_ascii=False)


def set_up_logging(level: str, style: str = "text") -> None:
    """Send everything to standard error through the redactor; `style` is text or json."""
    handler = logging.StreamHandler()
    text = RedactingFormatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    handler.setFormatter(JsonFormatter() if style == "json" else text)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("discord.gateway", "discord.client", "twitchio.client", "apscheduler", "aiohttp.access"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))
