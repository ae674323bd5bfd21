"""Rate-limit headers and 429s: none, so wide that nobody notices, or as Discord's are."""

from __future__ import annotations

import hashlib
import math
import time
from typing import Any, Literal

from msgspec import Struct

from bot.clock import system_clock

Mode = Literal["none", "wide", "real"]

GLOBAL_PER_SECOND = 50
_WIDE = 1_000_000
# Discord publishes no numbers; these are what bots have observed for years
_LIMITS = {
    "POST /channels/{channel_id}/messages": (5, 5.0),
    "PATCH /channels/{channel_id}/messages/{message_id}": (5, 5.0),
    "DELETE /channels/{channel_id}/messages/{message_id}": (5, 1.0),
    "PATCH /channels/{channel_id}": (2, 600.0),
    "POST /channels/{channel_id}/messages/bulk-delete": (1, 3.0),
    "POST /users/@me/channels": (10, 10.0),
    "PUT /applications/{application_id}/commands": (5, 20.0),
}
_REACTION = (1, 0.25)
_USUAL = (10, 10.0)
_BY_TOKEN = ("/interactions/", "/webhooks/")


class _Bucket(Struct):
    limit: int
    per: float
    used: int = 0
    resets_at: float = 0.0


class TooMany(Exception):
    """A request over the limit."""

    def __init__(self, retry_after: float, scope: str, headers: dict[str, str]) -> None:
        super().__init__(f"retry after {retry_after}")
        self.retry_after = retry_after
        self.scope = scope
        self.headers = headers

    def body(self) -> dict[str, Any]:
        """The answer's JSON."""
        return {
            "message": "You are being rate limited.",
            "retry_after": round(self.retry_after, 3),
            "global": self.scope == "global",
            "code": 0,
        }


class RateLimit:
    """Counts requests by route and major parameter, on the real clock as clients wait on it."""

    def __init__(self) -> None:
        self.mode: Mode = "wide"
        self.limits: dict[str, tuple[int, float]] = {}
        """Limits by `METHOD /template` that take the place of the usual ones, in every mode."""
        self._buckets: dict[str, _Bucket] = {}
        self._hashes: dict[str, str] = {}
        self._global = _Bucket(GLOBAL_PER_SECOND, 1.0)

    def headers(self, method: str, template: str, major: str) -> dict[str, str]:
        """Count a request; the headers for its answer. Raises TooMany over the limit."""
        name = f"{method} {template}"
        if name in self.limits:
            return self._count(name, major, *self.limits[name])
        if self.mode == "none":
            return {}
        if self.mode == "wide":
            return {
                "X-RateLimit-Limit": str(_WIDE),
                "X-RateLimit-Remaining": str(_WIDE - 1),
                "X-RateLimit-Reset": f"{system_clock().timestamp() + 1:.3f}",
                "X-RateLimit-Reset-After": "1.000",
                "X-RateLimit-Bucket": self._hash(name),
            }
        if not template.startswith(_BY_TOKEN):
            self._count_globally()
        usual = _REACTION if template.endswith("/reactions/{emoji}/@me") else _USUAL
        return self._count(name, major, *_LIMITS.get(name, usual))

    def _count_globally(self) -> None:
        now = time.monotonic()
        if now >= self._global.resets_at:
            self._global.used, self._global.resets_at = 0, now + self._global.per
        self._global.used += 1
        if self._global.used > self._global.limit:
            left = self._global.resets_at - now
            raise TooMany(left, "global", {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"})

    def _count(self, name: str, major: str, limit: int, per: float) -> dict[str, str]:
        now = time.monotonic()
        bucket = self._buckets.setdefault(f"{name}:{major}", _Bucket(limit, per))
        if now >= bucket.resets_at:
            bucket.limit, bucket.per = limit, per
            bucket.used, bucket.resets_at = 0, now + per
        left = bucket.resets_at - now
        bucket.used += 1
        headers = {
            "X-RateLimit-Limit": str(bucket.limit),
            "X-RateLimit-Remaining": str(max(0, bucket.limit - bucket.used)),
            "X-RateLimit-Reset": f"{system_clock().timestamp() + left:.3f}",
            "X-RateLimit-Reset-After": f"{math.ceil(left * 1000) / 1000:.3f}",
            "X-RateLimit-Bucket": self._hash(name),
        }
        if bucket.used > bucket.limit:
            raise TooMany(left, "user", {**headers, "X-RateLimit-Scope": "user"})
        return headers

    def _hash(self, name: str) -> str:
        if name not in self._hashes:
            self._hashes[name] = hashlib.sha256(name.encode()).hexdigest()[:32]
        return self._hashes[name]
