"""Two hours of stream with three hundred viewers, accelerated, against the real process over sockets.

One scene after the other: what a scene needs of those before it stands in `Evening`. Whoever adds one writes
a function and names it in `SCENES`.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import aiohttp
import pytest
from msgspec import Struct, field

from bot.rehearsal.loopback_discord import Post
from bot.rehearsal.loopback_twitch import User
from bot.twitch_pace import Limits
from tests.openapi import reference, violations
from tests.wire.theatre import SOON, Theatre, theatre
from tests.wire.watch import Watch

pytestmark = [pytest.mark.wire, pytest.mark.story]

VIEWERS = 300
FLOOD = timedelta(minutes=10)
A_SECOND = 20
"""Guesses."""
PAGES = 50
"""Of the overlay, all open at once."""
STREAMER = "sam_preps"
GRACE = timedelta(seconds=10)
SECOND = timedelta(seconds=1)
POST = "stream:chapters:"
NONSENSE = "kappa kappa"


class Evening(Struct):
    """The stage, who watches, and what everybody should remember."""

    house: Theatre
    watch: Watch
    viewers: list[User] = field(default_factory=list[User])
    guesses: dict[int, dict[str, str]] = field(default_factory=dict[int, dict[str, str]])
    """By round: the last word of each account, as the catalogue names it."""
    round_id: int = 0
    """The newest round."""
    options: list[str] = field(default_factory=list[str])
    """What is numbered in it."""
    figures: list[str] = field(default_factory=list[str])
    rng: Random = field(default_factory=lambda: Random(7))
    clock_began: datetime | None = None
    """When the present clock was started."""

    async def wait(self, **by: float) -> None:
        """Time passes."""
        await self.house.stage.clock.move(timedelta(**by))

    async def start_clock(self, text: str, needle: str) -> None:
        """The streamer starts one; `counted_to` reckons from here."""
        await self.ask(STREAMER, text, needle)
        self.clock_began = self.house.stage.clock()

    async def counted_to(self, **counted: float) -> None:
        """So much after that, however long the machine took for what was in between; and a second more."""
        assert self.clock_began is not None
        await self.house.stage.clock.move_to(self.clock_began + timedelta(**counted) + SECOND)

    async def ask(self, login: str, text: str, needle: str) -> str:
        """Somebody writes, and the bot's answer has these words in it."""
        asked = await self.house.chat(text, login)
        return (await self.house.chat_line(needle, after=asked)).text

    async def hears(self, needle: str, times: int = 1) -> None:
        """Until the bot has said so, by itself, and whatever it had to say in Discord as well."""
        await until(lambda: sum(needle in line.text for line in self.watch.lines) >= times, needle)
        waiting = "SELECT 1 FROM posts WHERE ended_at IS NULL"
        await until(lambda: not self.house.rows(waiting), "every claim is settled")

    async def post(self, needle: str) -> Post:
        """The one post about the stream says so."""
        found = await self.house.post(needle, "live")
        assert len(self.house.posts(POST, "live")) == 1
        return found

    async def round_on(self, title: str) -> None:
        """The bot opens a round; from here on guesses are for that one."""
        await self.hears(f"🧩 {title}: which pattern?")
        number, options = self.house.rows("SELECT id, options FROM rounds ORDER BY id DESC")[0]
        self.round_id, self.options = number, json.loads(options)
        self.guesses[number] = {}

    async def guess(self, who: User, number: int) -> None:
        """Somebody guesses, and it has to count."""
        await self.house.chat(f"!pattern {number}", who.login)
        self.guesses[self.round_id][who.id] = self.options[number - 1]

    async def counted(self) -> None:
        """Until every last word stands in the file as it was said."""
        number = self.round_id
        wanted = self.guesses[number]

        def all_there() -> bool:
            rows = self.house.rows(
                f"SELECT account, pattern FROM guesses WHERE platform = 'twitch' AND round_id = {number}"  # noqa: S608 - a number
            )
            return dict(rows) == wanted

        await until(all_there, "every guess counts")

    async def call(self, pattern: str) -> None:
        """The streamer's own call: a button in Discord, never in chat."""
        control, live = self.house.stage.discord.control, self.house.stage.channels["live"]
        number = self.round_id
        shown = await control.wait_for(
            lambda post: post.channel_id == live and f"round:guess:{number}" in str(post.components), SOON
        )
        asked = await control.click(self.house.sam, shown, f"round:guess:{number}")
        answer = await asked.answered(SOON)
        assert answer.post is not None
        await control.choose(self.house.sam, answer.post, f"round:pick:{number}", [pattern])
        await until(
            lambda: self.house.rows("SELECT call FROM rounds ORDER BY id DESC")[0][0] is not None, "the call"
        )


