"""Recordings over sockets with the real process: one post however it dies, and the tally that Discord has."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.rehearsal.faults import Fault
from bot.rehearsal.loopback_discord import Post, permission, threads
from bot.rehearsal.loopback_discord.checks.component import walk
from bot.rehearsal.loopback_discord.files import Upload
from tests.openapi import reference, violations
from tests.wire.theatre import SOON, Theatre, theatre

pytestmark = pytest.mark.wire

MARK = "recording:manage:"
EIGHT = {"✅", "🔇", "😰", "🌀", "💡", "💬", "💻", "🧪"}
LINK = "https://youtu.be/abc"
ROUNDS = 40


class Reviews:
    """A stage on which recordings are reviewed."""

    def __init__(self, house: Theatre) -> None:
        self.house = house
        self.control = house.stage.discord.control
        self.ana = house.stage.role("ana").discord_id or 0
        self.jo = house.stage.role("jo").discord_id or 0
        self.mika = house.stage.role("mika").discord_id or 0

    async def submit(self, title: str, options: Mapping[str, Any] | None = None) -> Post:
        """Sam hands one in, by the command and its form; what only he sees then."""
        await self.control.until(lambda: self.control.core.world.commands, SOON)
        place = self.house.stage.channels["lounge"]
        wanted = {"link": LINK, "stage": 2} if options is None else dict(options)
        shown = await self.control.slash(self.house.sam, place, "submit", wanted)
        await shown.acknowledged(SOON)
        assert shown.opened_modal is not None, (await shown.answered()).text
        fields = [row["component"]["custom_id"] for row in shown.opened_modal["components"]]
        sent = await self.control.submit_modal(
            self.house.sam, shown, {fields[0]: title, fields[1]: "the first minutes"}
        )
        answer = await sent.answered(SOON)
        assert "Handed in" in answer.text
        assert answer.post is not None
        return answer.post

    def posts(self) -> list[Post]:
        """Every review post that stands, in every thread of the forum."""
        forum = self.house.stage.channels["reviews"]
        threads = [each for each in self.control.core.world.channels.values() if each.parent_id == forum]
        held = [post for thread in threads for post in self.control.history(thread.id)]
        return [
            post
            for post in held
            if any(str(one.get("custom_id", "")).startswith(MARK) for one in walk(post.components))
        ]

    async def seeded(self) -> Post:
        """The one post, with all eight under it."""
        await self.control.until(
            lambda: [set(post.reactions) >= EIGHT for post in self.posts()] == [True], SOON
        )
        return self.posts()[0]

    def people(self, post: Post) -> dict[str, set[str]]:
        """What stands under it on Discord, without the bot and Sam."""
        _, message = self.control.message_of(post, self.ana)
        out = {self.control.core.bot_id, self.house.sam}
        held = {emoji: set(users) - out for emoji, users in message.reactions.items() if emoji in EIGHT}
        return {emoji: {str(user) for user in users} for emoji, users in held.items() if users}

    def held(self) -> dict[str, set[str]]:
        """The same in our file."""
        names = {
            "forward": "✅", "silent": "🔇", "froze": "😰", "rambled": "🌀",
            "approach": "💡", "clear": "💬", "code": "💻", "tested": "🧪",
        }  # fmt: skip
        found: dict[str, set[str]] = {}
        for statement, voter in self.house.rows("SELECT statement, voter FROM recording_votes"):
            found.setdefault(names[statement], set()).add(voter)
        return found

    async def equal(self, post: Post) -> None:
        """Ours is what Discord has, at the latest when the bot has answered a few questions more."""
        for _ in range(ROUNDS):
            if self.held() == self.people(post):
                return
            # a reaction is answered with nothing, and whatever is asked after it is answered later
            asked = await self.house.write("!help today", "lounge")
            await self.house.post("today", "lounge", after=asked)
        assert self.held() == self.people(post)

    async def pinned(self, post: Post, *words: str) -> None:
        """The comments with these words carry the bot's mark."""

        def marked() -> bool:
            said = {each.content: each for each in self.control.history(post.channel_id)}
            return all(word in said and "📌" in said[word].reactions for word in words)

        await self.control.until(marked, SOON)


@pytest.mark.story
async def test_a_recording_from_the_form_to_its_summary_with_the_bot_down_in_between(tmp_path: Path) -> None:
    async with theatre(tmp_path) as house:
        stage, reviews = house.stage, Reviews(house)
        control = reviews.control
        await stage.bot.start()
        await reviews.submit("Two Sum, out loud", {"link": LINK, "stage": 2, "problem": "two sum"})
        post = await reviews.seeded()
        assert post.content == LINK
        for who, emoji in ((reviews.ana, "✅"), (reviews.ana, "🔇"), (reviews.jo, "✅"), (house.sam, "💻")):
            await control.react(who, post, emoji)
        await control.send(reviews.ana, post.channel_id, "12:34 silent stuck on base case")
        await reviews.pinned(post, "12:34 silent stuck on base case")
        await control.unreact(reviews.jo, post, "✅")
        await reviews.equal(post)

        await stage.bot.kill()
        await control.react(reviews.mika, post, "💡")
        await control.unreact(reviews.ana, post, "🔇")
        await control.send(reviews.jo, post.channel_id, "12:38 🔇")
        await stage.bot.start()
        # read again once Discord is ready, which is a moment after the start
        await reviews.pinned(post, "12:34 silent stuck on base case", "12:38 🔇")
        await reviews.equal(post)
        assert reviews.held() == {"✅": {str(reviews.ana)}, "💡": {str(reviews.mika)}}

        pressed = await control.click(reviews.ana, post, post.custom_id("Score it privately"))
        page = (await pressed.answered(SOON)).post
        assert page is not None
        for select in page.selects:
            chosen = await control.choose(reviews.ana, page, select["custom_id"], ["3"])
            await chosen.acknowledged(SOON)

        await stage.clock.move(timedelta(days=7, minutes=1))
        closing = await control.wait_for(lambda each: "A week is over" in each.content, SOON)
        assert "1 of 2 reviewers would move Sam forward" in closing.text
        assert "silent (2)" in closing.text
        mine = await control.click(house.sam, closing, closing.custom_id("What the forms say"))
        assert "Problem solving **3**" in (await mine.answered(SOON)).text
        assert len(reviews.posts()) == 1
        await house.settled()
        house.check_file()
        assert violations(stage.journal.since(0), reference()) == []


