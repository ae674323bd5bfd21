"""Where the published OpenAPI files are silent, too narrow or wrong; each with its reason."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

from bot.rehearsal.journal import Server

Side = Literal["request", "answer"]
Json = dict[str, Any]


class Exempt(Struct, frozen=True):
    """Where a file is silent or wrong; what matches all four is no violation."""

    server: Server
    operation: str
    """Regular expression for `METHOD /path`, the path as it was called."""
    problem: str
    """Regular expression found in the violation after the operation, such as `answer 429: `."""
    reason: str


class Amended(Struct, frozen=True):
    """A schema that is too narrow in the file; `more` is merged into it, for requests or for answers."""

    server: Server
    side: Side
    pointer: str
    more: Json
    reason: str


EXCEPTIONS: tuple[Exempt | Amended, ...] = (
    Amended(
        "discord",
        "request",
        "#/components/schemas/SnowflakeType",
        {"type": ["string", "integer"]},
        "Discord accepts integers too; discord.py sends them in replies, attachments and bulk deletions",
    ),
    Amended(
        "discord",
        "request",
        "#/components/schemas/RichEmbed",
        {"properties": {"flags": {"const": 0}}},
        "discord.py sends `flags: 0` with embeds; Discord ignores it",
    ),
    *(
        Amended(
            "discord",
            "request",
            f"#/components/schemas/{schema}",
            {"properties": {"tts": {"type": "boolean"}}},
            "discord.py sends `tts` in edits and forum posts too; Discord ignores it",
        )
        for schema in (
            "MessageEditRequestPartial",
            "BaseCreateMessageCreateRequest",
            "IncomingWebhookUpdateRequestPartial",
            "IncomingWebhookUpdateForInteractionCallbackRequestPartial",
        )
    ),
    Amended(
        "discord",
        "request",
        "#/components/schemas/CreateForumThreadRequest",
        {"properties": {"type": {"const": 11}}},
        "discord.py sends the type of a public thread with forum posts; Discord ignores it",
    ),
    Amended(
        "discord",
        "answer",
        "#/components/schemas/CreatedThreadResponse",
        {"properties": {"message": {"$ref": "#/components/schemas/MessageResponse"}}},
        "the docs and Discord nest the first message in the answer to a forum post",
    ),
    Amended(
        "discord",
        "request",
        "#/components/schemas/ApplicationCommandUpdateRequest",
        {"properties": {"nsfw": {"type": "boolean"}}},
        "missing from the bulk request alone; the single one has it",
    ),
    Amended(
        "discord",
        "request",
        "#/paths/~1channels~1{channel_id}~1permissions~1{overwrite_id}"
        "/put/requestBody/content/application~1json/schema",
        {
            "properties": {
                "id": {"$ref": "#/components/schemas/SnowflakeType"},
                "allow": {"type": ["string", "integer", "null"]},
                "deny": {"type": ["string", "integer", "null"]},
            }
        },
        "discord.py repeats the id of the path; permissions are text since version 8, as the docs say",
    ),
    *(
        Amended(
            "discord",
            "request",
            f"#/components/schemas/{schema}",
            {"properties": {"permissions": {"type": ["string", "integer", "null"]}}},
            "permissions are text since version 8 of the API, as the docs say",
        )
        for schema in ("CreateRoleRequest", "UpdateRoleRequestPartial")
    ),
    Exempt(
        "discord",
        r".*",
        r"^query: (with_response|wait|with_components|with_counts): '[01]' is not of type 'boolean'",
        "discord.py writes booleans in queries as 0 and 1, which Discord reads",
    ),
    Exempt(
        "discord",
        r"POST /channels/\d+/threads",
        r"^query: no parameter 'use_nested_fields'",
        "discord.py still sends it with forum posts; Discord ignores it",
    ),
    Exempt(
        "discord",
        r".*",
        r"^answer 429: 'code' is a required property",
        "the docs say that the code of a 429 is optional",
    ),
    Exempt(
        "discord",
        r".*",
        r"^answer 4\d\d: errors/\S+_errors/\d+/code: .* is not of type 'integer'",
        "the codes of single fields are words, in the docs and in fact",
    ),
    Exempt("twitch", r"\w+ /oauth2/.*", r"", "the file describes Helix alone, not id.twitch.tv"),
    Exempt("twitch", r"GET /ws", r"", "websockets are not described"),
    Exempt(
        "twitch",
        r"POST /chat/messages",
        r"^answer: no status 429",
        "no 429 for Send Chat Message in the file; Twitch does send it",
    ),
)
"""Each with its reason. Gateway and EventSub messages are no requests and are not looked at."""
