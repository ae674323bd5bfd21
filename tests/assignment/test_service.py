"""The day as it was shown, ticked off by the log and by hand, and the post that comes by itself once."""

from __future__ import annotations

import asyncio
from datetime import date, time, timedelta

import pytest

from bot.assignment.model import (
    AlreadyDone,
    AssignmentPlanned,
    ItemMarked,
    NoSuchItem,
    NotStarted,
    NotYourPlan,
    State,
    TodayView,
)
from bot.curriculum.model import Kind
from bot.people.model import UnknownPerson
from bot.post.store import PostStore
from bot.practice.model import AttemptLogged, BadMinutes, SessionKind
from tests.assignment.conftest import CHANNEL, FRIEND, HOST, KIM, MONDAY, VIEWER, Stage, utc


def states(view: TodayView) -> list[State]:
    return [line.state for line in view.lines]


async def test_the_day_is_planned_once_and_stays_the_same(stage: Stage) -> None:
    first = await stage.assignments.today(HOST)
    await stage.practice.solved(HOST, "contains duplicate 12", stage.message())
    await stage.practice.solved(HOST, "3sum 12", stage.message())
    stage.clock.advance(hours=9)
    later = await stage.assignments.today(HOST)
    assert later.assignment == first.assignment
    assert states(later) == [State.DONE, State.OPEN, State.OPEN]
    assert await stage.kept_days() == [MONDAY]
    assert [event for event in stage.told if isinstance(event, AssignmentPlanned)] == [
        AssignmentPlanned(first.assignment)
    ]


async def test_chat_sees_the_hosts_day_and_on_discord_everybody_their_own(stage: Stage) -> None:
    assert (await stage.assignments.today(VIEWER)).person.name == "Sam"
    with pytest.raises(UnknownPerson, match="/join"):
        await stage.assignments.today(FRIEND)
    stage.clock.now = utc(2026, 3, 10, 15)
    assert (await stage.assignments.today(KIM)).person.name == "Kim"


async def test_a_failed_attempt_shows_as_tried_and_a_later_solve_as_done(stage: Stage) -> None:
    await stage.assignments.today(HOST)
    await stage.practice.failed(HOST, "contains duplicate 25", stage.message())
    assert states(await stage.assignments.today(HOST))[0] is State.TRIED
    await stage.practice.solved(HOST, "contains duplicate 10", stage.message())
    assert states(await stage.assignments.today(HOST))[0] is State.DONE
    await stage.practice.undo(HOST)
    await stage.practice.undo(HOST)
    assert states(await stage.assignments.today(HOST))[0] is State.OPEN


async def test_done_logs_a_problem_with_minutes_and_intuition(stage: Stage) -> None:
    view = await stage.assignments.done(HOST, 1, "18 hash the complement", stage.message())
    assert states(view) == [State.DONE, State.OPEN, State.OPEN]
    logged = [event.attempt for event in stage.told if isinstance(event, AttemptLogged)]
    assert [(one.problem, one.solved, one.minutes, one.note, one.on) for one in logged] == [
        (217, True, 18, "hash the complement", MONDAY)
    ]


async def test_done_ticks_what_is_no_problem_and_writes_its_session(stage: Stage) -> None:
    view = await stage.assignments.done(HOST, 3, "25 wrote on bias", stage.message())
    assert states(view) == [State.OPEN, State.OPEN, State.DONE]
    (session,) = await stage.sessions()
    assert (session.kind, session.subject, session.minutes, session.note, session.on) == (
        SessionKind.READING,
        "supervised learning basics",
        25,
        "wrote on bias",
        MONDAY,
    )
    assert [event for event in stage.told if isinstance(event, ItemMarked)] == [ItemMarked(view.assignment)]
    assert (await stage.restarted().today(HOST)).assignment == view.assignment


async def test_a_replayed_message_ticks_and_logs_once(stage: Stage) -> None:
    message, other = stage.message(), stage.message()
    for _ in range(2):
        await stage.assignments.done(HOST, 1, "18", message)
        await stage.assignments.done(HOST, 3, "", other)
    assert len([event for event in stage.told if isinstance(event, AttemptLogged)]) == 1
    assert len([event for event in stage.told if isinstance(event, ItemMarked)]) == 1


