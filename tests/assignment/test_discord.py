"""The day on a Discord server: asked for, ticked, pressed, posted by itself, edited as things get done."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import time, timedelta
from pathlib import Path
from typing import Any, cast

import discord
import pytest
import simcord
from discord.ext import commands
from msgspec import Struct

from bot.app import compose
from bot.config import CandidateSection, CommandsSection, Config, DiscordSection
from bot.database import Database, open_database
from bot.discord_bot import DiscordBot
from bot.errors import UserError
from bot.events import EventBus
from bot.people.model import Actor, Person, PersonId, Platform, Source
from bot.practice.model import Attempt, Session
from bot.practice.store import PracticeStore, SessionStore
from bot.services import Services
from cogs.words import clip
from tests.clockwork import ManualScheduler
from tests.fresh import fresh_file
from tests.room import spoken

GUILD = 4_000_000_000_000_000_001
EXTENSIONS = ("cogs.assignment.cog", "cogs.practice.cog", "cogs.timer.cog")


class House(Struct):
    """A server with the assignments channel, the candidate and a friend."""

    env: simcord.Env
    bot: DiscordBot
    database: Database
    services: Services
    scheduler: ManualScheduler
    channel: simcord.ChannelHandle
    sam: simcord.MemberActor
    ana: simcord.MemberActor

    @property
    def sam_asks(self) -> Actor:
        return Actor(Platform.DISCORD, str(self.sam.id), "sam")

    async def quiet(self) -> None:
        """Wait until whatever was set off has come to its end; simcord only knows of what people set off."""
        await self.services.bus.drain()
        await self.env.settle()

    async def advance(self, **by: float) -> None:
        """Step from alarm to alarm, then to the end."""
        end = self.env.now() + timedelta(**by)
        while (due := self.scheduler.next_due()) is not None and due <= end:
            await self.env.advance_time(max(0.0, (due - self.env.now()).total_seconds()))
            await self.scheduler.ring_due()
            await self.quiet()
        await self.env.advance_time((end - self.env.now()).total_seconds())

    def last(self) -> discord.Message:
        message = self.channel.last_message
        assert message is not None
        return message

    def said(self) -> list[discord.Message]:
        """What the bot wrote, oldest first."""
        return [message for message in self.channel.history() if message.author.bot]

    async def log(self) -> list[Attempt]:
        """What counts in the candidate's log."""
        person = await self.services.people.on_discord(self.sam.id)
        assert person is not None
        return await self.database.read(lambda tx: PracticeStore(tx).attempts(person.id))

    async def sessions(self) -> list[Session]:
        """What counts in their log beside attempts."""
        person = await self.services.people.on_discord(self.sam.id)
        assert person is not None
        return await self.database.read(lambda tx: SessionStore(tx).sessions(person.id))

    async def kept_days(self) -> int:
        """How many days were shown to anybody."""
        rows = await self.database.read(lambda tx: tx.all("SELECT day FROM assignments"))
        return len(rows)

    def mishaps(self) -> list[BaseException]:
        """What went wrong and was no refusal."""
        return [error for error in self.env.errors if not is_refusal(error)]

    async def answer(self, who: simcord.MemberActor, words: str) -> discord.Message:
        await who.send(self.channel, words)
        return self.last()


def is_refusal(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, UserError | commands.UserInputError):
            return True
        error = error.__cause__
    return False


def ticks(message: discord.Message | simcord.ResponseMessage) -> list[str]:
    """The first characters of each line of the list."""
    return [line[0] for field in message.embeds[0].fields for line in str(field.value).splitlines()]


def listed(message: discord.Message) -> str:
    return "\n".join(str(field.value) for field in message.embeds[0].fields)


def problems(message: discord.Message) -> list[str]:
    """The titles of the problems on the list."""
    return re.findall(r"\[\*\*(.+?)\*\*\]", listed(message).replace("\\", ""))


def buttons(message: discord.Message) -> list[discord.Button]:
    return [
        child
        for row in message.components
        if isinstance(row, discord.ActionRow)
        for child in row.children
        if isinstance(child, discord.Button)
    ]


def labels(message: discord.Message) -> list[str | None]:
    return [button.label for button in buttons(message)]


def disabled(message: discord.Message) -> list[str | None]:
    return [button.label for button in buttons(message) if button.disabled]


def message(number: int) -> Source:
    return Source(Platform.DISCORD, f"m{number}")


def fields(modal: dict[str, Any] | None) -> list[dict[str, Any]]:
    """What a form holds, by order."""
    assert modal is not None
    return [label["component"] for label in modal["components"]]


