"""A session that is no attempt at a problem: explained, designed, read, mocked or shipped; and its line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NewType

from msgspec import Struct, field
from msgspec.structs import replace

from bot.curriculum.model import Programme
from bot.errors import UserError
from bot.events import Event
from bot.people.model import PersonId, Source
from bot.practice.line import (
    LONGEST,
    MINUTES,
    check_minutes,
    check_note,
    minutes_said,
    ordinal,
    take_marks,
    tidy,
)
from bot.practice.subject import Known, beginning, named

SessionId = NewType("SessionId", int)

SUBJECT_LIMIT = 120
"""Characters of what a session was about."""
ROLE_LIMIT = 80
PARAGRAPH_LIMIT = 1500
"""Characters of a session's note: a paragraph."""


class SessionKind(StrEnum):
    """What was done."""

    EXPLANATION = "explanation"
    """Said aloud or written in a paragraph, without notes."""
    DESIGN = "design"
    """A system designed out loud."""
    READING = "reading"
    MOCK = "mock"
    """A round of the interview, rehearsed; a pitch is a phone screen for a role."""
    PORTFOLIO = "portfolio"
    """Something that others can look at."""


class Verdict(StrEnum):
    """How a mock round went."""

    PASSED = "passed"
    FAILED = "failed"


class Session(Struct, frozen=True):
    """One sitting, as it was logged."""

    id: SessionId
    person_id: PersonId
    kind: SessionKind
    subject: str
    """The topic, the system, the reading, the round or the piece; the programme's own title if it has one."""
    minutes: int | None
    note: str
    """May be empty."""
    at: datetime
    """When it was logged."""
    on: date
    """The person's day that it counts for."""
    verdict: Verdict | None = None
    """Of a mock round, and always there."""
    role: str = ""
    """Whom a mock round was for; may be empty, and is for everything else."""
    source: Source | None = None
    """The message or interaction that logged it."""

    def __post_init__(self) -> None:
        if (self.kind is SessionKind.MOCK) != (self.verdict is not None):
            raise ValueError("a mock round has a verdict, and nothing else has one")
        if self.role and self.kind is not SessionKind.MOCK:
            raise ValueError("only a mock round is for a role")


class SessionLogged(Event, frozen=True):
    """A new session stands in the log."""

    session: Session


class SessionChanged(Event, frozen=True):
    """A session was corrected; its day may be another one now."""

    session: Session
    before: Session


class SessionUndone(Event, frozen=True):
    """A session was taken back; it no longer counts for anything."""

    session: Session


class Vocabulary(Struct, frozen=True):
    """What the programme has titles for, by kind of session, and the roles it leads to."""

    subjects: Mapping[SessionKind, tuple[Known, ...]] = field(
        default_factory=dict[SessionKind, tuple[Known, ...]]
    )
    roles: tuple[Known, ...] = ()

    def of(self, kind: SessionKind) -> tuple[Known, ...]:
        """The titles of one kind."""
        return self.subjects.get(kind, ())

    def settled(self, kind: SessionKind, subject: str) -> str:
        """`subject` as the programme calls it. Raises NoSubject, SubjectTooLong, UnknownRound."""
        subject = tidy(subject)
        if not subject:
            raise NoSubject(kind)
        known = self.of(kind)
        title = named(subject, known)
        if title is not None:
            return title
        if kind is SessionKind.MOCK and known:
            raise UnknownRound(subject, known)
        if len(subject) > SUBJECT_LIMIT:
            raise SubjectTooLong(len(subject))
        return subject

    def role(self, said: str) -> str:
        """A role as the programme calls it. Raises RoleTooLong."""
        role = named(said, self.roles) or tidy(said)
        if len(role) > ROLE_LIMIT:
            raise RoleTooLong(len(role))
        return role

    def suggest(self, kind: SessionKind, typed: str, limit: int) -> list[str]:
        """Titles that what was typed so far may mean."""
        sought = typed.casefold().split()
        titles = dict.fromkeys(one.title for one in self.of(kind))
        return [title for title in titles if all(word in title.casefold() for word in sought)][:limit]


def vocabulary_of(programme: Programme) -> Vocabulary:
    """What can be named in a session's line, as the programme writes it."""
    topics = [topic for phase in programme.phases for topic in phase.reading.topics]
    theory = tuple(Known(title) for topic in topics for title in (topic.title, *topic.points))
    return Vocabulary(
        {
            SessionKind.EXPLANATION: theory,
            SessionKind.READING: (*theory, *(Known(one.title, one.key) for one in programme.research)),
            SessionKind.DESIGN: tuple(Known(one.title, one.key) for one in programme.systems),
            SessionKind.MOCK: tuple(Known(one.title, one.key) for one in programme.rounds),
            SessionKind.PORTFOLIO: tuple(Known(one.title, one.key) for one in programme.portfolio),
        },
        tuple(Known(one.title, one.key) for one in programme.roles),
    )


