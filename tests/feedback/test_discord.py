"""`/summary`, `/reviews`, `/feedback` on Discord, and the loop from two silent tests to a drill."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import discord
import pytest
import simcord

from bot.curriculum.model import Kind
from bot.recording.model import Aspect, Reaction, RecordingId
from bot.recording.model import Statement as S
from bot.recording.review_service import Comment
from cogs.assignment import text as assignment
from tests.drawing import breaks
from tests.recording.house import COGS, House, open_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House]:
    async with open_house(tmp_path, forum=False, extensions=(*COGS, "cogs.feedback.cog")) as house:
        yield house
        assert house.mishaps() == []


async def reacts(house: House, number: int, who: simcord.MemberActor, *statements: S) -> None:
    recording, _ = await house.services.recordings.look(RecordingId(number))
    assert recording.where is not None
    for one in statements:
        await house.services.reviews.react(
            Reaction(recording.where.message, True, one, str(who.id), who.name.title())
        )


async def rates(house: House, number: int, who: simcord.MemberActor, *scores: int) -> None:
    for aspect, score in zip(Aspect, scores, strict=False):
        await house.services.reviews.score(house.actor(who), RecordingId(number), aspect, score)


async def shows(
    house: House, who: simcord.MemberActor, command: str, **options: object
) -> tuple[discord.Embed, list[discord.Attachment]]:
    """What a command answers, to this one person alone."""
    shown = await who.slash(house.room, command, **options)
    answer = shown.response or shown.followups[-1]
    assert answer.ephemeral
    return answer.embeds[0], answer.attachments


def parts(embed: discord.Embed) -> dict[str, str]:
    return {str(field.name): str(field.value).replace("\\", "") for field in embed.fields}


async def test_two_tests_marked_silent_put_a_drill_into_the_week_after_and_everybody_sees_why(
    house: House,
) -> None:
    await house.submit("First test")
    await reacts(house, 1, house.ana, S.FORWARD, S.SILENT)
    before, _ = await shows(house, house.sam, "summary", recording=1)
    assert "Next week" not in parts(before)

    await house.submit("Second test")
    where = (await house.services.recordings.look(RecordingId(2)))[0].where
    assert where is not None
    assert where.thread is not None
    await house.services.reviews.comment(
        Comment(where.thread, 5, "12:34 silent stuck on the base case", str(house.jo.id), "Jo")
    )
    await reacts(house, 2, house.ana, S.FORWARD, S.CLEAR)
    await rates(house, 2, house.ana, 3, 3, 2, 3)
    await rates(house, 2, house.sam, 4, 3, 3, 3)

    embed, (drawn,) = await shows(house, house.sam, "summary", recording=2)
    assert str(embed.description).startswith("**One reviewer would move Sam forward.**")
    shown = parts(embed)
    assert shown["Next week"] == "One narrate-aloud drill, because two of your tests were marked silent."
    assert "12:34" in shown["Moments"]
    assert drawn.description == "Moments of Second test: 12:34 silent."
    assert embed.image.url == "attachment://moments.png"

    public, _ = await shows(house, house.jo, "summary", recording=2)
    assert "Next week" not in parts(public)
    assert "Testing" not in str(public.description)

    await house.advance(days=7 - house.now.weekday())
    week = await house.services.assignments.week(house.actor(house.sam))
    drills = [item for day in week.days for item in day.assignment.items if item.kind is Kind.DRILL]
    assert [one.because for one in drills] == ["because two of your tests were marked silent"]
    shown_days = [assignment.today(day) for day in week.days]
    assert "because two of your tests were marked silent" in str([day.to_dict() for day in shown_days])


async def test_what_is_for_its_candidate_alone_stays_so(house: House) -> None:
    await house.submit("Alone", stage=1)
    refused = await house.ana.slash(house.room, "summary", recording=1)
    assert refused.response is not None
    assert "no recording with that number" in refused.response.content
    assert await house.ana.autocomplete(house.room, "summary", "recording", "") == []
    mine, _ = await shows(house, house.sam, "summary", recording=1)
    assert str(mine.description).startswith("**For you alone.**")
    theirs, _ = await shows(house, house.ana, "reviews")
    assert "Alone" not in str(theirs.to_dict())


async def test_what_was_taken_back_is_read_by_its_owner_only(house: House) -> None:
    await house.submit()
    await reacts(house, 1, house.ana, S.SILENT)
    await house.services.recordings.withdraw(house.actor(house.sam), RecordingId(1))
    mine, _ = await shows(house, house.sam, "summary", recording=1)
    assert "Taken back" in str(mine.description)
    refused = await house.jo.slash(house.room, "summary", recording=1)
    answer = refused.response or refused.followups[-1]
    assert "took this recording back" in answer.content


async def test_the_list_and_its_suggestions_know_each_state(house: House) -> None:
    await house.submit("Two Sum, out loud")
    await house.submit("LRU Cache, raw")
    await house.services.recordings.withdraw(house.actor(house.sam), RecordingId(2))
    await house.settle()
    embed, _ = await shows(house, house.sam, "reviews")
    text = str(embed.description)
    assert "waiting for your own rating" in text
    assert "withdrawn" in text
    found = await house.sam.autocomplete(house.room, "summary", "recording", "lru")
    assert [(one["value"], one["name"]) for one in found] == [(2, "2 · LRU Cache, raw · withdrawn")]
    friend, _ = await shows(house, house.ana, "reviews")
    assert "Two Sum, out loud" in parts(friend)["Friends who ask for a look"]


async def test_the_button_hands_over_what_this_person_may_read(house: House) -> None:
    await house.submit()
    await reacts(house, 1, house.ana, S.FORWARD)
    await house.services.reviews.words(house.actor(house.ana), RecordingId(1), "said it first", "")
    for who in (house.sam, house.jo):
        assert "said it first" not in await exported(house, who)
    await house.advance(days=2)
    assert "said it first" in await exported(house, house.sam)
    assert "said it first" not in await exported(house, house.jo)


async def exported(house: House, who: simcord.MemberActor) -> str:
    shown = await who.slash(house.room, "summary", recording=1)
    pressed = await who.click(shown.response or shown.followups[-1], label="Keep as Markdown")
    assert pressed.response is not None
    (file,) = pressed.response.attachments
    assert file.filename == "review-1.md"
    return (await file.read()).decode()


async def test_months_of_feedback_come_with_a_picture_that_says_what_it_shows(house: House) -> None:
    empty, none = await shows(house, house.sam, "feedback")
    assert "`/submit`" in str(empty.description)
    assert none == []
    for number in (1, 2):
        await house.submit(f"Test {number}")
        await reacts(house, number, house.ana, S.SILENT, S.CLEAR)
        await house.advance(days=1)
    embed, (drawn,) = await shows(house, house.sam, "feedback")
    assert parts(embed)["To train"] == "🔇 silent: in 2 of the last 2"
    assert drawn.description is not None
    assert "silent in 2 of the last 2" in drawn.description


async def test_the_words_stand_where_no_picture_can_be_drawn(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks(monkeypatch)
    await house.submit("First test")
    await reacts(house, 1, house.ana, S.SILENT)
    where = (await house.services.recordings.look(RecordingId(1)))[0].where
    assert where is not None
    assert where.thread is not None
    await house.services.reviews.comment(Comment(where.thread, 5, "12:34 silent", str(house.jo.id), "Jo"))
    for command, options in (("summary", {"recording": 1}), ("feedback", {})):
        embed, drawn = await shows(house, house.sam, command, **options)
        assert drawn == []
        assert embed.image.url is None
        assert "silent" in str(embed.to_dict())


async def test_a_friend_without_recordings_is_told_so_and_chat_names_the_slash(house: House) -> None:
    refused = await house.ana.slash(house.room, "feedback")
    assert refused.response is not None
    for command in ("summary", "reviews", "feedback"):
        await house.ana.send(house.room, f"!{command}")
        assert house.room.last_message is not None
        assert f"`/{command}` does that" in house.room.last_message.content
