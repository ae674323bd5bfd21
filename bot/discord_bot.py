"""The Discord client: loads cogs by name, answers errors in one place, syncs commands when they changed."""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.config import CommandsSection, DiscordSection
from bot.database import Database, Transaction
from bot.errors import UserError
from bot.kept import keep, kept

if TYPE_CHECKING:
    from bot.services import Services

logger = logging.getLogger(__name__)

Context = commands.Context["DiscordBot"]
Interaction = discord.Interaction["DiscordBot"]


def intents(*, message_content: bool = True) -> discord.Intents:
    """The least that the features need; message content is what `!` commands are read from."""
    wanted = discord.Intents.none()
    wanted.guilds = True
    wanted.guild_messages = True
    wanted.dm_messages = True
    wanted.guild_reactions = True
    wanted.message_content = message_content
    return wanted


@dataclass(frozen=True, slots=True)
class Channels:
    """Where the bot speaks by itself; ids."""

    assignments: int
    live: int
    reviews: int | None


class DiscordBot(commands.Bot):
    """discord.py's bot with our services, our names for commands, and one error boundary."""

    def __init__(
        self,
        section: DiscordSection,
        names: CommandsSection,
        services: Services,
        database: Database,
        extensions: Sequence[str],
        *,
        message_content: bool = True,
    ) -> None:
        super().__init__(
            command_prefix=section.prefix,
            intents=intents(message_content=message_content),
            allowed_mentions=discord.AllowedMentions.none(),
            help_command=None,
            case_insensitive=True,
            tree_cls=_Tree,
        )
        self.section = section
        self.services = services
        self.channels = Channels(
            section.assignments_channel,
            section.live_channel or section.assignments_channel,
            section.reviews_channel,
        )
        self._names = names
        self._database = database
        self._wanted_extensions = extensions

    async def load(self) -> None:
        """Load every cog; safe twice. Before login: the surfaces listen even while Discord is down."""
        for name in self._wanted_extensions:
            if name not in self.extensions:
                await self.load_extension(name)

    async def setup_hook(self) -> None:
        """Called by discord.py between login and the gateway."""
        await self.load()
        await self._sync()

    def add_command(self, command: commands.Command[Any, ..., Any], /) -> None:
        """Add a command under the names that the config gives it."""
        name = self._names.names.get(command.name, command.name)
        command.aliases = [*command.aliases, *self._names.aliases.get(command.name, ())]
        command.name = name
        if isinstance(command, commands.HybridCommand | commands.HybridGroup):
            app_command: Any = command.app_command  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - generic over the cog
            if app_command is not None:
                app_command.name = name
        super().add_command(command)

    async def on_command_error(self, context: Context, error: commands.CommandError, /) -> None:  # pyright: ignore[reportIncompatibleMethodOverride] - narrowed to our own context
        """The boundary for `!` commands, and for slash commands that are hybrids."""
        if isinstance(error, commands.CommandNotFound):
            return
        sentence = self._sentence(error, usage=_usage(context))
        if context.interaction is not None:
            await _answer(context.interaction, sentence)
        else:
            await context.send(sentence, reference=context.message.to_reference(fail_if_not_exists=False))

    async def answer_error(self, interaction: discord.Interaction[Any], error: Exception) -> None:
        """The boundary for slash commands, buttons, selects and modals."""
        await _answer(interaction, self._sentence(error, usage=None))

    def _sentence(self, error: Exception, usage: str | None) -> str:
        cause = _cause(error)
        if isinstance(cause, UserError):
            return str(cause)
        if isinstance(error, commands.UserInputError):
            return f"I could not read that. Use it like this: {usage}"
        if isinstance(error, commands.CommandOnCooldown | app_commands.CommandOnCooldown):
            return f"One moment: again in {error.retry_after:.0f} s."
        if isinstance(error, commands.NoPrivateMessage | app_commands.NoPrivateMessage):
            return "That works in the server, not in private messages."
        if isinstance(error, commands.CheckFailure | app_commands.CheckFailure):
            return "That is not yours to do here."
        number = secrets.token_hex(3)
        logger.error("error %s", number, exc_info=cause)
        return f"That went wrong on my side. The host finds it in the log under {number}."

    async def _sync(self) -> None:
        """Tell Discord our slash commands, for the one guild only: global as well would show them twice."""
        guild = discord.Object(self.section.guild_id)
        self.tree.clear_commands(guild=guild)
        self.tree.copy_global_to(guild=guild)
        payload = [command.to_dict(self.tree) for command in self.tree.get_commands(guild=guild)]
        digest = hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
        key = f"discord commands in {guild.id} of {self.application_id}"
        if await self._database.read(lambda tx: kept(tx, key)) == digest:
            return
        await self.tree.sync(guild=guild)

        def unit(tx: Transaction) -> None:
            keep(tx, key, digest)

        await self._database.write(unit)


class _Tree(app_commands.CommandTree[DiscordBot]):
    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        await interaction.client.answer_error(interaction, error)


async def _answer(interaction: discord.Interaction[Any], sentence: str) -> None:
    if interaction.response.is_done():
        await interaction.followup.send(sentence, ephemeral=True)
    else:
        await interaction.response.send_message(sentence, ephemeral=True)


def _cause(error: BaseException) -> BaseException:
    """What was raised in the first place, below discord.py's wrappers."""
    while isinstance(
        error,
        commands.CommandInvokeError
        | app_commands.CommandInvokeError
        | commands.HybridCommandError
        | commands.ConversionError
        | app_commands.TransformerError,
    ):
        inner = getattr(error, "original", None) or error.__cause__
        if inner is None:
            break
        error = inner
    return error


def _usage(context: Context) -> str:
    command = context.command
    if command is None:
        return "/help"
    return f"`{context.clean_prefix}{command.qualified_name} {command.signature}`".replace(" `", "`")
