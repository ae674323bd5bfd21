"""Links to recordings: which are taken, and how each host is asked to begin at a second."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

from bot.recording.refusals import BadLink

LINK_LIMIT = 500
_HOST = re.compile(r"[a-z0-9.-]+\.[a-z0-9-]{2,}", re.IGNORECASE)
_BARE = re.compile(r"[\w-]+(\.[\w-]+)*\.[a-z]{2,}(/\S*)?", re.IGNORECASE)


def check_link(text: str) -> str:
    """`text` as a link that may be posted: http or https, a host, nothing hidden. Raises BadLink."""
    said = text.strip().removeprefix("<").removesuffix(">")
    if "://" not in said and _BARE.fullmatch(said):
        said = f"https://{said}"  # as people paste it from an address bar
    try:
        parts = urlsplit(said)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        raise BadLink(text) from None
    shown = all(sign.isprintable() and not sign.isspace() and sign not in '<>"`\\|^{}' for sign in said)
    if (
        parts.scheme.lower() not in ("http", "https")
        or parts.hostname is None
        or not _HOST.fullmatch(parts.hostname)
        or parts.username is not None
        or not port_is_fine
        or not shown
        or len(said) > LINK_LIMIT
    ):
        raise BadLink(text)
    return urlunsplit(parts._replace(scheme=parts.scheme.lower()))


def at_second(link: str, seconds: int) -> str | None:
    """The same video from `seconds` on; None where its host has no such links."""
    parts = urlsplit(link)
    host = (parts.hostname or "").lower()
    for names, begin in _HOSTS.items():
        if any(host == name or host.endswith(f".{name}") for name in names):
            return begin(parts, seconds)
    return None


def host_of(link: str) -> str:
    """The host as people know it, for a word beside the link."""
    return (urlsplit(link).hostname or "").lower().removeprefix("www.").removeprefix("m.")


def _query(parts: SplitResult, **values: str) -> str:
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name not in (*values, "start")]
    return urlunsplit(parts._replace(query=urlencode([*kept, *values.items()])))


def _youtube(parts: SplitResult, seconds: int) -> str:
    return _query(parts, t=f"{seconds}s")


def _twitch(parts: SplitResult, seconds: int) -> str | None:
    if "/videos/" not in parts.path and not parts.path.startswith("/videos"):
        return None  # a channel or a clip, which begin where they begin
    hours, rest = divmod(seconds, 3600)
    return _query(parts, t=f"{hours}h{rest // 60}m{rest % 60}s")


def _vimeo(parts: SplitResult, seconds: int) -> str:
    return urlunsplit(parts._replace(fragment=f"t={seconds}s"))


def _plain(parts: SplitResult, seconds: int) -> str:
    return _query(parts, t=str(seconds))


_HOSTS: dict[tuple[str, ...], Callable[[SplitResult, int], str | None]] = {
    ("youtube.com", "youtu.be", "youtube-nocookie.com"): _youtube,
    ("twitch.tv",): _twitch,
    ("vimeo.com",): _vimeo,
    ("loom.com", "drive.google.com"): _plain,
}
