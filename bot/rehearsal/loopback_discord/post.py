"""What a user sees of a message: a snapshot for tests and the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from msgspec import Struct

from bot.rehearsal.loopback_discord.checks.component import BUTTON, SELECTS, TEXT_DISPLAY, walk
from bot.rehearsal.loopback_discord.core import Core
from bot.rehearsal.loopback_discord.state import EPHEMERAL, LOADING, Json, Message


class Post(Struct, frozen=True):
    """A message as it was at one moment."""

    id: int
    channel_id: int
    author_id: int
    author: str
    content: str
    at: datetime
    edited_at: datetime | None
    json: Json
    """The same in Discord's JSON, with signed links."""
    reactions: Mapping[str, tuple[int, ...]]
    """Who reacted, by emoji."""
    viewer_id: int | None = None
    """The only one who sees it, where it is ephemeral."""

    @property
    def embeds(self) -> list[Json]:
        """Its embeds."""
        return self.json["embeds"]

    @property
    def components(self) -> list[Json]:
        """Its component tree."""
        return self.json["components"]

    @property
    def attachments(self) -> list[Json]:
        """Its files."""
        return self.json["attachments"]

    @property
    def reply_to(self) -> int | None:
        """The message that it replies to."""
        reference = self.json.get("message_reference")
        return None if reference is None else int(reference["message_id"])

    @property
    def ephemeral(self) -> bool:
        """Whether only one user sees it."""
        return bool(self.json["flags"] & EPHEMERAL)

    @property
    def thinking(self) -> bool:
        """Whether it only says that the answer is being made."""
        return bool(self.json["flags"] & LOADING)

    @property
    def text(self) -> str:
        """All words in it: content, embeds, layouts."""
        return "\n".join(_words(self))

    @property
    def buttons(self) -> dict[str, Json]:
        """Buttons by label (or emoji)."""
        return {
            str(one.get("label") or one.get("emoji", {}).get("name")): one
            for one in walk(self.components)
            if one["type"] == BUTTON
        }

    @property
    def selects(self) -> list[Json]:
        """Select menus in order."""
        return [one for one in walk(self.components) if one["type"] in SELECTS]

    def custom_id(self, label: str) -> str:
        """The custom id of the button with this label."""
        return self.buttons[label]["custom_id"]


def snapshot(core: Core, message: Message) -> Post:
    """The message now."""
    author = core.world.users[message.author_id]
    return Post(
        message.id,
        message.channel_id,
        message.author_id,
        author.display_name,
        message.content,
        message.timestamp,
        message.edited_at,
        core.shapes.message(message),
        {name: tuple(users) for name, users in message.reactions.items()},
        message.viewer_id,
    )


def _words(post: Post) -> Iterator[str]:
    if post.content:
        yield post.content
    for embed in post.embeds:
        for part in (embed.get("author", {}).get("name"), embed.get("title"), embed.get("description")):
            if part:
                yield part
        for field in embed.get("fields", ()):
            yield f"{field['name']}\n{field['value']}"
        if "footer" in embed:
            yield embed["footer"]["text"]
    for component in walk(post.components):
        if component["type"] == TEXT_DISPLAY:
            yield component["content"]
