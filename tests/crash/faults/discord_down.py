"""Discord's troubles: errors, long waits, a gateway that drops, sessions that are resumed or gone."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.people.model import Platform
from bot.rehearsal.faults import Fault
from tests.crash.scene import Scene
from tests.wire.theatre import SOON

MESSAGES = r"/channels/\d+/messages"
EVERYTHING = r"/.*"


async def act(scene: Scene) -> None:
    """All of them, one after the other; a clock starts and ends in most of them, so that posts are due."""
    stage, control = scene.house.stage, scene.house.stage.discord.control
    faults = stage.discord.faults

    for status in (500, 502, 503):
        async with scene.fault(f"Discord answers {status} to posts"):
            broken = faults.add(Fault(MESSAGES, "POST", times=6, status=status))
            await _a_clock_ends(scene)
            await scene.used_up(broken)
    for cut in ("before", "after"):
        async with scene.fault(f"Discord cuts the line {cut} a post took effect"):
            broken = faults.add(Fault(MESSAGES, "POST", times=3, cut=cut))
            await _a_clock_ends(scene)
            await scene.used_up(broken)
    lounge = f"/channels/{stage.channels['lounge']}/messages"
    for cut in ("before", "after"):
        async with scene.fault(f"Discord cuts the line {cut} an answer took effect"):
            await scene.used_up(faults.add(Fault(lounge, "POST", times=2, cut=cut)))
    for status in (500, 503):
        async with scene.fault(f"Discord answers {status} to answers"):
            await scene.used_up(faults.add(Fault(lounge, "POST", times=3, status=status)))
    async with scene.fault("Discord takes 4 s for each post"):
        broken = faults.add(Fault(MESSAGES, "POST", times=4, delay=4))
        await _a_clock_ends(scene)
        await scene.used_up(broken)

    wait = 20.0 if scene.long else 6.0
    async with scene.fault(f"429 with a retry-after of {wait:.0f} s"):
        broken = faults.add(_too_many(wait, "user"))
        began = asyncio.get_running_loop().time()
        await scene.load.start_clock()
        scene.expect(
            await scene.answered(Platform.TWITCH, wait / 2),
            "while Discord asks for patience, Twitch is not answered",
        )
        await asyncio.sleep(max(0.0, wait - (asyncio.get_running_loop().time() - began)))
        await scene.used_up(broken)
    async with scene.fault("429 for everything", healing=60):
        await scene.used_up(faults.add(_too_many(wait / 2, "global")))
        await asyncio.sleep(wait / 2)

    async with scene.fault("the gateway drops, and the session is resumed"):
        control.drop_connections()
    async with scene.fault("the gateway asks to reconnect"):
        control.ask_to_reconnect()
    for code in (1000, 4000, 4009):
        async with scene.fault(f"the gateway closes with {code}"):
            await control.close_connections(code)
    async with scene.fault("an invalid session that can be resumed"):
        control.invalidate_session(resumable=True)
    async with scene.fault("an invalid session that is gone"):
        control.invalidate_session(resumable=False)
    async with scene.fault("a gateway that forgot every session"):
        control.forget_sessions()
        control.drop_connections()
    async with scene.fault("the gateway drops five times in a row"):
        for _ in range(5):
            control.drop_connections()
            await asyncio.sleep(0.3)

    away = 30.0 if scene.long else 5.0
    async with scene.fault("Discord is away altogether", healing=90):
        down = faults.add(Fault(EVERYTHING, times=1_000_000, status=503))
        control.forget_sessions()
        control.drop_connections()
        scene.expect(
            await scene.answered(Platform.TWITCH, SOON), "while Discord is away, Twitch is not answered"
        )
        await scene.load.start_clock()
        await stage.clock.move(timedelta(seconds=61))
        await asyncio.sleep(away)
        down.times = 0


async def _a_clock_ends(scene: Scene) -> None:
    await scene.load.start_clock()
    await scene.house.stage.clock.move(timedelta(seconds=61))


def _too_many(seconds: float, scope: str) -> Fault:
    return Fault(
        MESSAGES if scope == "user" else EVERYTHING,
        "POST",
        times=1,
        status=429,
        body={
            "message": "You are being rate limited.",
            "retry_after": seconds,
            "global": scope == "global",
            "code": 0,
        },
        headers={
            "Retry-After": str(int(seconds)),
            "X-RateLimit-Scope": scope,
            "X-RateLimit-Global": "true" if scope == "global" else "false",
            "Via": "1.1 google",
        },
    )
