"""The clock as people meet it on Discord."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest
import simcord
from msgspec import Struct

from bot.config import CommandsSection, DiscordSection
from bot.curriculum.programme import load_catalogue, load_programme
from bot.database import Database, open_database
from bot.discord_bot import DiscordBot
from bot.events import EventBus
from bot.people.model import Actor, Person, PersonId, Platform, Source
from bot.people.service import PeopleService
from bot.post.model import Place
from bot.post.service import PostService
from bot.practice.service import PracticeService
from bot.practice.store import PracticeStore
from bot.timer.service import TimerService
from tests.clockwork import ManualScheduler
from tests.fresh import fresh_file

GUILD = 4_000_000_000_000_000_001
STREAMER = Actor(Platform.TWITCH, "900", "ana", moderates=True)


class Stage(Struct):
    """The real bot on a made-up Discord: the host, a friend and a moderator in one channel."""

    env: simcord.Env
    database: Database
    bus: EventBus
    scheduler: ManualScheduler
    timers: TimerService
    posts: PostService
    channel: simcord.ChannelHandle
    live: simcord.ChannelHandle
    host: simcord.MemberActor
    friend: simcord.MemberActor
    moderator: simcord.MemberActor

    async def settle(self) -> None:
        """Let everything that was set off come to its end."""
        await self.bus.drain()
        await self.env.settle()

    async def advance(self, **by: float) -> None:
        """Let time pass, and ring what is due."""
        await self.env.advance_time(timedelta(**by).total_seconds())
        await self.scheduler.ring_due()
        await self.settle()

    async def says(self, who: simcord.MemberActor, words: str) -> None:
        """Write in the channel and wait for what comes of it."""
        await who.send(self.channel, words)
        await self.settle()

    async def presses(self, who: simcord.MemberActor, label: str) -> simcord.InteractionResult:
        """Press a button of the last message of the bot's."""
        result = await who.click(self.mirror(), label=label)
        await self.settle()
        return result

    def mirror(self, channel: simcord.ChannelHandle | None = None) -> discord.Message:
        """The last message of the bot's that has an embed."""
        return next(message for message in reversed((channel or self.channel).history()) if message.embeds)


def buttons(message: discord.Message) -> list[str]:
    return [
        str(child.label)
        for row in message.components
        if isinstance(row, discord.ActionRow)
        for child in row.children
        if isinstance(child, discord.Button)
    ]


def stamp(moment: datetime, style: str) -> str:
    return f"<t:{int(moment.timestamp())}:{style}>"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncGenerator[Stage]:
    path = tmp_path / "greenroom.db"
    fresh_file(path)
    bus = EventBus()
    holder: list[simcord.Env] = []

    def clock() -> datetime:
        return holder[0].now()

    scheduler = ManualScheduler(clock)
    catalogue, programme = load_catalogue(), load_programme()
    async with open_database(path, bus.publish) as database:
        timers = TimerService(database, clock, scheduler, bus, programme, catalogue, places=())
        services = SimpleNamespace(
            clock=clock,
            bus=bus,
            catalogue=catalogue,
            programme=programme,
            people=PeopleService(database, clock, Random(1)),
            posts=PostService(database, clock, scheduler),
            practice=PracticeService(database, clock, catalogue),
            timers=timers,
        )
        bot = DiscordBot(
            DiscordSection(guild_id=GUILD, assignments_channel=1),
            CommandsSection(),
            cast(Any, services),
            database,
            ["cogs.timer.cog"],
        )
        # not simcord.run(): it binds a context variable, which a fixture cannot undo
        env = simcord.Env(bot, check_errors=False)
        holder.append(env)
        await env.start()
        try:
            guild = env.create_guild(id=GUILD)
            channel, live = guild.create_text_channel("room"), guild.create_text_channel("live")
            timers.announce_in(Place(Platform.DISCORD, str(live.id)))
            host = guild.add_member(env.create_user("ana"))
            friend = guild.add_member(env.create_user("ben"))
            role = guild.create_role("mods", permissions=discord.Permissions(manage_messages=True))
            moderator = guild.add_member(env.create_user("mo"), roles=[role])
            person = Person(
                PersonId(0),
                "Ana",
                "UTC",
                time(4),
                time(7),
                discord_id=host.id,
                twitch_login="ana",
                start=date(2026, 1, 1),
            )
            await services.people.settle_host(person)
            await services.people.meet_broadcaster("900", "ana")
            yield Stage(
                env,
                database,
                bus,
                scheduler,
                timers,
                services.posts,
                channel,
                live,
                host,
                friend,
                moderator,
            )
        finally:
            await env.shutdown()


