"""The day's sittings and minutes, and what has found room in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from bot.assignment.item import Item
from bot.curriculum.model import Kind, Problem, Slot


class Wish(Struct, frozen=True):
    """Something that should find room."""

    slot: int
    place: int
    """Its order within the sitting."""
    kind: Kind
    title: str
    minutes: int
    box: int | None = None
    problem: Problem | None = None
    hidden: bool = False
    about: str = ""
    detail: str = ""
    why: str = ""
    because: str = ""

    def item(self, number: int, slot: str) -> Item:
        """As it stands on the day."""
        return Item(
            number=number,
            slot=slot,
            kind=self.kind,
            title=self.title,
            minutes=self.minutes,
            box=self.box,
            problem=None if self.problem is None else self.problem.number,
            hidden=self.hidden,
            about=self.about,
            detail=self.detail,
            why=self.why,
            because=self.because,
        )


class Rooms:
    """Gives out a day's minutes: no sitting over its length, no day over what its person gives.

    Whoever gives a day more than the template has the rest in any of its sittings.
    """

    def __init__(self, slots: Sequence[Slot], budget: int) -> None:
        self._slots = slots
        self._left = [slot.minutes for slot in slots]
        self._budget = budget
        self._more = max(0, budget - sum(self._left))
        self.placed: list[Wish] = []

    def has(self, *kinds: Kind) -> bool:
        """Whether anything of these kinds found room."""
        return any(wish.kind in kinds for wish in self.placed)

    def slot_of(self, kind: Kind) -> int:
        """Where the first of this kind stands; 0 where none does."""
        return next((wish.slot for wish in self.placed if wish.kind is kind), 0)

    def place(self, wish: Wish, keep_free: Sequence[int] = ()) -> bool:
        """Give `wish` its minutes if its slot and the day have them, beside what is to be kept free."""
        if not self._holds(wish.minutes, wish.slot, keep_free):
            return False
        beyond = max(0, wish.minutes - self._free(wish.slot, keep_free))
        self._more -= beyond
        self._left[wish.slot] -= wish.minutes - beyond
        self._budget -= wish.minutes
        self.placed.append(wish)
        return True

    def place_anywhere(self, wish: Wish, keep_free: Sequence[int] = (), first: int = 0) -> bool:
        """Give `wish` its minutes in the first slot that has them, from slot `first` on."""
        for slot in range(first, len(self._slots)):
            if self._holds(wish.minutes, slot, keep_free):
                return self.place(replace(wish, slot=slot), keep_free)
        return False

    def place_together(
        self, wishes: Sequence[Wish], keep_free: Sequence[int] = (), *, anywhere: bool = False
    ) -> bool:
        """All of them in one slot, or none."""
        slots = range(len(self._slots)) if anywhere else (wishes[0].slot,)
        together = sum(wish.minutes for wish in wishes)
        for slot in slots:
            if self._holds(together, slot, keep_free):
                for wish in wishes:
                    self.place(replace(wish, slot=slot))
                return True
        return False

    def _free(self, slot: int, keep_free: Sequence[int]) -> int:
        return max(0, self._left[slot] - (keep_free[slot] if keep_free else 0))

    def _holds(self, minutes: int, slot: int, keep_free: Sequence[int]) -> bool:
        return minutes <= min(self._free(slot, keep_free) + self._more, self._budget)

    def items(self) -> Iterator[Item]:
        """What found room, in the order of the day."""
        ordered = sorted(self.placed, key=lambda wish: (wish.slot, wish.place))
        for number, wish in enumerate(ordered, start=1):
            yield wish.item(number, self._slots[wish.slot].name)
