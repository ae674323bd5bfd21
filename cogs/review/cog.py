"""What friends do about a recording on Discord: reactions, comments with times, `/review`, `/moment`."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_bot import Context, DiscordBot, Interaction
from bot.recording.model import (
    EMOJI,
    LookAgain,
    NotInReview,
    Reaction,
    Recording,
    RecordingChanged,
    RecordingId,
    State,
    by_emoji,
    read_message,
)
from bot.recording.review_service import Comment, Heard
from cogs.delivery import UNREACHABLE
from cogs.review import text, views

logger = logging.getLogger(__name__)

HEARD = "📌"
"""On a comment whose moments are kept."""
UNCLEAR = "❓"
"""On a comment that looks like a moment and cannot be read."""
GONE = (10003, 10008)
"""Discord's codes for an unknown channel and message; an unknown emoji is a reaction taken just now."""
COMMENTS = 1000
"""Messages of one thread that are read again, at most."""


class ReviewCog(commands.Cog, name="Reviews"):
    """Say what you saw in a recording."""

    def __init__(self, bot: DiscordBot) -> None:
        self._bot = bot
        self._services = bot.services
        self._whereabouts = bot.services.whereabouts
        self._reviews = bot.services.reviews
        self._read: set[RecordingId] = set()
        """Those whose post was read since this client began to listen."""
        self._reading = asyncio.Lock()
        self._subscriptions: list[Callable[[], None]] = []

    async def cog_load(self) -> None:
        """Called by discord.py."""
        bus = self._services.bus
        self._subscriptions = [
            bus.subscribe(RecordingChanged, self.on_changed),
            bus.subscribe(LookAgain, self.on_look_again),
        ]

    async def cog_unload(self) -> None:
        """Called by discord.py."""
        for unsubscribe in self._subscriptions:
            unsubscribe()

    @app_commands.command()
    @app_commands.describe(number="The recording's number; not needed in its own thread")
    async def review(self, interaction: Interaction, number: int | None = None) -> None:
        """Score a recording in private; your own is rated the same way."""
        await views.show_form(interaction, await self._which(interaction, number))

    @app_commands.command()
    @app_commands.rename(line="moment")
    @app_commands.describe(
        line="When and what: 12:34 silent stuck on the base case",
        number="The recording's number; not needed in its own thread",
    )
    async def moment(
        self, interaction: Interaction, line: app_commands.Range[str, 1, 240], number: int | None = None
    ) -> None:
        """Mark a moment in a recording: a time and what you saw there."""
        await views.mark_moment(interaction, None if number is None else RecordingId(number), line)

    @app_commands.command()
    async def reviewer(self, interaction: Interaction) -> None:
        """Whether I may ask you quietly when nobody has looked at a recording."""
        offers = await self._services.rotation.offers()
        asks = any(offer.account == str(interaction.user.id) for offer in offers)
        await interaction.response.send_message(
            text.offered(asks=asks), view=views.offer(asks=asks), ephemeral=True
        )

    @commands.command(name="review", hidden=True, ignore_extra=True)
    async def review_in_chat(self, context: Context) -> None:
        """Say that this one is a slash command."""
        await context.send(text.use_slash(self.review.name))

    @commands.command(name="moment", hidden=True, ignore_extra=True)
    async def moment_in_chat(self, context: Context) -> None:
        """Say that this one is a slash command."""
        await context.send(text.use_slash(self.moment.name))

    @commands.command(name="reviewer", hidden=True, ignore_extra=True)
    async def reviewer_in_chat(self, context: Context) -> None:
        """Say that this one is a slash command."""
        await context.send(text.use_slash(self.reviewer.name))

    async def _which(self, interaction: Interaction, number: int | None) -> RecordingId:
        if number is not None:
            return RecordingId(number)
        channel = interaction.channel_id
        recording = None if channel is None else await self._whereabouts.at_thread(channel)
        if recording is None:
            raise NotInReview
        return recording.id

    # reactions

    @commands.Cog.listener()
    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        """Called by discord.py, for messages of any age."""
        statement = by_emoji(str(payload.emoji))
        is_bot = payload.member is not None and payload.member.bot
        if statement is None or is_bot or payload.user_id == self._bot.own_id:
            return
        name = "" if payload.member is None else payload.member.display_name
        await self._reviews.react(Reaction(payload.message_id, True, statement, str(payload.user_id), name))

    @commands.Cog.listener()
    async def on_raw_reaction_remove(self, payload: discord.RawReactionActionEvent) -> None:
        """Called by discord.py."""
        statement = by_emoji(str(payload.emoji))
        if statement is not None and payload.user_id != self._bot.own_id:
            await self._reviews.react(Reaction(payload.message_id, False, statement, str(payload.user_id)))

    @commands.Cog.listener()
    async def on_raw_reaction_clear(self, payload: discord.RawReactionClearEvent) -> None:
        """Called by discord.py: a moderator took all of them away, ours too."""
        await self._reviews.react(Reaction(payload.message_id, False))
        await self._seed_again(payload.message_id)

    @commands.Cog.listener()
    async def on_raw_reaction_clear_emoji(self, payload: discord.RawReactionClearEmojiEvent) -> None:
        """Called by discord.py."""
        statement = by_emoji(str(payload.emoji))
        if statement is not None:
            await self._reviews.react(Reaction(payload.message_id, False, statement))
            await self._seed_again(payload.message_id)

    # comments

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Called by discord.py."""
        if not message.author.bot and self._may_be_thread(message.channel):
            await self._listen(message)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Called by discord.py, for messages of any age."""
        message = payload.message
        if not message.author.bot and self._may_be_thread(message.channel) and "content" in payload.data:
            await self._listen(message, edited=True)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Called by discord.py: a comment, or the post itself."""
        await self._gone(payload.channel_id, payload.message_id)

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Called by discord.py."""
        for message_id in payload.message_ids:
            await self._gone(payload.channel_id, message_id)

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Called by discord.py; in a forum the post goes with it."""
        recording = await self._whereabouts.at_thread(payload.thread_id)
        if recording is not None:
            await self._whereabouts.lost_thread(recording.id)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Called by discord.py: with a channel go its posts and their threads."""
        for recording in await self._whereabouts.heard():
            if recording.where is not None and channel.id in (
                recording.where.channel,
                self._services.recordings.channel,
            ):
                await self._look(recording)

    # what was missed

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Called by discord.py, again after each reconnect: whatever was missed is read now."""
        await self._look_at_all()

    @commands.Cog.listener()
    async def on_resumed(self) -> None:
        """Called by discord.py: it replays what was missed, and a look costs little."""
        await self._look_at_all()

    async def on_changed(self, event: RecordingChanged) -> None:
        """A post stands: its reactions are seeded, and whoever was quicker is heard."""
        if event.recording.is_heard and event.recording.id not in self._read:
            await self._look(event.recording)

    async def on_look_again(self, event: LookAgain) -> None:
        """What could not be read before is read once more."""
        if event.recording.is_heard:
            await self._look(event.recording)

    async def _look_at_all(self) -> None:
        async with self._reading:
            for recording in await self._whereabouts.heard():
                await self._look(recording)

    async def _look(self, recording: Recording) -> None:
        """Read post and thread as they are on Discord: that is the truth."""
        where = recording.where
        if where is None:
            return
        channel = self._bot.get_partial_messageable(where.channel, guild_id=self._bot.section.guild_id)
        try:
            with self._reviews.reading(recording) as reading:
                message = await channel.fetch_message(where.message)
                reactions = [each for each in message.reactions if by_emoji(str(each.emoji)) is not None]
                seen = [told for each in reactions for told in await self._givers(each)]
                comments = await self._comments(recording)
                await self._reviews.settle(reading, seen, comments)
            if recording.state is State.OPEN:
                await self._seed(message, {by_emoji(str(each.emoji)) for each in reactions if each.me})
        except UNREACHABLE as error:
            if isinstance(error, discord.NotFound) and error.code in GONE:
                await self._whereabouts.lost(recording.id)
                return
            logger.warning("recording %s could not be read, it is tried again: %s", recording.id, error)
            self._whereabouts.look_again(recording.id)
            return
        self._read.add(recording.id)
        self._whereabouts.looked(recording.id)

    async def _givers(self, reaction: discord.Reaction) -> list[Reaction]:
        statement = by_emoji(str(reaction.emoji))
        kinds = [discord.ReactionType.normal]
        if reaction.burst_count:
            kinds.append(discord.ReactionType.burst)
        return [
            Reaction(reaction.message.id, True, statement, str(user.id), user.display_name)
            for kind in kinds
            async for user in reaction.users(type=kind)
            if not user.bot
        ]

    async def _comments(self, recording: Recording) -> list[Comment] | None:
        """Everything in the thread; None where it cannot be read, and what was said there stays."""
        if recording.thread is None or not self._bot.intents.message_content:
            return None
        thread = self._bot.get_partial_messageable(recording.thread, guild_id=self._bot.section.guild_id)
        found: list[Comment] = []
        try:
            async for message in thread.history(limit=COMMENTS, oldest_first=True):
                if not message.author.bot:
                    found.append(_comment(message))
                    await self._answer_late(message)
        except discord.NotFound:
            await self._whereabouts.lost_thread(recording.id)
            return None
        except discord.Forbidden as error:
            logger.warning("the thread of recording %s cannot be read: %s", recording.id, error.text)
            return None
        return found

    async def _answer_late(self, message: discord.Message) -> None:
        own = {str(reaction.emoji) for reaction in message.reactions if reaction.me}
        if HEARD not in own and read_message(message.content).remarks:
            await self._mark(message, HEARD)

    async def _seed(self, message: discord.Message | discord.PartialMessage, there: set[object]) -> None:
        """Our eight, in their order; those that are there stay."""
        for statement, emoji in EMOJI.items():
            if statement not in there:
                await message.add_reaction(emoji)

    async def _seed_again(self, message_id: int) -> None:
        recording = await self._whereabouts.at_message(message_id)
        if recording is not None and recording.is_heard:
            await self._look(recording)

    async def _listen(self, message: discord.Message, *, edited: bool = False) -> None:
        if not self._bot.intents.message_content:
            return
        heard = await self._reviews.comment(_comment(message))
        if heard.changed and heard.read.remarks:
            await self._mark(message, HEARD)
            if edited:
                await self._unmark(message, UNCLEAR)
        elif heard.changed:
            await self._unmark(message, HEARD)
        if _puzzles(heard) and not edited:
            await self._mark(message, UNCLEAR)

    async def _gone(self, channel_id: int, message_id: int) -> None:
        recording = await self._whereabouts.at_message(message_id)
        if recording is not None:
            await self._whereabouts.lost(recording.id)
        else:
            await self._reviews.comment(Comment(channel_id, message_id, None))

    async def _mark(self, message: discord.Message, emoji: str) -> None:
        try:
            await message.add_reaction(emoji)
        except UNREACHABLE as error:
            # an archived or locked thread takes no reactions; the moment is kept all the same
            logger.info("no %s on a comment: %s", emoji, error)

    async def _unmark(self, message: discord.Message, emoji: str) -> None:
        try:
            await message.remove_reaction(emoji, discord.Object(self._bot.own_id))
        except UNREACHABLE as error:
            logger.info("the %s stays on a comment: %s", emoji, error)

    @staticmethod
    def _may_be_thread(channel: object) -> bool:
        """A thread that is not in the cache comes as a partial channel."""
        return isinstance(channel, discord.Thread | discord.PartialMessageable)


def _comment(message: discord.Message) -> Comment:
    author = message.author
    return Comment(message.channel.id, message.id, message.content, str(author.id), author.display_name)


def _puzzles(heard: Heard) -> bool:
    return heard.read.unclear and not heard.read.remarks


async def setup(bot: DiscordBot) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(views.ReviewButton, views.ScoreSelect, views.UnsayButton, views.OfferButton)
    await bot.add_cog(ReviewCog(bot))
