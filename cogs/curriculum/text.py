"""What Discord shows of the plan: where somebody stands in it, its week, what moved, its chapters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

import discord
from msgspec import Struct

from bot.curriculum.model import (
    Chapter,
    Moved,
    Page,
    Part,
    Pause,
    Position,
    Sitting,
    Standing,
    WeekdayRow,
    next_pause,
    week_rows,
)
from cogs import colours
from cogs.words import DISCORD_EMBED_DESCRIPTION, DISCORD_FIELD, clip, escape_discord, minutes, plural

PAGE = 1400
"""Characters of a page: what a phone shows in two screens or so."""
MORE = "Read about ..."
BEFORE, AFTER = "◀", "▶"

_TITLE = 256
_HEADING = 120
_LINE = 600
_NAME = 100
_DAY = 750
"""Characters of a weekday; seven of them and the rest stay under an embed's 6,000."""
_BAR = 10
_NAMED = {-1: "yesterday", 0: "today", 1: "tomorrow"}


def plan(standing: Standing) -> discord.Embed:
    """The answer to `!plan`."""
    position = standing.position
    embed = discord.Embed(
        title=clip(_headline(standing, position), _TITLE),
        description=clip("\n".join(_lines(standing, position)), DISCORD_EMBED_DESCRIPTION),
        colour=colours.QUIET if position is None or position.paused else colours.PROGRESS,
    )
    embed.set_footer(text=clip(standing.programme.title, _TITLE))
    return embed


def week(standing: Standing) -> discord.Embed:
    """The answer to `/plan week`: the template with this phase's minutes."""
    position = standing.position or standing.programme.position(standing.start, standing.start)
    assert position is not None  # noqa: S101 - the first day lies in the programme
    phase = position.phase
    embed = discord.Embed(
        title=clip(f"The week in phase {phase.number}, {escape_discord(phase.title)}", _TITLE),
        description=f"As it is in month {position.month}. What is due again takes the minutes that are left.",
        colour=colours.PROGRESS,
    )
    for row in week_rows(standing.programme, position):
        embed.add_field(name=_weekday(row, standing.day), value=_sittings(row), inline=False)
    return embed


def started(moved: Moved) -> str:
    """The answer to `/plan start`."""
    after = moved.after
    when = f"The plan begins on {_day(after.start)}; it was {_day(moved.before.start)}."
    position = after.position
    if position is not None and not position.over:
        when += f" Today is week {position.week} of phase {position.phase.number}, {_focus(position)}."
    return f"{when}\n{_end(moved)}"


def paused(moved: Moved) -> str:
    """The answer to `/plan pause`."""
    pause = moved.pause
    assert pause is not None  # noqa: S101 - the verb names it
    since = "Paused from today" if pause.begins == moved.after.day else f"Paused from {_day(pause.begins)}"
    return (
        f"{since}: {_off(pause)} off. Back on **{_day(pause.until)}**.\n"
        f"{_end(moved)} `/plan resume` ends it early."
    )


def resumed(moved: Moved) -> str:
    """The answer to `/plan resume`."""
    pause = moved.pause
    assert pause is not None  # noqa: S101 - the verb names it
    if moved.before.paused is None:
        what = f"The pause from {_day(pause.begins)} to {_day(pause.until)} is called off."
    else:
        position = moved.after.position
        where = f", week {position.week}: {_focus(position)}" if position is not None else ""
        what = f"The plan goes on today{where}."
    return f"{what}\n{_end(moved)}"


class Sheet(Struct, frozen=True):
    """A page of a chapter, cut to what one message holds."""

    title: str
    body: str
    months: tuple[int, ...]


def sheets(chapter: Chapter) -> tuple[Sheet, ...]:
    """The pages of a chapter, a long one on several sheets."""
    return tuple(
        Sheet(page.title, body, page.months)
        for page in chapter.pages
        for body in _packed(list(_page_lines(page)))
    )


def opening(chapter: Chapter, month: int | None) -> int:
    """Which sheet opens in a month: the first that is about it."""
    held = sheets(chapter)
    return next((place for place, sheet in enumerate(held) if month in sheet.months), 0)


def about(chapter: Chapter, place: int) -> discord.Embed:
    """The answer to `/plan about`: one sheet."""
    held = sheets(chapter)
    sheet = held[place]
    embed = discord.Embed(
        title=clip(escape_discord(sheet.title), _TITLE), description=sheet.body, colour=colours.PROGRESS
    )
    if len(held) > 1:
        embed.set_footer(text=f"{chapter.key} · {place + 1} of {len(held)}")
    return embed


def choice(chapter: Chapter) -> str:
    """A chapter in a list, in at most 100 characters."""
    return clip(f"{chapter.key}: {chapter.says}", _NAME)


def day_choice(day: date, today: date) -> str:
    """A day in a list: `Monday, 9 March · in 5 days`."""
    days = (day - today).days
    near = _NAMED.get(days) or f"in {plural(days, 'day')}"
    return f"{day:%A}, {day.day} {day:%B} · {near}"


def _headline(standing: Standing, position: Position | None) -> str:
    if position is None:
        return f"The plan begins on {_day(standing.start)}"
    if position.paused is not None:
        return f"Paused until {_day(position.paused.until)}"
    if position.over:
        return "The programme is behind you"
    if position.window is not None:
        return f"Month {position.month} - {escape_discord(position.window.title)}"
    weeks = standing.weeks_of(position.phase)
    return f"Week {position.week} of {weeks} - {_focus(position)}"


