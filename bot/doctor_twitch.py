"""The doctor's look at Twitch: the stored tokens, their scopes, the channel and the bot's place there."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import aiohttp
from msgspec import Struct

from bot.config import TwitchSection
from bot.database import instant
from bot.finding import Finding, Findings
from bot.twitch_login import BOT_SCOPES, BROADCASTER_SCOPES, MARKERS

AREA = "Twitch"
LOGIN = "python -m bot login twitch"

TOKEN_LIFE = timedelta(hours=3)
"""Twitch's user tokens live about four hours: one refused at this age or younger was taken back."""


class _Stored(Struct, frozen=True):
    """A row of our token store."""

    login: str
    access: str
    saved_at: datetime


class _Strange(Exception):
    """An answer that is none of Twitch's."""


async def examine_twitch(
    section: TwitchSection, database: Path, now: datetime, *, patience: float
) -> list[Finding]:
    """Ask Twitch about each stored token, for at most `patience` seconds in all."""
    findings = Findings(AREA)
    stored = await asyncio.to_thread(_stored_tokens, database)
    try:
        async with asyncio.timeout(patience), aiohttp.ClientSession() as session:
            await _Examination(_Twitch(session, section), section, stored, now, findings).run()
    except (aiohttp.ClientError, OSError) as error:
        # TimeoutError is an OSError; the text of such errors may hold whole URLs, so only their kind is said
        hosts = " or ".join(
            dict.fromkeys(urlsplit(url).netloc for url in (section.id_url, section.helix_url))
        )
        findings.mend(
            f"Could not reach Twitch at {hosts} ({type(error).__name__}).",
            "Check this machine's network, firewall and proxy, and [twitch] id_url and helix_url;"
            " then try again.",
        )
    except _Strange as strange:
        findings.mend(
            str(strange),
            "Check [twitch] id_url and helix_url; if they are right, look at https://status.twitch.com"
            " and try again later.",
        )
    return findings.all


def _stored_tokens(database: Path) -> Mapping[str, _Stored]:
    """By login; empty where there is no file or no such table yet, of which the database's findings speak."""
    try:
        if not database.is_file():
            return {}
        with contextlib.closing(
            sqlite3.connect(f"{database.resolve().as_uri()}?mode=rw", uri=True, timeout=5)
        ) as connection:
            rows = connection.execute("SELECT login, access_token, saved_at FROM twitch_tokens")
            tokens = [_Stored(login, access, instant(at)) for login, access, at in rows]
    except (sqlite3.Error, OSError):
        return {}
    return {token.login.lower(): token for token in tokens}


class _Twitch:
    """The two questions that are asked of Twitch."""

    def __init__(self, session: aiohttp.ClientSession, section: TwitchSection) -> None:
        self._session = session
        self._section = section

    async def validate(self, token: str) -> Mapping[str, Any] | None:
        """Whose token it is and what for; None where Twitch does not accept it."""
        url = f"{self._section.id_url.rstrip('/')}/oauth2/validate"
        status, body = await self._get(url, {"Authorization": f"OAuth {token}"}, {})
        return None if status == 401 else _expected(url, status, body)

    async def helix(self, token: str, path: str, **query: str) -> list[Mapping[str, Any]] | None:
        """The `data` of a Helix call; None where this token may not ask."""
        url = f"{self._section.helix_url.rstrip('/')}/{path}"
        headers = {"Authorization": f"Bearer {token}", "Client-Id": self._section.client_id}
        status, body = await self._get(url, headers, query)
        if status in (401, 403):
            return None
        data = _expected(url, status, body).get("data")
        if not isinstance(data, list):
            raise _Strange(f"What answers at {urlsplit(url).netloc} does not speak like Twitch.")
        return cast("list[Mapping[str, Any]]", data)

    async def _get(
        self, url: str, headers: Mapping[str, str], query: Mapping[str, str]
    ) -> tuple[int, Mapping[str, Any] | None]:
        async with self._session.get(url, headers=headers, params=query) as response:
            try:
                body: Any = await response.json(content_type=None)
            except ValueError:
                body = None
            return response.status, cast("Mapping[str, Any]", body) if isinstance(body, dict) else None


def _expected(url: str, status: int, body: Mapping[str, Any] | None) -> Mapping[str, Any]:
    if status != 200:
        raise _Strange(f"Twitch at {urlsplit(url).netloc} answered {status} to a plain question.")
    if body is None:
        raise _Strange(f"What answers at {urlsplit(url).netloc} does not speak like Twitch.")
    return body


