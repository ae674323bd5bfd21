"""The pictures of progress: values become PNG bytes, each with its finding in words.

Drawing is done by `bot.easel` in a process of its own; matplotlib is imported there, when a picture is first
drawn, and never here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from bot.progress.model import Calendar, Chart, Flagged, Guessed, Level, Mastery, MinutesChart, Rated
from cogs.words import clip, plural

ALT = 1000
"""Characters of a description; Discord takes 1,024."""
_FEW = 5
"""Trials under which a pattern's record says little."""
_NAMED = 3


class Drawing(Struct, frozen=True):
    """A picture that can be drawn, and what it says to those who cannot see it."""

    which: Chart
    draw: Callable[[Any], bytes]
    value: Any
    alt: str

    @property
    def name(self) -> str:
        """Of its file."""
        return f"{self.which}.png"


def drawing(which: Chart, value: Any) -> Drawing | None:
    """The picture of `value`; None where there is nothing to see."""
    draw, finding, there = _DRAWINGS[which]
    if not there(value):
        return None
    title, words = finding(value)
    return Drawing(which, draw, value, clip(f"{title}. {words}", ALT))


def calendar(held: Calendar) -> bytes:
    """Every day since the start."""
    from cogs.progress.picture_calendar import draw

    return draw(held, *_calendar_found(held))


def minutes(held: MinutesChart) -> bytes:
    """Minutes by difficulty against the target line."""
    from cogs.progress.picture_minutes import draw

    return draw(held, *_minutes_found(held))


def patterns(held: Sequence[Mastery]) -> bytes:
    """Mastery of each pattern with its posterior."""
    from cogs.progress.picture_patterns import draw

    return draw(held, *_patterns_found(held))


def flags(held: Sequence[Flagged]) -> bytes:
    """Flags recording by recording."""
    from cogs.progress.picture_reviews import draw_flags

    return draw_flags(held, *_flags_found(held))


def ratings(held: Sequence[Rated]) -> bytes:
    """Self against peers."""
    from cogs.progress.picture_reviews import draw_ratings

    return draw_ratings(held, *_ratings_found(held))


def chat(held: Sequence[Guessed]) -> bytes:
    """Guess accuracy of chat."""
    from cogs.progress.picture_chat import draw

    return draw(held, *_chat_found(held))


def _calendar_found(held: Calendar) -> tuple[str, str]:
    title = f"Trained on {plural(held.trained, 'day')}; {held.expected} were planned"
    row = f"{plural(held.streak, 'training day')} in a row" if held.streak else "the streak starts anew"
    return title, f"{row}, up to {held.days[-1].day.day} {held.days[-1].day:%B %Y}"


def _minutes_found(held: MinutesChart) -> tuple[str, str]:
    levels = [level for level in held.levels if level.solves]
    aimed = [level for level in levels if level.wanted is not None] or levels
    level = max(aimed, key=lambda one: len(one.solves))
    median = level.median()
    title = f"{_many(level)} take {median:g} min"
    if level.wanted is not None and median is not None:
        gap = median - level.wanted
        side = "under" if gap < 0 else "over"
        title += f", {abs(gap):g} {side} target" if gap else ", on target"
    others = [
        f"{_many(one).lower()} {one.median():g} min{_target(one)}" for one in levels if one is not level
    ]
    first = f"Median of the last {plural(min(10, len(level.solves)), 'cold solve')}"
    return title, "; ".join([first, *others])


def _target(level: Level) -> str:
    return "" if level.wanted is None else f" (target {level.wanted})"


def _many(level: Level) -> str:
    return "Easies" if level.difficulty == "easy" else f"{level.difficulty.title()}s"


def _patterns_found(held: Sequence[Mastery]) -> tuple[str, str]:
    tried = [one for one in held if one.posterior.tries]
    sure = [one for one in tried if one.posterior.tries >= _FEW] or tried
    weak = min(sure, key=lambda one: one.posterior.mean)
    strong = max(sure, key=lambda one: one.posterior.mean)
    if weak is strong:
        title = f"{weak.pattern}: {weak.posterior.solved} of {weak.posterior.tries} within the box"
    else:
        title = f"{strong.pattern} sits best, {weak.pattern} least"
    words = f"Chance to go cold within its box; a wide hill is unsure. {len(tried)} of {len(held)} tried"
    return title, words


def _flags_found(held: Sequence[Flagged]) -> tuple[str, str]:
    counts = {name: sum(bool(getattr(one, name)) for one in held) for name in ("silent", "froze", "rambled")}
    most, times = max(counts.items(), key=lambda one: one[1])
    if not times:
        return "No flag in any recording", plural(len(held), "recording")
    last = [one for one in held[-3:] if getattr(one, most)]
    recent = (
        f"{len(last)} of the last {min(3, len(held))}" if len(held) > _NAMED else f"{times} of {len(held)}"
    )
    return (
        f"Most often: {most}, in {recent} recordings",
        f"{plural(len(held), 'recording')}, the newest below",
    )


def _ratings_found(held: Sequence[Rated]) -> tuple[str, str]:
    gaps: dict[str, list[float]] = {}
    for one in held:
        gaps.setdefault(one.respect, []).append(one.own - one.others)
    means = {respect: sum(found) / len(found) for respect, found in gaps.items()}
    respect, gap = max(means.items(), key=lambda one: abs(one[1]))
    recordings = len({(one.day, one.title) for one in held})
    words = f"Means over {plural(recordings, 'recording')}, 1 to 4; friends by their median"
    if abs(gap) < 0.25:
        return "You see yourself as friends do", words
    side = "higher" if gap > 0 else "lower"
    return f"{respect[0].upper()}{respect[1:]}: you rate yourself {abs(gap):.1f} {side}", words


def _chat_found(held: Sequence[Guessed]) -> tuple[str, str]:
    guesses, right = sum(day.guesses for day in held), sum(day.right for day in held)
    rounds, days = sum(day.rounds for day in held), len(held)
    title = f"Chat sees {right / guesses:.0%} of the patterns" if guesses else "Nobody has guessed yet"
    return (
        title,
        f"{plural(guesses, 'guess', 'guesses')} in {plural(rounds, 'round')} on {plural(days, 'day')}",
    )


_Finding = Callable[[Any], tuple[str, str]]
_DRAWINGS: dict[Chart, tuple[Callable[[Any], bytes], _Finding, Callable[[Any], bool]]] = {
    Chart.CALENDAR: (calendar, _calendar_found, lambda held: bool(held.days)),
    Chart.MINUTES: (minutes, _minutes_found, lambda held: any(level.solves for level in held.levels)),
    Chart.PATTERNS: (patterns, _patterns_found, lambda held: any(one.posterior.tries for one in held)),
    Chart.FLAGS: (flags, _flags_found, bool),
    Chart.RATINGS: (ratings, _ratings_found, bool),
    Chart.CHAT: (chat, _chat_found, lambda held: any(day.guesses or day.calls for day in held)),
}