async def test_a_clock_started_behind_the_prefix_is_answered_by_its_mirror(stage: Stage) -> None:
    await stage.says(stage.host, "!timer 25 3sum")
    ends = stage.env.now() + timedelta(minutes=25)
    mirror = stage.mirror()
    assert mirror.embeds[0].title == "⏱ 3Sum"
    assert mirror.embeds[0].url == "https://leetcode.com/problems/3sum/"
    assert mirror.embeds[0].description == f"25 min · ends {stamp(ends, 't')} ({stamp(ends, 'R')})"
    assert buttons(mirror) == ["Pause", "+5", "Stop"]
    assert len(stage.channel.history()) == 2


async def test_the_slash_form_is_answered_for_the_one_who_asked_beside_the_mirror(stage: Stage) -> None:
    result = await stage.host.slash(stage.channel, "timer start", what="hard")
    await stage.settle()
    assert result.response is not None
    assert result.response.ephemeral
    assert result.response.content.startswith("⏱ **Hard** · 45 min · ends <t:")
    assert stage.mirror().embeds[0].title == "⏱ Hard"


async def test_the_mirror_shows_every_state_in_place(stage: Stage) -> None:
    await stage.says(stage.host, "!timer 25")
    mirror = stage.mirror().id
    await stage.advance(minutes=10)
    await stage.says(stage.host, "!timer pause")
    assert stage.mirror().embeds[0].description == "paused with 15:00 left"
    assert buttons(stage.mirror()) == ["Resume", "+5", "Stop"]
    await stage.advance(minutes=2)
    await stage.says(stage.host, "!timer resume")
    await stage.says(stage.host, "!timer add 5")
    ends = stage.env.now() + timedelta(minutes=20)
    assert stage.mirror().embeds[0].title == "⏱ 30 min"
    assert (
        stage.mirror().embeds[0].description == f"ends {stamp(ends, 't')} ({stamp(ends, 'R')}) · paused 2 min"
    )
    await stage.says(stage.host, "!timer stop")
    assert stage.mirror().embeds[0].description == "stopped after 10:00 · paused 2 min"
    assert buttons(stage.mirror()) == ["Again"]
    assert stage.mirror().id == mirror


async def test_a_clock_that_was_stopped_says_after_how_much_of_its_length(stage: Stage) -> None:
    await stage.says(stage.host, "!timer 3sum")
    await stage.advance(minutes=10)
    await stage.says(stage.host, "!timer stop")
    assert stage.mirror().embeds[0].description == "stopped after 10:00 of 25 min"


async def test_the_buttons_do_what_the_commands_do(stage: Stage) -> None:
    await stage.says(stage.host, "!timer 3sum")
    for label, left in [
        ("Pause", ["Resume", "+5", "Stop"]),
        ("+5", ["Resume", "+5", "Stop"]),
        ("Resume", ["Pause", "+5", "Stop"]),
        ("Stop", ["Solved", "Not solved", "Again"]),
        ("Again", ["Pause", "+5", "Stop"]),
    ]:
        assert (await stage.presses(stage.host, label)).acknowledged
        assert buttons(stage.mirror()) == left
    assert len([message for message in stage.channel.history() if message.embeds]) == 2


async def test_buttons_work_after_a_restart_of_the_bot(stage: Stage) -> None:
    await stage.says(stage.host, "!timer 25")
    bot = cast(DiscordBot, stage.env.bot)
    again = DiscordBot(bot.section, CommandsSection(), bot.services, stage.database, ["cogs.timer.cog"])
    await stage.env.restart_bot(again)
    await stage.presses(stage.host, "Pause")
    assert buttons(stage.mirror()) == ["Resume", "+5", "Stop"]


async def test_who_may_not_control_the_clock_is_told_who_may_and_nothing_changes(stage: Stage) -> None:
    await stage.says(stage.host, "!timer 25")
    refusal = "Only Ana, the broadcaster and moderators may change this clock. Anyone may look: `!timer`."
    pressed = await stage.presses(stage.friend, "Stop")
    assert pressed.response is not None
    assert pressed.response.ephemeral
    assert pressed.response.content == refusal
    await stage.says(stage.friend, "!timer pause")
    last = stage.channel.last_message
    assert last is not None
    assert last.content == refusal
    assert buttons(stage.mirror()) == ["Pause", "+5", "Stop"]


async def test_whoever_manages_messages_may_control_the_clock_and_anyone_may_look(stage: Stage) -> None:
    await stage.says(stage.moderator, "!timer 25")
    await stage.says(stage.friend, "!timer")
    last = stage.channel.last_message
    assert last is not None
    assert last.content.startswith("⏱ **25 min** · ends <t:")
    await stage.presses(stage.moderator, "Stop")
    assert (await stage.timers.recent())[-1].ended


