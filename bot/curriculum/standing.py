"""How somebody stands in their programme, what moves it, and how far it moved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bot.curriculum.pause import Pause, next_pause, paused_days
from bot.curriculum.refusals import (
    NothingPaused,
    NotYetBegun,
    PausedSo,
    PauseIsOver,
    PausesMeet,
    PauseTurnedRound,
    StartsSo,
)
from bot.events import Event
from bot.people.model import PersonId

if TYPE_CHECKING:
    from bot.curriculum.model import Phase, Position, Programme


class PlanMoved(Event, frozen=True):
    """Somebody's start, or a pause of theirs, is another one now."""

    person_id: PersonId


class Turn(Struct, frozen=True):
    """A day from which on something else is trained."""

    day: date
    words: str


class Standing(Struct, frozen=True):
    """Somebody's programme as it looks from a day."""

    person_id: PersonId
    name: str
    programme: Programme
    start: date
    pauses: tuple[Pause, ...]
    """In the order of their days."""
    day: date

    @property
    def position(self) -> Position | None:
        """Where the day lies; None before the start."""
        return self.programme.position(self.start, self.day, self.pauses)

    @property
    def paused(self) -> Pause | None:
        """The pause that the day lies in."""
        coming = next_pause(self.pauses, self.day)
        return coming if coming is not None and self.day in coming else None

    @property
    def ends(self) -> date:
        """The last day of the programme, its application window included."""
        return self.programme.ends(self.start, self.pauses) - timedelta(days=1)

    @property
    def training_ends(self) -> date:
        """The last day of the last phase."""
        return self.programme.training_ends(self.start, self.pauses) - timedelta(days=1)

    def days_of(self, phase: Phase) -> tuple[date, date]:
        """A phase's first day, and the first after it."""
        begins = self.programme.phase_begins(phase, self.start, self.pauses)
        later = [one for one in self.programme.phases if min(one.months) > max(phase.months)]
        return begins, (
            self.programme.phase_begins(later[0], self.start, self.pauses)
            if later
            else self.programme.training_ends(self.start, self.pauses)
        )

    def weeks_of(self, phase: Phase) -> int:
        """How many weeks it has, the last one perhaps a short one."""
        begins, ends = self.days_of(phase)
        return -(-((ends - begins).days - paused_days(self.pauses, begins, ends)) // 7)

    @property
    def trained(self) -> tuple[int, int]:
        """Days that are behind, of all that the programme has; paused ones count in neither."""
        first_after = self.ends + timedelta(days=1)
        whole = (first_after - self.start).days - paused_days(self.pauses, self.start, first_after)
        day = min(max(self.day, self.start), first_after)
        return (day - self.start).days - paused_days(self.pauses, self.start, day), whole

    def paused_from(self, begins: date | None, until: date) -> Pause:
        """A pause from `begins` (today where it is None) until the first day back.

        While the plan is paused, a new end alone moves that pause's. Raises NotYetBegun, PauseIsOver,
        PauseTurnedRound, PausesMeet, PausedSo.
        """
        held = self.paused
        if begins is None:
            begins = self.day if held is None else held.begins
        if begins < self.start:
            raise NotYetBegun(self.start)
        if until <= self.day:
            raise PauseIsOver(until, self.day)
        if until <= begins:
            raise PauseTurnedRound(begins, until)
        pause = Pause(begins, until)
        if pause in self.pauses:
            raise PausedSo(pause)
        for other in self.pauses:
            if other.begins != begins and other.begins < until and begins < other.until:
                raise PausesMeet(other)
        return pause

    def resumed(self) -> tuple[Pause, Pause | None]:
        """The pause that ends today, and what remains of it; a coming one is called off where none runs.

        Raises NothingPaused.
        """
        held = next_pause(self.pauses, self.day)
        if held is None:
            raise NothingPaused
        return held, Pause(held.begins, self.day) if held.begins < self.day else None

    def begun_on(self, start: date) -> Standing:
        """With another first day. Raises StartsSo."""
        if start == self.start:
            raise StartsSo(start)
        return replace(self, start=start)

    def coming(self) -> Iterator[Turn]:
        """The next week's patterns, and the next phase, window or end, each with its day."""
        position = self.position
        if position is None:
            first = self.programme.phases[0]
            yield Turn(self.start, f"{first.title}: {' + '.join(first.focus(1)) or 'all patterns mixed'}")
            return
        turn = self._next_week(position)
        if turn is not None:
            yield turn
        if position.over:
            return
        later = [one for one in self.programme.phases if min(one.months) > position.month]
        if later:
            begins = self.programme.phase_begins(later[0], self.start, self.pauses)
            yield Turn(begins, f"phase {later[0].number}, {later[0].title}")
        elif self.programme.window is not None and position.window is None:
            begins = self.programme.training_ends(self.start, self.pauses)
            yield Turn(begins, self.programme.window.title)
        else:
            yield Turn(self.ends, "the last day of the programme")

    def _next_week(self, position: Position) -> Turn | None:
        """The first day of the next week with other patterns of this phase."""
        day, last = self.day, self.days_of(position.phase)[1]
        now = position.focus
        while (day := day + timedelta(days=1)) < last:
            there = self.programme.position(self.start, day, self.pauses)
            if there is not None and there.paused is None and there.focus != now:
                return Turn(day, " + ".join(there.focus) or "catching up")
        return None


class Moved(Struct, frozen=True):
    """A plan before and after a change."""

    before: Standing
    after: Standing
    pause: Pause | None = None
    """The pause that was made, moved, ended or called off, as it stood last."""

    @property
    def days(self) -> int:
        """By how many days its end moved; negative where it comes earlier."""
        return (self.after.ends - self.before.ends).days
