"""The problem as the overlay's page is told of it."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.config import OverlaySection
from bot.overlay import Overlay
from tests.stream.conftest import STREAMER, House


@pytest.fixture
def overlay(house: House) -> Overlay:
    services = cast(Any, SimpleNamespace(clock=house.clock, bus=house.bus, stage=house.stage))
    return Overlay(OverlaySection(port=0), services, ["cogs.stream.panel"])


async def state(socket: Any, **wanted: str) -> Mapping[str, Any]:
    """The first state of the problem that fits; states in between may be left out."""
    while True:
        frame = await socket.receive_json(timeout=5)
        if frame.get("panel") == "problem":
            held = frame["state"]
            if all(held.get(key) == value for key, value in wanted.items()):
                return held


async def test_the_page_follows_the_problem_and_names_its_pattern_last(
    house: House, overlay: Overlay
) -> None:
    async with TestClient(TestServer(overlay.app())) as client, client.ws_connect("/ws") as socket:
        assert await state(socket) == {"title": ""}
        await house.online()
        await house.timers.start(STREAMER, "25 3sum", house.source())
        assert await state(socket, title="3Sum") == {
            "title": "3Sum",
            "number": 15,
            "difficulty": "medium",
            "outcome": "",
            "pattern": "",
        }
        await house.patterns.open_named(STREAMER, "3sum", house.source())
        await house.practice.solved(STREAMER, "3sum 18", house.source())
        held = await state(socket, outcome="solved")
        assert held["pattern"] == "", "chat is still guessing"
        await house.patterns.lock(STREAMER, house.source(), reveal=True)
        await house.advance(seconds=11)
        assert (await state(socket, pattern="Two Pointers"))["outcome"] == "solved"
        await house.stage.put(STREAMER, "course schedule", house.source())
        held = await state(socket, title="Course Schedule")
        assert (held["outcome"], held["pattern"]) == ("", "")
        await house.advance(minutes=1)
        await house.offline()
        await house.advance(minutes=10)
        assert await state(socket, title="") == {"title": ""}
