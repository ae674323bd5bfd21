"""Helix: channels (title and category), and the categories themselves."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.rehearsal.loopback_twitch.access import Access
from bot.rehearsal.loopback_twitch.answers import Answer, Refusal, body, nothing, page, query
from bot.rehearsal.loopback_twitch.broadcasts import Broadcasts
from bot.rehearsal.loopback_twitch.state import NO_CATEGORY, Category, Channel, State


class Channels:
    """What a channel says about itself."""

    def __init__(self, state: State, access: Access, broadcasts: Broadcasts) -> None:
        self._state = state
        self._access = access
        self._broadcasts = broadcasts

    def routes(self) -> list[web.RouteDef]:
        """What to mount."""
        return [
            web.get("/helix/channels", self.find),
            web.patch("/helix/channels", self.change),
            web.get("/helix/games", self.games),
            web.get("/helix/search/categories", self.search),
        ]

    async def find(self, request: web.Request) -> Answer:
        """Title, category and tags."""
        self._access.token(request)
        query(request, "broadcaster_id")
        wanted = request.query.getall("broadcaster_id")
        found = [self._state.channels.get(each) for each in wanted]
        return Answer({"data": [_view(channel) for channel in found if channel is not None]})

    async def change(self, request: web.Request) -> web.Response:
        """Change what is given; the rest stays."""
        user = self._access.person(request, "channel:manage:broadcast")
        broadcaster_id = query(request, "broadcaster_id")
        self._access.must_be(user, broadcaster_id, "broadcaster_id")
        channel = self._access.channel(broadcaster_id)
        fields = await body(request)
        if not fields:
            raise Refusal(400, "The request must provide at least one field to change")
        title: str | None = fields.get("title")
        if title == "":
            raise Refusal(400, "The title may not be an empty string")
        game_id: str | None = fields.get("game_id")
        category: Category | None = None
        if game_id is not None:
            category = NO_CATEGORY if game_id in ("", "0") else self._state.categories.get(game_id)
            if category is None:
                raise Refusal(400, "The ID in game_id is not valid.")
        if "tags" in fields:
            channel.tags = list(fields["tags"])
        channel.language = fields.get("broadcaster_language", channel.language)
        await self._broadcasts.update(channel, title=title, category=category)
        return nothing()

    async def games(self, request: web.Request) -> Answer:
        """Categories by id or exact name."""
        self._access.token(request)
        ids = set(request.query.getall("id", []))
        names = {name.casefold() for name in request.query.getall("name", [])}
        if not ids and not names:
            raise Refusal(400, 'Must provide "id", "name" or "igdb_id"')
        found = [
            category
            for category in self._state.categories.values()
            if category.id in ids or category.name.casefold() in names
        ]
        return Answer({"data": [{**_category(each), "igdb_id": ""} for each in found]})

    async def search(self, request: web.Request) -> Answer:
        """Categories whose name contains the words."""
        self._access.token(request)
        words = query(request, "query").casefold()
        found = [each for each in self._state.categories.values() if words in each.name.casefold()]
        shown, pagination = page(request, found, usual=20, most=100)
        return Answer({"data": [_category(each) for each in shown], "pagination": pagination})


def _category(category: Category) -> dict[str, str]:
    return {"id": category.id, "name": category.name, "box_art_url": ""}


def _view(channel: Channel) -> dict[str, Any]:
    return {
        "broadcaster_id": channel.owner.id,
        "broadcaster_login": channel.owner.login,
        "broadcaster_name": channel.owner.name,
        "broadcaster_language": channel.language,
        "game_id": channel.category.id,
        "game_name": channel.category.name,
        "title": channel.title,
        "delay": 0,
        "tags": channel.tags,
        "content_classification_labels": [],
        "is_branded_content": False,
    }
