"""Reads from the tables what progress is derived from."""

from __future__ import annotations

from datetime import date, datetime

from bot.assignment.model import Course, Past
from bot.assignment.store import AssignmentStore
from bot.curriculum.model import Catalogue, Programme
from bot.curriculum.store import PauseStore
from bot.database import Transaction
from bot.narration.model import Take
from bot.narration.reading import takes_of
from bot.pattern.store import RoundStore
from bot.people.model import Person
from bot.practice.store import PracticeStore, SessionStore
from bot.progress.model import Evidence, Flagged, Guessed, Handed, Narrated, Rated
from bot.recording.model import Statement, Summary, summary
from bot.recording.review_store import ReviewStore
from bot.recording.store import RecordingStore
from bot.stream.store import StreamStore


def past_of(
    tx: Transaction, person: Person, now: datetime, programme: Programme, catalogue: Catalogue
) -> tuple[Course, Past]:
    """Their plan and their log; a plan that has not begun is looked at as if it began today."""
    start = person.start or person.proposed or person.today(now)
    course = Course.of(person, start, programme, catalogue, PauseStore(tx).of(person.id))
    past = Past(
        tuple(PracticeStore(tx).attempts(person.id)),
        tuple(SessionStore(tx).sessions(person.id)),
        tuple(AssignmentStore(tx).given(person.id)),
    )
    return course, past


def evidence_of(
    tx: Transaction, person: Person, now: datetime, programme: Programme, catalogue: Catalogue
) -> Evidence:
    """Everything of theirs."""
    course, past = past_of(tx, person, now, programme, catalogue)
    live = {person.today(begun) for begun in StreamStore(tx).begun(person.id)}
    handed = (
        Handed(
            one.recording.id,
            person.today(one.recording.submitted_at),
            one.recording.title,
            not one.recording.is_private,
            one.reviewers > 0,
        )
        for one in _summaries(tx, person, now)
    )
    return Evidence(course, past, tuple(sorted(live)), tuple(handed), narrated_of(tx, person, now, catalogue))


def narrated_of(tx: Transaction, person: Person, now: datetime, catalogue: Catalogue) -> tuple[Narrated, ...]:
    """Their measured recordings with a voice in them, oldest first."""
    return tuple(_narrated(take, person, catalogue) for take in takes_of(tx, person.id, now))


def _narrated(take: Take, person: Person, catalogue: Catalogue) -> Narrated:
    problem = None if take.problem is None else catalogue.known(take.problem)
    titles = (
        "" if take.recording is None else take.recording.title,
        "" if problem is None else problem.title,
        "" if take.timer is None else take.timer.label,
    )
    return Narrated(
        person.today(take.point.at),
        next(filter(None, titles), take.narration.name),
        take.point,
        take.counted,
        take.whole,
        None if problem is None else problem.difficulty,
        take.design,
        None if take.told_at is None else person.today(take.told_at),
        take.waits,
    )


def flags_of(tx: Transaction, person: Person, now: datetime) -> tuple[Flagged, ...]:
    """What friends flagged in each of their recordings that anybody reacted to, oldest first."""
    return tuple(
        Flagged(
            person.today(one.recording.submitted_at),
            one.recording.title,
            len(one.tally.voters),
            one.tally.of(Statement.SILENT),
            one.tally.of(Statement.FROZE),
            one.tally.of(Statement.RAMBLED),
        )
        for one in _summaries(tx, person, now)
        if one.tally.voters
    )


def ratings_of(tx: Transaction, person: Person, now: datetime) -> tuple[Rated, ...]:
    """How they and their friends rated the same, oldest first; only what is open to them."""
    found: list[Rated] = []
    for one in _summaries(tx, person, now):
        for score in one.scores:
            if score.own is not None and score.median is not None:
                respect = score.aspect.replace("_", " ")
                day = person.today(one.recording.submitted_at)
                found.append(Rated(day, one.recording.title, respect, score.own, score.median))
    return tuple(found)


def _summaries(tx: Transaction, person: Person, now: datetime) -> list[Summary]:
    """Of their recordings that were not withdrawn, oldest first."""
    reviews = ReviewStore(tx)
    return [
        summary(one, person, reviews.said(one.id), now, for_owner=True)
        for one in reversed(RecordingStore(tx).of(person.id))
        if one.withdrawn_at is None
    ]


def guesses_of(tx: Transaction, person: Person) -> tuple[Guessed, ...]:
    """How chat guessed in their rounds, by their day, oldest first."""
    days: dict[date, Guessed] = {}
    for result in RoundStore(tx).results(person.id):
        day = person.today(result.at)
        held = days.get(day, Guessed(day, 0, 0, 0))
        days[day] = Guessed(
            day,
            held.rounds + 1,
            held.guesses + result.guesses,
            held.right + result.right,
            held.calls + (result.call_right is not None),
            held.calls_right + bool(result.call_right),
        )
    return tuple(days[day] for day in sorted(days))
