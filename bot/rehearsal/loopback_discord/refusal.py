"""Discord's refusals: status, code and message, with nested `errors` for bad forms."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """A request that Discord declines; the JSON body is `{"code", "message", "errors"?}`."""

    def __init__(self, status: int, code: int, message: str, errors: dict[str, Any] | None = None) -> None:
        super().__init__(f"{status} {code} {message}{'' if errors is None else f' {errors}'}")
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    def body(self) -> dict[str, Any]:
        """The answer's JSON."""
        body: dict[str, Any] = {"message": self.message, "code": self.code}
        if self.errors is not None:
            body["errors"] = self.errors
        return body


def unknown(what: str) -> Refusal:
    """404 for a thing that is not there (or no longer)."""
    return Refusal(404, _UNKNOWN[what], f"Unknown {what}")


_UNKNOWN = {
    "Application": 10002,
    "Channel": 10003,
    "Guild": 10004,
    "Member": 10007,
    "Message": 10008,
    "Permission Overwrite": 10009,
    "Role": 10011,
    "User": 10013,
    "Emoji": 10014,
    "Webhook": 10015,
    "interaction": 10062,
    "application command": 10063,
    "application command permissions": 10066,
}


def unauthorised() -> Refusal:
    """401 for a missing or wrong token."""
    return Refusal(401, 0, "401: Unauthorized")


def missing_access() -> Refusal:
    """403 for a channel that is hidden from whoever asks."""
    return Refusal(403, 50001, "Missing Access")


def missing_permissions() -> Refusal:
    """403 for a visible place where this may not be done."""
    return Refusal(403, 50013, "Missing Permissions")


def empty_message() -> Refusal:
    """400 for a message with nothing in it."""
    return Refusal(400, 50006, "Cannot send an empty message")


def archived() -> Refusal:
    """400 for changes in an archived thread."""
    return Refusal(400, 50083, "Thread is archived")


def wrong_channel_type() -> Refusal:
    """400 where a channel of this type does not do that."""
    return Refusal(400, 50024, "Cannot execute action on this channel type")


class Form:
    """Collects what is wrong with a body, field by field, and refuses once with everything."""

    def __init__(self) -> None:
        self._errors: dict[str, Any] = {}

    def wrong(self, path: str, code: str, message: str) -> None:
        """Note an error at a dotted path such as `embeds.0.title`."""
        place = self._errors
        for step in path.split("."):
            place = place.setdefault(step, {})
        place.setdefault("_errors", []).append({"code": code, "message": message})

    def length(self, path: str, text: str, most: int, least: int = 0) -> None:
        """Check a text's length."""
        if least and len(text) < least:
            self.wrong(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
        elif len(text) > most:
            code, words = "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length."
            if least:
                code, words = "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length."
            self.wrong(path, code, words)

    def required(self, path: str) -> None:
        """Note a missing field."""
        self.wrong(path, "BASE_TYPE_REQUIRED", "This field is required")

    def choice(self, path: str, allowed: str) -> None:
        """Note a value that is none of the allowed ones."""
        self.wrong(path, "BASE_TYPE_CHOICES", f"Value must be one of {allowed}.")

    def size(self, path: str, items: int, most: int, least: int = 0) -> None:
        """Check a list's size."""
        if not least <= items <= most:
            words = f"Must be between {least} and {most} in length."
            self.wrong(path, "BASE_TYPE_BAD_LENGTH", words)

    def check(self) -> None:
        """Refuse where anything was wrong."""
        if self._errors:
            raise self.refusal()

    def refusal(self) -> Refusal:
        """The refusal with everything that was noted."""
        return Refusal(400, 50035, "Invalid Form Body", self._errors)


def invalid(path: str, code: str, message: str) -> Refusal:
    """A refusal of one field."""
    form = Form()
    form.wrong(path, code, message)
    return form.refusal()
