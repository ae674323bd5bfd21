"""What Twitch chat hears of a round: one line each, and no answer before its time."""

from __future__ import annotations

from datetime import datetime

from bot.curriculum.model import Problem
from bot.pattern.model import Guess, Phase, Round, RoundView, Season, after, short
from cogs.words import TWITCH_LINE, clip, clock, plural

SIGN = "🧩"
TITLE = 40
NAME = 25
NAMES = 8
"""Names of who was right, at most; fewer where the line is full."""
PLACES = 8


def opened(round_: Round, problem: Problem) -> str:
    """A round begins."""
    return _listed(round_, problem, f" ({problem.difficulty}): which pattern?", "say !pattern and a number")


def showing(view: RoundView, problem: Problem, host: str, now: datetime) -> str:
    """How the round stands: the answer to whoever asks."""
    held = plural(view.tally.total, "guess", "guesses")
    match view.round.phase(now):
        case Phase.OPEN:
            return _listed(view.round, problem, ": which pattern?", f"{held} so far")
        case Phase.CLOSING:
            return last_call(view, now)
        case Phase.CLOSED:
            title = clip(problem.title, TITLE)
            return _said(f"{title}: guesses are closed, {held} in. The answer is still to come.")
        case Phase.REVEALED:
            return reveal(view, problem, host)
        case Phase.CANCELLED:
            return cancelled(problem)


def last_call(view: RoundView, now: datetime) -> str:
    """Guesses close in a moment."""
    closes = view.round.closes_at or now
    left = clock(closes - now)
    return _said(
        f"Last call: guesses close in {left}. {plural(view.tally.total, 'guess', 'guesses')} so far."
    )


def reveal(view: RoundView, problem: Problem, host: str) -> str:
    """The answer, who saw it, and what else it was taken for."""
    round_ = view.round
    also = [short(pattern) for pattern in round_.answers[1:]]
    counts = f" ({' and '.join(also[:2])} counts too)" if len(also) == 1 else ""
    if len(also) > 1:
        counts = f" ({' and '.join(also[:2])} count too)"
    head = f"{clip(problem.title, TITLE)}: it was {short(round_.answer)}{counts}."
    other = view.tally.most_common_other(round_.answers)
    tail = f" Most common other guess: {short(other)}." if other is not None else ""
    if round_.call is not None:
        tail += f" {host} called {short(round_.call)}."
    for names in range(NAMES, -1, -1):
        line = f"{SIGN} {head}{_seen(view, names)}{tail}"
        if len(line) <= TWITCH_LINE:
            return line
    return _said(f"{head}{_seen(view, 0)}")


def cancelled(problem: Problem) -> str:
    """It never happened."""
    return _said(f"The round on {clip(problem.title, TITLE)} is off; nothing of it counts.")


def accepted(view: RoundView, pattern: str) -> str:
    """One more pattern counts."""
    seen = f"{view.tally.right} of {view.tally.total} saw it"
    return _said(f"{short(pattern)} counts as well: {seen}.")


def table(season: Season) -> str:
    """The best of the season, as many as fit."""
    if not season.table:
        return _said("No round has been played this season yet.")
    line = f"{SIGN} Season, {plural(season.rounds, 'round')}:"
    for place, score in enumerate(season.table[:PLACES], 1):
        entry = f" {place} {clip(score.name, NAME)} {score.right}/{score.rounds}"
        if len(line) + len(entry) + 2 > TWITCH_LINE:
            break
        line += (" ·" if place > 1 else "") + entry
    return line


def _listed(round_: Round, problem: Problem, words: str, end: str) -> str:
    numbered = " · ".join(f"{number} {short(option)}" for number, option in enumerate(round_.options, 1))
    rest = f"{words} {numbered} · {end}"
    room = min(TITLE, TWITCH_LINE - len(SIGN) - 1 - len(rest))
    return clip(f"{SIGN} {clip(problem.title, max(room, 10))}{rest}", TWITCH_LINE)


def _seen(view: RoundView, names: int) -> str:
    right, total, first = view.tally.right, view.tally.total, view.tally.first
    if not total:
        return ""
    if not right:
        return " Nobody saw it this time." if total > 1 else " The one guess was another."
    share = f" {right} of {total} saw it"
    if not names:
        return f"{share}."
    took = clock(after(view.round, first[0].at))
    if right == 1:
        return f"{share}: {_name(first[0])}, after {took}."
    said = [f"{_name(first[0])} first, after {took}"]
    others = [_name(guess) for guess in first[1:names]]
    left = right - 1 - len(others)
    if left:
        others.append(f"+{left}")
    return f"{share} ({'; '.join([*said, *([', '.join(others)] if others else [])])})."


def _name(guess: Guess) -> str:
    return clip(guess.name, NAME)


def _said(words: str) -> str:
    return clip(f"{SIGN} {words}", TWITCH_LINE)
