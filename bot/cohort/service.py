"""The board: looked at by anybody, drawn once an evening, and at once when somebody leaves it."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from bot.assignment.model import Course, Past
from bot.assignment.store import AssignmentStore
from bot.clock import Clock
from bot.cohort.model import BOARD, Board, BoardDue, Row, is_member, row_of
from bot.cohort.store import CohortStore
from bot.curriculum.model import Catalogue, Programme
from bot.curriculum.store import PauseStore
from bot.database import Database, Transaction
from bot.events import EventBus
from bot.people.model import Actor, Person, PersonChanged, UnknownPerson
from bot.people.store import PeopleStore
from bot.post.model import Place, PostKey
from bot.post.store import PostStore
from bot.practice.store import PracticeStore, SessionStore
from bot.scheduler import Scheduler

_ALARM = "board"


class CohortService:
    """Verbs on the cohort. Its evening is the host's: the board is one, and their zones are many."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        scheduler: Scheduler,
        bus: EventBus,
        programme: Programme,
        catalogue: Catalogue,
        places: tuple[Place, ...],
    ) -> None:
        self._database = database
        self._clock = clock
        self._scheduler = scheduler
        self._programme = programme
        self._catalogue = catalogue
        self._places = places
        bus.subscribe(PersonChanged, self._on_person_changed)

    async def board(self) -> Board:
        """Everybody who opted in, as their weeks stand now."""
        now = self._clock()

        def unit(tx: Transaction) -> Board:
            return Board.of(self._row(tx, person, now) for person in PeopleStore(tx).on_board())

        return await self._database.read(unit, long=True)

    async def toggle(self, actor: Actor) -> Person:
        """The button under the board: step on it, or off. Raises UnknownPerson."""

        def unit(tx: Transaction) -> Person:
            store = PeopleStore(tx)
            person = store.of(actor)
            if person is None or not person.is_candidate:
                raise UnknownPerson
            person = replace(person, on_board=not person.on_board)
            store.save(person)
            tx.emit(PersonChanged(person))
            return person

        return await self._database.write(unit)

    async def drawn(self, board: Board) -> None:
        """The standing message shows this board now."""
        now = self._clock()

        def unit(tx: Transaction) -> None:
            host = PeopleStore(tx).host()
            if host is not None:
                CohortStore(tx).keep((row.person_id for row in board.rows), host.today(now))

        await self._database.write(unit)

    def announce_in(self, place: Place) -> None:
        """What is due is posted there from now on."""
        self._places = (place,)

    async def resume(self) -> None:
        """Draw what this evening missed, and arm the next; call when the surfaces listen."""
        await self.settle()

    async def settle(self) -> None:
        """See to it that the message shows nobody who left, and is drawn in the evening; safe twice."""
        now = self._clock()

        def unit(tx: Transaction) -> datetime | None:
            host = PeopleStore(tx).host()
            if host is None:
                return None
            members = {person.id for person in PeopleStore(tx).on_board()}
            store, posts = CohortStore(tx), PostStore(tx)
            day = host.today(now)
            if store.shown() - members:
                tx.emit(BoardDue())
            elif members and host.evening_instant(day) <= now and store.drawn_on() != day:
                stands = posts.about(BOARD, BOARD)
                for place in self._places:
                    posts.claim(PostKey(place, BOARD, BOARD), now)
                if stands:
                    tx.emit(BoardDue())
            passed = host.evening_instant(day) <= now
            return host.evening_instant(day + timedelta(days=1) if passed else day)

        evening = await self._database.write(unit)
        if evening is not None:
            self._scheduler.at(evening, _ALARM, self.settle)

    def _row(self, tx: Transaction, person: Person, now: datetime) -> Row:
        today = person.today(now)
        pauses = PauseStore(tx).of(person.id)
        course = Course.of(person, person.start or today, self._programme, self._catalogue, pauses)
        past = Past(
            tuple(PracticeStore(tx).attempts(person.id)),
            tuple(SessionStore(tx).sessions(person.id)),
            tuple(AssignmentStore(tx).given(person.id)),
        )
        return row_of(person, course, past, today)

    async def _on_person_changed(self, event: PersonChanged) -> None:
        """Somebody may have left the board, and the host's evening may be another one now."""
        if event.person.is_host or not is_member(event.person):
            await self.settle()
