"""Who may open the overlay: this machine, or whoever knows the secret; and the headers that fence it in."""

from __future__ import annotations

import hmac
from urllib.parse import urlencode, urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.config import OverlaySection, loopback_host

WORKER = "/overlay/worker.js"
_PRIVATE = ("/", "/overlay", "/ws")
"""What tells something; the rest are the page's own files, the same for everybody."""


class Guard:
    """Checks every request before it is served, and signs every answer."""

    def __init__(self, section: OverlaySection) -> None:
        self._local = loopback_host(section.host)
        self._secret = "" if self._local else section.secret.get_secret_value()
        # the rehearsal page shows the overlay in a frame, from another port of this machine
        ancestors = "'self' http://127.0.0.1:* http://localhost:*" if self._local else "'self'"
        self._policy = (
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; worker-src 'self'; "
            f"base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}"
        )

    def query(self, **query: str) -> str:
        """A query string with the secret in it where one is needed; may be empty."""
        if self._secret:
            query["key"] = self._secret
        return f"?{urlencode(query)}" if query else ""

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Serve or refuse."""
        if self._local and not loopback_host(_hostname(request.host)):
            # a page elsewhere whose name was made to resolve to this machine (DNS rebinding)
            raise web.HTTPForbidden(text="The overlay answers to this machine only.")
        if self._secret and request.path in _PRIVATE and not self._knows(request.query.get("key", "")):
            raise web.HTTPForbidden(text="The address lacks the overlay's secret: add ?key=… to it.")
        origin = request.headers.get("Origin")
        if request.path == "/ws" and origin is not None and _netloc(origin) != request.host.lower():
            raise web.HTTPForbidden(text="The overlay's line is for its own page only.")
        return await handler(request)

    async def sign(self, request: web.Request, response: web.StreamResponse) -> None:
        """Headers for every answer, refusals too."""
        response.headers["Content-Security-Policy"] = self._policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-cache"
        if request.path == WORKER:
            response.headers["Service-Worker-Allowed"] = "/overlay"

    def _knows(self, key: str) -> bool:
        return hmac.compare_digest(key.encode(), self._secret.encode())


def _hostname(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _netloc(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""
