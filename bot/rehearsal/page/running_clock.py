"""Asks the overlay when the running clock ends, over the same line that OBS holds."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp

PATIENCE = aiohttp.ClientTimeout(total=3.0)


async def end_of_clock(overlay_url: str) -> datetime | None:
    """The soonest end that any panel counts down to; None where nothing runs or the overlay is away."""
    parts = urlsplit(overlay_url)
    address = parts._replace(scheme="ws", path="/ws").geturl()
    ends: list[datetime] = []
    waiting: set[str] | None = None
    try:
        async with (
            aiohttp.ClientSession(timeout=PATIENCE) as session,
            session.ws_connect(address) as line,
        ):
            while waiting is None or waiting:
                frame: dict[str, Any] = json.loads(await line.receive_str(timeout=PATIENCE.total))
                if "panels" in frame:
                    waiting = set(frame["panels"])
                elif "panel" in frame and waiting is not None:
                    waiting.discard(frame["panel"])
                    end = frame["state"].get("endsAt")
                    if isinstance(end, str):
                        ends.append(datetime.fromisoformat(end))
    except (aiohttp.ClientError, TypeError, TimeoutError):
        # TypeError: the line was closed where a frame was due
        return min(ends, default=None)
    return min(ends, default=None)
