"""The server of the rehearsal page: its files, its websocket, and the orders it takes."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiohttp import web
from pydantic import ValidationError

from bot.errors import StartError, UserError
from bot.rehearsal.cast import BOT_LOGIN
from bot.rehearsal.loopback_discord import Refusal
from bot.rehearsal.page.acts import Acts
from bot.rehearsal.page.crowd import Crowd
from bot.rehearsal.page.feed import Feed
from bot.rehearsal.page.guard import Guard, kept_token
from bot.rehearsal.ports import HOST
from bot.rehearsal.process import UP
from bot.rehearsal.stage import Stage

STATIC = Path(__file__).resolve().parent / "static"

LARGEST_ORDER = 24 * 1024 * 1024
LOOK_AT_BOT = 1.0
"""Seconds between two looks at whether the bot's process is there: nothing announces its death."""


class Page:
    """The page of one stage; an async context manager that listens inside it."""

    def __init__(
        self,
        stage: Stage,
        port: int,
        *,
        start_over: Callable[[], Awaitable[None]] | None = None,
        crowd_pause: Callable[[], Awaitable[object]] | None = None,
    ) -> None:
        """`start_over` is what the button of this name does; without it there is no such button."""
        self._stage = stage
        self._port = port
        self._start_over = start_over
        self._restarting = False
        self._starts = 0
        self._guard = Guard(kept_token(stage.data), frames=stage.overlay_url, pictures=stage.discord.cdn_url)
        self._crowd = Crowd(stage.twitch.control, self._house_changed, crowd_pause)
        self._feed = Feed(stage, BOT_LOGIN, self._house)
        self._acts = Acts(stage, self._crowd, self._feed.places_changed, self._restart, start_over)
        self._stack = contextlib.AsyncExitStack()

    @property
    def address(self) -> str:
        """What a browser opens; it holds the token."""
        return f"http://{HOST}:{self._port}/?token={self._guard.token}"

    def app(self) -> web.Application:
        """The aiohttp application by itself."""
        app = web.Application(middlewares=[self._guard.middleware], client_max_size=LARGEST_ORDER)
        app.on_response_prepare.append(self._guard.sign)
        app.router.add_get("/", self._index)
        app.router.add_get("/ws", self._socket)
        app.router.add_post("/do/{verb}", self._do)
        app.router.add_static("/page/", STATIC)
        return app

    async def __aenter__(self) -> Self:
        async with contextlib.AsyncExitStack() as stack:
            try:
                listener = socket.create_server((HOST, self._port))
            except OSError as error:
                raise StartError(
                    f"The rehearsal page cannot listen on {HOST}:{self._port} ({error.strerror}). "
                    "Is another rehearsal running? Otherwise choose another port with --port."
                ) from None
            self._port = self._guard.port = int(listener.getsockname()[1])
            # no access log: the address holds the token
            runner = web.AppRunner(self.app(), access_log=None, shutdown_timeout=1.0)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            await web.SockSite(runner, listener).start()
            self._feed.listen()
            stack.push_async_callback(self._feed.close)
            self._stage.bot.listeners.append(self._on_line)
            stack.callback(self._stage.bot.listeners.remove, self._on_line)
            stack.push_async_callback(self._crowd.send_home)
            looking = asyncio.create_task(self._look_at_bot())
            stack.callback(looking.cancel)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def _index(self, request: web.Request) -> web.StreamResponse:
        response = web.FileResponse(STATIC / "index.html")
        self._guard.admit(response)
        return response

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        return await self._feed.serve(request)

    async def _do(self, request: web.Request) -> web.Response:
        known = self._acts.verbs.get(request.match_info["verb"])
        if known is None:
            return web.json_response({"error": "The page cannot do that."}, status=404)
        form, act = known
        if request.content_type != "application/json":
            return web.json_response({"error": "An order is JSON."}, status=415)
        try:
            return web.json_response(await act(form.model_validate_json(await request.read())))
        except ValidationError as error:
            return web.json_response({"error": _first(error)}, status=400)
        except Refusal as refusal:
            return web.json_response({"error": _in_words(refusal)}, status=409)
        except (UserError, ValueError, LookupError) as error:
            return web.json_response({"error": str(error)}, status=409)
        except TimeoutError:
            return web.json_response({"error": "The bot did not answer in time."}, status=504)

    async def _restart(self) -> None:
        if self._restarting:
            raise UserError("The bot is restarting already.")
        self._restarting = True
        self._house_changed()
        try:
            await self._stage.restart_bot()
        finally:
            self._restarting = False
            self._house_changed()

    async def _look_at_bot(self) -> None:
        seen = None
        while True:
            if seen != (seen := self._stage.bot.running):
                self._house_changed()
            await asyncio.sleep(LOOK_AT_BOT)

    def _on_line(self, text: str) -> None:
        if text.startswith(UP):
            # the page loads the overlay again: what it had shown was the browser's own page of despair
            self._starts += 1
            self._house_changed()

    def _house(self) -> Mapping[str, Any]:
        bot = "restarting" if self._restarting else "up" if self._stage.bot.running else "away"
        return {
            "bot": bot,
            "starts": self._starts,
            "crowd": self._crowd.here,
            "start_over": self._start_over is not None,
        }

    def _house_changed(self) -> None:
        self._feed.house_changed()


def _first(error: ValidationError) -> str:
    wrong = error.errors(include_url=False)[0]
    return f"{'.'.join(map(str, wrong['loc']))}: {wrong['msg']}"


def _in_words(refusal: Refusal) -> str:
    """Discord's own words, the innermost ones where a form is wrong."""
    words: list[str] = []

    def gather(value: Any) -> None:
        if isinstance(value, dict):
            tree: dict[str, Any] = value  # pyright: ignore[reportUnknownVariableType]  # JSON object
            for key, item in tree.items():
                if key == "_errors":
                    words.extend(str(one["message"]) for one in item)
                else:
                    gather(item)

    gather(refusal.errors)
    return " ".join(words) or refusal.message
