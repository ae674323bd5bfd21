"""The clock on the overlay."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.overlay import Overlay
from bot.timer.model import TIMER_EVENTS, Ending, TimerEvent

NAME = "clock"
SEEN = timedelta(minutes=2)
"""How long the end stays on the page."""


class TimerPanel:
    """Hands the page instants and lengths; the page counts by itself."""

    def __init__(self, overlay: Overlay) -> None:
        self._overlay = overlay
        self._services = overlay.services

    async def snapshot(self) -> Mapping[str, Any]:
        """The host's clock as it is now."""
        timer = await self._services.timers.current()
        if timer is None or timer.ending is Ending.STOPPED:
            return {"phase": "idle"}
        about = {
            "label": timer.label,
            "length": _milliseconds(timer.length),
            "parts": [{"name": part.name, "length": _milliseconds(part.length)} for part in timer.parts],
        }
        if timer.ends_at is not None:
            until = (timer.ends_at + SEEN).isoformat()
            return {**about, "phase": "running", "endsAt": timer.ends_at.isoformat(), "until": until}
        if timer.ended_at is not None:
            return {**about, "phase": "finished", "until": (timer.ended_at + SEEN).isoformat()}
        left = timer.left(self._services.clock())
        return {**about, "phase": "paused", "left": _milliseconds(left)}

    async def on_timer(self, event: TimerEvent) -> None:
        """Something became of a clock."""
        await self._overlay.push(NAME)


def setup(overlay: Overlay) -> None:
    """Called by the overlay."""
    panel = TimerPanel(overlay)
    overlay.add_panel(NAME, panel.snapshot)
    for kind in TIMER_EVENTS:
        overlay.services.bus.subscribe(kind, panel.on_timer, newest_of=type)


def _milliseconds(length: timedelta) -> int:
    return length // timedelta(milliseconds=1)
