"""A form of five fields, as somebody filled it: for a new row of the log, or to correct one."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from bot.curriculum.model import Catalogue
from bot.practice.attempt import Attempt, parse_attempt
from bot.practice.line import check_note, day_named, minutes_field, tidy
from bot.practice.session import PARAGRAPH_LIMIT, Session, SessionKind, Verdict, Vocabulary, parse_session


class Deed(StrEnum):
    """What was done and how it went, in one choice."""

    SOLVED = "solved"
    SOLVED_READ = "solved-read"
    """After reading the solution."""
    FAILED = "failed"
    FAILED_READ = "failed-read"
    EXPLAINED = "explanation"
    DESIGNED = "design"
    READ = "reading"
    PASSED = "mock-passed"
    NOT_PASSED = "mock-failed"
    SHIPPED = "portfolio"

    @property
    def kind(self) -> SessionKind | None:
        """The kind of session; None for an attempt at a problem."""
        return _KINDS.get(self)

    @property
    def verdict(self) -> Verdict | None:
        """How a mock round went."""
        return {Deed.PASSED: Verdict.PASSED, Deed.NOT_PASSED: Verdict.FAILED}.get(self)

    @property
    def solved(self) -> bool:
        """Of an attempt."""
        return self in (Deed.SOLVED, Deed.SOLVED_READ)

    @property
    def read(self) -> bool:
        """Of an attempt: whether the solution was read first."""
        return self in (Deed.SOLVED_READ, Deed.FAILED_READ)

    @property
    def alike(self) -> tuple[Deed, ...]:
        """What a row that says this can be corrected to; only itself where it has no outcome."""
        if self.kind is None:
            return (Deed.SOLVED, Deed.SOLVED_READ, Deed.FAILED, Deed.FAILED_READ)
        return (Deed.PASSED, Deed.NOT_PASSED) if self.verdict is not None else (self,)

    @classmethod
    def of(cls, entry: Attempt | Session) -> Deed:
        """What a row of the log says."""
        if isinstance(entry, Session):
            return next(deed for deed in cls if (deed.kind, deed.verdict) == (entry.kind, entry.verdict))
        return next(
            deed
            for deed in cls
            if deed.kind is None and (deed.solved, not deed.read) == (entry.solved, entry.cold)
        )


_KINDS = {
    Deed.EXPLAINED: SessionKind.EXPLANATION,
    Deed.DESIGNED: SessionKind.DESIGN,
    Deed.READ: SessionKind.READING,
    Deed.PASSED: SessionKind.MOCK,
    Deed.NOT_PASSED: SessionKind.MOCK,
    Deed.SHIPPED: SessionKind.PORTFOLIO,
}


class Filled(Struct, frozen=True):
    """The five fields, as they stand in the form."""

    deed: Deed
    what: str
    """The problem or the subject; a mock round may say for which role."""
    minutes: str = ""
    note: str = ""
    day: str = ""


def filled_of(entry: Attempt | Session, catalogue: Catalogue) -> Filled:
    """The form that says what a row of the log says."""
    minutes = "" if entry.minutes is None else str(entry.minutes)
    return Filled(Deed.of(entry), _what(entry, catalogue), minutes, entry.note, entry.on.isoformat())


def _what(entry: Attempt | Session, catalogue: Catalogue) -> str:
    if isinstance(entry, Session):
        return f"{entry.subject} for {entry.role}" if entry.role else entry.subject
    problem = catalogue.known(entry.problem)
    return str(entry.problem) if problem is None else problem.title


def corrected(
    entry: Attempt | Session, form: Filled, catalogue: Catalogue, vocabulary: Vocabulary, today: date
) -> Attempt | Session:
    """`entry` as the form has it; what stands there as before stays as it is.

    Raises what reading a line raises, and BadDay.
    """
    minutes = minutes_field(form.minutes)
    on = entry.on if tidy(form.day) == entry.on.isoformat() else day_named(form.day, today)
    same = tidy(form.what) == tidy(_what(entry, catalogue))
    if isinstance(entry, Session):
        subject, role = entry.subject, entry.role
        if not same:
            told = parse_session(entry.kind, form.what, vocabulary, form.deed.verdict)
            subject, role = told.subject, told.role
        return replace(
            entry,
            subject=subject,
            role=role,
            verdict=form.deed.verdict,
            minutes=minutes,
            note=check_note(tidy(form.note), PARAGRAPH_LIMIT),
            on=on,
        )
    return replace(
        entry,
        problem=entry.problem if same else parse_attempt(form.what, catalogue.split).problem.number,
        solved=form.deed.solved,
        cold=not form.deed.read,
        minutes=minutes,
        note=check_note(tidy(form.note)),
        on=on,
    )
