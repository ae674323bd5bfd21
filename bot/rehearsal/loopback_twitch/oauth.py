"""The `oauth2/` routes: validate, token (refresh, device code, client credentials), device, revoke."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from bot.rehearsal.loopback_twitch.answers import Answer, Refusal, decoded, fields
from bot.rehearsal.loopback_twitch.grants import CODES_LAST, Grants
from bot.rehearsal.loopback_twitch.state import State, Token

DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"


class OAuth:
    """Answers for id.twitch.tv; parameters may travel in the query string or in the body."""

    def __init__(self, state: State, grants: Grants, client_id: str, client_secret: str) -> None:
        self._state = state
        self._grants = grants
        self._client_id = client_id
        self._client_secret = client_secret

    def routes(self) -> list[web.RouteDef]:
        """What to mount."""
        return [
            web.get("/oauth2/validate", self.validate),
            web.post("/oauth2/token", self.token),
            web.post("/oauth2/device", self.device),
            web.post("/oauth2/revoke", self.revoke),
        ]

    async def validate(self, request: web.Request) -> Answer:
        """Whose token it is, what for and how long."""
        header = request.headers.get("Authorization", "")
        if not header:
            raise Refusal(401, "missing authorization token", named=False)
        token = self._grants.valid(header.removeprefix("OAuth ").removeprefix("Bearer "))
        if token is None:
            raise Refusal(401, "invalid access token", named=False)
        person: dict[str, str] = {}
        if token.user_id is not None:
            person = {"login": self._state.users[token.user_id].login, "user_id": token.user_id}
        return Answer(
            {
                "client_id": self._client_id,
                "scopes": list(token.scopes),
                "expires_in": self._seconds_left(token),
                **person,
            }
        )

    async def token(self, request: web.Request) -> Answer:
        """A new token for a refresh token, a device code or the app's secret."""
        given = await self._parameters(request)
        match given.get("grant_type"):
            case "refresh_token":
                # a client of the device flow is public: no secret, and each refresh token works once
                return self._pair(self._grants.refresh(given.get("refresh_token", "")))
            case "client_credentials":
                if given.get("client_secret") != self._client_secret:
                    raise Refusal(403, "invalid client secret", named=False)
                token = self._grants.app_token()
                return Answer(
                    {
                        "access_token": token.access,
                        "expires_in": self._seconds_left(token),
                        "token_type": "bearer",
                    }
                )
            case grant_type if grant_type == DEVICE_GRANT:
                return self._pair(self._grants.exchange(given.get("device_code", "")))
            case _:
                raise Refusal(400, "unsupported grant type", named=False)

    async def device(self, request: web.Request) -> Answer:
        """The codes with which a device flow begins."""
        device = self._grants.device((await self._parameters(request)).get("scopes", "").split())
        return Answer(
            {
                "device_code": device.code,
                "expires_in": int(CODES_LAST.total_seconds()),
                "interval": self._grants.interval,
                "user_code": device.user_code,
                "verification_uri": f"https://www.twitch.tv/activate?device-code={device.user_code}",
            }
        )

    async def revoke(self, request: web.Request) -> web.Response:
        """The app gives a token back."""
        self._grants.revoke((await self._parameters(request)).get("token", ""))
        return web.Response()

    async def _parameters(self, request: web.Request) -> Mapping[str, str]:
        given: dict[str, str] = {**request.query, **(fields(await decoded(request)) or {})}
        if given.get("client_id") != self._client_id:
            raise Refusal(400, "invalid client", named=False)
        return given

    def _pair(self, token: Token) -> Answer:
        return Answer(
            {
                "access_token": token.access,
                "expires_in": self._seconds_left(token),
                "refresh_token": token.refresh,
                "scope": list(token.scopes),
                "token_type": "bearer",
            }
        )

    def _seconds_left(self, token: Token) -> int:
        return int((token.expires_at - self._state.clock()).total_seconds())
