"""Posts in a forum: a thread and its first message, which share an id."""

from __future__ import annotations

from bot.rehearsal.loopback_discord import permission, posting, threads
from bot.rehearsal.loopback_discord.checks.message import draft
from bot.rehearsal.loopback_discord.core import Core
from bot.rehearsal.loopback_discord.posting import Terms, Uploads
from bot.rehearsal.loopback_discord.refusal import Form
from bot.rehearsal.loopback_discord.state import PUBLIC_THREAD, Channel, Json


def post(core: Core, channel: Channel, author_id: int, body: Json, files: Uploads) -> tuple[Channel, Json]:
    """A new forum post; the thread and its first message's JSON."""
    core.require(channel, author_id, permission.SEND_MESSAGES)
    form = Form()
    if not isinstance(body.get("message"), dict):
        form.required("message")
    form.check()
    # forum posts take no nonce: Discord ignores it there
    said = {key: value for key, value in body["message"].items() if key not in ("nonce", "enforce_nonce")}
    made = draft(said, files, core.ids.next)
    thread = threads.make(core, channel, author_id, body, kind=PUBLIC_THREAD)
    message = posting.compose(core, thread, author_id, made, Terms(message_id=thread.id))
    threads.publish(core, thread)
    return thread, posting.publish(core, thread, message)
