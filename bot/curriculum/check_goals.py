"""What in the success table cannot be followed: counts of what the programme does not have."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from bot.curriculum.goal import Count, Counted
from bot.curriculum.model import Kind, Programme
from bot.curriculum.subjects import keys, subjects


def goal_faults(programme: Programme) -> Iterator[str]:
    """One sentence for each thing that needs a change."""
    for place, goal in enumerate(programme.goals, start=1):
        yield from _counts(f"goals.{place}.counts", goal.counts, programme)
    for place, stage in enumerate(programme.stages, start=1):
        yield from _counts(f"stages.{place}.ready", stage.ready, programme)
        if stage.ready and place == len(programme.stages):
            yield f"stages.{place}.ready: no stage comes after the last one; take it out"


def _counts(where: str, counts: Iterable[Count], programme: Programme) -> Iterator[str]:
    for place, count in enumerate(counts, start=1):
        at = f"{where}.{place}"
        known = [*keys(programme, count.what), *subjects(programme, count.what)]
        for name in count.about:
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                mend = f"did you mean {near[0]!r}?" if near else "write a key or a title of the programme"
                yield f"{at}.about: nothing to be {count.what} is called {name!r}; {mend}"
        if count.what is Counted.FILMED and not any(stage.test for stage in programme.stages):
            yield f"{at}.what: no stage has a weekly test, so nothing is ever filmed"
        if count.what is Counted.ROUNDS and not programme.rounds:
            yield f"{at}.what: the programme has no interview rounds; write [[rounds]] tables"
        if count.what is Counted.DESIGNED and not _designs(programme):
            yield f"{at}.what: nothing is ever designed; write an entry of kind mock or [[systems]]"


def _designs(programme: Programme) -> bool:
    entries = (entry for day in programme.week.values() for slot in day.slots for entry in slot.entries)
    return bool(programme.systems) or any(entry.kind is Kind.MOCK for entry in entries)
