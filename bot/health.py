"""How each part of the running bot is: up or down, since when, and when it was last heard from."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from bot.clock import Clock


class Part(Struct, frozen=True):
    """One part: a platform, the database ..."""

    name: str
    up: bool
    since: datetime
    """When it became what it is."""
    heard_at: datetime | None = None
    """Its last event or answer; None where there was none yet."""


class Health:
    """Collects what the parts say of themselves; decides nothing."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._parts: dict[str, Part] = {}
        self._heard: dict[str, datetime] = {}
        """Beside the parts: it changes with every event of a platform."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """Every part that was expected, in the order of their names."""
        told = (replace(part, heard_at=self._heard.get(part.name)) for part in self._parts.values())
        return tuple(sorted(told, key=lambda part: part.name))

    @property
    def ok(self) -> bool:
        """Whether everything that was expected is up."""
        return all(part.up for part in self._parts.values())

    def expect(self, name: str) -> None:
        """This part is to be up; until it says so it is down."""
        self._parts.setdefault(name, Part(name, up=False, since=self._clock()))

    def heard(self, name: str) -> None:
        """Something came from there."""
        if name not in self._parts:
            self.expect(name)
        self._heard[name] = self._clock()

    def is_up(self, name: str) -> None:
        """It works; safe again."""
        self._turn(name, up=True)

    def is_down(self, name: str) -> None:
        """It does not; safe again."""
        self._turn(name, up=False)

    def _turn(self, name: str, *, up: bool) -> None:
        self.expect(name)
        part = self._parts[name]
        if part.up is not up:
            self._parts[name] = replace(part, up=up, since=self._clock())
