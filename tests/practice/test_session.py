"""Sessions that are no attempts: what a line says of them, and what can be said back."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.curriculum.model import Round
from bot.curriculum.programme import load_programme
from bot.errors import UserError
from bot.people.model import PersonId
from bot.practice.model import (
    PARAGRAPH_LIMIT,
    NoSubject,
    NoVerdict,
    Session,
    SessionId,
    SessionKind,
    UnknownRound,
    Verdict,
    Vocabulary,
    fact_about_session,
    parse_session,
    vocabulary_of,
)

PROGRAMME = load_programme()
KNOWN = vocabulary_of(PROGRAMME)
ROUND = PROGRAMME.rounds[0].title
ROLE = PROGRAMME.roles[0].title
SYSTEM = PROGRAMME.systems[0].title


@pytest.mark.parametrize(
    ("kind", "line", "subject", "minutes", "note"),
    [
        (SessionKind.READING, "DDIA chapter 3 30", "DDIA chapter 3", 30, ""),
        (
            SessionKind.READING,
            "DDIA chapter 3: log structured storage",
            "DDIA chapter 3",
            None,
            "log structured storage",
        ),
        (SessionKind.READING, "30 min DDIA chapter 3", "DDIA chapter 3", 30, ""),
        (SessionKind.PORTFOLIO, "my own thing 90 min it stands", "my own thing", 90, "it stands"),
        (SessionKind.DESIGN, f"{SYSTEM.lower()} 45 queue first", SYSTEM, 45, "queue first"),
        (SessionKind.EXPLANATION, "the chain rule", "the chain rule", None, ""),
    ],
)
def test_a_line_names_what_it_was_about_then_minutes_then_a_note(
    kind: SessionKind, line: str, subject: str, minutes: int | None, note: str
) -> None:
    told = parse_session(kind, line, KNOWN)
    assert (told.subject, told.minutes, told.note) == (subject, minutes, note)


@pytest.mark.parametrize(
    ("line", "verdict", "minutes", "role", "note"),
    [
        (f"{ROUND} passed", Verdict.PASSED, None, "", ""),
        (f"{ROUND} failed 30 lost the thread", Verdict.FAILED, 30, "", "lost the thread"),
        (f"{ROUND} for {ROLE} passed 2", Verdict.PASSED, 2, ROLE, ""),
        (f"{ROUND} not passed: too long", Verdict.FAILED, None, "", "too long"),
        (f"{ROUND} 30 ✅", Verdict.PASSED, 30, "", ""),
    ],
)
def test_a_mock_round_has_a_verdict_and_may_be_for_a_role(
    line: str, verdict: Verdict, minutes: int | None, role: str, note: str
) -> None:
    told = parse_session(SessionKind.MOCK, line, KNOWN)
    assert (told.subject, told.verdict, told.minutes, told.role, told.note) == (
        ROUND,
        verdict,
        minutes,
        role,
        note,
    )


@pytest.mark.parametrize("one", PROGRAMME.rounds, ids=[one.key for one in PROGRAMME.rounds])
def test_every_round_of_the_programme_is_known_by_title_and_by_key(one: Round) -> None:
    for name in (one.title, one.key):
        assert parse_session(SessionKind.MOCK, f"{name} passed", KNOWN).subject == one.title


def test_what_the_programme_calls_something_is_found_again_cut_short() -> None:
    """Discord's suggestions hold 100 characters; some titles are longer."""
    for kind in SessionKind:
        for known in KNOWN.of(kind):
            verdict = Verdict.PASSED if kind is SessionKind.MOCK else None
            assert parse_session(kind, known.title, KNOWN, verdict).subject == known.title
            assert KNOWN.settled(kind, known.title[:100]) == known.title


def test_a_missing_verdict_subject_or_round_is_asked_for() -> None:
    with pytest.raises(NoVerdict, match=f"behind the round: {ROUND} passed 45"):
        parse_session(SessionKind.MOCK, ROUND, KNOWN)
    with pytest.raises(NoSubject, match="What did you read"):
        parse_session(SessionKind.READING, "  ", KNOWN)
    with pytest.raises(UnknownRound, match=ROUND):
        parse_session(SessionKind.MOCK, "xylophone passed", KNOWN)


def test_a_round_needs_no_programme() -> None:
    assert parse_session(SessionKind.MOCK, "xylophone passed", Vocabulary()).subject == "xylophone"


@given(st.sampled_from(SessionKind), st.text(max_size=60), st.none() | st.sampled_from(Verdict))
def test_any_line_is_read_or_refused_in_a_sentence(
    kind: SessionKind, line: str, verdict: Verdict | None
) -> None:
    refusal = told = None
    try:
        told = parse_session(kind, line, KNOWN, verdict)
    except UserError as error:
        refusal = str(error)
    if told is None:
        assert refusal is not None
        assert refusal.endswith((".", "?"))
        return
    assert 0 < len(told.subject) <= 120
    assert len(told.note) <= PARAGRAPH_LIMIT
    assert told.minutes is None or 1 <= told.minutes <= 600
    assert "\n" not in told.subject + told.note


def session(number: int, day: int, verdict: Verdict | None = None, subject: str = "x") -> Session:
    return Session(
        SessionId(number),
        PersonId(1),
        SessionKind.READING if verdict is None else SessionKind.MOCK,
        subject,
        None,
        "",
        datetime(2026, 3, day, 12, tzinfo=UTC),
        date(2026, 3, day),
        verdict,
    )


def test_praise_is_a_fact_and_a_failed_round_gets_none() -> None:
    log = [session(1, 2, Verdict.FAILED), session(2, 3, Verdict.PASSED), session(3, 4, Verdict.FAILED)]
    assert fact_about_session(log[0], log[:1]) is None
    assert fact_about_session(log[1], log[:2]) == "Passed on try 2."
    assert fact_about_session(log[2], log) is None
    readings = [session(number, number, subject=str(number)) for number in (2, 3, 4)]
    assert fact_about_session(readings[2], readings) == "Third reading this week."


def test_only_a_mock_round_has_a_verdict_and_a_role() -> None:
    with pytest.raises(ValueError, match="verdict"):
        Session(
            SessionId(1),
            PersonId(1),
            SessionKind.MOCK,
            "x",
            None,
            "",
            datetime(2026, 3, 2, tzinfo=UTC),
            date(2026, 3, 2),
        )