async def test_a_problem_that_is_solved_is_not_logged_a_second_time_by_its_number(stage: Stage) -> None:
    await stage.assignments.done(HOST, 1, "18", stage.message())
    with pytest.raises(AlreadyDone, match=r"Contains Duplicate is done already\. `!reopen 1`"):
        await stage.assignments.done(HOST, 1, "18", stage.message())
    with pytest.raises(AlreadyDone):
        await stage.assignments.skip(HOST, 1, "", stage.message())


async def test_skip_puts_aside_and_the_next_day_gives_something_else(stage: Stage) -> None:
    view = await stage.assignments.skip(HOST, 1, "know it", stage.message())
    assert states(view)[0] is State.SKIPPED
    assert view.line(1).item.note == "know it"
    stage.clock.advance(days=1)
    new = [line.title for line in (await stage.assignments.today(HOST)).lines if line.item.kind is Kind.NEW]
    assert new == ["Valid Anagram", "Two Sum"]


async def test_a_skipped_item_may_still_be_done(stage: Stage) -> None:
    await stage.assignments.skip(HOST, 3, "", stage.message())
    assert states(await stage.assignments.done(HOST, 3, "", stage.message()))[2] is State.DONE


@pytest.mark.parametrize("number", [0, -1, 4, 10**12])
async def test_a_number_that_the_day_does_not_have_is_refused(stage: Stage, number: int) -> None:
    with pytest.raises(NoSuchItem, match=r"That day has 1 to 3\."):
        await stage.assignments.done(HOST, number, "", stage.message())


async def test_only_its_person_ticks_a_plan(stage: Stage) -> None:
    view = await stage.assignments.today(HOST)
    day = view.assignment.id
    for other in (VIEWER, FRIEND, KIM):
        with pytest.raises(NotYourPlan, match="plan of Sam"):
            await stage.assignments.log(other, day, 1, None, "", stage.message(), solved=True)
        with pytest.raises(NotYourPlan):
            await stage.assignments.skip(other, 1, "", stage.message(), day)
        with pytest.raises(NotYourPlan):
            await stage.assignments.swap(other, 1, stage.message(), day)
        with pytest.raises(NotYourPlan):
            await stage.assignments.reopen(other, 1, stage.message(), day)
    with pytest.raises(NotYourPlan):
        await stage.assignments.done(VIEWER, 1, "", stage.message())
    assert not [event for event in stage.told if isinstance(event, AttemptLogged | ItemMarked)]


async def test_a_form_logs_for_the_day_it_stands_under(stage: Stage) -> None:
    view = await stage.assignments.today(HOST)
    stage.clock.advance(days=2)
    done = await stage.assignments.log(
        HOST, view.assignment.id, 2, 25, "2 pointers would do", stage.message(), solved=False
    )
    assert states(done) == [State.OPEN, State.TRIED, State.OPEN]
    attempt = next(event.attempt for event in stage.told if isinstance(event, AttemptLogged))
    assert (attempt.on, attempt.minutes, attempt.note) == (MONDAY, 25, "2 pointers would do")


async def test_minutes_out_of_range_are_refused_and_nothing_is_logged(stage: Stage) -> None:
    with pytest.raises(BadMinutes):
        await stage.assignments.done(HOST, 1, "9999", stage.message())
    assert states(await stage.assignments.today(HOST))[0] is State.OPEN


async def test_tomorrow_is_what_comes_if_today_gets_done_and_is_not_kept(stage: Stage) -> None:
    await stage.assignments.today(HOST)
    ahead = await stage.assignments.tomorrow(HOST)
    assert ahead.preview
    assert ahead.assignment.day == date(2026, 3, 3)
    assert [(line.item.kind, line.title) for line in ahead.lines][:4] == [
        (Kind.NEW, "Two Sum"),
        (Kind.NEW, "Group Anagrams"),
        (Kind.AGAIN, "Contains Duplicate"),
        (Kind.AGAIN, "Valid Anagram"),
    ]
    assert await stage.kept_days() == [MONDAY]


