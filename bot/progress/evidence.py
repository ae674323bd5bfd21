"""What the log shows for a count: each row that speaks for it or against it, as of a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from msgspec import Struct

from bot.assignment.model import Course, Past
from bot.curriculum.model import Count, Counted, Different, Difficulty, Kind, Problem, Programme
from bot.curriculum.subjects import subjects, title_of
from bot.practice.model import Attempt, Session, SessionKind, Verdict
from bot.progress.definition import target, value
from bot.progress.spoken import Narrated

_SESSIONS = {
    Counted.READ: SessionKind.READING,
    Counted.EXPLAINED: SessionKind.EXPLANATION,
    Counted.DESIGNED: SessionKind.DESIGN,
    Counted.ROUNDS: SessionKind.MOCK,
    Counted.SHIPPED: SessionKind.PORTFOLIO,
}

_MINUTE = timedelta(minutes=1)


class Piece(Struct, frozen=True):
    """One row that was looked at."""

    on: date
    title: str
    minutes: int | None = None
    counts: bool = True
    """Whether it speaks for the goal."""
    subject: str = ""
    """What different ones are told apart by."""
    own: bool = False
    """Whether it counts and others read nothing of it."""


class Reading(Struct, frozen=True):
    """A count as it stands."""

    count: Count
    have: int
    seen: int
    """Rows in the window, those that do not count included."""
    pieces: tuple[Piece, ...]
    """Those of the window, newest first."""

    @property
    def met(self) -> bool:
        """Whether it is enough; of a window by number, only once it is full."""
        return self.have >= self.count.least and (self.count.last is None or self.seen >= self.count.last)

    @property
    def value(self) -> str:
        """`7 of the last 10`, `3 weeks`: in words."""
        return value(self.count, self.have, self.seen)

    @property
    def target(self) -> str:
        """`8 of 10`, `4 weeks`: in words."""
        return target(self.count)


class Handed(Struct, frozen=True):
    """A recording that was handed in."""

    id: int
    on: date
    title: str
    shared: bool
    """Whether friends were asked."""
    reviewed: bool
    """Whether one of them said anything."""


class Evidence(Struct, frozen=True):
    """Everything that counts can be about."""

    course: Course
    past: Past
    live: tuple[date, ...] = ()
    """Days on which their stream was on."""
    recordings: tuple[Handed, ...] = ()
    """Oldest first; none that was withdrawn."""
    narrated: tuple[Narrated, ...] = ()
    """Measured recordings with a voice in them, oldest first."""

    def known(self, counts: Iterable[Count]) -> tuple[Count, ...]:
        """Without what would have to be measured and never was: that speaks neither for nor against."""
        return tuple(one for one in counts if one.what is not Counted.CLEAN or any(self._pieces(one)))

    def read(self, count: Count, day: date) -> Reading:
        """`count` as the log up to `day` has it."""
        rows = [piece for piece in self._pieces(count) if piece.on <= day]
        rows.sort(key=lambda piece: piece.on)
        if count.days is not None:
            rows = [piece for piece in rows if (day - piece.on).days < count.days]
        if count.last is not None:
            rows = rows[-count.last :]
        return Reading(count, _sum(count, rows), len(rows), tuple(reversed(rows)))

    def _pieces(self, count: Count) -> Iterable[Piece]:
        match count.what:
            case Counted.TRIES:
                return self._tries(count)
            case Counted.FILMED:
                return self._filmed(count)
            case Counted.LIVE:
                return self._live()
            case Counted.RECORDED | Counted.SHARED | Counted.REVIEWED:
                return self._recordings(count.what)
            case Counted.CLEAN:
                return self._narrated(count)
            case _:
                return self._sessions(count)

    def _tries(self, count: Count) -> Iterator[Piece]:
        """The first try of each day at a problem, where it was a cold one."""
        touched: dict[int, date] = {}
        for attempt in sorted(self.past.attempts, key=lambda one: (one.on, one.id)):
            before = touched.get(attempt.problem)
            touched[attempt.problem] = attempt.on
            if before == attempt.on or not attempt.cold:
                continue
            if before is not None and (attempt.on - before).days < count.rested:
                continue
            problem = self._problem(attempt.problem, count.difficulty)
            if problem is not None:
                yield _tried(problem, attempt, count)

    def _filmed(self, count: Count) -> Iterator[Piece]:
        """The weekly tests, each with the first try of its day."""
        for given in self.past.given:
            if given.kind is not Kind.TEST or given.problem is None or given.skipped:
                continue
            problem = self._problem(given.problem, count.difficulty)
            tries = (one for one in self.past.attempts if (one.on, one.problem) == (given.day, given.problem))
            first = min(tries, key=lambda one: one.id, default=None)
            if problem is not None and first is not None:
                yield _tried(problem, first, count)

    def _live(self) -> Iterator[Piece]:
        tried = {(one.on, one.problem) for one in self.past.attempts}
        planned = {
            given.day
            for given in self.past.given
            if given.kind is Kind.LIVE and (given.done or (given.day, given.problem) in tried)
        }
        for day in sorted(planned | set(self.live)):
            yield Piece(day, "live", subject="live")

    def _recordings(self, what: Counted) -> Iterator[Piece]:
        for one in self.recordings:
            wanted = {Counted.SHARED: one.shared, Counted.REVIEWED: one.reviewed}.get(what, True)
            if wanted:
                yield Piece(one.on, one.title, subject=str(one.id))

    def _narrated(self, count: Count) -> Iterator[Piece]:
        """Recordings of a whole clock: the clean end of a test says nothing about the test."""
        for one in self.narrated:
            minutes = round(one.length / _MINUTE)
            if not one.whole or minutes < (count.long or 0) or (count.design and not one.design):
                continue
            if count.difficulty is not None and one.level is not count.difficulty:
                continue
            if not one.waits:
                yield Piece(one.on, one.title, minutes, one.point.clean, one.title, own=one.told is None)

    def _sessions(self, count: Count) -> Iterator[Piece]:
        about = _matcher(count, self.course.programme)
        walked = self._walked() if count.what is Counted.DESIGNED else frozenset[tuple[date, str]]()
        for session in self.past.sessions:
            subject = about(session.subject)
            if session.kind is not _SESSIONS[count.what] or subject is None:
                continue
            if (session.on, session.subject) in walked:
                continue
            good = _session_counts(session, count)
            yield Piece(session.on, session.subject, session.minutes, good, subject)

    def _walked(self) -> frozenset[tuple[date, str]]:
        """A design on a day that gave its walk-through is that, and no timed one."""
        titles = {one.key or one.title: one.title for one in self.course.programme.systems}
        given = [one for one in self.past.given if one.kind in (Kind.WALK, Kind.MOCK)]
        timed = {(one.day, titles.get(one.about, one.about)) for one in given if one.kind is Kind.MOCK}
        walks = {(one.day, titles.get(one.about, one.about)) for one in given if one.kind is Kind.WALK}
        return frozenset(walks - timed)

    def _problem(self, number: int, level: Difficulty | None) -> Problem | None:
        problem = self.course.catalogue.known(number)
        return None if problem is None or problem.difficulty is not (level or problem.difficulty) else problem


def _tried(problem: Problem, attempt: Attempt, count: Count) -> Piece:
    quick = count.within is None or (attempt.minutes is not None and attempt.minutes <= count.within)
    good = count.any or (attempt.solved and attempt.cold and quick)
    return Piece(attempt.on, problem.title, attempt.minutes, good, str(problem.number))


def _session_counts(session: Session, count: Count) -> bool:
    if session.verdict is Verdict.FAILED and not count.any:
        return False
    # a talk that notes no length was asked for with its own box
    return count.within is None or session.minutes is None or session.minutes <= count.within


def _matcher(count: Count, programme: Programme) -> Callable[[str], str | None]:
    """What a subject counts as; None where the count is not about it."""
    known = subjects(programme, count.what)
    titles = [title_of(programme, count.what, name) for name in count.about]

    def match(subject: str) -> str | None:
        for title in titles:
            if subject == title or subject in known.get(title, ()):
                return title
        if any(word.casefold() in subject.casefold() for word in count.named):
            return subject
        return None if titles or count.named else subject

    return match


def _sum(count: Count, rows: list[Piece]) -> int:
    good = [piece for piece in rows if piece.counts]
    match count.different:
        case None:
            return len(good)
        case Different.SUBJECT:
            return len({piece.subject for piece in good})
        case Different.DAY:
            return len({piece.on for piece in good})
        case Different.WEEK:
            return len({piece.on - timedelta(days=piece.on.weekday()) for piece in good})
