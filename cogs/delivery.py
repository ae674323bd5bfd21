"""Sending a claimed post to Discord so that it stands exactly once (promise 3), and keeping it true."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Hashable, Sequence
from datetime import timedelta
from functools import partial
from typing import Generic, TypeVar

import aiohttp
import discord
from msgspec import Struct

from bot.clock import Clock
from bot.discord_bot import DiscordBot
from bot.people.model import Platform
from bot.post.model import Post, PostKey
from bot.post.service import PostService

logger = logging.getLogger(__name__)

Which = TypeVar("Which", bound=Hashable)

SEARCHED = 500
"""Messages after the claim that are looked through, at most, for one that may already stand."""
UNREACHABLE = (discord.HTTPException, aiohttp.ClientError, OSError, RuntimeError)
"""What a call to Discord may fail with. RuntimeError: its session is not open yet, or already closed."""
TAKES_NO_MESSAGES = 50007
"""Discord's code for somebody who lets us write nothing to them; trying again changes nothing."""
ARCHIVED = 50083
"""Discord's code for a change in a thread that was put away, as it is by itself after some idle days."""
CLOCK_SKEW = timedelta(minutes=1)
"""How far Discord's clock may be behind ours."""


class Opening(Struct, frozen=True):
    """What a post is called where its channel is a forum; elsewhere this is not used."""

    title: str
    tags: tuple[str, ...] = ()
    """Names of tags that fit; those that the forum has are taken."""


class Draft(Struct, frozen=True):
    """What a post says, and the custom id of one of its own buttons by which it is known again."""

    mark: str
    content: str | None = None
    embed: discord.Embed | None = None
    view: discord.ui.View | None = None
    files: tuple[discord.File, ...] = ()
    mentions: discord.AllowedMentions | None = None
    """Who may be called by it; nobody where this is None."""
    reply_to: int | None = None
    """Message id; the reply stands even when that message is gone."""
    silent: bool = False
    """Nobody's device makes a sound for it."""
    opening: Opening | None = None
    """Set where the channel may be a forum."""


class Redraw(Generic[Which]):
    """Makes messages say what is; changes that come while they are edited share the next edit."""

    def __init__(self, draw: Callable[[Which], Awaitable[None]]) -> None:
        self._draw = draw
        self._drawing: set[Which] = set()
        self._changed: set[Which] = set()

    async def __call__(self, which: Which) -> None:
        """Draw it as it is now, or let whoever draws it just now do so once more."""
        self._changed.add(which)
        if which in self._drawing:
            return
        self._drawing.add(which)
        try:
            while which in self._changed:
                self._changed.discard(which)
                await self._draw(which)
        finally:
            self._drawing.discard(which)


