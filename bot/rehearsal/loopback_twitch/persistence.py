"""The state in a file: read at start, written whole and atomically soon after each change and at close."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from bot.rehearsal.loopback_twitch.state import (
    Badge,
    Category,
    Change,
    Channel,
    ChatMessage,
    Marker,
    Parent,
    Source,
    State,
    Stream,
    Token,
    User,
    Video,
)

FORMAT = 1
SAVED_MESSAGES = 500
"""Messages of each channel that are written down; the whole file must stay quick to write."""


class StateFile:
    """Keeps `path` up to date with `state`."""

    def __init__(self, path: Path, state: State, delay: float = 1.0) -> None:
        self._path = path
        self._state = state
        self._delay = delay
        self._timer: asyncio.TimerHandle | None = None
        self._writing: asyncio.Task[None] | None = None

    def load(self) -> None:
        """Take over what the file holds; no file is an empty Twitch."""
        if self._path.exists():
            _load(self._state, json.loads(self._path.read_text("utf-8")))

    def watch(self) -> None:
        """Write soon after each change from now on."""
        self._state.listeners.append(self._changed)

    async def close(self) -> None:
        """Write a last time."""
        self._state.listeners.remove(self._changed)
        if self._timer is not None:
            self._timer.cancel()
        if self._writing is not None:
            await self._writing
        await asyncio.to_thread(_write, self._path, _dump(self._state))

    def _changed(self, change: Change) -> None:
        if change.kind not in ("socket", "subscription") and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self._delay, self._save)

    def _save(self) -> None:
        if self._writing is not None and not self._writing.done():
            # the disk is slower than the changes: one write at a time
            self._timer = asyncio.get_running_loop().call_later(self._delay, self._save)
            return
        self._timer = None
        # the snapshot is taken here, between two changes; only the writing goes to a thread
        self._writing = asyncio.create_task(asyncio.to_thread(_write, self._path, _dump(self._state)))


def _write(path: Path, document: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    beside.write_text(json.dumps(document), "utf-8")
    os.replace(beside, path)


def _dump(state: State) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "next_id": state.next_id,
        "next_message": state.next_message,
        "home": state.home,
        "users": [[u.id, u.login, u.name, u.colour, u.created_at.isoformat()] for u in state.users.values()],
        "categories": [[c.id, c.name] for c in state.categories.values()],
        "videos": [_dump_video(video) for video in state.videos.values()],
        "channels": [_dump_channel(channel) for channel in state.channels.values()],
        "tokens": [_dump_token(token, state) for token in _all_tokens(state)],
        "consents": {user_id: sorted(scopes) for user_id, scopes in state.consents.items()},
    }


def _load(state: State, document: Mapping[str, Any]) -> None:
    if document["format"] != FORMAT:
        raise ValueError(f"the state of the loopback Twitch has format {document['format']}, not {FORMAT}")
    for id_, login, name, colour, created_at in document["users"]:
        state.add_user(User(id_, login, name, colour, datetime.fromisoformat(created_at)))
    state.home = document["home"]
    state.next_id = document["next_id"]
    state.next_message = document["next_message"]
    for id_, name in document["categories"]:
        state.categories[id_] = Category(id_, name)
    for fields in document["videos"]:
        state.videos[fields["id"]] = _load_video(fields, state)
    for fields in document["channels"]:
        _load_channel(fields, state)
    for fields in document["tokens"]:
        _load_token(fields, state)
    for user_id, scopes in document["consents"].items():
        state.consents[user_id] = set(scopes)


def _all_tokens(state: State) -> list[Token]:
    # a token stands in both tables, or in one after its other half was used up
    return list(dict.fromkeys([*state.tokens.values(), *state.refreshes.values()]))


def _dump_token(token: Token, state: State) -> dict[str, Any]:
    return {
        "access": token.access,
        "user": token.user_id,
        "scopes": list(token.scopes),
        "expires_at": token.expires_at.isoformat(),
        "refresh": token.refresh if token.refresh in state.refreshes else "",
    }


def _load_token(fields: Mapping[str, Any], state: State) -> None:
    token = Token(
        fields["access"],
        fields["user"],
        tuple(fields["scopes"]),
        datetime.fromisoformat(fields["expires_at"]),
        fields["refresh"],
    )
    state.tokens[token.access] = token
    if token.refresh:
        state.refreshes[token.refresh] = token


def _dump_video(video: Video) -> dict[str, Any]:
    return {
        "id": video.id,
        "stream_id": video.stream_id,
        "user": video.user.id,
        "title": video.title,
        "started_at": video.started_at.isoformat(),
        "ended_at": video.ended_at.isoformat() if video.ended_at else None,
        "markers": [
            [mark.id, mark.created_at.isoformat(), mark.position.total_seconds(), mark.description]
            for mark in video.markers
        ],
    }


def _load_video(fields: Mapping[str, Any], state: State) -> Video:
    ended_at = fields["ended_at"]
    return Video(
        fields["id"],
        fields["stream_id"],
        state.users[fields["user"]],
        fields["title"],
        datetime.fromisoformat(fields["started_at"]),
        datetime.fromisoformat(ended_at) if ended_at else None,
        [
            Marker(id_, datetime.fromisoformat(at), timedelta(seconds=position), description)
            for id_, at, position, description in fields["markers"]
        ],
    )


def _dump_channel(channel: Channel) -> dict[str, Any]:
    stream = channel.stream
    skipped = max(0, len(channel.history) - SAVED_MESSAGES)
    return {
        "owner": channel.owner.id,
        "title": channel.title,
        "category": channel.category.id,
        "language": channel.language,
        "tags": channel.tags,
        "moderators": sorted(channel.moderators),
        "chatters": list(channel.chatters),
        "stream": stream and [stream.id, stream.started_at.isoformat(), stream.video.id, stream.viewers],
        "history": [_dump_message(message) for message in islice(channel.history, skipped, None)],
    }


def _load_channel(fields: Mapping[str, Any], state: State) -> None:
    channel = state.channels[fields["owner"]]
    channel.title = fields["title"]
    channel.category = state.categories.get(fields["category"], channel.category)
    channel.language = fields["language"]
    channel.tags = fields["tags"]
    channel.moderators = set(fields["moderators"])
    if fields["stream"] is not None:
        id_, started_at, video_id, viewers = fields["stream"]
        channel.stream = Stream(id_, datetime.fromisoformat(started_at), state.videos[video_id], viewers)
    for line in fields["history"]:
        channel.remember(_load_message(line, channel, state))
    channel.chatters = {user_id: state.users[user_id] for user_id in fields["chatters"]}


def _dump_message(message: ChatMessage) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "number": message.number,
        "id": message.id,
        "at": message.at.isoformat(),
        "sender": message.sender.id,
        "text": message.text,
        "badges": _dump_badges(message.badges),
        "kind": message.kind,
        "by_api": message.by_api,
    }
    if message.reply is not None:
        reply = message.reply
        fields["reply"] = [
            reply.message_id,
            reply.text,
            reply.sender.id,
            reply.thread_id,
            reply.thread_sender.id,
        ]
    if message.source is not None:
        source = message.source
        fields["source"] = [source.channel.id, source.message_id, _dump_badges(source.badges)]
    return fields


def _load_message(fields: Mapping[str, Any], channel: Channel, state: State) -> ChatMessage:
    reply: Parent | None = None
    if "reply" in fields:
        message_id, text, sender, thread_id, thread_sender = fields["reply"]
        reply = Parent(message_id, text, state.users[sender], thread_id, state.users[thread_sender])
    source: Source | None = None
    if "source" in fields:
        source_channel, source_id, badges = fields["source"]
        source = Source(state.users[source_channel], source_id, _load_badges(badges))
    return ChatMessage(
        number=fields["number"],
        id=fields["id"],
        at=datetime.fromisoformat(fields["at"]),
        channel=channel.owner,
        sender=state.users[fields["sender"]],
        text=fields["text"],
        badges=_load_badges(fields["badges"]),
        kind=fields["kind"],
        by_api=fields["by_api"],
        reply=reply,
        source=source,
    )


def _dump_badges(badges: tuple[Badge, ...]) -> list[list[str]]:
    return [[badge.set_id, badge.id, badge.info] for badge in badges]


def _load_badges(badges: list[list[str]]) -> tuple[Badge, ...]:
    return tuple(Badge(*badge) for badge in badges)
