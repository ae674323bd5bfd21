"""The rehearsal page's server: who may ask it, what each person is shown, and what it does for them."""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.rehearsal.journal import Journal
from bot.rehearsal.page import Page
from bot.rehearsal.page.crowd import LINES, SIZE, perform, script
from bot.rehearsal.page.journal_view import JournalView
from tests.clockwork import FakeClock
from tests.rehearsal.page_theatre import small_bot, theatre

Json = dict[str, Any]
SOON = 5.0


class Browser:
    """What the page's scripts do, without the pictures."""

    def __init__(self, session: aiohttp.ClientSession, page: Page) -> None:
        self.session = session
        self.base = page.address.split("/?")[0]
        self.origin = {"Origin": self.base}

    async def do(self, verb: str, **body: Any) -> tuple[int, Json]:
        """Give an order; `who` is who gives it."""
        body["as"] = body.pop("who", "candidate")
        async with self.session.post(f"{self.base}/do/{verb}", json=body, headers=self.origin) as answer:
            return answer.status, await answer.json()

    async def did(self, verb: str, **body: Any) -> Json:
        """Give an order that is carried out."""
        status, said = await self.do(verb, **body)
        assert status == 200, said
        return said

    @asynccontextmanager
    async def line(self, who: str = "candidate") -> AsyncGenerator[Line]:
        """An open page of somebody, its snapshot read."""
        async with self.session.ws_connect(f"{self.base}/ws", headers=self.origin) as socket:
            line = Line(socket)
            line.snapshot = await line.ask({"see": who}, "snapshot")
            yield line


class Line:
    """One page's websocket."""

    snapshot: Json

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket

    async def ask(self, wish: Json, kind: str) -> Json:
        """Ask, and wait for the answer of this kind."""
        await self._socket.send_json(wish)
        return await self.frame(lambda frame: frame["kind"] == kind)

    async def frame(self, wanted: Callable[[Json], bool]) -> Json:
        """The next frame that is wanted."""
        async with asyncio.timeout(SOON):
            while True:
                frame = json.loads(await self._socket.receive_str())
                if wanted(frame):
                    return frame

    async def all_until(self, wish: Json, kind: str) -> list[Json]:
        """Everything up to the answer of a question: what else had been sent before stands in front of it."""
        await self._socket.send_json(wish)
        frames: list[Json] = []
        async with asyncio.timeout(SOON):
            while not frames or frames[-1]["kind"] != kind:
                frames.append(json.loads(await self._socket.receive_str()))
        return frames


