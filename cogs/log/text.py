"""What Discord shows of the log: its rows, a problem's tries, notes that were searched, files."""

from __future__ import annotations

from datetime import date, timedelta

import discord

from bot.curriculum.model import Problem
from bot.practice.model import (
    MARKED,
    Attempt,
    Deed,
    Edited,
    Found,
    History,
    Hit,
    Offer,
    Page,
    Recent,
    Session,
    SessionKind,
    Shown,
    Taken,
)
from cogs import colours, entries
from cogs.words import clip, escape_discord, minutes, plural

TICKS = {True: "☑", False: "✗"}
TRIES = 10
"""Of one problem, shown one by one."""
EXCERPT = 220
"""Characters of a note that are shown where notes are searched."""
NOTE = 90
"""Characters of a note in a list."""
COLUMNS_NAMED = 4
OPTION = 100
"""Characters of one line in a list to choose from."""

OLDER, NEWER = "Older", "Newer"
PICK = "Which one?"
ASK_WHICH = "Pick the entry to correct. Older ones have their number in `/history`: `/edit entry:12`."
YES, NO = "Take it", "No"
TURNED_DOWN = "Left out. Nothing of that file is in your log."

EDIT_TITLE = "Correct entry {number}"
FIELDS = {
    "what": "Problem",
    "outcome": "How did it go?",
    "minutes": "Minutes (empty if you don't know)",
    "note": "Note",
    "day": "Day",
}
SUBJECTS = {
    SessionKind.EXPLANATION: "Topic",
    SessionKind.DESIGN: "System",
    SessionKind.READING: "What you read",
    SessionKind.MOCK: "Round, and for which role",
    SessionKind.PORTFOLIO: "Piece",
}
OUTCOMES = {
    Deed.SOLVED: "Solved",
    Deed.SOLVED_READ: "Solved after reading the solution",
    Deed.FAILED: "Not solved",
    Deed.FAILED_READ: "Not solved, solution read",
    Deed.PASSED: "Passed",
    Deed.NOT_PASSED: "Not passed",
}
DAY_HINT = "yesterday, tuesday or 2026-03-01"


def recent(found: Recent) -> discord.Embed:
    """The newest rows, each with the number that `/edit` takes."""
    rows: list[str] = []
    day: date | None = None
    for shown in found.entries:
        if shown.entry.on != day:
            day = shown.entry.on
            rows.append(f"**{_day(day, found.today)}**")
        rows.append(
            f"{TICKS[entries.went_well(shown.entry)]} {_name(shown)} {entries.outcome(shown.entry)} "
            f"{_number(shown)}"
        )
    embed = discord.Embed(title="Your log", description="\n".join(rows), colour=colours.PROGRESS)
    return embed.set_footer(text=f"{_span(found.page, 'entry', 'entries')} · /edit takes the number")


def history(found: History) -> discord.Embed:
    """Every try at one problem, and its trend in one line."""
    tries = found.tries[-TRIES:]
    rows = [_trend(found.tries)]
    if len(found.tries) > TRIES:
        rows.append(f"{plural(len(found.tries) - TRIES, 'earlier try', 'earlier tries')}")
    rows.extend(_try(one, found.today) for one in tries)
    embed = discord.Embed(
        title=f"{found.problem.title} · {found.problem.difficulty.value}",
        url=found.problem.url,
        description="\n".join(rows),
        colour=colours.PROGRESS,
    )
    return embed.set_footer(text="/edit takes the number · /due says when it comes again")


def notes(found: Found) -> discord.Embed:
    """Notes with the words that were looked for in bold."""
    blocks = [_hit(hit, found.today) for hit in found.hits]
    title = f'Notes with "{clip(found.words, 60)}"' if found.words else "Your newest notes"
    embed = discord.Embed(title=escape_discord(title), description="\n".join(blocks), colour=colours.PROGRESS)
    return embed.set_footer(text=_span(found.page, "note"))


def edited(done: Edited) -> str:
    """The answer to a correction: what stands there now, and what stood there before."""
    now, before = _full(done.after, done.today), _full(done.before, done.today)
    if done.after == done.before:
        return f"Nothing changed: {now}."
    answer = f"Now it says: {now}."
    if now != before:
        answer += f"\n-# Before: {before}."
    note = done.after.entry.note
    if note != done.before.entry.note:
        answer += f"\n> {escape_discord(clip(note, EXCERPT))}" if note else "\nThe note is gone."
    return answer


def option(shown: Shown, today: date) -> tuple[str, str]:
    """A row in the list to pick from: its line, and what stands below it."""
    entry = shown.entry
    line = f"{shown.title}: {entries.outcome(entry)}"
    below = f"#{entry.id} · {entries.day(entry.on, today)}"
    return clip(line, OPTION), clip(f"{below} · {entry.note}" if entry.note else below, OPTION)


def choice(problem: Problem) -> str:
    """A problem in the list under the field while somebody types."""
    return f"{problem.number}. {problem.title}"[:OPTION]


def entry_choice(shown: Shown, today: date) -> str:
    """A row in the list under the field while somebody types."""
    line = f"#{shown.entry.id} · {entries.day(shown.entry.on, today)} · {entries.name(shown)}"
    return clip(f"{line}, {entries.outcome(shown.entry)}", OPTION)


