"""Twitch that never goes deaf: each way to lose a websocket, and how the bot hears again by itself."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import pytest
import twitchio
from msgspec.structs import replace
from twitchio import eventsub
from twitchio.eventsub import SubscriptionType
from twitchio.eventsub.websockets import WebsocketClosed

from bot.rehearsal.faults import Fault
from bot.rehearsal.loopback_twitch import Socket
from bot.twitch_sockets import Socket as OwnSocket
from tests.twitch.chat import message
from tests.twitch.wire import QUICK, SOON, Wire, until

pytestmark = pytest.mark.wire


def revocation(status: str) -> dict[str, Any]:
    """A message of Twitch's that a subscription has ended."""
    return {
        "metadata": {
            "message_id": "r-1",
            "message_type": "revocation",
            "message_timestamp": "2026-03-02T08:00:00Z",
            "subscription_type": "channel.chat.message",
            "subscription_version": "1",
        },
        "payload": {
            "subscription": {
                "id": "unknown",
                "status": status,
                "type": "channel.chat.message",
                "version": "1",
                "cost": 0,
                "condition": {},
                "transport": {"method": "websocket", "session_id": "-"},
                "created_at": "2026-03-02T08:00:00Z",
            }
        },
    }


async def replaced(wire: Wire, old: Socket) -> None:
    """Until another connection has taken the place of `old`."""
    await wire.control.wait_until(
        lambda: bool(wire.control.sockets()) and old not in wire.control.sockets(), SOON
    )
    await wire.hearing()


async def test_the_bot_hears_chat_and_answers_with_its_own_token(wire: Wire) -> None:
    """Subscribed over one socket, a command is answered as a reply to the message."""
    async with wire.running():
        assert len(wire.control.sockets()) == 1
        answer = await wire.answers()
        assert answer.reply is not None
        assert answer.sender is wire.account


@pytest.mark.parametrize("code", [1000, 4000, 4001, 4002, 4003, 4004, 4005, 4006, 4007])
async def test_a_closed_socket_is_replaced_whatever_the_code(wire: Wire, code: int) -> None:
    """4001 and 4003 make the library give up for good."""
    async with wire.running():
        old = wire.control.sockets()[0]
        await wire.control.close_sockets(code)
        await replaced(wire, old)
        await wire.answers()
        assert wire.connects() == 2


async def test_a_reset_connection_is_replaced(wire: Wire) -> None:
    """A TCP abort is no reason to be deaf."""
    async with wire.running():
        old = wire.control.sockets()[0]
        await wire.control.abort_sockets()
        await replaced(wire, old)
        await wire.answers()


async def test_a_socket_that_falls_silent_is_replaced(wire: Wire) -> None:
    """Open by name only: neither keepalive nor pong."""
    async with wire.running():
        old = wire.control.sockets()[0]
        await wire.control.silence()
        await replaced(wire, old)
        await wire.answers()


async def test_a_subscription_refused_after_a_reconnect_is_asked_for_again(wire: Wire) -> None:
    """The library drops it for ever."""
    async with wire.running():
        old = wire.control.sockets()[0]
        wire.control.refuse_subscriptions(times=3, status=500)
        await wire.control.close_sockets(4000)
        await replaced(wire, old)
        await wire.answers()


async def test_helix_that_drops_the_connection_during_resubscription_does_not_deafen(wire: Wire) -> None:
    """The library stays in "connecting" for good."""
    async with wire.running():
        old = wire.control.sockets()[0]
        wire.twitch.faults.add(Fault("/eventsub/subscriptions", times=3, cut="before"))
        wire.twitch.faults.add(Fault("/eventsub/subscriptions", method="POST", times=1, cut="after"))
        await wire.control.close_sockets(4000)
        await wire.control.wait_until(
            lambda: old not in wire.control.sockets() and len(wire.control.subscriptions()) >= 4, SOON
        )
        await wire.answers()


async def test_events_on_the_old_socket_during_a_move_are_heard(wire: Wire) -> None:
    """Twitch sends to the old connection until the new one has been welcomed."""
    async with wire.running():
        old = wire.control.sockets()[0]

        async def during() -> None:
            await wire.control.say(wire.ana, "!hello during")

        await wire.control.reconnect(during=during)
        await wire.line("hello ana, 'during', False")
        await replaced(wire, old)
        await wire.answers()
        assert sum("during" in line for line in wire.lines()) == 1


async def test_events_that_are_under_way_on_the_old_socket_after_a_move_are_heard(wire: Wire) -> None:
    """The old socket is listened to for a while after the new one has been welcomed."""
    async with wire.running(timing=replace(QUICK, handover=1.0)) as bot:
        old = wire.control.sockets()[0]
        await wire.control.reconnect()
        await until(lambda: len(bot.sockets) == 2)
        await old.send(json.dumps(message("ana", "!hello late")))
        await wire.line("hello ana, 'late', False")
        assert len(bot.sockets) == 2


