"""The real process with half of its world missing: one platform down never takes the other along."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.rehearsal.faults import Fault
from tests.wire.theatre import Theatre, theatre

pytestmark = pytest.mark.wire


async def answers_on_discord(house: Theatre) -> None:
    """`!solved` is acknowledged there."""
    asked = await house.write("!solved 217 12", "lounge")
    await house.post("Contains Duplicate", "lounge", after=asked)


async def answers_on_twitch(house: Theatre) -> None:
    """`!timer` is acknowledged there."""
    asked = await house.chat("!timer")
    await house.chat_line("clock", after=asked)


@pytest.mark.story
async def test_with_twitch_down_discord_works_and_with_it_back_so_does_twitch(tmp_path: Path) -> None:
    async with theatre(tmp_path) as house:
        house.stage.twitch.faults.add(Fault(path=".*", times=10_000, status=503, body={"status": 503}))
        await house.stage.bot.spawn()
        await house.stage.discord.control.connected(30)
        await answers_on_discord(house)
        house.stage.twitch.faults.clear()
        await house.stage.bot.wait_until_up()
        await answers_on_twitch(house)
        assert await house.stage.bot.stop() == 0


@pytest.mark.story
async def test_with_discord_down_twitch_works_and_what_was_to_be_posted_comes_later(tmp_path: Path) -> None:
    async with theatre(tmp_path) as house:
        house.stage.discord.faults.add(Fault(path=".*", times=10_000, status=503))
        await house.stage.bot.spawn()
        await house.stage.twitch.control.wait_for_subscription("channel.chat.message", 30)
        asked = await house.chat("!timer 25 3sum")
        await house.chat_line("3Sum", after=asked)
        assert house.posts("timer:", "live") == []
        house.stage.discord.faults.clear()
        await house.stage.bot.wait_until_up()
        await house.post("3Sum", "live")
        await house.settled()
        assert len(house.posts("timer:stop", "live")) == 1


@pytest.mark.parametrize("missing", ["discord", "twitch"])
async def test_a_section_that_is_missing_means_that_platform_is_off(tmp_path: Path, missing: str) -> None:
    async with theatre(tmp_path) as house:
        text = house.stage.config.read_text()
        house.stage.config.write_text(re.sub(rf"\[{missing}\].*?(?=\n\[)", "", text, flags=re.DOTALL))
        await house.stage.bot.start()
        await (answers_on_twitch if missing == "discord" else answers_on_discord)(house)
        heard = {exchange.server for exchange in house.stage.journal.since() if exchange.kind == "request"}
        assert missing not in heard
        assert await house.stage.bot.stop() == 0


@pytest.mark.story
async def test_where_message_content_is_withheld_slash_commands_carry_everything(tmp_path: Path) -> None:
    async with theatre(tmp_path) as house:
        control = house.stage.discord.control
        control.set_intents_allowed(message_content=False)
        await house.stage.bot.start()
        asked = await control.slash(house.sam, house.stage.channels["lounge"], "today")
        answer = await asked.answered(15)
        assert "week 3" in answer.text
        told = await control.wait_for(lambda post: "Message Content Intent" in post.text, 15)
        assert control.core.world.channels[told.channel_id].name in (None, ""), "the host is told in private"


async def test_no_secret_stands_in_anything_that_the_process_prints(tmp_path: Path) -> None:
    async with theatre(tmp_path) as house:
        stage = house.stage
        await stage.bot.start()
        await stage.twitch.control.revoke("greenroom_bot")
        await house.printed("login twitch")
        await answers_on_discord(house)
        await stage.bot.stop()
        printed = "\n".join(stage.bot.lines)
        tokens = house.rows("SELECT access_token, refresh_token FROM twitch_tokens")
        secrets = [stage.discord.token, *(token for row in tokens for token in row)]
        assert [secret for secret in secrets if secret in printed] == []
