"""Helix: users."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.rehearsal.loopback_twitch.access import Access
from bot.rehearsal.loopback_twitch.answers import Answer, Refusal, stamp
from bot.rehearsal.loopback_twitch.state import State, User


class Users:
    """Accounts by id, by login, or the token's own."""

    def __init__(self, state: State, access: Access) -> None:
        self._state = state
        self._access = access

    def routes(self) -> list[web.RouteDef]:
        """What to mount."""
        return [web.get("/helix/users", self.find)]

    async def find(self, request: web.Request) -> Answer:
        """Unknown ids and logins are left out, as Twitch does."""
        token = self._access.token(request)
        ids, logins = request.query.getall("id", []), request.query.getall("login", [])
        if len(ids) + len(logins) > 100:
            raise Refusal(400, 'The total number of "id" and "login" parameters must be at most 100')
        if not ids and not logins:
            if token.user_id is None:
                raise Refusal(400, 'Must provide "id" or "login" with an app access token')
            ids = [token.user_id]
        found = [self._state.users.get(each) for each in ids] + [
            self._state.by_login(each) for each in logins
        ]
        people = {user.id: user for user in found if user is not None}
        return Answer({"data": [_view(user) for user in people.values()]})


def _view(user: User) -> dict[str, Any]:
    return {
        "id": user.id,
        "login": user.login,
        "display_name": user.name,
        "type": "",
        "broadcaster_type": "",
        "description": "",
        "profile_image_url": "",
        "offline_image_url": "",
        "view_count": 0,
        "created_at": stamp(user.created_at),
    }
