"""Pictures are drawn in a process of their own, so that no command waits for a plotting library.

The process is started when the first picture is wanted, and goes by itself when nobody wanted one for a while
or when the bot is gone, however that went: it reads its orders from a pipe, and the pipe ends with us.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import select
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import IO, TypeVar

T = TypeVar("T")

PATIENCE = 20.0
"""Seconds that a picture may take, the start of the process included."""
IDLE = 300.0
"""Seconds after which a process without work goes."""
NICE = 5
"""How far the drawing stands back behind the bot."""
MOST_WAITING = 8
"""Pictures that may be wanted at the same moment."""

_SIZE = struct.Struct(">Q")
_OURS = "GREENROOM_"
"""What the names of our settings in the environment begin with; none of them is needed for drawing."""


class NoPicture(Exception):
    """A picture that could not be drawn; whatever it was to go with stands without it."""


class Easel:
    """Draws one picture after the other."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._one_by_one = threading.Lock()
        self._waiting = 0

    async def draw(self, draw: Callable[[T], bytes], value: T) -> bytes:
        """What `draw` makes of `value`; both have to be known by their module. Raises NoPicture."""
        if self._waiting >= MOST_WAITING:
            raise NoPicture("too many pictures are wanted at once")
        self._waiting += 1
        try:
            return await asyncio.to_thread(self._ask, pickle.dumps((draw, value)))
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """Let the process go; the next picture starts another one."""
        with self._one_by_one:
            self._end()

    def _ask(self, order: bytes) -> bytes:
        with self._one_by_one:
            # one that idled away, or was killed, just now is noticed only by writing to it
            for last_try in (False, True):
                try:
                    return self._answer(order)
                except (OSError, EOFError):
                    self._end()
                    if last_try:
                        raise NoPicture("the drawing process is gone") from None
        raise AssertionError  # the loop answers or raises

    def _answer(self, order: bytes) -> bytes:
        process = self._started()
        assert process.stdin is not None  # noqa: S101 - both are pipes
        assert process.stdout is not None  # noqa: S101
        too_long = threading.Event()

        def give_up() -> None:
            too_long.set()
            process.kill()

        watch = threading.Timer(PATIENCE, give_up)
        watch.daemon = True
        watch.start()
        try:
            _put(process.stdin, order)
            answer = _get(process.stdout)
        except (OSError, EOFError):
            if too_long.is_set():
                self._end()
                raise NoPicture(f"drawing took over {PATIENCE:.0f} s") from None
            raise
        finally:
            watch.cancel()
        drawn, data = pickle.loads(answer)  # noqa: S301 - written by our own process
        if not drawn:
            raise NoPicture(data)
        return data

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            environment = {key: value for key, value in os.environ.items() if not key.startswith(_OURS)}
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot.easel"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                start_new_session=True,  # Ctrl-C is for the bot
            )
            # no task: that would belong to the loop of whoever wanted the first picture, and never be done
            threading.Thread(target=self._see_off, args=(self._process,), daemon=True).start()
        return self._process

    def _see_off(self, process: subprocess.Popen[bytes]) -> None:
        """Wait for its end, however it comes: one that nobody waits for stays a zombie."""
        process.wait()
        with self._one_by_one:
            if self._process is process:
                self._end()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                # what was still to be written to it is of no use to anybody
                with contextlib.suppress(OSError):
                    pipe.close()
        try:
            process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def work(orders: IO[bytes], answers: IO[bytes], idle: float = IDLE) -> None:
    """What the drawing process does until its orders end, or none came for `idle` seconds."""
    while select.select([orders], [], [], idle)[0]:
        try:
            order = _get(orders)
        except EOFError:
            return
        draw, value = pickle.loads(order)  # noqa: S301 - written by the bot that started us
        try:
            answer = (True, draw(value))
        except (ArithmeticError, LookupError, OSError, RuntimeError, TypeError, ValueError) as error:
            answer = (False, f"{type(error).__name__}: {error}")
        _put(answers, pickle.dumps(answer))


def _put(pipe: IO[bytes], data: bytes) -> None:
    pipe.write(_SIZE.pack(len(data)) + data)
    pipe.flush()


def _get(pipe: IO[bytes]) -> bytes:
    (size,) = _SIZE.unpack(_exactly(pipe, _SIZE.size))
    return _exactly(pipe, size)


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    data = b""
    while len(data) < size:
        # one that is not buffered gives what there is
        more = pipe.read(size - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def _main() -> None:
    os.nice(NICE)
    # what a library prints must not get between the answers
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with os.fdopen(os.dup(0), "rb", buffering=0) as orders:
        work(orders, answers)


if __name__ == "__main__":
    _main()
