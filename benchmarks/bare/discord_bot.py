"""The floor on Discord: discord.py alone, `!ping` answers a constant, reactions are counted and forgotten.

Started as `python -m benchmarks.bare.discord_bot API_URL GATEWAY_URL`, the token in GREENROOM_DISCORD_TOKEN.
"""

from __future__ import annotations

import os
import sys

import discord
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL


class BareBot(commands.Bot):
    """Nothing but the library."""

    def __init__(self) -> None:
        intents = discord.Intents.default()
        intents.message_content = True
        super().__init__("!", intents=intents, allowed_mentions=discord.AllowedMentions.none())
        self.reactions = 0

    async def setup_hook(self) -> None:
        self.add_command(ping)

    async def on_ready(self) -> None:
        print("up", flush=True)

    async def on_raw_reaction_add(self, _: discord.RawReactionActionEvent) -> None:
        self._heard()

    async def on_raw_reaction_remove(self, _: discord.RawReactionActionEvent) -> None:
        self._heard()

    def _heard(self) -> None:
        self.reactions += 1
        if self.reactions % 1_000 == 0:
            print(f"heard {self.reactions}", flush=True)


@commands.command()
async def ping(context: commands.Context[commands.Bot]) -> None:
    """Answer the same each time."""
    await context.reply("pong")


def main() -> None:
    """Run until killed."""
    api_url, gateway_url = sys.argv[1:]
    Route.BASE = api_url
    DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway_url)
    BareBot().run(os.environ["GREENROOM_DISCORD_TOKEN"], log_handler=None)


if __name__ == "__main__":
    main()
