"""What is due on a day, worked out from the programme and the log and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.assignment.choice import Chooser
from bot.assignment.model import Item, Past, Plan
from bot.curriculum.model import (
    PROBLEM_KINDS,
    Catalogue,
    DayPlan,
    Entry,
    Kind,
    Position,
    Problem,
    Programme,
)

AGAIN_A_DAY = 2
"""Re-solves that a day always carries, when so many are due."""
AGAIN_TO_CATCH_UP = 4
"""And when more have piled up: then one new problem less."""
BEHIND = 100
"""Re-solves stand behind whatever the template names."""
# what is fitted in first when the minutes do not suffice for everything
_FIRST = (Kind.TEST, Kind.STRETCH, Kind.MOCK, Kind.WALK)
_ORDER = (Kind.NEW, Kind.HARDEST, Kind.REVIEW, Kind.READ, Kind.WATCH, Kind.STUDY)


@dataclass(slots=True)
class _Wish:
    """Something that should find room."""

    slot: int
    place: int
    kind: Kind
    title: str
    minutes: int
    box: int | None = None
    problem: Problem | None = None
    hidden: bool = False


def plan_day(
    programme: Programme,
    catalogue: Catalogue,
    start: date,
    day: date,
    past: Past,
    budget: int | None = None,
) -> Plan:
    """The plan of `day` for somebody who began on `start`; the same arguments always give the same plan.

    Never more than `budget` minutes, nor more than the template's own where that is less. What is due and
    found no room is counted in `waiting`. Raises ValueError before the start.
    """
    position = programme.position(start, day)
    if position is None:
        raise ValueError(f"{day} lies before {start}")
    past = _before(past, day)
    template = programme.day_plan(day)
    planner = _Planner(programme, position, Chooser(catalogue, start, day, position, past))
    fitted = _Fit(template, template.minutes if budget is None else min(budget, template.minutes))
    waiting = planner.fill(template, fitted)
    items = tuple(fitted.items())
    return Plan(
        day=day,
        week=position.week,
        headline=template.label or _pattern(items, catalogue, position),
        words=template.words,
        rest=template.rest,
        waiting=0 if template.rest else waiting,
        quiet=0 if template.rest else _quiet_days(programme, day, past),
        items=items,
    )


def _pattern(items: Sequence[Item], catalogue: Catalogue, position: Position) -> str:
    """The pattern of the day's own new problems; never one that is hidden."""
    new = [item.problem for item in items if item.kind is Kind.NEW and not item.hidden]
    named = {problem.category for number in new if number and (problem := catalogue.known(number))}
    shown = [category for category in position.focus if category in named] or position.focus
    return " + ".join(shown) or "catching up"


def _before(past: Past, day: date) -> Past:
    """Without the day itself: it is the same plan whether it is made before or after the first solve."""
    return Past(
        tuple(attempt for attempt in past.attempts if attempt.on < day),
        tuple(given for given in past.given if given.day < day),
        tuple(ticked for ticked in past.ticked if ticked < day),
    )


def _quiet_days(programme: Programme, day: date, past: Past) -> int:
    active = [*(attempt.on for attempt in past.attempts), *past.ticked]
    if not active:
        return 0  # nobody can fall silent who has not spoken yet
    last = max(active)
    between = (last + timedelta(days=one) for one in range(1, (day - last).days))
    return sum(not programme.day_plan(one).rest for one in between)


class _Fit:
    """The day's slots and minutes, and what has found room in them."""

    def __init__(self, template: DayPlan, budget: int) -> None:
        self._slots = template.slots
        self._left = [slot.minutes for slot in template.slots]
        self._budget = budget
        self._placed: list[_Wish] = []

    def __contains__(self, kind: Kind) -> bool:
        return any(wish.kind is kind for wish in self._placed)

    def place(self, wish: _Wish, keep_free: Sequence[int] = ()) -> bool:
        """Give `wish` its minutes if its slot and the day have them, beside what is to be kept free."""
        kept = keep_free[wish.slot] if keep_free else 0
        if wish.minutes > min(self._left[wish.slot] - kept, self._budget):
            return False
        self._left[wish.slot] -= wish.minutes
        self._budget -= wish.minutes
        self._placed.append(wish)
        return True

    def place_anywhere(self, wish: _Wish, keep_free: Sequence[int] = ()) -> bool:
        """Give `wish` its minutes in the first slot that has them."""
        return any(self.place(replace(wish, slot=slot), keep_free) for slot in range(len(self._slots)))

    def items(self) -> Iterator[Item]:
        """What found room, in the order of the day."""
        ordered = sorted(self._placed, key=lambda wish: (wish.slot, wish.place))
        for number, wish in enumerate(ordered, start=1):
            yield Item(
                number=number,
                slot=self._slots[wish.slot].name,
                kind=wish.kind,
                title=wish.title,
                minutes=wish.minutes,
                box=wish.box,
                problem=None if wish.problem is None else wish.problem.number,
                hidden=wish.hidden,
            )


