"""Chapters on the training itself: problems, theory, system design, being watched, the clocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.curriculum.chapter import Page, joined, page, part, spans
from bot.curriculum.training import Effort, Phase

if TYPE_CHECKING:
    from bot.curriculum.model import Programme


def _phase(phase: Phase, title: str) -> str:
    named = f"Phase {phase.number}, {phase.title} ({spans('month', phase.months)})"
    return f"{named}: {title}" if title else named


def _effort(name: str, effort: Effort) -> str:
    return f"{name}: {effort.planned} min planned, {effort.box} in the box"


def problems(programme: Programme) -> Iterator[Page]:
    """One page a phase."""
    for phase in programme.phases:
        track = phase.problems
        yield page(
            _phase(phase, track.title),
            part("From", track.resource),
            part("Pace", track.pace),
            part(
                "In this order",
                points=(
                    f"{' + '.join(one.categories)} ({spans('week', one.weeks)})"
                    + (f": {one.why}" if one.why else "")
                    for one in track.focus
                ),
                numbered=True,
            ),
            part("How", points=track.method),
            part(
                "Minutes",
                points=(
                    *(_effort(level, one) for level, one in track.effort.items()),
                    _effort("again", track.again),
                ),
            ),
            part(
                "Each week",
                points=(
                    f"{track.review} problems of earlier weeks again" if track.review else "",
                    f"{track.timed} against the clock in a plain document" if track.timed else "",
                ),
            ),
            part("Target", track.target),
            months=phase.months,
        )


def theory(programme: Programme) -> Iterator[Page]:
    """One page a phase."""
    for phase in programme.phases:
        track = phase.reading
        yield page(
            _phase(phase, track.title),
            part("From", track.resource),
            part("Pace", track.pace),
            part(
                "In this order",
                points=(
                    f"{one.title} ({spans('week', one.weeks)})"
                    + (f": {', '.join(one.points)}" if one.points else "")
                    + (f". {one.note}" if one.note else "")
                    for one in track.topics
                ),
                numbered=True,
            ),
            part("How", points=track.method),
            part("Target", track.target),
            months=phase.months,
        )


def design(programme: Programme) -> Iterator[Page]:
    """One page for each phase that has any."""
    for phase in programme.phases:
        track = phase.design
        if track is None:
            continue
        yield page(
            _phase(phase, track.title),
            part("From", track.resource),
            part("Pace", track.pace),
            part("How", points=track.method, numbered=True),
            part(
                "The clock",
                points=(f"{one.name}, {one.minutes} min" for one in programme.sections),
                numbered=True,
            ),
            part("Target", track.target),
            months=phase.months,
        )


def systems(programme: Programme) -> Iterator[Page]:
    """All of them on one page."""
    yield page(
        "Systems to design, in this order",
        *(
            part(
                f"{place}. {one.title}",
                joined(". ", one.summary, one.why),
                joined("", "At scale: " if one.story else "", one.story),
            )
            for place, one in enumerate(programme.systems, start=1)
        ),
    )


def stages(programme: Programme) -> Iterator[Page]:
    """Why, and then one page a stage."""
    performance = programme.performance
    if performance is not None:
        yield page(
            performance.title or "Why it is trained before people",
            part("", performance.words),
            part("Why it works", performance.why),
        )
    for stage in programme.stages:
        test, live = stage.test, stage.live
        yield page(
            f"Stage {stage.number}, {stage.title} ({spans('month', stage.months)})",
            part("How", points=stage.method),
            part(
                "Each week",
                f"one {test.difficulty} problem in {test.minutes} minutes, filmed" if test else "",
                joined(
                    ", ",
                    f"{live.least} to {live.most} live sessions of {live.minutes} minutes",
                    " and ".join(live.mix),
                )
                if live
                else "",
            ),
            part("Target", stage.target),
            months=stage.months,
        )
    if programme.drills:
        yield page(
            "What friends flag, and the drill that answers it",
            *(
                part(f"{one.flag}: {one.title}, {one.minutes} min", one.words, f"after {one.after} tests")
                for one in programme.drills
            ),
        )


def clocks(programme: Programme) -> Iterator[Page]:
    """All of them on one page."""
    yield page(
        "Clocks that have a name",
        part("", points=(f"{one.name}, {one.minutes} min" for one in programme.presets.values())),
    )
