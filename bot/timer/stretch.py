"""When a clock ran: the beginning of each stretch between two pauses."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct


class Stretch(Struct, frozen=True):
    """It ran from here on, until it was paused or ended."""

    began_at: datetime
    spent: timedelta
    """What it had counted before."""
