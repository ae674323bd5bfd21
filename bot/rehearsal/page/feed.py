"""Keeps every open page up to date over its websocket: a snapshot first, then what its person sees change."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from aiohttp import WSMsgType, web

from bot.rehearsal.cast import Role
from bot.rehearsal.journal import Exchange
from bot.rehearsal.loopback_twitch import Change
from bot.rehearsal.page.discord_view import DiscordView
from bot.rehearsal.page.journal_view import JournalView, line, telling
from bot.rehearsal.page.twitch_view import TwitchView
from bot.rehearsal.stage import Stage

Json = dict[str, Any]

MOST_WAITING = 2_000
"""Frames that a page may leave unread; a slower one is dropped, comes back and gets a snapshot."""
CLOSING = 1.0
LOG_LINES = 100
_SPOKEN = ("MESSAGE_CREATE", "MESSAGE_UPDATE")
_SHAPING = ("CHANNEL_", "THREAD_", "GUILD_")


class Feed:
    """Every open page, and who listens to both servers, the clock, the journal and the bot for them."""

    def __init__(self, stage: Stage, bot_login: str, house: Callable[[], Mapping[str, Any]]) -> None:
        """`house` says how bot and crowd are."""
        self._stage = stage
        self._house = house
        self._discord = DiscordView(stage.discord.control)
        self._twitch = TwitchView(stage.twitch.control, bot_login)
        self._journal = JournalView(stage.journal)
        self._open: set[_Open] = set()
        self._stale: set[str] = set()

    def listen(self) -> None:
        """Begin to hear of changes."""
        self._stage.discord.control.listeners.append(self._on_discord)
        self._stage.twitch.control.listeners.append(self._on_twitch)
        self._stage.clock.listeners.append(self._on_clock)
        self._stage.journal.listeners.append(self._on_exchange)
        self._stage.bot.listeners.append(self._on_line)

    async def close(self) -> None:
        """Hear no more, and say good-bye to every page."""
        self._stage.discord.control.listeners.remove(self._on_discord)
        self._stage.twitch.control.listeners.remove(self._on_twitch)
        self._stage.clock.listeners.remove(self._on_clock)
        self._stage.journal.listeners.remove(self._on_exchange)
        self._stage.bot.listeners.remove(self._on_line)
        await asyncio.gather(*(page.close() for page in tuple(self._open)), return_exceptions=True)

    def house_changed(self) -> None:
        """Bot or crowd are not as they were."""
        self._mark("house")

    def places_changed(self) -> None:
        """A channel came that no event tells of."""
        self._mark("places")

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One page's line from hello to close."""
        socket = web.WebSocketResponse(heartbeat=20, max_msg_size=4096, timeout=CLOSING)
        await socket.prepare(request)
        page = _Open(socket, self._stage.cast[0])
        self._open.add(page)
        sending = asyncio.create_task(page.send())
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._asked(page, json.loads(message.data))
        except ValueError:
            await socket.close(code=1007, message=b"not JSON")
        finally:
            self._open.discard(page)
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
        return socket

    def _asked(self, page: _Open, wish: Any) -> None:
        """Who the person is, which channel they look at, and whether they look under the hood."""
        match wish:
            case {"see": str(key)}:
                page.role = next((role for role in self._stage.cast if role.key == key), self._stage.cast[0])
                page.put({**self._snapshot(page.role), "asked": key})
            case {"open": str(number)} if number.isdecimal():
                self._open_channel(page, int(number))
            case {"hood": bool(watches)}:
                page.hood = watches
                if watches:
                    exchanges, lines = self._journal.last(), list(self._stage.bot.lines)[-LOG_LINES:]
                    page.put({"kind": "hood", "exchanges": exchanges, "lines": lines})
            case {"exchange": int(number)}:
                page.put({"kind": "exchange", "number": number, "exchange": self._journal.whole(number)})
            case _:
                page.put({"kind": "puzzled"})

    def _open_channel(self, page: _Open, channel_id: int) -> None:
        member = page.role.discord_id
        if member is None or not self._discord.sees(channel_id, member):
            page.put({"kind": "history", "channel": str(channel_id), "messages": None})
            return
        messages = self._discord.history(channel_id, member)
        page.put({"kind": "history", "channel": str(channel_id), "messages": messages})

    def _snapshot(self, role: Role) -> Json:
        return {
            "kind": "snapshot",
            "you": role.key,
            "cast": [
                {
                    "key": one.key,
                    "name": one.name,
                    "part": one.part,
                    "colour": one.colour,
                    "discord_id": None if one.discord_id is None else str(one.discord_id),
                    "twitch_login": one.twitch_login,
                }
                for one in self._stage.cast
            ],
            "guild": self._discord.guild(),
            "rooms": {name: str(number) for name, number in self._stage.channels.items()},
            "overlay": self._stage.overlay_url,
            "files": self._stage.discord.cdn_url,
            **self._commands(role),
            **self._places(role),
            "chat": self._twitch.history(),
            "channel": self._twitch.channel(),
            "clock": self._clock(),
            "house": self._house(),
        }

    def _places(self, role: Role) -> Json:
        seen = [] if role.discord_id is None else self._discord.channels(role.discord_id)
        return {"channels": seen, "people": self._discord.people(), "roles": self._discord.roles()}

    def _commands(self, role: Role) -> Json:
        return {"commands": [] if role.discord_id is None else self._discord.commands(role.discord_id)}

    def _clock(self) -> Json:
        return {"now": self._stage.clock().isoformat(), "zone": self._stage.zone}

    # what happens meanwhile

    def _on_discord(self, event: str, payload: Json) -> None:
        if event.startswith(_SHAPING):
            self._mark("places")
        elif event.startswith("INTERACTION_FAILED"):
            self._to_member(int(payload["user_id"]), {"kind": "unanswered", "channel": payload["channel_id"]})
        elif event.startswith("MESSAGE_DELETE"):
            for number in payload.get("ids") or [payload["id"]]:
                self._gone(int(payload["channel_id"]), str(number), payload.get("viewer_id"))
        elif event.startswith("MESSAGE_"):
            number = int(payload["id"] if event in _SPOKEN else payload["message_id"])
            self._spoken(event, int(payload["channel_id"]), number, payload.get("viewer_id"))

    def _spoken(self, event: str, channel_id: int, message_id: int, viewer_id: str | None) -> None:
        frames: dict[int, Json | None] = {}
        for page in self._open:
            member = page.role.discord_id
            if member is None or viewer_id not in (None, str(member)):
                continue
            if member not in frames:
                frames[member] = self._discord.message(message_id, member)
            if (message := frames[member]) is not None:
                page.put({"kind": "message", "new": event == "MESSAGE_CREATE", "message": message})
        channel = self._stage.discord.control.core.world.channels.get(channel_id)
        if channel is not None and channel.thread is not None:
            self._mark("places")  # its number of replies

    def _gone(self, channel_id: int, message_id: str, viewer_id: str | None) -> None:
        for page in self._open:
            member = page.role.discord_id
            if (
                member is not None
                and viewer_id in (None, str(member))
                and self._discord.sees(channel_id, member)
            ):
                page.put({"kind": "gone", "channel": str(channel_id), "id": message_id})

    def _to_member(self, member: int, frame: Json) -> None:
        for page in self._open:
            if page.role.discord_id == member:
                page.put(frame)

    def _on_twitch(self, change: Change) -> None:
        if change.kind == "message":
            if self._twitch.here(change.subject):
                self._to_all({"kind": "line", "line": self._twitch.line(change.subject)})
        elif change.kind in ("channel", "stream"):
            self._mark("channel")

    def _on_clock(self, _: timedelta) -> None:
        self._to_all({"kind": "clock", "clock": self._clock()})

    def _on_exchange(self, exchange: Exchange) -> None:
        if exchange.kind == "request" and exchange.method != "GET" and "/commands" in exchange.path:
            self._mark("commands")
        if telling(exchange):
            self._under_the_hood({"kind": "passed", "exchange": line(exchange)})

    def _on_line(self, text: str) -> None:
        self._under_the_hood({"kind": "printed", "text": text})

    def _under_the_hood(self, frame: Json) -> None:
        for page in self._open:
            if page.hood:
                page.put(frame)

    def _to_all(self, frame: Json) -> None:
        for page in self._open:
            page.put(frame)

    def _mark(self, what: str) -> None:
        """Send this part of the state soon; ten changes at once are sent as one."""
        if not self._stale:
            asyncio.get_running_loop().call_soon(self._refresh)
        self._stale.add(what)

    def _refresh(self) -> None:
        stale, self._stale = self._stale, set()
        for page in self._open:
            if "places" in stale:
                page.put({"kind": "places", **self._places(page.role)})
            if "commands" in stale:
                page.put({"kind": "commands", **self._commands(page.role)})
            if "channel" in stale:
                page.put({"kind": "channel", "channel": self._twitch.channel()})
            if "house" in stale:
                page.put({"kind": "house", "house": self._house()})


class _Open:
    """One open page: whose eyes it has, and the frames on their way to it."""

    def __init__(self, socket: web.WebSocketResponse, role: Role) -> None:
        self.role = role
        self.hood = False
        self._socket = socket
        self._frames: asyncio.Queue[Json] = asyncio.Queue()

    def put(self, frame: Json) -> None:
        """Send this, in order."""
        self._frames.put_nowait(frame)

    async def send(self) -> None:
        """Send what waits, until the page goes away or does not keep up."""
        while not self._socket.closed:
            frame = await self._frames.get()
            if self._frames.qsize() > MOST_WAITING:
                await self._socket.close(code=1013, message=b"too slow")
                return
            try:
                await self._socket.send_str(json.dumps(frame))
            except (ConnectionError, RuntimeError):
                return

    async def close(self) -> None:
        """Say that the server goes away."""
        await asyncio.wait_for(self._socket.close(code=1001, message=b"closing"), CLOSING)
