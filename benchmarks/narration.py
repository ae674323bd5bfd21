"""`python -m benchmarks.narration`: how fast three hours of recording are measured, and in how much memory.

Speech of espeak-ng with silences between, over a little noise, as Opus in Matroska, which is what OBS writes.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import resource
import tempfile
import time
from array import array
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import av

from bot.narration.account import account_of
from bot.narration.clockline import ClockLine
from bot.narration.ear import Ear
from bot.narration.heard import Heard
from tests.narration.voices import RATE, noisy, scene

CYCLE = [("voice", 12.0), ("quiet", 3.0), ("voice", 9.0), ("quiet", 14.0), ("voice", 20.0), ("quiet", 2.0)]
"""One minute, over and over."""


def main() -> int:
    """Make the file, measure it as the bot does, print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.narration", description=main.__doc__)
    parser.add_argument("--minutes", type=int, default=180, help="length of the recording (default: 180)")
    minutes: int = parser.parse_args().minutes
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.mkv"
        began = time.perf_counter()
        _write(path, minutes)
        print(f"{minutes} min of Opus in Matroska, {path.stat().st_size / 1e6:.0f} MB, ", end="")
        print(f"made in {time.perf_counter() - began:.0f} s")
        began = time.perf_counter()
        heard, peak = asyncio.run(_measure(path))
        _report(heard, time.perf_counter() - began, peak)
    return 0


async def _measure(path: Path) -> tuple[Heard, int]:
    """What was heard, and the most memory that the worker had at any time, in KiB."""
    task, peak = asyncio.create_task(Ear().hear(path)), 0
    while not task.done():
        await asyncio.wait((task,), timeout=0.2)
        peak = max(peak, _high_water())
    return await task, peak


def _high_water() -> int:
    """The system's own figure for the worker: what `getrusage` tells of a child begins with the parent's."""
    here = Path("/proc/self/task") / str(os.getpid()) / "children"
    for process in here.read_text(encoding="utf-8").split():
        try:
            told = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
        except OSError:
            continue
        found = re.search(r"VmHWM:\s+(\d+) kB", told)
        if found and b"narration.worker" in Path(f"/proc/{process}/cmdline").read_bytes():
            return int(found[1])
    return 0


def _report(heard: Heard, took: float, peak: int) -> None:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = used.ru_utime + used.ru_stime
    length = heard.length.total_seconds()
    print(f"measured in {took:.0f} s of the clock, {cpu:.0f} s of one core")
    print(f"times real time: {length / took:.0f} by the clock, {length / cpu:.0f} by the core")
    print(f"peak memory of the worker: {peak / 1024:.0f} MiB")
    began = time.perf_counter()
    account = account_of(heard.speech, ClockLine.whole(heard.length))
    took = (time.perf_counter() - began) * 1000
    print(f"{len(heard.speech)} spans, {len(account.silences)} silences of ten seconds, in {took:.0f} ms")


def _write(path: Path, minutes: int) -> None:
    rng = Random(7)
    # a handful of minutes with different noise, so that nothing repeats for the encoder from one to the next
    takes = [noisy(scene(CYCLE), 15 + rng.random() * 10, seed) for seed in range(4)]
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream("libopus", rate=48_000)  # pyright: ignore[reportUnknownMemberType] - partly
        stream.layout = "mono"
        resampler = av.AudioResampler(format="s16", layout="mono", rate=48_000)
        for frame in _frames(takes, minutes):
            for made in resampler.resample(frame):
                container.mux(stream.encode(made))
        container.mux(stream.encode(None))


def _frames(takes: list[Any], minutes: int) -> Iterator[av.AudioFrame]:
    for minute in range(minutes):
        samples = array("f", takes[minute % len(takes)].tobytes())
        frame = av.AudioFrame(format="flt", layout="mono", samples=len(samples))
        frame.planes[0].update(samples.tobytes())
        frame.sample_rate, frame.pts = RATE, minute * len(samples)
        yield frame


if __name__ == "__main__":
    raise SystemExit(main())
