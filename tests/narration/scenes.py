"""Recordings made up of spans: what the detector would have heard, without a sound."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from random import Random

from bot.curriculum.programme import load_catalogue
from bot.narration.model import (
    By,
    ClockLine,
    Heard,
    Moment,
    Narration,
    NarrationId,
    NarrationView,
    Span,
    Trend,
    account_of,
)
from bot.people.model import Person, PersonId
from bot.timer.model import Part, Stretch, Timer, TimerId
from tests.clockwork import START

SAM = Person(PersonId(1), "Sam", "UTC", time(4), time(7), discord_id=1)
DESIGN = (
    Part("scoping", timedelta(minutes=5)),
    Part("high-level", timedelta(minutes=15)),
    Part("deep dive", timedelta(minutes=15)),
    Part("trade-offs", timedelta(minutes=10)),
)


def seconds(start: float, end: float) -> Span:
    """From here to there."""
    return Span(timedelta(seconds=start), timedelta(seconds=end))


def heard(length: float, speech: Iterable[Span], loudest: float = -3.0) -> Heard:
    """A whole file of `length` seconds."""
    return Heard(timedelta(seconds=length), timedelta(seconds=length), tuple(speech), loudest)


def talk(
    length: float, silences: Sequence[tuple[float, float]], seed: int = 1, pause: float = 0.8
) -> list[Span]:
    """Somebody who speaks in sentences, with short pauses, and not at all in `silences`."""
    rng, at, spans = Random(seed), 4.0, list[Span]()
    quiet = sorted(silences)
    while at < length - 1:
        until = min(at + rng.uniform(1.5, 7.0), length)
        ahead = next((each for each in quiet if each[0] < until and each[1] > at), None)
        if ahead is None:
            spans.append(seconds(at, until))
            at = until + rng.expovariate(1 / pause) + 0.3
        else:
            if ahead[0] > at:
                spans.append(seconds(at, ahead[0]))
            at = ahead[1]
    return spans


def view(
    length: float,
    speech: Sequence[Span],
    *,
    timer: Timer | None = None,
    thoughts: Iterable[float] = (),
    moments: tuple[Moment, ...] = (),
    trend: Trend | None = None,
    loudest: float = -3.0,
    began_at: datetime = START,
) -> NarrationView:
    """What there is to show of it; the clock began half a minute after the recording."""
    held = heard(length, speech, loudest)
    narration = Narration(
        NarrationId(7),
        SAM.id,
        None if timer is None else timer.id,
        "2026-03-02 08-00-00.mkv",
        began_at,
        held,
        START,
    )
    line = ClockLine.whole(held.length)
    if timer is not None:
        ran = [Stretch(timer.started_at, timedelta())]
        line = ClockLine.of(timer, ran, began_at, held.length, began_at + held.length)
    account = account_of(speech, line, [timedelta(seconds=at) for at in thoughts])
    problem = None if timer is None or timer.problem is None else load_catalogue().known(timer.problem)
    return NarrationView(narration, SAM, account, line, timer, problem, moments, trend)


def clock(minutes: int, label: str, problem: int | None = None, parts: tuple[Part, ...] = ()) -> Timer:
    """One that ran for all its time, from half a minute after the beginning."""
    length, began = timedelta(minutes=minutes), START + timedelta(seconds=30)
    return Timer(
        TimerId(3),
        SAM.id,
        length,
        began,
        None,
        spent=length,
        label=label,
        problem=problem,
        ended_at=began + length,
        parts=parts,
    )


def good() -> NarrationView:
    """A medium, narrated: two short silences, one announced."""
    return view(
        1590,
        talk(1590, [(610, 626), (1210, 1282)]),
        timer=clock(25, "3Sum", 15),
        thoughts=(1208,),
        moments=(
            Moment(seconds(425, 425), "brute force first, nice", By.VIEWER),
            Moment(seconds(1300, 1300), "clear: why sorting helps", By.FRIEND),
        ),
        trend=Trend(6, 0.48, 0.71, 2, 0),
    )


def bad() -> NarrationView:
    """A design that froze: long silences, little said."""
    quiet = [
        (40, 75),
        (300, 402),
        (760, 778),
        (980, 1190),
        (1400, 1412),
        (1500, 1655),
        (2100, 2175),
        (2380, 2420),
    ]
    return view(
        2790,
        talk(2790, quiet, seed=4, pause=3.0),
        timer=clock(45, "Design", parts=DESIGN),
        moments=(
            Moment(seconds(310, 402), "silent, stuck on the numbers", By.FRIEND),
            Moment(seconds(985, 1190), "froze", By.FRIEND),
            Moment(seconds(1010, 1010), "is the stream still on?", By.VIEWER),
            Moment(seconds(2300, 2300), "good trade-off on the cache", By.VIEWER),
        ),
    )
