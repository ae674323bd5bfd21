"""What Discord shows of a stream: its post while it is on and after, the problem, chapters, a warning."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

import discord

from bot.assignment.model import Line, State, TodayView
from bot.curriculum.model import Kind
from bot.stream.model import (
    Broadcast,
    Chapter,
    GuessResult,
    Moment,
    OnStage,
    Stream,
    StreamView,
    Tried,
    Video,
    chapters,
)
from cogs import colours
from cogs.words import DISCORD_FIELD, clip, escape_discord, minutes, plural, stamp

HERE = "@here"
WATCH = "Watch live"
CHAPTERS = "Chapters"
RECORDING = "Recording"
HAND_IN = "Hand in for review"
TICKS = {State.OPEN: "☐", State.DONE: "☑", State.TRIED: "✗", State.SKIPPED: "↷"}
PREFIXES = {Kind.AGAIN: "again: ", Kind.REVIEW: "review: ", Kind.HARDEST: "again: ", Kind.TEST: "test: "}
ENOUGH = 3
"""Chapters below which YouTube shows none."""
FILE = "chapters.txt"

_TITLE = 240
_NAME = 80
_PLAN = 8
_MOMENTS = 4
_CODE = 1700


def post(view: StreamView, plan: TodayView | None, say: Callable[[str], str]) -> discord.Embed:
    """The one message about a stream: what is planned while it is on, what came of it afterwards.

    `say`, here and below, knows what chat calls our commands.
    """
    return _over(view) if view.stream.ended else _live(view, plan, say)


def watch_url(login: str) -> str:
    """The channel."""
    return f"https://www.twitch.tv/{login}"


def problem(stage: OnStage, *, revealed: bool) -> discord.Embed:
    """What is being worked on. Its pattern is named only once it no longer gives anything away."""
    what = stage.problem
    facts = [str(what.difficulty), f"on since {stamp(stage.since)}"]
    if stage.attempt is not None:
        facts.append(_outcome(stage.attempt.solved, stage.attempt.minutes))
        if revealed:
            facts.append(f"it was {escape_discord(what.category)}")
    return discord.Embed(
        title=f"📌 {escape_discord(what.title)} ({what.number})",
        url=what.url,
        description=" · ".join(facts),
        colour=colours.STREAM,
    )


def chapter_lists(view: StreamView) -> list[tuple[Broadcast, tuple[Chapter, ...]]]:
    """Of each of its recordings; times count from the beginning of that one."""
    return [
        (each, chapters(view.beats, each.started_at, each.ended_at or view.until))
        for each in view.stream.broadcasts
    ]


def chapters_of(view: StreamView, say: Callable[[str], str]) -> tuple[str, str]:
    """Chapters to copy: what to say of them, and the text."""
    lists = chapter_lists(view)
    blocks = ["\n".join(f"{each.stamp} {each.title}" for each in held) for _, held in lists]
    if len(lists) > 1:
        blocks = [f"Part {number}\n{block}" for number, block in enumerate(blocks, 1)]
    few = max(len(held) for _, held in lists) < ENOUGH
    name = f" of **{escape_discord(clip(view.stream.title, _NAME))}**" if view.stream.title else ""
    words = f"Chapters{name}, to paste into the description."
    if few:
        words = (
            f"Chapters{name}. YouTube shows them from three on; {say('`!problem` and `!moment`')} add more."
        )
    elif not view.stream.ended:
        words += " The stream is still on, so there may be more."
    return words, "\n\n".join(blocks)


def fits(text: str) -> bool:
    """Whether chapters may stand in the message itself."""
    return len(text) <= _CODE


def code(words: str, text: str) -> str:
    """Both in one message."""
    return f"{words}\n```\n{text.replace('`', 'ʼ')}\n```"


def expiring(stream: Stream, video: Video) -> str:
    """The word to the host before Twitch deletes a recording."""
    name = f" of {escape_discord(clip(stream.title, _NAME))}" if stream.title else ""
    return (
        f"Twitch deletes the recording{name} {stamp(video.expires_at, 'R')}"
        f" ({stamp(video.expires_at, 'd')}): <{video.url}>."
        " Download or export it to YouTube in the Video Producer if you want to keep it; "
        "`/stream chapters` has its chapters. With Turbo or Prime it may stay longer."
    )


def use_slash(name: str) -> str:
    """The prefix form of what is answered in private."""
    return f"Only you see that one: type `/{name} chapters`."


def _live(view: StreamView, plan: TodayView | None, say: Callable[[str], str]) -> discord.Embed:
    stream = view.stream
    off = stream.off_since
    state = f"Live since {stamp(stream.started_at)}" if off is None else f"Off air since {stamp(off)}"
    facts = [state, escape_discord(clip(stream.category, _NAME))] if stream.category else [state]
    embed = discord.Embed(
        title=f"🔴 {_title(view)}" if off is None else f"⏸ {_title(view)}",
        description=" · ".join(facts),
        colour=colours.STREAM,
    )
    if plan is not None and plan.lines:
        lines = [_planned(line) for line in plan.lines]
        embed.add_field(name="On the plan today", value=_fitting(lines, _PLAN), inline=False)
    embed.set_footer(text=say("Play along in chat: !pattern guesses, !moment marks what you just saw"))
    return embed


def _over(view: StreamView) -> discord.Embed:
    stream = view.stream
    parts = len(stream.broadcasts)
    facts = [stamp(stream.started_at, "f"), minutes(stream.aired)]
    if parts > 1:
        facts.append(f"in {parts} parts")
    embed = discord.Embed(
        title=f"⏹ {_title(view)}",
        url=next((each.video.url for each in stream.broadcasts if each.video is not None), None),
        description=" · ".join(facts),
        colour=colours.QUIET,
    )
    solved = [_tried(each) for each in view.tried if each.attempt.solved]
    failed = [_tried(each) for each in view.tried if not each.attempt.solved]
    if solved:
        embed.add_field(name=f"Solved · {len(solved)}", value=_fitting(solved, _PLAN), inline=False)
    if failed:
        embed.add_field(name=f"Not yet · {len(failed)}", value=_fitting(failed, _PLAN), inline=False)
    if view.guesses:
        name = f"Chat's guesses · {plural(len(view.guesses), 'round')}"
        embed.add_field(name=name, value=_fitting(map(_guessed, view.guesses), _PLAN), inline=False)
    if view.moments:
        noted = [
            f"{_place(stream, each)} {escape_discord(clip(each.note, _NAME))}"
            for each in view.moments
            if each.note
        ]
        words = _fitting(noted, _MOMENTS) if noted else "without a word"
        embed.add_field(name=f"Moments · {len(view.moments)}", value=words, inline=False)
    return embed


def _title(view: StreamView) -> str:
    stream = view.stream
    return escape_discord(clip(stream.title, _TITLE)) if stream.title else f"{view.person.name} on Twitch"


def _planned(line: Line) -> str:
    title = escape_discord(clip(line.title, _NAME))
    prefix = PREFIXES.get(line.item.kind, "")
    if line.problem is None:
        return f"{TICKS[line.state]} {prefix}{title}"
    return f"{TICKS[line.state]} {prefix}[{title}]({line.problem.url}) · {line.problem.difficulty}"


def _tried(tried: Tried) -> str:
    what, attempt = tried.problem, tried.attempt
    if what is None:
        return f"Problem {attempt.problem} · {_outcome(attempt.solved, attempt.minutes)}"
    facts = [f"[{escape_discord(what.title)}]({what.url})", str(what.difficulty)]
    if attempt.minutes is not None:
        facts.append(f"{attempt.minutes} min")
    return " · ".join([*facts, escape_discord(what.category)])


def _outcome(solved: bool, took: int | None) -> str:
    words = "solved" if solved else "not solved yet"
    return words if took is None else f"{words} {'in' if solved else 'after'} {took} min"


def _guessed(result: GuessResult) -> str:
    title, pattern = escape_discord(result.title), escape_discord(result.pattern)
    if not result.guessed:
        return f"{title}: {pattern}, nobody guessed"
    first = f", {escape_discord(result.first)} first" if result.first else ""
    return f"{title}: {pattern} · {result.right} of {result.guessed} saw it{first}"


def _place(stream: Stream, moment: Moment) -> str:
    """Where to find it; a link once there is a recording."""
    seen = moment.seen(stream.started_at)
    broadcast = next(
        (each for each in reversed(stream.broadcasts) if each.started_at <= seen), stream.broadcasts[0]
    )
    at = max(timedelta(), seen - broadcast.started_at)
    stamped = f"`{Chapter(at, '').stamp}`"
    if broadcast.video is None:
        return stamped
    minutes, seconds = divmod(int(at.total_seconds()), 60)
    return f"[{stamped}]({broadcast.video.url}?t={minutes // 60}h{minutes % 60}m{seconds}s)"


def _fitting(lines: Iterable[str], most: int) -> str:
    """As many whole lines as fit, and how many did not."""
    left, shown, room = list(lines), list[str](), DISCORD_FIELD - len("… and 99 more")
    while left and len(shown) < most and sum(len(each) + 1 for each in shown) + len(left[0]) <= room:
        shown.append(left.pop(0))
    return "\n".join([*shown, f"… and {len(left)} more"] if left else shown)
