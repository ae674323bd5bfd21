"""A log as a table, and back as it was; other people's tables are understood, too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime

from msgspec import Struct
from msgspec.structs import replace

from bot.curriculum.model import Catalogue, Problem
from bot.errors import UserError
from bot.people.model import PersonId
from bot.practice.file_cells import Days, minutes_cell, yes_or_no
from bot.practice.model import (
    PARAGRAPH_LIMIT,
    Attempt,
    AttemptId,
    Entry,
    Session,
    SessionId,
    SessionKind,
    Verdict,
    Vocabulary,
    check_note,
    shown,
    tidy,
    verdict_named,
)
from bot.practice.subject import named
from bot.sheet import BadRows, Line, parsed, written

COLUMNS = ("date", "kind", "what", "number", "outcome", "minutes", "cold", "role", "note", "logged")
"""Of a file of ours."""
_HEADLESS = ("what", "date", "outcome", "minutes", "note")
_PROBLEM = "problem"
"""The kind of an attempt; also where nothing is said."""
_KINDS: Mapping[str, SessionKind] = {kind.value: kind for kind in SessionKind} | {
    "explained": SessionKind.EXPLANATION,
    "designed": SessionKind.DESIGN,
    "read": SessionKind.READING,
    "shipped": SessionKind.PORTFOLIO,
}
NAMES: Mapping[str, str] = {
    alias: column
    for column, aliases in {
        "date": "date,day,on,when,solved on,date solved,solved date,completed on,date completed,last solved,"
        "last submitted,submitted at,submission time,timestamp,time stamp",
        "kind": "kind",
        "what": "what,problem,title,name,question,problem name,problem title,question title,question name,"
        "leetcode problem,subject",
        "link": "link,url,slug,title slug,titleslug,problem link,leetcode link,leetcode url,problem url",
        "number": "number,leetcode,leetcode number,leetcode id,problem number,question number,frontend id,"
        "frontend question id,question id,problem id,frontendquestionid,questionid",
        "place": "#,id,no,nr",
        "outcome": "outcome,result,status,solved,verdict,passed,done,finished",
        "minutes": "minutes,min,mins,time,duration,time taken,time spent,time min,time minutes,minutes taken,"
        "minutes spent,duration min,duration minutes,time in minutes",
        "cold": "cold,from memory,without help,without hints,independently,alone",
        "helped": "read,read solution,solution read,after reading,looked at solution,saw solution,"
        "used solution,helped,help,hints,used hints",
        "role": "role",
        "note": "note,notes,comment,comments,intuition,idea,key idea,insight,takeaway,remarks,approach",
        "logged": "logged",
    }.items()
    for alias in aliases.split(",")
}
"""What people and their tools call the columns, in small letters and without punctuation."""


class Read(Struct, frozen=True):
    """Rows that a file holds, not in any log yet."""

    entries: tuple[Entry, ...]
    """In the order of the file; without numbers of their own."""
    undated: int
    """How many of them say no day."""
    ignored: tuple[str, ...]
    """Headers that mean nothing here."""
    exact: tuple[bool, ...]
    """Of each row, whether it says to the instant when it was logged."""


def write_log(entries: Iterable[Entry], catalogue: Catalogue) -> str:
    """The table of these rows."""
    return written(COLUMNS, (_row(entry, catalogue) for entry in entries))


def _row(entry: Entry, catalogue: Catalogue) -> tuple[str, ...]:
    minutes = "" if entry.minutes is None else str(entry.minutes)
    day, logged = entry.on.isoformat(), entry.at.astimezone(UTC).isoformat()
    if isinstance(entry, Session):
        return (
            day,
            entry.kind,
            entry.subject,
            "",
            entry.verdict or "",
            minutes,
            "",
            entry.role,
            entry.note,
            logged,
        )
    outcome = "solved" if entry.solved else "not solved"
    return (
        day,
        _PROBLEM,
        shown(entry, catalogue).title,
        str(entry.problem),
        outcome,
        minutes,
        "yes" if entry.cold else "no",
        "",
        entry.note,
        logged,
    )


class Reader(Struct, frozen=True):
    """What has to be known to understand somebody's table."""

    catalogue: Catalogue
    vocabulary: Vocabulary
    person_id: PersonId
    now: datetime
    day_of: Callable[[datetime], date]
    """Which of the person's days an instant lies in."""
    undated: date
    """The day of rows that say none."""

    def read(self, text: str) -> Read:
        """Every row, or none. Raises BadFile, BadRows."""
        sheet = parsed(text, NAMES, _HEADLESS)
        cells = [line.cells["date"] for line in sheet.lines if "date" in line.cells]
        days = Days.of(cells, self.day_of(self.now), self.day_of)
        entries: list[Entry] = []
        wrong: list[tuple[int, str]] = []
        for line in sheet.lines:
            try:
                entries.append(self._entry(line, days))
            except UserError as error:
                wrong.append((line.number, str(error)))
        if wrong:
            raise BadRows(wrong)
        return Read(
            tuple(entries),
            len(sheet.lines) - len(cells),
            sheet.ignored,
            tuple("logged" in line.cells for line in sheet.lines),
        )

    def _entry(self, line: Line, days: Days) -> Entry:
        cells = line.cells
        on = days.read(cells["date"]) if "date" in cells else self.undated
        minutes = minutes_cell(cells.get("minutes", ""))
        note = tidy(cells.get("note", ""))
        said = tidy(cells.get("kind", _PROBLEM)).casefold()
        if said in _KINDS:
            return self._session(_KINDS[said], line, on, minutes, check_note(note, PARAGRAPH_LIMIT))
        if said != _PROBLEM:
            raise BadCell("kind", said, ", ".join((_PROBLEM, *SessionKind)))
        return Attempt(
            AttemptId(0),
            self.person_id,
            self._problem(cells),
            solved=_truth(cells, "outcome", otherwise=True),
            minutes=minutes,
            cold=_truth(cells, "cold", otherwise=not _truth(cells, "helped", otherwise=False)),
            note=check_note(note),
            at=self._logged(cells),
            on=on,
        )

    def _session(self, kind: SessionKind, line: Line, on: date, minutes: int | None, note: str) -> Session:
        cells = line.cells
        verdict = None
        if kind is SessionKind.MOCK:
            said = tidy(cells.get("outcome", ""))
            verdict = verdict_named(said)
            if verdict is None:
                raise BadCell("outcome", said, ", ".join(Verdict))
        subject, role = tidy(cells.get("what", "")), tidy(cells.get("role", ""))
        # our own files say already what the programme called it then; a round of another programme stays
        if "logged" not in cells:
            subject = named(subject, self.vocabulary.of(kind)) or subject
            role = self.vocabulary.role(role)
        return Session(
            SessionId(0),
            self.person_id,
            kind,
            Vocabulary().settled(kind, subject),
            minutes,
            note,
            at=self._logged(cells),
            on=on,
            verdict=verdict,
            role=Vocabulary().role(role) if kind is SessionKind.MOCK else "",
        )

    def _problem(self, cells: Mapping[str, str]) -> int:
        """By its link, its title or its number; the count of a row only where nothing else names it."""
        numbered = tidy(cells.get("number", ""))
        if "logged" in cells and _is_number(numbered):
            # a file of ours says what it means, also where the catalogue has lost the problem since
            return int(numbered)
        titled: Problem | None = None
        refusal: UserError | None = None
        for column in ("link", "what"):
            if column in cells and titled is None:
                try:
                    titled = self.catalogue.find(cells[column].strip().strip("/"))
                except UserError as error:
                    refusal = error
        if numbered:
            known = self.catalogue.known(int(numbered)) if _is_number(numbered) else None
            if known is not None and titled is not None and known != titled:
                raise TwoProblems(known, titled)
            if known is not None:
                return known.number
            refusal = refusal or NoSuchNumber(numbered)
        if titled is not None:
            return titled.number
        place = tidy(cells.get("place", ""))
        if refusal is None and place:
            return self.catalogue.find(place).number
        raise refusal or NoProblem()

    def _logged(self, cells: Mapping[str, str]) -> datetime:
        if "logged" not in cells:
            return self.now
        said = tidy(cells["logged"])
        try:
            moment = datetime.fromisoformat(said)
        except ValueError:
            raise BadCell(
                "logged", said, "an instant such as 2026-03-01T18:00:00+00:00, or nothing"
            ) from None
        if moment.tzinfo is None or moment > self.now:
            raise BadCell("logged", said, "an instant with its offset that has gone by, or nothing")
        return moment.astimezone(UTC)


