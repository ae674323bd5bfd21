"""Checks the body of a message, new or edited, before anything is made of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from bot.rehearsal.loopback_discord.checks.component import components
from bot.rehearsal.loopback_discord.checks.embed import embeds
from bot.rehearsal.loopback_discord.files import Upload
from bot.rehearsal.loopback_discord.refusal import Form, Refusal, empty_message
from bot.rehearsal.loopback_discord.state import (
    COMPONENTS_V2,
    EPHEMERAL,
    SUPPRESS_EMBEDS,
    Json,
    Message,
)

MOST_CONTENT = 2000
MOST_NONCE = 25
MOST_FILES = 10
MOST_FILE_BYTES = 10 * 1024 * 1024
SUPPRESS_NOTIFICATIONS = 1 << 12
_SETTABLE = SUPPRESS_EMBEDS | EPHEMERAL | SUPPRESS_NOTIFICATIONS | COMPONENTS_V2


class Draft(Struct):
    """A checked body; None stands for what was not said."""

    content: str | None
    embeds: list[Json] | None
    components: list[Json] | None
    kept_attachments: list[Json] | None
    uploads: list[tuple[Upload, Json]]
    flags: int
    allowed_mentions: Json | None
    nonce: str | None
    enforce_nonce: bool
    reference: Json | None
    tts: bool


def draft(
    body: Json,
    uploads: Mapping[int, Upload],
    media_id: Callable[[], int],
    *,
    editing: Message | None = None,
) -> Draft:
    """The checked body; refuses one that is malformed or leaves nothing to show."""
    form = Form()
    flags = int(body.get("flags") or 0) & _SETTABLE
    layout = bool((flags | (editing.flags if editing else 0)) & COMPONENTS_V2)
    made = Draft(
        content=_content(form, body),
        embeds=embeds(form, body["embeds"] or []) if "embeds" in body else None,
        components=(
            components(form, body["components"] or [], layout=layout, media_id=media_id)
            if "components" in body
            else None
        ),
        kept_attachments=None,
        uploads=[],
        flags=flags,
        allowed_mentions=body.get("allowed_mentions"),
        nonce=_nonce(form, body),
        enforce_nonce=bool(body.get("enforce_nonce")),
        reference=body.get("message_reference"),
        tts=bool(body.get("tts")),
    )
    _attachments(form, made, body.get("attachments"), uploads)
    _mentions(form, made.allowed_mentions)
    if layout and (made.content or made.embeds):
        words = "The 'content' and 'embeds' fields cannot be used with MessageFlags.IS_COMPONENTS_V2"
        form.wrong("content", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", words)
    form.check()
    _not_empty(made, editing)
    return made


def _content(form: Form, body: Json) -> str | None:
    if "content" not in body:
        return None
    content = "" if body["content"] is None else str(body["content"]).strip()
    form.length("content", content, MOST_CONTENT)
    return content


def _nonce(form: Form, body: Json) -> str | None:
    nonce = body.get("nonce")
    if nonce is None:
        return None
    if len(str(nonce)) > MOST_NONCE:
        form.wrong("nonce", "NONCE_TYPE_TOO_LONG", f"Nonce must be {MOST_NONCE} or fewer characters.")
    return str(nonce)


def _attachments(form: Form, made: Draft, listed: list[Json] | None, uploads: Mapping[int, Upload]) -> None:
    described = {str(one.get("id")): one for one in listed or ()}
    for index, upload in sorted(uploads.items()):
        if len(upload.content) > MOST_FILE_BYTES:
            raise Refusal(413, 40005, "Request entity too large")
        made.uploads.append((upload, described.get(str(index), {})))
    if listed is not None:
        new = {str(index) for index in uploads}
        made.kept_attachments = [one for one in listed if str(one.get("id")) not in new]
    if len(made.uploads) + len(made.kept_attachments or ()) > MOST_FILES:
        form.wrong("attachments", "BASE_TYPE_MAX_LENGTH", f"Must be {MOST_FILES} or fewer in length.")


def _mentions(form: Form, allowed: Json | None) -> None:
    if allowed is None:
        return
    parse: list[Any] = allowed.get("parse") or []
    for kind in ("users", "roles"):
        named: list[Any] = allowed.get(kind) or []
        if named and kind in parse:
            words = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            form.wrong("allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", words)
        form.size(f"allowed_mentions.{kind}", len(named), 100)


def _not_empty(made: Draft, editing: Message | None) -> None:
    if editing is None:
        shows = made.content or made.embeds or made.components or made.uploads
    else:
        kept = editing.attachments if made.kept_attachments is None else made.kept_attachments
        shows = (
            (editing.content if made.content is None else made.content)
            or (editing.embeds if made.embeds is None else made.embeds)
            or (editing.components if made.components is None else made.components)
            or kept
            or made.uploads
        )
    if not shows:
        raise empty_message()
