"""Helix: who moderates where."""

from __future__ import annotations

from aiohttp import web

from bot.rehearsal.loopback_twitch.access import Access
from bot.rehearsal.loopback_twitch.answers import Answer, page, query
from bot.rehearsal.loopback_twitch.state import State


class Moderation:
    """The moderators of a channel, and the channels of a moderator."""

    def __init__(self, state: State, access: Access) -> None:
        self._state = state
        self._access = access

    def routes(self) -> list[web.RouteDef]:
        """What to mount."""
        return [
            web.get("/helix/moderation/moderators", self.moderators),
            web.get("/helix/moderation/channels", self.channels),
        ]

    async def moderators(self, request: web.Request) -> Answer:
        """Asked by the broadcaster."""
        user = self._access.person(request, "moderation:read", "channel:manage:moderators")
        broadcaster_id = query(request, "broadcaster_id")
        self._access.must_be(user, broadcaster_id, "broadcaster_id")
        moderators = sorted(self._access.channel(broadcaster_id).moderators)
        asked = set(request.query.getall("user_id", []))
        found = [self._state.users[each] for each in moderators if not asked or each in asked]
        shown, pagination = page(request, found, usual=20, most=100)
        people = [{"user_id": each.id, "user_login": each.login, "user_name": each.name} for each in shown]
        return Answer({"data": people, "pagination": pagination})

    async def channels(self, request: web.Request) -> Answer:
        """Asked by the moderator."""
        user = self._access.person(request, "user:read:moderated_channels")
        self._access.must_be(user, query(request, "user_id"), "user_id")
        found = [channel.owner for channel in self._state.channels.values() if user.id in channel.moderators]
        shown, pagination = page(request, found, usual=20, most=100)
        owners = [
            {"broadcaster_id": each.id, "broadcaster_login": each.login, "broadcaster_name": each.name}
            for each in shown
        ]
        return Answer({"data": owners, "pagination": pagination})
