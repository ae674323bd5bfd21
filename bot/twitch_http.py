"""Calls to Twitch that carry the right account's token, and renew it once for all who wait for it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextvars import ContextVar
from types import SimpleNamespace
from typing import TYPE_CHECKING

import aiohttp
import twitchio
from twitchio.authentication import ManagedHTTPClient
from twitchio.eventsub import websockets
from twitchio.http import HTTPClient, Route

from bot.clock import Clock
from bot.config import TwitchSection
from bot.twitch_tokens import Grant, TokenStore, scopes_of

if TYPE_CHECKING:
    from twitchio.types_.responses import RawResponse

PATIENCE = 15.0
"""Seconds for one call."""
VALIDATE_EVERY = 55 * 60.0
"""Seconds; Twitch wants every token validated once an hour."""
RENEW_BEFORE = 15 * 60
"""Seconds that a token must still be good for when it was looked at."""
RENEWALS_APART = 30.0
"""Seconds; a token that is refused right after it was renewed is not renewed again at once."""
MEND = "Run: python -m bot login twitch"

_REFUSALS = frozenset({"invalid access token", "invalid oauth token"})
"""What Twitch says of a token that is too old; other 401s are about scopes, where renewing does not help."""
_answered: ContextVar[aiohttp.ClientResponse | None] = ContextVar("answered", default=None)


class SignedOut(twitchio.HTTPException):
    """Twitch takes an account's tokens no longer; `str(error)` names the mend."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, status=401, extra={"message": sentence})


class RateLimited(twitchio.HTTPException):
    """Too much was asked; again in `after` seconds."""

    def __init__(self, after: float | None) -> None:
        super().__init__("Twitch asks for patience", status=429, extra={"message": "Too Many Requests"})
        self.after = after


def point_at(section: TwitchSection) -> None:
    """Send every call and every websocket of TwitchIO where the config says; read at call time there."""
    Route.BASE = section.helix_url.rstrip("/") + "/"
    Route.ID_BASE = section.id_url.rstrip("/") + "/"
    websockets.WSS = section.eventsub_url


