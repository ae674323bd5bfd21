"""What a day refuses: each a complete sentence with the mend."""

from __future__ import annotations

from datetime import date

from bot.errors import NotAllowed, UserError

NOTE_LIMIT = 280
"""Characters of a reason or a note on a tick."""

ABSURD = 10**6
"""A number from here on is not repeated: it may fill the whole screen."""


class NotStarted(UserError):
    """A day before the plan begins."""

    def __init__(self, start: date) -> None:
        super().__init__(
            f"Your plan starts on {start:%A}, {start.day} {start:%B %Y}. Until then there is nothing to do."
        )


class NoPlan(UserError):
    """Somebody who left their plan asks for a day of it."""

    def __init__(self) -> None:
        super().__init__("You follow no plan at the moment. /join takes it up again.")


class NoSuchDay(UserError):
    """A button whose day is no longer held."""

    def __init__(self) -> None:
        super().__init__("I no longer have that day. /today shows the present one.")


class NoSuchItem(UserError):
    """A number that the day does not have."""

    def __init__(self, number: int, count: int) -> None:
        named = f"number {number}" if abs(number) < ABSURD else "such number"
        if count == 0:
            sentence = "There is nothing to tick on that day: it is free."
        elif count == 1:
            sentence = f"There is no {named}. That day has one item, number 1."
        else:
            sentence = f"There is no {named}. That day has 1 to {count}."
        super().__init__(sentence)


class AlreadyDone(UserError):
    """Something that needs nothing more."""

    def __init__(self, title: str, number: int) -> None:
        super().__init__(f"{title} is done already. `!reopen {number}` opens it again.")


class NothingToReopen(UserError):
    """Something that is open already."""

    def __init__(self, title: str) -> None:
        super().__init__(f"{title} is open: there is nothing to take back.")


class NothingToSwap(UserError):
    """No other problem would serve."""

    def __init__(self, title: str) -> None:
        super().__init__(f"Nothing else would do what {title} is there for. `!skip` puts it aside.")


class NoSwap(UserError):
    """Something that was tried, ticked or put aside."""

    def __init__(self, title: str, number: int) -> None:
        super().__init__(
            f"{title} is not open any more, so it stays. `!reopen {number}` takes back what was said."
        )


class OtherDay(UserError):
    """A tick for a day that the list is not of."""

    def __init__(self) -> None:
        super().__init__(
            "A tick counts for the day of its list. Leave the date out, or use /log for another day."
        )


class NothingOpen(UserError):
    """A button for what is left, with nothing left."""

    def __init__(self) -> None:
        super().__init__("Nothing of that kind is open on this day any more.")


class NoteTooLong(UserError):
    """A reason that is a story."""

    def __init__(self, length: int) -> None:
        super().__init__(f"That is {length} characters, and {NOTE_LIMIT} is the most. Say it shorter.")


class NotYourPlan(NotAllowed):
    """Somebody ticks another one's day."""

    def __init__(self, name: str) -> None:
        super().__init__(f"This is the plan of {name}; only they can tick it.")
