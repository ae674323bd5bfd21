"""Files with a voice at known times, in the kinds that OBS and phones write: every silence is found."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.narration.heard import Heard, Trouble, from_json, to_json
from bot.narration.voice import Span, gaps
from tests.narration.scenes import seconds
from tests.narration.voices import (
    CODECS,
    music,
    needs_libraries,
    needs_voice,
    noisy,
    scene,
    silence,
    speech,
    write,
    write_picture_only,
)

pytestmark = needs_libraries

PARTS = [
    ("quiet", 2),
    ("voice", 5),
    ("quiet", 11),
    ("voice", 4),
    ("quiet", 4),
    ("voice", 4),
    ("quiet", 12.5),
    ("voice", 3),
]
SILENCES = [seconds(7, 18), seconds(30, 42.5)]


def listen(path: Path, track: int = 1) -> Heard:
    from bot.narration.hearing import listen

    return listen(path, track)


def trouble(path: Path, track: int = 1) -> Trouble:
    from bot.narration.hearing import Unhearable

    with pytest.raises(Unhearable) as caught:
        listen(path, track)
    return caught.value.trouble


def quiet(heard: Heard) -> list[Span]:
    whole = Span(timedelta(), heard.length)
    return [gap for gap in gaps(heard.speech, whole) if gap.length >= timedelta(seconds=10)]


def furthest(found: list[Span], true: list[Span]) -> float:
    """By how many seconds an edge is wrong, at most."""
    assert len(found) == len(true), found
    return max(
        abs((here - there).total_seconds())
        for one, other in zip(found, true, strict=True)
        for here, there in ((one.start, other.start), (one.end, other.end))
    )


def every_kind_at_both() -> Iterator[Any]:
    """Two of them in the day's tests, all of them in the long ones."""
    for kind in CODECS:
        for decibels in (20, 10):
            today = (kind, decibels) in (("mkv", 10), ("mp3", 20))
            yield pytest.param(kind, decibels, marks=[] if today else [pytest.mark.story])


@needs_voice
@pytest.mark.parametrize(("kind", "decibels"), list(every_kind_at_both()))
def test_every_silence_over_ten_seconds_is_found_within_half_a_second(
    tmp_path: Path, kind: str, decibels: int
) -> None:
    heard = listen(write(tmp_path / f"test.{kind}", noisy(scene(PARTS), decibels)))
    assert furthest(quiet(heard), SILENCES) <= 0.5
    assert heard.length.total_seconds() == pytest.approx(45.5, abs=0.1)
    assert not heard.breaks_off


@pytest.mark.story
@needs_voice
def test_at_zero_decibels_silences_are_still_found_their_edges_up_to_a_second_off(tmp_path: Path) -> None:
    heard = listen(write(tmp_path / "loud.wav", noisy(scene(PARTS), 0)))
    assert furthest(quiet(heard), SILENCES) <= 1.0


@pytest.mark.story
@needs_voice
def test_a_quiet_microphone_is_heard_too(tmp_path: Path) -> None:
    heard = listen(write(tmp_path / "far.wav", scene(PARTS) * np.float32(0.02)))
    assert furthest(quiet(heard), SILENCES) <= 0.5


@needs_voice
def test_a_track_that_begins_late_keeps_its_place(tmp_path: Path) -> None:
    from tests.narration.late import write_late

    heard = listen(write_late(tmp_path / "late.mkv", speech(4), delay=12.0))
    assert furthest([heard.speech[0]], [seconds(12, 16)]) <= 0.5


@needs_voice
def test_the_second_track_is_listened_to_where_it_is_asked_for(tmp_path: Path) -> None:
    from tests.narration.late import write_two

    path = write_two(tmp_path / "two.mkv", silence(4), speech(4))
    assert listen(path).speech == ()
    assert len(listen(path, 2).speech) == 1
    assert trouble(path, 3) is Trouble.NO_SUCH_TRACK


def test_silence_only_is_measured_as_such(tmp_path: Path) -> None:
    heard = listen(write(tmp_path / "silence.wav", silence(15)))
    assert (heard.speech, heard.loudest) == ((), -100.0)


def test_music_only_is_no_voice_though_there_is_sound(tmp_path: Path) -> None:
    heard = listen(write(tmp_path / "music.mp3", music(8)))
    spoken = sum((span.length for span in heard.speech), timedelta())
    assert spoken / heard.length < 0.02
    assert heard.loudest > -10


@needs_voice
@pytest.mark.parametrize("kind", ["mkv", "mp3"])
def test_a_truncated_file_is_measured_as_far_as_it_goes(tmp_path: Path, kind: str) -> None:
    whole = write(tmp_path / f"whole.{kind}", scene([("voice", 4), ("quiet", 8)]))
    cut = tmp_path / f"cut.{kind}"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    heard = listen(cut)
    assert heard.breaks_off
    assert len(heard.speech) == 1


def test_an_mp4_that_was_never_finished_is_no_recording(tmp_path: Path) -> None:
    whole = write(tmp_path / "whole.mp4", music(3))
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    assert trouble(cut) is Trouble.BROKEN


def test_damage_in_the_middle_costs_only_what_is_damaged(tmp_path: Path) -> None:
    path = write(tmp_path / "hurt.mp3", music(8))
    held = bytearray(path.read_bytes())
    middle = len(held) // 2
    held[middle : middle + 3000] = bytes(3000)
    path.write_bytes(held)
    assert listen(path).length > timedelta(seconds=7)


def test_what_is_no_recording_has_its_trouble(tmp_path: Path) -> None:
    (tmp_path / "empty.mkv").touch()
    (tmp_path / "words.mkv").write_text("This is the plan for Tuesday.\n" * 50)
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500))
    assert trouble(tmp_path / "empty.mkv") is Trouble.EMPTY
    assert trouble(tmp_path / "words.mkv") is Trouble.BROKEN
    assert trouble(tmp_path / "picture.png") is Trouble.BROKEN
    assert trouble(tmp_path / "nothing.mkv") is Trouble.MISSING
    assert trouble(tmp_path) is Trouble.FOLDER
    os.mkfifo(tmp_path / "pipe.mkv")
    assert trouble(tmp_path / "pipe.mkv") is Trouble.BROKEN
    assert trouble(write_picture_only(tmp_path / "mute.mp4")) is Trouble.NO_SOUND


def test_a_file_that_somebody_has_open_for_writing_is_still_growing(tmp_path: Path) -> None:
    path = write(tmp_path / "now.wav", silence(1))
    with path.open("ab"):
        assert trouble(path) is Trouble.GROWING
    assert listen(path).speech == ()


def test_a_playlist_makes_nobody_fetch_what_it_names(tmp_path: Path) -> None:
    voice = write(tmp_path / "voice.wav", silence(1))
    for name, held in (
        ("list.m3u8", f"#EXTM3U\n#EXTINF:10,\n{voice}\n#EXT-X-ENDLIST\n"),
        ("list.mkv", f"#EXTM3U\n#EXTINF:10,\n{voice}\n#EXT-X-ENDLIST\n"),
        ("list.ffconcat", f"ffconcat version 1.0\nfile {voice.name}\n"),
    ):
        (tmp_path / name).write_text(held)
        assert trouble(tmp_path / name) is Trouble.BROKEN


def test_what_was_heard_comes_back_from_its_line_of_json() -> None:
    import json

    for declared in (None, timedelta(seconds=61)):
        heard = Heard(timedelta(seconds=60), declared, (seconds(1.024, 2.048), seconds(5, 9)), -3.5)
        assert from_json(json.loads(to_json(heard))) == heard
