"""Helix: chat messages, announcements, chatters."""

from __future__ import annotations

from aiohttp import web

from bot.rehearsal.loopback_twitch.access import Access
from bot.rehearsal.loopback_twitch.answers import Answer, Refusal, body, nothing, page, query, text
from bot.rehearsal.loopback_twitch.chat import Chat
from bot.rehearsal.loopback_twitch.limits import WINDOW, ChatLimits, Rules
from bot.rehearsal.loopback_twitch.state import Channel, State, User

MOST = 500
"""Characters in a message."""
COLOURS = ("blue", "green", "orange", "purple", "primary")


class ChatCalls:
    """What the bot says, under Twitch's rules."""

    def __init__(self, state: State, access: Access, chat: Chat, limits: ChatLimits, rules: Rules) -> None:
        self._state = state
        self._access = access
        self._chat = chat
        self._limits = limits
        self._rules = rules

    def routes(self) -> list[web.RouteDef]:
        """What to mount."""
        return [
            web.post("/helix/chat/messages", self.send),
            web.post("/helix/chat/announcements", self.announce),
            web.get("/helix/chat/chatters", self.chatters),
        ]

    async def send(self, request: web.Request) -> Answer:
        """Send a line, or say why it was dropped."""
        fields = await body(request)
        broadcaster_id, sender_id = text(fields, "broadcaster_id"), text(fields, "sender_id")
        said = text(fields, "message").strip()
        channel = self._access.channel(broadcaster_id)
        sender = self._sender(request, channel, sender_id)
        if not said:
            raise Refusal(400, 'Missing required parameter "message"')
        if len(said) > MOST:
            raise Refusal(422, "The message is too large")
        parent_id = fields.get("reply_parent_message_id")
        parent = channel.messages.get(parent_id) if parent_id is not None else None
        if parent_id is not None and parent is None:
            raise Refusal(400, "The ID in reply_parent_message_id is not valid.")
        moderator = channel.moderates(sender)
        if self._limits.repeated(channel.owner.id, sender.id, said):
            return _dropped(
                "msg_duplicate", "Your message is identical to the one you sent less than 30 seconds ago."
            )
        if self._limits.exhausted(sender.id, moderator):
            if self._rules.sends == "drop":
                return _dropped(
                    "msg_ratelimit", "Your message was not sent because you are sending too quickly."
                )
            reset = str(int((self._state.clock() + WINDOW).timestamp()))
            raise Refusal(429, "Too many messages sent", headers={"Ratelimit-Reset": reset})
        self._limits.count(channel.owner.id, sender.id, moderator, said)
        message = await self._chat.write(channel, sender, said, reply_to=parent, by_api=True)
        return Answer({"data": [{"message_id": message.id, "is_sent": True}]})

    async def announce(self, request: web.Request) -> web.Response:
        """Send a highlighted line."""
        user = self._access.person(request, "moderator:manage:announcements")
        channel = self._access.channel(query(request, "broadcaster_id"))
        self._access.must_be(user, query(request, "moderator_id"), "moderator_id")
        if not channel.moderates(user):
            raise Refusal(401, "The user in moderator_id is not one of the broadcaster's moderators.")
        fields = await body(request)
        said = text(fields, "message")
        if fields.get("color", "primary") not in COLOURS:
            raise Refusal(400, 'The parameter "color" was malformed')
        await self._chat.write(channel, user, said[:MOST], kind="announcement", by_api=True)
        return nothing()

    async def chatters(self, request: web.Request) -> Answer:
        """Who is in the chat."""
        user = self._access.person(request, "moderator:read:chatters")
        channel = self._access.channel(query(request, "broadcaster_id"))
        self._access.must_be(user, query(request, "moderator_id"), "moderator_id")
        if not channel.moderates(user):
            raise Refusal(403, "The user in moderator_id is not one of the broadcaster's moderators.")
        shown, pagination = page(request, list(channel.chatters.values()), usual=100, most=1000)
        people = [{"user_id": each.id, "user_login": each.login, "user_name": each.name} for each in shown]
        return Answer({"data": people, "pagination": pagination, "total": len(channel.chatters)})

    def _sender(self, request: web.Request, channel: Channel, sender_id: str) -> User:
        if self._access.token(request).user_id is not None:
            user = self._access.person(request, "user:write:chat")
            self._access.must_be(user, sender_id, "sender_id")
            return user
        sender = self._state.users.get(sender_id)
        if sender is None:
            raise Refusal(400, "The ID in sender_id is not valid.")
        # an app speaks for a user who allowed it, where the channel allowed it or the user moderates
        allowed = channel.moderates(sender) or self._access.granted(channel.owner, "channel:bot")
        if not (self._access.granted(sender, "user:bot") and allowed):
            raise Refusal(
                403, "The sender is not permitted to send chat messages to the broadcaster's chat room."
            )
        return sender


def _dropped(code: str, message: str) -> Answer:
    reason = {"code": code, "message": message}
    return Answer({"data": [{"message_id": "", "is_sent": False, "drop_reason": reason}]})
