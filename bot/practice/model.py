"""The log as a whole: whatever stands in it, what is said when it changes, and what it refuses."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import NewType

from msgspec import Struct

from bot.curriculum.model import Catalogue, Problem
from bot.errors import NotAllowed, UserError
from bot.events import Event
from bot.people.model import PersonId

# the feature's values have one address, whichever file they live in
from bot.practice.attempt import QUICK as QUICK
from bot.practice.attempt import Attempt as Attempt
from bot.practice.attempt import AttemptChanged as AttemptChanged
from bot.practice.attempt import AttemptId as AttemptId
from bot.practice.attempt import AttemptLogged as AttemptLogged
from bot.practice.attempt import AttemptUndone as AttemptUndone
from bot.practice.attempt import Logged as Logged
from bot.practice.attempt import Said as Said
from bot.practice.attempt import again_on as again_on
from bot.practice.attempt import fact_about as fact_about
from bot.practice.attempt import fact_of_week as fact_of_week
from bot.practice.attempt import monday_of as monday_of
from bot.practice.attempt import parse_attempt as parse_attempt
from bot.practice.attempt import quick_under as quick_under
from bot.practice.form import Deed as Deed
from bot.practice.form import Filled as Filled
from bot.practice.form import corrected as corrected
from bot.practice.form import filled_of as filled_of
from bot.practice.line import LONGEST as LONGEST
from bot.practice.line import NOTE_LIMIT as NOTE_LIMIT
from bot.practice.line import OLDEST as OLDEST
from bot.practice.line import SHORTEST as SHORTEST
from bot.practice.line import BadDay as BadDay
from bot.practice.line import BadMinutes as BadMinutes
from bot.practice.line import NoteTooLong as NoteTooLong
from bot.practice.line import check_day as check_day
from bot.practice.line import check_note as check_note
from bot.practice.line import day_named as day_named
from bot.practice.line import minutes_field as minutes_field
from bot.practice.line import ordinal as ordinal
from bot.practice.line import tidy as tidy
from bot.practice.session import PARAGRAPH_LIMIT as PARAGRAPH_LIMIT
from bot.practice.session import ROLE_LIMIT as ROLE_LIMIT
from bot.practice.session import SUBJECT_LIMIT as SUBJECT_LIMIT
from bot.practice.session import NoSubject as NoSubject
from bot.practice.session import NoVerdict as NoVerdict
from bot.practice.session import RoleTooLong as RoleTooLong
from bot.practice.session import Session as Session
from bot.practice.session import SessionChanged as SessionChanged
from bot.practice.session import SessionId as SessionId
from bot.practice.session import SessionKind as SessionKind
from bot.practice.session import SessionLogged as SessionLogged
from bot.practice.session import SessionNoted as SessionNoted
from bot.practice.session import SessionUndone as SessionUndone
from bot.practice.session import SubjectTooLong as SubjectTooLong
from bot.practice.session import Told as Told
from bot.practice.session import UnknownRound as UnknownRound
from bot.practice.session import Verdict as Verdict
from bot.practice.session import Vocabulary as Vocabulary
from bot.practice.session import fact_about_session as fact_about_session
from bot.practice.session import parse_session as parse_session
from bot.practice.session import verdict_named as verdict_named
from bot.practice.session import vocabulary_of as vocabulary_of

Entry = Attempt | Session
"""One row of the log. Attempts and sessions share one number space."""

ImportId = NewType("ImportId", int)

MARKED = ("\x02", "\x03")
"""What stands around a word that was looked for; no note can hold it."""
MOST_WORDS = 12
"""Words of a search; the rest says nothing new."""


class Shown(Struct, frozen=True):
    """A row of the log with the problem that it is about."""

    entry: Entry
    problem: Problem | None = None
    """None for sessions, and where the catalogue no longer has it."""

    @property
    def title(self) -> str:
        """What it was about."""
        if isinstance(self.entry, Session):
            return self.entry.subject
        return f"Problem {self.entry.problem}" if self.problem is None else self.problem.title


def shown(entry: Entry, catalogue: Catalogue) -> Shown:
    """`entry` with the problem that it is about."""
    return Shown(entry, None if isinstance(entry, Session) else catalogue.known(entry.problem))


class LogImported(Event, frozen=True):
    """The rows of a file stand in the log, or were taken back together: then `rows` is below zero."""

    person_id: PersonId
    rows: int
    first: date
    last: date


class Undone(Struct, frozen=True):
    """What was taken back, and what the log of its day still holds."""

    what: Shown
    """The last of them, where a whole file was taken back."""
    today: date
    remaining: tuple[Shown, ...]
    """What the same day's log still holds, oldest first."""
    rows: int = 1
    file: str = ""
    """The name of the file that was taken back; empty for a single row."""


class Edited(Struct, frozen=True):
    """A row before and after its correction."""

    before: Shown
    after: Shown
    today: date


class History(Struct, frozen=True):
    """Every try at one problem."""

    problem: Problem
    tries: tuple[Attempt, ...]
    """Oldest first."""
    today: date


