"""Asks Twitch for the recording of a broadcast, which TwitchIO's own model cannot be matched with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast

import twitchio
from msgspec import Struct
from twitchio.http import Route

NEWEST = "20"
"""Recordings that are looked through; a channel that streams more often finds them sooner."""

_LENGTH = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")


class Recording(Struct, frozen=True):
    """A video of the kind that Twitch makes of every broadcast."""

    id: str
    url: str
    created_at: datetime
    length: timedelta


async def find_recording(
    client: twitchio.Client, broadcaster_id: str, stream_id: str, token_for: str
) -> Recording | None:
    """The recording of this broadcast; None where there is none (yet). Raises HTTPException."""
    # the library's Video leaves out which stream it is of
    route = Route(
        "GET",
        "videos",
        params={"user_id": broadcaster_id, "type": "archive", "first": NEWEST},
        token_for=token_for,
    )
    answer = cast("Mapping[str, Any]", await client.http.request_json(route))
    for video in answer.get("data", ()):
        if str(video.get("stream_id")) == stream_id:
            return Recording(
                str(video["id"]),
                str(video["url"]),
                datetime.fromisoformat(video["created_at"]),
                read_length(str(video["duration"])),
            )
    return None


def read_length(text: str) -> timedelta:
    """`3h8m33s` as a length; nothing where Twitch has not counted yet."""
    match = _LENGTH.fullmatch(text)
    hours, minutes, seconds = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)
