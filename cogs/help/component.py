"""`!commands` in Twitch chat: what the one who asks may do here, read off the loaded commands.

A command may say in its `extras` that it is `for` the `candidate`; nobody else is shown it.
"""

from __future__ import annotations

from typing import Any

from twitchio.ext import commands

from bot.twitch_bot import Context, TwitchBot
from cogs.help import chat


class HelpComponent(commands.Component):
    """This list."""

    def __init__(self, bot: TwitchBot) -> None:
        self._bot = bot
        self._people = bot.services.people

    @commands.command(name="commands")
    async def list_commands(self, ctx: Context) -> None:
        """What you may do here."""
        person = await self._people.on_twitch(ctx.chatter.id)
        is_candidate = person is not None and person.is_host
        calls = [
            f"{ctx.prefix}{command.name}"
            for command in sorted(self._bot.unique_commands, key=lambda command: command.name)
            if command is not ctx.command
            and (is_candidate or command.extras.get("for") != "candidate")
            and await _may_run(command, ctx)
        ]
        await self._bot.answer(ctx, chat.everything(calls))


async def _may_run(command: commands.Command[Any, ...], ctx: Context) -> bool:
    try:
        await command.run_guards(ctx)
    except commands.GuardFailure:
        return False
    return True


async def setup(bot: TwitchBot) -> None:
    """Called by TwitchIO."""
    await bot.add_component(HelpComponent(bot))
