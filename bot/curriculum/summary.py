"""A programme in a few lines, for the command line: what was found in its file."""

from __future__ import annotations

from collections.abc import Iterator

from bot.curriculum.model import Kind, Programme, spans


def summary(programme: Programme) -> Iterator[str]:
    """Title, phases, hours, and how many of everything."""
    yield f"  {programme.title}"
    for phase in programme.phases:
        weeks = f"{phase.focus_weeks} weeks of focus" if phase.focus_weeks else "all patterns mixed"
        yield (
            f"  phase {phase.number}, {phase.title}: {spans('month', phase.months)}, {weeks}, "
            f"{len(phase.reading.topics)} topics"
        )
    if programme.window is not None:
        yield f"  {programme.window.title}: {spans('month', programme.window.months)}"
    minutes = sum(day.minutes for day in programme.week.values() if not day.rest)
    free = [str(weekday) for weekday, day in programme.week.items() if day.rest or not day.minutes]
    rest = f", rest on {' and '.join(free)}" if free else ""
    yield f"  the week: {minutes / 60:.1f} h planned of {programme.hours_per_week} h{rest}"
    counts = {
        "stages": len(programme.stages),
        "systems": len(programme.systems),
        "interview rounds": len(programme.rounds),
        "portfolio items": len(programme.portfolio),
        "goals": len(programme.goals),
        "clocks": len(programme.presets),
    }
    yield f"  {', '.join(f'{count} {name}' for name, count in counts.items() if count)}"
    kinds = {entry.kind for day in programme.week.values() for slot in day.slots for entry in slot.entries}
    if Kind.TEST not in kinds and Kind.LIVE not in kinds:
        yield "  note: no weekly test stands in the week (an entry of kind test or live)"