class Told(Struct, frozen=True):
    """What one line such as `bias-variance 2 the trade of the two` says about a session."""

    kind: SessionKind
    subject: str
    minutes: int | None = None
    note: str = ""
    verdict: Verdict | None = None
    role: str = ""
    day: str = ""

    def completed(self, minutes: int | None = None, note: str = "", *, role: str = "", day: str = "") -> Told:
        """With what was given in fields of its own, which beats what stood in the line."""
        return replace(
            self,
            minutes=self.minutes if minutes is None else check_minutes(minutes),
            note=check_note(tidy(note), PARAGRAPH_LIMIT) or self.note,
            role=role or self.role,
            day=tidy(day) or self.day,
        )


def parse_session(
    kind: SessionKind, text: str, vocabulary: Vocabulary, verdict: Verdict | None = None
) -> Told:
    """Read `SUBJECT [minutes] [note]`, for a mock round `ROUND [for ROLE] passed|failed [minutes] [note]`.

    `verdict` is what a field of its own said. Raises NoSubject, SubjectTooLong, UnknownRound, NoVerdict,
    BadMinutes, NoteTooLong, RoleTooLong.
    """
    line, marks = take_marks(text)
    told = (
        _mock(line, vocabulary, verdict)
        if kind is SessionKind.MOCK
        else _sitting(kind, line, vocabulary.of(kind))
    )
    return replace(
        told,
        subject=vocabulary.settled(kind, told.subject),
        note=check_note(told.note, PARAGRAPH_LIMIT),
        role=vocabulary.role(told.role),
        day=marks.day,
    )


_NUMBER = re.compile(r"(?<!\S)" + MINUTES.pattern, re.IGNORECASE)
_COUNTED = re.compile(
    r"(?:^|\s)(?:chapters?|chs?|parts?|weeks?|lectures?|sections?|secs?|vol|volumes?|pages?|pp?|no|number|phase"
    r"|month|day|lesson|module|episode|ep|stage|step|version|v)\.?$",
    re.IGNORECASE,
)
"""Words after which a number is no length of time."""
_BREAK = re.compile(r":\s+|\s+[-–—|]\s+")
"""What parts a subject from a note where no minutes do."""
_VERDICT = re.compile(
    r"(?<!\S)(?:(?P<failed>not\s+passed|failed|fail|no|lost|❌)|(?P<passed>passed|pass|yes|forward|✅))"
    r"(?=[\s,;:.]|$)[,;:.]*",
    re.IGNORECASE,
)
_FOR = re.compile(r"(?:^|\s)(?:for|as)\s+", re.IGNORECASE)


def verdict_named(text: str) -> Verdict | None:
    """`passed`, `no`, `✅`: how a round went; None for other words."""
    found = _VERDICT.fullmatch(tidy(text))
    return None if found is None else Verdict.FAILED if found["failed"] else Verdict.PASSED


def _sitting(kind: SessionKind, line: str, known: Sequence[Known]) -> Told:
    before, minutes, after = _cut(line)
    if minutes is not None and not before:
        # "2 min bias-variance": the length came first
        before, after = after, ""
    whole = named(before, known)
    if whole is not None:
        return Told(kind, whole, minutes, after)
    if minutes is None:
        parts = _BREAK.split(before, maxsplit=1)
        if len(parts) == 2 and parts[0]:
            return Told(kind, parts[0], None, parts[1])
    begun = beginning(before, known)
    if begun is not None:
        title, rest = begun
        return Told(kind, title, minutes, " ".join(part for part in (rest, after) if part))
    return Told(kind, before, minutes, after)


def _cut(line: str) -> tuple[str, int | None, str]:
    """What stands before the minutes, the minutes, and what stands behind them.

    A number with a unit is them; else the first that counts no chapters, or the last where several stand in
    a row. A number too large for minutes is a word of the subject.
    """
    found = list(_NUMBER.finditer(line))
    chosen = next((one for one in found if one["unit"]), None)
    if chosen is None:
        for one in found:
            plausible = one["number"].isdecimal() and len(one["number"]) < 5 and int(one["number"]) <= LONGEST
            signed = one["number"][0] in "+-"
            counts = _COUNTED.search(line[: one.start()].rstrip())
            if chosen is not None and one.start() != chosen.end():
                break
            if (plausible or signed) and not counts:
                chosen = one
    if chosen is None:
        return line, None, ""
    return line[: chosen.start()].strip(), minutes_said(chosen["number"]), line[chosen.end() :].strip()


