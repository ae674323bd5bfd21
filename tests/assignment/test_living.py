"""What a person does with a day beside ticking it: swap, open again, say how a round went, log elsewhere."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.assignment.model import (
    AlreadyDone,
    ItemSwapped,
    NoSuchItem,
    NoSwap,
    NothingToReopen,
    NothingToSwap,
    NotStarted,
    NotYourPlan,
    OtherDay,
    State,
    TodayView,
)
from bot.curriculum.model import Kind
from bot.curriculum.programme import load_programme
from bot.practice.form import Deed, Filled
from bot.practice.model import BadMinutes, NoteTooLong, SessionKind, Verdict
from tests.assignment.conftest import HOST, KIM, MONDAY, VIEWER, Stage, utc

MONTH_FIVE = utc(2026, 7, 6, 8)
"""A Monday with a pitch in the evening."""


def states(view: TodayView) -> list[State]:
    return [line.state for line in view.lines]


def problems(view: TodayView) -> list[int | None]:
    return [line.item.problem for line in view.lines]


def number_of(view: TodayView, kind: Kind) -> int:
    return next(line.item.number for line in view.lines if line.item.kind is kind)


# Swap


async def test_a_swapped_problem_stands_there_from_then_on(stage: Stage) -> None:
    before = await stage.assignments.today(HOST)
    view = await stage.assignments.swap(HOST, 1, stage.message())
    assert problems(view)[0] not in problems(before)
    assert problems(view)[1:] == problems(before)[1:]
    assert view.line(1).item.kind is Kind.NEW
    assert sum(line.item.minutes for line in view.lines) <= view.assignment.plan.budget
    assert (await stage.restarted().today(HOST)).lines == view.lines
    assert [event.number for event in stage.told if isinstance(event, ItemSwapped)] == [1]


async def test_what_was_swapped_away_is_not_given_on_the_next_day(stage: Stage) -> None:
    before = problems(await stage.assignments.today(HOST))[0]
    await stage.assignments.swap(HOST, 1, stage.message())
    for _ in range(6):
        stage.clock.advance(days=1)
        assert before not in problems(await stage.assignments.today(HOST))


async def test_a_replayed_swap_swaps_once(stage: Stage) -> None:
    message = stage.message()
    first = await stage.assignments.swap(HOST, 1, message)
    assert (await stage.assignments.swap(HOST, 1, message)).lines == first.lines


async def test_two_swaps_at_once_both_count_and_give_different_problems(stage: Stage) -> None:
    before = await stage.assignments.today(HOST)
    await asyncio.gather(
        *(stage.assignments.swap(HOST, number, stage.message()) for number in (1, 2)),
    )
    after = problems(await stage.assignments.today(HOST))
    assert len(set(after[:2])) == 2
    assert not set(after[:2]) & {problems(before)[0]}


@pytest.mark.parametrize("word", ["solved", "failed", "skipped"])
async def test_what_is_not_open_any_more_is_not_swapped(stage: Stage, word: str) -> None:
    view = await stage.assignments.today(HOST)
    if word == "skipped":
        await stage.assignments.skip(HOST, 1, "", stage.message())
    else:
        await stage.assignments.log(
            HOST, view.assignment.id, 1, None, "", stage.message(), solved=word == "solved"
        )
    with pytest.raises(NoSwap, match=r"not open any more.*`!reopen 1`"):
        await stage.assignments.swap(HOST, 1, stage.message())


async def test_reading_has_no_other_in_its_place(stage: Stage) -> None:
    with pytest.raises(NothingToSwap, match="`!skip`"):
        await stage.assignments.swap(HOST, 3, stage.message())
    with pytest.raises(NoSuchItem):
        await stage.assignments.swap(HOST, 9, stage.message())


# Open again


async def test_reopen_takes_the_log_of_a_problem_back_with_it(stage: Stage) -> None:
    await stage.assignments.done(HOST, 1, "18", stage.message())
    view = await stage.assignments.reopen(HOST, 1, stage.message())
    assert states(view) == [State.OPEN, State.OPEN, State.OPEN]
    assert (await stage.log_is_empty()) is True


async def test_reopen_goes_back_one_step_a_time(stage: Stage) -> None:
    day = (await stage.assignments.today(HOST)).assignment.id
    await stage.assignments.log(HOST, day, 1, 25, "", stage.message(), solved=False)
    await stage.assignments.done(HOST, 1, "20", stage.message())
    assert states(await stage.assignments.reopen(HOST, 1, stage.message()))[0] is State.TRIED
    assert states(await stage.assignments.reopen(HOST, 1, stage.message()))[0] is State.OPEN
    with pytest.raises(NothingToReopen, match="Contains Duplicate is open"):
        await stage.assignments.reopen(HOST, 1, stage.message())


async def test_reopen_undoes_the_session_that_a_tick_wrote(stage: Stage) -> None:
    await stage.assignments.done(HOST, 3, "30 on bias", stage.message())
    assert len(await stage.sessions()) == 1
    assert states(await stage.assignments.reopen(HOST, 3, stage.message()))[2] is State.OPEN
    assert await stage.sessions() == []


async def test_reopen_brings_back_what_was_put_aside(stage: Stage) -> None:
    await stage.assignments.skip(HOST, 2, "train", stage.message())
    view = await stage.assignments.reopen(HOST, 2, stage.message())
    assert states(view)[1] is State.OPEN
    assert view.line(2).item.note == ""


async def test_a_replayed_reopen_takes_back_one_step_only(stage: Stage) -> None:
    day = (await stage.assignments.today(HOST)).assignment.id
    for solved in (False, True):
        await stage.assignments.log(HOST, day, 1, 25, "", stage.message(), solved=solved)
    message = stage.message()
    for _ in range(3):
        assert states(await stage.assignments.reopen(HOST, 1, message))[0] is State.TRIED


async def test_the_undo_of_the_log_opens_the_item_too(stage: Stage) -> None:
    await stage.assignments.done(HOST, 3, "30", stage.message())
    await stage.practice.undo(HOST, stage.message())
    assert states(await stage.assignments.today(HOST))[2] is State.OPEN
    await stage.assignments.done(HOST, 3, "20", stage.message())
    assert states(await stage.assignments.today(HOST))[2] is State.DONE


async def test_a_day_that_is_over_can_be_opened_again_by_its_button(stage: Stage) -> None:
    view = await stage.assignments.done(HOST, 1, "18", stage.message())
    stage.clock.advance(days=3)
    back = await stage.assignments.reopen(HOST, 1, stage.message(), view.assignment.id)
    assert (back.assignment.day, states(back)[0]) == (MONDAY, State.OPEN)


# Sessions and rounds


async def test_what_was_logged_elsewhere_ticks_its_item(stage: Stage) -> None:
    await stage.assignments.today(HOST)
    await stage.practice.session(HOST, SessionKind.READING, "supervised learning basics 20", stage.message())
    assert states(await stage.assignments.today(HOST))[2] is State.DONE
    with pytest.raises(AlreadyDone):
        await stage.assignments.done(HOST, 3, "", stage.message())
    assert states(await stage.assignments.reopen(HOST, 3, stage.message()))[2] is State.OPEN


async def test_a_session_that_is_moved_to_another_day_opens_the_item_there(stage: Stage) -> None:
    await stage.assignments.done(HOST, 3, "20", stage.message())
    stage.clock.advance(days=1)
    (session,) = await stage.sessions()
    form = Filled(Deed.READ, session.subject, "20", "", "2026-03-03")
    await stage.log.edit(HOST, str(session.id), form)
    seen = await stage.assignments.of(stage.host.id, MONDAY)
    assert seen is not None
    assert states(seen)[2] is State.OPEN


async def test_one_session_is_logged_where_the_same_is_ticked_twice(stage: Stage) -> None:
    await stage.assignments.done(HOST, 3, "20", stage.message())
    with pytest.raises(AlreadyDone, match=r"`!reopen 3` opens it again"):
        await stage.assignments.done(HOST, 3, "20", stage.message())
    assert len(await stage.sessions()) == 1


async def test_a_tick_is_for_the_day_of_its_list(stage: Stage) -> None:
    for number in (1, 3):
        with pytest.raises(OtherDay, match="/log"):
            await stage.assignments.done(HOST, number, "20 --yesterday", stage.message())
    assert states(await stage.assignments.today(HOST)) == [State.OPEN] * 3


async def test_minutes_and_paragraphs_beyond_measure_are_refused(stage: Stage) -> None:
    with pytest.raises(BadMinutes):
        await stage.assignments.done(HOST, 3, "9999 pages", stage.message())
    with pytest.raises(NoteTooLong):
        await stage.assignments.done(HOST, 3, "x" * 2000, stage.message())
    assert await stage.sessions() == []


async def test_a_round_asks_how_it_went_and_writes_nothing_before_it_knows(stage: Stage) -> None:
    stage.clock.now = MONTH_FIVE
    view = await stage.new_candidate_on(MONDAY)
    number = number_of(view, Kind.ROUND)
    asked = await stage.assignments.done(HOST, number, "10 went on too long", stage.message())
    assert asked.asks == number
    assert asked.line(number).state is State.OPEN
    assert await stage.sessions() == []


@pytest.mark.parametrize(
    ("said", "verdict", "state"),
    [
        ("passed 10 crisp", Verdict.PASSED, State.DONE),
        ("10 passed crisp", Verdict.PASSED, State.DONE),
        ("failed 10 crisp", Verdict.FAILED, State.TRIED),
        ("not passed 10 crisp", Verdict.FAILED, State.TRIED),
    ],
)
async def test_a_round_is_logged_with_its_outcome_and_its_role(
    stage: Stage, said: str, verdict: Verdict, state: State
) -> None:
    stage.clock.now = MONTH_FIVE
    await stage.new_candidate_on(MONDAY)
    programme = load_programme()
    item = next(line.item for line in (await stage.look()).lines if line.item.kind is Kind.ROUND)
    while item.about != "phone":  # the pitch has its turn among the rounds
        await stage.assignments.done(HOST, item.number, "passed", stage.message())
        stage.clock.advance(days=1)
        item = next(line.item for line in (await stage.look()).lines if line.item.kind is Kind.ROUND)
    number = item.number
    view = await stage.assignments.done(HOST, number, said, stage.message())
    assert (view.line(number).state, view.asks) == (state, None)
    session = (await stage.sessions())[-1]
    assert (session.kind, session.verdict, session.minutes, session.note) == (
        SessionKind.MOCK,
        verdict,
        10,
        "crisp",
    )
    pitched, role = programme.round("phone"), programme.role(item.detail)
    assert pitched is not None
    assert role is not None
    assert (session.subject, session.role) == (pitched.title, role.title)


async def test_a_round_that_failed_may_be_tried_again_the_same_day(stage: Stage) -> None:
    stage.clock.now = MONTH_FIVE
    number = number_of(await stage.new_candidate_on(MONDAY), Kind.ROUND)
    await stage.assignments.done(HOST, number, "failed", stage.message())
    view = await stage.assignments.done(HOST, number, "passed", stage.message())
    assert view.line(number).state is State.DONE
    view = await stage.assignments.reopen(HOST, number, stage.message())
    assert view.line(number).state is State.TRIED, "the try before it stands again"
    assert len(await stage.sessions()) == 1


async def test_work_on_a_piece_is_ticked_without_saying_that_it_is_finished(stage: Stage) -> None:
    stage.clock.now = utc(2026, 7, 11, 8)
    number = number_of(await stage.new_candidate_on(MONDAY), Kind.PORTFOLIO)
    view = await stage.assignments.done(HOST, number, "20 first draft", stage.message())
    assert view.line(number).state is State.DONE
    assert await stage.sessions() == []
    assert (await stage.assignments.reopen(HOST, number, stage.message())).line(number).state is State.OPEN


async def test_after_the_test_it_is_said_why_it_was_that_one_and_not_before(stage: Stage) -> None:
    stage.clock.now = utc(2026, 3, 7, 8)
    view = await stage.new_candidate_on(MONDAY)
    number = number_of(view, Kind.TEST)
    assert (view.line(number).why, view.line(number).revealed) == ("", None)
    tried = await stage.assignments.log(
        HOST, view.assignment.id, number, 25, "", stage.message(), solved=False
    )
    category = tried.line(number).revealed
    assert category is not None
    assert category in tried.line(number).why


# The week


async def test_the_week_shows_kept_days_and_days_to_come(stage: Stage) -> None:
    await stage.assignments.done(HOST, 1, "18", stage.message())
    stage.clock.advance(days=2)
    week = await stage.assignments.week(HOST)
    days = [view.assignment.day - MONDAY for view in week.days]
    assert days == [timedelta(days=ahead) for ahead in (0, 2, 3, 4, 5, 6)], "nobody looked at Tuesday"
    assert [view.preview for view in week.days] == [False, True, True, True, True, True]
    assert states(week.days[0])[0] is State.DONE
    assert await stage.kept_days() == [MONDAY]
    for view in week.days:
        assert view.assignment.plan.minutes <= view.assignment.plan.budget


async def test_the_week_agrees_with_today_and_tomorrow(stage: Stage) -> None:
    week = await stage.assignments.week(HOST)
    assert week.days[1].assignment.plan == (await stage.assignments.tomorrow(HOST)).assignment.plan
    assert week.days[0].assignment.plan == (await stage.assignments.today(HOST)).assignment.plan


async def test_a_week_before_the_start_is_empty_and_one_across_it_begins_with_it(stage: Stage) -> None:
    stage.clock.now = utc(2026, 3, 6, 15)
    assert (await stage.assignments.week(KIM)).days == ()
    with pytest.raises(NotStarted):
        await stage.assignments.tomorrow(KIM)


async def test_chat_may_look_and_not_touch(stage: Stage) -> None:
    assert (await stage.assignments.week(VIEWER)).person.name == "Sam"
    for verb in (stage.assignments.swap, stage.assignments.reopen):
        with pytest.raises(NotYourPlan):
            await verb(VIEWER, 1, stage.message())
