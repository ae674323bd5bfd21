"""The overlay's trouble: a page that opens its websocket and never reads a byte."""

from __future__ import annotations

import base64
import contextlib
import os
import socket
import time
from collections.abc import Generator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from bot.people.model import Platform
from tests.crash.scene import Scene
from tests.wire.theatre import SOON

READERS = 5
REFRESHES = 200
GROWTH = 30_000_000
"""Bytes that the process may grow by while nobody reads what it has to say."""


async def act(scene: Scene) -> None:
    """Several pages never read while the state changes hundreds of times."""
    stage = scene.house.stage
    await scene.load.start_clock()
    before = _resident(stage.bot.pid)
    async with scene.fault("pages of the overlay that never read"):
        with contextlib.ExitStack() as stack:
            for _ in range(READERS):
                stack.enter_context(_deaf(stage.overlay_url))
            for _ in range(REFRESHES):
                await stage.clock.move(timedelta(milliseconds=10))
            began = time.monotonic()
            for platform in Platform:
                scene.expect(
                    await scene.answered(platform, SOON),
                    f"{platform} is not answered beside a page that never reads",
                )
            scene.outcome.recovered("a page that never reads, while it is there", time.monotonic() - began)
            await scene.load.start_clock()
            # a page that reads gets everything at once
            await scene.house.clock_panel(lambda state: state["phase"] in ("running", "ended"))
            grown = _resident(stage.bot.pid) - before
            scene.expect(grown < GROWTH, f"pages that never read cost {grown} bytes")


@contextlib.contextmanager
def _deaf(url: str) -> Generator[socket.socket]:
    """A websocket by hand: the smallest receive buffer there is, and nobody behind it."""
    address = urlsplit(url)
    with socket.socket() as page:
        page.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        page.connect((address.hostname, address.port))
        key = base64.b64encode(os.urandom(16)).decode()
        page.sendall(
            f"GET /ws HTTP/1.1\r\nHost: {address.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        yield page


def _resident(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
