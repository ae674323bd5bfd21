"""The pattern game in Twitch chat: guesses are taken in silence, the round's own lines are said once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from twitchio.ext import commands

from bot.pattern.courtesy import Courtesy
from bot.pattern.model import (
    LAST_CALL,
    REVEAL,
    STANDING,
    NoRound,
    NoSuchOption,
    Phase,
    Round,
    RoundId,
    RoundView,
    TooLate,
    Unclear,
    UnknownPattern,
)
from bot.people.model import Platform
from bot.post.model import PostDue
from bot.twitch_bot import Context, TwitchBot
from cogs.pattern import chat

LATE_GUESSES = timedelta(minutes=1)
"""How long after the answer a guess is still taken for a late one."""


class PatternComponent(commands.Component):
    """Which pattern does this problem use?"""

    def __init__(self, bot: TwitchBot) -> None:
        self._bot = bot
        self._services = bot.services
        self._patterns = bot.services.patterns
        self._courtesy = Courtesy(bot.services.clock)
        self._unsubscribe: Callable[[], None] | None = None

    async def component_load(self) -> None:
        """Called by TwitchIO."""
        self._unsubscribe = self._services.bus.subscribe(PostDue, self.on_post_due)

    async def component_teardown(self) -> None:
        """Called by TwitchIO."""
        if self._unsubscribe is not None:
            self._unsubscribe()

    @commands.command(name="pattern")
    async def pattern(self, ctx: Context, *, rest: str = "") -> None:
        """Guess the pattern: its number or its name. Alone: the round. table: the season."""
        match rest.strip().lower():
            case "":
                await self._show(ctx)
            case "table" | "season":
                if self._courtesy.may_show("table"):
                    await self._bot.answer(ctx, chat.table(await self._patterns.season()))
            case _:
                await self._guess(ctx, rest)

    @commands.command(name="round")
    async def round(self, ctx: Context, *, rest: str = "") -> None:
        """Run the round: a problem opens it; lock, reveal, cancel, accept stack."""
        actor, source = self._bot.actor(ctx), self._bot.source(ctx)
        before = await self._patterns.latest()
        verb, _, words = rest.strip().partition(" ")
        match verb.lower():
            case "lock":
                after = await self._patterns.lock(actor, source)
            case "reveal":
                after = await self._patterns.lock(actor, source, reveal=True)
            case "cancel":
                cancelled = await self._patterns.cancel(actor, source)
                await self._bot.answer(ctx, chat.cancelled(self._services.catalogue.get(cancelled.problem)))
                return
            case "accept":
                changed = await self._patterns.accept(actor, words, source)
                view = await self._patterns.view(changed.id)
                await self._bot.answer(ctx, chat.accepted(view, changed.answers[-1]))
                return
            case "" if before is not None and not before.ended:
                await self._show(ctx)
                return
            case _:
                after = await self._patterns.open_named(actor, rest, source)
        if before == after:
            # nothing became of it, so the round's own lines do not answer
            await self._show(ctx)

    async def on_post_due(self, event: PostDue) -> None:
        """A line about a round wants to be said."""
        key = event.post.key
        if key.place.platform is not Platform.TWITCH or key.kind not in (STANDING, LAST_CALL, REVEAL):
            return
        view = await self._patterns.view(RoundId(int(key.subject)))
        line = await self._line(key.kind, view)
        if line is None:
            await self._services.posts.give_up(key)
        else:
            await self._bot.announce(key, line)

    async def _line(self, kind: str, view: RoundView) -> str | None:
        """None where its time is over."""
        now, problem = self._services.clock(), self._services.catalogue.get(view.round.problem)
        phase = view.round.phase(now)
        if kind == REVEAL:
            return chat.reveal(view, problem, await self._host(view.round))
        if kind == LAST_CALL:
            return chat.last_call(view, now) if phase is Phase.CLOSING else None
        return chat.opened(view.round, problem) if phase is Phase.OPEN else None

    async def _guess(self, ctx: Context, text: str) -> None:
        actor = self._bot.actor(ctx)
        try:
            await self._patterns.guess(actor, text)
        except TooLate:
            pass  # half of the chat is always late; the round's own lines say how it stands
        except NoRound as refusal:
            # right after the answer half of the chat is late, too, and has just read it
            if not self._just_over(refusal.revealed_at) and self._courtesy.may_show("none"):
                raise
        except (NoSuchOption, Unclear, UnknownPattern):
            if self._courtesy.may_ask(actor.account):
                raise

    def _just_over(self, revealed_at: datetime | None) -> bool:
        return revealed_at is not None and self._services.clock() - revealed_at < LATE_GUESSES

    async def _show(self, ctx: Context) -> None:
        if not self._courtesy.may_show("round"):
            return
        view = await self._patterns.current()
        if view is None:
            raise NoRound
        problem = self._services.catalogue.get(view.round.problem)
        host = await self._host(view.round)
        await self._bot.answer(ctx, chat.showing(view, problem, host, self._services.clock()))

    async def _host(self, round_: Round) -> str:
        return (await self._services.people.get(round_.person_id)).name


async def setup(bot: TwitchBot) -> None:
    """Called by TwitchIO."""
    await bot.add_component(PatternComponent(bot))
