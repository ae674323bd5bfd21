"""People's rows, what the config last said of the host, link codes, and who asked to be forgotten."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable
from datetime import date, datetime, time

from bot.database import Row, Transaction, instant, instant_text
from bot.people.model import (
    WEEKDAYS,
    Actor,
    HostConfig,
    LinkCode,
    Nudge,
    Person,
    PersonId,
    Platform,
    UnknownPerson,
)

MARK = "gone-"
"""How every stand-in begins; no account of either platform does."""
NOBODY = "somebody"
"""The name that a forgotten person leaves."""


class PeopleStore:
    """Reads and writes `people`, `host_config` and `link_codes`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def get(self, person_id: PersonId) -> Person:
        """Raises UnknownPerson."""
        row = self._tx.one("SELECT * FROM people WHERE id = :id", {"id": person_id})
        if row is None:
            raise UnknownPerson
        return _person(row)

    def by_discord(self, discord_id: int) -> Person | None:
        """The person with this Discord account."""
        return _maybe(self._tx.one("SELECT * FROM people WHERE discord_id = :id", {"id": discord_id}))

    def by_twitch(self, twitch_id: str) -> Person | None:
        """The person with this Twitch account."""
        return _maybe(self._tx.one("SELECT * FROM people WHERE twitch_id = :id", {"id": twitch_id}))

    def of(self, actor: Actor) -> Person | None:
        """Whose account this is."""
        if actor.platform is Platform.DISCORD:
            return self.by_discord(int(actor.account))
        return self.by_twitch(actor.account)

    def candidate_for(self, actor: Actor) -> Person:
        """Whose plan and clock an account means: on Twitch the host's, on Discord their own, else the host's.

        Raises UnknownPerson where there is no candidate at all.
        """
        own = self.of(actor) if actor.platform is Platform.DISCORD else None
        person = own if own is not None and own.is_candidate else self.host()
        if person is None or not person.is_candidate:
            raise UnknownPerson
        return person

    def planner(self, actor: Actor) -> Person:
        """Whose plan an account means where only a plan of their own will do: the host's on Twitch.

        Raises UnknownPerson, which points at `/join`.
        """
        person = self.of(actor) if actor.platform is Platform.DISCORD else self.host()
        if person is None or not person.is_candidate:
            raise UnknownPerson
        return person

    def host(self) -> Person | None:
        """The host's own record."""
        return _maybe(self._tx.one("SELECT * FROM people WHERE is_host = 1"))

    def all(self) -> list[Person]:
        """Everyone, in the order they came."""
        return [_person(row) for row in self._tx.all("SELECT * FROM people ORDER BY id")]

    def on_board(self) -> list[Person]:
        """Everyone who follows a plan and wants to be seen beside the others, in the order they came."""
        rows = self._tx.all("SELECT * FROM people WHERE on_board AND start IS NOT NULL ORDER BY id")
        return [_person(row) for row in rows]

    def candidates(self) -> list[Person]:
        """Everyone who follows a plan, in the order they came."""
        return [
            _person(row) for row in self._tx.all("SELECT * FROM people WHERE start IS NOT NULL ORDER BY id")
        ]

    def add(self, person: Person, now: datetime) -> Person:
        """Insert; the id of `person` is ignored, the returned one has its own."""
        columns = _columns(person) | {"created_at": instant_text(now)}
        names, values = ", ".join(columns), ", ".join(f":{name}" for name in columns)
        row = self._tx.one(
            f"INSERT INTO people ({names}) VALUES ({values}) RETURNING *",  # noqa: S608 - our own column names
            columns,
        )
        assert row is not None  # noqa: S101 - an INSERT ... RETURNING always returns its row
        return _person(row)

    def save(self, person: Person) -> None:
        """Write every field of an existing person."""
        columns = _columns(person)
        changes = ", ".join(f"{name} = :{name}" for name in columns)
        self._tx.execute(
            f"UPDATE people SET {changes} WHERE id = :id",  # noqa: S608 - our own column names
            columns | {"id": person.id},
        )

    def host_config(self) -> HostConfig | None:
        """What the config said when it was last read."""
        row = self._tx.one("SELECT * FROM host_config")
        if row is None:
            return None
        return HostConfig(
            row["name"],
            row["zone"],
            time.fromisoformat(row["day_start"]),
            time.fromisoformat(row["post_at"]),
            _day(row["start"]),
        )

    def keep_host_config(self, said: HostConfig) -> None:
        """Remember what the config says now."""
        self._tx.execute(
            """INSERT OR REPLACE INTO host_config (id, name, zone, day_start, post_at, start)
               VALUES (1, :name, :zone, :day_start, :post_at, :start)""",
            {
                "name": said.name,
                "zone": said.zone,
                "day_start": said.day_start.isoformat("minutes"),
                "post_at": said.post_at.isoformat("minutes"),
                "start": None if said.start is None else said.start.isoformat(),
            },
        )

    def put_code(self, code: LinkCode) -> None:
        """Keep the code; an earlier one of the same person is void."""
        self._tx.execute("DELETE FROM link_codes WHERE person_id = :id", {"id": code.person_id})
        self._tx.execute(
            "INSERT INTO link_codes (code, person_id, expires_at) VALUES (:code, :person_id, :expires_at)",
            {"code": code.code, "person_id": code.person_id, "expires_at": instant_text(code.expires_at)},
        )

    def code(self, code: str) -> LinkCode | None:
        """The code as it was given out."""
        row = self._tx.one("SELECT * FROM link_codes WHERE code = :code", {"code": code})
        return (
            None
            if row is None
            else LinkCode(row["code"], PersonId(row["person_id"]), instant(row["expires_at"]))
        )

    def drop_code(self, code: str) -> None:
        """A code is good once."""
        self._tx.execute("DELETE FROM link_codes WHERE code = :code", {"code": code})


