"""Recordings as people meet them on Discord: handing in, the post, changing, taking back, the closing."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path

import discord
import pytest

from bot.recording.model import RecordingId, State
from bot.stream.model import Airing, Video, expiry
from cogs.words import DISCORD_EMBED_DESCRIPTION
from tests.recording.house import House, labels, open_house
from tests.room import spoken

EIGHT = ["✅", "🔇", "😰", "🌀", "💡", "💬", "💻", "🧪"]
FIRST = RecordingId(1)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House]:
    """A forum for reviews."""
    async with open_house(tmp_path) as opened:
        yield opened
        assert opened.mishaps() == []


@pytest.fixture
async def plain(tmp_path: Path) -> AsyncGenerator[House]:
    """A text channel for reviews."""
    async with open_house(tmp_path, forum=False) as opened:
        yield opened
        assert opened.mishaps() == []


def closing_of(house: House) -> discord.Message:
    (closing,) = [each for each in house.thread.history() if "What the forms say" in labels(each)]
    return closing


async def state(house: House) -> State:
    return (await house.services.recordings.look(FIRST))[0].state


async def test_a_submission_becomes_a_forum_post_with_eight_reactions(house: House) -> None:
    answer = await house.submit(
        look_at="whether I explain\nthe brute force", problem="two sum", slice="2:00-9:00"
    )
    assert "recording 1" in answer
    assert house.post.content == "https://youtu.be/abc?t=120s"
    (embed,) = house.post.embeds
    assert embed.title == "Two Sum, out loud"
    for needle in (
        "watch **2:00-9:00**",
        "> whether I explain",
        "easy",
        "leetcode.com/problems/two-sum",
        "12:34 silent",
    ):
        assert needle in str(embed.description)
    assert [str(each.emoji) for each in house.post.reactions] == EIGHT
    assert house.thread.name == "Two Sum, out loud"
    assert not house.post.mentions
    assert house.post.edited_at is None


async def test_in_a_text_channel_it_is_a_message_with_a_thread(plain: House) -> None:
    await plain.submit()
    assert plain.post.channel.id == plain.reviews.id
    assert plain.thread.id == plain.post.id
    assert [str(each.emoji) for each in plain.post.reactions] == EIGHT
    await plain.ana.send(plain.thread, "1:00 clear")
    await plain.settle()
    assert len((await plain.summary()).moments) == 1


async def test_stage_one_leaves_no_post_and_is_rated_alone(house: House) -> None:
    answer = await house.submit(stage=1)
    assert "for you alone" in answer
    assert house.posts() == []
    shown = await house.sam.slash(house.room, "review", number=1)
    assert shown.response is not None
    assert shown.response.ephemeral
    refused = await house.ana.slash(house.room, "review", number=1)
    assert refused.response is not None
    assert "no recording with that number" in refused.response.content


@pytest.mark.parametrize(
    ("options", "needle"),
    [
        ({"link": ""}, "nothing to watch"),
        ({"link": "javascript:alert(1)"}, "no link I can post"),
        ({"link": "https://a.example/x", "slice": "soon"}, "12:00-25:00"),
        ({"link": "https://a.example/x", "problem": "tow sum"}, "Two Sum"),
        ({"link": "https://a.example/x", "stage": 7}, "1 to 3"),
        ({"link": "https://a.example/x", "vod": True}, "One recording at a time"),
        ({"link": "", "vod": True}, "no stream yet"),
    ],
)
async def test_what_cannot_be_handed_in_is_said_at_once(
    house: House, options: dict[str, object], needle: str
) -> None:
    shown = await house.sam.slash(house.room, "submit", **options)
    assert shown.response is not None
    assert shown.response.ephemeral
    assert needle in shown.response.content


async def test_a_friend_without_a_plan_is_pointed_at_join(house: House) -> None:
    shown = await house.ana.slash(house.room, "submit", link="https://youtu.be/a")
    assert shown.response is not None
    assert "/join" in shown.response.content


@pytest.mark.parametrize(("name", "needle"), [("notes.pdf", "no video"), ("run.exe", "no video")])
async def test_a_file_that_nobody_can_watch_is_refused(house: House, name: str, needle: str) -> None:
    shown = await house.sam.slash(house.room, "submit", file=(name, b"x"))
    assert shown.response is not None
    assert needle in shown.response.content


async def test_the_last_streams_recording_is_handed_in(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        streams, now = house.services.streams, house.now
        await house.services.people.meet_broadcaster("900", "sam_preps")
        await streams.online(Airing("t1", now, "Graphs, thinking aloud", ""))
        await house.settle()
        await streams.offline()
        await house.settle()
        shown = await house.sam.slash(house.room, "submit", vod=True)
        assert shown.response is not None
        assert "few minutes" in shown.response.content
        url = "https://www.twitch.tv/videos/5"
        await streams.found_video("t1", Video("5", url, now, timedelta(hours=1), expiry(now, "")))
        await house.submit(title="Graphs", link="", vod=True)
        assert house.post.content == url


async def test_only_its_owner_manages_it(house: House) -> None:
    await house.submit()
    refused = await house.ana.click(house.post, label="Manage")
    assert refused.response is not None
    assert "Only Sam" in refused.response.content
    shown = await house.sam.click(house.post, label="Manage")
    assert shown.response is not None
    assert labels(shown.response.message) == ["Rate yourself", "What the forms say", "Edit", "Take it back"]


async def test_its_buttons_work_also_when_an_answer_with_the_same_has_expired(house: House) -> None:
    """discord.py lets an answer that only one person sees go after 15 minutes, with what it knows of it."""
    await house.submit()
    await house.sam.click(house.post, label="Manage")
    await house.advance(minutes=16)
    shown = await house.sam.click(house.post, label="Manage")
    assert shown.response is not None
    assert "Take it back" in labels(shown.response.message)


async def test_an_edit_changes_the_post(house: House) -> None:
    await house.submit()
    managed = await house.sam.click(house.post, label="Manage")
    assert managed.response is not None
    form = await house.sam.click(managed.response.message, label="Edit")
    assert form.modal is not None
    ids = [row["component"]["custom_id"] for row in form.modal["components"]]
    values = dict(zip(ids, ("Second title", "the end", "https://vimeo.com/9", "1:00"), strict=True))
    await house.sam.submit_modal(form, values)
    await house.settle()
    assert house.post.content == "https://vimeo.com/9#t=60s"
    assert house.post.embeds[0].title == "Second title"


async def test_what_is_taken_back_leaves_no_link_and_no_buttons(house: House) -> None:
    await house.submit()
    await house.ana.react(house.post, "✅")
    managed = await house.sam.click(house.post, label="Manage")
    assert managed.response is not None
    sure = await house.sam.click(managed.response.message, label="Take it back")
    assert await state(house) is State.OPEN
    assert sure.modal is None
    await house.sam.click(managed.response.message, label="Yes, take it back")
    await house.settle()
    assert await state(house) is State.WITHDRAWN
    (message,) = [each for each in house.thread.history() if each.embeds]
    assert message.content == ""
    assert labels(message) == []
    assert "took this recording back" in str(message.embeds[0].description)


EDIT = "/channels/*/messages/*"


@pytest.mark.parametrize("forum", [True, False])
async def test_a_post_whose_edit_discord_did_not_take_shows_the_truth_a_little_later(
    tmp_path: Path, forum: bool
) -> None:
    async with open_house(tmp_path, forum=forum) as house:
        await house.submit()
        post = house.post
        house.env.inject_error("PATCH", EDIT, status=503, times=2)
        await house.services.recordings.withdraw(house.actor(house.sam), FIRST)
        await house.settle()
        room = house.thread if forum else house.reviews

        def shown() -> discord.Message:
            return next(each for each in room.history() if each.id == post.id)

        assert shown().content
        await house.advance(seconds=16)
        assert shown().content == ""
        assert labels(shown()) == []
        assert house.mishaps() == []


async def test_a_summary_whose_edit_discord_did_not_take_shows_the_truth_a_little_later(house: House) -> None:
    await house.submit()
    await house.advance(days=7, minutes=1)
    house.env.inject_error("PATCH", EDIT, status=503, times=1)
    await house.ana.react(house.post, "✅")
    await house.settle()
    assert "Nobody has looked at it yet." in spoken(closing_of(house))
    await house.advance(seconds=6)
    assert "One reviewer would move Sam forward" in spoken(closing_of(house))


async def test_what_was_refused_and_taken_back_since_is_not_left_half_way(house: House) -> None:
    """An edit can be made although its answer never came."""
    await house.submit()
    await house.advance(days=7, minutes=1)
    await house.ana.react(house.post, "✅")
    await house.settle()
    # as where the connection broke after the edit was made
    one = closing_of(house)
    house.env.inject_error("PATCH", EDIT, status=503, times=1)
    await house.ana.unreact(house.post, "✅")
    await house.settle()
    stored = house.env.backend.messages[one.channel.id][one.id]
    stored.content = "half way"
    await house.ana.react(house.post, "✅")
    await house.settle()
    await house.advance(seconds=6)
    assert closing_of(house).content.startswith("A week is over")


@pytest.mark.parametrize("forum", [True, False])
async def test_an_edit_that_was_refused_until_the_restart_is_made_after_it(
    tmp_path: Path, forum: bool
) -> None:
    async with open_house(tmp_path, forum=forum) as house:
        await house.submit()
        post = house.post
        house.env.inject_error("PATCH", EDIT, status=503, times=1)
        await house.services.recordings.withdraw(house.actor(house.sam), FIRST)
        await house.restart()
        room = house.thread if forum else house.reviews
        (shown,) = [each for each in room.history() if each.id == post.id]
        assert (shown.content, labels(shown)) == ("", [])


async def test_a_restart_edits_nothing_that_shows_what_is(house: House) -> None:
    await house.submit(look_at="whether I explain\n\nthe brute force", problem="two sum", slice="2:00-9:00")
    await house.restart()
    assert house.post.edited_at is None
    await house.ana.react(house.post, "🔇")
    await house.advance(days=7, minutes=1)
    edited = house.post.edited_at
    await house.restart()
    assert closing_of(house).edited_at is None
    assert house.post.edited_at == edited


async def test_after_a_week_the_summary_leads_with_the_verdict_and_ends_with_what_to_train(
    house: House,
) -> None:
    await house.submit()
    for who, emoji in ((house.ana, "✅"), (house.jo, "✅"), (house.mo, "🔇"), (house.ana, "💡")):
        await who.react(house.post, emoji)
    await house.ana.send(house.thread, "12:34 silent stuck on base case")
    await house.jo.send(house.thread, "12:38 🔇")
    await house.advance(days=7, minutes=1)
    (closing,) = [each for each in house.thread.history() if each.content.startswith("A week is over")]
    lines = str(closing.embeds[0].description).splitlines()
    assert lines[0] == "**2 of 3 reviewers would move Sam forward.**"
    assert lines[1] == "💡 approach 1"
    read = {field.name: str(field.value) for field in closing.embeds[0].fields}
    assert list(read) == ["Moments", "To train"]
    assert read["Moments"] == "[12:34](https://youtu.be/abc?t=754s) silent (2)"
    assert read["To train"].startswith("🔇 silent (3): narrate aloud")
    assert str(closing.embeds[0].footer.text).endswith("thank you, ana, jo and mo")
    assert "below" in str(house.post.embeds[0].description)
    assert not closing.mentions
    assert closing.edited_at is None


async def test_who_comes_late_changes_the_summary_and_no_second_one_is_posted(house: House) -> None:
    await house.submit()
    await house.advance(days=7, minutes=1)

    def closing() -> str:
        (message,) = [each for each in house.thread.history() if "What the forms say" in labels(each)]
        return spoken(message)

    assert "Nobody has looked at it yet." in closing()
    await house.ana.react(house.post, "✅")
    await house.settle()
    assert "One reviewer would move Sam forward" in closing()
    await house.restart()
    (message,) = [each for each in house.thread.history() if "What the forms say" in labels(each)]
    await house.sam.click(message, label="Ask for another week")
    await house.settle()
    assert await state(house) is State.OPEN
    assert closing().startswith("So far; open again until")
    await house.advance(days=7, minutes=1)
    assert closing().startswith("A week is over")


async def test_the_post_is_made_once_however_discord_fails(house: House) -> None:
    house.env.inject_error("POST", "/channels/*/threads", status=503, times=2)
    await house.submit()
    assert house.posts() == []
    await house.advance(minutes=2)
    assert len(house.posts()) == 1
    assert [str(each.emoji) for each in house.post.reactions] == EIGHT


async def test_a_post_whose_answer_was_lost_is_found_by_its_button(house: House) -> None:
    await house.submit()
    stood = house.post.id
    # as after a crash between sending and writing down: begun, and no message known
    await house.database.write(
        lambda tx: tx.execute("UPDATE posts SET message_id = NULL, ended_at = NULL WHERE kind = 'review'")
    )
    await house.database.write(
        lambda tx: tx.execute("UPDATE recordings SET channel_id = NULL, message_id = NULL, thread_id = NULL")
    )
    await house.restart()
    assert [each.id for each in house.posts()] == [stood]
    assert (await house.services.recordings.look(FIRST))[0].where is not None
    await house.ana.react(house.post, "✅")
    await house.settle()
    assert await house.counts() == {"✅": 1}


async def test_seeds_that_failed_are_put_there_later(house: House) -> None:
    house.env.inject_error("PUT", "/channels/*/messages/*/reactions/*/@me", status=500, times=30)
    await house.submit()
    assert len(house.post.reactions) < 8
    house.env.backend.faults.clear()
    await house.advance(minutes=10)
    assert [str(each.emoji) for each in house.post.reactions] == EIGHT


async def test_a_deleted_post_is_told_to_the_host_once_and_keeps_what_was_said(house: House) -> None:
    await house.submit()
    await house.ana.react(house.post, "✅")
    await house.settle()
    await house.mo.delete(house.post)
    await house.settle()
    await house.restart()
    assert len(house.told) == 1
    assert "was deleted" in house.told[0]
    assert await house.counts() == {"✅": 1}
    await house.advance(days=8)
    assert len(house.told) == 1


async def test_a_post_deleted_while_the_bot_was_down_is_noticed(house: House) -> None:
    await house.submit()
    post = house.post
    del house.env.backend.messages[post.channel.id][post.id]
    await house.restart()
    assert len(house.told) == 1


async def test_a_deleted_forum_post_goes_with_its_thread_and_is_told_once(house: House) -> None:
    await house.submit()
    await house.ana.react(house.post, "✅")
    await house.ana.send(house.thread, "1:00 clear")
    await house.settle()
    house.env.backend.delete_channel(house.thread.id)
    await house.settle()
    await house.restart()
    assert len(house.told) == 1
    assert "The review post" in house.told[0]
    assert await house.counts() == {"✅": 1}
    assert len((await house.summary()).moments) == 1


async def test_a_deleted_thread_below_a_message_leaves_the_post_in_force(plain: House) -> None:
    await plain.submit()
    await plain.ana.send(plain.thread, "1:00 clear")
    await plain.settle()
    plain.env.backend.delete_channel(plain.thread.id)
    await plain.settle()
    await plain.ana.react(plain.post, "✅")
    await plain.restart()
    assert len(plain.told) == 1
    assert "The thread under" in plain.told[0]
    assert await plain.counts() == {"✅": 1}
    assert len((await plain.summary()).moments) == 1
    # there is nowhere else to say it
    await plain.advance(days=7, minutes=1)
    assert [each for each in plain.reviews.history() if "What the forms say" in labels(each)]


async def test_with_the_channel_go_its_posts(plain: House) -> None:
    await plain.submit()
    await plain.ana.react(plain.post, "✅")
    await plain.settle()
    plain.env.backend.delete_channel(plain.reviews.id)
    await plain.settle()
    assert len(plain.told) == 1
    assert await plain.counts() == {"✅": 1}


async def test_a_locked_thread_takes_the_summary_where_the_bot_moderates(house: House) -> None:
    await house.submit()
    await house.ana.react(house.post, "✅")
    await house.bot.http.edit_channel(house.thread.id, locked=True)
    await house.settle()
    await house.advance(days=7, minutes=1)
    assert [each for each in house.thread.history() if "What the forms say" in labels(each)]
    assert await house.counts() == {"✅": 1}


async def test_reactions_in_an_archived_thread_are_counted_all_the_same(house: House) -> None:
    await house.submit()
    await house.ana.react(house.post, "✅")
    await house.ana.send(house.thread, "1:00 clear")
    await house.settle()
    await house.bot.http.edit_channel(house.thread.id, archived=True)
    await house.restart()
    assert await house.counts() == {"✅": 1}
    assert len((await house.summary()).moments) == 1
    assert house.told == []


async def test_when_nobody_has_looked_a_friend_who_offered_is_asked_in_private(house: House) -> None:
    asked = await house.ana.slash(house.room, "reviewer")
    assert asked.response is not None
    await house.ana.click(asked.response.message, label="You may ask me")
    await house.submit()
    await house.advance(days=6)
    history = [each for each in house.ana.user.dm_channel.history() if each.author.bot]
    assert len(history) == 1
    assert "nobody has looked at" in history[0].content
    assert f"/{house.post.id}" in history[0].content
    form = await house.ana.user.click(history[0], custom_id="review:form:1")
    assert form.ephemeral


async def test_a_friend_is_asked_later_where_discord_did_not_take_it_and_not_for_what_was_taken_back(
    house: House,
) -> None:
    await house.services.rotation.offer(str(house.ana.id), asks=True)
    await house.submit()
    line = f"/channels/{house.ana.user.dm_channel.id}/messages"
    house.env.inject_error("POST", line, status=500, times=1)
    await house.advance(days=2, seconds=1)
    assert house.ana.user.dm_channel.history() == []
    await house.advance(minutes=1)
    assert len(house.ana.user.dm_channel.history()) == 1

    await house.services.rotation.offer(str(house.jo.id), asks=True)
    house.env.inject_error("POST", f"/channels/{house.jo.user.dm_channel.id}/messages", status=500, times=99)
    await house.advance(days=1, seconds=-30)
    await house.services.recordings.withdraw(house.actor(house.sam), RecordingId(1))
    await house.advance(hours=1)
    assert [each for each in house.jo.user.dm_channel.history() if each.author.bot] == []


@pytest.mark.parametrize("restarts", [True, False])
async def test_a_friend_is_asked_although_discord_was_away_when_it_was_their_turn(
    house: House, restarts: bool
) -> None:
    await house.services.rotation.offer(str(house.ana.id), asks=True)
    await house.submit()
    house.env.inject_error("POST", "/users/@me/channels", status=503, times=1)
    await house.advance(days=2, seconds=1)
    assert house.ana.user.dm_channel.history() == []
    if restarts:
        await house.restart()
    else:
        await house.advance(minutes=5)
    assert len(house.ana.user.dm_channel.history()) == 1
    await house.restart()
    await house.advance(hours=1)
    assert len(house.ana.user.dm_channel.history()) == 1


async def test_nobody_is_asked_for_a_look_that_somebody_had_meanwhile(house: House) -> None:
    await house.services.rotation.offer(str(house.ana.id), asks=True)
    await house.submit()
    house.env.inject_error("POST", f"/channels/{house.ana.user.dm_channel.id}/messages", status=503, times=3)
    await house.advance(days=2, seconds=1)
    await house.jo.react(house.post, "✅")
    await house.settle()
    await house.advance(hours=1)
    assert house.ana.user.dm_channel.history() == []


async def test_nobody_is_asked_to_look_at_a_post_that_is_gone(house: House) -> None:
    await house.services.rotation.offer(str(house.ana.id), asks=True)
    await house.submit()
    house.env.inject_error("POST", f"/channels/{house.ana.user.dm_channel.id}/messages", status=503, times=3)
    await house.advance(days=2, seconds=1)
    await house.mo.delete(house.post)
    await house.settle()
    await house.advance(hours=1)
    assert house.ana.user.dm_channel.history() == []


async def test_the_longest_words_stay_within_discords_limits(house: House) -> None:
    await house.submit(title="_*" * 45, look_at="> `~|" * 100, link="https://youtu.be/" + "a" * 400)
    for who in (house.ana, house.jo, house.mo):
        for minute in range(20):
            await who.send(house.thread, f"{minute}:0{minute % 10} " + "_*~`" * 60)
    await house.advance(days=7, minutes=1)
    for message in house.thread.history():
        for embed in message.embeds:
            assert len(str(embed.description)) <= DISCORD_EMBED_DESCRIPTION
    assert [each for each in house.thread.history() if "What the forms say" in labels(each)]


async def test_the_prefix_form_names_the_slash_command(house: House) -> None:
    for name in ("submit", "review", "moment", "reviewer"):
        await house.sam.send(house.room, f"!{name} whatever")
        await house.settle()
        last = house.room.last_message
        assert last is not None
        assert f"`/{name}`" in last.content
