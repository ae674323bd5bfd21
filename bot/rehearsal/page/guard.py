"""Who may open the rehearsal page: a browser on this machine that knows the token; and what fences it in."""

from __future__ import annotations

import hmac
import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.rehearsal.ports import HOST

TOKEN_FILE = "page.token"  # noqa: S105  # the name of a file
_NAMES = (HOST, "localhost")
_SAFE = ("GET", "HEAD")


def kept_token(folder: Path) -> str:
    """The token of this data folder, kept so that an open page finds its way back after a restart."""
    path = folder / TOKEN_FILE
    if path.exists() and (token := path.read_text().strip()):
        return token
    token = secrets.token_urlsafe(24)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
        file.write(token)
    return token


class Guard:
    """Checks every request before it is served, and signs every answer."""

    def __init__(self, token: str, *, frames: str, pictures: str) -> None:
        """`frames` is the overlay's address and `pictures` that of Discord's files."""
        self.token = token
        self.port = 0
        self._frames = origin(frames)
        self._pictures = origin(pictures)

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names under which this page may be asked for."""
        return tuple(f"{name}:{self.port}" for name in _NAMES)

    @property
    def cookie(self) -> str:
        """Cookies are shared by all ports of a machine, so its name holds the port."""
        return f"greenroom_rehearsal_{self.port}"

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Serve or refuse."""
        if request.host.lower() not in self.hosts:
            # a page elsewhere whose name was made to resolve to this machine (DNS rebinding)
            raise web.HTTPForbidden(text="The rehearsal answers to this machine only.")
        asked_from = request.headers.get("Origin")
        changes = request.method not in _SAFE or request.path == "/ws"
        if (changes or asked_from is not None) and asked_from != f"http://{request.host.lower()}":
            raise web.HTTPForbidden(text="The rehearsal takes orders from its own page only.")
        given = request.query.get("token", "") if request.path == "/" else ""
        if self._good(given) or self._good(request.cookies.get(self.cookie, "")):
            return await handler(request)
        raise web.HTTPForbidden(
            text="This page opens with its whole address: the last line that `make run` printed."
        )

    def admit(self, response: web.StreamResponse) -> None:
        """Let this browser keep the token; the page takes it out of its address."""
        response.set_cookie(self.cookie, self.token, httponly=True, samesite="Strict", path="/")

    async def sign(self, _: web.Request, response: web.StreamResponse) -> None:
        """Headers for every answer, refusals too."""
        # chat text can never become markup: the browser itself refuses innerHTML and its kin
        policy = (
            "default-src 'none'; script-src 'self'; style-src 'self'; "
            f"connect-src 'self' {' '.join(f'ws://{host}' for host in self.hosts)}; "
            f"img-src 'self' {self._pictures}; frame-src {self._frames}; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            "require-trusted-types-for 'script'; trusted-types 'none'"
        )
        response.headers["Content-Security-Policy"] = policy
        response.headers["Cache-Control"] = "no-store"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Content-Type-Options"] = "nosniff"

    def _good(self, token: str) -> bool:
        return hmac.compare_digest(token.encode(), self.token.encode())


def origin(url: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
