"""What trains away what friends see in a recording, and after how many recordings it stands in a week."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Flag(StrEnum):
    """What a reviewer may flag, for coaching."""

    SILENT = "silent"
    FROZE = "froze"
    RAMBLED = "rambled"

    @property
    def marked(self) -> str:
        """What friends said of a test that has it."""
        return {"silent": "silent", "froze": "frozen or rushed", "rambled": "rambling"}[self]


@dataclass(frozen=True, slots=True)
class Drill:
    """An exercise that answers a flag."""

    flag: Flag
    title: str
    """What it is called, such as `narrate-aloud drill`."""
    words: str
    """What to do, as the day's line says it."""
    minutes: int = 10
    box: int | None = None
    after: int = 2
    """So many recordings with the flag put it into the week after."""

    def __post_init__(self) -> None:
        if any(minutes is not None and not 1 <= minutes <= 300 for minutes in (self.minutes, self.box)):
            raise ValueError("minutes and box must be 1 to 300")
        if not 1 <= self.after <= 10:
            raise ValueError(f"after must be 1 to 10 recordings, not {self.after}")
