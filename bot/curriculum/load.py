"""What a programme asks of a week, for people's own minutes to be held against."""

from __future__ import annotations

from bot.curriculum.model import PROBLEM_KINDS, Entry, Kind, Programme, Weekday
from bot.people.model import Load


def load_of(programme: Programme) -> Load:
    """What the programme asks of a week, and the minutes that its largest item takes in any month."""
    return Load(
        week=tuple(programme.week[weekday].minutes for weekday in Weekday),
        largest=max(_largest_of(programme, month) for month in range(1, programme.months + 1)),
    )


def _largest_of(programme: Programme, month: int) -> int:
    phase = next((one for one in programme.phases if month in one.months), programme.phases[-1])
    stage = next((one for one in programme.stages if month in one.months), programme.stages[-1])
    filmed = stage.test.minutes if stage.test is not None else stage.live.minutes if stage.live else 0

    def takes(entry: Entry) -> int:
        if entry.kind in (Kind.TEST, Kind.LIVE):
            return entry.minutes or filmed
        if entry.minutes is not None or entry.kind not in PROBLEM_KINDS:
            return entry.minutes or 0
        levels = (entry.difficulty,) if entry.difficulty else phase.problems.new
        return max(phase.problems.effort[level].planned for level in levels)

    entries = (entry for day in programme.week.values() for slot in day.slots for entry in slot.entries)
    return max((takes(entry) for entry in entries if entry.holds(month)), default=0)
