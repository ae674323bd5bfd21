"""Makes of each entry of the template what it asks for today."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from msgspec.structs import replace

from bot.assignment.answers import NOT_PASSED
from bot.assignment.choice import Chooser
from bot.assignment.hints import names_pattern
from bot.assignment.item import Item
from bot.assignment.record import Record
from bot.assignment.rooms import Wish
from bot.assignment.turns import Turns
from bot.curriculum.model import (
    PROBLEM_KINDS,
    Difficulty,
    Effort,
    Entry,
    Kind,
    LiveSessions,
    Position,
    Problem,
)
from bot.memory.model import Memory, Why, reason

BEHIND = 100
"""Re-solves stand behind whatever the template names."""
NONE_LEFT = "No unseen problem of this level was left, so the test took the one that you remember least."

_RECOGNISED = frozenset({Kind.TEST, Kind.REVIEW, Kind.RECALL, Kind.TIMED, Kind.LIVE})
"""Here the pattern is to be recognised, whichever it is."""


class Wishes:
    """Chooses for one day, each problem for one purpose."""

    def __init__(self, record: Record, position: Position) -> None:
        self.chooser = Chooser(record, position)
        self._record = record
        self._position = position
        self._turns = Turns(record, position)
        self._track = position.phase.problems

    def of(self, slot: int, place: int, entry: Entry) -> list[Wish]:
        """What an entry stands for today, its problems taken; empty where nothing serves."""
        if entry.kind is Kind.LIVE:
            return self.live(slot, place)
        found: list[Wish] = []
        for turn in range(entry.count if entry.kind in PROBLEM_KINDS else 1):
            best = next(self.all_of(slot, place, entry, turn), None)
            if best is not None:
                found.append(self._taken(best))
        return found

    def all_of(self, slot: int, place: int, entry: Entry, turn: int = 0) -> Iterator[Wish]:
        """Everything that an entry can stand for, the best first; nothing of it is taken."""
        if entry.kind is Kind.NEW:
            yield from self._new(slot, place, entry, turn)
        elif entry.kind in PROBLEM_KINDS:
            for problem in self._serving(entry):
                yield self._wish(slot, place, entry, entry.kind, problem)
        else:
            for one in self._turns.of(entry):
                yield Wish(
                    slot,
                    place,
                    entry.kind,
                    one.title,
                    entry.minutes or 0,
                    entry.box,
                    about=one.about,
                    detail=one.detail,
                    because=self._because(entry),
                )

    def live(self, slot: int, place: int) -> list[Wish]:
        """A live session of the stage: as many of its levels as its minutes hold."""
        sessions = self._position.stage.live
        if sessions is None:
            return []
        left = sessions.minutes
        found: list[Wish] = []
        for level in self._levels(sessions):
            planned = self._track.effort[level].planned
            problems = self.chooser.pressed(level, Kind.LIVE) if planned <= left else []
            if problems:
                wish = self._wish(slot, place, Entry(Kind.LIVE), Kind.LIVE, problems[0])
                found.append(self._taken(wish))
                left -= planned
        return found

    def like(self, item: Item, entry: Entry, level: Difficulty | None) -> list[Wish]:
        """Problems of the same level that could stand where `item` stands, the best first."""
        chooser, kind = self.chooser, item.kind
        match kind:
            case Kind.NEW:
                problems = chooser.new(level)
            case Kind.STRETCH:
                problems = chooser.stretch(level or Difficulty.HARD)
            case Kind.TIMED | Kind.LIVE:
                problems = chooser.pressed(level or Difficulty.MEDIUM, kind)
            case Kind.RECALL if item.minutes != self._track.again.planned:
                problems = chooser.remembered(level)
            case _:
                problems = self._serving(entry)
        if kind is Kind.RECALL:
            entry = dataclasses.replace(entry, minutes=item.minutes, box=item.box)
        return [self._wish(0, 0, entry, kind, one) for one in problems]

    def again(self, problem: Problem, memory: Memory, order: int) -> Wish:
        """A re-solve that is due; what has faded is to be recognised, too."""
        again = self._track.again
        hidden = (
            memory.why is Why.FADING
            and problem.category not in self._position.focus
            and not names_pattern(problem)
        )
        return Wish(0, BEHIND + order, Kind.AGAIN, problem.title, again.planned, again.box, problem, hidden)

    def recall(self, order: int) -> Wish | None:
        """One more of the weekly review."""
        problems = self.chooser.recall()
        if not problems:
            return None
        return self._taken(self._wish(0, BEHIND + order, Entry(Kind.RECALL), Kind.RECALL, problems[0]))

    def _new(self, slot: int, place: int, entry: Entry, turn: int) -> Iterator[Wish]:
        """Unsolved ones; where the level has none left, what of it is remembered least."""
        mix = self._track.mix
        level = mix[turn % len(mix)] if mix else None
        for problem in self.chooser.new(level):
            wish = self._wish(slot, place, entry, Kind.NEW, problem)
            failing = self.chooser.failing
            if problem.number in self.chooser.forward and failing is not None:
                wish = replace(wish, because=f"because {failing.because}")
            yield wish
        remembered = self.chooser.remembered(level)
        if level is Difficulty.HARD and not remembered:
            for problem in self.chooser.new(None):
                yield self._wish(slot, place, entry, Kind.NEW, problem)
        for problem in remembered or self.chooser.remembered(None):
            again = Entry(Kind.RECALL, minutes=entry.minutes, box=entry.box)
            if level is Difficulty.HARD and problem.difficulty is level:
                effort = self._track.effort[level]
                again = Entry(Kind.RECALL, minutes=effort.planned, box=effort.box)
            yield self._wish(slot, place, again, Kind.RECALL, problem)

    def _serving(self, entry: Entry) -> list[Problem]:
        chooser = self.chooser
        match entry.kind:
            case Kind.TEST:
                return chooser.test()
            case Kind.STRETCH:
                return chooser.stretch(entry.difficulty or Difficulty.HARD)
            case Kind.TIMED:
                return chooser.pressed(entry.difficulty or Difficulty.MEDIUM, Kind.TIMED)
            case Kind.HARDEST:
                return chooser.hardest()
            case Kind.REVIEW:
                return chooser.review(entry.of)
            case _:
                return chooser.recall()

    def _wish(self, slot: int, place: int, entry: Entry, kind: Kind, problem: Problem) -> Wish:
        effort = self._effort(entry, kind, problem)
        return Wish(
            slot,
            place,
            kind,
            problem.title,
            effort.planned,
            effort.box,
            problem,
            self._is_hidden(kind, problem),
            why=self._why(problem) if kind is Kind.TEST else "",
        )

    def _effort(self, entry: Entry, kind: Kind, problem: Problem) -> Effort:
        test = self._position.stage.test
        if kind is Kind.TEST and test is not None:
            return Effort(test.minutes, test.minutes)
        short = kind in (Kind.REVIEW, Kind.RECALL, Kind.AGAIN)
        usual = self._track.again if short else self._track.effort[problem.difficulty]
        planned = entry.minutes or usual.planned
        return Effort(planned, max(planned, entry.box or usual.box))

    def _is_hidden(self, kind: Kind, problem: Problem) -> bool:
        """Tests, reviews and what is left over train recognition; a focus week's own problems do not."""
        if names_pattern(problem):
            return False
        leftover = kind in (Kind.NEW, Kind.STRETCH) and problem.category not in self._position.focus
        return kind in _RECOGNISED or leftover

    def _why(self, problem: Problem) -> str:
        drawn = self.chooser.draws.get(problem.number)
        if drawn is not None:
            return reason(drawn)
        return NONE_LEFT if problem.number in self._record.tries else ""

    def _because(self, entry: Entry) -> str:
        """Of a round that did not pass: why it stands there again."""
        failed = entry.kind is Kind.ROUND and self._record.failed(entry.round) is not None
        return f"because {NOT_PASSED}" if failed else ""

    def _levels(self, sessions: LiveSessions) -> list[Difficulty]:
        """In turn, so that over the weeks each has its session where one does not hold them all."""
        turn = len({one.day for one in self._record.past.given if one.kind is Kind.LIVE})
        together = sum(self._track.effort[level].planned for level in sessions.mix)
        begin = turn % len(sessions.mix) if together > sessions.minutes else 0
        return [*sessions.mix[begin:], *sessions.mix[:begin]]

    def _taken(self, wish: Wish) -> Wish:
        if wish.problem is not None:
            self.chooser.taken.add(wish.problem.number)
        return wish