async def until(condition: Callable[[], bool], what: str) -> None:
    """Poll: nothing tells of a change inside the bot's file."""
    try:
        async with asyncio.timeout(SOON):
            while not condition():  # noqa: ASYNC110 - see above
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"waited in vain: {what}") from None


async def goes_live(evening: Evening) -> None:
    """Eight o'clock, three hundred people, one post."""
    house, twitch = evening.house, evening.house.stage.twitch.control
    await house.stage.clock.move_to(house.at(7, 59))
    await house.stage.bot.start()
    await house.post("week 3")
    await evening.wait(minutes=1)
    await twitch.go_live("Two hours of patterns", "Software and Game Development")
    await evening.post("🔴 Two hours of patterns")
    evening.viewers = [await twitch.create_user(f"viewer_{number}") for number in range(VIEWERS)]
    await twitch.create_user("elsewhere")


async def the_first_problem(evening: Evening) -> None:
    """A round with everybody, a pause, minutes that are added; the clock rings and gives the answer."""
    house = evening.house
    await evening.ask(STREAMER, "!problem 3sum", "leetcode.com/problems/3sum")
    await evening.round_on("3Sum (medium)")
    await evening.start_clock("!timer 25 3sum", "25:00 left")
    await evening.call("Two Pointers")
    for viewer in evening.viewers:  # everybody says something, and most change their minds
        await evening.guess(viewer, evening.rng.randint(1, 6))
    for step in range(10):
        await evening.wait(seconds=30)
        for viewer in evening.viewers[step::10][:25]:
            await evening.guess(viewer, evening.rng.randint(1, 6))
    for viewer in ("viewer_1", "viewer_2"):
        await house.stage.twitch.control.say(viewer, "!pattern stack", shared_from="elsewhere")
    await evening.counted()
    await evening.counted_to(minutes=10)
    paused = house.stage.clock()
    await evening.ask(STREAMER, "!timer pause", "paused with 14:5")
    await evening.ask("viewer_3", "!timer", "paused with 14:5")
    await evening.wait(minutes=4)
    await evening.ask(STREAMER, "!timer resume", "14:5")
    evening.clock_began = (evening.clock_began or paused) + (house.stage.clock() - paused)
    await evening.counted_to(minutes=12, seconds=31)
    await evening.hears("half-time, 12:30 left.")
    await evening.ask("mika_mods", "!timer add 5", "17:2")
    await evening.counted_to(minutes=25)
    await evening.hears("3Sum: 5 min left.")
    await evening.counted_to(minutes=29)
    await evening.hears("3Sum: 1 min left.")
    await evening.counted_to(minutes=30)
    await evening.hears("⏰ 3Sum: time is up (30 min).")
    await evening.guess(evening.viewers[4], 2)  # within the stream's delay
    await evening.counted()
    await evening.wait(seconds=10)
    await evening.hears("🧩 3Sum: it was Two Pointers.")
    await house.chat("!pattern 3", "viewer_5")  # too late, and nobody is told so
    await evening.ask(STREAMER, "!solved", "3Sum solved")
    await evening.counted()


async def a_crash_in_the_middle_of_a_clock(evening: Evening) -> None:
    """Killed without warning: clock, round and guesses are as they were; stopped early, logged."""
    house, stage = evening.house, evening.house.stage
    await evening.wait(minutes=3)
    await evening.ask(STREAMER, "!problem 124", "binary-tree-maximum-path-sum")
    await evening.round_on("Binary Tree Maximum Path Sum (hard)")
    await evening.start_clock("!timer hard binary-tree-maximum-path-sum", "45:00 left")
    for viewer in evening.viewers:
        await evening.guess(viewer, evening.rng.randint(1, 6))
    await evening.wait(minutes=12)
    await evening.counted()
    panel = await house.clock_panel(lambda state: state["phase"] == "running")
    await house.settled()
    await stage.bot.kill()
    await evening.wait(minutes=3)
    await stage.bot.start()
    again = await house.clock_panel(lambda state: state["phase"] == "running")
    assert again["endsAt"] == panel["endsAt"]
    await evening.ask("viewer_7", "!timer", "left, ends")
    await evening.counted()
    for viewer in evening.viewers[:50]:
        await evening.guess(viewer, evening.rng.randint(1, 6))
    await evening.counted()
    await evening.counted_to(minutes=22, seconds=31)
    await evening.hears("Binary Tree Maximum Path Sum: half-time, 22:30 left.")
    answer = await evening.ask(STREAMER, "!timer stop", "stopped after 22:3")
    assert "!failed 124 23" in answer
    await evening.wait(seconds=11)
    await evening.hears("🧩 Binary Tree Maximum Path Sum: it was Trees.")
    await evening.ask(STREAMER, "!failed", "Binary Tree Maximum Path Sum not solved")