@dataclass(slots=True)
class _Planner:
    """Makes wishes of one day's template and fits them in."""

    programme: Programme
    position: Position
    chooser: Chooser

    def fill(self, template: DayPlan, fit: _Fit) -> int:
        """Put everything where it finds room; returns how much of what is due found none."""
        entries = [
            (slot, place, entry)
            for slot, sitting in enumerate(template.slots)
            for place, entry in enumerate(sitting.entries)
            if entry.holds(self.position.month)
        ]
        wishes: dict[Kind, list[_Wish]] = {}
        # whatever takes a problem of its own choosing chooses before the re-solves take theirs
        for kind in (*_FIRST, Kind.HARDEST):
            wishes[kind] = [wish for one in entries if one[2].kind is kind for wish in self._wishes(*one)]
        due = self._again()
        for kind in _ORDER:
            if kind is not Kind.HARDEST:
                wishes[kind] = [wish for one in entries if one[2].kind is kind for wish in self._wishes(*one)]
        reserved = [0 for _ in template.slots]
        for kind, held in wishes.items():
            if kind is not Kind.NEW and kind not in _FIRST:
                for wish in held:
                    reserved[wish.slot] += wish.minutes
        for kind in _FIRST:
            for wish in wishes[kind]:
                fit.place(wish)
        certain = AGAIN_A_DAY if len(due) <= AGAIN_A_DAY else AGAIN_TO_CATCH_UP
        left = [wish for wish in due[:certain] if not fit.place_anywhere(wish, reserved)] + due[certain:]
        chosen = {wish.problem.number for wish in wishes[Kind.NEW] if wish.problem is not None}
        elsewhere = self.chooser.taken - chosen
        overdue = {problem.number for problem in self.chooser.overdue(Kind.NEW)} - elsewhere
        unplaced = 0
        for kind in _ORDER:
            for wish in wishes[kind]:
                if kind is Kind.WATCH and Kind.TEST not in fit:
                    continue
                if not fit.place(wish) and wish.problem is not None and wish.problem.number in overdue:
                    unplaced += 1
        left = [wish for wish in left if not fit.place_anywhere(wish)]
        return len(left) + unplaced + len(overdue - chosen)

    def _wishes(self, slot: int, place: int, entry: Entry) -> Iterator[_Wish]:
        if entry.kind not in PROBLEM_KINDS:
            yield _Wish(slot, place, entry.kind, self._words(entry), entry.minutes or 0, entry.box)
            return
        for problem in self.chooser.choose(entry):
            minutes, box = self._effort(entry, problem)
            hidden = self._is_hidden(entry.kind, problem)
            yield _Wish(slot, place, entry.kind, problem.title, minutes, box, problem, hidden)

    def _words(self, entry: Entry) -> str:
        week, phase = self.position.week, self.position.phase
        topic = phase.topic(week)
        words = entry.words.replace("{topic}", topic.title).replace("{points}", ", ".join(topic.points))
        words = words.replace("{part}", self.programme.parts[(week - 1) % len(self.programme.parts)])
        if self.programme.systems:
            turn = (week - 1) % len(self.programme.systems) if entry.in_turn else 0
            words = words.replace("{system}", self.programme.systems[turn].title)
        return words

    def _effort(self, entry: Entry, problem: Problem) -> tuple[int, int]:
        if entry.kind is Kind.TEST:
            minutes = self.position.stage.test.minutes
            return minutes, minutes
        track = self.position.phase.problems
        effort = track.again if entry.kind is Kind.REVIEW else track.effort[problem.difficulty]
        return entry.minutes or effort.planned, entry.box or effort.box

    def _is_hidden(self, kind: Kind, problem: Problem) -> bool:
        """Tests, reviews and what is left over train recognition; a focus week's own problems do not."""
        if problem.category.casefold() in problem.title.casefold():
            return False
        if kind in (Kind.TEST, Kind.REVIEW):
            return True
        return kind in (Kind.NEW, Kind.STRETCH) and problem.category not in self.position.focus

    def _again(self) -> list[_Wish]:
        again = self.position.phase.problems.again
        return [
            _Wish(0, BEHIND + place, Kind.AGAIN, problem.title, again.planned, again.box, problem)
            for place, problem in enumerate(self.chooser.due())
        ]
