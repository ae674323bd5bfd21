"""Routes about the guild: itself, members, roles, its channels."""

from __future__ import annotations

from bot.rehearsal.loopback_discord import channels, membership, permission, threads
from bot.rehearsal.loopback_discord.permission import in_guild
from bot.rehearsal.loopback_discord.refusal import Refusal, missing_access, missing_permissions, unknown
from bot.rehearsal.loopback_discord.rest.call import NOTHING, Answer, Call, Route
from bot.rehearsal.loopback_discord.state import Guild, Json, Role


def guild(call: Call) -> Answer:
    """GET /guilds/{guild_id}."""
    found = _guild(call)
    shaped = call.core.shapes.guild(found)
    if call.query.get("with_counts", "").lower() in ("1", "true"):
        shaped["approximate_member_count"] = len(found.members)
        shaped["approximate_presence_count"] = len(found.members)
    return Answer(200, shaped)


def all_channels(call: Call) -> Answer:
    """GET /guilds/{guild_id}/channels; bots get hidden ones too, as on Discord."""
    found = _guild(call)
    return Answer(
        200,
        [
            call.core.shapes.channel(channel)
            for channel in call.core.world.channels.values()
            if channel.guild_id == found.id and channel.thread is None
        ],
    )


def create_channel(call: Call) -> Answer:
    """POST /guilds/{guild_id}/channels."""
    found = _guild(call)
    _require(call, found, permission.MANAGE_CHANNELS)
    return Answer(201, call.core.shapes.channel(channels.create(call.core, found, call.json)))


def active_threads(call: Call) -> Answer:
    """GET /guilds/{guild_id}/threads/active."""
    core, found = call.core, _guild(call)
    open_ones = [
        thread
        for thread in threads.of_guild(core, found.id)
        if thread.thread is not None and not thread.thread.archived and core.allowed(thread, core.bot_id)
    ]
    return Answer(
        200,
        {
            "threads": [core.shapes.channel(thread) for thread in reversed(open_ones)],
            "members": [
                threads.member(core, thread, core.bot_id)
                for thread in open_ones
                if thread.thread is not None and core.bot_id in thread.thread.members
            ],
            "has_more": False,
        },
    )


def members(call: Call) -> Answer:
    """GET /guilds/{guild_id}/members; needs the members intent."""
    core, found = call.core, _guild(call)
    if not core.world.application.members:
        raise missing_access()
    limit, after = call.number("limit", 1, 1, 1000), call.snowflake("after") or 0
    ids = sorted(user_id for user_id in found.members if user_id > after)[:limit]
    return Answer(200, [core.shapes.member(found.members[user_id]) for user_id in ids])


def search_members(call: Call) -> Answer:
    """GET /guilds/{guild_id}/members/search."""
    core, found = call.core, _guild(call)
    query, limit = call.query.get("query", "").lower(), call.number("limit", 1, 1, 1000)
    matching = [
        member
        for member in found.members.values()
        if core.world.users[member.user_id].name.lower().startswith(query)
        or (member.nick or "").lower().startswith(query)
    ]
    return Answer(200, [core.shapes.member(member) for member in matching[:limit]])


def member(call: Call) -> Answer:
    """GET /guilds/{guild_id}/members/{user_id}."""
    found = _guild(call)
    core, user_id = call.core, call.id("user_id")
    core.user(user_id)
    return Answer(200, core.shapes.member(membership.member_of(found, user_id)))


def edit_member(call: Call) -> Answer:
    """PATCH /guilds/{guild_id}/members/{user_id or @me}."""
    core, found = call.core, _guild(call)
    target = membership.member_of(found, call.id("user_id"))
    if target.user_id != core.bot_id:
        if "nick" in call.json:
            _require(call, found, permission.MANAGE_NICKNAMES)
        if "roles" in call.json:
            _require(call, found, permission.MANAGE_ROLES)
        if "communication_disabled_until" in call.json:
            _require(call, found, permission.MODERATE_MEMBERS)
        if target.user_id == found.owner_id:
            raise missing_permissions()
    return Answer(200, membership.change(core, found, target, call.json))


