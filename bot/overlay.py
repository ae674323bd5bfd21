"""The overlay for OBS: a page, its one websocket, and panels that features register; knows no feature."""

from __future__ import annotations

import asyncio
import html
import importlib
import json
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from aiohttp import web

from bot.config import OverlaySection
from bot.errors import StartError
from bot.overlay_guard import Guard

if TYPE_CHECKING:
    from bot.services import Services

logger = logging.getLogger(__name__)

PAGE = Path(__file__).resolve().parent / "overlay_page"
THEMES = ("dark", "light", "minimal")

BEAT = 5.0
"""Seconds of silence after which a page is told the time, so that it knows that the line is alive."""
PATIENCE = 10.0
"""Seconds that a page may leave its socket unread before it is dropped; it comes back by itself."""
CLOSING = 2.0

Snapshot = Callable[[], Awaitable[Mapping[str, Any]]]


class Overlay:
    """Serves the page and keeps every open one up to date. An async context manager: listens inside it."""

    def __init__(self, section: OverlaySection, services: Services, panels: Sequence[str]) -> None:
        """`panels` names modules with a `setup(overlay)`, such as `cogs.timer.panel`."""
        self.services = services
        self._section = section
        self._panels: dict[str, _Panel] = {}
        self._pages: set[_Page] = set()
        self._guard = Guard(section)
        self._runner: web.AppRunner | None = None
        self._address = ""
        for name in panels:
            importlib.import_module(name).setup(self)

    def add_panel(self, name: str, snapshot: Snapshot) -> None:
        """Show what `snapshot` returns in `overlay_page/panels/NAME.js`."""
        self._panels[name] = _Panel(name, snapshot)

    async def push(self, name: str) -> None:
        """Read the panel's snapshot again and send it to every page that shows it."""
        if not self._pages:
            return  # a page that comes reads for itself
        panel = self._panels[name]
        async with panel.lock:  # two at once could send the older state last
            frame = _frame(name, await panel.snapshot())
            for page in self._pages:
                page.show(name, frame)

    async def refresh(self) -> None:
        """Send everything again, with the present time: the clock was moved."""
        await self._together(self._panels.values(), lambda panel: self.push(panel.name))

    @property
    def pages(self) -> int:
        """How many pages are open."""
        return len(self._pages)

    @property
    def url(self) -> str:
        """Where the page is, once listening; holds the secret where one is needed."""
        return f"{self._address}/overlay{self._guard.query()}"

    @property
    def address(self) -> str:
        """The same without the secret, for output that may be kept."""
        return f"{self._address}/overlay"

    def app(self) -> web.Application:
        """The aiohttp application by itself."""
        app = web.Application(middlewares=[self._guard.middleware])
        app.on_response_prepare.append(self._guard.sign)
        app.on_shutdown.append(self._close_pages)
        app.router.add_get("/", self._index)
        app.router.add_get("/overlay", self._page)
        app.router.add_get("/ws", self._socket)
        app.router.add_get("/overlay/own.css", self._own_sheet)
        app.router.add_static("/overlay/", PAGE)
        return app

    async def __aenter__(self) -> Self:
        # no access log: the address may hold the secret
        self._runner = web.AppRunner(self.app(), access_log=None, shutdown_timeout=CLOSING)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._section.host, self._section.port)
        try:
            await site.start()
        except OSError as error:
            await self._runner.cleanup()
            raise StartError(
                f"The overlay cannot listen on {self._section.host}:{self._section.port} ({error.strerror}). "
                "Set another port under [overlay] in the config, or enabled = false."
            ) from None
        host, port = self._runner.addresses[0][:2]
        self._address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _index(self, request: web.Request) -> web.Response:
        def link(text: str, **query: str) -> str:
            address = html.escape(f"/overlay{self._guard.query(**query)}", quote=True)
            return f'<li><a href="{address}">{html.escape(text)}</a></li>'

        links = [link(f"everything, {theme}", theme=theme) for theme in THEMES]
        links += [link(f"only {name}", panels=name) for name in self._panels]
        text = (PAGE / "index.html").read_text(encoding="utf-8").replace("<!-- links -->", "".join(links))
        return web.Response(text=text, content_type="text/html")

    async def _page(self, request: web.Request) -> web.FileResponse:
        return web.FileResponse(PAGE / "overlay.html")

    async def _own_sheet(self, request: web.Request) -> web.Response:
        """The streamer's own style, read afresh each time; empty where there is none."""
        text = ""
        if self._section.css is not None:
            try:
                text = await asyncio.to_thread(self._section.css.read_text, encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                logger.warning("the overlay's own sheet cannot be read: %s", error)
        return web.Response(text=text, content_type="text/css")

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=BEAT * 2, max_msg_size=1024)
        await socket.prepare(request)
        wanted = [name for name in request.query.get("panels", "").split(",") if name] or list(self._panels)
        known = [name for name in dict.fromkeys(wanted) if name in self._panels]
        page = _Page(socket, request.transport, known, self._now)
        page.greet(unknown=[name for name in wanted if name not in known], known=list(self._panels))
        self._pages.add(page)
        sending = asyncio.get_running_loop().create_task(page.send())
        try:
            await self._together(
                (self._panels[name] for name in known), lambda panel: self._show(page, panel)
            )
            async for _ in socket:
                pass  # a page has nothing to say; reading is how its going away is noticed
        finally:
            self._pages.discard(page)
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
        return socket

    async def _show(self, page: _Page, panel: _Panel) -> None:
        async with panel.lock:
            page.show(panel.name, _frame(panel.name, await panel.snapshot()))

    async def _together(self, panels: Iterable[_Panel], action: Callable[[_Panel], Awaitable[None]]) -> None:
        """Do it for each panel; one that fails is logged and never takes the others with it."""
        panels = list(panels)
        for panel, outcome in zip(
            panels, await asyncio.gather(*map(action, panels), return_exceptions=True), strict=True
        ):
            if isinstance(outcome, BaseException):
                logger.error("the %s panel has nothing to show", panel.name, exc_info=outcome)

    async def _close_pages(self, app: web.Application) -> None:
        await asyncio.gather(*(page.close() for page in tuple(self._pages)), return_exceptions=True)

    def _now(self) -> str:
        return self.services.clock().isoformat(timespec="milliseconds")


