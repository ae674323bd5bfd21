"""Friends who offered are asked for a look, by a private line."""

from __future__ import annotations

import logging
from collections.abc import Callable

from discord.ext import commands

from bot.discord_bot import DiscordBot
from bot.people.model import Platform
from bot.post.model import Place, Post, PostDue
from bot.recording.model import LOOK, LookWanted, RecordingId, State
from cogs.delivery import UNREACHABLE, Delivery, Draft
from cogs.recording import text, views

logger = logging.getLogger(__name__)


class RotationCog(commands.Cog, name="Rotation"):
    """Whose turn it is to look."""

    def __init__(self, bot: DiscordBot) -> None:
        self._bot = bot
        self._recordings = bot.services.recordings
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

    async def on_look_wanted(self, event: LookWanted) -> None:
        """A friend who offered is asked in private; it was claimed, so never twice."""
        try:
            user = await self._bot.fetch_user(int(event.account))
            place = Place(Platform.DISCORD, str((await user.create_dm()).id))
        except UNREACHABLE as error:
            logger.info("a friend was not asked for a look: %s", type(error).__name__)
            return
        await self._rotation.ask_there(event.recording.id, event.account, place)

    async def on_post_due(self, event: PostDue) -> None:
        """The line wants to be sent."""
        key = event.post.key
        if key.kind == LOOK and key.place.platform is Platform.DISCORD:
            await self._ask(event.post)

    async def _ask(self, post: Post) -> None:
        """Ask the friend, unless there is nothing to look at any more."""
        recording, owner = await self._recordings.look(RecordingId(int(post.key.subject.partition(":")[0])))
        where = recording.where
        if where is None or recording.state is not State.OPEN:
            await self._posts.give_up(post.key)
            return
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
