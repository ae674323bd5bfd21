"""What a count can be about: the programme's own names, and what in the log is about the same."""

from __future__ import annotations

from collections.abc import Mapping

from bot.curriculum.goal import Counted
from bot.curriculum.model import Programme

Subjects = Mapping[str, frozenset[str]]
"""Each title with the subjects of the log that are about it; a topic is also met in its points."""


def subjects(programme: Programme, what: Counted) -> Subjects:
    """What can be counted of `what`, by the programme's titles in their order."""
    topics = [topic for phase in programme.phases for topic in phase.reading.topics]
    theory = {topic.title: frozenset((topic.title, *topic.points)) for topic in topics}
    match what:
        case Counted.EXPLAINED:
            return theory
        case Counted.READ:
            return theory | {one.title: frozenset((one.title,)) for one in programme.research}
        case Counted.DESIGNED:
            return {one.title: frozenset((one.title,)) for one in programme.systems}
        case Counted.ROUNDS:
            return {one.title: frozenset((one.title,)) for one in programme.rounds}
        case Counted.SHIPPED:
            return {one.title: frozenset((one.title,)) for one in programme.portfolio}
        case _:
            return {}


def keys(programme: Programme, what: Counted) -> Mapping[str, str]:
    """The title behind each short name."""
    tables = {
        Counted.READ: programme.research,
        Counted.DESIGNED: programme.systems,
        Counted.ROUNDS: programme.rounds,
        Counted.SHIPPED: programme.portfolio,
    }
    return {one.key: one.title for one in tables.get(what, ()) if one.key}


def title_of(programme: Programme, what: Counted, name: str) -> str:
    """The title that a key or a title of the programme means."""
    return keys(programme, what).get(name, name)
