"""A client that goes down is replaced, said once in words, and never takes anybody along."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import pytest

from bot.errors import StartError
from bot.supervise import Pauses, supervise


class Life:
    """One life of a client that ends in a given way."""

    def __init__(self, end: Exception | None, forever: bool = False) -> None:
        self._end = end
        self._forever = forever
        self.closed = 0
        self.running = asyncio.Event()

    async def run_until_closed(self) -> None:
        self.running.set()
        if self._forever:
            await asyncio.Event().wait()
        if self._end is not None:
            raise self._end

    async def close_gently(self) -> None:
        self.closed += 1


class Stage:
    """Lives one after the other, and the time between them."""

    def __init__(self, *lives: Life | Exception) -> None:
        self._coming = list(lives)
        self.pauses: list[float] = []
        self.now = 0.0
        self.last = Life(None, forever=True)

    async def make(self) -> Life:
        life = self._coming.pop(0) if self._coming else self.last
        if isinstance(life, Exception):
            raise life
        return life

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        await asyncio.sleep(0)

    async def run(self, explain: Callable[[Exception], str | None] = lambda _: None) -> None:
        """Until the last life runs."""
        task = asyncio.create_task(
            supervise(
                "Twitch",
                self.make,
                explain=explain,
                pauses=Pauses(5, 30, 60),
                sleep=self.sleep,
                monotonic=lambda: self.now,
            )
        )
        await self.last.running.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_a_crashed_client_is_closed_and_replaced_after_pauses_that_grow() -> None:
    """A closed bot cannot be started again: each life is a new instance."""
    lives = [Life(ZeroDivisionError("why")) for _ in range(4)]
    stage = Stage(*lives)
    await stage.run()
    assert [life.closed for life in lives] == [1, 1, 1, 1]
    assert stage.pauses == [5, 10, 20, 30]
    assert stage.last.closed == 1


async def test_the_same_trouble_is_said_once_with_its_mend(caplog: pytest.LogCaptureFixture) -> None:
    """Five failed starts are one line in the log."""
    caplog.set_level(logging.INFO)
    await Stage(*[StartError("The token is missing. Set it.") for _ in range(5)]).run()
    assert len(caplog.records) == 1
    assert "Twitch is down. The token is missing. Set it. The next try is in 5 s" in caplog.text
    assert "Traceback" not in caplog.text


async def test_another_trouble_is_said_again(caplog: pytest.LogCaptureFixture) -> None:
    """What changed is news."""
    await Stage(StartError("One."), StartError("Two."), StartError("Two.")).run()
    assert len(caplog.records) == 2


async def test_what_the_platform_explains_comes_without_a_traceback(caplog: pytest.LogCaptureFixture) -> None:
    """A network that is away is nobody's fault; a mistake of ours shows where it is."""
    await Stage(OSError("no route"), KeyError("ours")).run(
        lambda error: "No network. Check the cable" if isinstance(error, OSError) else None
    )
    assert [record.exc_info is not None for record in caplog.records] == [False, True]


async def test_a_failed_make_is_tried_again_too() -> None:
    """Nothing to close there."""
    stage = Stage(StartError("No token."), Life(None))
    await stage.run()
    assert stage.pauses == [5, 10]


async def test_a_healthy_life_starts_the_pauses_anew() -> None:
    """A crash a day later waits as little as the first."""

    class Long(Life):
        async def run_until_closed(self) -> None:
            stage.now += 3600
            raise OSError("gone")

    stage = Stage(Life(OSError()), Life(OSError()), Long(None), Life(OSError()))
    await stage.run()
    assert stage.pauses == [5, 10, 5, 10]


async def test_cancelling_closes_the_client_gently() -> None:
    """The way out of every life is the same."""
    stage = Stage()
    await stage.run()
    assert stage.last.closed == 1
