"""Who takes part in a rehearsal: a candidate, two friends, a moderator, three viewers, and their rooms."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from bot.rehearsal.loopback_discord import Control as DiscordControl
from bot.rehearsal.loopback_discord import permission
from bot.rehearsal.loopback_twitch import Control as TwitchControl

Part = Literal["candidate", "friend", "moderator", "viewer"]

CANDIDATE = "candidate"
BOT_LOGIN = "greenroom_bot"
GUILD = "The Green Room"
REVIEW_TAGS = ("easy", "medium", "hard", "system design")


class Role(Struct, frozen=True):
    """One person of the cast, and where they have an account."""

    key: str
    name: str
    part: Part
    colour: int
    discord_id: int | None = None
    twitch_login: str | None = None


PLAYERS = (
    Role(CANDIDATE, "Sam", "candidate", 0x0072B2, twitch_login="sam_preps"),
    Role("ana", "Ana", "friend", 0xD55E00, twitch_login="ana_codes"),
    Role("jo", "Jo", "friend", 0x009E73, twitch_login="jo_reads"),
    Role("mika", "Mika", "moderator", 0xCC79A7, twitch_login="mika_mods"),
    Role("viewer1", "pixelpete", "viewer", 0xE69F00, twitch_login="pixelpete"),
    Role("viewer2", "quietquinn", "viewer", 0x56B4E9, twitch_login="quietquinn"),
    Role("viewer3", "robo_rae", "viewer", 0x9467BD, twitch_login="robo_rae"),
)
"""As they are before either platform knows them; viewers are on Twitch only."""


class Rooms(Struct, frozen=True):
    """The guild and its channels by name."""

    guild_id: int
    channels: dict[str, int]


async def cast_discord(control: DiscordControl) -> tuple[Rooms, tuple[Role, ...]]:
    """The guild with its members and channels: the one that is there already, or a new one."""
    users = {user.display_name: user for user in control.core.world.users.values() if not user.bot}
    roles = tuple(
        role
        if role.part == "viewer"
        else replace(
            role,
            discord_id=(
                users.get(role.name) or control.create_user(role.name.lower(), role.name, role.colour)
            ).id,
        )
        for role in PLAYERS
    )
    if not control.core.world.guilds:
        members = [role.discord_id for role in roles if role.discord_id is not None]
        control.create_guild(GUILD, owner=members[0], members=members[1:])
        control.create_text_channel("assignments", topic="What is due today, posted every morning.")
        control.create_text_channel("live", topic="The running clock and what happens on stream.")
        control.create_forum("reviews", REVIEW_TAGS, topic="Recordings, and what friends saw in them.")
        control.create_text_channel("lounge", topic="Everything else.")
        moderators = control.create_role("Moderator", permission.MANAGE_MESSAGES, colour=0xCC79A7)
        control.give_role(
            next(role.discord_id for role in roles if role.part == "moderator") or 0, moderators
        )
    channels = {name: control.channel(name).id for name in ("assignments", "live", "reviews", "lounge")}
    return Rooms(control.guild.id, channels), roles


async def cast_twitch(control: TwitchControl, roles: tuple[Role, ...]) -> None:
    """Everybody's Twitch account, and the candidate's channel with its moderators."""
    known = {user.login for user in control.users()}
    for role in roles:
        if role.twitch_login is not None and role.twitch_login not in known:
            await control.create_user(role.twitch_login, role.twitch_login, colour=f"#{role.colour:06X}")
    if BOT_LOGIN not in known:
        await control.create_user(BOT_LOGIN, "Greenroom_Bot", colour="#2E8B57")
    home = roles[0].twitch_login or ""
    for role in roles:
        if role.part == "moderator" and role.twitch_login is not None:
            await control.set_moderator(home, role.twitch_login)
    await control.set_moderator(home, BOT_LOGIN)