async def test_tomorrow_is_the_same_whether_or_not_today_was_looked_at(stage: Stage) -> None:
    unseen = await stage.assignments.tomorrow(HOST)
    await stage.assignments.today(HOST)
    assert (await stage.assignments.tomorrow(HOST)).lines == unseen.lines


async def test_before_the_start_there_is_a_sentence(stage: Stage) -> None:
    with pytest.raises(NotStarted, match=r"Your plan starts on Monday, 9 March 2026"):
        await stage.assignments.today(KIM)


async def test_the_day_before_the_start_tomorrow_can_be_seen(stage: Stage) -> None:
    stage.clock.now = utc(2026, 3, 8, 15)
    assert (await stage.assignments.tomorrow(KIM)).assignment.day == date(2026, 3, 9)


async def test_the_post_is_claimed_at_its_local_time_with_the_plan(stage: Stage) -> None:
    stage.clock.now = utc(2026, 3, 2, 3, 30)
    await stage.assignments.resume()
    assert await stage.posts() == []
    await stage.until(utc(2026, 3, 2, 6, 30))
    (post,) = await stage.posts()
    assert (post.key.place, post.key.kind, post.key.subject) == (
        CHANNEL,
        "today",
        f"{stage.host.id}:2026-03-02",
    )
    assert post.claimed_at == utc(2026, 3, 2, 6)
    assert post.good_until == utc(2026, 3, 3, 3)
    assert await stage.kept_days() == [MONDAY]


async def test_a_missed_post_goes_out_late_the_same_day_and_once(stage: Stage) -> None:
    stage.clock.now = utc(2026, 3, 3, 19)
    await stage.assignments.resume()
    await stage.restarted().resume()
    assert [post.key.subject for post in await stage.posts()] == [f"{stage.host.id}:2026-03-03"]
    assert stage.scheduler.alarms[f"today:{stage.host.id}"][0] == utc(2026, 3, 4, 6)


async def test_nothing_goes_out_for_a_day_that_is_over(stage: Stage) -> None:
    stage.clock.now = utc(2026, 3, 4, 2, 59)
    await stage.assignments.resume()
    stage.clock.now = utc(2026, 3, 4, 3, 1)
    await stage.restarted().resume()
    assert [post.key.subject for post in await stage.posts()] == [f"{stage.host.id}:2026-03-03"]


async def test_an_alarm_that_rings_early_late_or_twice_does_no_harm(stage: Stage) -> None:
    stage.clock.now = utc(2026, 3, 2, 5, 59)
    await stage.assignments.settle(stage.host.id)
    assert await stage.posts() == []
    stage.clock.now = utc(2026, 3, 2, 6, 0)
    await asyncio.gather(*(stage.assignments.settle(stage.host.id) for _ in range(5)))
    stage.clock.now = utc(2026, 3, 2, 5, 0)
    await stage.assignments.settle(stage.host.id)
    assert len(await stage.posts()) == 1
    assert len(await stage.kept_days()) == 1


async def test_a_month_of_alarms_posts_each_local_day_once_across_the_change_to_summer_time(
    stage: Stage,
) -> None:
    stage.clock.now = utc(2026, 3, 15, 12)
    await stage.assignments.resume()
    await stage.until(utc(2026, 4, 14, 12))
    mine = [p for p in await stage.posts() if p.key.subject.startswith(f"{stage.host.id}:")]
    days = [date(2026, 3, 15) + timedelta(days=n) for n in range(31)]
    assert [post.key.subject for post in mine] == [f"{stage.host.id}:{day}" for day in days]
    local = {
        (post.claimed_at + timedelta(hours=1 if post.claimed_at < utc(2026, 3, 29, 1) else 2)).hour
        for post in mine[1:]
    }
    assert local == {7}


async def test_every_candidate_is_posted_in_their_own_zone_from_their_own_start(stage: Stage) -> None:
    stage.clock.now = utc(2026, 3, 8, 12)
    await stage.assignments.resume()
    await stage.until(utc(2026, 3, 9, 12))
    kim = [post for post in await stage.posts() if not post.key.subject.startswith(f"{stage.host.id}:")]
    assert [post.claimed_at for post in kim] == [utc(2026, 3, 9, 11)], (
        "seven in New York, on summer time already"
    )