async def test_the_end_is_said_once_with_buttons_to_log_the_problem(stage: Stage) -> None:
    await stage.says(stage.host, "!timer 3sum")
    mirror = stage.mirror()
    await stage.advance(minutes=25)
    end = stage.mirror()
    assert end.id != mirror.id
    assert end.embeds[0].description == "Time is up. How did it go?"
    assert buttons(end) == ["Solved", "Not solved", "Again"]
    standing = next(message for message in stage.channel.history() if message.id == mirror.id)
    assert standing.embeds[0].description is not None
    assert standing.embeds[0].description.startswith("25 min · ended <t:")
    assert buttons(standing) == []


async def test_the_form_logs_the_problem_with_the_minutes_filled_in(stage: Stage) -> None:
    await stage.says(stage.host, "!timer 3sum")
    await stage.advance(minutes=17, seconds=40)
    await stage.presses(stage.host, "Stop")
    asked = await stage.presses(stage.host, "Solved")
    assert asked.modal is not None
    assert asked.modal["title"] == "Solved: 3Sum"
    fields = [label["component"] for label in asked.modal["components"]]
    assert fields[0]["value"] == "18"
    await stage.host.submit_modal(
        asked, {fields[0]["custom_id"]: "18", fields[1]["custom_id"]: "sort, then two pointers"}
    )
    await stage.settle()
    logged = await stage.database.read(lambda tx: PracticeStore(tx).attempts(PersonId(1)))
    assert [(one.problem, one.solved, one.minutes, one.note) for one in logged] == [
        (15, True, 18, "sort, then two pointers")
    ]
    assert stage.mirror().embeds[0].footer.text == "Logged: solved in 18 min."
    assert buttons(stage.mirror()) == ["Again"]


async def test_minutes_that_are_none_are_refused_in_words_and_nothing_is_logged(stage: Stage) -> None:
    await stage.says(stage.host, "!timer 3sum")
    await stage.advance(minutes=25)
    asked = await stage.presses(stage.host, "Not solved")
    assert asked.modal is not None
    field = asked.modal["components"][0]["component"]["custom_id"]
    refused = await stage.host.submit_modal(asked, {field: "long"})
    assert refused.response is not None
    assert "whole number" in refused.response.content
    assert await stage.database.read(lambda tx: PracticeStore(tx).attempts(PersonId(1))) == []


async def test_nobody_logs_the_problem_of_another(stage: Stage) -> None:
    await stage.says(stage.host, "!timer 3sum")
    await stage.advance(minutes=25)
    refused = await stage.presses(stage.moderator, "Solved")
    assert refused.modal is None
    assert refused.response is not None
    assert refused.response.content == "Only Ana logs this one."


async def test_a_clock_from_twitch_chat_is_mirrored_in_the_live_channel(stage: Stage) -> None:
    await stage.timers.start(STREAMER, "25", Source(Platform.TWITCH, "t1"))
    await stage.settle()
    assert stage.channel.history() == []
    assert stage.mirror(stage.live).embeds[0].title == "⏱ 25 min"
    await stage.timers.pause(STREAMER, Source(Platform.TWITCH, "t2"))
    await stage.settle()
    assert stage.mirror(stage.live).embeds[0].title == "⏸ 25 min"


async def test_a_late_end_says_when_it_was(stage: Stage) -> None:
    await stage.says(stage.host, "!timer 25")
    ends = stage.env.now() + timedelta(minutes=25)
    await stage.env.advance_time(30 * 60)
    await stage.timers.resume_all()
    await stage.settle()
    assert stage.mirror().embeds[0].description == f"Time was up at {stamp(ends, 't')}; I was away."


async def test_a_mirror_that_somebody_deleted_is_nobodys_trouble(stage: Stage) -> None:
    await stage.says(stage.host, "!timer 25")
    await stage.moderator.delete(stage.mirror())
    await stage.says(stage.host, "!timer stop")
    last = stage.channel.last_message
    assert last is not None
    assert last.content.startswith("⏹ **25 min** · stopped after 0:00")


async def test_a_clock_that_ended_before_it_could_be_shown_is_not_mirrored_afterwards(stage: Stage) -> None:
    # the claim is made, and the bot goes down before it is sent
    bot = cast(DiscordBot, stage.env.bot)
    await bot.unload_extension("cogs.timer.cog")
    await stage.timers.start(STREAMER, "25", Source(Platform.TWITCH, "t1"))
    await stage.timers.stop(STREAMER, Source(Platform.TWITCH, "t2"))
    await bot.load_extension("cogs.timer.cog")
    await stage.posts.resume()
    await stage.settle()
    assert stage.live.history() == []
    assert await stage.database.read(lambda tx: tx.all("SELECT 1 FROM posts WHERE ended_at IS NULL")) == []


