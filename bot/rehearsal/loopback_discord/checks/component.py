"""Checks the components of messages against Discord's limits and fills in what it fills in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from bot.rehearsal.loopback_discord.refusal import Form
from bot.rehearsal.loopback_discord.state import Json

ACTION_ROW = 1
BUTTON = 2
STRING_SELECT = 3
TEXT_INPUT = 4
SELECTS = frozenset({3, 5, 6, 7, 8})
SECTION = 9
TEXT_DISPLAY = 10
THUMBNAIL = 11
MEDIA_GALLERY = 12
FILE = 13
SEPARATOR = 14
CONTAINER = 17
LABEL = 18
FILE_UPLOAD = 19

LINK_STYLE = 5
PREMIUM_STYLE = 6
MOST_ROWS = 5
MOST_IN_ROW = 5
MOST_IN_LAYOUT = 40
MOST_LAYOUT_TEXT = 4000

_TOP_OF_LAYOUT = (ACTION_ROW, SECTION, TEXT_DISPLAY, MEDIA_GALLERY, FILE, SEPARATOR, CONTAINER)
_IN_CONTAINER = (ACTION_ROW, SECTION, TEXT_DISPLAY, MEDIA_GALLERY, FILE, SEPARATOR)


def components(form: Form, raw: list[Any], *, layout: bool, media_id: Callable[[], int]) -> list[Json]:
    """The components of a message body; `layout` says that its flags ask for Components V2."""
    check = _Components(form, media_id)
    if layout:
        shaped = check.children("components", raw, _TOP_OF_LAYOUT)
        check.whole_layout(shaped)
    else:
        if len(raw) > MOST_ROWS:
            form.wrong("components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
        shaped = check.children("components", raw, (ACTION_ROW,))
    check.number(shaped)
    return shaped


def walk(components: list[Json]) -> Iterator[Json]:
    """Every component in the tree, parents first."""
    for component in components:
        yield component
        yield from walk(component.get("components", []))
        for name in ("accessory", "component"):
            if name in component:
                yield from walk([component[name]])


class _Components:
    """One message's check: what was seen so far decides about duplicates."""

    def __init__(self, form: Form, media_id: Callable[[], int]) -> None:
        self._form = form
        self._media_id = media_id
        self._custom_ids: set[str] = set()
        self._shapes: dict[int, Callable[[str, Json], Json]] = {
            ACTION_ROW: self._row,
            BUTTON: self._button,
            **dict.fromkeys(SELECTS, self._select),
            SECTION: self._section,
            TEXT_DISPLAY: self._text,
            THUMBNAIL: self._thumbnail,
            MEDIA_GALLERY: self._gallery,
            FILE: self._file,
            SEPARATOR: self._separator,
            CONTAINER: self._container,
        }

    def children(self, path: str, raw: Any, allowed: tuple[int, ...]) -> list[Json]:
        """The components in a list, as far as their types are allowed there."""
        shaped: list[Json] = []
        for index, component in enumerate(raw or ()):
            kind = component.get("type")
            if kind not in allowed:
                words = f'Value of field "type" must be one of {allowed}.'
                self._form.wrong(f"{path}.{index}.type", "UNION_TYPE_CHOICES", words)
                continue
            made = self._shapes[kind](f"{path}.{index}", component)
            made["type"] = kind
            if component.get("id"):
                made["id"] = component["id"]
            shaped.append(made)
        return shaped

    def whole_layout(self, shaped: list[Json]) -> None:
        """The limits over all components of a layout together."""
        everything = list(walk(shaped))
        if len(everything) > MOST_IN_LAYOUT:
            words = f"Total number of components in this message cannot exceed {MOST_IN_LAYOUT}."
            self._form.wrong("components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", words)
        if sum(len(one["content"]) for one in everything if one["type"] == TEXT_DISPLAY) > MOST_LAYOUT_TEXT:
            words = f"The cumulative displayable text size must be less than or equal to {MOST_LAYOUT_TEXT}."
            self._form.wrong("components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", words)

    def number(self, shaped: list[Json]) -> None:
        """Give each component without an id the next free one."""
        taken = {component["id"] for component in walk(shaped) if "id" in component}
        following = 0
        for component in walk(shaped):
            if "id" not in component:
                following += 1
                while following in taken:
                    following += 1
                component["id"] = following

    def _row(self, path: str, raw: Json) -> Json:
        inside: list[Any] = raw.get("components") or []
        self._form.size(f"{path}.components", len(inside), MOST_IN_ROW, 1)
        shaped = self.children(f"{path}.components", inside, (BUTTON, *sorted(SELECTS)))
        if len(shaped) > 1 and any(one["type"] in SELECTS for one in shaped):
            words = "The specified component exceeds the maximum width"
            self._form.wrong(f"{path}.components.1", "COMPONENT_LAYOUT_WIDTH_EXCEEDED", words)
        return {"components": shaped}

    def _button(self, path: str, raw: Json) -> Json:
        style = raw.get("style")
        button: Json = {"style": style}
        if style not in range(1, 7):
            self._form.choice(f"{path}.style", "(1, 2, 3, 4, 5, 6)")
        elif style == LINK_STYLE:
            if not raw.get("url"):
                self._form.wrong(f"{path}.url", "BUTTON_COMPONENT_URL_REQUIRED", "A url is required")
            button["url"] = raw.get("url")
        elif style == PREMIUM_STYLE:
            button["sku_id"] = raw.get("sku_id")
        else:
            button["custom_id"] = self._custom_id(path, raw)
        if raw.get("label"):
            self._form.length(f"{path}.label", raw["label"], 80)
            button["label"] = raw["label"]
        if raw.get("emoji"):
            button["emoji"] = _emoji(raw["emoji"])
        if style != PREMIUM_STYLE and "label" not in button and "emoji" not in button:
            words = "Button must have a label or an emoji"
            self._form.wrong(path, "BUTTON_COMPONENT_INVALID_LABEL_AND_EMOJI", words)
        button["disabled"] = bool(raw.get("disabled", False))
        return button

    def _select(self, path: str, raw: Json) -> Json:
        least, most = raw.get("min_values"), raw.get("max_values")
        select: Json = {
            "custom_id": self._custom_id(path, raw),
            "min_values": 1 if least is None else least,
            "max_values": 1 if most is None else most,
            "disabled": bool(raw.get("disabled", False)),
        }
        if not 0 <= select["min_values"] <= 25:
            self._form.wrong(f"{path}.min_values", "NUMBER_TYPE_MAX", "int value should be between 0 and 25.")
        if not 1 <= select["max_values"] <= 25 or select["max_values"] < select["min_values"]:
            self._form.wrong(f"{path}.max_values", "NUMBER_TYPE_MAX", "int value should be between 1 and 25.")
        if raw.get("placeholder"):
            self._form.length(f"{path}.placeholder", raw["placeholder"], 150)
            select["placeholder"] = raw["placeholder"]
        if raw.get("type") == STRING_SELECT:
            select["options"] = self.options(path, raw.get("options") or [])
        for name in ("channel_types", "default_values"):
            if raw.get(name):
                select[name] = raw[name]
        return select

    def options(self, path: str, raw: list[Any]) -> list[Json]:
        """The options of a string select."""
        self._form.size(f"{path}.options", len(raw), 25, 1)
        shaped: list[Json] = []
        values: set[str] = set()
        for index, option in enumerate(raw):
            place = f"{path}.options.{index}"
            for name in ("label", "value"):
                self._form.length(f"{place}.{name}", option.get(name) or "", 100, 1)
            made = {
                name: option[name]
                for name in ("label", "value", "description", "default")
                if option.get(name)
            }
            if option.get("description"):
                self._form.length(f"{place}.description", option["description"], 100)
            if option.get("emoji"):
                made["emoji"] = _emoji(option["emoji"])
            if made.get("value") in values:
                words = "The specified option value is already used"
                self._form.wrong(f"{place}.value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", words)
            values.add(made.get("value", ""))
            shaped.append(made)
        return shaped

    def _section(self, path: str, raw: Json) -> Json:
        inside: list[Any] = raw.get("components") or []
        self._form.size(f"{path}.components", len(inside), 3, 1)
        accessory = raw.get("accessory")
        made = self.children(f"{path}.accessory", [accessory] if accessory else [], (BUTTON, THUMBNAIL))
        if not made:
            self._form.required(f"{path}.accessory")
            made = [{"type": BUTTON}]
        return {
            "components": self.children(f"{path}.components", inside, (TEXT_DISPLAY,)),
            "accessory": made[0],
        }

    def _text(self, path: str, raw: Json) -> Json:
        content = str(raw.get("content") or "")
        self._form.length(f"{path}.content", content, MOST_LAYOUT_TEXT, 1)
        return {"content": content}

    def _thumbnail(self, path: str, raw: Json) -> Json:
        return self._medium(path, raw)

    def _gallery(self, path: str, raw: Json) -> Json:
        items: list[Any] = raw.get("items") or []
        self._form.size(f"{path}.items", len(items), 10, 1)
        return {"items": [self._medium(f"{path}.items.{index}", item) for index, item in enumerate(items)]}

    def _medium(self, path: str, raw: Json) -> Json:
        if raw.get("description"):
            self._form.length(f"{path}.description", raw["description"], 1024)
        return {
            "media": self._media(f"{path}.media", raw.get("media")),
            "description": raw.get("description"),
            "spoiler": bool(raw.get("spoiler", False)),
        }

    def _file(self, path: str, raw: Json) -> Json:
        file = self._media(f"{path}.file", raw.get("file"))
        return {
            "file": file,
            "name": file["url"].removeprefix("attachment://"),
            "size": None,
            "spoiler": bool(raw.get("spoiler", False)),
        }

    def _media(self, path: str, raw: Json | None) -> Json:
        url = str((raw or {}).get("url") or "")
        if not url.startswith(("http://", "https://", "attachment://")):
            self._form.required(f"{path}.url")
        return {"id": str(self._media_id()), "url": url, "proxy_url": url}

    def _separator(self, path: str, raw: Json) -> Json:
        spacing = raw.get("spacing") or 1
        if spacing not in (1, 2):
            self._form.choice(f"{path}.spacing", "(1, 2)")
        divider = raw.get("divider")
        return {"spacing": spacing, "divider": True if divider is None else bool(divider)}

    def _container(self, path: str, raw: Json) -> Json:
        inside: list[Any] = raw.get("components") or []
        self._form.size(f"{path}.components", len(inside), MOST_IN_LAYOUT, 1)
        return {
            "accent_color": raw.get("accent_color"),
            "spoiler": bool(raw.get("spoiler", False)),
            "components": self.children(f"{path}.components", inside, _IN_CONTAINER),
        }

    def _custom_id(self, path: str, raw: Json) -> str:
        custom_id = str(raw.get("custom_id") or "")
        self._form.length(f"{path}.custom_id", custom_id, 100, 1)
        if custom_id and custom_id in self._custom_ids:
            words = "Component custom id cannot be duplicated"
            self._form.wrong(f"{path}.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", words)
        self._custom_ids.add(custom_id)
        return custom_id


def _emoji(raw: Json) -> Json:
    emoji: Json = {"name": raw.get("name") or ""}
    if raw.get("id"):
        emoji |= {"id": str(raw["id"]), "animated": bool(raw.get("animated", False))}
    return emoji
