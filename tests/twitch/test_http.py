"""Tokens under fire: one refresh for all, never another account's token, no secret in any text."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator
from datetime import timedelta
from itertools import count
from pathlib import Path

import aiohttp
import pytest
import twitchio
from twitchio.http import Route

from bot.config import TwitchSection
from bot.database import open_database
from bot.events import EventBus
from bot.log import redactor
from bot.rehearsal.faults import Fault
from bot.twitch_http import RateLimited, SignedOut, TwitchHttp
from bot.twitch_reconciler import UNREACHABLE
from bot.twitch_tokens import Grant, TokenStore
from tests.clockwork import FakeClock
from tests.fresh import fresh_file
from tests.twitch.wire import Wire, until

pytestmark = pytest.mark.wire


@pytest.fixture
async def http(wire: Wire) -> AsyncGenerator[TwitchHttp]:
    """The HTTP client of a bot."""
    client = TwitchHttp(wire.section, wire.tokens, wire.clock, tell_host=wire.told.append)
    try:
        yield client
    finally:
        await client.close()


def ask(http: TwitchHttp, user_id: str) -> asyncio.Task[object]:
    """A Helix call with the token of somebody."""
    return asyncio.ensure_future(http.get_users(ids=[user_id], token_for=user_id))


def refreshes(wire: Wire) -> int:
    """How often a refresh token was handed in."""
    tried = wire.twitch.journal.requests("POST", "/oauth2/token")
    return sum(each.query.get("grant_type") == "refresh_token" for each in tried)


async def test_five_calls_with_an_old_token_make_one_refresh(wire: Wire, http: TwitchHttp) -> None:
    """A refresh token works once; the library's four other refreshes would fail."""
    await wire.control.expire(wire.account)
    await asyncio.gather(*(ask(http, wire.account.id) for _ in range(5)))
    assert refreshes(wire) == 1


async def test_a_refusal_that_comes_late_uses_the_token_that_is_there_already(
    wire: Wire, http: TwitchHttp
) -> None:
    """Another call has renewed it meanwhile."""
    await wire.control.expire(wire.account)
    slow = wire.twitch.faults.add(Fault("/users", delay=0.1))
    late = ask(http, wire.account.id)
    await until(lambda: slow.times == 0)
    wire.twitch.faults.add(
        Fault("/users", status=401, body={"status": 401, "message": "Invalid OAuth token"})
    )
    await ask(http, wire.account.id)
    slow.status, slow.body = 401, {"status": 401, "message": "Invalid OAuth token"}
    await late
    assert refreshes(wire) == 1


async def test_a_new_token_is_on_disk_before_anybody_uses_it(wire: Wire, http: TwitchHttp) -> None:
    """Killed the moment after, the next start still has tokens that work."""
    await wire.control.expire(wire.account)
    await ask(http, wire.account.id)
    stored = TokenStore(wire.database, wire.clock)
    await stored.load()
    assert stored.by_id(wire.account.id) == wire.tokens.by_id(wire.account.id)
    second = TwitchHttp(wire.section, stored, wire.clock, tell_host=wire.told.append)
    await wire.control.expire(wire.account)
    await ask(second, wire.account.id)
    await second.close()


async def test_a_caller_who_goes_away_during_a_refresh_does_not_lose_the_new_token(
    wire: Wire, http: TwitchHttp
) -> None:
    """The old refresh token is used up whoever waits."""
    await wire.control.expire(wire.account)
    slow = wire.twitch.faults.add(Fault("/oauth2/token", delay=0.1))
    before = wire.tokens.by_id(wire.account.id)
    call = ask(http, wire.account.id)
    await until(lambda: slow.times == 0)  # Twitch has been asked
    call.cancel()
    await http.close()
    after = wire.tokens.by_id(wire.account.id)
    assert after is not None
    assert before is not None
    assert after.refresh != before.refresh


