"""`python -m bot narrate FILE`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.narration.command_line import as_json, as_lines
from tests.narration.scenes import bad, heard, talk
from tests.narration.voices import needs_libraries, needs_voice, scene, write


@needs_libraries
@needs_voice
def test_a_file_is_measured_and_said_for_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "a test.mp3", scene([("voice", 3), ("quiet", 11), ("voice", 1)]))
    assert main(["narrate", str(path), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["file"] == "a test.mp3"
    (silence,) = said["silences"]
    assert silence["start"] == pytest.approx(3, abs=0.5)
    assert silence["end"] == pytest.approx(14, abs=0.5)
    assert 0.2 < said["share"] < 0.35


def test_a_file_that_is_not_there_is_a_sentence_and_an_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("av")
    assert main(["narrate", str(tmp_path / "nothing.mkv")]) == 2
    caught = capsys.readouterr()
    assert caught.err == "There is no file nothing.mkv. Check the path; one with spaces wants quotes.\n"
    assert caught.out == ""


def test_a_track_is_a_number(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["narrate", "a.mkv", "--track", "zero"])
    assert "a track is a number from 1 to 32" in capsys.readouterr().err


def test_the_lines_name_each_silence_and_say_what_this_is() -> None:
    lines = as_lines(heard(300, talk(300, [(60, 75), (100, 190)])))
    assert lines[0].startswith("You spoke for ")
    assert "     1:00 to    1:15   0:15" in lines
    assert "     1:40 to    3:10   1:30  over a minute" in lines
    assert lines[-1].startswith("This is voice activity")


def test_no_voice_and_a_broken_file_are_said() -> None:
    assert as_lines(heard(600, [], -90)) == [
        "I heard nothing in these 10:00. Was the microphone muted, or on another track?"
    ]
    held = bad().narration.heard
    broken = type(held)(held.length, held.length * 2, held.speech, held.loudest)
    assert "The file breaks off at 46:30 of 1:33:00." in as_lines(broken)


def test_the_json_has_every_figure_in_seconds() -> None:
    said = json.loads(as_json(Path("x/test.mkv"), heard(90, talk(90, [(20, 85)]))))
    assert said["clean"] is False
    assert said["silences"] == [{"start": 20.0, "end": 85.0, "over_a_minute": True}]
    assert said["longest_silence"] == 65.0
    assert len(said["by_minute"]) == 2
    assert said["speech"][0][0] == 4.0