def _lines(standing: Standing, position: Position | None) -> Iterator[str]:
    programme = standing.programme
    if position is not None:
        phase, stage = position.phase, position.stage
        if position.over:
            yield f"It ended on {_day(standing.ends)}; its week goes on as long as you like."
        else:
            yield (
                f"**Phase {phase.number}, {escape_discord(clip(phase.title, _NAME))}** · "
                f"month {position.month} of {programme.months} · "
                f"stage {stage.number}, {escape_discord(clip(stage.title, _NAME))}"
            )
            told = position.window.words if position.window is not None else phase.words
            if told:
                yield escape_discord(clip(told, _LINE))
            topic = phase.topic(position.week)
            yield f"Reading: {escape_discord(clip(topic.title, _NAME))}"
    for turn in standing.coming():
        yield f"{_when(turn.day, standing.day)}: **{escape_discord(clip(turn.words, _LINE))}**"
    if position is not None and not position.over:
        goals = "; ".join(goal.words for goal in programme.goals_of(position.month))
        if goals:
            yield f"By the end of month {position.month}: {escape_discord(clip(goals, _LINE))}."
    ahead = next_pause(standing.pauses, standing.day)
    if ahead is not None and standing.day not in ahead:
        yield f"A pause lies ahead, from {_day(ahead.begins)}; back on {_day(ahead.until)}."
    yield _how_far(standing)


def _how_far(standing: Standing) -> str:
    done, whole = standing.trained
    share = done / whole if whole else 1
    filled = min(_BAR, round(share * _BAR))
    bar = "▰" * filled + "▱" * (_BAR - filled)
    return f"{bar} {round(100 * share)}% · last day {_day(standing.ends)}"


def _weekday(row: WeekdayRow, today: date) -> str:
    mark = "▸ " if list(type(row.weekday)).index(row.weekday) == today.weekday() else ""
    label = f" · {escape_discord(clip(row.label, _NAME))}" if row.label else ""
    length = "" if row.rest else f" · {minutes(timedelta(minutes=row.minutes))}"
    return clip(f"{mark}{row.weekday.title()}{length}{label}", _TITLE)


def _sittings(row: WeekdayRow) -> str:
    lines = [_sitting(sitting) for sitting in row.sittings] or ["Free."]
    if row.rest and row.words:
        lines = [escape_discord(clip(row.words, _LINE))]
    room = min(DISCORD_FIELD, _DAY) // len(lines) - 1
    return "\n".join(clip(line, room) for line in lines)


def _sitting(sitting: Sitting) -> str:
    held = "; ".join(escape_discord(clip(line, _LINE)) for line in sitting.lines)
    return f"**{escape_discord(clip(sitting.name, _NAME))}** {held or 'what is due again'}"


def _focus(position: Position) -> str:
    focus = " + ".join(position.focus)
    return escape_discord(focus) if focus else "catching up" if position.catches_up else "all patterns mixed"


def _end(moved: Moved) -> str:
    last = f"**{_day(moved.after.ends)}**"
    if not moved.days:
        return f"The last day stays {last}."
    much = plural(abs(moved.days), "day")
    return f"The last day {f'comes {much} earlier' if moved.days < 0 else f'moves {much} on'}: {last}."


def _off(pause: Pause) -> str:
    return plural((pause.until - pause.begins).days, "day")


def _day(day: date) -> str:
    return f"{day:%A}, {day.day} {day:%B %Y}"


def _when(day: date, today: date) -> str:
    """`Tomorrow`, `On Friday`, `From 3 June`: a day ahead, at the head of a line."""
    days = (day - today).days
    if days in _NAMED:
        return _NAMED[days].capitalize()
    if 0 < days < 7:
        return f"On {day:%A}"
    return f"From {day.day} {day:%B}" + (f" {day.year}" if day.year != today.year else "")


def _page_lines(page: Page) -> Iterator[str]:
    for place, part in enumerate(page.parts):
        if place and (part.heading or part.words):
            yield ""
        yield from _part_lines(part)


def _part_lines(part: Part) -> Iterator[str]:
    if part.heading:
        yield f"**{_plain(clip(part.heading, _HEADING))}**"
    yield from (_plain(clip(words, _LINE)) for words in part.words)
    for number, point in enumerate(part.points, start=1):
        mark = f"{number}." if part.numbered else "-"
        yield f"{mark} {_plain(clip(point, _LINE))}"


def _plain(text: str) -> str:
    """Words without markup; a link stays one."""
    return " ".join(
        word if word.startswith(("https://", "http://")) else escape_discord(word) for word in text.split(" ")
    )


def _packed(lines: Sequence[str]) -> Iterable[str]:
    """As many whole lines as fit on each sheet; a heading stays with what it stands over."""
    sheet: list[str] = []
    for place, line in enumerate(lines):
        needed = len(line) + 1
        if line.startswith("**") and place + 1 < len(lines):
            needed += len(lines[place + 1]) + 1
        if sheet and sum(len(one) + 1 for one in sheet) + needed > PAGE:
            yield "\n".join(sheet).strip()
            sheet = []
        sheet.append(line)
    if any(sheet):
        yield "\n".join(sheet).strip()