class Page(Struct, frozen=True):
    """One page of many rows."""

    number: int
    """From 1."""
    size: int
    total: int
    """Rows on all pages together."""

    @classmethod
    def at(cls, number: int, size: int, total: int) -> Page:
        """The page nearest to `number` that there is."""
        return cls(max(1, min(number, -(-total // size))), size, total)

    @property
    def last(self) -> int:
        """The number of the last one."""
        return max(1, -(-self.total // self.size))

    @property
    def skipped(self) -> int:
        """Rows on the pages before."""
        return (self.number - 1) * self.size


class Recent(Struct, frozen=True):
    """The newest rows of a log."""

    entries: tuple[Shown, ...]
    """Newest first."""
    page: Page
    today: date


class Hit(Struct, frozen=True):
    """A row whose words were found."""

    shown: Shown
    excerpt: str
    """The part of its note around them, each between `MARKED`; empty where only the subject has them."""


class Found(Struct, frozen=True):
    """What a search came to."""

    words: str
    """As they were typed; empty for the newest notes."""
    hits: tuple[Hit, ...]
    """Newest first."""
    page: Page
    today: date


class Import(Struct, frozen=True):
    """A file of rows, offered or taken."""

    id: ImportId
    person_id: PersonId
    name: str
    content: str | None
    """While it waits for a yes or a no."""
    undated: date
    """The day of rows that say none."""
    taken: bool
    undone: bool


class Offer(Struct, frozen=True):
    """What a file would bring into the log."""

    id: ImportId
    name: str
    rows: int
    """That the log does not have."""
    known: int
    """That it has already; they stay out."""
    undated: int
    """Rows that say no day ..."""
    undated_day: date
    """... and the day that they would count for."""
    first: date
    last: date
    problems: int
    """Different ones."""
    sessions: int
    ignored: tuple[str, ...]
    """Columns that mean nothing here."""
    sample: tuple[Shown, ...]
    """The first of the rows."""


class Taken(Struct, frozen=True):
    """What a file brought into the log."""

    name: str
    rows: int
    known: int
    """That were there already and stayed out."""
    first: date
    last: date


class Exported(Struct, frozen=True):
    """A log as a file."""

    name: str
    data: bytes
    rows: int


def sought(text: str) -> str:
    """What SQLite's full-text search understands, from whatever somebody typed; empty without a word in it.

    Every word has to be there, the last one may be a beginning. Nothing of it is an operator.
    """
    # letters, numbers, and the marks that are part of a word in many scripts
    words = "".join(one if unicodedata.category(one)[0] in "LNM" else " " for one in tidy(text)).split()
    words = [word for word in words if any(one.isalnum() for one in word)][:MOST_WORDS]
    return " ".join(f'"{word}"' for word in words) + "*" if words else ""


class NothingToUndo(UserError):
    """`!undo` with an empty log."""

    def __init__(self) -> None:
        super().__init__("There is nothing in your log to take back.")


class NoLogOfTheirOwn(NotAllowed):
    """Somebody without a plan wants to log."""

    def __init__(self) -> None:
        super().__init__("Only candidates keep a log. /join begins a plan of your own.")


class OnlyTheStreamer(NotAllowed):
    """A viewer or moderator wants to log on Twitch."""

    def __init__(self) -> None:
        super().__init__("Only the streamer logs problems here.")


class StreamerNotLinked(NotAllowed):
    """On Twitch, before the bot knows which account is the candidate's."""

    def __init__(self) -> None:
        super().__init__(
            "I don't know yet whose channel this is. The candidate can tell me with /link in Discord."
        )


class NoSuchEntry(UserError):
    """A number that no row of somebody's log has."""

    def __init__(self, said: str) -> None:
        quoted = said if len(said) <= 40 else f"{said[:39]}…"
        super().__init__(
            f'Your log has no entry "{quoted}". /history lists them with their numbers; '
            "without a number, /edit shows the last ones."
        )


class NothingLogged(UserError):
    """`/edit`, `/history` or `/notes` with an empty log."""

    def __init__(self) -> None:
        super().__init__("Your log is empty. `!solved two-sum 18` is how it begins.")


class NeverTried(UserError):
    """The history of a problem that has none."""

    def __init__(self, title: str) -> None:
        super().__init__(f"{title} is not in your log yet.")


class NothingFound(UserError):
    """Words that no note has."""

    def __init__(self, said: str) -> None:
        quoted = said if len(said) <= 40 else f"{said[:39]}…"
        super().__init__(f'None of your notes has "{quoted}". Try one word of it, or its beginning.')


class OfferGone(UserError):
    """A yes or a no to a file that waits no longer."""

    def __init__(self) -> None:
        super().__init__("That file waits no longer. Attach it to /import again.")


class NothingNew(UserError):
    """A file of which the log has every row."""

    def __init__(self, rows: int) -> None:
        what = "The only row of that file is" if rows == 1 else f"All {rows} rows of that file are"
        super().__init__(f"{what} in your log already, so there is nothing to take.")
