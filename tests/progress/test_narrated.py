"""Narration in the report and the success table: what counts as clean, who hears of it, and nobody's loss."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.assignment.model import Past
from bot.curriculum.model import Count, Counted, Difficulty
from bot.database import Transaction
from bot.narration.model import Narration, NarrationId, Point
from bot.narration.store import NarrationStore
from bot.people.model import Actor, PersonId, Platform, Source
from bot.progress.model import Cell, Evidence, Narrated, Standing, definition, spoke
from bot.recording.model import Kind, Recording, RecordingId
from bot.recording.store import RecordingStore
from bot.services import Services
from cogs.progress import text, text_narration, text_table
from tests.narration.scenes import heard, talk
from tests.progress.conftest import HOST, MONDAY, Stage, utc
from tests.progress.hall import Hall, open_hall, texts
from tests.progress.test_metrics import COURSE

SAM = PersonId(1)
Silences = Sequence[tuple[float, float]]
STUMBLE: Silences = ((600, 680),)


async def spoken(
    stage: Stage, what: str, minutes: int, silences: Silences = (), *, held: float = 1.0, level: int = 0
) -> Narration:
    """A clock ran so long and its recording was measured, the last `held` of it; with `level` handed in."""
    await stage.services.timers.start(HOST, what, stage.message())
    stage.clock.advance(minutes=minutes)
    timer = await stage.services.timers.stop(HOST, stage.message())
    seconds, now = minutes * 60 * held, stage.clock()
    made = Narration(
        NarrationId(0),
        SAM,
        timer.id,
        "test.mkv",
        now - timedelta(seconds=seconds),
        heard(seconds, talk(seconds, silences)),
        now,
    )

    def unit(tx: Transaction) -> Narration:
        narration = NarrationStore(tx).add(made)
        if level:
            week = timedelta(days=7)
            recording = RecordingStore(tx).add(
                Recording(
                    RecordingId(0), SAM, Kind.CODING, level, what, now, now + week, link="https://youtu.be/a"
                ),
                stage.message(),
            )
            NarrationStore(tx).tie(narration.id, recording.id)
        return narration

    return await stage.database.write(unit)


async def closes(stage: Stage) -> None:
    """Friends are done with everything that was handed in a week ago or more."""
    for recording in await stage.database.read(lambda tx: RecordingStore(tx).open()):
        await stage.services.recordings.close(recording.id)


async def cell(stage: Stage, key: str = "clean-45") -> Cell:
    return next(one for one in (await stage.services.metrics.table(HOST)).cells if one.goal.key == key)


async def test_what_was_never_measured_stands_by_hand_as_before(stage: Stage) -> None:
    await spoken(stage, "trapping rain water", 25)  # measured, and no design
    held = await cell(stage)
    assert (held.readings, held.standing) == ((), Standing.OPEN)
    table = await stage.services.metrics.table(HOST)
    words = str(text_table.month(table, table.row(4)).fields[2].value)
    assert words.endswith("Nothing of that is measured yet; `/metrics tick clean-45` says that it stands.")
    assert "by hand" in str(text_table.table(await stage.services.metrics.table(HOST)).to_dict())
    ticked = await stage.services.metrics.tick(HOST, "clean-45")
    assert (ticked.readings, ticked.standing) == ((), Standing.MET)


async def test_a_design_narrated_cleanly_reaches_its_cell_and_a_stumble_does_not(stage: Stage) -> None:
    await spoken(stage, "design", 44, STUMBLE)
    (reading,) = (await cell(stage)).readings
    assert (reading.have, reading.seen, reading.met) == (0, 1, False)
    await spoken(stage, "design", 30)  # too short for 45 minutes
    assert [piece.minutes for piece in (await cell(stage)).readings[0].pieces] == [44]
    await spoken(stage, "design", 43)
    held = await cell(stage)
    assert (held.readings[0].value, held.readings[0].target, held.standing) == ("1", "1", Standing.MET)


async def test_a_tick_outlives_the_measure_that_says_otherwise(stage: Stage) -> None:
    await stage.services.metrics.tick(HOST, "clean-45", "as ana saw it")
    await spoken(stage, "design", 44, STUMBLE)
    held = await cell(stage)
    assert held.tick is not None
    assert (held.standing, held.readings[0].met) == (Standing.MET, False)


async def test_stage_two_asks_for_a_clean_hard_one_only_where_a_hard_one_was_measured(stage: Stage) -> None:
    stage.clock.now = utc(2026, 5, 20, 8)
    before = await stage.services.metrics.stage(HOST)
    await spoken(stage, "two sum", 18, STUMBLE)
    assert len((await stage.services.metrics.stage(HOST)).readings) == len(before.readings) == 5
    await spoken(stage, "trapping rain water", 30, STUMBLE)
    (asked,) = (
        one for one in (await stage.services.metrics.stage(HOST)).readings if one.count.what is Counted.CLEAN
    )
    assert not asked.met
    await spoken(stage, "trapping rain water", 30, held=0.8)  # where it began is not in it
    assert (await stage.services.metrics.stage(HOST)).met == before.met
    await spoken(stage, "trapping rain water", 30)
    assert (await stage.services.metrics.stage(HOST)).met == before.met + 1


async def test_others_hear_of_a_recording_when_friends_are_done_and_of_stage_one_never(stage: Stage) -> None:
    await spoken(stage, "two sum", 18, STUMBLE, level=1)
    await spoken(stage, "two sum", 18, ((300, 370),), level=2)
    await spoken(stage, "trapping rain water", 30, ((300, 338),), level=2)
    week = await stage.services.progress.report(HOST)
    assert week.spoke is None
    assert week.own_spoke is not None
    assert text_narration.week(week.own_spoke).endswith("the longest silence was 38 s, down from 70 s.")
    assert "ilence" not in str(text.report(week).to_dict())
    table = await stage.services.metrics.table(HOST)
    assert table.habit is None
    assert text_narration.habit(table.own_habit).startswith("Narration: 1 of the last 3 recordings clean;")
    stage.clock.now = utc(2026, 3, 10, 8)
    await closes(stage)
    await stage.solved(HOST, "valid-anagram 9")
    week = await stage.services.progress.report(HOST)
    assert week.own_spoke is None
    (told,) = [one for one in str(text.report(week).fields[0].value).splitlines() if "silence" in one]
    assert told.startswith("Spoke ")
    assert told.endswith(
        "of **trapping rain water** on Monday, 2 March; the longest silence was 38 s, down from 70 s."
    )
    table = await stage.services.metrics.table(HOST)
    assert text_narration.habit(table.habit).startswith("Narration: 1 of the last 2 recordings clean;")


async def test_others_read_no_verdict_before_friends_have_theirs_and_none_of_ones_own_recordings(
    stage: Stage,
) -> None:
    await spoken(stage, "design", 43, STUMBLE)
    await spoken(stage, "design", 44, level=2)
    table = await stage.services.metrics.table(HOST)
    shown = str(text_table.month(table, table.row(4)).to_dict())
    assert "Now **0**; target 1." in shown  # friends have not said yet what they saw
    assert "4 min, 2 March" not in shown
    assert "3 min, 2 March" not in shown
    stage.clock.now = utc(2026, 3, 10, 8)
    await closes(stage)
    table = await stage.services.metrics.table(HOST)
    shown = str(text_table.month(table, table.row(4)).to_dict())
    assert "✓ design 44 min" in shown
    assert "43 min" not in shown


def take(day: int, longest: float, told: int | None = None) -> Narrated:
    on = MONDAY + timedelta(days=day)
    point = Point(utc(2026, 3, 2), 0.7, 0, True, timedelta(seconds=longest))
    opened = None if told is None else MONDAY + timedelta(days=told)
    return Narrated(on, "3Sum", point, timedelta(minutes=25), True, told=opened)


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (38, None, "the longest silence was 38 s."),
        (38, 70, "the longest silence was 38 s, down from 70 s."),
        (130, 70, "the longest silence was 2 min 10 s, up from 70 s."),
        (38, 38, "the longest silence was 38 s."),
        (0, 70, "no silence of ten seconds, after one of 70 s the time before."),
        (0, 0, "no silence of ten seconds."),
    ],
)
def test_the_line_says_which_way_it_went(now: float, before: float | None, words: str) -> None:
    held = [take(5, now)] if before is None else [take(0, before), take(5, now)]
    said = text_narration.week(spoke(held, MONDAY, MONDAY + timedelta(days=6), own=True))
    assert said == f"Spoke 70% of **3Sum** on Saturday, 7 March; {words}"


def test_a_week_is_told_by_what_was_open_in_it() -> None:
    held = [take(0, 50, told=7), take(1, 20), take(5, 40, told=12)]
    last = MONDAY + timedelta(days=13)
    told = spoke(held, MONDAY + timedelta(days=7), last, own=False)
    assert told is not None
    assert (told.narrated, told.before) == (held[2], held[0])
    assert spoke(held, MONDAY + timedelta(days=7), last, own=True) is None
    assert spoke(held, MONDAY, MONDAY + timedelta(days=6), own=False) is None


def test_a_count_of_clean_narration_says_what_it_is_and_refuses_what_it_cannot_be() -> None:
    count = Count(Counted.CLEAN, least=2, last=4, difficulty=Difficulty.HARD, long=20)
    assert definition(count) == (
        "measured recordings of hards, 20 min or longer, narrated cleanly (first words within 30 s, no "
        "silence over a minute without a word why): at least 2 of the last 4"
    )
    assert definition(replace(count, difficulty=None, design=True)).startswith(
        "measured recordings of a design,"
    )
    with pytest.raises(ValueError, match="a design has no difficulty"):
        replace(count, design=True)
    with pytest.raises(ValueError, match="long is only for clean"):
        Count(Counted.TRIES, least=1, long=20)
    with pytest.raises(ValueError, match="within is only for"):
        Count(Counted.CLEAN, least=1, within=20)
    with pytest.raises(ValueError, match="long must be 1 to 300"):
        Count(Counted.CLEAN, least=1, long=301)
    wanted = (count, Count(Counted.TRIES, least=1))
    assert Evidence(COURSE, Past()).known(wanted) == wanted[1:]


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncGenerator[Hall]:
    async with open_hall(tmp_path) as opened:
        yield opened
        assert opened.mishaps() == []


async def test_on_discord_what_is_ones_own_is_whispered_and_never_behind_the_prefix(hall: Hall) -> None:
    services: Services = hall.services
    sam = Actor(Platform.DISCORD, str(hall.sam.id), "sam")
    await services.timers.start(sam, "two sum", Source(sam.platform, "start"))
    await hall.advance(minutes=10)
    timer = await services.timers.stop(sam, Source(sam.platform, "stop"))
    now = hall.env.now()
    made = Narration(
        NarrationId(0),
        timer.person_id,
        timer.id,
        "test.mkv",
        now - timedelta(minutes=10),
        heard(600, talk(600, ((300, 338),))),
        now,
    )
    await hall.database.write(lambda tx: NarrationStore(tx).add(made))
    for command, words in (
        ("metrics show", "1 of the last 1 recording clean"),
        ("report", "silence was 38 s"),
    ):
        answered = await hall.sam.slash(hall.channel, command)
        whispered = [one for one in answered.followups if "For you alone" in one.content]
        assert [words in one.content for one in whispered] == [True]
        assert not [one for one in hall.said() if words in texts(one)]
    before = len(hall.said())
    await hall.sam.send(hall.channel, "!metrics")
    assert len(hall.said()) == before + 1
    await hall.quiet()
    assert not [one for one in hall.said() if "For you alone" in one.content]
