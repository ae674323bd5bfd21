"""What people do about themselves: begin and leave a plan, say how it meets them, tie their accounts."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime, time
from random import Random

from msgspec.structs import replace

from bot.clock import Clock
from bot.database import Database, Transaction
from bot.people.membership import joined, left, newcomer, settled, with_minutes
from bot.people.model import (
    CODE_LIFE,
    WRONG_TRIES,
    Changes,
    HostConfig,
    LinkCode,
    Load,
    Nudge,
    Person,
    PersonChanged,
    PersonId,
    linked,
)
from bot.people.reading import name_from
from bot.people.refusals import (
    AlreadyPlanning,
    LinkedElsewhere,
    NamedInConfig,
    NoPlanToLeave,
    NoPrivateChannel,
    NotAsked,
    TooManyTries,
    UnknownCode,
    UnknownPerson,
)
from bot.people.store import PeopleStore


class PeopleService:
    """Verbs on people."""

    def __init__(self, database: Database, clock: Clock, rng: Random, load: Load | None = None) -> None:
        self._database = database
        self._clock = clock
        self._rng = rng
        self.load = load or Load()
        """What the programme asks of a week."""
        # in memory: whoever guesses codes cannot restart the bot
        self._tries: dict[str, list[datetime]] = {}

    async def settle_host(self, wanted: Person) -> Person:
        """Make the record of the host's candidate say what the config says; called at every start.

        What changed in the config since the last start wins over the row; what the host changed here stays
        otherwise. `discord_id`, `twitch_login` and `start` may be None there: then the row's stay. The id of
        `wanted` is ignored.
        """
        now = self._clock()

        def unit(tx: Transaction) -> Person:
            store = PeopleStore(tx)
            held = store.host()
            before = store.host_config() if held is not None else None
            if held is None and wanted.discord_id is not None:
                held = store.by_discord(wanted.discord_id)
            if held is None:
                person = store.add(replace(wanted, is_host=True), now)
            else:
                person = settled(held, wanted, before)
                store.save(person)
            store.keep_host_config(HostConfig.of(wanted))
            tx.emit(PersonChanged(person))
            return person

        return await self._database.write(unit)

    async def propose(
        self,
        discord_id: int,
        shown: str,
        zone: str | None = None,
        start: date | None = None,
        post_at: time | None = None,
    ) -> Person:
        """`/join`: a record with a zone and a first day in mind; no plan yet, so nothing is posted.

        `shown` is the name that the account shows, for who is new. Who comes back finds the day on which
        their plan began; otherwise it is today. Raises AlreadyPlanning, and NotAsked without any zone.
        """

        now = self._clock()

        def unit(tx: Transaction) -> Person:
            store = PeopleStore(tx)
            held = store.by_discord(discord_id)
            if held is None:
                if zone is None:
                    raise NotAsked
                held = store.add(newcomer(discord_id, name_from(shown), zone), now)
            if held.start is not None:
                raise AlreadyPlanning(held.start)
            person = replace(held, zone=zone or held.zone, post_at=post_at or held.post_at)
            person = replace(person, proposed=start or held.proposed or person.today(now))
            store.save(person)
            tx.emit(PersonChanged(person))
            return person

        return await self._database.write(unit)

    async def join(self, discord_id: int) -> Person:
        """The last step of `/join`: the plan begins on the day in mind. Raises NotAsked, AlreadyPlanning."""

        now = self._clock()

        def change(person: Person) -> Person:
            return joined(person, person.proposed or person.today(now))

        return await self._change(discord_id, change)

    async def leave(self, discord_id: int) -> Person:
        """`/leave`: no plan any more, and nothing is posted; the log and all settings stay.

        Raises NoPlanToLeave, HostStays.
        """

        def unit(tx: Transaction) -> Person:
            store = PeopleStore(tx)
            held = store.by_discord(discord_id)
            if held is None:
                raise NoPlanToLeave
            person = left(held)
            store.save(person)
            tx.emit(PersonChanged(person))
            return person

        return await self._database.write(unit)

    async def mine(self, discord_id: int) -> Person:
        """Whose settings these are. Raises NotAsked where there is no record yet."""
        person = await self.on_discord(discord_id)
        if person is None:
            raise NotAsked
        return person

    async def give_minutes(self, discord_id: int, weekdays: Collection[int], given: int | None) -> Person:
        """So many minutes for these weekdays (0 is Monday); None is what the programme plans.

        Raises NotAsked, BadDayMinutes, TooFewMinutes.
        """
        return await self._change(discord_id, lambda person: with_minutes(person, weekdays, given, self.load))

    async def nudge(self, discord_id: int, where: Nudge, dm_channel: int | None = None) -> Person:
        """Where the evening's word goes; a private one needs its channel.

        Raises NotAsked, NoPrivateChannel.
        """

        def turned(person: Person) -> Person:
            channel = dm_channel or person.dm_channel
            if where is Nudge.DM and channel is None:
                raise NoPrivateChannel
            return replace(person, nudge=where, dm_channel=channel)

        return await self._change(discord_id, turned)

    async def set(self, discord_id: int, changes: Changes) -> Person:
        """`/settings`: the same value again announces nothing. Raises NotAsked."""
        return await self._change(discord_id, changes.made)

    async def _change(self, discord_id: int, change: Callable[[Person], Person]) -> Person:

        def unit(tx: Transaction) -> Person:
            store = PeopleStore(tx)
            held = store.by_discord(discord_id)
            if held is None:
                raise NotAsked
            person = change(held)
            if person != held:
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
        now = self._clock()

        def unit(tx: Transaction) -> LinkCode:
            store = PeopleStore(tx)
            person = store.by_discord(discord_id)
            if person is None:
                raise UnknownPerson
            code = LinkCode.make(person.id, now, self._rng)
            store.put_code(code)
            return code

        return await self._database.write(unit)

    async def redeem(self, code: str, twitch_id: str, login: str) -> Person:
        """`!link CODE`: tie the accounts. Raises UnknownCode, CodeExpired, LinkedElsewhere, NamedInConfig,
        TooManyTries.
        """
        self._count_try(twitch_id)
        now = self._clock()

        def unit(tx: Transaction) -> Person:
            store = PeopleStore(tx)
            held = store.code(code.strip().upper())
            if held is None:
                raise UnknownCode
            held.check(now)
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