def offer(file: Offer) -> discord.Embed:
    """What a file would bring, before it does."""
    lines = [_contents(file)]
    if file.known:
        lines.append(f"{plural(file.known, 'row')} you have already; {_they(file.known)} out.")
    if file.undated:
        day = f"{entries.weekday(file.undated_day)} {file.undated_day.year}"
        lines.append(
            f"{plural(file.undated, 'row')} without a date would count for {day}; "
            "`date:` on `/import` names another day."
        )
    if file.ignored:
        named = ", ".join(clip(name, 30) for name in file.ignored[:COLUMNS_NAMED])
        more = len(file.ignored) - COLUMNS_NAMED
        also = f" and {more} more" if more > 0 else ""
        lines.append(f"Columns left aside: {escape_discord(named)}{also}.")
    lines.append("")
    lines.extend(
        f"{TICKS[entries.went_well(shown.entry)]} {_name(shown)} {entries.outcome(shown.entry)} · "
        f"{shown.entry.on.isoformat()}"
        for shown in file.sample
    )
    if file.rows > len(file.sample):
        lines.append(f"and {plural(file.rows - len(file.sample), 'more row', 'more rows')}")
    embed = discord.Embed(
        title=f"Take {plural(file.rows, 'row')} into your log?",
        description="\n".join(lines),
        colour=colours.PROGRESS,
    )
    return embed.set_footer(text=f"{file.name} · nothing is in your log yet")


def taken(done: Taken) -> str:
    """The answer to yes."""
    span = f"{_date(done.first)} to {_date(done.last)}" if done.first != done.last else _date(done.first)
    known = f" {plural(done.known, 'row')} you had already." if done.known else ""
    return (
        f"{plural(done.rows, 'row')} of **{escape_discord(done.name)}** "
        f"{'is' if done.rows == 1 else 'are'} in your log now, {span}.{known} "
        "`!undo` takes the whole file back."
    )


def exported(rows: int) -> str:
    """What comes with the file."""
    return f"Your whole log, {plural(rows, 'row')}. `/import` reads it back."


def use_slash(name: str) -> str:
    """The prefix form of what is private or needs a file."""
    return f"That one answers you alone: type `/{name}`."


def subject_field(shown: Shown) -> str:
    """The label over what a row is about."""
    return SUBJECTS[shown.entry.kind] if isinstance(shown.entry, Session) else FIELDS["what"]


def _contents(file: Offer) -> str:
    parts: list[str] = []
    if file.rows > file.sessions:
        parts.append(
            f"{plural(file.rows - file.sessions, 'try', 'tries')} at {plural(file.problems, 'problem')}"
        )
    if file.sessions:
        parts.append(plural(file.sessions, "session"))
    span = f"from {_date(file.first)} to {_date(file.last)}" if file.first != file.last else _date(file.first)
    return f"{' and '.join(parts)}, {span}."


def _they(count: int) -> str:
    return "it stays" if count == 1 else "they stay"


def _name(shown: Shown) -> str:
    return f"**{escape_discord(clip(entries.name(shown), 120))}**"


def _number(shown: Shown) -> str:
    return f"`#{shown.entry.id}`"


def _full(shown: Shown, today: date) -> str:
    return f"{_name(shown)} {entries.outcome(shown.entry)}, {entries.day(shown.entry.on, today)}"


def _try(one: Attempt, today: date) -> str:
    line = f"{TICKS[one.solved]} **{_day(one.on, today)}** "
    line += _took(one.minutes) if one.minutes is not None else "no time noted"
    if not one.cold:
        line += ", solution read"
    note = f" · {escape_discord(clip(one.note, NOTE))}" if one.note else ""
    return f"{line}{note} `#{one.id}`"


def _took(whole: int) -> str:
    return minutes(timedelta(minutes=whole))


def _trend(tries: tuple[Attempt, ...]) -> str:
    solved = sum(one.solved for one in tries)
    if len(tries) == 1:
        said = "One try so far."
    elif solved == len(tries):
        said = f"Solved {len(tries)} times of {len(tries)}."
    else:
        said = f"Solved {solved} of {plural(len(tries), 'try', 'tries')}."
    times = [one.minutes for one in tries if one.solved and one.cold and one.minutes is not None]
    if len(times) < 2:
        return said
    if times[-1] == times[0]:
        return f"{said} Cold, {_took(times[-1])} as at first."
    return f"{said} Cold, from {_took(times[0])} to {_took(times[-1])}."


def _hit(hit: Hit, today: date) -> str:
    head = f"{_name(hit.shown)} · {_day(hit.shown.entry.on, today)} {_number(hit.shown)}"
    if not hit.excerpt:
        return head
    return f"{head}\n> {_marked(hit.excerpt)}"


def _marked(excerpt: str) -> str:
    begin, end = MARKED
    plain = escape_discord(_clipped(excerpt))
    return plain.replace(begin, "**").replace(end, "**")


def _clipped(excerpt: str) -> str:
    """Cut to the limit without leaving a word half marked."""
    begin, end = MARKED
    cut = clip(excerpt, EXCERPT)
    return cut + end if cut.count(begin) > cut.count(end) else cut


def _day(on: date, today: date) -> str:
    word = entries.day(on, today)
    return word[0].upper() + word[1:]


def _date(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _span(page: Page, one: str, many: str | None = None) -> str:
    if page.last == 1:
        return plural(page.total, one, many)
    first = page.skipped + 1
    return f"{first}-{min(page.skipped + page.size, page.total)} of {plural(page.total, one, many)}"
