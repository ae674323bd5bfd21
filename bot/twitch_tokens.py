"""Twitch's tokens: one row an account, written the moment a refresh hands out new ones."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from bot.clock import Clock
from bot.database import Database, Row, Transaction, instant_text
from bot.log import redactor


class Grant(Struct, frozen=True):
    """What one Twitch account has allowed us."""

    user_id: str
    login: str
    access: str
    refresh: str
    """Good for one use."""
    scopes: frozenset[str]


class TokenStore:
    """The grants in memory, and the table `twitch_tokens` behind them; outlives every client."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._grants: dict[str, Grant] = {}
        self._unsaved: set[str] = set()
        self._lost: set[str] = set()

    async def load(self) -> None:
        """Read the table; `login twitch` may have written to it from another process."""
        for user_id in tuple(self._unsaved):
            await self._write(self._grants[user_id])
        for grant in await self._database.read(_grants):
            if self._grants.get(grant.user_id) != grant:
                self._remember(grant)

    def by_id(self, user_id: str) -> Grant | None:
        """The grant of this account."""
        return self._grants.get(user_id)

    def by_login(self, login: str) -> Grant | None:
        """The grant of the account with this name."""
        return next((each for each in self._grants.values() if each.login == login.lower()), None)

    async def keep(self, grant: Grant) -> None:
        """From now on `grant` is that account's; on disk when this returns."""
        # in memory first: should the disk fail, the only pair that still works is not lost with it
        self._remember(grant)
        await self._write(grant)

    def lose(self, user_id: str) -> bool:
        """Twitch takes this grant no longer; whether that is news."""
        news = user_id not in self._lost
        self._lost.add(user_id)
        return news

    def is_lost(self, user_id: str) -> bool:
        """Whether the account has to sign in again."""
        return user_id in self._lost or user_id not in self._grants

    def _remember(self, grant: Grant) -> None:
        redactor.hide((grant.access, grant.refresh))
        self._grants[grant.user_id] = grant
        self._lost.discard(grant.user_id)

    async def _write(self, grant: Grant) -> None:
        self._unsaved.add(grant.user_id)
        saved_at = instant_text(self._clock())

        def unit(tx: Transaction) -> None:
            tx.execute(
                """INSERT INTO twitch_tokens (user_id, login, access_token, refresh_token, scopes, saved_at)
                   VALUES (:user_id, :login, :access, :refresh, :scopes, :saved_at)
                   ON CONFLICT (user_id) DO UPDATE SET login = :login, access_token = :access,
                      refresh_token = :refresh, scopes = :scopes, saved_at = :saved_at""",
                {
                    "user_id": grant.user_id,
                    "login": grant.login,
                    "access": grant.access,
                    "refresh": grant.refresh,
                    "scopes": " ".join(sorted(grant.scopes)),
                    "saved_at": saved_at,
                },
            )

        await self._database.write(unit)
        self._unsaved.discard(grant.user_id)


def scopes_of(given: str | Iterable[str]) -> frozenset[str]:
    """Scopes as Twitch lists them: an array, or words with spaces between."""
    return frozenset(given.split() if isinstance(given, str) else given)


def _grants(tx: Transaction) -> list[Grant]:
    return [_grant(row) for row in tx.all("SELECT * FROM twitch_tokens")]


def _grant(row: Row) -> Grant:
    return Grant(
        row["user_id"], row["login"], row["access_token"], row["refresh_token"], scopes_of(row["scopes"])
    )
