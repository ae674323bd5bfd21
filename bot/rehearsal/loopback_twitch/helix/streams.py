"""Helix: streams, their videos and markers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from aiohttp import web

from bot.rehearsal.loopback_twitch.access import Access
from bot.rehearsal.loopback_twitch.answers import Answer, Refusal, body, page, query, stamp, text
from bot.rehearsal.loopback_twitch.state import Channel, Marker, State, Stream, Video

LONGEST_DESCRIPTION = 140


class Streams:
    """Who is live, and what was recorded."""

    def __init__(self, state: State, access: Access) -> None:
        self._state = state
        self._access = access

    def routes(self) -> list[web.RouteDef]:
        """What to mount."""
        return [
            web.get("/helix/streams", self.live),
            web.get("/helix/videos", self.videos),
            web.post("/helix/streams/markers", self.mark),
            web.get("/helix/streams/markers", self.markers),
        ]

    async def live(self, request: web.Request) -> Answer:
        """The streams that are live, of the users and categories asked for."""
        self._access.token(request)
        ids = set(request.query.getall("user_id", []))
        logins = {login.lower() for login in request.query.getall("user_login", [])}
        games = set(request.query.getall("game_id", []))
        found = [
            (channel, channel.stream)
            for channel in self._state.channels.values()
            if channel.stream is not None
            and ((not ids and not logins) or channel.owner.id in ids or channel.owner.login in logins)
            and (not games or channel.category.id in games)
        ]
        shown, pagination = page(request, found, usual=20, most=100)
        return Answer({"data": [_stream(*each) for each in shown], "pagination": pagination})

    async def videos(self, request: web.Request) -> Answer:
        """Recordings by id or of one user, newest first."""
        self._access.token(request)
        ids = request.query.getall("id", [])
        if ids:
            found = [self._state.videos[each] for each in ids if each in self._state.videos]
            if not found:
                raise Refusal(404, "The ID in id was not found.")
        else:
            user_id = query(request, "user_id")
            found = [video for video in self._state.videos.values() if video.user.id == user_id]
            found.reverse()
        if request.query.get("type", "all") not in ("all", "archive"):
            found = []
        shown, pagination = page(request, found, usual=20, most=100)
        return Answer({"data": [self._video(each) for each in shown], "pagination": pagination})

    async def mark(self, request: web.Request) -> Answer:
        """Mark this moment of a live stream."""
        user = self._access.person(request, "channel:manage:broadcast")
        fields = await body(request)
        user_id = text(fields, "user_id")
        description: str = fields.get("description", "")
        if len(description) > LONGEST_DESCRIPTION:
            raise Refusal(400, "The length of the string in the description field is too long.")
        if user.id != user_id:
            raise Refusal(403, "The user is not authorized to create markers for this broadcaster.")
        stream = self._access.channel(user_id, "user_id").stream
        if stream is None:
            raise Refusal(404, "The user in user_id is not streaming live.")
        now = self._state.clock()
        marker = Marker(self._state.new_id(), now, now - stream.started_at, description)
        stream.video.markers.append(marker)
        self._state.changed("stream", self._state.channels[user_id])
        return Answer({"data": [_marker(marker)]})

    async def markers(self, request: web.Request) -> Answer:
        """The markers of a video, or of a user's newest one."""
        user = self._access.person(request, "user:read:broadcast", "channel:manage:broadcast")
        video_id = request.query.get("video_id")
        if video_id is None:
            user_id = query(request, "user_id")
            self._access.must_be(user, user_id, "user_id")
            newest = [video for video in self._state.videos.values() if video.user is user][-1:]
        else:
            newest = [video for video in [self._state.videos.get(video_id)] if video is not None]
        if not newest:
            raise Refusal(404, "No video was found.")
        video = newest[0]
        if video.user is not user:
            raise Refusal(403, "The user is not authorized to get markers for this broadcaster.")
        shown, pagination = page(request, video.markers, usual=20, most=100)
        link = f"https://www.twitch.tv/{user.login}/manage/highlighter/{video.id}"
        marks = [{**_marker(each), "url": f"{link}?t={_duration(each.position)}"} for each in shown]
        person = {"user_id": user.id, "user_name": user.name, "user_login": user.login}
        videos = [{"video_id": video.id, "markers": marks}]
        return Answer({"data": [{**person, "videos": videos}], "pagination": pagination})

    def _video(self, video: Video) -> dict[str, Any]:
        length = (video.ended_at or self._state.clock()) - video.started_at
        return {
            "id": video.id,
            "stream_id": video.stream_id,
            "user_id": video.user.id,
            "user_login": video.user.login,
            "user_name": video.user.name,
            "title": video.title,
            "description": "",
            "created_at": stamp(video.started_at),
            "published_at": stamp(video.started_at),
            "url": f"https://www.twitch.tv/videos/{video.id}",
            "thumbnail_url": "",
            "viewable": "public",
            "view_count": 0,
            "language": "en",
            "type": "archive",
            "duration": _duration(length),
            "muted_segments": None,
        }


def _stream(channel: Channel, stream: Stream) -> dict[str, Any]:
    return {
        "id": stream.id,
        "user_id": channel.owner.id,
        "user_login": channel.owner.login,
        "user_name": channel.owner.name,
        "game_id": channel.category.id,
        "game_name": channel.category.name,
        "type": "live",
        "title": channel.title,
        "viewer_count": stream.viewers,
        "started_at": stamp(stream.started_at),
        "language": channel.language,
        "thumbnail_url": "",
        "tag_ids": [],
        "tags": channel.tags,
        "is_mature": False,
    }


def _marker(marker: Marker) -> dict[str, Any]:
    return {
        "id": marker.id,
        "created_at": stamp(marker.created_at),
        "position_seconds": int(marker.position.total_seconds()),
        "description": marker.description,
    }


def _duration(length: timedelta) -> str:
    """`3h8m33s`, without the parts that are nought in front."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return (f"{hours}h" if hours else "") + (f"{minutes}m" if hours or minutes else "") + f"{seconds}s"
