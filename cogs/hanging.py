"""Pictures as they hang in messages: drawn by the easel, with what they say to those who cannot see them."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from typing import TypeVar

import discord

from bot.easel import Easel, NoPicture

logger = logging.getLogger(__name__)

T = TypeVar("T")


async def hung(
    easel: Easel, name: str, draw: Callable[[T], bytes], value: T, alt: str
) -> discord.File | None:
    """The picture as a file of this name; None where it could not be drawn: its message stands without it."""
    try:
        data = await easel.draw(draw, value)
    except NoPicture as why:
        logger.warning("%s could not be drawn: %s", name, why)
        return None
    return discord.File(io.BytesIO(data), name, description=alt)
