"""Chapters on what stands around the training: roles, where one begins, rounds, portfolio, success."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.curriculum.chapter import Page, Part, joined, page, part, spans

if TYPE_CHECKING:
    from bot.curriculum.model import Programme


def overview(programme: Programme) -> Iterator[Page]:
    """The whole way on one page."""
    window = programme.window
    yield page(
        programme.title,
        part("", programme.summary, f"About {programme.hours_per_week} hours a week."),
        part(
            "The way",
            points=(
                *(
                    f"Phase {phase.number}, {phase.title} ({spans('month', phase.months)}): {phase.words}"
                    for phase in programme.phases
                ),
                f"{window.title} ({spans('month', window.months)}): {window.words}" if window else "",
            ),
        ),
        part("For", points=(role.title for role in programme.roles)),
    )


def roles(programme: Programme) -> Iterator[Page]:
    """All of them on one page."""
    yield page(
        "The roles it leads to",
        part(
            "",
            points=(joined(". ", joined(", ", one.title, one.pay), one.pitch) for one in programme.roles),
        ),
    )


def strengths(programme: Programme) -> Iterator[Page]:
    """All of them on one page."""
    assessment = programme.assessment
    yield page(
        assessment.title if assessment and assessment.title else "Strengths",
        part(
            assessment.strengths if assessment else "",
            points=(joined(". ", one.title, one.story) for one in programme.strengths),
        ),
    )


def gaps(programme: Programme) -> Iterator[Page]:
    """All of them on one page."""
    assessment = programme.assessment
    yield page(
        assessment.title if assessment and assessment.title else "Gaps",
        part(
            assessment.gaps if assessment else "",
            points=(joined(" → ", one.title, one.answer) for one in programme.gaps),
        ),
    )


def rounds(programme: Programme) -> Iterator[Page]:
    """All of them on one page."""
    yield page(
        "The rounds of the interview",
        *(
            part(
                joined(" · ", f"{place}. {one.title}", one.length),
                one.covers,
                f"Practise: {one.practice}" if one.practice else "",
                f"Speak about {'; '.join(one.prompts)}." if one.prompts else "",
            )
            for place, one in enumerate(programme.rounds, start=1)
        ),
    )


def research(programme: Programme) -> Iterator[Page]:
    """All of it on one page."""
    yield page(
        "Who they are: what to read",
        part(
            "",
            points=(joined(" ", joined(": ", one.title, one.words), one.link) for one in programme.research),
        ),
    )


def portfolio(programme: Programme) -> Iterator[Page]:
    """All of it on one page."""
    yield page(
        "What others can look at",
        part(
            "",
            points=(
                f"{one.title}"
                + (f" ({one.least}-{one.most})" if one.most > 1 else "")
                + (", done" if one.done else f", by the end of month {one.by_month}")
                + (f": {one.words}" if one.words else "")
                for one in programme.portfolio
            ),
        ),
    )


def application(programme: Programme) -> Iterator[Page]:
    """When, for what, why, and what follows."""
    application, window = programme.application, programme.window
    parts: list[Part] = []
    if application is not None:
        roles = (programme.role(key) for key in application.roles)
        parts = [
            part(f"Month {application.month}", application.words),
            part("For", points=(role.title for role in roles if role is not None)),
            part("Why then", points=application.reasons),
        ]
    if window is not None:
        parts.append(part(f"{window.title}, {spans('month', window.months)}", window.words))
    yield page("The application", *parts)


def goals(programme: Programme) -> Iterator[Page]:
    """The success table, month by month."""
    areas = {area.key: area.title for area in programme.areas}
    months = sorted({goal.month for goal in programme.goals})
    yield page(
        "What counts as success",
        *(
            part(
                f"Month {month}",
                points=(f"{areas[goal.area]}: {goal.words}" for goal in programme.goals_of(month)),
            )
            for month in months
        ),
    )


def resources(programme: Programme) -> Iterator[Page]:
    """All of them on one page."""
    yield page("What to use", *(part(one.area, points=one.items) for one in programme.resources))


def mindset(programme: Programme) -> Iterator[Page]:
    """A few sentences."""
    mindset = programme.mindset
    yield page("For a bad day", part("", *(mindset.words if mindset else ())))
