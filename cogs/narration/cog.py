"""The narration on Discord: `/narration`, `!think`, and the offer of a recording that was measured."""

from __future__ import annotations

import logging
from collections.abc import Callable

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_bot import Context, DiscordBot, Interaction
from bot.discord_cdn import fetch
from bot.narration.ear import can_listen
from bot.narration.model import (
    MOMENTS,
    OFFER,
    Narration,
    NarrationFailed,
    NarrationId,
    NarrationMeasured,
)
from bot.people.model import Platform
from bot.post.model import Place, PostDue, PostKey
from bot.recording.model import RecordingSubmitted
from cogs.asking import actor_of, source_of
from cogs.delivery import UNREACHABLE, Delivery, Draft
from cogs.narration import text, views

logger = logging.getLogger(__name__)

SUGGESTIONS = 25
"""What Discord shows under a field at most."""


class NarrationCog(commands.Cog, name="Narration"):
    """Where you spoke in a recording, and where you went silent."""

    def __init__(self, bot: DiscordBot) -> None:
        self._bot = bot
        self._services = bot.services
        self._narrations = bot.services.narrations
        self._delivery = Delivery(bot, bot.services.posts, bot.services.clock)
        self._subscriptions: list[Callable[[], None]] = []

    async def cog_load(self) -> None:
        """Called by discord.py."""
        bus = self._services.bus
        self._subscriptions = [
            bus.subscribe(PostDue, self.on_post_due),
            bus.subscribe(NarrationMeasured, self.on_measured),
            bus.subscribe(NarrationFailed, self.on_failed),
            bus.subscribe(RecordingSubmitted, self.on_submitted),
        ]

    async def cog_unload(self) -> None:
        """Called by discord.py."""
        for unsubscribe in self._subscriptions:
            unsubscribe()

    @commands.hybrid_command(extras={"for": "candidate"})
    async def think(self, context: Context) -> None:
        """Announce a silence in your recording: you think, and do not freeze."""
        await self._narrations.think(actor_of(context), source_of(context))
        await context.send(text.thinking())

    @app_commands.command(extras={"for": "candidate"})
    @app_commands.describe(recording="Which one; the last one without it")
    async def narration(self, interaction: Interaction, recording: int | None = None) -> None:
        """Where you spoke in a recording, and where you went silent; for you alone."""
        await views.answer(interaction, None if recording is None else NarrationId(recording))

    @narration.autocomplete("recording")
    async def suggest(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[int]]:
        """Their own recordings, the newest first."""
        held = [
            (narration.id, text.choice(narration, title))
            for narration, title in await self._narrations.mine(actor_of(interaction))
        ]
        return [
            app_commands.Choice(name=name, value=narration_id)
            for narration_id, name in held
            if typed.lower() in name.lower()
        ][:SUGGESTIONS]

    @commands.command(name="narration", hidden=True, ignore_extra=True)
    async def narration_in_chat(self, context: Context) -> None:
        """Say that this one is a slash command."""
        await context.send(text.use_slash(self.narration.name))

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Called by discord.py, again after each reconnect: what was measured meanwhile is offered now."""
        for narration in await self._narrations.unoffered():
            await self._offer(narration)

    async def on_measured(self, event: NarrationMeasured) -> None:
        """A recording of a timed test: its candidate is told, in private where that is possible."""
        if self._bot.logged_in:
            await self._offer(event.narration)

    async def on_failed(self, event: NarrationFailed) -> None:
        """A recording that could not be measured: why, and the mend."""
        if event.person.discord_id is not None:
            await self._bot.tell(event.person.discord_id, event.sentence)

    async def on_submitted(self, event: RecordingSubmitted) -> None:
        """A file was handed in: it is fetched once more, measured, and not kept."""
        recording = event.recording
        if recording.file is None or not can_listen():
            return
        try:
            held = await fetch(recording.file.url, self._bot.section.cdn_url)
        except UNREACHABLE as error:
            logger.info("recording %s was not measured: %s", recording.id, type(error).__name__)
            return
        if held is not None:
            await self._narrations.hand_in(recording, held)

    async def on_post_due(self, event: PostDue) -> None:
        """An offer wants to be sent, or the line under a review."""
        key = event.post.key
        if key.place.platform is not Platform.DISCORD:
            return
        if key.kind == MOMENTS:
            await self._delivery.deliver(key, lambda: self._measured(key))
        elif key.kind == OFFER:
            await self._send_offer(key)

    async def _send_offer(self, key: PostKey) -> None:
        sent = await self._delivery.deliver(key, lambda: self._draft(key))
        if sent is None and key.place != self._in_public:
            post = await self._services.posts.find(key)
            if post is not None and post.ended and post.message_id is None:
                # they take no private messages; the one in the channel says nothing of what was heard
                await self._narrations.offer(NarrationId(int(key.subject)), self._in_public)

    @property
    def _in_public(self) -> Place:
        return Place(Platform.DISCORD, str(self._bot.channels.assignments))

    async def _offer(self, narration: Narration) -> None:
        person = await self._services.people.get(narration.person_id)
        if person.discord_id is None:
            return
        try:
            user = await self._bot.fetch_user(person.discord_id)
            place = Place(Platform.DISCORD, str((await user.create_dm()).id))
        except discord.HTTPException as error:
            logger.info("no private channel for an offer: %s", error.text)
            place = self._in_public
        await self._narrations.offer(narration.id, place)

    async def _draft(self, key: PostKey) -> Draft:
        narration_id = NarrationId(int(key.subject))
        mark = views.custom_id(views.SUBMIT, narration_id)
        if key.place == self._in_public:
            return Draft(
                mark, text.offer_in_public(), view=views.offering(narration_id, in_public=True), silent=True
            )
        view = await self._narrations.show(narration_id)
        embed, files = await views.card(self._services.easel, view)
        return Draft(
            mark, text.offer(view), embed=embed, view=views.offering(narration_id), files=tuple(files)
        )

    async def _measured(self, key: PostKey) -> Draft:
        narration_id = NarrationId(int(key.subject))
        view = await self._narrations.show(narration_id)
        return Draft(
            views.custom_id(views.LOOK, narration_id),
            embed=text.review_moments(view),
            view=views.looking(narration_id),
            silent=True,
        )


async def setup(bot: DiscordBot) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(views.NarrationButton)
    await bot.add_cog(NarrationCog(bot))
