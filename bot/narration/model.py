"""What was measured of a recording, tied to the clock that ran; and silences that were announced."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NewType

from msgspec import Struct

from bot.curriculum.model import Problem
from bot.events import Event

# the feature's values have one address, whichever file they live in
from bot.narration.account import LONG as LONG
from bot.narration.account import SILENCE as SILENCE
from bot.narration.account import Account as Account
from bot.narration.account import Beat as Beat
from bot.narration.account import Silence as Silence
from bot.narration.account import account_of as account_of
from bot.narration.clockline import ClockLine as ClockLine
from bot.narration.clockline import Counted as Counted
from bot.narration.clockline import Place as Place
from bot.narration.clockline import Section as Section
from bot.narration.heard import Heard as Heard
from bot.narration.heard import Trouble as Trouble
from bot.narration.heard import pairs as pairs
from bot.narration.heard import spans as spans
from bot.narration.moment import By as By
from bot.narration.moment import Moment as Moment
from bot.narration.moment import moments_of as moments_of
from bot.narration.refusals import NoSuchNarration as NoSuchNarration
from bot.narration.refusals import NothingHeard as NothingHeard
from bot.narration.refusals import OnlyTheCandidate as OnlyTheCandidate
from bot.narration.refusals import Unheard as Unheard
from bot.narration.trend import Agreement as Agreement
from bot.narration.trend import Clean as Clean
from bot.narration.trend import Point as Point
from bot.narration.trend import Trend as Trend
from bot.narration.trend import agreement as agreement
from bot.narration.trend import clean_of as clean_of
from bot.narration.trend import trend as trend
from bot.narration.voice import Span as Span
from bot.narration.voice import cut as cut
from bot.narration.voice import joined as joined
from bot.narration.voice import total as total
from bot.narration.wording import digits as digits
from bot.narration.wording import sentence as sentence
from bot.narration.wording import warning as warning
from bot.people.model import Person, PersonId
from bot.recording.model import Kind, Recording, RecordingId, State, at_second
from bot.timer.model import Timer, TimerId

NarrationId = NewType("NarrationId", int)

OFFER = "narration"
"""Kind of the post that offers a measured recording to its candidate."""
MOMENTS = "narration-moments"
"""Kind of the line under a closed review that says where it was silent, after friends said so or did not."""
MOMENTS_LIFE = timedelta(days=1)
OFFER_LIFE = timedelta(days=2)
"""How long after a recording it is still worth offering."""
LONGEST = timedelta(hours=6)
"""More of a file is not listened to."""
SHORTEST_TEST = timedelta(minutes=1)
"""A clock that ran for less during a recording is not what was recorded."""
NAME_LIMIT = 255
"""Characters of a file's name, which is what file systems take."""


class Narration(Struct, frozen=True):
    """One recording, measured."""

    id: NarrationId
    person_id: PersonId
    timer_id: TimerId | None
    """The clock that ran meanwhile."""
    name: str
    """The file's, without its folder."""
    began_at: datetime
    heard: Heard
    measured_at: datetime
    recording_id: RecordingId | None = None
    """What it was handed in as."""

    @property
    def ended_at(self) -> datetime:
        """When the recording ended."""
        return self.began_at + self.heard.length

    @property
    def span(self) -> Span:
        """All of it."""
        return Span(timedelta(), self.heard.length)

    def position(self, at: datetime) -> timedelta:
        """Where in the recording that was; before it began, under nothing."""
        return at - self.began_at


class Thought(Struct, frozen=True):
    """A silence was announced."""

    person_id: PersonId
    at: datetime


class NarrationView(Struct, frozen=True):
    """All there is to show of one recording."""

    narration: Narration
    person: Person
    account: Account
    line: ClockLine
    timer: Timer | None = None
    problem: Problem | None = None
    moments: tuple[Moment, ...] = ()
    """What friends and viewers marked."""
    trend: Trend | None = None
    recording: Recording | None = None
    """What it was handed in as, for review or for oneself."""
    agreement: Agreement | None = None

    def link(self, at: timedelta) -> str | None:
        """The video that was handed in, opened at that place; None where it has no such links."""
        if self.recording is None or self.recording.link is None:
            return None
        return at_second(self.recording.link, int(at.total_seconds()))

    @property
    def title(self) -> str:
        """What it is a recording of."""
        if self.recording is not None:
            return self.recording.title
        if self.problem is not None:
            return self.problem.title
        return (self.timer.label if self.timer is not None else "") or self.narration.name


class Take(Struct, frozen=True):
    """One recording as the log counts it."""

    narration: Narration
    point: Point
    counted: timedelta
    """Of the clock."""
    whole: bool
    """Whether it holds all of its clock, but for a moment at an end."""
    timer: Timer | None = None
    recording: Recording | None = None
    """What it was handed in as."""

    @property
    def problem(self) -> int | None:
        """Number in the catalogue."""
        of_clock = None if self.timer is None else self.timer.problem
        return self.recording.problem if of_clock is None and self.recording is not None else of_clock

    @property
    def design(self) -> bool:
        """Whether it is one of a system design: its clock has sections, or it was handed in as one."""
        if self.timer is not None and self.timer.parts:
            return True
        return self.recording is not None and self.recording.kind is Kind.DESIGN

    @property
    def waits(self) -> bool:
        """Whether friends are still asked what they saw."""
        recording = self.recording
        return recording is not None and not recording.is_private and recording.state is State.OPEN

    @property
    def told_at(self) -> datetime | None:
        """Since when others may hear of it: friends have said what they saw. None: its candidate's."""
        if self.recording is None or self.recording.is_private or self.recording.state is not State.CLOSED:
            return None
        return self.recording.closed_at


class NarrationMeasured(Event, frozen=True):
    """A recording of a timed test was measured."""

    narration: Narration


class NarrationFailed(Event, frozen=True):
    """A recording of a timed test could not be measured; `sentence` says why and the mend."""

    person: Person
    sentence: str


def match(clocks: Sequence[tuple[Timer, ClockLine]], now: datetime) -> Timer | None:
    """The clock that a recording is of: the one that ran longest meanwhile, and for half of itself at least.

    Each comes with its line over the recording. One that ran for a few seconds beside it is none.
    """
    together = {timer.id: total(line.spans) for timer, line in clocks}
    held = [timer for timer, _ in clocks if together[timer.id] >= max(SHORTEST_TEST, timer.elapsed(now) / 2)]
    return max(held, key=lambda timer: together[timer.id], default=None)
