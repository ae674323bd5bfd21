"""Reading the config again while the bot runs: what is taken at once, and what waits for a restart."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

from msgspec import Struct, field

from bot.config import Config, Section
from bot.errors import StartError

AT_ONCE = ("log", "backup")
"""Sections that nothing else was built upon; all others are read once, at the start."""


def _never() -> Config:
    raise StartError("Nobody said where the config is.")


class Reload(Struct, frozen=True):
    """Somebody's wish that the config be read again; SIGHUP sets it."""

    read: Callable[[], Config] = _never
    """Blocking. Raises StartError."""
    asked: asyncio.Event = field(default_factory=asyncio.Event)


def taken(old: Config, fresh: Config) -> Config:
    """`old` with what can be changed while the bot runs."""
    return old.model_copy(update={section: getattr(fresh, section) for section in AT_ONCE})


def said(old: Config, fresh: Config) -> str:
    """Names of keys alone: values may be secret."""
    changed = sorted(_differing(old, fresh))
    now = [key for key in changed if key.partition(".")[0] in AT_ONCE]
    later = [key for key in changed if key not in now]
    parts = [
        *([f"taken at once: {', '.join(now)}"] if now else []),
        *([f"waiting for a restart: {', '.join(later)}"] if later else []),
    ]
    return "; ".join(parts) or "nothing in it has changed"


def _differing(old: Section, fresh: Section, within: str = "") -> Iterator[str]:
    for name in type(old).model_fields:
        before, after = getattr(old, name), getattr(fresh, name)
        if before == after:
            continue
        key = f"{within}.{name}" if within else name
        if isinstance(before, Section) and isinstance(after, Section):
            yield from _differing(before, after, key)
        else:
            yield key
