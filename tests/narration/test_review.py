"""A measured recording in review: handed in by one button, its moments said after friends said theirs."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from msgspec.structs import replace

from bot.database import Transaction
from bot.narration.model import MOMENTS, Narration, NarrationId, NarrationMeasured
from bot.narration.store import NarrationStore
from bot.people.model import Source, UnknownPerson
from bot.recording.model import File, RecordingId, Statement, Vote
from bot.recording.review_store import ReviewStore
from bot.recording.service import Wish
from bot.recording.store import RecordingStore
from tests.narration.scenes import heard, talk
from tests.narration.voices import music, needs_libraries, write
from tests.progress.hall import texts
from tests.recording.house import House, labels, open_house

COGS = ("cogs.recording.cog", "cogs.recording.cog_messages", "cogs.review.cog", "cogs.narration.cog")
LINK = "https://youtu.be/abc"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House]:
    async with open_house(tmp_path, extensions=COGS) as opened:
        yield opened
        assert opened.mishaps() == []


async def measured(
    house: House, silences: Sequence[tuple[float, float]] = ((120, 200),), *, told: bool = False
) -> Narration:
    """A test of ten minutes ended just now, and its recording was measured; `told`, it is offered, too."""
    number = len(await house.services.narrations.mine(house.actor(house.sam)))
    sam = house.actor(house.sam)
    await house.services.timers.start(sam, "two sum", Source(sam.platform, f"start{number}"))
    await house.advance(seconds=600)
    timer = await house.services.timers.stop(sam, Source(sam.platform, f"stop{number}"))
    made = Narration(
        NarrationId(0),
        timer.person_id,
        timer.id,
        "test.mkv",
        house.now - timedelta(seconds=600),
        heard(600, talk(600, silences)),
        house.now,
    )

    def unit(tx: Transaction) -> Narration:
        held = NarrationStore(tx).add(made)
        if told:
            tx.emit(NarrationMeasured(held))
        return held

    held = await house.database.write(unit)
    await house.settle()
    return held


async def handed_in(house: House, narration: Narration, stage: int = 2) -> RecordingId:
    """The same through the services, where a test is about what follows."""
    sam = house.actor(house.sam)
    checked = await house.services.recordings.check(sam, Wish(link=LINK, stage=stage))
    source = Source(sam.platform, f"in{narration.id}")
    recording = await house.services.recordings.submit(checked, "Two Sum, out loud", "", source)
    await house.services.narrations.tie(sam, narration.id, recording.id)
    await house.settle()
    return recording.id


async def vote(house: House, recording_id: RecordingId, statement: Statement) -> None:
    def unit(tx: Transaction) -> None:
        ReviewStore(tx).put_vote(recording_id, Vote(statement, str(house.ana.id)))

    await house.database.write(unit)


def filled(fields: list[dict[str, Any]], link: str) -> dict[str, str]:
    """The form as it comes, with a link."""
    return {field["custom_id"]: field.get("value") or "" for field in fields} | {fields[0]["custom_id"]: link}


async def test_the_offers_one_button_opens_the_form_and_hands_it_in(house: House) -> None:
    made = await measured(house, told=True)
    (offer,) = [each for each in house.sam.user.dm_channel.history() if each.author.bot]
    assert labels(offer) == ["Submit for review"]
    shown = await house.sam.user.click(offer, custom_id=f"narration:submit:{made.id}")
    assert shown.modal is not None
    fields = [row["component"] for row in shown.modal["components"]]
    assert [field.get("value") for field in fields] == [None, "Two Sum", None, "0:00-10:00"]
    refused = await house.sam.user.submit_modal(shown, filled(fields, "my disk"))
    assert refused.response is not None
    assert "my disk" in refused.response.content
    again = await house.sam.user.click(offer, custom_id=f"narration:submit:{made.id}")
    assert again.modal is not None
    fields = [row["component"] for row in again.modal["components"]]
    answered = await house.sam.user.submit_modal(again, filled(fields, LINK))
    await house.settle()
    assert answered.response is not None
    assert answered.response.content.startswith("**Two Sum** is recording 1.")
    recording = await house.services.recordings.own(house.actor(house.sam), RecordingId(1))
    assert (recording.link, recording.problem) == (LINK, 1)
    view = await house.services.narrations.show(made.id)
    assert view.recording == recording
    assert view.link(timedelta(minutes=2)) == f"{LINK}?t=120s"


async def test_silences_and_friends_moments_open_the_video_there(house: House) -> None:
    made = await measured(house)
    recording_id = await handed_in(house, made)
    recording, _ = await house.services.recordings.look(recording_id)
    assert recording.thread is not None
    await house.ana.send(house.thread, "2:05 silent stuck on the base case")
    await house.settle()
    result = await house.sam.slash(house.room, "narration")
    assert result.response is not None
    words = texts(result.response)
    assert f"🔇 [`2:00`]({LINK}?t=120s) 1:20 · 2:00 on the clock" in words
    assert f"💬 [`2:05`]({LINK}?t=125s) silent, stuck on the base case" in words


async def test_measured_moments_are_said_in_the_review_only_when_friends_are_done(house: House) -> None:
    await handed_in(house, await measured(house))
    assert not [each for each in house.thread.history() if "Measured" in str(each.embeds)]
    await house.advance(days=7, minutes=1)
    (said,) = [each for each in house.thread.history() if labels(each) == ["What I heard"]]
    (embed,) = said.embeds
    assert embed.author.name == "🔇 Measured, now that friends have said what they saw"
    assert embed.description == f"[`2:00`]({LINK}?t=120s) silent for 1:20"
    other = await house.ana.click(said, custom_id="narration:look:1")
    assert other.ephemeral
    assert other.response is not None
    assert "1:20" not in texts(other.response)


async def test_a_clean_recording_and_one_of_stage_one_say_nothing_in_public(house: House) -> None:
    clean, alone = await measured(house, ()), await measured(house)
    await handed_in(house, clean)
    await handed_in(house, alone, stage=1)
    await house.advance(days=7, minutes=1)
    for narration in (clean, alone):
        assert await house.services.posts.about(MOMENTS, str(narration.id)) == []


async def test_nobody_hands_in_somebody_elses_recording(house: House) -> None:
    made = await measured(house)
    recording_id = await handed_in(house, await measured(house))
    with pytest.raises(UnknownPerson):
        await house.services.narrations.tie(house.actor(house.ana), made.id, recording_id)


async def test_agreement_with_friends_is_shown_from_five_reviewed_recordings_on(house: House) -> None:
    long: tuple[tuple[float, float], ...] = ((120, 200),)
    silent, forward = Statement.SILENT, Statement.FORWARD
    held = [(long, silent), (long, forward), ((), silent), ((), forward), (long, silent)]
    for number, (silences, said) in enumerate(held):
        made = await measured(house, silences)
        await vote(house, await handed_in(house, made), said)
        view = await house.services.narrations.look(house.actor(house.sam))
        assert (view.agreement is not None) is (number == 4)
    result = await house.sam.slash(house.room, "narration")
    assert result.response is not None
    assert "🔇 Friends and I agree on 3 of 5 recordings; they alone marked 1, I alone 1." in texts(
        result.response
    )


async def submit_file(house: House, url: str, number: int) -> RecordingId:
    """For oneself, so that nobody but the narration fetches it."""
    sam = house.actor(house.sam)
    checked = await house.services.recordings.check(sam, Wish(file=File("clip.mp3", url, 10), stage=1))
    recording = await house.services.recordings.submit(
        checked, "A clip", "", Source(sam.platform, f"f{number}")
    )
    await house.settle()
    return recording.id


@needs_libraries
async def test_a_file_given_to_submit_is_fetched_measured_and_nothing_of_it_stays(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = tmp_path / "put"
    put.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(put))
    files = {"good": write(tmp_path / "clip.mp3", music(2)).read_bytes(), "bad": b"no recording"}
    asked: list[str] = []

    async def serve(request: web.Request) -> web.Response:
        name = request.match_info["name"]
        asked.append(name)
        return web.Response(body=files[name]) if name in files else web.Response(status=int(name))

    app = web.Application()
    app.router.add_get("/attachments/1/2/{name}", serve)
    async with TestServer(app) as cdn:
        gone = str(cdn.make_url("/attachments/1/2/good"))
        house.bot.section = house.bot.section.model_copy(update={"cdn_url": str(cdn.make_url("/"))})
        good = await submit_file(house, str(cdn.make_url("/attachments/1/2/good")), 0)
        view = await house.services.narrations.look(house.actor(house.sam))
        assert view.narration.recording_id == good
        assert (view.title, view.account.counted) == ("A clip", view.narration.heard.length)
        for number, name in enumerate(("bad", "404", "503"), start=1):
            await submit_file(house, str(cdn.make_url(f"/attachments/1/2/{name}")), number)
    # not there any more, and another host, which nobody asks
    await submit_file(house, gone, 8)
    await submit_file(house, "http://127.0.0.1:9/attachments/1/2/good", 9)
    assert asked == ["good", "bad", "404", "503"]
    assert len(await house.services.narrations.mine(house.actor(house.sam))) == 1
    assert list(put.iterdir()) == []


async def closed_unheard(house: House, recording_id: RecordingId) -> None:
    """Its week is over, and the process died before anybody heard of it."""

    def unit(tx: Transaction) -> None:
        store = RecordingStore(tx)
        store.save(store.get(recording_id).close(house.now))

    await house.database.write(unit)


async def test_what_a_crash_at_the_closing_left_unsaid_is_said_at_the_next_start(house: House) -> None:
    made = await measured(house)
    recording_id = await handed_in(house, made)
    house.scheduler.alarms.clear()
    await house.advance(days=7, minutes=1)
    await closed_unheard(house, recording_id)
    await house.services.narrations.resume()
    await house.settle()
    thread = house.thread

    def unit(tx: Transaction) -> None:
        store = RecordingStore(tx)
        held = store.get(recording_id)
        assert held.where is not None
        store.save(replace(held, where=replace(held.where, thread=None, channel=int(house.reviews.id))))

    await house.database.write(unit)  # its thread is gone: another one would go to the channel
    await house.services.narrations.resume()
    assert len(await house.services.posts.about(MOMENTS, str(made.id))) == 1
    (said,) = [each for each in thread.history() if labels(each) == ["What I heard"]]
    assert said.embeds[0].description == f"[`2:00`]({LINK}?t=120s) silent for 1:20"


async def test_a_closing_of_some_days_ago_is_left_alone(house: House) -> None:
    made = await measured(house)
    recording_id = await handed_in(house, made)
    house.scheduler.alarms.clear()
    await house.advance(days=7, minutes=1)
    await closed_unheard(house, recording_id)
    await house.advance(days=1, minutes=1)
    await house.services.narrations.resume()
    assert await house.services.posts.about(MOMENTS, str(made.id)) == []
