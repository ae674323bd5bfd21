"""A round: which pattern does this problem use? Opened, locked with a grace, revealed once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from typing import NewType

from msgspec import Struct
from msgspec.structs import replace

from bot.curriculum.model import Problem
from bot.errors import NotAllowed, UserError
from bot.events import Event
from bot.pattern.accepted import ALSO
from bot.pattern.lore import LORE, short
from bot.people.model import Person, PersonId, Platform

RoundId = NewType("RoundId", int)

OPTIONS = 6
"""Numbered patterns; all of them would not fit into a line of chat."""
NEAR = 3
"""How many of the wrong ones are easily taken for the answer, where there are that many."""

STANDING = "round"
"""Kind of the post that shows a round from its opening to the answer; in chat, of the line that opens it."""
LAST_CALL = "round-last-call"
"""Kind of the line in chat that says that guesses close in a moment."""
REVEAL = "round-reveal"
"""Kind of the line in chat that gives the answer."""

LATE = timedelta(minutes=15)
"""How late an answer is still worth saying in chat."""


class Phase(StrEnum):
    """How far a round is."""

    OPEN = "open"
    CLOSING = "closing"
    """Locked; guesses count for as long as the stream is behind."""
    CLOSED = "closed"
    REVEALED = "revealed"
    CANCELLED = "cancelled"


class Guess(Struct, frozen=True):
    """The last word of one person in one round."""

    platform: Platform
    account: str
    name: str
    pattern: str
    at: datetime
    """Since when they have been of this mind."""


class Round(Struct, frozen=True):
    """One problem that chat guesses the pattern of. How far it is follows from its instants."""

    id: RoundId
    person_id: PersonId
    """Whose stage it is."""
    problem: int
    answers: tuple[str, ...]
    """The catalogue's pattern first, then what else counts as having seen it."""
    options: tuple[str, ...]
    """The numbered ones, from 1."""
    opened_at: datetime
    closes_at: datetime | None = None
    """When guesses stop to count; None before somebody or the clock has locked it."""
    reveals: bool = False
    """Whether the answer follows as soon as guesses are closed."""
    called_at: datetime | None = None
    """When its person has called it, or has said that they will not."""
    call: str | None = None
    revealed_at: datetime | None = None
    cancelled_at: datetime | None = None

    @property
    def answer(self) -> str:
        """The catalogue's pattern; to be shown after the reveal only."""
        return self.answers[0]

    @property
    def ended(self) -> bool:
        """Whether nothing can become of it any more."""
        return self.revealed_at is not None or self.cancelled_at is not None

    def phase(self, now: datetime) -> Phase:
        """How far it is."""
        if self.cancelled_at is not None:
            return Phase.CANCELLED
        if self.revealed_at is not None:
            return Phase.REVEALED
        if self.closes_at is None:
            return Phase.OPEN
        return Phase.CLOSING if now < self.closes_at else Phase.CLOSED

    def takes_guesses(self, now: datetime) -> bool:
        """Whether a guess that arrives now counts."""
        return self.phase(now) in (Phase.OPEN, Phase.CLOSING)

    def split_is_public(self, now: datetime) -> bool:
        """Whether the split may be shown: after the streamer's own call, or when nobody can follow it."""
        return self.called_at is not None or not self.takes_guesses(now)

    def lock(self, at: datetime, grace: timedelta, *, reveals: bool) -> Round:
        """Guesses count until `at` and the grace; a second lock only adds that the answer follows."""
        if self.ended:
            return self
        return replace(self, closes_at=self.closes_at or at + grace, reveals=self.reveals or reveals)

    def settle(self, now: datetime) -> Round:
        """Revealed when its time has come; before that, after that and twice: `self`."""
        if self.ended or not self.reveals or self.closes_at is None or now < self.closes_at:
            return self
        return replace(self, revealed_at=now)

    def give_way(self, now: datetime) -> Round:
        """Closed and revealed at once, because the next one begins."""
        return (
            self
            if self.ended
            else replace(self, closes_at=self.closes_at or now, reveals=True, revealed_at=now)
        )

    def cancel(self, now: datetime) -> Round:
        """It never happened. Raises RoundOver."""
        if self.ended:
            raise RoundOver
        return replace(self, cancelled_at=now)

    def make_call(self, pattern: str | None, now: datetime) -> Round:
        """The streamer's own call, or None where they will not say.

        Raises RoundOver, CallTooLate, AlreadyCalled.
        """
        if self.ended:
            raise RoundOver
        if self.called_at is not None:
            raise AlreadyCalled(self.call)
        if not self.takes_guesses(now):
            raise CallTooLate
        return replace(self, call=pattern, called_at=now)

    def accept(self, pattern: str) -> Round:
        """This pattern counts as well; safe twice, and after the reveal too."""
        return self if pattern in self.answers else replace(self, answers=(*self.answers, pattern))


