"""The success table as the service derives it: month ends, ticks, and definitions that change."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import pytest

from bot.curriculum.model import Count, Counted, Difficulty, Pause
from bot.curriculum.programme import load_catalogue, load_programme
from bot.practice.model import BadDay, NoLogOfTheirOwn, NoteTooLong
from bot.progress.metric_service import MetricService
from bot.progress.model import CountsItself, NoSuchMonth, NotTicked, Standing, UnknownGoal
from tests.progress.conftest import ANA, HOST, MONDAY, Stage, utc

CATALOGUE = load_catalogue()
EASIES = [one for one in CATALOGUE if one.difficulty is Difficulty.EASY]


async def log_easies(stage: Stage, count: int, minutes: int = 9) -> None:
    await stage.solved(HOST, *(f"{one.slug} {minutes}" for one in EASIES[:count]))


async def test_every_month_area_and_figure_of_the_programme_is_there(stage: Stage) -> None:
    held = await stage.services.metrics.table(HOST)
    programme = load_programme()
    assert [cell.goal for cell in held.cells] == [
        goal for month in range(1, 7) for goal in programme.goals_of(month)
    ]
    assert {cell.area.title for cell in held.cells} == {area.title for area in programme.areas}
    assert held.month == 1


async def test_a_month_is_told_as_of_its_end_and_what_came_later_is_said(stage: Stage) -> None:
    await log_easies(stage, 9)
    (cell, *_) = (await stage.services.metrics.table(HOST)).cells
    assert (cell.goal.key, cell.standing, cell.readings[0].have) == ("easies-cold", Standing.OPEN, 9)
    stage.clock.now = utc(2026, 4, 20, 8)
    (cell, *_) = (await stage.services.metrics.table(HOST)).cells
    assert (cell.standing, cell.day) == (Standing.BEHIND, date(2026, 4, 1))
    await stage.solved(HOST, f"{EASIES[9].slug} 9")
    (cell, *_) = (await stage.services.metrics.table(HOST)).cells
    assert (cell.standing, cell.readings[0].have, cell.now[0].have) == (Standing.LATER, 9, 10)
    # logged late for a day that counts: the past is derived anew
    await stage.solved(HOST, f"{EASIES[10].slug} 9", day="2026-03-30")
    (cell, *_) = (await stage.services.metrics.table(HOST)).cells
    assert cell.standing is Standing.MET


async def test_a_pause_moves_the_end_of_the_month(stage: Stage) -> None:
    before = (await stage.services.metrics.table(HOST)).row(1).ends
    await stage.services.curriculum.pause(HOST, "2026-03-12")
    after = (await stage.services.metrics.table(HOST)).row(1).ends
    assert after - before == timedelta(days=Pause(MONDAY, date(2026, 3, 12)).days(MONDAY, date.max))


async def test_a_tick_stands_from_its_day_is_corrected_and_taken_back(stage: Stage) -> None:
    metrics = stage.services.metrics
    cell = await metrics.tick(HOST, "clean-45 the first one")
    assert cell.tick is not None
    assert (cell.standing, cell.tick.on, cell.tick.note) == (Standing.MET, MONDAY, "the first one")
    stage.clock.now = utc(2026, 3, 10, 8)
    cell = await metrics.tick(HOST, "clean-45", "two of them", "yesterday")
    assert cell.tick is not None
    assert (cell.tick.on, cell.tick.note) == (date(2026, 3, 9), "two of them")
    cell = await metrics.tick(HOST, "without a stumble --on 2026-03-08")
    assert cell.tick is not None
    assert cell.tick.on == date(2026, 3, 8)
    assert (await metrics.untick(HOST, "clean-45")).standing is Standing.OPEN
    with pytest.raises(NotTicked, match="not ticked"):
        await metrics.untick(HOST, "clean-45")


async def test_refusals_name_the_mend(stage: Stage) -> None:
    metrics = stage.services.metrics
    with pytest.raises(CountsItself, match="at least 8 of the last 10"):
        await metrics.tick(HOST, "mediums-in-20")
    with pytest.raises(UnknownGoal, match="Did you mean clean-45"):
        await metrics.tick(HOST, "clean45")
    with pytest.raises(UnknownGoal, match="Ticked by hand are: clean-45"):
        await metrics.tick(HOST, "quantum physics")
    with pytest.raises(BadDay):
        await metrics.tick(HOST, "clean-45", "", "2030-01-01")
    with pytest.raises(NoteTooLong):
        await metrics.tick(HOST, "clean-45", "x" * 201)
    with pytest.raises(NoSuchMonth, match="months 1 to 6, not 7"):
        (await metrics.table(HOST)).row(7)
    with pytest.raises(NoLogOfTheirOwn):
        await metrics.tick(ANA, "clean-45")


async def test_a_changed_definition_changes_the_past_and_says_so(stage: Stage) -> None:
    await log_easies(stage, 10, minutes=30)
    await stage.services.metrics.resume()
    stage.clock.now = utc(2026, 4, 20, 8)
    programme = load_programme()
    stricter = Count(Counted.TRIES, least=8, last=10, difficulty=Difficulty.EASY, within=15)
    goals = tuple(
        dataclasses.replace(goal, counts=(stricter,)) if goal.key == "easies-cold" else goal
        for goal in programme.goals
    )
    anew = MetricService(stage.database, stage.clock, dataclasses.replace(programme, goals=goals), CATALOGUE)
    assert (await stage.services.metrics.table(HOST)).cells[0].standing is Standing.MET
    await anew.resume()
    await anew.resume()  # a second start notes nothing new
    (cell, *rest) = (await anew.table(HOST)).cells
    assert cell.standing is Standing.BEHIND
    assert cell.redefined is not None
    assert cell.redefined.since == date(2026, 4, 20)
    assert cell.redefined.before.startswith("cold tries at easy problems (untouched for 14 days), solved:")
    assert all(other.redefined is None for other in rest)


async def test_the_stage_says_what_is_missing_and_turns_ready(stage: Stage) -> None:
    held = await stage.services.metrics.stage(HOST)
    assert held.following is not None
    assert (held.stage.number, held.following.number, held.ready, held.met) == (1, 2, False, 0)
    assert held.begins == date(2026, 5, 2)
    stage.clock.now = utc(2026, 8, 1, 8)
    last = await stage.services.metrics.stage(HOST)
    assert (last.stage.number, last.following, last.ready) == (3, None, False)


async def test_progress_leads_with_the_week_and_counts_the_catalogues_own(stage: Stage) -> None:
    await log_easies(stage, 3)
    held = await stage.services.metrics.progress(HOST)
    assert (held.streak.week, held.streak.expected, held.streak.freezes) == (1, 6, 2)
    assert [(one.solved, one.total) for one in held.solved] == [(3, 28), (0, 101), (0, 21)]
    assert (held.minutes, held.days, held.over) == (27, 1, 0)
    stage.clock.now = utc(2026, 3, 11, 8)
    held = await stage.services.metrics.progress(HOST)
    assert [(week.trained, week.expected) for week in held.weeks] == [(1, 6), (0, 6)]
    assert (held.kept, held.over, held.streak.days) == (0, 1, 0)


async def test_the_streak_counts_what_was_ticked_and_logged_and_sundays_keep_it(stage: Stage) -> None:
    assert (await stage.services.metrics.host_streak()).days == 0
    for _ in range(9):  # Monday to Tuesday week; the programme rests on Sunday
        if stage.clock().weekday() != 6:
            await stage.solved(HOST, "two-sum 12")
        stage.clock.advance(days=1)
    held = await stage.services.metrics.streak(HOST)
    assert (held.days, held.today, held.week) == (8, False, 2)
