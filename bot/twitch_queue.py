"""What we say in Twitch chat, one line after another: limits, priorities, never the same text twice."""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import logging
import time
from collections.abc import Awaitable, Callable
from enum import IntEnum

from msgspec import Struct

from bot.twitch_pace import Limits, Pace

logger = logging.getLogger(__name__)

LONGEST = 500
"""Characters that Twitch takes in one message."""
DIFFERENCE = " \U000e0000"
"""Appended to a line that was just said: Twitch drops a repeat, and people see no difference."""
VARIANTS = 4
"""How often a line may be said within `Limits.same_text`; whoever asks more often is read the last answer."""

Send = Callable[[str, str | None], Awaitable[str]]
"""Says a line, in reply to a message or not, and returns its id. Raises what stands below."""
Gate = Callable[[], Awaitable[bool]]
"""Asked right before a line is said for the first time: whether it still should be."""


class TryLater(Exception):
    """The line surely did not arrive, and may in `after` seconds."""

    def __init__(self, after: float | None = None) -> None:
        super().__init__("Twitch asks for patience")
        self.after = after


class Repeated(Exception):
    """Twitch dropped the line because it said the same a moment ago."""


class Refused(Exception):
    """Twitch will not have this line; `str(error)` says why."""


class Uncertain(Exception):
    """Nobody knows whether the line arrived; saying it again could say it twice."""


class Priority(IntEnum):
    """What goes first; smaller is sooner."""

    ALARM = 0
    ANSWER = 1


class _Line(Struct):
    text: list[str]
    """What is left to say of it."""
    priority: Priority
    reply_to: str | None
    gate: Gate | None
    until: float
    done: asyncio.Future[str | None]
    said: str | None = None
    pauses: int = 0


class _Place(Struct, order=True):
    priority: Priority
    number: int
    """No two have the same, so that it never comes to comparing lines."""
    line: _Line