async def test_an_api_that_always_says_401_is_asked_twice(wire: Wire, http: TwitchHttp) -> None:
    """The library recursed until the stack was full."""
    body = {"error": "Unauthorized", "status": 401, "message": "Invalid OAuth token"}
    wire.twitch.faults.add(Fault("/users", times=1000, status=401, body=body))
    for _ in range(3):
        with pytest.raises(twitchio.HTTPException):
            await ask(http, wire.account.id)
    assert len(wire.twitch.journal.requests("GET", "/users")) <= 4
    assert refreshes(wire) == 1


async def test_an_answer_that_is_no_json_is_an_outage_and_no_mistake_of_ours(
    wire: Wire, http: TwitchHttp
) -> None:
    """The library reads before it looks at the status: a bare 503 came out as a JSONDecodeError."""
    wire.twitch.faults.add(Fault("/users", status=503))
    with pytest.raises(UNREACHABLE):
        await ask(http, wire.account.id)


async def test_a_401_about_permissions_refreshes_nothing(wire: Wire, http: TwitchHttp) -> None:
    """A new token would have the same permissions."""
    with pytest.raises(twitchio.HTTPException, match="401"):
        await http.post_chat_message(wire.owner.id, wire.owner.id, "hello", token_for=wire.owner.id)
    assert refreshes(wire) == 0


async def test_a_revoked_grant_tells_the_host_once_and_never_borrows_a_token(
    wire: Wire, http: TwitchHttp
) -> None:
    """The library goes on in silence with the app's token."""
    await wire.control.revoke(wire.account)
    for _ in range(3):
        with pytest.raises(SignedOut, match="python -m bot login twitch"):
            await ask(http, wire.account.id)
    assert wire.told == ["Twitch no longer accepts the sign-in of greenroom. Run: python -m bot login twitch"]
    assert len(wire.twitch.journal.requests("GET", "/users")) == 1


async def test_a_refresh_that_twitch_could_not_serve_is_asked_for_again(wire: Wire, http: TwitchHttp) -> None:
    """Trouble of Twitch's own says nothing about the grant: nobody has to sign in for that."""
    await wire.control.expire(wire.account)
    wire.twitch.faults.add(Fault("/oauth2/token", status=500, body={"message": "Internal Server Error"}))
    with pytest.raises(twitchio.HTTPException) as failed:
        await ask(http, wire.account.id)
    assert not isinstance(failed.value, SignedOut)
    await ask(http, wire.account.id)
    assert wire.told == []


async def test_a_refresh_whose_answer_got_lost_ends_with_the_mend(wire: Wire, http: TwitchHttp) -> None:
    """The refresh token is used up and the new pair is nowhere: only a person can help, and hears so once."""
    await wire.control.expire(wire.account)
    wire.twitch.faults.add(Fault("/oauth2/token", cut="after"))
    with pytest.raises((aiohttp.ClientError, OSError)):
        await ask(http, wire.account.id)
    for _ in range(2):
        with pytest.raises(SignedOut, match="python -m bot login twitch"):
            await ask(http, wire.account.id)
    assert len(wire.told) == 1


async def test_a_call_for_nobody_is_not_made(wire: Wire, http: TwitchHttp) -> None:
    """Without `token_for` the library takes whichever token it finds."""
    with pytest.raises(SignedOut):
        await http.get_users(ids=[wire.account.id], token_for=None)
    assert not wire.twitch.journal.requests("GET", "/users")


async def test_signing_in_again_from_another_process_is_noticed(wire: Wire, http: TwitchHttp) -> None:
    """`login twitch` writes to the same table; the bot need not be restarted."""
    await wire.control.revoke(wire.account)
    with pytest.raises(SignedOut):
        await ask(http, wire.account.id)
    access, refresh = await wire.control.grant(wire.account, ["user:read:chat"])
    other = TokenStore(wire.database, wire.clock)
    await other.keep(Grant(wire.account.id, "greenroom", access, refresh, frozenset({"user:read:chat"})))
    await wire.tokens.load()
    await ask(http, wire.account.id)