async def test_what_changed_while_discord_was_away_is_drawn_when_it_is_back(stage: Stage) -> None:
    await stage.says(stage.host, "!timer 25")
    bot = cast(DiscordBot, stage.env.bot)
    await bot.unload_extension("cogs.timer.cog")
    await stage.timers.pause(STREAMER, Source(Platform.TWITCH, "t1"))
    again = DiscordBot(bot.section, CommandsSection(), bot.services, stage.database, ["cogs.timer.cog"])
    await stage.env.restart_bot(again)
    await stage.settle()
    assert stage.mirror().embeds[0].title == "⏸ 25 min"


async def test_typing_offers_presets_and_problems(stage: Stage) -> None:
    choices = await stage.host.autocomplete(stage.channel, "timer start", "what", "de")
    values = [choice["value"] for choice in choices]
    assert set(values[:2]) == {"design", "deep-dive"}
    assert "design-twitter" in values


async def test_minutes_out_of_range_are_refused_with_the_range(stage: Stage) -> None:
    await stage.says(stage.host, "!timer 25")
    for asked in ("!timer add 0", "!timer add 301", "!timer add -5"):
        await stage.says(stage.host, asked)
        last = stage.channel.last_message
        assert last is not None
        assert (
            last.content == "Minutes are a whole number from 1 to 300, as in `!timer 25` or `!timer add 5`."
        )


async def test_a_design_shows_its_parts_and_says_each_in_a_line_that_takes_the_place_of_the_last(
    stage: Stage,
) -> None:
    await stage.says(stage.host, "!timer design")
    began = stage.env.now()

    def until(minutes: int) -> str:
        return stamp(began + timedelta(minutes=minutes), "t")

    assert stage.mirror().embeds[0].description == "\n".join(
        [
            f"45 min · ends {until(45)} ({stamp(began + timedelta(minutes=45), 'R')})",
            f"▸ **requirements** · 7 min, until {until(7)}",
            f"· high\\-level design · 13 min, until {until(20)}",
            f"· deep dive · 17 min, until {until(37)}",
            f"· trade\\-offs · 8 min, until {until(45)}",
        ]
    )
    await stage.advance(minutes=7)
    await stage.advance(minutes=13)
    lines = [message.content for message in stage.channel.history() if "now" in message.content]
    assert lines == [f"⏱ **Design** · now **deep dive** (3 of 4), 17 min, until {until(37)}"]
    assert "▸ **deep dive**" in (stage.mirror().embeds[0].description or "")
    await stage.says(stage.host, "!timer pause")
    assert "✓ requirements · 7 min\n" in (stage.mirror().embeds[0].description or "")
    await stage.says(stage.host, "!timer stop")
    assert [
        message for message in stage.channel.history() if message.content.startswith("⏱ **Design** · now")
    ] == []
    assert stage.mirror().embeds[0].description == "stopped after 20:00 of 45 min"


async def test_half_time_and_the_last_minutes_are_said_and_only_the_last_line_stays_until_the_end(
    stage: Stage,
) -> None:
    await stage.says(stage.host, "!timer 25")
    seen = list[str]()
    for step in (12.5, 7.5, 4):
        await stage.advance(minutes=step)
        seen += [message.content for message in stage.channel.history() if message.content.startswith("⏱")]
    assert seen == [
        "⏱ **25 min** · half-time, 12:30 left",
        "⏱ **25 min** · 5 min left",
        "⏱ **25 min** · 1 min left",
    ]
    await stage.advance(minutes=1)
    assert not any(message.content.startswith("⏱") for message in stage.channel.history())
    assert stage.mirror().embeds[0].description == "Time is up."


async def test_a_line_that_somebody_deleted_is_missed_by_nobody(stage: Stage) -> None:
    await stage.says(stage.host, "!timer 10")
    await stage.advance(minutes=5)
    line = stage.channel.last_message
    assert line is not None
    await stage.moderator.delete(line)
    await stage.advance(minutes=4)
    last = stage.channel.last_message
    assert last is not None
    assert last.content == "⏱ **10 min** · 1 min left"


async def test_under_another_name_refusals_say_that_name(stage: Stage) -> None:
    bot = cast(DiscordBot, stage.env.bot)
    names = CommandsSection(names={"timer": "clock"})
    section = bot.section.model_copy(update={"prefix": "?"})
    again = DiscordBot(section, names, bot.services, stage.database, ["cogs.timer.cog"])
    await stage.env.restart_bot(again)
    await stage.says(stage.host, "?clock 25")
    await stage.says(stage.friend, "?clock stop")
    last = stage.channel.last_message
    assert last is not None
    assert last.content.endswith("Anyone may look: `?clock`.")
