"""How a review is read back, the same wherever it stands: verdict, scores, words, moments, what to train."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import discord

from bot.assignment.model import Change
from bot.curriculum.model import Drill
from bot.recording.model import (
    EMOJI,
    FLAGS,
    STRENGTHS,
    Aspect,
    Form,
    Kind,
    Merged,
    Quote,
    Recording,
    Score,
    State,
    Statement,
    Summary,
    at_second,
    clock_text,
    saw,
)
from cogs import colours
from cogs.words import DISCORD_EMBED_DESCRIPTION, DISCORD_FIELD, clip, escape_discord, plural, stamp

SHORT = {
    Statement.FORWARD: "forward",
    Statement.SILENT: "silent",
    Statement.FROZE: "froze or rushed",
    Statement.RAMBLED: "rambled",
    Statement.APPROACH: "approach",
    Statement.CLEAR: "clear",
    Statement.CODE: "code",
    Statement.TESTED: "tested",
}
ASPECTS = {
    Aspect.PROBLEM_SOLVING: "problem solving",
    Aspect.TECHNICAL: "technical",
    Aspect.TESTING: "testing",
    Aspect.COMMUNICATION: "communication",
    Aspect.SCOPING: "scoping",
    Aspect.HIGH_LEVEL: "high-level design",
    Aspect.DEEP_DIVE: "deep dive",
    Aspect.TRADE_OFFS: "trade-offs",
    Aspect.INTUITION: "intuition",
    Aspect.CORRECTNESS: "correctness",
    Aspect.DEPTH: "depth",
    Aspect.CLARITY: "clarity",
}
KINDS = {Kind.CODING: "coding", Kind.DESIGN: "system design", Kind.EXPLANATION: "ML explanation"}
NO_FORMS = "No friend has filled in the form yet."
SAME = 0.25
"""A gap below this is none."""
_MOMENTS = 8
"""Moments on the one line of a summary."""
_QUOTES = 3
_WORDS = 60
_QUOTE = 200
_NAMES = 6


def summary(
    held: Summary,
    drills: Sequence[Drill] = (),
    soon: Sequence[Change] = (),
    later: Sequence[Change] = (),
) -> discord.Embed:
    """What came of it in one message; `soon` and `later` are what this week and the next hold.

    Of these only what answers a flag of this recording is said; forms only where they may be read.
    """
    recording = held.recording
    embed = discord.Embed(
        title=clip(escape_discord(recording.title), 256),
        url=recording.link,
        description=clip("\n".join(_opening(held)), DISCORD_EMBED_DESCRIPTION),
        colour=colours.REVIEW if recording.state is not State.WITHDRAWN else colours.QUIET,
    )
    fields = {
        "Keep": "\n".join(map(_quote, held.keeps[:_QUOTES])),
        "Change": "\n".join(map(_quote, held.changes[:_QUOTES])),
        "Moments": moments(recording, held.moments),
        "To train": "\n".join(_flags(held, drills)),
        "This week": "\n".join(answers(held, soon)),
        "Next week": "\n".join(answers(held, later)),
    }
    for name, value in fields.items():
        if value:
            embed.add_field(name=name, value=clip(value, DISCORD_FIELD), inline=False)
    return embed.set_footer(text=" · ".join(_footer(held)))


def verdict(held: Summary) -> str:
    """`3 of 4 reviewers would move Sam forward`; never a percentage."""
    name = escape_discord(held.owner.name)
    if held.recording.is_private:
        return "**For you alone.**"
    if not held.reviewers:
        return "**Nobody has looked at it yet.**"
    if not held.judges:
        return f"**{plural(held.reviewers, 'friend')} looked** and marked moments."
    if held.judges == 1:
        return f"**One reviewer {'would' if held.forward else 'did not say to'} move {name} forward.**"
    return f"**{held.forward} of {held.judges} reviewers would move {name} forward.**"


def moments(recording: Recording, held: Iterable[Merged]) -> str:
    """Merged remarks on one line, each with a link into the video where its host has such links."""
    shown: list[str] = []
    every = list(held)
    for one in every[:_MOMENTS]:
        said = _moment(recording, one)
        if sum(map(len, shown)) + len(said) > DISCORD_FIELD - 10 * _MOMENTS:
            break
        shown.append(said)
    more = len(every) - len(shown)
    return " · ".join(shown) + (f" · {more} more" if more else "")


def scores(lines: Iterable[Score]) -> str:
    """`Problem solving **3.5** · technical **3**`, with the own rating beside it."""
    parts = [
        f"{ASPECTS[line.aspect]} **{number(line.median)}**" + (f" (you {line.own})" if line.own else "")
        for line in lines
        if line.median is not None
    ]
    return first_up(" · ".join(parts))


def gap(value: float) -> str:
    """How the own rating stands to friends'."""
    if abs(value) < SAME:
        return "You rate yourself as your friends do."
    return f"You rate yourself {abs(value):.1f} {'above' if value > 0 else 'below'} your friends."


