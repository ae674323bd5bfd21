"""The evening's word and the week's report on a Discord server."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.people.model import Actor, Changes, Nudge, Platform, Source
from tests.progress.hall import Hall, buttons, open_hall, texts


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncGenerator[Hall]:
    async with open_hall(tmp_path) as opened:
        yield opened
        assert opened.mishaps() == []


async def words(hall: Hall, where: Nudge = Nudge.CHANNEL) -> None:
    await hall.services.people.nudge(hall.sam.id, where, None)
    await hall.quiet()


async def test_the_word_names_what_is_open_pings_nobody_and_makes_no_sound(hall: Hall) -> None:
    await words(hall)
    await hall.advance(hours=11)
    (said,) = hall.said()
    first, *_ = said.content.splitlines()
    assert first.startswith("Sam, still open today: ")
    assert "moves on by itself" in said.content
    assert len(said.content.splitlines()) <= 3
    assert said.mentions == []
    assert said.flags.suppress_notifications


async def test_a_private_word_is_heard_by_its_person_alone(hall: Hall) -> None:
    result = await hall.sam.slash(hall.channel, "settings")
    assert result.response is not None
    await hall.sam.select(result.response, ["dm"], custom_id="people:settings:pick:nudge")
    await hall.advance(hours=11)
    assert hall.said() == []
    mine = await hall.services.people.mine(hall.sam.id)
    assert mine.dm_channel is not None
    posts = await hall.services.posts.about("nudge", f"1:{hall.env.now():%Y-%m-%d}")
    assert [(post.key.place.channel, post.message_id is None) for post in posts] == [
        (str(mine.dm_channel), False)
    ]


async def test_the_button_under_it_works_after_a_restart_and_for_its_person_only(hall: Hall) -> None:
    await words(hall)
    await hall.advance(hours=11)
    await hall.restarts()
    (said,) = hall.said()
    (quiet,) = buttons(said)
    refused = await hall.ana.click(said, custom_id=quiet)
    assert refused.response is not None
    assert refused.response.content == "This word is for Sam; your own stands in /settings."
    answered = await hall.sam.click(said, custom_id=quiet)
    assert answered.response is not None
    assert answered.ephemeral
    assert "/settings" in answered.response.content
    await hall.advance(hours=24)
    assert len(hall.said()) == 1


async def test_a_word_is_not_said_when_everything_got_done_on_its_way(hall: Hall) -> None:
    await words(hall)
    hall.env.inject_error("POST", f"/channels/{hall.channel.id}/messages", status=503, times=1)
    await hall.advance(hours=11)
    assert hall.said() == []
    mine = await hall.services.people.mine(hall.sam.id)
    today = await hall.services.assignments.now_of(mine.id)
    assert today is not None
    sam = Actor(Platform.DISCORD, str(hall.sam.id), "sam")
    for line in today.lines:
        source = Source(Platform.DISCORD, f"d{line.item.number}")
        await hall.services.assignments.done(sam, line.item.number, "10", source)
    await hall.quiet()
    await hall.advance(minutes=30)
    assert hall.said() == []


async def test_the_report_comes_on_sunday_evening_with_its_days_behind_a_button(hall: Hall) -> None:
    await hall.solved(hall.sam, "two-sum 18", "valid-anagram 8", "3sum 19")
    await hall.advance(days=6, hours=11)
    (said,) = hall.said()
    shown = texts(said)
    assert shown.startswith("Sam, 5 to 11 January")
    assert "Trained on 1 of 6 days · 3 new problems solved · 45 min logged." in shown
    assert "1 easy under 10 min and 1 medium under 20 min" in shown
    assert "Left open: " in shown
    assert "Next week, from Monday, 12 January" in shown
    assert len(shown.splitlines()) <= 14
    assert said.mentions == []
    await hall.restarts()
    (days,) = buttons(said)
    answered = await hall.ana.click(said, custom_id=days)
    assert answered.ephemeral
    assert answered.response is not None
    lines = texts(answered.response).splitlines()
    assert lines[1].startswith("**Mon** 5 Jan: ")
    assert "3 problems solved · 45 min" in lines[1]
    assert lines[-1] == "**Sun** 11 Jan: free"


async def test_a_quiet_week_is_told_without_a_reproach(hall: Hall) -> None:
    await hall.advance(days=6, hours=11)
    shown = texts(hall.said()[-1])
    assert "A quiet week. The plan has waited; nothing is lost." in shown


async def test_who_wants_no_report_gets_none_and_may_ask(hall: Hall) -> None:
    await hall.services.people.set(hall.sam.id, Changes(weekly=False))
    await hall.advance(days=6, hours=11)
    assert hall.said() == []
    await hall.sam.send(hall.channel, "!report")
    assert texts(hall.said()[-1]).startswith("Sam, 5 to 11 January")


async def test_a_report_on_weeks_before_the_plan_and_of_strangers_is_a_sentence(hall: Hall) -> None:
    for words_ in ("!report 1", "!report 53", "!report many"):
        await hall.sam.send(hall.channel, words_)
        assert hall.said()[-1].content.endswith(("before.", "`"))
    await hall.ana.send(hall.channel, "!report")
    assert "/join" in hall.said()[-1].content


async def test_a_friend_who_joined_gets_a_report_of_their_own(hall: Hall) -> None:
    await hall.joins(hall.ana)
    await hall.solved(hall.ana, "two-sum 18")
    await hall.ana.send(hall.channel, "!report")
    assert texts(hall.said()[-1]).startswith("ana, 5 January\nWent well\nTrained on 1 of 1 day")
    await hall.sam.send(hall.channel, "!report")
    assert "A quiet week" in texts(hall.said()[-1])


async def test_a_word_that_did_not_go_out_is_tried_again_the_same_evening_and_stands_once(hall: Hall) -> None:
    await words(hall)
    hall.env.inject_error("POST", f"/channels/{hall.channel.id}/messages", status=503, times=1)
    await hall.advance(hours=11)
    assert hall.said() == []
    await hall.advance(hours=3)
    assert len(hall.said()) == 1