@asynccontextmanager
async def browser(page: Page) -> AsyncGenerator[Browser]:
    """A browser that has opened the address, token and all."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        async with session.get(page.address) as answer:
            assert answer.status == 200
        yield Browser(session, page)


# who may ask


async def test_without_its_token_the_page_does_not_open(tmp_path: Path) -> None:
    async with theatre(tmp_path) as (_, page), aiohttp.ClientSession() as session:
        base = page.address.split("?")[0]
        for address in (base, f"{base}?token=wrong", f"{base}page/main.js", f"{base}ws"):
            async with session.get(address, headers={"Origin": base.rstrip("/")}) as answer:
                assert answer.status == 403
                assert "make run" in await answer.text()


async def test_with_its_token_it_opens_and_the_browser_keeps_it(tmp_path: Path) -> None:
    async with theatre(tmp_path) as (_, page), browser(page) as one:
        async with one.session.get(page.address) as answer:
            cookie = answer.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        async with one.session.get(one.base) as again:
            assert again.status == 200


async def test_every_answer_is_fenced_in(tmp_path: Path) -> None:
    async with theatre(tmp_path) as (stage, page), browser(page) as one:
        for path in ("/", "/page/main.js", "/nothing-here"):
            async with one.session.get(one.base + path) as answer:
                policy = answer.headers["Content-Security-Policy"]
                assert "default-src 'none'" in policy
                assert "script-src 'self';" in policy
                assert f"frame-src {stage.overlay_url.rsplit('/', 1)[0]};" in policy
                assert "require-trusted-types-for 'script'" in policy
                assert answer.headers["Cache-Control"] == "no-store"
                assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("host", ["evil.example:80", "127.0.0.1.evil.example", "127.0.0.1:1"])
async def test_a_name_that_only_leads_here_is_refused(tmp_path: Path, host: str) -> None:
    async with theatre(tmp_path) as (_, page), browser(page) as one:
        answer = await one.session.get(page.address, headers={"Host": host})
        assert answer.status == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "null", None])
async def test_orders_come_from_the_page_itself_only(tmp_path: Path, origin: str | None) -> None:
    async with theatre(tmp_path) as (stage, page), browser(page) as one:
        headers = {} if origin is None else {"Origin": origin}
        order = {"as": "candidate", "text": "hello"}
        async with one.session.post(f"{one.base}/do/say", json=order, headers=headers) as answer:
            assert answer.status == 403
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await one.session.ws_connect(f"{one.base}/ws", headers=headers)
        assert stage.twitch.control.history() == []


async def test_the_token_and_everything_said_survive_a_restart(tmp_path: Path) -> None:
    async with theatre(tmp_path) as (stage, page), browser(page) as one:
        token = page.address.split("token=")[1]
        await one.did("send", channel=str(stage.channels["lounge"]), text="still here?")
        await one.did("say", text="good evening")
        await one.did("clock", to="minute")
    async with theatre(tmp_path) as (stage, page), browser(page) as one:
        assert page.address.split("token=")[1] == token
        assert stage.clock.offset >= timedelta(minutes=1)
        async with one.line() as line:
            assert [said["text"] for said in line.snapshot["chat"]] == ["good evening"]
            held = await line.ask({"open": str(stage.channels["lounge"])}, "history")
            assert [message["content"] for message in held["messages"]] == ["still here?"]


# what each person sees


async def test_a_private_channel_is_not_there_for_others(tmp_path: Path) -> None:
    async with theatre(tmp_path) as (stage, page), browser(page) as one:
        control = stage.discord.control
        secret = control.create_text_channel("secret")
        control.hide(secret)
        await control.send(stage.role("candidate").discord_id or 0, secret, "the plan")
        async with one.line("ana") as ana, one.line("candidate") as sam:
            assert "secret" not in [channel["name"] for channel in ana.snapshot["channels"]]
            shown = next(one for one in sam.snapshot["channels"] if one["name"] == "secret")
            assert shown["private"] is True
            assert (await ana.ask({"open": str(secret.id)}, "history"))["messages"] is None
            assert (await sam.ask({"open": str(secret.id)}, "history"))["messages"][0][
                "content"
            ] == "the plan"
            await one.did("send", channel=str(secret.id), text="nobody reads this")
            await sam.frame(lambda frame: frame["kind"] == "message")
            frames = await ana.all_until({"see": "ana"}, "snapshot")
            assert [frame["kind"] for frame in frames if frame["kind"] in ("message", "gone")] == []


async def test_a_viewer_sees_twitch_and_nothing_of_discord(tmp_path: Path) -> None:
    async with theatre(tmp_path) as (stage, page), browser(page) as one, one.line("viewer1") as line:
        assert line.snapshot["channels"] == []
        assert line.snapshot["commands"] == []
        await one.did("send", channel=str(stage.channels["lounge"]), text="among us")
        await one.did("say", text="hello chat")
        frames = [await line.frame(lambda frame: frame["kind"] in ("message", "line"))]
        assert frames[0]["line"]["text"] == "hello chat"
        status, said = await one.do("send", who="viewer1", channel=str(stage.channels["lounge"]), text="hi")
        assert (status, said["error"]) == (409, "pixelpete is on Twitch only.")


@pytest.mark.wire
async def test_an_ephemeral_answer_reaches_the_one_who_asked_and_nobody_else(tmp_path: Path) -> None:
    async with theatre(tmp_path) as (stage, page), small_bot(stage), browser(page) as one:
        place = str(stage.channels["assignments"])
        async with one.line("ana") as ana, one.line("candidate") as sam:
            said = await one.did("slash", channel=place, command="find", options={"problem": "two-sum"})
            assert said == {"answer": "done"}
            shown = await sam.frame(lambda frame: frame["kind"] == "message")
            assert shown["message"]["content"] == "**two-sum** in 25 min"
            assert shown["message"]["viewer_id"] == str(stage.role("candidate").discord_id)
            assert (await ana.ask({"open": place}, "history"))["messages"] == []
            assert len((await sam.ask({"open": place}, "history"))["messages"]) == 1
            await one.did("delete", message=shown["message"]["id"])
            assert (await sam.frame(lambda frame: frame["kind"] == "gone"))["id"] == shown["message"]["id"]
            frames = await ana.all_until({"see": "ana"}, "snapshot")
            assert not [frame for frame in frames if frame["kind"] in ("message", "gone")]


async def test_reactions_say_who_gave_them(tmp_path: Path) -> None:
    async with theatre(tmp_path) as (stage, page), browser(page) as one, one.line("ana") as line:
        said = await one.did("send", channel=str(stage.channels["lounge"]), text="look")
        await one.did("react", who="ana", message=said["message"], emoji="💡")
        shown = await line.frame(lambda frame: frame["kind"] == "message" and frame["message"]["reacted"])
        assert shown["message"]["reacted"] == {"💡": [str(stage.role("ana").discord_id)]}
        await one.did("react", who="ana", message=said["message"], emoji="💡", on=False)
        shown = await line.frame(lambda frame: frame["kind"] == "message")
        assert shown["message"]["reacted"] == {}


# what it does


async def test_what_discord_would_refuse_is_refused_in_its_words(tmp_path: Path) -> None:
    async with theatre(tmp_path) as (stage, page), browser(page) as one:
        said = await one.did("send", channel=str(stage.channels["lounge"]), text="mine")
        edited = await one.do("edit", who="ana", message=said["message"], text="hers")
        assert edited == (409, {"error": "Cannot edit a message authored by another user"})
        status, error = await one.do("send", channel=str(stage.channels["lounge"]), text="x" * 2001)
        assert status == 409
        assert "2000" in error["error"]
        assert (await one.do("delete", who="jo", message=said["message"]))[0] == 409
        await one.did("delete", who="mika", message=said["message"])


@pytest.mark.parametrize(
    ("verb", "body", "status"),
    [
        ("fly", {}, 404),
        ("send", {}, 400),
        ("send", {"channel": "not a number", "text": "x"}, 400),
        ("say", {"text": "x", "surprise": 1}, 400),
        ("say", {"text": "x", "who": "nobody"}, 409),
        ("clock", {"to": "yesterday"}, 400),
        ("submit", {"interaction": "1", "values": {}}, 409),
        ("click", {"message": "1", "custom_id": "x"}, 409),
        ("offline", {}, 409),
        ("start-over", {}, 409),
    ],
)
async def test_an_order_that_makes_no_sense_is_answered_with_a_sentence(
    tmp_path: Path, verb: str, body: Json, status: int
) -> None:
    async with theatre(tmp_path) as (_, page), browser(page) as one:
        got, said = await one.do(verb, **body)
        assert got == status, said
        assert said["error"]


async def test_a_form_that_is_no_json_is_refused(tmp_path: Path) -> None:
    async with theatre(tmp_path) as (_, page), browser(page) as one:
        answer = await one.session.post(f"{one.base}/do/say", data={"text": "x"}, headers=one.origin)
        assert answer.status == 415


@pytest.mark.wire
async def test_commands_suggestions_forms_buttons_and_menus_go_all_the_way(tmp_path: Path) -> None:
    async with theatre(tmp_path) as (stage, page), small_bot(stage), browser(page) as one, one.line() as line:
        place = str(stage.channels["assignments"])
        assert [command["name"] for command in line.snapshot["commands"]] == ["find", "note", "today"]
        said = await one.did("complete", channel=place, command="find", option="problem", typed="two")
        assert [choice["name"] for choice in said["choices"]] == ["Two Sum"]

        form = await one.did("slash", channel=place, command="note")
        assert (form["answer"], form["form"]["title"]) == ("form", "Log a problem")
        field = form["form"]["components"][0]["components"][0]["custom_id"]
        values = {field: "hash the complement"}
        assert (await one.do("submit", who="ana", interaction=form["interaction"], values=values))[0] == 409
        await one.did("submit", interaction=form["interaction"], values=values)
        await line.frame(
            lambda frame: frame.get("message", {}).get("content") == "Noted: hash the complement"
        )

        await one.did("slash", channel=place, command="today")
        today = await line.frame(lambda frame: bool(frame.get("message", {}).get("embeds")))
        number = today["message"]["id"]
        assert (await one.did("click", message=number, custom_id="today:solved"))["answer"] == "form"
        await one.did("choose", message=number, custom_id="today:swap", values=["Two Sum"])
        await line.frame(lambda frame: frame.get("message", {}).get("content") == "Swapped for Two Sum.")


async def test_a_command_without_a_bot_is_not_answered_and_that_is_said(tmp_path: Path) -> None:
    async with theatre(tmp_path) as (stage, page):
        stage.discord.control.asking.first_answer_seconds = 0.05
        place = str(stage.channels["assignments"])
        async with small_bot(stage):
            pass
        async with browser(page) as one:
            assert await one.did("slash", channel=place, command="today") == {"answer": "failed"}


async def test_files_threads_and_forum_posts_arrive(tmp_path: Path) -> None:
    async with theatre(tmp_path) as (stage, page), browser(page) as one, one.line("ana") as line:
        lounge, reviews = str(stage.channels["lounge"]), str(stage.channels["reviews"])
        file = {"name": "notes.txt", "data": "aGVsbG8="}
        said = await one.did("send", channel=lounge, text="", files=[file])
        shown = await line.frame(lambda frame: frame["kind"] == "message")
        attached = shown["message"]["attachments"][0]
        assert attached["filename"] == "notes.txt"
        async with one.session.get(attached["url"]) as answer:
            assert await answer.text() == "hello"
        broken = {"name": "notes.txt", "data": "not base64"}
        assert (await one.do("send", channel=lounge, text="", files=[broken]))[0] == 409

        thread = await one.did("thread", place=said["message"], name="about it")
        post = await one.did(
            "thread", who="ana", place=reviews, name="Two Sum", text="look at 12:34", tags=["easy"]
        )
        places = await line.frame(
            lambda frame: (
                frame["kind"] == "places" and any(c["id"] == post["channel"] for c in frame["channels"])
            )
        )
        seen = {channel["id"]: channel for channel in places["channels"]}
        assert seen[thread["channel"]]["parent_id"] == lounge
        assert seen[post["channel"]]["thread"]["excerpt"] == "look at 12:34"


async def test_only_the_streamer_goes_live_and_everybody_sees_it(tmp_path: Path) -> None:
    async with theatre(tmp_path) as (_, page), browser(page) as one, one.line("viewer1") as line:
        assert (await one.do("live", who="ana", title="mine"))[1] == {"error": "Only sam_preps can do that."}
        await one.did("live", title="thinking out loud")
        frame = await line.frame(lambda frame: frame["kind"] == "channel" and frame["channel"]["live_since"])
        assert frame["channel"]["title"] == "thinking out loud"
        assert (await one.do("live", title="again"))[1] == {"error": "The stream is on already."}
        await one.did("offline")
        await line.frame(lambda frame: frame["kind"] == "channel" and not frame["channel"]["live_since"])


async def test_a_reply_in_twitch_chat_names_what_it_answers(tmp_path: Path) -> None:
    async with theatre(tmp_path) as (_, page), browser(page) as one, one.line() as line:
        said = await one.did("say", who="viewer1", text="which pattern?")
        await one.did("say", text="wait and see", reply_to=said["message"])
        shown = await line.frame(lambda frame: frame["kind"] == "line" and frame["line"]["reply"])
        assert shown["line"]["reply"] == {
            "id": said["message"],
            "name": "pixelpete",
            "text": "which pattern?",
        }
        assert shown["line"]["badges"] == ["broadcaster"]


async def test_the_clock_moves_forward_and_every_page_hears_it(tmp_path: Path) -> None:
    async with theatre(tmp_path) as (stage, page), browser(page) as one, one.line("jo") as line:
        before = stage.clock.offset
        await one.did("clock", to="minute")
        assert stage.clock.offset - before == timedelta(minutes=1)
        await line.frame(lambda frame: frame["kind"] == "clock")
        status, said = await one.do("clock", to="timer")
        assert (status, said["error"]) == (409, "No clock is running. Write !timer 25 to start one.")
        await one.did("clock", to="tomorrow")
        frame = await line.frame(lambda frame: frame["kind"] == "clock")
        assert re.search(r"T0[56]:00:0\d", frame["clock"]["now"]), "07:00 in Berlin"


async def test_start_over_is_what_whoever_runs_the_rehearsal_says_it_is(tmp_path: Path) -> None:
    over = asyncio.Event()

    async def start_over() -> None:
        over.set()

    async with (
        theatre(tmp_path, start_over=start_over) as (_, page),
        browser(page) as one,
        one.line() as line,
    ):
        assert line.snapshot["house"]["start_over"] is True
        await one.did("start-over")
        assert over.is_set()


# the crowd, and under the hood


async def test_fifty_viewers_chat_and_each_guesses_once(tmp_path: Path) -> None:
    async with theatre(tmp_path) as (stage, _):
        await perform(stage.twitch.control, script(random.Random(7)), lambda: asyncio.sleep(0))
        lines = stage.twitch.control.history()
        assert len(lines) == LINES
        guessers = [line.sender.login for line in lines if line.text.startswith("!pattern")]
        assert len(guessers) == len(set(guessers)) == SIZE


async def test_the_crowd_comes_and_is_sent_home(tmp_path: Path) -> None:
    turn = asyncio.Event()
    async with (
        theatre(tmp_path, crowd_pause=turn.wait) as (stage, page),
        browser(page) as one,
        one.line() as line,
    ):
        await one.did("crowd")
        await line.frame(lambda frame: frame["kind"] == "house" and frame["house"]["crowd"])
        await one.did("crowd", on=False)
        await line.frame(lambda frame: frame["kind"] == "house" and not frame["house"]["crowd"])
        assert stage.twitch.control.history() == []


async def test_what_passes_is_shown_on_demand_with_its_bodies(tmp_path: Path) -> None:
    async with theatre(tmp_path) as (stage, page), browser(page) as one, one.line() as line:
        stage.journal.record("discord", "request", "GET", "/before", status=200)
        held = await line.ask({"hood": True}, "hood")
        assert "/before" in [exchange["path"] for exchange in held["exchanges"]]
        made = stage.journal.record("twitch", "request", "POST", "/chat/messages", request={"message": "hi"})
        assert (await line.frame(lambda frame: frame["kind"] == "passed"))["exchange"][
            "number"
        ] == made.number
        whole = await line.ask({"exchange": made.number}, "exchange")
        assert json.loads(whole["exchange"]["request"]) == {"message": "hi"}
        stage.journal.record("discord", "event", "HEARTBEAT_ACK", "session")
        frames = await line.all_until({"see": "ana"}, "snapshot")
        assert [frame["kind"] for frame in frames] == ["snapshot"], "a heartbeat says nothing worth reading"


def test_secrets_stay_under_the_hood() -> None:
    journal = Journal(FakeClock())
    made = journal.record(
        "twitch",
        "request",
        "POST",
        f"/webhooks/1/{'a' * 90}",
        query={"refresh_token": "r" * 30},
        request={"d": [{"token": "t" * 40}]},
        response={"access_token": "s" * 30, "expires_in": 5},
    )
    shown = json.dumps(JournalView(journal).whole(made.number))
    for secret in ("a" * 90, "r" * 30, "t" * 40, "s" * 30):
        assert secret not in shown
    assert "expires_in" in shown
