"""What Discord shows of the pattern game: the round from opening to answer, the season, the drill."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import discord

from bot.curriculum.model import Problem
from bot.pattern.model import (
    DrillView,
    Knowledge,
    Phase,
    Round,
    RoundView,
    Season,
    after,
    short,
    tell,
)
from cogs import colours
from cogs.words import DISCORD_EMBED_DESCRIPTION, clip, clock, escape_discord, plural, stamp

BAR = 10
"""Blocks of the longest bar."""
BARS = 6
PLACES = 10
SHOWN = 8
"""Lines of a list that is read on a phone."""
_CHOICE = 100
_NAME = 32

LABELS = {
    "guess": "Guess",
    "lock": "Lock",
    "reveal": "Reveal",
    "table": "Season table",
    "decline": "No call this time",
    "next": "Next",
    "record": "How you do",
}
CHOOSE = "Pick a pattern"


def standing(
    view: RoundView, problem: Problem, host: str, now: datetime, say: Callable[[str], str]
) -> discord.Embed:
    """The round's own message; before the reveal it holds nothing that could tell the answer.

    `say` knows what chat calls our commands.
    """
    round_, phase = view.round, view.round.phase(now)
    lines = _result(view, host) if phase is Phase.REVEALED else _before(view, phase, say)
    return discord.Embed(
        title=clip(f"🧩 {escape_discord(problem.title)} · {problem.difficulty}", 256),
        url=problem.url,
        description=clip("\n".join(lines), DISCORD_EMBED_DESCRIPTION),
        colour=colours.QUIET if round_.ended else colours.PATTERN,
    )


def line(view: RoundView, problem: Problem, now: datetime) -> str:
    """The state in one line: the answer to whoever changed or asked."""
    name, phase = f"🧩 **{escape_discord(problem.title)}**", view.round.phase(now)
    held = plural(view.tally.total, "guess", "guesses")
    match phase:
        case Phase.OPEN:
            return f"{name} · which pattern? {held} so far."
        case Phase.CLOSING:
            return f"{name} · guesses close {stamp(view.round.closes_at or now, 'R')}. {held} so far."
        case Phase.CLOSED:
            return f"{name} · guesses are closed, {held} in."
        case Phase.REVEALED:
            seen = f"{view.tally.right} of {view.tally.total} saw it."
            return f"{name} · it was {short(view.round.answer)}. {seen}"
        case Phase.CANCELLED:
            return f"{name} · the round is off; nothing of it counts."


def ask(problem: Problem, *, own: bool) -> str:
    """Above the private list of patterns."""
    words = "your call? It is shown with the answer." if own else "which pattern?"
    return f"**{escape_discord(problem.title)}** · {words}"


def taken(pattern: str | None, *, own: bool) -> str:
    """After a choice in private."""
    if pattern is None:
        return "Noted: no call from you this time."
    if own:
        return f"Your call: **{short(pattern)}**. It is shown with the answer."
    return f"Taken: **{short(pattern)}**. Your last word before the lock counts."


RANKED = "ranked by what a record proves: one lucky guess is less than eight of ten"
GUESSED = "Taken. Your last word before the lock counts."


def accepted(view: RoundView, pattern: str) -> str:
    """One more pattern counts."""
    return f"**{short(pattern)}** counts as well: {view.tally.right} of {view.tally.total} saw it."


def season(held: Season) -> discord.Embed:
    """The table, best first."""
    lines = [
        f"`{place}` **{escape_discord(clip(score.name, _NAME))}** · {score.right} of {score.rounds}"
        for place, score in enumerate(held.table[:PLACES], 1)
    ]
    if len(held.table) > PLACES:
        lines.append(f"and {len(held.table) - PLACES} more")
    if held.own.rounds:
        lines.append(f"On stage: **{escape_discord(held.own.name)}** · {held.own.right} of {held.own.rounds}")
    embed = discord.Embed(
        title=f"Patterns, {held.first:%-d %B} to {held.last:%-d %B}",
        description="\n".join(lines) or "No round has been played this season yet.",
        colour=colours.PATTERN,
    )
    if held.rounds:
        seen = f"{held.right} of {held.guesses} guesses saw it"
        embed.set_footer(text=f"{plural(held.rounds, 'round')} · {seen} · {RANKED}")
    return embed


def confusion(held: Season) -> discord.Embed:
    """What is taken for what, most often first."""
    lines = [
        f"**{short(each.answer)}** taken for {short(each.taken_for)} · {each.count} of {each.of}"
        for each in held.confusions[:SHOWN]
    ]
    if held.confusions:
        worst = held.confusions[0]
        lines += ["", *_tells(worst.answer, worst.taken_for)]
    return discord.Embed(
        title="What gets taken for what",
        description="\n".join(lines) or "Nothing was mistaken for anything this season.",
        colour=colours.PATTERN,
    )


def drill(view: DrillView) -> discord.Embed:
    """The question, and after it the answer with what tells the two apart."""
    problem, held = view.problem, view.drill
    lines = _told(view) if held.picked is not None else ["Which pattern solves it? Read it, do not code it."]
    embed = discord.Embed(
        title=clip(f"{_outcome(view)}{escape_discord(problem.title)} · {problem.difficulty}", 256),
        url=problem.url,
        description="\n".join(lines),
        colour=colours.PATTERN,
    )
    if held.picked is not None:
        embed.set_footer(text=_footing(view))
    return embed


def record(known: Mapping[str, Knowledge]) -> discord.Embed:
    """How somebody does by pattern, least sure first."""
    met = sorted((each for each in known.items() if each[1].answers), key=lambda each: each[1].mean)
    lines = [f"{_bar(held.mean)} **{short(pattern)}** · {_score(held)}" for pattern, held in met[:SHOWN]]
    if len(met) > SHOWN:
        lines.append(f"and {len(met) - SHOWN} that you are surer of")
    unmet = [short(pattern) for pattern, held in known.items() if not held.answers]
    if unmet:
        more = f" and {len(unmet) - SHOWN} more" if len(unmet) > SHOWN else ""
        lines.append(f"Not asked yet: {', '.join(unmet[:SHOWN])}{more}.")
    return discord.Embed(title="How you do, by pattern", description="\n".join(lines), colour=colours.PATTERN)


def choice(pattern: str) -> str:
    """A pattern in a list."""
    return pattern[:_CHOICE]


def problem_choice(problem: Problem) -> str:
    """A problem in the list under the field."""
    return f"{problem.number}. {problem.title}, {problem.difficulty}"[:_CHOICE]


def use_slash(name: str) -> str:
    """The answer to a prefix where only a slash command is private."""
    return f"The drill is between you and me: `/{name}`."


def _before(view: RoundView, phase: Phase, say: Callable[[str], str]) -> list[str]:
    round_, held = view.round, plural(view.tally.total, "guess", "guesses")
    if phase is Phase.CANCELLED:
        return ["The round is off; nothing of it counts."]
    lines = [_numbered(round_)]
    if phase is Phase.OPEN:
        how = say("`!pattern 2` or any pattern's name")
        lines.append(f"Which pattern? Press Guess here, or write {how} in chat.")
    elif phase is Phase.CLOSING and round_.closes_at is not None:
        lines.append(f"Last call: guesses close {stamp(round_.closes_at, 'R')}.")
    else:
        lines.append(f"Guesses are closed, {held} in. The answer comes when the clock ends.")
    return lines


def _numbered(round_: Round) -> str:
    return " · ".join(f"`{number}` {short(option)}" for number, option in enumerate(round_.options, 1))


def _result(view: RoundView, host: str) -> list[str]:
    round_, held = view.round, view.tally
    also = " and ".join(short(pattern) for pattern in round_.answers[1:])
    lines = [f"It was **{short(round_.answer)}**." + (f" {also} would do as well." if also else "")]
    if held.total:
        lines.append(f"{held.right} of {held.total} saw it.{_names(view)}")
        most = max(count for _, count in held.split)
        for pattern, count in held.split[:BARS]:
            mark = " ✅" if pattern in round_.answers else ""
            lines.append(f"`{_blocks(count, most)}` {count} {short(pattern)}{mark}")
        left = sum(count for _, count in held.split[BARS:])
        if left:
            lines.append(f"and {left} for others")
    if round_.call is not None:
        verdict = "right" if round_.call in round_.answers else "not this time"
        lines.append(f"{escape_discord(host)} called **{short(round_.call)}**: {verdict}.")
    return [*lines, *_tells(round_.answer)]


def _names(view: RoundView) -> str:
    first = view.tally.first
    if not first:
        return ""
    names = [escape_discord(clip(guess.name, _NAME)) for guess in first]
    names[0] += f" (first, after {clock(after(view.round, first[0].at))})"
    left = view.tally.right - len(names)
    return f" {', '.join(names)}{f' and {left} more' if left else ''}"


def _blocks(count: int, most: int) -> str:
    filled = max(1, round(BAR * count / most))
    return "█" * filled + "░" * (BAR - filled)


def _bar(share: float) -> str:
    filled = round(BAR * share)
    return f"`{'█' * filled}{'░' * (BAR - filled)}`"


def _outcome(view: DrillView) -> str:
    if view.drill.picked is None:
        return "🧩 "
    return "✅ " if view.drill.right else "🧩 "


def _told(view: DrillView) -> Sequence[str]:
    answer, picked = view.drill.answer, view.drill.picked or ""
    if picked == answer:
        return [f"**{short(answer)}**, yes.", *_tells(answer)]
    if view.drill.right:
        return [
            f"**{short(picked)}** works here. The list has it under **{short(answer)}**.",
            *_tells(answer, picked),
        ]
    return [f"It is **{short(answer)}**, and you said {short(picked)}.", *_tells(answer, picked)]


def _tells(*patterns: str) -> list[str]:
    return [f"*{short(pattern)}*: {tell(pattern)}." for pattern in patterns if tell(pattern)]


def _footing(view: DrillView) -> str:
    own = view.known.get(view.drill.answer, Knowledge())
    least = min(
        (each for each in view.known.items() if each[1].answers), key=lambda each: each[1].mean, default=None
    )
    words = f"{short(view.drill.answer)}: {_score(own)}"
    if least is not None and least[0] != view.drill.answer:
        words += f" · least sure: {short(least[0])}, {_score(least[1])}"
    return words


def _score(held: Knowledge) -> str:
    return f"{held.seen} of {held.answers}"
