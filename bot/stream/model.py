"""A stream as viewers know it: one or more broadcasts with short drops between them, and what happened."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from bot.curriculum.model import Problem
from bot.events import Event
from bot.people.model import Person
from bot.practice.model import Attempt

# the feature's values have one address, whichever file they live in
from bot.stream.broadcast import Airing as Airing
from bot.stream.broadcast import Broadcast as Broadcast
from bot.stream.broadcast import Stream as Stream
from bot.stream.broadcast import StreamId as StreamId
from bot.stream.broadcast import Video as Video
from bot.stream.broadcast import expiry as expiry
from bot.stream.broadcast import pause_after as pause_after
from bot.stream.chapters import Beat as Beat
from bot.stream.chapters import Chapter as Chapter
from bot.stream.chapters import chapters as chapters
from bot.stream.moment import NOTE_LIMIT as NOTE_LIMIT
from bot.stream.moment import Moment as Moment
from bot.stream.moment import may_mark as may_mark
from bot.stream.moment import tidy_note as tidy_note
from bot.stream.refusals import AlreadyLogged as AlreadyLogged
from bot.stream.refusals import NoInvite as NoInvite
from bot.stream.refusals import NoProblem as NoProblem
from bot.stream.refusals import NoStreamYet as NoStreamYet
from bot.stream.refusals import NoSuchStream as NoSuchStream
from bot.stream.refusals import NothingToLog as NothingToLog
from bot.stream.refusals import NotLive as NotLive
from bot.stream.refusals import NotYourStage as NotYourStage

KIND = "stream"
"""Kind of the post that says that a stream is on, and later what became of it."""


class Setting(Struct, frozen=True):
    """A problem was put on the stage."""

    problem: int
    at: datetime


class OnStage(Struct, frozen=True):
    """The problem that is being worked on, and what became of it since it was put there."""

    problem: Problem
    since: datetime
    attempt: Attempt | None = None
    """The last one that was logged since; only then may its pattern be named."""
    spent: timedelta | None = None
    """What the clock counted for it since; None where no clock ran for it."""


class Tried(Struct, frozen=True):
    """An attempt that was logged during the stream."""

    attempt: Attempt
    problem: Problem | None
    """None where the catalogue no longer has it."""


class GuessResult(Struct, frozen=True):
    """How chat did in one round of guessing the pattern."""

    title: str
    pattern: str
    right: int
    guessed: int
    first: str | None
    """Who saw it first."""


class StreamView(Struct, frozen=True):
    """All there is to show of one stream."""

    stream: Stream
    person: Person
    until: datetime
    """Up to when it is shown: its end, or now."""
    tried: tuple[Tried, ...] = ()
    """The last attempt at each problem, in the order in which they were logged."""
    moments: tuple[Moment, ...] = ()
    beats: tuple[Beat, ...] = ()
    """What there is to put into chapters, oldest first."""
    guesses: tuple[GuessResult, ...] = ()


class StreamEvent(Event, frozen=True):
    """Something became of a stream; never published itself."""

    stream: Stream


class StreamStarted(StreamEvent, frozen=True):
    """A stream went on air."""


class StreamDropped(StreamEvent, frozen=True):
    """It went off air; whether for good shows later."""


class StreamReturned(StreamEvent, frozen=True):
    """It came back in time and goes on."""


class StreamChanged(StreamEvent, frozen=True):
    """Title or category are others now."""


class StreamEnded(StreamEvent, frozen=True):
    """It stayed off air and is over."""


class VodFound(StreamEvent, frozen=True):
    """Twitch has a recording of one of its broadcasts."""

    broadcast: Broadcast


class VideoWanted(StreamEvent, frozen=True):
    """It is time to look whether Twitch has the recording of this broadcast; not published to be kept."""

    broadcast: Broadcast


class VideoExpiring(StreamEvent, frozen=True):
    """The recording will soon be gone, and the host has not been told yet."""

    broadcast: Broadcast


class MomentMarked(StreamEvent, frozen=True):
    """Somebody in chat marked what they just saw."""

    moment: Moment


class ProblemSet(Event, frozen=True):
    """Another problem is on the stage."""

    setting: Setting


STREAM_EVENTS: tuple[type[StreamEvent], ...] = (
    StreamStarted,
    StreamDropped,
    StreamReturned,
    StreamChanged,
    StreamEnded,
    VodFound,
    MomentMarked,
)
"""Everything after which a stream looks different."""
