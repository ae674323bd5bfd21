"""Lets users join and leave the guild, and changes their roles and names."""

from __future__ import annotations

from datetime import datetime

from bot.rehearsal.loopback_discord.core import Core
from bot.rehearsal.loopback_discord.refusal import Form, missing_permissions, unknown
from bot.rehearsal.loopback_discord.state import Guild, Json, Member, Role


def join(core: Core, guild: Guild, user_id: int) -> Member:
    """Make a user a member."""
    if user_id in guild.members:
        return guild.members[user_id]
    member = guild.members[user_id] = Member(user_id, core.clock())
    told = {**core.shapes.member(member), "guild_id": str(guild.id)}
    core.publish("GUILD_MEMBER_ADD", told)
    return member


def leave(core: Core, guild: Guild, user_id: int) -> None:
    """End a membership, with the user's places in threads."""
    if guild.members.pop(user_id, None) is None:
        raise unknown("Member")
    for channel in core.world.channels.values():
        if channel.thread is not None and channel.guild_id == guild.id:
            channel.thread.members.pop(user_id, None)
    user = core.shapes.user(core.world.users[user_id])
    core.publish("GUILD_MEMBER_REMOVE", {"guild_id": str(guild.id), "user": user})


def changed(core: Core, guild: Guild, member: Member) -> Json:
    """Tell that a member looks different now; the member's JSON."""
    shaped = core.shapes.member(member)
    core.publish("GUILD_MEMBER_UPDATE", {**shaped, "guild_id": str(guild.id)})
    return shaped


def member_of(guild: Guild, user_id: int) -> Member:
    """A member, refused where there is none."""
    member = guild.members.get(user_id)
    if member is None:
        raise unknown("Member")
    return member


def change(core: Core, guild: Guild, member: Member, body: Json) -> Json:
    """Nickname, roles and time-out, as far as the body names them."""
    form = Form()
    if "nick" in body:
        nick = body["nick"]
        form.length("nick", nick or "", 32)
        member.nick = nick or None
    if body.get("roles") is not None:
        roles = [int(role_id) for role_id in body["roles"]]
        if any(role_id not in guild.roles for role_id in roles):
            raise unknown("Role")
        member.roles = roles
    if "communication_disabled_until" in body:
        until = body["communication_disabled_until"]
        member.silent_until = None if until is None else datetime.fromisoformat(until)
    form.check()
    return changed(core, guild, member)


def must_outrank(guild: Guild, role: Role, user_id: int) -> None:
    """Refuse to touch a role that is not below one's own highest."""
    if guild.owner_id == user_id:
        return
    highest = max((guild.roles[one].position for one in guild.members[user_id].roles), default=0)
    if role.managed or role.position >= highest:
        raise missing_permissions()


def give_role(core: Core, guild: Guild, member: Member, role: Role) -> None:
    """Add a role."""
    if role.id not in member.roles:
        member.roles.append(role.id)
        changed(core, guild, member)


def take_role(core: Core, guild: Guild, member: Member, role: Role) -> None:
    """Take a role away."""
    if role.id in member.roles:
        member.roles.remove(role.id)
        changed(core, guild, member)


def add_role(core: Core, guild: Guild, body: Json) -> Role:
    """A new role, at the bottom."""
    form = Form()
    name = str(body.get("name") or "new role")
    form.length("name", name, 100)
    form.check()
    role = Role(
        core.ids.next(),
        name,
        int(body.get("permissions") or 0),
        position=int(body.get("position") or 1),
        colour=int(body.get("color") or 0),
        hoist=bool(body.get("hoist")),
        mentionable=bool(body.get("mentionable")),
    )
    guild.roles[role.id] = role
    core.publish("GUILD_ROLE_CREATE", {"guild_id": str(guild.id), "role": core.shapes.role(role)})
    return role


def change_role(core: Core, guild: Guild, role: Role, body: Json) -> None:
    """Change what the body names."""
    role.name = str(body.get("name") or role.name)
    if body.get("permissions") is not None:
        role.permissions = int(body["permissions"])
    if body.get("color") is not None:
        role.colour = int(body["color"])
    role.hoist = bool(body.get("hoist", role.hoist))
    role.mentionable = bool(body.get("mentionable", role.mentionable))
    core.publish("GUILD_ROLE_UPDATE", {"guild_id": str(guild.id), "role": core.shapes.role(role)})


def remove_role(core: Core, guild: Guild, role: Role) -> None:
    """Remove a role from everyone and for good."""
    del guild.roles[role.id]
    for member in guild.members.values():
        if role.id in member.roles:
            member.roles.remove(role.id)
    core.publish("GUILD_ROLE_DELETE", {"guild_id": str(guild.id), "role_id": str(role.id)})
