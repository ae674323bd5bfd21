"""What an item that is no problem writes into the log, and what a line behind its number says about it."""

from __future__ import annotations

from msgspec import Struct

from bot.assignment.item import Item
from bot.curriculum.model import Kind, Programme
from bot.practice.line import MINUTES, check_minutes, check_note, minutes_said, take_marks, tidy
from bot.practice.model import PARAGRAPH_LIMIT, SUBJECT_LIMIT, SessionKind, Verdict, verdict_named

_SESSIONS = {
    Kind.READ: SessionKind.READING,
    Kind.STUDY: SessionKind.READING,
    Kind.EXPLAIN: SessionKind.EXPLANATION,
    Kind.WALK: SessionKind.DESIGN,
    Kind.MOCK: SessionKind.DESIGN,
    Kind.ROUND: SessionKind.MOCK,
    Kind.PORTFOLIO: SessionKind.PORTFOLIO,
}
"""What else there is to do leaves no trace but its tick."""
_LONGEST_VERDICT = 2
"""Words, as in `not passed`."""


class Sitting(Struct, frozen=True):
    """The session that an item stands for."""

    kind: SessionKind
    subject: str
    role: str = ""
    by_tick: bool = True
    """Whether its tick writes it: a tick on a piece is work on it, a session of it its end."""


def sitting_of(item: Item, programme: Programme) -> Sitting | None:
    """What an item leaves in the log, by the programme's own titles; None for problems and mere ticks."""
    kind = _SESSIONS.get(item.kind)
    if kind is None or item.problem is not None:
        return None
    titles = {
        SessionKind.DESIGN: {one.key: one.title for one in programme.systems},
        SessionKind.MOCK: {one.key: one.title for one in programme.rounds},
        SessionKind.PORTFOLIO: {one.key: one.title for one in programme.portfolio},
        SessionKind.READING: {one.key: one.title for one in programme.research},
    }
    subject = titles.get(kind, {}).get(item.about) or item.about or item.title
    role = programme.role(item.detail) if kind is SessionKind.MOCK else None
    return Sitting(
        kind,
        tidy(subject)[:SUBJECT_LIMIT],
        "" if role is None else role.title,
        by_tick=kind is not SessionKind.PORTFOLIO,
    )


class Ticked(Struct, frozen=True):
    """What a line such as `25 a paragraph on recall`, or `passed 40 they asked for numbers`, says."""

    minutes: int | None = None
    note: str = ""
    verdict: Verdict | None = None
    """Only of a round."""
    day: str = ""
    """The day that was named in it; empty without one."""

    def completed(self) -> Ticked:
        """As it came from fields of its own. Raises BadMinutes, NoteTooLong."""
        minutes = None if self.minutes is None else check_minutes(self.minutes)
        return Ticked(minutes, check_note(tidy(self.note), PARAGRAPH_LIMIT), self.verdict)


def read_tick(text: str, *, is_round: bool) -> Ticked:
    """Read `[passed|failed] [minutes] [note]`; the outcome is one of a round only.

    Raises BadMinutes, NoteTooLong.
    """
    line, marks = take_marks(text)
    verdict, minutes = None, None
    for _ in range(2):
        if is_round and verdict is None:
            verdict, line = _verdict(line)
        found = MINUTES.match(line)
        if minutes is None and found is not None:
            minutes, line = minutes_said(found["number"]), line[found.end() :]
    return Ticked(minutes, check_note(tidy(line), PARAGRAPH_LIMIT), verdict, marks.day)


def _verdict(line: str) -> tuple[Verdict | None, str]:
    words = line.split(" ")
    for count in range(min(_LONGEST_VERDICT, len(words)), 0, -1):
        verdict = verdict_named(" ".join(words[:count]))
        if verdict is not None:
            return verdict, " ".join(words[count:])
    return None, line
