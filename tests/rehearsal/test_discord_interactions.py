"""Slash commands, buttons, menus and forms of a real discord.py bot on the loopback Discord."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator
from typing import Any

import discord
import pytest
from discord import app_commands
from discord.ext import commands

from bot.rehearsal.loopback_discord import Refusal
from tests.clockwork import FakeClock
from tests.rehearsal.discord_stage import SOON, Stage, Stagehand, running, stage

Asked = discord.Interaction[Any]


@pytest.fixture
async def here() -> AsyncGenerator[Stage]:
    async with stage(FakeClock()) as opened:
        yield opened


class StopButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=r"timer:stop:(?P<id>\d+)"
):
    """A button that outlives the bot."""

    def __init__(self, number: int) -> None:
        super().__init__(discord.ui.Button(label="Stop", custom_id=f"timer:stop:{number}"))
        self.number = number

    @classmethod
    async def from_custom_id(
        cls, interaction: Asked, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> StopButton:
        return cls(int(match["id"]))

    async def callback(self, interaction: Asked) -> None:
        await interaction.response.edit_message(content=f"stopped {self.number}", view=None)


class Feelings(discord.ui.Modal, title="How was it?"):
    """A form with the three kinds of field."""

    note = discord.ui.TextInput[discord.ui.Modal](label="Note", custom_id="note", max_length=20)
    mood = discord.ui.Label[discord.ui.Modal](
        text="Mood",
        component=discord.ui.Select[discord.ui.Modal](
            custom_id="mood", options=[discord.SelectOption(label=one) for one in ("calm", "tense")]
        ),
    )
    take = discord.ui.Label[discord.ui.Modal](
        text="Take", component=discord.ui.FileUpload[discord.ui.Modal](custom_id="take", required=False)
    )

    async def on_submit(self, interaction: Asked, /) -> None:
        mood, take = self.mood.component, self.take.component
        assert isinstance(mood, discord.ui.Select)
        assert isinstance(take, discord.ui.FileUpload)
        sizes = [len(await file.read()) for file in take.values]
        text = f"{self.note.value}, {mood.values[0]}, files {sizes}"
        await interaction.response.send_message(text, ephemeral=True)


class Actor(Stagehand):
    """A bot with one of each."""

    async def setup_hook(self) -> None:
        self.add_dynamic_items(StopButton)
        for command in COMMANDS:
            self.tree.add_command(command)
        self.add_command(HYBRID)
        await self.tree.sync()


@app_commands.command(description="Log a problem")
@app_commands.describe(problem="Which", minutes="How long", partner="With whom", screenshot="Show it")
async def log(
    interaction: Asked,
    problem: str,
    minutes: app_commands.Range[int, 1, 600] = 25,
    partner: discord.Member | None = None,
    screenshot: discord.Attachment | None = None,
) -> None:
    shown = "" if screenshot is None else f" {len(await screenshot.read())} bytes"
    name = "nobody" if partner is None else partner.display_name
    await interaction.response.send_message(f"{problem} {minutes} {name}{shown}")


@log.autocomplete("problem")
async def problems(interaction: Asked, typed: str) -> list[app_commands.Choice[str]]:
    return [
        app_commands.Choice(name=one, value=one)
        for one in ("Two Sum", "3Sum")
        if typed.lower() in one.lower()
    ]


timer = app_commands.Group(name="timer", description="The clock")


@timer.command(name="start", description="Start it")
async def start(interaction: Asked, minutes: int) -> None:
    view = discord.ui.View(timeout=None).add_item(StopButton(7))
    await interaction.response.send_message(f"{minutes} minutes", view=view)


@app_commands.command(description="Say how it was")
async def form(interaction: Asked) -> None:
    await interaction.response.send_modal(Feelings())


@app_commands.command(description="Takes its time")
@app_commands.describe(hidden="Only for you")
async def slow(interaction: Asked, hidden: bool = False) -> None:
    await interaction.response.defer(ephemeral=hidden)
    await interaction.followup.send("here it is", ephemeral=hidden)
    await interaction.followup.send("and more")
    await interaction.edit_original_response(content="here it is, mended")


@app_commands.command(description="Says nothing")
async def deaf(interaction: Asked) -> None:
    """The user is left waiting."""


@commands.hybrid_command(description="Today's assignment")
async def today(ctx: commands.Context[Any]) -> None:
    await ctx.send("Two Sum")


COMMANDS: list[app_commands.Command[Any, ..., None] | app_commands.Group] = [log, timer, form, slow, deaf]
HYBRID: commands.HybridCommand[Any, ..., None] = today  # pyright: ignore[reportUnknownVariableType]  # the decorator loses its cog


@pytest.fixture
async def bot(here: Stage) -> AsyncGenerator[Actor]:
    actor = Actor()
    async with running(here.server, actor):
        yield actor


async def test_a_slash_command_gets_its_options(here: Stage, bot: Actor) -> None:
    used = await here.control.slash(
        here.ana,
        here.general,
        "log",
        {"problem": "Two Sum", "partner": here.ben, "screenshot": ("board.png", b"12345")},
    )
    answer = await used.answered()
    assert (answer.kind, answer.text) == ("message", "Two Sum 25 Ben 5 bytes")
    assert answer.post is not None
    assert answer.post.json["interaction_metadata"]["user"]["id"] == str(here.ana.id)
    assert here.control.history(here.general)[-1].id == answer.post.id


@pytest.mark.parametrize(
    "options",
    [{}, {"problem": "x", "minutes": 601}, {"problem": "x", "minutes": "ten"}, {"problem": "x", "sort": 1}],
)
async def test_options_that_a_client_would_not_send_are_refused(
    here: Stage, bot: Actor, options: dict[str, Any]
) -> None:
    with pytest.raises(Refusal, match="50035"):
        await here.control.slash(here.ana, here.general, "log", options)


async def test_a_command_that_was_not_synced_cannot_be_used(here: Stage, bot: Actor) -> None:
    with pytest.raises(Refusal, match="10063"):
        await here.control.slash(here.ana, here.general, "unheard-of")
    with pytest.raises(Refusal, match="10063"):
        await here.control.slash(here.ana, here.general, "timer")


async def test_a_hybrid_command_answers_both_ways(here: Stage, bot: Actor) -> None:
    asked = await here.control.send(here.ana, here.general, "!today")
    await here.control.wait_for(lambda post: post.content == "Two Sum", after=asked)
    answer = await (await here.control.slash(here.ana, here.general, "today")).answered()
    assert answer.text == "Two Sum"
    assert answer.post is not None
    assert "interaction_metadata" in answer.post.json


async def test_choices_come_while_typing(here: Stage, bot: Actor) -> None:
    typing = await here.control.autocomplete(here.ana, here.general, "log", "problem", "two")
    answer = await typing.answered()
    assert answer.choices == [{"name": "Two Sum", "value": "Two Sum"}]


async def test_a_button_outlives_the_bot(here: Stage) -> None:
    async with running(here.server, Actor()):
        started = await (
            await here.control.slash(here.ana, here.general, "timer start", {"minutes": 25})
        ).answered()
    assert started.post is not None
    async with running(here.server, Actor()):
        pressed = await here.control.click(here.ben, started.post, started.post.custom_id("Stop"))
        answer = await pressed.answered()
    assert (answer.kind, answer.text) == ("update", "stopped 7")
    assert here.control.message(started.post.id).buttons == {}
    with pytest.raises(Refusal, match="50035"):
        await here.control.click(here.ben, started.post, "timer:stop:7")


async def test_a_form_is_opened_and_submitted(here: Stage, bot: Actor) -> None:
    used = await here.control.slash(here.ana, here.general, "form")
    opened = await used.answered()
    assert (opened.kind, opened.text) == ("modal", "How was it?")
    with pytest.raises(Refusal, match="note"):
        await here.control.submit_modal(here.ana, used, {"note": "x" * 21, "mood": ["calm"]})
    sent = await here.control.submit_modal(
        here.ana, used, {"note": "fine", "mood": ["tense"], "take": [("take.mp4", b"123")]}
    )
    answer = await sent.answered()
    assert answer.text == "fine, tense, files [3]"
    assert answer.post is not None
    assert answer.post.ephemeral


async def test_an_ephemeral_answer_is_seen_by_one_user_and_in_no_history(here: Stage, bot: Actor) -> None:
    told: list[tuple[str, Any]] = []
    here.control.listeners.append(lambda event, payload: told.append((event, payload.get("viewer_id"))))
    answer = await (await here.control.slash(here.ana, here.general, "slow", {"hidden": True})).answered()
    await here.control.wait_for(lambda post: post.content == "and more")
    assert answer.post is not None
    assert answer.post.viewer_id == here.ana.id
    assert {viewer for event, viewer in told if event == "MESSAGE_CREATE"} == {str(here.ana.id), None}
    assert answer.post.id in [post.id for post in here.control.history(here.general, here.ana)]
    assert answer.post.id not in [post.id for post in here.control.history(here.general, here.ben)]
    channel = await bot.fetch_channel(here.general.id)
    assert isinstance(channel, discord.TextChannel)
    assert answer.post.id not in [message.id async for message in channel.history()]
    with pytest.raises(Refusal, match="10008"):
        await here.control.react(here.ben, answer.post, "👀")


async def test_a_deferred_answer_takes_the_place_of_thinking(here: Stage, bot: Actor) -> None:
    used = await here.control.slash(here.ana, here.general, "slow")
    assert await used.acknowledged() == 5
    answer = await used.answered()
    assert answer.text == "here it is"
    await here.control.wait_for(lambda post: post.content == "here it is, mended")
    assert [post.content for post in here.control.history(here.general)] == ["here it is, mended", "and more"]
    assert used.original is not None
    assert answer.post is not None
    assert used.original.id == answer.post.id


async def test_a_select_passes_what_was_chosen(here: Stage, bot: Actor) -> None:
    view = discord.ui.View()
    select = discord.ui.Select[discord.ui.View](
        custom_id="pick", max_values=2, options=[discord.SelectOption(label=one) for one in "abc"]
    )
    people = discord.ui.UserSelect[discord.ui.View](custom_id="who")

    async def picked(interaction: Asked) -> None:
        await interaction.response.send_message(f"{'+'.join(select.values)}", ephemeral=True)

    async def named(interaction: Asked) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content=people.values[0].display_name)

    select.callback, people.callback = picked, named
    channel = bot.get_channel(here.general.id)
    assert isinstance(channel, discord.TextChannel)
    asked = await channel.send("choose", view=view.add_item(select).add_item(people))
    chosen = await (await here.control.choose(here.ana, asked.id, "pick", ["a", "c"])).answered()
    assert chosen.text == "a+c"
    who = await here.control.choose(here.ana, asked.id, "who", [here.ben])
    assert (await who.answered()).kind == "acknowledged"
    await here.control.wait_for(lambda post: post.id == asked.id and post.content == "Ben")
    with pytest.raises(Refusal, match="50035"):
        await here.control.choose(here.ana, asked.id, "pick", ["a", "b", "c"])


async def test_a_layout_is_shown_and_its_button_works(here: Stage, bot: Actor) -> None:
    class Done(discord.ui.Button[Any]):
        async def callback(self, interaction: Asked) -> None:
            await interaction.response.send_message("well done", ephemeral=True)

    class Card(discord.ui.LayoutView):
        box = discord.ui.Container["Card"](
            discord.ui.TextDisplay("## Today"),
            discord.ui.Section(discord.ui.TextDisplay("Two Sum"), accessory=Done(label="Done")),
            discord.ui.Separator(),
            accent_colour=0x123456,
        )

    channel = bot.get_channel(here.general.id)
    assert isinstance(channel, discord.TextChannel)
    shown = await channel.send(view=Card())
    post = here.control.message(shown.id)
    assert post.text == "## Today\nTwo Sum"
    pressed = await here.control.click(here.ana, post, post.custom_id("Done"))
    assert (await pressed.answered()).text == "well done"
    with pytest.raises(discord.HTTPException) as refused:
        await channel.send("with content", view=Card())  # pyright: ignore[reportCallIssue, reportArgumentType]  # bad on purpose
    assert "IS_COMPONENTS_V2" in refused.value.text


async def test_an_unanswered_command_is_reported_to_the_user(here: Stage, bot: Actor) -> None:
    told: list[str] = []
    here.control.listeners.append(lambda event, _: told.append(event))
    here.control.set_first_answer_seconds(0.1)
    used = await here.control.slash(here.ana, here.general, "deaf")
    answer = await used.answered()
    assert (answer.kind, answer.text) == ("failed", "The application did not respond")
    assert "INTERACTION_FAILED" in told


async def test_an_answer_after_the_three_seconds_is_refused(here: Stage, bot: Actor) -> None:
    go = asyncio.Event()
    refused: asyncio.Future[discord.NotFound] = asyncio.get_running_loop().create_future()

    @bot.tree.command(description="Too slow")
    async def late(interaction: Asked) -> None:  # pyright: ignore[reportUnusedFunction]  # the tree has it
        await go.wait()
        try:
            await interaction.response.send_message("at last")
        except discord.NotFound as error:
            refused.set_result(error)

    await bot.tree.sync()
    here.control.set_first_answer_seconds(0.05)
    used = await here.control.slash(here.ana, here.general, "late")
    assert (await used.answered()).kind == "failed"
    go.set()
    assert (await asyncio.wait_for(refused, SOON)).code == 10062
    assert here.control.history(here.general, here.ana) == []


async def test_a_command_is_answered_only_once(here: Stage) -> None:
    bot = Stagehand()
    again: asyncio.Future[discord.HTTPException] = asyncio.get_running_loop().create_future()

    @bot.tree.command(description="Answers twice")
    async def twice(interaction: Asked) -> None:  # pyright: ignore[reportUnusedFunction]  # the tree has it
        await interaction.response.send_message("once")
        copy = discord.Interaction(data=raw[0], state=bot._connection)  # pyright: ignore[reportPrivateUsage, reportArgumentType]  # a second one that has not answered
        try:
            await copy.response.send_message("twice")
        except discord.HTTPException as error:
            again.set_result(error)

    raw: list[Any] = []
    here.control.listeners.append(
        lambda event, payload: raw.append(payload) if event == "INTERACTION_CREATE" else None
    )
    async with running(here.server, bot):
        await bot.tree.sync()
        await here.control.slash(here.ana, here.general, "twice")
        error = await asyncio.wait_for(again, SOON)
    assert (error.status, error.code) == (400, 40060)
    assert [post.content for post in here.control.history(here.general)] == ["once"]


async def test_a_token_is_good_for_fifteen_minutes(here: Stage, bot: Actor) -> None:
    kept: asyncio.Future[Asked] = asyncio.get_running_loop().create_future()

    @bot.listen()
    async def on_interaction(interaction: Asked) -> None:  # pyright: ignore[reportUnusedFunction]  # the bot has it
        kept.set_result(interaction)

    await (await here.control.slash(here.ana, here.general, "log", {"problem": "3Sum"})).answered()
    interaction = await asyncio.wait_for(kept, SOON)
    here.clock.advance(minutes=14)
    await interaction.edit_original_response(content="in time")
    here.clock.advance(minutes=2)
    with pytest.raises(discord.HTTPException) as late:
        await interaction.edit_original_response(content="too late")
    assert (late.value.status, late.value.code) == (401, 50027)


async def test_followups_are_edited_and_deleted(here: Stage, bot: Actor) -> None:
    @bot.tree.command(description="Changes its mind")
    async def fickle(interaction: Asked) -> None:  # pyright: ignore[reportUnusedFunction]  # the tree has it
        await interaction.response.send_message("first")
        more = await interaction.followup.send("second", wait=True)
        await more.edit(content="second, mended")
        await interaction.delete_original_response()

    await bot.tree.sync()
    await here.control.slash(here.ana, here.general, "fickle")
    await here.control.wait_for(lambda post: post.content == "second, mended")
    await here.control.until(lambda: len(here.control.history(here.general)) == 1)
    assert here.control.history(here.general)[0].content == "second, mended"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"name": "UPPER", "description": "d", "type": 1}, "In 0.name: Command name is invalid"),
        ({"name": "ok", "description": "d" * 101, "type": 1}, "In 0.description: Must be between 1 and 100"),
        ({"name": "ok", "description": "", "type": 1}, "In 0.description: Must be between 1 and 100"),
        (
            {
                "name": "ok",
                "description": "d",
                "options": [
                    {"type": 3, "name": "a", "description": "d"},
                    {"type": 3, "name": "b", "description": "d", "required": True},
                ],
            },
            "In 0.options.1: Required options",
        ),
    ],
)
async def test_bad_commands_are_refused_at_sync(
    here: Stage, bot: Actor, body: dict[str, Any], words: str
) -> None:
    with pytest.raises(discord.HTTPException) as refused:
        await bot.http.bulk_upsert_global_commands(here.control.bot_user.id, [body])  # pyright: ignore[reportArgumentType]  # bad on purpose
    assert words in refused.value.text


async def test_a_second_sync_keeps_the_ids_of_what_is_still_there(here: Stage, bot: Actor) -> None:
    before = {command.name: command.id for command in await bot.tree.fetch_commands()}
    bot.tree.remove_command("deaf")
    await bot.tree.sync()
    after = {command.name: command.id for command in await bot.tree.fetch_commands()}
    before.pop("deaf")
    assert after == before


async def test_users_are_offered_the_commands_that_they_may_use(here: Stage, bot: Actor) -> None:
    names = [command["name"] for command in here.control.commands(here.ben, here.general)]
    assert names == ["deaf", "form", "log", "slow", "timer", "today"]


async def test_a_command_for_moderators_is_refused_to_others(here: Stage, bot: Actor) -> None:
    @bot.tree.command(description="Mend the record")
    @app_commands.default_permissions(manage_guild=True)
    async def mend(interaction: Asked) -> None:  # pyright: ignore[reportUnusedFunction]  # the tree has it
        await interaction.response.send_message("mended", ephemeral=True)

    await bot.tree.sync()
    with pytest.raises(Refusal, match="50013"):
        await here.control.slash(here.ben, here.general, "mend")
    assert "mend" not in [command["name"] for command in here.control.commands(here.ben, here.general)]
    assert (await (await here.control.slash(here.ana, here.general, "mend")).answered()).text == "mended"
