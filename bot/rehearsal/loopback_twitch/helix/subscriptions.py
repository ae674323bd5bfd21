"""Helix: EventSub subscriptions over websockets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from aiohttp import web

from bot.rehearsal.loopback_twitch.access import Access
from bot.rehearsal.loopback_twitch.answers import Answer, Refusal, body, fields, nothing, page, query, text
from bot.rehearsal.loopback_twitch.eventsub import EventSub
from bot.rehearsal.loopback_twitch.sockets import Socket
from bot.rehearsal.loopback_twitch.state import State, User
from bot.rehearsal.loopback_twitch.subscriptions import TOPICS, Subscription, Topic

MOST_COST = 10
MOST_PER_SOCKET = 300
MOST_SOCKETS = 3
"""Connections with subscriptions that one user token may have."""


class Subscriptions:
    """Subscribe, list, unsubscribe."""

    def __init__(self, state: State, access: Access, eventsub: EventSub) -> None:
        self._state = state
        self._access = access
        self._eventsub = eventsub

    def routes(self) -> list[web.RouteDef]:
        """What to mount."""
        return [
            web.post("/helix/eventsub/subscriptions", self.create),
            web.get("/helix/eventsub/subscriptions", self.find),
            web.delete("/helix/eventsub/subscriptions", self.delete),
        ]

    async def create(self, request: web.Request) -> Answer:
        """A wish for one type of event about one condition."""
        token = self._access.token(request)
        given = await body(request)
        type_, version = text(given, "type"), text(given, "version")
        topic = TOPICS.get(type_)
        if topic is None or topic.version != version:
            raise Refusal(400, f"subscription type {type_} version {version} is not valid")
        condition = _condition(topic, fields(given.get("condition")) or {})
        if token.user_id is None:
            raise Refusal(400, "invalid transport and auth combination")
        user = self._state.users[token.user_id]
        self._allow(topic, condition, user, token.scopes)
        socket = self._socket(fields(given.get("transport")) or {})
        mine = self._of(user)
        for each in mine:
            if (each.socket, each.type, each.condition) == (socket, type_, condition):
                raise Refusal(409, "subscription already exists")
        sockets = {each.socket for each in mine} | {socket}
        if len(sockets) > MOST_SOCKETS:
            raise Refusal(429, "number of websocket transports limit exceeded")
        if sum(each.socket is socket for each in mine) >= MOST_PER_SOCKET:
            raise Refusal(429, "number of subscriptions for the transport exceeded")
        cost = self._cost(condition)
        if _cost(mine) + cost > MOST_COST:
            raise Refusal(429, "subscription cost limit exceeded")
        subscription = Subscription(
            str(uuid4()), type_, version, condition, self._state.clock(), cost, user.id, socket
        )
        self._eventsub.subscribe(subscription)
        return Answer({"data": [subscription.listed()], **_totals([*mine, subscription])}, 202)

    async def find(self, request: web.Request) -> Answer:
        """The token owner's subscriptions, ended ones for a while included."""
        user = self._access.person(request)
        found = [each for each in self._eventsub.register.everything() if each.user_id == user.id]
        for name, value in request.query.items():
            match name:
                case "status":
                    found = [each for each in found if each.status == value]
                case "type":
                    found = [each for each in found if each.type == value]
                case "user_id":
                    found = [each for each in found if value in each.condition.values()]
                case "subscription_id":
                    found = [each for each in found if each.id == value]
                case _:
                    pass
        shown, pagination = page(request, found, usual=100, most=100)
        listed = [each.listed() for each in shown]
        return Answer({"data": listed, **_totals(self._of(user)), "pagination": pagination})

    async def delete(self, request: web.Request) -> web.Response:
        """One subscription less."""
        user = self._access.person(request)
        subscription = self._eventsub.register.get(query(request, "id"))
        if subscription is None or subscription.user_id != user.id:
            raise Refusal(404, "subscription not found")
        self._eventsub.unsubscribe(subscription)
        return nothing()

    def _of(self, user: User) -> list[Subscription]:
        return [each for each in self._eventsub.register.enabled() if each.user_id == user.id]

    def _allow(self, topic: Topic, condition: Mapping[str, str], user: User, scopes: Sequence[str]) -> None:
        for user_id in condition.values():
            if user_id not in self._state.users:
                raise Refusal(400, "condition user does not exist")
        if topic.scope is not None and (condition[topic.keys[-1]] != user.id or topic.scope not in scopes):
            raise Refusal(403, "subscription missing proper authorization")

    def _socket(self, transport: Mapping[str, Any]) -> Socket:
        if transport.get("method") != "websocket":
            raise Refusal(400, "invalid transport and auth combination")
        socket = self._eventsub.session(text(transport, "session_id"))
        if socket is None:
            raise Refusal(400, "websocket transport session does not exist or has already disconnected")
        return socket

    def _cost(self, condition: Mapping[str, str]) -> int:
        # free where a person whom it is about has allowed the app anything
        return 0 if any(self._state.consents.get(user_id) for user_id in condition.values()) else 1


def _condition(topic: Topic, given: Mapping[str, Any]) -> dict[str, str]:
    condition = {key: value for key, value in given.items() if value != ""}
    named = [key for key in topic.keys if isinstance(condition.get(key), str)]
    if len(named) != len(condition) or (len(named) != 1 if topic.either else named != list(topic.keys)):
        raise Refusal(400, "invalid condition")
    return {key: condition[key] for key in named}


def _cost(subscriptions: Sequence[Subscription]) -> int:
    return sum(each.cost for each in subscriptions)


def _totals(subscriptions: Sequence[Subscription]) -> dict[str, int]:
    return {"total": len(subscriptions), "total_cost": _cost(subscriptions), "max_total_cost": MOST_COST}
