"""The Twitch client: loads components by name, hears and speaks for them, answers errors in one place."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

import twitchio
from msgspec import Struct
from twitchio import eventsub
from twitchio.eventsub import RevocationReason
from twitchio.eventsub.websockets import WebsocketClosed
from twitchio.ext import commands

from bot.clock import Clock
from bot.config import CommandsSection, TwitchSection
from bot.database import Database
from bot.errors import StartError, UserError
from bot.health import Health
from bot.people.model import Actor, Platform, Source
from bot.post.model import PostKey
from bot.spoken import Spoken
from bot.telemetry import FAILED, OK, REFUSED, Telemetry
from bot.twitch_chatters import is_another_bot, written
from bot.twitch_http import MEND, SignedOut, TwitchHttp
from bot.twitch_pace import Limits
from bot.twitch_queue import OutgoingQueue, Priority, Send
from bot.twitch_reconciler import UNREACHABLE, Reconciler
from bot.twitch_rivals import Rivals, Sighting
from bot.twitch_sender import sender
from bot.twitch_sockets import SocketBot, Timing
from bot.twitch_tokens import Grant, TokenStore

if TYPE_CHECKING:
    from bot.services import Services

logger = logging.getLogger(__name__)

Context = commands.Context["TwitchBot"]

PART = "twitch"
"""What its health goes under."""

_PARAMETER = re.compile(r"([<\[])(?:\.\.\.)?(\w+)(?:\.\.\.)?([>\]])")
"""A parameter in TwitchIO's signatures: `<minutes>`, `[...rest]`."""


class StreamSeen(Struct, frozen=True):
    """What Twitch answered when it was asked whether the channel streams; `event_stream_seen` hears it."""

    stream: twitchio.Stream | None


def tell_log(sentence: str) -> None:
    """The way to the host where there is no other."""
    logger.error("%s", sentence)


