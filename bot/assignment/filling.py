"""Fits one day: what is due and what the week asks for, by how much each matters, within the minutes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import Struct

from bot.assignment.answers import drill_wishes
from bot.assignment.catch_up import Balance
from bot.assignment.owed import Owed, has_waited, owed
from bot.assignment.record import Group, Record, group_of
from bot.assignment.rooms import Rooms, Wish
from bot.assignment.wishes import BEHIND, Wishes
from bot.curriculum.model import DayPlan, Entry, Kind, Position, Problem, Weekday, month_begins
from bot.memory.model import Memory, Why, due

AGAIN_AT_ONCE = 4
"""Re-solves that come before what is optional; more wait until the rest of the day has its room."""
FADED = 0.7
"""The chance below which something that fades counts as waiting."""
# chosen and fitted in first when the minutes do not suffice for everything
_FIRST = (
    Kind.TEST,
    Kind.WATCH,
    Kind.LIVE,
    Kind.MOCK,
    Kind.STRETCH,
    Kind.TIMED,
    Kind.APPLY,
    Kind.ROUND,
    Kind.WALK,
)
_THEN = (
    Kind.NEW,
    Kind.HARDEST,
    Kind.REVIEW,
    Kind.EXPLAIN,
    Kind.READ,
    Kind.STUDY,
    Kind.PORTFOLIO,
    Kind.RECALL,
)
# these choose their problems before the re-solves take theirs, in this order; new ones choose after them
_CHOOSING = (
    Kind.TEST,
    Kind.LIVE,
    Kind.STRETCH,
    Kind.TIMED,
    Kind.HARDEST,
    Kind.REVIEW,
    Kind.RECALL,
)
_BEFORE_NEW = frozenset({Kind.TEST, Kind.LIVE, Kind.MOCK, Kind.APPLY, Kind.ROUND})
"""What was missed of these comes back before anything new, one a day."""
_LATE = 3
"""Thursday: the weekday from which on a drill of this week no longer waits for a day with room."""
_AHEAD = -1
"""What is brought up from an earlier day stands at the head of its sitting."""

Due = list[tuple[Problem, Memory]]


class Ask(Struct):
    """What one entry asks of the day."""

    entry: Entry
    left: list[Wish]
    """Without room so far."""
    since: date | None = None
    """The day that should have held it, where that was an earlier one."""

    @property
    def group(self) -> Group:
        """What kind of thing it is to fill."""
        return group_of(self.entry)


class Filling:
    """Puts everything where it finds room."""

    def __init__(self, record: Record, position: Position, template: DayPlan, rooms: Rooms) -> None:
        self._record = record
        self._position = position
        self._template = template
        self._rooms = rooms
        self._wishes = Wishes(record, position)
        self._due = {one.problem: one for one in due(record.memories, record.day)}
        self._due = {number: one for number, one in self._due.items() if number not in record.aside}
        self._overdue = {problem.number: problem for problem in record.overdue(Kind.NEW)}
        catalogue = record.course.catalogue
        self._balance = Balance([*map(catalogue.get, self._due), *self._overdue.values()])
        carried = [] if template.rest else owed(record)
        self._order = 0
        self._asks, self._carried, self._again = self._choose(carried)

    def fill(self) -> None:
        """By how much each matters: what waited too long, what has its one day, what is due, what is new."""
        self._bring_up_what_waited()
        for ask in self._of(*_FIRST):
            self._place(ask)
        self._train()
        new = [ask for ask in self._of(Kind.NEW) if ask.left]
        if new and self._was_squeezed():
            self._place(new[0], most=1)
        next_day = sum(self._wishes.chooser.is_next_day(memory) for _, memory in self._again)
        piled = next_day > (AGAIN_AT_ONCE if self._record.quiet_days() else 2 * AGAIN_AT_ONCE)
        self._place_again(self._again, AGAIN_AT_ONCE, self._reserved(few=piled))
        self._carry(_BEFORE_NEW, most=1)
        for ask in self._of(*_THEN):
            self._place(ask)
        self._carry(frozenset(Kind), most=len(self._carried))
        self._place_again(self._released(), len(self._due))
        if not self._template.rest:
            self._recall()
            self._more_new()

    @property
    def waiting(self) -> int:
        """How much found no room: what was given and not tried, what should come again the day after, and
        what has faded far.

        What only begins to fade is no backlog: FSRS asks for it at nine in ten already.
        """
        record = self._record
        pressing = {
            number
            for number, one in self._due.items()
            if one.why is not Why.FADING or record.chance(number) < FADED
        }
        return len((pressing | set(self._overdue)) - self._placed)

    @property
    def _placed(self) -> set[int]:
        return {wish.problem.number for wish in self._rooms.placed if wish.problem is not None}

    @property
    def left(self) -> list[Wish]:
        """What the template asks for and found no room."""
        return [wish for ask in self._asks for wish in ask.left]

    def _choose(self, carried: list[Owed]) -> tuple[list[Ask], list[Ask], Due]:
        """What the template asks for, what earlier days left, and the re-solves; each with its problems."""
        month = self._position.month
        entries = [
            (slot, place, self._instead(entry))
            for slot, sitting in enumerate(self._template.slots)
            for place, entry in enumerate(sitting.entries)
            if entry.holds(month)
        ]
        own: dict[tuple[int, int], Ask] = {}

        def choose(kinds: Iterable[Kind]) -> None:
            for kind in kinds:
                for slot, place, entry in entries:
                    if entry.kind is kind:
                        own[slot, place] = Ask(entry, self._wishes.of(slot, place, entry))

        choose(_CHOOSING)
        groups = {group_of(entry) for _, _, entry in entries}
        missed = [
            Ask(one.entry, self._wishes.of(0, _AHEAD, one.entry), one.since)
            for one in carried
            if one.group not in groups
        ]
        again = self._wishes.chooser.due()
        self._wishes.chooser.taken |= {problem.number for problem, _ in again}
        choose(kind for kind in Kind if kind not in _CHOOSING)
        return [own[key] for key in sorted(own)], missed, again

    def _instead(self, entry: Entry) -> Entry:
        """Every other week the long problem is a second live session, where the stage has that many."""
        live, record = self._position.stage.live, self._record
        if entry.kind is not Kind.STRETCH or live is None or self._position.week % 2:
            return entry
        held = len({one.day for one in record.this_week if one.kind is Kind.LIVE})
        return Entry(Kind.LIVE) if held + self._a_week((Kind.LIVE, "")) < live.most else entry

    def _a_week(self, group: Group) -> int:
        """How often the template has something of the group in this month."""
        return sum(group_of(entry) == group for _, entry in self._entries())

    def _asked_since(self, group: Group) -> date:
        """When the template first had something of the group."""
        course = self._record.course
        months = (entry.from_month for _, entry in self._entries() if group_of(entry) == group)
        return month_begins(course.start, min(months, default=1), course.pauses)

    def _of(self, *kinds: Kind) -> list[Ask]:
        return [ask for kind in kinds for ask in self._asks if ask.entry.kind is kind]

    def _bring_up_what_waited(self) -> None:
        """One thing that the days before never had room for comes before all else, the oldest first."""
        record = self._record
        if not record.course.is_short:
            return  # each thing has its own day, and the room for it there
        waited = [
            ask
            for ask in (*self._asks, *self._carried)
            if ask.left
            and has_waited(record, ask.group, self._a_week(ask.group), self._asked_since(ask.group))
        ]
        waited.sort(key=lambda ask: record.given_last(ask.group) or record.course.start)
        for ask in waited:
            if self._place(ask, most=1, anywhere=True):
                break

    def _train(self) -> None:
        """One drill that friends' reviews ask for, where there is room; from Thursday on before reading."""
        late = self._record.day.weekday() >= _LATE
        kinds = (Kind.NEW,) if late else ()
        for wish in () if self._template.rest else drill_wishes(self._record):
            if self._try(wish, anywhere=True, keep_free=self._reserved(*kinds, few=True)):
                return

    def _place(
        self, ask: Ask, most: int | None = None, *, anywhere: bool = False, keep_free: tuple[int, ...] = ()
    ) -> bool:
        """Room for what is left of it, one by one; a live session stays together."""
        before = len(ask.left)
        if ask.entry.kind is Kind.WATCH and not self._rooms.has(Kind.TEST):
            return False
        if ask.entry.kind is Kind.LIVE:
            if ask.left and self._rooms.place_together(ask.left, keep_free, anywhere=anywhere):
                ask.left = []
        else:
            for wish in ask.left[:most]:
                if self._try(wish, anywhere=anywhere, keep_free=keep_free):
                    ask.left.remove(wish)
        return len(ask.left) < before

    def _try(self, wish: Wish, *, anywhere: bool = False, keep_free: tuple[int, ...] = ()) -> bool:
        """Room for one wish; what is overdue only as its pattern's share of the catch-up allows."""
        problem = wish.problem
        if wish.kind is not Kind.AGAIN and (problem is None or problem.number not in self._overdue):
            problem = None
        if problem is not None and not self._balance.allows(problem):
            return False
        place = self._rooms.place_anywhere if anywhere else self._rooms.place
        if not place(wish, keep_free):
            return False
        if problem is not None:
            self._balance.add(problem)
        return True

    def _was_squeezed(self) -> bool:
        """Whether the last day that should have had something new had no room for it."""
        record = self._record
        programme = record.course.programme
        for day in reversed(record.days_shown):
            entries = [entry for slot in programme.day_plan(day).slots for entry in slot.entries]
            if any(entry.kind is Kind.NEW for entry in entries):
                return not record.given_days((Kind.NEW, ""), day, record.day)
        return False

    def _reserved(self, *kinds: Kind, few: bool) -> tuple[int, ...]:
        """Minutes of each sitting that its own things still need, or those of some kinds; of what is new
        only one thing's where there should be `few`."""
        kept = [0 for _ in self._template.slots]
        for ask in self._asks:
            if kinds and ask.entry.kind not in kinds:
                continue
            if ask.entry.kind is Kind.NEW and few:
                wishes = sorted(ask.left, key=lambda wish: wish.minutes)[:1]
            else:
                wishes = ask.left
            for wish in wishes:
                kept[wish.slot] += wish.minutes
        return tuple(kept)

    def _place_again(self, again: Due, most: int, keep_free: tuple[int, ...] = ()) -> None:
        """Re-solves wherever there is room, the first of them first, no pattern more than its share."""
        waiting = list(again)
        while waiting and most > 0:
            for one in waiting:
                wish = self._wishes.again(*one, self._order)
                if self._try(wish, anywhere=True, keep_free=keep_free):
                    self._order += 1
                    most -= 1
                    waiting.remove(one)
                    break
            else:
                return

    def _released(self) -> Due:
        """What is due and still without room; also what an entry had chosen that found none itself."""
        placed = self._placed
        first = [one for one in self._again if one[0].number not in placed]
        known = {problem.number for problem, _ in first}
        catalogue = self._record.course.catalogue
        rest = [(catalogue.get(n), one) for n, one in self._due.items() if n not in placed | known]
        return [*first, *rest]

    def _carry(self, kinds: frozenset[Kind], most: int) -> None:
        """What earlier days left, the oldest first; a filmed test brings its watching back along."""
        squeezed = self._was_squeezed()
        for ask in self._carried:
            if most < 1 or ask.entry.kind not in kinds:
                continue
            # something new keeps its place beside it, or gives it up for one day
            placed = self._place(ask, anywhere=True, keep_free=self._reserved(Kind.NEW, few=True))
            if placed or (not squeezed and self._place(ask, anywhere=True)):
                most -= 1
                if ask.entry.kind is Kind.TEST:
                    self._watch()

    def _watch(self) -> None:
        # the film is there only after the test
        first = self._rooms.slot_of(Kind.TEST)
        kept = self._reserved(Kind.NEW, few=True)
        watching = (entry for _, entry in self._entries() if entry.kind is Kind.WATCH)
        for wish in (wish for entry in watching for wish in self._wishes.of(0, _AHEAD, entry)):
            if self._rooms.place_anywhere(wish, kept, first) or self._rooms.place_anywhere(wish, first=first):
                return

    def _recall(self) -> None:
        """The weekly review as far as the days so far had no room for it and those to come have no entry."""
        day, record = self._record.day, self._record
        had = sum(one.kind is Kind.RECALL for one in record.this_week)
        today = sum(wish.kind is Kind.RECALL for wish in self._rooms.placed)
        later = sum(
            entry.count
            for weekday, entry in self._entries()
            if entry.kind is Kind.RECALL and weekday > day.weekday()
        )
        for _ in range(self._position.phase.problems.review - had - today - later):
            wish = self._wishes.recall(self._order)
            if wish is None or not self._rooms.place_anywhere(wish):
                return
            self._order += 1

    def _more_new(self) -> None:
        """Whoever gives a day more than the template has what the days before had no minutes for."""
        record, day = self._record, self._record.day
        course = record.course
        if course.budget(day) <= course.programme.day_plan(day).minutes:
            return
        began = max(0, (course.start - record.monday).days)
        asked = [
            e for weekday, e in self._entries() if began <= weekday <= day.weekday() and e.kind is Kind.NEW
        ]
        wanted = sum(entry.count for entry in asked)
        wanted -= sum(one.kind is Kind.NEW for one in record.this_week)
        wanted -= sum(wish.kind is Kind.NEW for wish in self._rooms.placed)
        for turn in range(wanted):
            wish = next(self._wishes.all_of(0, BEHIND + self._order, asked[-1], turn), None)
            if wish is None or not self._try(wish, anywhere=True):
                return
            self._wishes.chooser.taken.update(one.number for one in [wish.problem] if one)
            self._order += 1

    def _entries(self) -> Iterator[tuple[int, Entry]]:
        """The template of this month, with the place of each weekday."""
        for place, weekday in enumerate(Weekday):
            for slot in self._record.course.programme.week[weekday].slots:
                for entry in slot.entries:
                    if entry.holds(self._position.month):
                        yield place, entry
