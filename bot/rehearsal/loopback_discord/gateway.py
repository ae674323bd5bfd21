"""The gateway: lets the bot's sessions identify and resume, and brings them the events."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable
from typing import Any, cast

from aiohttp import WSMsgType, web

from bot.rehearsal.journal import Journal
from bot.rehearsal.loopback_discord import intents, threads
from bot.rehearsal.loopback_discord.core import Core
from bot.rehearsal.loopback_discord.session import Session, Socket, payload
from bot.rehearsal.loopback_discord.shape import application_flags, redacted
from bot.rehearsal.loopback_discord.state import Guild, Json
from bot.rehearsal.loopback_discord.wire import dumps

HEARTBEAT = 1
IDENTIFY = 2
PRESENCE = 3
VOICE_STATE = 4
RESUME = 6
RECONNECT = 7
REQUEST_MEMBERS = 8
INVALID_SESSION = 9
HELLO = 10
HEARTBEAT_ACK = 11

ENDING_CODES = frozenset({4007, 4009})
"""Close codes of the server after which a session cannot be resumed."""

HEARTBEAT_MS = 41_250
CHUNK = 1000

Watcher = Callable[[str, Session], None]


class Gateway:
    """All sessions of the bot; several where one was left behind by a killed process."""

    def __init__(self, core: Core, journal: Journal, url: str) -> None:
        self._core = core
        self._journal = journal
        self._url = url
        self.sessions: dict[str, Session] = {}
        self.sockets: list[Socket] = []
        self.watchers: list[Watcher] = []
        """Told of `READY`, `RESUMED` and `CLOSED`."""
        self.presence: Json = {}

    def dispatch(self, event: str, payload: Json, *, in_dm: bool) -> None:
        """Send an event to each session with the intent for it; encoded once for all."""
        needed = intents.needed(event, in_dm=in_dm)
        whole = hidden = ""
        for session in list(self.sessions.values()):
            if session.expired:
                del self.sessions[session.id]
                continue
            if needed and not session.intents & needed:
                continue
            sent = payload
            if event in intents.WITH_CONTENT and not session.intents & intents.MESSAGE_CONTENT:
                sent = redacted(payload, self._core.bot_id, in_dm=in_dm)
                data = hidden = hidden or dumps(sent)
            else:
                data = whole = whole or dumps(sent)
            session.dispatch(event, data)
            self._journal.record("discord", "event", event, session.id, response=sent)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One websocket connection from hello to close."""
        ws = web.WebSocketResponse(compress=False, max_msg_size=0, timeout=1.0)
        await ws.prepare(request)
        # a compression that is not offered is ignored: clients read plain text as well
        zlib_stream = request.query.get("compress") == "zlib-stream"
        socket = Socket(ws, request.transport, zlib_stream=zlib_stream)
        self.sockets.append(socket)
        writer = asyncio.create_task(socket.write())
        socket.send(payload(HELLO, {"heartbeat_interval": HEARTBEAT_MS, "_trace": ["loopback"]}))
        try:
            async for frame in ws:
                if frame.type is WSMsgType.TEXT and not socket.silent:
                    await self._received(socket, frame.data)
        finally:
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writer
            self._gone(socket)
        return ws

    def _gone(self, socket: Socket) -> None:
        self.sockets.remove(socket)
        session = socket.session
        code = socket.closed_with or socket.ws.close_code
        name = "" if session is None else session.id
        self._journal.record("discord", "socket", "CLOSED", name, status=code)
        if session is None or session.socket is not socket:
            return
        session.detach()
        good_bye = socket.closed_with is None and code in (1000, 1001)
        if good_bye or code in ENDING_CODES:
            self.sessions.pop(session.id, None)
        self._tell("CLOSED", session)

    async def _received(self, socket: Socket, text: str) -> None:
        try:
            message: Json = json.loads(text)
            op, data = int(message["op"]), message.get("d")
        except (ValueError, KeyError, TypeError):
            await socket.close(4002, "Error while decoding payload.")
            return
        if op == HEARTBEAT:
            socket.send(payload(HEARTBEAT_ACK))
        elif op == IDENTIFY:
            await self._identify(socket, data)
        elif op == RESUME:
            await self._resume(socket, data)
        elif socket.session is None:
            await socket.close(4003, "Not authenticated.")
        elif op == PRESENCE:
            self.presence = data or {}
        elif op == REQUEST_MEMBERS:
            self._send_members(socket.session, data or {})
        elif op != VOICE_STATE:
            await socket.close(4001, "Unknown opcode.")

    async def _identify(self, socket: Socket, data: Any) -> None:
        application = self._core.world.application
        if socket.session is not None:
            await socket.close(4005, "Already authenticated.")
            return
        if _bare(data.get("token")) != application.token:
            await socket.close(4004, "Authentication failed.")
            return
        asked = data.get("intents")
        if not isinstance(asked, int) or asked < 0 or asked >> 27:
            await socket.close(4013, "Invalid intent(s).")
            return
        if asked & intents.PRIVILEGED & ~self._granted():
            await socket.close(4014, "Disallowed intent(s).")
            return
        session = Session(asked, socket)
        self.sessions[session.id] = session
        self._send_ready(session)
        self._tell("READY", session)

    def _granted(self) -> int:
        application = self._core.world.application
        return (
            intents.MESSAGE_CONTENT * application.message_content
            | intents.GUILD_MEMBERS * application.members
            | intents.GUILD_PRESENCES * application.presences
        )

    def _send_ready(self, session: Session) -> None:
        core = self._core
        application = core.world.application
        guilds = [guild for guild in core.world.guilds.values() if core.bot_id in guild.members]
        ready = {
            "v": 10,
            "user": {
                **core.shapes.user(core.world.users[core.bot_id]),
                "verified": True,
                "mfa_enabled": False,
                "email": None,
            },
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": self._url,
            "shard": [0, 1],
            "application": {"id": str(application.id), "flags": application_flags(application)},
            "private_channels": [],
            "relationships": [],
            "presences": [],
            "guild_join_requests": [],
            "user_settings": {},
            "_trace": ["loopback"],
        }
        self._send(session, "READY", ready)
        if session.intents & intents.GUILDS:
            for guild in guilds:
                self._send(session, "GUILD_CREATE", self.guild_create(guild, session.intents))

    @property
    def live(self) -> Session | None:
        """The newest session that has a socket."""
        return next((one for one in reversed(self.sessions.values()) if one.socket is not None), None)

    async def close(self) -> None:
        """Cut all connections, as a host that goes down."""
        for socket in list(self.sockets):
            socket.abort()

    def guild_create(self, guild: Guild, asked: int) -> Json:
        """The guild as a session gets it at its start."""
        core = self._core
        everyone = bool(asked & intents.GUILD_PRESENCES)
        members = guild.members.values() if everyone else [guild.members[core.bot_id]]
        found = list(threads.of_guild(core, guild.id))
        return {
            **core.shapes.guild(guild),
            "joined_at": guild.members[core.bot_id].joined_at.isoformat(),
            "large": False,
            "unavailable": False,
            "member_count": len(guild.members),
            "voice_states": [],
            "members": [core.shapes.member(member) for member in members],
            "channels": [
                core.shapes.channel(channel)
                for channel in core.world.channels.values()
                if channel.guild_id == guild.id and channel.thread is None
            ],
            "threads": [
                core.shapes.channel(thread)
                for thread in found
                if thread.thread is not None
                and not thread.thread.archived
                and core.allowed(thread, core.bot_id)
            ],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }

    async def _resume(self, socket: Socket, data: Any) -> None:
        if _bare(data.get("token")) != self._core.world.application.token:
            await socket.close(4004, "Authentication failed.")
            return
        session = self.sessions.get(str(data.get("session_id")))
        if session is None or session.expired or not session.resume(socket, int(data.get("seq") or 0)):
            socket.send(payload(INVALID_SESSION, data=False))
            return
        self._send(session, "RESUMED", {"_trace": ["loopback"]})
        self._tell("RESUMED", session)

    def _send_members(self, session: Session, data: Json) -> None:
        core = self._core
        guild = core.world.guilds.get(int(data["guild_id"]))
        if guild is None:
            return
        wanted = data.get("user_ids")
        query, limit = str(data.get("query") or "").lower(), int(data.get("limit") or 0)
        if wanted is not None:
            ids = [int(one) for one in _listed(wanted)]
        elif not query and not limit:
            # the whole list is for sessions with the members intent
            ids = list(guild.members) if session.intents & intents.GUILD_MEMBERS else []
        else:
            ids = [one for one in guild.members if core.world.users[one].name.lower().startswith(query)]
            ids = ids[: limit or None]
        found = [core.shapes.member(guild.members[one]) for one in ids if one in guild.members]
        chunks = [found[start : start + CHUNK] for start in range(0, len(found), CHUNK)] or [[]]
        for index, chunk in enumerate(chunks):
            told: Json = {
                "guild_id": str(guild.id),
                "members": chunk,
                "chunk_index": index,
                "chunk_count": len(chunks),
                "not_found": [str(one) for one in ids if one not in guild.members],
            }
            if data.get("presences"):
                told["presences"] = []
            if data.get("nonce") is not None:
                told["nonce"] = data["nonce"]
            self._send(session, "GUILD_MEMBERS_CHUNK", told)

    def _send(self, session: Session, event: str, told: Json) -> None:
        session.dispatch(event, dumps(told))
        self._journal.record("discord", "event", event, session.id, response=told)

    def _tell(self, what: str, session: Session) -> None:
        for watcher in tuple(self.watchers):
            watcher(what, session)


def _listed(value: object) -> list[Any]:
    return cast(list[Any], value) if isinstance(value, list) else [value]


def _bare(token: object) -> str:
    return str(token or "").removeprefix("Bot ")
