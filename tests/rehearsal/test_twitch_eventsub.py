"""EventSub on the loopback Twitch: TwitchIO's sockets, and a bare one for what TwitchIO hides."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
import twitchio
from twitchio import eventsub
from twitchio.eventsub.websockets import WebsocketClosed

from bot.rehearsal.faults import Fault
from tests.rehearsal.twitch_stage import BOT_SCOPES, SOON, Stage, stage


@pytest.fixture
async def here() -> AsyncGenerator[Stage]:
    async with stage() as opened:
        yield opened


@asynccontextmanager
async def bare(here: Stage, url: str = "") -> AsyncGenerator[aiohttp.ClientWebSocketResponse]:
    """A websocket without TwitchIO."""
    address = url or f"{here.twitch.eventsub_url}?keepalive_timeout_seconds=10"
    async with aiohttp.ClientSession() as session, session.ws_connect(address) as ws:
        yield ws


async def message(ws: aiohttp.ClientWebSocketResponse, kind: str) -> dict[str, Any]:
    """The payload of the next message, which must be of this kind."""
    received = await ws.receive_json(timeout=SOON)
    assert received["metadata"]["message_type"] == kind
    return received["payload"]


async def subscribe(here: Stage, session_id: str, access: str, type_: str = "stream.online") -> Any:
    """Subscribe the session by hand; the answer."""
    condition = {"broadcaster_user_id": here.owner.id}
    if type_ == "channel.chat.message":
        condition["user_id"] = here.bot.id
    transport = {"method": "websocket", "session_id": session_id}
    wish = {"type": type_, "version": "1", "condition": condition, "transport": transport}
    return await here.helix("POST", "eventsub/subscriptions", access, body=wish)


async def gone_to_another_socket(here: Stage, old: Any) -> None:
    """Wait until the chat subscription is on a socket that is not `old`."""
    await here.control.wait_until(
        lambda: any(each.socket is not old and each.socket.open for each in here.control.subscriptions()),
        SOON,
    )


@pytest.mark.parametrize("code", [1000, 4000, 4002, 4004, 4005, 4006, 4007])
async def test_after_these_closes_twitchio_comes_back_and_hears_again(here: Stage, code: int) -> None:
    async with here.greeter():
        (old,) = here.control.sockets()
        await here.control.close_sockets(code)
        await gone_to_another_socket(here, old)
        await here.control.say("ana", "!hello")
        await here.bot_says("hello ana")


@pytest.mark.parametrize("code", [4001, 4003])
async def test_after_these_closes_twitchio_stays_away(here: Stage, code: int) -> None:
    async with here.greeter() as bot:
        await here.control.close_sockets(code)
        await bot.next(WebsocketClosed)
        await here.control.wait_until(lambda: not here.control.sockets(), SOON)
        listed = await bot.fetch_eventsub_subscriptions(token_for=here.bot.id)
        statuses = [each.status async for each in listed.subscriptions]
        ended = {4001: "websocket_received_inbound_traffic", 4003: "websocket_connection_unused"}
        assert statuses == [ended[code]]


async def test_a_cut_connection_is_opened_again(here: Stage) -> None:
    async with here.greeter():
        (old,) = here.control.sockets()
        await here.control.abort_sockets()
        await gone_to_another_socket(here, old)
        await here.control.say("ana", "!hello")
        await here.bot_says("hello ana")


async def test_a_reconnect_hands_the_subscriptions_over(here: Stage) -> None:
    """No second subscription is made: Twitch moves them, and the session id changes."""
    async with here.greeter():
        (old,) = here.control.sockets()
        await here.control.reconnect()
        await gone_to_another_socket(here, old)
        await here.control.wait_until(lambda: old not in here.control.sockets(), SOON)
        await here.control.say("ana", "!hello")
        await here.bot_says("hello ana")
        assert len(here.twitch.journal.requests("POST", "/eventsub/subscriptions")) == 1
        (new,) = here.control.sockets()
        assert new.id != old.id


async def test_events_during_a_handover_go_to_the_old_socket_until_the_welcome(here: Stage) -> None:
    access, _ = await here.control.grant("greenroom", BOT_SCOPES)
    async with bare(here) as old:
        session = (await message(old, "session_welcome"))["session"]
        await subscribe(here, session["id"], access, "channel.chat.message")

        async def talk() -> None:
            await here.control.say("ana", "meanwhile")

        await here.control.reconnect(during=talk)
        asked = (await message(old, "session_reconnect"))["session"]
        assert (asked["id"], asked["status"]) == (session["id"], "reconnecting")
        async with bare(here, asked["reconnect_url"]) as new:
            assert (await message(new, "session_welcome"))["session"]["id"] != session["id"]
            assert (await message(old, "notification"))["event"]["message"]["text"] == "meanwhile"
            await here.control.say("ana", "afterwards")
            assert (await message(new, "notification"))["event"]["message"]["text"] == "afterwards"


async def test_a_handover_can_keep_the_session_id(here: Stage) -> None:
    access, _ = await here.control.grant("greenroom", BOT_SCOPES)
    async with bare(here) as old:
        session = (await message(old, "session_welcome"))["session"]
        await subscribe(here, session["id"], access, "channel.chat.message")
        await here.control.reconnect(same_session=True)
        asked = (await message(old, "session_reconnect"))["session"]
        async with bare(here, asked["reconnect_url"]) as new:
            assert (await message(new, "session_welcome"))["session"]["id"] == session["id"]
            await here.control.say("ana", "hi")
            assert (await message(new, "notification"))["subscription"]["transport"]["session_id"] == session[
                "id"
            ]


async def test_who_does_not_leave_the_old_socket_in_time_is_closed_with_4004(here: Stage) -> None:
    here.control.pace.second = 0.001
    here.control.pace.unused = None
    async with bare(here) as ws:
        await message(ws, "session_welcome")
        await here.control.reconnect()
        await closed_with(ws, 4004)


async def closed_with(ws: aiohttp.ClientWebSocketResponse, code: int) -> None:
    """Read until the server closes, which must be with `code`."""
    async for _ in ws:
        pass
    assert ws.close_code == code


async def test_a_socket_without_subscription_is_closed_with_4003(here: Stage) -> None:
    here.control.pace.second = 0.001
    async with bare(here) as ws:
        await closed_with(ws, 4003)


async def test_a_subscribed_socket_stays_open_and_is_kept_alive(here: Stage) -> None:
    access, _ = await here.control.grant("greenroom", BOT_SCOPES)
    here.control.pace.second = 0.002
    here.control.pace.unused = 25
    async with bare(here) as ws:
        session = (await message(ws, "session_welcome"))["session"]
        assert session["keepalive_timeout_seconds"] == 10
        await subscribe(here, session["id"], access)
        for _ in range(4):
            await message(ws, "session_keepalive")


async def test_a_keepalive_out_of_range_is_refused(here: Stage) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError, match="400"):
        async with bare(here, f"{here.twitch.eventsub_url}?keepalive_timeout_seconds=9"):
            pass


async def test_who_talks_is_closed_with_4001(here: Stage) -> None:
    async with bare(here) as ws:
        await message(ws, "session_welcome")
        await ws.send_str("hello?")
        await closed_with(ws, 4001)


async def test_who_does_not_answer_pings_is_closed_with_4002(here: Stage) -> None:
    here.control.pace.second = 0.001
    here.control.pace.unused = None
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(here.twitch.eventsub_url, autoping=False) as ws,
    ):
        await closed_with(ws, 4002)


async def test_an_unknown_reconnect_url_is_closed_with_4007(here: Stage) -> None:
    async with bare(here, f"{here.twitch.eventsub_url}?handover=madeup") as ws:
        await closed_with(ws, 4007)


async def test_a_silent_socket_is_open_and_says_nothing(here: Stage) -> None:
    access, _ = await here.control.grant("greenroom", BOT_SCOPES)
    async with bare(here) as ws:
        session = (await message(ws, "session_welcome"))["session"]
        await subscribe(here, session["id"], access, "channel.chat.message")
        await here.control.silence()
        await here.control.say("ana", "anybody?")
        with pytest.raises(TimeoutError):
            await ws.receive(timeout=0.05)
        assert len(here.control.sockets()) == 1


async def test_a_withdrawn_grant_is_told_and_ends_the_subscription(here: Stage) -> None:
    async with here.greeter() as bot:
        await here.control.revoke("greenroom")
        told = await bot.next(twitchio.SubscriptionRevoked)
        assert (told.type, told.status) == (
            "channel.chat.message",
            twitchio.eventsub.RevocationReason.AUTHORIZATION_REVOKED,
        )
        assert here.control.subscriptions() == []


async def test_streams_titles_and_raids_are_told(here: Stage, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    await here.control.create_user("friend", "Friend")
    async with here.greeter(listening=False) as bot:
        about = {"broadcaster_user_id": here.owner.id}
        for wish in (
            eventsub.StreamOnlineSubscription(**about),
            eventsub.StreamOfflineSubscription(**about),
            eventsub.ChannelUpdateSubscription(**about),
            eventsub.ChannelRaidSubscription(to_broadcaster_user_id=here.owner.id),
        ):
            await bot.subscribe_websocket(wish, as_bot=True)
        stream = await here.control.go_live("Two Pointers", "Software and Game Development")
        update = await bot.next(twitchio.ChannelUpdate)
        assert (update.title, update.category_name) == ("Two Pointers", "Software and Game Development")
        online = await bot.next(twitchio.StreamOnline)
        assert (online.id, online.started_at) == (stream.id, here.clock())
        await here.control.raid("friend", 12)
        assert (await bot.next(twitchio.ChannelRaid)).viewer_count == 12
        await here.control.go_offline()
        # without its id TwitchIO 3.3.2 loses the event: a bot must guard against that
        again = await here.control.go_live()
        assert (await bot.next(twitchio.StreamOnline)).id == again.id != stream.id
        assert any("'id'" in record.getMessage() for record in caplog.records)
    (offline,) = [each for each in here.twitch.journal.since(0) if each.method == "stream.offline"]
    assert "id" not in offline.response["event"]


async def test_a_missed_event_still_changes_the_state(here: Stage) -> None:
    async with here.greeter(listening=False) as bot:
        wish = eventsub.StreamOnlineSubscription(broadcaster_user_id=here.owner.id)
        await bot.subscribe_websocket(wish, as_bot=True)
        stream = await here.control.go_live("quietly", announce=False)
        live = await bot.fetch_streams(user_ids=[here.owner.id], token_for=here.bot.id)
        assert [(each.id, each.title) for each in live] == [(stream.id, "quietly")]
        await here.control.go_offline(announce=False)
        assert await bot.fetch_streams(user_ids=[here.owner.id], token_for=here.bot.id) == []
        assert bot.events.empty()


async def test_a_notification_can_come_twice_with_the_same_message_id(here: Stage) -> None:
    async with here.greeter() as bot:
        await here.control.say("ana", "echo")
        await here.control.repeat_last()
        heard = [await bot.next(twitchio.ChatMessage) for _ in range(2)]
        ids = {line.metadata.message_id for line in heard if line.metadata is not None}
        assert len(ids) == 1


async def test_a_refused_subscription_is_an_http_error(here: Stage) -> None:
    async with here.greeter(listening=False) as bot:
        here.control.refuse_subscriptions(status=500)
        with pytest.raises(twitchio.HTTPException) as refused:
            await bot.follow_chat()
        assert refused.value.status == 500
        await bot.follow_chat()
        assert [each.type for each in here.control.subscriptions()] == ["channel.chat.message"]


async def test_chat_is_read_only_with_ones_own_token_and_its_scope(here: Stage) -> None:
    viewer, _ = await here.control.grant("ana", ["user:read:chat"])
    writer, _ = await here.control.grant("greenroom", ["user:write:chat"])
    async with bare(here) as ws:
        session = (await message(ws, "session_welcome"))["session"]
        for access in (viewer, writer):
            status, answer, _ = await subscribe(here, session["id"], access, "channel.chat.message")
            assert (status, answer["message"]) == (403, "subscription missing proper authorization")


async def test_a_wish_twice_on_one_socket_is_a_conflict_and_an_unknown_session_a_mistake(here: Stage) -> None:
    access, _ = await here.control.grant("greenroom", BOT_SCOPES)
    async with bare(here) as ws:
        session = (await message(ws, "session_welcome"))["session"]
        status, made, _ = await subscribe(here, session["id"], access)
        assert (status, made["total"], made["total_cost"], made["max_total_cost"]) == (202, 1, 1, 10)
        assert (await subscribe(here, session["id"], access))[0] == 409
        assert (await subscribe(here, "AgMadeUp", access))[0] == 400
        id_ = made["data"][0]["id"]
        assert (await here.helix("DELETE", "eventsub/subscriptions", access, id=id_))[0] == 204
        assert (await here.helix("DELETE", "eventsub/subscriptions", access, id=id_))[0] == 404
        assert here.control.subscriptions() == []


async def test_a_subscription_about_somebody_who_allowed_the_app_costs_nothing(here: Stage) -> None:
    async with here.greeter() as bot:
        listed = await bot.fetch_eventsub_subscriptions(token_for=here.bot.id)
        assert (listed.total, listed.total_cost, listed.max_total_cost) == (1, 0, 10)
        (subscription,) = [each async for each in listed.subscriptions]
        (socket,) = here.control.sockets()
        assert (subscription.status, subscription.transport.session_id) == ("enabled", socket.id)


async def test_a_fault_is_committed_and_written_down(here: Stage) -> None:
    """A line whose connection was cut after it took effect has been said all the same."""
    access, _ = await here.control.grant("greenroom", BOT_SCOPES)
    line = {"broadcaster_id": here.owner.id, "sender_id": here.bot.id, "message": "hi"}
    here.twitch.faults.add(Fault("/chat/messages", status=503, body={"status": 503}))
    here.twitch.faults.add(Fault("/chat/messages", cut="before"))
    here.twitch.faults.add(Fault("/chat/messages", cut="after"))
    assert (await here.helix("POST", "chat/messages", access, body=line))[0] == 503
    for said in (0, 1):
        with pytest.raises(aiohttp.ClientConnectionError):
            await here.helix("POST", "chat/messages", access, body=line)
        assert len(here.control.history()) == said
    assert [(each.status, each.note) for each in here.twitch.journal.requests("POST", "/chat/messages")] == [
        (503, "fault"),
        (None, "fault: cut before"),
        (None, "fault: cut after"),
    ]


async def test_at_most_three_sockets_of_a_user_have_subscriptions(here: Stage) -> None:
    access, _ = await here.control.grant("greenroom", BOT_SCOPES)
    async with bare(here) as one, bare(here) as two, bare(here) as three, bare(here) as four:
        answers: list[int] = []
        for ws in (one, two, three, four):
            session = (await message(ws, "session_welcome"))["session"]
            answers.append((await subscribe(here, session["id"], access))[0])
        assert answers == [202, 202, 202, 429]


async def test_ten_subscriptions_about_strangers_are_the_most(here: Stage) -> None:
    access, _ = await here.control.grant("greenroom", BOT_SCOPES)
    async with bare(here) as ws:
        session = (await message(ws, "session_welcome"))["session"]
        transport = {"method": "websocket", "session_id": session["id"]}
        answers: list[int] = []
        for number in range(11):
            stranger = await here.control.create_user(f"stranger{number}")
            about = {"broadcaster_user_id": stranger.id}
            wish = {"type": "stream.online", "version": "1", "condition": about, "transport": transport}
            answers.append((await here.helix("POST", "eventsub/subscriptions", access, body=wish))[0])
        assert answers == [202] * 10 + [429]


async def test_who_leaves_for_a_handover_and_never_arrives_loses_the_subscriptions(here: Stage) -> None:
    access, _ = await here.control.grant("greenroom", BOT_SCOPES)
    here.control.pace.second = 0.002
    async with bare(here) as ws:
        session = (await message(ws, "session_welcome"))["session"]
        await subscribe(here, session["id"], access)
        await here.control.reconnect()
    await here.control.wait_until(lambda: not here.control.sockets(), SOON)
    assert len(here.control.subscriptions()) == 1
    await here.control.wait_until(lambda: not here.control.subscriptions(), SOON)


async def test_a_client_that_stops_reading_is_cut_off(here: Stage) -> None:
    """Others wait for it no longer than the time that a write may take."""
    access, _ = await here.control.grant("greenroom", BOT_SCOPES)
    here.control.pace.write = 0.05
    # by hand: websocket clients go on reading behind one's back
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(here.twitch.eventsub_url).port)
    writer.write(
        b"GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: bm9ib2R5LXJlYWRzLWl0IQ==\r\n\r\n"
    )
    await reader.readuntil(b'"session_welcome"')
    (socket,) = here.control.sockets()
    await subscribe(here, socket.id, access, "channel.chat.message")
    async with asyncio.timeout(SOON):
        while here.control.subscriptions():
            await here.control.say("ana", "x" * 100_000)
    assert "stalled" in [each.method for each in here.twitch.journal.since(0)]
    writer.transport.abort()
