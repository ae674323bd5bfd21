"""What the last days should have held and did not: it goes to the next day that has room for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct

from bot.assignment.record import Group, Record, group_of
from bot.curriculum.model import Entry, Kind, Round, pause_on

CARRIED = frozenset(
    {
        Kind.TEST,
        Kind.LIVE,
        Kind.STRETCH,
        Kind.TIMED,
        Kind.MOCK,
        Kind.WALK,
        Kind.ROUND,
        Kind.EXPLAIN,
        Kind.STUDY,
        Kind.PORTFOLIO,
        Kind.APPLY,
        Kind.READ,
    }
)
"""What is not made good by its next time alone."""
OFTEN = 6
"""Days with a plan after which something that a week has several times has waited too long."""
ONCE = 11
"""The same for what a week has once."""
CORE = frozenset({Kind.NEW, Kind.TEST, Kind.LIVE, Kind.TIMED, Kind.MOCK, Kind.APPLY})
"""What matters most where the minutes do not hold everything; the rest waits twice as long."""
_SHOWN = 2
"""How often within a week something is brought up that was not done; then it waits for its own day."""
_REPEAT = 45
"""Minutes of a failed round that has no clock of its own."""


class Owed(Struct, frozen=True):
    """An entry whose day has gone by."""

    since: date
    entry: Entry

    @property
    def group(self) -> Group:
        """What it stands for."""
        return group_of(self.entry)


def owed(record: Record) -> list[Owed]:
    """At most one of each group, the oldest first; what was missed longer ago is let go.

    So is what lies before the first day that was shown: nobody owes what they were never given, unless their
    own minutes left no room for it.
    """
    course, day, monday = record.course, record.day, record.monday
    first = max(course.start, monday - timedelta(days=7))
    if not course.is_short:
        first = max(first, next(iter(record.days_shown), day))
    held: dict[Group, list[tuple[date, Entry]]] = {}
    for ahead in range((day - first).days):
        one = first + timedelta(days=ahead)
        if pause_on(course.pauses, one) is None:
            for entry in _entries(record, one):
                held.setdefault(group_of(entry), []).append((one, entry))
    found = {group: owing for group, one in held.items() if (owing := _owing(record, group, one, first))}
    for again in _failed(record):
        found[again.group] = again
    recent = day - timedelta(days=6)
    return sorted(
        (one for one in found.values() if len(record.given_days(one.group, recent, day)) < _SHOWN),
        key=lambda one: one.since,
    )


def has_waited(record: Record, group: Group, a_week: int, since: date) -> bool:
    """Whether the days gave other things for so long that this one, asked for `since`, comes before them."""
    last = max(record.given_last(group) or since, since)
    waited = sum(day > last for day in record.days_shown)
    return waited >= (ONCE if a_week <= 1 else OFTEN) * (1 if group[0] in CORE else 2)


def _entries(record: Record, day: date) -> Iterator[Entry]:
    course = record.course
    month = course.position(day).month
    # who has less than the template's minutes gets what is new on whichever day has room for it
    kinds = CARRIED | {Kind.NEW} if course.is_short else CARRIED
    for slot in course.programme.day_plan(day).slots:
        for entry in slot.entries:
            if entry.kind in kinds and entry.holds(month):
                # a second live session took the place of the long problem
                live = entry.kind is Kind.STRETCH and record.given_days(
                    (Kind.LIVE, ""), day, day + timedelta(1)
                )
                if not live:
                    yield entry


def _owing(record: Record, group: Group, held: list[tuple[date, Entry]], first: date) -> Owed | None:
    """Last week leaves one over at most, this week whatever it had."""
    settled = [
        day
        for day, given in record.given_days(group, first, record.day).items()
        if any(record.is_settled(one) for one in given)
    ]
    last = [one for one in held if one[0] < record.monday]
    this = [one for one in held if one[0] >= record.monday]
    over = len(last) - sum(day < record.monday for day in settled)
    waiting = [*(last[-1:] if over > 0 else []), *this]
    done = sum(day >= record.monday for day in settled)
    left = waiting[done:]
    return Owed(left[0][0], left[0][1]) if left else None


def _failed(record: Record) -> Iterator[Owed]:
    for one in record.course.programme.rounds:
        failed = record.failed(one.key)
        if failed is not None:
            yield Owed(failed.on + timedelta(days=1), _repeat(record, one))


def _repeat(record: Record, one: Round) -> Entry:
    """The template's own entry of a round, or one of its own where the week has none."""
    for plan in record.course.programme.week.values():
        for slot in plan.slots:
            for entry in slot.entries:
                if entry.kind is Kind.ROUND and entry.round == one.key:
                    return entry
    preset = record.course.programme.presets.get(one.preset)
    minutes = one.least or _REPEAT if preset is None else preset.minutes
    return Entry(
        Kind.ROUND, minutes=minutes, box=minutes, round=one.key, words="{round}, once more: {practice}"
    )
