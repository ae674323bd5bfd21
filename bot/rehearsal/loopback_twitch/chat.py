"""The one way in which a line enters a channel's chat, whoever writes it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal
from uuid import uuid4

from bot.rehearsal.loopback_twitch import payloads
from bot.rehearsal.loopback_twitch.eventsub import EventSub
from bot.rehearsal.loopback_twitch.state import Badge, Channel, ChatMessage, Parent, Source, State, User


class Chat:
    """Remembers lines and tells the subscribers."""

    def __init__(self, state: State, eventsub: EventSub) -> None:
        self._state = state
        self._eventsub = eventsub

    async def write(
        self,
        channel: Channel,
        sender: User,
        text: str,
        *,
        reply_to: ChatMessage | None = None,
        source: Source | None = None,
        badges: Iterable[Badge] = (),
        kind: Literal["text", "announcement"] = "text",
        by_api: bool = False,
    ) -> ChatMessage:
        """`sender` writes `text`."""
        message = ChatMessage(
            number=self._state.next_message,
            id=str(uuid4()),
            at=self._state.clock(),
            channel=channel.owner,
            sender=sender,
            # Twitch puts the name of whom one answers in front of the line
            text=text if reply_to is None else f"@{reply_to.sender.name} {text}",
            badges=(*_role(channel, sender), *badges),
            kind=kind,
            by_api=by_api,
            reply=None if reply_to is None else _parent(reply_to),
            source=source,
        )
        self._state.next_message += 1
        channel.remember(message)
        self._state.changed("message", message)
        if kind == "text":
            await self._eventsub.publish(
                "channel.chat.message",
                {"broadcaster_user_id": channel.owner.id},
                payloads.chat_message(message, self._state),
            )
        return message


def _role(channel: Channel, user: User) -> list[Badge]:
    if user is channel.owner:
        return [Badge("broadcaster")]
    return [Badge("moderator")] if user.id in channel.moderators else []


def _parent(message: ChatMessage) -> Parent:
    thread = message.reply
    return Parent(
        message.id,
        message.text,
        message.sender,
        thread.thread_id if thread else message.id,
        thread.thread_sender if thread else message.sender,
    )