@asynccontextmanager
async def open_house(folder: Path, days_in: int = 0, hour: float = 8.5) -> AsyncGenerator[House]:
    """The bot and its people on a morning `days_in` days into the plan, which began on a Monday."""
    path = folder / "greenroom.db"
    fresh_file(path)
    bus = EventBus()
    async with open_database(path, bus.publish) as database:
        section = DiscordSection(guild_id=GUILD, assignments_channel=1)
        # the services need the channel, the channel needs the server, and the server needs the bot
        bot = DiscordBot(section, CommandsSection(), cast("Services", None), database, EXTENSIONS)
        # not simcord.run(): it binds a context variable, which a fixture cannot undo
        env = simcord.Env(bot, check_errors=False)
        guild = env.create_guild(id=GUILD)
        channel = guild.create_text_channel("assignments")
        scheduler = ManualScheduler(env.now)
        here = DiscordSection(guild_id=GUILD, assignments_channel=channel.id)
        config = Config(candidate=CandidateSection(name="Sam"), discord=here)
        bot.services = compose(config, database, bus, env.now, scheduler)
        await env.start()
        try:
            # simcord begins on a Thursday at midnight
            await env.advance_time(((4 + days_in % 7) * 24 + hour) * 3600)  # Monday, when no days are in
            start = env.now().date() - timedelta(days=days_in)
            sam, ana = (guild.add_member(env.create_user(name)) for name in ("sam", "ana"))
            await bot.services.people.settle_host(
                Person(PersonId(0), "Sam", "UTC", time(4), time(7), discord_id=sam.id, start=start)
            )
            house = House(env, bot, database, bot.services, scheduler, channel, sam, ana)
            await house.quiet()
            yield house
        finally:
            await env.shutdown()


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House]:
    """The Monday on which the plan begins."""
    async with open_house(tmp_path) as opened:
        yield opened
        assert opened.mishaps() == []


async def test_today_is_shown_with_its_buttons(house: House) -> None:
    shown = await house.answer(house.sam, "!today")
    assert shown.embeds[0].title == "Monday, week 1 - Arrays & Hashing"
    assert ticks(shown) == ["☐", "☐", "☐"]
    assert labels(shown) == ["Start timer", "Solved", "Not solved", "Swap", "Done", "Skip", "Reopen"]
    assert disabled(shown) == ["Reopen"]


async def test_the_slash_command_says_the_same(house: House) -> None:
    shown = await house.answer(house.sam, "!today")
    asked = await house.sam.slash(house.channel, "today")
    assert asked.response is not None
    assert asked.response.embeds[0].to_dict() == shown.embeds[0].to_dict()


@pytest.mark.parametrize("command", ["today", "tomorrow", "week", "done 1", "skip 1", "swap 1", "reopen 1"])
async def test_who_has_no_plan_is_told_how_to_begin_one(house: House, command: str) -> None:
    answer = spoken(await house.answer(house.ana, f"!{command}"))
    assert answer == "I don't have a plan for you yet. /join in Discord begins one."


async def test_who_becomes_a_candidate_after_post_time_gets_the_day_at_once_and_once(house: House) -> None:
    await house.services.assignments.resume()
    await house.services.posts.resume()
    await house.quiet()
    assert len(house.said()) == 1
    assert house.last().embeds[0].title == "Monday, week 1 - Arrays & Hashing"


async def test_the_post_comes_by_itself_every_morning(house: House) -> None:
    await house.advance(days=6)
    said = [str(message.embeds[0].title) for message in house.said()]
    assert [title.split(" - ")[0] for title in said] == [
        "Monday, week 1",
        "Tuesday, week 1",
        "Wednesday, week 1",
        "Thursday, week 1",
        "Friday, week 1",
        "Saturday, week 1",
        "Sunday, week 1",
    ]
    assert {(message.created_at.hour, message.created_at.minute) for message in house.said()[1:]} == {(7, 0)}


async def test_the_post_is_edited_as_things_get_done_and_taken_back(house: House) -> None:
    (post,) = house.said()
    names = problems(post)
    await house.sam.send(house.channel, f"!solved {names[0]} 18 walk inwards")
    await house.sam.send(house.channel, f"!failed {names[1]} 25")
    assert ticks(house.said()[0]) == ["☑", "✗", "☐"]
    await house.sam.send(house.channel, "!done 3 a paragraph on recall")
    assert ticks(house.said()[0]) == ["☑", "✗", "☑"]
    assert house.said()[0].embeds[0].footer.text == "all done"
    assert disabled(house.said()[0]) == ["Start timer", "Not solved", "Swap", "Done", "Skip"]
    assert "Solved" in labels(house.said()[0]), "what was tried can still be solved"
    await house.sam.send(house.channel, "!undo")
    assert ticks(house.said()[0]) == ["☑", "✗", "☐"], "the session of the reading was the last one logged"
    await house.sam.send(house.channel, "!undo")
    assert ticks(house.said()[0]) == ["☑", "☐", "☐"]


