"""The clock as the overlay's page is told of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.config import OverlaySection
from bot.overlay import Overlay
from tests.timer.conftest import FRIEND, HOST, House


class Page:
    """An open page, and what it was told last."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket

    async def state(self) -> Mapping[str, Any]:
        """The next state of the clock."""
        while True:
            frame = await self._socket.receive_json(timeout=5)
            if frame.get("panel") == "clock":
                return frame["state"]


@pytest.fixture
def overlay(house: House) -> Overlay:
    services = cast(Any, SimpleNamespace(clock=house.clock, bus=house.bus, timers=house.timers))
    return Overlay(OverlaySection(port=0), services, ["cogs.timer.panel"])


async def test_the_page_follows_the_hosts_clock_through_its_life(house: House, overlay: Overlay) -> None:
    async with TestClient(TestServer(overlay.app())) as client, client.ws_connect("/ws") as socket:
        page = Page(socket)
        assert await page.state() == {"phase": "idle"}
        timer = await house.timers.start(HOST, "3sum", house.source())
        assert timer.ends_at is not None
        running: Mapping[str, Any] = {
            "phase": "running",
            "label": "3Sum",
            "length": 1_500_000,
            "parts": [],
            "endsAt": timer.ends_at.isoformat(),
            "until": (timer.ends_at + timedelta(minutes=2)).isoformat(),
        }
        assert await page.state() == running
        await house.advance(minutes=10)
        await house.timers.pause(HOST, house.source())
        paused: Mapping[str, Any] = {
            "phase": "paused",
            "label": "3Sum",
            "length": 1_500_000,
            "parts": [],
            "left": 900_000,
        }
        assert await page.state() == paused
        await house.timers.resume(HOST, house.source())
        assert (await page.state())["phase"] == "running"
        await house.advance(minutes=15)
        assert await page.state() == {
            "phase": "finished",
            "label": "3Sum",
            "length": 1_500_000,
            "parts": [],
            "until": (house.clock() + timedelta(minutes=2)).isoformat(),
        }
        await house.timers.start(HOST, "25", house.source())
        assert (await page.state())["label"] == ""
        await house.timers.stop(HOST, house.source())
        assert await page.state() == {"phase": "idle"}


async def test_a_page_that_opens_later_is_told_the_present_state(house: House, overlay: Overlay) -> None:
    await house.timers.start(HOST, "25", house.source())
    await house.timers.pause(HOST, house.source())
    async with TestClient(TestServer(overlay.app())) as client, client.ws_connect("/ws") as socket:
        assert (await Page(socket).state())["phase"] == "paused"


async def test_another_candidates_clock_is_not_on_the_hosts_overlay(house: House, overlay: Overlay) -> None:
    await house.timers.start(FRIEND, "10", house.source())
    async with TestClient(TestServer(overlay.app())) as client, client.ws_connect("/ws") as socket:
        assert await Page(socket).state() == {"phase": "idle"}


async def test_a_clock_in_parts_is_told_with_them_and_what_is_added_goes_to_the_present_one(
    house: House, overlay: Overlay
) -> None:
    async with TestClient(TestServer(overlay.app())) as client, client.ws_connect("/ws") as socket:
        page = Page(socket)
        await page.state()
        await house.timers.start(HOST, "design", house.source())
        assert [part["length"] // 60_000 for part in (await page.state())["parts"]] == [7, 13, 17, 8]
        house.clock.advance(minutes=10)
        await house.timers.add(HOST, timedelta(minutes=5), house.source())
        assert [part["length"] // 60_000 for part in (await page.state())["parts"]] == [7, 18, 17, 8]
