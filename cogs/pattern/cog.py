"""The pattern game on Discord: the round's message, private guesses, the season, and the drill."""

from __future__ import annotations

import logging
from collections.abc import Callable

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_bot import Context, DiscordBot, Interaction
from bot.pattern.model import ROUND_EVENTS, STANDING, NoRound, Phase, RoundEvent, RoundId, RoundView
from bot.people.model import Platform
from bot.post.model import PostDue, PostStale
from cogs.asking import actor_of, source_of
from cogs.delivery import Delivery, Draft, Redraw
from cogs.pattern import text, views

logger = logging.getLogger(__name__)

SUGGESTIONS = 25
"""What Discord shows under a field at most."""


class PatternCog(commands.Cog, name="Patterns"):
    """Which pattern does this problem use? In rounds with chat, and for yourself."""

    def __init__(self, bot: DiscordBot) -> None:
        self._bot = bot
        self._services = bot.services
        self._patterns = bot.services.patterns
        self._posts = bot.services.posts
        self._delivery = Delivery(bot, self._posts, bot.services.clock)
        self._redraw = Redraw(self._edit)
        self._subscriptions: list[Callable[[], None]] = []

    async def cog_load(self) -> None:
        """Called by discord.py."""
        bus = self._services.bus
        self._subscriptions = [
            bus.subscribe(PostDue, self.on_post_due),
            bus.subscribe(PostStale, self.on_post_stale),
        ]
        self._subscriptions += [bus.subscribe(kind, self.on_round) for kind in ROUND_EVENTS]

    async def cog_unload(self) -> None:
        """Called by discord.py."""
        for unsubscribe in self._subscriptions:
            unsubscribe()

    @commands.hybrid_group(fallback="guess", case_insensitive=True)
    @app_commands.describe(what="A pattern's name or its number in the round")
    async def pattern(self, context: Context, *, what: str = "") -> None:
        """Guess the pattern of the round that is open; alone it shows the round."""
        if not what.strip():
            await self._look(context)
        elif context.interaction is not None:
            # nobody else reads it, so the streamer's own call may go this way
            await self._patterns.pick(actor_of(context), what)
            await context.send(text.GUESSED, ephemeral=True)
        else:
            await self._patterns.guess(actor_of(context), what)
            await context.send(text.GUESSED)

    @pattern.command(aliases=["table"])
    async def season(self, context: Context) -> None:
        """This season's table."""
        await context.send(embed=text.season(await self._patterns.season()))

    @pattern.command()
    async def confusion(self, context: Context) -> None:
        """What gets taken for what this season."""
        await context.send(embed=text.confusion(await self._patterns.season()))

    @commands.hybrid_group(fallback="open", case_insensitive=True)
    @app_commands.describe(problem="Name, number or link; the clock's own problem if you leave it out")
    async def round(self, context: Context, *, problem: str = "") -> None:
        """Open a round on a problem, for everybody to guess its pattern."""
        held = await self._patterns.open_named(actor_of(context), problem, source_of(context))
        await self._answer(context, held.id)

    @round.command()
    async def lock(self, context: Context) -> None:
        """Guesses count for some seconds more; the answer comes with the clock, or at once without one."""
        held = await self._patterns.lock(actor_of(context), source_of(context))
        await self._answer(context, held.id)

    @round.command()
    async def reveal(self, context: Context) -> None:
        """Lock, and give the answer as soon as the stream's delay is over."""
        held = await self._patterns.lock(actor_of(context), source_of(context), reveal=True)
        await self._answer(context, held.id)

    @round.command()
    async def cancel(self, context: Context) -> None:
        """Call the round off; nothing of it counts."""
        held = await self._patterns.cancel(actor_of(context), source_of(context))
        await self._answer(context, held.id)

    @round.command()
    @app_commands.describe(pattern="What counts as well")
    async def accept(self, context: Context, *, pattern: str) -> None:
        """Let one more pattern count in the round whose answer is out."""
        held = await self._patterns.accept(actor_of(context), pattern, source_of(context))
        view = await self._patterns.view(held.id)
        await context.send(text.accepted(view, held.answers[-1]), ephemeral=True)

    @app_commands.command()
    async def drill(self, interaction: Interaction) -> None:
        """Train alone, in private: a problem's title, you pick its pattern."""
        view = await self._services.drills.ask(actor_of(interaction), source_of(interaction))
        await interaction.response.send_message(
            embed=text.drill(view), view=views.drill(view, self._patterns.patterns), ephemeral=True
        )

    @commands.command(name="drill", hidden=True, ignore_extra=True)
    async def drill_in_chat(self, context: Context) -> None:
        """Say that this one is a slash command."""
        await context.send(text.use_slash(self.drill.qualified_name))

    @round.autocomplete("problem")
    async def suggest_problem(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Problems that what was typed so far may mean."""
        return [
            app_commands.Choice(name=text.problem_choice(problem), value=problem.slug)
            for problem in self._services.catalogue.suggest(typed, SUGGESTIONS)
        ]

    @pattern.autocomplete("what")
    @accept.autocomplete("pattern")
    async def suggest_pattern(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Patterns whose name holds what was typed so far."""
        return [
            app_commands.Choice(name=text.choice(pattern), value=text.choice(pattern))
            for pattern in self._patterns.patterns
            if typed.strip().lower() in pattern.lower()
        ][:SUGGESTIONS]

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Called by discord.py, again after each reconnect: what changed meanwhile is drawn now."""
        for held in await self._patterns.recent():
            await self._redraw(held.id)

    async def on_round(self, event: RoundEvent) -> None:
        """Something became of a round: its message shows it."""
        await self._redraw(event.round.id)

    async def on_post_due(self, event: PostDue) -> None:
        """A round's message wants to be sent."""
        key = event.post.key
        if key.place.platform is not Platform.DISCORD or key.kind != STANDING:
            return
        round_id = RoundId(int(key.subject))
        held = (await self._patterns.view(round_id)).round
        if held.cancelled_at is not None and event.post.begun_at is None:
            await self._posts.give_up(key)  # nobody saw it, and there is nothing to see
            return
        if await self._delivery.deliver(key, lambda: self._draft(round_id)) is not None:
            # it changed while it was being sent, or stood already as it was before a restart
            await self._redraw(round_id)

    async def on_post_stale(self, event: PostStale) -> None:
        """The message of a round may show an old state."""
        if event.post.key.kind == STANDING:
            await self._redraw(RoundId(int(event.post.key.subject)))

    async def _draft(self, round_id: RoundId) -> Draft:
        view = await self._patterns.view(round_id)
        phase = view.round.phase(self._services.clock())
        return Draft(
            mark=views.custom_id(views.MARK, round_id),
            embed=await self._embed(view),
            view=views.standing(view.round, phase),
        )

    async def _edit(self, round_id: RoundId) -> None:
        view = await self._patterns.view(round_id)
        shown = views.standing(view.round, view.round.phase(self._services.clock()))
        embed = await self._embed(view)
        for post in await self._posts.about(STANDING, str(view.round.id)):
            await self._delivery.edit(post, embed, shown)

    async def _embed(self, view: RoundView) -> discord.Embed:
        problem = self._services.catalogue.get(view.round.problem)
        host = await self._services.people.get(view.round.person_id)
        return text.standing(view, problem, host.name, self._services.clock(), self._services.in_chat)

    async def _look(self, context: Context) -> None:
        view = await self._patterns.current()
        if view is None or view.round.phase(self._services.clock()) is Phase.CANCELLED:
            raise NoRound
        await self._say(context, view)

    async def _answer(self, context: Context, round_id: RoundId) -> None:
        await self._say(context, await self._patterns.view(round_id))

    async def _say(self, context: Context, view: RoundView) -> None:
        problem = self._services.catalogue.get(view.round.problem)
        await context.send(text.line(view, problem, self._services.clock()), ephemeral=True)


async def setup(bot: DiscordBot) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(views.RoundButton, views.PatternSelect, views.DrillButton)
    await bot.add_cog(PatternCog(bot))