async def test_a_socket_that_is_closed_before_its_welcome_fails_at_once(wire: Wire) -> None:
    """The library waits eleven seconds for the welcome."""
    async with wire.running() as bot:
        socket = OwnSocket(bot)
        with pytest.raises(twitchio.WebsocketConnectionException):
            await asyncio.wait_for(socket.open(f"{wire.twitch.eventsub_url}?handover=unknown"), SOON)
        assert socket not in bot.sockets


async def test_nothing_is_subscribed_while_a_move_is_under_way(wire: Wire) -> None:
    """What is missing then is put on the new socket, and no third one is opened."""
    async with wire.running() as bot:
        old = wire.control.sockets()[0]
        (online,) = [each for each in wire.control.subscriptions() if each.type == "stream.online"]

        async def during() -> None:
            await bot.http.delete_eventsub_subscription(online.id, token_for=wire.account.id)
            assert await bot.reconciler.look() is False

        await wire.control.reconnect(during=during)
        await replaced(wire, old)
        assert wire.connects() == 2


async def test_a_move_within_the_same_session_keeps_the_new_socket(wire: Wire) -> None:
    """By session id the library would forget the live socket together with the old one."""
    async with wire.running() as bot:
        old = wire.control.sockets()[0]
        await wire.control.reconnect(same_session=True)
        await wire.control.wait_until(lambda: old not in wire.control.sockets(), SOON)
        assert [socket.session_id for socket in bot.sockets] == [old.id]
        assert bot.sockets[0].alive
        await wire.answers()
        await bot.close_gently()
        await wire.control.wait_until(lambda: not wire.control.sockets(), SOON)


async def test_a_move_to_an_address_that_does_not_answer_ends_in_a_fresh_socket(wire: Wire) -> None:
    """Nothing is kept of a handover that failed."""
    async with wire.running():
        old = wire.control.sockets()[0]
        wire.twitch.faults.add(Fault("/ws", status=500))
        await wire.control.reconnect()
        await replaced(wire, old)
        await wire.answers()


async def test_an_event_told_twice_is_heard_once(wire: Wire) -> None:
    """EventSub delivers at least once, and the library dispatches every copy."""
    async with wire.running() as bot:
        await wire.answers()
        await wire.control.repeat_last()  # the bot's own line
        asked = await wire.control.say(wire.ana, "!hello again")
        await wire.line("hello ana, 'again', False", after=asked)
        before = len(wire.lines())
        await wire.control.say(wire.ana, "nothing to answer")
        await wire.control.repeat_last()
        await wire.answers("hello ana, 'last', False", "!hello last")
        await bot.settled()
        assert len(wire.lines()) == before + 1


async def test_a_command_told_twice_is_answered_once(wire: Wire) -> None:
    """The copy of a command comes at once, before there is any answer."""
    async with wire.running() as bot:
        wire.twitch.faults.add(Fault("/chat/messages", delay=0.2))
        await wire.control.say(wire.ana, "!hello once")
        await wire.control.repeat_last()
        await wire.line("hello ana, 'once', False")
        await bot.settled()
        assert len(wire.lines()) == 1


async def test_the_stream_is_known_from_events_without_an_id(wire: Wire) -> None:
    """`stream.offline` carries none, and the library loses it in a KeyError."""
    async with wire.running() as bot:
        await until(lambda: bot.live is False)
        await wire.control.go_live("3Sum on stream")
        await until(lambda: bot.live is True)
        await wire.control.go_offline()
        await until(lambda: bot.live is False)


async def test_an_answer_that_is_older_than_an_event_changes_nothing(wire: Wire) -> None:
    """The stream begins while Twitch's slow answer, that there is none, is on its way."""
    async with wire.running() as bot:
        await until(lambda: bot.live is False)
        slow = wire.twitch.faults.add(
            Fault("/streams", delay=0.1, status=200, body={"data": [], "pagination": {}})
        )
        look = asyncio.create_task(bot.reconciler.look())
        await until(lambda: slow.times == 0)
        await wire.control.go_live()
        await until(lambda: bot.live is True)
        assert not look.done()
        await look
        assert bot.live is True


async def test_a_missed_online_and_offline_heal_at_the_next_look(wire: Wire) -> None:
    """Twitch forgets to say so, the reconciler asks."""
    async with wire.running() as bot:
        await wire.control.go_live(announce=False)
        await wire.control.close_sockets(4000)  # makes the bot look; the timer would as well
        await until(lambda: bot.live is True)
        await wire.control.go_offline(announce=False)
        await wire.control.close_sockets(4000)
        await until(lambda: bot.live is False)


async def test_a_missed_online_and_offline_heal_by_the_timer_alone(wire: Wire) -> None:
    """Nothing else happens that could make the bot look."""
    async with wire.running(timing=replace(QUICK, reconcile=0.05)) as bot:
        await wire.control.go_live(announce=False)
        await until(lambda: bot.live is True)
        await wire.control.go_offline(announce=False)
        await until(lambda: bot.live is False)
        assert wire.connects() == 1


