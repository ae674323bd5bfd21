"""A reaction under a review post, as Discord tells of it."""

from __future__ import annotations

from msgspec import Struct

from bot.recording.statement import Statement


class Reaction(Struct, frozen=True):
    """A reaction came or went. Without `account` everybody's went, without `statement` all eight did."""

    message: int
    given: bool
    statement: Statement | None = None
    account: str | None = None
    name: str = ""

    @property
    def is_sweep(self) -> bool:
        """Whether it is about more than one reaction of one friend."""
        return self.statement is None or self.account is None