def kick(call: Call) -> Answer:
    """DELETE /guilds/{guild_id}/members/{user_id}."""
    found = _guild(call)
    _require(call, found, permission.KICK_MEMBERS)
    if call.id("user_id") == found.owner_id:
        raise missing_permissions()
    membership.leave(call.core, found, call.id("user_id"))
    return NOTHING


def give_role(call: Call) -> Answer:
    """PUT /guilds/{guild_id}/members/{user_id}/roles/{role_id}."""
    found, role = _assignable(call)
    membership.give_role(call.core, found, membership.member_of(found, call.id("user_id")), role)
    return NOTHING


def take_role(call: Call) -> Answer:
    """DELETE /guilds/{guild_id}/members/{user_id}/roles/{role_id}."""
    found, role = _assignable(call)
    membership.take_role(call.core, found, membership.member_of(found, call.id("user_id")), role)
    return NOTHING


def roles(call: Call) -> Answer:
    """GET /guilds/{guild_id}/roles."""
    return Answer(200, [call.core.shapes.role(role) for role in _guild(call).roles.values()])


def role(call: Call) -> Answer:
    """GET /guilds/{guild_id}/roles/{role_id}."""
    return Answer(200, call.core.shapes.role(_role(call, _guild(call))))


def create_role(call: Call) -> Answer:
    """POST /guilds/{guild_id}/roles."""
    found = _guild(call)
    _require(call, found, permission.MANAGE_ROLES)
    return Answer(200, call.core.shapes.role(membership.add_role(call.core, found, call.json)))


def edit_role(call: Call) -> Answer:
    """PATCH /guilds/{guild_id}/roles/{role_id}."""
    found, changed = _assignable(call)
    membership.change_role(call.core, found, changed, call.json)
    return Answer(200, call.core.shapes.role(changed))


def delete_role(call: Call) -> Answer:
    """DELETE /guilds/{guild_id}/roles/{role_id}."""
    found, gone = _assignable(call)
    if gone.id == found.id:
        raise Refusal(400, 50028, "Invalid role")
    membership.remove_role(call.core, found, gone)
    return NOTHING


def leave(call: Call) -> Answer:
    """DELETE /users/@me/guilds/{guild_id}."""
    core, found = call.core, _guild(call)
    told: Json = {"id": str(found.id)}
    core.publish("GUILD_DELETE", told)
    del found.members[core.bot_id]
    return NOTHING


def _guild(call: Call) -> Guild:
    return call.core.guild(call.id("guild_id"))


def _role(call: Call, found: Guild) -> Role:
    role = found.roles.get(call.id("role_id"))
    if role is None:
        raise unknown("Role")
    return role


def _assignable(call: Call) -> tuple[Guild, Role]:
    found = _guild(call)
    role = _role(call, found)
    _require(call, found, permission.MANAGE_ROLES)
    membership.must_outrank(found, role, call.core.bot_id)
    return found, role


def _require(call: Call, found: Guild, needed: int) -> None:
    if not in_guild(found, call.core.bot_id) & needed:
        raise missing_permissions()


_GUILD = "/guilds/{guild_id}"
ROUTES = [
    Route("GET", _GUILD, guild),
    Route("DELETE", "/users/@me/guilds/{guild_id}", leave),
    Route("GET", f"{_GUILD}/channels", all_channels),
    Route("POST", f"{_GUILD}/channels", create_channel),
    Route("GET", f"{_GUILD}/threads/active", active_threads),
    Route("GET", f"{_GUILD}/members", members),
    Route("GET", f"{_GUILD}/members/search", search_members),
    Route("GET", f"{_GUILD}/members/{{user_id}}", member),
    Route("PATCH", f"{_GUILD}/members/{{user_id}}", edit_member),
    Route("DELETE", f"{_GUILD}/members/{{user_id}}", kick),
    Route("PUT", f"{_GUILD}/members/{{user_id}}/roles/{{role_id}}", give_role),
    Route("DELETE", f"{_GUILD}/members/{{user_id}}/roles/{{role_id}}", take_role),
    Route("GET", f"{_GUILD}/roles", roles),
    Route("POST", f"{_GUILD}/roles", create_role),
    Route("GET", f"{_GUILD}/roles/{{role_id}}", role),
    Route("PATCH", f"{_GUILD}/roles/{{role_id}}", edit_role),
    Route("DELETE", f"{_GUILD}/roles/{{role_id}}", delete_role),
]