class OutgoingQueue:
    """Says lines through `send`, never faster than `limits` allow.

    The worker lives only while there is something to say.
    """

    def __init__(
        self,
        send: Send,
        limits: Limits | None = None,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._send = send
        self._limits = limits or Limits()
        self.pace = Pace(self._limits, monotonic)
        self._monotonic = monotonic
        self._sleep = sleep
        self._waiting: list[_Place] = []
        self._number = 0
        self._recent: dict[str, float] = {}
        self._under_way = ""
        self._not_before = 0.0
        self._news = asyncio.Event()
        self._worker: asyncio.Task[None] | None = None
        self._current: _Line | None = None
        self._unsaid = 0
        self._closing = False

    async def say(
        self, text: str, priority: Priority, *, reply_to: str | None = None, gate: Gate | None = None
    ) -> str | None:
        """Say `text` when its turn comes; the id of (the first part of) it, or None where it was not said."""
        limits = self._limits
        pieces = split(text)
        if self._closing or not pieces:
            return None
        life = limits.alarm_life if priority is Priority.ALARM else limits.answer_life
        done = asyncio.get_running_loop().create_future()
        line = _Line(pieces, priority, reply_to, gate, self._monotonic() + life, done)
        if len(self._waiting) >= limits.backlog and not self._make_room(priority):
            self._drop(line, "too much to say")
        else:
            self._put(line)
        # shielded: a caller who goes away does not take back what it said
        return await asyncio.shield(done)

    def said_lately(self, text: str) -> bool:
        """Whether a line in chat is one of ours; Twitch puts the name of whom it answers in front."""
        ours = (*self._recent, self._under_way)
        return any(text == line or text.endswith(f" {line}") for line in ours if line)

    async def close(self, patience: float) -> None:
        """Take nothing more; what waits gets `patience` seconds."""
        self._closing = True
        worker = self._worker
        if worker is not None:
            await asyncio.wait((worker,), timeout=patience)
            worker.cancel()
            await asyncio.wait((worker,))
        for line in (self._current, *(place.line for place in self._waiting)):
            if line is not None:
                self._drop(line, "the bot is closing")
        self._waiting.clear()

    def _put(self, line: _Line) -> None:
        self._number += 1
        heapq.heappush(self._waiting, _Place(line.priority, self._number, line))
        self._wake()

    def _wake(self) -> None:
        self._news.set()
        if self._worker is None:
            self._worker = asyncio.get_running_loop().create_task(self._work())
            self._worker.add_done_callback(self._finished)

    def _finished(self, worker: asyncio.Task[None]) -> None:
        self._worker = None
        if self._unsaid > 1:
            logger.warning("%d lines for Twitch chat were not said in this spell", self._unsaid)
        self._unsaid = 0
        if not worker.cancelled() and self._waiting:
            self._wake()

    async def _work(self) -> None:
        while self._waiting:
            delay = self._delay(self._waiting[0].priority)
            if delay > 0:
                await self._pause(delay)
                continue
            place = heapq.heappop(self._waiting)
            self._current = place.line
            # a task of its own, so that what goes wrong reaches the one who speaks, and the rest is said
            attempt = asyncio.get_running_loop().create_task(self._say(place.line))
            try:
                await asyncio.wait((attempt,))
            finally:
                attempt.cancel()
            if attempt.cancelled():
                self._drop(place.line, "it was interrupted")
            elif (error := attempt.exception()) is not None:
                place.line.done.set_exception(error)
            elif not attempt.result():
                heapq.heappush(self._waiting, place)
            self._current = None

    def _delay(self, priority: Priority) -> float:
        """Seconds until one more line of this priority may be said."""
        waiting = self._not_before - self._monotonic()
        return max(self.pace.delay(alarm=priority is Priority.ALARM), waiting)

    async def _pause(self, delay: float) -> None:
        """Wait, unless something more urgent comes in."""
        self._news.clear()
        sleeping = asyncio.ensure_future(_as_coroutine(self._sleep(delay)))
        waking = asyncio.ensure_future(self._news.wait())
        try:
            await asyncio.wait((sleeping, waking), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sleeping, waking):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    async def _say(self, line: _Line) -> bool:
        """Try once; False where it has to be tried again."""
        if self._monotonic() >= line.until:
            self._drop(line, "it came too late")
            return True
        if line.gate is not None:
            if not await line.gate():
                _resolve(line)
                return True
            line.gate = None
        text = self._variant(line)
        if text is None:
            self._drop(line, "it was said a moment ago")
            return True
        self._under_way = text  # the line may come back from Twitch before the answer to its sending does
        try:
            said = await self._send(text, line.reply_to)
        except TryLater as error:
            pause = error.after or min(self._limits.first_pause * 2**line.pauses, self._limits.last_pause)
            line.pauses += 1
            self._not_before = self._monotonic() + pause
            return False
        except Repeated:
            self._recent[text] = self._monotonic()
            return False
        except (Refused, Uncertain) as error:
            self._count(text)
            self._drop(line, str(error))
            return True
        self._count(text)
        line.said = line.said or said
        del line.text[0]
        if line.text:
            return False
        _resolve(line)
        return True

    def _variant(self, line: _Line) -> str | None:
        """The next text of `line` in a form that was not said a moment ago; None where there is none left."""
        now = self._monotonic()
        for text, at in tuple(self._recent.items()):
            if now - at >= self._limits.same_text:
                del self._recent[text]
        # an alarm is said once: a second one with the same words is a repeat
        variants = 1 if line.priority is Priority.ALARM else VARIANTS
        return next(
            (
                text
                for text in (line.text[0] + DIFFERENCE * times for times in range(variants))
                if text not in self._recent and len(text) <= LONGEST
            ),
            None,
        )

    def _count(self, text: str) -> None:
        self.pace.count()
        self._recent[text] = self._monotonic()

    def _make_room(self, priority: Priority) -> bool:
        """Give up the newest line that is less urgent than `priority`; whether there was one."""
        last = max(self._waiting)
        if last.priority <= priority:
            return False
        self._waiting.remove(last)
        heapq.heapify(self._waiting)
        self._drop(last.line, "too much to say")
        return True

    def _drop(self, line: _Line, why: str) -> None:
        self._unsaid += 1
        if self._unsaid == 1:
            logger.warning("a line for Twitch chat was not said, %s: %.80s", why, line.text[0])
        _resolve(line)


def _resolve(line: _Line) -> None:
    if not line.done.done():
        line.done.set_result(line.said)


async def _as_coroutine(awaitable: Awaitable[object]) -> None:
    await awaitable


def split(text: str, limit: int = LONGEST) -> list[str]:
    """`text` in lines that Twitch takes, cut between sentences, else between words, else where it must be."""
    rest = _harmless(" ".join(text.split()))
    pieces: list[str] = []
    while rest:
        # room for DIFFERENCE, should the line be a repeat
        cut = len(rest) if len(rest) <= limit else _cut(rest, limit - len(DIFFERENCE) * VARIANTS)
        pieces.append(rest[:cut].rstrip())
        rest = _harmless(rest[cut:].lstrip())
    return pieces


def _cut(text: str, limit: int) -> int:
    for ending in (". ", "! ", "? ", "; ", " · ", ", ", " "):
        at = text.rfind(ending, 0, limit)
        # a cut that leaves less than half a line is worse than one between two words
        if at >= limit // 2:
            return at + len(ending)
    return limit


def _harmless(line: str) -> str:
    # words of a person at the start of a line must not become a command of Twitch's
    return f"· {line}" if line.startswith(("/", ".")) else line
