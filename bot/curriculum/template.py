"""The weekly template as it reads in one month: what each sitting holds, with that phase's minutes."""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.curriculum.training import Kind, Phase, Weekday
from bot.curriculum.week import Entry

if TYPE_CHECKING:
    from bot.curriculum.model import Position, Programme


class Sitting(Struct, frozen=True):
    """One sitting of a weekday, and what it holds."""

    name: str
    minutes: int
    lines: tuple[str, ...]


class WeekdayRow(Struct, frozen=True):
    """One weekday of the template."""

    weekday: Weekday
    label: str
    words: str
    rest: bool
    sittings: tuple[Sitting, ...]

    @property
    def minutes(self) -> int:
        """What the day may take."""
        return sum(sitting.minutes for sitting in self.sittings)


def week_rows(programme: Programme, position: Position) -> tuple[WeekdayRow, ...]:
    """The template from Monday to Sunday, as it holds where `position` is."""
    return tuple(
        WeekdayRow(
            weekday,
            day.label,
            day.words,
            day.rest,
            tuple(
                Sitting(
                    slot.name,
                    slot.minutes,
                    tuple(
                        _said(entry, programme, position)
                        for entry in slot.entries
                        if entry.holds(position.month)
                    ),
                )
                for slot in day.slots
            ),
        )
        for weekday, day in ((weekday, programme.week[weekday]) for weekday in Weekday)
    )


def _said(entry: Entry, programme: Programme, position: Position) -> str:
    phase, stage = position.phase, position.stage
    effort = phase.problems.effort
    match entry.kind:
        case Kind.NEW:
            return _new(entry, phase)
        case Kind.REVIEW:
            whose = f"of {entry.of.title()}'s" if entry.of is not None else "of the days before"
            return _again(entry, whose, entry.minutes or phase.problems.again.planned)
        case Kind.RECALL:
            return f"what is remembered least, {phase.problems.review} a week"
        case Kind.STRETCH | Kind.TIMED if entry.difficulty is not None:
            where = " in a plain document, timed" if entry.kind is Kind.TIMED else ", and only that"
            minutes = entry.minutes or effort[entry.difficulty].planned
            return f"one {entry.difficulty} problem{where} · {minutes} min"
        case Kind.HARDEST:
            return _with_minutes("the week's hardest again", entry)
        case Kind.TEST if stage.test is not None:
            return f"film one {stage.test.difficulty} problem · {entry.minutes or stage.test.minutes} min"
        case Kind.LIVE if stage.live is not None:
            mix = " and ".join(stage.live.mix)
            return f"a live session, {mix} · {entry.minutes or stage.live.minutes} min"
        case _:
            return _with_minutes(_filled(entry, programme, position), entry)


def _again(entry: Entry, whose: str, minutes: int) -> str:
    if entry.count == 1:
        return f"one problem {whose} again · {minutes} min"
    return f"{entry.count} problems {whose} again · {minutes} min each"


def _new(entry: Entry, phase: Phase) -> str:
    track = phase.problems
    planned = [track.effort[level].planned for level in track.new]
    if track.mix:
        levels = [track.mix[place % len(track.mix)] for place in range(entry.count)]
        named = " and ".join(f"a new {level}" for level in levels)
        return f"{named} · {' + '.join(str(track.effort[level].planned) for level in levels)} min"
    least, most = min(planned), max(planned)
    minutes = f"{most} min" if least == most else f"{least}-{most} min"
    count = "one new problem" if entry.count == 1 else f"{entry.count} new problems"
    return f"{count} · {minutes}{' each' if entry.count > 1 else ''}"


def _with_minutes(words: str, entry: Entry) -> str:
    return f"{words} · {entry.minutes} min" if entry.minutes is not None else words


def _filled(entry: Entry, programme: Programme, position: Position) -> str:
    """The entry's words; what goes by turns is named as such."""
    topic = position.phase.topic(position.week)
    practised = programme.round(entry.round)
    first = programme.systems[0].title if programme.systems else ""
    values = {
        "topic": topic.title,
        "points": ", ".join(topic.points),
        "system": "the next system" if entry.in_turn else first,
        "part": "one part a week",
        "story": "",
        "round": practised.title if practised is not None else "",
        "practice": practised.practice if practised is not None else "",
        "role": "one role after the other",
        "research": "what to read about the teams, by turns",
        "portfolio": "the piece that is due next",
    }
    words = "".join(
        text + (values.get(name, "") if name is not None else "")
        for text, name, _, _ in Formatter().parse(entry.words)
    )
    return " ".join(words.split()).rstrip(".") or str(entry.kind)
