"""Files with a track that begins late, and with two tracks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.narration.voices import RATE, Sound, opened


def write_late(path: Path, sound: Sound, delay: float) -> Path:
    """A picture from the beginning, a sound only after `delay` seconds."""
    import av

    with opened(path) as container:
        picture = container.add_stream("mpeg4", rate=1)
        picture.width, picture.height, picture.pix_fmt = 64, 64, "yuv420p"
        track = container.add_stream("pcm_s16le", rate=RATE)
        track.layout = "mono"
        for second in range(int(delay + len(sound) / RATE)):
            image = av.VideoFrame(64, 64, "yuv420p")
            image.pts = second
            container.mux(picture.encode(image))
        _put(container, track, sound, int(delay * RATE))
        container.mux(picture.encode(None))
    return path


def write_two(path: Path, first: Sound, second: Sound) -> Path:
    """Two sound tracks, as OBS keeps the desktop and the microphone apart."""
    with opened(path) as container:
        tracks = [container.add_stream("pcm_s16le", rate=RATE) for _ in range(2)]
        for track, sound in zip(tracks, (first, second), strict=True):
            track.layout = "mono"
            _put(container, track, sound, 0)
    return path


def _put(container: Any, track: Any, sound: Sound, start: int) -> None:
    import av

    frame = av.AudioFrame.from_ndarray(sound[None, :], format="fltp", layout="mono")
    frame.sample_rate, frame.pts = RATE, start
    container.mux(track.encode(frame))
    container.mux(track.encode(None))
