"""One life of the client over sockets: start, speak, lose and regain its account, and close gently."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import time
from pathlib import Path

import aiohttp
import pytest
from msgspec.structs import replace

from bot.errors import StartError
from bot.people.model import Platform
from bot.post.model import Place, Post, PostKey
from bot.post.store import PostStore
from bot.rehearsal.faults import Fault
from bot.twitch_bot import explain
from bot.twitch_login import BOT_SCOPES, BROADCASTER_SCOPES
from bot.twitch_pace import Limits
from bot.twitch_tokens import Grant
from tests.twitch.wire import QUICK, SOON, Wire, open_wire, until

pytestmark = pytest.mark.wire


async def claim(wire: Wire, subject: str) -> PostKey:
    """A feature claims an announcement."""
    key = PostKey(Place(Platform.TWITCH, wire.owner.id), "greeting", subject)
    await wire.database.write(lambda tx: PostStore(tx).claim(key, wire.clock()))
    return key


async def ended(wire: Wire, key: PostKey) -> Post:
    """The post, once it is completed or given up."""
    async with asyncio.timeout(SOON):
        while True:
            post = await wire.services.posts.find(key)
            if post is not None and post.ended:
                return post


async def test_everything_is_asked_with_the_bots_own_token(wire: Wire) -> None:
    """No call for an app token; the secret is used for nothing but a refresh."""
    async with wire.running():
        await wire.answers()
    requests = [each for each in wire.twitch.journal.since() if each.kind == "request"]
    assert not [each for each in requests if each.query.get("grant_type") == "client_credentials"]
    assert {each.status for each in requests} <= {200, 202, 204, 101}


async def test_an_old_token_is_renewed_while_the_bot_works(wire: Wire) -> None:
    """Four hours later people notice nothing."""
    async with wire.running():
        await wire.control.expire(wire.account)
        await asyncio.gather(*(wire.control.say(wire.ana, f"!hello {number}") for number in range(5)))
        for number in range(5):
            await wire.line(f"hello ana, '{number}', False")
    refreshed = wire.twitch.journal.requests("POST", "/oauth2/token")
    assert len(refreshed) == 1


async def test_a_start_with_old_tokens_renews_them(wire: Wire) -> None:
    """The usual start in the morning."""
    await wire.control.expire(wire.account)
    await wire.control.expire(wire.owner)
    async with wire.running():
        await wire.answers()


async def test_a_start_with_a_dead_token_fails_with_the_mend(wire: Wire) -> None:
    """The supervisor says it, and tries again."""
    await wire.control.revoke(wire.account)
    bot = wire.make()
    with pytest.raises(StartError, match=r"greenroom\. Run: python -m bot login twitch"):
        await asyncio.wait_for(bot.run_until_closed(), SOON)


async def test_a_start_without_network_fails_in_words(wire: Wire) -> None:
    """`wait_until_ready` would wait for ever."""
    wire.twitch.faults.add(Fault("/oauth2/validate", times=100, cut="before"))
    with pytest.raises((OSError, aiohttp.ClientError)) as failed:
        await asyncio.wait_for(wire.make().run_until_closed(), SOON)
    assert "Check the network" in (explain(failed.value) or "")


async def test_a_revoked_account_is_told_to_the_host_and_heard_again_after_signing_in(wire: Wire) -> None:
    """Nothing goes on in silence, and the mend needs no restart."""
    async with wire.running() as bot:
        await wire.control.revoke(wire.account)
        await until(lambda: any("no longer accepts the sign-in of greenroom" in line for line in wire.told))
        assert not bot.may_speak
        # another process, as far as tokens go
        await wire.sign_in()
        await wire.hearing()
        await until(lambda: bot.may_speak)
        await wire.answers()
    assert len(wire.told) == 1


async def test_a_missing_permission_is_told_to_the_host_once(wire: Wire) -> None:
    """A token from before a permission was needed."""
    access, refresh = await wire.control.grant(wire.account, ["user:write:chat"])
    held = wire.tokens.by_id(wire.account.id)
    assert held is not None
    await wire.tokens.keep(type(held)(wire.account.id, "greenroom", access, refresh, frozenset()))
    bot = wire.make()
    run = asyncio.create_task(bot.run_until_closed())
    await until(lambda: len(wire.twitch.journal.requests("POST", "/eventsub/subscriptions")) > 6)
    await bot.close_gently()
    await run
    assert [line for line in wire.told if "channel.chat.message" in line] == [
        "Twitch does not let the bot hear channel.chat.message: a permission is missing. "
        "Run: python -m bot login twitch"
    ]


async def test_announcements_that_waited_are_made_once_the_bot_is_back(wire: Wire) -> None:
    """What was claimed while Twitch was away."""
    key = await claim(wire, "late")
    async with wire.running():
        line = await wire.line("announced late")
        assert (await ended(wire, key)).message_id == line.id


async def test_an_announcement_whose_answer_got_lost_is_not_made_twice(wire: Wire) -> None:
    """The connection breaks after Twitch has taken the line: nobody can know, so it is given up."""
    async with wire.running():
        wire.twitch.faults.add(Fault("/chat/messages", cut="after"))
        key = await claim(wire, "once")
        await wire.line("announced once")
        assert (await ended(wire, key)).message_id is None
        await wire.services.posts.resume()
        await wire.answers()
    assert wire.lines().count("announced once") == 1


async def test_too_many_messages_are_said_when_twitch_takes_them_again(wire: Wire) -> None:
    """429 names the time; nothing is lost and nothing is said twice."""
    async with wire.running():
        reset = {"Ratelimit-Reset": str(int(wire.clock().timestamp()))}
        wire.twitch.faults.add(Fault("/chat/messages", times=2, status=429, body={}, headers=reset))
        await wire.answers()
    assert len(wire.lines()) == 1


async def test_an_answer_to_a_message_that_was_deleted_is_said_without_the_reply(wire: Wire) -> None:
    """A moderator was quicker."""
    async with wire.running():
        body = {"error": "Bad Request", "status": 400, "message": "The ID is not valid."}
        wire.twitch.faults.add(Fault("/chat/messages", status=400, body=body))
        answer = await wire.answers()
        assert answer.reply is None


async def test_two_people_who_ask_the_same_are_both_answered(wire: Wire) -> None:
    """Twitch drops a line that it has just been sent."""
    async with wire.running() as bot:
        await wire.control.say(wire.ana, "!watch")
        await wire.control.say(wire.owner, "!watch")
        await until(lambda: len(wire.lines()) == 2)
        await bot.settled()


async def test_a_bot_that_moderates_may_say_more(wire: Wire) -> None:
    """It learns so from the badges of its own lines, for which it needs no permission."""
    limits = Limits(messages=2, kept_for_alarms=0, messages_as_moderator=100, answer_life=SOON)
    await wire.control.set_moderator(wire.owner, wire.account)
    async with wire.running(wire.make(limits=limits)) as bot:
        await wire.answers()
        await bot.settled()
        for number in range(5):
            await wire.control.say(wire.ana, f"!hello {number}")
            await wire.line(f"hello ana, '{number}', False")


async def test_a_viewer_who_asks_and_asks_is_left_without_an_answer_and_nobody_else_is(wire: Wire) -> None:
    """The streamer may go on as long as Twitch takes it."""
    async with wire.running(wire.make(limits=Limits(per_person=2))) as bot:
        for number in range(5):
            await wire.control.say(wire.ana, f"!hello {number}")
            await wire.control.say(wire.owner, f"!hello {number}")
        await wire.line("hello Candice, '4', True")
        await bot.settled()
        assert [line for line in wire.lines() if "hello ana" in line] == [
            "@ana hello ana, '0', False",
            "@ana hello ana, '1', False",
        ]
        assert sum("hello Candice" in line for line in wire.lines()) == 5


async def test_the_host_hears_once_that_twitch_shows_nothing_of_the_bot(wire: Wire) -> None:
    """Timed out, banned, kept out by a mode of the chat: to everybody else it would only be silent."""
    reason = {"code": "msg_timedout", "message": "You are timed out for 600 more seconds."}
    body = {"data": [{"message_id": "", "is_sent": False, "drop_reason": reason}]}

    async def unheard(wire: Wire) -> None:
        fault = wire.twitch.faults.add(Fault("/chat/messages", times=2, status=200, body=body))
        await wire.control.say(wire.ana, "!hello 1")
        await wire.control.say(wire.ana, "!hello 2")
        await until(lambda: fault.times == 0)

    async with wire.running() as bot:
        await unheard(wire)
        await bot.settled()
        assert len(wire.told) == 1
        assert "timed out for 600 more seconds" in wire.told[0]
        assert "Make it a moderator" in wire.told[0]
        await wire.answers()
        await unheard(wire)
        await bot.settled()
        assert len(wire.told) == 2, "heard in between, it is news again"


async def test_a_streamer_whose_account_is_the_bots_is_heard_and_its_answers_are_not(wire: Wire) -> None:
    """Then both write under one name."""
    access, refresh = await wire.control.grant(wire.owner, [*BOT_SCOPES, *BROADCASTER_SCOPES])
    await wire.tokens.keep(Grant(wire.owner.id, "candice", access, refresh, frozenset()))
    wire.section = wire.section.model_copy(update={"bot_login": "candice"})
    async with wire.running() as bot:
        await wire.control.say(wire.owner, "!hello")
        await wire.control.wait_for(lambda line: line.text.endswith("hello Candice, '', True"), SOON)
        await bot.settled()
        await wire.control.say(wire.owner, "!heard")
        await wire.control.wait_for(lambda line: line.text.endswith("heard: !hello"), SOON)


async def test_a_dead_token_of_the_streamer_leaves_the_chat_working(wire: Wire) -> None:
    """The host is told; commands need the bot's account alone."""
    await wire.control.revoke(wire.owner)
    await wire.control.expire(wire.owner)
    async with wire.running():
        await wire.answers()
        await until(lambda: bool(wire.told))
    assert wire.told == ["Twitch no longer accepts the sign-in of candice. Run: python -m bot login twitch"]


