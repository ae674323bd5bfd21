"""What is held of somebody, and what forgetting them does to it; pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from bot.errors import UserError
from bot.events import Event
from bot.people.model import Person, Platform

Cell = str | int | float | None


class Subject(Struct, frozen=True):
    """Who asks: their record, where they have one, and the accounts that are theirs."""

    person: Person | None
    accounts: Mapping[Platform, str]

    @property
    def is_host(self) -> bool:
        """Whether the config names them; then the record itself cannot go."""
        return self.person is not None and self.person.is_host


class Holding(Struct, frozen=True):
    """One table with people in it: which of its rows are somebody's, and how they are forgotten.

    The statements take `:person` (a record's id), `:discord` and `:twitch` (accounts), `:discord_gone` and
    `:twitch_gone` (what stands for those), each None where there is none, and `:nobody`, a name.
    """

    area: str
    """What people call it; rows of one area are counted together, those of no area with what they hang on."""
    table: str
    columns: tuple[str, ...]
    """Where a person, or one of their accounts or names, stands in it."""
    held: str
    """Selects their rows."""
    forget: tuple[str, ...] = ()
    """Takes them out; empty where rows go with those that they hang on."""
    stays: str = ""
    """Counts, as `votes`, rows that others' tallies need; `forget` puts a stand-in for the person there."""


class Held(Struct, frozen=True):
    """Everything that is held of one subject."""

    subject: Subject
    tables: Mapping[str, tuple[Mapping[str, Cell], ...]]
    """Rows by table, tables without any left out."""
    counts: Mapping[str, int]
    """What that comes to for people, by area; areas without anything left out."""
    votes: int = 0
    """Of them, those that stay in others' tallies without a name."""

    @property
    def rows(self) -> int:
        """How many in all."""
        return sum(map(len, self.tables.values()))

    def as_json(self) -> bytes:
        """Every row as it stands in its table, for a person and for programs."""
        return json.dumps(self.tables, indent=2, ensure_ascii=False).encode()


class Forgotten(Struct, frozen=True):
    """What forgetting did."""

    was: Held
    at: datetime


class PersonForgotten(Event, frozen=True):
    """Somebody was forgotten; messages that quote or name them are to be drawn anew."""

    was: Held


class NothingHeld(UserError):
    """Somebody of whom nothing is held asks to be forgotten."""

    def __init__(self) -> None:
        super().__init__("I hold nothing about you, so there is nothing to forget.")


class StillRunning(UserError):
    """Something of theirs goes on at this moment."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(f"{what}. {mend}, then ask me again.")


class ForgetInDiscord(UserError):
    """More than a viewer's rows is held, and chat is no place to decide about it."""

    def __init__(self) -> None:
        super().__init__(
            "There is a whole plan of yours here. /forget-me in Discord shows it all and asks once."
        )
