"""What Discord says about commands: one phone screen for all, or a few lines for one."""

from __future__ import annotations

from collections.abc import Sequence

import discord
from msgspec import Struct, field

from cogs.colours import QUIET
from cogs.words import DISCORD_EMBED_DESCRIPTION, clip, escape_discord

SCREEN = 12
"""Lines that a phone shows without scrolling."""


class Entry(Struct, frozen=True):
    """One command as somebody can use it here."""

    mark: str
    """What stands before it: a slash or the prefix."""
    name: str
    """Such as `solved` or `timer pause`."""
    says: str
    """What it does, from its docstring."""
    usage: str = ""
    """What goes after it."""
    also: tuple[str, ...] = ()
    """Its other names, behind the prefix."""
    parts: tuple[Entry, ...] = ()
    """The commands below it."""

    @property
    def call(self) -> str:
        """How it is typed."""
        return f"{self.mark}{self.name}"


class Group(Struct, frozen=True):
    """Commands that belong together."""

    name: str
    about: str
    entries: list[Entry] = field(default_factory=list[Entry])


def everything(groups: Sequence[Group], more: str) -> discord.Embed:
    """Every command, by group; what each group is for is said as long as it fits on a screen."""
    wide = len(groups) * 2 < SCREEN
    lines: list[str] = []
    for group in groups:
        calls = " ".join(f"`{entry.call}`" for entry in group.entries)
        if wide and group.about:
            lines += [f"**{group.name}** · {group.about}", calls]
        else:
            lines.append(f"**{group.name}** · {calls}")
    lines.append(f"-# `{more}` tells more about one of them.")
    return discord.Embed(
        title="What you can do here",
        description=clip("\n".join(lines), DISCORD_EMBED_DESCRIPTION),
        colour=QUIET,
    )


def one(entry: Entry) -> discord.Embed:
    """All about one command."""
    lines = [entry.says]
    if entry.usage:
        lines.append(f"`{entry.call} {entry.usage}`")
    lines += [f"`{part.call}` {part.says}" for part in entry.parts]
    if entry.also:
        lines.append("-# also " + ", ".join(f"`{name}`" for name in entry.also))
    return discord.Embed(
        title=clip(entry.call, 256),
        description=clip("\n".join(lines), DISCORD_EMBED_DESCRIPTION),
        colour=QUIET,
    )


def unknown(asked: str, near: str | None) -> str:
    """The refusal for a command that is not there, or not theirs."""
    mend = f" Did you mean `{near}`?" if near is not None else " Leave the name out to see what there is."
    return f"You have no command called *{escape_discord(clip(asked, 60))}* here.{mend}"
