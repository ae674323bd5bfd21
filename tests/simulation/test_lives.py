"""What every life with the plan has to bear out, whoever lives it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby

import pytest

from bot.assignment.model import Line, State
from bot.curriculum.model import Difficulty
from bot.curriculum.model import Kind as Work
from bot.simulation.life import Lived
from bot.simulation.persona import Kind, persona
from cogs.assignment import text
from tests.simulation.conftest import Life

Lives = Callable[..., Life]

MONTH = 31
SATURDAY = 5
ALL_MONTHS = range(1, 10)
FIRST_TIME = frozenset({Work.NEW, Work.STRETCH, Work.TEST, Work.TIMED, Work.LIVE})
AGAIN = frozenset({Work.AGAIN, Work.REVIEW, Work.RECALL, Work.HARDEST})
QUICK = [pytest.param(kind, 7, MONTH, id=f"{kind}-month") for kind in (Kind.MOVING, Kind.BUSY)]
WHOLE = [
    pytest.param(kind, seed, None, id=f"{kind}-{seed}", marks=pytest.mark.story)
    for kind, seed in [
        (Kind.DILIGENT, 7),
        (Kind.DILIGENT, 8),
        (Kind.BUSY, 7),
        (Kind.BUSY, 9),
        (Kind.ILL, 3),
        (Kind.ILL, 7),
        (Kind.AWAY, 7),
        (Kind.MOVING, 7),
        (Kind.LATE, 7),
    ]
]
every_life = pytest.mark.parametrize(("kind", "seed", "days"), QUICK + WHOLE)


def weeks(life: Life) -> Iterator[list[Lived]]:
    for _, week in groupby(life.days, key=lambda lived: lived.day.isocalendar()[:2]):
        yield list(week)


def problems(lived: Lived) -> list[Line]:
    return [line for line in lived.morning.lines if line.item.problem is not None]


def tried_on(lived: Lived) -> set[int]:
    return {
        line.item.problem
        for line in lived.evening.lines
        if line.item.problem is not None and line.state in (State.DONE, State.TRIED)
    }


def brought_along(held: Life) -> frozenset[int]:
    """What a file held on the first day: the easiest ones, as `bot.simulation.life` takes them."""
    easiest = sorted(held.catalogue, key=lambda problem: problem.difficulty != "easy")
    return frozenset(one.number for one in easiest[: held.solved_before])


def still_to_be_tested(held: Life, place: int, level: Difficulty) -> int:
    """Weekly tests of this level from that day on."""
    return sum(
        lived.day.weekday() == SATURDAY
        and lived.position.stage.test is not None
        and lived.position.stage.test.difficulty is level
        for lived in held.days[place:]
    )


def done(held: Life, work: Work, months: Iterable[int]) -> list[Line]:
    return [
        line
        for lived in held.days
        if lived.position.month in months
        for line in lived.evening.lines
        if line.item.kind is work and line.state in (State.DONE, State.TRIED)
    ]


def about(held: Life, work: Work, *months: int) -> list[str]:
    return [line.item.about for line in done(held, work, months or ALL_MONTHS)]


@every_life
def test_no_day_plans_more_than_its_minutes(life: Lives, kind: Kind, seed: int, days: int | None) -> None:
    held = life(kind, seed, days)
    for lived in held.days:
        given = lived.person.minutes_on(lived.day)
        budget = held.programme.day_plan(lived.day).minutes if given is None else given
        assert lived.morning.assignment.plan.minutes <= budget, lived.day


@every_life
def test_what_was_shown_in_the_morning_stands_in_the_evening(
    life: Lives, kind: Kind, seed: int, days: int | None
) -> None:
    for lived in life(kind, seed, days).days:
        assert [line.item.title for line in lived.morning.lines] == [
            line.item.title for line in lived.evening.lines
        ]


@every_life
def test_what_is_met_for_the_first_time_was_never_tried_while_anything_else_would_do(
    life: Lives, kind: Kind, seed: int, days: int | None
) -> None:
    """Nothing comes twice as new in a whole life; a filmed or timed one only when its level has run out.

    What is left of the hard ones then is kept for the weekly tests to come, one each.
    """
    held = life(kind, seed, days)
    tried: set[int] = set(brought_along(held))
    for place, lived in enumerate(held.days):
        today = [line.item.problem for line in problems(lived)]
        assert len(today) == len(set(today)), f"{lived.day}: one problem twice on a day"
        for line in problems(lived):
            if line.item.kind not in FIRST_TIME or line.item.problem not in tried:
                continue
            where = f"{lived.day}: {line.item.kind} {line.title}"
            assert line.item.kind is not Work.NEW, where
            assert line.problem is not None
            level = line.problem.difficulty
            left = sum(one.difficulty is level and one.number not in tried for one in held.catalogue)
            assert left <= still_to_be_tested(held, place, level), f"{where} was tried, {left} were not"
        tried |= tried_on(lived)


@every_life
def test_what_was_tried_is_for_days_gone_through_again_and_nothing_else(
    life: Lives, kind: Kind, seed: int, days: int | None
) -> None:
    """Where a level has run out, a long or live one takes what was left alone for four days at least."""
    last: dict[int, date] = {}
    for lived in life(kind, seed, days).days:
        for line in problems(lived):
            tried = last.get(line.item.problem or 0)
            if tried is not None and lived.day - tried < timedelta(days=4):
                assert line.item.kind in AGAIN, f"{lived.day}: {line.item.kind} {line.title}"
        last |= dict.fromkeys(tried_on(lived), lived.day)


@every_life
def test_a_problem_is_solved_again_soon_after_its_first_try(
    life: Lives, kind: Kind, seed: int, days: int | None
) -> None:
    """The next day, or when there is room; with an hour a day dozens wait, the oldest first."""
    held = life(kind, seed, days)
    patient = 160 if kind is Kind.BUSY else 14
    first: dict[int, date] = {}
    again: set[int] = set()
    for lived in held.days:
        for number in tried_on(lived):
            if number in first:
                again.add(number)
            else:
                first[number] = lived.day
    absent = sum(absence.days for absence in persona(kind).absences)
    last = held.days[-1].day - timedelta(days=patient + absent)
    brought = brought_along(held)
    starved = [number for number, on in first.items() if on < last and number not in again | brought]
    assert starved == []


@every_life
def test_a_pattern_to_recognise_is_named_nowhere_in_the_message(
    life: Lives, kind: Kind, seed: int, days: int | None
) -> None:
    for lived in life(kind, seed, days).days:
        hidden = [line for line in problems(lived) if line.item.hidden]
        # a week's own pattern stands in its headline, and other problems of the day may be of any
        open_patterns = {
            *lived.position.focus,
            *(line.problem.category for line in problems(lived) if line.problem and not line.item.hidden),
        }
        said = str(text.today(lived.morning).to_dict()).casefold()
        for line in problems(lived):
            # "Validate Binary Search Tree" names a pattern that is another problem's
            said = said.replace(line.title.casefold(), "")
        for pattern in sorted(open_patterns, key=len, reverse=True):
            # and "Advanced Graphs" names "Graphs"
            said = said.replace(pattern.casefold(), "")
        for line in hidden:
            assert line.problem is not None
            if line.problem.category not in open_patterns:
                assert line.problem.category.casefold() not in said, (lived.day, line.title)


@every_life
def test_each_day_is_posted_once(life: Lives, kind: Kind, seed: int, days: int | None) -> None:
    held = life(kind, seed, days)
    assert set(held.posts.values()) == {1}
    days_posted = (date.fromisoformat(subject.partition(":")[2]) for subject in held.posts)
    posted = {day for day in days_posted if day <= held.days[-1].day}
    worked = {lived.day for lived in held.days if not lived.morning.assignment.plan.paused}
    assert posted >= worked
    pauses = sum(absence.announced for absence in persona(kind).absences)
    assert len(posted - worked) <= pauses, "a pause is said once, and then it is quiet"


@every_life
def test_an_unseen_hard_is_met_in_each_weekly_test_while_there_is_one(
    life: Lives, kind: Kind, seed: int, days: int | None
) -> None:
    held = life(kind, seed, days)
    hards = {one.number for one in held.catalogue if one.difficulty is Difficulty.HARD}
    seen: set[int] = set()
    for lived in held.days:
        for line in problems(lived):
            if line.item.kind is Work.TEST and lived.position.stage.number == 2:
                assert line.problem is not None
                assert line.problem.difficulty is Difficulty.HARD
                if hards - seen:
                    assert line.item.problem not in seen, f"{lived.day}: {line.title} had been seen"
        seen |= {
            line.item.problem
            for line in lived.evening.lines
            if line.item.problem is not None and line.state in (State.DONE, State.TRIED)
        }


@every_life
def test_the_same_seed_lives_the_same_life(life: Lives, kind: Kind, seed: int, days: int | None) -> None:
    whole = life(kind, seed, days)
    again = life(kind, seed, 10)
    for one, other in zip(whole.days, again.days, strict=False):
        assert one.day == other.day
        assert one.evening.assignment.plan == other.evening.assignment.plan
        assert one.tries == other.tries


MET = [
    (Kind.DILIGENT, 7),
    (Kind.DILIGENT, 8),
    (Kind.MOVING, 7),
    (Kind.AWAY, 7),
    (Kind.LATE, 7),
    (Kind.ILL, 3),
    (Kind.ILL, 7),
]
"""Who does everything; the ill for as long as they are well."""


@pytest.mark.story
@pytest.mark.parametrize(("kind", "seed"), MET)
def test_whoever_does_everything_meets_the_whole_reference_at_its_time(
    life: Lives, kind: Kind, seed: int
) -> None:
    held, ill = life(kind, seed), kind is Kind.ILL
    programme = held.programme
    systems = [system.key for system in programme.systems]
    mocks = {month: about(held, Work.MOCK, month) for month in range(1, 7)}
    assert mocks[1] == [], "month one walks through without a clock"
    assert set(mocks[2]) == {systems[0]}, "the first mock is on the first system"
    assert len(mocks[3]) >= 2
    assert list(dict.fromkeys(key for month in mocks for key in mocks[month])) == systems
    assert len({key for month in (2, 3, 4, 5) for key in mocks[month]}) >= 4
    assert {key for month in (5, 6) for key in mocks[month]} == set(systems), "all six in phase three"
    assert done(held, Work.WALK, (1,))

    for phase in programme.phases:
        topics = {topic.title for topic in phase.reading.topics}
        # what an illness took is made up for, if not within the phase
        months = ALL_MONTHS if ill else phase.months
        assert {*about(held, Work.READ, *months)} >= topics, f"phase {phase.number}"
        assert {*about(held, Work.EXPLAIN, *months)} >= topics, f"phase {phase.number}"

    assert {*about(held, Work.ROUND, 5, 6)} | {"technical", "design"} == {one.key for one in programme.rounds}
    details = [line.item.detail for line in done(held, Work.ROUND, (5, 6))]
    assert {role.key for role in programme.roles} <= set(details), "a pitch for each role"
    assert {prompt for one in programme.rounds for prompt in one.prompts} <= set(details), "each question"
    assert {*about(held, Work.STUDY, 5, 6, 7, 8, 9)} >= {one.key for one in programme.research}
    pieces = {piece.key: piece for piece in programme.portfolio if not piece.done}
    assert {*about(held, Work.PORTFOLIO, *range(1, 7))} >= pieces.keys()
    assert programme.application is not None
    assert sorted(about(held, Work.APPLY, 6)) == sorted(programme.application.roles), (
        "each once, in month six"
    )
    assert about(held, Work.APPLY) == about(held, Work.APPLY, 6)

    tried = set(brought_along(held)).union(*map(tried_on, held.days))
    assert len(tried) == 150
    by = max(lived.position.month for lived in held.days if tried_on(lived) - seen_before(held, lived))
    assert by <= (7 if ill or kind is Kind.AWAY else 6)


def seen_before(held: Life, lived: Lived) -> set[int]:
    earlier = (tried_on(one) for one in held.days if one.day < lived.day)
    return set(brought_along(held)).union(*earlier)


@pytest.mark.story
@pytest.mark.parametrize("seed", [7, 9])
def test_whoever_has_an_hour_a_day_meets_a_part_of_everything_in_its_order(life: Lives, seed: int) -> None:
    """Neither all problems nor all topics fit; but nothing of the interview is left out."""
    held = life(Kind.BUSY, seed)
    programme = held.programme
    assert list(dict.fromkeys(about(held, Work.MOCK))) == [system.key for system in programme.systems]
    assert {*about(held, Work.ROUND)} | {"technical", "design"} == {one.key for one in programme.rounds}
    assert programme.application is not None
    assert {*about(held, Work.APPLY)} == {*programme.application.roles}
    assert {*about(held, Work.STUDY)} == {one.key for one in programme.research}
    for stage in programme.stages:
        work = Work.TEST if stage.test is not None else Work.LIVE
        assert len(done(held, work, stage.months)) >= 5, f"stage {stage.number}"
    for phase in programme.phases:
        topics = {topic.title for topic in phase.reading.topics}
        assert len({*about(held, Work.READ)} & topics) >= len(topics) / 2, f"phase {phase.number}"


@pytest.mark.story
@pytest.mark.parametrize("kind", [Kind.DILIGENT, Kind.MOVING, Kind.AWAY])
def test_each_weekday_is_what_the_template_and_the_success_table_make_of_it(life: Lives, kind: Kind) -> None:
    held = life(kind)
    for lived in held.days:
        month, weekday = lived.position.month, lived.day.weekday()
        lines = lived.morning.lines
        kinds = Counter(line.item.kind for line in lines)
        where = f"{lived.day}, month {month}: {dict(kinds)}"
        if lived.morning.assignment.plan.paused:
            assert not lines
            continue
        if weekday in (0, 1, 3) and month <= 2 and held.days[0].day + timedelta(days=14) > lived.day:
            assert kinds[Work.NEW] == 2, where
        if weekday in (0, 1, 3) and month in (3, 4):
            new = [line.problem.difficulty for line in lines if line.item.kind is Work.NEW and line.problem]
            assert len(new) == len(set(new)), f"{where}: one medium, one hard"
        if weekday in (0, 1):
            topic = lived.position.phase.topic(lived.position.week).title
            assert {line.item.about for line in lines if line.item.kind is Work.READ} <= {topic}, where
        if weekday == 2:
            assert kinds[Work.MOCK] == (month >= 2), where
            assert kinds[Work.WALK] == (month == 1), where
        for line in lines:
            if line.item.kind is Work.STRETCH and line.problem is not None:
                wanted = Difficulty.MEDIUM if month <= 2 else Difficulty.HARD
                assert (line.problem.difficulty, line.item.minutes) == (wanted, 45), where
            if line.item.kind is Work.TEST and line.problem is not None and weekday == SATURDAY:
                wanted = (Difficulty.MEDIUM, 25) if month <= 2 else (Difficulty.HARD, 45)
                assert (line.problem.difficulty, line.item.minutes) == wanted, where
                assert month <= 4, where
            if line.item.kind is Work.AGAIN:
                assert line.item.minutes == 10, where
        if weekday == 6:
            assert set(kinds) <= AGAIN, f"{where}: rest, or a light review"


@pytest.mark.story
@pytest.mark.parametrize("kind", [Kind.DILIGENT, Kind.MOVING, Kind.LATE])
def test_every_week_has_what_its_stage_and_phase_ask_for(life: Lives, kind: Kind) -> None:
    held = life(kind)
    for week in weeks(held):
        months = {lived.position.month for lived in week}
        if len(week) < 7 or len(months) > 1:
            continue
        month = months.pop()
        kinds = Counter(line.item.kind for lived in week for line in lived.morning.lines)
        where = f"the week of {week[0].day}: {dict(kinds)}"
        if month <= 4:
            assert kinds[Work.TEST] == 1, where
            assert kinds[Work.WATCH] == 1, where
        else:
            sessions = {
                lived.day for lived in week for line in problems(lived) if line.item.kind is Work.LIVE
            }
            assert 1 <= len(sessions) <= 2, where
            assert kinds[Work.TIMED] == 3, where
            assert kinds[Work.ROUND] >= 3, f"{where}: a pitch, a deep-dive, a question"
        assert kinds[Work.EXPLAIN] == 1, where
        if 3 <= month <= 4:
            assert kinds[Work.RECALL] >= 5, where
        if month >= 2:
            assert kinds[Work.MOCK] == 1, where


@pytest.mark.story
def test_three_weeks_of_illness_are_forgiven(life: Lives) -> None:
    held = life(Kind.ILL)
    absence = persona(Kind.ILL).absences[0]
    back = held.start + timedelta(days=absence.begins + absence.days)
    by_day = {lived.day: lived for lived in held.days}
    first = by_day[back].morning.assignment.plan
    assert first.items, "the first day back has work"
    assert first.quiet >= 15, "and knows how long it was quiet"
    notes = [by_day[back + timedelta(days=ahead)].morning.assignment.plan.note for ahead in range(14)]
    told = [re.search(r"(\d+) days later than planned", note) for note in notes if note]
    moved = [int(found[1]) for found in told if found]
    assert moved, "how far the end moved is said out loud"
    assert all(21 <= days <= 49 for days in moved), "three weeks are three weeks and what they crowd out"
    well = {lived.day: lived.morning.assignment.plan.waiting for lived in life(Kind.DILIGENT).days}
    last = by_day[back + timedelta(days=41)]
    assert last.morning.assignment.plan.waiting <= well[last.day] + 5, "six weeks later it is an ordinary day"


@pytest.mark.story
def test_a_pause_holds_no_work_and_moves_the_end(life: Lives) -> None:
    away, diligent = life(Kind.AWAY), life(Kind.DILIGENT)
    paused = [lived for lived in away.days if lived.absent is not None and lived.day != lived.person.start]
    assert all(not lived.morning.assignment.plan.items for lived in paused[1:])
    assert away.days[-1].day - diligent.days[-1].day == timedelta(days=28)