def without_known(read: Read, held: Iterable[Entry]) -> tuple[Entry, ...]:
    """What the file has and the log has not: each row of the log keeps one equal row of the file out."""
    to_the_instant: Counter[Entry] = Counter()
    roughly: Counter[Entry] = Counter()
    for entry in held:
        to_the_instant[_bare(entry, entry.at)] += 1
        roughly[_bare(entry, None)] += 1
    new: list[Entry] = []
    for entry, exact in zip(read.entries, read.exact, strict=True):
        known, key = (to_the_instant, _bare(entry, entry.at)) if exact else (roughly, _bare(entry, None))
        if known[key]:
            known[key] -= 1
        else:
            new.append(entry)
    return tuple(new)


def _bare(entry: Entry, at: datetime | None) -> Entry:
    """What two rows share that say the same."""
    moment = at or datetime.min.replace(tzinfo=UTC)
    if isinstance(entry, Session):
        return replace(entry, id=SessionId(0), at=moment, source=None)
    return replace(entry, id=AttemptId(0), at=moment, source=None)


def _truth(cells: Mapping[str, str], column: str, *, otherwise: bool) -> bool:
    if column not in cells:
        return otherwise
    found = yes_or_no(cells[column])
    if found is None:
        raise BadCell(column, tidy(cells[column]), "yes or no")
    return found


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 9 and int(text) > 0


class BadCell(UserError):
    """A cell that is none of what its column can be."""

    def __init__(self, column: str, said: str, choices: str) -> None:
        quoted = said if len(said) <= 24 else f"{said[:23]}…"
        what = f'"{quoted}"' if said else "empty"
        super().__init__(f"{column} is {what}. It can be {choices}.")


class NoProblem(UserError):
    """A row that names nothing."""

    def __init__(self) -> None:
        super().__init__("No problem is named. Give its title, its link or its LeetCode number.")


class NoSuchNumber(UserError):
    """A LeetCode number that the catalogue does not have."""

    def __init__(self, said: str) -> None:
        quoted = said if len(said) <= 12 else f"{said[:11]}…"
        super().__init__(
            f"I have no problem {quoted}. Take the row out, or add the problem first: "
            "python -m bot import problems FILE."
        )


class TwoProblems(UserError):
    """A number and a title that do not belong together."""

    def __init__(self, numbered: Problem, titled: Problem) -> None:
        super().__init__(
            f"{numbered.number} is {numbered.title}, and {titled.title} is {titled.number}. Which one?"
        )
