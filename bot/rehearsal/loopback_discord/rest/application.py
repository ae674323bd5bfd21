"""Routes about the bot itself: who it is, its application, where the gateway is."""

from __future__ import annotations

from bot.rehearsal.loopback_discord import direct
from bot.rehearsal.loopback_discord.permission import in_guild
from bot.rehearsal.loopback_discord.refusal import Form, unknown
from bot.rehearsal.loopback_discord.rest.call import Answer, Call, Route
from bot.rehearsal.loopback_discord.snowflake import at_time


def me(call: Call) -> Answer:
    """GET /users/@me."""
    core = call.core
    user = core.shapes.user(core.world.users[core.bot_id])
    return Answer(200, {**user, "mfa_enabled": False, "locale": "en-US", "verified": True, "email": None})


def rename_me(call: Call) -> Answer:
    """PATCH /users/@me."""
    form = Form()
    name = str(call.json.get("username") or call.core.world.users[call.core.bot_id].name)
    form.length("username", name, 32, 2)
    form.check()
    call.core.world.users[call.core.bot_id].name = name
    call.core.on_change()
    return me(call)


def user(call: Call) -> Answer:
    """GET /users/{user_id}."""
    return Answer(200, call.core.shapes.user(call.core.user(call.id("user_id"))))


def my_guilds(call: Call) -> Answer:
    """GET /users/@me/guilds."""
    core = call.core
    before, after = call.snowflake("before") or at_time(core.clock()) * 2, call.snowflake("after") or 0
    return Answer(
        200,
        [
            {
                "id": str(guild.id),
                "name": guild.name,
                "icon": None,
                "banner": None,
                "owner": guild.owner_id == core.bot_id,
                "permissions": str(in_guild(guild, core.bot_id)),
                "features": [],
                "approximate_member_count": len(guild.members),
                "approximate_presence_count": len(guild.members),
            }
            for guild in core.world.guilds.values()
            if core.bot_id in guild.members and after < guild.id < before
        ],
    )


def open_dm(call: Call) -> Answer:
    """POST /users/@me/channels."""
    form = Form()
    recipient = call.json.get("recipient_id")
    if recipient is None:
        form.required("recipient_id")
    form.check()
    channel = direct.channel_with(call.core, int(str(recipient)))
    return Answer(200, call.core.shapes.channel(channel))


def application(call: Call) -> Answer:
    """GET /applications/@me and /oauth2/applications/@me."""
    return Answer(200, call.core.shapes.application())


def application_by_id(call: Call) -> Answer:
    """GET /applications/{application_id}."""
    if call.id("application_id") != call.core.bot_id:
        raise unknown("Application")
    return application(call)


def gateway(call: Call) -> Answer:
    """GET /gateway."""
    return Answer(200, {"url": call.gateway_url})


def gateway_bot(call: Call) -> Answer:
    """GET /gateway/bot."""
    return Answer(
        200,
        {
            "url": call.gateway_url,
            "shards": 1,
            "session_start_limit": {
                "total": 1000,
                "remaining": 1000,
                "reset_after": 86_400_000,
                "max_concurrency": 1,
            },
        },
    )


ROUTES = [
    Route("GET", "/users/@me", me),
    Route("PATCH", "/users/@me", rename_me),
    Route("GET", "/users/@me/guilds", my_guilds),
    Route("POST", "/users/@me/channels", open_dm),
    Route("GET", "/users/{user_id}", user),
    Route("GET", "/applications/@me", application),
    Route("GET", "/applications/{application_id}", application_by_id),
    Route("GET", "/oauth2/applications/@me", application),
    Route("GET", "/gateway", gateway, public=True),
    Route("GET", "/gateway/bot", gateway_bot),
]
