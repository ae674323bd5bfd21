"""The week's report: built from the log and the days as they were shown, posted once on the last evening."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.people.model import Actor as Asker
from bot.people.model import PersonId, Platform, UnknownPerson
from bot.progress.model import REPORT, BeforeTheStart
from cogs.progress import text
from tests.progress.conftest import ANA, CHANNEL, HOST, MONDAY, Stage, utc

SUNDAY = date(2026, 3, 8)


async def test_it_is_posted_once_on_the_last_evening(stage: Stage) -> None:
    await stage.until(utc(2026, 3, 8, 18, 59))
    assert stage.of_kind(REPORT) == []
    await stage.until(utc(2026, 3, 15, 22))
    assert stage.of_kind(REPORT) == [("1:2026-03-08", str(CHANNEL)), ("1:2026-03-15", str(CHANNEL))]
    await stage.down_until(utc(2026, 3, 15, 22, 30))
    assert len(stage.of_kind(REPORT)) == 2


async def test_a_missed_one_comes_late_the_same_day_and_not_the_next(stage: Stage) -> None:
    await stage.down_until(utc(2026, 3, 8, 22))
    assert stage.of_kind(REPORT) == [("1:2026-03-08", str(CHANNEL))]
    (post,) = await stage.waiting(REPORT)
    assert post.good_until == utc(2026, 3, 9, 3)
    await stage.down_until(utc(2026, 3, 16, 7))
    assert len(stage.of_kind(REPORT)) == 1


async def test_who_opted_out_gets_none_by_itself_and_may_ask_at_any_time(stage: Stage) -> None:
    await stage.sets(HOST, weekly=False)
    await stage.solved(HOST, "two-sum 18")
    await stage.until(utc(2026, 3, 8, 22))
    assert stage.of_kind(REPORT) == []
    assert [problem.number for problem in (await stage.services.progress.report(HOST)).solved] == [1]


async def test_a_week_that_was_all_pause_has_no_report(stage: Stage) -> None:
    await stage.until(utc(2026, 3, 8, 22))
    await stage.services.curriculum.pause(HOST, "9 March to 16 March")
    await stage.bus.drain()
    await stage.until(utc(2026, 3, 15, 22))
    assert len(stage.of_kind(REPORT)) == 1
    await stage.until(utc(2026, 3, 22, 22))
    assert len(stage.of_kind(REPORT)) == 2


@pytest.mark.parametrize(
    ("morning", "evening"),
    [
        # the Sundays on which Berlin's clock goes forward and back
        (utc(2026, 3, 29, 6), utc(2026, 3, 29, 18)),
        (utc(2026, 10, 25, 6), utc(2026, 10, 25, 19)),
    ],
)
async def test_both_changes_of_the_clock_fall_on_its_sunday_and_it_keeps_its_hour(
    stage: Stage, morning: object, evening: object
) -> None:
    assert isinstance(morning, type(stage.clock.now))
    await stage.down_until(morning)
    await stage.until(morning + timedelta(hours=17))
    assert [post.claimed_at for post in stage.told if post.key.kind == REPORT] == [evening]


async def test_a_traveller_gets_it_in_the_evening_of_where_they_are_and_only_once(stage: Stage) -> None:
    await stage.until(utc(2026, 3, 8, 12))
    await stage.sets(HOST, zone="Asia/Tokyo")  # where it is nine in the evening: it comes at once
    assert len(stage.of_kind(REPORT)) == 1
    await stage.sets(HOST, zone="America/New_York")
    await stage.until(utc(2026, 3, 9, 12))
    assert len(stage.of_kind(REPORT)) == 1


async def test_each_candidate_has_a_week_of_their_own(stage: Stage) -> None:
    await stage.joins(ANA, "America/New_York", MONDAY)
    await stage.solved(HOST, "two-sum 18")
    await stage.until(utc(2026, 3, 9, 8))
    assert [subject for subject, _ in stage.of_kind(REPORT)] == ["1:2026-03-08", "2:2026-03-08"]
    hers = await stage.services.progress.week(PersonId(2), SUNDAY)
    assert hers.is_quiet
    assert not (await stage.services.progress.week(PersonId(1), SUNDAY)).is_quiet


async def test_it_tells_what_fell_what_was_quick_and_what_went_faster(stage: Stage) -> None:
    await stage.solved(HOST, "two-sum 18")
    await stage.until(utc(2026, 3, 9, 9))
    await stage.solved(HOST, "two-sum 9", "valid-anagram 8", "group-anagrams 30")
    await stage.failed(HOST, "3sum 25", "two-sum-ii")
    await stage.solved(HOST, "two-sum-ii 14")
    week = await stage.services.progress.report(HOST)
    assert [problem.number for problem in week.solved] == [1, 242, 49, 167]
    assert (week.fresh, week.trained, week.expected, week.minutes) == (3, 1, 1, 9 + 8 + 30 + 25 + 14)
    assert [(level.value, count) for level, count in week.quick] == [("easy", 2), ("medium", 1)]
    assert week.faster is not None
    assert (week.faster.problem.number, week.faster.before, week.faster.now) == (1, 18, 9)
    assert [problem.number for problem in week.unsolved] == [15]


async def test_what_was_left_open_slipped_unless_it_was_done_on_another_day(stage: Stage) -> None:
    view = await stage.services.assignments.today(HOST)
    problems = [line.item.problem for line in view.lines if line.item.problem]
    reading = [line for line in view.lines if not line.item.problem]
    assert problems
    assert reading
    await stage.until(utc(2026, 3, 3, 9))
    await stage.solved(HOST, f"{problems[0]} 18")
    week = await stage.services.progress.report(HOST)
    numbers = [line.item.problem for line in week.open]
    assert problems[0] not in numbers
    assert set(problems[1:]) <= set(numbers)
    assert {line.item.title for line in reading} <= {line.item.title for line in week.open}


async def test_a_day_that_still_runs_has_not_slipped(stage: Stage) -> None:
    await stage.services.assignments.today(HOST)
    assert (await stage.services.progress.report(HOST)).open == ()
    await stage.until(utc(2026, 3, 3, 9))
    week = await stage.services.progress.report(HOST)
    assert len(week.open) > 1


async def test_what_was_put_aside_is_told_with_its_reason(stage: Stage) -> None:
    await stage.services.assignments.skip(HOST, 1, "flight", stage.message())
    week = await stage.services.progress.report(HOST)
    assert [line.item.note for line in week.aside] == ["flight"]
    assert 1 not in [line.item.number for line in week.open]


async def test_what_was_taken_back_is_told_no_more(stage: Stage) -> None:
    await stage.solved(HOST, "two-sum 18")
    assert (await stage.services.progress.report(HOST)).trained == 1
    await stage.services.practice.undo(HOST, stage.message())
    assert (await stage.services.progress.report(HOST)).is_quiet


async def test_the_next_week_is_told_by_its_focus_topic_and_what_is_due(stage: Stage) -> None:
    await stage.solved(HOST, "two-sum 18", "valid-anagram 8")
    ahead = (await stage.services.progress.report(HOST)).ahead
    assert ahead.first == date(2026, 3, 9)
    assert ahead.before == ("Arrays & Hashing",)
    assert ahead.focus == ("Arrays & Hashing", "Two Pointers", "Sliding Window")
    assert (ahead.due, ahead.new_topic, ahead.turns) == (2, False, ())


async def test_a_new_phase_and_stage_are_told_in_the_week_before(stage: Stage) -> None:
    await stage.down_until(utc(2026, 4, 26, 18))
    ahead = (await stage.services.progress.report(HOST)).ahead
    (turn,) = ahead.turns
    assert turn.day == date(2026, 5, 2)
    assert turn.phase is not None
    assert turn.phase.number == 2


async def test_where_it_leads_is_told_by_what_the_log_says_of_the_pace(stage: Stage) -> None:
    await stage.solved(HOST, "two-sum 18")
    await stage.down_until(utc(2026, 3, 8, 18))
    outlook = (await stage.services.progress.report(HOST)).ahead.outlook
    assert outlook.finish is not None
    assert (outlook.left, outlook.missed) == (149, 5)


async def test_earlier_weeks_can_be_asked_for(stage: Stage) -> None:
    await stage.solved(HOST, "two-sum 18")
    await stage.until(utc(2026, 3, 17, 9))
    assert (await stage.services.progress.report(HOST)).is_quiet
    assert (await stage.services.progress.report(HOST, 1)).last == date(2026, 3, 15)
    first = await stage.services.progress.report(HOST, 2)
    assert (first.first, first.last, first.trained) == (MONDAY, SUNDAY, 1)
    with pytest.raises(BeforeTheStart, match="Monday, 2 March 2026"):
        await stage.services.progress.report(HOST, 3)


async def test_a_plan_that_began_in_the_middle_of_the_week_is_told_from_there(stage: Stage) -> None:
    await stage.joins(ANA, "Europe/Berlin", date(2026, 3, 5))
    await stage.until(utc(2026, 3, 8, 19))
    week = await stage.services.progress.week(PersonId(2), SUNDAY)
    assert [day.day for day in week.days] == [date(2026, 3, day) for day in (5, 6, 7, 8)]
    assert week.expected == 3


async def test_a_stranger_is_shown_the_way_to_a_plan(stage: Stage) -> None:
    with pytest.raises(UnknownPerson, match="/join"):
        await stage.services.progress.report(Asker(Platform.DISCORD, "999", "x"))


async def test_the_report_says_what_the_next_week_holds_because_of_this_one(stage: Stage) -> None:
    await stage.until(utc(2026, 3, 6, 18))
    await stage.failed(HOST, "number of islands 30", "clone graph 30", "rotting oranges 30")
    report = text.report(await stage.services.progress.report(HOST))
    ahead = str(report.fields[-1].value)
    assert "because three attempts at its pattern did not work out." in ahead
    assert "Graphs" not in ahead
