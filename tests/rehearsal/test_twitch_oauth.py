"""Tokens on the loopback Twitch, with the real TwitchIO on the other end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta

import pytest
import twitchio
from twitchio.authentication import OAuth

from bot.rehearsal.journal import Exchange
from tests.rehearsal.twitch_stage import BOT_SCOPES, SOON, Stage, stage


@pytest.fixture
async def here() -> AsyncGenerator[Stage]:
    async with stage() as opened:
        yield opened


@pytest.fixture
async def oauth(here: Stage) -> AsyncGenerator[OAuth]:
    """TwitchIO's OAuth calls alone, of a client without a secret as the device code flow wants it."""
    calls = OAuth(client_id=here.twitch.client_id, scopes=twitchio.Scopes(BOT_SCOPES))
    yield calls
    await calls.close()


async def test_an_expired_token_is_refreshed_and_the_call_succeeds(here: Stage) -> None:
    tokens = await here.tokens()
    async with here.greeter(tokens) as bot:
        await here.control.expire("greenroom")
        await here.control.say("ana", "!hello")
        await here.bot_says("hello ana")
        refreshed = await bot.next(twitchio.TokenRefreshedPayload)
        assert refreshed.user_id == here.bot.id
        assert refreshed.token != tokens[0][0]
        assert set(refreshed.scopes.selected) == set(BOT_SCOPES)
    assert [each.status for each in here.twitch.journal.requests("POST", "/chat/messages")] == [401, 200]


async def test_a_token_runs_out_by_the_clock(here: Stage, oauth: OAuth) -> None:
    here.control.set_token_lifetime(timedelta(hours=1))
    access, _ = await here.control.grant("greenroom", BOT_SCOPES)
    assert (await oauth.validate_token(access)).expires_in == 3600
    here.clock.advance(hours=1)
    with pytest.raises(twitchio.HTTPException) as refused:
        await oauth.validate_token(access)
    assert (refused.value.status, refused.value.extra["message"]) == (401, "invalid access token")


async def test_a_refresh_token_works_once(here: Stage, oauth: OAuth) -> None:
    _, refresh = await here.control.grant("greenroom", BOT_SCOPES)
    pair = await oauth.refresh_token(refresh)
    with pytest.raises(twitchio.HTTPException) as refused:
        await oauth.refresh_token(refresh)
    assert (refused.value.status, refused.value.extra["message"]) == (400, "Invalid refresh token")
    valid = await oauth.validate_token(pair.access_token)
    assert (valid.login, valid.user_id, set(valid.scopes)) == ("greenroom", here.bot.id, set(BOT_SCOPES))
    await oauth.refresh_token(pair.refresh_token)


async def test_the_device_flow_waits_for_its_person_and_then_gives_tokens(here: Stage) -> None:
    client = twitchio.Client(client_id=here.twitch.client_id, scopes=twitchio.Scopes(BOT_SCOPES))
    async with client:
        codes = await client.login_dcf(load_token=False, save_token=False)
        assert codes is not None
        assert codes["interval"] == 5
        (device,) = here.control.devices()
        assert device.user_code == codes["user_code"]
        polls: list[Exchange] = []
        agreed: list[asyncio.Task[None]] = []

        def agree_after_the_first_poll(exchange: Exchange) -> None:
            if exchange.path == "/oauth2/token":
                polls.append(exchange)
                if not agreed:
                    agreed.append(asyncio.create_task(here.control.authorize(device.user_code, "greenroom")))

        here.twitch.journal.listeners.append(agree_after_the_first_poll)
        await client.start_dcf(device_code=codes["device_code"], interval=0, timeout=int(SOON), block=False)
        assert client.user is not None
        assert client.user.name == "greenroom"
        assert polls[0].response["message"] == "authorization_pending"
        assert (polls[-1].status, here.control.devices()) == (200, [])


async def test_a_device_code_is_good_once_and_for_half_an_hour(here: Stage, oauth: OAuth) -> None:
    codes = await oauth.device_code_flow()
    await here.control.authorize(codes["user_code"], "greenroom")
    assert (await oauth.device_code_authorization(device_code=codes["device_code"]))["scope"]
    late = await oauth.device_code_flow()
    await here.control.authorize(late["user_code"], "greenroom")
    here.clock.advance(seconds=late["expires_in"])
    for code in (codes["device_code"], late["device_code"]):
        with pytest.raises(twitchio.DeviceCodeFlowException) as refused:
            await oauth.device_code_authorization(device_code=code)
        assert refused.value.reason is twitchio.DeviceCodeRejection.INVALID_DEVICE_CODE


async def test_a_revoked_token_is_good_for_nothing(here: Stage, oauth: OAuth) -> None:
    access, refresh = await here.control.grant("greenroom", BOT_SCOPES)
    # Twitch answers with an empty 200, which TwitchIO 3.3.2 takes for an error
    with pytest.raises(twitchio.HTTPException, match="received text data"):
        await oauth.revoke_token(access)
    (revoked,) = here.twitch.journal.requests("POST", "/oauth2/revoke")
    assert (revoked.status, revoked.response) == (200, None)
    for call in (oauth.validate_token(access), oauth.refresh_token(refresh), oauth.revoke_token(access)):
        with pytest.raises(twitchio.HTTPException) as refused:
            await call
        assert refused.value.status in (400, 401)


async def test_who_disconnects_the_app_takes_every_token_along(here: Stage) -> None:
    tokens = await here.control.grant("greenroom", BOT_SCOPES)
    await here.control.revoke("greenroom")
    with pytest.raises(twitchio.InvalidTokenException):
        async with here.greeter([tokens]):
            pass


async def test_another_apps_client_id_gets_nothing(here: Stage) -> None:
    access, refresh = await here.control.grant("greenroom", BOT_SCOPES)
    client = twitchio.Client(client_id="somebodyelse")
    async with client:
        await client.login(token=access, load_tokens=False, save_tokens=False)
        await client.add_token(access, refresh)
        with pytest.raises(twitchio.HTTPException, match="Client ID and OAuth token do not match"):
            await client.fetch_users(ids=[here.bot.id], token_for=here.bot.id)
        await here.control.expire("greenroom")
        with pytest.raises(twitchio.HTTPException, match="invalid client"):
            await client.fetch_users(ids=[here.bot.id], token_for=here.bot.id)


async def test_helix_counts_points_by_the_minute(here: Stage) -> None:
    here.control.rules.points_per_minute = 2
    access, _ = await here.control.grant("greenroom", BOT_SCOPES)
    answers = [await here.helix("GET", "users", access) for _ in range(3)]
    assert [status for status, _, _ in answers] == [200, 200, 429]
    assert [headers["Ratelimit-Remaining"] for _, _, headers in answers] == ["1", "0", "0"]
    assert int(answers[0][2]["Ratelimit-Reset"]) == int(here.clock().timestamp()) + 30
    here.clock.advance(seconds=30)
    status, _, _ = await here.helix("GET", "users", access)
    assert status == 200
