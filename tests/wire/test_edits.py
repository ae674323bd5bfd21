"""Messages that stand are true, also where Discord did not take an edit at first."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.rehearsal.faults import Fault
from tests.wire.theatre import SOON, Theatre, theatre

pytestmark = [pytest.mark.wire, pytest.mark.story]

EDIT = r"/channels/\d+/messages/\d+"


async def spoilt(house: Theatre, fault: Fault) -> None:
    """Until Discord has refused what it was to refuse."""
    async with asyncio.timeout(SOON):
        while fault.times:  # noqa: ASYNC110 - nothing tells of a fault that was committed
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("how", ["unavailable", "cut"])
async def test_an_edit_that_discord_did_not_take_is_made_a_little_later(tmp_path: Path, how: str) -> None:
    """A clock that was paused, a round that was locked, a stream that is over: their messages say so."""
    async with theatre(tmp_path) as house:
        stage, twitch = house.stage, house.stage.twitch.control

        def fail() -> Fault:
            status, cut = (503, None) if how == "unavailable" else (None, "before")
            return stage.discord.faults.add(Fault(EDIT, method="PATCH", status=status, cut=cut))

        await stage.clock.move_to(house.at(8))
        await stage.bot.start()
        await twitch.go_live("Graphs")
        await house.post("🔴 Graphs", "live")
        await house.chat("!timer 25 3sum")
        await house.chat("!round 3sum")
        await house.post("Which pattern?", "live")
        await house.settled()

        for line, needle in (("!timer pause", "paused with"), ("!round lock", "Last call")):
            fault = fail()
            await house.chat(line)
            await spoilt(house, fault)
            await stage.clock.move(timedelta(seconds=6))
            await house.post(needle, "live")

        fault = fail()
        await twitch.go_offline()
        await spoilt(house, fault)
        await stage.clock.move(timedelta(seconds=6))
        await house.post("⏸ Graphs", "live")
        assert not [line for line in stage.bot.lines if " ERROR " in line or "Traceback" in line]


async def test_a_line_that_comes_after_its_clock_has_ended_is_taken_away(tmp_path: Path) -> None:
    """Discord takes its time with "half-time", and the streamer stops meanwhile."""
    async with theatre(tmp_path) as house:
        stage = house.stage
        await stage.clock.move_to(house.at(8))
        await stage.bot.start()
        await house.chat("!timer 25 3sum")
        await house.post("3Sum", "live")
        await house.settled()
        seen: list[int] = []

        def look(event: str, payload: dict[str, Any]) -> None:
            if event == "MESSAGE_CREATE" and "half-time" in payload["content"]:
                seen.append(int(payload["id"]))

        stage.discord.control.listeners.append(look)
        slow = stage.discord.faults.add(Fault(r"/channels/\d+/messages", method="POST", delay=0.5))
        await stage.clock.move(timedelta(minutes=12, seconds=31))
        await spoilt(house, slow)
        stopped = await house.chat("!timer stop")
        await house.chat_line("stopped after", after=stopped)
        live = stage.channels["live"]
        await stage.discord.control.until(
            lambda: (
                bool(seen)
                and not [post for post in stage.discord.control.history(live) if "half-time" in post.content]
            ),
            SOON,
        )
