"""What the planner keeps to whoever lives with it: lives made by a seed, some of them careless."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from random import Random

import pytest
from msgspec import Struct, field

from bot.assignment import reserve
from bot.assignment.course import Course
from bot.assignment.item import Flagged, Given, Item, Past, Plan
from bot.assignment.plan import plan_day
from bot.assignment.record import SKIP_RESTS, Record
from bot.curriculum.model import Difficulty, Flag, Kind, Pause
from bot.curriculum.programme import load_catalogue, load_programme
from bot.people.model import PersonId
from bot.practice.model import Attempt, AttemptId

RAMP = load_programme()
CATALOGUE = load_catalogue()
FIRST_TIME = frozenset({Kind.NEW, Kind.STRETCH, Kind.TEST, Kind.TIMED, Kind.LIVE})
"""What a problem is given as that was never tried."""
DUE = frozenset({Kind.AGAIN, Kind.REVIEW, Kind.RECALL, Kind.HARDEST})
"""What brings back one that was."""
HARD = {one.number for one in CATALOGUE if one.difficulty is Difficulty.HARD}


class Life(Struct):
    """Somebody who lives by the plan, more or less."""

    course: Course
    attempts: list[Attempt] = field(default_factory=list[Attempt])
    given: list[Given] = field(default_factory=list[Given])
    plans: list[Plan] = field(default_factory=list[Plan])
    flagged: list[Flagged] = field(default_factory=list[Flagged])

    def past(self, day: date) -> Past:
        """What is known in the morning of `day`."""
        return Past(tuple(self.attempts), (), tuple(self.given), tuple(self.flagged)).before(day)

    def record(self, day: date) -> Record:
        return Record(self.course, day, self.past(day))


@cache
def life(seed: int) -> Life:
    """Ten to fourteen weeks with any weekday, minutes and pauses; some join late, some fall ill."""
    rng = Random(seed)
    start = date(2026, 3, 2) + timedelta(days=rng.randrange(7))
    days = rng.randrange(70, 98)
    minutes: tuple[int | None, ...] = (None,) * 7
    if rng.random() < 0.5:
        minutes = tuple(rng.choice([None, 45, 60, 90, 120, 150]) for _ in range(7))
        minutes = (*minutes[:5], 150, minutes[6])  # one day a week holds the largest item
    pauses: tuple[Pause, ...] = ()
    if rng.random() < 0.5:
        begins = start + timedelta(days=rng.randrange(5, 50))
        pauses = (Pause(begins, begins + timedelta(days=rng.randrange(2, 15))),)
    lived = Life(Course(RAMP, CATALOGUE, start, PersonId(seed), pauses, minutes))
    for number in rng.sample([one.number for one in CATALOGUE], rng.choice([0, 0, 40])):
        _try(lived, number, start - timedelta(days=rng.randrange(1, 60)), rng.random() < 0.8, rng)
    diligent, able = rng.choice([0.4, 0.75, 0.97]), rng.choice([0.5, 0.8, 0.95])
    ill = range(0)
    if rng.random() < 0.5:
        begins_at = rng.randrange(10, 50)
        ill = range(begins_at, begins_at + rng.randrange(3, 22))
    friends = Random(seed)
    for ahead in range(days):
        day = start + timedelta(days=ahead)
        if friends.random() < 0.2:
            lived.flagged.append(Flagged(day, friends.choice(list(Flag))))
        plan = plan_day(lived.course, day, lived.past(day))
        lived.plans.append(plan)
        for item in plan.items:
            works = ahead not in ill and rng.random() < diligent
            aside = not works and rng.random() < 0.05
            done = works and item.problem is None
            lived.given.append(
                Given(day, item.kind, item.problem, aside, done, item.about, item.detail, bool(item.because))
            )
            if works and item.problem is not None:
                _try(lived, item.problem, day, rng.random() < able, rng)
    return lived


def _try(lived: Life, number: int, on: date, solved: bool, rng: Random) -> None:
    at = datetime.combine(on, time(9), UTC)
    key = AttemptId(len(lived.attempts) + 1)
    lived.attempts.append(
        Attempt(key, PersonId(1), number, solved, rng.randrange(5, 45), rng.random() < 0.8, "", at, on)
    )


every_life = pytest.mark.parametrize("seed", range(12))


def categories(items: list[Item]) -> list[str]:
    return [CATALOGUE.get(item.problem).category for item in items if item.problem is not None]


@every_life
def test_no_day_is_over_its_minutes(seed: int) -> None:
    lived = life(seed)
    for plan in lived.plans:
        assert plan.minutes <= lived.course.budget(plan.day), plan.day
        assert plan.minutes == sum(item.minutes for item in plan.items)


@every_life
def test_the_same_past_gives_the_same_day(seed: int) -> None:
    lived = life(seed)
    for plan in lived.plans[::7]:
        again = Life(lived.course, list(lived.attempts), list(lived.given), flagged=list(lived.flagged))
        assert plan_day(again.course, plan.day, again.past(plan.day)) == plan


@every_life
def test_a_pause_holds_no_work_and_rest_is_only_offered(seed: int) -> None:
    lived = life(seed)
    for plan in lived.plans:
        pauses = any(one.begins <= plan.day < one.until for one in lived.course.pauses)
        assert plan.paused == pauses
        assert not (plan.paused and plan.items)
        if plan.rest:
            assert plan.minutes <= RAMP.day_plan(plan.day).minutes
            assert {item.kind for item in plan.items} <= DUE, "nothing new on a day of rest"


@every_life
def test_an_unsolved_problem_is_not_given_twice_within_a_week_unless_it_is_due(seed: int) -> None:
    """One that was never tried comes again as what was left over; one that was tried, when it is due."""
    lived = life(seed)
    for plan in lived.plans:
        record = lived.record(plan.day)
        given = {one.problem for one in lived.given if plan.day - timedelta(days=7) <= one.day < plan.day}
        numbers = [item.problem for item in plan.items if item.problem is not None]
        assert len(numbers) == len(set(numbers)), plan.day
        for item in plan.items:
            if item.kind in FIRST_TIME and item.problem in given and item.problem in record.tries:
                exhausted = not any(
                    one.difficulty is CATALOGUE.get(item.problem).difficulty and record.is_unseen(one)
                    for one in CATALOGUE
                )
                due = record.memories[item.problem].due <= plan.day
                assert due or exhausted, (plan.day, item)


@every_life
def test_what_was_put_aside_rests_for_a_week(seed: int) -> None:
    lived = life(seed)
    for plan in lived.plans:
        aside = {
            one.problem
            for one in lived.given
            if one.skipped and one.problem is not None and timedelta(0) < plan.day - one.day < SKIP_RESTS
        }
        tried_since = {one.problem for one in lived.attempts}
        assert not {item.problem for item in plan.items if item.kind in FIRST_TIME} & (aside - tried_since)


@every_life
def test_what_is_new_was_never_tried_and_what_is_due_was(seed: int) -> None:
    lived = life(seed)
    for plan in lived.plans:
        tried = lived.record(plan.day).tries
        for item in plan.items:
            assert not (item.kind is Kind.NEW and item.problem in tried), (plan.day, item)
            assert not (item.kind in DUE and item.problem is not None and item.problem not in tried)


@pytest.mark.parametrize("seed", [0, 5, 11])
def test_nothing_that_is_due_starves(seed: int) -> None:
    """Whoever does from some day on what stands there meets all that was due on it, however much."""
    lived = life(seed)
    day = lived.plans[-1].day + timedelta(days=1)
    begun = Life(lived.course, list(lived.attempts), list(lived.given))
    due = {number for number, one in begun.record(day).memories.items() if one.due <= day}
    rng = Random(seed)
    for ahead in range(150):
        on = day + timedelta(days=ahead)
        plan = plan_day(begun.course, on, begun.past(on))
        for item in plan.items:
            begun.given.append(
                Given(on, item.kind, item.problem, False, True, item.about, item.detail, bool(item.because))
            )
            if item.problem is not None:
                due.discard(item.problem)
                _try(begun, item.problem, on, True, rng)
        if not due:
            return
    assert not due, f"{len(due)} problems were due for five months and never came"


@every_life
def test_no_pattern_takes_more_than_half_of_the_catch_up(seed: int) -> None:
    lived = life(seed)
    for plan in lived.plans:
        new = [one for one in lived.given if one.kind is Kind.NEW and one.day < plan.day]
        left_over = {one.problem for one in new if not one.skipped}
        caught = [
            item
            for item in plan.items
            if item.kind is Kind.AGAIN
            # what was left over can come as the week's long problem, too
            or (item.kind in (Kind.NEW, Kind.STRETCH) and item.problem in left_over)
        ]
        record = lived.record(plan.day)
        due = {number for number, one in record.memories.items() if one.due <= plan.day} - record.aside
        held = categories(caught)
        if held and len({CATALOGUE.get(number).category for number in due}) > 1:
            assert max(map(held.count, held)) <= (len(held) + 1) // 2, (plan.day, held)


@every_life
def test_a_drill_stands_in_a_week_only_after_tests_that_were_marked_so_and_once_when_it_is_done(
    seed: int,
) -> None:
    lived = life(seed)
    done: dict[tuple[str, date], list[date]] = {}
    for plan in lived.plans:
        record = lived.record(plan.day)
        for item in (one for one in plan.items if one.kind is Kind.DRILL):
            before = [one for one in lived.flagged if one.flag == item.about and one.on < record.monday]
            assert len(before) >= 2, plan.day
            assert item.because.endswith(f"marked {Flag(item.about).marked}")
            done.setdefault((item.about, record.monday), []).append(plan.day)
    for (flag, _), days in done.items():
        settled = [
            one for one in lived.given if one.kind is Kind.DRILL and one.about == flag and one.day in days
        ]
        assert len(days) <= 2
        assert not any(lived.record(days[-1]).is_settled(one) for one in settled[:-1])


@every_life
def test_a_test_is_watched_on_its_day_or_after_it_and_never_before(seed: int) -> None:
    lived = life(seed)
    for plan in lived.plans:
        kinds = [item.kind for item in plan.items]
        if Kind.WATCH in kinds and Kind.TEST in kinds:
            assert kinds.index(Kind.TEST) < kinds.index(Kind.WATCH), plan.day


@every_life
def test_an_unseen_hard_is_left_for_each_weekly_test_while_there_is_one(seed: int) -> None:
    """In stage two the test takes a hard one: never one that was met, as long as another was not."""
    lived = life(seed)
    for plan in lived.plans:
        record = lived.record(plan.day)
        unseen = {number for number in HARD if record.is_unseen(CATALOGUE.get(number))}
        stage = lived.course.position(plan.day).stage
        test = next((item for item in plan.items if item.kind is Kind.TEST), None)
        if test is None or stage.test is None or stage.test.difficulty is not Difficulty.HARD:
            continue
        if unseen:
            assert test.problem in unseen, plan.day


@every_life
def test_no_other_day_spends_the_hard_ones_that_the_tests_to_come_need(seed: int) -> None:
    """What was on an earlier day's list was seen there and can serve no test any more."""
    lived = life(seed)
    for plan in lived.plans:
        record = lived.record(plan.day)
        fit = {
            number for number in HARD if reserve.serves_test(record, CATALOGUE.get(number), Difficulty.HARD)
        }
        spent = {item.problem for item in plan.items if item.kind is not Kind.TEST} & fit
        left = fit - {item.problem for item in plan.items}
        assert not spent or len(left) >= reserve.tests_after(lived.course, plan.day, Difficulty.HARD), (
            plan.day
        )


@every_life
def test_what_is_to_be_recognised_is_named_by_nothing_the_plan_says(seed: int) -> None:
    """Neither headline nor words nor what moved; `why` is for after the attempt."""
    lived = life(seed)
    for plan in lived.plans:
        hidden = categories([item for item in plan.items if item.hidden])
        focus = set(lived.course.position(plan.day).focus)
        open_ones = focus | set(categories([item for item in plan.items if not item.hidden]))
        said = " ".join(
            (plan.headline, plan.words, plan.note, *plan.moved, *(item.detail for item in plan.items))
        ).casefold()
        for category in set(hidden) - open_ones:
            assert category.casefold() not in said, (plan.day, category)


@every_life
def test_the_days_follow_each_other_without_a_gap(seed: int) -> None:
    for one, other in pairwise(life(seed).plans):
        assert other.day - one.day == timedelta(days=1)
