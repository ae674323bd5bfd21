"""Chat on the loopback Twitch, with the real TwitchIO on the other end."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest
import twitchio

from bot.rehearsal.loopback_twitch import Badge
from tests.rehearsal.twitch_stage import BOT_SCOPES, SOON, Stage, stage


@pytest.fixture
async def here() -> AsyncGenerator[Stage]:
    async with stage() as opened:
        yield opened


async def test_a_viewer_asks_and_the_bot_answers(here: Stage) -> None:
    """Connect, validate, subscribe, hear a command, reply: the whole way over sockets."""
    async with here.greeter():
        await here.control.say("ana", "!hello")
        answer = await here.bot_says("hello ana")
        assert answer.by_api
        assert [line.text for line in here.control.history()] == ["!hello", "hello ana"]


async def test_the_bots_own_line_comes_back_as_an_event(here: Stage) -> None:
    async with here.greeter() as bot:
        await here.control.say("ana", "!hello")
        assert (await bot.next(twitchio.ChatMessage)).chatter.name == "ana"
        assert (await bot.next(twitchio.ChatMessage)).chatter.name == "greenroom"


async def test_badges_colours_and_mentions_arrive(here: Stage) -> None:
    await here.control.set_moderator("candice", "ana")
    async with here.greeter() as bot:
        await here.control.say("ana", "look @Candice, and @nobody", badges=[Badge("subscriber", "12", "16")])
        heard = await bot.next(twitchio.ChatMessage)
        assert [(badge.set_id, badge.info) for badge in heard.badges] == [
            ("moderator", ""),
            ("subscriber", "16"),
        ]
        assert heard.chatter.moderator
        assert heard.colour is not None
        assert heard.colour.html == here.ana.colour
        assert [user.name for user in heard.mentions] == ["candice"]
        assert "".join(fragment.text for fragment in heard.fragments) == "look @Candice, and @nobody"


async def test_a_reply_names_its_parent_and_thread_and_still_runs_a_command(here: Stage) -> None:
    async with here.greeter() as bot:
        first = await here.control.say("candice", "who wants a greeting?")
        second = await here.control.say("ana", "me", reply_to=first)
        await here.control.say("ana", "!hello", reply_to=second)
        await bot.next(twitchio.ChatMessage)
        heard = [await bot.next(twitchio.ChatMessage) for _ in range(2)]
        assert [line.text for line in heard] == ["@Candice me", "@Ana !hello"]
        replies = [line.reply for line in heard if line.reply is not None]
        assert [reply.parent_message_id for reply in replies] == [first.id, second.id]
        assert {reply.thread_message_id for reply in replies} == {first.id}
        await here.bot_says("hello ana")


async def test_a_line_of_a_shared_chat_carries_its_source_and_runs_no_command(here: Stage) -> None:
    guest = await here.control.create_user("guest", "Guest")
    async with here.greeter() as bot:
        await here.control.say("ana", "!hello", shared_from="guest")
        heard = await bot.next(twitchio.ChatMessage)
        assert heard.source_broadcaster is not None
        assert heard.source_broadcaster.id == guest.id
        assert heard.source_id not in (None, heard.id)
        await here.control.say("candice", "!hello")
        await here.bot_says("hello candice")
        assert all(line.text != "hello ana" for line in here.control.history())


async def test_a_line_said_twice_within_half_a_minute_is_dropped(here: Stage) -> None:
    async with here.greeter(listening=False) as bot:
        channel = bot.create_partialuser(here.owner.id)
        await channel.send_message("tick", sender=here.bot.id, token_for=here.bot.id)
        with pytest.raises(twitchio.MessageRejectedError) as refused:
            await channel.send_message("tick", sender=here.bot.id, token_for=here.bot.id)
        assert refused.value.code == "msg_duplicate"
        here.clock.advance(seconds=30)
        await channel.send_message("tick", sender=here.bot.id, token_for=here.bot.id)
        assert len(here.control.history()) == 2


@pytest.mark.parametrize(("moderator", "allowed"), [(False, 20), (True, 100)])
async def test_too_many_lines_in_half_a_minute_are_refused(
    here: Stage, moderator: bool, allowed: int
) -> None:
    await here.control.set_moderator("candice", "greenroom", moderator)
    async with here.greeter(listening=False) as bot:
        channel = bot.create_partialuser(here.owner.id)
        for number in range(allowed):
            await channel.send_message(f"line {number}", sender=here.bot.id, token_for=here.bot.id)
        with pytest.raises(twitchio.HTTPException) as refused:
            await channel.send_message("one more", sender=here.bot.id, token_for=here.bot.id)
        assert refused.value.status == 429
        here.clock.advance(seconds=30)
        await channel.send_message("one more", sender=here.bot.id, token_for=here.bot.id)
        assert len(here.control.history()) == allowed + 1


async def test_too_many_lines_can_be_dropped_or_let_through_instead(here: Stage) -> None:
    here.control.rules.sends = "drop"
    here.control.rules.sends_per_window = 1
    async with here.greeter(listening=False) as bot:
        channel = bot.create_partialuser(here.owner.id)
        await channel.send_message("one", sender=here.bot.id, token_for=here.bot.id)
        with pytest.raises(twitchio.MessageRejectedError) as refused:
            await channel.send_message("two", sender=here.bot.id, token_for=here.bot.id)
        assert refused.value.code == "msg_ratelimit"
        here.control.rules.sends = "off"
        await channel.send_message("two", sender=here.bot.id, token_for=here.bot.id)


async def test_five_hundred_characters_are_the_most(here: Stage) -> None:
    access, _ = await here.control.grant("greenroom", BOT_SCOPES)
    line = {"broadcaster_id": here.owner.id, "sender_id": here.bot.id}
    status, _, _ = await here.helix("POST", "chat/messages", access, body={**line, "message": "x" * 500})
    assert status == 200
    status, answer, _ = await here.helix("POST", "chat/messages", access, body={**line, "message": "x" * 501})
    assert (status, answer["message"]) == (422, "The message is too large")


async def test_sending_needs_its_scope_and_the_senders_own_token(here: Stage) -> None:
    reader, _ = await here.control.grant("greenroom", ["user:read:chat"])
    viewer, _ = await here.control.grant("ana", ["user:write:chat"])
    line = {"broadcaster_id": here.owner.id, "sender_id": here.bot.id, "message": "hi"}
    for token, message in ((reader, "Missing scope: user:write:chat"), (viewer, "must match the user ID")):
        status, answer, _ = await here.helix("POST", "chat/messages", token, body=line)
        assert (status, answer["error"]) == (401, "Unauthorized")
        assert message in answer["message"]


async def test_an_app_token_speaks_only_where_bot_and_channel_allow_it(here: Stage) -> None:
    """`user:bot` from the sender, and `channel:bot` from the broadcaster or a moderator's sword."""
    client = twitchio.Client(client_id=here.twitch.client_id, client_secret=here.twitch.client_secret)
    async with client:
        await client.login(load_tokens=False, save_tokens=False)
        channel = client.create_partialuser(here.owner.id)
        with pytest.raises(twitchio.HTTPException) as refused:
            await channel.send_message("hi", sender=here.bot.id)
        assert refused.value.status == 403
        await here.control.grant("greenroom", ["user:bot"])
        await here.control.set_moderator("candice", "greenroom")
        await channel.send_message("hi", sender=here.bot.id)
        await here.bot_says("hi")


