"""Who may make a Helix call: the token, its owner and its scopes."""

from __future__ import annotations

from aiohttp import web

from bot.rehearsal.loopback_twitch.answers import Refusal
from bot.rehearsal.loopback_twitch.grants import Grants
from bot.rehearsal.loopback_twitch.state import Channel, State, Token, User


class Access:
    """Checks a request's token and finds whom it is about."""

    def __init__(self, state: State, grants: Grants, client_id: str) -> None:
        self._state = state
        self._grants = grants
        self._client_id = client_id

    def token(self, request: web.Request) -> Token:
        """The valid token of a request, an app's or a person's."""
        header = request.headers.get("Authorization", "")
        if not header.startswith("Bearer "):
            raise Refusal(401, "OAuth token is missing")
        token = self._grants.valid(header.removeprefix("Bearer "))
        if token is None:
            raise Refusal(401, "Invalid OAuth token")
        if request.headers.get("Client-Id") != self._client_id:
            raise Refusal(401, "Client ID and OAuth token do not match")
        return token

    def person(self, request: web.Request, *any_of: str) -> User:
        """Whose token it is; one of the scopes must have been granted with it."""
        token = self.token(request)
        if token.user_id is None:
            raise Refusal(401, "Missing User OAUTH Token")
        if any_of and not set(any_of) & set(token.scopes):
            raise Refusal(401, f"Missing scope: {' or '.join(any_of)}")
        return self._state.users[token.user_id]

    def must_be(self, user: User, user_id: str, name: str) -> None:
        """Refuse where the id in the parameter `name` is not that of the token's owner."""
        if user.id != user_id:
            raise Refusal(401, f"The ID in {name} must match the user ID found in the request's OAuth token.")

    def channel(self, user_id: str, name: str = "broadcaster_id") -> Channel:
        """The channel that the parameter `name` means."""
        channel = self._state.channels.get(user_id)
        if channel is None:
            raise Refusal(400, f"The ID in {name} is not valid.")
        return channel

    def granted(self, user: User, scope: str) -> bool:
        """Whether `user` has ever granted `scope` to the app, by whatever token."""
        return scope in self._state.consents.get(user.id, ())
