"""When a clock ran: the beginning of each stretch between two pauses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Stretch:
    """It ran from here on, until it was paused or ended."""

    began_at: datetime
    spent: timedelta
    """What it had counted before."""
