"""A clock that counts down: started, paused, resumed, lengthened, and ended by its alarm or by a person."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from msgspec import Struct
from msgspec.structs import replace

from bot.errors import NotAllowed, UserError
from bot.events import Event
from bot.people.model import Actor, Person, PersonId

# the feature's values have one address, whichever file they live in
from bot.timer.marks import LATE as LATE
from bot.timer.marks import Mark as Mark
from bot.timer.marks import Moment as Moment
from bot.timer.marks import Part as Part
from bot.timer.marks import begins as begins
from bot.timer.marks import lengthened, marks_of, part_at
from bot.timer.marks import shared_out as shared_out
from bot.timer.stretch import Stretch as Stretch

TimerId = NewType("TimerId", int)

SHORTEST = timedelta(minutes=1)
LONGEST = timedelta(minutes=300)
GRACE = timedelta(minutes=15)
"""How late the end is still worth saying."""

STANDING = "timer"
"""Kind of the post that shows a clock from start to end; in chat, of the line that says it was started."""
END = "timer-end"
"""Kind of the post that says that time is up."""
MARK = "timer-mark"
"""Kind of the short line that says half-time or that a part begins; see `mark_subject`."""


class Ending(StrEnum):
    """How a clock came to its end."""

    RANG = "rang"
    STOPPED = "stopped"


class Timer(Struct, frozen=True):
    """One clock. Running since an instant, or paused, or ended; what is left follows from that."""

    id: TimerId
    person_id: PersonId
    length: timedelta
    """With everything that was added."""
    started_at: datetime
    running_since: datetime | None
    """Beginning of the present stretch; None while paused and after the end."""
    spent: timedelta = timedelta()
    """Time counted in earlier stretches."""
    label: str = ""
    """What it is for; may be empty."""
    problem: int | None = None
    """LeetCode number of the problem it is bound to."""
    ended_at: datetime | None = None
    ending: Ending | None = None
    channel: str | None = None
    """Discord channel that it was started in; None when it was started elsewhere."""
    parts: tuple[Part, ...] = ()
    """What it is divided into; together they are its length. Empty where it is one piece."""

    @classmethod
    def start(
        cls,
        person_id: PersonId,
        length: timedelta,
        now: datetime,
        *,
        label: str = "",
        problem: int | None = None,
        channel: str | None = None,
        parts: tuple[Part, ...] = (),
    ) -> Timer:
        """A clock that runs from `now` on; its id comes from the store. Raises BadLength."""
        if not SHORTEST <= length <= LONGEST:
            raise BadLength
        return cls(
            TimerId(0),
            person_id,
            length,
            now,
            now,
            label=label,
            problem=problem,
            channel=channel,
            parts=parts,
        )

    @property
    def ended(self) -> bool:
        """Whether it is over and closed."""
        return self.ended_at is not None

    @property
    def paused(self) -> bool:
        """Whether it waits to be resumed."""
        return self.ended_at is None and self.running_since is None

    @property
    def ends_at(self) -> datetime | None:
        """When it will ring if nobody touches it; None unless it runs."""
        return self._instant(self.length)

    def elapsed(self, now: datetime) -> timedelta:
        """Time counted so far, without pauses; a clock set back never takes time away."""
        if self.running_since is None:
            return self.spent
        return min(self.length, self.spent + max(timedelta(), now - self.running_since))

    def left(self, now: datetime) -> timedelta:
        """What is left to count."""
        return self.length - self.elapsed(now)

    def rested(self, now: datetime) -> timedelta:
        """How long it stood paused, all pauses together."""
        return max(timedelta(), (self.ended_at or now) - self.started_at - self.elapsed(now))

    def is_over(self, now: datetime) -> bool:
        """Whether it has run out and nobody has closed it yet."""
        return self.ends_at is not None and now >= self.ends_at

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What is worth saying while it counts, in order."""
        return marks_of(self.length, self.parts)

    def mark(self, key: str) -> Mark | None:
        """The mark of that key; None where what was added has left no room for it."""
        return next((mark for mark in self.marks if mark.key == key), None)

    def instant_of(self, mark: Mark) -> datetime | None:
        """When the clock will have counted so far if nobody touches it; None unless it runs."""
        return self._instant(mark.elapsed)

    def next_alarm(self, since: datetime) -> datetime | None:
        """When the next mark after `since` passes, or the end; None unless it runs."""
        coming = (at for mark in self.marks if (at := self._instant(mark.elapsed)) is not None)
        return min((at for at in coming if at > since), default=self.ends_at)

    def mark_due(self, now: datetime) -> Mark | None:
        """The mark that should be said now: the last one that passed, while it is still true."""
        if self.running_since is None or self.is_over(now):
            return None
        elapsed = self.elapsed(now)
        passed = [mark for mark in self.marks if self.spent < mark.elapsed <= elapsed]
        return passed[-1] if passed and elapsed - passed[-1].elapsed < LATE else None

    def part(self, now: datetime) -> int:
        """Which of its parts is on, from 0."""
        return part_at(self.parts, self.elapsed(now))

    def pause(self, now: datetime) -> Timer:
        """Stand still from `now` on. Raises AlreadyPaused, ClockEnded."""
        self._check_open(now)
        if self.paused:
            raise AlreadyPaused(self, now)
        return replace(self, running_since=None, spent=self.elapsed(now))

    def resume(self, now: datetime) -> Timer:
        """Go on from `now`. Raises NotPaused, ClockEnded."""
        self._check_open(now)
        if not self.paused:
            raise NotPaused(self, now)
        return replace(self, running_since=now)

    def add(self, more: timedelta, now: datetime) -> Timer:
        """`more` on top. Raises BadLength, TooLong, ClockEnded."""
        self._check_open(now)
        if not SHORTEST <= more <= LONGEST:
            raise BadLength
        if self.length + more > LONGEST:
            raise TooLong(self)
        parts = lengthened(self.parts, self.elapsed(now), more)
        return replace(self, length=self.length + more, parts=parts)

    def stop(self, now: datetime) -> Timer:
        """End it early. Raises ClockEnded."""
        self._check_open(now)
        return replace(self, running_since=None, spent=self.elapsed(now), ended_at=now, ending=Ending.STOPPED)

    def ring(self, now: datetime) -> Timer:
        """Close it when it has run out; before that, after that and twice: `self`."""
        if not self.is_over(now):
            return self
        return replace(self, running_since=None, spent=self.length, ended_at=self.ends_at, ending=Ending.RANG)

    def set_back(self, by: timedelta, now: datetime) -> Timer:
        """Count on from what was counted: the clock on the wall was set back `by` so much to `now`."""
        if self.running_since is None:
            return self
        return replace(self, spent=self.elapsed(now + by), running_since=now)

    def _instant(self, elapsed: timedelta) -> datetime | None:
        return None if self.running_since is None else self.running_since + elapsed - self.spent

    def _check_open(self, now: datetime) -> None:
        if self.ended or self.is_over(now):
            raise ClockEnded


