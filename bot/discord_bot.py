"""The Discord client: loads cogs by name, answers errors in one place, syncs commands when they changed."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from msgspec import Struct
from yarl import URL

from bot.channel_picks import ChannelPicks, Role
from bot.clock import system_clock
from bot.config import CommandsSection, DiscordSection
from bot.database import Database, Transaction
from bot.errors import UserError
from bot.health import Health
from bot.kept import keep, kept
from bot.spoken import Spoken
from bot.telemetry import FAILED, OK, REFUSED, Telemetry

if TYPE_CHECKING:
    from bot.services import Services

logger = logging.getLogger(__name__)

# we never speak aloud, so nobody needs to be told what that would take
discord.VoiceClient.warn_nacl = False
discord.VoiceClient.warn_dave = False

_TASKS_OF_PEOPLE = ("discord.py: on_", "CommandTree-invoker", "discord-ui-")
"""How discord.py names the tasks that answer somebody."""

PART = "discord"
"""What its health goes under."""
LONGEST = 2_000
"""Characters that Discord takes in one message."""
ANSWER_PAUSES = (0.3, 1.0, 2.0, 4.0)
"""Seconds before an answer that Discord may not have taken is sent again."""
CLOSING_PATIENCE = 5.0
"""Seconds that commands in hand get to finish at close."""

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


def point_at(section: DiscordSection) -> None:
    """Lead discord.py to the endpoints of the config: attributes of its classes, read at call time."""
    Route.BASE = section.api_url
    DiscordWebSocket.DEFAULT_GATEWAY = URL(section.gateway_url)
    discord.Asset.BASE = section.cdn_url  # pyright: ignore[reportAttributeAccessIssue] - declared as a literal


class Channels(Struct, frozen=True):
    """Where the bot speaks by itself; ids, None where nobody has said."""

    assignments: int | None
    live: int | None
    reviews: int | None

    @classmethod
    def of(cls, section: DiscordSection) -> Channels:
        """As the config says, or `/setup` since."""
        live = section.live_channel or section.assignments_channel
        return cls(section.assignments_channel, live, section.reviews_channel)


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
        health: Health | None = None,
        on_up: Callable[[], None] = lambda: None,
        tell_host: Callable[[str], None] = lambda _: None,
        telemetry: Telemetry | None = None,
        picks: ChannelPicks | None = None,
        host_id: int | None = None,
    ) -> None:
        """`picks` remembers what `/setup` chose; `tell_host` is told what the host must know.

        `on_up` is called whenever the gateway has let us in.
        """
        telemetry = telemetry or Telemetry()
        traced: dict[str, Any] = {"http_trace": _traced(telemetry)} if telemetry.measures else {}
        super().__init__(
            command_prefix=section.prefix,
            intents=intents(message_content=message_content),
            allowed_mentions=discord.AllowedMentions.none(),
            help_command=None,
            case_insensitive=True,
            tree_cls=_Tree,
            **traced,
        )
        self.telemetry = telemetry
        self.section = section
        self.services = services
        self.channels = Channels.of(section)
        self._picks = picks
        self.host_id = host_id
        """The host's account, where the config names it."""
        self.logged_in = False
        """Whether REST calls can be made; the gateway may still be on its way."""
        self._on_up = on_up
        self.tell_host = tell_host
        self._health = health or Health(system_clock)
        self._closing = False
        self._names = names
        self._spoken = Spoken(names.names, section.prefix, self._knows)
        self._ours: set[str] = set()
        self._database = database
        self._wanted_extensions = extensions

    @property
    def own_id(self) -> int:
        """Our own account; it need not be the application's id. 0 before the login."""
        return 0 if self.user is None else self.user.id

    async def run_until_closed(self) -> None:
        """Sign in and work until closed; raises what ends it otherwise."""
        await self.load()
        await self.start(self.section.token.get_secret_value())

    async def close_gently(self) -> None:
        """See `close`; the name that the supervisor knows."""
        await self.close()

    async def load(self) -> None:
        """Load every cog; safe twice. Before login: the surfaces listen even while Discord is down."""
        for name in self._wanted_extensions:
            if name not in self.extensions:
                await self.load_extension(name)

    async def setup_hook(self) -> None:
        """Called by discord.py between login and the gateway."""
        await self.load()
        await self._sync()
        self.logged_in = True
        # what was claimed while Discord was away goes out now; it does not wait for the gateway
        await self.services.posts.resume()

    async def on_connect(self) -> None:
        """Called by discord.py when the gateway has let us in, and again after each new session."""
        self._health.is_up(PART)
        self._on_up()

    async def on_resumed(self) -> None:
        """Called by discord.py when a session went on where it had stopped."""
        self._health.is_up(PART)

    async def on_disconnect(self) -> None:
        """Called by discord.py."""
        self._health.is_down(PART)

    async def tell(self, user_id: int, sentence: str) -> bool:
        """Send one private message; False where Discord does not let us."""
        if not self.logged_in:
            return False
        try:
            user = await self.fetch_user(user_id)
            await user.send(sentence)
        except discord.HTTPException as error:
            logger.info("no private message to the host: %s", error.text)
            return False
        return True

    async def use_channels(self, chosen: Mapping[Role, int]) -> None:
        """Speak there from now on, and after every restart."""
        picks = self._picks or ChannelPicks(self._database, self.section)
        self.section = await picks.pick(chosen)
        self.channels = Channels.of(self.section)
        self.services.speak_in(self.channels.assignments, self.channels.live, self.channels.reviews)

    def dispatch(self, event_name: str, /, *args: Any, **kwargs: Any) -> None:
        """Hand an event to whoever listens; nothing new begins once we close."""
        if event_name == "socket_event_type":
            # told beside everything that the gateway tells: a listener would be a task for each
            self._health.heard(PART)
        elif not self._closing:
            super().dispatch(event_name, *args, **kwargs)

    async def close(self) -> None:
        """Begin nothing new, let the commands in hand finish, then close."""
        if not self.is_closed():
            self._closing = True
            others = asyncio.all_tasks() - {asyncio.current_task()}
            at_work = [task for task in others if task.get_name().startswith(_TASKS_OF_PEOPLE)]
            if at_work:
                await asyncio.wait(at_work, timeout=CLOSING_PATIENCE)
        await super().close()

    def add_command(self, command: commands.Command[Any, ..., Any], /) -> None:
        """Add a command under the names that the config gives it."""
        name = self.name_of(command.name)
        command.aliases = [*command.aliases, *self._names.aliases.get(command.name, ())]
        command.name = name
        self._ours.add(name)
        if isinstance(command, commands.HybridCommand | commands.HybridGroup):
            app_command: Any = command.app_command  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - generic over the cog
            if app_command is not None:
                app_command.name = name
        super().add_command(command)

    def name_of(self, name: str) -> str:
        """What the config calls the command; a name that it gave already stays."""
        return name if name in self._ours else self._names.names.get(name, name)

    def _knows(self, name: str) -> bool:
        return self.get_command(name) is not None or self.tree.get_command(name) is not None

    async def invoke(self, ctx: commands.Context[Any], /) -> None:
        """Run a `!` command, if it is one."""
        if ctx.command is not None:
            self.telemetry.begin(PART, ctx.command.qualified_name)
        await super().invoke(ctx)
        if not ctx.command_failed:
            self.telemetry.end(OK)

    async def on_app_command_completion(self, interaction: Interaction, command: object) -> None:
        """Called by discord.py when a slash command was answered."""
        self.telemetry.end(OK)

    async def get_context(self, origin: Any, /, *, cls: Any = discord.utils.MISSING) -> Any:
        """Called by discord.py for each message and slash command: answers are sent with care."""
        return await super().get_context(origin, cls=_Context if cls is discord.utils.MISSING else cls)

    async def on_command_error(self, context: Context, error: commands.CommandError, /) -> None:  # pyright: ignore[reportIncompatibleMethodOverride] - narrowed to our own context
        """The boundary for `!` commands, and for slash commands that are hybrids."""
        if isinstance(error, commands.CommandNotFound):
            return
        sentence = self._sentence(error, usage=_usage(context))
        if context.interaction is not None:
            await _answer(context.interaction, sentence)
        else:
            await context.send(sentence, reference=context.message.to_reference(fail_if_not_exists=False))
        self.telemetry.end(_outcome(error))

    async def answer_error(self, interaction: discord.Interaction[Any], error: Exception) -> None:
        """The boundary for slash commands, buttons, selects and modals."""
        await _answer(interaction, self._sentence(error, usage=None))
        self.telemetry.end(_outcome(error))

    def _sentence(self, error: Exception, usage: str | None) -> str:
        # a refusal may quote what was asked, and what Discord does not take would be silence
        return self._words(error, usage)[:LONGEST]

    def _words(self, error: Exception, usage: str | None) -> str:
        cause = _cause(error)
        if isinstance(cause, UserError):
            return self._spoken(str(cause))
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