def open_round(person: Person, problem: Problem, patterns: Sequence[str], now: datetime) -> Round:
    """A round on `problem`, with numbers of its own; its id comes from the store."""
    known = [pattern for pattern in ALSO.get(problem.number, ()) if pattern in patterns]
    answers = (problem.category, *(pattern for pattern in known if pattern != problem.category))
    rng = Random(f"{person.id}:{problem.number}:{now.isoformat()}")  # noqa: S311 - a game's numbering, no secret
    return Round(
        RoundId(0), person.id, problem.number, answers, options(problem.category, patterns, rng), now
    )


def options(answer: str, patterns: Sequence[str], rng: Random) -> tuple[str, ...]:
    """The answer among others, some of them easily taken for it, in an order that says nothing."""
    others = [pattern for pattern in patterns if pattern != answer]
    lore = LORE.get(answer)
    near = [pattern for pattern in (lore.near if lore else ()) if pattern in others]
    chosen = rng.sample(near, min(NEAR, len(near)))
    rest = [pattern for pattern in others if pattern not in chosen]
    chosen += rng.sample(rest, min(OPTIONS - 1 - len(chosen), len(rest)))
    chosen.append(answer)
    rng.shuffle(chosen)
    return tuple(chosen)


class RoundEvent(Event, frozen=True):
    """Something became of a round; never published itself."""

    round: Round


class RoundOpened(RoundEvent, frozen=True):
    """Chat may guess."""


class RoundLocked(RoundEvent, frozen=True):
    """It is known when guesses stop to count."""


class RoundClosed(RoundEvent, frozen=True):
    """Guesses have stopped to count; the answer is still to come."""


class RoundCalled(RoundEvent, frozen=True):
    """The streamer has made their own call; not to be shown before the reveal."""


class RoundRevealed(RoundEvent, frozen=True):
    """The answer is out; `round` and the guesses give the result."""


class RoundChanged(RoundEvent, frozen=True):
    """One more pattern counts."""


class RoundCancelled(RoundEvent, frozen=True):
    """It never happened."""


class GuessTaken(RoundEvent, frozen=True):
    """Somebody guessed; comes as often as people do."""


class SplitMoved(RoundEvent, frozen=True):
    """There were guesses since the last one of these, which come twenty times a second at most."""


ROUND_EVENTS: tuple[type[RoundEvent], ...] = (
    RoundOpened,
    RoundLocked,
    RoundClosed,
    RoundCalled,
    RoundRevealed,
    RoundChanged,
    RoundCancelled,
)
"""What changes a round itself, for whoever redraws from the present state."""


class NoRound(UserError):
    """There is no round to guess in or to change."""

    def __init__(self, revealed_at: datetime | None = None) -> None:
        """`revealed_at` is when the last one gave its answer, where that is known."""
        self.revealed_at = revealed_at
        super().__init__("No round is open. The streamer opens one with `!round 3sum`.")


class RoundOver(UserError):
    """A button under a round that is over."""

    def __init__(self) -> None:
        super().__init__("That round is over. `!round 3sum` opens a new one.")


class TooLate(UserError):
    """A guess after the lock."""

    def __init__(self) -> None:
        super().__init__("Guesses are closed. The next round is open to you.")


class CallTooLate(UserError):
    """The streamer's own call after guesses were closed."""

    def __init__(self) -> None:
        super().__init__(
            "Guesses are closed, so a call would not be worth much now. Next round it comes first."
        )


class AlreadyCalled(UserError):
    """A second call."""

    def __init__(self, call: str | None) -> None:
        said = "You passed on this round" if call is None else f"You called {short(call)}"
        super().__init__(f"{said}, and the first word stands. It is shown with the answer.")


class OwnCall(UserError):
    """The streamer guesses in chat, where everybody reads it."""

    def __init__(self) -> None:
        super().__init__("Your own call is not for chat to copy: press Guess under the round in Discord.")


class NotYourStage(NotAllowed):
    """A viewer wants to run the round."""

    def __init__(self, person: Person) -> None:
        super().__init__(
            f"Only {person.name}, the broadcaster and moderators run the round. "
            "Everybody may guess: `!pattern two pointers`."
        )


class AcceptLater(UserError):
    """A pattern to be accepted while people still guess: saying so would give it away."""

    def __init__(self) -> None:
        super().__init__(
            "After the answer is out: `!round accept stack` then counts for everybody who said it."
        )


class WhichProblem(UserError):
    """A round was asked for, and nothing says what on."""

    def __init__(self) -> None:
        super().__init__("Which problem? `!round 3sum` opens a round on it.")
