"""The worker's process: one at a time, cancelled without a trace, gone when we are gone."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from bot.narration.ear import ROOT, Ear
from bot.narration.refusals import Unheard
from bot.narration.worker import MEMORY, NICE
from tests.narration.voices import RATE, music, needs_libraries, silence, write

pytestmark = needs_libraries


_EARLIER: set[int] = set()
"""Processes that other tests have left: one that draws for all of them ends when it has idled long enough."""


@pytest.fixture(autouse=True)
def earlier() -> None:
    """What is there already is none of ours."""
    _EARLIER.clear()
    _EARLIER.update(_all_children())


def children() -> list[int]:
    """Our processes that live, and those that died and that nobody has waited for."""
    named = [each for each in _all_children() if each not in _EARLIER]
    return [each for each in named if b"narration.worker" in _command(each) or _state(each) == "Z"]


def _all_children() -> list[int]:
    held = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="utf-8")
    return [int(each) for each in held.split()]


def _command(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def _state(process: int) -> str:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0]
    except OSError:
        return ""


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """Five hours of silence, which take no room on the disk and minutes to listen to."""
    path = tmp_path / "endless.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.setnframes(5 * 3600 * RATE)
        file.writeframesraw(b"")
    os.truncate(path, 44 + 2 * 5 * 3600 * RATE)
    return path


async def test_a_file_is_measured_in_another_process_that_stands_behind(tmp_path: Path) -> None:
    path = write(tmp_path / "silence.wav", silence(2))
    heard = await Ear().hear(path)
    assert heard.length.total_seconds() == pytest.approx(2, abs=0.05)
    assert children() == []


async def test_a_refusal_names_the_file_and_the_mend(tmp_path: Path) -> None:
    path = tmp_path / "notes.mkv"
    path.write_text("no recording")
    with pytest.raises(Unheard, match=r"^notes\.mkv is no recording that I can read"):
        await Ear().hear(path)
    assert children() == []


async def _begun() -> int:
    """The worker's process, as soon as there is one."""
    for _ in range(1000):
        held = [each for each in children() if _state(each) != "Z"]
        if held:
            return held[0]
        await asyncio.sleep(0.01)
    pytest.fail("no worker was started")


def _told(process: int, what: str) -> str:
    """What the system knows of a process: its `environ`, its `limits`."""
    return Path(f"/proc/{process}/{what}").read_text(encoding="utf-8")


async def test_cancelled_it_leaves_neither_a_process_nor_a_zombie(endless: Path) -> None:
    task = asyncio.create_task(Ear().hear(endless))
    await _begun()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert children() == []


async def test_a_second_cancel_while_it_ends_leaves_none_either(endless: Path) -> None:
    task = asyncio.create_task(Ear().hear(endless))
    await _begun()
    task.cancel()
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    for _ in range(200):
        if not children():
            break
        await asyncio.sleep(0.01)
    assert children() == []


async def test_what_takes_too_long_is_ended_and_said(endless: Path) -> None:
    with pytest.raises(Unheard, match="took over an hour"):
        await Ear(patience=0.05).hear(endless)
    assert children() == []


async def test_a_worker_that_dies_is_said_and_the_next_file_is_measured(
    tmp_path: Path, endless: Path
) -> None:
    ear = Ear()
    task = asyncio.create_task(ear.hear(endless))
    os.kill(await _begun(), signal.SIGSEGV)
    with pytest.raises(Unheard, match="was broken off"):
        await task
    assert (await ear.hear(write(tmp_path / "silence.wav", silence(1)))).speech == ()


async def test_there_is_never_more_than_one(tmp_path: Path, endless: Path) -> None:
    ear = Ear()
    first = asyncio.create_task(ear.hear(endless))
    await _begun()
    second = asyncio.create_task(ear.hear(write(tmp_path / "music.wav", music(1))))
    for _ in range(20):
        await asyncio.sleep(0.01)
        assert len(children()) == 1
    first.cancel()
    assert (await second).length.total_seconds() > 0.9


async def test_the_worker_ends_when_whoever_started_it_is_killed(endless: Path) -> None:
    # somebody who starts a worker, says who it is, and is killed before it is done
    parent = (
        "import subprocess, sys, time\n"
        "worker = subprocess.Popen([sys.executable, '-m', 'bot.narration.worker', sys.argv[1], '1'],"
        " stdin=subprocess.PIPE, stdout=subprocess.PIPE)\n"
        "print(worker.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    process = subprocess.Popen(  # noqa: ASYNC220 - begun at once, and nothing else runs here
        [sys.executable, "-c", parent, str(endless)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        worker = int(process.stdout.readline())
        process.kill()
    for _ in range(1000):
        if b"narration.worker" not in _command(worker):
            return
        await asyncio.sleep(0.01)
    os.kill(worker, signal.SIGKILL)
    pytest.fail("the worker lives on")


async def test_no_secret_of_ours_reaches_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, endless: Path
) -> None:
    monkeypatch.setenv("GREENROOM_DISCORD_TOKEN", "not for the worker")
    task = asyncio.create_task(Ear().hear(endless))
    environment = _told(await _begun(), "environ")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert "PATH=" in environment
    assert "not for the worker" not in environment


async def test_its_priority_is_low_and_its_memory_bounded(endless: Path) -> None:
    task = asyncio.create_task(Ear().hear(endless))
    worker = await _begun()
    limits = _told(worker, "limits")
    for _ in range(1000):
        if str(MEMORY) in limits:
            break
        await asyncio.sleep(0.01)
        limits = _told(worker, "limits")
    assert re.search(rf"Max address space +{MEMORY} +{MEMORY} ", limits)
    assert os.getpriority(os.PRIO_PROCESS, worker) == min(19, os.getpriority(os.PRIO_PROCESS, 0) + NICE)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
