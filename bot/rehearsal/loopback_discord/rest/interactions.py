"""Routes by which the bot answers interactions; the token in the path is the credential."""

from __future__ import annotations

from bot.rehearsal.loopback_discord.answering import DEFERRED_MESSAGE, MESSAGE, UPDATE
from bot.rehearsal.loopback_discord.rest.call import NOTHING, Answer, Call, Route
from bot.rehearsal.loopback_discord.shape import is_ephemeral
from bot.rehearsal.loopback_discord.state import LOADING, Json


def callback(call: Call) -> Answer:
    """POST /interactions/{interaction_id}/{token}/callback."""
    interaction = call.answering.waiting(call.id("interaction_id"), call.path["token"])
    message = call.answering.answer(interaction, call.json, call.files)
    if call.query.get("with_response", "0").lower() not in ("1", "true"):
        return NOTHING
    told: Json = {
        "id": str(interaction.id),
        "type": interaction.kind,
        "channel_id": str(interaction.channel_id),
    }
    if interaction.guild_id is not None:
        told["guild_id"] = str(interaction.guild_id)
    made: Json = {"interaction": told}
    if message is not None:
        shaped = call.core.shapes.message(message)
        told["response_message_id"] = str(message.id)
        if interaction.callback in (MESSAGE, DEFERRED_MESSAGE):
            told["response_message_loading"] = bool(message.flags & LOADING)
            told["response_message_ephemeral"] = is_ephemeral(shaped)
        if interaction.callback in (MESSAGE, UPDATE):
            made["resource"] = {"type": interaction.callback, "message": shaped}
    return Answer(200, made)


def follow_up(call: Call) -> Answer:
    """POST /webhooks/{application_id}/{token}."""
    interaction = call.answering.by_webhook(call.id("application_id"), call.path["token"])
    _, shaped = call.answering.follow_up(interaction, call.json, call.files)
    return Answer(200, shaped)


def get(call: Call) -> Answer:
    """GET /webhooks/{application_id}/{token}/messages/{message_id or @original}."""
    interaction = call.answering.by_webhook(call.id("application_id"), call.path["token"])
    message = call.answering.find(interaction, call.path["message_id"])
    return Answer(200, call.core.shapes.message(message))


def edit(call: Call) -> Answer:
    """PATCH /webhooks/{application_id}/{token}/messages/{message_id or @original}."""
    interaction = call.answering.by_webhook(call.id("application_id"), call.path["token"])
    message = call.answering.find(interaction, call.path["message_id"])
    return Answer(200, call.answering.edit(interaction, message, call.json, call.files))


def delete(call: Call) -> Answer:
    """DELETE /webhooks/{application_id}/{token}/messages/{message_id or @original}."""
    interaction = call.answering.by_webhook(call.id("application_id"), call.path["token"])
    message = call.answering.find(interaction, call.path["message_id"])
    call.answering.delete(interaction, message)
    return NOTHING


_MESSAGE = "/webhooks/{application_id}/{token}/messages/{message_id}"
ROUTES = [
    Route("POST", "/interactions/{interaction_id}/{token}/callback", callback, public=True),
    Route("POST", "/webhooks/{application_id}/{token}", follow_up, public=True),
    Route("GET", _MESSAGE, get, public=True),
    Route("PATCH", _MESSAGE, edit, public=True),
    Route("DELETE", _MESSAGE, delete, public=True),
]
