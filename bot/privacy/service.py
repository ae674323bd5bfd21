"""What somebody does about what is held of them: looks at it, and has it forgotten."""

from __future__ import annotations

from collections.abc import Sequence

from bot.clock import Clock
from bot.database import Database, Transaction
from bot.people.model import Actor, PersonChanged, Platform
from bot.people.store import NOBODY, ForgottenStore, PeopleStore
from bot.privacy.holdings import HOLDINGS
from bot.privacy.model import (
    ForgetInDiscord,
    Forgotten,
    Held,
    Holding,
    NothingHeld,
    PersonForgotten,
    StillRunning,
    Subject,
)
from bot.privacy.store import PrivacyStore


class PrivacyService:
    """`/my-data` and `/forget-me`, over every feature."""

    def __init__(self, database: Database, clock: Clock, holdings: Sequence[Holding] = HOLDINGS) -> None:
        self._database = database
        self._clock = clock
        self._holdings = holdings

    async def held(self, actor: Actor) -> Held:
        """Everything that is held of them, a linked account's included."""

        def unit(tx: Transaction) -> Held:
            store = PrivacyStore(tx, self._holdings)
            return store.held(_subject(tx, actor))

        return await self._database.read(unit, long=True)

    async def forget(self, actor: Actor) -> Forgotten:
        """Take out everything of theirs. Raises NothingHeld, StillRunning; in chat also ForgetInDiscord.

        The host's record stays, because the config names it, and so do the accounts in it.
        """
        now = self._clock()

        def unit(tx: Transaction) -> Forgotten:
            store = PrivacyStore(tx, self._holdings)
            subject = _subject(tx, actor)
            if subject.person is not None and actor.platform is Platform.TWITCH:
                raise ForgetInDiscord
            held = store.held(subject)
            if not held.rows:
                raise NothingHeld
            _check_quiet(store, subject)
            self._forget(tx, store, subject)
            tx.emit(PersonForgotten(held))
            return Forgotten(held, now)

        return await self._database.write(unit)

    async def resume(self) -> int:
        """Forget again whoever came back with an old backup; called at every start. Returns how many."""

        def unit(tx: Transaction) -> int:
            store = PrivacyStore(tx, self._holdings)
            back = _come_back(tx, store)
            for subject in back:
                self._forget(tx, store, subject)
            return len(back)

        return await self._database.write(unit)

    def _forget(self, tx: Transaction, store: PrivacyStore, subject: Subject) -> None:
        forgotten, now = ForgottenStore(tx), self._clock()
        stand_ins = {
            platform: forgotten.add(platform, account, now) for platform, account in subject.accounts.items()
        }
        store.forget(subject, stand_ins, NOBODY)
        if subject.person is not None:
            tx.emit(PersonChanged(PeopleStore(tx).get(subject.person.id)))


def _subject(tx: Transaction, actor: Actor) -> Subject:
    """Everything that is one person's: a linked account brings the other along."""
    person = PeopleStore(tx).of(actor)
    accounts = {actor.platform: actor.account}
    if person is not None and person.discord_id is not None:
        accounts[Platform.DISCORD] = str(person.discord_id)
    if person is not None and person.twitch_id is not None:
        accounts[Platform.TWITCH] = person.twitch_id
    return Subject(person, accounts)


def _come_back(tx: Transaction, store: PrivacyStore) -> list[Subject]:
    """Whoever was forgotten and has rows from before."""
    forgotten = ForgottenStore(tx)
    if not forgotten.any():
        return []
    found: list[Subject] = []
    for platform, account, at in store.earliest():
        since = forgotten.since(platform, account)
        if since is not None and at < since:
            subject = _subject(tx, Actor(platform, account, ""))
            # the host's record always stays, and whoever put the backup back was the host
            if subject not in found and not subject.is_host:
                found.append(subject)
    return found


def _check_quiet(store: PrivacyStore, subject: Subject) -> None:
    """Nothing may go on that would write about them at its end. Raises StillRunning."""
    if subject.person is None:
        return
    person_id = subject.person.id
    if store.clock_runs(person_id):
        raise StillRunning("A clock of yours is running", "`!timer stop` ends it")
    if store.streams(person_id):
        raise StillRunning("You are live", "End the stream")
    if store.round_is_open(person_id):
        raise StillRunning("A round is open on your stage", "`!round cancel` calls it off")