async def test_a_day_of_the_log_that_was_never_shown_is_no_trouble(house: House) -> None:
    await house.services.practice.log(house.sam_asks, "3sum", message(1), solved=True, day="yesterday")
    await house.quiet()
    assert [ticks(each) for each in house.said()] == [["☐", "☐", "☐"]]


async def test_done_and_skip_answer_in_one_line(house: House) -> None:
    await house.answer(house.sam, "!today")
    first, second = problems(house.last())
    assert spoken(await house.answer(house.sam, "!done 1 18 two ends")) == f"☑ **{first}** · 1 of 3 done"
    assert (
        spoken(await house.answer(house.sam, "!skip 2 on a train"))
        == f"↷ **{second}** is put aside · 2 of 3 done"
    )
    assert spoken(await house.answer(house.sam, "!done 9")) == "There is no number 9. That day has 1 to 3."
    assert spoken(await house.answer(house.sam, "!done x")).startswith(
        "I could not read that. Use it like this: `!done"
    )


async def test_the_number_is_completed_with_what_is_open(house: House) -> None:
    shown = await house.answer(house.sam, "!today")
    first, second = problems(shown)
    await house.sam.send(house.channel, "!done 1")
    choices = await house.sam.autocomplete(house.channel, "done", "number", "")
    assert [(choice["name"], choice["value"]) for choice in choices] == [
        (f"2 {second}", 2),
        (
            "3 read: supervised learning basics (bias and variance, overfitting, regularization); take notes",
            3,
        ),
    ]
    assert await house.sam.autocomplete(house.channel, "skip", "number", first.lower()) == []


async def test_tomorrow_does_not_show_the_test_of_saturday(tmp_path: Path) -> None:
    async with open_house(tmp_path, days_in=4) as house:
        shown = await house.answer(house.sam, "!tomorrow")
        assert str(shown.embeds[0].title).startswith("Tomorrow: Saturday, week 1 - ")
        assert "film: a medium you have not seen · 25 min" in listed(shown)
        assert labels(shown) == []


async def test_solved_asks_which_one_how_long_and_why(house: House) -> None:
    post = house.last()
    first, second = problems(post)
    asked = await house.sam.click(post, label="Solved")
    which, minutes, note = fields(asked.modal)
    assert [option["label"] for option in which["options"]] == [f"1 {first}", f"2 {second}"]
    await house.sam.submit_modal(
        asked, {which["custom_id"]: ["2"], minutes["custom_id"]: "22", note["custom_id"]: "2 ends meet"}
    )
    assert ticks(house.said()[0]) == ["☐", "☑", "☐"]
    (attempt,) = await house.log()
    assert (attempt.solved, attempt.minutes, attempt.note) == (True, 22, "2 ends meet")
    assert len(house.said()) == 1, "the message itself is the answer"


async def test_not_solved_only_offers_problems_and_one_that_is_left_needs_no_choice(house: House) -> None:
    shown = await house.answer(house.sam, "!today")
    _, second = problems(shown)
    await house.sam.send(house.channel, "!done 1")
    asked = await house.sam.click(shown, label="Not solved")
    assert asked.modal is not None
    assert asked.modal["title"] == clip(f"Not solved: {second}", 45)
    minutes, note = fields(asked.modal)
    await house.sam.submit_modal(asked, {minutes["custom_id"]: "25 min", note["custom_id"]: ""})
    shown = next(each for each in house.said() if each.id == shown.id)
    assert ticks(shown) == ["☑", "✗", "☐"], "the message that was pressed is edited, standing post or not"


async def test_the_reading_is_ticked_by_its_own_button_with_a_whole_paragraph(house: House) -> None:
    shown = await house.answer(house.sam, "!today")
    asked = await house.sam.click(shown, label="Done")
    minutes, note = fields(asked.modal)
    paragraph = "Bias is what stays wrong with endless data. " * 20
    await house.sam.submit_modal(asked, {minutes["custom_id"]: "25", note["custom_id"]: paragraph})
    assert ticks(next(each for each in house.said() if each.id == shown.id)) == ["☐", "☐", "☑"]
    assert await house.log() == []
    (session,) = await house.sessions()
    assert (session.kind, session.minutes, session.note) == ("reading", 25, paragraph.strip())