async def test_a_wrong_client_is_named_as_such(wire: Wire) -> None:
    """Signing in again would not help there."""
    section = wire.section.model_copy(update={"client_id": "somebodyelse"})
    http = TwitchHttp(section, wire.tokens, wire.clock, tell_host=wire.told.append)
    await wire.control.expire(wire.account)
    with pytest.raises(SignedOut, match="client_id"):
        await http.validate(wire.account.id)
    await http.close()


async def test_tokens_are_validated_once_an_hour_and_renewed_before_they_end(wire: Wire) -> None:
    """As Twitch demands; a token with a quarter of an hour left is exchanged."""
    seconds = count(0, 1800)
    http = TwitchHttp(
        wire.section,
        wire.tokens,
        wire.clock,
        tell_host=wire.told.append,
        monotonic=lambda: float(next(seconds)),
    )
    for _ in range(4):
        await http.validate(wire.account.id)
    assert len(wire.twitch.journal.requests("GET", "/oauth2/validate")) == 2
    assert refreshes(wire) == 0
    wire.clock.advance(hours=3, minutes=50)
    await http.validate(wire.account.id)
    assert refreshes(wire) == 1
    await http.close()


async def test_too_many_requests_say_when_to_come_again(wire: Wire, http: TwitchHttp) -> None:
    """The library's exception carries no headers."""
    reset = wire.clock() + timedelta(seconds=12)
    wire.twitch.faults.add(
        Fault("/users", status=429, body={}, headers={"Ratelimit-Reset": str(int(reset.timestamp()))})
    )
    with pytest.raises(RateLimited) as refused:
        await ask(http, wire.account.id)
    assert refused.value.after == pytest.approx(12, abs=1)


async def test_no_secret_stands_in_an_error_that_the_client_raises(wire: Wire, http: TwitchHttp) -> None:
    """The library quotes the whole token URL."""
    grant = wire.tokens.by_id(wire.account.id)
    assert grant is not None
    await wire.control.revoke(wire.account)
    with pytest.raises(SignedOut) as lost:
        await ask(http, wire.account.id)
    seen = f"{lost.value!r} {lost.value} {lost.value.__cause__} {wire.told}"
    assert grant.refresh not in seen
    assert grant.access not in seen
    assert re.search("refresh_token|Bearer", seen) is None
    assert grant.refresh not in redactor.clean(f"whatever quotes {grant.refresh} in a log")


async def test_a_route_is_built_where_the_config_points(wire: Wire) -> None:
    """Three assignments, read at call time."""
    assert Route("GET", "users").url == f"{wire.twitch.helix_url}users"
    assert Route("POST", "/oauth2/token", use_id=True).url == f"{wire.twitch.id_url}oauth2/token"


async def test_tokens_that_the_disk_refused_are_written_at_the_next_look(tmp_path: Path) -> None:
    """The pair in memory is the only one that works, and nothing older takes its place."""
    path, clock = tmp_path / "tokens.db", FakeClock()
    fresh_file(path)
    section = TwitchSection(client_id="-", bot_login="greenroom", channel="candice")
    async with open_database(path, EventBus().publish) as database:
        tokens = TokenStore(database, clock)
        await tokens.keep(Grant("1", section.bot_login, "old", "old-refresh", frozenset()))
        await database.write(lambda tx: tx.execute("ALTER TABLE twitch_tokens RENAME TO away") and None)
        with pytest.raises(Exception, match="twitch_tokens"):
            await tokens.keep(Grant("1", section.bot_login, "new", "new-refresh", frozenset()))
        await database.write(lambda tx: tx.execute("ALTER TABLE away RENAME TO twitch_tokens") and None)
        await tokens.load()
        again = TokenStore(database, clock)
        await again.load()
        for store in (tokens, again):
            held = store.by_login("Greenroom")
            assert held is not None
            assert held.refresh == "new-refresh"
