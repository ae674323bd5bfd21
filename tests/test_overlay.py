"""The overlay's plumbing: who may open it, what its pages are told, and that one page never harms another."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import pytest
import yarl
from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretStr

import bot.overlay
from bot.config import OverlaySection
from bot.errors import StartError
from bot.overlay import Overlay
from tests.clockwork import FakeClock

SECRET = "s3cret-äöü"
State = Mapping[str, Any]


class Stage:
    """An overlay with two panels whose states the test sets."""

    def __init__(self, section: OverlaySection | None = None) -> None:
        self.clock = FakeClock()
        self.states: dict[str, State] = {"clock": {"phase": "idle"}, "today": {"items": []}}
        services = cast(Any, SimpleNamespace(clock=self.clock))
        self.overlay = Overlay(section or OverlaySection(port=0), services, [])
        for name in self.states:
            self.overlay.add_panel(name, self._snapshot(name))

    def _snapshot(self, name: str) -> Callable[[], Awaitable[State]]:
        async def snapshot() -> State:
            return self.states[name]

        return snapshot

    async def put(self, name: str, **state: Any) -> None:
        """Change a panel's state, which may be a new panel's, and tell the pages."""
        if name not in self.states:
            self.overlay.add_panel(name, self._snapshot(name))
        self.states[name] = state
        await self.overlay.push(name)


Client = TestClient[Any, Any]


@contextlib.asynccontextmanager
async def serving(stage: Stage) -> AsyncGenerator[Client]:
    async with TestClient(TestServer(stage.overlay.app())) as client:
        yield client


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
async def client(stage: Stage) -> AsyncGenerator[Client]:
    async with serving(stage) as client:
        yield client


async def frame(page: aiohttp.ClientWebSocketResponse) -> dict[str, Any]:
    return await page.receive_json(timeout=5)


async def frames(page: aiohttp.ClientWebSocketResponse, count: int) -> list[dict[str, Any]]:
    return [await frame(page) for _ in range(count)]


async def test_a_page_is_greeted_and_given_every_panel_with_the_present_time(
    stage: Stage, client: Client
) -> None:
    now = "2026-03-02T08:00:00.000+00:00"
    async with client.ws_connect("/ws") as page:
        assert await frames(page, 3) == [
            {"panels": ["clock", "today"], "unknown": [], "known": ["clock", "today"], "now": now},
            {"panel": "clock", "state": {"phase": "idle"}, "now": now},
            {"panel": "today", "state": {"items": []}, "now": now},
        ]


async def test_a_page_gets_the_panels_that_it_names_in_that_order_and_hears_what_does_not_exist(
    stage: Stage, client: Client
) -> None:
    async with client.ws_connect("/ws?panels=today,clok,clock,today") as page:
        greeting, first, second = await frames(page, 3)
        assert (greeting["panels"], greeting["unknown"]) == (["today", "clock"], ["clok"])
        assert (first["panel"], second["panel"]) == ("today", "clock")
    async with client.ws_connect("/ws?panels=today") as page:
        await frames(page, 2)
        await stage.put("clock", phase="paused")
        await stage.put("today", title="Monday")
        assert (await frame(page))["state"] == {"title": "Monday"}


async def test_a_change_reaches_every_page(stage: Stage, client: Client) -> None:
    async with client.ws_connect("/ws") as one, client.ws_connect("/ws") as two:
        for page in (one, two):
            await frames(page, 3)
        await stage.put("clock", phase="paused", left=1000)
        for page in (one, two):
            assert (await frame(page))["state"] == {"phase": "paused", "left": 1000}


async def test_a_moved_clock_reaches_every_page_with_everything(stage: Stage, client: Client) -> None:
    async with client.ws_connect("/ws") as page:
        await frames(page, 3)
        stage.clock.advance(hours=2)
        await stage.overlay.refresh()
        again = await frames(page, 2)
        assert {one["panel"] for one in again} == {"clock", "today"}
        assert {one["now"] for one in again} == {"2026-03-02T10:00:00.000+00:00"}


async def test_a_panel_that_fails_takes_no_other_with_it(
    stage: Stage, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail() -> State:
        raise LookupError("no such thing")

    stage.overlay.add_panel("broken", fail)
    async with client.ws_connect("/ws?panels=broken,clock") as page:
        _, shown = await frames(page, 2)
        assert shown["panel"] == "clock"
        await stage.overlay.refresh()
        assert (await frame(page))["panel"] == "clock"
    assert "the broken panel has nothing to show" in caplog.text


async def test_a_quiet_line_still_says_the_time(
    stage: Stage, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.overlay, "BEAT", 0.02)
    async with client.ws_connect("/ws?panels=clock") as page:
        await frames(page, 2)
        assert await frame(page) == {"now": "2026-03-02T08:00:00.000+00:00"}


async def test_a_page_that_does_not_read_is_dropped_and_delays_nobody(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.overlay, "PATIENCE", 0.2)
    async with serving(stage) as client:
        deaf = socket.create_connection((client.host, client.port))
        deaf.sendall(
            f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{client.port}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        async with client.ws_connect("/ws?panels=clock") as page:
            await frames(page, 2)
            # far more than the buffers of the machine hold, and each state replaces the one before
            for number in range(60):
                await stage.put("clock", number=number, filling="x" * 500_000)
                while (await frame(page))["state"]["number"] != number:
                    pass
            async with asyncio.timeout(5):
                while stage.overlay.pages > 1:  # noqa: ASYNC110 - nobody announces that a page is gone
                    await asyncio.sleep(0.01)
        deaf.close()


async def test_fifty_pages_are_all_told_and_each_change_is_read_once_for_all(
    stage: Stage, client: Client
) -> None:
    read = 0

    async def snapshot() -> State:
        nonlocal read
        read += 1
        return {"number": read}

    stage.overlay.add_panel("busy", snapshot)
    async with contextlib.AsyncExitStack() as stack:
        pages = [await stack.enter_async_context(client.ws_connect("/ws?panels=busy")) for _ in range(50)]
        for page in pages:
            await frames(page, 2)
        assert stage.overlay.pages == 50
        before = read
        async with asyncio.timeout(10):
            for _ in range(20):
                await stage.overlay.push("busy")
            for page in pages:
                # one that is slower than the changes skips to the newest
                while (await frame(page))["state"]["number"] != before + 20:
                    pass
        assert read == before + 20


@pytest.mark.parametrize("host", ["127.0.0.1:8710", "localhost:8710", "[::1]:8710", "127.0.0.1"])
async def test_on_this_machine_its_own_names_are_answered(client: Client, host: str) -> None:
    answer = await client.get("/overlay", headers={"Host": host})
    assert answer.status == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8710", "127.0.0.1.evil.example", "[", "::1", ""]
)
@pytest.mark.parametrize("path", ["/", "/overlay", "/ws", "/overlay/overlay.js"])
async def test_a_name_that_only_points_at_this_machine_is_refused(
    client: Client, host: str, path: str
) -> None:
    answer = await client.get(path, headers={"Host": host})
    assert answer.status in (400, 403)


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:1", "file://", "http://["]
)
async def test_another_pages_script_gets_no_line(client: Client, origin: str) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
        await client.ws_connect("/ws", origin=origin)


async def test_the_overlays_own_page_gets_its_line(client: Client) -> None:
    async with client.ws_connect("/ws", origin=f"http://127.0.0.1:{client.port}") as page:
        assert "panels" in await frame(page)


async def test_off_this_machine_everything_that_tells_something_needs_the_secret() -> None:
    stage = Stage(OverlaySection(host="0.0.0.0", port=0, secret=SecretStr(SECRET)))  # noqa: S104 - the point
    async with serving(stage) as client:
        for path in ("/", "/overlay", "/ws"):
            for query in ({}, {"key": ""}, {"key": "wrong"}, {"key": SECRET + "x"}):
                answer = await client.get(path, params=query, headers={"Host": "stream.example"})
                assert answer.status == 403
                assert SECRET not in await answer.text()
        assert (await client.get("/overlay", params={"key": SECRET})).status == 200
        assert (await client.get("/overlay/overlay.js")).status == 200
        async with client.ws_connect(f"/ws?key={SECRET}") as page:
            assert "panels" in await frame(page)
        index = await (await client.get("/", params={"key": SECRET})).text()
        assert "key=s3cret-%C3%A4" in index


@pytest.mark.parametrize("path", ["/", "/overlay", "/overlay/overlay.js", "/overlay/nothing.js", "/nothing"])
async def test_every_answer_is_fenced_in(client: Client, path: str) -> None:
    headers = (await client.get(path)).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    "path", ["/overlay/../overlay.py", "/overlay/%2e%2e/overlay.py", "/overlay//etc/passwd"]
)
async def test_nothing_but_the_page_itself_is_served(client: Client, path: str) -> None:
    answer = await client.get(yarl.URL(path, encoded=True))
    assert answer.status in (400, 403, 404)


async def test_the_index_links_each_theme_and_each_panel(client: Client) -> None:
    text = await (await client.get("/")).text()
    for link in ("/overlay?theme=dark", "/overlay?theme=minimal", "/overlay?panels=today"):
        assert f'href="{link}"' in text


async def test_a_sheet_that_is_not_there_is_an_empty_one(tmp_path: Path) -> None:
    for css in (None, tmp_path / "nothing.css"):
        async with serving(Stage(OverlaySection(port=0, css=css))) as client:
            answer = await client.get("/overlay/own.css")
            assert (answer.status, answer.content_type, await answer.text()) == (200, "text/css", "")


async def test_a_taken_port_is_said_with_its_mend() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StartError, match=rf"127\.0\.0\.1:{port}.*Set another port under \[overlay\]"):
            async with Stage(OverlaySection(port=port)).overlay:
                pass


async def test_pages_are_told_when_the_server_goes_away() -> None:
    stage = Stage()
    async with aiohttp.ClientSession() as session:
        async with stage.overlay:
            page = await session.ws_connect(stage.overlay.url.replace("/overlay", "/ws"))
            await frames(page, 3)
            leaving = asyncio.create_task(page.receive())
        assert (await leaving).type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSING)
        assert page.close_code == 1001
