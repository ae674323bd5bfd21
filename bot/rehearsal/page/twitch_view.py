"""What everybody sees of the loopback Twitch, as the page's JSON."""

from __future__ import annotations

from typing import Any

from bot.rehearsal.loopback_twitch import ChatMessage, Control, User

Json = dict[str, Any]

SHOWN = 150


class TwitchView:
    """The home channel: its chat, its title, whether it is live."""

    def __init__(self, control: Control, bot_login: str) -> None:
        self._control = control
        self._bot_login = bot_login

    def channel(self) -> Json:
        """Title, category and stream."""
        channel = self._control.channel()
        stream = channel.stream
        return {
            "name": channel.owner.name,
            "login": channel.owner.login,
            "title": channel.title,
            "category": channel.category.name,
            "live_since": None if stream is None else stream.started_at.isoformat(),
        }

    def history(self) -> list[Json]:
        """The last lines, oldest first."""
        return [self.line(message) for message in self._control.history()[-SHOWN:]]

    def here(self, message: ChatMessage) -> bool:
        """Whether a line belongs to the channel that the page shows."""
        return message.channel is self._control.channel().owner

    def line(self, message: ChatMessage) -> Json:
        """One line of chat."""
        reply = message.reply
        return {
            "id": message.id,
            "number": message.number,
            "at": message.at.isoformat(),
            "sender": self._person(message.sender),
            "text": message.text,
            "badges": [badge.set_id for badge in message.badges],
            "kind": message.kind,
            "reply": reply and {"id": reply.message_id, "name": reply.sender.name, "text": reply.text},
        }

    def _person(self, user: User) -> Json:
        return {
            "login": user.login,
            "name": user.name,
            "colour": user.colour,
            "bot": user.login == self._bot_login,
        }
