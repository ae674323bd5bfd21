"""Today's ticks as the overlay's page is told of them."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.config import OverlaySection
from bot.curriculum.programme import load_catalogue
from bot.overlay import Overlay
from bot.people.service import PeopleService
from bot.practice.model import SessionKind
from tests.assignment.conftest import HOST, KIM, Stage, utc


@pytest.fixture
def overlay(stage: Stage) -> Overlay:
    services = SimpleNamespace(
        clock=stage.clock,
        bus=stage.bus,
        people=PeopleService(stage.database, stage.clock, Random(1)),
        assignments=stage.assignments,
    )
    return Overlay(OverlaySection(port=0), cast(Any, services), ["cogs.assignment.panel"])


async def state(socket: Any) -> Mapping[str, Any]:
    """The next state of the list."""
    while True:
        frame = await socket.receive_json(timeout=5)
        if frame.get("panel") == "today":
            return frame["state"]


async def test_the_page_follows_the_day_as_things_get_done(stage: Stage, overlay: Overlay) -> None:
    async with TestClient(TestServer(overlay.app())) as client, client.ws_connect("/ws") as socket:
        assert await state(socket) == {"title": "", "items": []}
        await stage.assignments.today(HOST)
        assert await state(socket) == {
            "title": "Monday, week 1",
            "items": [
                {"title": "Contains Duplicate", "state": "open"},
                {"title": "Valid Anagram", "state": "open"},
                {
                    "title": "read: supervised learning basics (bias and variance, overfitting, "
                    "regularization); take notes",
                    "state": "open",
                },
            ],
        }
        await stage.practice.failed(HOST, "contains duplicate 25", stage.message())
        assert [item["state"] for item in (await state(socket))["items"]] == ["failed", "open", "open"]
        await stage.assignments.skip(HOST, 3, "", stage.message())
        assert [item["state"] for item in (await state(socket))["items"]] == ["failed", "open", "skipped"]
        await stage.practice.undo(HOST)
        assert [item["state"] for item in (await state(socket))["items"]] == ["open", "open", "skipped"]


async def test_the_page_follows_swaps_sessions_and_a_pause(stage: Stage, overlay: Overlay) -> None:
    before = await stage.look()
    await stage.bus.drain()
    async with TestClient(TestServer(overlay.app())) as client, client.ws_connect("/ws") as socket:
        assert len((await state(socket))["items"]) == 3
        view = await stage.assignments.swap(HOST, 1, stage.message())
        assert (await state(socket))["items"][0]["title"] == view.line(1).title != before.line(1).title
        await stage.practice.session(
            HOST, SessionKind.READING, "supervised learning basics 20", stage.message()
        )
        assert [item["state"] for item in (await state(socket))["items"]] == ["open", "open", "done"]


async def test_a_pause_leaves_no_list_on_the_page(stage: Stage, overlay: Overlay) -> None:
    await stage.look()
    await stage.bus.drain()
    async with TestClient(TestServer(overlay.app())) as client, client.ws_connect("/ws") as socket:
        assert len((await state(socket))["items"]) == 3
        await stage.curriculum.pause(HOST, "2026-03-09")
        assert (await state(socket))["items"] == []


async def test_the_test_of_saturday_is_shown_without_its_pattern(stage: Stage, overlay: Overlay) -> None:
    stage.clock.now = utc(2026, 3, 7, 9)
    view = await stage.assignments.today(HOST)
    hidden = next(line for line in view.lines if line.item.hidden)
    assert hidden.problem is not None
    async with TestClient(TestServer(overlay.app())) as client, client.ws_connect("/ws") as socket:
        shown = await state(socket)
    assert {"title": f"test: {hidden.title}", "state": "open"} in shown["items"]
    assert not [category for category in load_catalogue().categories if category in str(shown)]


async def test_another_candidates_day_is_not_on_the_hosts_overlay(stage: Stage, overlay: Overlay) -> None:
    stage.clock.now = utc(2026, 3, 10, 15)
    await stage.assignments.today(KIM)
    async with TestClient(TestServer(overlay.app())) as client, client.ws_connect("/ws") as socket:
        assert (await state(socket))["items"] == []
