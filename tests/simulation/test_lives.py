"""What every life with the plan has to bear out, whoever lives it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
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
QUICK = [pytest.param(kind, 7, MONTH, id=f"{kind}-month") for kind in (Kind.MOVING, Kind.BUSY)]
WHOLE = [
    pytest.param(kind, seed, None, id=f"{kind}-{seed}", marks=pytest.mark.story)
    for kind, seed in [
        (Kind.DILIGENT, 7),
        (Kind.DILIGENT, 8),
        (Kind.BUSY, 7),
        (Kind.BUSY, 9),
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
def test_a_problem_comes_back_in_a_week_only_when_it_was_tried_or_left_open(
    life: Lives, kind: Kind, seed: int, days: int | None
) -> None:
    for week in weeks(life(kind, seed, days)):
        settled: set[int] = set()
        for lived in week:
            today = [line.item.problem for line in problems(lived)]
            assert len(today) == len(set(today)), f"{lived.day}: one problem twice on a day"
            for line in problems(lived):
                assert line.item.problem is not None
                unseen = line.item.kind in (Work.NEW, Work.STRETCH, Work.TEST, Work.TIMED, Work.LIVE)
                if unseen and line.item.kind is Work.NEW:
                    assert line.item.problem not in settled, f"{lived.day}: {line.title} is no new problem"
            settled |= {
                line.item.problem
                for line in lived.evening.lines
                if line.item.problem is not None and line.state in (State.DONE, State.TRIED)
            }


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


@pytest.mark.story
@pytest.mark.parametrize("kind", [Kind.DILIGENT, Kind.MOVING])
def test_whoever_does_everything_meets_the_whole_reference_at_its_time(life: Lives, kind: Kind) -> None:
    held = life(kind)
    programme = held.programme

    def done(work: Work, *months: int) -> list[Line]:
        return [
            line
            for lived in held.days
            if lived.position.month in months
            for line in lived.evening.lines
            if line.item.kind is work and line.state in (State.DONE, State.TRIED)
        ]

    def about(work: Work, *months: int) -> list[str]:
        return [line.item.about for line in done(work, *months)]

    first_half = (1, 2, 3, 4, 5, 6)
    systems = [system.key for system in programme.systems]
    mocks = {month: about(Work.MOCK, month) for month in first_half}
    assert mocks[1] == [], "month one walks through without a clock"
    assert set(mocks[2]) == {systems[0]}, "the first mock is on the first system"
    assert len(mocks[3]) >= 2
    assert list(dict.fromkeys(key for month in first_half for key in mocks[month])) == systems
    assert len({*mocks[5]} | {key for month in (2, 3, 4) for key in mocks[month]}) >= 4
    assert done(Work.WALK, 1)

    for phase in programme.phases:
        read = {*about(Work.READ, *phase.months)}
        assert read >= {topic.title for topic in phase.reading.topics}, f"phase {phase.number}"
        assert done(Work.EXPLAIN, *phase.months)

    assert {*about(Work.ROUND, 5, 6)} | {"technical", "design"} == {one.key for one in programme.rounds}
    assert {*about(Work.STUDY, 5, 6, 7, 8, 9)} >= {one.key for one in programme.research}
    assert {*about(Work.PORTFOLIO, *first_half)} >= {
        piece.key for piece in programme.portfolio if not piece.done
    }
    assert programme.application is not None
    assert {*about(Work.APPLY, 6)} >= {*programme.application.roles}
    pitched = {line.item.detail for line in done(Work.ROUND, 5, 6) if line.item.about == "phone"}
    assert pitched == {role.key for role in programme.roles}

    tried = {
        line.item.problem
        for lived in held.days
        if lived.position.month in first_half
        for line in lived.evening.lines
        if line.item.problem is not None and line.state in (State.DONE, State.TRIED)
    }
    assert len(tried) == 150


@pytest.mark.story
def test_every_week_has_what_its_stage_and_phase_ask_for(life: Lives) -> None:
    held = life(Kind.DILIGENT)
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
        if 5 <= month <= 6:
            assert kinds[Work.TIMED] == 3, where
            assert kinds[Work.ROUND] >= 1, where
        if 3 <= month <= 4:
            assert kinds[Work.RECALL] >= 5, where
        if 2 <= month <= 6:
            assert kinds[Work.MOCK] == 1, where


@pytest.mark.story
def test_three_weeks_of_illness_are_forgiven(life: Lives) -> None:
    held = life(Kind.ILL)
    absence = persona(Kind.ILL).absences[0]
    back = held.start + timedelta(days=absence.begins + absence.days)
    by_day = {lived.day: lived for lived in held.days}
    first = by_day[back].morning.assignment.plan
    assert first.items, "the first day back has work"
    assert any(
        lived.morning.assignment.plan.note
        for day, lived in by_day.items()
        if back <= day <= back + timedelta(days=14)
    ), "how far the end moved is said out loud"
    well = {lived.day: lived.morning.assignment.plan.waiting for lived in life(Kind.DILIGENT).days}
    last = by_day[back + timedelta(days=41)]
    assert last.morning.assignment.plan.waiting <= well[last.day] + 5, "six weeks later it is an ordinary day"


@pytest.mark.story
def test_a_pause_holds_no_work_and_moves_the_end(life: Lives) -> None:
    away, diligent = life(Kind.AWAY), life(Kind.DILIGENT)
    paused = [lived for lived in away.days if lived.absent is not None and lived.day != lived.person.start]
    assert all(not lived.morning.assignment.plan.items for lived in paused[1:])
    assert away.days[-1].day - diligent.days[-1].day == timedelta(days=28)
