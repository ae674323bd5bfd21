"""The weekly template: which weekday holds which sittings, and what each of them asks for."""

from __future__ import annotations

from dataclasses import dataclass

from bot.curriculum.catalogue import Difficulty
from bot.curriculum.training import Kind, Weekday


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the weekly template."""

    kind: Kind
    count: int = 1
    minutes: int | None = None
    """Planned minutes; problems take them from their phase."""
    box: int | None = None
    words: str = ""
    """What it says; `{topic}`, `{points}`, `{system}`, `{part}`, `{story}`, `{round}`, `{practice}`,
    `{role}`, `{research}` and `{portfolio}` are filled in."""
    difficulty: Difficulty | None = None
    of: Weekday | None = None
    """Whose problems a review takes."""
    round: str = ""
    """Which of the interview rounds is practised; its key."""
    in_turn: bool = False
    """Takes the next system (or role) each week instead of staying with the first."""
    from_month: int = 1
    until_month: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.count <= 10:
            raise ValueError(f"count must be 1 to 10, not {self.count}")
        if any(minutes is not None and not 1 <= minutes <= 300 for minutes in (self.minutes, self.box)):
            raise ValueError("minutes and box must be 1 to 300")

    def holds(self, month: int) -> bool:
        """Whether it applies in this month of the programme."""
        return self.from_month <= month and (self.until_month is None or month <= self.until_month)


@dataclass(frozen=True, slots=True)
class Slot:
    """A sitting: what it is called, how long it may take, what it holds."""

    name: str
    minutes: int
    entries: tuple[Entry, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= self.minutes <= 600:
            raise ValueError(f"minutes must be 1 to 600, not {self.minutes}")
        if not self.name.strip():
            raise ValueError("name must say what the sitting is called")


@dataclass(frozen=True, slots=True)
class DayPlan:
    """What the template gives a weekday."""

    slots: tuple[Slot, ...] = ()
    label: str = ""
    """Stands in the day's title; the patterns of the week where it is empty."""
    words: str = ""
    """How to go about the day, in a sentence."""
    rest: bool = False
    """Nothing of it has to be done."""

    @property
    def minutes(self) -> int:
        """What the day may take."""
        return sum(slot.minutes for slot in self.slots)
