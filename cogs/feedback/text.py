"""Reviews read back as messages: the list, months of feedback, alt texts, and the Markdown to keep."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import discord

from bot.assignment.model import Change
from bot.curriculum.model import Drill
from bot.recording.model import (
    EMOJI,
    FLAGS,
    STRENGTHS,
    Feedback,
    Merged,
    Quote,
    Recording,
    Shelf,
    Standing,
    State,
    Summary,
    Trend,
    at_second,
    saw,
    span_text,
    standing,
)
from cogs import colours
from cogs.reviewed import (
    ASPECTS,
    KINDS,
    SAME,
    SHORT,
    answers,
    counted,
    first_up,
    gap,
    number,
    verdict,
)
from cogs.words import DISCORD_EMBED_DESCRIPTION, DISCORD_FIELD, clip, escape_discord, plural, stamp

EXPORT = "Keep as Markdown"
NOTHING_YET = "No friend has said anything yet. `/submit` hands a recording in, and two reactions are enough."
_STANDS = {
    Standing.OPEN: "🟢",
    Standing.WAITING: "✍️",
    Standing.CLOSED: "✓",
    Standing.WITHDRAWN: "↩",
}
_TITLE = 60
_LISTED = 12
_OTHERS = 6
_CHOICE = 100
_ALT = 1000


def use_slash(name: str) -> str:
    """Some answers are for one person only."""
    return f"`/{name}` does that: the answer is for you alone."


def choice(recording: Recording) -> str:
    """A recording in a list to pick from."""
    number = f"{recording.id} · "
    state = f" · {recording.state}"
    return number + clip(recording.title, _CHOICE - len(number) - len(state)) + state


def shelf(held: Shelf, guild: int) -> discord.Embed:
    """`/reviews`: a line or two each, the own ones first; `guild` is Discord's id of the server."""
    embed = discord.Embed(title="Recordings", colour=colours.REVIEW)
    if not held.own and not held.others:
        embed.description = "There is no recording yet. `/submit` hands one in."
        return embed
    own = [_own(one, guild) for one in held.own]
    embed.description = _fitting(own, _LISTED, DISCORD_EMBED_DESCRIPTION - 500)
    if held.others:
        value = _fitting([_other(one, guild) for one in held.others], _OTHERS, DISCORD_FIELD)
        embed.add_field(name="Friends who ask for a look", value=value, inline=False)
    return embed.set_footer(text="/summary and a number shows one")


def feedback(held: Feedback) -> discord.Embed:
    """`/feedback`: what friends saw over months, strengths before what to train."""
    if not held.reviewed:
        return discord.Embed(title="What friends said", description=NOTHING_YET, colour=colours.REVIEW)
    first = held.reviewed[0].recording.submitted_at
    lines = [f"{plural(len(held.reviewed), 'recording')} since {stamp(first, 'D')}."]
    if held.judged:
        lines.append(f"**{held.forward} of {held.judged}** verdicts would move you forward.")
    embed = discord.Embed(title="What friends said", description="\n".join(lines), colour=colours.REVIEW)
    fields = {
        "Strong": "\n".join(map(_trend, held.strengths)),
        "To train": "\n".join(map(_trend, held.flags)) or "No flag, so far.",
        "Your own eye": "\n".join(_calibration(held)),
        "Keep": "\n".join(map(_quote, held.keeps)),
        "Change": "\n".join(map(_quote, held.changes)),
    }
    for name, value in fields.items():
        if value:
            embed.add_field(name=name, value=clip(value, DISCORD_FIELD), inline=False)
    return embed


def timeline_alt(held: Summary) -> str:
    """What the time-line shows, for those who do not see it."""
    parts = [f"{span_text(one.span)} {_what(one)}{_times(one)}" for one in held.moments]
    return clip(f"Moments of {held.recording.title}: {', '.join(parts)}.", _ALT)


def feedback_alt(held: Feedback) -> str:
    """What the picture of months shows."""
    parts = [
        f"{SHORT[one.statement]} in {one.lately} of the last {one.of_lately}"
        + (f", {one.before} of the {one.of_before} before" if one.of_before else "")
        for one in (*held.strengths, *held.flags)
    ]
    found = "; ".join(parts) or "no flag and no strength yet"
    return clip(f"What friends saw in {plural(len(held.reviewed), 'recording')}: {found}.", _ALT)


