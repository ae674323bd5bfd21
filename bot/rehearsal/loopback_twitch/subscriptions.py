"""EventSub subscriptions: which types exist, what each one needs, and who gets an event."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from bot.rehearsal.loopback_twitch.answers import fine_stamp
from bot.rehearsal.loopback_twitch.sockets import Socket

KEPT_ENDED = 200
"""Ended subscriptions that are still listed."""


class Topic(Struct, frozen=True):
    """A subscription type."""

    version: str
    keys: tuple[str, ...]
    """Keys of the condition; for a raid either is enough."""
    either: bool = False
    scope: str | None = None
    """Scope that `keys[-1]`, who must own the token, has to have granted."""


TOPICS: Mapping[str, Topic] = {
    "channel.chat.message": Topic("1", ("broadcaster_user_id", "user_id"), scope="user:read:chat"),
    "channel.update": Topic("2", ("broadcaster_user_id",)),
    "channel.raid": Topic("1", ("from_broadcaster_user_id", "to_broadcaster_user_id"), either=True),
    "stream.online": Topic("1", ("broadcaster_user_id",)),
    "stream.offline": Topic("1", ("broadcaster_user_id",)),
}


class Subscription(Struct, eq=False):
    """One wish for events, and the socket that they go to."""

    id: str
    type: str
    version: str
    condition: dict[str, str]
    created_at: datetime
    cost: int
    user_id: str
    """Whose token asked for it."""
    socket: Socket
    status: str = "enabled"
    disconnected_at: datetime | None = None
    head: str = ""
    """Its JSON as it stands in each notification, made once."""

    def __post_init__(self) -> None:
        self.move(self.socket)

    def move(self, socket: Socket) -> None:
        """Send its events to `socket` from now on."""
        self.socket = socket
        self.head = json.dumps(self.view())

    def view(self) -> dict[str, Any]:
        """As notifications and the revocation show it."""
        return {
            "id": self.id,
            "status": self.status,
            "type": self.type,
            "version": self.version,
            "condition": self.condition,
            "transport": {"method": "websocket", "session_id": self.socket.id},
            "created_at": fine_stamp(self.created_at),
            "cost": self.cost,
        }

    def listed(self) -> dict[str, Any]:
        """As Helix lists it: the transport says since when, and until when."""
        times = {"connected_at": fine_stamp(self.socket.connected_at)}
        if self.disconnected_at is not None:
            times["disconnected_at"] = fine_stamp(self.disconnected_at)
        view = self.view()
        return {**view, "transport": {**view["transport"], **times}}


def addresses(type_: str, condition: Mapping[str, str]) -> list[tuple[str, str]]:
    """Where the subscription stands in the index; a raid at each end that it names."""
    keys = TOPICS[type_].keys
    named = keys if TOPICS[type_].either else keys[:1]
    return [(type_, f"{key}={condition[key]}") for key in named if condition.get(key)]


class Register:
    """All subscriptions, found by id and by what they wait for."""

    def __init__(self) -> None:
        self._enabled: dict[str, Subscription] = {}
        self._ended: dict[str, Subscription] = {}
        self._index: dict[tuple[str, str], dict[str, Subscription]] = {}

    def enabled(self) -> list[Subscription]:
        """Those that get events."""
        return list(self._enabled.values())

    def everything(self) -> list[Subscription]:
        """Those that get events, and lately ended ones."""
        return [*self._enabled.values(), *self._ended.values()]

    def waiting(self, type_: str, condition: Mapping[str, str]) -> list[Subscription]:
        """Who gets an event of this type about these ids; nobody gets it twice."""
        found: dict[str, Subscription] = {}
        for address in addresses(type_, condition):
            found.update(self._index.get(address, {}))
        return list(found.values())

    def add(self, subscription: Subscription) -> None:
        """From now on it gets events."""
        self._enabled[subscription.id] = subscription
        for address in addresses(subscription.type, subscription.condition):
            self._index.setdefault(address, {})[subscription.id] = subscription

    def end(self, subscription: Subscription, status: str, at: datetime) -> None:
        """It gets no more events, and says why for a while."""
        self._drop(subscription)
        subscription.status = status
        subscription.disconnected_at = at
        self._ended[subscription.id] = subscription
        while len(self._ended) > KEPT_ENDED:
            del self._ended[next(iter(self._ended))]

    def remove(self, id_: str) -> Subscription | None:
        """Delete it, whatever its status; None where there is none."""
        subscription = self._enabled.get(id_) or self._ended.pop(id_, None)
        if subscription is not None:
            self._drop(subscription)
        return subscription

    def get(self, id_: str) -> Subscription | None:
        """The subscription with this id."""
        return self._enabled.get(id_) or self._ended.get(id_)

    def _drop(self, subscription: Subscription) -> None:
        self._enabled.pop(subscription.id, None)
        for address in addresses(subscription.type, subscription.condition):
            waiting = self._index.get(address, {})
            waiting.pop(subscription.id, None)
            if not waiting:
                self._index.pop(address, None)