class TwitchBot(SocketBot):
    """TwitchIO's bot with our services, our names for commands, and one error boundary.

    It has one life: a closed bot is replaced by a new one. Raises StartError where nobody has signed in.
    """

    def __init__(
        self,
        section: TwitchSection,
        names: CommandsSection,
        services: Services,
        database: Database,
        extensions: Sequence[str],
        *,
        tokens: TokenStore,
        clock: Clock,
        tell_host: Callable[[str], None] = tell_log,
        timing: Timing | None = None,
        limits: Limits | None = None,
        send: Send | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        health: Health | None = None,
        up: asyncio.Event | None = None,
        telemetry: Telemetry | None = None,
    ) -> None:
        """`up` is set when everything that is to be heard is heard for the first time."""
        self._account = _signed_in(tokens, section.bot_login)
        self._broadcaster = _signed_in(tokens, section.channel)
        http = TwitchHttp(section, tokens, clock, tell_host=self._account_lost, monotonic=monotonic)
        super().__init__(section, http, bot_id=self._account.user_id, timing=timing or Timing())
        self.section = section
        self.services = services
        self.database = database
        self.broadcaster_id = self._broadcaster.user_id
        self.live: bool | None = None
        """Whether the channel streams; None until Twitch has said so."""
        self._stream_events = 0
        self.may_speak = False
        """Whether announcements are taken; before that they wait as claims."""
        self._names = names
        self._spoken = Spoken(names.names, section.prefix, lambda name: name in self.commands)
        self._wanted_extensions = extensions
        self._own_names: dict[str, str] = {}
        """Every word that calls a command here, and what we call that command ourselves."""
        self._rivals = Rivals(database, clock)
        self._calls = http
        self._tokens = tokens
        self._tell_host = tell_host
        self._telemetry = telemetry or Telemetry()
        self._health = health or Health(clock)
        channel = self.create_partialuser(self.broadcaster_id, self._broadcaster.login)
        self._queue = OutgoingQueue(
            send or sender(channel, self.bot_id, tell_host),
            limits or Limits(per_minute=section.lines_per_minute),
            monotonic=monotonic,
            sleep=sleep,
        )
        self._queue.pace.moderating = self.broadcaster_id == self.bot_id
        self._gently = False
        self.reconciler = Reconciler(
            self,
            self._wishes(),
            before=self._look_at_tokens,
            after=self._look_at_stream,
            tell_host=tell_host,
            healthy=up,
            verdict=self._looked,
        )

    # life

    async def load(self) -> None:
        """Load every component; safe twice. The library runs each module anew, so nothing of a former bot's
        (cooldowns, names, the component that a command belongs to) is found in it."""
        for name in self._wanted_extensions:
            if name not in self.modules:
                await self.load_module(name)

    async def run_until_closed(self) -> None:
        """Sign in, subscribe, and keep hearing until closed; closes gently whatever ends it."""
        await self.load()
        client = asyncio.create_task(self._live())
        ready = asyncio.create_task(self.wait_until_ready())
        looking = asyncio.create_task(self._listen_when(ready))
        try:
            # `wait_until_ready` waits for ever where `start` has failed
            await asyncio.wait((client, looking), return_when=asyncio.FIRST_COMPLETED)
            for task in (client, looking):
                if task.done():
                    task.result()
        finally:
            for task in (ready, looking):
                task.cancel()
            await self.close_gently()
            await asyncio.gather(client, ready, looking, return_exceptions=True)

    async def close_gently(self) -> None:
        """Hear nothing more, finish what was begun, say what was to be said, end; safe twice."""
        if self._gently:
            return
        self._gently = True
        self.may_speak = False
        try:
            await self.close_sockets(self.timing.closing)
            await self.settled(self.timing.closing)
            await self._queue.close(self.timing.closing)
        finally:
            await self.close()

    async def _live(self) -> None:
        try:
            await self._calls.validate(self.bot_id)
        except SignedOut as error:
            raise StartError(str(error)) from None
        fresh = self._tokens.by_id(self.bot_id)
        await self.start(
            # never used: every call carries the token of the account it is for
            token=(fresh or self._account).access,
            with_adapter=False,
            load_tokens=False,
            save_tokens=False,
        )

    async def _listen_when(self, ready: Awaitable[object]) -> None:
        await ready
        await self.services.people.meet_broadcaster(self.broadcaster_id, self._broadcaster.login)
        await self.reconciler.run()

    def _wishes(self) -> list[eventsub.SubscriptionPayload]:
        channel = self.broadcaster_id
        return [
            eventsub.ChatMessageSubscription(broadcaster_user_id=channel, user_id=self.bot_id),
            eventsub.StreamOnlineSubscription(broadcaster_user_id=channel),
            eventsub.StreamOfflineSubscription(broadcaster_user_id=channel),
            eventsub.ChannelUpdateSubscription(broadcaster_user_id=channel),
        ]

    async def _look_at_tokens(self) -> None:
        if self._tokens.is_lost(self.bot_id) or self._tokens.is_lost(self.broadcaster_id):
            await self._tokens.load()  # the host may have signed in again meanwhile
        # the host has been told; the chat goes on without that account
        with contextlib.suppress(SignedOut):
            await self._calls.validate(self.broadcaster_id)
        try:
            await self._calls.validate(self.bot_id)
        except SignedOut:
            self.may_speak = False
            raise
        if not self.may_speak:
            self.may_speak = True
            # what was to be announced while Twitch was away is announced now, as far as it is still good
            await self.services.posts.resume()

    def _account_lost(self, sentence: str) -> None:
        # at once, so that no announcement is begun which could not be said
        self.may_speak = self.may_speak and not self._tokens.is_lost(self.bot_id)
        self._tell_host(sentence)

    async def _look_at_stream(self) -> None:
        told = self._stream_events
        streams = await self.fetch_streams(
            user_ids=[self.broadcaster_id], first=1, max_results=1, token_for=self.bot_id
        )
        if told == self._stream_events:  # else an event was quicker than the answer
            self.live = bool(streams)
            self.dispatch("stream_seen", StreamSeen(next(iter(streams), None)))

    def _looked(self, healthy: bool) -> None:
        (self._health.is_up if healthy else self._health.is_down)(PART)

    # hearing

    def dispatch(self, event: str, payload: Any | None = None) -> None:
        """Hand an event on; of chat only what people wrote here, for commands and listeners alike."""
        if not event.startswith("command_"):  # that is the library speaking, twice for each line
            self._health.heard(PART)
        if event == "message" and isinstance(payload, twitchio.ChatMessage):
            if not self._counts(payload):
                return
            payload.text = written(payload.text)
        super().dispatch(event, payload)

    def _counts(self, message: twitchio.ChatMessage) -> bool:
        chatter = message.chatter
        if chatter.id == self.bot_id:
            # our own line comes back with our own badges: the one place where no further scope is needed
            self._queue.pace.moderating = chatter.moderator
            # a streamer whose own account is the bot's still writes commands themselves
            if self.bot_id != self.broadcaster_id or self._queue.said_lately(message.text):
                return False
        if message.source_broadcaster is not None:
            return False  # a shared chat: written in another channel
        if self.heard(f"chat {message.id}"):
            return False  # told by two subscriptions, each with an id of its own
        if is_another_bot(message):
            seen = self._rivals.spoke(message)
            if seen is not None:
                super().dispatch("another_bot_answered", seen)
            return False
        word = message.text.removeprefix(self.section.prefix).partition(" ")[0].lower()
        if message.text.startswith(self.section.prefix) and word in self._own_names:
            self._rivals.asked(self._own_names[word], word, message.id)
        return True

    async def event_message(self, payload: twitchio.ChatMessage) -> None:
        """Called by TwitchIO, for lines that count; its own filter would mute a streamer who is the bot."""
        await self.process_commands(payload)

    async def invoke(self, ctx: commands.Context[Any]) -> None:
        """Run a command, if it is one of ours."""
        called = (ctx.message.text if ctx.message else "").removeprefix(self.section.prefix)
        name = self._own_names.get(called.partition(" ")[0].lower())
        if name is not None:
            self._telemetry.begin(PART, name)
        # as the library does, which tells nobody how it ended; what failed is answered in another task
        try:
            await ctx.invoke()
        except commands.CommandError as error:
            self.dispatch("command_error", commands.CommandErrorPayload(context=ctx, exception=error))
        else:
            if not ctx.error_dispatched:
                self._telemetry.end(OK)

    async def event_another_bot_answered(self, payload: Sighting) -> None:
        """Called by TwitchIO: the one place that a line of another bot leads to."""
        await self._rivals.keep(payload)

    async def event_stream_online(self, payload: twitchio.StreamOnline) -> None:
        """Called by TwitchIO."""
        self._stream_events += 1
        self.live = True

    async def event_stream_offline(self, payload: twitchio.StreamOffline) -> None:
        """Called by TwitchIO."""
        self._stream_events += 1
        self.live = False

    async def event_websocket_closed(self, payload: WebsocketClosed) -> None:
        """Called by TwitchIO."""
        self.reconciler.look_soon()

    async def event_subscription_revoked(self, payload: twitchio.SubscriptionRevoked) -> None:
        """Called by TwitchIO."""
        # a withdrawn permission shows at the next call, which knows whose it was
        if payload.reason is not RevocationReason.AUTHORIZATION_REVOKED:
            self._tell_host(
                f"Twitch has ended what the bot hears of {payload.type} ({payload.reason.value}). "
                "Is the bot banned from the channel, or the account closed?"
            )
        self.reconciler.look_soon()

    def add_command(self, command: commands.Command[Any, ...], /) -> None:
        """Add a command under the names that the config gives it."""
        original = command.name
        self.rename(command, self._names.names, self._names.aliases)
        super().add_command(command)
        self._own_names |= dict.fromkeys(map(str.lower, (command.name, *command.aliases)), original)

    def actor(self, ctx: Context) -> Actor:
        """Who asks."""
        chatter = ctx.chatter
        name = chatter.display_name or chatter.name or chatter.id
        moderates = isinstance(chatter, twitchio.Chatter) and chatter.moderator
        return Actor(Platform.TWITCH, chatter.id, name, moderates=moderates)

    def source(self, ctx: Context) -> Source:
        """The message that asked."""
        return Source(Platform.TWITCH, ctx.payload.id)

    def may(self, scope: str) -> bool:
        """Whether the broadcaster has granted this permission."""
        grant = self._tokens.by_id(self.broadcaster_id)
        return grant is not None and scope in grant.scopes and not self._tokens.is_lost(self.broadcaster_id)

    # speaking

    async def answer(self, ctx: Context, text: str) -> None:
        """Reply to a person; said when its turn comes, or not at all where it comes too late.

        A viewer who asks and asks is left without an answer for a while; who runs the channel never is.
        """
        if not self.actor(ctx).moderates and not self._queue.pace.may_answer(ctx.chatter.id):
            return
        reply_to = ctx.message.id if ctx.message else None
        with self._telemetry.span("twitch.say"):
            await self._queue.say(self._spoken(text), Priority.ANSWER, reply_to=reply_to)

    async def announce(self, key: PostKey, text: str) -> None:
        """Say a claimed post once at most: a line cannot be found again as a Discord message can.

        While the bot is signed out nothing is begun; the claim is announced again when it is back.
        """
        if not self.may_speak:
            return
        said = await self._queue.say(self._spoken(text), Priority.ALARM, gate=lambda: self._begin(key))
        if said is not None:
            await self.services.posts.complete(key, said)
        elif not self._gently:
            await self.services.posts.give_up(key)

    async def _begin(self, key: PostKey) -> bool:
        before = await self.services.posts.begin(key)
        # begun before, and nobody knows how that ended: rather unsaid than said twice
        return before is not None and before.begun_at is None

    # the boundary

    async def event_command_error(self, payload: commands.CommandErrorPayload) -> None:
        """Called by TwitchIO for everything that a command raises."""
        ctx = cast("Context", payload.context)  # the library cannot say there whose context it is
        sentence = self._sentence(payload.exception, ctx)
        if sentence is not None:
            # refusals set commands off with backticks, which chat would show as they are
            await self.answer(ctx, sentence.replace("`", ""))
        told = UserError, commands.InputError, commands.GuardFailure, commands.CommandOnCooldown
        self._telemetry.end(REFUSED if isinstance(_cause(payload.exception), told) else FAILED)

    async def event_error(self, payload: twitchio.EventErrorPayload) -> None:
        """Called by TwitchIO for everything that a listener raises."""
        logger.error("error %s in a Twitch listener", secrets.token_hex(3), exc_info=payload.error)

    def _sentence(self, error: Exception, ctx: Context) -> str | None:
        cause = _cause(error)
        if isinstance(cause, UserError):
            return str(cause)
        if isinstance(error, commands.CommandNotFound):
            # an unknown word is another bot's business; an unknown word after a command of ours is a mistake
            return None if ctx.command is None else f"Use it like this: {_usage(ctx)}"
        if isinstance(error, commands.InputError):
            return f"I could not read that. Use it like this: {_usage(ctx)}"
        if isinstance(error, commands.CommandOnCooldown):
            return None
        if isinstance(cause, commands.GuardFailure):
            return "That is not yours to do here."
        number = secrets.token_hex(3)
        logger.error("error %s", number, exc_info=cause)
        return f"That went wrong on my side. The host finds it in the log under {number}."


def explain(error: Exception) -> str | None:
    """Why Twitch is down, in words with a mend; None for what only the log can explain."""
    if isinstance(error, StartError):
        return str(error)
    if isinstance(error, twitchio.HTTPException):
        return f"Twitch answered with {error.status}; most often that passes. See https://status.twitch.com"
    if isinstance(error, UNREACHABLE):
        return f"Twitch cannot be reached ({type(error).__name__}). Check the network if it lasts"
    return None


def _signed_in(tokens: TokenStore, login: str) -> Grant:
    grant = tokens.by_login(login)
    if grant is None:
        raise StartError(f"The Twitch account {login} has not signed in yet. {MEND}")
    return grant


def _cause(error: BaseException) -> BaseException:
    """What was raised in the first place, below TwitchIO's wrappers."""
    while isinstance(error, commands.CommandError):
        inner = getattr(error, "original", None) or error.__cause__
        if inner is None:
            break
        error = inner
    return error


def _usage(ctx: Context) -> str:
    command = ctx.command
    if command is None:
        return "!commands"
    signature = _PARAMETER.sub(r"\1\2\3", command.signature or "")
    return f"{ctx.prefix}{command.qualified_name}{signature}"
