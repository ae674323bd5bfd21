"""`login twitch`: the bot's account and the broadcaster's sign in by a code, one after the other."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from types import MappingProxyType

import aiohttp
import twitchio
from twitchio.authentication import OAuth, Scopes, ValidateTokenPayload

from bot.clock import system_clock
from bot.config import Config, TwitchSection
from bot.database import open_database
from bot.errors import StartError
from bot.events import EventBus
from bot.migrate import migrate
from bot.twitch_http import point_at
from bot.twitch_tokens import Grant, TokenStore, scopes_of

logger = logging.getLogger(__name__)

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "user:read:chat": "to hear the commands in chat",
        "user:write:chat": "to answer there",
        "channel:bot": "to let the bot into the channel",
    }
)
"""Every permission that is asked for, and what for."""

BOT_SCOPES: tuple[str, ...] = ("user:read:chat", "user:write:chat")
"""EventSub's chat messages and Send Chat Message with the account's own token; an app's would need more."""
BROADCASTER_SCOPES: tuple[str, ...] = ("channel:bot",)
"""The streamer's yes. Stream events need no permission, but cost one of ten places where nobody gave any."""

MARKERS = "channel:manage:broadcast"
"""Asked for only with `--markers`: it also allows to change the title, which the bot never does."""
MARKERS_REASON = "to put !moment into the stream as a marker (Twitch has no smaller permission for that)"

Say = Callable[[str], object]


async def login(config: Config, *, markers: bool = False, say: Say = print) -> None:
    """Sign both accounts in and keep their tokens in the database. Raises StartError."""
    section = config.twitch
    if section is None:
        raise StartError("There is no [twitch] section in the config. config.example.toml shows one.")
    point_at(section)
    await asyncio.to_thread(migrate, config.database)
    async with open_database(config.database, EventBus().publish) as database:
        tokens = TokenStore(database, system_clock)
        try:
            await sign_in(section, tokens, say, markers=markers)
        except (aiohttp.ClientError, OSError) as error:
            raise StartError(
                f"Twitch cannot be reached ({type(error).__name__}). Check the network, then try again."
            ) from None


async def sign_in(section: TwitchSection, tokens: TokenStore, say: Say, *, markers: bool = False) -> None:
    """Have each account that the section names type a code; `markers` asks the broadcaster for that, too."""
    reasons = {**REASONS, MARKERS: MARKERS_REASON}
    wished = {*BROADCASTER_SCOPES, MARKERS} if markers else set(BROADCASTER_SCOPES)
    accounts = {section.bot_login.lower(): ("the bot's account", set(BOT_SCOPES))}
    channel = section.channel.lower()
    if channel in accounts:
        accounts[channel] = ("the bot's and the broadcaster's account", {*BOT_SCOPES, *wished})
    else:
        accounts[channel] = ("the broadcaster's account", wished)
    # without the secret: the device flow is for clients that have none
    oauth = OAuth(client_id=section.client_id)
    try:
        for number, (name, (role, scopes)) in enumerate(accounts.items(), 1):
            wanted = "; ".join(f"{scope}, {reasons[scope]}" for scope in sorted(scopes))
            say(f"{number} of {len(accounts)}: {name} ({role}). It allows: {wanted}.")
            await tokens.keep(await _one(oauth, name, scopes, say))
            say(f"   {name} is signed in.")
    finally:
        await oauth.close()


async def _one(oauth: OAuth, name: str, scopes: set[str], say: Say) -> Grant:
    """Ask until it is the right account that has typed the code."""
    asked = Scopes(sorted(scopes))
    while True:
        try:
            device = await oauth.device_code_flow(scopes=asked)
        except twitchio.HTTPException as error:
            # `from None`: TwitchIO's text repeats the whole URL
            raise StartError(
                f"Twitch does not know this application ({error.extra.get('message', error.status)}). "
                "Check [twitch] client_id: https://dev.twitch.tv/console/apps"
            ) from None
        say(f"   Open {device['verification_uri']}")
        say(f"   as {name}, and type {device['user_code']} where it asks for a code. Waiting ...")
        try:
            answer = await oauth.device_code_authorization(
                scopes=asked, device_code=device["device_code"], interval=device["interval"]
            )
            owner: ValidateTokenPayload = await oauth.validate_token(answer["access_token"])
        except twitchio.DeviceCodeFlowException as error:
            if error.status != 400:
                raise StartError(f"Twitch answered with {error.status}. Try again later.") from None
            say("   That code is no longer good. Here is another one.")
            continue
        if owner.login == name and owner.user_id is not None:
            return Grant(
                owner.user_id, name, answer["access_token"], answer["refresh_token"], scopes_of(owner.scopes)
            )
        say(f"   That was {owner.login}, not {name}. Sign out of Twitch there, or use a private window.")
