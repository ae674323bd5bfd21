"""The health page says what is up, since when, and when it was last heard from."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import sqlite3
import subprocess
from collections.abc import AsyncGenerator
from functools import partial
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.config import HealthSection
from bot.database import open_database
from bot.errors import StartError
from bot.health import Health
from bot.health_page import HealthPage, ask
from bot.systemd import Systemd
from tests.clockwork import FakeClock
from tests.fresh import fresh_file

Client = TestClient[web.Request, web.Application]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def health(clock: FakeClock) -> Health:
    health = Health(clock)
    for part in ("database", "discord", "twitch"):
        health.expect(part)
    return health


@pytest.fixture
async def client(health: Health, clock: FakeClock, tmp_path: Path) -> AsyncGenerator[Client]:
    fresh_file(tmp_path / "greenroom.db")
    async with open_database(tmp_path / "greenroom.db", lambda event: None) as database:
        page = HealthPage(HealthSection(), health, clock, partial(ask, database))
        async with TestClient(TestServer(page.app())) as client:
            yield client


async def test_it_is_ok_only_when_everything_that_is_expected_is_up(
    client: Client, health: Health, clock: FakeClock
) -> None:
    health.is_up("discord")
    answer = await client.get("/healthz")
    assert answer.status == 503
    told = await answer.json()
    assert told["ok"] is False
    assert told["parts"]["twitch"] == {
        "up": False,
        "since": "2026-03-02T08:00:00+00:00",
        "last_event_seconds_ago": None,
    }
    assert told["parts"]["database"]["up"] is True

    health.is_up("twitch")
    health.heard("twitch")
    clock.advance(seconds=90)
    answer = await client.get("/healthz")
    assert answer.status == 200
    assert (await answer.json())["parts"]["twitch"]["last_event_seconds_ago"] == 90.0


async def test_prometheus_reads_the_same(client: Client, health: Health, clock: FakeClock) -> None:
    health.is_up("discord")
    health.heard("discord")
    clock.advance(seconds=5)
    answer = await client.get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    text = await answer.text()
    assert 'greenroom_up{part="discord"} 1.0' in text
    assert 'greenroom_up{part="twitch"} 0.0' in text
    assert 'greenroom_last_event_age_seconds{part="discord"} 5.0' in text


async def test_a_database_that_does_not_answer_is_down(health: Health, clock: FakeClock) -> None:
    async def broken() -> float:
        raise sqlite3.OperationalError("disk I/O error")

    page = HealthPage(HealthSection(), health, clock, broken)
    async with TestClient(TestServer(page.app())) as client:
        told = json.loads(await (await client.get("/healthz")).text())
    assert told["parts"]["database"]["up"] is False


async def test_a_port_in_use_is_refused_with_the_mend(health: Health, clock: FakeClock) -> None:
    async def fine() -> float:
        return 0.0

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        section = HealthSection(port=taken.getsockname()[1])
        with pytest.raises(StartError, match=r"Set another port under \[health\]"):
            async with HealthPage(section, health, clock, fine):
                pass


def test_since_stays_while_nothing_changes(health: Health, clock: FakeClock) -> None:
    health.is_up("discord")
    clock.advance(minutes=5)
    health.is_up("discord")
    assert {part.name: part.since for part in health.parts}["discord"] == FakeClock().now


async def test_systemd_is_told_when_the_bot_is_ready_alive_and_stopping(tmp_path: Path) -> None:
    address = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(address))
        manager.settimeout(5)
        systemd = Systemd({"NOTIFY_SOCKET": str(address), "WATCHDOG_USEC": "20000"})
        systemd.ready()
        watching = asyncio.create_task(systemd.watch())
        said = [await asyncio.to_thread(manager.recv, 64) for _ in range(4)]
        watching.cancel()
        systemd.reloading()
        systemd.stopping()
        while (again := await asyncio.to_thread(manager.recv, 64)) == b"WATCHDOG=1":
            pass
        last = await asyncio.to_thread(manager.recv, 64)
    assert said == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1", b"WATCHDOG=1"]
    assert again.startswith(b"RELOADING=1\nMONOTONIC_USEC=")
    assert last == b"STOPPING=1"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze here")
def test_the_unit_is_one_that_systemd_finds_well_shut_in() -> None:
    unit = Path(__file__).resolve().parent.parent / "docs" / "greenroom.service"
    look = ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(unit)]
    # 2.0 of 10 at most, 0 being shut in completely
    seen = subprocess.run(look, capture_output=True, text=True, check=False)
    assert seen.returncode == 0, seen.stdout[-300:] + seen.stderr


async def test_elsewhere_nothing_is_said() -> None:
    systemd = Systemd({})
    systemd.ready()
    await systemd.watch()
