"""Everything about the plan that is answered with no, each with its mend."""

from __future__ import annotations

from datetime import date

from bot.curriculum.pause import Pause
from bot.errors import UserError


def said_day(day: date) -> str:
    """`Monday, 2 March 2026`."""
    return f"{day:%A}, {day.day} {day:%B %Y}"


class BadDay(UserError):
    """What was typed is no day."""

    def __init__(self, said: str, today: date) -> None:
        what = f"I can't read *{said}* as a day." if said else "Which day?"
        super().__init__(f"{what} Write it like monday, {today.day} {today:%B} or {today.isoformat()}.")


class DayTooFar(UserError):
    """A day that lies more than a year off."""

    def __init__(self, day: date, today: date) -> None:
        lies = "ago" if day < today else "away"
        super().__init__(
            f"{said_day(day)} is more than a year {lies}. Name a day nearer to today, {today.isoformat()}."
        )


class NotYetBegun(UserError):
    """A pause before the plan has begun."""

    def __init__(self, start: date) -> None:
        super().__init__(
            f"The plan begins on {said_day(start)}, so there is nothing to pause before it. `/plan start` "
            "puts that day off."
        )


class PauseIsOver(UserError):
    """A pause until a day that has gone by."""

    def __init__(self, until: date, today: date) -> None:
        which = "That is today" if until == today else f"{said_day(until)} has gone by"
        super().__init__(f"{which}. Name the first day back, tomorrow at the earliest.")


class PauseTurnedRound(UserError):
    """A pause that ends before it begins."""

    def __init__(self, begins: date, until: date) -> None:
        super().__init__(
            f"A pause from {said_day(begins)} cannot end on {said_day(until)}. Name its first day, then the "
            "first day back: 1 August to 15 August."
        )


class PausesMeet(UserError):
    """A pause over days that another one holds."""

    def __init__(self, other: Pause) -> None:
        super().__init__(
            f"There is a pause already from {said_day(other.begins)} until {said_day(other.until)}. "
            "Name days that it does not hold, or `/plan resume` first."
        )


class PausedSo(UserError):
    """Exactly this pause stands already."""

    def __init__(self, pause: Pause) -> None:
        super().__init__(
            f"That pause stands already; you are back on {said_day(pause.until)}. "
            "Another day moves that, and `/plan resume` ends it."
        )


class NothingPaused(UserError):
    """`/plan resume` where the plan goes on anyway."""

    def __init__(self) -> None:
        super().__init__("Nothing is paused, and no pause is coming. `/plan pause monday` makes one.")


class StartsSo(UserError):
    """`/plan start` on the day that it starts anyway."""

    def __init__(self, start: date) -> None:
        super().__init__(f"The plan begins on {said_day(start)} already. Another day moves it.")


class UnknownChapter(UserError):
    """`/plan about` something that the programme does not tell of."""

    def __init__(self, said: str, near: str | None, known: tuple[str, ...]) -> None:
        what = f"The programme has no chapter *{said}*." if said else "Which chapter?"
        mend = f" Did you mean {near}?" if near else ""
        super().__init__(f"{what}{mend} There are {', '.join(known)}.")


class UnknownVerb(UserError):
    """`!plan` with a word behind it that is neither a verb nor a chapter."""

    def __init__(self, said: str, near: str | None) -> None:
        plain = "".join(one for one in said if one.isalnum() or one in " -'")[:40]
        mend = f" Did you mean `plan {near}`?" if near else " There are week, start, pause, resume and about."
        super().__init__(f"*plan {plain}* is nothing I know.{mend}")
