"""The loopback Discord and discord.py against Discord's OpenAPI file: calls and answers have its shapes."""

from __future__ import annotations

import io
from collections.abc import AsyncGenerator

import discord
import pytest
from discord import app_commands
from discord.ext import commands
from msgspec import Struct

from bot.rehearsal.loopback_discord import LoopbackDiscord
from bot.rehearsal.loopback_discord.state import Channel, Guild, User
from tests.clockwork import FakeClock
from tests.openapi import pointless, reference, violations
from tests.rehearsal.discord_stage import Stagehand, running


class Form(discord.ui.Modal, title="Log an attempt"):
    """A form with a text and a select."""

    note: discord.ui.TextInput[Form] = discord.ui.TextInput(label="One line", required=False)
    mood: discord.ui.Label[Form] = discord.ui.Label(
        text="How was it?",
        component=discord.ui.Select(
            options=[discord.SelectOption(label="easy"), discord.SelectOption(label="hard")]
        ),
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"noted {self.note.value}", ephemeral=True)


class Buttons(discord.ui.View):
    """Each way in which a component is answered."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Edit", style=discord.ButtonStyle.primary, custom_id="edit", emoji="✅")
    async def edit(self, interaction: discord.Interaction, _: discord.ui.Button[Buttons]) -> None:
        await interaction.response.edit_message(content="edited", view=self)

    @discord.ui.button(label="Whisper", custom_id="whisper")
    async def whisper(self, interaction: discord.Interaction, _: discord.ui.Button[Buttons]) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        said = await interaction.followup.send("psst", ephemeral=True, wait=True)
        await said.edit(content="psst!")
        await interaction.followup.send("and this", embed=discord.Embed(title="more"), ephemeral=True)
        await said.delete()

    @discord.ui.button(label="Form", style=discord.ButtonStyle.success, custom_id="form")
    async def form(self, interaction: discord.Interaction, _: discord.ui.Button[Buttons]) -> None:
        await interaction.response.send_modal(Form())

    @discord.ui.select(
        custom_id="choose",
        placeholder="Which?",
        min_values=1,
        max_values=2,
        options=[
            discord.SelectOption(label="one", description="the first"),
            discord.SelectOption(label="two"),
        ],
    )
    async def choose(self, interaction: discord.Interaction, select: discord.ui.Select[Buttons]) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content=" ".join(select.values))


class Stage(Struct):
    """Who is there."""

    server: LoopbackDiscord
    bot: commands.Bot
    guild: Guild
    ana: User
    hall: Channel

    @property
    def channel(self) -> discord.TextChannel:
        """The text channel as discord.py knows it."""
        found = self.bot.get_channel(self.hall.id)
        assert isinstance(found, discord.TextChannel)
        return found

    @property
    def here(self) -> discord.Guild:
        """The guild as discord.py knows it."""
        found = self.bot.get_guild(self.guild.id)
        assert found is not None
        return found

    def conforms(self) -> None:
        """Nothing so far was otherwise than the file says."""
        assert "\n".join(violations(self.server.journal.since(0), reference())) == ""


@pytest.fixture
async def stage() -> AsyncGenerator[Stage]:
    reference()
    async with LoopbackDiscord(clock=FakeClock()) as server:
        control = server.control
        ana = control.create_user("ana", "Ana")
        guild = control.create_guild(
            "Greenroom", members=[ana], bot_permissions=discord.Permissions.all().value
        )
        (own_role,) = [role for role in guild.roles.values() if role.managed]
        own_role.position = 5  # as its owner drags it up, so that the bot may give roles
        hall = control.create_text_channel("hall", topic="where we meet")
        bot = Stagehand()
        async with running(server, bot):
            yield Stage(server, bot, guild, ana, hall)


def test_every_exception_still_finds_its_schema() -> None:
    """Where a newer file has mended a schema, the exception can go."""
    assert pointless(reference()) == []


async def test_messages_are_as_described(stage: Stage) -> None:
    """Text, embeds, files, replies, edits, pins, history and what is refused."""
    channel = stage.channel
    embed = discord.Embed(title="Today", description="**3Sum**", colour=0x5865F2, url="https://example.org/")
    embed.add_field(name="Morning", value="60 min", inline=True)
    embed.set_footer(text="2 waiting").set_author(name="Greenroom")
    embed.timestamp = discord.utils.utcnow()
    first = await channel.send(
        "hello @everyone", embed=embed, nonce="n-1", allowed_mentions=discord.AllowedMentions.none()
    )
    picture = discord.File(io.BytesIO(b"not a picture"), "progress.txt", description="how it goes")
    second = await channel.send("", file=picture, suppress_embeds=True, silent=True)
    reply = await first.reply("yes", mention_author=False)
    await first.edit(content="hello", embed=None)
    await first.edit(embeds=[embed], attachments=[])
    await first.pin()
    assert [each.id async for each in channel.pins()] == [first.id]
    await first.unpin()
    await channel.fetch_message(second.id)
    assert len([each async for each in channel.history(limit=10)]) >= 3
    async with channel.typing():
        pass
    with pytest.raises(discord.NotFound):
        await channel.fetch_message(1)
    with pytest.raises(discord.HTTPException):
        await channel.send("")
    await stage.server.control.send(stage.ana, stage.hall, "from a person")
    await reply.delete()
    await channel.delete_messages([first, second])
    stage.conforms()


async def test_reactions_are_as_described(stage: Stage) -> None:
    message = await stage.channel.send("vote")
    await message.add_reaction("👍")
    await stage.server.control.react(stage.ana, message, "👍")
    message = await stage.channel.fetch_message(message.id)
    assert {user.name async for user in message.reactions[0].users()} == {
        "ana",
        stage.bot.user.name if stage.bot.user else "",
    }
    await message.remove_reaction("👍", discord.Object(stage.ana.id))
    assert stage.bot.user is not None
    await message.remove_reaction("👍", stage.bot.user)
    await message.add_reaction("✅")
    await message.clear_reaction("✅")
    await message.clear_reactions()
    stage.conforms()


async def test_threads_and_forums_are_as_described(stage: Stage) -> None:
    message = await stage.channel.send("to discuss")
    thread = await message.create_thread(name="discussion", auto_archive_duration=1440)
    await thread.send("first")
    await thread.add_user(discord.Object(stage.ana.id))
    await thread.fetch_members()
    await thread.edit(archived=True)
    await thread.edit(archived=False, name="talk")
    assert [each.id for each in await stage.here.active_threads()] == [thread.id]
    _ = [each async for each in stage.channel.archived_threads()]
    await stage.channel.create_thread(name="alone", type=discord.ChannelType.public_thread)
    forum = await stage.here.create_forum(
        "reviews", topic="watch and say", available_tags=[discord.ForumTag(name="test", emoji="🎬")]
    )
    tag = forum.available_tags[0]
    posted = await forum.create_thread(
        name="Week 3", content="0:00 to 10:00", embed=discord.Embed(title="look"), applied_tags=[tag]
    )
    await posted.thread.edit(locked=True, applied_tags=[])
    await posted.thread.delete()
    stage.conforms()


async def test_the_guild_is_as_described(stage: Stage) -> None:
    guild = stage.here
    category = await guild.create_category("greenroom")
    overwrites: dict[discord.Role | discord.Member | discord.Object, discord.PermissionOverwrite] = {
        guild.default_role: discord.PermissionOverwrite(send_messages=False)
    }
    made = await guild.create_text_channel("live", category=category, topic="clock", overwrites=overwrites)
    await made.edit(topic="the clock", slowmode_delay=5)
    await made.set_permissions(guild.me, send_messages=True)
    await made.set_permissions(guild.me, overwrite=None)
    await made.delete()
    await guild.fetch_channels()
    await stage.bot.fetch_channel(stage.hall.id)
    role = await guild.create_role(name="candidate", colour=discord.Colour.green())
    member = await guild.fetch_member(stage.ana.id)
    await member.add_roles(role)
    await member.edit(nick="Annie")
    await member.remove_roles(role)
    await role.edit(name="guest")
    await guild.fetch_roles()
    await role.delete()
    _ = [each async for each in guild.fetch_members(limit=10)]
    await guild.query_members("an")
    await stage.bot.fetch_guild(guild.id)
    _ = [each async for each in stage.bot.fetch_guilds()]
    await stage.bot.fetch_user(stage.ana.id)
    await stage.bot.application_info()
    user = stage.bot.get_user(stage.ana.id)
    assert user is not None
    await user.send("hello")
    with pytest.raises(discord.NotFound):
        await stage.bot.fetch_channel(1)
    stage.conforms()


async def test_commands_are_synced_as_described(stage: Stage) -> None:
    """Groups, options of each kind, choices, bounds, permissions: global, in the guild, and one by one."""
    _commands(stage.bot)
    await stage.bot.tree.sync()
    guild = discord.Object(stage.guild.id)
    stage.bot.tree.copy_global_to(guild=guild)
    await stage.bot.tree.sync(guild=guild)
    synced = await stage.bot.tree.fetch_commands()
    assert {each.name for each in synced} == {"log", "timer", "Look at it"}
    await stage.bot.tree.fetch_command(synced[0].id)
    await synced[0].delete()
    stage.conforms()


async def test_interactions_are_as_described(stage: Stage) -> None:
    """Slash commands, autocompletion, buttons, selects, forms; answered, deferred, followed up."""
    _commands(stage.bot)
    await stage.bot.tree.sync()
    control, ana, hall = stage.server.control, stage.ana, stage.hall
    shown = await (await control.slash(ana, hall, "timer start", {"minutes": 25})).answered()
    assert shown.post is not None
    logged = await (await control.slash(ana, hall, "log", {"problem": "3sum", "who": ana})).answered()
    assert logged.text == "logged 3sum"
    found = await (await control.autocomplete(ana, hall, "log", "problem", "3s")).answered()
    assert [choice["value"] for choice in found.choices] == ["3sum"]
    post = shown.post
    assert (await (await control.click(ana, post, "edit")).answered()).text.startswith("edited")
    assert (await (await control.click(ana, post, "whisper")).answered()).text
    chosen = await control.choose(ana, post, "choose", ["one", "two"])
    await control.wait_for(lambda each: each.content == "one two")
    assert await chosen.acknowledged() == 6
    asked = await control.click(ana, post, "form")
    assert (await asked.answered()).modal is not None
    modal = asked.opened_modal
    assert modal is not None
    note, mood = (
        row["component"]["custom_id"] if "component" in row else row["components"][0]["custom_id"]
        for row in modal["components"]
    )
    sent = await control.submit_modal(ana, asked, {note: "easy", mood: ["easy"]})
    assert (await sent.answered()).text == "noted easy"
    stage.conforms()


async def test_layouts_are_as_described(stage: Stage) -> None:
    """Components V2: text, section, gallery and buttons in a container."""
    view = discord.ui.LayoutView(timeout=None)
    container: discord.ui.Container[discord.ui.LayoutView] = discord.ui.Container(accent_colour=0x5865F2)
    button: discord.ui.Button[discord.ui.LayoutView] = discord.ui.Button(label="Start", custom_id="start")
    container.add_item(discord.ui.TextDisplay("## Today"))
    container.add_item(discord.ui.Separator())
    container.add_item(discord.ui.Section("**3Sum**", accessory=button))
    view.add_item(container)
    message = await stage.channel.send(view=view)
    await message.edit(view=view)
    stage.conforms()


def _commands(bot: commands.Bot) -> None:
    timer = app_commands.Group(name="timer", description="The clock")

    @timer.command(name="start", description="Start the clock")
    @app_commands.describe(minutes="How long")
    async def start(
        interaction: discord.Interaction, minutes: app_commands.Range[int, 1, 180] = 25, quiet: bool = False
    ) -> None:
        embed = discord.Embed(title=f"{minutes} min", description="quiet" if quiet else None)
        await interaction.response.send_message(embed=embed, view=Buttons())

    async def problems(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name="3Sum", value="3sum")] if "3s".startswith(typed) else []

    @bot.tree.command(name="log", description="Log an attempt")
    @app_commands.autocomplete(problem=problems)
    @app_commands.choices(outcome=[app_commands.Choice(name="solved", value="y")])
    @app_commands.default_permissions(send_messages=True)
    async def log(
        interaction: discord.Interaction,
        problem: app_commands.Range[str, 1, 100],
        who: discord.Member | None = None,
        outcome: app_commands.Choice[str] | None = None,
        recording: discord.Attachment | None = None,
    ) -> None:
        del who, outcome, recording
        await interaction.response.defer(thinking=True)
        await interaction.edit_original_response(content=f"logged {problem}")
        await interaction.original_response()

    @bot.tree.context_menu(name="Look at it")
    async def look(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(message.jump_url, ephemeral=True)

    bot.tree.add_command(timer)
