"""A recording that was handed in: what there is to watch, where its post stands, and how far it is."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from msgspec import Struct
from msgspec.structs import replace

from bot.people.model import PersonId
from bot.recording.form import Form, Kind
from bot.recording.moment import Span
from bot.recording.refusals import NotClosed, NoTitle

RecordingId = NewType("RecordingId", int)

OPEN_FOR = timedelta(days=7)
"""How long friends are asked; whoever comes later still counts."""
SELF_FIRST = timedelta(hours=48)
"""After this the candidate may read friends' forms without a rating of their own."""
ALONE = 1
"""The stage in which recordings are for nobody but the candidate."""
TITLE_LIMIT = 90
LOOK_AT_LIMIT = 500


class State(StrEnum):
    """How far a recording is."""

    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class File(Struct, frozen=True):
    """A file that was handed in; the link is Discord's own and good for about a day."""

    name: str
    url: str
    size: int
    """Bytes."""


class Where(Struct, frozen=True):
    """Where the post stands; Discord's ids."""

    channel: int
    """The channel of the message; in a forum that is the post's own thread."""
    message: int
    thread: int | None = None
    """None where Discord did not let us open one."""

    @property
    def in_forum(self) -> bool:
        """Whether the post is a thread of its own."""
        return self.thread == self.channel


class Recording(Struct, frozen=True):
    """One recording; its state follows from its instants."""

    id: RecordingId
    person_id: PersonId
    kind: Kind
    stage: int
    title: str
    submitted_at: datetime
    closes_at: datetime
    look_at: str = ""
    """What friends are asked to look at."""
    link: str | None = None
    file: File | None = None
    problem: int | None = None
    """Number in the catalogue."""
    span: Span | None = None
    """The part to look at; None for all of it."""
    closed_at: datetime | None = None
    withdrawn_at: datetime | None = None
    where: Where | None = None
    """None until the post stands, and for ever where the recording is private."""
    lost_at: datetime | None = None
    """When the post was found to be gone; what was said until then stays."""
    thread_lost_at: datetime | None = None

    @property
    def state(self) -> State:
        """Open, closed or withdrawn."""
        if self.withdrawn_at is not None:
            return State.WITHDRAWN
        return State.OPEN if self.closed_at is None else State.CLOSED

    @property
    def is_private(self) -> bool:
        """Whether it is for its candidate alone."""
        return self.stage <= ALONE

    @property
    def is_heard(self) -> bool:
        """Whether its post stands, so that Discord says what friends think."""
        return self.where is not None and self.lost_at is None and self.withdrawn_at is None

    @property
    def thread(self) -> int | None:
        """The thread under its post, while there is one."""
        return None if self.where is None or self.thread_lost_at is not None else self.where.thread

    @property
    def forms_open_at(self) -> datetime:
        """When friends' forms open to the candidate whatever they did."""
        return self.submitted_at + SELF_FIRST

    def forms_open(self, own: Form | None, now: datetime) -> bool:
        """Whether the candidate may read friends' forms: after their own rating, or after two days."""
        return (own is not None and own.covers(self.kind)) or now >= self.forms_open_at

    def close(self, now: datetime) -> Recording:
        """Its week is over; safe twice, too early, and after a withdrawal."""
        if self.state is not State.OPEN or now < self.closes_at:
            return self
        return replace(self, closed_at=now)

    def reopen(self, now: datetime) -> Recording:
        """Asked once more for another week. Raises NotClosed."""
        if self.state is not State.CLOSED:
            raise NotClosed
        return replace(self, closed_at=None, closes_at=now + OPEN_FOR)

    def withdraw(self, now: datetime) -> Recording:
        """Taken back by its candidate; safe twice."""
        return self if self.withdrawn_at is not None else replace(self, withdrawn_at=now)

    def placed(self, where: Where) -> Recording:
        """Its post stands; the first place counts, and a thread that opens later is added."""
        if self.where is None:
            return replace(self, where=where)
        if self.where.thread is None and where.message == self.where.message:
            return replace(self, where=where)
        return self

    def lose(self, now: datetime) -> Recording:
        """Its post is gone; safe twice."""
        return self if self.lost_at is not None else replace(self, lost_at=now)

    def lose_thread(self, now: datetime) -> Recording:
        """Its thread is gone, and in a forum the post with it; safe twice."""
        lost = self if self.thread_lost_at is not None else replace(self, thread_lost_at=now)
        return lost.lose(now) if self.where is not None and self.where.in_forum else lost


def tidy_title(text: str) -> str:
    """A title on one line. Raises NoTitle."""
    line = " ".join(text.split())
    if not line:
        raise NoTitle
    return line if len(line) <= TITLE_LIMIT else line[: TITLE_LIMIT - 1].rstrip() + "…"


def tidy_look_at(text: str) -> str:
    """What friends are asked to look at, its lines kept."""
    lines = "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
    return lines if len(lines) <= LOOK_AT_LIMIT else lines[: LOOK_AT_LIMIT - 1].rstrip() + "…"
