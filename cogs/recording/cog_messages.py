"""What stands about a recording on Discord: its post, the thread under it, and the summary that closes it."""

from __future__ import annotations

import io
import logging
from collections.abc import Awaitable, Callable, Sequence

import discord
from discord.ext import commands

from bot.discord_bot import DiscordBot
from bot.discord_cdn import fetch
from bot.people.model import Platform
from bot.post.model import Post, PostDue, PostStale
from bot.privacy.model import PersonForgotten
from bot.recording.model import (
    CLOSING,
    KIND,
    RECORDING_EVENTS,
    LookAgain,
    Recording,
    RecordingEvent,
    RecordingId,
    RecordingLost,
    Reviewed,
    State,
    Where,
)
from cogs import reviewed
from cogs.delivery import UNREACHABLE, Delivery, Draft, Opening, Redraw
from cogs.recording import text, views

logger = logging.getLogger(__name__)

MISSING = discord.utils.MISSING
Face = tuple[str | None, ...]

WEEK = 10080
"""Minutes until an idle thread is put away; the longest that Discord knows."""
THREAD_STANDS = 160004
"""Discord's code for a second thread under one message."""
SAID = ("recording_votes", "recording_moments", "recording_forms")
"""Tables with what a closing summary is made of."""


class RecordingMessagesCog(commands.Cog, name="Recording messages"):
    """They show what is, whatever became of the recording."""

    def __init__(self, bot: DiscordBot) -> None:
        self._bot = bot
        self._services = bot.services
        self._recordings = bot.services.recordings
        self._whereabouts = bot.services.whereabouts
        self._delivery = Delivery(bot, bot.services.posts, bot.services.clock)
        self._redraw = Redraw(self._edit_both)
        self._shown: dict[tuple[str, RecordingId], Face] = {}
        """What a message is known to show; the same once more would only mark it as edited."""
        self._subscriptions: list[Callable[[], None]] = []

    async def cog_load(self) -> None:
        """Called by discord.py."""
        bus = self._services.bus
        self._subscriptions = [
            bus.subscribe(PostDue, self.on_post_due),
            bus.subscribe(PostStale, self.on_post_stale),
            bus.subscribe(Reviewed, self.on_reviewed, newest_of=_which, unhurried=True),
            bus.subscribe(LookAgain, self.on_look_again),
            bus.subscribe(PersonForgotten, self.on_forgotten),
            *(bus.subscribe(kind, self.on_recording) for kind in RECORDING_EVENTS),
        ]

    async def cog_unload(self) -> None:
        """Called by discord.py."""
        for unsubscribe in self._subscriptions:
            unsubscribe()

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Called by discord.py, again after each reconnect: what a crash lost is found, and drawn."""
        for recording in await self._whereabouts.unplaced():
            await self._place(recording)
        for recording in await self._whereabouts.shown():
            await self._redraw(recording.id)

    async def on_post_due(self, event: PostDue) -> None:
        """A recording wants its post, or a week is over and its summary to be said."""
        key = event.post.key
        if key.place.platform is not Platform.DISCORD or key.kind not in (KIND, CLOSING):
            return
        recording_id = RecordingId(int(key.subject))
        if key.kind == KIND:
            recording, _ = await self._recordings.look(recording_id)
            if recording.state is State.WITHDRAWN and event.post.begun_at is None:
                await self._services.posts.give_up(key)  # taken back before anybody saw it
            elif await self._deliver(event.post, recording_id, self._draft):
                await self._place(recording)
        elif await self._can_close(event.post, recording_id):
            await self._deliver(event.post, recording_id, self._closing)
            await self._redraw(recording_id)

    async def on_post_stale(self, event: PostStale) -> None:
        """A post or a summary may show an old state."""
        if event.post.key.kind in (KIND, CLOSING):
            await self._redraw(RecordingId(int(event.post.key.subject)))

    async def on_recording(self, event: RecordingEvent) -> None:
        """Something became of a recording: its messages show it, the host hears of a loss."""
        recording = event.recording
        if isinstance(event, RecordingLost):
            _, owner = await self._recordings.look(recording.id)
            self._bot.tell_host(text.lost(recording, owner))
        elif recording.where is not None:
            await self._redraw(recording.id)

    async def on_reviewed(self, event: Reviewed) -> None:
        """What comes after the closing changes the summary that stands."""
        if event.recording.state is State.CLOSED:
            await self._redraw(event.recording.id)

    async def on_look_again(self, event: LookAgain) -> None:
        """What could not be done before is tried once more."""
        recording = event.recording
        if recording.is_heard and recording.thread is None and recording.thread_lost_at is None:
            await self._place(recording)

    async def on_forgotten(self, event: PersonForgotten) -> None:
        """A summary quotes and thanks nobody who was forgotten since; their own recordings are gone."""
        tables = event.was.tables
        own = {row["id"] for row in tables.get("recordings", ())}
        said = {row["recording_id"] for table in SAID for row in tables.get(table, ())}
        for recording_id in sorted(int(str(number)) for number in said - own):
            await self._redraw(RecordingId(recording_id))

    async def _deliver(
        self, post: Post, recording_id: RecordingId, draft: Callable[[RecordingId], Awaitable[Draft]]
    ) -> bool:
        stands = await self._delivery.deliver(post.key, lambda: draft(recording_id)) is not None
        if post.begun_at is not None:
            # what stands may be what was sent before, as things were then
            self._shown.pop((post.key.kind, recording_id), None)
        return stands

    async def _draft(self, recording_id: RecordingId) -> Draft:
        recording, owner = await self._recordings.look(recording_id)
        problem = None if recording.problem is None else self._services.catalogue.known(recording.problem)
        held = None
        if recording.file is not None:
            held = await fetch(recording.file.url, self._bot.section.cdn_url)
        files = () if held is None or recording.file is None else (_file(recording.file.name, held),)
        content = text.content(recording, file_gone=recording.file is not None and held is None) or None
        embed = text.post(recording, owner, problem)
        self._shown[KIND, recording.id] = _face(MISSING if recording.file is not None else content, embed)
        return Draft(
            mark=views.mark(recording.id),
            content=content,
            embed=embed,
            view=views.standing(recording),
            files=files,
            opening=Opening(recording.title, text.tags(recording, problem)),
        )

    async def _closing(self, recording_id: RecordingId) -> Draft:
        held = await self._services.reviews.public_summary(recording_id)
        embed = reviewed.summary(held, self._services.programme.drills)
        self._shown[CLOSING, recording_id] = _face(text.closed(held.recording), embed)
        return Draft(
            mark=views.closing_mark(recording_id),
            content=text.closed(held.recording),
            embed=embed,
            view=views.closing(recording_id),
            silent=True,
        )

    async def _can_close(self, post: Post, recording_id: RecordingId) -> bool:
        """Whether the summary may be written there; where not, the host is told and nobody tries for ever."""
        channel = await self._channel(int(post.key.place.channel))
        if isinstance(channel, discord.Thread) and channel.locked and not _moderates(channel):
            recording, _ = await self._recordings.look(recording_id)
            self._bot.tell_host(text.cannot_close(recording.title))
            await self._services.posts.give_up(post.key)
            return False
        return True

    async def _channel(self, channel_id: int) -> discord.abc.GuildChannel | discord.Thread | None:
        try:
            held = self._bot.get_channel(channel_id) or await self._bot.fetch_channel(channel_id)
        except UNREACHABLE:
            return None  # sending says why, and is tried again
        return held if isinstance(held, discord.abc.GuildChannel | discord.Thread) else None

    async def _place(self, recording: Recording) -> None:
        """Note where its post stands, with a thread under it."""
        for post in await self._services.posts.about(KIND, str(recording.id)):
            if post.message_id is None:
                continue
            channel_id, message_id = int(post.key.place.channel), int(post.message_id)
            try:
                if await self._delivery.forum(channel_id):
                    where = Where(message_id, message_id, message_id)
                else:
                    where = Where(
                        channel_id, message_id, await self._thread(recording, channel_id, message_id)
                    )
            except UNREACHABLE as error:
                logger.warning("recording %s has no thread yet: %s", recording.id, error)
                self._whereabouts.look_again(recording.id)
                continue
            await self._whereabouts.placed(recording.id, where)
            await self._redraw(recording.id)

    async def _thread(self, recording: Recording, channel_id: int, message_id: int) -> int | None:
        message = self._bot.get_partial_messageable(
            channel_id, guild_id=self._bot.section.guild_id
        ).get_partial_message(message_id)
        try:
            thread = await message.create_thread(name=recording.title, auto_archive_duration=WEEK)
        except discord.Forbidden:
            self._bot.tell_host(text.no_thread())
            return None
        except discord.HTTPException as error:
            if error.code != THREAD_STANDS:
                raise
            return message_id  # a thread has the id of the message that it hangs under
        return thread.id

    async def _edit_both(self, recording_id: RecordingId) -> None:
        await self._edit_post(recording_id)
        await self._edit_summary(recording_id)

    async def _edit_post(self, recording_id: RecordingId) -> None:
        recording, owner = await self._recordings.look(recording_id)
        where = recording.where
        if where is None or recording.lost_at is not None:
            return
        problem = None if recording.problem is None else self._services.catalogue.known(recording.problem)
        gone = recording.file is None or recording.state is State.WITHDRAWN
        for post in await self._services.posts.about(KIND, str(recording_id)):
            await self._edit(
                post,
                recording_id,
                channel_id=where.channel,
                # a file stays unless it was replaced or taken back; so does what was said in its place
                content=(text.content(recording) or None) if gone else MISSING,
                embed=text.post(recording, owner, problem),
                view=views.standing(recording),
                attachments=[] if gone else MISSING,
            )

    async def _edit_summary(self, recording_id: RecordingId) -> None:
        for post in await self._services.posts.about(CLOSING, str(recording_id)):
            held = await self._services.reviews.public_summary(recording_id)
            withdrawn = held.recording.state is State.WITHDRAWN
            await self._edit(
                post,
                recording_id,
                channel_id=int(post.key.place.channel),
                content=text.closed(held.recording),
                embed=None if withdrawn else reviewed.summary(held, self._services.programme.drills),
                view=None if withdrawn else views.closing(recording_id),
            )

    async def _edit(
        self,
        post: Post,
        recording_id: RecordingId,
        *,
        channel_id: int,
        content: str | None,
        embed: discord.Embed | None,
        view: discord.ui.View | None,
        attachments: Sequence[discord.Attachment] = MISSING,
    ) -> None:
        """Make it show what is, unless it does: an edit that changes nothing would mark it as edited."""
        if post.message_id is None:
            return
        which, face = (post.key.kind, recording_id), _face(content, embed)
        shown = self._shown.pop(which, None)
        if shown == face or (
            shown is None and await self._shows(channel_id, int(post.message_id), content, face)
        ):
            self._services.posts.drawn(post.key)
            self._shown[which] = face
        elif await self._delivery.edit(
            post, embed, view, content=content, attachments=attachments, channel_id=channel_id
        ):
            self._shown[which] = face

    async def _shows(self, channel_id: int, message_id: int, content: str | None, face: Face) -> bool:
        """Whether Discord shows that already, as far as it says what it shows."""
        channel = self._bot.get_partial_messageable(channel_id)
        try:
            message = await channel.fetch_message(message_id)
        except UNREACHABLE:
            return False  # editing says why, and is tried again
        said = MISSING if content is MISSING else message.content
        # the preview of a link is an embed, too
        return face in [_face(said, embed) for embed in message.embeds or (None,)]


def _face(content: str | None, embed: discord.Embed | None) -> Face:
    """What a message says, without what Discord adds to it; content that is left as it is does not count."""
    said = "" if content is MISSING else content or ""
    if embed is None:
        return (said,)
    fields = [each for field in embed.fields for each in (field.name, field.value)]
    return said, embed.title, embed.description, embed.footer.text, *fields


def _which(event: Reviewed) -> RecordingId:
    return event.recording.id


def _file(name: str, held: bytes) -> discord.File:
    return discord.File(io.BytesIO(held), name)


def _moderates(thread: discord.Thread) -> bool:
    return thread.permissions_for(thread.guild.me).manage_threads


async def setup(bot: DiscordBot) -> None:
    """Called by discord.py."""
    await bot.add_cog(RecordingMessagesCog(bot))
