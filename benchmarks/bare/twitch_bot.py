"""The floor on Twitch: TwitchIO alone, a `!pattern` command that does nothing but count.

Started as `python -m benchmarks.bare.twitch_bot` with everything it needs as JSON in GREENROOM_BENCH.
"""

from __future__ import annotations

import asyncio
import json
import os
from typing import Any

import twitchio
import twitchio.eventsub.websockets
from twitchio.eventsub import ChatMessageSubscription
from twitchio.ext import commands
from twitchio.http import Route

FIXED: dict[str, Any] = json.loads(os.environ["GREENROOM_BENCH"])


class BareBot(commands.Bot):
    """Nothing but the library."""

    def __init__(self) -> None:
        super().__init__(
            client_id=FIXED["client_id"],
            client_secret="none",  # noqa: S106 - a stand-in asks for none
            bot_id=FIXED["bot_id"],
            prefix="!",
        )
        self.heard = 0

    async def load_tokens(self, path: str | None = None) -> None:
        await self.add_token(FIXED["access"], FIXED["refresh"])

    async def save_tokens(self, path: str | None = None) -> None:
        """Nothing is stored."""

    async def setup_hook(self) -> None:
        self.add_command(pattern)

    async def event_ready(self) -> None:
        await self.subscribe_websocket(
            ChatMessageSubscription(broadcaster_user_id=FIXED["broadcaster_id"], user_id=FIXED["bot_id"]),
            token_for=FIXED["bot_id"],
        )
        print("up", flush=True)


@commands.command()
async def pattern(context: commands.Context[BareBot]) -> None:
    """Hear a guess and forget it."""
    context.bot.heard += 1
    if context.bot.heard % 500 == 0:
        print(f"heard {context.bot.heard}", flush=True)


async def main() -> None:
    """Run until killed."""
    Route.BASE, Route.ID_BASE = FIXED["helix_url"], FIXED["id_url"]
    twitchio.eventsub.websockets.WSS = FIXED["eventsub_url"]
    async with BareBot() as bot:
        await bot.start(token=FIXED["access"], with_adapter=False)


if __name__ == "__main__":
    asyncio.run(main())
