"""Checks the modals that a bot opens, and what a user submits in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.rehearsal.loopback_discord.checks.component import (
    ACTION_ROW,
    FILE_UPLOAD,
    LABEL,
    SELECTS,
    STRING_SELECT,
    TEXT_DISPLAY,
    TEXT_INPUT,
)
from bot.rehearsal.loopback_discord.refusal import Form
from bot.rehearsal.loopback_discord.state import Json

MOST_FIELDS = 5
RADIO_GROUP = 21
CHECKBOX_GROUP = 22
CHECKBOX = 23
_FIELDS = frozenset({TEXT_INPUT, FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX, *SELECTS})


def modal(data: Json) -> Json:
    """The modal of an interaction callback, with ids on its components."""
    form = Form()
    form.length("data.custom_id", str(data.get("custom_id") or ""), 100, 1)
    form.length("data.title", str(data.get("title") or ""), 45, 1)
    raw: list[Json] = data.get("components") or []
    form.size("data.components", len(raw), MOST_FIELDS, 1)
    seen: set[str] = set()
    for index, component in enumerate(raw):
        path = f"data.components.{index}"
        kind = component.get("type")
        if kind == LABEL:
            form.length(f"{path}.label", str(component.get("label") or ""), 45, 1)
            form.length(f"{path}.description", str(component.get("description") or ""), 100)
            _field(form, f"{path}.component", component.get("component") or {}, seen)
        elif kind == ACTION_ROW:
            inside: list[Json] = component.get("components") or []
            form.size(f"{path}.components", len(inside), 1, 1)
            for field in inside[:1]:
                form.length(f"{path}.components.0.label", str(field.get("label") or ""), 45, 1)
                _field(form, f"{path}.components.0", field, seen)
        elif kind != TEXT_DISPLAY:
            form.wrong(
                f"{path}.type", "UNION_TYPE_CHOICES", 'Value of field "type" must be one of (1, 10, 18).'
            )
    form.check()
    return {**data, "components": _numbered(raw)}


def fields(components: list[Json]) -> Iterator[tuple[Json, Json]]:
    """The fields of a modal with the row or label around each."""
    for outer in components:
        if outer["type"] == LABEL:
            yield outer, outer["component"]
        elif outer["type"] == ACTION_ROW:
            yield outer, outer["components"][0]


def submitted(opened: Json, values: Mapping[str, Any]) -> list[Json]:
    """The `components` of a modal submission; refuses what the user's client would refuse."""
    form = Form()
    known = {field["custom_id"] for _, field in fields(opened["components"])}
    for custom_id in values:
        if custom_id not in known:
            form.wrong(custom_id, "COMPONENT_NOT_FOUND", f"This modal has no field {custom_id!r}.")
    answers: list[Json] = [
        {"type": TEXT_DISPLAY, "id": outer["id"]}
        for outer in opened["components"]
        if outer["type"] == TEXT_DISPLAY
    ]
    for outer, field in fields(opened["components"]):
        answer = _answer(form, field, values.get(field["custom_id"]))
        if outer["type"] == LABEL:
            answers.append({"type": LABEL, "id": outer["id"], "component": answer})
        else:
            answers.append({"type": ACTION_ROW, "id": outer["id"], "components": [answer]})
    form.check()
    return answers


def _field(form: Form, path: str, field: Json, seen: set[str]) -> None:
    if field.get("type") not in _FIELDS:
        form.wrong(f"{path}.type", "UNION_TYPE_CHOICES", 'Value of field "type" is not a modal field.')
        return
    custom_id = str(field.get("custom_id") or "")
    form.length(f"{path}.custom_id", custom_id, 100, 1)
    if custom_id in seen:
        form.wrong(
            f"{path}.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated"
        )
    seen.add(custom_id)
    if field["type"] == TEXT_INPUT:
        if field.get("style") not in (1, 2):
            form.choice(f"{path}.style", "(1, 2)")
        form.length(f"{path}.placeholder", str(field.get("placeholder") or ""), 100)
        form.length(f"{path}.value", str(field.get("value") or ""), 4000)
        most = field.get("max_length")
        if most is not None and not 1 <= most <= 4000:
            form.wrong(f"{path}.max_length", "NUMBER_TYPE_MAX", "int value should be between 1 and 4000.")
    elif field["type"] == STRING_SELECT:
        form.size(f"{path}.options", len(field.get("options") or []), 25, 1)


def _numbered(raw: list[Json]) -> list[Json]:
    number = 0

    def following(component: Json) -> Json:
        nonlocal number
        number += 1
        numbered: Json = {**component, "id": component.get("id") or number}
        if "component" in numbered:
            numbered["component"] = following(numbered["component"])
        if "components" in numbered:
            numbered["components"] = [following(inside) for inside in numbered["components"]]
        return numbered

    return [following(component) for component in raw]


def _answer(form: Form, field: Json, given: Any) -> Json:
    custom_id = field["custom_id"]
    answer: Json = {"type": field["type"], "id": field["id"], "custom_id": custom_id}
    required = field.get("required", True)
    if field["type"] == CHECKBOX:
        return {**answer, "value": bool(field.get("default") if given is None else given)}
    if field["type"] == RADIO_GROUP:
        if given is None and required:
            form.required(custom_id)
        return {**answer, "value": given}
    if field["type"] != TEXT_INPUT:
        return {**answer, "values": _values(form, field, given, required=required)}
    text = str(field.get("value") or "") if given is None else str(given)
    if not text and required:
        form.required(custom_id)
    elif text:
        form.length(custom_id, text, field.get("max_length") or 4000, field.get("min_length") or 0)
    return {**answer, "value": text}


def _values(form: Form, field: Json, given: Any, *, required: bool) -> list[str]:
    values = [] if given is None else [str(value) for value in given]
    if given is None and "options" in field:
        values = [option["value"] for option in field["options"] if option.get("default")]
    least = field.get("min_values")
    least = (1 if least is None else least) if required or values else 0
    form.size(field["custom_id"], len(values), field.get("max_values") or 1, least)
    if "options" in field and not set(values) <= {option["value"] for option in field["options"]}:
        form.choice(field["custom_id"], str(tuple(option["value"] for option in field["options"])))
    return values