class Delivery:
    """Sends posts to Discord channels, one try at a time."""

    def __init__(self, client: DiscordBot, posts: PostService, clock: Clock) -> None:
        self._client = client
        self._posts = posts
        self._clock = clock

    async def deliver(self, key: PostKey, draft: Callable[[], Awaitable[Draft]]) -> int | None:
        """See the post through once; returns the message's id when it stands.

        A failed try is announced again later by the post service; the one who renders calls this again then.
        """
        if not self._client.logged_in:
            return None  # the client announces everything that waits when it is in
        before = await self._posts.begin(key)
        if before is None:
            return None
        channel = self._client.get_partial_messageable(int(key.place.channel))
        try:
            made = await draft()
            forum = None if made.opening is None else await self._forum(int(key.place.channel))
            if forum is not None and made.opening is not None:
                message_id = await self._find_or_open(before, forum, made, made.opening)
            else:
                message_id = await self._find_or_send(before, channel, made)
        except UNREACHABLE as error:
            if isinstance(error, discord.Forbidden) and error.code == TAKES_NO_MESSAGES:
                logger.info("the %s post is given up: they take no private messages", key.kind)
                await self._posts.give_up(key)
                return None
            logger.warning("the %s post did not go out, it is tried again: %s", key.kind, error)
            await self._posts.try_again(key)
            return None
        await self._posts.complete(key, str(message_id))
        return message_id

    async def edit(
        self,
        post: Post,
        embed: discord.Embed | None,
        view: discord.ui.View | None,
        *,
        content: str | None = discord.utils.MISSING,
        attachments: Sequence[discord.Attachment] = discord.utils.MISSING,
        channel_id: int | None = None,
    ) -> bool:
        """Make the message of a post that stands say what is; tried again later where that fails for now.

        Content and attachments stay where none are given. A forum's post stands in a thread of its own, which
        is its `channel_id`. Returns whether nobody can read an old state there any more.
        """
        if post.key.place.platform is not Platform.DISCORD or post.message_id is None:
            return True
        key = post.key
        channel = self._client.get_partial_messageable(channel_id or int(key.place.channel))
        message = channel.get_partial_message(int(post.message_id))
        edit = partial(message.edit, content=content, embed=embed, view=view, attachments=attachments)
        try:
            await self._see_through(edit, channel.id)
        except discord.NotFound:
            logger.info("somebody deleted the %s post of %s", key.kind, key.subject)
        except discord.Forbidden as error:
            logger.warning("the %s post of %s stays as it is: %s", key.kind, key.subject, error)
            return False
        except UNREACHABLE as error:
            logger.warning("the %s post of %s shows an old state for now: %s", key.kind, key.subject, error)
            self._posts.draw_again(key)
            return False
        self._posts.drawn(key)
        return True

    async def _see_through(self, edit: Callable[[], Awaitable[object]], channel_id: int) -> None:
        """Edit, also in a thread that was put away; it is put back, so that nobody's list shows it anew."""
        try:
            await edit()
        except discord.HTTPException as error:
            if error.code != ARCHIVED:
                raise
        else:
            return
        thread = await self._channel(channel_id)
        assert isinstance(thread, discord.Thread)  # noqa: S101 - nothing else is ever put away
        thread = await thread.edit(archived=False)
        try:
            await edit()
        finally:
            try:
                await thread.edit(archived=True)
            except UNREACHABLE as error:
                logger.info("a thread stays open until Discord puts it away: %s", error)

    async def forum(self, channel_id: int) -> bool:
        """Whether posts there are threads of their own. Raises discord.HTTPException."""
        return await self._forum(channel_id) is not None

    async def _forum(self, channel_id: int) -> discord.ForumChannel | None:
        channel = await self._channel(channel_id)
        return channel if isinstance(channel, discord.ForumChannel) else None

    async def _channel(self, channel_id: int) -> object:
        return self._client.get_channel(channel_id) or await self._client.fetch_channel(channel_id)

    async def _find_or_open(
        self, before: Post, forum: discord.ForumChannel, draft: Draft, opening: Opening
    ) -> int:
        """A forum post takes no nonce, so whatever was tried before is looked for by its mark."""
        if before.begun_at is not None:
            async for thread in _threads_since(forum, before):
                if thread.owner_id == self._client.own_id and await self._carries(thread, draft.mark):
                    return thread.id
        made = await forum.create_thread(
            name=opening.title,
            content=draft.content,
            embed=draft.embed or discord.utils.MISSING,
            view=draft.view or discord.utils.MISSING,
            files=list(draft.files),
            applied_tags=_tags(forum, opening.tags),
        )
        return made.thread.id

    async def _carries(self, thread: discord.Thread, mark: str) -> bool:
        try:
            return mark in _custom_ids(await thread.fetch_message(thread.id))
        except discord.NotFound:
            return False  # the post was deleted and its thread left

    async def _find_or_send(self, before: Post, channel: discord.PartialMessageable, draft: Draft) -> int:
        post = before
        if not before.nonce_is_safe(self._clock()):
            # Discord has forgotten the nonce that would tell us whether the message stands already
            if before.begun_at is not None:
                found = await self._find(before, channel, draft.mark)
                if found is not None:
                    return found
            post = await self._posts.renew(before.key)
        reference = (
            discord.MessageReference(
                message_id=draft.reply_to, channel_id=channel.id, fail_if_not_exists=False
            )
            if draft.reply_to is not None
            else None
        )
        message = await channel.send(
            content=draft.content,
            embed=draft.embed or discord.utils.MISSING,
            view=draft.view or discord.utils.MISSING,
            files=list(draft.files),
            reference=reference,  # pyright: ignore[reportArgumentType] - None is the default there
            nonce=post.nonce,
            silent=draft.silent,
            allowed_mentions=draft.mentions,  # pyright: ignore[reportArgumentType] - None is the default there
        )
        return message.id

    async def _find(self, post: Post, channel: discord.PartialMessageable, mark: str) -> int | None:
        me = self._client.own_id
        async for message in channel.history(
            limit=SEARCHED, after=post.claimed_at - CLOCK_SKEW, oldest_first=True
        ):
            if message.author.id == me and mark in _custom_ids(message):
                return message.id
        return None


def _custom_ids(message: discord.Message) -> set[str]:
    return {
        child.custom_id
        for row in message.components
        if isinstance(row, discord.ActionRow)
        for child in row.children
        if isinstance(child, discord.Button) and child.custom_id is not None
    }


async def _threads_since(forum: discord.ForumChannel, post: Post) -> AsyncGenerator[discord.Thread]:
    """Every post of the forum that is younger than the claim, archived ones too."""
    since = discord.utils.time_snowflake(post.claimed_at - CLOCK_SKEW)
    for thread in await forum.guild.active_threads():
        if thread.parent_id == forum.id and thread.id >= since:
            yield thread
    async for thread in forum.archived_threads(limit=SEARCHED):
        if thread.id >= since:
            yield thread


def _tags(forum: discord.ForumChannel, wanted: tuple[str, ...]) -> list[discord.ForumTag]:
    """Those of the forum's tags that fit; where it insists on one and none does, its first."""
    words = {word.casefold() for word in wanted}
    fitting = [tag for tag in forum.available_tags if tag.name.casefold() in words][:5]
    return fitting or (list(forum.available_tags[:1]) if forum.flags.require_tag else [])