async def test_an_announcement_and_the_chatters_are_for_moderators(here: Stage) -> None:
    scopes = ["moderator:manage:announcements", "moderator:read:chatters"]
    tokens = [await here.control.grant("greenroom", scopes)]
    async with here.greeter(tokens, listening=False) as bot:
        channel = bot.create_partialuser(here.owner.id)
        with pytest.raises(twitchio.HTTPException):
            await channel.send_announcement(moderator=here.bot.id, message="psst", token_for=here.bot.id)
        await here.control.set_moderator("candice", "greenroom")
        await channel.send_announcement(
            moderator=here.bot.id, message="We begin", color="green", token_for=here.bot.id
        )
        said = await here.control.wait_for(lambda line: line.kind == "announcement", SOON)
        assert said.text == "We begin"
        await here.control.join("ana")
        chatters = await channel.fetch_chatters(moderator=here.bot.id, token_for=here.bot.id)
        assert chatters.total == 2
        assert [user.name async for user in chatters.users] == ["greenroom", "ana"]


async def test_waiting_for_a_line_finds_the_past_and_the_future_but_not_what_came_before(here: Stage) -> None:
    first = await here.control.say("ana", "again")
    assert await here.control.wait_for(lambda line: line.text == "again", SOON) is first
    with pytest.raises(TimeoutError):
        await here.control.wait_for(lambda line: line.text == "again", 0, after=first)
    second = await here.control.say("ana", "again")
    assert await here.control.wait_for(lambda line: line.text == "again", SOON, after=first) is second
