"""Which flags count for a plan: friends' own, of what friends may see, as they stand when it is asked."""

from __future__ import annotations

from datetime import timedelta

from bot.recording.model import ALONE, RecordingId, Where
from bot.recording.model import Statement as S
from bot.recording.service import Wish
from bot.recording.store import RecordingStore
from tests.recording.conftest import ANA, JO, SAM, Hall

OTHER = Where(700, 801, 801)


async def marks(hall: Hall) -> list[S]:
    """The flags of Sam's recordings, one for each recording that has it."""
    host = await hall.database.read(lambda tx: RecordingStore(tx).get(RecordingId(1)).person_id)
    held = await hall.database.read(lambda tx: RecordingStore(tx).marks(host))
    assert [one.at for one in held] == sorted(one.at for one in held)
    return [one.statement for one in held]


async def test_a_flag_counts_once_for_a_recording_whoever_and_however_many_said_so(hall: Hall) -> None:
    await hall.posted()
    await hall.reacts(ANA, S.SILENT, S.CLEAR, S.FORWARD)
    await hall.reacts(JO, S.SILENT)
    await hall.writes(JO, "12:34 silent stuck")
    await hall.writes(ANA, "19:30 rambled", 901)
    assert await marks(hall) == [S.RAMBLED, S.SILENT]
    hall.clock.now += timedelta(days=1)
    await hall.posted(OTHER)
    await hall.reacts(ANA, S.SILENT, message=801)
    assert await marks(hall) == [S.RAMBLED, S.SILENT, S.SILENT]


async def test_what_was_taken_back_counts_no_more(hall: Hall) -> None:
    recording = await hall.posted()
    await hall.reacts(ANA, S.SILENT)
    await hall.reacts(ANA, S.SILENT, given=False)
    assert await marks(hall) == []
    await hall.reacts(ANA, S.SILENT)
    await hall.recordings.withdraw(SAM, recording.id)
    assert await marks(hall) == []


async def test_the_candidates_own_remarks_and_what_is_for_them_alone_count_nothing(hall: Hall) -> None:
    await hall.posted()
    await hall.writes(SAM, "12:34 silent I was stuck")
    checked = await hall.recordings.check(SAM, Wish(stage=ALONE, link="https://youtu.be/abc"))
    alone = await hall.recordings.submit(checked, "Alone", "", hall.source())
    await hall.reviews.moment(SAM, alone.id, None, "1:00 silent", hall.source())
    assert await marks(hall) == []


async def test_a_forgotten_friends_flag_still_counts(hall: Hall) -> None:
    await hall.posted()
    await hall.reacts(ANA, S.SILENT)
    await hall.forget(ANA)
    assert await marks(hall) == [S.SILENT]
