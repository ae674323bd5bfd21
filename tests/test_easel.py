"""Pictures are drawn beside the bot: whatever becomes of the drawing, the bot goes on."""

from __future__ import annotations

import asyncio
import io
import os
import pickle
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from bot import easel as plumbing
from bot.easel import Easel, NoPicture, work

SOON = 20.0


def whose(_: object) -> bytes:
    return str(os.getpid()).encode()


def retires(_: object) -> bytes:
    """Gone a moment after its answer, as when nobody wanted another for long enough."""
    threading.Timer(0.1, os._exit, (0,)).start()
    return str(os.getpid()).encode()


def environment(_: object) -> bytes:
    return " ".join(os.environ).encode()


def fails(_: object) -> bytes:
    raise ValueError("no such colour")


def prints(_: object) -> bytes:
    print("a library talks")  # noqa: T201 - that is what is tested
    return b"drawn"


def dawdles(_: object) -> bytes:
    time.sleep(60)
    return b""


def busy(rounds: int) -> bytes:
    return str(sum(number * number for number in range(rounds))).encode()


def is_known(pid: int) -> bool:
    """Also where it ended and nobody asked how."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture(scope="module")
def easel() -> Iterator[Easel]:
    held = Easel()
    yield held
    held.close()


async def test_it_draws_in_one_process_that_is_not_ours(easel: Easel) -> None:
    first, second = await easel.draw(whose, None), await easel.draw(whose, None)
    assert first == second
    assert int(first) != os.getpid()


async def test_no_secret_goes_along(easel: Easel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREENROOM_DISCORD_TOKEN", "s3cret")
    assert b"GREENROOM" not in await easel.draw(environment, None)


async def test_one_that_was_killed_is_started_again(easel: Easel) -> None:
    first = int(await easel.draw(whose, None))
    os.kill(first, signal.SIGKILL)
    assert int(await easel.draw(whose, None)) != first


async def test_one_that_went_by_itself_leaves_nothing_behind(easel: Easel) -> None:
    """It would be a zombie until the next picture, which may never be wanted."""
    gone = int(await easel.draw(retires, None))
    async with asyncio.timeout(SOON):
        while is_known(gone):  # noqa: ASYNC110 - nothing tells when the system forgets a process
            await asyncio.sleep(0.01)
    assert int(await easel.draw(whose, None)) != gone


async def test_what_fails_says_why_and_the_next_one_is_drawn(easel: Easel) -> None:
    with pytest.raises(NoPicture, match="no such colour"):
        await easel.draw(fails, None)
    assert await easel.draw(prints, None) == b"drawn"


async def test_one_that_takes_too_long_is_given_up(easel: Easel, monkeypatch: pytest.MonkeyPatch) -> None:
    await easel.draw(whose, None)
    monkeypatch.setattr(plumbing, "PATIENCE", 0.1)
    with pytest.raises(NoPicture, match="took over"):
        await easel.draw(dawdles, None)
    monkeypatch.undo()
    assert await easel.draw(prints, None) == b"drawn"


async def test_only_so_many_wait(easel: Easel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plumbing, "MOST_WAITING", 2)
    made = await asyncio.gather(*(easel.draw(whose, None) for _ in range(3)), return_exceptions=True)
    assert [isinstance(one, NoPicture) for one in made] == [False, False, True]


async def test_the_event_loop_has_next_to_nothing_to_do_for_it(easel: Easel) -> None:
    await easel.draw(busy, 1)
    # this thread's own time, for the same work here and there: what else the machine does counts in neither
    begun = time.thread_time()
    for _ in range(6):
        busy(300_000)
    here = time.thread_time() - begun
    begun = time.thread_time()
    await asyncio.gather(*(easel.draw(busy, 300_000) for _ in range(6)))
    assert time.thread_time() - begun < here / 2


def test_it_goes_when_its_orders_end_and_when_nobody_wants_anything() -> None:
    read, write = os.pipe()
    with os.fdopen(read, "rb", buffering=0) as orders, os.fdopen(write, "wb"):
        work(orders, io.BytesIO(), idle=0.01)  # returns, since nobody wants anything
    process = subprocess.Popen(
        [sys.executable, "-m", "bot.easel"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    order = pickle.dumps((len, b"four"))
    process.stdin.write(struct.pack(">Q", len(order)) + order)
    # as when the bot is killed: the pipe ends
    process.stdin.close()
    assert process.wait(timeout=20) == 0
    process.stdout.close()