class _Panel:
    """A registered panel; the lock keeps its states in order."""

    def __init__(self, name: str, snapshot: Snapshot) -> None:
        self.name = name
        self.snapshot = snapshot
        self.lock = asyncio.Lock()


class _Page:
    """One open page: at most one waiting state for each of its panels, however slowly it reads."""

    def __init__(
        self,
        socket: web.WebSocketResponse,
        transport: asyncio.Transport | None,
        panels: Sequence[str],
        now: Callable[[], str],
    ) -> None:
        self._socket = socket
        self._transport = transport
        self._panels = tuple(panels)
        self._now = now
        self._waiting: dict[str, str] = {}
        self._news = asyncio.Event()

    def greet(self, unknown: Sequence[str], known: Sequence[str]) -> None:
        """Say first which panels will come, and which of the wanted ones do not exist."""
        self._put("", json.dumps({"panels": self._panels, "unknown": unknown, "known": known}))

    def show(self, panel: str, frame: str) -> None:
        """Put the newest state of a panel in line, in place of an older one that was not sent yet."""
        if panel in self._panels:
            self._put(panel, frame)

    async def send(self) -> None:
        """Send what waits, as it comes; ends when the page goes away or does not read."""
        try:
            while True:
                if not await self._any_news():
                    await self._send("{}")
                while self._waiting:
                    await self._send(self._waiting.pop(next(iter(self._waiting))))
        except TimeoutError:
            logger.info("a page of the overlay does not read; it is dropped and may come back")
        except ConnectionError:
            pass  # gone between two frames
        if self._transport is not None:
            self._transport.abort()

    async def close(self) -> None:
        """Say that the server goes away."""
        await asyncio.wait_for(self._socket.close(code=1001, message=b"closing"), CLOSING)

    def _put(self, name: str, frame: str) -> None:
        self._waiting[name] = frame
        self._news.set()

    async def _any_news(self) -> bool:
        try:
            async with asyncio.timeout(BEAT):
                await self._news.wait()
        except TimeoutError:
            return False
        self._news.clear()
        return True

    async def _send(self, frame: str) -> None:
        # `now` is read as late as can be: the page sets its clock by it
        stamped = f'{frame[:-1]}{"" if frame == "{}" else ", "}"now": "{self._now()}"}}'
        async with asyncio.timeout(PATIENCE):
            await self._socket.send_str(stamped)


def _frame(panel: str, state: Mapping[str, Any]) -> str:
    """A panel's state for every page that shows it: put into words once, not once for each page."""
    return json.dumps({"panel": panel, "state": state})
