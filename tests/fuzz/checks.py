"""What no input may lead to: an error in the log, a ping, an answer beyond a platform's limits."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Generator
from typing import Any, cast

import discord
import simcord

from cogs.words import DISCORD_CONTENT

WENT_WRONG = "That went wrong on my side"
EMBED_TITLE, EMBED_DESCRIPTION, EMBED_WHOLE = 256, 4_096, 6_000


class Unwell(AssertionError):
    """Something that no input may lead to."""


class _Ear(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(logging.Formatter("%(name)s: %(message)s").format(record))


@contextlib.contextmanager
def no_error_in_the_log() -> Generator[list[str]]:
    """Everything that was logged as an error inside the block."""
    ear, root = _Ear(), logging.getLogger()
    root.addHandler(ear)
    try:
        yield ear.heard
    finally:
        root.removeHandler(ear)


Said = discord.Message | simcord.ResponseMessage


def message_of(said: Said) -> discord.Message | None:
    """The message behind an answer; none where there is nothing to come back to."""
    return said if isinstance(said, discord.Message) else cast(Any, said).message


def check(message: Said, asked: str) -> None:
    """Within Discord's limits, nobody is mentioned, nothing went wrong."""
    real = message_of(message)
    if len(message.content) > DISCORD_CONTENT:
        raise Unwell(f"{len(message.content)} characters after {asked!r}")
    whole = 0
    for embed in message.embeds:
        whole += len(embed)
        if len(embed.title or "") > EMBED_TITLE or len(embed.description or "") > EMBED_DESCRIPTION:
            raise Unwell(f"an embed beyond the limits after {asked!r}")
    if whole > EMBED_WHOLE:
        raise Unwell(f"embeds of {whole} characters after {asked!r}")
    # the library pings whom a reply answers, unless told not to
    if real is not None and (real.mention_everyone or real.mentions or real.role_mentions):
        raise Unwell(f"somebody was called after {asked!r}")
    if WENT_WRONG in message.content:
        raise Unwell(f"{message.content!r} after {asked!r}")
