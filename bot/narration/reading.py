"""What a recording comes to, read from the tables: account, clock, moments of others, the trend."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.curriculum.model import Catalogue
from bot.database import Transaction
from bot.narration.model import (
    Account,
    By,
    ClockLine,
    Moment,
    Narration,
    NarrationView,
    Point,
    Span,
    Take,
    account_of,
    agreement,
    trend,
)
from bot.narration.store import NarrationStore, ThoughtStore
from bot.people.model import PersonId
from bot.people.store import PeopleStore
from bot.recording.model import Remark, Statement
from bot.recording.review_store import ReviewStore
from bot.recording.store import RecordingStore
from bot.stream.store import StageStore
from bot.timer.model import Timer
from bot.timer.store import TimerStore

WHOLE = 0.9
"""A recording that holds so much of its clock is one of all of it."""
AROUND = timedelta(minutes=1)
"""How far outside of a recording a word may still announce a silence in it."""


def view_of(tx: Transaction, narration: Narration, catalogue: Catalogue, now: datetime) -> NarrationView:
    """Everything about one recording."""
    timer = _timer_of(tx, narration)
    return NarrationView(
        narration,
        PeopleStore(tx).get(narration.person_id),
        account_in(tx, narration, now),
        line_of(tx, timer, narration, now),
        timer,
        None if timer is None or timer.problem is None else catalogue.known(timer.problem),
        _moments(tx, narration),
        trend(points_of(tx, narration.person_id, now)),
        None if narration.recording_id is None else RecordingStore(tx).find(narration.recording_id),
        agreement(_marked(tx, narration.person_id, now)),
    )


def points_of(tx: Transaction, person_id: PersonId, now: datetime) -> list[Point]:
    """What each of their recordings with a voice in it comes to, oldest first: what a trend is made of."""
    return [each.point for each in takes_of(tx, person_id, now)]


def takes_of(tx: Transaction, person_id: PersonId, now: datetime) -> list[Take]:
    """Each of their recordings with a voice in it, oldest first."""
    found: list[Take] = []
    for narration in NarrationStore(tx).narrations(person_id):
        timer, account = _timer_of(tx, narration), account_in(tx, narration, now)
        if not account.voiceless:
            point = Point.of(narration.began_at, account)
            held = narration.recording_id
            recording = None if held is None else RecordingStore(tx).find(held)
            whole = timer is None or account.counted >= WHOLE * timer.elapsed(now)
            found.append(Take(narration, point, account.counted, whole, timer, recording))
    return found


def account_in(tx: Transaction, narration: Narration, now: datetime) -> Account:
    """What was measured, with the clock and the announced silences of that time."""
    line = line_of(tx, _timer_of(tx, narration), narration, now)
    since, until = narration.began_at - AROUND, narration.ended_at + AROUND
    thoughts = ThoughtStore(tx).between(narration.person_id, since, until)
    return account_of(narration.heard.speech, line, [narration.position(each.at) for each in thoughts])


def line_of(tx: Transaction, timer: Timer | None, narration: Narration, now: datetime) -> ClockLine:
    """The clock over the recording, as it was; all of the recording where none ran."""
    length = narration.heard.length
    if timer is None:
        return ClockLine.whole(length)
    return ClockLine.of(timer, TimerStore(tx).stretches(timer.id), narration.began_at, length, now)


def _timer_of(tx: Transaction, narration: Narration) -> Timer | None:
    return None if narration.timer_id is None else TimerStore(tx).find(narration.timer_id)


def _moments(tx: Transaction, narration: Narration) -> tuple[Moment, ...]:
    held = StageStore(tx).moments_between(narration.person_id, narration.began_at, narration.ended_at)
    found: list[Moment] = []
    for moment in held:
        at = narration.position(moment.seen(narration.began_at))
        found.append(Moment(Span(at, at), moment.note or f"marked by {moment.name}", By.VIEWER))
    if narration.recording_id is not None:
        found += [_friends(each.remark) for each in ReviewStore(tx).moments(narration.recording_id)]
    return tuple(sorted(found, key=lambda moment: moment.span.start))


def _friends(remark: Remark) -> Moment:
    said = [remark.statement.value if remark.statement is not None else "", remark.words]
    span = Span(timedelta(seconds=remark.span.begins), timedelta(seconds=remark.span.last))
    return Moment(span, ", ".join(filter(None, said)) or "marked", By.FRIEND)


def _marked(tx: Transaction, person_id: PersonId, now: datetime) -> list[tuple[bool, bool]]:
    """Of each recording that friends reviewed: whether any of them marked 🔇, and whether the measure did."""
    marked: list[tuple[bool, bool]] = []
    for narration in NarrationStore(tx).narrations(person_id):
        if narration.recording_id is None:
            continue
        votes = ReviewStore(tx).votes(narration.recording_id)
        if votes:
            friends = any(vote.statement is Statement.SILENT for vote in votes)
            marked.append((friends, bool(account_in(tx, narration, now).flagged)))
    return marked
