"""Twitch's troubles: websockets that close, fall silent or move; Helix down; permissions that expire."""

from __future__ import annotations

import asyncio

from bot.people.model import Platform
from bot.rehearsal.cast import BOT_LOGIN
from bot.rehearsal.faults import Fault
from tests.crash.scene import Scene
from tests.wire.theatre import SOON

CODES = (1000, 4000, 4001, 4002, 4003, 4004, 4005, 4006, 4007)


async def act(scene: Scene) -> None:
    """All of them, one after the other."""
    stage, control = scene.house.stage, scene.house.stage.twitch.control
    faults = stage.twitch.faults

    for code in CODES:
        async with scene.fault(f"EventSub closes with {code}"):
            await control.close_sockets(code)
    async with scene.fault("EventSub is cut"):
        await control.abort_sockets()
    async with scene.fault("EventSub falls silent", healing=60):
        await control.silence()
    async with scene.fault("EventSub moves to another server"):
        await control.reconnect()
    async with scene.fault("EventSub tells everything twice"):
        for _ in range(5):
            await control.repeat_last()
            await asyncio.sleep(0.1)
    async with scene.fault("a resubscription is refused"):
        broken = control.refuse_subscriptions(times=2)
        await control.abort_sockets()
        await scene.used_up(broken)

    async with scene.fault("Helix is cut during a resubscription", healing=60):
        broken = faults.add(Fault("/eventsub/subscriptions", times=2, cut="before"))
        await control.abort_sockets()
        await scene.used_up(broken)
    async with scene.fault("Helix answers 503 to everything", healing=90):
        down = faults.add(Fault("/(?!ws|oauth2).*", times=1_000_000, status=503))
        await control.close_sockets(4000)
        scene.expect(
            await scene.answered(Platform.DISCORD, SOON), "while Helix is down, Discord is not answered"
        )
        await asyncio.sleep(20 if scene.long else 4)
        down.times = 0
    async with scene.fault("Helix answers 503 to chat lines"):
        broken = faults.add(Fault("/chat/messages", "POST", times=3, status=503))
        await scene.used_up(broken)
    async with scene.fault("Helix answers 429 to chat lines"):
        broken = faults.add(Fault("/chat/messages", "POST", times=2, status=429))
        await scene.used_up(broken)
    async with scene.fault("a chat line is cut off after it took effect"):
        broken = faults.add(Fault("/chat/messages", "POST", times=2, cut="after"))
        await scene.used_up(broken)

    async with scene.fault("the bot's token has expired"):
        await control.expire(BOT_LOGIN)
    async with scene.fault("every call is answered 401 for a while", healing=60):
        refused = faults.add(Fault("/(?!ws|oauth2).*", times=1_000_000, status=401, body=UNAUTHORISED))
        await asyncio.sleep(2)
        scene.expect(
            await scene.answered(Platform.DISCORD, SOON), "while Twitch answers 401, Discord is not answered"
        )
        refused.times = 0


UNAUTHORISED = {"error": "Unauthorized", "status": 401, "message": "Invalid OAuth token"}
