"""One bot to one file: a lock that the running process holds and the kernel takes back when it dies."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Generator
from pathlib import Path

from bot.errors import StartError


@contextlib.contextmanager
def alone_with(database: Path) -> Generator[None]:
    """Hold the file for this process alone; two bots on one log would post and answer everything twice.

    The lock is a file of its own beside the database, because SQLite locks and closes the database itself.
    Raises StartError where another process holds it.
    """
    path = database.with_name(f"{database.name}.lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        held = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StartError(
            f"{path} cannot be written: {error.strerror}. Run as the user that owns {database.parent},"
            " or mend `database` in the config."
        ) from None
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StartError(
                f"A Greenroom already works on {database}{_holder(held)}. Stop it first: press Ctrl+C in its"
                " window, or run `systemctl stop greenroom`."
            ) from None
        os.ftruncate(held, 0)
        os.write(held, str(os.getpid()).encode())
        yield
    finally:
        os.close(held)


def holder(database: Path) -> str | None:
    """The number of the process that holds the file, as far as can be seen; None where nobody does."""
    try:
        look = os.open(database.with_name(f"{database.name}.lock"), os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(look, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _number(look) or "unknown"
    finally:
        os.close(look)
    return None


def _holder(descriptor: int) -> str:
    number = _number(descriptor)
    return f" (process {number})" if number else ""


def _number(descriptor: int) -> str:
    number = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
    return number if number.isdecimal() else ""
