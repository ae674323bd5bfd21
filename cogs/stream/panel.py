"""The problem on the overlay: title and difficulty, and its pattern once nobody has to find it any more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.assignment.model import AssignmentPlanned, ItemMarked
from bot.curriculum.model import PlanMoved
from bot.events import Event
from bot.overlay import Overlay
from bot.pattern.model import RoundCancelled, RoundOpened, RoundRevealed
from bot.practice.model import (
    AttemptChanged,
    AttemptLogged,
    AttemptUndone,
    LogImported,
    SessionChanged,
    SessionLogged,
    SessionUndone,
)
from bot.stream.model import ProblemSet, StreamEnded, StreamStarted
from bot.timer.model import TimerStarted

NAME = "problem"
STREAK = "streak"


def setup(overlay: Overlay) -> None:
    """Called by the overlay."""
    services = overlay.services

    async def snapshot() -> Mapping[str, Any]:
        held = await services.stage.now()
        if held is None:
            return {"title": ""}
        state: dict[str, Any] = {
            "title": held.problem.title,
            "number": held.problem.number,
            "difficulty": str(held.problem.difficulty),
            "outcome": "",
            "pattern": "",
        }
        if held.attempt is not None:
            state["outcome"] = "solved" if held.attempt.solved else "failed"
            if await services.stage.is_revealed(held):
                state["pattern"] = held.problem.category
        return state

    async def push(_: Event) -> None:
        await overlay.push(NAME)

    async def streak() -> Mapping[str, Any]:
        if await services.people.host() is None:
            return {"days": 0, "week": 0}
        held = await services.metrics.host_streak()
        return {"days": held.days, "week": held.week}

    async def push_streak(_: Event) -> None:
        await overlay.push(STREAK)

    overlay.add_panel(NAME, snapshot)
    overlay.add_panel(STREAK, streak)
    derived: tuple[type[Event], ...] = (
        AttemptLogged,
        AttemptUndone,
        AttemptChanged,
        SessionLogged,
        SessionUndone,
        SessionChanged,
        LogImported,
        ItemMarked,
        AssignmentPlanned,
        PlanMoved,
    )
    for kind in derived:
        services.bus.subscribe(kind, push_streak, newest_of=type, unhurried=True)
    kinds: tuple[type[Event], ...] = (
        ProblemSet,
        TimerStarted,
        AttemptLogged,
        AttemptUndone,
        AttemptChanged,
        RoundOpened,
        RoundRevealed,
        RoundCancelled,
        StreamStarted,
        StreamEnded,
    )
    for kind in kinds:
        services.bus.subscribe(kind, push, newest_of=type)
