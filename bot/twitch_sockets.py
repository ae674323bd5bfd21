"""EventSub websockets that never go deaf in silence: every reach into TwitchIO's protected parts is here.

TwitchIO reconnects and resubscribes by itself, but in several cases it stays deaf for good after it. Here a
socket that fails is closed and forgotten, and `bot/twitch_reconciler.py` opens another and subscribes anew;
only the move that Twitch itself asks for is made by the socket, because it alone loses no event.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Mapping
from typing import TYPE_CHECKING, Any

import twitchio
from msgspec import Struct
from twitchio.eventsub import SubscriptionType
from twitchio.eventsub.subscriptions import SubscriptionPayload
from twitchio.eventsub.websockets import Websocket
from twitchio.ext import commands

from bot.config import TwitchSection
from bot.twitch_http import TwitchHttp

if TYPE_CHECKING:
    from twitchio.types_.conduits import NotificationMessage, ReconnectMessage
    from twitchio.types_.eventsub import _SubscriptionData  # pyright: ignore[reportPrivateUsage] - names a shape

REMEMBERED = 10_000
"""Message ids that are kept to know a repeat by; Twitch repeats within minutes."""


class Timing(Struct, frozen=True):
    """Pauses and patience in seconds; tests shorten them."""

    reconcile: float = 60.0
    """Between two looks at whether Twitch still tells us everything."""
    first_pause: float = 1.0
    """Before the look that follows a lost socket; doubled after each failure."""
    last_pause: float = 60.0
    silence: float = 15.0
    """A socket that says nothing for so long (it promises something every ten) is dead."""
    handover: float = 5.0
    """How long the old socket is still listened to after a move: events may be under way on it."""
    closing: float = 5.0
    """What each part gets to finish at close."""


class Socket(Websocket):
    """One connection. It dies for good: a new one is a new object."""

    def __init__(self, bot: SocketBot) -> None:
        super().__init__(client=bot, token_for=bot.bot_id, http=bot.http)
        self._bot = bot
        self._gone = asyncio.Event()
        self._leaving = False

    @property
    def alive(self) -> bool:
        """Whether subscriptions can be put on it."""
        return self.connected and not self._gone.is_set() and not self._leaving

    @property
    def leaving(self) -> bool:
        """Whether Twitch has asked to move elsewhere and the move is not over."""
        return self._leaving

    async def open(self, url: str | None = None) -> None:
        """Connect and wait for the welcome. Raises WebsocketConnectionException."""
        connecting = asyncio.create_task(self.connect(url=url, fail_once=True))
        gone = asyncio.create_task(self._gone.wait())
        try:
            # `connect` waits eleven seconds for the welcome of a socket that has long been closed
            await asyncio.wait((connecting, gone), return_when=asyncio.FIRST_COMPLETED)
            if connecting.done():
                await connecting
        finally:
            welcomed = connecting.done() and not self._gone.is_set()
            for task in (connecting, gone):
                task.cancel()
            await asyncio.gather(connecting, gone, return_exceptions=True)
            if not welcomed or not self._bot.listening:
                await self.close()
        if self._listen_task is None or self._gone.is_set():
            raise twitchio.WebsocketConnectionException("Twitch closed the websocket before its welcome")
        # whatever ends the listening, an error inside the library too, must not leave a socket that is deaf
        self._listen_task.add_done_callback(lambda _: self._retire())
        self._bot.socket_opened(self)

    async def hear(self, message: NotificationMessage) -> None:
        """Take one notification, as if it had come over the wire."""
        await self._process_notification(message)

    def hold(self, subscription_id: str, data: _SubscriptionData) -> None:
        """Remember what is subscribed here: the library closes a socket when the last one is revoked."""
        self._subscriptions[subscription_id] = data

    async def close(self, cleanup: bool = True, *, reassociate: bool = True) -> None:
        """Close for good."""
        self._gone.set()
        await super().close(cleanup, reassociate=reassociate)

    async def _process_notification(self, data: NotificationMessage) -> None:
        # EventSub delivers at least once; the library dispatches every copy
        if self._bot.heard(data["metadata"]["message_id"]):
            return
        event = data["payload"]["event"]
        if data["metadata"]["subscription_type"] == "stream.offline":
            # the library reads an id that Twitch does not send, and the event is lost in a KeyError
            event.setdefault("id", "")
        await super()._process_notification(data)

    async def _create_connection_task(self) -> None:
        # the library would reconnect and resubscribe here, and be deaf for good where Helix does not answer
        self._retire()

    async def _process_keepalive(self) -> None:
        # the library's own watch ends half-way when it closes its socket: it cancels itself
        last = None
        while last is None or self._last_keepalive is not last:
            last = self._last_keepalive  # a new object with each frame
            await asyncio.sleep(self._bot.timing.silence)
        self._retire()

    async def _process_reconnect(self, data: ReconnectMessage) -> None:
        # the library waits for the new socket inside the loop that reads the old one, whose events are lost
        self._leaving = True
        self._own(self._hand_over(data["payload"]["session"]["reconnect_url"]))

    async def _hand_over(self, url: str) -> None:
        successor = Socket(self._bot)
        successor._subscriptions = self._subscriptions
        try:
            await successor.open(url)
        except twitchio.WebsocketConnectionException:
            await self.close()
            return
        await asyncio.wait((self._own(self._gone.wait()),), timeout=self._bot.timing.handover)
        await self.close()

    def _cleanup(self, closed: bool = True) -> None:
        # by identity: after a move within the same session the library, which goes by session id, would
        # forget the new socket when the old one closes
        self._closed = closed
        if closed:
            self._bot.socket_closed(self)

    def _retire(self) -> None:
        # in a task of its own: `close` cancels the listening and the watching, which may be what calls here
        if not self._gone.is_set():
            self._own(self.close())

    def _own(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.create_task(work)
        self._connection_tasks.add(task)
        task.add_done_callback(self._connection_tasks.discard)
        return task


class SocketBot(commands.Bot):
    """TwitchIO's bot on our HTTP client and our sockets, whose work under way can be waited for."""

    def __init__(self, section: TwitchSection, http: TwitchHttp, *, bot_id: str, timing: Timing) -> None:
        # each client would warn that a web server, which nobody asked for, is not installed
        logging.getLogger("twitchio.client").addFilter(_is_no_advertisement)
        super().__init__(
            client_id=section.client_id,
            client_secret=section.client_secret.get_secret_value() or None,
            bot_id=bot_id,
            prefix=section.prefix,
            case_insensitive=True,
            # it would be fetched without a token of its own
            fetch_client_user=False,
        )
        # the library makes its own client and takes none; nothing has been asked of that one yet
        self._http = http
        self.timing = timing
        self.sockets: list[Socket] = []
        """Those that are open, in the order in which they were."""
        self._at_work: set[asyncio.Task[Any]] = set()
        self._message_ids = OrderedDict[str, None]()
        """In the order in which they came; a dict would look for its oldest entry among all that are gone."""
        self.listening = True
        """Whether sockets may be opened; over once the bot begins to close."""

    def heard(self, message_id: str) -> bool:
        """Whether this was told before; remembers it."""
        if message_id in self._message_ids:
            return True
        self._message_ids[message_id] = None
        if len(self._message_ids) > REMEMBERED:
            self._message_ids.popitem(last=False)
        return False

    def socket_opened(self, socket: Socket) -> None:
        """A socket has been welcomed."""
        self.sockets.append(socket)

    def socket_closed(self, socket: Socket) -> None:
        """A socket has gone."""
        if socket in self.sockets:
            self.sockets.remove(socket)

    async def subscribe(self, wish: SubscriptionPayload) -> None:
        """Subscribe as the bot, on a living socket or a new one; never two at a time.

        Raises HTTPException and WebsocketConnectionException.
        """
        socket = next((each for each in self.sockets if each.alive), None)
        if socket is None:
            socket = Socket(self)
            await socket.open()
        data: _SubscriptionData = {
            "type": SubscriptionType(wish.type),
            "version": wish.version,
            "condition": wish.condition,
            "transport": {"method": "websocket", "session_id": str(socket.session_id)},
            "token_for": self.bot_id,
        }
        answer = await self.http.create_eventsub_subscription(**data)
        for made in answer["data"]:
            socket.hold(made["id"], data)

    async def close_sockets(self, patience: float) -> None:
        """Hear nothing more; a socket whose other end is silent gets `patience` seconds."""
        self.listening = False
        closing = [asyncio.create_task(socket.close()) for socket in self.sockets]
        if closing:
            await asyncio.wait(closing, timeout=patience)

    async def settled(self, patience: float | None = None) -> bool:
        """Wait until nothing that was dispatched is still at work; False after `patience` seconds."""
        try:
            async with asyncio.timeout(patience):
                await asyncio.sleep(0)  # what was dispatched just now begins
                while waiting := self._at_work - {asyncio.current_task()}:
                    await asyncio.wait(waiting)
                    await asyncio.sleep(0)
        except TimeoutError:
            return False
        return True

    async def _dispatch(
        self, listener: Callable[..., Coroutine[Any, Any, None]], *, original: Any | None = None
    ) -> None:
        # the library makes a task for each event and forgets it: nothing could be awaited at close
        task = asyncio.current_task()
        if task is not None:
            self._at_work.add(task)
            task.add_done_callback(self._at_work.discard)
        await super()._dispatch(listener, original=original)

    def rename(
        self,
        command: commands.Command[Any, ...],
        names: Mapping[str, str],
        aliases: Mapping[str, tuple[str, ...]],
    ) -> None:
        """Give `command` the names of the config, and its sub-commands no regard for case."""
        original = command.name
        command._name = names.get(original, original)  # pyright: ignore[reportPrivateUsage] - read-only outside
        wanted = dict.fromkeys((*command.aliases, *aliases.get(original, ())))
        command._aliases = [alias for alias in wanted if alias != command.name]  # pyright: ignore[reportPrivateUsage] - read-only outside
        if isinstance(command, commands.Group) and not command.case_insensitive:
            folding = type(self.commands)()  # the library's dictionary that knows no case, as ours is
            for name, child in command.commands.items():
                folding[name] = child
            command._commands = folding  # pyright: ignore[reportPrivateUsage] - chosen at the decorator only


def _is_no_advertisement(record: logging.LogRecord) -> bool:
    return "StarletteAdapter" not in str(record.msg)
