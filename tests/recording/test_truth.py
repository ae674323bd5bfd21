"""The tally equals Discord's own state, whatever happened in whichever order, heard or missed."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Generator
from pathlib import Path
from typing import Any

import discord
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec import Struct

from bot.recording.model import RecordingId, read_message
from bot.recording.review_store import ReviewStore
from tests.recording.house import House, labels, open_house

STORIES = 30
"""What may happen to one post, so many times."""
EMOJI = ("✅", "🔇", "💡", "👍")
WORDS = ("1:00 clear", "2:00 silent hm\n3:00 rambled", "nice one", "12:99 silent", "4:00-4:30 froze")


class Deed(Struct, frozen=True):
    """Something that somebody does, and whether the bot hears of it when it happens."""

    verb: str
    who: int = 0
    emoji: str = "✅"
    words: str = ""
    heard: bool = True
    calls: int = 0
    """How many calls of a look have been made when the next deed is done."""


DEEDS = st.one_of(
    st.builds(
        Deed,
        st.sampled_from(("react", "react", "unreact")),
        st.integers(0, 3),
        st.sampled_from(EMOJI),
        heard=st.booleans(),
    ),
    st.builds(Deed, st.just("clear"), emoji=st.sampled_from((*EMOJI, "")), heard=st.booleans()),
    st.builds(Deed, st.just("write"), st.integers(0, 3), words=st.sampled_from(WORDS), heard=st.booleans()),
    st.builds(Deed, st.sampled_from(("edit", "delete")), words=st.sampled_from(WORDS), heard=st.booleans()),
    st.builds(Deed, st.just("look"), calls=st.integers(0, 11)),
    st.builds(Deed, st.just("restart")),
)


def _to_nobody(_event: str, _payload: object) -> None:
    """An event that is lost."""


def stories() -> list[list[Deed]]:
    """The same ones every time: hypothesis only draws here."""
    drawn: list[list[Deed]] = []

    @settings(
        max_examples=STORIES,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large),
    )
    @given(st.lists(DEEDS, min_size=4, max_size=16))
    def draw(story: list[Deed]) -> None:
        drawn.append(story)

    draw()
    return drawn


class Play:
    """One post, and the deeds done to it."""

    def __init__(self, house: House, number: int, post: discord.Message) -> None:
        self._house = house
        self._backend: Any = house.env.backend
        self._people = (house.sam, house.ana, house.jo, house.mo)
        self.number = number
        self.post = post
        self.missed = False
        self._looks: list[asyncio.Task[None]] = []

    @contextlib.contextmanager
    def _ears(self, *, heard: bool) -> Generator[None]:
        """Without them nothing that happens reaches the bot."""
        if heard:
            yield
            return
        self.missed = True
        self._backend.emit = _to_nobody
        try:
            yield
        finally:
            del self._backend.emit

    async def do(self, deed: Deed) -> None:
        """As Discord would do it, its event included where it is heard."""
        if deed.verb == "restart":
            await asyncio.gather(*self._looks)
            await self._house.restart()
            self.missed = False
        elif deed.verb == "look":
            # what happens next happens while the bot looks
            self.missed = False
            _with_a_way_to_go(self._house.bot)
            made = self._house.env.http_requests
            enough = len(made) + deed.calls
            cog: Any = self._house.bot.get_cog("Reviews")
            look = asyncio.create_task(cog.on_resumed())
            self._looks.append(look)
            while len(made) < enough and not look.done():  # noqa: ASYNC110 - simcord tells nobody of a call
                await asyncio.sleep(0)
        else:
            with self._ears(heard=deed.heard):
                self._act(deed)
            await asyncio.sleep(0)

    def _act(self, deed: Deed) -> None:
        backend, place, message = self._backend, self.post.channel.id, self.post.id
        who = self._people[deed.who].id
        comments = self.comments()
        match deed.verb:
            case "react" | "unreact":
                backend.set_reaction(place, message, deed.emoji, who, deed.verb == "react")
            case "clear" if deed.emoji:
                backend.clear_reaction(place, message, deed.emoji)
            case "clear":
                backend.clear_reactions(place, message)
            case "write":
                backend.create_message(self.post.id, who, deed.words)
            case "edit" if comments:
                backend.edit_message(self.post.id, comments[-1].id, {"content": deed.words})
            case "delete" if comments:
                backend.delete_message(self.post.id, comments[0].id)
            case _:
                pass

    def comments(self) -> list[discord.Message]:
        """What people wrote in the thread."""
        thread = next(each for each in self._house.reviews.threads if each.id == self.post.id)
        return [each for each in thread.history() if not each.author.bot]

    async def check(self) -> None:
        """Ours and Discord's, side by side."""
        house = self._house
        await asyncio.gather(*self._looks)
        await house.settle()
        if self.missed:
            await house.restart()
        theirs = {emoji: len(people) for emoji, people in house.reactions(self.post).items()}
        assert await house.counts(self.number) == theirs
        held = await house.database.read(lambda tx: ReviewStore(tx).moments(RecordingId(self.number)))
        ours = sorted((each.author, str(each.remark)) for each in held)
        assert ours == sorted(
            (str(comment.author.id), str(remark))
            for comment in self.comments()
            for remark in read_message(comment.content).remarks
        )


def _with_a_way_to_go(bot: Any) -> None:
    """Let other things happen between two calls, as on a network; simcord answers in the same breath."""
    plain = bot.http.request
    if getattr(plain, "slow", False):
        return

    async def request(*args: Any, **rest: Any) -> Any:
        answer = await plain(*args, **rest)
        for _ in range(5):
            await asyncio.sleep(0)
        return answer

    request.slow = True  # type: ignore[attr-defined]
    bot.http.request = request


@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.story) for part in (1, 2))])
async def test_after_any_story_the_tally_is_what_stands_on_discord(tmp_path: Path, part: int) -> None:
    async with open_house(tmp_path) as house:
        for number, story in enumerate(stories()[part::3], 1):
            await house.submit(title=f"Take {number}")
            play = Play(house, number, house.posts()[-1])
            for deed in story:
                await play.do(deed)
            try:
                await play.check()
            except AssertionError as error:
                raise AssertionError(f"after {story}") from error
        assert house.mishaps() == []
        assert house.told == []
        assert all("Manage" in labels(each) for each in house.posts())


async def test_what_happens_during_a_look_counts_at_whichever_call_it_happens(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await house.submit()
        play = Play(house, 1, house.post)
        for calls in range(12):
            given = calls % 2 == 0
            await play.do(Deed("look", calls=calls))
            await play.do(Deed("react" if given else "unreact", 1, "✅"))
            await play.do(Deed("unreact" if given else "react", 2, "🔇"))
            await play.do(Deed("write", 1, words="1:00 clear"))
            await play.do(Deed("delete"))
            await play.do(Deed("write", 2, words="2:00 silent hm"))
            await play.check()
        assert house.mishaps() == []
