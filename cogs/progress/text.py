"""What Discord shows of how somebody is doing: the evening's word, and the week's report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import discord

from bot.assignment.model import Line, State
from bot.curriculum.model import Kind, Problem
from bot.people.model import Person
from bot.practice.model import QUICK, Session, SessionKind
from bot.progress.model import Ahead, DayCame, Evening, Week, passed
from cogs import colours
from cogs.progress import text_narration
from cogs.words import DISCORD_FIELD, clip, escape_discord, minutes, plural

DAYS = "Day by day"
QUIET = "No more words"

_LONGEST = 70
_NAMED = 3
"""Things that are named before the rest is counted."""
_NOTE = 60
_OPEN = {
    Kind.NEW: "new problem",
    Kind.AGAIN: "re-solve",
    Kind.REVIEW: "review",
    Kind.RECALL: "review",
    Kind.STRETCH: "long problem",
    Kind.TIMED: "timed problem",
    Kind.HARDEST: "hardest one again",
    Kind.TEST: "filmed test",
    Kind.LIVE: "live session",
    Kind.WATCH: "film to watch",
    Kind.READ: "reading",
    Kind.EXPLAIN: "explanation",
    Kind.WALK: "walk-through",
    Kind.MOCK: "timed mock",
    Kind.ROUND: "interview round",
    Kind.STUDY: "piece of research",
    Kind.PORTFOLIO: "portfolio sitting",
    Kind.APPLY: "application",
    Kind.DRILL: "drill",
}
_SESSIONS = {
    SessionKind.EXPLANATION: "Explained",
    SessionKind.DESIGN: "Designed",
    SessionKind.READING: "Read",
    SessionKind.PORTFOLIO: "Finished",
}
_MANY = {
    "easy": "easies",
    "hardest one again": "hardest ones again",
    "film to watch": "films to watch",
    "piece of research": "pieces of research",
}


def evening(view: Evening) -> str:
    """What is still open tonight, and the smallest of it."""
    name = escape_discord(view.person.name)
    named = [_named(line) for line in view.open[:_NAMED]]
    more = len(view.open) - len(named)
    lines = [f"{name}, still open today: {_joined([*named, f'{more} more'] if more else named)}."]
    if len(view.open) > 1:
        lines.append(f"The smallest takes {view.shortest.item.minutes} min: {_title(view.shortest)}.")
    lines.append("What does not fit tonight moves on by itself.")
    return "\n".join(lines)


def no_more_words() -> str:
    """The answer to the button under the evening's word."""
    return "No word in the evening any more. `/settings` brings it back."


def report(week: Week) -> discord.Embed:
    """The week in three parts: what went well, what slipped, what the next one changes."""
    embed = discord.Embed(
        title=f"{_whose(week.person)}, {_span(week.first, week.last)}", colour=colours.PROGRESS
    )
    parts = {
        "Went well": _went_well(week),
        "Slipped": _slipped(week),
        f"Next week, from {_short(week.ahead.first)}": [*_because(week), *_next_week(week.ahead)],
    }
    for name, lines in parts.items():
        embed.add_field(name=name, value=clip("\n".join(lines), DISCORD_FIELD), inline=False)
    return embed


def days(week: Week) -> discord.Embed:
    """The week day by day."""
    return discord.Embed(
        title=f"{_whose(week.person)}, {_span(week.first, week.last)}",
        description="\n".join(_day(day) for day in week.days) or "No day of it has begun.",
        colour=colours.PROGRESS,
    )


def _went_well(week: Week) -> list[str]:
    if week.is_quiet:
        return ["A quiet week. The plan has waited; nothing is lost."]
    lines = [_sum(week)]
    quick = [
        f"{plural(count, level.value, _MANY.get(level.value))} under {QUICK[level]} min"
        for level, count in week.quick
        if count
    ]
    if week.faster is not None:
        gained = week.faster
        quick.append(f"{_problem(gained.problem)} went from {gained.before} to {gained.now} min")
    if quick:
        lines.append(_sentence(_joined(quick)))
    lines.extend(_sessions(week.sessions))
    spoken = text_narration.week(week.spoke)
    if spoken:
        lines.append(spoken)
    if week.streak > 1:
        lines.append(f"{plural(week.streak, 'training day')} in a row.")
    return lines


def _sum(week: Week) -> str:
    trained = (
        f"Trained on {week.trained} of {plural(week.expected, 'day')}"
        if week.trained <= week.expected
        else f"Trained on {plural(week.trained, 'day')}"
    )
    parts = [trained]
    if week.solved and week.fresh == len(week.solved):
        parts.append(f"{plural(week.fresh, 'new problem')} solved")
    elif week.solved:
        new = f", {week.fresh} of them new" if week.fresh else ""
        parts.append(f"{plural(len(week.solved), 'problem')} solved{new}")
    if week.minutes:
        parts.append(f"{minutes(timedelta(minutes=week.minutes))} logged")
    return f"{' · '.join(parts)}."


def _sessions(sessions: Sequence[Session]) -> Iterable[str]:
    for kind, verb in _SESSIONS.items():
        held = list(dict.fromkeys(one.subject for one in sessions if one.kind is kind))
        if held:
            yield f"{verb}: {_listed(held)}."
    rounds = list(dict.fromkeys(one.subject for one in passed(sessions)))
    if rounds:
        yield f"Passed: {_listed(rounds)}."


