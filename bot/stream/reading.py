"""Reads everything that belongs to one stream, or to the stage now, in one snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from msgspec import Struct

from bot.curriculum.model import Catalogue
from bot.database import Transaction
from bot.pattern.model import Round
from bot.pattern.store import RoundStore
from bot.people.model import Person
from bot.people.store import PeopleStore
from bot.practice.model import Attempt
from bot.practice.store import PracticeStore
from bot.stream.broadcast import LATE_LOG
from bot.stream.model import Beat, GuessResult, Moment, OnStage, Setting, Stream, StreamView, Tried
from bot.stream.store import StageStore, StreamStore
from bot.timer.model import Ending, Timer
from bot.timer.store import TimerStore

WARMING_UP = timedelta(minutes=15)
"""How long before the stream a problem may have been put on the stage to stand there when it begins."""


class Stage(Struct, frozen=True):
    """What was put on the stage since some instant, and the clocks of that time."""

    settings: tuple[Setting, ...]
    """By name or by a clock, oldest first."""
    timers: tuple[Timer, ...]


def stage_since(tx: Transaction, person: Person, since: datetime) -> Stage:
    """A clock that is bound to a problem puts it on the stage as well, and so does a round."""
    timers = tuple(
        timer
        for timer in TimerStore(tx).open_or_ended_since(since)
        if timer.person_id == person.id and timer.started_at >= since
    )
    named = StageStore(tx).put_since(person.id, since)
    clocked = [Setting(timer.problem, timer.started_at) for timer in timers if timer.problem is not None]
    rounds = [
        Setting(each.problem, each.opened_at)
        for each in RoundStore(tx).open_or_revealed_since(since)
        if each.person_id == person.id and each.opened_at >= since
    ]
    return Stage(tuple(sorted((*named, *clocked, *rounds), key=lambda each: each.at)), timers)


def attempts_between(tx: Transaction, person: Person, since: datetime, until: datetime) -> list[Attempt]:
    """What was logged then, in that order, whichever day it counts for."""
    store, day = PracticeStore(tx), person.today(since)
    held: list[Attempt] = []
    while day <= person.today(until):
        held += [each for each in store.attempts_on(person.id, day) if since <= each.at <= until]
        day += timedelta(days=1)
    return sorted(held, key=lambda each: (each.at, each.id))


def on_stage(tx: Transaction, person: Person, catalogue: Catalogue, now: datetime) -> OnStage | None:
    """The problem that is being worked on: since the stream began, or without one, since it ended today."""
    stream, since = StreamStore(tx).latest(), person.day_bounds(person.today(now))[0]
    if stream is not None and not stream.ended:
        since = stream.started_at - WARMING_UP
    elif stream is not None and stream.ended_at is not None:
        since = max(since, stream.ended_at)
    stage = stage_since(tx, person, since)
    if not stage.settings:
        return None
    attempts = attempts_between(tx, person, since, now)
    begun = _begun(stage.settings, attempts)
    problem = catalogue.known(begun.problem)
    if problem is None:
        return None
    mine = [each for each in attempts if each.problem == begun.problem and each.at >= begun.at]
    clocks = [each for each in stage.timers if each.problem == begun.problem and each.started_at >= begun.at]
    return OnStage(
        problem,
        begun.at,
        mine[-1] if mine else None,
        sum((each.elapsed(now) for each in clocks), timedelta()) if clocks else None,
    )


def view_of(tx: Transaction, stream: Stream, catalogue: Catalogue, now: datetime) -> StreamView:
    """All there is to show of `stream`."""
    person = PeopleStore(tx).get(stream.person_id)
    until = stream.off_since or now
    attempts = [
        each for each in attempts_between(tx, person, stream.started_at, now) if stream.holds(each.at)
    ]
    moments = StageStore(tx).moments(stream.id)
    stage = stage_since(tx, person, stream.started_at - WARMING_UP)
    beats = _beats(stream, stage, attempts, moments, catalogue, until)
    last = {each.problem: each for each in attempts}
    end = (stream.ended_at or now) + LATE_LOG
    rounds = RoundStore(tx).revealed_between(person.id, stream.started_at, end)
    return StreamView(
        stream,
        person,
        until,
        tuple(Tried(each, catalogue.known(each.problem)) for each in last.values()),
        tuple(moments),
        tuple(sorted((*beats, *map(_answer_beat, rounds)), key=lambda each: each.at)),
        tuple(_result(tx, each, catalogue) for each in rounds),
    )


def _result(tx: Transaction, held: Round, catalogue: Catalogue) -> GuessResult:
    problem, counted = catalogue.known(held.problem), RoundStore(tx).tally(held)
    return GuessResult(
        f"Problem {held.problem}" if problem is None else problem.title,
        held.answer,
        counted.right,
        counted.total,
        counted.first[0].name if counted.first else None,
    )


def _answer_beat(held: Round) -> Beat:
    assert held.revealed_at is not None  # noqa: S101 - only rounds with an answer are asked for
    return Beat(held.revealed_at, f"The pattern: {held.answer}")


def _begun(settings: Sequence[Setting], attempts: Iterable[Attempt]) -> Setting:
    """Since when the last problem is there: put there twice it stays, unless it was logged between."""
    logged = tuple(attempts)
    begun = settings[0]
    for before, setting in pairwise(settings):
        again = before.problem == setting.problem and not any(
            each.problem == setting.problem and before.at <= each.at < setting.at for each in logged
        )
        if not again:
            begun = setting
    return begun


def _beats(
    stream: Stream,
    stage: Stage,
    attempts: Iterable[Attempt],
    moments: Iterable[Moment],
    catalogue: Catalogue,
    until: datetime,
) -> list[Beat]:
    beats: list[Beat] = []
    shown: int | None = None
    for setting in stage.settings:
        problem = catalogue.known(setting.problem)
        if problem is None or setting.problem == shown or setting.at > until:
            continue
        shown = setting.problem
        # what stood there before the stream began stands there at its beginning
        at = max(setting.at, stream.started_at)
        beats.append(Beat(at, f"{problem.title} ({problem.difficulty})"))
    for timer in stage.timers:
        beats += _clock_beats(timer)
    for attempt in attempts:
        problem = catalogue.known(attempt.problem)
        title = f"Problem {attempt.problem}" if problem is None else problem.title
        beats.append(Beat(attempt.at, f"{title}: {'solved' if attempt.solved else 'not solved yet'}"))
    for moment in moments:
        words = f"Moment: {moment.note}" if moment.note else f"Moment marked by {moment.name}"
        beats.append(Beat(moment.seen(stream.started_at), words, by_chat=True))
    return beats


def _clock_beats(timer: Timer) -> Iterable[Beat]:
    if timer.problem is None:
        length = f"{timer.length // timedelta(minutes=1)} min"
        yield Beat(timer.started_at, f"Clock: {timer.label or length}")
    if timer.ending is Ending.RANG and timer.ended_at is not None:
        yield Beat(timer.ended_at, f"Time is up{f': {timer.label}' if timer.label else ''}")
