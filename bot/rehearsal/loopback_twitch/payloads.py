"""The `event` objects of EventSub notifications, in the shapes that Twitch really sends."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from bot.rehearsal.loopback_twitch.answers import fine_stamp
from bot.rehearsal.loopback_twitch.state import Badge, Channel, ChatMessage, State, Stream, User

MENTION = re.compile(r"@(\w{1,25})")


def chat_message(message: ChatMessage, state: State) -> dict[str, Any]:
    """`channel.chat.message`."""
    source = message.source
    return {
        **_person("broadcaster", message.channel),
        **_person("chatter", message.sender),
        **_person("source_broadcaster", source.channel if source else None),
        "message_id": message.id,
        "source_message_id": source.message_id if source else None,
        "is_source_only": False if source else None,
        "message": {"text": message.text, "fragments": _fragments(message.text, state)},
        "color": message.sender.colour,
        "badges": _badges(message.badges),
        "source_badges": _badges(source.badges) if source else None,
        "message_type": "text",
        "cheer": None,
        "reply": _reply(message),
        "channel_points_custom_reward_id": None,
        # missing from the published example, sent in fact, and TwitchIO fails without it
        "channel_points_animation_id": None,
    }


def stream_online(channel: Channel, stream: Stream) -> dict[str, Any]:
    """`stream.online`."""
    return {
        "id": stream.id,
        **_person("broadcaster", channel.owner),
        "type": "live",
        "started_at": fine_stamp(stream.started_at),
    }


def stream_offline(channel: Channel) -> dict[str, Any]:
    """`stream.offline`: it has no id."""
    return _person("broadcaster", channel.owner)


def channel_update(channel: Channel) -> dict[str, Any]:
    """`channel.update`, version 2."""
    return {
        **_person("broadcaster", channel.owner),
        "title": channel.title,
        "language": channel.language,
        "category_id": channel.category.id,
        "category_name": channel.category.name,
        "content_classification_labels": [],
    }


def channel_raid(raider: User, raided: User, viewers: int) -> dict[str, Any]:
    """`channel.raid`."""
    return {
        **_person("from_broadcaster", raider),
        **_person("to_broadcaster", raided),
        "viewers": viewers,
    }


def _person(role: str, user: User | None) -> dict[str, str | None]:
    return {
        f"{role}_user_id": user.id if user else None,
        f"{role}_user_login": user.login if user else None,
        f"{role}_user_name": user.name if user else None,
    }


def _badges(badges: Iterable[Badge]) -> list[dict[str, str]]:
    return [{"set_id": badge.set_id, "id": badge.id, "info": badge.info} for badge in badges]


def _reply(message: ChatMessage) -> dict[str, Any] | None:
    parent = message.reply
    if parent is None:
        return None
    return {
        "parent_message_id": parent.message_id,
        "parent_message_body": parent.text,
        **_person("parent", parent.sender),
        "thread_message_id": parent.thread_id,
        **_person("thread", parent.thread_sender),
    }


def _fragments(text: str, state: State) -> list[dict[str, Any]]:
    fragments: list[dict[str, Any]] = []
    end = 0
    # most lines mention nobody: they skip the search
    for match in MENTION.finditer(text) if "@" in text else ():
        user = state.by_login(match[1])
        if user is None:
            continue
        if match.start() > end:
            fragments.append(_fragment("text", text[end : match.start()]))
        mention = {"user_id": user.id, "user_login": user.login, "user_name": user.name}
        fragments.append(_fragment("mention", match[0], mention))
        end = match.end()
    if end < len(text):
        fragments.append(_fragment("text", text[end:]))
    return fragments


def _fragment(kind: str, text: str, mention: dict[str, str] | None = None) -> dict[str, Any]:
    return {"type": kind, "text": text, "cheermote": None, "emote": None, "mention": mention}
