"""What goes wrong on order at the loopback Discord, and what survives a restart."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import aiohttp
import discord
import pytest

from bot.rehearsal.faults import Fault
from bot.rehearsal.loopback_discord import LoopbackDiscord, persistence
from tests.clockwork import FakeClock
from tests.rehearsal.discord_stage import Stage, Stagehand, performing, running, stage

SEND = "POST /channels/{channel_id}/messages"
MESSAGES = r"/channels/\d+/messages"


@pytest.fixture
async def here() -> AsyncGenerator[Stage]:
    async with stage(FakeClock()) as opened:
        yield opened


async def test_a_rate_limited_post_arrives_after_the_wait(here: Stage) -> None:
    here.control.rate_limit(route=SEND, limit=1, per=0.2)
    async with performing(here) as channel:
        posts = await asyncio.gather(*(channel.send(str(number)) for number in range(3)))
    assert len({post.id for post in posts}) == 3


async def test_a_429_names_the_wait_and_the_client_tries_again(here: Stage) -> None:
    async with performing(here) as channel:
        headers = {
            "Authorization": f"Bot {here.server.token}",
        }
        here.control.rate_limit(route=SEND, limit=1, per=0.2)
        async with aiohttp.ClientSession(headers=headers) as session:
            url = f"{here.server.api_url}/channels/{channel.id}/messages"
            async with session.post(url, json={"content": "first"}) as good:
                assert good.headers["X-RateLimit-Remaining"] == "0"
            async with session.post(url, json={"content": "too soon"}) as refused:
                body = await refused.json()
                assert refused.status == 429
                assert 0 < body["retry_after"] <= 0.2
                assert int(refused.headers["Retry-After"]) >= 1
        await channel.send("waits")
    statuses = [one.status for one in here.server.journal.requests("POST", MESSAGES)]
    assert statuses == [200, 429, 429, 200]


async def test_real_limits_let_five_posts_through(here: Stage) -> None:
    here.control.rate_limit("real")
    headers = {"Authorization": f"Bot {here.server.token}"}
    url = f"{here.server.api_url}/channels/{here.general.id}/messages"
    statuses: list[int] = []
    async with aiohttp.ClientSession(headers=headers) as session:
        for number in range(6):
            async with session.post(url, json={"content": str(number)}) as answer:
                statuses.append(answer.status)
    assert statuses == [200] * 5 + [429]


async def test_a_429_on_order_is_waited_for(here: Stage) -> None:
    async with performing(here) as channel:
        fault = here.server.faults.add(Fault(MESSAGES, "POST", times=2, status=429))
        await channel.send("late")
    assert fault.times == 0


async def test_a_503_reaches_the_caller_and_nothing_is_posted(here: Stage) -> None:
    async with performing(here) as channel:
        fault = here.server.faults.add(Fault(MESSAGES, "POST", status=503))
        with pytest.raises(discord.DiscordServerError):
            await channel.send("lost")
        assert fault.times == 0
        await channel.send("found")
    assert [post.content for post in here.control.history(here.general)] == ["found"]


async def test_a_post_cut_off_after_it_took_effect_is_found_again_by_its_nonce(here: Stage) -> None:
    async with performing(here) as channel:
        here.server.faults.add(Fault(MESSAGES, "POST", cut="after"))
        with pytest.raises(aiohttp.ClientError):
            await channel.send("once", nonce="n1")
        again = await channel.send("once", nonce="n1")
    assert [post.id for post in here.control.history(here.general)] == [again.id]
    assert [one.status for one in here.server.journal.requests("POST", MESSAGES)][-2:] == [None, 200]


async def test_a_post_cut_off_before_leaves_nothing(here: Stage) -> None:
    async with performing(here) as channel:
        here.server.faults.add(Fault(MESSAGES, "POST", cut="before"))
        with pytest.raises(aiohttp.ClientError):
            await channel.send("lost")
    assert here.control.history(here.general) == []


async def test_an_unknown_route_is_a_404_and_noted(here: Stage) -> None:
    headers = {"Authorization": f"Bot {here.server.token}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        async with session.get(f"{here.server.api_url}/no/such/route") as answer:
            assert (answer.status, await answer.json()) == (404, {"message": "404: Not Found", "code": 0})
        async with session.put(f"{here.server.api_url}/users/@me") as answer:
            assert answer.status == 405
        async with session.get(f"{here.server.api_url}/channels/abc") as answer:
            assert (await answer.json())["code"] == 50035
        channel = f"{here.server.api_url}/channels/{here.general.id}/messages"
        async with session.post(channel, data=b"{no json") as answer:
            assert (await answer.json())["code"] == 50109
    assert here.server.journal.requests("GET", "/no/such/route")[0].note == "unknown route"


async def test_everything_survives_a_restart(tmp_path: Path) -> None:
    clock, file = FakeClock(), tmp_path / "data" / "discord.json"
    bot = Stagehand()

    @bot.tree.command(description="Today's assignment")
    async def today(interaction: discord.Interaction) -> None:  # pyright: ignore[reportUnusedFunction]  # the tree has it
        await interaction.response.send_message("Two Sum", ephemeral=True)

    async with stage(clock, file) as here:
        forum = here.control.create_forum("problems", ["array"])
        post = await here.control.open_thread(here.ben, forum, "Two Sum", content="Hash map?", tags=["array"])
        async with performing(here, bot) as channel:
            await bot.tree.sync()
            said = await channel.send("once", nonce="n")
            shown = await here.control.send(here.ana, here.general, files=[("a.txt", b"abc")])
            await here.control.react(here.ana, said.id, "👍")
            await (await here.control.slash(here.ana, here.general, "today")).answered()
        token = here.server.token
    async with LoopbackDiscord(clock=clock, state_file=file) as again:
        control = again.control
        assert again.token == token
        history = control.history(here.general.id, here.ana.id)
        assert [one.content for one in history] == ["once", "", "Two Sum"]
        assert control.message(said.id).reactions == {"👍": (here.ana.id,)}
        assert control.channel("Two Sum").part.applied_tags == [forum.tags[0].id]
        bot = Stagehand()
        async with running(again, bot):
            place = bot.get_channel(here.general.id)
            assert isinstance(place, discord.TextChannel)
            assert (await place.send("once", nonce="n")).id == said.id
            assert await (await place.fetch_message(shown.id)).attachments[0].read() == b"abc"
            fresh = await place.send("new")
            assert fresh.id > max(history[-1].id, post.id)
            assert [command.name for command in await bot.tree.fetch_commands()] == ["today"]


async def test_the_state_is_written_without_being_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A killed process has what it had a moment before."""
    monkeypatch.setattr(persistence, "DEBOUNCE_SECONDS", 0.01)
    file = tmp_path / "discord.json"
    async with stage(FakeClock(), file) as here:
        await here.control.send(here.ana, here.general, "remember me")
        await here.control.until(lambda: file.exists() and "remember me" in file.read_text())