async def test_minutes_that_are_none_are_refused_quietly(house: House) -> None:
    shown = await house.answer(house.sam, "!today")
    asked = await house.sam.click(shown, label="Solved")
    which, minutes, _ = fields(asked.modal)
    answer = await house.sam.submit_modal(asked, {which["custom_id"]: ["1"], minutes["custom_id"]: "soon"})
    assert answer.ephemeral
    assert answer.response is not None
    assert answer.response.content.startswith("Minutes are a whole number from 1 to 600, not soon.")
    assert await house.log() == []


async def test_nobody_else_presses_the_candidates_buttons(house: House) -> None:
    shown = await house.answer(house.sam, "!today")
    before = len(house.said())
    for label in ("Start timer", "Solved", "Not solved", "Swap", "Done", "Skip"):
        refused = await house.ana.click(shown, label=label)
        assert refused.ephemeral
        assert refused.response is not None
        assert refused.response.content == "This is the plan of Sam; only they can tick it."
    assert len(house.said()) == before


async def test_start_timer_starts_the_clock_for_the_first_open_problem(house: House) -> None:
    shown = await house.answer(house.sam, "!today")
    await house.sam.send(house.channel, "!done 1")
    await house.sam.click(shown, label="Start timer")
    timer = await house.services.timers.look(house.sam_asks)
    assert timer.label == problems(shown)[1]
    assert timer.length == timedelta(minutes=25)


async def test_buttons_of_a_post_work_after_a_restart(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        post = house.last()
        await house.advance(days=3)
        await house.env.restart_bot()
        asked = await house.sam.click(post, label="Not solved")
        which, minutes, _ = fields(asked.modal)
        await house.sam.submit_modal(asked, {which["custom_id"]: ["1"], minutes["custom_id"]: "25"})
        (attempt,) = await house.log()
        assert attempt.on == post.created_at.date(), "it counts for the day that the button stands under"
        assert ticks(house.said()[0])[0] == "✗"


async def test_the_button_of_a_free_day_looks_ahead(tmp_path: Path) -> None:
    async with open_house(tmp_path, days_in=6) as house:
        shown = await house.answer(house.sam, "!today")
        assert str(shown.embeds[0].title).startswith("Sunday, week 1 - rest")
        ahead = await house.sam.click(shown, label="Tomorrow")
        assert ahead.ephemeral
        assert ahead.response is not None
        assert str(ahead.response.embeds[0].title).startswith("Tomorrow: Monday, week 2 - ")


async def test_a_deleted_post_is_let_go(house: House) -> None:
    await house.last().delete()
    await house.sam.send(house.channel, "!done 1")
    assert spoken(house.said()[0]).startswith("☑")


async def test_what_is_done_while_the_post_is_on_its_way_is_on_it(tmp_path: Path) -> None:
    async with open_house(tmp_path, hour=6.5) as house:
        assert house.said() == []
        await house.services.assignments.today(house.sam_asks)
        await house.env.advance_time(3600)
        await asyncio.gather(
            house.services.assignments.resume(),
            *(
                house.services.assignments.done(house.sam_asks, number, "", message(number))
                for number in (1, 2, 3)
            ),
        )
        await house.quiet()
        assert [ticks(each) for each in house.said()] == [["☑", "☑", "☑"]]


async def test_a_post_that_discord_refused_goes_out_later_as_the_day_stands_then(tmp_path: Path) -> None:
    async with open_house(tmp_path, hour=6.5) as house:
        house.env.inject_error("POST", "/channels/*/messages", status=403, times=3)
        await house.advance(hours=0.5, seconds=10)
        assert house.said() == []
        await house.services.assignments.done(house.sam_asks, 1, "", message(1))
        await house.advance(minutes=10)
        assert [ticks(each) for each in house.said()] == [["☑", "☐", "☐"]]


@pytest.mark.parametrize("status", [503, 403])
async def test_an_edit_that_discord_did_not_take_is_made_later_where_that_helps(
    tmp_path: Path, status: int
) -> None:
    async with open_house(tmp_path) as house:
        await house.quiet()
        assert [ticks(each) for each in house.said()] == [["☐", "☐", "☐"]]
        house.env.inject_error("PATCH", "/channels/*/messages/*", status=status, times=3)
        await house.services.assignments.done(house.sam_asks, 1, "", message(1))
        await house.quiet()
        assert [ticks(each) for each in house.said()] == [["☐", "☐", "☐"]]
        await house.advance(minutes=5)
        shows = ["☑", "☐", "☐"] if status == 503 else ["☐", "☐", "☐"]
        assert [ticks(each) for each in house.said()] == [shows]
