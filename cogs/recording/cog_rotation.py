"""Friends who offered are asked for a look, by a private line."""

from __future__ import annotations

import logging
from collections.abc import Callable

import discord
from discord.ext import commands

from bot.discord_bot import DiscordBot
from bot.people.model import Platform
from bot.post.model import Place, Post, PostDue
from bot.recording.model import LOOK, LookWanted, RecordingId
from cogs.delivery import UNREACHABLE, Delivery, Draft
from cogs.recording import text, views

logger = logging.getLogger(__name__)


class RotationCog(commands.Cog, name="Rotation"):
    """Whose turn it is to look."""

    def __init__(self, bot: DiscordBot) -> None:
        self._bot = bot
        self._rotation = bot.services.rotation
        self._posts = bot.services.posts
        self._delivery = Delivery(bot, self._posts, bot.services.clock)
        self._subscriptions: list[Callable[[], None]] = []

    async def cog_load(self) -> None:
        """Called by discord.py."""
        bus = self._bot.services.bus
        self._subscriptions = [
            bus.subscribe(LookWanted, self.on_look_wanted),
            bus.subscribe(PostDue, self.on_post_due),
        ]

    async def cog_unload(self) -> None:
        """Called by discord.py."""
        for unsubscribe in self._subscriptions:
            unsubscribe()

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Called by discord.py, again after each reconnect: who could not be asked is asked now."""
        for wanted in await self._rotation.unasked():
            await self.on_look_wanted(wanted)

    async def on_look_wanted(self, event: LookWanted) -> None:
        """A friend who offered is asked in private; it was claimed, so never twice."""
        try:
            user = await self._bot.fetch_user(int(event.account))
            place = Place(Platform.DISCORD, str((await user.create_dm()).id))
        except (discord.NotFound, discord.Forbidden) as error:
            logger.info("a friend cannot be asked for a look: %s", error)
        except UNREACHABLE as error:
            logger.warning("a friend was not asked for a look, it is tried again: %s", error)
            self._rotation.ask_later(event)
        else:
            await self._rotation.ask_there(event.recording.id, event.account, place)

    async def on_post_due(self, event: PostDue) -> None:
        """The line wants to be sent."""
        key = event.post.key
        if key.kind == LOOK and key.place.platform is Platform.DISCORD:
            await self._ask(event.post)

    async def _ask(self, post: Post) -> None:
        """Ask the friend, unless there is nothing to look at any more, or somebody was quicker."""
        held = await self._rotation.still_wanted(RecordingId(int(post.key.subject.partition(":")[0])))
        if held is None or (where := held[0].where) is None:
            await self._posts.give_up(post.key)
            return
        recording, owner = held
        url = f"https://discord.com/channels/{self._bot.section.guild_id}/{where.channel}/{where.message}"

        async def draft() -> Draft:
            return Draft(
                mark=views.looking_mark(recording.id),
                content=text.look_wanted(recording, owner, url),
                view=views.looking(recording.id),
            )

        await self._delivery.deliver(post.key, draft)


async def setup(bot: DiscordBot) -> None:
    """Called by discord.py."""
    await bot.add_cog(RotationCog(bot))
