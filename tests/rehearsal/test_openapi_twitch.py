"""The loopback Twitch and TwitchIO against Twitch's OpenAPI file: calls and answers have its shapes."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from typing import Any, cast

import pytest
import twitchio
from twitchio import eventsub

from bot.rehearsal.loopback_twitch import Badge
from tests.openapi import reference, violations
from tests.rehearsal.twitch_stage import Stage, stage

SCOPES = (
    "user:read:chat",
    "user:write:chat",
    "user:bot",
    "moderator:manage:announcements",
    "moderator:read:chatters",
    "user:read:moderated_channels",
)


@pytest.fixture
async def here() -> AsyncGenerator[Stage]:
    async with stage() as opened:
        yield opened


async def test_what_twitchio_sends_and_gets_is_as_described(here: Stage) -> None:
    """Every call that the bot makes, answered well and refused, on both sides."""
    folder = reference()
    await here.control.set_moderator("candice", "greenroom")
    owner_scopes = ["channel:manage:broadcast", "moderation:read"]
    tokens = [
        await here.control.grant("greenroom", SCOPES),
        await here.control.grant("candice", owner_scopes),
    ]
    async with here.greeter(tokens) as bot:
        channel, me = bot.create_partialuser(here.owner.id), here.bot.id
        about = {"broadcaster_user_id": here.owner.id}
        for wish in (
            eventsub.StreamOnlineSubscription(**about),
            eventsub.StreamOfflineSubscription(**about),
            eventsub.ChannelUpdateSubscription(**about),
            eventsub.ChannelRaidSubscription(to_broadcaster_user_id=here.owner.id),
        ):
            await bot.subscribe_websocket(wish, as_bot=True)
        listed = await bot.fetch_eventsub_subscriptions(token_for=me, status="enabled")
        found = [each async for each in listed.subscriptions]
        await found[-1].delete(token_for=me)
        said = await here.control.say("ana", "!hello")
        await here.bot_says("hello ana")
        await channel.send_message("an answer", sender=me, token_for=me, reply_to_message_id=said.id)
        with pytest.raises(twitchio.MessageRejectedError):
            await channel.send_message("an answer", sender=me, token_for=me)
        await channel.send_announcement(moderator=me, message="We begin", color="purple", token_for=me)
        await channel.fetch_chatters(moderator=me, token_for=me, first=1)
        await channel.fetch_moderators(user_ids=[me])
        await bot.create_partialuser(me).fetch_moderated_channels()
        (game,) = await bot.fetch_games(names=["Just Chatting"], token_for=me)
        _ = [each async for each in bot.search_categories("science", token_for=me)]
        await channel.modify_channel(title="Heaps", game_id=game.id)
        await channel.fetch_channel_info(token_for=me)
        await bot.fetch_users(ids=[here.ana.id], logins=["candice", "nobody"], token_for=me)
        with pytest.raises(twitchio.HTTPException):
            await channel.create_stream_marker(token_for=here.owner.id)
        await here.control.go_live()
        assert len(await bot.fetch_streams(user_ids=[here.owner.id], user_logins=["ana"], token_for=me)) == 1
        await channel.create_stream_marker(token_for=here.owner.id, description="the trick")
        await channel.create_stream_marker(token_for=here.owner.id)
        (video,) = await bot.fetch_videos(user_id=here.owner.id, period="all", sort="time", type="archive")
        _ = await channel.fetch_stream_markers(token_for=here.owner.id)
        assert (await bot.fetch_videos(ids=[video.id], period="all", sort="time", type="all"))[
            0
        ].id == video.id
        here.control.rules.sends_per_window_as_moderator = 1
        with pytest.raises(twitchio.HTTPException):
            await channel.send_message("too much", sender=me, token_for=me)
    assert violations(here.twitch.journal.since(0), folder) == []


async def test_a_call_that_twitch_does_not_know_is_a_violation(here: Stage) -> None:
    """What the checker is for: it must see a wrong parameter, a wrong body, a wrong path."""
    folder = reference()
    access, _ = await here.control.grant("greenroom", SCOPES)
    await here.helix("GET", "users", access, name="ana")
    await here.helix(
        "POST", "chat/messages", access, body={"broadcaster_id": 7, "message": "hi", "colour": "red"}
    )
    await here.helix("GET", "chat/nonsense", access)
    assert sorted(violations(here.twitch.journal.since(0), folder)) == [
        "twitch GET /chat/nonsense is not described",
        "twitch GET /users query: no parameter 'name'",
        "twitch POST /chat/messages request: 'sender_id' is a required property",
        "twitch POST /chat/messages request: Additional properties are not allowed ('colour' was unexpected)",
        "twitch POST /chat/messages request: broadcaster_id: 7 is not of type 'string'",
    ]


async def test_a_wrong_answer_is_a_violation(here: Stage) -> None:
    folder = reference()
    access, _ = await here.control.grant("greenroom", SCOPES)
    await here.helix("GET", "users", access)
    (exchange,) = here.twitch.journal.requests("GET", "/users")
    exchange.response["data"][0].update(id=7, created_at="yesterday")
    assert violations([exchange], folder) == [
        "twitch GET /users answer 200: data/0/id: 7 is not of type 'string'",
        "twitch GET /users answer 200: data/0/created_at: 'yesterday' is not a 'date-time'",
    ]


async def test_notifications_have_the_keys_of_the_published_examples(here: Stage) -> None:
    """EventSub is in no OpenAPI file; the examples stand in for one."""
    examples = json.loads((reference() / "twitch-eventsub-examples.json").read_text("utf-8"))
    await here.control.create_user("friend")
    async with here.greeter() as bot:
        about = {"broadcaster_user_id": here.owner.id}
        await bot.subscribe_websocket(eventsub.StreamOnlineSubscription(**about), as_bot=True)
        await bot.subscribe_websocket(
            eventsub.ChannelRaidSubscription(to_broadcaster_user_id=here.owner.id), as_bot=True
        )
        await here.control.say("ana", "Hi chat", shared_from="friend", badges=[Badge("subscriber", "3", "3")])
        await here.control.go_live("Heaps")
        await here.control.raid("friend", 3)
    sent = {each.method: each.response for each in here.twitch.journal.since(0) if each.kind == "event"}
    assert sorted(sent) == ["channel.chat.message", "channel.raid", "stream.online"]
    for type_, payload in sent.items():
        example = examples[type_][-1]
        # TwitchIO needs this one, Twitch sends it, the example lacks it
        payload["event"].pop("channel_points_animation_id", None)
        assert _shape(payload["event"]) == _shape(example["event"])
        assert payload["subscription"].keys() == example["subscription"].keys()


def _shape(value: Any) -> Any:
    """Keys all the way down, in any order; of a list its first item, of the rest nothing."""
    if isinstance(value, dict):
        return {key: _shape(each) for key, each in sorted(cast("dict[str, Any]", value).items())}
    return [_shape(each) for each in cast("list[Any]", value)[:1]] if isinstance(value, list) else None
