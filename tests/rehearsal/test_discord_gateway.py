"""The loopback Discord's gateway with the real client: intents, lost connections, resumes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import aiohttp
import discord
import pytest

from tests.clockwork import FakeClock
from tests.rehearsal.discord_stage import SOON, Stage, Stagehand, performing, running, stage


@pytest.fixture
async def here() -> AsyncGenerator[Stage]:
    async with stage(FakeClock()) as opened:
        yield opened


class Listening(Stagehand):
    """Keeps what it hears, and counts how often it was ready."""

    def __init__(self, intents: discord.Intents | None = None) -> None:
        super().__init__(intents)
        self.heard: asyncio.Queue[discord.Message] = asyncio.Queue()
        self.connects = 0

    async def on_message(self, message: discord.Message, /) -> None:
        self.heard.put_nowait(message)

    async def on_connect(self) -> None:
        """Count the fresh sessions."""
        self.connects += 1

    async def next(self) -> str:
        """The text of the next message."""
        return (await asyncio.wait_for(self.heard.get(), SOON)).content


async def test_a_dropped_connection_is_resumed_and_nothing_is_missed(here: Stage) -> None:
    bot = Listening()
    async with performing(here, bot):
        await here.control.send(here.ana, here.general, "before")
        assert await bot.next() == "before"
        here.control.drop_connections()
        await here.control.until(lambda: here.control.gateway.live is None)
        await here.control.send(here.ana, here.general, "while away")
        await here.control.connected()
        await here.control.send(here.ana, here.general, "after")
        assert [await bot.next(), await bot.next()] == ["while away", "after"]
    assert (bot.connects, bot.resumes) == (1, 1)


async def test_a_session_that_was_forgotten_begins_anew(here: Stage) -> None:
    bot = Listening()
    async with performing(here, bot):
        here.control.forget_sessions()
        here.control.drop_connections()
        await here.control.connected()
        await here.control.send(here.ana, here.general, "hello again")
        assert await bot.next() == "hello again"
    assert (bot.connects, bot.resumes) == (2, 0)


@pytest.mark.parametrize("resumable", [True, False])
async def test_an_invalidated_session_is_resumed_or_begun_anew(here: Stage, resumable: bool) -> None:
    bot = Listening()
    async with performing(here, bot):
        first = here.control.gateway.live
        here.control.invalidate_session(resumable=resumable)
        await here.control.until(lambda: here.control.gateway.live not in (None, first) or resumable)
        await here.control.until(lambda: here.control.gateway.live is None or not resumable)
        await here.control.connected()
        await here.control.send(here.ana, here.general, "hello again")
        assert await bot.next() == "hello again"
    assert (bot.connects, bot.resumes) == ((1, 1) if resumable else (2, 0))


async def test_the_client_reconnects_when_asked_to(here: Stage) -> None:
    bot = Listening()
    async with performing(here, bot):
        here.control.ask_to_reconnect()
        await here.control.until(lambda: here.control.gateway.live is None)
        await here.control.connected()
        await here.control.send(here.ana, here.general, "hello again")
        assert await bot.next() == "hello again"
    assert bot.resumes == 1


async def test_a_closed_connection_is_resumed(here: Stage) -> None:
    bot = Listening()
    async with performing(here, bot):
        await here.control.close_connections(4000)
        await here.control.until(lambda: here.control.gateway.live is None)
        await here.control.connected()
        await here.control.send(here.ana, here.general, "hello again")
        assert await bot.next() == "hello again"
    assert bot.resumes == 1


async def test_an_intent_that_the_portal_does_not_grant_closes_with_4014(here: Stage) -> None:
    here.control.set_intents_allowed(message_content=False)
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with running(here.server, Stagehand()):
            pass


async def test_without_the_intent_content_is_withheld_except_in_mentions_and_dms(here: Stage) -> None:
    intents = discord.Intents.all()
    intents.message_content = False
    here.control.set_intents_allowed(message_content=False)
    bot = Listening(intents)
    async with performing(here, bot) as channel:
        said = await here.control.send(here.ana, here.general, "secret", files=[("a.txt", b"a")])
        unseen = await asyncio.wait_for(bot.heard.get(), SOON)
        assert (unseen.content, unseen.attachments) == ("", [])
        assert (await channel.fetch_message(said.id)).content == ""
        named = f"<@{here.control.bot_user.id}> hello"
        await here.control.send(here.ana, here.general, named)
        assert await bot.next() == named
        await here.control.send(here.ana, here.control.open_dm(here.ana), "in private")
        assert await bot.next() == "in private"
        await channel.send("my own")
        assert await bot.next() == "my own"


async def test_a_session_gets_only_the_events_of_its_intents(here: Stage) -> None:
    bot = Listening(discord.Intents(guilds=True, dm_messages=True))
    async with performing(here, bot):
        said = await here.control.send(here.ana, here.general, "not for you")
        await here.control.react(here.ana, said, "👍")
        await here.control.send(here.ana, here.control.open_dm(here.ana), "for you")
        assert await bot.next() in ("for you", "")
    sent = [one.method for one in here.server.journal.since() if one.kind == "event"]
    assert sent == ["READY", "GUILD_CREATE", "MESSAGE_CREATE"]


async def test_hidden_channels_send_no_events(here: Stage) -> None:
    hidden = here.control.create_text_channel("hidden")
    here.control.hide(hidden)
    bot = Listening()
    async with performing(here, bot):
        await here.control.send(here.ana, hidden, "not for you")
        await here.control.send(here.ana, here.general, "for you")
        assert await bot.next() == "for you"


async def test_members_are_fetched_in_chunks(here: Stage) -> None:
    intents = discord.Intents.all()
    intents.presences = False
    bot = Stagehand(intents)
    async with running(here.server, bot):
        guild = bot.guilds[0]
        assert {member.name for member in guild.members} == {"ana", "ben", "greenroom"}
        assert [member.name for member in await guild.query_members("be")] == ["ben"]


async def test_members_come_and_go_and_change(here: Stage) -> None:
    bot = Stagehand()
    seen: asyncio.Queue[str] = asyncio.Queue()

    @bot.event
    async def on_member_join(member: discord.Member) -> None:  # pyright: ignore[reportUnusedFunction]  # the bot has it
        seen.put_nowait(f"{member.display_name} came")

    @bot.event
    async def on_member_update(_: discord.Member, after: discord.Member) -> None:  # pyright: ignore[reportUnusedFunction]  # the bot has it
        seen.put_nowait(f"{after.display_name} {[role.name for role in after.roles]}")

    @bot.event
    async def on_member_remove(member: discord.Member) -> None:  # pyright: ignore[reportUnusedFunction]  # the bot has it
        seen.put_nowait(f"{member.display_name} went")

    async with running(here.server, bot):
        cara = here.control.create_user("cara", "Cara")
        await here.control.join(cara)
        assert await asyncio.wait_for(seen.get(), SOON) == "Cara came"
        here.control.give_role(cara, here.control.create_role("moderator"))
        assert await asyncio.wait_for(seen.get(), SOON) == "Cara ['@everyone', 'moderator']"
        await here.control.leave(cara)
        assert await asyncio.wait_for(seen.get(), SOON) == "Cara went"


async def test_channels_come_change_and_go(here: Stage) -> None:
    bot = Stagehand()
    seen: asyncio.Queue[str] = asyncio.Queue()

    @bot.event
    async def on_guild_channel_create(channel: discord.abc.GuildChannel) -> None:  # pyright: ignore[reportUnusedFunction]  # the bot has it
        seen.put_nowait(f"new {channel.name}")

    @bot.event
    async def on_guild_channel_delete(channel: discord.abc.GuildChannel) -> None:  # pyright: ignore[reportUnusedFunction]  # the bot has it
        seen.put_nowait(f"gone {channel.name}")

    async with running(here.server, bot):
        stage_channel = here.control.create_text_channel("stage")
        assert await asyncio.wait_for(seen.get(), SOON) == "new stage"
        here.control.delete_channel(stage_channel)
        assert await asyncio.wait_for(seen.get(), SOON) == "gone stage"


async def test_a_silent_server_sends_nothing_until_the_session_is_resumed(here: Stage) -> None:
    bot = Listening()
    async with performing(here, bot):
        here.control.go_silent()
        await here.control.send(here.ana, here.general, "into the void")
        assert bot.heard.empty()
        here.control.drop_connections()
        assert await bot.next() == "into the void"


async def test_the_wire_protocol_is_kept_without_compression_too(here: Stage) -> None:
    """A bare websocket: hello, heartbeat, a refused token, an unknown opcode."""

    async def told(ws: aiohttp.ClientWebSocketResponse) -> Any:
        return await ws.receive_json(timeout=SOON)

    url = f"{here.server.gateway_url}?v=10&encoding=json"
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url) as ws:
            assert (await told(ws))["d"]["heartbeat_interval"] == 41250
            await ws.send_json({"op": 1, "d": None})
            assert (await told(ws))["op"] == 11
            await ws.send_json({"op": 2, "d": {"token": "wrong", "intents": 0, "properties": {}}})
            assert (await ws.receive()).data == 4004
        async with session.ws_connect(url) as ws:
            await told(ws)
            await ws.send_json({"op": 8, "d": {}})
            assert (await ws.receive()).data == 4003
        async with session.ws_connect(url) as ws:
            await told(ws)
            await ws.send_str("no json")
            assert (await ws.receive()).data == 4002
