"""Fifty viewers who chat and guess for a minute."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator

from bot.rehearsal.loopback_twitch import Control

SIZE = 50
LASTS = 60.0
LINES = 180
_FIRST = ("late", "lazy", "tiny", "neon", "mild", "calm", "dizzy", "salty", "rusty", "lucky")
_SECOND = ("otter", "vector", "panda", "stack", "comet")
_SAID = (
    "hi all",
    "what did I miss?",
    "ooh, this one is nice",
    "brute force first, then talk about it",
    "can you say the invariant out loud?",
    "clean so far",
    "edge case: an empty list",
    "I had this one last week",
    "is that O(n log n)?",
    "the indices are off by one, no?",
    "narrate!",
    "wait, why not sort it first?",
    "that was quick",
    "tests before you say done :)",
    "good luck!",
    "I would use a set here",
    "how long is left?",
    "!timer",
    "!today",
    "!commands",
)
_GUESSES = (
    "two pointers",
    "sliding window",
    "stack",
    "binary search",
    "hash map",
    "heap",
    "graphs",
    "1-d dp",
    "trees",
)


def script(rng: random.Random) -> Iterator[tuple[str, str]]:
    """Who says what, in order: everybody guesses once, and the rest is talk."""
    names = [f"{first}_{second}" for first in _FIRST for second in _SECOND]
    favourite = rng.choice(_GUESSES)
    guesses = [
        (name, f"!pattern {favourite if rng.random() < 0.5 else rng.choice(_GUESSES)}") for name in names
    ]
    talk = [(rng.choice(names), rng.choice(_SAID)) for _ in range(LINES - len(guesses))]
    lines = guesses + talk
    rng.shuffle(lines)
    yield from lines


async def perform(
    control: Control, lines: Iterator[tuple[str, str]], pause: Callable[[], Awaitable[object]]
) -> None:
    """Say the lines one by one, each after a pause; who is not there yet makes an account first."""
    known = {user.login for user in control.users()}
    for login, text in lines:
        await pause()
        if login not in known:
            await control.create_user(login)
            known.add(login)
        await control.say(login, text)


class Crowd:
    """The fifty, let in and sent home by the page."""

    def __init__(
        self,
        control: Control,
        changed: Callable[[], None],
        pause: Callable[[], Awaitable[object]] | None = None,
    ) -> None:
        self._control = control
        self._changed = changed
        self._pause = pause or (lambda: asyncio.sleep(LASTS / LINES))
        self._task: asyncio.Task[None] | None = None

    @property
    def here(self) -> bool:
        """Whether they are chatting."""
        return self._task is not None

    def let_in(self) -> None:
        """Let them begin; nothing happens where they are here."""
        if self._task is None:
            seed = random.Random()  # noqa: S311  # small talk
            self._task = asyncio.create_task(perform(self._control, script(seed), self._pause))
            self._task.add_done_callback(self._gone)
            self._changed()

    async def send_home(self) -> None:
        """End it, and wait until it has ended."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait((self._task,))

    def _gone(self, task: asyncio.Task[None]) -> None:
        self._task = None
        self._changed()
        if not task.cancelled():
            task.result()