def _mock(line: str, vocabulary: Vocabulary, given: Verdict | None) -> Told:
    found = _VERDICT.search(line)
    if given is None and found is None:
        raise NoVerdict(line)
    left, right = (
        (line, "") if found is None else (line[: found.start()].strip(), line[found.end() :].strip())
    )
    verdict = given or (Verdict.FAILED if found is not None and found["failed"] else Verdict.PASSED)
    left, minutes, behind = _cut(left)
    subject, role, extra = _round(left, vocabulary)
    if not role:
        role, right = _for_whom(right, vocabulary)
    if minutes is None:
        first = MINUTES.match(right)
        if first is not None:
            minutes, right = minutes_said(first["number"]), right[first.end() :]
    if not role:
        role, right = _for_whom(right, vocabulary)
    note = " ".join(part for part in (extra, behind, right) if part)
    return Told(SessionKind.MOCK, subject, minutes, note, verdict, role)


def _round(text: str, vocabulary: Vocabulary) -> tuple[str, str, str]:
    """The round, the role it was for, and what else stood there."""
    parts = _FOR.split(text, maxsplit=1)
    if len(parts) == 2:
        return parts[0], parts[1], ""
    known = vocabulary.of(SessionKind.MOCK)
    begun = beginning(text, known, loosely=True)
    if begun is None:
        return text, "", ""
    title, rest = begun
    role = named(rest, vocabulary.roles)
    return (title, role, "") if role is not None else (title, "", rest)


def _for_whom(text: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """`for platform: too long`: the role and the rest; nothing is taken that names no role."""
    opened = _FOR.match(text)
    begun = None if opened is None else beginning(text[opened.end() :], vocabulary.roles, loosely=True)
    return ("", text) if begun is None else begun


_NAMES = {
    SessionKind.EXPLANATION: "explanation",
    SessionKind.DESIGN: "design session",
    SessionKind.READING: "reading",
    SessionKind.MOCK: "mock round",
    SessionKind.PORTFOLIO: "piece",
}


def fact_about_session(session: Session, sessions: Sequence[Session]) -> str | None:
    """One true sentence about a session of today that the log bears out, or None; `sessions` holds it too."""
    earlier = [
        one
        for one in sessions
        if one.kind is session.kind
        and one.subject == session.subject
        and one.role == session.role
        and (one.on, one.id) < (session.on, session.id)
    ]
    if session.verdict is Verdict.FAILED:
        return None
    if (
        session.verdict is Verdict.PASSED
        and earlier
        and not any(one.verdict is Verdict.PASSED for one in earlier)
    ):
        return f"Passed on try {len(earlier) + 1}."
    monday = session.on - timedelta(days=session.on.weekday())
    count = sum(
        one.kind is session.kind and monday <= one.on and (one.on, one.id) <= (session.on, session.id)
        for one in sessions
    )
    return None if count < 2 else f"{ordinal(count)} {_NAMES[session.kind]} this week."


class SessionNoted(Struct, frozen=True):
    """A session in the log, and what there is to say about it."""

    session: Session
    today: date
    """The person's day now; the session may count for an earlier one."""
    fact: str | None = None


_ASK = {
    SessionKind.EXPLANATION: "What did you explain? Write it like: bias and variance 2",
    SessionKind.DESIGN: "What did you design? Write it like: rate limiter 45",
    SessionKind.READING: "What did you read? Write it like: DDIA chapter 3 30",
    SessionKind.MOCK: "Which round was it? Write it like: technical screen passed 45",
    SessionKind.PORTFOLIO: "What did you finish? Write it like: article on feedback loops 90",
}


class NoSubject(UserError):
    """A session about nothing."""

    def __init__(self, kind: SessionKind) -> None:
        super().__init__(f"{_ASK[kind]}.")


class SubjectTooLong(UserError):
    """A subject that is a note."""

    def __init__(self, length: int) -> None:
        super().__init__(
            f"What it was about has {length} characters, and {SUBJECT_LIMIT} is the most. "
            "Put the minutes or a colon behind it, and the note after that."
        )


class RoleTooLong(UserError):
    """A role that is a story."""

    def __init__(self, length: int) -> None:
        super().__init__(f"That role has {length} characters, and {ROLE_LIMIT} is the most. Say it shorter.")


class UnknownRound(UserError):
    """A mock round that the programme's interview does not have."""

    def __init__(self, said: str, known: Sequence[Known]) -> None:
        titles = list(dict.fromkeys(one.title for one in known))
        quoted = said if len(said) <= 40 else f"{said[:39]}…"
        super().__init__(f'I don\'t know a round called "{quoted}". There are: {", ".join(titles)}.')


class NoVerdict(UserError):
    """A mock round without an outcome."""

    def __init__(self, said: str) -> None:
        name = tidy(said) if 0 < len(said) <= 40 else "technical screen"
        super().__init__(f"How did it go? Write passed or failed behind the round: {name} passed 45.")