@pytest.mark.story
@pytest.mark.parametrize("later", [False, True])
async def test_a_process_killed_while_the_post_appears_never_posts_twice(tmp_path: Path, later: bool) -> None:
    async with theatre(tmp_path) as house:
        stage, reviews = house.stage, Reviews(house)
        await stage.bot.start()
        with house.killing(lambda event, payload: event == "THREAD_CREATE"):
            await reviews.submit("Killed in the middle")
            await reviews.control.until(lambda: reviews.posts(), SOON)
        await stage.bot.kill()
        await stage.clock.move(timedelta(minutes=5 if later else 0))
        await stage.bot.start()
        post = await reviews.seeded()
        await reviews.control.react(reviews.ana, post, "✅")
        await reviews.equal(post)
        await house.settled()
        assert len(reviews.posts()) == 1


@pytest.mark.story
async def test_a_call_that_is_cut_or_refused_is_tried_again_and_never_doubles(tmp_path: Path) -> None:
    async with theatre(tmp_path) as house:
        stage, reviews = house.stage, Reviews(house)
        await stage.bot.start()
        forum = stage.channels["reviews"]
        faults = stage.discord.faults
        faults.add(Fault(rf"/channels/{forum}/threads", "POST", cut="after"))
        faults.add(Fault(r"/channels/\d+/messages/\d+/reactions/.*", "PUT", times=3, status=503))
        await reviews.submit("Cut off")
        await stage.clock.move(timedelta(seconds=6))
        await reviews.control.until(lambda: len(reviews.posts()) == 1, SOON)
        await house.settled()
        for _ in range(6):
            # each look is over before the time moves on, or the moves would be one
            await stage.clock.move(timedelta(minutes=1))
            with contextlib.suppress(TimeoutError):
                await reviews.control.until(lambda: set(reviews.posts()[0].reactions) >= EIGHT, 1.0)
        post = await reviews.seeded()
        await reviews.control.react(reviews.ana, post, "✅")
        await reviews.equal(post)
        assert len(reviews.posts()) == 1


@pytest.mark.story
async def test_what_is_taken_back_goes_from_a_post_that_discord_has_put_away(tmp_path: Path) -> None:
    """An archived thread takes no edits, and a forum puts its posts away after a few idle days."""
    async with theatre(tmp_path) as house:
        stage, reviews = house.stage, Reviews(house)
        control = reviews.control
        await stage.bot.start()
        mine = await reviews.submit("Put away")
        post = await reviews.seeded()
        thread = control.core.world.channels[post.channel_id]
        await control.change_thread(house.sam, thread.id, archived=True)
        sure = await control.click(house.sam, mine, mine.custom_id("Take it back"))
        await sure.acknowledged(SOON)
        mine = control.message(mine, house.sam)
        await (await control.click(house.sam, mine, mine.custom_id("Yes, take it back"))).acknowledged(SOON)
        await control.until(lambda: not control.message(post).content, SOON)
        assert "took this recording back" in control.message(post).text
        # nobody's list of threads shows it again
        await control.until(lambda: thread.part.archived, SOON)
        assert not [line for line in stage.bot.lines if " WARNING " in line and "old state" in line]
        assert violations(stage.journal.since(0), reference()) == []


@pytest.mark.story
async def test_a_file_is_fetched_from_the_cdn_and_posted_and_a_locked_thread_is_told(tmp_path: Path) -> None:
    async with theatre(tmp_path) as house:
        stage, reviews = house.stage, Reviews(house)
        control = reviews.control
        await stage.bot.start()
        await reviews.submit("A clip", {"file": Upload("run.mp4", b"\0" * 5000), "stage": 2})
        post = await reviews.seeded()
        (attached,) = post.attachments
        assert (attached["filename"], attached["size"]) == ("run.mp4", 5000)
        control.set_overwrite(stage.channels["reviews"], control.core.bot_id, deny=permission.MANAGE_THREADS)
        thread = control.core.world.channels[post.channel_id]
        threads.change(control.core, thread, house.sam, {"locked": True})
        await stage.clock.move(timedelta(days=7, minutes=1))
        told = await control.wait_for(lambda each: "is locked" in each.text, SOON)
        assert told.channel_id == control.open_dm(house.sam).id
        await house.settled()