def mark_subject(timer_id: TimerId, mark: Mark) -> str:
    """The subject of the post that says `mark`."""
    return f"{timer_id}:{mark.key}"


def read_mark_subject(subject: str) -> tuple[TimerId, str]:
    """Which clock, and the key of its mark."""
    number, _, key = subject.partition(":")
    return TimerId(int(number)), key


def may_control(actor: Actor, person: Person) -> bool:
    """Whether `actor` may change the clock of `person`; looking at it is anybody's."""
    return actor.moderates or person.is_actor(actor)


class TimerEvent(Event, frozen=True):
    """Something became of a clock; never published itself."""

    timer: Timer


class TimerStarted(TimerEvent, frozen=True):
    """A clock began to run."""


class TimerPaused(TimerEvent, frozen=True):
    """A clock stands still."""


class TimerResumed(TimerEvent, frozen=True):
    """A clock goes on."""


class TimerExtended(TimerEvent, frozen=True):
    """A clock got more time."""


class TimerStopped(TimerEvent, frozen=True):
    """Somebody ended a clock before its time."""


class TimerRang(TimerEvent, frozen=True):
    """A clock ran out."""


class TimerMarked(TimerEvent, frozen=True):
    """Half-time, five minutes, one minute; or a part of the clock began."""

    mark: Mark


TIMER_EVENTS: tuple[type[TimerEvent], ...] = (
    TimerStarted,
    TimerPaused,
    TimerResumed,
    TimerExtended,
    TimerStopped,
    TimerRang,
    TimerMarked,
)
"""All of them, for whoever redraws from the present state."""


class BadLength(UserError):
    """Minutes out of range."""

    def __init__(self) -> None:
        super().__init__("Minutes are a whole number from 1 to 300, as in `!timer 25` or `!timer add 5`.")


class TooLong(UserError):
    """Adding would go past the longest clock."""

    def __init__(self, timer: Timer) -> None:
        room = (LONGEST - timer.length) // timedelta(minutes=1)
        super().__init__(
            f"A clock runs for 300 minutes at most. You can add up to {room} more."
            if room
            else "A clock runs for 300 minutes at most, and this one is there already."
        )


class AlreadyRunning(UserError):
    """A second clock was asked for."""

    def __init__(self, timer: Timer, now: datetime) -> None:
        state = "A clock is paused" if timer.paused else "A clock is already running"
        super().__init__(f"{state}: {_digits(timer.left(now))} left. `!timer stop` ends it.")


class AlreadyPaused(UserError):
    """Paused twice."""

    def __init__(self, timer: Timer, now: datetime) -> None:
        super().__init__(
            f"The clock is paused already: {_digits(timer.left(now))} left. `!timer resume` goes on."
        )


class NotPaused(UserError):
    """Resumed while it runs."""

    def __init__(self, timer: Timer, now: datetime) -> None:
        super().__init__(f"The clock is not paused, it runs: {_digits(timer.left(now))} left.")


class NoClock(UserError):
    """There is no clock to look at or to change."""

    def __init__(self) -> None:
        super().__init__("No clock is running. `!timer 25` starts one.")


class ClockEnded(UserError):
    """A button under a clock that is over."""

    def __init__(self) -> None:
        super().__init__("That clock has ended. `!timer 25` starts a new one.")


class NotYourClock(NotAllowed):
    """Somebody else's clock was to be changed."""

    def __init__(self, person: Person) -> None:
        super().__init__(
            f"Only {person.name}, the broadcaster and moderators may change this clock. "
            "Anyone may look: `!timer`."
        )


class NotYourLog(NotAllowed):
    """Somebody else's problem was to be logged."""

    def __init__(self, person: Person) -> None:
        super().__init__(f"Only {person.name} logs this one.")


def _digits(left: timedelta) -> str:
    # a started second counts, so that a clock shows 0:00 only when it is over
    minutes, seconds = divmod(-(-left // timedelta(seconds=1)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
