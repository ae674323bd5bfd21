"""Somebody new with nothing but the README: set up at stand-ins, break three things, be told the mend."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct, field

from bot.clock import system_clock
from bot.rehearsal.loopback_discord import LoopbackDiscord, permission
from bot.rehearsal.loopback_discord.control.scene import BOT_PERMISSIONS
from bot.rehearsal.loopback_twitch import LoopbackTwitch
from bot.rehearsal.process import ROOT, BotProcess

pytestmark = [pytest.mark.wire, pytest.mark.story]


class Newcomer(Struct):
    """A terminal, and what has been exported in it."""

    config: Path
    discord: LoopbackDiscord
    twitch: LoopbackTwitch
    exported: dict[str, str] = field(default_factory=dict[str, str])

    async def types(self, *words: str, answers: str = "") -> tuple[int, str]:
        """`python -m bot` with these words; its exit code and all that it says."""
        process = await self.begins(*words)
        said, _ = await process.communicate(answers.encode())
        assert process.returncode is not None
        return process.returncode, said.decode()

    async def begins(self, *words: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *words, "--config", str(self.config),
            cwd=ROOT, env=os.environ | self.exported | {"PYTHONUNBUFFERED": "1"},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip

    def points_at_stand_ins(self) -> None:
        """The addresses, as config.example.toml shows them."""
        text = self.config.read_text()
        text = text.replace(
            "[discord]\n",
            f'[discord]\napi_url = "{self.discord.api_url}"\ngateway_url = "{self.discord.gateway_url}"\n'
            f'cdn_url = "{self.discord.cdn_url}"\n',
        )
        text = text.replace(
            "[twitch]\n",
            f'[twitch]\nhelix_url = "{self.twitch.helix_url}"\nid_url = "{self.twitch.id_url}"\n'
            f'eventsub_url = "{self.twitch.eventsub_url}"\n',
        )
        self.config.write_text(f'database = "greenroom.db"\n{text}\n[overlay]\nport = 0\n')

    async def signs_in(self, *logins: str) -> str:
        """`login twitch`, typing each code on Twitch's page."""
        process = await self.begins("login", "twitch")
        assert process.stdout is not None
        said, waiting = "", list(logins)
        async for raw in process.stdout:
            said += raw.decode()
            if code := re.search(r"type (\S+) where", raw.decode()):
                await self.twitch.control.authorize(code[1], waiting.pop(0))
        assert await process.wait() == 0, said
        return said

    async def ill(self) -> dict[str, str]:
        """What the doctor would mend, by what it found."""
        code, said = await self.types("doctor", "--json")
        told: dict[str, Any] = json.loads(said)
        ill = {one["what"]: one["mend"] for one in told["findings"] if one["verdict"] == "mend"}
        assert code == (1 if ill else 0)
        assert told["ok"] is not bool(ill)
        return ill


@asynccontextmanager
async def newcomer(folder: Path) -> AsyncGenerator[Newcomer]:
    async with LoopbackDiscord(clock=system_clock) as discord, LoopbackTwitch(clock=system_clock) as twitch:
        yield Newcomer(folder / "config.toml", discord, twitch)


async def test_from_the_readme_to_a_bot_that_is_well_and_back_after_three_breaks(tmp_path: Path) -> None:
    async with newcomer(tmp_path) as host:
        sam = host.discord.control.create_user("sam", "Sam")
        granted = BOT_PERMISSIONS | permission.MANAGE_CHANNELS
        guild = host.discord.control.create_guild(
            "The Green Room", owner=sam, members=[sam], bot_permissions=granted
        )
        lounge = host.discord.control.create_text_channel("lounge")
        for login in ("sam_preps", "sams_greenroom"):
            await host.twitch.control.create_user(login)
        host.twitch.control.set_device_interval(0)

        code, said = await host.types("run")
        assert (code, said.count(". ") + said.count(";")) == (2, 2), said
        assert "python -m bot init" in said

        answers = ["Sam", "UTC", "", "yes", str(guild.id), "", str(sam.id), "yes"]
        answers += [host.twitch.client_id, "sams_greenroom", "sam_preps"]
        code, said = await host.types("init", answers="\n".join(answers) + "\n")
        assert code == 0, said
        host.points_at_stand_ins()

        ill = await host.ill()
        assert "GREENROOM_DISCORD_TOKEN" in ill["There is no bot token."]
        assert sum("python -m bot login twitch" in mend for mend in ill.values()) == 2
        host.exported["GREENROOM_DISCORD_TOKEN"] = host.discord.token
        await host.signs_in("sams_greenroom", "sam_preps")
        ill = await host.ill()
        assert set(ill.values()) == {
            "Run: python -m bot backup",
            "Use /setup in The Green Room, or set assignments_channel in [discord].",
        }

        os.environ["GREENROOM_DISCORD_TOKEN"] = host.discord.token
        bot = BotProcess(host.config)
        try:
            await bot.start()
            asked = await host.discord.control.slash(sam.id, lounge.id, "setup")
            shown = await asked.answered(15)
            assert shown.post is not None
            await host.discord.control.click(sam.id, shown.post, "setup:create")
            await host.discord.control.until(
                lambda: (
                    {"assignments", "live", "reviews"}
                    <= {channel.name for channel in host.discord.control.core.world.channels.values()}
                ),
                15,
            )
            assert await bot.stop() == 0, "\n".join(bot.lines)
        finally:
            await bot.stop()
            del os.environ["GREENROOM_DISCORD_TOKEN"]
        assert (await host.types("backup"))[0] == 0
        assert await host.ill() == {}

        channel = host.discord.control.channel("assignments")
        host.discord.control.set_intents_allowed(message_content=False)
        host.discord.control.set_overwrite(
            channel, host.discord.control.bot_user, deny=permission.EMBED_LINKS
        )
        await host.twitch.control.revoke("sams_greenroom")
        ill = await host.ill()
        assert len(ill) == 3, ill
        intent, lacks, revoked = ill.items()
        assert "Message Content intent is off" in intent[0]
        assert "Privileged Gateway Intents" in intent[1]
        assert "lacks Embed Links" in lacks[0]
        assert "Edit Channel > Permissions" in lacks[1]
        assert "no longer accepts the token of sams_greenroom" in revoked[0]
        assert "python -m bot login twitch" in revoked[1]

        host.discord.control.set_intents_allowed(message_content=True)
        host.discord.control.set_overwrite(
            channel, host.discord.control.bot_user, allow=permission.EMBED_LINKS
        )
        await host.signs_in("sams_greenroom", "sam_preps")
        assert await host.ill() == {}