def number(value: float | None) -> str:
    """`3.5`, `3`."""
    return "" if value is None else f"{value:.1f}".removesuffix(".0")


def first_up(text: str) -> str:
    """With a capital."""
    return text[:1].upper() + text[1:]


def answers(held: Summary, changes: Iterable[Change]) -> list[str]:
    """`One narrate-aloud drill, because two of your tests were marked silent.`, for its own flags."""
    return [
        f"{first_up(escape_discord(one.what))}, because {escape_discord(one.because)}."
        for one in changes
        if one.flag is not None and saw(held, Statement(one.flag))
    ]


def counted(held: Summary, statements: Iterable[Statement]) -> list[str]:
    """`💡 approach 3`, of those that anybody said."""
    seen = ((one, saw(held, one)) for one in statements)
    return [f"{EMOJI[one]} {SHORT[one]} {count}" for one, count in seen if count]


def _opening(held: Summary) -> Iterable[str]:
    recording = held.recording
    yield verdict(held)
    if recording.state is State.WITHDRAWN:
        yield "Taken back: nobody is asked any more."
    scored = scores(held.scores)
    own = held.own
    if scored:
        yield scored
    elif own is not None and own.scores:
        yield f"You rated yourself: {_own(own, held.scores)}"
    if held.gap is not None:
        yield gap(held.gap)
    strengths = counted(held, STRENGTHS)
    if strengths:
        yield " · ".join(strengths)
    if held.forms and not held.forms_open and held.for_owner:
        yield forms_shut(held)
    elif held.for_owner and recording.state is State.OPEN and (own is None or not own.covers(recording.kind)):
        yield "Rate yourself first: `/review` asks you what it asks your friends."


def forms_shut(held: Summary) -> str:
    """Why the candidate does not see friends' forms yet."""
    opens = stamp(held.recording.forms_open_at, "R")
    are = plural(held.forms, "private form is", "private forms are")
    return f"{are} in. Rate yourself first, then they open; without that they open {opens}."


def _footer(held: Summary) -> Iterable[str]:
    """Plain words: Discord reads no markup there."""
    yield f"Recording {held.recording.id}"
    yield KINDS[held.recording.kind]
    if held.names:
        names = list(held.names[:_NAMES])
        more = len(held.names) - len(names)
        yield f"thank you, {_listed([*names, f'{more} more'] if more else names)}"


def _own(own: Form, lines: Iterable[Score]) -> str:
    rated = [line.aspect for line in lines if line.aspect in own.scores]
    return " · ".join(f"{ASPECTS[aspect]} **{own.scores[aspect]}**" for aspect in rated)


def _flags(held: Summary, drills: Sequence[Drill]) -> Iterable[str]:
    for one in FLAGS:
        count = saw(held, one)
        if not count and not (held.recording.is_private and any(m.statement is one for m in held.moments)):
            continue
        drill = next((drill.words for drill in drills if drill.flag == one), "")
        yield f"{EMOJI[one]} {SHORT[one]}{f' ({count})' if count else ''}" + (f": {drill}" if drill else "")


def _moment(recording: Recording, one: Merged) -> str:
    place = clock_text(one.span.begins)
    link = None if recording.link is None else at_second(recording.link, one.span.begins)
    place = place if link is None else f"[{place}]({link})"
    what = "" if one.statement is None else f" {SHORT[one.statement]}"
    count = f" ({one.count})" if one.count > 1 else ""
    words = f" “{escape_discord(clip(one.words[0], _WORDS))}”" if one.words and one.statement is None else ""
    return f"{place}{what}{count}{words}"


def _quote(quote: Quote) -> str:
    name = f" ({escape_discord(quote.name)})" if quote.name else ""
    return f"“{escape_discord(clip(quote.words, _QUOTE))}”{name}"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
