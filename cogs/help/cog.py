"""`/help` and `!commands` on Discord: read off the loaded commands, for the one who asks, where they ask.

A command may say in its `extras` that it is `for` a `candidate`; whoever is none is not shown it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from discord import app_commands
from discord.ext import commands

from bot.discord_bot import Context, DiscordBot, Interaction
from bot.errors import UserError
from cogs.help import text

SUGGESTIONS = 25
"""What Discord shows under a field at most."""

AppCommand = app_commands.Command[Any, ..., Any] | app_commands.Group
TextCommand = commands.Command[Any, ..., Any]


class HelpCog(commands.Cog, name="Help"):
    """This list."""

    def __init__(self, bot: DiscordBot) -> None:
        self._bot = bot
        self._people = bot.services.people

    @commands.hybrid_command(aliases=["commands"])
    @app_commands.describe(command="The one you want to know all about")
    async def help(self, context: Context, *, command: str = "") -> None:
        """What you may do here, or all about one command."""
        groups = await self._groups(context)
        if command:
            embed = text.one(_named(command, groups))
        else:
            embed = text.everything(groups, f"{_mark(self.help, context)}{self.help.qualified_name} NAME")
        await context.send(embed=embed, ephemeral=True)

    @help.autocomplete("command")
    async def suggest(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Commands whose name holds what was typed so far."""
        context = await self._bot.get_context(interaction)
        calls = [entry.call for group in await self._groups(context) for entry in group.entries]
        return [
            app_commands.Choice(name=call, value=call) for call in calls if typed.lower() in call.lower()
        ][:SUGGESTIONS]

    async def _groups(self, context: Context) -> list[text.Group]:
        person = await self._people.on_discord(context.author.id)
        is_candidate = person is not None and person.is_candidate
        groups: dict[str, text.Group] = {}

        def put(cog: commands.Cog | None, entry: text.Entry) -> None:
            name = entry.name.title() if cog is None else cog.qualified_name.removesuffix("Cog")
            about = "" if cog is None else cog.description.partition("\n")[0]
            groups.setdefault(name, text.Group(name, about)).entries.append(entry)

        both = sorted((c for c in self._bot.commands if not c.hidden), key=lambda c: c.qualified_name)
        for command in both:
            if _is_for(command.extras, is_candidate) and await _may_run(command, context):
                put(command.cog, _entry(command, context))
        shown = {command.qualified_name for command in both}
        for command in self._slash_only(context):
            if command.qualified_name not in shown and _is_for(command.extras, is_candidate):
                put(_cog_of(command), _slash_entry(command))
        return sorted(groups.values(), key=lambda group: (group.name == self.qualified_name, group.name))

    def _slash_only(self, context: Context) -> Iterable[AppCommand]:
        """Slash commands that this member may see; they are the server's, so private messages have none."""
        if context.guild is None:
            return
        for command in self._bot.tree.get_commands():
            if isinstance(command, app_commands.ContextMenu):
                continue
            needed = command.default_permissions
            if needed is None or needed <= context.permissions:
                yield command


def _mark(command: TextCommand, context: Context) -> str:
    """What stands before the command where it was asked for."""
    has_slash = isinstance(command, commands.HybridCommand | commands.HybridGroup)
    return "/" if has_slash and context.interaction is not None else context.clean_prefix


def _entry(command: TextCommand, context: Context) -> text.Entry:
    mark = _mark(command, context)
    parts = sorted(command.commands, key=lambda c: c.name) if isinstance(command, commands.Group) else []
    return text.Entry(
        mark,
        command.qualified_name,
        command.help or command.short_doc,
        command.signature,
        tuple(command.aliases),
        tuple(text.Entry(mark, part.qualified_name, part.short_doc) for part in parts),
    )


def _slash_entry(command: AppCommand) -> text.Entry:
    if isinstance(command, app_commands.Group):
        parts = tuple(text.Entry("/", part.qualified_name, part.description) for part in command.commands)
        return text.Entry("/", command.qualified_name, command.description, parts=parts)
    usage = " ".join(
        f"<{p.display_name}>" if p.required else f"[{p.display_name}]" for p in command.parameters
    )
    return text.Entry("/", command.qualified_name, command.description, usage)


def _cog_of(command: AppCommand) -> commands.Cog | None:
    cog = command.binding if isinstance(command, app_commands.Command) else command.parent
    return cog if isinstance(cog, commands.Cog) else None


def _is_for(extras: dict[Any, Any], is_candidate: bool) -> bool:
    return is_candidate or extras.get("for") != "candidate"


async def _may_run(command: TextCommand, context: Context) -> bool:
    try:
        return await command.can_run(context)
    except (commands.CommandError, app_commands.AppCommandError):
        return False


def _named(asked: str, groups: Iterable[text.Group]) -> text.Entry:
    """The entry that somebody means, with or without its mark."""
    entries: dict[str, text.Entry] = {}
    for group in groups:
        for entry in group.entries:
            for name in (entry.name, *entry.also, *(part.name for part in entry.parts)):
                entries.setdefault(name.lower(), entry)
    word = asked.strip().lower()
    for entry in tuple(entries.values()):
        word = word.removeprefix(entry.mark)
    if word in entries:
        return entries[word]
    near = difflib.get_close_matches(word, entries, n=1)
    raise UserError(text.unknown(asked, entries[near[0]].call if near else None))


async def setup(bot: DiscordBot) -> None:
    """Called by discord.py."""
    await bot.add_cog(HelpCog(bot))