async def a_drop_of_five_minutes(evening: Evening) -> None:
    """The stream breaks off while a clock runs, and comes back as another one: the post stays the same."""
    twitch = evening.house.stage.twitch.control
    await evening.wait(minutes=2)
    await evening.ask(STREAMER, "!problem valid-parentheses", "leetcode.com/problems/valid-parentheses")
    await evening.round_on("Valid Parentheses (easy)")
    await evening.start_clock("!timer 30 valid-parentheses", "30:00 left")
    await evening.wait(minutes=2)
    await twitch.go_offline()
    await evening.post("⏸ Two hours of patterns")
    await evening.wait(minutes=5)
    await twitch.go_live()
    await evening.post("🔴 Two hours of patterns")


async def a_flood(evening: Evening) -> None:
    """Twenty guesses a second for ten minutes, nonsense among them: a few lines at most, and no lag."""
    house, stage = evening.house, evening.house.stage
    began, started = stage.clock(), time.perf_counter()
    every = timedelta(seconds=10)
    a_step = A_SECOND * every // SECOND
    guesses, answers = 0, list[float]()
    pages = asyncio.create_task(_ask_for_the_page(stage.overlay_url))
    options, held = evening.options, evening.guesses[evening.round_id]
    shown: dict[int, dict[str, Any]] = {}
    audience = asyncio.gather(*(_watch(stage.overlay_url, page, shown) for page in range(PAGES)))
    assert evening.clock_began is not None
    half = (evening.clock_began + timedelta(minutes=15) - began) // every
    for step in range(FLOOD // every):
        for _ in range(a_step):
            viewer, number = evening.rng.choice(evening.viewers), evening.rng.randint(1, 6)
            if evening.rng.random() < 0.05:
                await house.chat(f"!pattern {NONSENSE}", viewer.login)
            else:
                await house.chat(f"!pattern {number}", viewer.login)
                held[viewer.id] = options[number - 1]
            guesses += 1
        if step % 10 == 5:
            asked = time.perf_counter()
            await evening.ask("quietquinn", "!timer", "left, ends")
            answers.append(time.perf_counter() - asked)
        await evening.wait(seconds=every.total_seconds())
        if step == half:
            await evening.hears("Valid Parentheses: half-time, 15:00 left.")
    took = time.perf_counter() - started
    pages.cancel()
    lags = (await asyncio.gather(pages, return_exceptions=True))[0]
    await evening.counted()
    await until(
        lambda: len(shown) == PAGES and all(state["total"] == len(held) for state in shown.values()),
        "every page shows every guess",
    )
    audience.cancel()
    await asyncio.gather(audience, return_exceptions=True)
    assert len({json.dumps(state) for state in shown.values()}) == 1
    said = [line.text for line in evening.watch.since(began)]
    of_flood = [line for line in said if "left, ends" not in line and "half-time" not in line]
    assert guesses == 12_000
    assert len(of_flood) <= 10, of_flood
    evening.figures.append(
        f"flood: {guesses} guesses in {took:.1f} s ({guesses / took:.0f} a second), {len(of_flood)} lines "
        f"said; !timer answered within {max(answers) * 1000:.0f} ms; {lags}"
    )
    await evening.wait(minutes=0)
    await until(
        lambda: "half-time" in " ".join(line.text for line in evening.watch.since(began)), "half-time"
    )


async def _watch(url: str, page: int, shown: dict[int, dict[str, Any]]) -> None:
    """One page of the overlay: what its split shows by now."""
    line = url.replace("http://", "ws://").replace("/overlay", "/ws")
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{line}?panels=pattern") as socket:
        async for message in socket:
            frame = json.loads(message.data)
            if frame.get("panel") == "pattern":
                shown[page] = frame["state"]


async def _ask_for_the_page(url: str) -> str:
    """Ask for the page again and again while the chat is flooded: how long the bot keeps others waiting."""
    took: list[float] = []
    try:
        async with aiohttp.ClientSession() as session:
            while True:
                began = time.perf_counter()
                async with session.get(url) as answer:
                    await answer.read()
                took.append(time.perf_counter() - began)
                await asyncio.sleep(0.05)
    except asyncio.CancelledError:
        ordered = sorted(took)
        middle, late = statistics.median(ordered), ordered[int(len(ordered) * 0.99)]
        return f"the overlay's page {middle * 1000:.0f} ms, 99 of 100 within {late * 1000:.0f} ms"


async def the_answer_after_the_flood(evening: Evening) -> None:
    """The clock rings, and the round says what became of it."""
    await evening.counted_to(minutes=25)
    await evening.hears("Valid Parentheses: 5 min left.")
    await evening.counted_to(minutes=29)
    await evening.hears("Valid Parentheses: 1 min left.")
    await evening.counted_to(minutes=30)
    await evening.hears("⏰ Valid Parentheses: time is up (30 min).")
    await evening.wait(seconds=11)
    await evening.hears("🧩 Valid Parentheses: it was Stack.")
    await evening.ask(STREAMER, "!solved", "Valid Parentheses solved")


async def a_design_in_four_parts(evening: Evening) -> None:
    """Sections on every surface, while Twitch moves the bot elsewhere and closes its socket."""
    house, twitch = evening.house, evening.house.stage.twitch.control
    live = house.stage.channels["live"]
    await evening.wait(minutes=4)
    await evening.start_clock("!timer design", "Now requirements.")
    began = 7
    for number, (name, length) in enumerate(
        (("high-level design", 13), ("deep dive", 17), ("trade-offs", 8)), 2
    ):
        await evening.counted_to(minutes=began)
        began += length
        await evening.hears(f"now {name} ({number} of 4), {length} min.")
        await house.post(f"** ({number} of 4), {length} min", "live")
        panel = await house.clock_panel(lambda state: state["phase"] == "running")
        assert [part["name"] for part in panel["parts"]][number - 1] == name
        if number == 2:
            await twitch.reconnect(during=lambda: house.chat("!moment the queue in front", "pixelpete"))
            await evening.hears("📍 Marked at")
        if number == 3:
            old = twitch.sockets()
            await twitch.close_sockets(4000)
            await twitch.wait_until(
                lambda old=old: len(twitch.subscriptions()) >= 4 and not set(old) & set(twitch.sockets()),
                SOON,
            )
            await evening.ask("quietquinn", "!moment back of the envelope", "📍 Marked at")
    await evening.counted_to(minutes=began)
    await evening.hears("⏰ Design: time is up (45 min).")
    await until(
        lambda: (
            not [
                post
                for post in house.stage.discord.control.history(live, limit=200)
                if "of 4)" in post.content
            ]
        ),
        "the lines of a clock that is over are taken away",
    )


async def the_end(evening: Evening) -> None:
    """Off; ten minutes later the same post sums up, and Twitch has both recordings."""
    stage = evening.house.stage
    await evening.wait(minutes=2)
    await stage.twitch.control.go_offline()
    await evening.post("⏸ Two hours of patterns")
    await evening.wait(minutes=11)
    await evening.post("⏹ Two hours of patterns")
    over = await stage.discord.control.wait_for(
        lambda post: POST in str(post.buttons) and "Recording 2" in post.buttons, SOON
    )
    await evening.post("in 2 parts")
    whole = str(over.embeds)
    for needle in ("3Sum", "Valid Parentheses", "Binary Tree Maximum Path Sum", "the queue in front"):
        assert needle in whole
    pressed = await stage.discord.control.click(evening.house.sam, over, over.custom_id("Chapters"))
    chapters = (await pressed.answered(SOON)).text
    for needle in ("00:00 Intro", "3Sum (medium)", "Valid Parentheses", "back of the envelope", "Part 2"):
        assert needle in chapters


async def a_recording_for_review(evening: Evening) -> None:
    """Sam hands in what Twitch has by the button under the post; friends find it in the forum, once."""
    house, control = evening.house, evening.house.stage.discord.control
    over = await control.wait_for(lambda post: "Hand in for review" in post.buttons, SOON)
    other = await control.click(
        house.stage.role("ana").discord_id or 0, over, over.custom_id("Hand in for review")
    )
    assert "stream" in (await other.answered(SOON)).text.lower()
    shown = await control.click(house.sam, over, over.custom_id("Hand in for review"))
    await shown.acknowledged(SOON)
    assert shown.opened_modal is not None
    title, look_at = [row["component"]["custom_id"] for row in shown.opened_modal["components"]]
    sent = await control.submit_modal(house.sam, shown, {title: "Two hours out loud", look_at: "the drop"})
    assert "Handed in" in (await sent.answered(SOON)).text
    forum = house.stage.channels["reviews"]
    await control.until(
        lambda: [one.name for one in control.core.world.channels.values() if one.parent_id == forum], SOON
    )
    await house.settled()
    threads = [one for one in control.core.world.channels.values() if one.parent_id == forum]
    assert ["Two hours out loud" in one.name for one in threads] == [True]
    [(link, video)] = house.rows(
        "SELECT link, (SELECT video_url FROM broadcasts ORDER BY started_at DESC LIMIT 1) FROM recordings"
    )
    assert link == video


async def nothing_lost_nothing_twice(evening: Evening) -> None:
    """What the file holds, what stands in Discord and what was said in chat are the same things, once."""
    house, stage = evening.house, evening.house.stage
    await house.settled()
    house.check_file()
    tries = house.rows("SELECT problem, solved FROM attempts WHERE undone_at IS NULL ORDER BY id")
    assert tries == [(15, 1), (124, 0), (20, 1)]
    assert house.rows("SELECT count(*) FROM streams") == [(1,)]
    assert house.rows("SELECT count(*) FROM broadcasts WHERE video_id IS NOT NULL") == [(2,)]
    for number, wanted in evening.guesses.items():
        rows = house.rows(f"SELECT account, pattern FROM guesses WHERE round_id = {number}")  # noqa: S608 - a number
        assert dict(rows) == wanted
    live = str(stage.channels["live"])
    claimed = house.rows(
        "SELECT message_id, channel FROM posts WHERE platform = 'discord' AND kind <> 'timer-mark'"
    )
    bot = stage.discord.control.bot_user.id
    history = stage.discord.control.history(stage.channels["live"], limit=500)
    standing = [str(post.id) for post in history if post.author_id == bot and not post.ephemeral]
    assert sorted(standing) == sorted(each for each, channel in claimed if channel == live)
    said = house.rows("SELECT count(*) FROM posts WHERE platform = 'twitch' AND message_id IS NOT NULL")[0][0]
    assert evening.watch.announced().total() == said
    assert set(evening.watch.announced().values()) == {1}
    assert house.rows("SELECT kind, subject FROM posts WHERE message_id IS NULL") == []
    assert await stage.bot.stop() == 0


SCENES: tuple[Callable[[Evening], Awaitable[None]], ...] = (
    goes_live,
    the_first_problem,
    a_crash_in_the_middle_of_a_clock,
    a_drop_of_five_minutes,
    a_flood,
    the_answer_after_the_flood,
    a_design_in_four_parts,
    the_end,
    a_recording_for_review,
    nothing_lost_nothing_twice,
)


async def test_two_hours_of_stream_lose_nothing_and_say_nothing_twice(tmp_path: Path) -> None:
    """Live, three problems with rounds, a crash, a drop, a flood, a design, the end and its recordings."""
    async with theatre(tmp_path) as house:
        evening = Evening(house, Watch(house.stage))
        began = time.perf_counter()
        try:
            for scene in SCENES:
                scene_began = time.perf_counter()
                await scene(evening)
                evening.figures.append(f"{scene.__name__}: {time.perf_counter() - scene_began:.1f} s")
            evening.watch.check(Limits().per_minute)
        except BaseException:
            print("\n".join(house.stage.bot.lines))  # noqa: T201 - what the bot said explains the failure
            print("\n".join(f"{line.at:%H:%M:%S} {line.text}" for line in evening.watch.lines))  # noqa: T201
            raise
        lines, calls = len(evening.watch.lines), evening.watch.calls
        evening.figures.append(f"{lines} lines and {calls} calls in {time.perf_counter() - began:.1f} s")
        print("\n".join(evening.figures))  # noqa: T201 - measured, not asserted
        assert violations(evening.watch.exchanges, reference()) == []