class _Examination:
    """One visit: what is found first decides what can be asked next."""

    def __init__(
        self,
        twitch: _Twitch,
        section: TwitchSection,
        stored: Mapping[str, _Stored],
        now: datetime,
        findings: Findings,
    ) -> None:
        self._twitch = twitch
        self._section = section
        self._stored = stored
        self._now = now
        self._findings = findings

    async def run(self) -> None:
        """The accounts one after the other, then the channel."""
        bot, channel = self._section.bot_login.lower(), self._section.channel.lower()
        wanted: dict[str, tuple[str, set[str]]] = {}
        if bot == channel:
            wanted[bot] = ("bot and broadcaster", {*BOT_SCOPES, *BROADCASTER_SCOPES})
        else:
            wanted[bot] = ("bot", set(BOT_SCOPES))
            wanted[channel] = ("broadcaster", set(BROADCASTER_SCOPES))
        good = [
            access
            for login, (role, scopes) in wanted.items()
            if (access := await self._account(login, role, scopes)) is not None
        ]
        if good:  # Twitch answers nobody without a token, and what is wrong with ours was said
            await self._channel(bot, channel, good[0])

    async def _account(self, login: str, role: str, needed: set[str]) -> str | None:
        """Look at an account's token; returned where Twitch takes it for further questions."""
        stored = self._stored.get(login)
        if stored is None:
            self._findings.mend(
                f"{login} ({role}) has not allowed the bot anything yet.", f"Sign in as {login}: {LOGIN}"
            )
            return None
        said = await self._twitch.validate(stored.access)
        if said is None:
            self._refused(login, role, stored)
            return None
        if said.get("client_id") != self._section.client_id:
            self._findings.mend(
                f"The token of {login} ({role}) was given to another application than client_id names.",
                f"Mend client_id in [twitch] (https://dev.twitch.tv/console/apps), or sign in again: {LOGIN}",
            )
            return None
        if said.get("login") != login:
            self._findings.mend(
                f"{login} ({role}) is called {said.get('login')} now.",
                f"Set {'channel' if role == 'broadcaster' else 'bot_login'} in [twitch] to the new name,"
                f" then sign in again: {LOGIN}",
            )
            return None
        scopes = frozenset(map(str, said.get("scopes") or ()))
        missing = sorted(needed - scopes)
        if missing:
            self._findings.mend(
                f"{login} ({role}) has not granted {', '.join(missing)}.", f"Sign in as {login}: {LOGIN}"
            )
        else:
            left = timedelta(seconds=int(said.get("expires_in") or 0))
            self._findings.fine(f"{login} ({role}) is signed in with every scope; {_lasting(left)}.")
            if role != "bot":
                self._markers(scopes)
        return stored.access

    def _markers(self, scopes: frozenset[str]) -> None:
        """They are optional, so their absence is told and is nothing to mend."""
        if MARKERS in scopes:
            self._findings.fine("!moment is also put into the stream as a marker.")
        else:
            self._findings.fine(f"!moment is kept here only; {LOGIN} --markers puts it into the stream, too.")

    def _refused(self, login: str, role: str, stored: _Stored) -> None:
        # asking for a new pair would use up the refresh token that a running bot still holds
        if self._now - stored.saved_at < TOKEN_LIFE:
            self._findings.mend(
                f"Twitch no longer accepts the token of {login} ({role}): access was withdrawn.",
                f"Sign in as {login}: {LOGIN}",
            )
        else:
            self._findings.open(
                f"The token of {login} ({role}) is past its four hours; the bot renews it when it starts.",
                f"If the bot says that it could not, sign in as {login}: {LOGIN}",
            )

    async def _channel(self, bot: str, channel: str, access: str) -> None:
        """Whether the channel exists, and how much may be said in it."""
        found = await self._twitch.helix(access, "users", login=channel)
        if found is None:
            self._findings.mend(
                "Twitch accepts the token and still refuses the question who the broadcaster is.",
                "Mend client_id in [twitch] (https://dev.twitch.tv/console/apps).",
            )
            return
        if not found:
            self._findings.mend(
                f"There is no channel called {channel} on Twitch.",
                "Set channel in [twitch] to the last part of its address, twitch.tv/NAME.",
            )
            return
        # whether the bot moderates is not asked: that would take a scope which nothing else needs
        pace = (
            "the bot speaks as its owner, up to 100 lines in 30 s"
            if bot == channel
            else f"{bot} may say 20 lines in 30 s, as a moderator 100 (/mod {bot})"
        )
        self._findings.fine(f"In twitch.tv/{channel} {pace}.")


def _lasting(left: timedelta) -> str:
    """How long a token is good, and that this is nothing to worry about."""
    minutes = int(left.total_seconds()) // 60
    if minutes == 0:
        return "the bot renews its token by itself"
    hours, minutes = divmod(minutes, 60)
    length = f"{hours} h {minutes} min" if hours else f"{minutes} min"
    return f"good for {length}, then renewed by itself"