def explain(error: Exception) -> str | None:
    """Why Discord is down, in words with a mend; None for what only the log can explain."""
    if isinstance(error, discord.LoginFailure):
        return (
            "Discord does not take the bot's token. Reset it in the developer portal under Bot, "
            "and set GREENROOM_DISCORD_TOKEN to the new one"
        )
    if isinstance(error, discord.PrivilegedIntentsRequired):
        return (
            "Discord withholds message content, so only slash commands work. Switch on Message Content "
            "Intent in the developer portal under Bot, or set message_content = false under [discord]"
        )
    if isinstance(error, discord.HTTPException):
        return f"Discord answered with {error.status}; most often that passes. See https://discordstatus.com"
    if isinstance(error, aiohttp.ClientError | OSError | discord.GatewayNotFound | discord.ConnectionClosed):
        return f"Discord cannot be reached ({type(error).__name__}). Check the network if it lasts"
    return None


class _Context(commands.Context[DiscordBot]):
    """Answers once: a line that breaks under an answer is no reason to say that all went wrong."""

    async def send(self, content: str | None = None, **about: Any) -> discord.Message:
        """Send; a try that Discord did not answer is repeated with the nonce by which Discord knows it."""
        if self.interaction is not None or about.get("file") or about.get("files"):
            return await super().send(content, **about)  # neither takes a second try
        about.setdefault("nonce", secrets.token_urlsafe(18))
        for pause in ANSWER_PAUSES:
            try:
                return await super().send(content, **about)
            except discord.HTTPException as error:
                if error.status < 500:
                    raise
            except (aiohttp.ClientError, OSError):
                pass  # the answer may stand all the same: the nonce tells
            await asyncio.sleep(pause)
        return await super().send(content, **about)


