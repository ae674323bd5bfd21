"""The client without a network: who is heard, how commands are read, and what becomes of errors."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from bot.config import CommandsSection
from bot.database import Database, Transaction, open_database
from bot.errors import StartError
from bot.events import EventBus
from bot.people.model import Platform
from bot.people.service import PeopleService
from bot.post.model import Place, PostKey
from bot.post.service import PostService
from bot.post.store import PostStore
from bot.twitch_bot import TwitchBot
from bot.twitch_tokens import TokenStore
from tests.clockwork import FakeClock, ManualScheduler
from tests.fresh import fresh_file
from tests.twitch.chat import CHANNEL_ID, SECTION, Chat, message, notification, open_chat, user_id

if TYPE_CHECKING:
    from bot.services import Services


class Room:
    """A database and the services that the client itself uses."""

    def __init__(self, database: Database, bus: EventBus, clock: FakeClock) -> None:
        self.database = database
        self.clock = clock
        self.posts = PostService(database, clock, ManualScheduler(clock))
        self.bus = bus
        self.services = cast(
            "Services",
            SimpleNamespace(
                bus=bus, posts=self.posts, people=PeopleService(database, clock, Random(1)), clock=clock
            ),
        )

    @asynccontextmanager
    async def chat(self, names: CommandsSection | None = None) -> AsyncGenerator[Chat]:
        """A client with the greeting component."""
        async with open_chat(
            self.database, self.services, ["tests.twitch.greeting"], self.clock, names=names
        ) as chat:
            yield chat

    async def claim(self, subject: str) -> PostKey:
        """A feature claims an announcement."""
        key = PostKey(Place(Platform.TWITCH, CHANNEL_ID), "greeting", subject)

        def unit(tx: Transaction) -> None:
            PostStore(tx).claim(key, self.clock())

        await self.database.write(unit)
        return key


@pytest.fixture
async def room(tmp_path: Path) -> AsyncGenerator[Room]:
    """Everything but a client."""
    path, bus = tmp_path / "room.db", EventBus()
    fresh_file(path)
    async with open_database(path, bus.publish) as database:
        yield Room(database, bus, FakeClock())


@pytest.fixture
async def chat(room: Room) -> AsyncGenerator[Chat]:
    """A client in that room."""
    async with room.chat() as opened:
        yield opened


async def test_a_command_is_answered_as_a_reply_to_its_message(chat: Chat) -> None:
    """The person sees that they are meant."""
    assert await chat.feed(message("ana", "!hello there", message_id="question")) == [
        "hello ana, 'there', False"
    ]
    assert chat.sent[0].reply_to == "question"


@pytest.mark.parametrize(
    "text", ["!HELLO there", "!Hi there", "!hello there \U000e0000", "!hello there\ufe0f "]
)
async def test_neither_case_nor_what_chat_clients_append_matters(chat: Chat, text: str) -> None:
    """Clients append U+E0000 so that a repeated line goes through, and it lands in the last argument."""
    assert await chat.say("ana", text) == ["hello ana, 'there', False"]


@pytest.mark.parametrize(
    ("badge", "moderates"),
    [("broadcaster", True), ("moderator", True), ("lead_moderator", True), ("vip", False)],
)
async def test_broadcaster_and_moderators_moderate(chat: Chat, badge: str, moderates: bool) -> None:
    """Twitch says so by badges."""
    assert await chat.say("ana", "!hello", badges=[badge]) == [f"hello ana, '', {moderates}"]


async def test_an_unknown_command_is_another_bots_business(chat: Chat) -> None:
    """Silence, and nothing in the log."""
    assert await chat.say("ana", "!whatever") == []
    assert await chat.say("ana", "! hello") == []


@pytest.mark.parametrize("text", ["!add", "!add x", "!add 1 y", "!add “1"])
async def test_what_cannot_be_read_is_answered_with_the_usage(chat: Chat, text: str) -> None:
    """Missing, of the wrong kind, or with a quote left open."""
    assert await chat.say("ana", text) == ["I could not read that. Use it like this: !add <first> [second]"]


async def test_a_refusal_is_the_answer(chat: Chat) -> None:
    """Its text is a sentence for the person."""
    assert await chat.say("ana", "!refuse") == ["Not before noon."]


async def test_a_mistake_of_ours_is_one_neutral_sentence_and_a_traceback_under_its_number(
    chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    """The reason is for the log alone."""
    (line,) = await chat.say("ana", "!smash")
    number = line.removesuffix(".").split()[-1]
    assert line == f"That went wrong on my side. The host finds it in the log under {number}."
    (record,) = [record for record in caplog.records if number in record.getMessage()]
    assert record.exc_info is not None


async def test_a_cooldown_is_silent(chat: Chat) -> None:
    """An answer to each would be the flood that the cooldown is there for."""
    assert await chat.say("ana", "!rarely") == ["now"]
    assert await chat.say("ana", "!rarely") == []


async def test_commands_below_a_command_know_no_case_either(chat: Chat) -> None:
    """The library wants that said for each group."""
    assert await chat.say("ana", "!watch PAUSE") == ["paused"]
    assert await chat.say("ana", "!Watch 25") == ["watch 25"]


@pytest.mark.parametrize("who", ["greenroom", "nightbot", "StreamElements"])
async def test_lines_of_bots_never_count(chat: Chat, who: str) -> None:
    """Its own, and those of other bots; neither commands nor listeners get them."""
    assert await chat.say(who, "!hello") == []
    assert await chat.say("ana", "!heard") == ["heard:"]


async def test_a_bot_known_by_its_badge_does_not_count(chat: Chat) -> None:
    """Twitch marks bots that say what they are."""
    assert await chat.say("somebot", "!hello", badges=["bot-badge"]) == []


async def test_what_was_written_in_another_channel_of_a_shared_chat_does_not_count(chat: Chat) -> None:
    """The library skips it for commands only; listeners would count guesses from elsewhere."""
    assert await chat.say("ana", "!hello", shared_from="zed") == []
    assert await chat.say("ana", "!heard") == ["heard:"]


async def test_the_same_event_twice_is_one_command(chat: Chat) -> None:
    """By the id of the event."""
    told = message("ana", "!hello")
    assert len(await chat.feed(told)) == 1
    assert await chat.feed(told) == []


async def test_any_other_event_told_twice_reaches_the_listeners_once(chat: Chat) -> None:
    """A stream does not begin a second time."""
    person = {f"broadcaster_user_{part}": "candice" for part in ("id", "login", "name")}
    event = {**person, "id": "7", "type": "live", "started_at": "2026-03-02T08:00:00Z"}
    told = notification("stream.online", event)
    await chat.feed(told)
    await chat.feed(told)
    assert await chat.say("ana", "!heard") == ["heard: stream 7"]


async def test_the_same_message_under_another_event_id_is_one_command(chat: Chat) -> None:
    """Two subscriptions tell of it, each in its own words."""
    assert len(await chat.feed(message("ana", "!hello", message_id="m", event_id="one"))) == 1
    assert await chat.feed(message("ana", "!hello", message_id="m", event_id="two")) == []


async def test_commands_bear_the_names_of_the_config(room: Room) -> None:
    """Where another bot owns ours."""
    names = CommandsSection(names={"hello": "greet"}, aliases={"hello": ("hey", "hi"), "add": ("plus",)})
    async with room.chat(names) as chat:
        assert await chat.say("ana", "!hello") == []
        assert await chat.say("ana", "!greet") == ["hello ana, '', False"]
        assert await chat.say("ana", "!HEY") == ["hello ana, '', False"]
        assert await chat.say("ana", "!hi") == ["hello ana, '', False"]
        assert await chat.say("ana", "!plus") == [
            "I could not read that. Use it like this: !add <first> [second]"
        ]


async def test_nothing_of_one_client_leaks_into_the_next(room: Room) -> None:
    """Names, cooldowns and the component of a command live on classes in the library."""
    names = CommandsSection(names={"hello": "greet"}, aliases={"add": ("plus",)})
    async with room.chat(names) as first:
        assert await first.say("ana", "!rarely") == ["now"]
        async with room.chat() as second:
            assert await second.say("ana", "!hello") == ["hello ana, '', False"]
            assert await second.say("ana", "!rarely") == ["now"]
            assert await second.say("ana", "!heard") == ["heard: !hello|!rarely"]
        assert await first.say("ana", "!greet") == ["hello ana, '', False"]
        assert await first.say("ana", "!heard") == ["heard: !rarely|!greet"]


async def test_loading_twice_loads_once(chat: Chat) -> None:
    """The surfaces are loaded before the start, and the start loads what is missing."""
    await chat.bot.load()
    assert await chat.say("ana", "!hello") == ["hello ana, '', False"]


async def test_an_announcement_is_said_once_and_its_claim_completed(room: Room, chat: Chat) -> None:
    """However often it is announced."""
    key = await room.claim("one")
    await room.bus.drain()
    await room.posts.resume()
    await room.bus.drain()
    assert chat.lines == ["announced one"]
    post = await room.posts.find(key)
    assert post is not None
    assert post.message_id == "sent-1"


async def test_an_announcement_that_an_earlier_run_began_is_given_up(room: Room, chat: Chat) -> None:
    """Nobody knows whether it was said: rather unsaid than said twice."""
    chat.bot.may_speak = False
    key = await room.claim("one")
    await room.bus.drain()
    await room.posts.begin(key)  # the run that was killed here
    chat.bot.may_speak = True
    await room.posts.resume()
    await room.bus.drain()
    assert chat.lines == []
    post = await room.posts.find(key)
    assert post is not None
    assert post.ended


async def test_an_announcement_waits_as_a_claim_while_twitch_is_away(room: Room, chat: Chat) -> None:
    """Nothing is begun that cannot be said."""
    chat.bot.may_speak = False
    key = await room.claim("one")
    await room.bus.drain()
    post = await room.posts.find(key)
    assert post is not None
    assert post.begun_at is None
    chat.bot.may_speak = True
    await room.posts.resume()
    await room.bus.drain()
    assert chat.lines == ["announced one"]


async def test_a_closed_client_announces_nothing_and_listens_no_longer(room: Room) -> None:
    """The claim is left to the next one."""
    async with room.chat() as chat:
        await chat.bot.close_gently()
        await chat.bot.close_gently()
        key = await room.claim("one")
        await room.bus.drain()
    post = await room.posts.find(key)
    assert post is not None
    assert post.begun_at is None


async def test_a_client_whose_account_never_signed_in_says_what_to_run(room: Room) -> None:
    """The factory fails with a sentence; the supervisor tries again after the host has done it."""
    with pytest.raises(
        StartError, match=r"greenroom has not signed in yet\. Run: python -m bot login twitch"
    ):
        TwitchBot(
            SECTION,
            CommandsSection(),
            room.services,
            room.database,
            [],
            tokens=TokenStore(room.database, room.clock),
            clock=room.clock,
        )


async def test_who_asks_is_known_by_account_and_message(chat: Chat) -> None:
    """What rows are logged from."""
    assert await chat.feed(message("Ana", "!whoami", message_id="m-1")) == [
        f"twitch {user_id('ana')}, twitch m-1"
    ]


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
