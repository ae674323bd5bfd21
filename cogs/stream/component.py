"""The stream as Twitch tells of it, and its words in chat: `!problem`, `!moment`, `!discord`."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import twitchio
from twitchio.ext import commands

from bot.stream.model import Airing, MomentMarked, Video, VideoWanted, expiry
from bot.twitch_bot import Context, StreamSeen, TwitchBot
from bot.twitch_login import MARKERS
from bot.twitch_reconciler import UNREACHABLE
from bot.twitch_videos import find_recording
from cogs.stream import chat

logger = logging.getLogger(__name__)

AWAY = (*UNREACHABLE, RuntimeError)
"""How asking Twitch fails; a RuntimeError where our session is not open yet, or already closed."""


class StreamComponent(commands.Component):
    """What happens on stream."""

    def __init__(self, bot: TwitchBot) -> None:
        self._bot = bot
        self._streams = bot.services.streams
        self._stage = bot.services.stage
        # what Twitch tells is taken one after the other: asking for the title takes its time
        self._one_by_one = asyncio.Lock()
        self._subscriptions: list[Callable[[], None]] = []

    async def component_load(self) -> None:
        """Called by TwitchIO."""
        bus = self._bot.services.bus
        self._subscriptions = [
            bus.subscribe(VideoWanted, self.on_video_wanted),
            bus.subscribe(MomentMarked, self.on_moment),
        ]

    async def component_teardown(self) -> None:
        """Called by TwitchIO."""
        for unsubscribe in self._subscriptions:
            unsubscribe()

    # what Twitch tells

    @commands.Component.listener("stream_online")
    async def on_online(self, payload: twitchio.StreamOnline) -> None:
        """Called by TwitchIO."""
        if payload.type != "live":
            return  # a rerun or a watch party is no stream of anybody's
        async with self._one_by_one:
            title, category = await self._title()
            await self._streams.online(Airing(payload.id, payload.started_at, title, category))

    @commands.Component.listener("stream_offline")
    async def on_offline(self, payload: twitchio.StreamOffline) -> None:
        """Called by TwitchIO."""
        async with self._one_by_one:
            await self._streams.offline()

    @commands.Component.listener("channel_update")
    async def on_update(self, payload: twitchio.ChannelUpdate) -> None:
        """Called by TwitchIO."""
        async with self._one_by_one:
            await self._streams.titled(payload.title, payload.category_name)

    @commands.Component.listener("stream_seen")
    async def on_seen(self, seen: StreamSeen) -> None:
        """Called by our client after each look at Twitch."""
        stream = seen.stream
        airing = None
        if stream is not None:
            airing = Airing(stream.id, stream.started_at, stream.title, stream.game_name or "")
        async with self._one_by_one:
            await self._streams.compare(airing)

    async def _title(self) -> tuple[str, str]:
        """Title and category: the list of streams has them only minutes later."""
        channel = self._bot.create_partialuser(self._bot.broadcaster_id)
        try:
            info = await channel.fetch_channel_info(token_for=self._bot.bot_id)
        except AWAY as error:
            logger.info("the title of the stream comes later: %s", type(error).__name__)
            return "", ""
        return info.title, info.game_name

    # what is asked of Twitch

    async def on_video_wanted(self, event: VideoWanted) -> None:
        """Look for the recording of a broadcast; where that fails, the service asks again."""
        bot, twitch_id = self._bot, event.broadcast.twitch_id
        try:
            found = await find_recording(bot, bot.broadcaster_id, twitch_id, bot.bot_id)
            if found is None:
                return
            users = await bot.fetch_users(ids=[bot.broadcaster_id], token_for=bot.bot_id)
        except AWAY as error:
            logger.info("a recording was not looked for, again later: %s", type(error).__name__)
            return
        kind = users[0].broadcaster_type if users else ""
        ends = expiry(found.created_at, kind)
        video = Video(found.id, found.url, found.created_at, found.length, ends)
        await self._streams.found_video(twitch_id, video)

    async def on_moment(self, event: MomentMarked) -> None:
        """Put a marker on Twitch as well, where that is allowed; the moment stands without it."""
        if not self._bot.may(MARKERS):
            return
        channel = self._bot.create_partialuser(self._bot.broadcaster_id)
        try:
            await channel.create_stream_marker(
                token_for=self._bot.broadcaster_id, description=chat.marker(event.moment)
            )
        except AWAY as error:
            # a stream that keeps no recording takes no markers either
            logger.info("no marker on Twitch: %s", type(error).__name__)

    # commands

    @commands.command(name="problem")
    async def problem(self, ctx: Context, *, name: str = "") -> None:
        """What is being solved; with a name, the streamer and moderators put it there."""
        actor = self._bot.actor(ctx)
        if name.strip():
            source = self._bot.source(ctx)
            stage = await self._stage.put(actor, name, source)
            if await self._streams.is_live():
                # with the problem opens the round; its own line follows
                await self._bot.services.patterns.open(actor, stage.problem, source)
        else:
            stage = await self._stage.show(actor)
        await self._bot.answer(ctx, chat.problem(stage))

    @commands.command(name="moment")
    async def moment(self, ctx: Context, *, note: str = "") -> None:
        """Mark what you just saw, so that it is found again in the recording."""
        marked = await self._stage.mark(self._bot.actor(ctx), note, self._bot.source(ctx))
        if marked is not None:
            await self._bot.answer(ctx, chat.marked(*marked))

    @commands.command(name="discord")
    async def discord(self, ctx: Context) -> None:
        """Where to talk about it afterwards."""
        await self._bot.answer(ctx, self._stage.invite)


async def setup(bot: TwitchBot) -> None:
    """Called by TwitchIO."""
    await bot.add_component(StreamComponent(bot))
