"""Sets the scene: guild, users, roles, channels, who sees what."""

from __future__ import annotations

from collections.abc import Sequence

from bot.rehearsal.loopback_discord import channels, direct, membership, permission
from bot.rehearsal.loopback_discord.control.acting import Acting, Ref, id_of
from bot.rehearsal.loopback_discord.gateway import Gateway
from bot.rehearsal.loopback_discord.state import (
    CATEGORY,
    FORUM,
    NEWS,
    TEXT,
    Channel,
    Guild,
    Member,
    Overwrite,
    Role,
    User,
)

BOT_PERMISSIONS = (
    permission.EVERYONE | permission.MANAGE_MESSAGES | permission.MANAGE_THREADS | permission.PIN_MESSAGES
)
"""What a helpful invitation link grants: no administrator."""


class Scene(Acting):
    """Part of the control interface that makes and looks at the world."""

    gateway: Gateway

    @property
    def guild(self) -> Guild:
        """The guild; the first one made."""
        return next(iter(self.core.world.guilds.values()))

    @property
    def guilds(self) -> list[Guild]:
        """All guilds; none in a world that was just made."""
        return list(self.core.world.guilds.values())

    @property
    def users(self) -> list[User]:
        """All accounts, the bot's and its owner's included."""
        return list(self.core.world.users.values())

    def user(self, name: str) -> User:
        """An account by its name."""
        for user in self.core.world.users.values():
            if user.name == name:
                return user
        raise LookupError(f"no user {name!r}")

    @property
    def bot_user(self) -> User:
        """The bot's own account."""
        return self.core.world.users[self.core.bot_id]

    def create_user(self, name: str, display_name: str | None = None, colour: int = 0x5865F2) -> User:
        """An account, in no guild yet."""
        user = User(self.core.ids.next(), name, display_name or name, colour)
        self.core.world.users[user.id] = user
        self.core.on_change()
        return user

    def create_guild(
        self,
        name: str,
        *,
        owner: Ref | None = None,
        members: Sequence[Ref] = (),
        bot_permissions: int = BOT_PERMISSIONS,
        with_bot: bool = True,
    ) -> Guild:
        """A guild with its members and, with a role of its own, the bot."""
        core, now = self.core, self.core.clock()
        owner_id = core.world.application.owner_id if owner is None else id_of(owner)
        guild = Guild(core.ids.next(), name, owner_id)
        guild.roles[guild.id] = Role(guild.id, "@everyone", permission.EVERYONE)
        for user_id in (owner_id, *map(id_of, members)):
            guild.members[user_id] = Member(user_id, now)
        core.world.guilds[guild.id] = guild
        if with_bot:
            self.invite_bot(guild, bot_permissions)
        return guild

    def invite_bot(self, guild: Guild, bot_permissions: int = BOT_PERMISSIONS) -> None:
        """Let the bot join a guild; a connected one is told."""
        core = self.core
        role = Role(core.ids.next(), self.bot_user.name, bot_permissions, position=1, managed=True)
        guild.roles[role.id] = role
        guild.members[core.bot_id] = Member(core.bot_id, core.clock(), roles=[role.id])
        core.publish("GUILD_CREATE", self.gateway.guild_create(guild, 0))

    def create_role(
        self,
        name: str,
        permissions: int = 0,
        *,
        colour: int = 0,
        mentionable: bool = False,
        guild: Guild | None = None,
    ) -> Role:
        """A role; without permissions it is only a badge."""
        body = {"name": name, "permissions": permissions, "color": colour, "mentionable": mentionable}
        return membership.add_role(self.core, guild or self.guild, body)

    def give_role(self, user: Ref, role: Role) -> None:
        """Give a member a role."""
        membership.give_role(self.core, self.guild, self._member(user), role)

    def take_role(self, user: Ref, role: Role) -> None:
        """Take a role from a member."""
        membership.take_role(self.core, self.guild, self._member(user), role)

    def rename(self, user: Ref, nick: str | None) -> None:
        """Give a member a nickname, or none."""
        membership.change(self.core, self.guild, self._member(user), {"nick": nick})

    def create_text_channel(
        self,
        name: str,
        *,
        topic: str | None = None,
        parent: Ref | None = None,
        news: bool = False,
        guild: Guild | None = None,
    ) -> Channel:
        """A text channel."""
        body = {"name": name, "topic": topic, "type": NEWS if news else TEXT}
        if parent is not None:
            body["parent_id"] = id_of(parent)
        return channels.create(self.core, guild or self.guild, body)

    def create_category(self, name: str) -> Channel:
        """A category for channels."""
        return channels.create(self.core, self.guild, {"name": name, "type": CATEGORY})

    def create_forum(
        self, name: str, tags: Sequence[str] = (), *, topic: str | None = None, parent: Ref | None = None
    ) -> Channel:
        """A forum channel with its tags."""
        body = {
            "name": name,
            "topic": topic,
            "type": FORUM,
            "available_tags": [{"name": tag} for tag in tags],
        }
        if parent is not None:
            body["parent_id"] = id_of(parent)
        return channels.create(self.core, self.guild, body)

    def delete_channel(self, channel: Ref) -> None:
        """Remove a channel, a thread or a forum post."""
        channels.delete(self.core, self.core.world.channels[id_of(channel)])

    def set_overwrite(self, channel: Ref, target: Role | Ref, *, allow: int = 0, deny: int = 0) -> None:
        """Allow or deny permissions in a channel to a role or a member."""
        place, number = self.core.world.channels[id_of(channel)], id_of(target)
        kind = 0 if number in self.guild.roles else 1
        place.overwrites[number] = Overwrite(number, kind, allow, deny)
        self.core.publish("CHANNEL_UPDATE", self.core.shapes.channel(place))

    def hide(self, channel: Ref, target: Role | Ref | None = None) -> None:
        """Hide a channel from everyone, or from one role or member."""
        self.set_overwrite(channel, self.guild.id if target is None else target, deny=permission.VIEW_CHANNEL)

    def set_dms_open(self, user: Ref, *, open_to_dms: bool) -> None:
        """Whether the user takes direct messages from members of the guild."""
        self.core.user(id_of(user)).takes_dms = open_to_dms
        self.core.on_change()

    def open_dm(self, user: Ref) -> Channel:
        """The DM channel between a user and the bot."""
        return direct.channel_with(self.core, id_of(user))

    def channel(self, name: str) -> Channel:
        """A channel, thread or forum post of the guild by its name."""
        for channel in self.core.world.channels.values():
            if channel.name == name:
                return channel
        raise LookupError(f"no channel {name!r}")

    def visible_channels(self, user: Ref) -> list[Channel]:
        """What this user sees, threads and the DM with the bot included."""
        return channels.visible(self.core, id_of(user))

    async def join(self, user: Ref, guild: Guild | None = None) -> Member:
        """Let a user join the guild."""
        return membership.join(self.core, guild or self.guild, id_of(user))

    async def leave(self, user: Ref, guild: Guild | None = None) -> None:
        """Let a member leave the guild."""
        membership.leave(self.core, guild or self.guild, id_of(user))

    def _member(self, user: Ref) -> Member:
        return membership.member_of(self.guild, id_of(user))