async def test_a_subscription_that_twitch_has_dropped_in_silence_is_made_again(wire: Wire) -> None:
    """No revocation comes, the socket stays open, and chat alone is deaf."""
    async with wire.running(timing=replace(QUICK, reconcile=0.05)) as bot:
        (chat,) = [each for each in wire.control.subscriptions() if each.type == "channel.chat.message"]
        await bot.http.delete_eventsub_subscription(chat.id, token_for=wire.account.id)
        await wire.hearing()
        await wire.answers()
        assert wire.connects() == 1


async def test_a_socket_lost_while_helix_is_away_is_replaced_when_it_is_back(wire: Wire) -> None:
    """Asked again and again with pauses that grow, and not as fast as it can."""
    async with wire.running():
        old = wire.control.sockets()[0]
        away = wire.twitch.faults.add(Fault("/eventsub/subscriptions", times=8, status=500, body={}))
        await wire.control.close_sockets(4000)
        began = time.monotonic()
        await replaced(wire, old)
        assert away.times == 0
        assert time.monotonic() - began > 0.02 + 0.04 + 0.08 + 0.1
        await wire.answers()


async def test_a_socket_that_is_lost_again_and_again_leaves_one_and_nothing_doubled(wire: Wire) -> None:
    """A bad network, in which the next loss comes while the last is being mended."""
    async with wire.running() as bot:
        there = wire.control.sockets()
        for how in (wire.control.abort_sockets, lambda: wire.control.close_sockets(4005)) * 3:
            there = wire.control.sockets()
            await how()
            await until(lambda: bool(bot.sockets))
        # what is said into a connection that is just being lost is lost with it, here as on Twitch
        await wire.control.wait_until(lambda: not set(there) & set(wire.control.sockets()), SOON)
        await wire.hearing()
        await wire.answers()
        assert len(wire.control.sockets()) == len(bot.sockets) == 1


async def test_a_token_that_grows_old_together_with_the_socket_is_renewed_for_the_next(wire: Wire) -> None:
    """The socket is lost, and what would subscribe anew is refused: both mend themselves."""
    async with wire.running():
        old = wire.control.sockets()[0]
        await wire.control.expire(wire.account)
        await wire.control.close_sockets(4006)
        await replaced(wire, old)
        await wire.answers()
    assert wire.told == []
    assert len(wire.twitch.journal.requests("POST", "/oauth2/token")) == 1


async def test_an_unused_socket_that_twitch_closes_does_not_matter(wire: Wire) -> None:
    """Helix is away while the socket waits for its first subscription, which Twitch does not wait for."""
    async with wire.running():
        old = wire.control.sockets()[0]
        wire.control.pace.unused = 1.0
        wire.control.refuse_subscriptions(times=4, status=500)
        await wire.control.close_sockets(4000)
        await replaced(wire, old)
        wire.control.pace.unused = None
        await wire.answers()


async def test_a_doubled_subscription_is_ended(wire: Wire) -> None:
    """Two would tell every chat message twice, each time under another id."""
    async with wire.running() as bot:
        second = OwnSocket(bot)
        await second.open()
        chat = eventsub.ChatMessageSubscription(broadcaster_user_id=wire.owner.id, user_id=wire.account.id)
        await bot.http.create_eventsub_subscription(
            type=SubscriptionType.ChannelChatMessage,
            version=chat.version,
            condition=chat.condition,
            transport={"method": "websocket", "session_id": str(second.session_id)},
            token_for=wire.account.id,
        )
        asked = await wire.control.say(wire.ana, "!hello twice")
        await wire.line("hello ana, 'twice', False", after=asked)
        await bot.settled()
        assert sum("twice" in line for line in wire.lines()) == 1
        await bot.event_websocket_closed(WebsocketClosed(socket=second, reassociate=False))
        await wire.hearing(times=1)


@pytest.mark.parametrize("frame", ['{"metadata": {}}', json.dumps(revocation("a reason of tomorrow"))])
async def test_a_frame_that_breaks_the_librarys_listening_costs_one_socket_only(
    wire: Wire, frame: str
) -> None:
    """Its loop ends with an error that nobody sees, and the socket stays open and deaf."""
    async with wire.running(timing=replace(QUICK, silence=60.0)):
        old = wire.control.sockets()[0]
        await old.send(frame)
        await replaced(wire, old)
        await wire.answers()


async def test_the_host_hears_why_twitch_ended_a_subscription(wire: Wire) -> None:
    """A ban is nothing that signing in again would mend."""
    async with wire.running():
        await wire.control.sockets()[0].send(json.dumps(revocation("chat_user_banned")))
        await until(lambda: bool(wire.told))
    assert wire.told == [
        "Twitch has ended what the bot hears of channel.chat.message (chat_user_banned). "
        "Is the bot banned from the channel, or the account closed?"
    ]
