"""The host's day on the overlay: a title and ticks, no pattern that is still to be recognised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.assignment.model import (
    AssignmentChanged,
    AssignmentDropped,
    AssignmentPlanned,
    ItemMarked,
    ItemSwapped,
    State,
)
from bot.events import Event
from bot.overlay import Overlay
from bot.practice.model import (
    AttemptChanged,
    AttemptLogged,
    AttemptUndone,
    LogImported,
    SessionChanged,
    SessionLogged,
    SessionUndone,
)
from cogs.assignment import chat

NAME = "today"
STATES = {State.OPEN: "open", State.DONE: "done", State.TRIED: "failed", State.SKIPPED: "skipped"}
"""As `overlay_page/panels/today.js` calls them."""
CHANGES = (
    AssignmentPlanned,
    AssignmentChanged,
    AssignmentDropped,
    ItemMarked,
    ItemSwapped,
    AttemptLogged,
    AttemptChanged,
    AttemptUndone,
    SessionLogged,
    SessionChanged,
    SessionUndone,
    LogImported,
)
"""After each of them the list may be another one."""


def setup(overlay: Overlay) -> None:
    """Called by the overlay."""
    services = overlay.services

    async def snapshot() -> Mapping[str, Any]:
        host = await services.people.host()
        view = None if host is None else await services.assignments.now_of(host.id)
        if view is None:
            return {"title": "", "items": []}
        plan = view.assignment.plan
        return {
            "title": f"{plan.day:%A}, week {plan.week}",
            "items": [{"title": chat.title(line), "state": STATES[line.state]} for line in view.lines],
        }

    async def push(_: Event) -> None:
        await overlay.push(NAME)

    overlay.add_panel(NAME, snapshot)
    for kind in CHANGES:
        services.bus.subscribe(kind, push, newest_of=type, unhurried=True)
