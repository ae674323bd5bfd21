"""The cohort on Discord: `/cohort`, and the standing message that is edited quietly."""

from __future__ import annotations

from collections.abc import Callable

from discord.ext import commands

from bot.cohort.model import BOARD, BoardDue
from bot.discord_bot import Context, DiscordBot
from bot.people.model import Platform
from bot.post.model import PostDue, PostStale
from cogs.cohort import text, views
from cogs.delivery import Delivery, Draft


class CohortCog(commands.Cog, name="Cohort"):
    """Those who train beside you."""

    def __init__(self, bot: DiscordBot) -> None:
        self._bot = bot
        self._cohort = bot.services.cohort
        self._posts = bot.services.posts
        self._delivery = Delivery(bot, self._posts, bot.services.clock)
        self._subscriptions: list[Callable[[], None]] = []

    async def cog_load(self) -> None:
        """Called by discord.py."""
        bus = self._bot.services.bus
        self._subscriptions = [
            bus.subscribe(PostDue, self.on_post_due),
            bus.subscribe(PostStale, self.on_post_stale),
            bus.subscribe(BoardDue, self.on_board_due),
        ]

    async def cog_unload(self) -> None:
        """Called by discord.py."""
        for unsubscribe in self._subscriptions:
            unsubscribe()

    @commands.hybrid_command()
    async def cohort(self, context: Context) -> None:
        """Who trains beside you and wants to be seen, and how far their week has come."""
        board = await self._cohort.board()
        await context.send(embed=text.board(board), view=views.button(views.ASKED))

    async def on_post_due(self, event: PostDue) -> None:
        """Send the standing message, without a sound."""
        key = event.post.key
        if key.kind != BOARD or key.place.platform is not Platform.DISCORD:
            return
        board = await self._cohort.board()

        async def draft() -> Draft:
            return Draft(
                mark=views.STANDING,
                embed=text.board(board),
                view=views.button(views.STANDING),
                silent=True,
            )

        if await self._delivery.deliver(key, draft) is not None:
            await self._cohort.drawn(board)
            # somebody may have stepped off while the message was on its way
            await self._cohort.settle()

    async def on_post_stale(self, event: PostStale) -> None:
        """The standing message may show an old state."""
        if event.post.key.kind == BOARD:
            await self._redraw()

    async def on_board_due(self, _: BoardDue) -> None:
        """Draw the standing message anew."""
        await self._redraw()

    async def _redraw(self) -> None:
        board = await self._cohort.board()
        standing = [post for post in await self._posts.about(BOARD, BOARD) if post.message_id is not None]
        embed, view = text.board(board), views.button(views.STANDING)
        drawn = [await self._delivery.edit(post, embed, view) for post in standing]
        if drawn and all(drawn):
            await self._cohort.drawn(board)


async def setup(bot: DiscordBot) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(views.BoardButton)
    await bot.add_cog(CohortCog(bot))
