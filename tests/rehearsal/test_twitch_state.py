"""People, streams and recordings on the loopback Twitch, and how they survive a restart."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import twitchio
from twitchio.authentication import OAuth

from tests.clockwork import FakeClock
from tests.rehearsal.twitch_stage import OWNER_SCOPES, Stage, stage


@pytest.fixture
async def here() -> AsyncGenerator[Stage]:
    async with stage() as opened:
        yield opened


async def test_people_are_found_by_id_by_login_and_by_their_token(here: Stage) -> None:
    async with here.greeter(listening=False) as bot:
        found = await bot.fetch_users(ids=[here.ana.id], logins=["CANDICE", "nobody"], token_for=here.bot.id)
        assert [user.display_name for user in found] == ["Ana", "Candice"]
        assert bot.user is not None
        assert bot.user.name == "greenroom"


async def test_the_owner_changes_title_and_category(here: Stage) -> None:
    async with here.greeter(listening=False) as bot:
        owner = bot.create_partialuser(here.owner.id)
        (game,) = await bot.fetch_games(names=["science & technology"], token_for=here.owner.id)
        await owner.modify_channel(title="Heaps of heaps", game_id=game.id)
        info = await owner.fetch_channel_info(token_for=here.owner.id)
        assert (info.title, info.game_name) == ("Heaps of heaps", "Science & Technology")
        with pytest.raises(twitchio.HTTPException) as refused:
            await bot.create_partialuser(here.bot.id).modify_channel(title="mine")
        assert refused.value.status == 401


async def test_a_stream_leaves_a_video_with_its_markers(here: Stage) -> None:
    async with here.greeter(listening=False) as bot:
        owner = bot.create_partialuser(here.owner.id)
        with pytest.raises(twitchio.HTTPException) as refused:
            await owner.create_stream_marker(token_for=here.owner.id, description="too early")
        assert refused.value.status == 404
        stream = await here.control.go_live("Graphs")
        here.clock.advance(hours=1, minutes=2, seconds=3)
        marker = await owner.create_stream_marker(token_for=here.owner.id, description="the trick")
        assert marker.position == 3723
        await here.control.go_offline()
        here.clock.advance(hours=9)
        (video,) = await bot.fetch_videos(user_id=here.owner.id, period="all", sort="time", type="archive")
        assert (video.title, video.duration, video.type) == ("Graphs", "1h2m3s", "archive")
        status, answer, _ = await here.helix(
            "GET",
            "streams/markers",
            (await here.control.grant("candice", OWNER_SCOPES))[0],
            user_id=here.owner.id,
        )
        assert status == 200
        (listed,) = answer["data"][0]["videos"]
        assert (listed["video_id"], listed["markers"][0]["description"]) == (video.id, "the trick")
        assert stream.video.id == video.id


async def test_a_dropped_stream_comes_back_as_another_one_with_the_same_title(here: Stage) -> None:
    first = await here.control.go_live("Tries")
    second = await here.control.drop()
    assert first.id != second.id
    assert here.control.channel().title == "Tries"


async def test_moderators_are_listed_for_the_broadcaster(here: Stage) -> None:
    await here.control.set_moderator("candice", "greenroom")
    async with here.greeter(listening=False) as bot:
        owner = bot.create_partialuser(here.owner.id)
        assert [user.name for user in await owner.fetch_moderators()] == ["greenroom"]


async def test_pages_lead_to_all_of_a_long_list(here: Stage) -> None:
    await here.control.set_moderator("candice", "greenroom")
    for number in range(5):
        user = await here.control.create_user(f"viewer{number}")
        await here.control.join(user)
    async with here.greeter(listening=False) as bot:
        chatters = await bot.create_partialuser(here.owner.id).fetch_chatters(
            moderator=here.bot.id, token_for=here.bot.id, first=2
        )
        assert [user.name async for user in chatters.users] == [f"viewer{number}" for number in range(5)]


async def test_an_unknown_route_is_not_found_and_noted(here: Stage) -> None:
    access, _ = await here.control.grant("greenroom", ["user:bot"])
    assert (await here.helix("GET", "schedule", access, broadcaster_id="1"))[0] == 404
    (exchange,) = here.twitch.journal.requests("GET", "/schedule")
    assert exchange.note == "unknown route"
    assert dict(exchange.query) == {"broadcaster_id": "1"}


async def test_everything_but_the_sockets_survives_a_restart(tmp_path: Path) -> None:
    """The bot's stored tokens still work, replies still find their parents, new ids are new."""
    file, clock = tmp_path / "data" / "twitch.json", FakeClock()
    async with stage(file, clock) as before:
        await before.control.set_moderator("candice", "greenroom")
        tokens = await before.tokens()
        stream = await before.control.go_live("Intervals", "Poetry")
        async with before.greeter(tokens):
            said = await before.control.say("ana", "!hello")
            await before.bot_says("hello ana")
        guest = await before.control.create_user("guest", "Guest")
        await before.control.say("ana", "from afar", reply_to=said, shared_from="guest")
    async with stage(file, clock) as after:
        assert [(user.id, user.name) for user in after.control.users()][-1] == (guest.id, "Guest")
        history = after.control.history()
        assert [line.text for line in history] == ["!hello", "hello ana", "@Ana from afar"]
        assert history[2].reply is not None
        assert history[2].source is not None
        assert (history[2].reply.message_id, history[2].source.channel.name) == (said.id, "Guest")
        channel = after.control.channel()
        assert channel.stream is not None
        assert (channel.stream.id, channel.title, channel.category.name) == (stream.id, "Intervals", "Poetry")
        assert channel.moderates(after.bot)
        async with after.greeter(tokens):
            assert len(after.control.sockets()) == 1
            reply = await after.control.say("ana", "!hello", reply_to=history[0])
            assert reply.number > history[2].number
            await after.control.wait_for(lambda line: line.text == "hello ana", 5, after=history[2])
        await after.control.go_offline()
        assert (await after.control.create_user("late")).id not in {guest.id, stream.id}


async def test_a_used_refresh_token_stays_used_after_a_restart(tmp_path: Path) -> None:
    file, clock = tmp_path / "twitch.json", FakeClock()
    async with stage(file, clock) as before:
        access, refresh = await before.control.grant("greenroom", ["user:bot"])
        oauth = OAuth(client_id=before.twitch.client_id)
        pair = await oauth.refresh_token(refresh)
        await oauth.close()
    async with stage(file, clock) as after:
        oauth = OAuth(client_id=after.twitch.client_id)
        assert (await oauth.validate_token(access)).login == "greenroom"
        with pytest.raises(twitchio.HTTPException, match="400"):
            await oauth.refresh_token(refresh)
        await oauth.refresh_token(pair.refresh_token)
        await oauth.close()


async def test_a_state_file_of_another_format_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "twitch.json"
    file.write_text(json.dumps({"format": 99}))
    with pytest.raises(ValueError, match="format 99"):
        async with stage(file):
            pass
