"""What has its turn where no problem is asked for: systems, roles, questions, research, the portfolio."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from bot.assignment.record import Record, key_of
from bot.curriculum.model import Entry, Kind, Position, Role, Round, System, Topic
from bot.practice.session import SessionKind

NEVER = date.min


class Turn(Struct, frozen=True):
    """One thing that an entry can stand for."""

    title: str
    about: str = ""
    detail: str = ""


class Turns:
    """Lists for one day what an entry of the template can stand for, the one whose turn it is first."""

    def __init__(self, record: Record, position: Position) -> None:
        self._record = record
        self._position = position
        self._programme = record.course.programme

    def of(self, entry: Entry) -> list[Turn]:
        """Everything, in order; empty where nothing is left to do of it."""
        match entry.kind:
            case Kind.MOCK | Kind.WALK:
                return [self._design(entry, system) for system in self._systems(entry)]
            case Kind.ROUND:
                return list(self._round(entry))
            case Kind.APPLY:
                return [
                    Turn(self._words(entry, role=role.title), role.key)
                    for role in self._roles(Kind.APPLY, "")
                    if self._is_wanted(role) and self._record.done_last(Kind.APPLY, role.key) is None
                ]
            case Kind.STUDY:
                return self._study(entry)
            case Kind.PORTFOLIO:
                return [Turn(self._words(entry, portfolio=piece), key) for key, piece in self._pieces()]
            case _:
                topic = self._topic(entry.kind)
                return [Turn(self._words(entry, topic), topic.title)]

    def _words(self, entry: Entry, topic: Topic | None = None, **known: str) -> str:
        topic = topic or self._own_topic
        words = entry.words
        for name, value in {"topic": topic.title, "points": ", ".join(topic.points), **known}.items():
            words = words.replace(f"{{{name}}}", value)
        return " ".join(words.split())

    @property
    def _own_topic(self) -> Topic:
        return self._position.phase.topic(self._position.week)

    def _topic(self, kind: Kind) -> Topic:
        """This week's; once that was done in the week, the oldest that stood on a day and was never done."""
        own, record = self._own_topic, self._record
        last = record.done_last(kind, own.title)
        if last is None or last < record.monday:
            return own
        known = {topic.title: topic for phase in self._programme.phases for topic in phase.reading.topics}
        given = dict.fromkeys(one.about for one in record.past.given if one.kind is kind)
        missed = (known[title] for title in given if title in known)
        return next((topic for topic in missed if record.done_last(kind, topic.title) is None), own)

    def _design(self, entry: Entry, system: System) -> Turn:
        parts = self._programme.parts
        part = parts[(self._position.week - 1) % len(parts)] if parts and "{part}" in entry.words else ""
        words = self._words(entry, system=system.title, story=system.story, part=part)
        return Turn(words, key_of(system), part)

    def _systems(self, entry: Entry) -> list[System]:
        """In order: first what was never done, then what was done longest ago, by what was really done.

        A walk leaves out what the week already had, so that it is not the same one twice.
        """
        systems = self._programme.systems
        if not systems:
            return []
        if not entry.in_turn:
            return list(systems)
        kinds = (Kind.MOCK,) if entry.kind is Kind.MOCK else (Kind.MOCK, Kind.WALK)
        done = self._record.designs(*kinds)
        had = set[str]()
        if entry.kind is Kind.WALK:
            had = {one.about for one in self._record.this_week if one.kind in (Kind.MOCK, Kind.WALK)}
        return sorted(systems, key=lambda one: (key_of(one) in had, done.get(key_of(one), NEVER)))

    def _round(self, entry: Entry) -> Iterator[Turn]:
        one = self._programme.round(entry.round)
        if one is None:
            return
        if "{role}" in entry.words:
            for role in self._roles(Kind.ROUND, one.key):
                words = self._words(entry, role=role.title, round=one.title, practice=one.practice)
                yield Turn(words, one.key, role.key)
            return
        for prompt in self._prompts(one):
            words = self._words(entry, round=one.title, practice=prompt or one.practice)
            yield Turn(words, one.key, prompt)

    def _roles(self, kind: Kind, round_key: str) -> list[Role]:
        """Those applied for first; what failed comes before what was done longest ago."""
        programme = self._programme
        wanted = [role for role in programme.roles if self._is_wanted(role)]
        ordered = [*wanted, *(role for role in programme.roles if role not in wanted)]
        if kind is Kind.APPLY:
            return ordered
        failed = self._record.failed(round_key)

        def turn(role: Role) -> tuple[bool, date]:
            last = self._record.done_last(Kind.ROUND, round_key, role.key)
            return failed is None or failed.role != role.title, last or NEVER

        return sorted(ordered, key=turn)

    def _is_wanted(self, role: Role) -> bool:
        application = self._programme.application
        return application is None or role.key in application.roles

    def _prompts(self, one: Round) -> list[str]:
        if not one.prompts:
            return [""]
        missed = self._record.missed_question(one.key)

        def turn(prompt: str) -> tuple[bool, date]:
            return prompt != missed, self._record.done_last(Kind.ROUND, one.key, prompt) or NEVER

        return sorted(one.prompts, key=turn)

    def _study(self, entry: Entry) -> list[Turn]:
        research = list(self._programme.research)
        if not entry.in_turn:
            return [Turn(self._words(entry), research[0].key if research else "")]
        research.sort(key=lambda one: self._record.done_last(Kind.STUDY, one.key) or NEVER)
        return [
            Turn(
                self._words(entry, research=f"{one.title}: {one.words}" if one.words else one.title), one.key
            )
            for one in research
        ]

    def _pieces(self) -> list[tuple[str, str]]:
        """Unfinished pieces by their month; then those of which there may be one more."""
        shipped = [s.subject for s in self._record.past.sessions if s.kind is SessionKind.PORTFOLIO]
        left = [
            (shipped.count(one.title) >= one.least, one.by_month, one)
            for one in self._programme.portfolio
            if not one.done and shipped.count(one.title) < one.most
        ]
        left.sort(key=lambda entry: entry[:2])
        return [(one.key, f"{one.title} ({one.words})" if one.words else one.title) for *_, one in left]
