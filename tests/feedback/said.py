"""Recordings and what friends said about them, made up for tests that read it back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from bot.people.model import Person, PersonId
from bot.recording.model import (
    Aspect,
    Form,
    Kind,
    Moment,
    Recording,
    RecordingId,
    Remark,
    Said,
    Span,
    Statement,
    Summary,
    Vote,
    summary,
)

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
SAM = Person(PersonId(1), "Sam", "UTC", time(4), time(7), discord_id=1, start=date(2026, 1, 1))
NAMES = {"2": "Ana", "3": "Jo", "4": "Kim", "5": "Lee"}
WORDS = ("said the brute force first", "test before you say done")


def recording(number: int = 1, days_ago: int = 6, **fields: object) -> Recording:
    at = NOW - timedelta(days=days_ago)
    wanted: dict[str, object] = {
        "stage": 2,
        "title": "Two Sum, out loud",
        "link": "https://youtu.be/abc",
        **fields,
    }
    week = timedelta(7)
    of = (RecordingId(number), PersonId(1), Kind.CODING)
    return Recording(*of, submitted_at=at, closes_at=at + week, **wanted)  # pyright: ignore[reportArgumentType] - any field of it


def moment(
    at: int, who: str, statement: Statement | None = None, words: str = "", ends: int | None = None
) -> Moment:
    return Moment(Remark(Span(at, ends), statement, words), who, f"message:{at}{who}")


def form(who: str, *scores: int, own: bool = False, forward: bool | None = None, words: bool = False) -> Form:
    keep, change = WORDS if words else ("", "")
    aspects = (Aspect.PROBLEM_SOLVING, Aspect.TECHNICAL, Aspect.TESTING, Aspect.COMMUNICATION)
    return Form(who, own, dict(zip(aspects, scores, strict=False)), forward, keep, change, NOW)


def held(
    one: Recording | None = None,
    votes: Iterable[tuple[str, Statement]] = (),
    moments: Iterable[Moment] = (),
    forms: Iterable[Form] = (),
    *,
    for_owner: bool = True,
) -> Summary:
    said = Said(tuple(Vote(what, who) for who, what in votes), tuple(moments), tuple(forms), NAMES)
    return summary(one or recording(), SAM, said, NOW, for_owner=for_owner)
