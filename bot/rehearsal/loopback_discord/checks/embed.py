"""Checks embeds against Discord's limits and brings them to the shape that it answers with."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.rehearsal.loopback_discord.refusal import Form
from bot.rehearsal.loopback_discord.state import Json

MOST_EMBEDS = 10
MOST_TEXT = 6000
MOST_FIELDS = 25
_TEXTS = (("title", 256), ("description", 4096))


def embeds(form: Form, raw: list[Any]) -> list[Json]:
    """The embeds of a message body."""
    if len(raw) > MOST_EMBEDS:
        form.wrong("embeds", "BASE_TYPE_MAX_LENGTH", f"Must be {MOST_EMBEDS} or fewer in length.")
        return []
    shaped = [_embed(form, f"embeds.{index}", embed) for index, embed in enumerate(raw)]
    if sum(_size(embed) for embed in shaped) > MOST_TEXT:
        form.wrong("embeds", "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {MOST_TEXT}")
    return shaped


def _embed(form: Form, path: str, raw: Json) -> Json:
    embed: Json = {"type": "rich"}
    for name, most in _TEXTS:
        text = str(raw.get(name) or "").strip()
        if text:
            form.length(f"{path}.{name}", text, most)
            embed[name] = text
    if raw.get("url"):
        embed["url"] = _url(form, f"{path}.url", str(raw["url"]))
    if raw.get("color") is not None:
        embed["color"] = _colour(form, f"{path}.color", raw["color"])
    if raw.get("timestamp"):
        embed["timestamp"] = _timestamp(form, f"{path}.timestamp", str(raw["timestamp"]))
    footer, author = raw.get("footer"), raw.get("author")
    if footer and footer.get("text"):
        form.length(f"{path}.footer.text", footer["text"], 2048)
        embed["footer"] = _kept(form, f"{path}.footer", footer, "text", "icon_url")
    if author and author.get("name"):
        form.length(f"{path}.author.name", author["name"], 256)
        embed["author"] = _kept(form, f"{path}.author", author, "name", "url", "icon_url")
    for name in ("image", "thumbnail"):
        if raw.get(name) and raw[name].get("url"):
            embed[name] = {"url": _url(form, f"{path}.{name}.url", raw[name]["url"], attachment=True)}
    if raw.get("fields"):
        embed["fields"] = _fields(form, f"{path}.fields", raw["fields"])
    if len(embed) == 1 + ("color" in embed):
        form.required(f"{path}.description")
    return embed


def _fields(form: Form, path: str, raw: list[Any]) -> list[Json]:
    if len(raw) > MOST_FIELDS:
        form.wrong(path, "BASE_TYPE_MAX_LENGTH", f"Must be {MOST_FIELDS} or fewer in length.")
    fields: list[Json] = []
    for index, field in enumerate(raw[: MOST_FIELDS + 1]):
        shaped: Json = {"inline": bool(field.get("inline", False))}
        for name, most in (("name", 256), ("value", 1024)):
            text = str(field.get(name) or "").strip()
            if text:
                form.length(f"{path}.{index}.{name}", text, most)
            else:
                form.required(f"{path}.{index}.{name}")
            shaped[name] = text
        fields.append(shaped)
    return fields


def _kept(form: Form, path: str, raw: Json, *names: str) -> Json:
    kept: Json = {}
    for name in names:
        if raw.get(name):
            kept[name] = raw[name]
            if name.endswith("url"):
                kept[name] = _url(form, f"{path}.{name}", raw[name], attachment=name == "icon_url")
    return kept


def _url(form: Form, path: str, url: str, *, attachment: bool = False) -> str:
    schemes = ("http://", "https://", "attachment://") if attachment else ("http://", "https://")
    if not url.startswith(schemes):
        words = f"Scheme \"{url.split(':')[0]}\" is not supported. Scheme must be one of ('http', 'https')."
        form.wrong(path, "URL_TYPE_INVALID_SCHEME", words)
    form.length(path, url, 2048)
    return url


def _colour(form: Form, path: str, colour: Any) -> int:
    if not isinstance(colour, int) or not 0 <= colour <= 0xFFFFFF:
        form.wrong(path, "NUMBER_TYPE_MAX", "int value should be less than or equal to 16777215.")
        return 0
    return colour


def _timestamp(form: Form, path: str, text: str) -> str:
    try:
        return datetime.fromisoformat(text).isoformat()
    except ValueError:
        form.wrong(path, "DATETIME_TYPE_PARSE", f"Could not parse {text}. Should be ISO8601.")
        return text


def _size(embed: Json) -> int:
    size = len(embed.get("title", "")) + len(embed.get("description", ""))
    size += len(embed.get("footer", {}).get("text", "")) + len(embed.get("author", {}).get("name", ""))
    return size + sum(len(field["name"]) + len(field["value"]) for field in embed.get("fields", ()))
