"""What the doctor found out about one thing, and how to mend it."""

from __future__ import annotations

from msgspec import Struct


class Finding(Struct, frozen=True):
    """One thing that was looked at."""

    area: str
    """The heading it stands under: Database, Discord ..."""
    ok: bool | None
    """None where it could not be told."""
    what: str
    """A short sentence."""
    mend: str = ""
    """A sentence with the exact place to click or command to run; empty where all is well."""


class Findings:
    """Collects what is found in one area, in order."""

    def __init__(self, area: str) -> None:
        self._area = area
        self.all: list[Finding] = []

    def fine(self, what: str) -> None:
        """All is well."""
        self.all.append(Finding(self._area, True, what))

    def mend(self, what: str, mend: str) -> None:
        """Something is wrong."""
        self.all.append(Finding(self._area, False, what, mend))

    def open(self, what: str, mend: str = "") -> None:
        """It cannot be told."""
        self.all.append(Finding(self._area, None, what, mend))
