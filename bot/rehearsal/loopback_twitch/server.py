"""The loopback Twitch itself: one port on this machine, every route, everything written down."""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.rehearsal.faults import Fault, Faults, commit
from bot.rehearsal.journal import Journal
from bot.rehearsal.loopback_twitch.access import Access
from bot.rehearsal.loopback_twitch.answers import Answer, Refusal, decoded
from bot.rehearsal.loopback_twitch.broadcasts import Broadcasts
from bot.rehearsal.loopback_twitch.chat import Chat
from bot.rehearsal.loopback_twitch.control import Control
from bot.rehearsal.loopback_twitch.eventsub import EventSub
from bot.rehearsal.loopback_twitch.grants import Grants
from bot.rehearsal.loopback_twitch.helix.channels import Channels
from bot.rehearsal.loopback_twitch.helix.chat import ChatCalls
from bot.rehearsal.loopback_twitch.helix.moderation import Moderation
from bot.rehearsal.loopback_twitch.helix.streams import Streams
from bot.rehearsal.loopback_twitch.helix.subscriptions import Subscriptions
from bot.rehearsal.loopback_twitch.helix.users import Users
from bot.rehearsal.loopback_twitch.limits import ChatLimits, Points, Rules
from bot.rehearsal.loopback_twitch.oauth import OAuth
from bot.rehearsal.loopback_twitch.persistence import StateFile
from bot.rehearsal.loopback_twitch.state import State
from bot.rehearsal.ports import HOST

HELIX = "/helix"
UPGRADED = 101
CLIENT_ID = "loopbacktwitchgreenroomclient0"
CLIENT_SECRET = "loopbacktwitchgreenroomsecret0"  # noqa: S105  # made up, and good on this machine alone


class LoopbackTwitch:
    """A Twitch of one's own. State survives in `state_file`, where one is given."""

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        port: int = 0,
        state_file: Path | None = None,
        journal: Journal | None = None,
    ) -> None:
        self.client_id = CLIENT_ID
        self.client_secret = CLIENT_SECRET
        self.journal = journal if journal is not None else Journal(clock)
        self.faults = Faults()
        self._port = port
        self._state = State(clock)
        self._file = StateFile(state_file, self._state) if state_file is not None else None
        self._rules = Rules()
        self._points = Points(self._rules, clock)
        self._grants = Grants(self._state)
        self._eventsub = EventSub(self._state, self.journal)
        self._chat = Chat(self._state, self._eventsub)
        self._broadcasts = Broadcasts(self._state, self._eventsub)
        self.control = Control(
            self._state, self._grants, self._eventsub, self._chat, self._broadcasts, self.faults, self._rules
        )
        self._lifetime = AsyncExitStack()

    @property
    def helix_url(self) -> str:
        """What `twitchio.http.Route.BASE` is to be."""
        return f"http://{HOST}:{self._port}{HELIX}/"

    @property
    def id_url(self) -> str:
        """What `twitchio.http.Route.ID_BASE` is to be."""
        return f"http://{HOST}:{self._port}/"

    @property
    def eventsub_url(self) -> str:
        """What `twitchio.eventsub.websockets.WSS` is to be."""
        return f"ws://{HOST}:{self._port}/ws"

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            if self._file is not None:
                self._file.load()
                self._file.watch()
                stack.push_async_callback(self._file.close)
            runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=1.0)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            listener = socket.create_server((HOST, self._port))
            self._port = listener.getsockname()[1]
            self._eventsub.url = self.eventsub_url
            await web.SockSite(runner, listener).start()
            stack.push_async_callback(self._eventsub.close)
            self._lifetime = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._lifetime.aclose()

    def _app(self) -> web.Application:
        access = Access(self._state, self._grants, self.client_id)
        limits = ChatLimits(self._rules, self._state.clock)
        app = web.Application(middlewares=[self._written_down, self._refusing])
        for area in (
            OAuth(self._state, self._grants, self.client_id, self.client_secret),
            Users(self._state, access),
            Channels(self._state, access, self._broadcasts),
            ChatCalls(self._state, access, self._chat, limits, self._rules),
            Streams(self._state, access),
            Moderation(self._state, access),
            Subscriptions(self._state, access, self._eventsub),
            self._eventsub,
        ):
            app.add_routes(area.routes())
        return app

    @web.middleware
    async def _written_down(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Commit the faults that wait for this request, and keep request and answer in the journal."""
        path = request.path.removeprefix(HELIX)
        sent = await decoded(request)
        fault = self.faults.take(request.method, path)
        response = await (handler(request) if fault is None else commit(fault, request, handler))
        if response.status != UPGRADED:  # a websocket writes its own life down
            cut = fault is not None and fault.cut is not None
            self.journal.record(
                "twitch",
                "request",
                request.method,
                path,
                query=request.query,
                status=None if cut else response.status,
                request=sent,
                response=response.payload if isinstance(response, Answer) else fault and fault.body,
                note=_note(fault, response),
            )
        return response

    @web.middleware
    async def _refusing(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Answer refusals in Twitch's shape, and count the points of Helix."""
        headers: dict[str, str] = {}
        try:
            if request.path.startswith(HELIX):
                allowed, headers = self._points.spend(request.headers.get("Authorization", ""))
                if not allowed:
                    raise Refusal(429, "Too Many Requests")
            response = await handler(request)
        except Refusal as refusal:
            response = refusal.answer()
        except (web.HTTPNotFound, web.HTTPMethodNotAllowed):
            response = UnknownRoute()
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response


class UnknownRoute(Answer):
    """The answer where nothing is mounted."""

    def __init__(self) -> None:
        super().__init__({"error": "Not Found", "status": 404, "message": ""}, 404)


def _note(fault: Fault | None, response: web.StreamResponse) -> str:
    if fault is not None:
        return f"fault: cut {fault.cut}" if fault.cut else "fault"
    return "unknown route" if isinstance(response, UnknownRoute) else ""