def markdown(held: Summary, drills: Sequence[Drill], soon: Sequence[Change], later: Sequence[Change]) -> str:
    """One review as a file to keep; what people wrote stands in it as they wrote it, without its markup."""
    recording = held.recording
    lines = [f"# {escape_discord(recording.title)}", ""]
    lines.append(f"Recording {recording.id}, {KINDS[recording.kind]}, {recording.submitted_at:%Y-%m-%d}, ")
    lines[-1] += f"stage {recording.stage}, {recording.state}."
    if recording.link is not None:
        lines.append(f"<{recording.link}>")
    lines += ["", verdict(held)]
    if held.scores and (held.own or held.forms_open):
        lines += ["", "| | friends | of | you |", "|---|---|---|---|"]
        lines += [
            f"| {first_up(ASPECTS[one.aspect])} | {number(one.median)} | {one.count} | {one.own or ''} |"
            for one in held.scores
        ]
    if held.gap is not None:
        lines += ["", gap(held.gap)]
    lines += _part("Strengths", counted(held, STRENGTHS))
    lines += _part("Keep", map(_quote, held.keeps))
    lines += _part("Change", map(_quote, held.changes))
    lines += _part("Moments", (_moment(recording, one) for one in held.moments))
    trained = {drill.flag.value: drill.words for drill in drills}
    flags = [
        f"{EMOJI[one]} {SHORT[one]} ({saw(held, one)})"
        + (f": {trained[one]}" if one.value in trained else "")
        for one in FLAGS
        if saw(held, one)
    ]
    lines += _part("To train", flags)
    lines += _part("This week", answers(held, soon))
    lines += _part("Next week", answers(held, later))
    if held.names:
        lines += ["", f"Thank you, {', '.join(map(escape_discord, held.names))}."]
    return "\n".join(lines) + "\n"


def _part(title: str, points: Iterable[str]) -> list[str]:
    held = [f"- {point}" for point in points]
    return ["", f"## {title}", "", *held] if held else []


def _own(held: Summary, guild: int) -> str:
    recording, stands = held.recording, standing(held)
    facts = [stands.value]
    if recording.is_private:
        facts.append("for you alone")
    elif stands is not Standing.WITHDRAWN:
        facts.append(_looks(held))
        if stands is Standing.OPEN:
            facts.append(f"until {stamp(recording.closes_at, 'd')}")
    return f"{_STANDS[stands]} {_named(recording, guild)}\n{' · '.join(facts)}"


def _looks(held: Summary) -> str:
    if not held.reviewers and not held.forms:
        return "nobody has looked yet"
    if held.judges:
        return f"{held.forward} of {held.judges} forward"
    return plural(max(held.reviewers, held.forms), "friend") + " looked"


def _other(held: Summary, guild: int) -> str:
    recording = held.recording
    looked = plural(held.reviewers, "look") if held.reviewers else "no look yet"
    return f"{_named(recording, guild)} by {escape_discord(held.owner.name)} · {looked}"


def _named(recording: Recording, guild: int) -> str:
    title = f"**{escape_discord(clip(recording.title, _TITLE))}**"
    where = recording.where
    if where is not None and recording.lost_at is None and recording.state is not State.WITHDRAWN:
        title = f"[{title}](https://discord.com/channels/{guild}/{where.channel}/{where.message})"
    return f"`{recording.id}` {title}"


def _trend(one: Trend) -> str:
    said = f"{EMOJI[one.statement]} {SHORT[one.statement]}: in {one.lately} of the last {one.of_lately}"
    if not one.of_before:
        return said
    turn = {1: "more often", 0: "the same", -1: "less often"}[one.turn]
    return f"{said}, {turn} than before ({one.before} of {one.of_before})".replace("same than", "same as")


def _calibration(held: Feedback) -> Iterable[str]:
    if held.gap is None:
        yield "Rate yourself with `/review`, too: then this shows how well you judge."
        return
    yield gap(held.gap)
    if held.gap_before is not None and abs(held.gap - held.gap_before) >= SAME:
        nearer = abs(held.gap) < abs(held.gap_before)
        side = "above" if held.gap_before > 0 else "below"
        now = "nearer" if nearer else "further off"
        yield f"Before it was {number(abs(held.gap_before))} {side}, so {now} now."


def _quote(quote: Quote) -> str:
    name = f" ({escape_discord(quote.name)})" if quote.name else ""
    return f"“{escape_discord(quote.words)}”{name}"


def _moment(recording: Recording, one: Merged) -> str:
    link = None if recording.link is None else at_second(recording.link, one.span.begins)
    place = span_text(one.span)
    said = "; ".join(escape_discord(words) for words in one.words)
    place = place if link is None else f"[{place}]({link})"
    what = "" if one.statement is None else f" {SHORT[one.statement]}"
    return f"{place}{what}{_times(one)}" + (f": {said}" if said else "")


def _what(one: Merged) -> str:
    if one.statement is not None:
        return SHORT[one.statement]
    return one.words[0] if one.words else "marked"


def _times(one: Merged) -> str:
    return f" ({one.count})" if one.count > 1 else ""


def _fitting(lines: Sequence[str], most: int, room: int) -> str:
    shown: list[str] = []
    for line in lines[:most]:
        if sum(map(len, shown)) + len(shown) + len(line) > room - 30:
            break
        shown.append(line)
    more = len(lines) - len(shown)
    return "\n".join([*shown, f"… and {more} more"] if more else shown)
