"""What users do with messages: write, edit, react, open threads, look back."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nlargest
from itertools import islice

from bot.rehearsal.loopback_discord import (
    forum,
    permission,
    pins,
    posting,
    reacting,
    threads,
    typing_notice,
)
from bot.rehearsal.loopback_discord.control.acting import Acting, Ref, id_of
from bot.rehearsal.loopback_discord.files import Upload
from bot.rehearsal.loopback_discord.post import Post, snapshot
from bot.rehearsal.loopback_discord.state import PRIVATE_THREAD, PUBLIC_THREAD, Channel, Json

File = Upload | tuple[str, bytes]


class Talk(Acting):
    """Part of the control interface for messages."""

    async def send(
        self,
        user: Ref,
        channel: Ref,
        content: str = "",
        *,
        reply_to: Ref | None = None,
        files: Sequence[File] = (),
    ) -> Post:
        """Write in a channel, thread or DM."""
        place = self.channel_of(channel, user)
        body: Json = {"content": content}
        if reply_to is not None:
            body["message_reference"] = {"message_id": id_of(reply_to)}
        message, _ = posting.send(self.core, place, id_of(user), body, _uploads(files))
        return snapshot(self.core, message)

    async def edit(self, user: Ref, message: Ref, content: str) -> Post:
        """Change one's own message."""
        place, found = self.message_of(message, user)
        posting.may_edit(found, id_of(user))
        threads.must_be_open(place)
        posting.edit(self.core, place, found, {"content": content}, posting.NO_FILES)
        return snapshot(self.core, found)

    async def delete(self, user: Ref, message: Ref) -> None:
        """Delete a message; somebody else's only as a moderator. An ephemeral one is dismissed."""
        place, found = self.message_of(message, user)
        if found.viewer_id is None:
            posting.may_delete(self.core, place, found, id_of(user))
        posting.delete(self.core, place, found)

    async def react(self, user: Ref, message: Ref, emoji: str) -> Post:
        """Add a reaction."""
        place, found = self.message_of(message, user)
        reacting.add(self.core, place, found, id_of(user), emoji)
        return snapshot(self.core, found)

    async def unreact(self, user: Ref, message: Ref, emoji: str) -> Post:
        """Take one's reaction back."""
        place, found = self.message_of(message, user)
        reacting.remove(self.core, place, found, id_of(user), emoji)
        return snapshot(self.core, found)

    async def clear_reactions(self, user: Ref, message: Ref, emoji: str | None = None) -> Post:
        """Remove all reactions, or all of one emoji, as a moderator."""
        place, found = self.message_of(message, user)
        self.core.require(place, id_of(user), permission.MANAGE_MESSAGES)
        reacting.clear(self.core, place, found, emoji)
        return snapshot(self.core, found)

    async def pin(self, user: Ref, message: Ref) -> None:
        """Pin a message, as a moderator."""
        place, found = self.message_of(message, user)
        self.core.require(place, id_of(user), permission.PIN_MESSAGES)
        pins.pin(self.core, place, found, id_of(user))

    async def type(self, user: Ref, channel: Ref) -> None:
        """Begin to type."""
        typing_notice.start(self.core, self.channel_of(channel, user), id_of(user))

    async def open_thread(
        self,
        user: Ref,
        place: Ref,
        name: str,
        *,
        content: str | None = None,
        tags: Sequence[str] = (),
        private: bool = False,
    ) -> Channel:
        """A thread: on a message, in a text channel without one, or a post in a forum.

        `place` is the message or the channel; a forum post needs `content` and takes the names of tags.
        """
        channel = self.core.world.channels.get(id_of(place))
        if channel is None:
            parent, message = self.message_of(place, user)
            return threads.from_message(self.core, parent, message, id_of(user), {"name": name})
        self.channel_of(channel, user)
        if content is None:
            body: Json = {"name": name, "type": PRIVATE_THREAD if private else PUBLIC_THREAD}
            return threads.alone(self.core, channel, id_of(user), body)
        known = {tag.name: str(tag.id) for tag in channel.tags}
        body = {"name": name, "applied_tags": [known[tag] for tag in tags], "message": {"content": content}}
        thread, _ = forum.post(self.core, channel, id_of(user), body, posting.NO_FILES)
        return thread

    async def add_to_thread(self, user: Ref, thread: Ref, member: Ref) -> None:
        """Bring somebody into a thread."""
        place = self.channel_of(thread, user)
        threads.must_be_open(place)
        threads.join(self.core, place, id_of(member))

    async def change_thread(
        self,
        user: Ref,
        thread: Ref,
        *,
        archived: bool | None = None,
        locked: bool | None = None,
        name: str | None = None,
    ) -> Channel:
        """Archive, lock or rename a thread."""
        body: Json = {"archived": archived, "locked": locked, "name": name}
        place = self.channel_of(thread, user)
        threads.change(
            self.core, place, id_of(user), {key: value for key, value in body.items() if value is not None}
        )
        return place

    def message(self, message: Ref, viewer: Ref | None = None) -> Post:
        """A message as it is now."""
        seen_by = self.core.bot_id if viewer is None else id_of(viewer)
        return snapshot(self.core, self.message_of(message, seen_by)[1])

    def history(self, channel: Ref, viewer: Ref | None = None, limit: int = 50) -> list[Post]:
        """The last messages, oldest first; with a `viewer`, what that user sees, ephemeral ones included."""
        place = self.core.world.channels[id_of(channel)]
        found = list(islice(place.history.backwards(), limit))
        if viewer is not None:
            self.channel_of(channel, viewer)
            viewer_id = id_of(viewer)
            mine = (one for one in place.ephemerals.backwards() if one.viewer_id == viewer_id)
            found = nlargest(limit, [*found, *islice(mine, limit)], key=lambda message: message.id)
        return [snapshot(self.core, message) for message in reversed(found)]


def _uploads(files: Sequence[File]) -> dict[int, Upload]:
    return {index: file if isinstance(file, Upload) else Upload(*file) for index, file in enumerate(files)}
