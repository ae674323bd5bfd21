"""The loopback Discord: REST, gateway and file links on one port of 127.0.0.1."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path
from types import TracebackType

from aiohttp import web

from bot.clock import system_clock
from bot.rehearsal.faults import Faults
from bot.rehearsal.journal import Journal
from bot.rehearsal.loopback_discord.answering import Answering
from bot.rehearsal.loopback_discord.cdn import Cdn
from bot.rehearsal.loopback_discord.control import Control
from bot.rehearsal.loopback_discord.core import Core
from bot.rehearsal.loopback_discord.files import Files
from bot.rehearsal.loopback_discord.gateway import Gateway
from bot.rehearsal.loopback_discord.persistence import Saving, fresh, load
from bot.rehearsal.loopback_discord.rest.serving import API, Rest
from bot.rehearsal.loopback_discord.state import World
from bot.rehearsal.ports import HOST

LARGEST_BODY = 128 * 1024 * 1024


class LoopbackDiscord:
    """A stand-in for Discord that the real client talks to over sockets.

    Set `discord.http.Route.BASE` to `api_url`, `discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY` to
    `gateway_url` and `discord.asset.Asset.BASE` to `cdn_url`, and log in with `token`.
    """

    api_url: str
    gateway_url: str
    cdn_url: str
    control: Control

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        port: int = 0,
        state_file: Path | None = None,
        journal: Journal | None = None,
    ) -> None:
        self._clock = clock
        self._port = port
        self._state_file = state_file
        self._stack = AsyncExitStack()
        self.journal = journal or Journal(clock)
        self.faults = Faults()
        known = state_file is not None and state_file.exists()
        self._world: World = load(state_file) if known and state_file is not None else fresh(clock)

    @property
    def token(self) -> str:
        """The bot token that is accepted."""
        return self._world.application.token

    async def __aenter__(self) -> LoopbackDiscord:
        async with AsyncExitStack() as stack:
            app = web.Application(client_max_size=LARGEST_BODY)
            # routes are added before the port is known, and what they call is made after
            self._add_routes(app)
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            await web.TCPSite(runner, HOST, self._port, backlog=1024).start()
            port = runner.addresses[0][1]
            self.api_url = f"http://{HOST}:{port}{API}"
            self.gateway_url = f"ws://{HOST}:{port}/gateway"
            self.cdn_url = f"http://{HOST}:{port}"
            self._assemble(stack)
            self._stack = stack.pop_all()
        return self

    def _add_routes(self, app: web.Application) -> None:
        app.router.add_route("*", f"{API}/{{path:.*}}", self._serve_rest)
        app.router.add_get("/gateway", self._serve_gateway)
        app.router.add_get("/gateway/", self._serve_gateway)
        file = r"/attachments/{channel_id:\d+}/{attachment_id:\d+}/{filename}"
        app.router.add_get(file, self._serve_attachment)
        app.router.add_get(r"/avatars/{user_id:\d+}/{name}", self._serve_avatar)
        app.router.add_get(r"/embed/avatars/{index:\d+}.png", self._serve_default_avatar)

    def _assemble(self, stack: AsyncExitStack) -> None:
        folder = None
        if self._state_file is not None:
            folder = self._state_file.with_name(f"{self._state_file.stem}.attachments")
        core = Core(self._world, self._clock, Files(folder), self.cdn_url)
        self._gateway = Gateway(core, self.journal, self.gateway_url)
        core.audience = self._gateway
        self._answering = Answering(core, system_clock)
        self._cdn = Cdn(core)
        self._rest = Rest(core, self._answering, self.journal, self.faults, self.gateway_url)
        self.control = Control(core, self._gateway, self._answering, self._rest.rate_limit)
        stack.callback(self._answering.close)
        if self._state_file is not None:
            saving = Saving(core, self._state_file)
            saving.start()
            stack.push_async_callback(saving.close)
        stack.push_async_callback(self._gateway.close)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._stack.aclose()

    async def _serve_rest(self, request: web.Request) -> web.StreamResponse:
        return await self._rest.serve(request)

    async def _serve_gateway(self, request: web.Request) -> web.StreamResponse:
        return await self._gateway.serve(request)

    async def _serve_attachment(self, request: web.Request) -> web.StreamResponse:
        return await self._cdn.attachment(request)

    async def _serve_avatar(self, request: web.Request) -> web.StreamResponse:
        return await self._cdn.avatar(request)

    async def _serve_default_avatar(self, request: web.Request) -> web.StreamResponse:
        return await self._cdn.default_avatar(request)