def _slipped(week: Week) -> list[str]:
    lines: list[str] = []
    if week.unsolved:
        lines.append(f"Not solved yet: {_listed([problem.title for problem in week.unsolved])}.")
    if week.open:
        lines.append(f"Left open: {_joined(_kinds(week.open))}. It comes back by itself.")
    for line in week.aside[:_NAMED]:
        why = f" ({escape_discord(clip(line.item.note, _NOTE))})" if line.item.note else ""
        lines.append(f"Put aside: {escape_discord(clip(line.title, _LONGEST))}{why}.")
    return lines or ["Nothing."]


def _kinds(lines: Sequence[Line]) -> list[str]:
    counts: dict[str, int] = {}
    for line in lines:
        name = _OPEN.get(line.item.kind, "item")
        counts[name] = counts.get(name, 0) + 1
    most = sorted(counts.items(), key=lambda one: -one[1])
    named = [plural(count, name, _MANY.get(name)) for name, count in most[:_NAMED]]
    more = sum(count for _, count in most[_NAMED:])
    return [*named, f"{more} more"] if more else named


def _because(week: Week) -> Iterable[str]:
    """What this week has changed about it."""
    paused = week.ahead.pause is not None and week.ahead.pause.begins <= week.ahead.first
    if week.unsolved and not paused:
        count = len(week.unsolved)
        what = "the one that is not solved" if count == 1 else f"the {count} that are not solved"
        verb = "comes" if count == 1 else "come"
        yield f"Because of this week: {what} {verb} back, from an empty file."


def _next_week(ahead: Ahead) -> list[str]:
    if ahead.pause is not None and ahead.pause.begins <= ahead.first:
        return [f"The plan rests until {_short(ahead.pause.until)}."]
    lines: list[str] = []
    added = [pattern for pattern in ahead.focus if pattern not in ahead.before]
    if added:
        kept = [pattern for pattern in ahead.focus if pattern in ahead.before]
        beside = f", beside {_patterns(kept)}" if kept else ""
        lines.append(f"New: {_patterns(added)}{beside}.")
    elif ahead.focus:
        lines.append(f"The focus stays: {_patterns(ahead.focus)}.")
    elif ahead.catches_up:
        lines.append("Days for catching up, before the next phase begins.")
    else:
        lines.append("All patterns mixed.")
    if ahead.new_topic:
        lines.append(f"New topic: {escape_discord(ahead.topic.title)}.")
    if ahead.due:
        verb = "falls" if ahead.due == 1 else "fall"
        lines.append(f"{plural(ahead.due, 'problem')} {verb} due again; the oldest come first.")
    for change in ahead.changes[:_NAMED]:
        what, because = escape_discord(change.what), escape_discord(change.because)
        lines.append(f"{what[0].upper()}{what[1:]}, because {because}.")
    for turn in ahead.turns:
        if turn.phase is not None:
            lines.append(
                f"From {_short(turn.day)}: phase {turn.phase.number}, {escape_discord(turn.phase.title)}."
            )
        if turn.stage is not None:
            lines.append(
                f"From {_short(turn.day)}: stage {turn.stage.number}, {escape_discord(turn.stage.title)}."
            )
    if ahead.outlook.notable:
        lines.append(escape_discord(ahead.outlook.notable))
    elif ahead.outlook.left and ahead.outlook.finish is not None:
        finish = ahead.outlook.finish
        lines.append(f"At this pace the last problem falls on {finish.day} {finish:%B %Y}.")
    if ahead.pause is not None:
        lines.append(f"The plan rests from {_short(ahead.pause.begins)} to {_short(ahead.pause.until)}.")
    return lines


def _day(day: DayCame) -> str:
    name = f"**{day.day:%a}** {day.day.day} {day.day:%b}"
    facts: list[str] = []
    if day.lines and not (day.free and not day.done):
        facts.append(f"{day.done} of {len(day.lines)} done")
    if day.solved:
        facts.append(f"{plural(day.solved, 'problem')} solved")
    if day.minutes:
        facts.append(minutes(timedelta(minutes=day.minutes)))
    if not facts:
        facts.append("free" if day.free else "quiet")
    tried = [line for line in day.lines if line.state is State.TRIED]
    if tried:
        facts.append(f"not yet: {_listed([line.title for line in tried])}")
    return f"{name}: {' · '.join(facts)}"


def _named(line: Line) -> str:
    return f"{_title(line)} ({line.item.minutes} min)"


def _title(line: Line) -> str:
    again = " again" if line.item.kind is Kind.AGAIN else ""
    return f"**{escape_discord(clip(line.title, _LONGEST))}**{again}"


def _patterns(names: Sequence[str]) -> str:
    return f"**{' + '.join(map(escape_discord, names))}**"


def _problem(problem: Problem) -> str:
    return f"**{escape_discord(clip(problem.title, _LONGEST))}**"


def _listed(titles: Sequence[str]) -> str:
    named = [f"**{escape_discord(clip(title, _LONGEST))}**" for title in titles[:_NAMED]]
    more = len(titles) - len(named)
    return _joined([*named, f"{more} more"] if more > 0 else named)


def _joined(parts: Sequence[str]) -> str:
    return " and ".join((", ".join(parts[:-1]), parts[-1]) if len(parts) > 1 else parts)


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _whose(person: Person) -> str:
    return escape_discord(person.name)


def _span(first: date, last: date) -> str:
    """`2 to 8 March`."""
    if first == last:
        return f"{first.day} {first:%B}"
    if first.month == last.month:
        return f"{first.day} to {last.day} {last:%B}"
    return f"{first.day} {first:%B} to {last.day} {last:%B}"


def _short(day: date) -> str:
    return f"{day:%A}, {day.day} {day:%B}"
