"""Recordings and reviews: the values of the feature at one address, and what is told of them."""

from __future__ import annotations

from msgspec import Struct

from bot.events import Event
from bot.people.model import Person

# the feature's values have one address, whichever file they live in
from bot.recording.form import HIGHEST as HIGHEST
from bot.recording.form import LOWEST as LOWEST
from bot.recording.form import RUBRICS as RUBRICS
from bot.recording.form import WORDS_LIMIT as WORDS_LIMIT
from bot.recording.form import Aspect as Aspect
from bot.recording.form import Form as Form
from bot.recording.form import Kind as Kind
from bot.recording.form import Score as Score
from bot.recording.form import calibration_gap as calibration_gap
from bot.recording.history import Feedback as Feedback
from bot.recording.history import Shelf as Shelf
from bot.recording.history import Standing as Standing
from bot.recording.history import Trend as Trend
from bot.recording.history import feedback as feedback
from bot.recording.history import saw as saw
from bot.recording.history import standing as standing
from bot.recording.link import LINK_LIMIT as LINK_LIMIT
from bot.recording.link import at_second as at_second
from bot.recording.link import check_link as check_link
from bot.recording.link import host_of as host_of
from bot.recording.moment import Merged as Merged
from bot.recording.moment import Moment as Moment
from bot.recording.moment import Read as Read
from bot.recording.moment import Remark as Remark
from bot.recording.moment import Span as Span
from bot.recording.moment import clock_text as clock_text
from bot.recording.moment import merge_moments as merge_moments
from bot.recording.moment import read_message as read_message
from bot.recording.moment import read_remark as read_remark
from bot.recording.moment import read_slice as read_slice
from bot.recording.moment import span_text as span_text
from bot.recording.reaction import Reaction as Reaction
from bot.recording.recording import ALONE as ALONE
from bot.recording.recording import LOOK_AT_LIMIT as LOOK_AT_LIMIT
from bot.recording.recording import OPEN_FOR as OPEN_FOR
from bot.recording.recording import SELF_FIRST as SELF_FIRST
from bot.recording.recording import TITLE_LIMIT as TITLE_LIMIT
from bot.recording.recording import File as File
from bot.recording.recording import Recording as Recording
from bot.recording.recording import RecordingId as RecordingId
from bot.recording.recording import State as State
from bot.recording.recording import Where as Where
from bot.recording.recording import tidy_look_at as tidy_look_at
from bot.recording.recording import tidy_title as tidy_title
from bot.recording.refusals import BackwardSpan as BackwardSpan
from bot.recording.refusals import BadLink as BadLink
from bot.recording.refusals import BadMoment as BadMoment
from bot.recording.refusals import BadSpan as BadSpan
from bot.recording.refusals import BadStage as BadStage
from bot.recording.refusals import FileTooLarge as FileTooLarge
from bot.recording.refusals import NoReviewChannel as NoReviewChannel
from bot.recording.refusals import NoSuchRecording as NoSuchRecording
from bot.recording.refusals import NotClosed as NotClosed
from bot.recording.refusals import NothingToReview as NothingToReview
from bot.recording.refusals import NotInReview as NotInReview
from bot.recording.refusals import NoTitle as NoTitle
from bot.recording.refusals import NotYourRecording as NotYourRecording
from bot.recording.refusals import NotYourStream as NotYourStream
from bot.recording.refusals import NoVideo as NoVideo
from bot.recording.refusals import NoVodYet as NoVodYet
from bot.recording.refusals import OnlyOne as OnlyOne
from bot.recording.refusals import Withdrawn as Withdrawn
from bot.recording.rotation import Offer as Offer
from bot.recording.rotation import ask_at as ask_at
from bot.recording.rotation import next_reviewer as next_reviewer
from bot.recording.statement import EMOJI as EMOJI
from bot.recording.statement import FLAGS as FLAGS
from bot.recording.statement import STRENGTHS as STRENGTHS
from bot.recording.statement import Sort as Sort
from bot.recording.statement import Statement as Statement
from bot.recording.statement import by_emoji as by_emoji
from bot.recording.tally import Mark as Mark
from bot.recording.tally import Quote as Quote
from bot.recording.tally import Said as Said
from bot.recording.tally import Summary as Summary
from bot.recording.tally import Tally as Tally
from bot.recording.tally import Vote as Vote
from bot.recording.tally import summary as summary
from bot.recording.tally import tally as tally

KIND = "review"
"""Kind of the post that asks friends to look."""
CLOSING = "review-closed"
"""Kind of the summary that closes it."""
LOOK = "review-look"
"""Kind of the private line that asks a friend who offered; its subject ends with their account."""


class FormView(Struct, frozen=True):
    """A form as the one who fills it in sees it."""

    recording: Recording
    owner: Person
    form: Form
    offered: bool = False
    """Whether they let the bot ask them when nobody has looked."""
    forgotten: bool = False
    """Whether they asked to be forgotten: scores count, words are not kept."""


class RecordingEvent(Event, frozen=True):
    """Something became of a recording; never published itself."""

    recording: Recording


class RecordingSubmitted(RecordingEvent, frozen=True):
    """It was handed in."""


class RecordingChanged(RecordingEvent, frozen=True):
    """Its words, its link or its place are others now."""


class RecordingWithdrawn(RecordingEvent, frozen=True):
    """Its candidate took it back."""


class RecordingClosed(RecordingEvent, frozen=True):
    """Its week is over."""


class RecordingReopened(RecordingEvent, frozen=True):
    """Friends are asked once more."""


class RecordingLost(RecordingEvent, frozen=True):
    """Its post, or the thread under it, was deleted."""


class Reviewed(RecordingEvent, frozen=True):
    """Somebody said something about it, or took it back."""


class LookAgain(RecordingEvent, frozen=True):
    """Something about its post could not be done or read just now; it is time to try once more."""


class LookWanted(RecordingEvent, frozen=True):
    """Nobody has looked yet, and it is this friend's turn to be asked."""

    account: str


class LookOffered(Event, frozen=True):
    """A friend may be asked from now on."""

    account: str


RECORDING_EVENTS: tuple[type[RecordingEvent], ...] = (
    RecordingSubmitted,
    RecordingChanged,
    RecordingWithdrawn,
    RecordingClosed,
    RecordingReopened,
    RecordingLost,
)
"""Everything after which its post looks different, or an alarm is due at another time."""