class _Tree(app_commands.CommandTree[DiscordBot]):
    def add_command(self, command: Any, /, **where: Any) -> None:  # the library's own type is generic
        # hybrids come here under the name that the config gives them, the others do not
        if not isinstance(command, app_commands.ContextMenu):
            command.name = self.client.name_of(command.name)
        super().add_command(command, **where)

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        if interaction.type is discord.InteractionType.application_command:
            command = interaction.command
            interaction.client.telemetry.begin(PART, "" if command is None else command.qualified_name)
        return True

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        await interaction.client.answer_error(interaction, error)


def _outcome(error: BaseException) -> str:
    """Whether somebody was told what to do otherwise, or that we have failed."""
    told = UserError, commands.UserInputError, commands.CheckFailure, app_commands.CheckFailure
    return REFUSED if isinstance(_cause(error), told) else FAILED


def _traced(telemetry: Telemetry) -> aiohttp.TraceConfig:
    """What aiohttp calls around each request to Discord: sending an answer is a part of its command."""

    async def begin(_: aiohttp.ClientSession, about: Any, request: aiohttp.TraceRequestStartParams) -> None:
        # no more of the address: the rest of it holds ids, and tokens of interactions
        what = request.url.path.removeprefix(URL(Route.BASE).path).strip("/").partition("/")[0]
        about.span = telemetry.span(f"discord.{request.method.lower()} {what}")
        about.span.__enter__()

    async def end(_: aiohttp.ClientSession, about: Any, request: object) -> None:
        about.span.__exit__(None, None, None)

    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(begin)
    trace.on_request_end.append(end)
    trace.on_request_exception.append(end)
    return trace


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
