"""The main job over sockets, killed at every bad moment: nothing is lost and nothing is said twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.rehearsal.loopback_discord.checks.component import walk
from tests.wire.theatre import Theatre, theatre

pytestmark = [pytest.mark.wire, pytest.mark.story]

Payload = dict[str, Any]


def button(payload: Payload, mark: str) -> bool:
    """Whether a message has a button whose custom id begins so."""
    components = payload.get("components", [])
    return any(str(one.get("custom_id", "")).startswith(mark) for one in walk(components))


async def once(house: Theatre) -> None:
    """Whatever happened before: everything stands exactly once, and the file is whole."""
    house.check_file()
    assert len(house.posts("today:")) == 1
    assert len(house.posts("timer:", channel="live")) <= 2, "a clock and its end"
    waiting = house.rows("SELECT kind, subject FROM posts WHERE ended_at IS NULL")
    assert waiting == []


async def play(house: Theatre, kill: str) -> None:
    """One morning, with the bot killed at `kill` and started again."""
    stage = house.stage
    sam_live = stage.channels["live"]
    await stage.bot.start()

    def created(mark: str) -> Callable[[str, Payload], bool]:
        return lambda event, payload: event == "MESSAGE_CREATE" and button(payload, mark)

    async def restart(after: timedelta = timedelta()) -> None:
        await stage.bot.kill()
        await stage.clock.move(after)
        await stage.bot.start()

    # seven o'clock: the day is posted
    if kill.startswith("today"):
        with house.killing(created("today:")):
            await stage.clock.move_to(house.at(7, 0, 5))
            await house.post("week 3")
        await restart(timedelta(minutes=5) if kill.endswith("later") else timedelta())
    else:
        await stage.clock.move_to(house.at(7, 0, 5))
    today = await house.post("week 3")
    assert "0 of" in today.text

    # a clock is started from Twitch chat
    asked = await house.chat("!timer 25 3sum")
    if kill.startswith("mirror"):
        with house.killing(created("timer:")):
            mirror = await house.post("3Sum", "live")
        await restart(timedelta(minutes=3) if kill.endswith("later") else timedelta())
    else:
        answer = await house.chat_line("3Sum", after=asked)
        assert "ends" in answer.text
        if kill == "acknowledged":
            await restart()
        mirror = await house.post("3Sum", "live")
    assert mirror.channel_id == sam_live
    panel = await house.clock_panel(lambda state: state["phase"] == "running")
    assert panel["label"] == "3Sum"
    ends_at = house.instant(panel["endsAt"])
    if kill in ("acknowledged", "mirror"):
        again = await house.clock_panel(lambda state: state["phase"] == "running")
        assert again["endsAt"] == panel["endsAt"]

    await house.settled()
    assert len(house.posts("timer:stop", "live")) == 1

    # a problem is logged, and the day's post shows it
    written = await house.write("!solved 217 12 a set remembers")
    await house.post("Contains Duplicate", after=written)
    if kill == "logged":
        await restart()
    held = house.rows("SELECT problem, minutes FROM attempts WHERE undone_at IS NULL")
    assert held == [(217, 12)]

    # the clock rings when it said it would
    if kill.startswith("ringing"):
        with house.killing(created("timer:solved")):
            await stage.clock.move_to(max(stage.clock(), ends_at) + timedelta(seconds=1))
            await house.post("Time is up", "live")
        await restart(timedelta(minutes=4) if kill.endswith("later") else timedelta())
    elif kill == "down":
        await stage.bot.kill()
        await stage.clock.move_to(ends_at + timedelta(minutes=6))
        await stage.bot.start()
    else:
        await stage.clock.move_to(max(stage.clock(), ends_at) + timedelta(seconds=1))
    await house.post("Time ", "live")
    await house.settled()
    ended_at = house.instant(house.rows("SELECT ended_at FROM timers")[0][0])
    assert ended_at - ends_at < timedelta(seconds=1)
    assert len(house.posts("timer:solved", "live")) == 1
    # killed in between, a line in chat may be missing: it is never said twice
    rung = house.lines("⏰")
    assert len(rung) == 1 or (kill.startswith("ringing") and not rung)
    await once(house)
    assert await stage.bot.stop() == 0


@pytest.mark.parametrize(
    "kill",
    [
        "never",
        "today",
        "today later",
        "acknowledged",
        "mirror",
        "mirror later",
        "logged",
        "ringing",
        "ringing later",
        "down",
    ],
)
async def test_a_morning_survives_a_kill(tmp_path: Path, kill: str) -> None:
    """`later` restarts after Discord has forgotten the nonce."""
    async with theatre(tmp_path) as house:
        try:
            await play(house, kill)
        except BaseException:
            print("\n".join(house.stage.bot.lines))  # noqa: T201 - what the bot said explains the failure
            raise
