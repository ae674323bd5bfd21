"""How a row of the log is spoken of, the same on every platform: what was done, how long, on which day."""

from __future__ import annotations

from datetime import date, timedelta

from bot.practice.model import Attempt, Entry, Session, SessionKind, Shown, Verdict
from cogs.words import minutes

VERBS = {
    SessionKind.EXPLANATION: "explained",
    SessionKind.DESIGN: "designed",
    SessionKind.READING: "read",
    SessionKind.MOCK: "mock",
    SessionKind.PORTFOLIO: "shipped",
}
"""The commands that log a session, and what is said of it."""


def outcome(entry: Entry) -> str:
    """`solved in 18 min`, `not passed after 45 min`, `read`."""
    took = "" if entry.minutes is None else minutes(timedelta(minutes=entry.minutes))
    if isinstance(entry, Session):
        if entry.verdict is Verdict.FAILED:
            return "not passed" + (f" after {took}" if took else "")
        verb = "passed" if entry.verdict is Verdict.PASSED else VERBS[entry.kind]
        return f"{verb} in {took}" if took else verb
    if entry.solved:
        words = f"solved in {took}" if took else "solved"
    else:
        words = f"not solved after {took}" if took else "not solved"
    return words if entry.cold else f"{words}, the solution read first"


def name(shown: Shown) -> str:
    """What the row is about, and for whom it was rehearsed."""
    entry = shown.entry
    role = entry.role if isinstance(entry, Session) else ""
    return f"{shown.title} for {role}" if role else shown.title


def went_well(entry: Entry) -> bool:
    """Whether it counts as done rather than tried."""
    return entry.verdict is not Verdict.FAILED if isinstance(entry, Session) else entry.solved


def day(on: date, today: date) -> str:
    """`today`, `yesterday`, `3 March`, and with its year where that is another one."""
    if on == today:
        return "today"
    if on == today - timedelta(days=1):
        return "yesterday"
    year = "" if on.year == today.year else f" {on.year}"
    return f"{on.day} {on:%B}{year}"


def weekday(on: date) -> str:
    """`Tuesday 3 March`."""
    return f"{on:%A} {on.day} {on:%B}"


def line(shown: Shown, today: date) -> str:
    """The command that logs the same once more, without its prefix."""
    entry = shown.entry
    took = "" if entry.minutes is None else str(entry.minutes)
    if isinstance(entry, Attempt):
        what = str(entry.problem) if shown.problem is None else shown.problem.slug
        parts = [
            "solved" if entry.solved else "failed",
            what,
            took,
            entry.note,
            "" if entry.cold else "--read",
        ]
    else:
        parts = [VERBS[entry.kind], name(shown), entry.verdict or "", took, entry.note]
        if entry.note and not took and entry.verdict is None:
            parts[1] += ":"
    if entry.on != today:
        parts.append(f"--on {entry.on.isoformat()}")
    return " ".join(part for part in parts if part)
