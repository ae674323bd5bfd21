"""Recordings with a voice at known times: espeak-ng speaks, noise lies over it, PyAV writes the file."""

from __future__ import annotations

import functools
import io
import math
import shutil
import subprocess
import wave
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from bot.narration.folder import LIBRARIES

ESPEAK = shutil.which("espeak-ng")
Sound = npt.NDArray[np.float32]

needs_libraries = pytest.mark.skipif(
    not all(find_spec(name) for name in LIBRARIES),
    reason="NOTHING WAS LISTENED TO: pip install -e '.[narration]'",
)
needs_voice = pytest.mark.skipif(
    ESPEAK is None, reason="NOBODY SPOKE, SO NO RECORDING WAS MEASURED: make voice installs espeak-ng"
)

RATE = 16_000
TEXT = (
    "First I sort the numbers, then I keep two pointers and move the left one while the sum is too small,"
    " and I say out loud what stays true each time around the loop. "
)

CODECS = {"wav": "pcm_s16le", "mp3": "libmp3lame", "mkv": "libopus", "mp4": "aac"}
RATES = {"wav": 22_050, "mp3": 44_100, "mkv": 48_000, "mp4": 44_100}


@functools.cache
def _spoken() -> Sound:
    assert ESPEAK is not None
    made = subprocess.run([ESPEAK, "--stdout", "-v", "en-us", TEXT * 3], capture_output=True, check=True)
    with wave.open(io.BytesIO(made.stdout)) as file:
        rate = file.getframerate()
        # a pipe has no end to write into the header, so what is read is asked for without it
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16) / 32_768
    sound = _at_rate(samples.astype(np.float32), rate, RATE)
    return sound[int(np.argmax(np.abs(sound) > 0.02)) :]


def _at_rate(sound: Sound, old: int, new: int) -> Sound:
    count = len(sound) * new // old
    return np.interp(np.arange(count) * old / new, np.arange(len(sound)), sound).astype(np.float32)


def speech(seconds: float) -> Sound:
    """A voice from the first sample to the last."""
    return _spoken()[: int(seconds * RATE)]


def silence(seconds: float) -> Sound:
    """Nothing at all."""
    return np.zeros(int(seconds * RATE), dtype=np.float32)


def scene(parts: Sequence[tuple[str, float]]) -> Sound:
    """Parts such as ("voice", 6) and ("quiet", 11), one after the other."""
    return np.concatenate([(speech if kind == "voice" else silence)(length) for kind, length in parts])


def noisy(sound: Sound, decibels: float, seed: int = 1) -> Sound:
    """`sound` with white noise that much weaker than its voice."""
    voice = np.abs(sound) > 0
    power = float(np.mean(sound[voice] ** 2))
    noise = np.random.default_rng(seed).standard_normal(len(sound)).astype(np.float32)
    mixed = sound + noise * math.sqrt(power / 10 ** (decibels / 10))
    return (mixed / np.max(np.abs(mixed)) * 0.9).astype(np.float32)


def music(seconds: float) -> Sound:
    """Chords with overtones, a beat beneath them: sound, and nobody in it."""
    at = np.arange(int(seconds * RATE)) / RATE
    chords = ((220, 277, 330), (196, 247, 294), (175, 220, 262), (165, 208, 247))
    made = np.zeros_like(at)
    for number, chord in enumerate(chords):
        on = (at // 2).astype(int) % len(chords) == number
        for pitch in chord:
            for overtone in (1, 2, 3, 4):
                made += on * np.sin(2 * np.pi * pitch * overtone * at) / overtone
    beat = np.exp(-(at % 0.5) * 30) * np.sin(2 * np.pi * 70 * at) * 3
    made = made * np.exp(-(at % 2) * 0.8) + beat
    return (made / np.max(np.abs(made)) * 0.6).astype(np.float32)


def opened(path: Path) -> Any:
    """A new file to write sound and pictures into; PyAV's own types are partly unknown."""
    import av

    return av.open(str(path), "w")


def write(path: Path, sound: Sound) -> Path:
    """A file of the kind that its name says, at that kind's usual rate."""
    import av

    kind = path.suffix[1:]
    rate = RATES[kind]
    sound = _at_rate(sound, RATE, rate)
    with opened(path) as container:
        stream = container.add_stream(CODECS[kind], rate=rate)
        stream.layout = "mono"
        for start in range(0, len(sound), rate):
            frame = av.AudioFrame.from_ndarray(
                sound[None, start : start + rate], format="fltp", layout="mono"
            )
            frame.sample_rate, frame.pts = rate, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def write_picture_only(path: Path) -> Path:
    """A video without any sound."""
    import av

    with opened(path) as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for _ in range(10):
            container.mux(stream.encode(av.VideoFrame(64, 64, "yuv420p")))
        container.mux(stream.encode(None))
    return path