async def test_a_changed_post_time_is_armed_anew_and_never_posts_twice(stage: Stage) -> None:
    stage.clock.now = utc(2026, 3, 2, 7)
    await stage.assignments.resume()
    await stage.change(post_at=time(21))
    assert stage.scheduler.alarms[f"today:{stage.host.id}"][0] == utc(2026, 3, 2, 20)
    await stage.until(utc(2026, 3, 2, 21))
    assert len(await stage.posts()) == 1


async def test_who_leaves_is_not_posted_to_any_more(stage: Stage) -> None:
    stage.clock.now = utc(2026, 3, 2, 4)
    await stage.assignments.resume()
    await stage.change(start=None)
    assert f"today:{stage.host.id}" not in stage.scheduler.alarms


async def test_a_post_time_before_the_days_start_belongs_to_the_end_of_that_day(stage: Stage) -> None:
    await stage.change(post_at=time(1))
    stage.clock.now = utc(2026, 3, 2, 10)
    await stage.assignments.resume()
    await stage.until(utc(2026, 3, 3, 0, 30))
    (post,) = await stage.posts()
    assert (post.key.subject, post.claimed_at) == (f"{stage.host.id}:2026-03-02", utc(2026, 3, 3, 0))


async def test_what_was_shown_before_the_post_is_what_the_post_shows(stage: Stage) -> None:
    stage.clock.now = utc(2026, 3, 2, 4)
    early = await stage.assignments.today(HOST)
    await stage.practice.solved(HOST, "contains duplicate", stage.message())
    await stage.assignments.resume()
    await stage.until(utc(2026, 3, 2, 7))
    seen = await stage.assignments.of(stage.host.id, MONDAY)
    assert seen is not None
    assert seen.assignment == early.assignment
    assert states(seen)[0] is State.DONE


async def test_a_row_that_appeared_meanwhile_wins(stage: Stage) -> None:
    views = await asyncio.gather(
        *(stage.assignments.today(HOST) for _ in range(8)), stage.assignments.resume()
    )
    assert len({view.assignment.id for view in views if view is not None}) == 1
    assert len(await stage.assignment_ids()) == 1


async def test_a_day_that_nobody_has_seen_is_not_there(stage: Stage) -> None:
    assert await stage.assignments.of(stage.host.id, MONDAY) is None
    assert await stage.assignments.now_of(stage.host.id) is None
    await stage.assignments.today(HOST)
    seen = await stage.assignments.now_of(stage.host.id)
    assert seen is not None
    assert seen == await stage.assignments.get(seen.assignment.id)


async def test_a_problem_that_left_the_catalogue_keeps_its_line(stage: Stage) -> None:
    view = await stage.assignments.today(HOST)

    await stage.database.write(
        lambda tx: tx.execute("UPDATE assignment_items SET problem = 999999 WHERE number = 1").rowcount
    )
    line = (await stage.assignments.get(view.assignment.id)).line(1)
    assert (line.problem, line.title) == (None, "Contains Duplicate")


async def test_the_claim_and_the_plan_are_one(stage: Stage) -> None:
    """Either both are on disk or neither: a crash between them cannot happen."""
    stage.clock.now = utc(2026, 3, 2, 7)
    await stage.database.write(lambda tx: tx.execute("DROP TABLE posts").rowcount)
    with pytest.raises(Exception, match="no such table: posts"):
        await stage.assignments.settle(stage.host.id)
    assert await stage.kept_days() == []


async def test_the_week_so_far_counts_different_problems(stage: Stage) -> None:
    for line in ("1 10", "1 5", "15 25"):
        await stage.practice.solved(HOST, line, stage.message())
    stage.clock.now = utc(2026, 3, 8, 9)
    await stage.practice.failed(HOST, "49 25", stage.message())
    week = (await stage.assignments.today(HOST)).week
    assert (week.solved, week.tried, week.minutes) == (2, 1, 65)


async def test_a_claim_is_found_by_its_person_and_day(stage: Stage) -> None:
    stage.clock.now = utc(2026, 3, 2, 7)
    await stage.assignments.resume()
    found = await stage.database.read(lambda tx: PostStore(tx).about("today", f"{stage.host.id}:2026-03-02"))
    assert len(found) == 1
