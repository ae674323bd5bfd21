"""The doctor's look at Discord: token, intents, server, channels, permissions and slash commands."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Generator
from urllib.parse import urlsplit

import aiohttp
import discord
from discord import app_commands
from discord.http import Route

from bot.channel_picks import Role
from bot.config import CandidateSection, DiscordSection
from bot.discord_needs import REVIEWS, SPEAKS, fits, lacking
from bot.finding import Finding, Findings

AREA = "Discord"
PORTAL = "https://discord.com/developers/applications"


async def examine_discord(
    section: DiscordSection, candidate: CandidateSection, *, patience: float
) -> list[Finding]:
    """Ask Discord over REST alone, for at most `patience` seconds."""
    findings = Findings(AREA)
    token = section.token.get_secret_value().strip()
    if not token:
        findings.mend(
            "There is no bot token.",
            f"Take one from {PORTAL} (your application > Bot > Reset Token) and set GREENROOM_DISCORD_TOKEN.",
        )
        return findings.all
    host = urlsplit(section.api_url).netloc
    # nothing here ever speaks: discord.py's remarks on missing voice libraries would worry the reader
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    try:
        with _pointed_at(section.api_url):
            async with (
                asyncio.timeout(patience),
                discord.Client(intents=discord.Intents(guilds=True)) as client,
            ):
                await _Examination(client, section, candidate, findings).run(token)
    except (aiohttp.ClientError, OSError) as error:
        # TimeoutError is an OSError; the text of such errors may hold whole URLs, so only their kind is said
        findings.mend(
            f"Could not reach Discord at {host} ({type(error).__name__}).",
            "Check this machine's network, firewall and proxy, and [discord] api_url; then try again.",
        )
    except discord.HTTPException as error:
        findings.mend(
            f"Discord at {host} answered {error.status} to a plain question.",
            "Check [discord] api_url; if it is right, look at https://discordstatus.com and try again later.",
        )
    except (discord.RateLimited, discord.InvalidData) as error:
        findings.open(
            f"Discord would not answer everything ({type(error).__name__}).",
            "Wait a few minutes, then run the doctor again.",
        )
    return findings.all


@contextlib.contextmanager
def _pointed_at(api_url: str) -> Generator[None]:
    before = Route.BASE
    Route.BASE = api_url.rstrip("/")
    try:
        yield
    finally:
        Route.BASE = before


class _Examination:
    """One visit: what is found first decides what can be asked next."""

    def __init__(
        self,
        client: discord.Client,
        section: DiscordSection,
        candidate: CandidateSection,
        findings: Findings,
    ) -> None:
        self._client = client
        self._section = section
        self._candidate = candidate
        self._findings = findings

    async def run(self, token: str) -> None:
        """Everything, in the order in which it depends on each other."""
        try:
            await self._client.login(token)
        except discord.LoginFailure:
            self._findings.mend(
                "Discord does not accept the bot token.",
                f"Take a fresh one from {PORTAL} (your application > Bot > Reset Token)"
                " and set GREENROOM_DISCORD_TOKEN.",
            )
            return
        except (TypeError, ValueError, LookupError, AttributeError):
            # discord.py reads answers unchecked, so the login page of a network shows up as one of these
            self._findings.mend(
                f"What answers at {urlsplit(self._section.api_url).netloc} does not speak like Discord.",
                "Check [discord] api_url, and whether this network wants a login page or a proxy first.",
            )
            return
        self._findings.fine(f"The token is {self._client.user}'s.")
        self._intent()
        guild = await self._guild()
        if guild is None:
            return
        await self._channels(guild)
        await self._commands(guild)
        await self._candidate_in(guild)

    def _intent(self) -> None:
        flags = self._client.application_flags
        if not self._section.message_content:
            self._findings.fine("Message content is not asked for; slash commands carry everything.")
        elif flags.gateway_message_content or flags.gateway_message_content_limited:
            self._findings.fine("The Message Content intent is on.")
        else:
            self._findings.mend(
                "The Message Content intent is off: Discord would refuse the connection.",
                f"Switch it on at {PORTAL}/{self._client.application_id}/bot (Privileged Gateway Intents),"
                " or set message_content = false in [discord].",
            )

    async def _guild(self) -> discord.Guild | None:
        try:
            guild = await self._client.fetch_guild(self._section.guild_id)
        except (discord.NotFound, discord.Forbidden):
            others = [f"{each.name} ({each.id})" async for each in self._client.fetch_guilds(limit=3)]
            hint = f" It is in {', '.join(others)}: if you meant that, mend guild_id." if others else ""
            self._findings.mend(
                f"The bot is not in the server {self._section.guild_id}.{hint}",
                f"Invite it: {self._invite()}",
            )
            return None
        self._findings.fine(f"The bot is a member of {guild.name}.")
        return guild

    def _invite(self) -> str:
        wanted = SPEAKS if self._section.reviews_channel is None else REVIEWS
        return discord.utils.oauth_url(
            self._client.application_id or 0,
            permissions=wanted,
            guild=discord.Object(self._section.guild_id),
            disable_guild_select=True,
            scopes=("bot", "applications.commands"),
        )

    async def _channels(self, guild: discord.Guild) -> None:
        assert self._client.user is not None  # noqa: S101 - set by login
        me = await guild.fetch_member(self._client.user.id)
        if self._section.assignments_channel is None:
            self._findings.mend(
                "There is no channel for assignments, so nothing is posted by itself.",
                f"Use /setup in {guild.name}, or set assignments_channel in [discord].",
            )
        there = {channel.id: channel for channel in await guild.fetch_channels()}
        for key, channel_id in self._wanted_channels().items():
            channel = there.get(channel_id)
            if channel is None:
                await self._stray(key, channel_id, guild)
            else:
                self._channel(key, channel, me)

    def _wanted_channels(self) -> dict[str, int]:
        section = self._section
        wanted: dict[str, int] = {}
        if section.assignments_channel is not None:
            wanted["assignments_channel"] = section.assignments_channel
        if section.live_channel not in (None, section.assignments_channel):
            wanted["live_channel"] = section.live_channel
        if section.reviews_channel is not None:
            wanted["reviews_channel"] = section.reviews_channel
        return wanted

    async def _stray(self, key: str, channel_id: int, guild: discord.Guild) -> None:
        """Say why a configured channel is none of the server's."""
        copy = f"right-click the channel in {guild.name} > Copy Channel ID, and set {key} in [discord]."
        try:
            channel = await self._client.fetch_channel(channel_id)
        except discord.NotFound:
            self._findings.mend(f"There is no channel {channel_id} ({key}).", f"In Discord, {copy}")
            return
        except discord.Forbidden:
            self._findings.mend(
                f"The bot cannot see the channel {channel_id} ({key}).",
                f"If it is in {guild.name}: Edit Channel > Permissions > add the bot > allow View Channel."
                f" Otherwise {copy}",
            )
            return
        kind = "is a thread" if isinstance(channel, discord.Thread) else "belongs to another server"
        self._findings.mend(f"The channel {channel_id} ({key}) {kind}.", f"In Discord, {copy}")

    def _channel(self, key: str, channel: discord.abc.GuildChannel, me: discord.Member) -> None:
        role = Role(key.removesuffix("_channel"))
        if not fits(channel, role):
            self._findings.mend(
                f"#{channel.name} ({key}) is a {channel.type} channel.",
                f"Choose a text channel{' or a forum' if role is Role.REVIEWS else ''}: right-click it"
                f" > Copy Channel ID, and set {key} in [discord].",
            )
            return
        missing = lacking(channel, role, me)
        if not missing:
            self._findings.fine(f"#{channel.name} ({key}) grants what the bot needs.")
            return
        lacks = ", ".join(missing)
        self._findings.mend(
            f"In #{channel.name} ({key}) the bot lacks {lacks}.",
            f"Right-click #{channel.name} > Edit Channel > Permissions > add {me.name} > allow {lacks}.",
        )

    async def _commands(self, guild: discord.Guild) -> None:
        try:
            registered = await app_commands.CommandTree(self._client).fetch_commands(guild=guild)
        except discord.Forbidden:
            self._findings.mend(
                f"The bot may not have slash commands in {guild.name}.",
                f"Invite it once more, which adds them: {self._invite()}",
            )
            return
        if registered:
            self._findings.fine(f"Slash commands are registered: {len(registered)}.")
        else:
            self._findings.open(
                "No slash commands are registered yet.", "The first start registers them: python -m bot run"
            )

    async def _candidate_in(self, guild: discord.Guild) -> None:
        wanted = self._candidate
        if wanted.discord_id is None:
            return
        try:
            member = await guild.fetch_member(wanted.discord_id)
        except discord.NotFound:
            self._findings.mend(
                f"{wanted.name} ({wanted.discord_id}) is not in {guild.name}.",
                "Right-click yourself in Discord > Copy User ID, and set discord_id in [candidate];"
                f" or join {guild.name} with that account.",
            )
            return
        self._findings.fine(f"{member.display_name} is a member of {guild.name}.")
