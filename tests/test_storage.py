"""When the file cannot be written: who is told what, and that what was due meanwhile is taken up again."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest

from bot.storage import NotWritten, StorageWatch, not_written

FILE = Path("greenroom.db")


def failed(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("as SQLite says it")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "why", "mend"),
    [
        (sqlite3.SQLITE_FULL, "the disk is full", "Free some space"),
        (sqlite3.SQLITE_IOERR_WRITE, "the disk does not take it", "df -h"),
        (sqlite3.SQLITE_BUSY, "another program holds my file", "Close it"),
        (sqlite3.SQLITE_READONLY, "my file is read-only", "chmod u+w"),
        (sqlite3.SQLITE_CORRUPT, "my file is damaged", "python -m bot restore"),
    ],
)
def test_the_person_hears_what_is_wrong_and_the_host_the_mend(code: int, why: str, mend: str) -> None:
    told = not_written(failed(code), FILE)
    assert told is not None
    assert str(told) == (
        f"I could not write that down: {why}. Nothing was changed; please say it again later."
    )
    assert mend in told.mend
    assert "greenroom.db" in told.mend


def test_a_mistake_of_ours_is_not_put_on_the_disk() -> None:
    assert not_written(failed(sqlite3.SQLITE_CONSTRAINT), FILE) is None
    assert not_written(sqlite3.ProgrammingError("closed"), FILE) is None


async def test_the_host_is_told_once_and_everything_is_taken_up_when_the_file_can_be_written() -> None:
    told: list[str] = []
    done: list[str] = []
    trouble = not_written(failed(sqlite3.SQLITE_FULL), FILE)
    assert trouble is not None
    over = asyncio.Event()

    async def look() -> None:
        done.append("look")
        if len(done) < 3:
            watch.trouble(trouble)  # the look itself fails, as the database tells it
            raise trouble

    async def resume() -> None:
        done.append("resume")
        over.set()

    async def sleep(seconds: float) -> None:
        done_pauses.append(seconds)

    done_pauses: list[float] = []
    watch = StorageWatch(look, resume, told.append, sleep=sleep)
    watch.trouble(trouble)
    watch.trouble(trouble)
    async with asyncio.timeout(5):
        await over.wait()
    await watch.close()
    assert done == ["look", "look", "look", "resume"]
    assert done_pauses == [2.0, 4.0, 8.0]
    assert told == [f"{trouble.mend} Until then nothing is kept; the bot goes on by itself."]
    assert isinstance(trouble, NotWritten)
