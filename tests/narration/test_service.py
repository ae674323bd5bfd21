"""What becomes of a finished file: measured where a clock ran, tied to it, offered once, nobody else's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.database import Transaction
from bot.narration.model import (
    By,
    Narration,
    NarrationFailed,
    NarrationId,
    NarrationMeasured,
    NoSuchNarration,
    NothingHeard,
    OnlyTheCandidate,
    Place,
    clean_of,
    trend,
)
from bot.narration.store import NarrationStore
from bot.people.model import Actor, Person, PersonId, Platform
from bot.people.store import PeopleStore
from bot.post.model import Place as Channel
from bot.post.store import PostStore
from bot.stream.model import Airing
from bot.stream.store import StageStore, StreamStore
from bot.timer.store import TimerStore
from tests.narration.conftest import FRIEND, HOST, STREAMER, VIEWER, House, found
from tests.narration.scenes import heard, talk
from tests.narration.voices import needs_libraries, needs_voice, scene, silence, write

PRIVATE, PUBLIC = Channel(Platform.DISCORD, "77"), Channel(Platform.DISCORD, "500")


async def keep(house: House, length: float = 300, silences: Sequence[tuple[float, float]] = ()) -> Narration:
    """A measured recording that ends now, as the ear would have brought it."""
    timer = await house.ran("design", length / 60)
    narration = Narration(
        NarrationId(0),
        house.host.id,
        timer.id,
        "design.mkv",
        house.clock() - timedelta(seconds=length),
        heard(length, talk(length, silences)),
        house.clock(),
    )
    return await house.database.write(lambda tx: NarrationStore(tx).add(narration))


@needs_libraries
@needs_voice
async def test_a_recording_of_a_timed_test_is_measured_once_and_tied_to_it(
    house: House, tmp_path: Path
) -> None:
    timer = await house.ran("3sum", 1)
    house.clock.advance(seconds=5)
    path = write(tmp_path / "test.wav", scene([("voice", 8), ("quiet", 54), ("voice", 3)]))
    await house.find(path, ago=3)
    (event,) = house.told
    assert isinstance(event, NarrationMeasured)
    assert event.narration.timer_id == timer.id
    view = await house.narrations.look(HOST)
    assert view.title == "3Sum"
    # the clock ran from 3 to 63 seconds of the recording
    (pause,) = view.account.silences
    assert pause.place is not None
    assert pause.place.elapsed.total_seconds() == pytest.approx(5, abs=0.6)
    assert view.account.counted == timedelta(minutes=1)
    await house.find(path, ago=3)
    assert len(house.told) == 1, "the file again, after a restart"


@pytest.mark.story
@needs_libraries
async def test_a_copy_that_obs_makes_in_another_format_is_no_second_recording(
    house: House, tmp_path: Path
) -> None:
    await house.ran("3sum", 1)
    house.clock.advance(seconds=5)
    path, twin = write(tmp_path / "test.wav", silence(65)), tmp_path / "test remuxed.wav"
    twin.write_bytes(path.read_bytes())
    await house.find(path, ago=3)
    await house.find(twin, ago=2)
    assert len(house.told) == 1
    assert len(await house.narrations.mine(HOST)) == 1


@needs_libraries
async def test_a_file_made_while_no_clock_ran_is_nobodys_business(house: House, tmp_path: Path) -> None:
    path = write(tmp_path / "holiday.wav", silence(2))
    await house.find(path)
    await house.ran("3sum", 10)
    house.clock.advance(minutes=1)
    await house.find(path)
    assert house.told == []
    with pytest.raises(NothingHeard, match="Nothing of yours was measured yet"):
        await house.narrations.look(HOST)


@needs_libraries
async def test_a_recording_that_cannot_be_read_is_said_once_with_its_mend(
    house: House, tmp_path: Path
) -> None:
    await house.ran("3sum", 1)
    path = tmp_path / "test.mkv"
    path.write_bytes(b"half of a header")
    await house.find(path)
    await house.find(path)
    (event,) = house.told
    assert isinstance(event, NarrationFailed)
    assert event.sentence.startswith("test.mkv is no recording that I can read")


@pytest.mark.story
@needs_libraries
async def test_a_file_that_grows_again_is_left_until_it_is_finished(house: House, tmp_path: Path) -> None:
    await house.ran("3sum", 1)
    path = write(tmp_path / "test.wav", silence(1))
    with path.open("ab"):
        await house.find(path)
        assert await house.narrations.is_wanted(found(path))
    assert house.told == []
    await house.find(path)
    assert not await house.narrations.is_wanted(found(path)), "it was too short for a test, and was heard"


async def test_nobody_sees_a_recording_of_somebody_else(house: House) -> None:
    made = await keep(house)
    ana = Person(PersonId(0), "Ana", "UTC", time(4), time(7), discord_id=2)
    await house.database.write(lambda tx: PeopleStore(tx).add(ana, house.clock()))
    with pytest.raises(NoSuchNarration):
        await house.narrations.look(FRIEND, made.id)
    with pytest.raises(NothingHeard):
        await house.narrations.look(FRIEND)
    assert await house.narrations.mine(FRIEND) == []
    assert [title for _, title in await house.narrations.mine(STREAMER)] == ["Design"]


async def test_a_silence_is_announced_from_either_platform_and_a_replay_says_it_once(house: House) -> None:
    began = house.clock()
    await house.timers.start(HOST, "design", house.source())
    house.clock.advance(minutes=2)
    source = house.source(Platform.TWITCH)
    await house.narrations.think(STREAMER, source)
    await house.narrations.think(STREAMER, source)
    house.clock.advance(minutes=8)
    timer = await house.timers.stop(HOST, house.source())
    narration = Narration(
        NarrationId(0),
        house.host.id,
        timer.id,
        "a.mkv",
        began,
        heard(600, talk(600, [(125, 200)])),
        house.clock(),
    )
    made = await house.database.write(lambda tx: NarrationStore(tx).add(narration))
    view = await house.narrations.look(HOST, made.id)
    assert [each.announced for each in view.account.silences] == [True]
    assert view.account.clean
    row = await house.database.read(lambda tx: tx.one("SELECT count(*) AS held FROM thoughts"))
    assert row is not None
    assert row["held"] == 1


@pytest.mark.parametrize("other", [FRIEND, VIEWER])
async def test_only_the_candidate_announces_a_silence(house: House, other: Actor) -> None:
    with pytest.raises(OnlyTheCandidate, match="Only Sam can announce a silence here"):
        await house.narrations.think(other, house.source())


async def test_a_paused_clock_leaves_its_pause_out_and_sections_move(house: House) -> None:
    began = house.clock()
    await house.timers.start(HOST, "design", house.source())
    house.clock.advance(minutes=2)
    await house.timers.pause(HOST, house.source())
    house.clock.advance(minutes=5)
    await house.timers.resume(HOST, house.source())
    house.clock.advance(minutes=8)
    timer = await house.timers.stop(HOST, house.source())
    ran = await house.database.read(lambda tx: TimerStore(tx).stretches(timer.id))
    assert [(each.began_at - began, each.spent) for each in ran] == [
        (timedelta(), timedelta()),
        (timedelta(minutes=7), timedelta(minutes=2)),
    ]
    narration = Narration(
        NarrationId(0),
        house.host.id,
        timer.id,
        "a.mkv",
        began,
        heard(900, talk(900, [(115, 430)])),
        house.clock(),
    )
    made = await house.database.write(lambda tx: NarrationStore(tx).add(narration))
    view = await house.narrations.look(HOST, made.id)
    assert view.account.counted == timedelta(minutes=10)
    (silence_after,) = view.account.silences
    assert silence_after.span.length.total_seconds() == pytest.approx(10, abs=1)
    assert silence_after.place == Place(timedelta(minutes=2), "requirements")


async def test_what_viewers_marked_stands_at_its_place(house: House) -> None:
    made = await keep(house, 300)
    began = made.began_at

    def unit(tx: Transaction) -> None:
        stream = StreamStore(tx).add(house.host.id, Airing("t1", began, "", ""), began)
        for second, note in ((100, "nice trick"), (301, "too late")):
            at = began + timedelta(seconds=second)
            StageStore(tx).add_moment(stream.id, "901", "vi", note, at, house.source())

    await house.database.write(unit)
    (moment,) = (await house.narrations.show(made.id)).moments
    # what was seen lies before what was typed
    assert (moment.words, moment.span.start, moment.by) == ("nice trick", timedelta(seconds=85), By.VIEWER)


async def test_an_offer_is_claimed_once_and_again_elsewhere_only_where_it_was_given_up(house: House) -> None:
    made = await keep(house)
    assert [each.id for each in await house.narrations.unoffered()] == [made.id]
    await house.narrations.offer(made.id, PRIVATE)
    await house.narrations.offer(made.id, PUBLIC)
    assert await house.narrations.unoffered() == []
    (post,) = await house.database.read(lambda tx: PostStore(tx).waiting())
    assert post.key.place == PRIVATE
    await house.database.write(lambda tx: PostStore(tx).save(post.give_up(house.clock())))
    await house.narrations.offer(made.id, PUBLIC)
    (post,) = await house.database.read(lambda tx: PostStore(tx).waiting())
    assert post.key.place == PUBLIC
    house.clock.advance(days=3)
    assert post.is_stale(house.clock())


async def test_the_points_of_a_trend_are_read_from_the_tables(house: House) -> None:
    for silences in ([(60, 130), (150, 220)], [(60, 130)], [], []):
        await keep(house, 300, silences)
        house.clock.advance(days=7)
    points = await house.narrations.points(house.host.id)
    held = trend(points)
    assert held is not None
    assert (held.recordings, held.flagged_before, held.flagged_now) == (4, 1.5, 0)
    assert held.share_now > held.share_before
    assert clean_of(points).clean == 2
    assert (await house.narrations.look(HOST)).trend == held


async def test_a_recording_outlives_its_clock_and_goes_with_its_person(house: House) -> None:
    made = await keep(house)

    await house.database.write(lambda tx: tx.execute("DELETE FROM timers"))
    assert (await house.narrations.show(made.id)).account.counted == timedelta(seconds=300)
    await house.database.write(lambda tx: tx.execute("DELETE FROM people"))
    with pytest.raises(NoSuchNarration):
        await house.narrations.show(made.id)