async def test_closing_finishes_what_was_begun(wire: Wire) -> None:
    """A hundred questions under way: every one is answered, then the sockets are gone and nothing is left."""
    wire.control.rules.sends = "off"
    limits = Limits(messages=1000, backlog=1000, per_minute=1000, per_person=1000)
    async with wire.running(wire.make(limits=limits)) as bot:
        wire.twitch.faults.add(Fault("/chat/messages", delay=0.1))
        for number in range(100):
            await wire.control.say(wire.ana, f"!hello {number}")
        await until(lambda: len(wire.twitch.journal.requests("POST", "/chat/messages")) > 0)
        await bot.close_gently()
        assert len(wire.lines()) == 100
        await until(lambda: not wire.control.sockets())


async def test_closing_waits_for_commands_under_way(wire: Wire) -> None:
    """The library makes a task for each event, and forgets it."""
    async with wire.running() as bot:
        component = bot.get_component("GreetingComponent")
        gate = vars(component)["gate"]  # the loaded class is another one than this module could import
        await wire.control.say(wire.ana, "!slow")
        await wire.answers()
        closing = asyncio.create_task(bot.close_gently())
        await until(lambda: not bot.sockets)
        gate.set()
        await closing
        assert any(line.endswith("at last") for line in wire.lines())


