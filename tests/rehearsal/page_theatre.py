"""A stage without the bot's own process: the real page, both loopback servers, and a small discord.py bot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import discord
from discord import app_commands
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from bot.clock import system_clock
from bot.rehearsal.cast import BOT_LOGIN
from bot.rehearsal.loopback_twitch import Change
from bot.rehearsal.page import Page
from bot.rehearsal.stage import Stage

ZONE = "Europe/Berlin"
EVENING = time(18, 40)
TUESDAY = 1

PROBLEMS = ("Two Sum", "Three Sum", "Container With Most Water", "Trapping Rain Water")


class NoteForm(discord.ui.Modal, title="Log a problem"):
    """A form with words and a choice."""

    note = discord.ui.TextInput[discord.ui.Modal](label="What will you want to remember?", max_length=200)

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"Noted: {self.note.value}")


class TodayView(discord.ui.View):
    """Buttons below today's post."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Start timer", style=discord.ButtonStyle.primary, custom_id="today:timer")
    async def timer(self, interaction: discord.Interaction, _: discord.ui.Button[TodayView]) -> None:
        await interaction.response.send_message("The clock runs, for your eyes only.", ephemeral=True)

    @discord.ui.button(label="Solved", style=discord.ButtonStyle.success, custom_id="today:solved")
    async def solved(self, interaction: discord.Interaction, _: discord.ui.Button[TodayView]) -> None:
        await interaction.response.send_modal(NoteForm())

    @discord.ui.select(
        placeholder="Swap a problem",
        custom_id="today:swap",
        options=[discord.SelectOption(label=name) for name in PROBLEMS],
    )
    async def swap(self, interaction: discord.Interaction, select: discord.ui.Select[TodayView]) -> None:
        await interaction.response.edit_message(content=f"Swapped for {select.values[0]}.")


def today_embed() -> discord.Embed:
    """An assignment as the real one looks."""
    embed = discord.Embed(
        title="Tuesday, week 3 - Two Pointers",
        colour=0x2E8B57,
        description=(
            "**Morning** · 60 min\n☐ 1 [3Sum](https://leetcode.com/problems/3sum/) · medium · 25 min\n"
            "☐ 2 [Container With Most Water](https://leetcode.com/problems/container-with-most-water/)"
            " · medium · 25 min\n☐ 3 again: **Two Sum** · 10 min\n\n"
            "**Evening** · 30 min\n☐ 4 read: evaluation metrics, write one paragraph"
        ),
    )
    embed.add_field(name="Planned", value="90 min", inline=True)
    embed.add_field(name="Focus", value="Two Pointers", inline=True)
    embed.set_footer(text="2 waiting from last week, taken on Thursday")
    return embed


class SmallBot(commands.Bot):
    """Enough of a bot to see every kind of message, on the real library."""

    def __init__(self, guild_id: int) -> None:
        super().__init__("!", intents=discord.Intents.all(), allowed_mentions=discord.AllowedMentions.none())
        self._guild = discord.Object(guild_id)
        self.up = asyncio.Event()

    async def setup_hook(self) -> None:
        self.add_view(TodayView())
        self.add_command(today)
        slash: list[app_commands.Command[commands.Cog, ..., None]] = [
            app_commands.Command(name="note", description="Log with a form.", callback=note),
            app_commands.Command(name="today", description="What is due.", callback=slash_today),
            app_commands.Command(name="find", description="Look a problem up.", callback=find),
        ]
        for command in slash:
            self.tree.add_command(command)
        self.tree.copy_global_to(guild=self._guild)
        await self.tree.sync(guild=self._guild)

    async def on_guild_available(self, _: discord.Guild) -> None:
        self.up.set()

    async def on_guild_join(self, _: discord.Guild) -> None:
        self.up.set()

    async def on_connect(self) -> None:
        self.up.set()


@commands.command()
async def today(ctx: commands.Context[SmallBot]) -> None:
    """What is due."""
    await ctx.send(embed=today_embed(), view=TodayView())


async def slash_today(interaction: discord.Interaction) -> None:
    """What is due, by slash."""
    await interaction.response.send_message(embed=today_embed(), view=TodayView())


async def note(interaction: discord.Interaction) -> None:
    """Open the form."""
    await interaction.response.send_modal(NoteForm())


async def complete_problem(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """The problems whose name holds what was typed."""
    return [
        app_commands.Choice(name=name, value=name.lower().replace(" ", "-"))
        for name in PROBLEMS
        if typed.lower() in name.lower()
    ]


@app_commands.describe(problem="Its name, as you type it")
@app_commands.autocomplete(problem=complete_problem)
async def find(interaction: discord.Interaction, problem: str, minutes: int | None = None) -> None:
    """Answer with what was given."""
    await interaction.response.send_message(f"**{problem}** in {minutes or 25} min", ephemeral=True)


@contextmanager
def pointed_at(stage: Stage) -> Generator[None]:
    """discord.py's addresses lead to the stage, and to the real ones again afterwards."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = stage.discord.api_url
    DiscordWebSocket.DEFAULT_GATEWAY = URL(stage.discord.gateway_url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before


@asynccontextmanager
async def small_bot(stage: Stage) -> AsyncGenerator[SmallBot]:
    """The small bot on Discord, and an answer to `!timer` in Twitch chat."""
    control = stage.twitch.control

    def answer(change: Change) -> None:
        if change.kind == "message" and change.subject.text.startswith("!timer"):
            words = "⏱ 25:00 left, ends 19:05. Chat: which pattern?"
            answers.append(asyncio.create_task(control.say(BOT_LOGIN, words)))

    answers: list[asyncio.Task[object]] = []
    with pointed_at(stage):
        bot = SmallBot(stage.guild_id)
        running = asyncio.create_task(bot.start(stage.discord.token))
        control.listeners.append(answer)
        try:
            await asyncio.wait_for(bot.up.wait(), 10)
            yield bot
        finally:
            control.listeners.remove(answer)
            await asyncio.gather(*answers)
            await bot.close()
            await running


@asynccontextmanager
async def theatre(
    data: Path,
    *,
    port: int = 0,
    start_over: Callable[[], Awaitable[None]] | None = None,
    crowd_pause: Callable[[], Awaitable[object]] | None = None,
) -> AsyncGenerator[tuple[Stage, Page]]:
    """A stage in Berlin, on a Tuesday evening of week three, and its page; nobody plays the bot."""
    opens = tuesday_evening(system_clock())
    async with (
        Stage(data, opens=opens, start=(opens - timedelta(days=15)).date(), zone=ZONE) as stage,
        Page(stage, port, start_over=start_over, crowd_pause=crowd_pause) as page,
    ):
        yield stage, page


def tuesday_evening(now: datetime) -> datetime:
    """The next one that has not begun."""
    local = now.astimezone(ZoneInfo(ZONE))
    day = local.date() + timedelta(days=(TUESDAY - local.weekday()) % 7 or 7)
    return datetime.combine(day, EVENING, ZoneInfo(ZONE))
