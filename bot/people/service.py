"""What people can do about themselves: be known, and tie their two accounts together."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from random import Random

from bot.clock import Clock
from bot.database import Database, Transaction
from bot.people.model import (
    CODE_LIFE,
    WRONG_TRIES,
    LinkCode,
    LinkedElsewhere,
    NamedInConfig,
    Person,
    PersonChanged,
    PersonId,
    TooManyTries,
    UnknownCode,
    UnknownPerson,
    linked,
)
from bot.people.store import PeopleStore


class PeopleService:
    """Verbs on people."""

    def __init__(self, database: Database, clock: Clock, rng: Random) -> None:
        self._database = database
        self._clock = clock
        self._rng = rng
        # in memory: whoever guesses codes cannot restart the bot
        self._tries: dict[str, list[datetime]] = {}

    async def settle_host(self, wanted: Person) -> Person:
        """Make the record of the host's candidate say what the config says; called at every start.

        The config wins over the row for what it names (`discord_id`, `twitch_login` and `start` may be
        None there: then the row's stay). The id of `wanted` is ignored.
        """

        def unit(tx: Transaction) -> Person:
            store = PeopleStore(tx)
            held = store.host()
            if held is None and wanted.discord_id is not None:
                held = store.by_discord(wanted.discord_id)
            if held is None:
                person = store.add(replace(wanted, is_host=True), self._clock())
            else:
                person = replace(
                    wanted,
                    id=held.id,
                    is_host=True,
                    discord_id=wanted.discord_id or held.discord_id,
                    twitch_id=held.twitch_id,
                    twitch_login=wanted.twitch_login or held.twitch_login,
                    start=wanted.start or held.start,
                )
                store.save(person)
            tx.emit(PersonChanged(person))
            return person

        return await self._database.write(unit)

    async def meet_broadcaster(self, twitch_id: str, login: str) -> Person | None:
        """Tie the broadcaster's id to the host's record when the config names their login."""

        def unit(tx: Transaction) -> Person | None:
            store = PeopleStore(tx)
            host = store.host()
            if host is None or host.twitch_login != login.lower() or store.by_twitch(twitch_id) is not None:
                return store.by_twitch(twitch_id)
            person = linked(host, twitch_id, login)
            store.save(person)
            tx.emit(PersonChanged(person))
            return person

        return await self._database.write(unit)

    async def get(self, person_id: PersonId) -> Person:
        """Raises UnknownPerson."""
        return await self._database.read(lambda tx: PeopleStore(tx).get(person_id))

    async def candidates(self) -> list[Person]:
        """Everyone who follows a plan."""
        return await self._database.read(lambda tx: PeopleStore(tx).candidates())

    async def on_discord(self, discord_id: int) -> Person | None:
        """Who this is, or None."""
        return await self._database.read(lambda tx: PeopleStore(tx).by_discord(discord_id))

    async def on_twitch(self, twitch_id: str) -> Person | None:
        """Who this is, or None."""
        return await self._database.read(lambda tx: PeopleStore(tx).by_twitch(twitch_id))

    async def host(self) -> Person | None:
        """The host's own record."""
        return await self._database.read(lambda tx: PeopleStore(tx).host())

    async def give_code(self, discord_id: int) -> LinkCode:
        """`/link`: a fresh code. Raises UnknownPerson."""

        def unit(tx: Transaction) -> LinkCode:
            store = PeopleStore(tx)
            person = store.by_discord(discord_id)
            if person is None:
                raise UnknownPerson
            code = LinkCode.make(person.id, self._clock(), self._rng)
            store.put_code(code)
            return code

        return await self._database.write(unit)

    async def redeem(self, code: str, twitch_id: str, login: str) -> Person:
        """`!link CODE`: tie the accounts. Raises UnknownCode, CodeExpired, LinkedElsewhere, NamedInConfig,
        TooManyTries.
        """
        self._count_try(twitch_id)

        def unit(tx: Transaction) -> Person:
            store = PeopleStore(tx)
            held = store.code(code.strip().upper())
            if held is None:
                raise UnknownCode
            held.check(self._clock())
            owner = store.by_twitch(twitch_id)
            if owner is not None and owner.id != held.person_id:
                raise LinkedElsewhere(owner.name)
            person = store.get(held.person_id)
            if person.is_host and person.twitch_login not in (None, login.lower()):
                raise NamedInConfig(str(person.twitch_login))
            person = linked(person, twitch_id, login)
            store.save(person)
            store.drop_code(held.code)
            tx.emit(PersonChanged(person))
            return person

        person = await self._database.write(unit)
        self._tries.pop(twitch_id, None)
        return person

    def _count_try(self, account: str) -> None:
        """Note the try before its outcome is known, so that many at once are counted too."""
        since = self._clock() - CODE_LIFE
        recent = {held: [at for at in tries if at > since] for held, tries in self._tries.items()}
        self._tries = {held: tries for held, tries in recent.items() if tries}
        tries = self._tries.setdefault(account, [])
        if len(tries) >= WRONG_TRIES:
            raise TooManyTries
        tries.append(self._clock())
