"""The guess split as the overlay's page is told of it."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Mapping
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.config import OverlaySection
from bot.overlay import Overlay
from bot.spoken import Spoken
from tests.pattern.conftest import FRIEND, HOST, STREAMER, House, viewer
from tests.test_query_plans import overheard


class Page:
    """An open page, and what it was told last."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket

    async def state(self) -> Mapping[str, Any]:
        """The next state of the split."""
        while True:
            frame = await self._socket.receive_json(timeout=5)
            if frame.get("panel") == "pattern":
                return frame["state"]


@pytest.fixture
async def page(house: House) -> AsyncGenerator[Page]:
    services = cast(
        Any,
        SimpleNamespace(
            clock=house.clock,
            bus=house.bus,
            in_chat=Spoken({"pattern": "muster"}, "?", lambda _: True),
            patterns=house.patterns,
            catalogue=house.catalogue,
        ),
    )
    overlay = Overlay(OverlaySection(port=0), services, ["cogs.pattern.panel"])
    async with TestClient(TestServer(overlay.app())) as client, client.ws_connect("/ws") as socket:
        opened = Page(socket)
        assert await opened.state() == {"phase": "idle"}
        yield opened


async def test_the_page_says_the_name_that_chat_calls_the_command_by(house: House, page: Page) -> None:
    await house.open()
    assert (await page.state())["how"] == "?muster"


async def test_the_split_is_counted_from_the_start_and_shown_once_the_streamer_has_called(
    house: House, page: Page
) -> None:
    held = (await house.open()).round
    state = await page.state()
    assert (state["phase"], state["total"], state["title"]) == ("open", 0, "3Sum")
    assert [row["number"] for row in state["rows"]] == [1, 2, 3, 4, 5, 6]
    assert {row["count"] for row in state["rows"]} == {None}
    for number in range(5):
        await house.patterns.guess(viewer(number), "two pointers" if number else "intervals")
    await house.advance(seconds=1)
    state = await page.state()
    assert state["total"] == 5
    assert {row["count"] for row in state["rows"]} == {None}
    await house.patterns.pick(HOST, "stack", held.id)
    state = await page.state()
    counts = {row["name"]: row["count"] for row in state["rows"]}
    assert counts["Two Pointers"] == 4
    assert sum(counts.values()) == 5
    await house.patterns.lock(STREAMER, house.source())
    state = await page.state()
    assert state["phase"] == "closing"
    assert state["closesAt"]
    await house.advance(seconds=10)
    state = await page.state()
    assert (state["phase"], state["answer"], state["right"], state["first"]) == (
        "revealed",
        "Two Pointers",
        4,
        "viewer 1",
    )
    assert [row["name"] for row in state["rows"] if row["right"]] == ["Two Pointers"]


async def test_a_frame_reads_the_counts_and_no_guesses(house: House, page: Page) -> None:
    """A round may have twenty thousand of them, and there are twenty frames a second."""
    await house.open()
    await page.state()
    await house.patterns.guess(viewer(1), "stack")
    async with overheard(house.database) as asked:
        await house.advance(seconds=1)
        assert (await page.state())["total"] == 1
    assert [sql for sql in asked if "FROM guess_counts" in sql]
    assert not [sql for sql in asked if "FROM guesses" in sql]


async def test_before_the_reveal_the_page_is_told_nothing_of_the_answer_or_the_call(
    house: House, page: Page
) -> None:
    """Apart from the title and the numbers, two rounds with the same guesses look the same."""
    held = (await house.open("koko")).round
    await house.patterns.guess(FRIEND, "stack")
    await house.patterns.pick(HOST, "Binary Search", held.id)
    await house.bus.drain()
    for _ in range(2):
        state = await page.state()
        assert set(state) == {"phase", "title", "total", "how", "rows"}
        assert not any(row["right"] for row in state["rows"])
        assert "call" not in json.dumps(state)


async def test_a_cancelled_round_leaves_the_page_with_the_one_before_it_or_nothing(
    house: House, page: Page
) -> None:
    await house.open()
    await page.state()
    await house.patterns.cancel(HOST, house.source())
    assert await page.state() == {"phase": "idle"}
