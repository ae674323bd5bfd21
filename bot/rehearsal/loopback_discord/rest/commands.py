"""Routes by which the bot registers its application commands."""

from __future__ import annotations

from bot.rehearsal.loopback_discord.checks.command import command as checked
from bot.rehearsal.loopback_discord.checks.command import commands as checked_set
from bot.rehearsal.loopback_discord.core import Core
from bot.rehearsal.loopback_discord.refusal import Refusal, unknown
from bot.rehearsal.loopback_discord.rest.call import NOTHING, Answer, Call, Route
from bot.rehearsal.loopback_discord.state import Command, Json


def listed(call: Call) -> Answer:
    """GET the commands of a scope."""
    return Answer(200, [call.core.shapes.command(one) for one in _of_scope(call.core, _scope(call))])


def overwrite(call: Call) -> Answer:
    """PUT: the whole set of a scope; a command of the same name and type keeps its id."""
    core, scope = call.core, _scope(call)
    bodies = checked_set(call.items)
    before = {(one.body["type"], one.body["name"]): one for one in _of_scope(core, scope)}
    after = [_stored(core, scope, body, before.pop((body["type"], body["name"]), None)) for body in bodies]
    for gone in before.values():
        del core.world.commands[gone.id]
    core.on_change()
    core.whisper("COMMANDS_CHANGED", {"guild_id": None if scope is None else str(scope)})
    return Answer(200, [core.shapes.command(one) for one in after])


def create(call: Call) -> Answer:
    """POST: one command; one of the same name and type is replaced."""
    core, scope = call.core, _scope(call)
    body = checked(call.json)
    existing = [
        one
        for one in _of_scope(core, scope)
        if (one.body["type"], one.body["name"]) == (body["type"], body["name"])
    ]
    if not existing and len(_of_scope(core, scope)) >= 100:
        raise Refusal(400, 30032, "Maximum number of application commands reached (100).")
    made = _stored(core, scope, body, existing[0] if existing else None)
    core.on_change()
    core.whisper("COMMANDS_CHANGED", {"guild_id": None if scope is None else str(scope)})
    return Answer(200 if existing else 201, core.shapes.command(made))


def one(call: Call) -> Answer:
    """GET one command."""
    return Answer(200, call.core.shapes.command(_found(call)))


def edit(call: Call) -> Answer:
    """PATCH one command; what the body does not name stays."""
    command = _found(call)
    body = checked({**command.body, **call.json, "type": command.body["type"]})
    if body != command.body:
        command.body = body
        command.version = call.core.ids.next()
    call.core.on_change()
    return Answer(200, call.core.shapes.command(command))


def delete(call: Call) -> Answer:
    """DELETE one command."""
    del call.core.world.commands[_found(call).id]
    call.core.on_change()
    return NOTHING


def all_permissions(call: Call) -> Answer:
    """GET the permissions of all commands in a guild."""
    return Answer(
        200,
        [_permissions(call, one) for one in call.core.world.commands.values() if one.permissions],
    )


def permissions(call: Call) -> Answer:
    """GET the permissions of one command in a guild."""
    command = call.core.world.commands.get(call.id("command_id"))
    if command is None:
        raise unknown("application command")
    if not command.permissions:
        raise unknown("application command permissions")
    return Answer(200, _permissions(call, command))


def _permissions(call: Call, command: Command) -> Json:
    return {
        "id": str(command.id),
        "application_id": str(call.core.bot_id),
        "guild_id": str(call.id("guild_id")),
        "permissions": command.permissions,
    }


def _stored(core: Core, scope: int | None, body: Json, before: Command | None) -> Command:
    if before is None:
        number = core.ids.next()
        before = Command(number, number, scope, body)
        core.world.commands[number] = before
    elif before.body != body:
        before.body = body
        before.version = core.ids.next()
    return before


def _scope(call: Call) -> int | None:
    if call.id("application_id") != call.core.bot_id:
        raise unknown("Application")
    if "guild_id" not in call.path:
        return None
    return call.core.guild(call.id("guild_id")).id


def _of_scope(core: Core, scope: int | None) -> list[Command]:
    return [one for one in core.world.commands.values() if one.guild_id == scope]


def _found(call: Call) -> Command:
    command = call.core.world.commands.get(call.id("command_id"))
    if command is None or command.guild_id != _scope(call):
        raise unknown("application command")
    return command


ROUTES = [
    route
    for scope in (
        "/applications/{application_id}/commands",
        "/applications/{application_id}/guilds/{guild_id}/commands",
    )
    for route in (
        Route("GET", scope, listed),
        Route("PUT", scope, overwrite),
        Route("POST", scope, create),
        Route("GET", f"{scope}/{{command_id}}", one),
        Route("PATCH", f"{scope}/{{command_id}}", edit),
        Route("DELETE", f"{scope}/{{command_id}}", delete),
    )
] + [
    Route("GET", "/applications/{application_id}/guilds/{guild_id}/commands/permissions", all_permissions),
    Route(
        "GET",
        "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}/permissions",
        permissions,
    ),
]
