"""The guess split on the overlay: bars while chat guesses, the answer when it is out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.overlay import Overlay
from bot.pattern.model import ROUND_EVENTS, Phase, RoundEvent, RoundView, SplitMoved, short

NAME = "pattern"
SEEN = timedelta(seconds=60)
"""How long the answer stays on the page."""


class PatternPanel:
    """Hands the page counts, and before the reveal nothing that could tell the answer."""

    def __init__(self, overlay: Overlay) -> None:
        self._overlay = overlay
        self._services = overlay.services

    async def snapshot(self) -> Mapping[str, Any]:
        """The host's round as it is now."""
        view, now = await self._services.patterns.current(), self._services.clock()
        if view is None:
            return {"phase": "idle"}
        return {
            "title": self._services.catalogue.get(view.round.problem).title,
            "total": view.tally.total,
            "how": self._services.in_chat("!pattern"),
            **_state(view, now),
        }

    async def on_round(self, event: RoundEvent) -> None:
        """Something became of a round, or people guessed."""
        await self._overlay.push(NAME)


def _state(view: RoundView, now: datetime) -> dict[str, Any]:
    round_, phase = view.round, view.round.phase(now)
    public = round_.split_is_public(now)
    state: dict[str, Any] = {"phase": phase.value, "rows": _rows(view) if public else _numbers(view)}
    if phase is Phase.CLOSING and round_.closes_at is not None:
        state["closesAt"] = round_.closes_at.isoformat()
    if phase is Phase.REVEALED and round_.revealed_at is not None:
        state["until"] = (round_.revealed_at + SEEN).isoformat()
        state["answer"] = short(round_.answer)
        state["right"] = view.tally.right
        state["first"] = view.tally.first[0].name if view.tally.first else None
    return state


def _numbers(view: RoundView) -> list[dict[str, Any]]:
    """The options alone: the streamer's own call still comes first."""
    return [
        {"number": number, "name": short(option), "count": None, "right": False}
        for number, option in enumerate(view.round.options, 1)
    ]


def _rows(view: RoundView) -> list[dict[str, Any]]:
    round_ = view.round
    counts = dict(view.tally.split)
    revealed = round_.revealed_at is not None
    rows: list[dict[str, Any]] = [
        {
            "number": number,
            "name": short(option),
            "count": counts.pop(option, 0),
            "right": revealed and option in round_.answers,
        }
        for number, option in enumerate(round_.options, 1)
    ]
    # what was named beside the numbered ones is one row, so that nothing on the page moves
    rows.append(
        {
            "number": None,
            "name": "others",
            "count": sum(counts.values()),
            "right": revealed and any(pattern in round_.answers for pattern in counts),
        }
    )
    return rows


def setup(overlay: Overlay) -> None:
    """Called by the overlay."""
    panel = PatternPanel(overlay)
    overlay.add_panel(NAME, panel.snapshot)
    for kind in (*ROUND_EVENTS, SplitMoved):
        overlay.services.bus.subscribe(kind, panel.on_round, newest_of=type)