class ForgottenStore:
    """Reads and writes `forgotten` and `privacy_key`.

    Whoever stores something about an account that is read again from a platform, such as a reaction, stores
    it under `stand_in`.
    """

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def stand_in(self, platform: Platform, account: str) -> str:
        """The account itself, or what stands for it since it was forgotten."""
        return self.stand_ins(platform, (account,))[account]

    def stand_ins(self, platform: Platform, accounts: Iterable[str]) -> dict[str, str]:
        """The same for many at once."""
        secret = self._secret()
        if secret is None:
            return {account: account for account in accounts}
        hashed = {account: _hashed(secret, platform, account) for account in accounts}
        rows = self._tx.all(
            """SELECT account FROM forgotten
               WHERE platform = :platform AND account IN (SELECT value FROM json_each(:accounts))""",
            {"platform": platform, "accounts": json.dumps(list(hashed.values()))},
        )
        gone = {row["account"] for row in rows}
        return {account: held if held in gone else account for account, held in hashed.items()}

    def add(self, platform: Platform, account: str, now: datetime) -> str:
        """Forget this account from now on; what stands for it."""
        if self._secret() is None:
            self._tx.execute(
                "INSERT INTO privacy_key (id, secret) VALUES (1, :secret)", {"secret": secrets.token_hex(32)}
            )
        hashed = self._hashed(platform, account)
        assert hashed is not None  # noqa: S101 - there is a key now
        self._tx.execute(
            """INSERT INTO forgotten (platform, account, at) VALUES (:platform, :account, :at)
               ON CONFLICT (platform, account) DO UPDATE SET at = max(at, excluded.at)""",
            {"platform": platform, "account": hashed, "at": instant_text(now)},
        )
        return hashed

    def since(self, platform: Platform, account: str) -> datetime | None:
        """When this account was forgotten; None where it never was."""
        hashed = self._hashed(platform, account)
        row = self._tx.one(
            "SELECT at FROM forgotten WHERE platform = :platform AND account = :account",
            {"platform": platform, "account": hashed},
        )
        return None if row is None else instant(row["at"])

    def any(self) -> bool:
        """Whether anybody asked."""
        return self._tx.one("SELECT 1 FROM forgotten LIMIT 1") is not None

    def _hashed(self, platform: Platform, account: str) -> str | None:
        secret = self._secret()
        return None if secret is None else _hashed(secret, platform, account)

    def _secret(self) -> str | None:
        row = self._tx.one("SELECT secret FROM privacy_key")
        return None if row is None else str(row["secret"])


def _hashed(secret: str, platform: Platform, account: str) -> str:
    message = f"{platform}:{account}".encode()
    return MARK + hmac.new(bytes.fromhex(secret), message, hashlib.sha256).hexdigest()[:32]


def _columns(person: Person) -> dict[str, object]:
    return {
        "name": person.name,
        "discord_id": person.discord_id,
        "twitch_id": person.twitch_id,
        "twitch_login": person.twitch_login,
        "is_host": int(person.is_host),
        "zone": person.zone,
        "day_start": person.day_start.isoformat("minutes"),
        "post_at": person.post_at.isoformat("minutes"),
        "start": None if person.start is None else person.start.isoformat(),
        "proposed": None if person.proposed is None else person.proposed.isoformat(),
        "evening_at": person.evening_at.isoformat("minutes"),
        "nudge": person.nudge,
        "dm_channel": person.dm_channel,
        "weekly": int(person.weekly),
        "on_board": int(person.on_board),
        **dict(zip(WEEKDAYS, person.minutes, strict=True)),
    }


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _maybe(row: Row | None) -> Person | None:
    return None if row is None else _person(row)


def _person(row: Row) -> Person:
    return Person(
        id=PersonId(row["id"]),
        name=row["name"],
        zone=row["zone"],
        day_start=time.fromisoformat(row["day_start"]),
        post_at=time.fromisoformat(row["post_at"]),
        is_host=bool(row["is_host"]),
        discord_id=row["discord_id"],
        twitch_id=row["twitch_id"],
        twitch_login=row["twitch_login"],
        start=_day(row["start"]),
        proposed=_day(row["proposed"]),
        minutes=tuple(row[weekday] for weekday in WEEKDAYS),
        evening_at=time.fromisoformat(row["evening_at"]),
        nudge=Nudge(row["nudge"]),
        dm_channel=row["dm_channel"],
        weekly=bool(row["weekly"]),
        on_board=bool(row["on_board"]),
    )