class TwitchHttp(ManagedHTTPClient):
    """TwitchIO's HTTP client on our own tokens.

    The library's refreshes once for each call that was refused (with one-time refresh tokens all but one
    fail), without end while the refusals last, and with the app's token once an account's is dead. This
    one never makes a call without the token of the account it is for.
    """

    def __init__(
        self,
        section: TwitchSection,
        tokens: TokenStore,
        clock: Clock,
        *,
        tell_host: Callable[[str], None],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        trace = aiohttp.TraceConfig()
        # TwitchIO's exceptions carry no headers, and Twitch says there when to come again
        trace.on_request_end.append(_remember_answer)
        self._own_session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=PATIENCE), trace_configs=[trace]
        )
        super().__init__(
            client_id=section.client_id,
            client_secret=section.client_secret.get_secret_value() or None,
            session=self._own_session,
        )
        self._section = section
        self._grants = tokens
        self._clock = clock
        self._tell_host = tell_host
        self._monotonic = monotonic
        self._flights: dict[str, asyncio.Task[None]] = {}
        self._renewed_at: dict[str, float] = {}
        self._validated_at: dict[str, float] = {}

    async def request(self, route: Route) -> RawResponse | str | None:
        """Call Helix as `route.token_for`, renewing that token once at most; OAuth goes out as it is."""
        if route.use_id:
            return await self._call(route)
        access = self._usable(route.token_for).access
        for last in (False, True):
            route.update_headers({"Authorization": f"Bearer {access}"})
            try:
                return await self._call(route)
            except twitchio.HTTPException as error:
                if last or not _token_refused(error):
                    raise
            access = (await self.renew(route.token_for, access)).access
        raise AssertionError("unreachable: the last try returns or raises")

    async def renew(self, user_id: str, refused: str) -> Grant:
        """The grant that replaces the access token `refused`; one refresh serves everybody who asks.

        Raises SignedOut.
        """
        held = self._usable(user_id)
        if held.access != refused:
            return held
        flight = self._flights.get(user_id)
        if flight is None:
            flight = asyncio.create_task(self._refresh(held))
            self._flights[user_id] = flight
            flight.add_done_callback(lambda done: self._landed(user_id, done))
        # shielded: the refresh token is used up whoever goes away, so the answer has to be kept
        await asyncio.shield(flight)
        return self._usable(user_id)

    async def validate(self, user_id: str) -> None:
        """Look whether the grant is still good, if that was long ago; renew it in time. Raises SignedOut."""
        grant = self._usable(user_id)
        now = self._monotonic()
        if now - self._validated_at.get(user_id, float("-inf")) < VALIDATE_EVERY:
            return
        try:
            answer = await self.validate_token(grant.access)
        except twitchio.HTTPException as error:
            if error.status != 401:
                raise
            await self.renew(user_id, grant.access)
        else:
            scopes = scopes_of(answer.scopes)
            if (answer.login, scopes) != (grant.login, grant.scopes):
                login = answer.login or grant.login
                await self._grants.keep(Grant(user_id, login, grant.access, grant.refresh, scopes))
            if answer.expires_in < RENEW_BEFORE:
                await self.renew(user_id, grant.access)
        self._validated_at[user_id] = now

    async def close(self) -> None:
        """Let refreshes under way be written down, then end the session."""
        if self._flights:
            await asyncio.wait(self._flights.values(), timeout=PATIENCE)
        await super().close()
        await self._own_session.close()

    async def _call(self, route: Route) -> RawResponse | str | None:
        try:
            return await HTTPClient.request(self, route)
        except twitchio.HTTPException as error:
            if error.status == 429 and not route.use_id:
                raise RateLimited(self._patience()) from None
            raise
        except ValueError:
            # the library reads JSON before it looks at the status, and what stands before Twitch sends none
            raise aiohttp.ClientPayloadError("Twitch answered with what is no JSON") from None

    def _patience(self) -> float | None:
        answer = _answered.get()
        reset = answer.headers.get("Ratelimit-Reset", "") if answer is not None else ""
        if not reset.isdecimal():
            return None
        return min(max(int(reset) - self._clock().timestamp(), 0.5), 60.0)

    def _usable(self, user_id: str) -> Grant:
        grant = self._grants.by_id(user_id)
        if grant is None or self._grants.is_lost(user_id):
            raise SignedOut(_signed_out(grant.login if grant else f"the account {user_id}"))
        return grant

    async def _refresh(self, grant: Grant) -> None:
        now = self._monotonic()
        if now - self._renewed_at.get(grant.user_id, float("-inf")) < RENEWALS_APART:
            raise twitchio.HTTPException(
                "Twitch refuses a token that it has just given out", status=401, extra="refused at once"
            )
        try:
            fresh = await self.refresh_token(grant.refresh)
        except twitchio.HTTPException as error:
            if error.status not in (400, 401, 403):
                raise
            # `from None`: the library's text repeats the URL with the secrets in it
            raise SignedOut(self._lose(grant, str(error.extra.get("message", "")))) from None
        self._renewed_at[grant.user_id] = now
        await self._grants.keep(
            Grant(grant.user_id, grant.login, fresh.access_token, fresh.refresh_token, scopes_of(fresh.scope))
        )

    def _lose(self, grant: Grant, reason: str) -> str:
        sentence = _signed_out(grant.login)
        if "client" in reason.lower():
            sentence = (
                f"Twitch refuses this application ({reason}). Check [twitch] client_id in the config, and "
                "GREENROOM_TWITCH_CLIENT_SECRET where the application has a secret."
            )
        elif self._grants.lose(grant.user_id):
            self._tell_host(sentence)
        return sentence

    def _landed(self, user_id: str, flight: asyncio.Task[None]) -> None:
        del self._flights[user_id]
        if not flight.cancelled():
            flight.exception()  # looked at, should every caller have gone away


def _signed_out(login: str) -> str:
    return f"Twitch no longer accepts the sign-in of {login}. {MEND}"


def _token_refused(error: twitchio.HTTPException) -> bool:
    return error.status == 401 and str(error.extra.get("message", "")).lower() in _REFUSALS


async def _remember_answer(
    session: aiohttp.ClientSession, context: SimpleNamespace, end: aiohttp.TraceRequestEndParams
) -> None:
    _answered.set(end.response)
