"""A plan that moves: pauses, another first day, other minutes, a file, another zone, the clocks."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.assignment.model import AssignmentChanged, AssignmentDropped, NothingToSwap, NotStarted, State
from bot.people.model import PersonChanged
from bot.people.store import PeopleStore
from tests.assignment.conftest import HOST, KIM, MONDAY, Stage, utc

TUESDAY = date(2026, 3, 3)


async def open_post(stage: Stage, now: datetime) -> None:
    """The day stands and its post was claimed."""
    stage.clock.now = now
    await stage.assignments.resume()
    await stage.look()


# Pauses


async def test_a_pause_empties_an_untouched_day_under_the_same_post(stage: Stage) -> None:
    await open_post(stage, utc(2026, 3, 2, 8))
    before = await stage.look()
    await stage.curriculum.pause(HOST, "2026-03-09")
    paused = await stage.look()
    assert paused.assignment.id == before.assignment.id
    assert (paused.lines, paused.assignment.plan.paused) == ((), True)
    assert [event.assignment.plan.paused for event in stage.told if isinstance(event, AssignmentChanged)] == [
        True
    ]
    await stage.curriculum.resume(HOST)
    back = await stage.look()
    assert [line.title for line in back.lines] == [line.title for line in before.lines]
    assert await stage.subjects() == ["2026-03-02"], "and nothing was posted a second time"


@pytest.mark.parametrize("verb", ["done", "skip", "swap"])
async def test_a_day_that_was_begun_stays_as_it_is(stage: Stage, verb: str) -> None:
    await stage.look()
    if verb == "done":
        await stage.assignments.done(HOST, 1, "18", stage.message())
    elif verb == "skip":
        await stage.assignments.skip(HOST, 1, "", stage.message())
    else:
        await stage.assignments.swap(HOST, 1, stage.message())
    before = await stage.look()
    await stage.curriculum.pause(HOST, "2026-03-09")
    assert (await stage.look()).lines == before.lines
    assert not [event for event in stage.told if isinstance(event, AssignmentChanged)]


async def test_a_pause_is_posted_once_and_the_first_day_back_as_ever(stage: Stage) -> None:
    await open_post(stage, utc(2026, 3, 2, 8))
    await stage.curriculum.pause(HOST, "2026-03-04 to 2026-03-08")
    await stage.until(utc(2026, 3, 9, 8))
    assert await stage.subjects() == ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-08", "2026-03-09"]


async def test_who_comes_back_early_gets_the_day_at_once(stage: Stage) -> None:
    await open_post(stage, utc(2026, 3, 2, 8))
    await stage.curriculum.pause(HOST, "2026-03-03 to 2026-03-20")
    await stage.until(utc(2026, 3, 5, 10))
    assert (await stage.look()).lines == ()
    assert await stage.subjects() == ["2026-03-02", "2026-03-03"]
    await stage.curriculum.resume(HOST)
    assert (await stage.look()).lines
    assert await stage.subjects() == ["2026-03-02", "2026-03-03", "2026-03-05"]


async def test_whatever_comes_first_the_day_follows_the_pause(stage: Stage) -> None:
    """The day is being planned while the pause is on its way: the older plan is never what stays."""
    await asyncio.gather(
        stage.assignments.today(HOST),
        stage.curriculum.pause(HOST, "2026-03-09"),
        stage.assignments.today(HOST),
        stage.assignments.settle(stage.host.id),
    )
    assert (await stage.look()).assignment.plan.paused


# Another first day, other minutes, a file


async def test_a_start_that_moves_past_today_takes_the_untouched_day_back(stage: Stage) -> None:
    await open_post(stage, utc(2026, 3, 2, 8))
    before = await stage.look()
    await stage.curriculum.start(HOST, "2026-03-05")
    await stage.bus.drain()
    assert [event.day for event in stage.told if isinstance(event, AssignmentDropped)] == [MONDAY]
    with pytest.raises(NotStarted, match="Thursday, 5 March 2026"):
        await stage.assignments.today(HOST)
    await stage.curriculum.start(HOST, "2026-03-02")
    assert [line.title for line in (await stage.look()).lines] == [line.title for line in before.lines]
    await stage.until(utc(2026, 3, 3, 8))
    assert await stage.subjects() == ["2026-03-02", "2026-03-03"]


async def test_other_minutes_plan_an_untouched_day_anew_and_leave_a_begun_one(stage: Stage) -> None:
    await stage.look()
    await stage.change(minutes=(40, 40, None, None, None, 150, None))
    view = await stage.look()
    assert view.assignment.plan.minutes <= view.assignment.plan.budget == 40
    await stage.assignments.done(HOST, 1, "18", stage.message())
    await stage.change(minutes=(90, 40, None, None, None, 150, None))
    assert (await stage.look()).assignment.plan.budget == 40
    stage.clock.advance(days=1)
    assert (await stage.look()).assignment.plan.minutes <= 40


async def test_settings_that_change_nothing_of_the_day_leave_it_alone(stage: Stage) -> None:
    await stage.look()
    stage.clock.advance(hours=1)
    await stage.practice.solved(HOST, "two sum 18 --yesterday", stage.message())
    await stage.change(post_at=time(9), name="Samira", minutes=(None, 40, 40, 40, 40, 150, None))
    assert not [event for event in stage.told if isinstance(event, AssignmentChanged)]


async def test_a_file_of_solved_problems_changes_an_untouched_day(stage: Stage) -> None:
    before = await stage.look()
    first = before.lines[0].title
    await stage.log_files.take_for(
        stage.host.id, "solved.csv", f"problem,solved\n{first},yes\n".encode(), "2026-02-20"
    )
    after = await stage.look()
    assert first not in [line.title for line in after.lines if line.state is State.OPEN][:2]
    assert after.assignment.id == before.assignment.id


async def test_a_begun_day_before_the_plan_as_it_is_now_is_ticked_and_not_swapped(stage: Stage) -> None:
    await open_post(stage, utc(2026, 3, 2, 8))
    view = await stage.assignments.done(HOST, 1, "18", stage.message())
    day = view.assignment.id
    await stage.curriculum.start(HOST, "2026-03-05")
    await stage.bus.drain()
    with pytest.raises(NothingToSwap):
        await stage.assignments.swap(HOST, 2, stage.message(), day)
    after = await stage.assignments.log(HOST, day, 2, 20, "", stage.message(), solved=True)
    assert after.line(2).state is State.DONE


# Joining and leaving


async def test_who_joins_late_gets_today_and_who_leaves_nothing_more(stage: Stage) -> None:
    stage.clock.now = utc(2026, 3, 2, 10)
    await stage.assignments.resume()
    ana = await stage.database.read(lambda tx: PeopleStore(tx).by_discord(200))
    assert ana is not None
    joined = await stage.change_of(ana, start=MONDAY)
    assert [p.key.subject for p in await stage.posts()][-1] == f"{ana.id}:2026-03-02"
    await stage.change_of(joined, start=None)
    assert f"today:{ana.id}" not in stage.scheduler.alarms
    await stage.until(utc(2026, 3, 4, 12))
    assert [p for p in await stage.posts() if p.key.subject == f"{ana.id}:2026-03-03"] == []


async def test_who_left_and_came_back_is_not_posted_the_same_day_twice(stage: Stage) -> None:
    await open_post(stage, utc(2026, 3, 2, 8))
    await stage.change(start=None)
    await stage.change(start=MONDAY)
    assert await stage.subjects() == ["2026-03-02"]
    assert stage.scheduler.alarms[f"today:{stage.host.id}"][0] == utc(2026, 3, 3, 6)


# The clocks and the zones


@pytest.mark.parametrize(
    ("first", "zone"),
    [
        (date(2026, 3, 26), "Europe/Berlin"),
        (date(2026, 10, 22), "Europe/Berlin"),
        (date(2026, 3, 5), "America/New_York"),
        (date(2026, 10, 29), "America/New_York"),
        (date(2026, 9, 30), "Australia/Lord_Howe"),
    ],
)
@pytest.mark.parametrize("at", [time(0, 1), time(2, 30), time(7), time(23, 59)])
async def test_each_local_day_is_posted_once_at_its_wall_time_over_the_change_of_the_clocks(
    stage: Stage, first: date, zone: str, at: time
) -> None:
    here = ZoneInfo(zone)
    stage.clock.now = datetime.combine(first, time(12), here).astimezone(ZoneInfo("UTC"))
    await stage.change(zone=zone, post_at=at, start=first)
    await stage.until(stage.clock.now + timedelta(days=6))
    posts = [p for p in await stage.posts() if p.key.subject.startswith(f"{stage.host.id}:")]
    days = [date.fromisoformat(post.key.subject.partition(":")[2]) for post in posts]
    assert days == [first + timedelta(days=n) for n in range(len(days))]
    assert len(days) >= 6
    for post, day in list(zip(posts, days, strict=True))[1:]:
        local = post.claimed_at.astimezone(here)
        # a wall time that the change skips rings when the clock has jumped past it
        assert (local.time() == at) or (local.hour, local.minute) in ((3, 30), (3, 0)), local
        assert local.date() in (day, day + timedelta(days=1))


@pytest.mark.parametrize(("minute", "day"), [(59, MONDAY - timedelta(days=1)), (1, MONDAY)])
async def test_the_day_turns_at_its_own_start(stage: Stage, minute: int, day: date) -> None:
    await stage.change(zone="UTC", day_start=time(0), start=MONDAY - timedelta(days=7))
    stage.clock.now = utc(2026, 3, 1, 23, 59) if minute == 59 else utc(2026, 3, 2, 0, 1)
    assert (await stage.look()).assignment.day == day


async def test_travelling_west_meets_the_same_day_again_and_nothing_twice(stage: Stage) -> None:
    await open_post(stage, utc(2026, 3, 3, 7))  # eight in the morning in Berlin
    tuesday = await stage.assignments.done(HOST, 1, "18", stage.message())
    await stage.change(zone="Pacific/Honolulu")  # nine in the evening of Monday
    assert (await stage.look()).assignment.day == MONDAY
    await stage.until(utc(2026, 3, 3, 18))  # eight in the morning of Tuesday
    again = await stage.look()
    assert again.assignment.id == tuesday.assignment.id
    assert again.lines[0].state is State.DONE
    subjects = await stage.subjects()
    assert sorted(subjects) == ["2026-03-02", "2026-03-03"]
    await stage.until(utc(2026, 3, 4, 18))
    assert (await stage.subjects())[-1] == "2026-03-04"


async def test_travelling_east_jumps_to_the_next_day_and_loses_no_post(stage: Stage) -> None:
    await open_post(stage, utc(2026, 3, 2, 23))  # midnight in Berlin, still Monday
    await stage.change(zone="Pacific/Auckland")  # noon of Tuesday
    assert (await stage.look()).assignment.day == TUESDAY
    assert await stage.subjects() == ["2026-03-02", "2026-03-03"]
    await stage.until(utc(2026, 3, 4, 20))
    assert await stage.subjects() == ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"]


async def test_everybody_follows_their_own_clock(stage: Stage) -> None:
    stage.clock.now = utc(2026, 3, 9, 5)
    await stage.assignments.resume()
    await stage.until(utc(2026, 3, 10, 5))
    claimed = {post.key.subject: post.claimed_at for post in await stage.posts()}
    kim = (await stage.look(KIM)).person.id
    assert claimed[f"{stage.host.id}:2026-03-09"] == utc(2026, 3, 9, 6)
    assert claimed[f"{kim}:2026-03-09"] == utc(2026, 3, 9, 11)


async def test_a_plan_that_cannot_be_made_today_is_posted_again_tomorrow(stage: Stage) -> None:
    """The next alarm is armed before anything can go wrong with this one."""
    stage.clock.now = utc(2026, 3, 2, 7)
    await stage.database.write(lambda tx: tx.execute("ALTER TABLE posts RENAME TO away").rowcount)
    with pytest.raises(Exception, match="no such table"):
        await stage.assignments.settle(stage.host.id)
    await stage.database.write(lambda tx: tx.execute("ALTER TABLE away RENAME TO posts").rowcount)
    await stage.until(utc(2026, 3, 3, 7))
    assert await stage.subjects() == ["2026-03-03"]


async def test_the_host_is_settled_at_every_start_and_nothing_moves(stage: Stage) -> None:
    before = await stage.look()
    stage.bus.publish(PersonChanged(before.person))
    assert (await stage.look()).assignment == before.assignment
