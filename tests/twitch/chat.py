"""Twitch chat without a network: real EventSub payloads through TwitchIO's parser into the real client.

    async with open_chat(database, services, ["cogs.timer.component"], clock) as chat:
        assert await chat.say("candice", "!timer 25", badges=("broadcaster",)) == ["25 min. Ends 09:25."]

Only the last step is replaced: what the outgoing queue would send lands in `chat.sent`.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import count
from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct

from bot.clock import Clock
from bot.config import CommandsSection, TwitchSection
from bot.database import Database
from bot.telemetry import Telemetry
from bot.twitch_bot import TwitchBot
from bot.twitch_queue import DIFFERENCE
from bot.twitch_sockets import Socket
from bot.twitch_tokens import Grant, TokenStore

if TYPE_CHECKING:
    from twitchio.types_.conduits import NotificationMessage

    from bot.services import Services

BOT_ID, BOT_LOGIN = "900", "greenroom"
CHANNEL_ID, CHANNEL_LOGIN = "100", "candice"
SECTION = TwitchSection(client_id="client", bot_login=BOT_LOGIN, channel=CHANNEL_LOGIN)

_numbers = count(1)


class Sent(Struct, frozen=True):
    """A line that the bot said, and the id of the message that it answers."""

    text: str
    reply_to: str | None


class Chat(Struct):
    """The bot, and what it said."""

    bot: TwitchBot
    sent: list[Sent]
    _socket: Socket
    _stopwatch: list[float]

    @property
    def lines(self) -> list[str]:
        """Everything said so far, as people see it."""
        return [each.text.replace(DIFFERENCE, "") for each in self.sent]

    async def say(self, who: str, text: str, **about: Any) -> list[str]:
        """Somebody writes; the lines that the bot has said by the time it has nothing more to do."""
        return await self.feed(message(who, text, **about))

    async def feed(self, notification: Mapping[str, Any]) -> list[str]:
        """Take one EventSub notification; the lines that it led to."""
        before = len(self.lines)
        self._stopwatch[0] += 60.0  # so that limits and repeats never matter here; test_queue.py has those
        await self._socket.hear(cast("NotificationMessage", notification))
        await self.bot.settled()
        return self.lines[before:]


@asynccontextmanager
async def open_chat(
    database: Database,
    services: Services,
    extensions: Sequence[str],
    clock: Clock,
    *,
    names: CommandsSection | None = None,
    section: TwitchSection = SECTION,
    telemetry: Telemetry | None = None,
) -> AsyncGenerator[Chat]:
    """A loaded bot for the channel of `candice` (id 100) that may announce.

    Limits and repeats never matter: each line comes a minute after the last.
    """
    tokens = TokenStore(database, clock)
    await tokens.keep(Grant(BOT_ID, section.bot_login, "bot-access", "bot-refresh", frozenset()))
    await tokens.keep(Grant(CHANNEL_ID, section.channel, "own-access", "own-refresh", frozenset()))
    sent: list[Sent] = []
    stopwatch = [0.0]

    async def send(line: str, reply_to: str | None) -> str:
        sent.append(Sent(line, reply_to))
        return f"sent-{len(sent)}"

    bot = TwitchBot(
        section,
        names or CommandsSection(),
        services,
        database,
        extensions,
        tokens=tokens,
        clock=clock,
        send=send,
        monotonic=lambda: stopwatch[0],
        telemetry=telemetry,
    )
    try:
        await bot.load()
        bot.may_speak = True
        yield Chat(bot, sent, Socket(bot), stopwatch)
    finally:
        await bot.close_gently()


def user_id(login: str) -> str:
    """The id under which somebody writes: the channel's, the bot's own, or one made from the name."""
    fixed = {CHANNEL_LOGIN: CHANNEL_ID, BOT_LOGIN: BOT_ID}
    return fixed.get(login.lower()) or str(int.from_bytes(login.lower().encode(), "big"))


def message(
    who: str,
    text: str,
    *,
    badges: Collection[str] = (),
    message_id: str | None = None,
    event_id: str | None = None,
    shared_from: str | None = None,
) -> dict[str, Any]:
    """A `channel.chat.message` as Twitch sends it. `candice` has the broadcaster's badge by herself.

    `shared_from` is the login of another channel in a shared chat.
    """
    number = next(_numbers)
    held = {"broadcaster"} if who.lower() == CHANNEL_LOGIN else set[str]()
    event = {
        **_person("broadcaster", CHANNEL_LOGIN),
        **_person("chatter", who),
        **_person("source_broadcaster", shared_from),
        "message_id": message_id or f"message-{number}",
        "source_message_id": f"source-{number}" if shared_from else None,
        "is_source_only": False if shared_from else None,
        "message": {
            "text": text,
            "fragments": [{"type": "text", "text": text, "cheermote": None, "emote": None, "mention": None}],
        },
        "color": "#1E90FF",
        "badges": [{"set_id": name, "id": "1", "info": ""} for name in sorted(held | set(badges))],
        "source_badges": [] if shared_from else None,
        "message_type": "text",
        "cheer": None,
        "reply": None,
        "channel_points_custom_reward_id": None,
        "channel_points_animation_id": None,
    }
    condition = {"broadcaster_user_id": CHANNEL_ID, "user_id": BOT_ID}
    return notification("channel.chat.message", event, condition, event_id=event_id)


def notification(
    kind: str,
    event: Mapping[str, Any],
    condition: Mapping[str, str] | None = None,
    *,
    version: str = "1",
    event_id: str | None = None,
) -> dict[str, Any]:
    """Any EventSub notification, as it comes over the websocket."""
    number = next(_numbers)
    return {
        "metadata": {
            "message_id": event_id or f"event-{number}",
            "message_type": "notification",
            "message_timestamp": "2026-03-02T08:00:00.000000Z",
            "subscription_type": kind,
            "subscription_version": version,
        },
        "payload": {
            "subscription": {
                "id": f"subscription-{kind}",
                "status": "enabled",
                "type": kind,
                "version": version,
                "condition": dict(condition or {"broadcaster_user_id": CHANNEL_ID}),
                "transport": {"method": "websocket", "session_id": "session"},
                "created_at": "2026-03-02T07:00:00.000000Z",
                "cost": 0,
            },
            "event": dict(event),
        },
    }


def _person(role: str, login: str | None) -> dict[str, str | None]:
    return {
        f"{role}_user_id": None if login is None else user_id(login),
        f"{role}_user_login": None if login is None else login.lower(),
        f"{role}_user_name": login,
    }
