"""The file's troubles: a full disk, another process that holds it, a file that may not be written."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Generator
from datetime import timedelta
from pathlib import Path

from bot.database import BUSY_TIMEOUT
from bot.people.model import Platform
from tests.crash.scene import Scene
from tests.wire.theatre import SOON

NO_LIMIT = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
NOT_EVEN_ROOT = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--")
"""Takes from root the right to write what the file's mode forbids; others never had it."""
REFUSAL = "I could not write that down"


async def act(scene: Scene) -> None:
    """All of them, one after the other."""
    bot, database = scene.house.stage.bot, scene.house.stage.database
    async with scene.fault("a full disk (no file may grow)"):
        await scene.load.start_clock()
        # any write beyond the first byte fails, as on a disk without a free block
        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
        await _refused(scene, "full disk")
        # the clock's end cannot be written either; it has to be told once the disk has room again
        await scene.house.stage.clock.move(timedelta(seconds=61))
        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, NO_LIMIT)
    await _host_was_told(scene, "Until then nothing is kept")  # a backup that is due just now fails, too

    async with scene.fault("another process holds the file for 2 s"):
        with _held(database):
            await asyncio.sleep(2)
    async with scene.fault("another process holds the file for longer than the bot waits"):
        with _held(database):
            await _refused(scene, "locked file", within=BUSY_TIMEOUT * 2 + SOON)

    async with scene.fault("the file becomes read-only while the bot runs"):
        database.chmod(0o400)
        scene.expect(
            await scene.answered(Platform.DISCORD, SOON),
            "an open file that becomes read-only is still written",
        )
        database.chmod(0o600)
    await _read_only_at_start(scene)


async def act_on_small_disk(scene: Scene) -> None:
    """A disk that is really full: the bot's folder lies on a small one of its own."""
    folder = scene.house.stage.database.resolve().parent
    async with scene.fault("a full disk (a tmpfs without a free byte)"):
        ballast = folder / "ballast"
        with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 4096)
        await _refused(scene, "full tmpfs")
        ballast.unlink()
    async with scene.fault("a full disk, then kill -9"):
        with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 4096)
        await _refused(scene, "full tmpfs")
        await scene.house.stage.bot.kill()
        ballast.unlink()
        await scene.house.stage.bot.start()


@contextlib.contextmanager
def small_disk(folder: Path, size: str | None) -> Generator[bool]:
    """Put the bot's file on a small tmpfs; False where nobody lets us mount one, as in most containers."""
    if size is None:
        yield False
        return
    disk = folder / "small"
    disk.mkdir(parents=True)
    order = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(order, capture_output=True, check=False).returncode:
        yield False
        return
    try:
        # the file alone: the stand-ins keep their own beside it
        (folder / "greenroom.db").symlink_to(disk / "greenroom.db")
        yield True
    finally:
        subprocess.run(["umount", str(disk)], capture_output=True, check=False)  # noqa: S607 - where mount was


async def _refused(scene: Scene, what: str, within: float = SOON) -> None:
    """People are told on both platforms that it was not written, in words that say so.

    What needed no writing may be refused in between for reasons of its own.
    """
    refusals = scene.witness.refusals
    before = {platform: len(refusals[platform]) for platform in Platform}
    for platform in Platform:
        told: list[str] = []
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                while True:
                    told = refusals[platform][before[platform] :]
                    if any(REFUSAL in said for said in told):
                        break
                    await asyncio.sleep(0.02)
        scene.expect(any(REFUSAL in said for said in told), f"{what}: {platform} was told {told}")


async def _host_was_told(scene: Scene, needle: str) -> None:
    """Once, in private, with the mend."""
    control = scene.house.stage.discord.control
    room = control.open_dm(scene.house.sam)
    await control.until(lambda: any(needle in post.text for post in control.history(room)), SOON)
    told = [post.text for post in control.history(room) if needle in post.text]
    scene.expect(len(told) == 1, f"the host was told {len(told)} times: {told}")


@contextlib.contextmanager
def _held(database: Path) -> Generator[None]:
    """Another program has a transaction open."""
    with contextlib.closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


async def _read_only_at_start(scene: Scene) -> None:
    """The bot says so and ends, changes nothing, and starts once the file may be written."""
    stage = scene.house.stage
    files = [stage.database, *stage.database.parent.glob("greenroom.db-*")]
    async with scene.fault("the file is read-only at the start"):
        await stage.bot.kill()
        for path in files:
            path.chmod(0o400)
        stage.bot.before = NOT_EVEN_ROOT if shutil.which("setpriv") else ()
        stage.bot.lines.clear()
        await stage.bot.spawn()
        code = await asyncio.wait_for(stage.bot.ended(), SOON)
        said = "\n".join(stage.bot.lines)
        scene.expect(code == 2, f"a read-only file at the start ended with {code}: {said}")
        scene.expect("Traceback" not in said, f"a read-only file at the start ended in a traceback: {said}")
        scene.expect("may not be written" in said, f"a read-only file was not named: {said}")
        for path in files:
            path.chmod(0o600)
        stage.bot.before = ()
        await stage.clock.move(timedelta(seconds=1))
        await stage.bot.start()