async def test_closing_says_announcements_under_way(wire: Wire) -> None:
    """They come from the bus, and no event of Twitch's waits for them."""
    async with wire.running() as bot:
        slow = wire.twitch.faults.add(Fault("/chat/messages", delay=0.1))
        key = await claim(wire, "the end")
        await until(lambda: slow.times == 0)
        await bot.close_gently()
        assert wire.lines() == ["announced the end"]
        assert (await ended(wire, key)).message_id is not None


async def test_closing_does_not_wait_for_ever(wire: Wire) -> None:
    """A Twitch that has stopped to answer cannot keep the process."""
    async with wire.running(timing=replace(QUICK, closing=0.05)) as bot:
        slow = wire.twitch.faults.add(Fault("/chat/messages", delay=60))
        await wire.control.say(wire.ana, "!hello")
        await until(lambda: slow.times == 0)
        await asyncio.wait_for(bot.close_gently(), SOON)


async def test_no_secret_is_logged_in_a_life_with_trouble(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """At the chattiest level, through the formatter that is used for real."""
    from bot.log import RedactingFormatter

    caplog.set_level(logging.DEBUG)
    caplog.handler.setFormatter(RedactingFormatter("%(name)s %(message)s"))
    (tmp_path / "secret").mkdir()
    async with open_wire(tmp_path / "secret", secret="loopbacktwitchgreenroomsecret0") as wire:
        held: set[str] = set()

        def remember() -> None:
            for user in (wire.account, wire.owner):
                grant = wire.tokens.by_id(user.id)
                if grant is not None:
                    held.update((grant.access, grant.refresh))

        remember()
        ahead = [0.0]
        async with wire.running(wire.make(monotonic=lambda: time.monotonic() + ahead[0])):
            await wire.control.expire(wire.account)
            await wire.answers()
            remember()
            ahead[0] = 60.0  # a token that is refused right after its renewal is not renewed again
            await wire.control.revoke(wire.account)
            await until(lambda: bool(wire.told))
    assert len(held) == 6
    text = caplog.text
    assert not [secret for secret in held if secret in text]
    assert re.search(r"refresh_token=(?!\[hidden\])", text) is None


async def test_the_streamers_account_is_tied_to_the_host_of_the_config(wire: Wire) -> None:
    """So that `!solved` of the streamer counts for the candidate."""
    from datetime import time

    from bot.people.model import Person, PersonId

    await wire.services.people.settle_host(
        Person(PersonId(0), "Candice", "UTC", time(4), time(7), discord_id=7, twitch_login="candice")
    )
    async with wire.running():
        pass
    host = await wire.services.people.host()
    assert host is not None
    assert host.twitch_id == wire.owner.id


async def test_the_library_writes_no_token_file(
    wire: Wire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By default it keeps tokens in a JSON file in the working folder."""
    monkeypatch.chdir(tmp_path)
    async with wire.running():
        pass
    assert not [name for name in os.listdir(tmp_path) if name.startswith(".tio")]
